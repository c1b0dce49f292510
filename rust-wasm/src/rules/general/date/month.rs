//! Names of the months in English, Spanish, French, German, Italian, Portuguese and Dutch.

use super::super::super::pairs::Pairs;
use crate::text::escape_before;

/// Longest name, in bytes.
const LONGEST: usize = 12;
/// Names and short names of each month. Short forms are the first three or four letters.
const NAMES: [&[&str]; 12] = [
    &[
        "january", "enero", "janvier", "januar", "gennaio", "janeiro", "januari", "jan", "ene",
        "janv", "jän", "jänner", "gen",
    ],
    &[
        "february",
        "febrero",
        "février",
        "februar",
        "febbraio",
        "fevereiro",
        "februari",
        "feb",
        "févr",
        "fév",
        "fev",
    ],
    &[
        "march", "marzo", "mars", "märz", "março", "maart", "mar", "mär", "mrz",
    ],
    &["april", "abril", "avril", "aprile", "apr", "abr", "avr"],
    &["may", "mayo", "mai", "maggio", "maio", "mei", "mag"],
    &[
        "june", "junio", "juin", "juni", "giugno", "junho", "jun", "giu",
    ],
    &[
        "july", "julio", "juillet", "juli", "luglio", "julho", "jul", "juil", "lug",
    ],
    &["august", "agosto", "août", "augustus", "aug", "ago"],
    &[
        "september",
        "septiembre",
        "septembre",
        "settembre",
        "setembro",
        "sep",
        "sept",
        "set",
    ],
    &[
        "october", "octubre", "octobre", "oktober", "ottobre", "outubro", "oct", "okt", "ott",
        "out",
    ],
    &["november", "noviembre", "novembre", "nov"],
    &[
        "december",
        "diciembre",
        "décembre",
        "dezember",
        "dicembre",
        "dezembro",
        "dec",
        "dic",
        "déc",
        "dez",
    ],
];

/// How they start.
const FIRST: Pairs = Pairs::first(&NAMES);

/// End of the month's name at `at`, with the full stop of a short one.
pub(super) fn after(bytes: &[u8], at: usize) -> Option<usize> {
    if !matches!(bytes.get(at..)?, [one, two, ..] if FIRST.has(*one, *two)) {
        return None;
    }
    let rest = bytes.get(at..)?.iter().take(LONGEST + 1);
    let len = rest.take_while(|b| is_letter(**b)).count();
    let end = at + len;
    let stop = usize::from(len <= 5 && bytes.get(end) == Some(&b'.'));
    is_month(bytes.get(at..end)?).then_some(end + stop)
}

/// Start of the month's name that ends at `end`, perhaps with a full stop.
pub(super) fn before(bytes: &[u8], end: usize) -> Option<usize> {
    let head = bytes.get(..end)?;
    let head = head.strip_suffix(b".").unwrap_or(head);
    let letters = head.iter().rev().take(LONGEST + 1);
    let len = letters.take_while(|b| is_letter(**b)).count();
    let start = head.len() - len;
    let start = start + usize::from(escape_before(bytes, start + 1).is_some());
    is_month(head.get(start..)?).then_some(start)
}

fn is_month(word: &[u8]) -> bool {
    if !matches!(word, [one, two, _, ..] if FIRST.has(*one, *two)) {
        return false;
    }
    let mut names = NAMES.iter().copied().flatten();
    (3..=LONGEST).contains(&word.len())
        && names.any(|name| word.eq_ignore_ascii_case(name.as_bytes()))
}

fn is_letter(b: u8) -> bool {
    b.is_ascii_alphabetic() || b >= 0x80
}
