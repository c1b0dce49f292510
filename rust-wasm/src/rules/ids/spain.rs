//! Spain: DNI/NIF of citizens, NIE of foreigners (Real Decreto 1553/2005), NIF of entities (Orden
//! EHA/451/2008), passports.

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum::{es_letter, weighted_digits};

pub(super) const RULES: &[Rule] = &[
    id(
        "ES_NIF",
        "ES_NIF",
        &[
            Form("########@", 85),
            Form("########-@", 85),
            Form("######## !", 40),
            Form("##.###.###@", 85),
            Form("##.###.###-@", 85),
            Form("#######@", 40),
            Form("#######-@", 40),
            Form("@#######@", 85),
            Form("@-#######-@", 85),
        ],
        nif,
        &["dni", "nif", "documento", "identidad"],
        "check letter, modulo 23",
    ),
    id(
        "ES_NIE",
        "ES_NIE",
        &[
            Form("@#######@", 85),
            Form("@#######-@", 85),
            Form("@-#######-@", 85),
            Form("@-#######@", 85),
        ],
        nie,
        &["nie", "extranjero", "extranjeros", "extranjería"],
        "check letter, modulo 23",
    ),
    id(
        "ES_CIF",
        "ES_CIF",
        &[
            Form("@#######@", 45),
            Form("@-#######-@", 45),
            Form("@########", 40),
            Form("@-########", 40),
            Form("@-#######-#", 45),
        ],
        cif,
        &["cif", "nif", "empresa", "sociedad", "fiscal"],
        "kind, check digit or letter",
    ),
    id(
        "ES_PASSPORT",
        "ES_PASSPORT",
        &[Form("@@@######", 10), Form("@@@######@", 5)],
        |_| true,
        &["pasaporte", "pasaportes", "passport"],
        "form only",
    ),
];

/// K, L and M stand before the numbers of children, of Spaniards abroad and of foreigners without NIE.
pub(super) fn nif(value: &[u8]) -> bool {
    match value {
        [b'K'..=b'M' | b'0'..=b'9', digits @ .., letter] if value.len() > 7 => {
            let digits = if value[0].is_ascii_digit() {
                &value[..value.len() - 1]
            } else {
                digits
            };
            *letter == es_letter(number(digits))
        }
        _ => false,
    }
}

pub(super) fn nie(value: &[u8]) -> bool {
    let [kind @ b'X'..=b'Z', digits @ .., letter] = value else {
        return false;
    };
    let number = u64::from(kind - b'X') * 10_000_000 + number(digits);
    *letter == es_letter(number)
}

/// Public bodies and foreign entities have a letter as check, companies a digit, others either.
pub(super) fn cif(value: &[u8]) -> bool {
    let [kind, digits @ .., check] = value else {
        return false;
    };
    if digits.len() != 7 || number(digits) == 0 || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum = weighted_digits(digits, &[2, 1, 2, 1, 2, 1, 2]);
    let digit = ((10 - sum % 10) % 10) as usize;
    let letter = b"JABCDEFGHI"[digit] == *check;
    let figure = b"0123456789"[digit] == *check;
    match kind {
        b'P' | b'Q' | b'S' | b'N' | b'W' | b'R' => letter,
        b'A' | b'B' | b'E' | b'H' => figure,
        b'C' | b'D' | b'F' | b'G' | b'J' | b'U' | b'V' => letter || figure,
        _ => false,
    }
}
