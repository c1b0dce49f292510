//! Phrases before a value, where a single word says too little.

use crate::text::holds_letter;

/// How far before a value a phrase may start, in bytes.
const BEFORE: usize = 48;

/// The starts of a first word, the starts of words that may follow it, and how many bytes may stand
/// between: `driver's license`, `driving licence`.
pub(super) struct Phrase(pub &'static str, pub &'static [&'static str], pub usize);

/// Whether one of these phrases stands before `start`. All first words start with `initial`, in
/// lower case.
pub(super) fn phrase_before(text: &str, start: usize, initial: u8, phrases: &[Phrase]) -> bool {
    let bytes = text.as_bytes();
    let window = bytes.get(start.saturating_sub(BEFORE)..start);
    let window = window.unwrap_or_default();
    if !holds_letter(window, initial) {
        return false;
    }
    let is_at = |at: usize, word: &str| {
        let found = window.get(at..at + word.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    };
    let initials = (0..window.len()).filter(|at| window[*at] | 0x20 == initial);
    initials.into_iter().any(|at| {
        phrases.iter().any(|Phrase(first, then, gap)| {
            let end = at + first.len();
            is_at(at, first)
                && (end..=end + gap).any(|next| then.iter().any(|word| is_at(next, word)))
        })
    })
}
