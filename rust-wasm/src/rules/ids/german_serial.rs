//! Serial numbers of German passports and identity cards (Passverordnung, Personalausweisverordnung):
//! nine characters, of which the first is the office's.

use super::super::Match;
use crate::checksum::{value, weighted};
use crate::text::{byte, byte_before, escape_before, word_at, word_before};

/// Characters of a serial number, which has no vowels and nothing that looks like a digit.
const SERIAL: &[u8] = b"0123456789CFGHJKLMNPRTVWXYZ";
/// How far before a serial number without its check digit its name may stand.
const NAME_WINDOW: usize = 40;

/// Finds the serial number that has its first digit, or starts, at `at`: nine characters and the check
/// digit of ICAO 9303 (the machine-readable zone), eight and the check digit, or nine after one
/// of `names`.
pub(super) fn find(text: &str, at: usize, first: &[u8], names: &[&str]) -> Option<Match> {
    let bytes = text.as_bytes();
    let head = bytes.get(..at)?.iter().rev().take(10);
    let start = at - head.take_while(|b| b.is_ascii_alphabetic()).count();
    let start = start
        + usize::from(
            byte_before(bytes, start) == b'\\' && escape_before(bytes, start + 1).is_some(),
        );
    if word_before(text, start) {
        return None;
    }
    let len = bytes.get(start..)?.iter().take(11);
    let len = len.take_while(|b| b.is_ascii_alphanumeric()).count();
    if !matches!(len, 9 | 10) || word_at(text, start + len) {
        return None;
    }
    if byte(bytes, start + len) == b'-' && byte(bytes, start + len + 1).is_ascii_alphanumeric() {
        return None;
    }
    let mut upper = [0; 10];
    upper[..len].copy_from_slice(bytes.get(start..start + len)?);
    let capitals = !upper.iter().any(u8::is_ascii_lowercase);
    upper.make_ascii_uppercase();
    let (token, check) = (&upper[..len], upper[len - 1]);
    let fits = first.contains(&token[0])
        && token.iter().all(|b| SERIAL.contains(b))
        && token.iter().any(u8::is_ascii_digit);
    if !fits {
        return None;
    }
    let sum = weighted(&token[..len - 1], &[7, 3, 1, 7, 3, 1, 7, 3, 1]);
    let checked = check.is_ascii_digit() && sum % 10 == value(check);
    let mut figures = token.iter().skip_while(|b| !b.is_ascii_digit());
    // `CK1234567` may be any document; a letter among the digits is the serial number's own.
    let mixed = figures.any(u8::is_ascii_alphabetic);
    let old = token[0] == b'T' && !mixed && first.contains(&b'T');
    let score = match (checked, len) {
        (true, _) if mixed && capitals => 55,
        (true, _) => 35,
        (false, 9) if named(bytes, start, names) => 60,
        (false, 9) if old => 15,
        _ => return None,
    };
    let span = start..start + len;
    Some(Match { span, score })
}

/// Whether one of the names stands before `start`, also within a longer word.
fn named(bytes: &[u8], start: usize, names: &[&str]) -> bool {
    let window = &bytes[start.saturating_sub(NAME_WINDOW)..start];
    names.iter().any(|name| {
        window
            .windows(name.len())
            .any(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    })
}
