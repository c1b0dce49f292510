//! Words near a value that say what it is.
//!
//! All rules' words are in one table, so that the words around a candidate are read once, however
//! many rules ask.

use crate::rules::{RuleSet, RULES};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// How far before a value its words may stand, in bytes.
const BEFORE: usize = 72;
/// How far behind it.
const BEHIND: usize = 40;
/// Longest run of characters of a script without spaces that is one word.
const LONGEST_SPACELESS: usize = 8;

/// The rules for which each word speaks, by the word's hash.
#[derive(Default)]
pub struct Words(HashMap<u64, RuleSet, BuildHasherDefault<Hashed>>);

impl Words {
    #[must_use]
    pub fn of_all_rules() -> Self {
        let mut words = Self::default();
        for (rule, row) in RULES.iter().enumerate() {
            for word in row.context {
                words
                    .0
                    .entry(hash(word.as_bytes()))
                    .or_default()
                    .insert(rule);
            }
        }
        words
    }

    /// The rules that have a word near `start..end`.
    #[must_use]
    pub fn around(&self, text: &str, start: usize, end: usize) -> RuleSet {
        let bytes = text.as_bytes();
        let mut rules = RuleSet::default();
        let first = start.saturating_sub(BEFORE);
        self.add(&bytes[first..start.min(bytes.len())], &mut rules);
        let last = bytes.len().min(end + BEHIND);
        self.add(bytes.get(end..last).unwrap_or_default(), &mut rules);
        rules
    }

    fn add(&self, window: &[u8], rules: &mut RuleSet) {
        let mut at = 0;
        while at < window.len() {
            let end = word_end(window, at);
            if end == at {
                at += 1;
                continue;
            }
            let word = &window[at..end];
            // `tool_call_id` is no phone call.
            if word == b"call" && window.get(end) == Some(&b'_') {
                at = end;
                continue;
            }
            self.add_word(word, rules);
            if word.iter().any(|b| *b >= 0xE0) {
                self.add_parts(word, rules);
            }
            at = end;
        }
    }

    fn add_word(&self, word: &[u8], rules: &mut RuleSet) {
        if let Some(found) = self.0.get(&hash(word)) {
            rules.add(found);
        }
    }

    /// In scripts without spaces a word may stand anywhere in a run of characters.
    fn add_parts(&self, run: &[u8], rules: &mut RuleSet) {
        let starts = |b: &u8| *b & 0xC0 != 0x80;
        for start in (0..run.len()).filter(|i| starts(&run[*i])) {
            let ends = (start + 1..=run.len()).filter(|i| run.get(*i).is_none_or(starts));
            for end in ends.take(LONGEST_SPACELESS).skip(1) {
                self.add_word(&run[start..end], rules);
            }
        }
    }
}

/// End of the word at `at`, which is `at` when there is none. `phoneNumber` has two words.
fn word_end(window: &[u8], at: usize) -> usize {
    let is_letter = |b: u8| b.is_ascii_alphabetic() || b >= 0x80;
    let mut end = at;
    while end < window.len() && is_letter(window[end]) {
        let hump =
            window[end].is_ascii_uppercase() && end > at && window[end - 1].is_ascii_lowercase();
        if hump {
            break;
        }
        end += 1;
    }
    end
}

/// FNV-1a over the lower-case form.
fn hash(word: &[u8]) -> u64 {
    word.iter().fold(0xcbf2_9ce4_8422_2325, |hash, b| {
        (hash ^ u64::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The keys are hashes already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
