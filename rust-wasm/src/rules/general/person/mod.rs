//! Names of persons behind a title or a phrase that introduces one: `Dr. X`, `my name is X Y`.
//!
//! Best effort: a name in running text without such a sign is not found.

mod cues;
mod name;

use super::super::Match;
use crate::text::{is_word, word_before};
use cues::{Cue, CUES};

/// Most signs and spaces between a cue and the name.
const MAX_SIGNS: usize = 5;

/// Finds every name in `text`.
pub(super) fn find(text: &str, add: &mut dyn FnMut(Match)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let starts = bytes[at].is_ascii_alphabetic() && !word_before(text, at);
        let found = if starts { introduced(text, at) } else { None };
        at = found.as_ref().map_or(at + 1, |found| found.span.end);
        if let Some(found) = found {
            add(found);
        }
    }
}

/// The name behind the cue at `at`.
fn introduced(text: &str, at: usize) -> Option<Match> {
    let head = text.as_bytes().get(at..)?;
    let first = head.first()?.to_ascii_lowercase();
    let fits = |cue: &&Cue| {
        let words = cue.words.as_bytes();
        let head = head.get(..words.len());
        words.first() == Some(&first) && head.is_some_and(|head| head.eq_ignore_ascii_case(words))
    };
    CUES.iter()
        .filter(fits)
        .find_map(|cue| behind(text, at + cue.words.len(), cue))
}

fn behind(text: &str, end: usize, cue: &Cue) -> Option<Match> {
    let rest = text.get(end..)?;
    let is_sign = |c: &char| !is_word(*c) && !matches!(c, '(' | '[' | '{' | '<');
    let signs: usize = rest
        .chars()
        .take(MAX_SIGNS + 1)
        .take_while(is_sign)
        .map(char::len_utf8)
        .sum();
    let between = rest.get(..signs)?;
    let ends = between.starts_with(|c: char| {
        c.is_whitespace() || matches!(c, '.' | ',' | ':' | '"' | '\'' | '=' | '*')
    });
    let named = !cue.named || between.contains([':', '=']);
    let spread =
        between.contains('\n') && !cue.line || !cue.named && between.contains([';', '!', '?']);
    if !ends || !named || spread {
        return None;
    }
    let start = end + signs;
    let found = name::read(text, start)?;
    (found.names >= cue.names).then_some(Match {
        span: start..found.end,
        score: cue.score,
    })
}
