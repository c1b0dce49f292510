//! Mail addresses: RFC 5321's dot-string before the `@` and domain labels after it.
//!
//! Letters outside ASCII count on both sides (RFC 6531), so that `josé@example.es` is whole.
//! Not found: a quoted local part, `user@localhost`, and `git@host:path`, which names no person.

use super::{sure, Match};
use crate::text::{byte, byte_before, escape_before, is_word};
use std::ops::Range;

/// RFC 5321 4.5.3.1.1, in bytes.
const MAX_LOCAL: usize = 64;
/// Most punctuation that may stand before the local part without a space, in bytes.
const MAX_LEADING: usize = 16;
/// RFC 5321 4.5.3.1.3 less the brackets, in bytes.
const MAX_ADDRESS: usize = 254;
/// RFC 1035 2.3.4, in bytes.
const MAX_LABEL: usize = 63;
/// Endings of file and unit names that follow an `@` (`icon@2x.png`, `getty@tty1.service`).
const FILE_ENDINGS: [&str; 9] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "service", "socket", "timer",
];

/// Finds the address around the `@` at `at`.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    span(text, at).map(sure)
}

fn span(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let next = byte(bytes, at + 1);
    if !next.is_ascii_alphanumeric() && next.is_ascii() {
        return None;
    }
    let end = domain_end(text, at + 1)?;
    let start = local_start(text, at)?;
    let remote = matches!(bytes.get(start..at), Some(b"git" | b"hg" | b"svn"));
    if end - start > MAX_ADDRESS || remote && matches!(byte(bytes, end), b':' | b'/') {
        return None;
    }
    Some(start..end)
}

/// RFC 5321's atom characters less those that mostly delimit: `=` `/` `?` `{` `|` `}` and the backtick.
fn is_local(c: char) -> bool {
    matches!(
        c,
        '.' | '+' | '-' | '%' | '\'' | '&' | '!' | '#' | '$' | '*' | '^' | '~'
    ) || is_word(c)
}

fn local_start(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if byte(bytes, at.checked_sub(1)?) == b'.' {
        return None;
    }
    let mut start = at;
    for c in text.get(..at)?.chars().rev().take_while(|c| is_local(*c)) {
        let dots = c == '.' && byte(bytes, start) == b'.';
        if dots {
            break;
        }
        start -= c.len_utf8();
        if at - start > MAX_LOCAL + MAX_LEADING {
            return None;
        }
        // The rest of a JSON escape (`\n`, `\u003c`) belongs to the text before.
        if escape_before(bytes, start).is_some() {
            break;
        }
    }
    // `a@b.co-c@d.org`: what follows the first address is the second one.
    if byte_before(bytes, start) == b'@' {
        start = domain_end(text, start).map_or(start, |end| end.min(at));
    }
    // Quotes, emphasis and list marks before the address.
    let leading = text
        .get(start..at)?
        .chars()
        .take_while(|c| !is_word(*c))
        .count();
    start += leading;
    (1..=MAX_LOCAL).contains(&(at - start)).then_some(start)
}

/// End of the longest run of labels from `start` whose last one may be a top-level domain.
fn domain_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut label = start;
    let mut found = None;
    loop {
        let len = label_len(text, label);
        let (name, end) = (bytes.get(label..label + len)?, label + len);
        if len == 0 || len > MAX_LABEL || end - start > MAX_ADDRESS {
            break;
        }
        if label == start && is_scale_or_version(bytes, start, name) {
            return None;
        }
        if label > start {
            if let Some(letters) = top_level(name) {
                found = Some(label + letters);
            }
        }
        if byte(bytes, end) != b'.' {
            break;
        }
        label = end + 1;
    }
    found
}

/// Length of the label at `start` without trailing hyphens.
fn label_len(text: &str, start: usize) -> usize {
    let label = text.get(start..).unwrap_or_default();
    let is_label = |c: &char| *c == '-' || *c != '_' && is_word(*c);
    let len = label
        .chars()
        .take(MAX_LABEL + 1)
        .take_while(is_label)
        .map(char::len_utf8)
        .sum();
    let label = label.get(..len).unwrap_or_default();
    if label.starts_with('-') {
        return 0;
    }
    label.trim_end_matches('-').len()
}

/// Length of the top-level domain that `label` is or, before a hyphen, starts with.
fn top_level(label: &[u8]) -> Option<usize> {
    if label.len() > 4 && label[..4].eq_ignore_ascii_case(b"xn--") {
        return Some(label.len());
    }
    let letters = label
        .iter()
        .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80)
        .count();
    let ends = letters == label.len() || label[letters] == b'-';
    let name = &label[..letters];
    let file = FILE_ENDINGS
        .iter()
        .any(|ending| name.eq_ignore_ascii_case(ending.as_bytes()));
    (letters >= 2 && ends && !file).then_some(letters)
}

/// Whether a first label is an image scale (`2x`) or starts a version (`1.2`).
fn is_scale_or_version(bytes: &[u8], start: usize, label: &[u8]) -> bool {
    let next = byte(bytes, start + label.len() + 1);
    match label {
        [digit, b'x'] => digit.is_ascii_digit(),
        _ => {
            label.iter().all(u8::is_ascii_digit)
                && byte(bytes, start + label.len()) == b'.'
                && next.is_ascii_digit()
        }
    }
}
