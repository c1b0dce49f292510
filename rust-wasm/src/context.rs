//! Words near a value that say what it is.
//!
//! All rules' words are in one table, so that the words around a candidate are read once, however
//! many rules ask.

use crate::rules::{RuleSet, RULES};
use crate::text::{byte, byte_before, escape_before};
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// How far before a value its words may stand, in bytes.
const BEFORE: usize = 72;
/// How far behind it.
const BEHIND: usize = 40;
/// How far candidates may be out of order, in bytes.
const FORGOTTEN: usize = 256;
/// Longest word, in bytes; what is longer is read in pieces.
const LONGEST_WORD: usize = 96;
/// Longest run of characters of a script without spaces that is one word.
const LONGEST_SPACELESS: usize = 8;

/// The lengths of the words that start with two letters, a bit for each: most words of a text are told
/// from all of them by that. Letters count in any case.
#[derive(Default)]
struct Lengths([[u32; 32]; 32]);

impl Lengths {
    fn insert(&mut self, word: &[u8]) {
        let (first, second) = Self::place(word);
        self.0[first][second] |= 1 << word.len().min(31);
    }

    fn may_have(&self, word: &[u8]) -> bool {
        let (first, second) = Self::place(word);
        self.0[first][second] >> word.len().min(31) & 1 == 1
    }

    fn place(word: &[u8]) -> (usize, usize) {
        let letter = |at: usize| usize::from(byte(word, at) & 31);
        (letter(0), letter(1))
    }
}

/// The rules for which each word speaks, by the word's hash.
#[derive(Default)]
pub struct Words {
    rules: HashMap<u64, RuleSet, BuildHasherDefault<Hashed>>,
    lengths: Lengths,
}

impl Words {
    #[must_use]
    pub fn of_all_rules() -> Self {
        let mut words = Self::default();
        for (rule, row) in RULES.iter().enumerate() {
            for word in row.context {
                let word = word.as_bytes();
                words.lengths.insert(word);
                words.rules.entry(hash(word)).or_default().insert(rule);
            }
        }
        words
    }

    fn of(&self, word: &[u8]) -> Option<&RuleSet> {
        self.lengths
            .may_have(word)
            .then(|| self.rules.get(&hash(word)))?
    }
}

/// Reads the words of one text, each at most once, and keeps those that speak for a rule.
#[derive(Default)]
pub struct Reader {
    /// The text has been read up to here, apart from what lies far from any candidate.
    read: usize,
    /// Where the words kept start and end, in rising order.
    kept: VecDeque<(usize, usize, RuleSet)>,
}

impl Reader {
    /// The rules that have a word near `start..end`. Candidates are asked about in rising order,
    /// apart from some disorder within [`FORGOTTEN`]. `behind`: whether words behind it count.
    pub fn around(
        &mut self,
        words: &Words,
        bytes: &[u8],
        value: Range<usize>,
        behind: bool,
    ) -> RuleSet {
        let Range { start, end } = value;
        let first = start.saturating_sub(BEFORE);
        let last = if behind {
            bytes.len().min(end + BEHIND)
        } else {
            start
        };
        if first > self.read {
            // Not from within a word.
            self.read = if is_letter(byte_before(bytes, first)) {
                word_end(bytes, first)
            } else {
                first
            };
        }
        while self.read < last {
            if is_letter(bytes[self.read]) {
                self.read = self.word(words, bytes, self.read);
            } else {
                self.read += 1;
            }
        }
        while self
            .kept
            .front()
            .is_some_and(|kept| kept.1 + FORGOTTEN < first)
        {
            self.kept.pop_front();
        }
        let mut rules = RuleSet::default();
        for (from, to, set) in &self.kept {
            let before = *from >= first && *to <= start;
            let behind = *from >= end && *from < last;
            if before || behind {
                rules.add(set);
            }
        }
        rules
    }

    /// Reads the word at `at`. Where it ends.
    fn word(&mut self, words: &Words, bytes: &[u8], at: usize) -> usize {
        // The letter of a JSON escape written as text belongs to no word.
        let escape = byte_before(bytes, at) == b'\\' && matches!(bytes[at], b'n' | b'r' | b't');
        let at = at + usize::from(escape);
        let end = word_end(bytes, at);
        let word = &bytes[at..end];
        // `tool_call_id` is no phone call.
        if word == b"call" && bytes.get(end) == Some(&b'_') {
            return end;
        }
        if let Some(rules) = words.of(word) {
            self.kept.push_back((at, end, *rules));
        }
        if word.iter().any(|b| *b >= 0xE0) {
            self.parts(words, word, at);
        }
        end
    }

    /// In scripts without spaces a word may stand anywhere in a run of characters.
    fn parts(&mut self, words: &Words, run: &[u8], at: usize) {
        let starts = |b: &u8| *b & 0xC0 != 0x80;
        for start in (0..run.len()).filter(|i| starts(&run[*i])) {
            let ends = (start + 1..=run.len()).filter(|i| run.get(*i).is_none_or(starts));
            for end in ends.take(LONGEST_SPACELESS).skip(1) {
                if let Some(rules) = words.of(&run[start..end]) {
                    self.kept.push_back((at + start, at + end, *rules));
                }
            }
        }
    }
}

/// Whether a word near a value passes a test. Words are given as written.
pub fn any_word(
    bytes: &[u8],
    value: Range<usize>,
    behind: bool,
    mut test: impl FnMut(&[u8]) -> bool,
) -> bool {
    let first = value.start.saturating_sub(BEFORE);
    let last = if behind { BEHIND } else { 0 };
    let sides = [
        first..value.start,
        value.end..bytes.len().min(value.end + last),
    ];
    sides.into_iter().any(|side| {
        let mut at = side.start;
        // Not from within a word that starts before what is read.
        if at == first && is_letter(byte_before(bytes, at)) {
            at = word_end(bytes, at);
        }
        while at < side.end {
            at += usize::from(escape_before(bytes, at + 1).is_some());
            let end = word_end(bytes, at);
            if end > at && (end <= value.start || at >= value.end) && test(&bytes[at..end]) {
                return true;
            }
            at = end.max(at + 1);
        }
        false
    })
}

/// End of the word at `at`, which is `at` when there is none. `phoneNumber` has two words.
fn word_end(window: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < window.len() && end - at < LONGEST_WORD && is_letter(window[end]) {
        let hump =
            window[end].is_ascii_uppercase() && end > at && window[end - 1].is_ascii_lowercase();
        if hump {
            break;
        }
        end += 1;
    }
    end
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
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
