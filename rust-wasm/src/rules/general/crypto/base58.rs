//! Base58check addresses: a version byte, 20 bytes of a hash, and the first four bytes of a double
//! SHA-256 over both, in the alphabet of Bitcoin.

use super::super::super::{sure, Match};
use super::sha256::sha256;
use crate::text::{word_at, word_before};

const SHORTEST: usize = 25;
const LONGEST: usize = 35;
const BYTES: usize = 25;
const CHECKED: usize = 21;

/// Versions of addresses: Bitcoin (0, 5; test network 111, 196), Litecoin (48, 50), Dogecoin
/// (30, 22), Dash (76, 16), Tron (65).
const VERSIONS: [u8; 11] = [0, 5, 111, 196, 48, 50, 30, 22, 76, 16, 65];
/// What addresses of these versions start with.
const FIRST: &[u8] = b"123mnLMDA9X7T";
/// A bit for each of them.
const FIRST_BITS: u128 = {
    let (mut bits, mut i) = (0, 0);
    while i < FIRST.len() {
        bits |= 1 << FIRST[i];
        i += 1;
    }
    bits
};

pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let first = *bytes.get(at)?;
    if !first.is_ascii() || FIRST_BITS >> first & 1 == 0 || word_before(text, at) {
        return None;
    }
    let run = bytes.iter().skip(at).take(LONGEST + 1);
    let len = run.take_while(|b| value(**b).is_some()).count();
    if !(SHORTEST..=LONGEST).contains(&len) || word_at(text, at + len) {
        return None;
    }
    is_address(bytes.get(at..at + len)?).then(|| sure(at..at + len))
}

fn is_address(encoded: &[u8]) -> bool {
    let Some(decoded) = decode(encoded) else {
        return false;
    };
    let (payload, check) = decoded.split_at(CHECKED);
    VERSIONS.contains(&decoded[0]) && sha256(&sha256(payload)).starts_with(check)
}

/// Exactly [`BYTES`] bytes. Each leading `1` stands for a zero byte.
fn decode(encoded: &[u8]) -> Option<[u8; BYTES]> {
    let mut decoded = [0_u8; BYTES];
    for character in encoded {
        let mut carry = u32::from(value(*character)?);
        for slot in decoded.iter_mut().rev() {
            carry += u32::from(*slot) * 58;
            *slot = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        if carry != 0 {
            return None;
        }
    }
    let zeros = decoded.iter().take_while(|b| **b == 0).count();
    let ones = encoded.iter().take_while(|b| **b == b'1').count();
    (zeros == ones).then_some(decoded)
}

/// The value of a character; `0`, `I`, `O` and `l` have none.
fn value(character: u8) -> Option<u8> {
    match character {
        b'1'..=b'9' => Some(character - b'1'),
        b'A'..=b'H' => Some(character - b'A' + 9),
        b'J'..=b'N' => Some(character - b'J' + 17),
        b'P'..=b'Z' => Some(character - b'P' + 22),
        b'a'..=b'k' => Some(character - b'a' + 33),
        b'm'..=b'z' => Some(character - b'm' + 44),
        _ => None,
    }
}
