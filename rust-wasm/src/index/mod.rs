//! Which rules to ask at a candidate, laid out once for fast look-up.

mod numbers;
mod patterns;

use crate::context::Words;
use crate::rules::{Find, Form, Gate, Match, Part, Shape, RULES};
use std::sync::OnceLock;

pub use numbers::{Numbers, Run};
use patterns::{add_to_pattern, first_group};
pub use patterns::{FormRow, PatternRow};

/// Where code is asked: one bit of the set in [`Find::Code`] each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Number,
    At,
    Colon,
    Equals,
    Hyphen,
    Long,
    Capitals,
    Digit,
    DoubleS,
}

const ANCHORS: usize = 9;

/// Code of one rule.
#[derive(Clone, Copy)]
pub struct CodeRow {
    pub rule: usize,
    pub gate: Gate,
    pub find: fn(&str, usize) -> Option<Match>,
}

/// Key shapes of one rule that start with the same two bytes.
#[derive(Clone, Copy)]
pub struct KeyRow {
    pub rule: usize,
    pub shape: Shape,
}

/// Longest first group of letters and digits of a form.
pub const LONGEST_GROUP: usize = 40;

pub struct Index {
    pub words: Words,
    code: [Vec<CodeRow>; ANCHORS],
    pub numbers: Numbers,
    /// By whether the first character is a letter, then by the length of the first group.
    patterns: [Vec<Vec<PatternRow>>; 2],
    /// For each first byte a bit per second byte, modulo 64: a cheap no.
    key_heads: [u64; 256],
    keys: Vec<(u16, KeyRow)>,
}

impl Index {
    /// The index over [`RULES`], made at first use.
    pub fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut index = Self {
            words: Words::of_all_rules(),
            code: Default::default(),
            numbers: Numbers::new(&[], &[]),
            patterns: [
                vec![Vec::new(); LONGEST_GROUP + 1],
                vec![Vec::new(); LONGEST_GROUP + 1],
            ],
            key_heads: [0; 256],
            keys: Vec::new(),
        };
        for (rule, row) in RULES.iter().enumerate() {
            match row.find {
                Find::Code(on, find) => index.add_code(
                    on,
                    CodeRow {
                        rule,
                        gate: row.gate,
                        find,
                    },
                ),
                Find::Forms(forms, check) => forms
                    .iter()
                    .for_each(|form| index.add_form(rule, *form, check)),
                Find::Keys(shapes) => shapes
                    .iter()
                    .for_each(|shape| index.add_key(KeyRow { rule, shape })),
                Find::Whole(_) => {}
            }
        }
        index.numbers = Numbers::new(index.code(Anchor::Digit), index.code(Anchor::Number));
        index.keys.sort_by_key(|(head, _)| *head);
        index
    }

    /// The code that is asked at such a place.
    pub fn code(&self, anchor: Anchor) -> &[CodeRow] {
        &self.code[anchor as usize]
    }

    /// The patterns whose first group has this length and starts with a letter, or a digit.
    pub fn patterns(&self, letter: bool, first_group: usize) -> &[PatternRow] {
        self.patterns[usize::from(letter)]
            .get(first_group)
            .map_or(&[], Vec::as_slice)
    }

    /// The keys that start with these two bytes.
    pub fn keys(&self, first: u8, second: u8) -> impl Iterator<Item = &KeyRow> {
        let head = u16::from_be_bytes([first, second]);
        let known = self.key_heads[usize::from(first)] >> (second & 63) & 1 == 1;
        let start = if known {
            self.keys.partition_point(|(other, _)| *other < head)
        } else {
            self.keys.len()
        };
        self.keys[start..]
            .iter()
            .take_while(move |(other, _)| *other == head)
            .map(|(_, row)| row)
    }

    fn add_code(&mut self, on: u16, row: CodeRow) {
        for (anchor, rows) in self.code.iter_mut().enumerate() {
            if on >> anchor & 1 == 1 {
                rows.push(row);
            }
        }
    }

    fn add_form(&mut self, rule: usize, form: Form, check: fn(&[u8]) -> bool) {
        let separators: &[&str] = if form.0.contains('~') {
            &["", " ", "-"]
        } else {
            &[""]
        };
        let first = form.0.as_bytes()[0];
        for separator in separators {
            let pattern = form.0.replace('~', separator);
            let group = first_group(&pattern);
            for (letter, kind) in [(false, b'#'), (true, b'@')] {
                let literal = if letter {
                    first.is_ascii_alphabetic()
                } else {
                    first.is_ascii_digit()
                };
                if first == kind || first == b'?' || letter && first == b'!' || literal {
                    let row = FormRow {
                        rule,
                        score: form.1,
                        check,
                    };
                    let rows = &mut self.patterns[usize::from(letter)][group];
                    add_to_pattern(rows, pattern.clone(), row);
                }
            }
        }
    }

    fn add_key(&mut self, row: KeyRow) {
        let Some(Part::Lit(literal)) = row.shape.first() else {
            return;
        };
        if let [first, second, ..] = literal.as_bytes() {
            self.key_heads[usize::from(*first)] |= 1 << (second & 63);
            self.keys.push((u16::from_be_bytes([*first, *second]), row));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Index, LONGEST_GROUP};
    use crate::rules::{Find, Part, RULES};

    #[test]
    fn every_form_and_key_is_within_the_bounds_of_the_index() {
        for rule in RULES {
            match rule.find {
                Find::Forms(forms, _) => {
                    for form in forms {
                        let digits = form.0.contains(['#', '?'])
                            || form.0.bytes().any(|b| b.is_ascii_digit());
                        assert!(
                            digits && form.0.len() <= LONGEST_GROUP,
                            "{}: {:?}",
                            rule.entity,
                            form
                        );
                    }
                }
                Find::Keys(shapes) => {
                    for shape in shapes {
                        let head = shape.first();
                        assert!(
                            matches!(head, Some(Part::Lit(text)) if text.len() >= 2),
                            "{}",
                            rule.entity
                        );
                    }
                }
                Find::Code(..) | Find::Whole(_) => {}
            }
        }
        assert!(Index::get()
            .patterns(false, 9)
            .iter()
            .flat_map(|row| &row.forms)
            .any(|form| RULES[form.rule].entity == "US_SSN"));
    }
}
