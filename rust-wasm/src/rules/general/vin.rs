//! Vehicle identification numbers: 17 characters of ISO 3779, with the check digit of 49 CFR 565.15.

use super::super::Match;
use crate::text::{byte_before, word_at, word_before};

const LEN: usize = 17;
const CHECKED: u8 = 85;
/// Outside North America the ninth place holds anything.
const UNCHECKED: u8 = 15;
/// Digits alone, or one whose last part has letters.
const UNLIKELY: u8 = 30;
/// Fewer different characters are a placeholder.
const MIN_DISTINCT: u32 = 5;
const WEIGHTS: [u32; LEN] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

pub(super) const WORDS: &[&str] = &[
    "vin",
    "vehicle",
    "chassis",
    "fahrgestellnummer",
    "fin",
    "bastidor",
    "châssis",
    "telaio",
    "chasis",
    "car",
];

/// Finds the number that starts at `at`.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let run = bytes.get(at..)?.iter().take(LEN + 1);
    let len = run.take_while(|b| b.is_ascii_alphanumeric()).count();
    let value = bytes.get(at..at + LEN)?;
    if len != LEN || !is_alphabet(value) || word_before(text, at) || word_at(text, at + LEN) {
        return None;
    }
    let hyphen = byte_before(bytes, at) == b'-' && byte_before(bytes, at - 1).is_ascii_digit();
    let score = match (has_check(value), is_usual(value)) {
        _ if hyphen => return None,
        (true, true) => CHECKED,
        (true, false) => UNLIKELY,
        (false, true) => UNCHECKED,
        (false, false) => return None,
    };
    Some(Match {
        span: at..at + LEN,
        score,
    })
}

/// Digits and letters of one case, without I, O and Q.
fn is_alphabet(value: &[u8]) -> bool {
    let upper = value.iter().any(u8::is_ascii_uppercase);
    let lower = value.iter().any(u8::is_ascii_lowercase);
    let barred = |b: &u8| matches!(b.to_ascii_uppercase(), b'I' | b'O' | b'Q');
    let barred = upper && lower || value.iter().any(barred);
    !barred && distinct(value) >= MIN_DISTINCT
}

fn distinct(value: &[u8]) -> u32 {
    let seen = value.iter().fold(0_u128, |seen, b| seen | 1 << (b & 0x7f));
    seen.count_ones()
}

/// At least two letters; the model year has no U, Z or 0; the serial number ends with four digits.
fn is_usual(value: &[u8]) -> bool {
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let year = value.get(9).map_or(0, u8::to_ascii_uppercase);
    let serial = value.get(LEN - 4..).unwrap_or_default();
    letters >= 2 && !matches!(year, b'U' | b'Z' | b'0') && serial.iter().all(u8::is_ascii_digit)
}

fn has_check(value: &[u8]) -> bool {
    let weighted = value.iter().zip(WEIGHTS).map(|(b, weight)| of(*b) * weight);
    let check = match weighted.sum::<u32>() % 11 {
        10 => b'X',
        rest => rest.to_le_bytes()[0] + b'0',
    };
    value
        .get(8)
        .is_some_and(|b| b.to_ascii_uppercase() == check)
}

/// The value of a character: A to H are 1 to 8, J to R 1 to 9, S to Z 2 to 9.
fn of(character: u8) -> u32 {
    let value = match character.to_ascii_uppercase() {
        digit @ b'0'..=b'9' => digit - b'0',
        letter @ b'A'..=b'H' => letter - b'A' + 1,
        letter @ b'J'..=b'R' => letter - b'J' + 1,
        letter @ b'S'..=b'Z' => letter - b'S' + 2,
        _ => 0,
    };
    u32::from(value)
}
