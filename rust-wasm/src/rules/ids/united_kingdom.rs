//! United Kingdom: numbers of the NHS, HMRC, DVLA and HM Passport Office.

use super::super::{Form, Rule, ON_NUMBER};
use super::{coded, date, id, number, vat};
use crate::checksum::{divisible, value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "UK_NHS",
        "UK_NHS",
        &[
            Form("### ### ####", 40),
            Form("###-###-####", 40),
            Form("##########", 25),
        ],
        nhs,
        &["nhs", "nhsnumber", "nhsno"],
        "weighted sum modulo 11",
    ),
    id(
        "UK_NINO",
        "UK_NINO",
        &[
            Form("@@ ## ## ## @", 75),
            Form("@@-##-##-##-@", 75),
            Form("@@######@", 65),
            Form("@@ ###### @", 65),
            Form("@@ ######@", 40),
            Form("@@~##~##~##", 10),
        ],
        nino,
        &["nino", "ni", "nin", "hmrc"],
        "letters that were given out",
    ),
    id(
        "UK_UTR",
        "UK_UTR",
        &[
            Form("##### #####", 40),
            Form("### ### ####", 25),
            Form("##########", 20),
        ],
        utr,
        &["utr", "taxpayer", "hmrc"],
        "weighted sum modulo 11",
    ),
    id(
        "UK_DRIVING_LICENCE",
        "UK_DRIVING_LICENCE",
        &[Form("@????######?????", 75), Form("@???? ###### ?????", 65)],
        driving_licence,
        &["driving", "licence", "license", "dvla", "driver"],
        "surname, date of birth, initials in their places",
    ),
    id(
        "UK_PASSPORT",
        "UK_PASSPORT",
        &[Form("@@#######", 15), Form("#########", 5)],
        |_| true,
        &["passport", "passports", "passportnumber", "hmpo"],
        "form only",
    ),
    Rule {
        gate: vat::GATE,
        ..coded(
            "UK_VAT",
            "UK_VAT",
            ON_NUMBER,
            |text, at| vat::find_in(text, at, &[*b"GB", *b"XI"]),
            &["vat"],
            "country, modulo 97",
        )
    },
];

/// NHS Data Dictionary, NHS number.
fn nhs(value: &[u8]) -> bool {
    let zero = value.iter().all(|b| *b == b'0');
    divisible(value, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11) && !zero
}

/// HMRC's National Insurance Manual, NIM39110.
fn nino(value: &[u8]) -> bool {
    let [first, second, rest @ ..] = value else {
        return false;
    };
    let prefix = [*first, *second];
    !b"DFIQUV".contains(first)
        && !b"DFIOQUV".contains(second)
        && ![*b"BG", *b"GB", *b"NK", *b"KN", *b"TN", *b"NT", *b"ZZ"].contains(&prefix)
        && rest
            .get(6)
            .is_none_or(|suffix| (b'A'..=b'D').contains(suffix))
}

/// HMRC's check digit of a unique taxpayer reference stands first.
fn utr(number: &[u8]) -> bool {
    let [check, rest @ ..] = number else {
        return false;
    };
    let sum = weighted(rest, &[6, 7, 8, 9, 10, 5, 4, 3, 2]);
    b"21987654321"[(sum % 11) as usize] == *check
}

/// The DVLA's driver number: five of the surname, filled with 9; the year's tens, the month (50
/// more for women), the day, the year's unit; initials; a figure and two letters.
fn driving_licence(licence: &[u8]) -> bool {
    if licence.len() != 16 {
        return false;
    }
    let (surname, rest) = licence.split_at(5);
    let letters = surname
        .iter()
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let (month, day) = (number(&rest[1..3]), number(&rest[3..5]));
    let initial = |b: u8| b.is_ascii_alphabetic() || b == b'9';
    surname[letters..].iter().all(|b| *b == b'9')
        && date::exists(if month > 50 { month - 50 } else { month }, day)
        && rest[6].is_ascii_alphabetic()
        && initial(rest[7])
        && value(rest[8]) < 10
        && rest[9..].iter().all(u8::is_ascii_alphabetic)
}
