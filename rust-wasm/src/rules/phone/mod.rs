//! Phone numbers: international ones with `+`, North American shapes, and national ones near a
//! word such as "phone".
//!
//! An extension (`x123`, `ext. 123`) belongs to the value.

mod dialled;
mod extension;
mod named;
mod national;
mod shapes;
mod words;

use super::{Match, DEFAULT_THRESHOLD, SURE, WEAK};
use crate::text::{byte, byte_before, digits, dotted_after, dotted_before, word_at, word_before};
use dialled::Dialled;
use std::ops::{Range, RangeInclusive};
pub(super) use words::WORDS;

/// Digits of a number with `+` (ITU-T E.164 has at most 15).
const INTERNATIONAL: RangeInclusive<usize> = 7..=15;
/// Digits of a North American number with its country code 1.
const WITH_ONE: usize = 11;
/// Confidence in a national shape.
const SHAPED: u8 = 75;
/// Confidence in digits that someone calls a number of theirs.
const NAMED: u8 = 60;

/// Most digits, with the country code, where a further group may be something else.
const LONGEST: [(usize, &[&str]); 6] = [
    (10, &["45", "47", "65"]),
    (
        11,
        &[
            "7", "27", "31", "32", "33", "34", "36", "40", "41", "48", "51", "56", "61", "66",
            "84", "852",
        ],
    ),
    (
        12,
        &[
            "20", "30", "44", "46", "57", "60", "63", "64", "81", "82", "90", "91", "92", "351",
            "353",
        ],
    ),
    (12, &["380", "420", "886", "966", "971", "972"]),
    (13, &["39", "52", "54", "55", "86"]),
    (14, &["49", "62"]),
];

/// Finds the number whose first digit is at `at`.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let (span, score) = if byte_before(bytes, at) == b'+' {
        (international(text, at - 1)?, SURE)
    } else if let Some(end) = national::slashed(text, at) {
        (at..end, SHAPED)
    } else if promising(bytes, at) && starts_number(text, at) {
        let open = byte_before(bytes, at) == b'('
            && byte(bytes, at + digits(bytes, at, *INTERNATIONAL.end())) == b')';
        let dialled = Dialled::read_most(bytes, at, open, *national::WITH_EXIT_CODE.end());
        let (count, score) = north_american(bytes, &dialled)
            .or_else(|| shapes::find(bytes, &dialled))
            .or_else(|| national::grouped(bytes, &dialled))?;
        let named = score < DEFAULT_THRESHOLD && named::is_someones_number(bytes, at);
        let score = if named { NAMED } else { score };
        (at - usize::from(open)..dialled.end(count), score)
    } else {
        return None;
    };
    let end = span.end + extension::len(bytes, span.end);
    let span = span.start..end;
    ends_number(text, end).then_some(Match { span, score })
}

fn international(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let first = byte(bytes, at + 1);
    if !matches!(first, b'1'..=b'9') || byte_before(bytes, at).is_ascii_digit() {
        return None;
    }
    let dialled = Dialled::read(bytes, at + 1, false);
    let count = if first == b'1' {
        dialled.prefix(|total| total == WITH_ONE)?
    } else {
        // `1.0-rc+20240115` is a version, `+1234567.89` an amount.
        if word_before(text, at) || dialled.separator(1) == b'.' && dialled.len(0) > 3 {
            return None;
        }
        let number = bytes.get(at + 1..)?;
        let is_known =
            |codes: &[&str]| codes.iter().any(|code| number.starts_with(code.as_bytes()));
        let known = LONGEST.iter().find(|(_, codes)| is_known(codes));
        let longest = known.map_or(*INTERNATIONAL.end(), |known| known.0)
            + usize::from(dialled.has_trunk_zero());
        let shortest = *INTERNATIONAL.start();
        let alone = || {
            dialled
                .prefix(|total| INTERNATIONAL.contains(&total))
                .map(|_| 1)
        };
        dialled
            .prefix(|total| (shortest..=longest).contains(&total))
            .or_else(alone)?
    };
    Some(at..dialled.end(count))
}

/// The number of groups of `(415) 555-0132`, `415-555-0132` or `1-415-555-0132`.
///
/// Area and exchange start with 2 to 9. Invented numbers break the exchange's rule, so it is
/// waived where brackets or a context word already say what the number is.
fn north_american(bytes: &[u8], dialled: &Dialled) -> Option<(usize, u8)> {
    let skip =
        usize::from(dialled.len(0) == 1 && matches!(byte(bytes, dialled.start(0)), b'0' | b'1'));
    let lens = [
        dialled.len(skip),
        dialled.len(skip + 1),
        dialled.len(skip + 2),
    ];
    let bracketed = dialled.bracketed(skip);
    let count = match lens {
        [3, 3, 4] => skip + 3,
        [3, 7, _] if bracketed => skip + 2,
        _ => return None,
    };
    let dialable = |group| matches!(byte(bytes, dialled.start(group)), b'2'..=b'9');
    let (first, second) = (dialled.separator(skip + 1), dialled.separator(skip + 2));
    let shaped = matches!((first, second), (b'-' | b' ', b'-') | (b'.', b'.')) || bracketed;
    let strict = shaped && (bracketed || dialable(skip + 1));
    let score = if strict { SHAPED } else { WEAK };
    dialable(skip).then_some((count, score))
}

/// Tells rows of small numbers apart before anything is read.
fn promising(bytes: &[u8], at: usize) -> bool {
    let first = digits(bytes, at, *national::WITH_EXIT_CODE.end() + 1);
    let next = byte(bytes, at + first);
    let separated = matches!(next, b' ' | b'.' | b'-' | b'(' | b')');
    let in_row = byte_before(bytes, at) == b' ' && byte_before(bytes, at - 1).is_ascii_digit();
    match first {
        1 => {
            let bracket = usize::from(next != b'(' && byte(bytes, at + 2) == b'(');
            separated && digits(bytes, at + 2 + bracket, 2) == 2
        }
        3 => separated,
        2..=6 => separated && !in_row,
        _ => true,
    }
}

fn starts_number(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let before = byte_before(bytes, at);
    let price = if before.is_ascii() {
        Some(char::from(before))
    } else {
        text.get(..at).and_then(|head| head.chars().next_back())
    };
    let joined = before == b'-' && byte_before(bytes, at - 1).is_ascii_alphanumeric();
    let amount = matches!(price, Some('$' | '€' | '£' | '¥' | '#' | '+' | '*' | '^'));
    !word_before(text, at) && !dotted_before(bytes, at) && !joined && !amount
}

fn ends_number(text: &str, end: usize) -> bool {
    let bytes = text.as_bytes();
    let joined = byte(bytes, end) == b'-' && byte(bytes, end + 1).is_ascii_digit();
    let clock = byte(bytes, end) == b':' && digits(bytes, end + 1, 3) == 2;
    !joined && !clock && !word_at(text, end) && !dotted_after(bytes, end)
}
