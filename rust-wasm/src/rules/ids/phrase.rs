//! Phrases before a value, where a single word says too little.

/// How far before a value a phrase may start, in bytes.
const BEFORE: usize = 48;

/// Whether a word that starts with `first` stands before `start`, and one that starts with `then`
/// at most `gap` bytes behind it: `driver's license`, `driving licence`.
pub(super) fn phrase_before(text: &str, start: usize, first: &str, then: &str, gap: usize) -> bool {
    let bytes = text.as_bytes();
    let window = bytes.get(start.saturating_sub(BEFORE)..start);
    let window = window.unwrap_or_default();
    let is_at = |at: usize, word: &str| {
        let found = window.get(at..at + word.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    };
    (0..window.len()).filter(|at| is_at(*at, first)).any(|at| {
        let end = at + first.len();
        (end..=end + gap).any(|next| is_at(next, then))
    })
}
