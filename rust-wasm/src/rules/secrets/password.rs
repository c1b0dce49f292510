//! Passwords, by the word before them: in settings, code, command lines and prose.

use super::phrase::follows;
use super::strength::is_password;
use crate::rules::Gate;
use crate::rules::{Find, Match, Rule};
use crate::text::{byte, byte_before};

pub(super) const RULE: Rule = Rule {
    entity: "PASSWORD",
    label: "PASSWORD",
    find: Find::Whole(find),
    context: &[],
    on: true,
    gate: Gate::OPEN,
    validation: "word before it, no placeholder, no code",
};

const SCORE: u8 = 65;
/// Bytes that are looked at together.
const CHUNK: usize = 64;

/// Words for a password; each holds `ss` or `pw` at the given place. The longest fits first.
const WORDS: &[(&str, usize)] = &[
    ("passphrase", 2),
    ("passwort", 2),
    ("password", 2),
    ("passcode", 2),
    ("passwd", 2),
    ("passwrd", 2),
    ("passe", 2),
    ("pass", 2),
    ("pwd", 0),
    ("pw", 0),
];

fn find(text: &str, add: &mut dyn FnMut(Match)) {
    let bytes = text.as_bytes();
    let pair = |i: usize| {
        let (first, second) = (byte(bytes, i) | 0x20, byte(bytes, i + 1) | 0x20);
        first == b's' && second == b's' || first == b'p' && second == b'w'
    };
    let mut free = 0;
    let mut chunk = 0;
    while chunk < bytes.len() {
        let end = bytes.len().min(chunk + CHUNK);
        if may_hold_pair(&bytes[chunk..bytes.len().min(end + 1)]) {
            for i in (chunk..end).filter(|i| pair(*i)) {
                if let Some(found) = candidate(bytes, i).filter(|found| found.span.start >= free) {
                    free = found.span.end;
                    add(found);
                }
            }
        }
        chunk = end;
    }
}

/// Without branches, so that many bytes are compared at a time.
fn may_hold_pair(bytes: &[u8]) -> bool {
    let seconds = bytes.get(1..).unwrap_or_default();
    bytes.iter().zip(seconds).fold(0, |any, (first, second)| {
        let (first, second) = (first | 0x20, second | 0x20);
        let doubled = (first ^ b's') | (second ^ b's');
        let short = (first ^ b'p') | (second ^ b'w');
        any | u8::from(doubled == 0) | u8::from(short == 0)
    }) != 0
}

fn candidate(bytes: &[u8], at: usize) -> Option<Match> {
    let lower = |i: usize| byte(bytes, i) | 0x20;
    if lower(at) == b's' && !(at >= 2 && lower(at - 1) == b'a' && lower(at - 2) == b'p') {
        return None;
    }
    let (start, end) = WORDS.iter().find_map(|(word, place)| {
        let start = at.checked_sub(*place)?;
        let end = start + word.len();
        let same = bytes.get(start..end)?.eq_ignore_ascii_case(word.as_bytes());
        (same && (word.len() > 5 || begins_word(bytes, start))).then_some((start, end))
    })?;
    let end = end + suffix(bytes, end);
    let (value, style) = follows(bytes, start, end)?;
    let secret = bytes.get(value.span.clone())?;
    is_password(secret, &value, style).then_some(Match {
        span: value.span,
        score: SCORE,
    })
}

/// Whether no letter before `start` belongs to the same word: `dbPass`, `db_pass`, not `bypass`.
fn begins_word(bytes: &[u8], start: usize) -> bool {
    let (before, first) = (byte_before(bytes, start), byte(bytes, start));
    !before.is_ascii_alphabetic() || before.is_ascii_lowercase() && first.is_ascii_uppercase()
}

/// Length of a number or of an environment's name behind the word: `password2`, `PASSWORD_PROD`.
fn suffix(bytes: &[u8], at: usize) -> usize {
    let joint = usize::from(matches!(byte(bytes, at), b'_' | b'-' | b'.'));
    let rest = bytes.get(at + joint..).unwrap_or_default();
    let digits = rest
        .iter()
        .take(3)
        .take_while(|b| b.is_ascii_digit())
        .count();
    if digits > 0 {
        return joint + digits;
    }
    let names = [
        "production",
        "staging",
        "prod",
        "dev",
        "test",
        "live",
        "value",
        "local",
    ];
    let is_name = |name: &&&str| {
        rest.get(..name.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
    };
    names
        .iter()
        .find(is_name)
        .map_or(0, |name| joint + name.len())
}
