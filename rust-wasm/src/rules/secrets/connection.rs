//! Addresses with a password, and the keys of connection strings.

use super::profile::{has_word, Profile};
use super::value::is_quote;
use super::{code, parameter};
use crate::rules::{Match, Rule, ON_COLON, ON_EQUALS, SURE};
use crate::text::{byte, byte_before};

pub(super) const RULE: Rule = code(
    "CONNECTION_STRING",
    "CONNECTION_STRING",
    ON_COLON | ON_EQUALS,
    find,
    "RFC 3986 user information, or a key's name",
);

/// Longest scheme, such as `mongodb+srv`.
const MAX_SCHEME: usize = 24;
/// Longest user information: a JSON Web Token may be a password.
const MAX_USER: usize = 1024;
/// Longest address.
const MAX_URL: usize = 4096;

fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    match byte(bytes, at) {
        b':' if bytes.get(at + 1..)?.starts_with(b"//") => address(bytes, at),
        b'=' => parameter::find(bytes, at),
        _ => None,
    }
}

/// `scheme://user:password@host…`, to its end.
fn address(bytes: &[u8], at: usize) -> Option<Match> {
    let is_scheme = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-');
    let head = bytes.get(..at)?.iter().rev().take(MAX_SCHEME);
    let scheme = head.take_while(is_scheme).count();
    let mut start = at - scheme;
    // `\nhttps://` in a JSON string, `jdbc:…` before the scheme.
    if byte_before(bytes, start) == b'\\' {
        start += 1;
    }
    while start < at && !byte(bytes, start).is_ascii_alphabetic() {
        start += 1;
    }
    let user = at + 3;
    let rest = bytes.get(user..)?.iter().take(MAX_USER);
    let len = rest.take_while(|b| is_user(**b)).count();
    let info = bytes.get(user..user + len)?;
    let host = user + info.iter().rposition(|b| *b == b'@')? + 1;
    let info = bytes.get(user..host - 1)?;
    let colon = info.iter().position(|b| *b == b':')?;
    let (name, password) = (info.get(..colon)?, info.get(colon + 1..)?);
    let first = byte(bytes, host);
    let is_host =
        first.is_ascii_alphanumeric() || matches!(first, b'[' | b'-' | b'_' | b'{' | b'$');
    if start >= at || !is_host || !is_real(name, password) {
        return None;
    }
    // Another address ends this one, which keeps the search linear.
    let tail = bytes.get(host..)?.windows(3).take(MAX_URL);
    let mut end = host + tail.take_while(|w| is_url(w[0]) && *w != b"://").count();
    if end + 2 == bytes.len() {
        end += bytes.iter().skip(end).take_while(|b| is_url(**b)).count();
    }
    while matches!(
        byte_before(bytes, end),
        b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b']'
    ) {
        end -= 1;
    }
    Some(Match {
        span: start..end,
        score: SURE,
    })
}

/// What may stand before the `@`. A password with a slash has it in percent code.
fn is_user(b: u8) -> bool {
    b.is_ascii_graphic() && !is_quote(b) && !matches!(b, b'/' | b'<' | b'>' | b'\\' | b'|')
}

fn is_url(b: u8) -> bool {
    b.is_ascii_graphic() && !is_quote(b) && !matches!(b, b'<' | b'>' | b'\\' | b'|' | b'{' | b'}')
}

/// Passwords of documents and of local tests.
const DEFAULTS: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "pwd",
    "pw",
    "secret",
    "user",
    "username",
    "admin",
    "root",
    "guest",
    "test",
    "postgres",
    "mysql",
    "token",
    "key",
    "port",
    "none",
    "null",
    "undefined",
    "credentials",
    "passw0rd",
    "1234",
    "12345",
    "123456",
    "p",
    "pword",
];

pub(super) fn is_real(name: &[u8], password: &[u8]) -> bool {
    let profile = Profile::of(password);
    let lead = password.first().copied().unwrap_or_default();
    let default = DEFAULTS
        .iter()
        .any(|word| password.eq_ignore_ascii_case(word.as_bytes()));
    profile.distinct > 2
        && password.len() > 3
        && !default
        && !password.eq_ignore_ascii_case(name)
        && !matches!(lead, b'$' | b'{' | b'[' | b'%' | b'*' | b':' | b'#')
        && !has_word(
            password,
            &[
                "${", "{{", "}", "$(", "your", "changeme", "redacted", "xxx", "***", "...",
                "password",
            ],
        )
}
