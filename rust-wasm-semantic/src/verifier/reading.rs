//! A prompt as the verifier compares it: what it asks for, its content words with their weights, and
//! everything that must agree.

use super::dictionary::{starting, Class, Dictionary};
use super::numbers::{number_words, Numeral};
use super::words::{Kind, Prompt, Word};
use crate::embedder::Embedder;
use crate::lexicon::Lexicon;
use crate::tokenizer::Tokenizer;
use std::borrow::Cow;

/// What everything below reads words with.
pub struct Tools {
    pub tokenizer: Tokenizer,
    pub embedder: Embedder,
    pub lexicon: Lexicon,
    pub dictionary: Dictionary,
}

/// A word that carries meaning.
#[derive(Clone, Debug)]
pub struct Term {
    pub text: String,
    /// The base form.
    pub base: Cow<'static, str>,
    /// The base form's row, of a word that is one token.
    pub row: Option<u16>,
    /// From 0 to 1: how rare it is.
    pub weight: f32,
    pub is_name: bool,
    /// The preposition that its part of the sentence begins with.
    pub joint: Option<&'static str>,
}

impl Term {
    /// Both words as written and in their base forms, in every combination.
    pub fn forms_beside<'a>(&'a self, other: &'a Term) -> [(&'a str, &'a str); 4] {
        [
            (&self.base, &other.base),
            (&self.text, &other.text),
            (&self.base, &other.text),
            (&self.text, &other.base),
        ]
    }
}

/// A negator, and what it stands before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Negation {
    /// It leaves something over: "hardly".
    pub is_soft: bool,
    /// The index of the term.
    pub term: Option<usize>,
    /// The word of time, where it is no term.
    pub time: Option<String>,
}

