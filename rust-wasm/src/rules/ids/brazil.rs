//! Brazil: people and companies.

use super::super::{Form, Rule};
use super::id;
use crate::checksum_weighted::{repeated, value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "BR_CPF",
        "BR_CPF",
        &[
            Form("###.###.###-##", 95),
            Form("###.###.###/##", 80),
            Form("#########-##", 85),
            Form("### ### ### ##", 60),
            Form("###########", 45),
        ],
        cpf,
        &["cpf", "contribuinte", "brazil", "brasil", "brazilian"],
        "two check digits, modulo 11",
    ),
    id(
        "BR_CNPJ",
        "BR_CNPJ",
        &[
            Form("??.???.???/????-##", 95),
            Form("????????/????-##", 90),
            Form("############-##", 80),
            Form("##############", 45),
            Form("????????????##", 40),
        ],
        cnpj,
        &["cnpj", "brazil", "brasil", "brazilian", "empresa"],
        "two check digits, modulo 11",
    ),
];

/// Register of individuals (Receita Federal, Instrução Normativa 1548/2015).
fn cpf(number: &[u8]) -> bool {
    !repeated(number) && checked(number, &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
}

/// Register of legal entities; with letters from July 2026, which count as ASCII less 48
/// (Receita Federal, Instrução Normativa 2229/2024).
fn cnpj(number: &[u8]) -> bool {
    let letters = number.iter().filter(|c| c.is_ascii_alphabetic()).count();
    let headed = number.get(8..12).is_some_and(|branch| branch != b"0000");
    letters < 12 && headed && checked(number, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
}

/// The last two digits check those before, the second the first too.
fn checked(number: &[u8], weights: &[u32]) -> bool {
    let Some((head, [first, second])) = number.split_last_chunk() else {
        return false;
    };
    let check = |sum: u32| if sum % 11 < 2 { 0 } else { 11 - sum % 11 };
    let both = number.get(..head.len() + 1).unwrap_or_default();
    check(weighted(head, weights.get(1..).unwrap_or_default())) == value(*first)
        && check(weighted(both, weights)) == value(*second)
}
