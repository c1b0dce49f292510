//! What is printed on a payment card beside its number: security code and month of expiry.
//!
//! Both are too short to be told by themselves: their name must stand right before them.

use super::super::Match;
use super::label::{names, Labels};
use crate::text::{byte, digits, dotted_after, dotted_before, word_at, word_before};

const NAMED: u8 = 80;
const CODE_NAMES: Labels = Labels::new(&[
    "cvv",
    "cvv2",
    "cvc",
    "cvc2",
    "csc",
    "cav2",
    "cvn",
    "securitycode",
    "cardverification",
    "cardverificationvalue",
    "verificationvalue",
    "sicherheitscode",
    "prüfnummer",
    "kartenprüfnummer",
    "códigodeseguridad",
    "codigodeseguridad",
    "cryptogramme",
    "codicedisicurezza",
]);
const EXPIRY_NAMES: Labels = Labels::new(&[
    "exp",
    "expiry",
    "expires",
    "expiration",
    "cardexpiry",
    "expdate",
    "validthru",
    "validuntil",
    "goodthru",
    "mmyy",
    "caducidad",
    "vencimiento",
    "vence",
    "caduca",
    "gültigbis",
    "ablaufdatum",
    "expire",
    "expirele",
    "scadenza",
    "validade",
]);

/// Finds the card verification code (three digits, four on American Express) at `at`.
pub(super) fn find_code(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let len = digits(bytes, at, 5);
    let end = at + len;
    let alone = matches!(len, 3 | 4) && !word_before(text, at) && !word_at(text, end);
    let found = alone && !dotted_after(bytes, end) && names(bytes, at, &CODE_NAMES);
    found.then_some(Match {
        span: at..end,
        score: NAMED,
    })
}

/// Finds the month and year (`08/27`, `8-2027`) at `at`.
pub(super) fn find_expiry(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let month = digits(bytes, at, 3);
    let separator = at + month;
    if !matches!(month, 1 | 2) || !matches!(byte(bytes, separator), b'/' | b'-') {
        return None;
    }
    let year = digits(bytes, separator + 1, 5);
    let end = separator + 1 + year;
    let value = |from: usize, to: usize| {
        let digits = bytes.get(from..to).unwrap_or_default().iter();
        digits.fold(0, |value, b| value * 10 + u32::from(b - b'0'))
    };
    let fits = (1..=12).contains(&value(at, separator))
        && match year {
            2 => (10..60).contains(&value(separator + 1, end)),
            4 => (2010..2060).contains(&value(separator + 1, end)),
            _ => false,
        };
    let longer = matches!(byte(bytes, end), b'/' | b'-') || word_at(text, end);
    let alone = !word_before(text, at) && !dotted_before(bytes, at) && !longer;
    (fits && alone && names(bytes, at, &EXPIRY_NAMES)).then_some(Match {
        span: at..end,
        score: NAMED,
    })
}
