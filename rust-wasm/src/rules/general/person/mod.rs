//! Names of persons behind a title or a phrase that introduces one: `Dr. X`, `my name is X Y`.
//!
//! Best effort: a name in running text without such a sign is not found.

mod cues;
mod name;

use super::super::Match;
use crate::text::{escape_before, is_word, word_before};
use cues::{Cue, CUES};

/// Most signs and spaces between a cue and the name.
const MAX_SIGNS: usize = 5;

/// Finds every name in `text`.
pub(super) fn find(text: &str, add: &mut dyn FnMut(Match)) {
    let bytes = text.as_bytes();
    let mut by_letter: [Vec<&Cue>; 26] = Default::default();
    for cue in CUES {
        by_letter[usize::from(cue.words.as_bytes()[0] - b'a')].push(cue);
    }
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let word = bytes[at..].iter().take_while(|b| b.is_ascii_alphabetic());
        let end = at + word.count();
        let cues = &by_letter[usize::from(bytes[at].to_ascii_lowercase() - b'a')];
        let found = cues.iter().find_map(|cue| introduced(text, at, cue));
        // A letter of an escape may stand before the word: `\\nDear`.
        let escape = usize::from(escape_before(bytes, at + 1).is_some());
        at = match &found {
            Some(found) => found.span.end,
            None if escape == 1 => at + 1,
            None => end,
        };
        if let Some(found) = found {
            add(found);
        }
    }
}

/// The name behind the cue, if it stands at `at`.
fn introduced(text: &str, at: usize, cue: &Cue) -> Option<Match> {
    let words = cue.words.as_bytes();
    let head = text.as_bytes().get(at..at + words.len())?;
    let fits = head.eq_ignore_ascii_case(words) && !word_before(text, at);
    fits.then(|| behind(text, at + words.len(), cue)).flatten()
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
