//! Values of a fixed form: patterns are compared where their first group fits.

use super::number::{letters_before, own_letters};
use super::Pass;
use crate::index::{FormRow, PatternRow};
use crate::rules::{matches, stands_alone, RuleSet, CONTEXT_BONUS};
use crate::text::{byte, byte_before};
use std::ops::Range;

/// Longest letters in a group of their own before a number.
const LONGEST_SIGN: usize = 5;

impl Pass<'_> {
    /// Asks the forms that may start at the letters before the token at `start`: `DE 123 456 789`,
    /// `B-AB 1234`. Small letters are words unless there are `many` digits.
    pub(super) fn forms_before(&mut self, mut start: usize, many: bool) {
        for _ in 0..2 {
            if !matches!(byte_before(self.bytes, start), b' ' | b'-') {
                return;
            }
            let end = start - 1;
            // One more letter may be an escape's.
            let letters = letters_before(self.bytes, end, LONGEST_SIGN + 2);
            let letters = own_letters(self.bytes, end, letters);
            if letters == 0 || letters > LONGEST_SIGN {
                return;
            }
            start = end - letters;
            if many || self.bytes[start].is_ascii_uppercase() {
                self.forms_from(start, letters, 0);
            }
        }
    }

    /// Asks the forms whose first `group` characters stand at `start`; `digits` has a bit for each of
    /// them that is a digit.
    pub(super) fn forms_from(&mut self, start: usize, group: usize, digits: u64) {
        let letter = byte(self.bytes, start).is_ascii_alphabetic();
        let rows = self.index.patterns(letter, group);
        if rows.is_empty() {
            return;
        }
        let (next, second) = (
            byte(self.bytes, start + group),
            byte(self.bytes, start + group + 1),
        );
        // Nothing is read between, but most of what is no value ends elsewhere.
        let ends = |row: &PatternRow| {
            let end = start + row.pattern.len();
            may_be(row.last, byte(self.bytes, end - 1))
                && !byte(self.bytes, end).is_ascii_alphanumeric()
        };
        let fits = |row: &&PatternRow| {
            digits & row.digits == row.digits
                && digits & row.letters == 0
                && (row.next == 0 || row.next == next && may_be(row.second, second) && ends(row))
        };
        let mut rows = rows.iter().filter(fits).peekable();
        if rows.peek().is_none() {
            return;
        }
        // The words around the first group speak for what starts with it.
        let around = self.around(start..start + group);
        let plain = digits.trailing_ones() as usize >= group;
        for row in rows {
            if row.rules.meets(&around) {
                self.pattern(start, row, &row.forms, plain, &around);
            } else if row.best >= self.policy.lowest() {
                let lowest = self.policy.lowest();
                let sure = row.surest.partition_point(|form| form.score >= lowest);
                self.pattern(start, row, &row.surest[..sure], plain, &around);
            }
        }
    }

    /// Compares a pattern and asks its rules. `plain`: the first group is one of digits only.
    fn pattern(
        &mut self,
        start: usize,
        row: &PatternRow,
        forms: &[FormRow],
        plain: bool,
        around: &RuleSet,
    ) {
        if row.plain && plain {
            let end = start + row.pattern.len();
            if stands_alone(self.text, start..end, false) {
                self.checked(start..end, &self.bytes[start..end], forms, around);
            }
        } else if let Some((value, end)) = matches(self.text, start, &row.pattern, 0) {
            self.checked(start..end, value.as_slice(), forms, around);
        }
    }

    /// Adds what the checks of `forms` accept; `value` has the letters and digits of what stands at `span`.
    fn checked(&mut self, span: Range<usize>, value: &[u8], forms: &[FormRow], around: &RuleSet) {
        for form in forms {
            let bonus = if around.holds(form.rule) {
                CONTEXT_BONUS
            } else {
                0
            };
            let score = form.score.saturating_add(bonus).min(100);
            if score >= self.policy.threshold(form.rule) && (form.check)(value) {
                self.found(form.rule, span.clone(), score);
            }
        }
    }
}

/// Whether a byte may stand for a character of a pattern, as far as digits and letters tell.
fn may_be(wanted: u8, found: u8) -> bool {
    match wanted {
        b'#' => found.is_ascii_digit(),
        b'@' | b'!' => found.is_ascii_alphabetic(),
        _ => true,
    }
}
