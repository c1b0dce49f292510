//! Japan, Taiwan and Hong Kong.

use super::super::{Form, Rule};
use super::id;
use crate::checksum_weighted::{last, repeated, value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "JP_MY_NUMBER",
        "JP_MY_NUMBER",
        &[
            Form("#### #### ####", 35),
            Form("####-####-####", 35),
            Form("############", 20),
        ],
        my_number,
        &["マイナンバー", "個人番号", "mynumber", "japan", "japanese"],
        "check digit modulo 11",
    ),
    id(
        "TW_ID",
        "TW_ID",
        &[Form("@#########", 45), Form("@@########", 45)],
        taiwanese,
        &[
            "身分證",
            "身份證",
            "身分證字號",
            "統一證號",
            "居留證",
            "taiwan",
            "taiwanese",
        ],
        "place, sex, check digit modulo 10",
    ),
    id(
        "HK_ID",
        "HK_ID",
        &[
            Form("@######(?)", 90),
            Form("@@######(?)", 90),
            Form("@######?", 25),
            Form("@@######?", 25),
        ],
        hong_kong,
        &["hkid", "身份證", "身份证", "香港", "hong"],
        "check character modulo 11",
    ),
];

/// Individual Number (Ministerial Ordinance 85 of 2014, article 5).
fn my_number(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    !repeated(digits) && (11 - sum % 11) % 11 % 10 == last(digits)
}

/// The letters in the order of their numbers, from 10 on.
const PLACES: &[u8] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";

/// Identity card, and resident certificate with 8 or 9, or a second letter until 2020 (Household
/// Registration Act, National Immigration Agency).
fn taiwanese(value: &[u8]) -> bool {
    let [first, second, rest @ ..] = value else {
        return false;
    };
    let place = |letter: &u8| PLACES.iter().position(|known| known == letter);
    let Some(first) = place(first).and_then(|at| u32::try_from(at + 10).ok()) else {
        return false;
    };
    let second = match second {
        b'1' | b'2' | b'8' | b'9' => *second,
        b'A'..=b'D' => b'0' + (second - b'A'),
        _ => return false,
    };
    let digits = [&[second], rest].concat();
    let sum = weighted(&digits, &[8, 7, 6, 5, 4, 3, 2, 1, 1]);
    (first / 10 + first % 10 * 9 + sum).is_multiple_of(10)
}

/// Identity card (Registration of Persons Ordinance): `A` is 10, a missing letter 36; the check
/// character `A` is 10 too.
fn hong_kong(characters: &[u8]) -> bool {
    let of = |c: &u8| match c {
        b'A'..=b'Z' => u32::from(c - b'A') + 10,
        digit => value(*digit),
    };
    let check = characters.last();
    let lead = if characters.len() == 8 { 36 * 9 } else { 0 };
    let weights = (1..=9).take(characters.len());
    let products = characters.iter().rev().zip(weights);
    let sum: u32 = products.map(|(c, weight)| of(c) * weight).sum();
    matches!(check, Some(b'0'..=b'9' | b'A')) && (lead + sum).is_multiple_of(11)
}
