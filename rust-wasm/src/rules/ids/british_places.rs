//! United Kingdom: postcodes (BS 7666) and registration marks of vehicles (DVLA, INF104).

use super::super::{matches, Form, Match, Rule, ON_DIGIT};
use super::{coded, id};
use crate::rules::gate::{Gate, CAPITAL_SPACE, LETTER};
use crate::text::{byte, byte_before, digits};

pub(super) const RULES: &[Rule] = &[
    Rule {
        on: false,
        ..id(
            "UK_POSTCODE",
            "UK_POSTCODE",
            &[
                Form("@# #@@", 55),
                Form("@## #@@", 55),
                Form("@@# #@@", 55),
                Form("@@## #@@", 60),
                Form("@#@ #@@", 60),
                Form("@@#@ #@@", 60),
                Form("GIR 0AA", 60),
                Form("@##@@", 20),
                Form("@###@@", 20),
                Form("@@##@@", 20),
                Form("@@###@@", 20),
                Form("@#@#@@", 20),
                Form("@@#@#@@", 30),
                Form("GIR0AA", 30),
            ],
            postcode,
            &["postcode", "postcodes", "postal", "zip", "address"],
            "letters that are used in each place",
        )
    },
    Rule {
        gate: Gate::OPEN
            .runs(1, 4)
            .after_any(LETTER | CAPITAL_SPACE)
            .first()
            .word(1, 6),
        ..coded(
            "UK_VEHICLE_REGISTRATION",
            "UK_VEHICLE",
            ON_DIGIT,
            registration,
            &[
                "vehicle",
                "vehicles",
                "registration",
                "reg",
                "car",
                "van",
                "plate",
                "plates",
                "vrm",
                "vrn",
                "dvla",
            ],
            "age identifiers and letters that are used",
        )
    },
];

fn postcode(value: &[u8]) -> bool {
    if value == b"GIR0AA" {
        return true;
    }
    let Some(split) = value.len().checked_sub(3) else {
        return false;
    };
    let (outward, inward) = value.split_at(split);
    let second = outward.get(1).copied().unwrap_or(0);
    let last = outward.last().copied().unwrap_or(0);
    let district = !last.is_ascii_alphabetic()
        || if second.is_ascii_digit() {
            b"ABCDEFGHJKPSTUW".contains(&last)
        } else {
            b"ABEHMNPRVWXY".contains(&last)
        };
    district
        && !outward.first().is_some_and(|b| b"QVX".contains(b))
        && !b"IJZ".contains(&second)
        && !inward.iter().any(|b| b"CIKMOV".contains(b))
}

/// Finds the mark whose first figure is at `at`.
fn registration(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let spaced = byte_before(bytes, at) == b' ';
    let letters_end = at - usize::from(spaced);
    if !byte_before(bytes, letters_end).is_ascii_alphabetic() {
        return None;
    }
    let figures = digits(bytes, at, 4);
    let next = byte(bytes, at + figures);
    if figures > 3 || !next.is_ascii_alphabetic() && (spaced || next != b' ') {
        return None;
    }
    let (pattern, lead, score) = match (spaced, figures) {
        (false, 2) if !lone_letter(bytes, at) => ("@@##~@@@", 2, 45),
        (false, 1) => ("@#~@@@", 1, 20),
        (false, 2) => ("@##~@@@", 1, 30),
        (false, 3) => ("@###~@@@", 1, 30),
        _ => ("", 0, 0),
    };
    current(text, at.checked_sub(lead)?, pattern, score).or_else(|| {
        let pattern = ["@@@~#@", "@@@~##@", "@@@~###@"].get(figures.checked_sub(1)?)?;
        let start = letters_end.checked_sub(3)?;
        let (value, end) = matches(text, start, pattern, if spaced { b' ' } else { 0 })?;
        let year = *value.as_slice().last()?;
        (!b"IOQUZ".contains(&year)).then_some(Match {
            span: start..end,
            score: 30,
        })
    })
}

fn lone_letter(bytes: &[u8], at: usize) -> bool {
    !byte_before(bytes, at.saturating_sub(1)).is_ascii_alphabetic()
}

/// `AB51 ABC` since 2001, `A123 BCD` from 1983 on.
fn current(text: &str, start: usize, pattern: &str, score: u8) -> Option<Match> {
    if pattern.is_empty() {
        return None;
    }
    let found = [b' ', 0]
        .iter()
        .find_map(|separator| matches(text, start, pattern, *separator))?;
    let value = found.0.as_slice();
    let since_2001 = byte(value, 1).is_ascii_alphabetic();
    let fits = if since_2001 {
        let age = (byte(value, 2) - b'0') * 10 + byte(value, 3) - b'0';
        let tag = value.get(..2)?;
        matches!(age, 2..=29 | 51..=79)
            && !tag.iter().any(|b| b"IQZ".contains(b))
            && !value.get(4..)?.iter().any(|b| b"IQ".contains(b))
    } else {
        !b"IOUZ".contains(value.first()?)
    };
    let span = start..found.1;
    fits.then_some(Match { span, score })
}
