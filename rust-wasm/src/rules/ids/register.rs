//! German registers of companies, partnerships, cooperatives and associations (HGB § 14,
//! Handelsregisterverordnung): a section and a number.

use super::super::Match;
use crate::text::{byte, byte_before, digits, word_at, word_before};

/// Sections, the longer before what they end in, and the confidence in them.
const SECTIONS: [(&str, u8); 6] = [
    ("HRA", 70),
    ("HRB", 70),
    ("GnR", 40),
    ("GsR", 40),
    ("PR", 25),
    ("VR", 25),
];
/// Most digits of a number, and most spaces before it.
const MAX_DIGITS: usize = 6;
const MAX_GAP: usize = 3;

/// Finds the number whose first digit is at `at`: `HRB 12345`.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let head = bytes.get(..at)?;
    let gap = head.iter().rev().take(MAX_GAP);
    let section_end = at - gap.take_while(|b| matches!(b, b' ' | b'-')).count();
    if !matches!(
        byte_before(bytes, section_end),
        b'A' | b'B' | b'R' | b'a' | b'b' | b'r'
    ) {
        return None;
    }
    let ends_with = |name: &str| {
        let start = section_end.checked_sub(name.len())?;
        let same = bytes
            .get(start..section_end)?
            .eq_ignore_ascii_case(name.as_bytes());
        (same && !word_before(text, start)).then_some(start)
    };
    let (start, score) = SECTIONS
        .iter()
        .find_map(|(name, score)| Some((ends_with(name)?, *score)))?;
    let count = digits(bytes, at, MAX_DIGITS + 1);
    let end = at + count;
    let goes_on =
        matches!(byte(bytes, end), b'-' | b'/' | b'.') && byte(bytes, end + 1).is_ascii_digit();
    let span = start..end;
    (count <= MAX_DIGITS && !goes_on && !word_at(text, end)).then_some(Match { span, score })
}
