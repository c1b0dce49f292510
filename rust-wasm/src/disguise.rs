//! Values below disguises and encodings: the places where one may start are noted in the reading of
//! the text as it stands, and only what lies around them is folded or decoded, and read again.

use crate::encoded::Decoded;
use crate::engine::{look, TooManyFindings};
use crate::finding::Finding;
use crate::fold::fold;
use crate::pass::not_too_many;
use crate::policy::Policy;
use std::ops::Range;

/// What is read around a disguised character: enough for the words that speak for a value.
const BEFORE: usize = 96;
const BEHIND: usize = 160;
/// A segment of this size is not extended: folding needs many times its memory,
/// and each value found in it is looked up in its map from the start.
const MAX_SEGMENT: usize = 64 << 10;
/// How much further to the next white space: a token has a disguised character anywhere.
const TOKEN: usize = 1024;

/// What a reading has noted.
#[derive(Default)]
pub struct Segments {
    /// Where to fold, in rising order, overlapping only behind one that may not be extended.
    folds: Vec<Range<usize>>,
    pub decoded: Vec<Decoded>,
    /// Lines have been joined up to here.
    pub tokens_to: usize,
    /// Base64 has been decoded up to here, where it has a long run without `+` and `/`.
    pub decoded_to: usize,
    /// The same where it has a short run.
    pub codes_to: usize,
}

impl Segments {
    /// A disguise may start at `at`. Places come in rising order, apart from some disorder within a block.
    pub fn note(&mut self, bytes: &[u8], at: usize) {
        let end = bytes.len().min(at + BEHIND);
        match self.folds.last_mut() {
            Some(last) if at.saturating_sub(BEFORE) <= last.end && last.len() < MAX_SEGMENT => {
                last.end = last.end.max(end);
            }
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
    for noted in std::mem::take(&mut hidden.folds) {
        let range = noted.start.max(done)..token_end(text.as_bytes(), noted.end);
        // What lies across the end of one that was not extended is read with the next.
        done = if noted.len() < MAX_SEGMENT {
            range.end
        } else {
            noted.start + 1
        };
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
        not_too_many(findings)?;
    }
    look_decoded(policy, depth, hidden, findings)
}

/// Reads what was decoded, and adds what only so can be seen.
pub fn look_decoded(
    policy: &Policy,
    depth: usize,
    hidden: &mut Segments,
    findings: &mut Vec<Finding>,
) -> Result<(), TooManyFindings> {
    let mut found = Vec::new();
    for Decoded { span, text } in hidden.decoded.drain(..) {
        look(&text, policy, depth + 1, &mut found)?;
        // The whole run is one value: a part of it cannot be replaced without breaking the rest.
        let surest = found.drain(..).max_by_key(|finding| finding.score);
        findings.extend(surest.map(|finding| Finding {
            start: span.start,
            end: span.end,
            ..finding
        }));
        not_too_many(findings)?;
    }
    Ok(())
}
