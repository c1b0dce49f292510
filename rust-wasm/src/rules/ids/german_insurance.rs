//! Germany: numbers of social security and health.

use super::super::{Form, Rule};
use super::{date, id, number};
use crate::checksum::{value, weighted, weighted_digits};

pub(super) const RULES: &[Rule] = &[
    id(
        "DE_SOCIAL_SECURITY",
        "DE_SOCIAL_SECURITY",
        &[
            Form("########@###", 90),
            Form("##~######~@~###", 90),
            Form("## ###### @ ## #", 90),
        ],
        social_security,
        &[
            "rentenversicherung",
            "rentenversicherungsnummer",
            "sozialversicherung",
            "sozialversicherungsnummer",
            "sozialversicherungsausweis",
            "versicherungsnummer",
            "rvnr",
            "svnr",
        ],
        "date of birth, VKVV § 4",
    ),
    id(
        "DE_HEALTH_INSURANCE",
        "DE_HEALTH_INSURANCE",
        &[Form("@#########", 40)],
        health_insurance,
        &[
            "krankenkasse",
            "krankenversicherung",
            "krankenversichertennummer",
            "krankenversicherungsnummer",
            "versichertennummer",
            "versicherten",
            "gesundheitskarte",
            "kvnr",
            "egk",
            "insurance",
        ],
        "check digit of GKV, SGB V § 290",
    ),
    id(
        "DE_LANR",
        "DE_LANR",
        &[Form("#########", 20)],
        lanr,
        &[
            "lanr",
            "arztnummer",
            "arztnr",
            "arzt",
            "vertragsarzt",
            "vertragsarztnummer",
        ],
        "check digit of the KBV",
    ),
    id(
        "DE_BSNR",
        "DE_BSNR",
        &[Form("#########", 5)],
        |value| (1..=98).contains(&number(&value[..value.len().min(2)])),
        &[
            "bsnr",
            "betriebsstättennummer",
            "betriebsstaettennummer",
            "betriebsstätte",
            "nbsnr",
        ],
        "form only",
    ),
];

/// Area, date of birth, initial, serial number, check digit. The day may have 50 more.
fn social_security(code: &[u8]) -> bool {
    let [head @ .., a, b, c] = code else {
        return false;
    };
    let [area @ .., letter] = head else {
        return false;
    };
    if area.len() != 8 || !letter.is_ascii_uppercase() {
        return false;
    }
    let day = number(&area[2..4]);
    let initial = letter - b'A' + 1;
    let mut digits = [0; 11];
    digits[..8].copy_from_slice(area);
    digits[8..].copy_from_slice(&[b'0' + initial / 10, b'0' + initial % 10, *a]);
    let sum = weighted_digits(&digits, &[2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2]) + value(*b);
    number(&area[..2]) > 1
        && date::exists(number(&area[4..6]), if day > 50 { day - 50 } else { day })
        && sum % 10 == value(*c)
}

/// The letter counts as its place in the alphabet, in two digits.
fn health_insurance(number: &[u8]) -> bool {
    let [letter @ b'A'..=b'Z', rest @ .., check] = number else {
        return false;
    };
    let initial = letter - b'A' + 1;
    let digits = [b'0' + initial / 10, b'0' + initial % 10];
    let sum = weighted_digits(&digits, &[1, 2]) + weighted_digits(rest, &[1, 2, 1, 2, 1, 2, 1, 2]);
    sum % 10 == value(*check)
}

/// The seventh digit checks the six before it; two of the doctor's speciality follow.
fn lanr(number: &[u8]) -> bool {
    let [head @ .., check, a, b] = number else {
        return false;
    };
    let sum = weighted(head, &[4, 9, 4, 9, 4, 9]);
    (10 - sum % 10) % 10 == value(*check) && (*a, *b) != (b'0', b'0')
}
