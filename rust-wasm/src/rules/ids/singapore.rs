//! Singapore: people and entities.

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum_alphabet::place;
use crate::checksum_weighted::weighted;

pub(super) const RULES: &[Rule] = &[
    id(
        "SG_NRIC_FIN",
        "SG_NRIC_FIN",
        &[Form("@#######@", 85)],
        nric,
        &["nric", "fin", "singapore"],
        "check letter, modulo 11",
    ),
    id(
        "SG_UEN",
        "SG_UEN",
        &[
            Form("@##@@####@", 90),
            Form("#########@", 85),
            Form("########@", 45),
        ],
        uen,
        &["uen", "singapore", "acra"],
        "kind of entity, check letter, modulo 11",
    ),
];

/// Check letters of citizens (S, T), of foreigners (F, G) and of those registered since 2022 (M).
/// Numbers since 2000 (T, G) start the sum with 4, M with 3 (National Registration Act).
fn nric(number: &[u8]) -> bool {
    let [kind, digits @ .., letter] = number else {
        return false;
    };
    let (start, letters) = match kind {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        b'M' => (3, b"XWUTRQPNJLK"),
        _ => return false,
    };
    let sum = start + weighted(digits, &[2, 7, 6, 5, 4, 3, 2]);
    letters[sum as usize % 11] == *letter
}

/// Unique entity number (ACRA): businesses, companies by year, and others by year and kind.
fn uen(value: &[u8]) -> bool {
    let Some((letter, digits)) = value.split_last() else {
        return false;
    };
    let of = |letters: &[u8; 11], weights: &[u32]| {
        letters[weighted(digits, weights) as usize % 11] == *letter
    };
    match digits.len() {
        8 => of(b"XMKECAWLJDB", &[10, 4, 9, 3, 8, 2, 7, 1]),
        9 if digits[0].is_ascii_digit() => {
            matches!(digits.get(..4).map_or(0, number), 1800..=2100)
                && of(b"ZKCMDNERGWH", &[10, 8, 6, 4, 9, 7, 5, 3, 1])
        }
        _ => other(digits, *letter),
    }
}

const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWX0123456789";
/// Kinds of entities, two letters each.
const KINDS: &[u8] =
    b"CCCDCHCLCMCPCSCXDPFBFCFMFNGAGBGSHSLLLPMBMCMDMHMMMQNBNRPAPBPFRFRPSMSSTCTUVHXL";

fn other(head: &[u8], letter: u8) -> bool {
    let [b'R' | b'S' | b'T', _, _, first, second, ..] = head else {
        return false;
    };
    let known = KINDS.chunks(2).any(|kind| kind == [*first, *second]);
    let weights = [4, 3, 5, 3, 10, 2, 2, 5, 7];
    let sum = head.iter().zip(weights).try_fold(0, |sum, (c, weight)| {
        place(ALPHABET, *c).map(|place| sum + place * weight)
    });
    let at = sum.map(|sum| (sum + 6) % 11);
    known && at.and_then(|at| ALPHABET.get(at as usize)) == Some(&letter)
}
