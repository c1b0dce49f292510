//! Estonia and Lithuania, which share a rule, and Latvia: personal codes.

use super::super::{Form, Rule};
use super::{date, id};
use crate::checksum::{value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "EE_ISIKUKOOD",
        "EE_ISIKUKOOD",
        &[Form("###########", 45)],
        personal_code,
        &["isikukood", "isikukoodi", "isikukoodiga", "personal"],
        "date of birth, weighted sum modulo 11",
    ),
    id(
        "LT_ASMENS_KODAS",
        "LT_ASMENS_KODAS",
        &[Form("###########", 45)],
        personal_code,
        &["asmens", "kodas", "personal"],
        "date of birth, weighted sum modulo 11",
    ),
    id(
        "LV_PERSONAS_KODS",
        "LV_PERSONAS_KODS",
        &[Form("######-#####", 45), Form("###########", 30)],
        latvian,
        &["personas", "kods", "kodu", "kodam", "personal"],
        "date of birth and check digit, or 32",
    ),
];

/// EVS 585 and the Lithuanian law: the first digit is sex and century.
fn personal_code(digits: &[u8]) -> bool {
    if digits.len() != 11 {
        return false;
    }
    let first = weighted(digits, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let second = weighted(digits, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10;
    let check = if first == 10 { second } else { first };
    matches!(digits[0], b'1'..=b'8') && date::month_first(digits, 3) && value(digits[10]) == check
}

/// Up to June 2017 with the date of birth; since then 32 and no check digit.
pub(super) fn latvian(digits: &[u8]) -> bool {
    if digits.len() != 11 {
        return false;
    }
    if digits.starts_with(b"32") {
        return true;
    }
    let sum = weighted(digits, &[1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    date::day_first(digits) && (1101 - sum) % 11 == value(digits[10])
}
