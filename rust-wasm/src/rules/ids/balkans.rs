//! Croatia, Slovenia, Romania, Bulgaria and Greece: personal and tax numbers.

use super::super::{Form, Rule};
use super::{date, id, number};
use crate::checksum::{luhn, mod_11_10, value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "HR_OIB",
        "HR_OIB",
        &[Form("HR###########", 85), Form("###########", 25)],
        oib,
        &["oib", "oiba"],
        "ISO 7064 mod 11,10",
    ),
    id(
        "SI_EMSO",
        "SI_EMSO",
        &[Form("#############", 60)],
        emso,
        &[
            "emšo", "EMŠO", "ЈМБГ", "emso", "jmbg", "matična", "maticna", "matični", "јмбг",
        ],
        "date of birth, weighted sum modulo 11",
    ),
    id(
        "RO_CNP",
        "RO_CNP",
        &[Form("#############", 45)],
        cnp,
        &["cnp", "personal", "codul", "numeric"],
        "date of birth, county, weighted sum modulo 11",
    ),
    id(
        "BG_EGN",
        "BG_EGN",
        &[Form("##########", 35)],
        egn,
        &[
            "егн",
            "ЕГН",
            "Единен",
            "Граждански",
            "egn",
            "граждански",
            "единен",
        ],
        "date of birth, weighted sum modulo 11",
    ),
    id(
        "GR_AFM",
        "GR_AFM",
        &[Form("EL#########", 85), Form("#########", 25)],
        afm,
        &["αφμ", "ΑΦΜ", "afm", "tin", "φορολογικού", "μητρώου"],
        "weighted sum modulo 11",
    ),
    id(
        "GR_AMKA",
        "GR_AMKA",
        &[Form("###########", 45)],
        |digits| date::day_first(digits) && luhn(digits),
        &["αμκα", "ΑΜΚΑ", "amka", "ασφάλισης"],
        "date of birth, Luhn",
    ),
];

pub(super) fn oib(value: &[u8]) -> bool {
    mod_11_10(value.strip_prefix(b"HR").unwrap_or(value))
}

/// The number of all of former Yugoslavia: date, region, serial number, check digit.
fn emso(digits: &[u8]) -> bool {
    if digits.len() != 13 {
        return false;
    }
    let rest = weighted(digits, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11;
    let year = number(&digits[4..7]);
    date::day_first(digits) && matches!(year, 0..=40 | 880..=999) && rest == 0
}

/// Legea 105/1996: sex and century, date of birth, county, serial number, check digit.
pub(super) fn cnp(digits: &[u8]) -> bool {
    if digits.len() != 13 || digits[0] == b'0' {
        return false;
    }
    let rest = weighted(digits, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    let county = number(&digits[7..9]);
    date::month_first(digits, 3)
        && matches!(county, 1..=52 | 70 | 80..=83)
        && value(digits[12]) == if rest == 10 { 1 } else { rest }
}

/// The century is added to the month: 20 for the 19th, 40 for the 21st.
pub(super) fn egn(digits: &[u8]) -> bool {
    if digits.len() != 10 {
        return false;
    }
    let month = number(&digits[2..4]);
    let rest = weighted(digits, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10;
    month < 53 && date::exists(month % 20, number(&digits[4..6])) && value(digits[9]) == rest
}

/// The weights are the powers of two.
pub(super) fn afm(code: &[u8]) -> bool {
    let digits = code.strip_prefix(b"EL").unwrap_or(code);
    let rest = weighted(digits, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10;
    number(digits) != 0 && digits.last().is_some_and(|b| value(*b) == rest)
}
