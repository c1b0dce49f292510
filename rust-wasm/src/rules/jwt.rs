//! JSON Web Tokens in compact form: signed (RFC 7515, section 7.1), also unsigned and cut ones,
//! and encrypted (RFC 7516, section 7.1).

use super::{sure, Match};
use crate::encoded::unbase64;
use crate::text::{byte, byte_before};
use std::ops::Range;

/// Longest header, in base64url characters.
const MAX_HEADER: usize = 4 * 1024;
/// Longest payload or signature, in base64url characters.
const MAX_PART: usize = 64 * 1024;
/// Fewest characters of a part.
const MIN_PART: usize = 4;

/// Finds the token that starts at `at`.
///
/// The header must decode to a JSON object that names `alg` or `typ`. The payload, an object
/// too, starts with `ey`. The signature may be missing (`alg: none`).
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    span(text, at).map(sure)
}

fn span(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    // Each run of base64url has one candidate, which keeps the scan linear.
    let joined = byte_before(bytes, at) == b'-' && is_base64url(byte_before(bytes, at - 1));
    if joined || !bytes.get(at..)?.starts_with(b"ey") {
        return None;
    }
    let header = part(bytes, at, MAX_HEADER)?;
    let start = header.end + 1;
    if byte(bytes, header.end) != b'.' {
        return None;
    }
    if !bytes.get(start..)?.starts_with(b"ey") {
        let end = encrypted(bytes, start)?;
        let named = names(&unbase64(bytes.get(header)?.iter()), b"\"enc\"");
        return named.then_some(at..end);
    }
    let payload = part(bytes, start, MAX_PART)?;
    if !names_algorithm(bytes.get(header)?) {
        return None;
    }
    let mut end = payload.end;
    if byte(bytes, end) == b'.' {
        end = part(bytes, end + 1, MAX_PART).map_or(end, |signature| signature.end);
    }
    Some(at..end)
}

/// End of the four parts behind the header of an encrypted token. The first of them, the key, is
/// empty where both sides have it.
fn encrypted(bytes: &[u8], start: usize) -> Option<usize> {
    let mut end = part(bytes, start, MAX_PART).map_or(start, |key| key.end);
    for _ in 0..3 {
        if byte(bytes, end) != b'.' {
            return None;
        }
        end = part(bytes, end + 1, MAX_PART)?.end;
    }
    Some(end)
}

fn part(bytes: &[u8], start: usize, max: usize) -> Option<Range<usize>> {
    let rest = bytes.get(start..)?;
    let len = rest
        .iter()
        .take(max + 1)
        .take_while(|b| is_base64url(**b))
        .count();
    (MIN_PART..=max)
        .contains(&len)
        .then_some(start..start + len)
}

fn names_algorithm(header: &[u8]) -> bool {
    let decoded = unbase64(header.iter());
    decoded.starts_with(b"{") && (names(&decoded, b"\"alg\"") || names(&decoded, b"\"typ\""))
}

fn names(decoded: &[u8], name: &[u8]) -> bool {
    decoded.windows(name.len()).any(|place| place == name)
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}
