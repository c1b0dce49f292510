//! International bank account numbers (ISO 13616): length per country and mod 97.

use super::{sure, Match};
use crate::checksum;
use crate::text::{byte, word_at, word_before};
use std::ops::Range;

/// Countries of the SWIFT IBAN registry by total length. The codes have no separator:
/// each takes two bytes.
const COUNTRIES: [(u8, &[u8]); 18] = [
    (15, b"NO"),
    (16, b"BE"),
    (18, b"DKFIFKFOGLNLSD"),
    (19, b"MKSI"),
    (20, b"ATBAEEKZLTLUMNXK"),
    (21, b"CHHRLILV"),
    (22, b"BGBHCRDEGBGEIEMERSVA"),
    (23, b"AEGIILIQOMSOTL"),
    (24, b"ADCZESMDPKROSASESKTNVG"),
    (25, b"LYPTST"),
    (26, b"ISTR"),
    (27, b"BIDJFRGRITMCMRSM"),
    (28, b"ALAZBYCYDOGTHNHULBNIPLSV"),
    (29, b"BREGPSQAUA"),
    (30, b"JOKWMUYE"),
    (31, b"MTSC"),
    (32, b"LC"),
    (33, b"RU"),
];

pub(super) const MAX_LENGTH: usize = 33;
/// Letters before the check digits: the country's, and those of an escape before them (`\\uabcdDE`).
pub(super) const MOST_LETTERS: usize = 7;
/// Characters between separators.
const GROUP: usize = 4;

/// Finds the number whose check digits start at `at`.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    span(text, at).map(sure)
}

fn span(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let start = at.checked_sub(2)?;
    let country = bytes.get(start..at)?;
    if !byte(bytes, at + 1).is_ascii_digit() || !country.iter().all(u8::is_ascii_alphabetic) {
        return None;
    }
    if word_before(text, start) {
        return None;
    }
    let length = length(country)?;
    let (value, end) = read(bytes, start, length)?;
    (!word_at(text, end) && checksum::iban(value.get(..length)?)).then_some(start..end)
}

/// The length for each pair of letters, counted from `a` on; 0 where no country has it.
const LENGTHS: [[u8; 26]; 26] = {
    let mut lengths = [[0; 26]; 26];
    let mut row = 0;
    while row < COUNTRIES.len() {
        let (length, codes) = COUNTRIES[row];
        let mut at = 0;
        while at < codes.len() {
            lengths[(codes[at] - b'A') as usize][(codes[at + 1] - b'A') as usize] = length;
            at += 2;
        }
        row += 1;
    }
    lengths
};

fn length(country: &[u8]) -> Option<usize> {
    let letter = |at: usize| usize::from(byte(country, at).to_ascii_uppercase().wrapping_sub(b'A'));
    let length = *LENGTHS.get(letter(0))?.get(letter(1))?;
    (length > 0).then_some(usize::from(length))
}

/// Reads `length` letters and digits with the same single space or hyphen between groups.
///
/// Groups of any other length than four are for numbers: words would fit too well.
fn read(bytes: &[u8], start: usize, length: usize) -> Option<([u8; MAX_LENGTH], usize)> {
    let mut value = [0; MAX_LENGTH];
    let (mut at, mut separator, mut digits, mut regular) = (start, 0, 0, true);
    for (i, slot) in value.iter_mut().take(length).enumerate() {
        let separated = i >= GROUP && matches!(byte(bytes, at), b' ' | b'-');
        if separated {
            if separator != 0 && byte(bytes, at) != separator {
                return None;
            }
            separator = byte(bytes, at);
            at += 1;
        }
        regular &= i == 0 || separator == 0 || separated == (i % GROUP == 0);
        *slot = byte(bytes, at);
        if !slot.is_ascii_alphanumeric() {
            return None;
        }
        digits += usize::from(slot.is_ascii_digit());
        at += 1;
    }
    (regular || digits * 2 > length).then_some((value, at))
}
