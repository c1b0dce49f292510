//! Lists of words and phrases.

use super::{Entry, Problem, Unusable};
use crate::engine::TooManyFindings;
use crate::text::{is_word, word_at, word_before};
use aho_corasick::nfa::contiguous::{Builder, NFA};
use aho_corasick::{automaton::Automaton, MatchKind};

/// What is read of words within words, for each byte of text and at least.
const MOST_HITS: usize = 8;
const LEAST_HITS: usize = 100_000;

/// Bytes of words in one automaton. While it is built it takes about eighty times as much, and
/// WebAssembly's memory never shrinks.
const MAX_BATCH: usize = 128 << 10;

/// All words, in as many automata as it takes.
pub struct Words(Vec<List>);

struct List {
    automaton: NFA,
    /// For each word its entry, and whether it must not stand within a longer one.
    rows: Vec<(usize, bool)>,
}

impl Words {
    pub fn compile(entries: &[Entry]) -> Result<Self, Unusable> {
        let mut lists = Vec::new();
        for any_case in [false, true] {
            let mut batch = Batch::default();
            for (entry, row) in entries.iter().enumerate() {
                if row.any_case != any_case {
                    continue;
                }
                for word in row.words() {
                    if word.is_empty() {
                        let problem = Problem::Empty;
                        return Err(Unusable { entry, problem });
                    }
                    for form in forms(word, any_case) {
                        batch.add(form, (entry, row.whole_words));
                    }
                    if batch.bytes > MAX_BATCH {
                        lists.push(std::mem::take(&mut batch).compile(any_case)?);
                    }
                }
            }
            if batch.bytes > 0 {
                lists.push(batch.compile(any_case)?);
            }
        }
        Ok(Self(lists))
    }

    /// Gives the entry, start and end of each word found. They may overlap.
    pub fn find(
        &self,
        text: &str,
        add: &mut dyn FnMut(usize, usize, usize) -> Result<(), TooManyFindings>,
    ) -> Result<(), TooManyFindings> {
        self.0.iter().try_for_each(|list| list.find(text, add))
    }
}

/// Words that are to share an automaton.
#[derive(Default)]
struct Batch {
    words: Vec<String>,
    rows: Vec<(usize, bool)>,
    bytes: usize,
}

impl Batch {
    fn add(&mut self, word: String, row: (usize, bool)) {
        self.bytes += word.len();
        self.words.push(word);
        self.rows.push(row);
    }

    fn compile(self, any_case: bool) -> Result<List, Unusable> {
        let automaton = Builder::new()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(any_case)
            .prefilter(false)
            .build(&self.words)
            .map_err(|_| Unusable {
                entry: self.rows.last().map_or(0, |(entry, _)| *entry),
                problem: Problem::TooLarge,
            })?;
        Ok(List {
            automaton,
            rows: self.rows,
        })
    }
}

impl List {
    fn find(
        &self,
        text: &str,
        add: &mut dyn FnMut(usize, usize, usize) -> Result<(), TooManyFindings>,
    ) -> Result<(), TooManyFindings> {
        let mut left = LEAST_HITS.max(MOST_HITS * text.len());
        let input = aho_corasick::Input::new(text);
        let mut state = aho_corasick::automaton::OverlappingState::start();
        loop {
            self.automaton
                .try_find_overlapping(&input, &mut state)
                .map_err(|_| TooManyFindings)?;
            let Some(found) = state.get_match() else {
                return Ok(());
            };
            left = left.checked_sub(1).ok_or(TooManyFindings)?;
            let (entry, whole) = self.rows[found.pattern().as_usize()];
            if !whole || stands_alone(text, found.start(), found.end()) {
                add(entry, found.start(), found.end())?;
            }
        }
    }
}

/// The ways of writing a word: the automaton knows the case of ASCII only.
fn forms(word: &str, any_case: bool) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    if any_case && !word.is_ascii() {
        for form in [word.to_lowercase(), word.to_uppercase(), capitalised(word)] {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    forms
}

/// Each part of a phrase with a capital and otherwise in lower case.
fn capitalised(word: &str) -> String {
    let mut before = ' ';
    let mut written = String::with_capacity(word.len());
    for c in word.chars() {
        if is_word(before) {
            written.extend(c.to_lowercase());
        } else {
            written.extend(c.to_uppercase());
        }
        before = c;
    }
    written
}

/// Whether what is found is no part of a longer word. Where it begins or ends with a sign, anything
/// may stand there.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let within = |at| word_before(text, at) && word_at(text, at);
    !within(start) && !within(end)
}
