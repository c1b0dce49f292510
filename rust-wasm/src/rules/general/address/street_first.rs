//! `Calle Mayor 12`, `Rue de Rivoli, 10`, `Via Roma n. 1`, `Hauptstraße 5`, `Berliner Allee 12a`.

use super::super::super::pairs::Pairs;
use super::kinds::{ALONE, BEFORE, ENDINGS};
use super::words;
use crate::text::{byte, byte_before, digits, word_at};

/// Most words between a street's kind and the number.
const MAX_WORDS: usize = 6;
/// Longest word that is known as a common one.
const LONGEST_COMMON: usize = 20;
/// How the words before a name start, and how those that end in a street's kind end.
const BEFORE_FIRST: Pairs = Pairs::first(&BEFORE);
const ENDING_LAST: Pairs = Pairs::last(&ENDINGS);
const NUMBER_SIGNS: &[&str] = &["n", "no", "nº", "n°", "nr", "núm", "num", "número"];

/// Start of the street before the number at `at`, and the end of that number.
pub(super) fn read(text: &str, at: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    if !behind_word(bytes, at) {
        return None;
    }
    let mut end = at + digits(bytes, at, super::MAX_NUMBER);
    if byte(bytes, end).is_ascii_alphabetic() && !word_at(text, end + 1) {
        end += 1;
    }
    if at - usize::from(at > 0) == 0
        || end - at > 5
        || word_at(text, end)
        || byte(bytes, end) == b'%'
    {
        return None;
    }
    let mut head = at - usize::from(matches!(byte_before(bytes, at), b' ' | b','));
    if head == at {
        return None;
    }
    if in_small_letters(bytes, head) {
        return None;
    }
    head = without_sign(bytes, head);
    let start = german(bytes, head).or_else(|| romance(bytes, head))?;
    Some((start, end))
}

/// Whether a word stands before the number at `at` and the marks between.
fn behind_word(bytes: &[u8], at: usize) -> bool {
    let mut end = at;
    for mark in [b", ".as_slice(), b",", b"."] {
        end -= usize::from(mark.contains(&byte_before(bytes, end)));
    }
    let last = byte_before(bytes, end);
    let word = last.is_ascii_alphabetic() || last >= 0x80 || matches!(last, b'\'' | b'-');
    word && matches!(byte_before(bytes, at), b' ' | b',')
}

/// Whether what ends at `at` is a word that neither starts a name nor announces a number.
fn in_small_letters(bytes: &[u8], at: usize) -> bool {
    let end = at - usize::from(byte_before(bytes, at) == b'.');
    if is_common(bytes, end) {
        return true;
    }
    let start = words::start(bytes, end);
    let word = bytes.get(start..end).unwrap_or_default();
    !word.is_empty()
        && !words::is_name(word)
        && byte_before(bytes, start) != b'/'
        && !words::is_one_of(word, NUMBER_SIGNS)
}

/// Whether a word of small letters behind a space ends at `end`, as most words before a number are. No
/// number sign: those start with `n`.
fn is_common(bytes: &[u8], end: usize) -> bool {
    let head = bytes[..end].iter().rev().take(LONGEST_COMMON);
    let len = head.take_while(|b| b.is_ascii_lowercase()).count();
    len > 0 && byte_before(bytes, end - len) == b' ' && bytes[end - len] != b'n'
}

/// Skips `n.º`, `nr.` and a comma that end at `at`.
fn without_sign(bytes: &[u8], at: usize) -> usize {
    let dot = usize::from(byte_before(bytes, at) == b'.');
    let start = words::start(bytes, at - dot);
    let sign = bytes.get(start..at - dot).unwrap_or_default();
    let is_sign = words::is_one_of(sign, NUMBER_SIGNS) && byte_before(bytes, start) == b' ';
    let at = if is_sign { start - 1 } else { at };
    at - usize::from(byte_before(bytes, at) == b',')
}

fn german(bytes: &[u8], end: usize) -> Option<usize> {
    let dot = usize::from(byte_before(bytes, end) == b'.');
    let start = words::start(bytes, end - dot);
    let word = bytes.get(start..end - dot)?;
    if !words::is_name(word) {
        return None;
    }
    let [.., second, last] = word else {
        return None;
    };
    if !ENDING_LAST.has(*second, *last) {
        return None;
    }
    let ending = ENDINGS.into_iter().flatten().find(|ending| {
        let tail = word.len().checked_sub(ending.len()).map(|i| &word[i..]);
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(ending.as_bytes()))
    })?;
    if (dot == 1) != (*ending == "str") {
        return None;
    }
    if word.len() > ending.len() + 1 {
        return Some(start);
    }
    // Berliner Straße, Am Alten Platz
    let before = start.checked_sub(1)?;
    let first = words::start(bytes, before);
    let named = byte(bytes, before) == b' ' && words::is_name(bytes.get(first..before)?);
    (named && words::is_listed(word, ALONE)).then_some(first)
}

fn romance(bytes: &[u8], end: usize) -> Option<usize> {
    let mut at = end;
    for count in 0..=MAX_WORDS {
        let dot = usize::from(byte_before(bytes, at) == b'.');
        let start = words::start(bytes, at - dot);
        let word = bytes.get(start..at - dot)?;
        if word.is_empty() {
            return None;
        }
        let kind = matches!(word, [one, two, ..] if BEFORE_FIRST.has(*one, *two));
        if count > 0 && kind && words::is_listed(word, BEFORE) {
            return Some(start);
        }
        // C/ Mayor 12
        if byte_before(bytes, start) == b'/' && byte(bytes, start.checked_sub(2)?) == b'C' {
            return Some(start - 2);
        }
        let name = words::is_name(word) && dot == 0;
        let inner = count > 0 && words::is_particle(word);
        if !name && !inner || byte_before(bytes, start) != b' ' {
            return None;
        }
        at = start - 1;
        if byte_before(bytes, at) == b'/' && byte(bytes, at.checked_sub(2)?) == b'C' {
            return Some(at - 2);
        }
    }
    None
}
