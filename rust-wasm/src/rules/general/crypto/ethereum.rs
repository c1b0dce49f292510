//! Ethereum addresses: `0x` and 40 hexadecimal digits, whose letters' case is a check (EIP-55).

use super::super::super::{Match, SURE};
use super::keccak::keccak256;
use crate::text::{word_at, word_before};

const DIGITS: usize = 40;
/// Confidence in digits of one case, which have no check.
const UNCHECKED: u8 = 60;
/// Fewer different digits are a placeholder or the zero address.
const MIN_DISTINCT: u32 = 6;

pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(at..at + 2)?, b"0x" | b"0X") {
        return None;
    }
    let end = at + 2 + DIGITS;
    let digits = bytes.get(at + 2..end)?;
    let hex = digits.iter().all(u8::is_ascii_hexdigit);
    if !hex || word_before(text, at) || word_at(text, end) || distinct(digits) < MIN_DISTINCT {
        return None;
    }
    let upper = digits.iter().any(u8::is_ascii_uppercase);
    let lower = digits.iter().any(u8::is_ascii_lowercase);
    let score = match upper && lower {
        false => UNCHECKED,
        true if has_check(digits) => SURE,
        true => return None,
    };
    Some(Match {
        span: at..end,
        score,
    })
}

fn distinct(digits: &[u8]) -> u32 {
    let seen = digits.iter().fold(0_u128, |seen, b| {
        seen | 1 << (b.to_ascii_lowercase() & 0x7f)
    });
    seen.count_ones()
}

/// A letter is upper case where the hash of the lower-case digits has a nibble of 8 or more.
fn has_check(digits: &[u8]) -> bool {
    let mut lower = [0; DIGITS];
    lower
        .iter_mut()
        .zip(digits)
        .for_each(|(slot, digit)| *slot = digit.to_ascii_lowercase());
    let hash = keccak256(&lower);
    digits.iter().enumerate().all(|(i, digit)| {
        let nibble = hash
            .get(i / 2)
            .map_or(0, |pair| pair >> (4 - i % 2 * 4) & 15);
        !digit.is_ascii_alphabetic() || digit.is_ascii_uppercase() == (nibble >= 8)
    })
}
