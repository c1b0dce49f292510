//! What an operator looks for beside the rules: own patterns and lists of words.
//!
//! Compiled once. A pattern is a regular expression without back-references, look-around and
//! anchors; `\d`, `\w`, `\s` and `\b` are ASCII. Everything runs in linear time.

mod entry;
mod patterns;
mod syntax;
mod words;

use crate::context;
use crate::engine::TooManyFindings;
use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{CONTEXT_BONUS, RULES};
pub use entry::{Entry, Kind};
use patterns::Patterns;
use std::collections::HashSet;
use words::Words;

/// Most findings in one text before overlapping ones are settled.
const MAX_VERIFIED: usize = 80_000;

/// Why an entry cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The bytes are no list of entries.
    Format = 1,
    /// It is no regular expression, or one that is not supported.
    Syntax = 2,
    /// It holds a back-reference or looks ahead or behind.
    LookAround = 3,
    /// It holds `^`, `$`, `\A` or `\z`.
    Anchor = 4,
    /// It can match nothing at all, between any two characters.
    Empty = 5,
    /// Compiled, it is too large.
    TooLarge = 6,
    /// It holds a class of Unicode, such as `\p{L}`.
    UnicodeClass = 7,
}

/// Which entry cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// Counted from 0.
    pub entry: usize,
    pub problem: Problem,
}

/// Own patterns and words, ready to look for.
pub struct Custom {
    rules: Vec<Rule>,
    patterns: Option<Patterns>,
    words: Words,
}

struct Rule {
    /// In percent, before the words around a value are read.
    confidence: u8,
    /// In lower case.
    context: HashSet<Box<[u8]>>,
}

impl Custom {
    /// Reads and compiles what [`Entry::read_all`] describes.
    ///
    /// # Errors
    /// [`Unusable`] for the first entry that is.
    pub fn compile(bytes: &[u8]) -> Result<Self, Unusable> {
        let entries = Entry::read_all(bytes)?;
        let rules = entries.iter().map(|entry| Rule {
            confidence: entry.confidence,
            context: entry
                .context()
                .iter()
                .map(|word| word.as_bytes().into())
                .collect(),
        });
        Ok(Self {
            rules: rules.collect(),
            patterns: Patterns::compile(&entries)?,
            words: Words::compile(&entries)?,
        })
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Adds what is found in a text, by rules counted on from [`RULES`]. Findings may overlap.
    ///
    /// # Errors
    /// [`TooManyFindings`]
    pub fn find(
        &self,
        text: &str,
        policy: &Policy,
        findings: &mut Vec<Finding>,
    ) -> Result<(), TooManyFindings> {
        let mut add = |entry: usize, start: usize, end: usize| {
            let rule = RULES.len() + entry;
            if let Some(score) = self.score(text.as_bytes(), policy, rule, start..end) {
                findings.push(Finding {
                    start,
                    end,
                    rule,
                    score,
                });
            }
            if findings.len() > MAX_VERIFIED {
                return Err(TooManyFindings);
            }
            Ok(())
        };
        if let Some(patterns) = &self.patterns {
            patterns.find(text.as_bytes(), policy, &mut add)?;
        }
        self.words.find(text, &mut add)
    }

    /// The confidence in a value, when it is reported.
    fn score(
        &self,
        bytes: &[u8],
        policy: &Policy,
        rule: usize,
        value: std::ops::Range<usize>,
    ) -> Option<u8> {
        let threshold = policy.threshold(rule);
        let Rule {
            confidence,
            context,
        } = self.rules.get(rule - RULES.len())?;
        let raised = confidence.saturating_add(CONTEXT_BONUS).min(100);
        if *confidence >= threshold {
            return Some(*confidence);
        }
        let speaks = raised >= threshold
            && !context.is_empty()
            && context::any_word(bytes, value, policy.words_behind, |word| {
                context.contains(word.to_ascii_lowercase().as_slice())
            });
        speaks.then_some(raised)
    }
}
