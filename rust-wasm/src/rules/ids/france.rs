//! France: NIR of the social security (INSEE), SIREN and SIRET of companies, VAT.

use super::super::{Form, Rule, ON_NUMBER};
use super::{coded, id, number, vat};
use crate::checksum::luhn;

pub(super) const RULES: &[Rule] = &[
    id(
        "FR_NIR",
        "FR_NIR",
        &[
            Form("# ## ## #? ### ### ##", 95),
            Form("#-##-##-#?-###-###-##", 95),
            Form("# ## ## #? ### ###", 40),
            Form("######?########", 85),
            Form("######?######~##", 85),
            Form("######?######", 10),
        ],
        nir,
        &[
            "nir",
            "sécurité",
            "securite",
            "sociale",
            "sécu",
            "secu",
            "insee",
            "vitale",
        ],
        "month, department, key modulo 97",
    ),
    id(
        "FR_SIRET",
        "FR_SIRET",
        &[
            Form("### ### ### #####", 75),
            Form("### ### ### ### ##", 75),
            Form("###.###.###.#####", 85),
            Form("######### #####", 60),
            Form("##############", 40),
        ],
        siret,
        &["siret", "établissement", "etablissement", "siège"],
        "Luhn over SIREN and over the whole",
    ),
    id(
        "FR_SIREN",
        "FR_SIREN",
        &[Form("### ### ###", 30), Form("#########", 20)],
        |value| number(value) != 0 && luhn(value),
        &["siren", "rcs", "entreprise", "sirene"],
        "Luhn",
    ),
    Rule {
        gate: vat::GATE,
        ..coded(
            "FR_VAT",
            "FR_VAT",
            ON_NUMBER,
            |text, at| vat::find_in(text, at, &[*b"FR"]),
            &["tva", "intracommunautaire", "vat"],
            "country, key over SIREN",
        )
    },
];

/// Sex, year, month, department (2A and 2B are Corsica), commune, serial number, key.
fn nir(value: &[u8]) -> bool {
    if value.len() < 13 {
        return false;
    }
    let (head, key) = value.split_at(13);
    let mut digits = [0; 13];
    digits.copy_from_slice(head);
    match &head[5..7] {
        b"2A" => digits[5..7].copy_from_slice(b"19"),
        b"2B" => digits[5..7].copy_from_slice(b"18"),
        _ => {}
    }
    let month = number(&digits[3..5]);
    let department = number(&digits[5..7]);
    digits.iter().all(u8::is_ascii_digit)
        && matches!(digits[0], b'1' | b'2' | b'7' | b'8')
        && matches!(month, 1..=12 | 20 | 30..=42)
        && department != 0
        && (key.is_empty() || 97 - number(&digits) % 97 == number(key))
}

/// La Poste's 35600 establishments have a sum of digits divisible by five instead.
fn siret(value: &[u8]) -> bool {
    let Some(siren) = value.get(..9) else {
        return false;
    };
    let sum: u32 = value.iter().map(|b| u32::from(b.wrapping_sub(b'0'))).sum();
    let post = siren == b"356000000" && sum.is_multiple_of(5);
    number(siren) != 0 && luhn(siren) && (luhn(value) || post)
}
