//! United States: bank routing and account numbers.

use super::super::{code, stands_alone, Form, Match, Rule, ON_NUMBER};
use super::born::is_yyyymmdd;
use super::id;
use super::phrase::{phrase_before, Phrase};
use crate::checksum_weighted::weighted;
use crate::rules::gate::Gate;
use crate::text::digits;

pub(super) const RULES: &[Rule] = &[
    id(
        "ABA_ROUTING_NUMBER",
        "ABA_ROUTING",
        &[Form("####-####-#", 60), Form("#########", 25)],
        aba,
        &["aba", "routing", "abarouting", "bankrouting", "rtn"],
        "Federal Reserve district, check digit",
    ),
    Rule {
        gate: Gate::OPEN.runs(8, 17).not_in_word().ends_word(),
        ..code(
            "US_BANK_NUMBER",
            "US_BANK_NUMBER",
            ON_NUMBER,
            account,
            "8 to 17 digits near a phrase for it",
        )
    },
];

/// Weights 3, 7, 1 (ABA routing number policy); districts 1 to 12, and their savings banks,
/// electronic and traveller's check numbers.
fn aba(number: &[u8]) -> bool {
    let district = weighted(number, &[10, 1]);
    matches!(district, 0..=12 | 21..=32 | 61..=72 | 80)
        && weighted(number, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
        && number.iter().any(|digit| *digit != b'0')
}

const LENGTHS: std::ops::RangeInclusive<usize> = 8..=17;
/// A word that every phrase below has.
const ACCOUNT: [Phrase; 1] = [Phrase("acc", &["ount", "t"], 0)];
const NUMBERED: [Phrase; 2] = [
    Phrase(
        "account",
        &["number", "num", "nr", "no:", "no.", "no ", "#"],
        1,
    ),
    Phrase(
        "acct",
        &["number", "num", "nr", "no", "#", " ", ":", "."],
        1,
    ),
];
const OF_BANK: [Phrase; 2] = [Phrase("bank", &["acc"], 2), Phrase("banking", &["acc"], 2)];
const CHECKING: [Phrase; 1] = [Phrase("checking", &["acc"], 2)];
const SAVINGS: [Phrase; 1] = [Phrase("saving", &["acc"], 3)];

/// Account numbers have no common form: only what stands before one tells.
fn account(text: &str, at: usize) -> Option<Match> {
    let count = digits(text.as_bytes(), at, LENGTHS.end() + 1);
    if !LENGTHS.contains(&count) {
        return None;
    }
    let end = at + count;
    let value = text.as_bytes().get(at..end)?;
    if is_time(value) || !stands_alone(text, at..end, false) {
        return None;
    }
    let has = |initial, phrases: &[Phrase]| phrase_before(text, at, initial, phrases);
    let is_named = has(b'a', &ACCOUNT)
        && (has(b'a', &NUMBERED)
            || has(b'b', &OF_BANK)
            || has(b'c', &CHECKING)
            || has(b's', &SAVINGS));
    Some(Match {
        span: at..end,
        score: if is_named { 55 } else { 5 },
    })
}

/// A day, or seconds or milliseconds since 1970 in the years from 2017 to 2033.
fn is_time(digits: &[u8]) -> bool {
    let recent = matches!(digits, [b'1', b'5'..=b'9', ..]);
    match digits.len() {
        8 => is_yyyymmdd(digits),
        10 | 13 => recent,
        _ => false,
    }
}
