//! German number plates (Fahrzeug-Zulassungsverordnung, § 9): district, one or two letters, digits.

use super::super::Match;
use crate::text::{byte, byte_before, digits, escape_before, word_at, word_before};

/// Finds the plate whose digits start at `at`: `B-AB 1234`, `M XY 999`, `MIL EF 1234E`.
pub(super) fn german(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let gap = separator_before(bytes, at);
    let letters_end = at - gap;
    let letters = letters_before(bytes, letters_end, 3);
    if !matches!(letters, 1 | 2) || byte(bytes, at) == b'0' {
        return None;
    }
    let middle = letters_end - letters;
    if separator_before(bytes, middle) == 0 {
        return None;
    }
    let hyphen = byte_before(bytes, middle) == b'-';
    if gap == 0 && !hyphen {
        return None;
    }
    let start = district(text, middle - 1)?;
    let count = digits(bytes, at, 5);
    let seasonal = matches!(byte(bytes, at + count), b'E' | b'H' | b'e' | b'h');
    let end = at + count + usize::from(seasonal);
    let goes_on = matches!(byte(bytes, end), b'-' | b'/' | b'.' | b':' | b',')
        && byte(bytes, end + 1).is_ascii_digit();
    if count > 4 || goes_on || word_at(text, end) {
        return None;
    }
    let lower = bytes.get(start..at)?.iter().any(u8::is_ascii_lowercase);
    let score = match (lower, hyphen) {
        (false, true) => 40,
        (false, false) => 30,
        (true, _) => 5,
    };
    let span = start..end;
    Some(Match { span, score })
}

fn separator_before(bytes: &[u8], at: usize) -> usize {
    usize::from(matches!(byte_before(bytes, at), b' ' | b'-'))
}

fn letters_before(bytes: &[u8], end: usize, most: usize) -> usize {
    let head = bytes.get(..end).unwrap_or_default().iter().rev();
    head.take(most)
        .take_while(|b| b.is_ascii_alphabetic())
        .count()
}

/// Start of the one to three letters, umlauts among them, that end at `end`.
fn district(text: &str, end: usize) -> Option<usize> {
    // Most words are longer, and behind no escape.
    if let Some(head) = text.as_bytes().get(end.saturating_sub(9)..end) {
        if head.len() == 9
            && head.iter().all(|b| *b != b'\\')
            && head[5..].iter().all(u8::is_ascii_alphabetic)
        {
            return None;
        }
    }
    let head = text.get(..end)?;
    let letter = |c: &char| c.is_ascii_alphabetic() || "ÄÖÜäöü".contains(*c);
    let letters = head.chars().rev().take(4).take_while(letter);
    let (count, bytes) = letters.fold((0, 0), |(n, len), c| (n + 1, len + c.len_utf8()));
    let start = end - bytes;
    let escape = usize::from(bytes > 0 && escape_before(text.as_bytes(), start + 1).is_some());
    let (start, count) = (start + escape, count - escape);
    let alone = byte_before(text.as_bytes(), start) != b'-' && !word_before(text, start);
    ((1..=3).contains(&count) && alone).then_some(start)
}
