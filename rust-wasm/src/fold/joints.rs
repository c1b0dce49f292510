//! Second step: what was put between the characters of a value, and words that stand for `@` and `.`.
//!
//! Works on text whose characters are folded.

use super::spelled::{self, Form};
use crate::text::{byte, byte_before, escape_before};
use std::ops::Range;

/// A range of the text to take out, or to replace by one byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub range: Range<usize>,
    pub with: Option<u8>,
}

/// How far a token is followed from a line break, in bytes.
const TOKEN_WINDOW: usize = 64;
/// Fewest bytes on both sides of a line break within a token.
const MIN_TOKEN: usize = 6;
/// Runs of the same length above and below a line break are a column of values from this length on.
const MIN_COLUMN: usize = 9;
/// Separators of single characters.
const SEPARATORS: &[u8] = b" .-,_\n";

/// The edits of `text`, ascending, not overlapping. `breaks` are spaces that stand for line breaks.
pub(super) fn find(text: &[u8], breaks: &[(usize, u8)]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut last_at = None;
    let mut at = 0;
    while let Some(skip) = text.get(at..).and_then(next_joint) {
        at += skip;
        let end = single_characters(text, at, &mut edits)
            .or_else(|| spelled_out(text, at, &mut last_at, &mut edits))
            .or_else(|| take_out(at, emphasis(text, at), &mut edits))
            .or_else(|| take_out(at, line_break(text, at, breaks), &mut edits));
        at = end.unwrap_or(at + 1);
    }
    edits
}

fn take_out(at: usize, len: Option<usize>, edits: &mut Vec<Edit>) -> Option<usize> {
    let range = at..at + len?;
    let end = range.end;
    edits.push(Edit { range, with: None });
    Some(end)
}

/// Joins single characters with the same separator between them: the one at `at`, after the first character.
fn single_characters(text: &[u8], at: usize, edits: &mut Vec<Edit>) -> Option<usize> {
    let first = at.checked_sub(1)?;
    if byte(text, at + 2) != byte(text, at) {
        return None;
    }
    let count = singles(text, first, usize::MAX)?;
    let separators = (0..count - 1).map(|i| at + 2 * i);
    edits.extend(separators.map(|at| Edit {
        range: at..at + 1,
        with: None,
    }));
    Some(at + 2 * (count - 1))
}

/// Number of single characters in a run from `first` on, at most `max`, when it is long enough to be a value.
pub(super) fn singles(text: &[u8], first: usize, max: usize) -> Option<usize> {
    let separator = byte(text, first + 1);
    // A space may be one of the characters: `+ 1   4 1 5`.
    let fits = |b: u8| b.is_ascii_graphic() || b == b' ';
    let starts = SEPARATORS.contains(&separator)
        && byte(text, first).is_ascii_graphic()
        && (!byte_before(text, first).is_ascii_alphanumeric()
            || escape_before(text, first).is_some());
    if !starts {
        return None;
    }
    let (mut count, mut digits, mut plain) = (0, 0, 0);
    let mut at = first;
    while count < max && fits(byte(text, at)) && !byte(text, at + 1).is_ascii_alphanumeric() {
        count += 1;
        digits += usize::from(byte(text, at).is_ascii_digit());
        plain += usize::from(byte(text, at).is_ascii_alphanumeric());
        if byte(text, at + 1) != separator {
            break;
        }
        at += 2;
    }
    // Seven digits and two letters are a Spanish NIE.
    let long = count >= 10 && 2 * plain >= count;
    (long || digits >= 8 || count == 9 && digits == 7).then_some(count)
}

fn spelled_out(
    text: &[u8],
    at: usize,
    last_at: &mut Option<usize>,
    edits: &mut Vec<Edit>,
) -> Option<usize> {
    if byte(text, at) == b'@' {
        *last_at = Some(at);
    }
    let form = spelled::form(text, at)?;
    if !spelled::stands(text, at, &form, *last_at) {
        return None;
    }
    let Form {
        symbol, word, end, ..
    } = form;
    if symbol == b'@' {
        *last_at = Some(end);
    }
    let spaces = [at..word.start, word.end..end].map(|range| Edit { range, with: None });
    let [before, after] = spaces;
    let with = Some(symbol);
    let parts = [before, Edit { range: word, with }, after];
    edits.extend(parts.into_iter().filter(|edit| !edit.range.is_empty()));
    Some(end)
}

