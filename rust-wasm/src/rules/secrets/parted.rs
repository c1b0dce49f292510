//! Keys of parts with separators between them, without a literal that only they have.

use super::alphabet::Alphabet;
use super::joined::{run, run_before, token};
use crate::rules::{Match, SURE};
use crate::text::{byte, byte_before, digits, digits_before};

/// Mailchimp: 32 hex digits, `-us` and the number of the data centre.
pub(super) fn mailchimp(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let centre = at + run(bytes, at, Alphabet::Hex, 33);
    let number = digits(bytes, centre + 3, 3);
    let end = centre + 3 + number;
    let fits = centre - at == 32
        && bytes.get(centre..)?.starts_with(b"-us")
        && (1..=2).contains(&number)
        && !Alphabet::Base64Url.holds(byte(bytes, end));
    fits.then(|| token(text, at, end, at, 90))?
}

/// Mailgun: `key-` and 32 letters and digits, or 32, 8 and 8 hex digits.
pub(super) fn mailgun(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let named = bytes.get(at..)?.starts_with(b"key-");
    let start = at + if named { 4 } else { 0 };
    let mut end = start;
    let lengths: &[usize] = if named { &[32] } else { &[32, 8, 8] };
    let alphabet = if named {
        Alphabet::Lower
    } else {
        Alphabet::Hex
    };
    for (i, len) in lengths.iter().enumerate() {
        if i > 0 && byte(bytes, end) != b'-' {
            return None;
        }
        end += usize::from(i > 0);
        if run(bytes, end, alphabet, 33) != *len {
            return None;
        }
        end += len;
    }
    let free = !Alphabet::Base64Url.holds(byte(bytes, end));
    let score = if named { 70 } else { 40 };
    free.then(|| token(text, at, end, start, score))?
}

/// Asana: version and numbers with slashes, a colon, 32 hex digits.
pub(super) fn asana(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    if run(bytes, at + 1, Alphabet::Alnum, 33) != 32 || run(bytes, at + 1, Alphabet::Hex, 33) != 32
    {
        return None;
    }
    let mut start = at;
    let mut numbers = 0;
    while numbers < 2 {
        let number = digits_before(bytes, start, 18);
        if !(15..=17).contains(&number) || byte_before(bytes, start - number) != b'/' {
            break;
        }
        start -= number + 1;
        numbers += 1;
    }
    let version = byte_before(bytes, start).is_ascii_digit();
    (numbers > 0 && version).then(|| token(text, start - 1, at + 33, at + 1, SURE))?
}

/// Braintree: `access_token$`, the environment, 16 and 32 characters, each behind a dollar sign.
pub(super) fn braintree(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let kinds: [&[u8]; 2] = [b"access_token$production$", b"access_token$sandbox$"];
    let head = bytes.get(..at)?;
    let kind = kinds.iter().find(|kind| head.ends_with(kind))?;
    let secret = at + run(bytes, at, Alphabet::Lower, 17) + 1;
    let len = run(bytes, secret, Alphabet::Lower, 33);
    let fits = secret - at == 17 && byte(bytes, secret - 1) == b'$' && len == 32;
    fits.then(|| token(text, at - kind.len(), secret + 32, secret, SURE))?
}

/// Firebase Cloud Messaging, legacy server key: `AAAA`, seven characters, a colon, `APA91b`.
pub(super) fn firebase(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    if !bytes.get(at + 1..)?.starts_with(b"APA91b") {
        return None;
    }
    let start = at - run_before(bytes, at, Alphabet::Base64Url, 11);
    let len = run(bytes, at + 1, Alphabet::Base64Url, 141);
    let fits = at - start == 11 && bytes.get(start..at)?.starts_with(b"AAAA");
    (fits && (130..=140).contains(&len)).then(|| token(text, start, at + 1 + len, at + 7, SURE))?
}
