//! United States: numbers of prescribers, providers and patients.

use super::super::{Form, Rule};
use super::id;
use crate::checksum::luhn;
use crate::checksum_weighted::{last, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "MEDICAL_LICENSE",
        "MEDICAL_LICENSE",
        &[Form("@@#######", 45), Form("@9#######", 45)],
        dea,
        &["dea", "medical", "prescriber", "certificate"],
        "kind of registrant, check digit",
    ),
    id(
        "US_MBI",
        "US_MBI",
        &[
            Form("#@?#-@?#-@@##", 85),
            Form("#@?# @?# @@##", 75),
            Form("#@?#@?#@@##", 65),
        ],
        mbi,
        &["mbi", "medicare", "beneficiary"],
        "kinds of characters by place",
    ),
    id(
        "US_NPI",
        "US_NPI",
        &[Form("##########", 20), Form("####-###-###", 40)],
        npi,
        &["npi", "npis", "prescriber", "physician", "practitioner"],
        "Luhn with the prefix 80840",
    ),
];

/// Registration number of the Drug Enforcement Administration: twice the even places and the odd
/// ones add up to a number with the same last digit (21 CFR 1301).
fn dea(number: &[u8]) -> bool {
    let [kind, _, digits @ ..] = number else {
        return false;
    };
    b"ABCDEFGHJKLMPRSTUX".contains(kind)
        && weighted(digits, &[1, 2, 1, 2, 1, 2]) % 10 == last(digits)
}

/// Medicare Beneficiary Identifier: letters but S, L, O, I, B and Z, first digit not 0 (CMS, 2018).
fn mbi(number: &[u8]) -> bool {
    !number.starts_with(b"0") && !number.iter().any(|c| b"SLOIBZ".contains(c))
}

/// Luhn's check over 80840 and the number (45 CFR 162.406).
fn npi(number: &[u8]) -> bool {
    matches!(number.first(), Some(b'1' | b'2')) && luhn(&[b"80840", number].concat())
}
