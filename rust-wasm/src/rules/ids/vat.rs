//! VAT numbers of the European Union and the United Kingdom: two letters of a country, then its own
//! number, with or without separators (Directive 2006/112/EC, article 215; VIES).

use super::super::{Match, Rule, ON_NUMBER};
use super::coded;
use super::vat_checks::{lengths, valid};
use crate::rules::gate::{Gate, Needs, OTHER, SLASH};
use crate::text::{byte, byte_before, escape_before, word_at, word_before};

pub(super) const GATE: Gate = Gate::OPEN
    .not_after(SLASH | OTHER)
    .first()
    .letters(MAX_LETTERS + 1)
    .word(1, MAX_NUMBER)
    .needs(Needs::Country);

pub(super) const RULES: &[Rule] = &[Rule {
    gate: GATE,
    ..coded(
        "EU_VAT_ID",
        "EU_VAT_ID",
        ON_NUMBER,
        |text, at| find_in(text, at, &COUNTRIES),
        &[
            "vat", "ust", "uid", "tva", "iva", "btw", "moms", "alv", "dph", "ddv", "pdv", "dič",
            "DIČ", "nip", "pvm", "pvn", "ддс", "ДДС", "φπα", "ΦΠΑ", "mwst",
        ],
        "country, its check digits",
    )
}];

const COUNTRIES: [[u8; 2]; 29] = [
    *b"AT", *b"BE", *b"BG", *b"CY", *b"CZ", *b"DE", *b"DK", *b"EE", *b"EL", *b"ES", *b"FI", *b"FR",
    *b"GB", *b"GR", *b"HR", *b"HU", *b"IE", *b"IT", *b"LT", *b"LU", *b"LV", *b"MT", *b"NL", *b"PL",
    *b"PT", *b"RO", *b"SE", *b"SI", *b"SK",
];

/// Most letters and digits after the country.
const MAX_NUMBER: usize = 13;
/// Most letters before the first digit (`ATU`, `FRXY`), and most separators after the country.
const MAX_LETTERS: usize = 4;
const MAX_SEPARATORS: usize = 3;

/// Finds the number of one of `countries` whose first digit is at `at`.
pub(super) fn find_in(text: &str, at: usize, countries: &[[u8; 2]]) -> Option<Match> {
    let bytes = text.as_bytes();
    let (start, code) = code_before(bytes, at)?;
    let country = code.map(|b| b.to_ascii_uppercase());
    if word_before(text, start) || !countries.contains(&country) {
        return None;
    }
    let (value, ends) = read(bytes, start + 2);
    let len = lengths(country).iter().find(|len| {
        let end = ends[**len - 1];
        let spaced = end > start + 2 + **len;
        end != 0 && valid(country, &value[..**len]) && free_after(text, end, spaced)
    })?;
    let joined = byte(bytes, start + 2).is_ascii_alphanumeric();
    Some(Match {
        span: start..ends[len - 1],
        score: score(code == country, joined, country),
    })
}

/// Whether the letters of a country stand before the number at `at`.
pub(crate) fn has_country(bytes: &[u8], at: usize) -> bool {
    code_before(bytes, at).is_some_and(|(_, code)| {
        let country = code.map(|b| b.to_ascii_uppercase());
        country == *b"XI" || COUNTRIES.contains(&country)
    })
}

/// Where the country's letters before the number at `at` start, and which they are.
fn code_before(bytes: &[u8], at: usize) -> Option<(usize, [u8; 2])> {
    // They stand right before the digits, or before a few separators.
    if !(1..=MAX_SEPARATORS + 1).any(|back| at >= back && bytes[at - back].is_ascii_alphabetic()) {
        return None;
    }
    let start = country_before(bytes, at)?;
    Some((start, [byte(bytes, start), byte(bytes, start + 1)]))
}

/// Where the letters before the number at `at` start: `NL `, `ATU`, `DE - `, `ES X-`, `FR K `.
fn country_before(bytes: &[u8], at: usize) -> Option<usize> {
    let near = letters_before(bytes, at);
    let end = at - near;
    if near >= 2 {
        return (near <= MAX_LETTERS).then_some(end);
    }
    let end = end - separators_before(bytes, end)?;
    let far = letters_before(bytes, end);
    let end = end - far;
    match (near, far) {
        (_, 2) | (0, 3) => Some(end),
        (0, 1) => {
            let end = end - separators_before(bytes, end)?;
            (letters_before(bytes, end) == 2).then(|| end - 2)
        }
        _ => None,
    }
}

/// Letters that end at `end`, not those of a JSON escape written as text.
fn letters_before(bytes: &[u8], end: usize) -> usize {
    let head = bytes.get(..end).unwrap_or_default().iter().rev();
    let letters = head.take(MAX_LETTERS + 1);
    let count = letters.take_while(|b| b.is_ascii_alphabetic()).count();
    let start = end - count;
    let slash = count > 0 && byte_before(bytes, start) == b'\\';
    count - usize::from(slash && escape_before(bytes, start + 1).is_some())
}

fn separators_before(bytes: &[u8], end: usize) -> Option<usize> {
    let head = bytes.get(..end)?.iter().rev().take(MAX_SEPARATORS);
    let count = head
        .take_while(|b| is_separator(**b) || **b == b':')
        .count();
    (count > 0).then_some(count)
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.')
}

fn score(capitals: bool, joined: bool, country: [u8; 2]) -> u8 {
    match (capitals, joined) {
        (true, true) if matches!(&country, b"DE" | b"FR" | b"GB" | b"XI") => 90,
        (true, true) => 80,
        // `it 12345678901` may be a word and a number.
        (true, false) => 60,
        (false, true) => 70,
        (false, false) => 30,
    }
}

/// The letters and digits from `at` on, in upper case, and where each ends; 0 where there is none.
/// One separator may stand between them, more after the country.
fn read(bytes: &[u8], at: usize) -> ([u8; MAX_NUMBER], [usize; MAX_NUMBER]) {
    let (mut value, mut ends) = ([0; MAX_NUMBER], [0; MAX_NUMBER]);
    let lead = bytes.iter().skip(at).take(MAX_SEPARATORS);
    let mut next = at
        + lead
            .take_while(|b| is_separator(**b) || **b == b':')
            .count();
    for (slot, end) in value.iter_mut().zip(&mut ends) {
        next += usize::from(next > at && is_separator(byte(bytes, next)));
        if !byte(bytes, next).is_ascii_alphanumeric() {
            break;
        }
        *slot = byte(bytes, next).to_ascii_uppercase();
        next += 1;
        *end = next;
    }
    (value, ends)
}

fn free_after(text: &str, end: usize, spaced: bool) -> bool {
    let bytes = text.as_bytes();
    let digit = byte(bytes, end + 1).is_ascii_digit();
    let joined = match byte(bytes, end) {
        b'-' | b'.' | b'/' => digit,
        b' ' => spaced && digit,
        _ => false,
    };
    !joined && !word_at(text, end)
}
