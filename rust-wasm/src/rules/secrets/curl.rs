//! A user's name and password in curl's options.

use super::authorization::SCORE;
use super::profile::{has_word, Profile};
use super::value::{is_quote, skip_space};
use crate::rules::Match;
use crate::text::{byte, byte_before};

/// How far before `-u` the word `curl` stands.
const SAME_COMMAND: usize = 256;

/// `curl -u user:password`, `--user "user:password"`.
pub(super) fn user(bytes: &[u8], at: usize) -> Option<Match> {
    let options: [&[u8]; 4] = [b"-u", b"--user", b"--proxy-user", b"-U"];
    let rest = bytes.get(at..)?;
    let option = options.iter().find(|option| {
        rest.starts_with(option)
            && matches!(rest.get(option.len()), Some(b' ' | b'=' | b'"' | b'\''))
    })?;
    let before = bytes.get(at.saturating_sub(SAME_COMMAND)..at)?;
    if !before.windows(4).any(|word| word == b"curl") {
        return None;
    }
    let equals = usize::from(rest.get(option.len()) == Some(&b'='));
    let start = skip_space(bytes, at + option.len() + equals);
    let (start, end) = argument(bytes, start)?;
    let pair = bytes.get(start..end)?;
    let colon = pair.iter().position(|b| *b == b':')?;
    let (user, password) = (pair.get(..colon)?, pair.get(colon + 1..)?);
    let password = password
        .strip_prefix(b"\"")
        .or(password.strip_prefix(b"'"))
        .unwrap_or(password);
    (!is_example(user, password)).then_some(Match {
        span: start..end,
        score: SCORE,
    })
}

/// A shell's word, without the quotes around it.
fn argument(bytes: &[u8], start: usize) -> Option<(usize, usize)> {
    let quote = byte(bytes, start);
    let mut open = if is_quote(quote) { quote } else { 0 };
    let mut end = start + usize::from(open != 0);
    let limit = bytes.len().min(start + 256);
    while end < limit {
        let b = byte(bytes, end);
        match b {
            b'\n' => break,
            _ if open != 0 && b == open => open = 0,
            _ if open == 0 && is_quote(b) => open = b,
            _ if open == 0 && b.is_ascii_whitespace() => break,
            _ => {}
        }
        end += 1;
    }
    let whole = is_quote(quote)
        && byte_before(bytes, end) == quote
        && end > start + 1
        && !bytes.get(start + 1..end - 1)?.contains(&quote);
    let (start, end) = if whole {
        (start + 1, end - 1)
    } else {
        (start, end)
    };
    (end > start).then_some((start, end))
}

fn is_example(user: &[u8], password: &[u8]) -> bool {
    let words = [
        "password", "pass", "passwd", "pwd", "test", "token", "secret", "changeit",
    ];
    let profile = Profile::of(password);
    let marks = [b'$', b'<', b'[', b'{', b'*', b'%'];
    let variable = password
        .first()
        .is_none_or(|b| marks.contains(b) && !password.ends_with(b"}\""))
        && !(password.starts_with(b"{") && profile.digits > 1);
    variable
        || password.len() < 3
        || password == user
        || profile.distinct < 3
        || words
            .iter()
            .any(|word| password.eq_ignore_ascii_case(word.as_bytes()))
        || has_word(
            password,
            &["${", "{{", "$(", "your", "changeme", "xxx", "[password"],
        )
}
