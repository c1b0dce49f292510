//! Lists of words and phrases.

use super::{Entry, Problem, Unusable};
use crate::engine::TooManyFindings;
use crate::text::{is_word, word_at, word_before};
use aho_corasick::nfa::contiguous::{Builder, NFA};
use aho_corasick::{automaton::Automaton, MatchKind};

/// What is read of words within words, for each byte of text and at least.
const MOST_HITS: usize = 8;
const LEAST_HITS: usize = 100_000;

/// All words, apart by whether their case matters.
pub struct Words {
    exact: Option<List>,
    any_case: Option<List>,
}

struct List {
    automaton: NFA,
    /// For each word its entry, and whether it must not stand within a longer one.
    rows: Vec<(usize, bool)>,
}

impl Words {
    pub fn compile(entries: &[Entry]) -> Result<Self, Unusable> {
        Ok(Self {
            exact: List::compile(entries, false)?,
            any_case: List::compile(entries, true)?,
        })
    }

    /// Gives the entry, start and end of each word found. They may overlap.
    pub fn find(
        &self,
        text: &str,
        add: &mut dyn FnMut(usize, usize, usize) -> Result<(), TooManyFindings>,
    ) -> Result<(), TooManyFindings> {
        for list in [&self.exact, &self.any_case].into_iter().flatten() {
            list.find(text, add)?;
        }
        Ok(())
    }
}

impl List {
    fn compile(entries: &[Entry], any_case: bool) -> Result<Option<Self>, Unusable> {
        let mut rows = Vec::new();
        let mut words: Vec<String> = Vec::new();
        let mut last = 0;
        for (entry, row) in entries.iter().enumerate() {
            if row.any_case != any_case || row.words().is_empty() {
                continue;
            }
            last = entry;
            for word in row.words() {
                if word.is_empty() {
                    let problem = Problem::Empty;
                    return Err(Unusable { entry, problem });
                }
                for form in forms(word, any_case) {
                    rows.push((entry, row.whole_words));
                    words.push(form);
                }
            }
        }
        if words.is_empty() {
            return Ok(None);
        }
        let automaton = Builder::new()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(any_case)
            .build(&words)
            .map_err(|_| Unusable {
                entry: last,
                problem: Problem::TooLarge,
            })?;
        Ok(Some(Self { automaton, rows }))
    }

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
