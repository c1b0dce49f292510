//! Identity numbers of a fixed form: a pattern of digits and letters, and a check.
//!
//! In a pattern `#` is a digit, `@` a letter, `!` a capital, `?` a digit or a letter, `~` a separator that may be missing, a
//! space or a hyphen, the same each time; everything else stands for itself, letters in any case.

use crate::text::{
    byte, byte_before, dotted_after, dotted_before, hex_after, hex_before, word_at, word_before,
};
use std::ops::Range;

/// A pattern, and the confidence in percent in what has it and passes the rule's check. Below 50
/// a word of the rule's context must stand nearby.
#[derive(Clone, Copy, Debug)]
pub struct Form(pub &'static str, pub u8);

/// Most letters and digits of a pattern.
pub const MAX_COMPACT: usize = 40;

/// The letters and digits of a value, in upper case, without separators.
#[derive(Clone, Copy)]
pub struct Compact {
    bytes: [u8; MAX_COMPACT],
    len: usize,
}

impl Compact {
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// Matches `pattern` at `start`; `separator` stands for `~` (0: none). The value and its end.
#[must_use]
pub fn matches(text: &str, start: usize, pattern: &str, separator: u8) -> Option<(Compact, usize)> {
    let bytes = text.as_bytes();
    let mut compact = Compact {
        bytes: [0; MAX_COMPACT],
        len: 0,
    };
    let mut at = start;
    let mut spaced = false;
    for wanted in pattern.bytes() {
        spaced |= wanted == b' ' || wanted == b'~' && separator == b' ';
        if wanted == b'~' && separator == 0 {
            continue;
        }
        let found = byte(bytes, at);
        let kinds = KINDS[usize::from(wanted)];
        let fits = match wanted {
            _ if kinds != 0 => KINDS_OF[usize::from(found)] & kinds != 0,
            b'~' => found == separator,
            literal => found.eq_ignore_ascii_case(&literal),
        };
        if !fits {
            return None;
        }
        at += 1;
        if found.is_ascii_alphanumeric() {
            *compact.bytes.get_mut(compact.len)? = found.to_ascii_uppercase();
            compact.len += 1;
        }
    }
    stands_alone(text, start..at, spaced).then_some((compact, at))
}

/// Whether neither what stands before a value nor what stands behind belongs to it; `spaced`: it has
/// groups with spaces.
#[must_use]
pub fn stands_alone(text: &str, value: Range<usize>, spaced: bool) -> bool {
    free_before(text, value.start, spaced) && free_after(text, value.end, spaced)
}

const DIGIT: u8 = 1;
const CAPITAL: u8 = 1 << 1;
const SMALL: u8 = 1 << 2;

/// The kinds of bytes that a pattern's character stands for; none for one that stands for itself.
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    kinds[b'#' as usize] = DIGIT;
    kinds[b'@' as usize] = CAPITAL | SMALL;
    kinds[b'!' as usize] = CAPITAL;
    kinds[b'?' as usize] = DIGIT | CAPITAL | SMALL;
    kinds
};

/// The kind of each byte.
static KINDS_OF: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'A'..=b'Z' => CAPITAL,
            b'a'..=b'z' => SMALL,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

/// Nothing before the value belongs to it. In groups with spaces, neither does a number before a space.
fn free_before(text: &str, start: usize, spaced: bool) -> bool {
    let bytes = text.as_bytes();
    let second = start.checked_sub(1).map_or(0, |i| byte_before(bytes, i));
    let letter = byte(bytes, start).is_ascii_alphabetic();
    let joined = match byte_before(bytes, start) {
        b'-' => {
            second.is_ascii_digit()
                || letter && second.is_ascii_alphabetic()
                || hex_before(bytes, start)
        }
        b'/' => second.is_ascii_digit(),
        b' ' => spaced && second.is_ascii_digit(),
        b'.' => dotted_before(bytes, start),
        _ => false,
    };
    !joined && !word_before(text, start)
}

fn free_after(text: &str, end: usize, spaced: bool) -> bool {
    let bytes = text.as_bytes();
    let digit = byte(bytes, end + 1).is_ascii_digit();
    let joined = match byte(bytes, end) {
        b'-' => digit || hex_after(bytes, end),
        b'/' => digit,
        b' ' => spaced && digit,
        b'.' => dotted_after(bytes, end),
        _ => false,
    };
    !joined && !word_at(text, end)
}
