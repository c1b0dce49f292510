//! Keys and tokens of any issuer, by the name before them.

use super::name::Name;
use super::names::is_secret as is_named;
use super::profile::{has_word, Profile, NOT_SECRETS};
use super::value::{is_quote, read, skip_space, Value};
use super::vendor;
use super::{code, kubernetes};
use crate::rules::{Match, Rule, ON_COLON, ON_EQUALS, ON_HYPHEN, ON_LONG};
use crate::text::{byte, byte_before};
use std::ops::Range;

pub(super) const RULE: Rule = code(
    "GENERIC_SECRET",
    "SECRET",
    ON_COLON | ON_EQUALS | ON_HYPHEN | ON_LONG,
    find,
    "name before it, entropy, mixed characters",
);

/// A random value whose name says that it is one; a key with a prefix of its own is surer.
const NAMED: u8 = 60;
/// Fewest bytes of a secret.
const MIN_LEN: usize = 10;

fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    named(bytes, at).or_else(|| (byte(bytes, at) == b':').then(|| kubernetes::find(bytes, at))?)
}

fn named(bytes: &[u8], at: usize) -> Option<Match> {
    let (name, value) = match byte(bytes, at) {
        b'=' | b':' => assigned(bytes, at)?,
        b'-' => option(bytes, at)?,
        _ => told(bytes, at)?,
    };
    let secret = bytes.get(value.span.clone())?;
    let named = is_named(&name) && is_secret(secret, value.quoted);
    (named || vendor::is_key(&name, secret)).then_some(Match {
        span: value.span,
        score: NAMED,
    })
}

/// `NAME=value`, `"name": "value"`, `name := value`, `name: string = "value"`.
fn assigned(bytes: &[u8], at: usize) -> Option<(Name, Value)> {
    let (before, next) = (byte_before(bytes, at), byte(bytes, at + 1));
    let is_colon = byte(bytes, at) == b':';
    let other = if is_colon {
        matches!(next, b':' | b'=' | b'/') || before == b':'
    } else {
        matches!(before, b'=' | b'!' | b'<' | b'>') || matches!(next, b'=' | b'~')
    };
    if other {
        return None;
    }
    let arrow = !is_colon && next == b'>';
    let value = likely(bytes, at + 1 + usize::from(arrow))?;
    let mut end = at;
    while !is_colon && matches!(byte_before(bytes, end), b':' | b'?' | b'|' | b'+') {
        end -= 1;
    }
    Some((name_before(bytes, end)?, value))
}

/// The name before a separator; behind a type, `name: string =`, the one before the type. That of
/// `value=` stands before it: `key="name" value=`.
pub(super) fn name_before(bytes: &[u8], end: usize) -> Option<Name> {
    let name = Name::before(bytes, end)?;
    let text = name.as_slice();
    let mut at = name.at;
    if text == b"value" {
        let skip = |b: u8| b.is_ascii_whitespace() || matches!(b, b',' | b'-');
        while name.at - at < 24 && skip(byte_before(bytes, at)) {
            at -= 1;
        }
        return Name::before(bytes, at);
    }
    if matches!(text, b"string" | b"str" | b"staticstr") {
        while matches!(byte_before(bytes, at), b' ' | b'&' | b'\'') {
            at -= 1;
        }
        if byte_before(bytes, at) == b':' {
            return Name::before(bytes, at - 1);
        }
    }
    Some(name)
}

/// `--name value`.
fn option(bytes: &[u8], at: usize) -> Option<(Name, Value)> {
    let start = at + 2;
    let rest = bytes.get(start..)?.iter().take(40);
    let len = rest
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        .count();
    let end = start + len;
    if byte(bytes, at + 1) != b'-' || len < 3 || byte(bytes, end) != b' ' {
        return None;
    }
    let value = likely(bytes, end)?;
    Some((Name::before(bytes, end)?, value))
}

