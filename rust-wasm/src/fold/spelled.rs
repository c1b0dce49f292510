//! `@` and `.` written as words: `joe [at] example (dot) com`, `joe at example dot com`.

use crate::text::{byte, byte_before};
use std::ops::Range;

/// A word that may stand for a symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// `@` or `.`
    pub symbol: u8,
    /// The word with its brackets, without the spaces around.
    pub word: Range<usize>,
    /// End with the single space that follows.
    pub end: usize,
    /// Without brackets: a word of prose as well.
    pub bare: bool,
}

/// The words, in English and Spanish; the symbols count in brackets only.
const WORDS: [(&[u8], u8); 6] = [
    (b"at", b'@'),
    (b"dot", b'.'),
    (b"arroba", b'@'),
    (b"punto", b'.'),
    (b"@", b'@'),
    (b".", b'.'),
];
/// How far an `@` may stand from a bare dot, and longest part of a name between two forms, in bytes.
const WINDOW: usize = 64;
/// Most parts of a name that are looked at before its `@`.
const MAX_PARTS: usize = 4;

/// The form at `at`, which is its bracket or the single space before it.
pub(super) fn form(text: &[u8], at: usize) -> Option<Form> {
    let start = at + usize::from(byte(text, at) == b' ');
    let close = match byte(text, start) {
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        b'{' => Some(b'}'),
        b'<' => Some(b'>'),
        // The first letters of the words below, where a space stands before.
        b'a' | b'A' | b'd' | b'D' | b'p' | b'P' if start > at => None,
        _ => return None,
    };
    let padded = close.is_some() && byte(text, start + 1) == b' ';
    let inner = start + usize::from(close.is_some()) + usize::from(padded);
    let (word, symbol) = WORDS.iter().find(|(word, _)| {
        let found = text.get(inner..inner + word.len());
        let whole = !byte(text, inner + word.len()).is_ascii_alphanumeric();
        whole && found.is_some_and(|found| found.eq_ignore_ascii_case(word))
    })?;
    let mut stop = inner + word.len();
    if let Some(close) = close {
        stop += usize::from(byte(text, stop) == b' ');
        if byte(text, stop) != close {
            return None;
        }
        stop += 1;
    } else if word.len() == 1 || byte(text, stop) != b' ' {
        return None;
    }
    let spaced = byte(text, stop) == b' ' && byte(text, stop + 1) != b' ';
    Some(Form {
        symbol: *symbol,
        word: start..stop,
        end: stop + usize::from(spaced),
        bare: close.is_none(),
    })
}

/// Whether `form` at `at` stands for its symbol. `last_at` is the end of the last `@` before.
pub(super) fn stands(text: &[u8], at: usize, form: &Form, last_at: Option<usize>) -> bool {
    if !form.bare {
        return true;
    }
    if !byte_before(text, at).is_ascii_alphanumeric() {
        return false;
    }
    if form.symbol == b'@' {
        return dot_follows(text, form.end);
    }
    last_at.is_some_and(|last| at - last <= WINDOW) || at_follows(text, form.end)
}

/// Whether a form at `at` may stand for its symbol, told from the bytes around alone.
pub(super) fn starts(text: &[u8], at: usize) -> bool {
    form(text, at).is_some_and(|found| {
        let is_at = |at: &usize| {
            byte(text, *at) == b'@' || form(text, *at).is_some_and(|form| form.symbol == b'@')
        };
        let bare_dot = found.bare && found.symbol == b'.';
        let mut before = (at.saturating_sub(WINDOW)..at).rev();
        let last_at = if bare_dot { before.find(is_at) } else { None };
        stands(text, at, &found, last_at)
    })
}

/// Whether one label and a dot that is spelled out follow: `example dot com`.
fn dot_follows(text: &[u8], at: usize) -> bool {
    let end = at + label(text, at);
    let next = form(text, end);
    end > at && next.is_some_and(|next| next.symbol == b'.')
}

/// Whether a name with dots that are spelled out and an `@` follow: `brien at example dot com`.
fn at_follows(text: &[u8], mut at: usize) -> bool {
    for _ in 0..MAX_PARTS {
        let end = at + label(text, at);
        if end == at {
            return false;
        }
        if byte(text, end) == b'@' {
            return true;
        }
        let Some(next) = form(text, end) else {
            return false;
        };
        if next.symbol == b'@' {
            return !next.bare || dot_follows(text, next.end);
        }
        at = next.end;
    }
    false
}

/// Length of the part of a name or of a domain at `at`.
fn label(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default().iter().take(WINDOW);
    let is_label = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'.');
    rest.take_while(is_label).count()
}
