//! Tokens of bots and apps that start with a number.

use super::alphabet::Alphabet;
use super::joined::{run, token};
use super::profile::Profile;
use crate::encoded::unbase64;
use crate::rules::{Match, SURE};
use crate::text::{byte, digits, digits_before};
use std::ops::Range;

/// Telegram bot: the bot's number, a colon, 35 characters that start with `AA`.
pub(super) fn telegram(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    if byte(bytes, at + 1) != b'A' {
        return None;
    }
    let number = digits_before(bytes, at, 17);
    let len = run(bytes, at + 1, Alphabet::Base64Url, 37);
    if !(5..=16).contains(&number) || len != 35 {
        return None;
    }
    let start = at - number;
    // In the API's addresses `bot` stands before it.
    let named = bytes.get(..start)?.ends_with(b"bot");
    let usual = byte(bytes, at + 2) == b'A' && (8..=10).contains(&number);
    let score = if usual { SURE } else { 60 };
    let lead = start - if named { 3 } else { 0 };
    let found = token(text, lead, at + 1 + len, at + 2, score)?;
    Some(Match {
        span: start..found.span.end,
        score,
    })
}

/// Discord bot: the user's number in base64, a time, a signature.
pub(super) fn discord(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    if !matches!(byte(bytes, at), b'M' | b'N' | b'O') {
        return None;
    }
    let id = run(bytes, at, Alphabet::Base64Url, 29);
    let (time, signature) = (at + id + 1, at + id + 8);
    let dots = byte(bytes, time - 1) == b'.' && byte(bytes, signature - 1) == b'.';
    if !(24..=26).contains(&id) || !dots || run(bytes, time, Alphabet::Base64Url, 7) != 6 {
        return None;
    }
    let len = run(bytes, signature, Alphabet::Base64Url, 40);
    let end = signature + len;
    let mixed = |range: Range<usize>| {
        let part = Profile::of(bytes.get(range).unwrap_or_default());
        part.upper > 0 && part.lower > 0 && part.digits > 0
    };
    let number = unbase64(bytes.get(at..at + id)?.iter());
    let is_number = number.iter().all(u8::is_ascii_digit);
    if !(27..=38).contains(&len) || !(is_number || mixed(at..at + id) && mixed(signature..end)) {
        return None;
    }
    let score = if is_number { SURE } else { 80 };
    token(text, at, end, signature, score)
}

/// Facebook app: 15 or 16 digits, a bar, 27 to 40 characters.
pub(super) fn facebook(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let number = digits(bytes, at, 17);
    if !(15..=16).contains(&number) || byte(bytes, at + number) != b'|' {
        return None;
    }
    let secret = at + number + 1;
    let len = run(bytes, secret, Alphabet::Base64Url, 41);
    let profile = Profile::of(bytes.get(secret..secret + len)?);
    let fits = (27..=40).contains(&len) && profile.upper > 0 && profile.lower > 0;
    fits.then(|| token(text, at, secret + len, secret, 90))?
}
