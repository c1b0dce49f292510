//! Any date or time: whole dates, a time behind them (ISO 8601), and a day or year with a month.

use super::super::super::Match;
use super::{month, written};
use crate::text::{byte, byte_before, digits, word_at, word_before};
use std::ops::Range;

const WHOLE: u8 = 80;
/// `5/21` may be a fraction.
const PART: u8 = 50;

/// Finds the date whose first digit, or first digit after the month's name, is at `at`.
pub(in super::super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    if let Some(date) = written::read(text, at) {
        let end = time(bytes, date.span.end);
        let span = date.span.start..end;
        return (!word_at(text, end)).then_some(Match { span, score: WHOLE });
    }
    let span = named(bytes, at).or_else(|| fraction(bytes, at))?;
    let joined = matches!(byte_before(bytes, span.start), b'-' | b'/' | b'.');
    let next = matches!(byte(bytes, span.end), b'-' | b'/' | b'.' | b':')
        && byte(bytes, span.end + 1).is_ascii_alphanumeric();
    let free = !joined && !next && !word_before(text, span.start) && !word_at(text, span.end);
    free.then_some(Match { span, score: PART })
}

/// End of the time at `at`, which is `at` without one: `T14:30:00.5Z`, ` 14:30 PM`.
fn time(bytes: &[u8], at: usize) -> usize {
    let clock = |at: usize| {
        let fits = digits(bytes, at, 3) == 2
            && byte(bytes, at + 2) == b':'
            && digits(bytes, at + 3, 3) == 2;
        fits.then_some(at + 5)
    };
    let start = at + usize::from(matches!(byte(bytes, at), b'T' | b't' | b' '));
    let Some(mut end) = (start > at).then(|| clock(start)).flatten() else {
        return at;
    };
    if byte(bytes, end) == b':' && digits(bytes, end + 1, 3) == 2 {
        end += 3;
        let fraction = digits(bytes, end + 1, 9);
        end += if byte(bytes, end) == b'.' && fraction > 0 {
            fraction + 1
        } else {
            0
        };
    }
    match byte(bytes, end) {
        b'Z' | b'z' => end + 1,
        b'+' | b'-' => clock(end + 1).unwrap_or(end),
        _ => end,
    }
}

/// `May-21`, `May 2021`, `05-May`, `21 May`.
fn named(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let len = digits(bytes, at, 5);
    let end = at + len;
    let joint = |at: usize| matches!(byte(bytes, at), b' ' | b'-' | b'/');
    if matches!(len, 2 | 4) && at > 0 && joint(at - 1) {
        if let Some(start) = month::before(bytes, at - 1) {
            return Some(start..end);
        }
    }
    let behind = written::day(bytes, at)?;
    let name = behind + usize::from(joint(behind));
    Some(at..month::after(bytes, name)?)
}

/// `5/21`, `05/2021`.
fn fraction(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let first = digits(bytes, at, 3);
    let second_at = at + first + 1;
    let second = digits(bytes, second_at, 5);
    let month = (1..=12).contains(&written::number(bytes, at, first.min(2)));
    let value = written::number(bytes, second_at, second.min(4));
    let fits = match second {
        1 | 2 => (1..=31).contains(&value),
        4 => (1900..2100).contains(&value),
        _ => false,
    };
    let shaped = matches!(first, 1 | 2) && byte(bytes, at + first) == b'/';
    (shaped && month && fits).then_some(at..second_at + second)
}
