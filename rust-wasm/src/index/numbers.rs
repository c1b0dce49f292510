//! The code that is asked at runs of digits: a bit for each row, and a table for each thing that is
//! known of a run. What all tables allow is asked.

use super::CodeRow;
use crate::rules::gate::{
    self, Gate, Needs, CAPITAL_SPACE, ESCAPE, LENGTHS, LETTER, LONGEST_WORD, MOST_LETTERS, SPACE,
};
use crate::text::{byte, byte_before, escape_before};

/// Places in the table of what stands before, behind those of the bytes.
const AFTER_ESCAPE: usize = 256;
const AFTER_HEX_ESCAPE: usize = 257;
const AFTER_CAPITAL: usize = 258;

/// A run of digits and what stands around it.
pub struct Run {
    pub at: usize,
    /// How many digits.
    pub length: u32,
    /// Letters right before it.
    pub letters: usize,
    /// Word characters from its first digit on.
    pub word: u32,
    /// Whether no digit stands before it in its token.
    pub first: bool,
    /// Whether there are several digits nearby.
    pub dense: bool,
    /// Whether a `~` stands nearby.
    pub tilde: bool,
}

pub struct Numbers {
    rows: Vec<CodeRow>,
    by_length: [u64; LENGTHS],
    by_before: [u64; 259],
    by_after: [u64; 256],
    by_letters: [u64; MOST_LETTERS + 1],
    by_word: [u64; LONGEST_WORD + 1],
    /// Rows that are asked where few digits stand nearby.
    sparse: u64,
    /// Rows that are asked at later runs of a token.
    later: u64,
    /// Rows that need no `~` nearby.
    plain: u64,
    /// Rows that need the letters of a country, and those that need a run of base64.
    pub country: u64,
    pub key: u64,
}

impl Numbers {
    /// `sparse` are asked at every run, `dense` at one among several digits. In this order.
    pub fn new(sparse: &[CodeRow], dense: &[CodeRow]) -> Self {
        let rows = [sparse, dense].concat();
        assert!(rows.len() <= 64, "a bit for each row");
        let set = |test: &dyn Fn(&Gate) -> bool| {
            let bits = rows.iter().enumerate();
            bits.fold(0, |set, (i, row)| set | u64::from(test(&row.gate)) << i)
        };
        let before = |place: usize| match place {
            AFTER_ESCAPE => SPACE,
            AFTER_HEX_ESCAPE => LETTER | ESCAPE,
            AFTER_CAPITAL => CAPITAL_SPACE,
            byte => gate::class(byte.to_le_bytes()[0]),
        };
        let after = |byte: usize| gate::class(byte.to_le_bytes()[0]);
        Self {
            by_length: std::array::from_fn(|n| set(&|gate| gate.admits_length(n))),
            by_before: std::array::from_fn(|n| set(&|gate| gate.admits_before(before(n)))),
            by_after: std::array::from_fn(|n| set(&|gate| gate.admits_after(after(n)))),
            by_letters: std::array::from_fn(|n| set(&|gate| gate.admits_letters(n))),
            by_word: std::array::from_fn(|n| set(&|gate| gate.admits_word(n))),
            sparse: (1 << sparse.len()) - 1,
            later: set(&Gate::admits_later),
            plain: set(&|gate| !gate.has_need(Needs::Tilde)),
            country: set(&|gate| gate.has_need(Needs::Country)),
            key: set(&|gate| gate.has_need(Needs::Base64Key)),
            rows,
        }
    }

    /// The rows whose gates admit the run, as far as the tables tell: a bit for each.
    pub fn admitted(&self, bytes: &[u8], run: &Run) -> u64 {
        let when = |set: u64, holds: bool| if holds { u64::MAX } else { set };
        let next = byte(bytes, run.at + run.length as usize);
        self.by_length[(run.length as usize).min(LENGTHS - 1)]
            & self.by_before[before(bytes, run.at)]
            & self.by_after[usize::from(next)]
            & self.by_letters[run.letters.min(MOST_LETTERS)]
            & self.by_word[(run.word as usize).min(LONGEST_WORD)]
            & when(self.sparse, run.dense)
            & when(self.later, run.first)
            & when(self.plain, run.tilde)
    }

    /// The row with this bit.
    pub fn row(&self, bit: u32) -> &CodeRow {
        &self.rows[bit as usize]
    }

    /// A bit for each row whose rule passes the test.
    pub fn rows_of(&self, test: impl Fn(usize) -> bool) -> u64 {
        let bits = self.rows.iter().enumerate();
        bits.fold(0, |set, (i, row)| set | u64::from(test(row.rule)) << i)
    }
}

/// The place in the table of what stands before the run at `at`.
fn before(bytes: &[u8], at: usize) -> usize {
    let before = byte_before(bytes, at);
    match before {
        b' ' if byte_before(bytes, at - 1).is_ascii_uppercase() => AFTER_CAPITAL,
        // The letter of a JSON escape written as text ends what stands before.
        b'n' | b'r' | b't' if byte_before(bytes, at - 1) == b'\\' => AFTER_ESCAPE,
        b'a'..=b'f' | b'A'..=b'F' if escape_before(bytes, at).is_some() => AFTER_HEX_ESCAPE,
        _ => usize::from(before),
    }
}
