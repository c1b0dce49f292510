//! `my number is …`: a number of a person, as opposed to one of an order.

/// How far before the digits the phrase may start, in bytes.
const WINDOW: usize = 48;
const OWNERS: [&str; 6] = ["my", "his", "her", "our", "your", "their"];

/// Whether someone's number is what stands at `at`; a country may stand between (`my US number`).
pub(super) fn is_someones_number(bytes: &[u8], at: usize) -> bool {
    let window = bytes.get(at.saturating_sub(WINDOW)..at).unwrap_or_default();
    // Most numbers have none of these words right before them.
    let last = window
        .iter()
        .rev()
        .take(6)
        .find(|b| b.is_ascii_alphabetic());
    if !last.is_some_and(|b| matches!(b | 0x20, b'r' | b's')) {
        return false;
    }
    let line = window.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let mut words = line
        .rsplit(|b| !b.is_ascii_alphabetic())
        .filter(|word| !word.is_empty());
    let is = |word: Option<&[u8]>, wanted: &[&str]| {
        word.is_some_and(|word| {
            wanted
                .iter()
                .any(|one| word.eq_ignore_ascii_case(one.as_bytes()))
        })
    };
    let mut word = words.next();
    if is(word, &["is"]) {
        word = words.next();
    }
    if !is(word, &["number"]) {
        return false;
    }
    let before = words.next();
    let country = before.is_some_and(|word| {
        word.len() > 1 && word.iter().all(u8::is_ascii_uppercase)
            || word.first().is_some_and(u8::is_ascii_uppercase)
    });
    is(before, &OWNERS) || country && is(words.next(), &OWNERS)
}
