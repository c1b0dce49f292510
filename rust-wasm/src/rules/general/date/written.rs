//! Whole dates as people write them: `1980-05-21`, `21.5.80`, `21 May 1980`, `May 21st, 1980`,
//! `21 de mayo de 1980`, `1980年5月21日`.

use super::month;
use crate::text::{byte, byte_before, digits, word_at, word_before};
use std::ops::Range;

pub(super) struct Date {
    pub span: Range<usize>,
    /// None when it was written with two digits of no century.
    pub year: Option<u32>,
}

/// Two digits from this one on are a year of the last century.
const PIVOT: u32 = 30;

/// Reads the date whose first digit, or first digit after the month's name, is at `at`.
pub(super) fn read(text: &str, at: usize) -> Option<Date> {
    let bytes = text.as_bytes();
    let count = digits(bytes, at, 5);
    let (start, end, year) = match (count, byte(bytes, at + count)) {
        (4, b'-' | b'/' | b'.') => numeric(bytes, at)?,
        // The signs' first bytes
        (4, 0xE5 | 0xEB) => with_signs(bytes, at)?,
        (1 | 2, b'-' | b'/' | b'.' | b',' | b' ' | b'a'..=b'z' | b'A'..=b'Z' | 0x80..)
            if !word_before(text, at) =>
        {
            numeric(bytes, at)
                .or_else(|| day_first(bytes, at))
                .or_else(|| month_first(bytes, at))?
        }
        _ => return None,
    };
    let joined = match byte_before(bytes, start) {
        b'-' | b'/' | b'.' => byte_before(bytes, start - 1).is_ascii_alphanumeric(),
        _ => word_before(text, start),
    };
    let longer = match byte(bytes, end) {
        b'-' | b'/' | b'.' => byte(bytes, end + 1).is_ascii_digit(),
        b'T' => false,
        _ => word_at(text, end),
    };
    (!joined && !longer).then_some(Date {
        span: start..end,
        year,
    })
}

/// The number of `len` digits at `at`.
pub(super) fn number(bytes: &[u8], at: usize, len: usize) -> u32 {
    let digits = bytes.iter().skip(at).take(len);
    digits.fold(0, |value, b| value * 10 + u32::from(b.wrapping_sub(b'0')))
}

/// A year of four digits, or of two, and its end.
fn year(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let len = digits(bytes, at, 5);
    let value = number(bytes, at, len.min(4));
    match len {
        4 if (1000..3000).contains(&value) => Some((value, at + 4)),
        2 if value >= PIVOT => Some((1900 + value, at + 2)),
        2 => Some((2000 + value, at + 2)),
        _ => None,
    }
}

type Parts = Option<(usize, usize, Option<u32>)>;

fn numeric(bytes: &[u8], at: usize) -> Parts {
    let first = digits(bytes, at, 5);
    let separator = byte(bytes, at + first);
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let second_at = at + first + 1;
    let second = digits(bytes, second_at, 3);
    let third_at = second_at + second + 1;
    if !matches!(second, 1 | 2) || byte(bytes, third_at - 1) != separator {
        return None;
    }
    let (one, two) = (
        number(bytes, at, first.min(4)),
        number(bytes, second_at, second),
    );
    if first == 4 {
        let day = digits(bytes, third_at, 3);
        let fits = matches!(day, 1 | 2) && is_day(two, number(bytes, third_at, day));
        return (fits && one >= 1000).then_some((at, third_at + day, Some(one)));
    }
    let (year, end) = year(bytes, third_at)?;
    let fits = matches!(first, 1 | 2) && (is_day(one, two) || is_day(two, one));
    fits.then_some((at, end, Some(year)))
}

fn is_day(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// A day at `at`, with `st` or `.` behind it, and its end.
pub(super) fn day(bytes: &[u8], at: usize) -> Option<usize> {
    let len = digits(bytes, at, 3);
    let fits = matches!(len, 1 | 2) && (1..=31).contains(&number(bytes, at, len));
    let end = at + len;
    if !fits {
        return None;
    }
    let rest = bytes.get(end..)?;
    if !matches!(
        rest.first(),
        Some(b's' | b'n' | b'r' | b't' | b'e' | b'.' | 0xC2)
    ) {
        return Some(end);
    }
    let endings: [&[u8]; 8] = [
        b"st",
        b"nd",
        b"rd",
        b"th",
        b"er",
        "º".as_bytes(),
        "ª".as_bytes(),
        b".",
    ];
    let ending = endings.iter().find(|ending| rest.starts_with(ending));
    Some(end + ending.map_or(0, |ending| ending.len()))
}

/// Skips one of `words` or none, and the space, hyphen or comma before it.
fn skip(bytes: &[u8], at: usize, words: &[&[u8]]) -> usize {
    let comma = usize::from(byte(bytes, at) == b',');
    let space = usize::from(matches!(byte(bytes, at + comma), b' ' | b'-' | b'/'));
    let start = at + comma + space;
    let rest = bytes.get(start..).unwrap_or_default();
    let word = words.iter().find(|word| {
        let head = rest.get(..word.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(word))
    });
    start + word.map_or(0, |word| word.len())
}

fn day_first(bytes: &[u8], at: usize) -> Parts {
    let name = skip(bytes, day(bytes, at)?, &[b"of ", b"de ", b"d'"]);
    let after = month::after(bytes, name)?;
    let (year, end) = year(bytes, skip(bytes, after, &[b"de ", b"del ", b"of "]))?;
    Some((at, end, Some(year)))
}

fn month_first(bytes: &[u8], at: usize) -> Parts {
    if !matches!(byte_before(bytes, at), b' ' | b'-') {
        return None;
    }
    let (year, end) = year(bytes, skip(bytes, day(bytes, at)?, &[]))?;
    let start = month::before(bytes, at - 1)?;
    Some((start, end, Some(year)))
}

/// With the signs for year, month and day of Chinese and Japanese, or of Korean.
fn with_signs(bytes: &[u8], at: usize) -> Parts {
    let year = (digits(bytes, at, 5) == 4).then(|| number(bytes, at, 4))?;
    let mut end = at + 4;
    let mut values = [0; 2];
    for (i, signs) in [["年", "년"], ["月", "월"], ["日", "일"]]
        .iter()
        .enumerate()
    {
        let rest = bytes.get(end..)?;
        let sign = signs
            .iter()
            .find(|sign| rest.starts_with(sign.as_bytes()))?;
        end += sign.len();
        if let Some(value) = values.get_mut(i) {
            end += usize::from(byte(bytes, end) == b' ');
            let len = digits(bytes, end, 2);
            *value = number(bytes, end, len);
            end += len;
        }
    }
    is_day(values[0], values[1]).then_some((at, end, Some(year)))
}
