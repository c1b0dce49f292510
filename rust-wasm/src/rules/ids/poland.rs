//! Poland: PESEL of persons, NIP of taxpayers, REGON of companies.

use super::super::{Form, Rule};
use super::{date, id, number};
use crate::checksum::{divisible, value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "PL_PESEL",
        "PL_PESEL",
        &[Form("###########", 45)],
        pesel,
        &["pesel", "peselu"],
        "date of birth, weighted sum modulo 10",
    ),
    id(
        "PL_NIP",
        "PL_NIP",
        &[
            Form("PL##########", 90),
            Form("!! ##########", 60),
            Form("!! ###-###-##-##", 90),
            Form("!! ###-##-##-###", 90),
            Form("###-##-##-###", 60),
            Form("###-###-##-##", 45),
            Form("##########", 20),
        ],
        nip,
        &[
            "nip",
            "podatnika",
            "podatnik",
            "podatkowy",
            "podatkowej",
            "vat",
        ],
        "weighted sum modulo 11",
    ),
    id(
        "PL_REGON",
        "PL_REGON",
        &[Form("#########", 20), Form("##############", 30)],
        regon,
        &["regon", "regonu"],
        "weighted sum modulo 11",
    ),
];

/// Ustawa o ewidencji ludności, art. 15: the century is added to the month.
fn pesel(digits: &[u8]) -> bool {
    if digits.len() != 11 {
        return false;
    }
    date::exists(number(&digits[2..4]) % 20, number(&digits[4..6]))
        && divisible(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], 10)
}

pub(super) fn nip(code: &[u8]) -> bool {
    let digits = code.strip_prefix(b"PL").unwrap_or(code);
    let check = digits.last().map_or(11, |b| value(*b));
    digits.len() == 10
        && number(digits) != 0
        && weighted(digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == check
}

/// GUS: nine digits, and fourteen for a local unit.
fn regon(digits: &[u8]) -> bool {
    let fits = |count: usize, weights: &[u32]| {
        let rest = weighted(digits, weights) % 11 % 10;
        digits.get(count).is_some_and(|b| value(*b) == rest)
    };
    number(digits) != 0
        && fits(8, &[8, 9, 2, 3, 4, 5, 6, 7])
        && (digits.len() == 9 || fits(13, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]))
}