/// A number, a date or the like, and the preposition before it.
pub type Mark = (String, Option<&'static str>);

#[derive(Clone, Debug, Default)]
pub struct Reading {
    pub frame: &'static str,
    /// The words that say so.
    pub asked: Vec<String>,
    pub terms: Vec<Term>,
    /// All words but articles and polite ones.
    pub sequence: Vec<String>,
    pub numbers: Vec<String>,
    pub literals: Vec<String>,
    pub placeholders: Vec<String>,
    pub times: Vec<String>,
    pub negations: Vec<Negation>,
    /// Numbers, literals and times in order.
    pub marks: Vec<Mark>,
    /// Groups of the words that must stand in both, sorted.
    pub exact: Vec<u8>,
    pub prepositions: Vec<String>,
    /// Question words inside sentences, sorted; without those that may be relative pronouns.
    pub asked_inside: Vec<&'static str>,
    /// Bits: I, you, he, she, they.
    pub persons: u8,
    /// Bits: should, must, will.
    pub modals: u8,
    pub is_past: bool,
    /// Some word is or may be a past form.
    pub may_be_past: bool,
    /// Words that are no English function words and have no vector.
    pub unknown: usize,
    /// The last preposition, and the negator that still waits for its word.
    joint: Option<&'static str>,
    negator: Option<bool>,
}

/// Negators that leave something over.
const SOFT: &[&str] = &["hardly", "barely", "scarcely", "rarely", "seldom"];
const LIGHT: f32 = 0.45;
/// Words of a request's beginning that may be read off, one preamble after the other.
const PREAMBLES: usize = 4;

/// Reads a prompt.
pub fn read(prompt: &Prompt, tools: &Tools) -> Reading {
    let mut reading = Reading::default();
    let kept: Vec<usize> = (0..prompt.words.len())
        .filter(|at| {
            let at = *at;
            let word = &prompt.words[at];
            let class = tools.dictionary.class(&word.text);
            let is_letter = word.text == "a" && ends_a_part(prompt.words.get(at + 1), tools);
            word.kind != Kind::Word
                || word.is_name
                || is_letter
                || !matches!(class, Class::Article | Class::Polite)
        })
        .collect();
    let texts: Vec<&str> = kept
        .iter()
        .map(|at| prompt.words[*at].text.as_str())
        .collect();
    let frame = last_frame(prompt, &kept, &texts, tools);
    reading.frame = frame.name;
    reading.asked = texts[frame.start..frame.end]
        .iter()
        .map(|text| (*text).to_owned())
        .collect();
    let mut at = 0;
    while at < texts.len() {
        if at == frame.start && frame.end > at {
            at = frame.end;
            reading.joint = None;
            continue;
        }
        if let Some((instead, length)) = starting(&tools.dictionary.phrases, &texts[at..]) {
            for text in instead {
                reading.add(text, false, tools);
            }
            at += length;
            continue;
        }
        let word = &prompt.words[kept[at]];
        if prompt.words[kept[at]].begins {
            reading.joint = None;
        }
        at += reading.add_word(word, prompt, &kept[at..], tools);
    }
    reading.close();
    reading
}

/// Whether no noun can follow, so that "a" before it is a letter.
fn ends_a_part(next: Option<&Word>, tools: &Tools) -> bool {
    next.is_none_or(|word| {
        matches!(
            tools.dictionary.class(&word.text),
            Class::Preposition | Class::Joining
        )
    })
}

struct Frame {
    name: &'static str,
    start: usize,
    end: usize,
}

/// What the last sentence that asks for something asks for, perhaps behind a comma: "In winter, how …".
fn last_frame(prompt: &Prompt, kept: &[usize], texts: &[&str], tools: &Tools) -> Frame {
    let mut last: Option<Frame> = None;
    let mut asks = false;
    for (at, index) in kept.iter().enumerate() {
        let word = &prompt.words[*index];
        let begins = at == 0 || word.begins;
        if !begins && (asks || !word.resumes) {
            continue;
        }
        let frame = frame_at(texts, at, tools);
        asks = !frame.name.is_empty();
        if asks {
            last = Some(frame);
        }
    }
    last.unwrap_or_else(|| frame_at(texts, 0, tools))
}

/// What is asked for by the words from `start` on, and which of them say so.
fn frame_at(texts: &[&str], start: usize, tools: &Tools) -> Frame {
    let dictionary = &tools.dictionary;
    let mut end = start;
    for _ in 0..PREAMBLES {
        match starting(&dictionary.preambles, &texts[end..]) {
            Some(((), length)) => end += length,
            None => break,
        }
    }
    let rest = &texts[end..];
    if let Some((instead, length)) = starting(&dictionary.phrases, rest) {
        let whole: Vec<&str> = instead
            .iter()
            .copied()
            .chain(rest[length..].iter().copied().take(6))
            .collect();
        if let Some((name, read)) = starting(&dictionary.frames, &whole) {
            if read >= instead.len() {
                return Frame {
                    name,
                    start,
                    end: end + length + read - instead.len(),
                };
            }
        }
    }
    match starting(&dictionary.frames, rest) {
        Some((name, length)) => Frame {
            name,
            start,
            end: end + length,
        },
        None => Frame {
            name: if end > start { "what" } else { "" },
            start,
            end,
        },
    }
}

impl Reading {
    /// Takes the word that `at` begins with; gives how many words it took.
    fn add_word(&mut self, word: &Word, prompt: &Prompt, at: &[usize], tools: &Tools) -> usize {
        match word.kind {
            Kind::Placeholder => {
                self.placeholders.push(word.text.clone());
                self.mark(word.text.clone());
            }
            Kind::Literal => {
                self.literals.push(word.text.clone());
                self.mark(word.text.clone());
            }
            Kind::Number | Kind::Word => {
                if let Some(Numeral { value, length }) = number_words(&prompt.words, at) {
                    self.numbers.push(value.clone());
                    self.mark(value);
                    return length;
                }
                self.add(&word.text, word.is_name, tools);
            }
        }
        1
    }

    fn mark(&mut self, text: String) {
        self.sequence.push(text.clone());
        self.marks.push((text, self.joint));
    }

    fn add(&mut self, text: &str, is_name: bool, tools: &Tools) {
        if let Some(group) = tools.dictionary.exact(text) {
            self.exact.push(group);
        }
        let row = tools.tokenizer.vocabulary.word(text);
        let base_row = row.map(|row| tools.lexicon.base(row));
        let base = base_row.map_or_else(
            || Cow::Owned(stem(text)),
            |row| Cow::Borrowed(tools.tokenizer.vocabulary.token(row)),
        );
        let mut class = tools.dictionary.class(text);
        if class == Class::Content {
            self.may_be_past |= text.ends_with("ed")
                || (row != base_row && !text.ends_with('s') && !text.ends_with("ing"));
            if tools.dictionary.class(&base) == Class::Light {
                class = Class::Light;
            }
        }
        let is_behind = |words: &[&str]| {
            self.sequence
                .last()
                .is_some_and(|last| words.contains(&last.as_str()))
        };
        if text == "may"
            && is_behind(&[
                "in", "from", "to", "by", "until", "of", "on", "since", "before", "after",
                "through",
            ])
        {
            class = Class::Time;
        }
        if class == Class::Time {
            self.times.push(text.to_owned());
            self.end_negation(None, Some(text));
            return self.mark(text.to_owned());
        }
        self.sequence.push(text.to_owned());
        if is_name || matches!(class, Class::Content | Class::Light) {
            let rare = base_row.map_or(1.0, |row| rarity(row, &tools.embedder));
            let weight = if class == Class::Light {
                LIGHT * rare
            } else {
                rare
            };
            self.unknown += usize::from(
                row.is_none_or(|row| usize::from(row) >= Embedder::known()) && !text.is_ascii(),
            );
            self.end_negation(Some(self.terms.len()), None);
            let (text, joint) = (text.to_owned(), self.joint);
            self.terms.push(Term {
                text,
                base,
                row: base_row,
                weight,
                is_name,
                joint,
            });
            return;
        }
        match class {
            Class::Negator => {
                self.end_negation(None, None);
                self.negator = Some(SOFT.contains(&text));
            }
            Class::First => self.persons |= 1,
            Class::Second => self.persons |= 2,
            Class::Wh if !matches!(text, "which" | "who" | "whom" | "whose") => {
                self.asked_inside.extend(tools.dictionary.listed(text));
            }
            Class::He => self.persons |= 4,
            Class::She => self.persons |= 8,
            Class::They => self.persons |= 16,
            Class::Should => self.modals |= 1,
            Class::Must => self.modals |= 2,
            Class::Will => self.modals |= 4,
            Class::Preposition => {
                self.prepositions.push(text.to_owned());
                self.joint = tools.dictionary.listed(text);
            }
            _ => {}
        }
        self.is_past |= matches!(text, "did" | "was" | "were" | "had");
    }

    /// What stands behind the negator that waits, if one does.
    fn end_negation(&mut self, term: Option<usize>, time: Option<&str>) {
        if let Some(is_soft) = self.negator.take() {
            self.negations.push(Negation {
                is_soft,
                term,
                time: time.map(str::to_owned),
            });
        }
    }

    #[must_use]
    pub fn has_words(&self) -> bool {
        !self.sequence.is_empty() || !self.asked.is_empty()
    }

    /// Ends the reading: lists whose order does not count are sorted.
    fn close(&mut self) {
        self.end_negation(None, None);
        let lists = [
            &mut self.literals,
            &mut self.numbers,
            &mut self.times,
            &mut self.prepositions,
        ];
        for list in lists {
            list.sort_unstable();
        }
        self.exact.sort_unstable();
        self.asked_inside.sort_unstable();
    }
}

/// From 0 for the most frequent word to 1 for the rarest, by the logarithm of its frequency.
fn rarity(row: u16, embedder: &Embedder) -> f32 {
    (embedder.frequency(row).ln() / embedder.rarest).clamp(0.0, 1.0)
}

/// A word that the lexicon does not hold, without its ending.
fn stem(text: &str) -> String {
    let endings = ["ings", "ing", "ies", "ied", "ed", "es", "s"];
    let long = |ending: &&str| {
        text.len() >= ending.len() + 4 && text.ends_with(*ending) && !text.ends_with("ss")
    };
    match endings.into_iter().find(long) {
        Some("ies" | "ied") => format!("{}y", &text[..text.len() - 3]),
        Some(ending) => text[..text.len() - ending.len()]
            .trim_end_matches('e')
            .to_owned(),
        None => text.trim_end_matches('e').to_owned(),
    }
}
