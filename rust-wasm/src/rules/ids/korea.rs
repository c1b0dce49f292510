//! South Korea: people.

use super::super::{code, matches, Form, Match, Rule, ON_NUMBER};
use super::born::{is_day, parts};
use super::{id, number};
use crate::checksum_weighted::{last, weighted};
use crate::rules::gate::Gate;
use crate::text::digits;

pub(super) const RULES: &[Rule] = &[
    Rule {
        gate: Gate::OPEN.lengths(&[6, 13]).not_in_word().ends_word(),
        context: &[
            "rrn",
            "resident",
            "korea",
            "korean",
            "주민등록번호",
            "주민번호",
            "주민등록",
        ],
        ..code(
            "KR_RRN",
            "KR_RRN",
            ON_NUMBER,
            resident,
            "date, check digit for births before October 2020",
        )
    },
    Rule {
        gate: Gate::OPEN.lengths(&[6, 13]).not_in_word().ends_word(),
        context: &[
            "frn",
            "foreigner",
            "korea",
            "korean",
            "외국인등록번호",
            "외국인번호",
            "외국인",
        ],
        ..code(
            "KR_FRN",
            "KR_FRN",
            ON_NUMBER,
            foreigner,
            "date, check digit for births before October 2020",
        )
    },
    id(
        "KR_DRIVER_LICENSE",
        "KR_DRIVER_LICENSE",
        &[Form("##-##-######-##", 75), Form("############", 10)],
        driver,
        &[
            "운전면허",
            "면허번호",
            "면허",
            "driver",
            "drivers",
            "driving",
        ],
        "region",
    ),
    id(
        "KR_PASSPORT",
        "KR_PASSPORT",
        &[Form("@###@####", 15), Form("@########", 8)],
        |value| matches!(value.first(), Some(b'M' | b'S' | b'R' | b'O' | b'D' | b'G')),
        &["passport", "passports", "여권", "여권번호"],
        "kind of passport",
    ),
];

const WEIGHTS: [u32; 12] = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];

/// Resident registration number (Resident Registration Act, enforcement rules).
fn resident(text: &str, at: usize) -> Option<Match> {
    registered(text, at, |kind| !matches!(kind, b'5'..=b'8'), 11)
}

/// Registration number of a foreigner: other kinds, and the check digit is 2 more.
fn foreigner(text: &str, at: usize) -> Option<Match> {
    registered(text, at, |kind| matches!(kind, b'5'..=b'8'), 13)
}

/// Numbers given since October 2020 have six random digits and no check digit, also those of
/// people born before who had theirs changed.
fn registered(text: &str, at: usize, is_kind: fn(u8) -> bool, base: u32) -> Option<Match> {
    let (pattern, has_hyphen) = match digits(text.as_bytes(), at, 14) {
        6 => ("######-#######", true),
        13 => ("#############", false),
        _ => return None,
    };
    let (value, end) = matches(text, at, pattern, 0)?;
    let value = value.as_slice();
    let kind = value.get(6).copied().filter(|kind| is_kind(*kind))?;
    let century = match kind {
        b'1' | b'2' | b'5' | b'6' => 1900,
        b'3' | b'4' | b'7' | b'8' => 2000,
        _ => 1800,
    };
    let [year, month, day] = parts(value);
    if !is_day(century + year, month, day) {
        return None;
    }
    let place = value.get(7..9).map_or(0, number);
    let valid = place <= 96 && (base - weighted(value, &WEIGHTS) % 11) % 10 == last(value);
    let random = (century + year) * 100 + month >= 202_010;
    let score = match (has_hyphen, valid) {
        (true, true) => 90,
        (true, false) if random => 70,
        (false, true) => 40,
        _ if century == 1800 => return None,
        (true, false) => 40,
        (false, false) => 10,
    };
    Some(Match {
        span: at..end,
        score,
    })
}

/// The region where the licence was given (Road Traffic Act, enforcement rules).
fn driver(value: &[u8]) -> bool {
    value
        .get(..2)
        .is_some_and(|region| matches!(number(region), 11..=26 | 28))
}
