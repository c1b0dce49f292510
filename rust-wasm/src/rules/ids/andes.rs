//! Colombia, Ecuador, Peru and Venezuela, and the Dominican Republic.

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum::luhn;
use crate::checksum_weighted::{last, repeated, weighted, weighted_back};

pub(super) const RULES: &[Rule] = &[
    id(
        "CO_NIT",
        "CO_NIT",
        &[
            Form("###.###.###-#", 80),
            Form("##.###.###-#", 60),
            Form("#.###.###.###-#", 80),
            Form("#.###.###-#", 45),
            Form("### ### ###-#", 60),
            Form("#########-#", 40),
            Form("######### - #", 40),
            Form("##########-#", 40),
            Form("########-#", 30),
            Form("##########", 15),
        ],
        nit,
        &["nit", "dian", "colombia", "colombiana"],
        "check digit modulo 11",
    ),
    id(
        "EC_CEDULA",
        "EC_CEDULA",
        &[Form("#########-#", 45), Form("##########", 25)],
        ecuadorian,
        &["cédula", "cedula", "ecuador", "ecuatoriana", "ecuatoriano"],
        "province, Luhn",
    ),
    id(
        "PE_RUC",
        "PE_RUC",
        &[Form("###########", 40)],
        ruc,
        &["ruc", "sunat", "perú", "peru"],
        "kind, check digit modulo 11",
    ),
    id(
        "PE_CUI",
        "PE_CUI",
        &[Form("########-?", 40), Form("########?", 15)],
        cui,
        &["cui", "dni", "reniec", "perú", "peru", "peruano", "peruana"],
        "check character modulo 11",
    ),
    id(
        "VE_RIF",
        "VE_RIF",
        &[
            Form("@-########-#", 90),
            Form("@-#########", 75),
            Form("@########-#", 75),
            Form("@#########", 45),
        ],
        rif,
        &["rif", "seniat", "venezuela", "venezolano", "venezolana"],
        "kind, check digit modulo 11",
    ),
    id(
        "DO_CEDULA",
        "DO_CEDULA",
        &[Form("###-#######-#", 75), Form("###########", 25)],
        |digits| !repeated(digits) && luhn(digits),
        &["cédula", "cedula", "dominicana", "dominicano", "jce"],
        "Luhn",
    ),
];

/// Tax number (DIAN, Orden Administrativa 4 of 1989): primes as weights, from the end.
fn nit(value: &[u8]) -> bool {
    let Some((check, digits)) = value.split_last() else {
        return false;
    };
    let sum = weighted_back(digits, &[3, 7, 13, 17, 19, 23, 29, 37, 41, 43]);
    !repeated(digits) && b"01987654321".get(sum as usize % 11) == Some(check)
}

/// Province 1 to 24 or 30 for those abroad, a person's third digit, Luhn (Registro Civil).
fn ecuadorian(digits: &[u8]) -> bool {
    let province = digits.get(..2).map_or(0, number);
    let is_person = matches!(digits.get(2), Some(b'0'..=b'6'));
    matches!(province, 1..=24 | 30) && is_person && luhn(digits)
}

/// Tax number: 10, 15 to 17 for people, 20 for companies (SUNAT).
fn ruc(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    let kind = digits.get(..2).map_or(0, number);
    matches!(kind, 10 | 15..=17 | 20) && (11 - sum % 11) % 10 == last(digits)
}

/// Identity number with its check digit or letter (RENIEC).
fn cui(value: &[u8]) -> bool {
    let sum = weighted(value, &[3, 2, 7, 6, 5, 4, 3, 2]) as usize % 11;
    let check = value.last();
    check == Some(&b"65432110987"[sum]) || check == Some(&b"KJIHGFEDCBA"[sum])
}

/// Tax number of citizens, foreigners, passports, companies and the state (SENIAT).
fn rif(value: &[u8]) -> bool {
    let [kind, digits @ ..] = value else {
        return false;
    };
    let start = match kind {
        b'V' => 4,
        b'E' => 8,
        b'J' | b'C' => 12,
        b'P' => 16,
        b'G' => 20,
        _ => return false,
    };
    let sum = start + weighted(digits, &[3, 2, 7, 6, 5, 4, 3, 2]);
    digits.last() == Some(&b"00987654321"[sum as usize % 11])
}
