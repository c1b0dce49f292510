//! Russia and Kazakhstan.

use super::super::{Form, Rule};
use super::born::is_yymmdd;
use super::{id, number};
use crate::checksum_weighted::{last, repeated, value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "RU_INN",
        "RU_INN",
        &[Form("############", 45), Form("##########", 20)],
        inn,
        &["инн", "ИНН", "inn", "налогоплательщика"],
        "check digits modulo 11",
    ),
    id(
        "RU_SNILS",
        "RU_SNILS",
        &[
            Form("###-###-### ##", 95),
            Form("###-###-###-##", 85),
            Form("### ### ### ##", 70),
            Form("###########", 40),
        ],
        snils,
        &["снилс", "СНИЛС", "snils", "страховой"],
        "modulo 101",
    ),
    id(
        "KZ_IIN",
        "KZ_IIN",
        &[Form("############", 45)],
        iin,
        &[
            "iin",
            "иин",
            "ИИН",
            "жсн",
            "ЖСН",
            "kazakhstan",
            "казахстан",
            "Казахстан",
        ],
        "date, century, modulo 11",
    ),
];

const TWELFTH: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/// Taxpayer number of companies and of people (Federal Tax Service, order MMV-7-6/435).
fn inn(digits: &[u8]) -> bool {
    let check = |weights: &[u32]| weighted(digits, weights) % 11 % 10;
    let is_checked = match digits.get(10) {
        None => check(&TWELFTH[2..]) == last(digits),
        Some(eleventh) => {
            check(&TWELFTH[1..]) == value(*eleventh) && check(&TWELFTH) == last(digits)
        }
    };
    is_checked && !repeated(digits)
}

/// Pension insurance number: the last two digits check those before, from 001-001-999 on
/// (Pension Fund, order 192p).
fn snils(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2, 1]);
    let check = digits.get(9..).map_or(0, number);
    let serial = digits.get(..9).map_or(0, number);
    serial > 1_001_998 && u64::from(sum % 101 % 100) == check
}

/// Individual number: date of birth, century and sex 1 to 6, a second row of weights where the
/// first gives 10 (Law on National Registers of Identification Numbers).
fn iin(digits: &[u8]) -> bool {
    let of = |weights: &[u32]| weighted(digits, weights) % 11;
    let check = match of(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
        10 => of(&[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]),
        check => check,
    };
    is_yymmdd(digits) && matches!(digits.get(6), Some(b'1'..=b'6')) && check == last(digits)
}
