//! Argentina, Chile and Uruguay.

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum_weighted::{last, repeated, weighted, weighted_back};

pub(super) const RULES: &[Rule] = &[
    id(
        "AR_CUIT",
        "AR_CUIT",
        &[
            Form("##-########-#", 85),
            Form("## ######## #", 75),
            Form("###########", 40),
        ],
        cuit,
        &["cuit", "cuil", "afip", "arca", "argentina"],
        "kind, check digit modulo 11",
    ),
    id(
        "AR_DNI",
        "AR_DNI",
        &[Form("##.###.###", 25), Form("########", 5)],
        |digits| !repeated(digits) && number(digits) >= 3_000_000,
        &["dni", "argentina", "argentino"],
        "8 digits",
    ),
    id(
        "CL_RUT",
        "CL_RUT",
        &[
            Form("##.###.###-?", 90),
            Form("#.###.###-?", 85),
            Form("########-?", 45),
            Form("#######-?", 40),
            Form("########?", 20),
        ],
        rut,
        &["rut", "ruts", "chile", "chileno", "chilena"],
        "check character modulo 11",
    ),
    id(
        "UY_CI",
        "UY_CI",
        &[
            Form("#.###.###-#", 80),
            Form("#######-#", 40),
            Form("########", 15),
        ],
        ci,
        &["cédula", "cedula", "uruguay", "uruguaya", "uruguayo"],
        "check digit modulo 10",
    ),
];

/// Tax number: kinds of people and of companies, modulo 11 (AFIP, Resolución General 10/97).
fn cuit(digits: &[u8]) -> bool {
    let kind = digits.get(..2).map_or(0, number);
    let sum = weighted(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    let check = match 11 - sum % 11 {
        11 => 0,
        10 => 9,
        check => check,
    };
    matches!(kind, 20 | 23..=27 | 30 | 33 | 34 | 50 | 51 | 55) && check == last(digits)
}

/// Tax and identity number: weights 2 to 7 from the end, `K` for 10 (Servicio de Impuestos Internos).
fn rut(value: &[u8]) -> bool {
    let Some((check, digits)) = value.split_last() else {
        return false;
    };
    let sum = weighted_back(digits, &[2, 3, 4, 5, 6, 7, 2, 3]);
    !repeated(digits) && b"0K987654321".get(sum as usize % 11) == Some(check)
}

/// Identity card (Dirección Nacional de Identificación Civil).
fn ci(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[2, 9, 8, 7, 6, 3, 4]);
    !repeated(digits) && (10 - sum % 10) % 10 == last(digits)
}
