//! Values that go on from one text to the next: content parts of a message, or two messages.

use super::lens::Lens;
use crate::engine::{self, TooManyFindings, MAX_FINDINGS};
use crate::finding::{settle, Finding};
use crate::json::{Place, Visit};
use crate::policy::Policy;
use std::ops::Range;

/// What is read on each side of a joint, in bytes.
const SIDE: usize = 96;
/// Confidence below which a value across a joint is chance: two texts need not have to do with
/// each other.
const SURE: u8 = 75;

/// Notes the ends of texts that may go on, and the string that the host asks for.
pub struct Joints<'document> {
    text: &'document str,
    lens: &'document Lens,
    last: Option<Range<usize>>,
    pairs: Vec<(Range<usize>, Range<usize>)>,
    /// Where the first string stands that the lens notes.
    pub noted: Option<Range<usize>>,
}

impl<'document> Joints<'document> {
    pub fn new(text: &'document str, lens: &'document Lens) -> Self {
        Self {
            text,
            lens,
            last: None,
            pairs: Vec::new(),
            noted: None,
        }
    }

    /// Adds the two halves of each value that lies across a joint.
    pub fn look_across(
        &self,
        policy: &Policy,
        findings: &mut Vec<Finding>,
    ) -> Result<(), TooManyFindings> {
        let before = findings.len();
        let mut found = Vec::new();
        for (first, second) in &self.pairs {
            let head =
                boundary(self.text, first.end.saturating_sub(SIDE).max(first.start))..first.end;
            let tail = second.start..boundary(self.text, second.end.min(second.start + SIDE));
            let joined = [&self.text[head.clone()], &self.text[tail.clone()]].concat();
            engine::scan(&joined, policy, &mut found)?;
            let seam = head.len();
            let across = found
                .iter()
                .find(|f| f.start < seam && f.end > seam && f.score >= SURE);
            let Some(finding) = across else { continue };
            let halves = [
                Finding {
                    start: head.start + finding.start,
                    end: head.end,
                    ..*finding
                },
                Finding {
                    start: tail.start,
                    end: tail.start + finding.end - seam,
                    ..*finding
                },
            ];
            // A value that is whole on its side only looks longer across the joint.
            let known = |half: &Finding| {
                findings[..before]
                    .iter()
                    .any(|f| f.start < half.end && half.start < f.end)
            };
            if !halves.iter().any(known) {
                findings.extend(halves);
            }
            if findings.len() > MAX_FINDINGS {
                return Err(TooManyFindings);
            }
        }
        if findings.len() > before {
            settle(findings);
        }
        Ok(())
    }
}

impl Visit for &mut Joints<'_> {
    fn string(&mut self, body: Range<usize>, place: Place) {
        if self.noted.is_none() && self.lens.notes(place) {
            self.noted = Some(body.clone());
        }
        if !self.lens.is_text(place) {
            return;
        }
        let bytes = self.text.as_bytes();
        let goes_on = |b: &u8| {
            b.is_ascii_alphanumeric() || matches!(b, b'@' | b'.' | b'-' | b'_' | b' ' | b'+' | b'/')
        };
        if let Some(last) = self.last.take() {
            let ends = bytes[last.clone()].last().is_some_and(goes_on);
            let starts = bytes[body.clone()].first().is_some_and(goes_on);
            if ends && starts {
                self.pairs.push((last, body.clone()));
            }
        }
        self.last = Some(body);
    }

    fn key(&mut self, _: Range<usize>) {}
    fn number(&mut self, _: Range<usize>) {}
}

/// The first character boundary from `at` on.
fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len())
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or(text.len())
}
