//! Dates within identity numbers.

use super::number;

/// Whether the calendar has this day.
pub(super) fn is_day(year: u64, month: u64, day: u64) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Whether six digits are a date, year first, in the 20th or the 21st century.
pub(super) fn is_yymmdd(digits: &[u8]) -> bool {
    let [year, month, day] = parts(digits);
    is_day(2000 + year, month, day)
}

/// Whether the first eight digits are a date, year first, of someone alive or a recent event.
pub(super) fn is_yyyymmdd(digits: &[u8]) -> bool {
    let Some((century, rest)) = digits.split_at_checked(2) else {
        return false;
    };
    let [year, month, day] = parts(rest);
    let century = number(century);
    matches!(century, 19 | 20) && is_day(century * 100 + year, month, day)
}

/// The numbers in the first three pairs of digits.
pub(super) fn parts(digits: &[u8]) -> [u64; 3] {
    let pair = |i: usize| digits.get(i..i + 2).map_or(0, number);
    [pair(0), pair(2), pair(4)]
}
