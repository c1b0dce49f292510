//! Values below disguises and encodings: the places where one may start are noted in the reading of
//! the text as it stands, and only what lies around them is folded or decoded, and read again.

use crate::encoded::Decoded;
use crate::engine::{look, TooManyFindings};
use crate::finding::Finding;
use crate::fold::fold;
use crate::policy::Policy;
use std::ops::Range;

/// What is read around a disguised character: enough for the words that speak for a value.
const BEFORE: usize = 96;
const BEHIND: usize = 160;
/// How much further to the next white space: a token has a disguised character anywhere.
const TOKEN: usize = 1024;

/// What a reading has noted.
#[derive(Default)]
pub struct Segments {
    /// Where to fold, in rising order, not overlapping.
    folds: Vec<Range<usize>>,
    pub decoded: Vec<Decoded>,
    /// Encoded runs have been decoded up to here.
    pub decoded_to: usize,
}

impl Segments {
    /// A disguise may start at `at`. Places come in rising order, apart from some disorder within a block.
    pub fn note(&mut self, bytes: &[u8], at: usize) {
        let end = bytes.len().min(at + BEHIND);
        match self.folds.last_mut() {
            Some(last) if at.saturating_sub(BEFORE) <= last.end => last.end = last.end.max(end),
            _ => {
                let start = token_start(bytes, at.saturating_sub(BEFORE));
                self.folds.push(start..end);
            }
        }
    }
}

fn token_start(bytes: &[u8], at: usize) -> usize {
    let head = bytes[..at].iter().rev().take(TOKEN);
    at - head.take_while(|b| !b.is_ascii_whitespace()).count()
}

fn token_end(bytes: &[u8], at: usize) -> usize {
    let tail = bytes[at..].iter().take(TOKEN);
    at + tail.take_while(|b| !b.is_ascii_whitespace()).count()
}

/// Folds and decodes what was noted, reads it, and adds what only so can be seen.
pub fn look_below(
    text: &str,
    policy: &Policy,
    depth: usize,
    hidden: &mut Segments,
    findings: &mut Vec<Finding>,
) -> Result<(), TooManyFindings> {
    let mut found = Vec::new();
    let mut done = 0;
    for range in std::mem::take(&mut hidden.folds) {
        let range = range.start.max(done)..token_end(text.as_bytes(), range.end);
        done = range.end;
        let folded = fold(text, range);
        look(&folded.text, policy, depth + 1, &mut found)?;
        for finding in found.drain(..) {
            let span = finding.start..finding.end;
            if folded.is_disguised(span.clone()) {
                let original = folded.original(span);
                findings.push(Finding {
                    start: original.start,
                    end: original.end,
                    ..finding
                });
            }
        }
    }
    for Decoded { span, text } in hidden.decoded.drain(..) {
        look(&text, policy, depth + 1, &mut found)?;
        // The whole run is one value: a part of it cannot be replaced without breaking the rest.
        let surest = found.drain(..).max_by_key(|finding| finding.score);
        findings.extend(surest.map(|finding| Finding {
            start: span.start,
            end: span.end,
            ..finding
        }));
    }
    Ok(())
}
