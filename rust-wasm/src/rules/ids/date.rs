//! Dates of birth within identity numbers.

use super::born::is_day;
use super::number;

/// Whether a month has such a day. 29 February counts in any year.
pub(super) fn exists(month: u64, day: u64) -> bool {
    is_day(2000, month, day)
}

/// Whether a value starts with a day and a month.
pub(super) fn day_first(value: &[u8]) -> bool {
    let (day, month) = (value.get(..2), value.get(2..4));
    day.zip(month)
        .is_some_and(|(day, month)| exists(number(month), number(day)))
}

/// Whether a month and a day stand at `at`.
pub(super) fn month_first(value: &[u8], at: usize) -> bool {
    let (month, day) = (value.get(at..at + 2), value.get(at + 2..at + 4));
    month
        .zip(day)
        .is_some_and(|(month, day)| exists(number(month), number(day)))
}
