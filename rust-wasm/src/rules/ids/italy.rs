//! Italy: codice fiscale (DM 12 marzo 1974), partita IVA (DPR 633/72), documents.

use super::super::{Form, Rule};
use super::{date, id, number};
use crate::checksum::{luhn, value};

pub(super) const RULES: &[Rule] = &[
    id(
        "IT_FISCAL_CODE",
        "IT_FISCAL_CODE",
        &[
            Form("@@@@@@??@??@???@", 95),
            Form("@@@ @@@ ??@?? @???@", 95),
            Form("@@@ @@@ ??@ ?? @???@", 95),
            Form("@@@-@@@-??@??-@???@", 95),
        ],
        fiscal_code,
        &["codice", "fiscale", "cf"],
        "date of birth, check letter modulo 26",
    ),
    id(
        "IT_VAT_CODE",
        "IT_VAT_CODE",
        &[
            Form("IT###########", 90),
            Form("!! ###########", 60),
            Form("!!-###########", 60),
            Form("###########", 25),
        ],
        vat_code,
        &["iva", "piva", "partita", "vat"],
        "Luhn",
    ),
    id(
        "IT_DRIVER_LICENSE",
        "IT_DRIVER_LICENSE",
        &[Form("@@#######@", 15), Form("U1???????@", 30)],
        driver_license,
        &[
            "patente", "patenti", "guida", "driver", "driving", "license", "licence",
        ],
        "form only",
    ),
    id(
        "IT_IDENTITY_CARD",
        "IT_IDENTITY_CARD",
        &[
            Form("@@#######", 5),
            Form("@@ #######", 5),
            Form("@@#####@@", 20),
            Form("#######@@", 5),
        ],
        |_| true,
        &["identità", "identita", "cie", "identity"],
        "form only",
    ),
    id(
        "IT_PASSPORT",
        "IT_PASSPORT",
        &[Form("@@#######", 5)],
        |_| true,
        &["passaporto", "passaporti", "passport"],
        "form only",
    ),
];

/// What a character counts for in an odd place; in an even one it is its place in the alphabet.
const ODD: [u32; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];
/// Letters that stand for the digits 0 to 9 where two people would have the same code.
const INSTEAD: &[u8; 10] = b"LMNPQRSTUV";
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";

fn fiscal_code(code: &[u8]) -> bool {
    let [head @ .., check] = code else {
        return false;
    };
    if head.len() != 15 {
        return false;
    }
    let mut digits = [0; 15];
    for (slot, byte) in digits.iter_mut().zip(head) {
        let instead = INSTEAD
            .iter()
            .zip(b'0'..)
            .find(|(letter, _)| *letter == byte);
        *slot = instead.map_or(*byte, |(_, digit)| digit);
    }
    let digit = |i: usize| digits[i].is_ascii_digit();
    let Some(month) = MONTHS
        .iter()
        .zip(1..)
        .find(|(letter, _)| *letter == &head[8])
    else {
        return false;
    };
    let day = number(&digits[9..11]);
    [6, 7, 9, 10, 12, 13, 14].into_iter().all(digit)
        && date::exists(month.1, if day > 40 { day - 40 } else { day })
        && u32::from(check.wrapping_sub(b'A')) == sum(head) % 26
}

fn sum(head: &[u8]) -> u32 {
    let place = |b: u8| {
        if b.is_ascii_digit() {
            value(b)
        } else {
            value(b) - 10
        }
    };
    let odd = head.iter().step_by(2).map(|b| ODD[place(*b) as usize % 26]);
    let even = head.iter().skip(1).step_by(2).map(|b| place(*b));
    odd.sum::<u32>() + even.sum::<u32>()
}

pub(super) fn vat_code(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"IT").unwrap_or(value);
    digits.len() == 11 && number(digits) != 0 && luhn(digits)
}

/// Licences of the office in Rome start with U1 and hold no A, I, O, Q or V.
fn driver_license(value: &[u8]) -> bool {
    let inner = value
        .get(2..value.len().saturating_sub(1))
        .unwrap_or_default();
    !value.starts_with(b"U1") || !inner.iter().any(|b| b"AIOQV".contains(b))
}