/// Length of the emphasis marks at `at` that stand within a token.
pub(super) fn emphasis(text: &[u8], at: usize) -> Option<usize> {
    let mark = byte(text, at);
    let fewest = match mark {
        b'*' | b'`' => 1,
        b'_' => 2,
        _ => return None,
    };
    let marks = text.get(at..)?.iter().take(4);
    let len = marks.take_while(|b| **b == mark).count();
    let strong = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'@' | b'-');
    let marked = |b: u8| strong(b) || b == mark;
    let (before, after) = (byte_before(text, at), byte(text, at + len));
    // A dot counts when the token goes on behind it: `example**.**org`, not `**bold**.`
    let hyphens = before == b'-' && after == b'-';
    let joins = !hyphens && strong(before) && strong(after)
        || strong(before) && after == b'.' && marked(byte(text, at + len + 1))
        || before == b'.' && marked(byte_before(text, at - 1)) && strong(after);
    (joins && (fewest..=3).contains(&len)).then_some(len)
}

/// Length of the single line break at `at` that stands within a value.
fn line_break(text: &[u8], at: usize, breaks: &[(usize, u8)]) -> Option<usize> {
    let kind = |at: usize| match byte(text, at) {
        b @ (b'\n' | b'\r') => b,
        b' ' => breaks
            .binary_search_by_key(&at, |b| b.0)
            .map_or(0, |i| breaks[i].1),
        _ => 0,
    };
    let len = match (kind(at), kind(at + 1)) {
        (b'\r', b'\n') => 2,
        (b'\r' | b'\n', _) => 1,
        _ => return None,
    };
    broken(text, at, at + len).then_some(len)
}

/// Whether what stands between `end` and `start` breaks a value in two.
pub(super) fn broken(text: &[u8], end: usize, start: usize) -> bool {
    let head = text
        .get(end.saturating_sub(TOKEN_WINDOW)..end)
        .unwrap_or_default();
    let tail = text.get(start..).unwrap_or_default();
    let tail = tail.get(..TOKEN_WINDOW).unwrap_or(tail);
    let is_token = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let above = head.iter().rev().take_while(is_token).count();
    let below = tail.iter().take_while(is_token).count();
    if in_address(head, tail) || head.ends_with(b"-") && between_digits(head, tail) {
        return true;
    }
    if above == 0 || below == 0 {
        return false;
    }
    let (first, second) = (&head[head.len() - above..], &tail[..below]);
    let number = |token: &[u8]| token.iter().all(u8::is_ascii_digit);
    let alike = first.starts_with(&second[..below.min(2)]) || number(first) && number(second);
    if above == below && above >= MIN_COLUMN && alike {
        return false;
    }
    let is_grouped = |separator: u8, digit: u8| separator == b' ' && digit.is_ascii_digit();
    if byte(head, head.len() - 1).is_ascii_digit() && byte(tail, 0).is_ascii_digit() {
        let upper = end - above;
        let lower = start + below;
        // Two lines of groups are two values.
        return !(is_grouped(
            byte_before(text, upper),
            byte_before(text, upper.saturating_sub(1)),
        ) && is_grouped(byte(text, lower), byte(text, lower + 1)));
    }
    let (head, tail) = (&head[head.len() - above..], &tail[..below]);
    let digit = head.iter().chain(tail).any(u8::is_ascii_digit);
    above >= MIN_TOKEN && below >= MIN_TOKEN && digit
}

/// Whether a line ends within an address's domain, before or behind a full stop.
fn in_address(head: &[u8], tail: &[u8]) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric();
    let (last, next) = (head.last().copied().unwrap_or(0), byte(tail, 0));
    let stops = last == b'.' && word(next) || word(last) && next == b'.' && word(byte(tail, 1));
    if !stops {
        return false;
    }
    let is_domain = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let domain = head.iter().rev().take_while(is_domain).count();
    let at = head.len().checked_sub(domain + 1);
    at.is_some_and(|at| byte(head, at) == b'@')
}

/// Whether digits stand before the hyphen that ends a line, and behind the line.
fn between_digits(head: &[u8], tail: &[u8]) -> bool {
    byte_before(head, head.len().saturating_sub(1)).is_ascii_digit()
        && byte(tail, 0).is_ascii_digit()
}

fn next_joint(text: &[u8]) -> Option<usize> {
    text.iter().position(|b| JOINT[usize::from(*b)])
}

/// Bytes at which an edit may start.
static JOINT: [bool; 256] = joint();

const fn joint() -> [bool; 256] {
    let bytes = b" .-,_\n\r*`@[({<";
    let mut table = [false; 256];
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
}
