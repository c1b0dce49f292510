//! United States: passports and driving licences.

use super::super::{code, matches, Form, Match, Rule, ON_NUMBER};
use super::id;
use super::phrase::{phrase_before, Phrase};
use crate::rules::gate::Gate;
use crate::text::{
    byte, byte_before, digits, dotted_after, dotted_before, hex_after, hex_before, word_at,
    word_before,
};
use std::ops::Range;

pub(super) const RULES: &[Rule] = &[
    id(
        "US_PASSPORT",
        "US_PASSPORT",
        &[Form("@########", 10), Form("#########", 5)],
        |_| true,
        &["passport", "passports"],
        "letter and 8 digits, or 9 digits",
    ),
    Rule {
        gate: Gate::OPEN
            .runs(1, 18)
            .first()
            .letters(MOST_LETTERS)
            .word(1, MOST_DIGITS + MOST_LETTERS),
        context: &["dmv", "cdl"],
        ..code(
            "US_DRIVER_LICENSE",
            "US_DRIVER_LICENSE",
            ON_NUMBER,
            licence,
            "forms of the states, near a phrase for it",
        )
    },
];

/// Forms of the states in which letters or hyphens stand between digits (AAMVA), by the letters and
/// digits that they start with: Indiana and Iowa, Kansas, New Hampshire, Colorado, Florida and
/// Maryland, Illinois, Wisconsin.
const fn mixed(letters: usize, digits: usize) -> &'static [&'static str] {
    match (letters, digits) {
        (0, 3) => &["###@@####"],
        (1, 1) => &["@#@#@"],
        (0, 2) => &["##@@@#####", "##@@@######", "##-###-####"],
        (1, 3) => &["@###-###-##-###-#", "@###-####-####", "@###-####-####-##"],
        _ => &[],
    }
}
/// Words for a licence. `dl` alone is a tenth of a litre.
const NAMES: [Phrase; 2] = [
    Phrase("driv", &["licen", "permit"], 6),
    Phrase("dl", &["#", "no.", "no ", "num", ": ", "is "], 1),
];
const MOST_LETTERS: usize = 3;
const MOST_DIGITS: usize = 18;

/// The forms are so common that only a phrase before one tells.
fn licence(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let letters = |b: &&u8| b.is_ascii_alphabetic();
    let head = bytes.get(..at)?.iter().rev().take(MOST_LETTERS + 1);
    let start = at - head.take_while(letters).count();
    let end = at + digits(bytes, at, MOST_DIGITS + 1);
    let tail = bytes.iter().skip(end).take(MOST_LETTERS);
    let tail = end + tail.take_while(letters).count();
    let plain = is_plain(at - start, end - at, tail - end) && stands_alone(text, start..tail);
    let end = if plain {
        tail
    } else {
        mixed(at - start, end - at)
            .iter()
            .find_map(|form| matches(text, start, form, 0))?
            .1
    };
    let is_named = phrase_before(text, start, b'd', &NAMES);
    Some(Match {
        span: start..end,
        score: if is_named { 60 } else { 5 },
    })
}

/// Numbers of letters, digits and letters that a state uses.
fn is_plain(lead: usize, digits: usize, tail: usize) -> bool {
    match (lead, tail) {
        (0, 0) => matches!(digits, 6..=14 | 16),
        (0, 1) => matches!(digits, 7..=9),
        (0, 2) => digits == 8,
        (1, 0) => matches!(digits, 4..=14 | 18),
        (2, 0) => matches!(digits, 3..=7),
        (1 | 2, 1) | (3, 0) => digits == 6,
        _ => false,
    }
}

fn stands_alone(text: &str, span: Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let digit_after =
        |mark| byte(bytes, span.end) == mark && byte(bytes, span.end + 1).is_ascii_digit();
    let joined = matches!(byte_before(bytes, span.start), b'-' | b'/')
        || digit_after(b'-')
        || digit_after(b'/')
        || dotted_before(bytes, span.start)
        || dotted_after(bytes, span.end)
        || hex_before(bytes, span.start)
        || hex_after(bytes, span.end);
    !joined && !word_before(text, span.start) && !word_at(text, span.end)
}
