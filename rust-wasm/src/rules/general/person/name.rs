//! One to four capitalised words, with particles between.

use crate::text::is_word;

/// Most words, particles apart.
const MAX_NAMES: usize = 4;
const MAX_WORDS: usize = 8;
const PARTICLES: [&str; 26] = [
    "de", "del", "de la", "la", "le", "da", "dos", "das", "do", "di", "della", "van", "von", "der",
    "den", "ten", "ter", "zu", "zum", "al", "el", "bin", "ibn", "ben", "y", "af",
];
/// Capitalised words that start no name and end one.
const OTHERS: &str =
    "sir madam team customer customers all everyone friend friends colleague colleagues hiring \
manager support user users client clients valued doctor professor mr mrs ms miss dr prof sirs \
madams ladies gentlemen god world there the a an i you we he she it they this that these those \
my your our his her its and or but not no yes is are was were to from for in on at by with as if \
so when what who how why please thank thanks hello hi hey dear re subject date email phone \
address monday tuesday wednesday thursday friday saturday sunday january february april june \
july august september october november december english spanish french german italian chinese \
american british señor señora herr frau herren damen monsieur madame kunde inc ltd llc gmbh corp \
company department university bank assistant chatgpt claude gpt ai ceo cto cfo null none true \
false unknown n";

pub(super) struct Name {
    pub end: usize,
    /// Number of its capitalised words.
    pub names: usize,
}

/// Reads the name at `start`.
pub(super) fn read(text: &str, start: usize) -> Option<Name> {
    let mut found = Name {
        end: start,
        names: 0,
    };
    let mut at = start;
    for _ in 0..MAX_WORDS {
        let rest = text.get(at..)?;
        let word = word(rest);
        let is_one_of = |words: &[&str]| words.iter().any(|one| word.eq_ignore_ascii_case(one));
        let capital = word.starts_with(char::is_uppercase);
        let initial = word.chars().count() == 1 && rest[word.len()..].starts_with('.');
        let particle = is_one_of(&PARTICLES) && !(capital && found.names == 0);
        let other = capital && !particle && !initial && is_other(word);
        if word.is_empty() || !capital && !particle || other {
            break;
        }
        at += word.len() + usize::from(initial);
        if capital {
            found.end = at;
            found.names += 1;
        }
        if found.names == MAX_NAMES || !text.get(at..)?.starts_with(' ') {
            break;
        }
        at += 1;
    }
    let whole = !text.get(found.end..)?.starts_with(is_word);
    (found.names > 0 && whole).then_some(found)
}

fn is_other(word: &str) -> bool {
    let mut others = OTHERS.split(' ');
    others.any(|other| word.eq_ignore_ascii_case(other))
}

/// The letters from the start of `rest`, with apostrophes and hyphens between.
fn word(rest: &str) -> &str {
    let mut end = 0;
    for (at, c) in rest.char_indices().take(40) {
        let joint = matches!(c, '\'' | '’' | '-') && at > 0;
        if !c.is_alphabetic() && !joint {
            break;
        }
        if c.is_alphabetic() {
            end = at + c.len_utf8();
        }
    }
    let word = &rest[..end];
    word.strip_suffix("'s")
        .or_else(|| word.strip_suffix("’s"))
        .unwrap_or(word)
}
