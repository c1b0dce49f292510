//! Ireland: PPS number; Portugal: NIF and cartão de cidadão.

use super::super::{Form, Rule};
use super::id;
use crate::checksum::{value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "IE_PPS",
        "IE_PPS",
        &[
            Form("#######@@", 45),
            Form("#######@", 40),
            Form("####### @", 30),
            Form("####### @@", 40),
        ],
        pps,
        &["pps", "ppsn", "revenue"],
        "check letter modulo 23",
    ),
    id(
        "PT_NIF",
        "PT_NIF",
        &[
            Form("PT#########", 85),
            Form("!! ### ### ###", 85),
            Form("### ### ###", 30),
            Form("#########", 20),
        ],
        nif,
        &["nif", "contribuinte", "contribuintes", "nipc", "finanças"],
        "first digit, weighted sum modulo 11",
    ),
    id(
        "PT_CITIZEN_CARD",
        "PT_CITIZEN_CARD",
        &[
            Form("#########@@#", 75),
            Form("#########??#", 15),
            Form("######## # ??#", 85),
        ],
        citizen_card,
        &["cartão", "cartao", "cidadão", "cidadao", "cc"],
        "two check digits",
    ),
];

/// Social Welfare Consolidation Act 2005, section 262: the letter, and since 2013 a second one.
pub(super) fn pps(code: &[u8]) -> bool {
    let Some((digits, [check, rest @ ..])) = code.split_at_checked(7) else {
        return false;
    };
    let second = match rest {
        [] | [b'W' | b'T'] => 0,
        [letter @ b'A'..=b'I'] => value(*letter) - 9,
        _ => return false,
    };
    let sum = weighted(digits, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second;
    b"WABCDEFGHIJKLMNOPQRSTUV"[(sum % 23) as usize] == *check
}

/// Decreto-Lei 14/2013: the first digits say who it is.
pub(super) fn nif(code: &[u8]) -> bool {
    let digits = code.strip_prefix(b"PT").unwrap_or(code);
    let rest = weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    let check = if rest < 2 { 0 } else { 11 - rest };
    digits.len() == 9
        && digits
            .first()
            .is_some_and(|b| !b"04".contains(b) || digits.starts_with(b"45"))
        && digits.last().is_some_and(|b| value(*b) == check)
}

/// Number, its check digit, version, check digit over all in the manner of Luhn.
fn citizen_card(card: &[u8]) -> bool {
    let civil = weighted(card, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    let civil = if civil < 2 { 0 } else { 11 - civil };
    let sum: u32 = card
        .iter()
        .rev()
        .enumerate()
        .map(
            |(i, b)| match (i % 2, value(*b) * (1 + u32::from(i % 2 == 1))) {
                (1, doubled) if doubled > 9 => doubled - 9,
                (_, plain) => plain,
            },
        )
        .sum();
    card.get(8).is_some_and(|b| value(*b) == civil) && sum.is_multiple_of(10)
}
