//! Runs of digits: which code and which forms are asked there.

use super::window::{ones, Window};
use super::Pass;
use crate::index::Run;
use crate::prefilter::Block;
use crate::rules::{has_country, may_be_key};
use crate::text::{byte, byte_before, escape_before};

/// A run of digits is a candidate when so many digits stand in the 24 bytes from its start.
const FEWEST_DIGITS: u32 = 4;
const DIGIT_WINDOW: u32 = 24;
/// So many digits nearby are no part of a sentence.
const MANY_DIGITS: u32 = 6;
/// Longest letters before the first digit of a number.
const MAX_LEAD: usize = 12;

impl Pass<'_> {
    pub(super) fn number(&mut self, window: &Window, bit: u32) {
        let at = window.base + bit as usize;
        if in_row_of_digits(self.bytes, at) {
            return;
        }
        let digits = window.onward(|block| block.digits, bit);
        let token = window.onward(Block::alphanumeric, bit);
        if self.digs {
            self.disguised_number(at, token & 2 == 0);
        }
        if at < self.settled {
            return;
        }
        let near = digits & ((1 << DIGIT_WINDOW) - 1);
        let letters = window.back(|block| block.letters, at);
        let letters = (letters.leading_ones() as usize).min(MAX_LEAD + 1);
        // A year or a small number is none of these.
        let year = near == (1 << FEWEST_DIGITS) - 1 && letters == 0;
        let dense = near.count_ones() >= FEWEST_DIGITS && !year;
        let start = at - own_letters(self.bytes, at, letters);
        let run = Run {
            at,
            length: (!digits).trailing_zeros(),
            letters,
            word: (!token).trailing_zeros(),
            first: !byte_before(self.bytes, start).is_ascii_digit(),
            dense,
            tilde: self.tilde,
        };
        self.code_at(&run);
        // Behind more letters it belongs to a word.
        if run.first && letters <= MAX_LEAD && (dense || near_capital(self.bytes, at)) {
            let group = at - start + run.word as usize;
            self.forms_from(start, group, digits << (at - start));
            self.forms_before(start, near.count_ones() >= MANY_DIGITS);
        }
    }

    /// Asks the code whose gates admit the run.
    fn code_at(&mut self, run: &Run) {
        let numbers = &self.index.numbers;
        let mut rows = numbers.admitted(self.bytes, run) & self.policy.numbers;
        if rows & numbers.country != 0 && !has_country(self.bytes, run.at) {
            rows &= !numbers.country;
        }
        let word = run.word as usize;
        if rows & numbers.key != 0 && !may_be_key(self.bytes, run.at, word, &mut self.no_key) {
            rows &= !numbers.key;
        }
        for bit in ones(rows) {
            let row = numbers.row(bit);
            if let Some(found) = (row.find)(self.text, run.at) {
                self.add(row.rule, &found);
            }
        }
    }
}

/// Whether the digit at `at` stands within a row of single digits: a value that is written so starts
/// with the row.
fn in_row_of_digits(bytes: &[u8], at: usize) -> bool {
    let separator = byte_before(bytes, at);
    let alone = |i: usize| byte(bytes, i).is_ascii_digit() && byte(bytes, i + 1) == separator;
    !separator.is_ascii_alphanumeric()
        && at >= 2
        && alone(at - 2)
        && !byte_before(bytes, at - 2).is_ascii_alphanumeric()
        && alone(at)
        && byte(bytes, at + 2).is_ascii_digit()
        && !byte(bytes, at + 3).is_ascii_digit()
}

/// Whether a capital stands right beside the digit at `at`, or before the separator before it.
fn near_capital(bytes: &[u8], at: usize) -> bool {
    let before = byte_before(bytes, at);
    let lead = match before {
        b' ' | b'-' => byte_before(bytes, at - 1),
        _ => before,
    };
    lead.is_ascii_uppercase() || byte(bytes, at + 1).is_ascii_uppercase()
}

/// Number of ASCII letters that end at `end`, at most `max`.
pub(super) fn letters_before(bytes: &[u8], end: usize, max: usize) -> usize {
    let head = bytes[..end].iter().rev().take(max);
    head.take_while(|b| b.is_ascii_alphabetic()).count()
}

/// How many of the `letters` that end at `end` may belong to a number there: none of too many, and the
/// letter of a JSON escape written as text (`\\n`) does not.
pub(super) fn own_letters(bytes: &[u8], end: usize, letters: usize) -> usize {
    match letters {
        0 => 0,
        _ if letters > MAX_LEAD => 0,
        _ if escape_before(bytes, end - letters + 1).is_some() => letters - 1,
        _ => letters,
    }
}
