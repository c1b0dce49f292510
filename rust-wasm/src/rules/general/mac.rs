//! MAC addresses: IEEE 802's 48 bits as six pairs with colons or hyphens, or three groups of four
//! with dots.

use super::super::Match;
use crate::text::{byte, byte_before, word_at, word_before};

/// Confidence in pairs of which one has a letter.
const PAIRS: u8 = 85;
/// Confidence in pairs of digits with colons, which a time with a date may be.
const DIGIT_PAIRS: u8 = 60;
/// The same with hyphens.
const DATE_LIKE: u8 = 30;
const DOTTED: u8 = 75;
const DOTTED_DIGITS: u8 = 20;
const PAIRS_LEN: usize = 17;
const DOTTED_LEN: usize = 14;

pub(super) const WORDS: &[&str] = &[
    "mac",
    "macs",
    "macaddress",
    "hardware",
    "ethernet",
    "ether",
    "hwaddr",
    "lladdr",
    "bssid",
    "nic",
    "wifi",
    "wlan",
    "bluetooth",
    "physical",
    "adapter",
    "arp",
    "interface",
];

/// Finds the address whose first separator stands at `at`, or the dotted one whose first digit does.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    match byte(text.as_bytes(), at) {
        separator @ (b':' | b'-') => pairs(text, at.checked_sub(2)?, separator),
        _ => dotted(text, at),
    }
}

fn pairs(text: &str, start: usize, separator: u8) -> Option<Match> {
    let bytes = text.as_bytes();
    if byte(bytes, start + 5) != separator {
        return None;
    }
    let value = bytes.get(start..start + PAIRS_LEN)?;
    let fits = |(i, b): (usize, &u8)| match i % 3 {
        2 => *b == separator,
        _ => b.is_ascii_hexdigit(),
    };
    let end = start + PAIRS_LEN;
    let longer = byte(bytes, end) == separator && byte(bytes, end + 1).is_ascii_hexdigit();
    if !value.iter().enumerate().all(fits) || longer || !free(text, start, end) || is_empty(value) {
        return None;
    }
    if byte_before(bytes, start) == separator && ends_a_group(&bytes[..start - 1]) {
        return None;
    }
    let score = match (value.iter().any(u8::is_ascii_alphabetic), separator) {
        (true, _) => PAIRS,
        (false, b':') => DIGIT_PAIRS,
        _ => DATE_LIKE,
    };
    Some(Match {
        span: start..end,
        score,
    })
}

/// Whether a hexadecimal group ends `head`: the value would be the rest of a longer one.
/// A name such as `MAC:` is none.
fn ends_a_group(head: &[u8]) -> bool {
    let token = head.iter().rev().take(PAIRS_LEN);
    let len = token.take_while(|b| b.is_ascii_alphanumeric()).count();
    let token = &head[head.len() - len..];
    let digits = token.iter().all(u8::is_ascii_hexdigit);
    digits && (len > 0 || matches!(head.last(), Some(b':' | b'-')))
}

/// Three groups of four around the first digit, at `at`.
fn dotted(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let group = bytes[at..].iter().take(4);
    let group = group.take_while(|b| b.is_ascii_hexdigit()).count();
    // The digit may stand in the last group.
    let last = || (1..=4).any(|back| at >= back && bytes[at - back] == b'.');
    if byte(bytes, at + group) != b'.' && !last() {
        return None;
    }
    let lead = bytes[..at].iter().rev().take(DOTTED_LEN);
    let lead = lead
        .take_while(|b| b.is_ascii_hexdigit() || **b == b'.')
        .count();
    let start = at - lead;
    if lead >= DOTTED_LEN || bytes[start..at].iter().any(u8::is_ascii_digit) {
        return None;
    }
    let value = bytes.get(start..start + DOTTED_LEN)?;
    let fits = |(i, b): (usize, &u8)| match i % 5 {
        4 => *b == b'.',
        _ => b.is_ascii_hexdigit(),
    };
    let end = start + DOTTED_LEN;
    let longer = byte(bytes, end) == b'.' && byte(bytes, end + 1).is_ascii_alphanumeric();
    if !value.iter().enumerate().all(fits) || longer || !free(text, start, end) || is_empty(value) {
        return None;
    }
    let letters = value.iter().any(u8::is_ascii_alphabetic);
    Some(Match {
        span: start..end,
        score: if letters { DOTTED } else { DOTTED_DIGITS },
    })
}

fn free(text: &str, start: usize, end: usize) -> bool {
    let joined = byte_before(text.as_bytes(), start) == b'.';
    !joined && !word_before(text, start) && !word_at(text, end)
}

/// No address and the broadcast address name no device.
fn is_empty(value: &[u8]) -> bool {
    let mut digits = value.iter().filter(|b| b.is_ascii_hexdigit());
    let first = value.first().copied().unwrap_or(0).to_ascii_lowercase();
    matches!(first, b'0' | b'f') && digits.all(|b| b.to_ascii_lowercase() == first)
}
