//! National numbers that only a word near them, or a slash, tells from other digits.

use super::super::WEAK;
use super::dialled::Dialled;
use super::starts_number;
use crate::text::{byte, byte_before, digits};
use std::ops::RangeInclusive;

/// Digits of a national number without separators.
const PLAIN: RangeInclusive<usize> = 9..=11;
/// Digits of a national number in groups: a subscriber's number alone has seven.
const GROUPED: RangeInclusive<usize> = 7..=12;
/// Digits of a number after the exit code 00 or 011.
pub(super) const WITH_EXIT_CODE: RangeInclusive<usize> = 11..=16;
/// Confidence in groups behind an exit code.
const DIALLED_ABROAD: u8 = 60;

/// The number of groups that a national number near a context word has.
pub(super) fn grouped(bytes: &[u8], dialled: &Dialled) -> Option<(usize, u8)> {
    let digits = bytes.get(dialled.start(0)..)?;
    let exit = digits.starts_with(b"00") || digits.starts_with(b"011");
    let plain = dialled.len(1) == 0;
    let lengths = match (exit, plain) {
        (true, _) => WITH_EXIT_CODE,
        (false, true) => PLAIN,
        (false, false) => GROUPED,
    };
    let count = dialled.prefix(|total| lengths.contains(&total))?;
    let trunk = digits.starts_with(b"0");
    let single = (1..count).filter(|group| dialled.len(*group) < 2).count();
    let grouped = exit || single == 0 || trunk && single == 1;
    // A mixture is mostly a date with a time, unless the prefix alone is set apart.
    let first = if trunk { 2 } else { 1 };
    let uniform = (2..count)
        .all(|group| dialled.separator(group) == dialled.separator(first) || group < first);
    let shaped = uniform || dialled.bracketed(0) || dialled.bracketed(1);
    // One digit is the code of North America or Russia.
    let code = match dialled.len(0) {
        3 => matches!(digits, [b'0', b'0', b'1' | b'7', ..]) && dialled.len(1) == 3,
        _ => digits.starts_with(b"00") && !digits.starts_with(b"000"),
    };
    // Groups of four are a row of numbers.
    let even = (0..count).all(|group| dialled.len(group) == 4);
    let abroad = code && count > 2 && dialled.separator(1) != b'.' && !even;
    let score = if abroad { DIALLED_ABROAD } else { WEAK };
    (grouped && shaped && !is_date(bytes, dialled, count)).then_some((count, score))
}

/// End of a number with a slash behind its prefix, as in Germany: `030/1234567`.
pub(super) fn slashed(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if byte(bytes, at) != b'0' {
        return None;
    }
    let prefix = digits(bytes, at, 6);
    let slash = at + prefix;
    let rest = digits(bytes, slash + 1, 9);
    let shaped = byte(bytes, slash) == b'/' && (3..=5).contains(&prefix) && (5..=8).contains(&rest);
    let end = slash + 1 + rest;
    let next =
        matches!(byte(bytes, end), b'/' | b'.' | b'-') && byte(bytes, end + 1).is_ascii_digit();
    let trunk = byte(bytes, at + 1) != b'0';
    (shaped && trunk && !next && byte_before(bytes, at) != b'/' && starts_number(text, at))
        .then_some(end)
}

/// Whether a group is a year and the others have two digits, or two years stand side by side.
fn is_date(bytes: &[u8], dialled: &Dialled, count: usize) -> bool {
    let year = |group| {
        let start = dialled.start(group);
        let century = bytes.get(start..start + 2);
        dialled.len(group) == 4 && matches!(century, Some(b"19" | b"20"))
    };
    let others = (0..count).all(|group| year(group) || dialled.len(group) == 2);
    others && (0..count).any(year)
}
