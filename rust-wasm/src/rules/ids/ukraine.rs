//! Ukraine: RNOKPP of taxpayers.

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum::{value, weighted};

pub(super) const RULES: &[Rule] = &[id(
    "UA_RNOKPP",
    "UA_RNOKPP",
    &[Form("##########", 20), Form("## ## ## ## ##", 10)],
    rnokpp,
    &[
        "рнокпп",
        "РНОКПП",
        "ІПН",
        "ІНН",
        "ИНН",
        "Ідентифікаційний",
        "Податковий",
        "іпн",
        "инн",
        "ідентифікаційний",
        "податків",
        "податковий",
        "платника",
        "rnokpp",
        "rntrc",
    ],
    "weighted sum modulo 11",
)];

/// Registration number of the taxpayer's card, from days since 31 December 1899.
fn rnokpp(digits: &[u8]) -> bool {
    // The first weight is -1, which is 10 modulo 11.
    let sum = weighted(digits, &[10, 5, 7, 9, 4, 6, 10, 5, 7]);
    digits.last().is_some_and(|b| value(*b) == sum % 11 % 10) && number(digits) != 0
}