/// A long token behind a name without a separator: `token is …`, `get("token", "…")`, `<token>…`.
fn told(bytes: &[u8], at: usize) -> Option<(Name, Value)> {
    let mut before = at;
    let mut quoted = is_quote(byte_before(bytes, before));
    before -= usize::from(quoted);
    if quoted && byte_before(bytes, before) == b'\\' {
        before -= 1;
    }
    let start = before;
    while start - before < 2 && byte_before(bytes, before) == b' ' {
        before -= 1;
    }
    let mut name = match byte_before(bytes, before) {
        b',' if quoted && is_quote(byte_before(bytes, before - 1)) => {
            Name::before(bytes, before - 1)?
        }
        b'>' if before == at => {
            quoted = true;
            Name::before(bytes, before - 1)?
        }
        b if before < start && b.is_ascii_alphanumeric() => Name::before(bytes, before)?,
        _ => return None,
    };
    for word in ["is", "ist", "es", "est"] {
        if name.ends_with(word) && byte_before(bytes, before) == word.as_bytes()[word.len() - 1] {
            name = Name::before(bytes, before - word.len())?;
            break;
        }
    }
    let value = likely(bytes, start)?;
    let fits = value.span.start == at && (quoted || is_named(&name));
    fits.then_some((name, value))
}

/// The value from `at` on, if it is long enough and looks like none of a program's own words.
fn likely(bytes: &[u8], at: usize) -> Option<Value> {
    // Most values in code are short words: they end here.
    let start = skip_space(bytes, at);
    let first = byte(bytes, start);
    // Without quotes up to three bytes may be the padding of base64.
    let bare = !is_quote(first) && !is_quote(byte(bytes, start + 1));
    if bare
        && !bytes
            .get(start..start + MIN_LEN - 3)?
            .iter()
            .all(|b| is_bare(*b))
    {
        return None;
    }
    if matches!(
        first,
        b'\n' | b'\r' | b'(' | b'[' | b'{' | b'<' | b'$' | b'%' | b'&' | 0
    ) {
        return None;
    }
    let mut value = read(bytes, at, is_bare)?;
    if !value.quoted {
        value.span.end += tail(bytes, value.span.clone());
    }
    let secret = bytes.get(value.span.clone())?;
    if secret.len() < MIN_LEN || !secret.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let rest = bytes.get(value.span.end..)?;
    let goes_on = rest
        .first()
        .is_some_and(|b| !b.is_ascii() || b"([{$@*!?%^=:".contains(b));
    let cut = rest.starts_with(b"...");
    (value.quoted || !goes_on && !cut).then_some(value)
}

/// Length of the padding behind base64, or of the second half of `cafe81be:deadb3ef`.
fn tail(bytes: &[u8], value: Range<usize>) -> usize {
    let rest = bytes.get(value.end..).unwrap_or_default();
    let padding = rest.iter().take(3).take_while(|b| **b == b'=').count();
    let half = || {
        rest.iter()
            .skip(1)
            .take(9)
            .take_while(|b| b.is_ascii_hexdigit())
    };
    if rest.first() == Some(&b':') && value.len() == 8 && half().count() == 8 {
        return 9;
    }
    padding
}

fn is_bare(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'+' | b'/' | b'~')
}

pub(super) fn is_secret(secret: &[u8], quoted: bool) -> bool {
    let profile = Profile::of(secret);
    profile.is_random() && !has_word(secret, NOT_SECRETS) && !is_code(secret, quoted)
}

/// Whether it is a path, a file's name, a version or the name of something in a program.
fn is_code(value: &[u8], quoted: bool) -> bool {
    let first_part = value.split(|b| *b == b'.').next().unwrap_or_default();
    let dotted = first_part.len() < value.len();
    let named = first_part
        .iter()
        .all(|b| b.is_ascii_alphabetic() || *b == b'_');
    let path = matches!(
        value,
        [b'/' | b'.', b'a'..=b'z', ..] | [b'.', b'/' | b'.', ..]
    );
    let call = !quoted && value.contains(&b':');
    dotted && (named || first_part.len() < 8) || path || call
}
