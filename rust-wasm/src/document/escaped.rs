//! The operator's own rules in strings with escapes: a pattern is written for the text that a string
//! stands for, and knows nothing of the way in which JSON writes it.

use super::lens::Lens;
use crate::custom::Custom;
use crate::engine::TooManyFindings;
use crate::finding::Finding;
use crate::json::{Place, Unescaped, Visit};
use crate::policy::Policy;
use std::ops::Range;

/// How deep documents in strings of documents are followed.
const MAX_DEPTH: usize = 2;

/// Looks through the strings and names that hold a backslash.
pub struct Escaped<'document> {
    pub text: &'document str,
    pub lens: &'document Lens,
    pub policy: &'document Policy,
    pub custom: &'document Custom,
    pub findings: Vec<Finding>,
    pub failed: bool,
}

impl Escaped<'_> {
    fn body(&mut self, body: Range<usize>) {
        let written = &self.text[body.clone()];
        if !self.failed && written.contains('\\') {
            let found = self.look(written, 0);
            self.failed = found.is_err();
            let found = found.into_iter().flatten();
            self.findings.extend(found.map(|f| Finding {
                start: body.start + f.start,
                end: body.start + f.end,
                ..f
            }));
        }
    }

    /// What is found in the text that `written` stands for, by places in `written`.
    fn look(&self, written: &str, depth: usize) -> Result<Vec<Finding>, TooManyFindings> {
        let unescaped = Plain::read(written);
        let text = unescaped.text.as_str();
        let mut found = Vec::new();
        self.custom.find(text, self.policy, &mut found)?;
        if depth + 1 < MAX_DEPTH && text.trim_start().starts_with(['{', '[']) && text.contains('\\')
        {
            found.extend(self.look(text, depth + 1)?);
        }
        for finding in &mut found {
            finding.start = unescaped.written(finding.start);
            finding.end = unescaped.written(finding.end);
        }
        Ok(found)
    }
}

impl Visit for &mut Escaped<'_> {
    fn string(&mut self, body: Range<usize>, place: Place) {
        if !self.lens.skips(place, &self.text[body.clone()]) {
            self.body(body);
        }
    }

    fn key(&mut self, body: Range<usize>) {
        self.body(body);
    }

    fn number(&mut self, _: Range<usize>) {}
}

/// A text without its escapes.
struct Plain {
    text: String,
    /// Behind each escape: the place here, and where that is written.
    breaks: Vec<(usize, usize)>,
}

impl Plain {
    /// What is no escape after all stands for itself.
    fn read(written: &str) -> Self {
        let bytes = written.as_bytes();
        let mut text = String::with_capacity(written.len());
        let mut breaks = Vec::new();
        let mut copied = 0;
        while let Some(slash) = written[copied..].find('\\').map(|i| copied + i) {
            text.push_str(&written[copied..slash]);
            let end = (slash + length(bytes, slash)).min(bytes.len());
            let meant = Unescaped::new(&bytes[slash..end]).collect();
            match String::from_utf8(meant) {
                Ok(meant) if !meant.is_empty() && written.is_char_boundary(end) => {
                    text.push_str(&meant);
                    copied = end;
                }
                _ => {
                    text.push('\\');
                    copied = slash + 1;
                }
            }
            breaks.push((text.len(), copied));
        }
        text.push_str(&written[copied..]);
        Self { text, breaks }
    }

    fn written(&self, at: usize) -> usize {
        let behind = self.breaks.partition_point(|(here, _)| *here <= at);
        let (here, there) = behind.checked_sub(1).map_or((0, 0), |i| self.breaks[i]);
        there + at - here
    }
}

/// Length of the escape at a backslash; a surrogate pair is one.
fn length(bytes: &[u8], at: usize) -> usize {
    let high = |b: &[u8]| matches!(b, [b'd' | b'D', b'8' | b'9' | b'a' | b'b' | b'A' | b'B']);
    match bytes.get(at + 1) {
        Some(b'u') if bytes.get(at + 2..at + 4).is_some_and(high) => 12,
        Some(b'u') => 6,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::Plain;

    #[test]
    fn places_are_mapped_back() {
        for (written, text, places) in [
            (r"a\nb", "a\nb", &[0, 1, 3, 4][..]),
            (r"\u0041\ud83d\ude00z", "A😀z", &[0, 6, 18, 19]),
            (r"\", "\\", &[0, 1]),
            (r"\u00", "\\u00", &[0, 1, 2, 3, 4]),
            (r"\é", "\\é", &[0, 1, 3]),
            (r"\\n", r"\n", &[0, 2, 3]),
        ] {
            let plain = Plain::read(written);
            assert_eq!(plain.text, text);
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            assert_eq!(
                ends.map(|at| plain.written(at)).collect::<Vec<_>>(),
                places,
                "{written}"
            );
        }
    }
}
