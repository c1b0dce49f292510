//! `221B Baker Street`, `1600 Pennsylvania Ave NW`, `10 bis, rue de Rivoli`.

use super::super::super::pairs::Pairs;
use super::kinds::{ENGLISH, FRENCH};
use super::words;
use crate::text::{byte, digits, word_at};

/// Most words before the word for a street.
const MAX_WORDS: usize = 5;
const COMPASS: &[&str] = &[
    "n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west",
];
const REPEATED: &[&str] = &["bis", "ter", "quater"];
/// How the words behind a number start in French, and those for a street in English.
const FRENCH_FIRST: Pairs = Pairs::first(&[FRENCH[0], FRENCH[1], REPEATED]);
const ENGLISH_FIRST: Pairs = Pairs::first(&ENGLISH);

/// End of the street whose number starts at `at`.
pub(super) fn read(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = at + digits(bytes, at, super::MAX_NUMBER + 1);
    let letter = byte(bytes, end).is_ascii_alphabetic() && !word_at(text, end + 1);
    let range = byte(bytes, end) == b'-' && (1..=4).contains(&digits(bytes, end + 1, 5));
    end += match (letter, range) {
        (true, _) => 1,
        (_, true) => 1 + digits(bytes, end + 1, 5),
        _ => 0,
    };
    let comma = usize::from(byte(bytes, end) == b',');
    if byte(bytes, end + comma) != b' ' {
        return None;
    }
    match byte(bytes, end + comma + 1) {
        first if first.is_ascii_digit() => english(bytes, end),
        first if first.is_ascii_uppercase() || first >= 0xC3 => {
            french(bytes, end).or_else(|| english(bytes, end))
        }
        // The words of FRENCH and REPEATED
        b'a'..=b'c' | b'f' | b'i' | b'p'..=b't' | b'v' => french(bytes, end),
        _ => None,
    }
}

fn english(bytes: &[u8], number: usize) -> Option<usize> {
    let mut at = number;
    let mut found = None;
    for count in 0..=MAX_WORDS {
        if byte(bytes, at) != b' ' {
            break;
        }
        at += 1;
        let ordinal = ordinal(bytes, at);
        let end = if ordinal > at {
            ordinal
        } else {
            words::end(bytes, at)
        };
        let word = bytes.get(at..end)?;
        let kind = matches!(word, [one, two, ..] if one.is_ascii_uppercase() && ENGLISH_FIRST.has(*one, *two))
            && words::is_listed(word, ENGLISH);
        let inner = count > 0 && words::is_particle(word);
        if word.is_empty() || !kind && !inner && ordinal == at && !words::is_name(word) {
            break;
        }
        let stop =
            usize::from(byte(bytes, end) == b'.' && word.len() <= 5 && (kind || is_compass(word)));
        at = end + stop;
        if kind && count > 0 || words::is_one_of(word, &["broadway"]) {
            // A full stop behind a short word may end the sentence: it does not belong to the value.
            found = Some(end);
            if words::is_one_of(word, &["st"]) && byte(bytes, at) == b' ' {
                continue;
            }
            break;
        }
    }
    let end = found?;
    Some(compass(bytes, end))
}

/// End of `5th` or `42nd` at `at`.
fn ordinal(bytes: &[u8], at: usize) -> usize {
    let len = digits(bytes, at, 4);
    let suffix = bytes.get(at + len..at + len + 2).unwrap_or_default();
    let fits = (1..=3).contains(&len) && words::is_one_of(suffix, &["st", "nd", "rd", "th"]);
    if fits {
        at + len + 2
    } else {
        at
    }
}

fn is_compass(word: &[u8]) -> bool {
    words::is_one_of(word, COMPASS)
}

/// End of the point of the compass behind a street that ends at `at`.
fn compass(bytes: &[u8], at: usize) -> usize {
    let start = at + usize::from(byte(bytes, at) == b'.') + 1;
    let end = words::end(bytes, start);
    let word = bytes.get(start..end).unwrap_or_default();
    let capital = word.first().is_some_and(u8::is_ascii_uppercase);
    if byte(bytes, start - 1) == b' ' && capital && is_compass(word) {
        end
    } else {
        at
    }
}

fn french(bytes: &[u8], number: usize) -> Option<usize> {
    let mut at = number;
    let next = |at: usize| {
        let comma = usize::from(byte(bytes, at) == b',');
        (byte(bytes, at + comma) == b' ').then_some(at + comma + 1)
    };
    at = next(at)?;
    if !FRENCH_FIRST.has(byte(bytes, at), byte(bytes, at + 1)) {
        return None;
    }
    let mut end = words::end(bytes, at);
    if words::is_one_of(bytes.get(at..end)?, REPEATED) {
        at = next(end)?;
        end = words::end(bytes, at);
    }
    if !words::is_listed(bytes.get(at..end)?, FRENCH) {
        return None;
    }
    end += usize::from(byte(bytes, end) == b'.');
    let mut found = None;
    for _ in 0..MAX_WORDS {
        if byte(bytes, end) != b' ' {
            break;
        }
        let start = end + 1;
        end = words::end(bytes, start);
        let word = bytes.get(start..end)?;
        if words::is_name(word) {
            found = Some(end);
        } else if !words::is_particle(word) {
            break;
        }
    }
    // `5 Place Street`, `12 Avenue Road` read as English first.
    found
}
