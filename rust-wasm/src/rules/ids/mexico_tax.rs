//! Mexico: tax numbers, of people and of companies (Código Fiscal de la Federación, article 27).
//!
//! Their names may hold `&` and `Ñ`, which the patterns of other numbers cannot say.

use super::super::{code, Match, Rule, ON_NUMBER};
use super::born::is_yymmdd;
use crate::rules::gate::{Gate, CAPITAL_SPACE, HYPHEN, LETTER, SPACE};
use crate::text::{byte, byte_before, digits, escape_before, hex_before, word_at, word_before};

pub(super) const RULES: &[Rule] = &[Rule {
    gate: Gate::OPEN
        .runs(6, 31)
        .after_any(LETTER | SPACE | CAPITAL_SPACE | HYPHEN)
        .first(),
    context: &["rfc", "contribuyente", "contribuyentes", "fiscal"],
    ..code(
        "MX_RFC",
        "MX_RFC",
        ON_NUMBER,
        rfc,
        "date, check character modulo 11",
    )
}];

/// Values of the characters are their places; `Ñ` is kept as `^`.
const ALPHABET: &[u8] = b"0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ ^";
const DATE: usize = 6;
const KEY: usize = 3;

/// The number whose date starts at `at`: 3 or 4 letters, date, 3 letters or digits.
fn rfc(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    // The name ends right before, or before a separator.
    let gap = usize::from(matches!(byte_before(bytes, at), b' ' | b'-'));
    let last = byte_before(bytes, at - gap);
    if !(last.is_ascii_alphabetic() || matches!(last, b'&' | 0x91 | 0xB1)) {
        return None;
    }
    if digits(bytes, at, DATE) < DATE || !is_yymmdd(bytes.get(at..at + DATE)?) {
        return None;
    }
    let mut value = [b' '; 4 + DATE + KEY];
    let separator = Some(byte_before(bytes, at)).filter(|b| matches!(b, b' ' | b'-'));
    let start = name(bytes, at - gap, &mut value)?;
    if separator.is_some_and(|separator| byte(bytes, at + DATE) != separator) {
        return None;
    }
    let key_at = at + DATE + gap;
    let end = key_at + KEY;
    let key = bytes.get(key_at..end)?;
    value[4..4 + DATE].copy_from_slice(bytes.get(at..at + DATE)?);
    value[4 + DATE..].copy_from_slice(key);
    let lower = value.iter().any(u8::is_ascii_lowercase);
    value.make_ascii_uppercase();
    let is_key = matches!(
        &value[4 + DATE..],
        [b'1'..=b'9' | b'A'..=b'V', b'1'..=b'9' | b'A'..=b'Z', b'0'..=b'9' | b'A']
    );
    let goes_on = byte(bytes, end) == b'-' && byte(bytes, end + 1).is_ascii_alphanumeric();
    if !is_key
        || goes_on
        || word_before(text, start)
        || word_at(text, end)
        || hex_before(bytes, start)
    {
        return None;
    }
    let score = match (checked(&value), lower) {
        (true, false) => 80,
        (true, true) => 45,
        (false, _) => 25,
    };
    Some(Match {
        span: start..end,
        score,
    })
}

/// Reads the 3 or 4 letters that end at `end`; their start.
fn name(bytes: &[u8], end: usize, value: &mut [u8]) -> Option<usize> {
    let mut start = end;
    for place in (0..4).rev() {
        let last = byte_before(bytes, start);
        if place == 0 && escape_before(bytes, start).is_some() {
            return Some(start);
        }
        let tilde = matches!(last, 0x91 | 0xB1) && byte_before(bytes, start - 1) == 0xC3;
        if last.is_ascii_alphabetic() || last == b'&' {
            value[place] = last;
            start -= 1;
        } else if tilde {
            value[place] = b'^';
            start -= 2;
        } else {
            return (place == 0).then_some(start);
        }
    }
    Some(start)
}

/// The last character checks the others, with a space before a company's three letters.
fn checked(value: &[u8; 4 + DATE + KEY]) -> bool {
    let sum = value
        .iter()
        .zip((2..=13).rev())
        .fold(0, |sum, (c, weight)| {
            let place = ALPHABET.iter().position(|known| known == c);
            sum + place.unwrap_or(0) * weight
        });
    let check = match 11 - sum % 11 {
        11 => b'0',
        10 => b'A',
        digit => ALPHABET[digit],
    };
    value.last() == Some(&check)
}
