//! Native segregated-witness addresses: bech32 of BIP-173 for version 0, bech32m of BIP-350 for
//! versions 1 to 16. Litecoin has the same with a prefix of its own.

use super::super::super::{sure, Match};
use crate::text::{byte, word_at, word_before};

/// Parts before the separator: the main, test and regression networks, and Litecoin's two.
const PREFIXES: [&[u8]; 5] = [b"bcrt", b"bc", b"tb", b"ltc", b"tltc"];
const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR: [u32; 5] = [
    0x3b6a_57b2,
    0x2650_8e6d,
    0x1ea1_19fa,
    0x3d42_33dd,
    0x2a14_62b3,
];
const BECH32: u32 = 1;
const BECH32M: u32 = 0x2bc8_30a3;
/// Longest part after the separator: the whole has at most 90 characters.
const LONGEST: usize = 87;
const CHECK: usize = 6;
const MAX_PROGRAM: usize = 40;

/// Finds the address whose separator, a `1`, stands at `at`.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let head = bytes.get(..at)?;
    // How the prefixes end
    if !matches!(head.last()? | 0x20, b'b' | b'c' | b't') {
        return None;
    }
    let prefix = PREFIXES.iter().find(|prefix| {
        let tail = head.len().checked_sub(prefix.len()).map(|i| &head[i..]);
        let same = tail.is_some_and(|tail| tail.eq_ignore_ascii_case(prefix));
        same && !word_before(text, at - prefix.len())
    })?;
    let start = at - prefix.len();
    let upper = byte(bytes, start).is_ascii_uppercase();
    let mut state = expand(prefix);
    let mut data = [0; LONGEST];
    let mut len = 0;
    for character in bytes.iter().skip(at + 1) {
        let Some(value) = value(*character, upper) else {
            break;
        };
        *data.get_mut(len)? = value;
        len += 1;
        state = step(state, u32::from(value));
    }
    let end = at + 1 + len;
    let mixed = |b: &u8| b.is_ascii_alphabetic() && b.is_ascii_uppercase() != upper;
    if word_at(text, end) || bytes.get(start..at)?.iter().any(mixed) {
        return None;
    }
    let (version, program) = data.get(..len.checked_sub(CHECK)?)?.split_first()?;
    let check = if *version == 0 { BECH32 } else { BECH32M };
    (state == check && *version <= 16 && is_program(*version, program)).then(|| sure(start..end))
}

fn value(character: u8, upper: bool) -> Option<u8> {
    if character.is_ascii_alphabetic() && character.is_ascii_uppercase() != upper {
        return None;
    }
    let lower = character.to_ascii_lowercase();
    let at = ALPHABET.iter().position(|b| *b == lower)?;
    u8::try_from(at).ok()
}

/// The state after the prefix's high bits, a zero and its low bits.
fn expand(prefix: &[u8]) -> u32 {
    let high = prefix.iter().map(|b| u32::from(b >> 5));
    let low = prefix.iter().map(|b| u32::from(b & 31));
    high.chain([0]).chain(low).fold(1, step)
}

fn step(state: u32, value: u32) -> u32 {
    let top = state >> 25;
    let shifted = (state & 0x01ff_ffff) << 5 ^ value;
    let bits = GENERATOR.iter().enumerate();
    bits.filter(|(i, _)| top >> i & 1 == 1)
        .fold(shifted, |state, (_, generator)| state ^ generator)
}

/// Two to 40 bytes, 20 or 32 in version 0; bits that fill up the last character are zeros.
fn is_program(version: u8, groups: &[u8]) -> bool {
    let (bytes, rest) = (groups.len() * 5 / 8, groups.len() * 5 % 8);
    let padding = groups.last().map_or(0, |last| last & ((1 << rest) - 1));
    let fits = match version {
        0 => matches!(bytes, 20 | 32),
        _ => (2..=MAX_PROGRAM).contains(&bytes),
    };
    fits && rest < 5 && padding == 0
}
