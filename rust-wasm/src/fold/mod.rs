//! Undoes disguises of values, so that the same rules find them, and maps what they find back.
//!
//! Two steps: [`characters`] reads look-alike and invisible characters and escapes, [`joints`] what was
//! put between the characters of a value. Both only shorten: a part of `k` bytes folds to at most `k`,
//! and to fewer when it changes, which is how a map of bits suffices. Everything runs in linear time.

mod characters;
mod escapes;
mod joints;
mod map;
mod spelled;
mod tables;
mod trigger;
mod unicode;

use characters::Characters;
use joints::Edit;
use map::Map;
use std::ops::Range;
pub use trigger::{is_trigger, may_trigger};

/// Folded copy of `text[range]`, and where each folded byte came from.
#[derive(Clone, Debug)]
pub struct Folded {
    pub text: String,
    map: Map,
    /// Offset of the range in the original.
    base: usize,
}

/// Folds `text[range]`. A range that is out of bounds or splits a character is made smaller.
#[must_use]
pub fn fold(text: &str, range: Range<usize>) -> Folded {
    let end = boundary(text, range.end);
    let base = boundary(text, range.start).min(end);
    let source = text.get(base..end).unwrap_or_default();
    let Characters {
        text,
        mut map,
        breaks,
    } = Characters::read(source);
    let edits = joints::find(text.as_bytes(), &breaks);
    if edits.is_empty() {
        return Folded { text, map, base };
    }
    let ranges = edits.iter().map(|e| (e.range.clone(), e.with.is_some()));
    map.collapse(ranges);
    let text = apply(&text, &edits);
    Folded { text, map, base }
}

impl Folded {
    /// The bytes of the original that the folded ones came from, on character boundaries.
    ///
    /// What was taken out after the last folded character is left out: that may belong to the text around.
    #[must_use]
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        let found = self.map.original(&folded);
        self.base + found.start..self.base + found.end
    }

    /// Whether anything within this folded range was changed by folding: a change shortens.
    #[must_use]
    pub fn is_disguised(&self, folded: Range<usize>) -> bool {
        let len = folded.len();
        self.original(folded).len() > len
    }
}

/// The last character boundary up to `at`.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or(0)
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        folded.push_str(text.get(from..edit.range.start).unwrap_or_default());
        folded.extend(edit.with.map(char::from));
        from = edit.range.end;
    }
    folded.push_str(text.get(from..).unwrap_or_default());
    folded
}
