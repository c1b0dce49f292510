//! Spanish identity numbers: DNI/NIF of citizens and NIE of foreigners (Real Decreto 1553/2005).

use crate::checksum::es_letter;
use crate::text::{byte, byte_before, digits, dotted_before, hex_before, word_at};
use std::ops::Range;

/// Finds eight digits, also as `12.345.678`, and their letter. The first digit is at `at`.
pub(super) fn find_nif(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if dotted_before(bytes, at) || hex_before(bytes, at) {
        return None;
    }
    let len = [8, 10].into_iter().find(|len| match len {
        8 => digits(bytes, at, 9) == 8,
        _ => is_dotted(bytes, at),
    })?;
    let number = number(bytes.get(at..at + len)?);
    // `20240115 A` is a date before a word as often as a number with its letter.
    let spaced = byte(bytes, at + len) == b' ';
    if spaced && is_date(number) {
        return None;
    }
    with_letter(text, at..at + len, number)
}

/// Finds `X`, `Y` or `Z` at `at`, seven digits and their letter.
pub(super) fn find_nie(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let kind = u32::from(byte(bytes, at).to_ascii_uppercase().checked_sub(b'X')?);
    let start = at + 1 + usize::from(byte(bytes, at + 1) == b'-');
    let joined =
        byte_before(bytes, at) == b'-' && byte_before(bytes, at - 1).is_ascii_alphanumeric();
    if digits(bytes, start, 8) != 7 || joined {
        return None;
    }
    with_letter(
        text,
        at..start + 7,
        kind * 10_000_000 + number(bytes.get(start..start + 7)?),
    )
}

/// The span with the check letter after `span`, if it is the number's.
fn with_letter(text: &str, span: Range<usize>, number: u32) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let separator = byte(bytes, span.end);
    let at = span.end + usize::from(matches!(separator, b'-' | b' '));
    let letter = byte(bytes, at);
    // After a space a small letter is a word.
    let right = letter == es_letter(number)
        || separator != b' ' && letter.to_ascii_uppercase() == es_letter(number);
    (right && !word_at(text, at + 1)).then_some(span.start..at + 1)
}

fn number(digits: &[u8]) -> u32 {
    let digits = digits.iter().filter(|b| b.is_ascii_digit());
    digits.fold(0, |value, b| value * 10 + u32::from(b - b'0'))
}

fn is_dotted(bytes: &[u8], at: usize) -> bool {
    let groups = [(0, 2), (3, 3), (7, 3)];
    groups
        .iter()
        .all(|(start, len)| digits(bytes, at + start, len + 1) == *len)
        && byte(bytes, at + 2) == b'.'
        && byte(bytes, at + 6) == b'.'
}

/// Whether the eight digits read as year, month and day since 1900.
fn is_date(number: u32) -> bool {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
}
