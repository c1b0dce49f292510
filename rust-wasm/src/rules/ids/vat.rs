//! VAT numbers of the European Union and the United Kingdom: two letters of a country, then its own
//! number, with or without separators (Directive 2006/112/EC, article 215; VIES).

use super::super::{Match, Rule, ON_NUMBER};
use super::coded;
use super::vat_checks::{lengths, valid};
use crate::text::{byte, byte_before, word_at, word_before};

pub(super) const RULES: &[Rule] = &[coded(
    "EU_VAT_ID",
    "EU_VAT_ID",
    ON_NUMBER,
    |text, at| find_in(text, at, &COUNTRIES),
    &[
        "vat", "ust", "uid", "tva", "iva", "btw", "moms", "alv", "dph", "ddv", "pdv", "dič", "DIČ",
        "nip", "pvm", "pvn", "ддс", "ДДС", "φπα", "ΦΠΑ", "mwst",
    ],
    "country, its check digits",
)];

const COUNTRIES: [[u8; 2]; 29] = [
    *b"AT", *b"BE", *b"BG", *b"CY", *b"CZ", *b"DE", *b"DK", *b"EE", *b"EL", *b"ES", *b"FI", *b"FR",
    *b"GB", *b"GR", *b"HR", *b"HU", *b"IE", *b"IT", *b"LT", *b"LU", *b"LV", *b"MT", *b"NL", *b"PL",
    *b"PT", *b"RO", *b"SE", *b"SI", *b"SK",
];

/// Most letters and digits after the country.
const MAX_NUMBER: usize = 13;
/// How far before the first digit the country may stand: `NL `, `ESX`, `DE - `, `FR K `.
const LEADS: std::ops::RangeInclusive<usize> = 2..=5;

/// Finds the number of one of `countries` whose first digit is at `at`.
pub(super) fn find_in(text: &str, at: usize, countries: &[[u8; 2]]) -> Option<Match> {
    let bytes = text.as_bytes();
    let before = byte_before(bytes, at);
    if !before.is_ascii_alphabetic() && !matches!(before, b' ' | b'-' | b'.') {
        return None;
    }
    LEADS
        .filter_map(|lead| at.checked_sub(lead))
        .find_map(|start| {
            let code = [byte(bytes, start), byte(bytes, start + 1)];
            let upper = code.map(|b| b.to_ascii_uppercase());
            let known = countries.contains(&upper) && !word_before(text, start);
            let (value, ends) = known.then(|| read(bytes, start + 2))??;
            let spaced = byte(bytes, start + 2);
            let len = lengths(upper).iter().find(|len| {
                let end = ends[**len - 1];
                let number = value.get(..**len);
                end != 0
                    && number.is_some_and(|number| valid(upper, number))
                    && free_after(text, end, end - start > **len + 2)
            })?;
            Some(Match {
                span: start..ends[len - 1],
                score: score(code == upper, spaced.is_ascii_alphanumeric(), upper),
            })
        })
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
fn read(bytes: &[u8], at: usize) -> Option<([u8; MAX_NUMBER], [usize; MAX_NUMBER])> {
    let separator = |b: &u8| matches!(b, b' ' | b'-' | b'.');
    let lead_separator = |b: &&u8| separator(b) || **b == b':';
    let (mut value, mut ends) = ([0; MAX_NUMBER], [0; MAX_NUMBER]);
    let lead = bytes.get(at..)?.iter().take(3);
    let mut next = at + lead.take_while(lead_separator).count();
    for (slot, end) in value.iter_mut().zip(&mut ends) {
        if *end == 0 && separator(&byte(bytes, next)) {
            next += 1;
        }
        if !byte(bytes, next).is_ascii_alphanumeric() {
            break;
        }
        *slot = byte(bytes, next).to_ascii_uppercase();
        next += 1;
        *end = next;
    }
    Some((value, ends))
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
