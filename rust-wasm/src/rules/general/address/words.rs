//! Words of names of streets.

use crate::text::{byte, escape_before};

/// Longest word, in bytes.
const LONGEST: usize = 40;
const LONGEST_PARTICLE: usize = 5;
/// Words that may stand in small letters between a street's kind and its name.
const PARTICLES: [&str; 28] = [
    "de", "del", "la", "las", "los", "el", "du", "des", "le", "les", "di", "della", "dei", "delle",
    "degli", "dello", "da", "do", "dos", "das", "y", "e", "et", "of", "the", "van", "den", "der",
];

/// End of the word at `at`, which is `at` when there is none. Letters, with apostrophes and hyphens between.
pub(super) fn end(bytes: &[u8], at: usize) -> usize {
    let is_letter = |b: u8| b.is_ascii_alphabetic() || (0x80..0xE0).contains(&b);
    let mut end = at;
    while end < bytes.len() && end - at < LONGEST {
        let inner =
            matches!(bytes[end], b'\'' | b'-') && end > at && is_letter(byte(bytes, end + 1));
        if !inner && !is_letter(bytes[end]) {
            break;
        }
        end += 1;
    }
    end
}

/// Start of the word that ends at `end`. Scripts without spaces and JSON escapes are not part of it.
pub(super) fn start(bytes: &[u8], end: usize) -> usize {
    let head = bytes.get(..end).unwrap_or_default();
    let is_word = |b: &u8| b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b'\'' | b'-');
    let run = head.iter().rev().take(LONGEST);
    let word = &head[end - run.take_while(|b| is_word(b)).count()..];
    if word.iter().all(u8::is_ascii_alphabetic) {
        let start = end - word.len();
        return start + usize::from(escape_before(bytes, start + 1).is_some());
    }
    let wide = word.iter().rposition(|b| *b >= 0xE0).map_or(0, |i| i + 1);
    let is_rest = |b: &u8| matches!(b, b'\'' | b'-') || wide > 0 && (0x80..0xC0).contains(b);
    let skipped = wide + word[wide..].iter().take_while(|b| is_rest(b)).count();
    let start = end - word.len() + skipped;
    start + usize::from(escape_before(bytes, start + 1).is_some())
}

/// Whether the word starts with a capital, or with a letter outside ASCII.
pub(super) fn is_name(word: &[u8]) -> bool {
    let first = word.first().copied().unwrap_or(0);
    // d'Italie, l'Opéra
    let elided = matches!(word.get(1..3), Some([b'\'', b]) if b.is_ascii_uppercase() || *b >= 0x80);
    first.is_ascii_uppercase() || first >= 0xC3 || elided
}

pub(super) fn is_particle(word: &[u8]) -> bool {
    word.len() <= LONGEST_PARTICLE && is_one_of(word, &PARTICLES)
}

pub(super) fn is_one_of(word: &[u8], words: &[&str]) -> bool {
    words
        .iter()
        .any(|one| word.eq_ignore_ascii_case(one.as_bytes()))
}

/// Whether one of two lists has the word.
pub(super) fn is_listed(word: &[u8], lists: [&[&str]; 2]) -> bool {
    lists.iter().any(|words| is_one_of(word, words))
}
