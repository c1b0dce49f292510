//! India: people and taxes.

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum_alphabet::luhn_mod_n;
use crate::checksum_verhoeff::verhoeff;

pub(super) const RULES: &[Rule] = &[
    id(
        "IN_AADHAAR",
        "IN_AADHAAR",
        &[
            Form("#### #### ####", 45),
            Form("####-####-####", 45),
            Form("############", 25),
        ],
        aadhaar,
        &["aadhaar", "aadhar", "uidai", "adhaar", "आधार"],
        "Verhoeff, first digit 2 to 9, no palindrome",
    ),
    id(
        "IN_GSTIN",
        "IN_GSTIN",
        &[Form("##@@@@@####@???", 95)],
        gstin,
        &["gstin", "gst"],
        "state, PAN, check character, modulo 36",
    ),
    id(
        "IN_PAN",
        "IN_PAN",
        &[Form("!!!!!####!", 70), Form("@@@@@####@", 45)],
        pan,
        &["pan", "permanent", "income", "tax", "पैन"],
        "kind of holder, serial",
    ),
    id(
        "IN_PASSPORT",
        "IN_PASSPORT",
        &[Form("@#######", 10), Form("@## #####", 10)],
        passport,
        &["passport", "passports", "पासपोर्ट"],
        "letter and 7 digits",
    ),
    id(
        "IN_VOTER",
        "IN_VOTER",
        &[Form("@@@#######", 30)],
        |_| true,
        &[
            "voter",
            "voters",
            "vote",
            "epic",
            "election",
            "electoral",
            "elector",
            "मतदाता",
        ],
        "3 letters and 7 digits",
    ),
];

/// Unique Identification Authority of India: no number starts with 0 or 1 or reads the same backwards.
fn aadhaar(number: &[u8]) -> bool {
    !matches!(number.first(), Some(b'0' | b'1'))
        && !number.iter().eq(number.iter().rev())
        && verhoeff(number)
}

/// Permanent account number: the fourth letter says what the holder is (Income Tax Rules, 114).
fn pan(value: &[u8]) -> bool {
    let holder = value.get(3).copied().unwrap_or(0);
    b"ABCFGHJLPTK".contains(&holder) && number(value) != 0
}

/// Goods and services tax: state, PAN, entity, Z, check character (CGST Rules, FORM GST REG-06).
fn gstin(value: &[u8]) -> bool {
    let (Some(state), Some(holder), Some([entity, _, _])) =
        (value.get(..2), value.get(2..12), value.get(12..))
    else {
        return false;
    };
    matches!(number(state), 1..=38 | 97 | 99)
        && pan(holder)
        && *entity != b'0'
        && luhn_mod_n(value, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}

/// Neither the first digit nor the last is 0.
fn passport(value: &[u8]) -> bool {
    matches!(value, [_, b'1'..=b'9', .., b'1'..=b'9'])
}
