//! Spain: DNI/NIF of citizens and NIE of foreigners (Real Decreto 1553/2005).

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum::es_letter;

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
        ],
        nie,
        &["nie", "extranjero", "extranjeros", "extranjería"],
        "check letter, modulo 23",
    ),
];

fn nif(value: &[u8]) -> bool {
    matches!(value, [digits @ .., letter] if *letter == es_letter(number(digits)))
}

fn nie(value: &[u8]) -> bool {
    let [kind @ b'X'..=b'Z', digits @ .., letter] = value else {
        return false;
    };
    let number = u64::from(kind - b'X') * 10_000_000 + number(digits);
    *letter == es_letter(number)
}
