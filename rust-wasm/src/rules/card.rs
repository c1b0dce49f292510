//! Payment card numbers: issuer ranges, grouping shapes and Luhn's check (ISO/IEC 7812-1).
//!
//! A chance window passes Luhn one time in ten, so timestamps, UUIDs and matrix rows are kept
//! out by issuer, length, shape and neighbours.

use super::{Match, SURE, WEAK};
use crate::checksum::luhn;
use crate::text::{
    byte, byte_before, digits, digits_before, dotted_after, dotted_before, hex_after, hex_before,
    word_at, word_before, Groups,
};
use std::ops::Range;

const LENGTHS: std::ops::RangeInclusive<usize> = 12..=19;
/// How issuers print numbers. Longer shapes stand before their prefixes.
const SHAPES: [&[usize]; 9] = [
    &[4, 4, 4, 4, 3],
    &[4, 4, 4, 4],
    &[4, 4, 4, 3],
    &[4, 4, 4, 2],
    &[4, 6, 5],
    &[4, 5, 6],
    &[4, 6, 4],
    &[4, 3, 3, 3],
    &[6, 13],
];
/// Words near which Luhn's check alone decides: issuers have more ranges than this table.
pub(super) const WORDS: &[&str] = &[
    "card",
    "cards",
    "cc",
    "credit",
    "debit",
    "visa",
    "mastercard",
    "amex",
    "maestro",
    "tarjeta",
    "carte",
    "karte",
    "kreditkarte",
    "kartennummer",
];
/// A further group of this length makes it a row of numbers.
const ROW_GROUP: usize = 4;

/// First and last prefix of an issuer, both with the same number of digits, and its lengths.
struct Issuer(u32, u32, &'static [usize]);

const ANY: &[usize] = &[12, 13, 14, 15, 16, 17, 18, 19];
const ISSUERS: [Issuer; 23] = [
    // UATP
    Issuer(1, 1, &[15]),
    // Visa
    Issuer(4, 4, &[13, 16, 19]),
    // Mastercard
    Issuer(51, 55, &[16]),
    Issuer(2221, 2720, &[16]),
    // American Express
    Issuer(34, 34, &[15]),
    Issuer(37, 37, &[15]),
    // Discover
    Issuer(6011, 6011, &[16, 19]),
    Issuer(644, 649, &[16, 19]),
    Issuer(65, 65, &[16, 19]),
    // JCB
    Issuer(3528, 3589, &[16, 19]),
    // Diners Club
    Issuer(300, 305, &[14, 16]),
    Issuer(3095, 3095, &[14, 16]),
    Issuer(36, 36, &[14, 16]),
    Issuer(38, 39, &[14, 16]),
    // UnionPay
    Issuer(62, 62, &[16, 17, 18, 19]),
    // Maestro
    Issuer(5018, 5018, ANY),
    Issuer(5020, 5020, ANY),
    Issuer(5038, 5038, ANY),
    Issuer(5893, 5893, ANY),
    Issuer(6304, 6304, ANY),
    Issuer(6759, 6759, ANY),
    Issuer(6761, 6763, ANY),
    // Mir
    Issuer(2200, 2204, &[16, 17, 18, 19]),
];

/// Finds the number whose first digit is at `at`.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    if word_before(text, at) {
        return None;
    }
    let first = digits(bytes, at, LENGTHS.end() + 1);
    let plain = LENGTHS.contains(&first);
    if !plain && !matches!(first, 4 | 6) || dotted_before(bytes, at) || hex_before(bytes, at) {
        return None;
    }
    if plain {
        return valid(text, at..at + first);
    }
    let separator = byte(bytes, at + first);
    if !matches!(separator, b' ' | b'-') || in_row(bytes, at, separator) {
        return None;
    }
    let groups = Groups::read(bytes, at, b" -", *LENGTHS.end());
    SHAPES
        .iter()
        .filter(|shape| groups.starts_with(shape))
        .find_map(|shape| {
            let next = groups.len_of(shape.len());
            let ends = next == 0 || groups.separator == b' ' && next != ROW_GROUP;
            ends.then(|| valid(text, groups.span(shape.len())))
                .flatten()
        })
}

fn in_row(bytes: &[u8], at: usize, separator: u8) -> bool {
    byte_before(bytes, at) == separator
        && digits_before(bytes, at - 1, ROW_GROUP + 1) == ROW_GROUP
        && matches!(
            (separator, byte_before(bytes, at - 1 - ROW_GROUP)),
            (b'-', _) | (_, b' ' | 0..=b'\r' | b'[' | b'(')
        )
}

fn valid(text: &str, span: Range<usize>) -> Option<Match> {
    let bytes = text.as_bytes();
    let ends =
        !word_at(text, span.end) && !dotted_after(bytes, span.end) && !hex_after(bytes, span.end);
    let number = bytes.get(span.clone())?;
    let score = if issued(number) { SURE } else { WEAK };
    (ends && luhn(number)).then_some(Match { span, score })
}

fn issued(number: &[u8]) -> bool {
    let len = number.iter().filter(|b| b.is_ascii_digit()).count();
    let prefix = |count| {
        let digits = number.iter().filter(|b| b.is_ascii_digit()).take(count);
        digits.fold(0, |value, b| value * 10 + u32::from(b - b'0'))
    };
    ISSUERS.iter().any(|Issuer(first, last, lengths)| {
        let count = first.ilog10() as usize + 1;
        lengths.contains(&len) && (*first..=*last).contains(&prefix(count))
    })
}
