//! Switzerland: AHV number (AHVV art. 133); Austria: social insurance number.

use super::super::{Form, Rule};
use super::{date, id, number};
use crate::checksum::{divisible, value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "CH_AHV",
        "CH_AHV",
        &[
            Form("756.####.####.##", 95),
            Form("756-####-####-##", 95),
            Form("756 #### #### ##", 95),
            Form("756##########", 85),
        ],
        |digits| divisible(digits, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1], 10),
        &["ahv", "avs", "sozialversicherungsnummer", "ahvn", "navs"],
        "country, EAN-13",
    ),
    id(
        "AT_SVNR",
        "AT_SVNR",
        &[
            Form("#### ######", 45),
            Form("####-######", 45),
            Form("##########", 30),
        ],
        svnr,
        &[
            "sozialversicherungsnummer",
            "versicherungsnummer",
            "svnr",
            "vsnr",
            "sv",
            "sozialversicherung",
        ],
        "date of birth, weighted sum modulo 11",
    ),
];

/// ASVG § 31: serial number, check digit, date of birth; months above 12 where those were used up.
fn svnr(digits: &[u8]) -> bool {
    if digits.len() != 10 || digits[0] == b'0' {
        return false;
    }
    let sum = weighted(digits, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]);
    let (day, month) = (number(&digits[4..6]), number(&digits[6..8]));
    value(digits[3]) == sum % 11
        && (date::exists(month, day) || (13..=15).contains(&month) && day < 32)
}
