//! Czechia and Slovakia: rodné číslo; Hungary: TAJ and the tax identification of persons.

use super::super::{Form, Rule};
use super::{date, id, number};
use crate::checksum::{value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "CZ_RODNE_CISLO",
        "CZ_RODNE_CISLO",
        &[
            Form("######/####", 60),
            Form("######/###", 40),
            Form("##########", 30),
            Form("#########", 5),
        ],
        rodne_cislo,
        &["rodné", "rodne", "rodného", "rodnom", "rodným", "rč", "RČ"],
        "date of birth, divisible by 11",
    ),
    id(
        "HU_TAJ",
        "HU_TAJ",
        &[
            Form("### ### ###", 30),
            Form("###-###-###", 30),
            Form("#########", 20),
        ],
        taj,
        &[
            "taj",
            "tajszám",
            "társadalombiztosítási",
            "betegbiztosítási",
        ],
        "weighted sum modulo 10",
    ),
    id(
        "HU_TAX_ID",
        "HU_TAX_ID",
        &[Form("8#########", 25)],
        |digits| {
            let sum = weighted(digits, &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
            digits.last().is_some_and(|b| value(*b) == sum % 11)
        },
        &["adóazonosító", "adószám", "adóazonosítója", "adó"],
        "weighted sum modulo 11",
    ),
];

/// Zákon 133/2000 Sb., § 13: women have 50 more as month, 20 more when a day's numbers are used up.
/// Up to 1953 there was no check digit.
pub(super) fn rodne_cislo(digits: &[u8]) -> bool {
    if digits.len() < 9 {
        return false;
    }
    let (year, month) = (number(&digits[..2]), number(&digits[2..4]) % 50);
    // Such months are given out since 2004.
    let month = if month > 20 && (4..54).contains(&year) {
        month - 20
    } else {
        month
    };
    let whole = number(digits);
    // Between 1954 and 1985 a rest of 10 was written as 0.
    let checked = whole.is_multiple_of(11) || whole / 10 % 11 == 10 && whole.is_multiple_of(10);
    let dated = date::exists(month, number(&digits[4..6]));
    dated
        && if digits.len() == 9 {
            !(54..80).contains(&year) && !digits.ends_with(b"000")
        } else {
            checked
        }
}

/// 1996. évi XX. törvény: weights 3 and 7.
fn taj(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[3, 7, 3, 7, 3, 7, 3, 7]);
    number(digits) != 0 && digits.last().is_some_and(|b| value(*b) == sum % 10)
}
