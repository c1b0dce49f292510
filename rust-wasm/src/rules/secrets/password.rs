//! Passwords, by the word before them: in settings, code, command lines and prose.

use super::phrase::follows;
use super::strength::is_password;
use crate::rules::Gate;
use crate::rules::{Find, Match, Rule, ON_COLON, ON_DOUBLE_S, ON_EQUALS, ON_HYPHEN};
use crate::text::{byte, byte_before, holds_letter};

pub(super) const RULE: Rule = Rule {
    entity: "PASSWORD",
    label: "PASSWORD",
    find: Find::Code(ON_DOUBLE_S | ON_COLON | ON_EQUALS | ON_HYPHEN, find),
    context: &[],
    on: true,
    gate: Gate::OPEN,
    validation: "word before it, no placeholder, no code",
};

const SCORE: u8 = 65;
/// How far before a separator a name is looked for, in bytes.
const NAME_WINDOW: usize = 24;

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

/// Asked at `ss`, and at what stands behind or before a short name.
fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    match byte(bytes, at) {
        b'-' => candidate(bytes, at + 2),
        b':' | b'=' => short_name(bytes, at).and_then(|start| candidate(bytes, start)),
        _ => candidate(bytes, at),
    }
}

/// Where a name that ends before the separator at `at` starts with `pw`: `pwd=`, `"pw": `.
fn short_name(bytes: &[u8], at: usize) -> Option<usize> {
    let head = bytes.get(at.saturating_sub(NAME_WINDOW)..at)?;
    if !holds_letter(head, b'w') {
        return None;
    }
    let gap = head.iter().rev();
    let gap = gap.take_while(|b| !b.is_ascii_alphanumeric()).count();
    let name = &head[..head.len() - gap];
    let pair = name
        .windows(2)
        .rposition(|pair| pair.eq_ignore_ascii_case(b"pw"))?;
    Some(at - head.len() + pair)
}

fn candidate(bytes: &[u8], at: usize) -> Option<Match> {
    let lower = |i: usize| byte(bytes, i) | 0x20;
    if !matches!(lower(at), b's' | b'p') {
        return None;
    }
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
