//! Values of a fixed form: patterns are compared where their first group fits.

use super::number::{letters_before, own_letters};
use super::Pass;
use crate::index::{FormRow, PatternRow};
use crate::rules::{matches, RuleSet, CONTEXT_BONUS};
use crate::text::{byte, byte_before};

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
        let fits = |row: &&PatternRow| {
            digits & row.digits == row.digits
                && digits & row.letters == 0
                && (row.next == 0 || row.next == next && may_be(row.second, second))
        };
        let mut rows = rows.iter().filter(fits).peekable();
        if rows.peek().is_none() {
            return;
        }
        // The words around the first group speak for what starts with it.
        let around = self.around(start..start + group);
        for row in rows {
            if row.rules.meets(&around) {
                self.pattern(start, row, &row.forms, &around);
            } else if row.best >= self.policy.lowest() {
                let lowest = self.policy.lowest();
                let sure = row.surest.partition_point(|form| form.score >= lowest);
                self.pattern(start, row, &row.surest[..sure], &around);
            }
        }
    }

    fn pattern(&mut self, start: usize, row: &PatternRow, forms: &[FormRow], around: &RuleSet) {
        let Some((value, end)) = matches(self.text, start, &row.pattern, 0) else {
            return;
        };
        for form in forms {
            let bonus = if around.holds(form.rule) {
                CONTEXT_BONUS
            } else {
                0
            };
            let score = form.score.saturating_add(bonus).min(100);
            if score >= self.policy.threshold(form.rule) && (form.check)(value.as_slice()) {
                self.found(form.rule, start..end, score);
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
