//! Street addresses in the order of English, French, Spanish, Italian, Portuguese and German.
//!
//! A number beside a word for a street, with capitalised words between. What stands directly behind
//! a street (unit, town, postcode) belongs to the value. Best effort: a name of a street without such a
//! word is not found.

mod behind;
mod kinds;
mod number_first;
mod street_first;
mod words;

use super::super::Match;
use crate::text::{byte_before, digits, word_before};

/// Confidence in a street alone.
const STREET: u8 = 40;
/// Confidence in a street with a postcode behind it.
const WITH_POSTCODE: u8 = 65;
/// Most digits of a house number.
const MAX_NUMBER: usize = 5;

pub(super) const WORDS: &[&str] = &[
    "address",
    "addresses",
    "live",
    "lives",
    "living",
    "lived",
    "street",
    "resides",
    "residing",
    "residence",
    "ship",
    "shipping",
    "shipped",
    "deliver",
    "delivery",
    "delivered",
    "mailing",
    "billing",
    "located",
    "dirección",
    "direccion",
    "domicilio",
    "vivo",
    "vive",
    "vivimos",
    "calle",
    "envío",
    "adresse",
    "habite",
    "habitons",
    "domicile",
    "livraison",
    "anschrift",
    "wohnt",
    "wohne",
    "wohnhaft",
    "lieferadresse",
    "rechnungsadresse",
    "indirizzo",
    "abito",
    "abita",
    "residente",
    "endereço",
    "moro",
    "mora",
    "morada",
    "reside",
    "adres",
    "woon",
    "woont",
    "adress",
    "bor",
    "osoite",
];

/// Finds the address whose house number starts at `at`.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let number = digits(bytes, at, MAX_NUMBER + 1);
    let joined = match byte_before(bytes, at) {
        b'.' | b'/' | b'$' => true,
        b'-' => byte_before(bytes, at - 1).is_ascii_alphanumeric(),
        _ => false,
    };
    if number > MAX_NUMBER || joined || word_before(text, at) {
        return None;
    }
    let (start, street) = number_first::read(text, at)
        .map(|end| (at, end))
        .or_else(|| street_first::read(text, at))?;
    let end = behind::read(text, street);
    let score = if end.postcode { WITH_POSTCODE } else { STREET };
    Some(Match {
        span: start..end.end,
        score,
    })
}
