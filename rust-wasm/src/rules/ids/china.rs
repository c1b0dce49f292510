//! China: people and organisations.

use super::super::{Form, Rule};
use super::born::{is_yymmdd, is_yyyymmdd};
use super::{id, number};
use crate::checksum_alphabet::{mod_11_2, place};

pub(super) const RULES: &[Rule] = &[
    id(
        "CN_RESIDENT_ID",
        "CN_RESIDENT_ID",
        &[
            Form("#################?", 95),
            Form("###### ######## ###?", 90),
            Form("###############", 10),
        ],
        resident,
        &[
            "身份证",
            "身份證",
            "居民身份证",
            "公民身份",
            "resident",
            "china",
            "chinese",
        ],
        "region, date, ISO 7064 mod 11-2",
    ),
    id(
        "CN_USCC",
        "CN_USCC",
        &[Form("??????????????????", 85)],
        credit_code,
        &["信用代码", "统一社会信用代码", "uscc"],
        "registrar, region, modulo 11 and 31",
    ),
];

/// GB 11643: region, date of birth, serial, check character; 15 digits until 1999.
fn resident(value: &[u8]) -> bool {
    let (date, is_checked) = match value.len() {
        18 => (
            is_yyyymmdd(value.get(6..).unwrap_or_default()),
            mod_11_2(value),
        ),
        _ => (is_yymmdd(value.get(6..).unwrap_or_default()), true),
    };
    is_province(value) && date && is_checked
}

/// Provinces of GB/T 2260; 81 to 83 are for residents of Hong Kong, Macao and Taiwan.
fn is_province(region: &[u8]) -> bool {
    let province = region.get(..2).map_or(0, number);
    matches!(province,
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Registrars and kinds of organisations, two characters each.
const KINDS: &[u8] =
    b"1112131921293132333435394149515253545559616269717279818991929399A1A9N1N2N3N9Y1";

/// GB 32100: registrar, region or 100000 for the country's own, organisation, check character.
fn credit_code(value: &[u8]) -> bool {
    let kind = value.get(..2).unwrap_or_default();
    let region = value.get(2..8).unwrap_or_default();
    let Some((check, head)) = value.split_last() else {
        return false;
    };
    let mut weight = 1;
    let sum = head.iter().try_fold(0, |sum, c| {
        let product = place(ALPHABET, *c)? * weight;
        weight = weight * 3 % 31;
        Some(sum + product)
    });
    let sum = sum.zip(place(ALPHABET, *check));
    KINDS.chunks(2).any(|known| known == kind)
        && region.iter().all(u8::is_ascii_digit)
        && (is_province(region) || region == b"100000")
        && organisation(value.get(8..17).unwrap_or_default())
        && sum.is_some_and(|(sum, check)| (sum + check) % 31 == 0)
}

/// GB 11714: the organisation's own code, modulo 11.
fn organisation(code: &[u8]) -> bool {
    let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let products = code.iter().zip(weights);
    let sum: u32 = products
        .map(|(c, weight)| place(digits, *c).unwrap_or(0) * weight)
        .sum();
    code.last() == Some(&b"0X987654321"[sum as usize % 11])
}
