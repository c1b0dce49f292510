//! US social security numbers (SSA: area, group and serial since the randomisation of 2011).

use crate::text::{
    byte, byte_before, context_before, dotted_after, dotted_before, word_at, Groups,
};
use std::ops::Range;

const SHAPE: &[usize] = &[3, 2, 4];
/// Words that make nine bare digits a number.
const WORDS: [&str; 7] = [
    "ssn",
    "ssns",
    "ssn#",
    "social security",
    "social-security",
    "socialsecurity",
    "social_security_number",
];
/// Numbers from advertisements, which the SSA declared void.
const VOID: [u32; 3] = [78_051_120, 219_099_999, 457_555_462];

/// Finds the number whose first digit is at `at`.
pub(super) fn find(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if dotted_before(bytes, at) || joined_before(bytes, at) {
        return None;
    }
    let groups = Groups::read(bytes, at, b"- .", 9);
    let count = match groups.len_of(0) {
        9 => 1,
        3 if groups.starts_with(SHAPE) => SHAPE.len(),
        _ => return None,
    };
    let grouped = count == SHAPE.len();
    if grouped && groups.count() > count {
        return None;
    }
    let span = groups.span(count);
    let known = grouped && groups.separator != b'.' || context_before(bytes, at, &WORDS);
    let ends = !word_at(text, span.end)
        && !dotted_after(bytes, span.end)
        && !joined_after(bytes, span.end);
    (known && ends && issued(bytes.get(span.clone())?)).then_some(span)
}

/// Whether a hyphen, or a space after a digit, ties the number to what stands before it.
fn joined_before(bytes: &[u8], at: usize) -> bool {
    match byte_before(bytes, at) {
        b'-' => byte_before(bytes, at - 1).is_ascii_alphanumeric(),
        b' ' => byte_before(bytes, at - 1).is_ascii_digit(),
        _ => false,
    }
}

fn joined_after(bytes: &[u8], end: usize) -> bool {
    byte(bytes, end) == b'-' && byte(bytes, end + 1).is_ascii_alphanumeric()
}

/// Areas 000, 666 and 900 to 999, group 00 and serial 0000 were never issued.
fn issued(number: &[u8]) -> bool {
    let digits = number.iter().filter(|b| b.is_ascii_digit());
    let value = digits.fold(0_u32, |value, b| {
        value.wrapping_mul(10).wrapping_add(u32::from(b - b'0'))
    });
    let (area, group, serial) = (value / 1_000_000, value / 10_000 % 100, value % 10_000);
    !matches!(area, 0 | 666 | 900..) && group != 0 && serial != 0 && !VOID.contains(&value)
}
