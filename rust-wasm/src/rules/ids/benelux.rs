//! Netherlands: burgerservicenummer; Belgium: rijksregisternummer (Koninklijk besluit of 3 April 1984);
//! Ireland: PPS number; Portugal: NIF and cartão de cidadão.

use super::super::{Form, Rule};
use super::{date, id, number};
use crate::checksum::{value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "NL_BSN",
        "NL_BSN",
        &[
            Form("####.##.###", 60),
            Form("#### ## ###", 40),
            Form("#########", 25),
            Form("########", 5),
        ],
        |digits| number(digits) > 9_999_999 && eleven(digits),
        &["bsn", "burgerservicenummer", "sofinummer", "sofi", "burger"],
        "weighted sum modulo 11",
    ),
    id(
        "BE_NATIONAL_NUMBER",
        "BE_NATIONAL_NUMBER",
        &[
            Form("##.##.##-###.##", 95),
            Form("##.##.##-### ##", 95),
            Form("##.##.##-###-##", 95),
            Form("##.##.## ### ##", 90),
            Form("## ## ## ### ##", 90),
            Form("##-##-##-###-##", 90),
            Form("###### ### ##", 85),
            Form("######-###-##", 85),
            Form("######-###.##", 85),
            Form("###########", 45),
        ],
        national_number,
        &[
            "rijksregister",
            "rijksregisternummer",
            "insz",
            "niss",
            "rrn",
            "registre",
            "national",
            "nationaal",
            "nationalnummer",
        ],
        "date of birth, modulo 97",
    ),
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

/// The Dutch "elfproef". Old numbers have eight digits.
pub(super) fn eleven(digits: &[u8]) -> bool {
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, 10];
    let skip = 9_usize.saturating_sub(digits.len());
    weighted(digits, &weights[skip..]) % 11 == 0
}

/// Births from 2000 on are computed with a 2 before the number. Months of `bis` numbers have 20 or 40
/// more; a date that is not known is 0.
fn national_number(digits: &[u8]) -> bool {
    if digits.len() != 11 {
        return false;
    }
    let (head, check) = (number(&digits[..9]), number(&digits[9..]));
    let (month, day) = (number(&digits[2..4]), number(&digits[4..6]));
    let bis = (20..=52).contains(&month);
    let dated = date::exists(month, day) || (month, day) == (0, 0) || bis && month % 20 < 13;
    dated
        && number(&digits[6..9]) > 0
        && [head, head + 2_000_000_000]
            .iter()
            .any(|n| 97 - n % 97 == check)
}

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
    card.get(8).is_some_and(|b| value(*b) == civil) && sum % 10 == 0
}
