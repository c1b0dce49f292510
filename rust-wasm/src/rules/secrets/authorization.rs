//! Credentials in HTTP headers and in curl's options.

use super::name::Name;
use super::profile::{has_word, Profile, NOT_SECRETS};
use super::value::{is_quote, skip_space};
use super::{code, curl};
use crate::rules::{Match, Rule, ON_COLON, ON_EQUALS, ON_HYPHEN, ON_LONG};
use crate::text::{byte, byte_before, word_before};

pub(super) const RULE: Rule = code(
    "AUTHORIZATION_HEADER",
    "AUTHORIZATION",
    ON_COLON | ON_EQUALS | ON_HYPHEN | ON_LONG,
    find,
    "header's name or scheme, entropy",
);

/// A key with a prefix of its own is surer.
pub(super) const SCORE: u8 = 68;
/// Longest credential.
const MAX_CREDENTIAL: usize = 4096;

fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    match byte(bytes, at) {
        b':' => header(bytes, at),
        b'=' => header(bytes, at).or_else(|| cookie(bytes, at)),
        b'-' => curl::user(bytes, at),
        _ => bearer(text, at),
    }
}

/// `Authorization: Bearer …`, `"X-Api-Key": "…"`.
fn header(bytes: &[u8], at: usize) -> Option<Match> {
    // The names end with one of these letters; most others end here.
    let mut end = at;
    while end > 0
        && matches!(
            byte(bytes, end - 1),
            b' ' | b'"' | b'\'' | b'`' | b'\\' | b']'
        )
    {
        end -= 1;
        if at - end > 5 {
            return None;
        }
    }
    if !matches!(byte_before(bytes, end) | 0x20, b'n' | b'y' | b'h') || byte(bytes, at + 1) == b':'
    {
        return None;
    }
    let name = Name::before(bytes, end)?;
    let is_authorization = name.ends_with("authorization");
    let keys = [
        "xapikey",
        "xauthtoken",
        "xauthkey",
        "privatetoken",
        "jobtoken",
        "xvaulttoken",
        "xgoogapikey",
        "ocpapimsubscriptionkey",
        "xaccesstoken",
        "xauth",
        "xamzsecuritytoken",
    ];
    if !is_authorization && !keys.iter().any(|key| name.ends_with(key)) {
        return None;
    }
    let mut start = open(bytes, skip_space(bytes, at + 1));
    if is_authorization {
        let scheme = scheme(bytes, start);
        start = skip_space(bytes, start + scheme);
    }
    credential(bytes, start)
}

/// Behind an opening quote.
fn open(bytes: &[u8], at: usize) -> usize {
    let escaped = usize::from(byte(bytes, at) == b'\\');
    let letter =
        usize::from(matches!(byte(bytes, at), b'f' | b'b') && is_quote(byte(bytes, at + 1)));
    let quote = usize::from(is_quote(byte(bytes, at + escaped + letter)));
    at + if quote == 1 { escaped + letter + 1 } else { 0 }
}

/// Length of the scheme's name (RFC 9110, section 11) with the space behind it.
fn scheme(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default().iter().take(20);
    let len = rest
        .take_while(|b| b.is_ascii_alphabetic() || **b == b'-')
        .count();
    if len > 3 && byte(bytes, at + len) == b' ' {
        len + 1
    } else {
        0
    }
}

fn credential(bytes: &[u8], start: usize) -> Option<Match> {
    let holds = |b: &&u8| b.is_ascii_alphanumeric() || b"-._~+/=@:|".contains(*b);
    let rest = bytes.get(start..)?.iter().take(MAX_CREDENTIAL);
    let mut end = start + rest.take_while(holds).count();
    while matches!(byte_before(bytes, end), b'.' | b':') && end > start {
        end -= 1;
    }
    let secret = bytes.get(start..end)?;
    // A variable goes on with other marks.
    let variable = matches!(byte(bytes, end), b'$' | b'{' | b'(' | b'[' | b'<' | b'*');
    (!variable && is_credential(secret)).then_some(Match {
        span: start..end,
        score: SCORE,
    })
}

fn is_credential(secret: &[u8]) -> bool {
    let sample = secret.get(..secret.len().min(256)).unwrap_or_default();
    let profile = Profile::of(sample);
    let padded = sample.ends_with(b"=") && profile.upper > 1;
    let mixed = profile.digits > 1 && profile.upper + profile.lower > 1 || padded;
    let member = sample.split(|b| *b == b'.').next().is_some_and(|first| {
        first.len() < sample.len().min(24) && first.iter().all(u8::is_ascii_alphabetic)
    });
    secret.len() >= 8
        && mixed
        && profile.distinct > 5
        && profile.entropy >= 260
        && !(member && sample.len() < 40)
        && !has_word(sample, NOT_SECRETS)
}

/// `Bearer …` wherever it stands.
fn bearer(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let near = bytes.get(at.saturating_sub(41)..at)?;
    // Most tokens have no space before them: all are looked at, several at once.
    let spaces = near.iter().map(|b| u8::from(*b == b' '));
    if spaces.fold(0, |any, one| any | one) == 0 {
        return None;
    }
    let start = at
        - bytes
            .get(..at)?
            .iter()
            .rev()
            .take(40)
            .take_while(|b| b.is_ascii_alphanumeric() || b"-._~+/".contains(*b))
            .count();
    let head = bytes.get(start.checked_sub(7)?..start)?;
    let named = head.eq_ignore_ascii_case(b"bearer ") && !word_before(text, start - 7);
    let found = named.then(|| credential(bytes, start))??;
    let profile =
        Profile::of(bytes.get(found.span.start..found.span.end.min(found.span.start + 256))?);
    profile.is_random().then_some(found)
}

/// The value of a session's cookie: a long random one only.
fn cookie(bytes: &[u8], at: usize) -> Option<Match> {
    if !matches!(byte_before(bytes, at) | 0x20, b'd' | b'n' | b's' | b'h') {
        return None;
    }
    let name = Name::before(bytes, at)?;
    if !matches!(byte_before(bytes, name.at), b';' | b':' | b'"' | b'\'') {
        return None;
    }
    let sessions = ["session", "sessionid", "sessid", "sid", "auth", "jwt"];
    let line = bytes.get(name.at.saturating_sub(200)..name.at)?;
    if !sessions.iter().any(|s| name.ends_with(s))
        || !has_word(line, &["cookie:", "cookie\":", "cookie'"])
    {
        return None;
    }
    let found = credential(bytes, at + 1)?;
    let value = bytes.get(found.span.clone())?;
    let profile = Profile::of(&value[..value.len().min(256)]);
    (value.len() >= 20 && profile.is_random()).then_some(found)
}
