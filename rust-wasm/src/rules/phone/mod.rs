//! Phone numbers: international ones with `+`, North American shapes, and national ones near a
//! word such as "phone".
//!
//! An extension that is written `x123` without a space belongs to the value.

mod dialled;

use super::{Match, SURE, WEAK};
use crate::text::{byte, byte_before, digits, dotted_after, dotted_before, word_at, word_before};
use dialled::Dialled;
use std::ops::{Range, RangeInclusive};

/// Digits of a number with `+` (ITU-T E.164 has at most 15).
const INTERNATIONAL: RangeInclusive<usize> = 7..=15;
/// Digits of a North American number with its country code 1.
const WITH_ONE: usize = 11;
/// Digits of a national number without separators.
const PLAIN: RangeInclusive<usize> = 9..=11;
/// Digits of a national number in groups: a subscriber's number alone has seven.
const GROUPED: RangeInclusive<usize> = 7..=12;
/// Digits of a number after the exit code 00 or 011.
const WITH_EXIT_CODE: RangeInclusive<usize> = 11..=16;
/// Most digits of an extension.
const MAX_EXTENSION: usize = 6;

/// Confidence in a national shape.
const SHAPED: u8 = 75;

/// Words near a number. English, then other languages of Europe.
pub(super) const WORDS: &[&str] = &[
    "phone",
    "phones",
    "phoneno",
    "phonenumber",
    "telephone",
    "tel",
    "mobile",
    "mob",
    "cell",
    "cellphone",
    "call",
    "calling",
    "fax",
    "whatsapp",
    "contact",
    "dial",
    "landline",
    "hotline",
    "teléfono",
    "telefono",
    "telefone",
    "telefon",
    "téléphone",
    "telefonnummer",
    "móvil",
    "movil",
    "celular",
    "rufnummer",
    "cellulare",
    "mobiel",
    "llámame",
];

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
    } else if promising(bytes, at) && starts_number(text, at) {
        let closed = at + digits(bytes, at, *INTERNATIONAL.end());
        let open = byte_before(bytes, at) == b'(' && byte(bytes, closed) == b')';
        let dialled = Dialled::read(bytes, at, open);
        let (count, score) = north_american(bytes, &dialled)
            .or_else(|| east_asian(bytes, &dialled))
            .or_else(|| Some((national(bytes, &dialled)?, WEAK)))?;
        (at - usize::from(open)..dialled.end(count), score)
    } else {
        return None;
    };
    let end = span.end + extension(bytes, span.end);
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

/// The number of groups of a Japanese or Korean mobile number: `090-1234-5678`.
fn east_asian(bytes: &[u8], dialled: &Dialled) -> Option<(usize, u8)> {
    let shaped = [dialled.len(0), dialled.len(1), dialled.len(2)] == [3, 4, 4];
    let hyphens = dialled.separator(1) == b'-' && dialled.separator(2) == b'-';
    (shaped && hyphens && byte(bytes, dialled.start(0)) == b'0').then_some((3, SHAPED))
}

/// The number of groups that a national number near a context word has.
fn national(bytes: &[u8], dialled: &Dialled) -> Option<usize> {
    let digits = bytes.get(dialled.start(0)..)?;
    let exit = digits.starts_with(b"00") || digits.starts_with(b"011");
    let plain = dialled.len(1) == 0;
    let lengths = match (exit, plain) {
        (true, _) => WITH_EXIT_CODE,
        (false, true) => PLAIN,
        (false, false) => GROUPED,
    };
    let count = dialled.prefix(|total| lengths.contains(&total))?;
    let grouped = exit || (1..count).all(|group| dialled.len(group) >= 2);
    // A mixture is mostly a date with a time.
    let uniform = (2..count).all(|group| dialled.separator(group) == dialled.separator(1));
    let shaped = uniform || dialled.bracketed(0) || dialled.bracketed(1);
    (grouped && shaped && !is_date(bytes, dialled, count)).then_some(count)
}

/// Whether a group is a year and the others have two digits, or two years stand side by side.
fn is_date(bytes: &[u8], dialled: &Dialled, count: usize) -> bool {
    let year = |group| {
        let start = dialled.start(group);
        let century = bytes.get(start..start + 2);
        dialled.len(group) == 4 && matches!(century, Some(b"19" | b"20"))
    };
    let others = (0..count).all(|group| year(group) || dialled.len(group) == 2);
    others && (0..count).any(year)
}

/// Tells rows of small numbers apart before anything is read.
fn promising(bytes: &[u8], at: usize) -> bool {
    let first = digits(bytes, at, *WITH_EXIT_CODE.end() + 1);
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
    let price = text.get(..at).and_then(|head| head.chars().next_back());
    let joined = before == b'-' && byte_before(bytes, at - 1).is_ascii_alphanumeric();
    let amount = matches!(price, Some('$' | '€' | '£' | '¥' | '#' | '+' | '*' | '^'));
    !word_before(text, at) && !dotted_before(bytes, at) && !joined && !amount
}

/// Length of an extension (`x123`) at `end`.
fn extension(bytes: &[u8], end: usize) -> usize {
    let len = digits(bytes, end + 1, MAX_EXTENSION + 1);
    match byte(bytes, end) {
        b'x' | b'X' if (1..=MAX_EXTENSION).contains(&len) => len + 1,
        _ => 0,
    }
}

fn ends_number(text: &str, end: usize) -> bool {
    let bytes = text.as_bytes();
    let joined = byte(bytes, end) == b'-' && byte(bytes, end + 1).is_ascii_digit();
    !joined && !word_at(text, end) && !dotted_after(bytes, end)
}
