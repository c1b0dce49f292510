//! Sweden: personnummer and organisationsnummer.

use super::super::{Form, Rule};
use super::{date, id, number};
use crate::checksum::luhn;

pub(super) const RULES: &[Rule] = &[
    id(
        "SE_PERSONNUMMER",
        "SE_PERSONNUMMER",
        &[
            Form("########-####", 45),
            Form("######-####", 45),
            Form("######+####", 60),
            Form("############", 35),
            Form("##########", 30),
        ],
        personnummer,
        &[
            "personnummer",
            "personnr",
            "pnr",
            "personnumret",
            "samordningsnummer",
            "identity",
            "person",
        ],
        "date of birth, Luhn",
    ),
    id(
        "SE_ORGANISATIONSNUMMER",
        "SE_ORGNR",
        &[
            Form("######-####", 40),
            Form("##########", 20),
            Form("16##########", 20),
        ],
        organisation,
        &[
            "organisationsnummer",
            "organisationsnr",
            "orgnr",
            "org",
            "företag",
            "företaget",
            "bolag",
            "bolaget",
            "company",
        ],
        "third digit, Luhn",
    ),
];

/// Skatteverket, SKV 704: Luhn over the last ten; coordination numbers have 60 more as day.
fn personnummer(value: &[u8]) -> bool {
    let Some(split) = value.len().checked_sub(10) else {
        return false;
    };
    let (century, short) = value.split_at(split);
    let day = number(&short[4..6]);
    matches!(century, b"" | b"18" | b"19" | b"20")
        && date::exists(number(&short[2..4]), if day > 60 { day - 60 } else { day })
        && luhn(short)
}

/// Skatteverket, SKV 709: the third digit is 2 or more, so that it is no date.
fn organisation(value: &[u8]) -> bool {
    let short = value
        .get(value.len().saturating_sub(10)..)
        .unwrap_or_default();
    short.get(2).is_some_and(|b| (b'2'..=b'9').contains(b))
        && short.first().is_some_and(|b| *b != b'0')
        && luhn(short)
}
