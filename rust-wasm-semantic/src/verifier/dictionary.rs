//! The closed classes of English words, and the project's own synonyms, antonyms and phrases: the
//! files in `lists`, read once.

use crate::tokenizer::{extend, BEGIN};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

const CLASSES: &str = include_str!("lists/classes.txt");
const EXACT: &str = include_str!("lists/exact.txt");
const ANTONYMS: &str = include_str!("lists/antonyms.txt");
const SYNONYMS: &str = include_str!("lists/synonyms.txt");
const PHRASES: &str = include_str!("lists/phrases.txt");
const PREAMBLES: &str = include_str!("lists/preambles.txt");
const FRAMES: &str = include_str!("lists/frames.txt");

/// FNV-1a: the keys are the project's own, so nobody can choose them to collide.
pub struct Fnv(u32);

impl Default for Fnv {
    fn default() -> Self {
        Self(BEGIN)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().copied().fold(self.0, extend);
    }

    fn finish(&self) -> u64 {
        // The table wants its high bits spread too.
        u64::from(self.0).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

type Map<Key, Value> = HashMap<Key, Value, BuildHasherDefault<Fnv>>;
type Pairs = HashSet<(&'static str, &'static str), BuildHasherDefault<Fnv>>;

/// What a word does in a sentence, as far as a list tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Content,
    /// A word with meaning that many sentences share: "want", "find".
    Light,
    Article,
    Be,
    Do,
    Have,
    First,
    Second,
    He,
    She,
    They,
    Demonstrative,
    Preposition,
    Joining,
    Polite,
    Filler,
    Wh,
    Negator,
    Possible,
    Should,
    Must,
    Will,
    Time,
}

const NAMES: &[(&str, Class)] = &[
    ("light", Class::Light),
    ("article", Class::Article),
    ("be", Class::Be),
    ("do", Class::Do),
    ("have", Class::Have),
    ("first", Class::First),
    ("second", Class::Second),
    ("he", Class::He),
    ("she", Class::She),
    ("they", Class::They),
    ("demonstrative", Class::Demonstrative),
    ("preposition", Class::Preposition),
    ("joining", Class::Joining),
    ("polite", Class::Polite),
    ("filler", Class::Filler),
    ("wh", Class::Wh),
    ("negator", Class::Negator),
    ("possible", Class::Possible),
    ("should", Class::Should),
    ("must", Class::Must),
    ("will", Class::Will),
    ("time", Class::Time),
];

/// Word sequences by their first word, the longest first.
type Sequences<Value> = Map<&'static str, Vec<(Vec<&'static str>, Value)>>;

pub struct Dictionary {
    classes: Map<&'static str, Class>,
    /// Words of which as many must stand in both texts, with their group.
    exact: Map<&'static str, u8>,
    synonyms: Pairs,
    antonyms: Pairs,
    pub phrases: Sequences<Vec<&'static str>>,
    pub preambles: Sequences<()>,
    pub frames: Sequences<&'static str>,
}

impl Dictionary {
    pub fn new() -> Self {
        let classes = CLASSES.lines().filter_map(|line| line.split_once(": "));
        let classes = classes.flat_map(|(name, words)| {
            let class = NAMES.iter().find(|pair| pair.0 == name).map(|pair| pair.1);
            words
                .split(' ')
                .filter_map(move |word| Some((word, class?)))
        });
        let exact = (1_u8..).zip(EXACT.lines());
        let frames = FRAMES.lines().filter_map(|line| line.split_once(": "));
        let phrases = PHRASES.lines().filter_map(|line| line.split_once(" = "));
        Self {
            classes: classes.collect(),
            exact: exact
                .flat_map(|(group, line)| line.split(' ').map(move |word| (word, group)))
                .collect(),
            synonyms: all_pairs(SYNONYMS),
            antonyms: all_pairs(ANTONYMS),
            phrases: sequences(phrases.map(|(text, instead)| (text, instead.split(' ').collect()))),
            preambles: sequences(PREAMBLES.lines().map(|text| (text, ()))),
            frames: sequences(
                frames.flat_map(|(name, texts)| texts.split(" | ").map(move |text| (text, name))),
            ),
        }
    }

    pub fn class(&self, word: &str) -> Class {
        self.classes.get(word).copied().unwrap_or(Class::Content)
    }

    /// The word as the list has it.
    pub fn listed(&self, word: &str) -> Option<&'static str> {
        self.classes.get_key_value(word).map(|entry| *entry.0)
    }

    /// The group of a word that must stand in both texts.
    pub fn exact(&self, word: &str) -> Option<u8> {
        self.exact.get(word).copied()
    }

    pub fn are_synonyms(&self, one: &str, other: &str) -> bool {
        self.synonyms.contains(&(one, other)) || self.synonyms.contains(&(other, one))
    }

    pub fn are_antonyms(&self, one: &str, other: &str) -> bool {
        self.antonyms.contains(&(one, other)) || self.antonyms.contains(&(other, one))
    }
}

/// Every pair of words that share a line.
fn all_pairs(lines: &'static str) -> Pairs {
    let mut pairs = Pairs::default();
    for line in lines.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        for (at, one) in words.iter().enumerate() {
            pairs.extend(words[at + 1..].iter().map(|other| (*one, *other)));
        }
    }
    pairs
}

fn sequences<Value>(lines: impl Iterator<Item = (&'static str, Value)>) -> Sequences<Value> {
    let mut found: Sequences<Value> = Map::default();
    for (text, value) in lines {
        // As prompts are read: without articles.
        let words: Vec<&str> = text
            .split(' ')
            .filter(|word| !matches!(*word, "a" | "an" | "the"))
            .collect();
        found.entry(words[0]).or_default().push((words, value));
    }
    for entries in found.values_mut() {
        entries.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    found
}

/// The longest of the sequences that the words begin with, and its length.
pub fn starting<'a, Value>(
    sequences: &'a Sequences<Value>,
    words: &[&str],
) -> Option<(&'a Value, usize)> {
    let entries = sequences.get(*words.first()?)?;
    let (found, value) = entries.iter().find(|(sequence, _)| {
        sequence.len() <= words.len() && sequence.iter().zip(words).all(|(one, other)| one == other)
    })?;
    Some((value, found.len()))
}
