//! Australia and New Zealand.

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum_weighted::{last, repeated, value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "AU_ABN",
        "AU_ABN",
        &[
            Form("## ### ### ###", 85),
            Form("##-###-###-###", 85),
            Form("###########", 45),
        ],
        abn,
        &["abn", "abns", "australian", "australia", "business"],
        "modulo 89",
    ),
    id(
        "AU_ACN",
        "AU_ACN",
        &[
            Form("### ### ###", 35),
            Form("###-###-###", 30),
            Form("#########", 20),
        ],
        acn,
        &["acn", "acns", "australian", "australia"],
        "check digit, modulo 10",
    ),
    id(
        "AU_TFN",
        "AU_TFN",
        &[
            Form("### ### ###", 35),
            Form("###-###-###", 30),
            Form("#########", 20),
        ],
        tfn,
        &["tfn", "tfns", "australian", "australia", "ato"],
        "modulo 11",
    ),
    id(
        "AU_MEDICARE",
        "AU_MEDICARE",
        &[
            Form("#### ##### #", 60),
            Form("####-#####-#", 60),
            Form("##########", 20),
        ],
        medicare,
        &["medicare"],
        "check digit, modulo 10",
    ),
    id(
        "NZ_IRD",
        "NZ_IRD",
        &[
            Form("###-###-###", 40),
            Form("##-###-###", 40),
            Form("### ### ###", 30),
            Form("## ### ###", 30),
            Form("#########", 20),
            Form("########", 15),
        ],
        ird,
        &["ird", "inland", "zealand", "nz"],
        "numbers that were issued, modulo 11",
    ),
];

/// Business number: one less in the first place, modulo 89 (Australian Business Register).
fn abn(number: &[u8]) -> bool {
    let sum = weighted(number, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    number.first() != Some(&b'0') && sum % 89 == 10
}

/// Company number (Australian Securities and Investments Commission).
fn acn(number: &[u8]) -> bool {
    let sum = weighted(number, &[8, 7, 6, 5, 4, 3, 2, 1]);
    !repeated(number) && (sum + last(number)).is_multiple_of(10)
}

/// Tax file number (Australian Taxation Office).
fn tfn(number: &[u8]) -> bool {
    !repeated(number) && weighted(number, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)
}

/// Medicare card: 8 digits of which the first is 2 to 6, the check digit, the issue.
fn medicare(number: &[u8]) -> bool {
    let [b'2'..=b'6', .., check, b'1'..=b'9'] = number else {
        return false;
    };
    weighted(number, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == value(*check)
}

/// Inland Revenue number: a second row of weights where the first gives 10 (RWT and NRWT
/// specification, Inland Revenue).
fn ird(digits: &[u8]) -> bool {
    let Some((check, head)) = digits.split_last() else {
        return false;
    };
    let head = if head.len() == 8 {
        head
    } else {
        &[b"0", head].concat()
    };
    let of = |weights: &[u32]| (11 - weighted(head, weights) % 11) % 11;
    let found = match of(&[3, 2, 7, 6, 5, 4, 3, 2]) {
        10 => of(&[7, 4, 3, 2, 5, 2, 7, 6]),
        found => found,
    };
    matches!(number(digits), 10_000_000..150_000_000) && found == value(*check)
}
