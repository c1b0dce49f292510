//! Private keys in the format of `PuTTY` (`*.ppk`).
//!
//! <https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html>

use super::pem::base64_lines;
use crate::text::digits;
use std::ops::Range;

const NAME: &[u8] = b"PuTTY";
const HEADER: &[u8] = b"-User-Key-File-";
/// The key's own part is named before it.
const PRIVATE: &[u8] = b"Private-Lines:";
/// Longest key from its first byte to its last.
const MAX_KEY: usize = 16 * 1024;
/// Fewest bytes between the private part's name and the end.
const MIN_BODY: usize = 40;

/// The key whose first hyphen is at `at`, to its checksum; without one, to the end of its lines.
pub(super) fn span(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let start = at.checked_sub(NAME.len())?;
    if !bytes.get(start..at)?.starts_with(NAME) || !bytes.get(at..)?.starts_with(HEADER) {
        return None;
    }
    let limit = bytes.len().min(start + MAX_KEY);
    let body = at + HEADER.len();
    // Another key ends the search, which keeps it linear.
    let next = position(bytes, body, limit, HEADER).unwrap_or(limit);
    let private = position(bytes, body, next, PRIVATE)?;
    let end = ["Private-MAC: ", "Private-Hash: "]
        .iter()
        .find_map(|name| Some(position(bytes, private, next, name.as_bytes())? + name.len()))
        .map_or_else(|| lines(bytes, private, next), |sum| run(bytes, sum));
    (end >= private + MIN_BODY).then_some(start..end)
}

fn position(bytes: &[u8], from: usize, to: usize, wanted: &[u8]) -> Option<usize> {
    let mut places = bytes.get(from..to)?.windows(wanted.len());
    Some(from + places.position(|place| place == wanted)?)
}

/// End of the letters and digits from `at` on.
fn run(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.iter().skip(at).take(128);
    at + rest.take_while(|b| b.is_ascii_alphanumeric()).count()
}

/// End of the number of lines and of the lines of base64 behind it.
fn lines(bytes: &[u8], private: usize, limit: usize) -> usize {
    let number = private + PRIVATE.len() + 1;
    base64_lines(bytes, number + digits(bytes, number, 4), limit)
}
