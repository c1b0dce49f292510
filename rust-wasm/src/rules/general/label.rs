//! Names that stand right before a value: `cvv: 123`, `"securityCode": "123"`, `CVV code is 123`.

use super::super::pairs::Pairs;

/// How far before a value its name may start, in bytes.
const WINDOW: usize = 40;
/// Most signs and spaces between a name and the value.
const MAX_SIGNS: usize = 6;
/// What may stand between a name and the value, at most two of them.
const FILLERS: [&str; 9] = [
    "number", "code", "no", "is", "value", "date", "es", "est", "ist",
];

/// Names in lower case and without spaces.
pub(super) struct Labels {
    names: &'static [&'static str],
    /// How they and the fillers end.
    endings: Pairs,
}

impl Labels {
    pub(super) const fn new(names: &'static [&'static str]) -> Self {
        let endings = Pairs::last(&[names, &FILLERS]);
        Self { names, endings }
    }
}

/// Whether one of `labels` is the name of what stands at `at`.
pub(super) fn names(bytes: &[u8], at: usize, labels: &Labels) -> bool {
    let window = bytes.get(at.saturating_sub(WINDOW)..at).unwrap_or_default();
    let Some(mut head) = without_signs(window) else {
        return false;
    };
    // Most words before a number are none of these, and end otherwise.
    let mut letters = head.iter().rev();
    let last = letters.next().copied().unwrap_or(0);
    let second = letters.find(|b| !is_joint(**b)).copied().unwrap_or(0);
    if !labels.endings.has(second, last) {
        return false;
    }
    for _ in 0..3 {
        if labels
            .names
            .iter()
            .any(|label| word_start(head, label).is_some())
        {
            return true;
        }
        let filler = FILLERS.iter().find_map(|filler| word_start(head, filler));
        match filler.and_then(|start| without_signs(&head[..start])) {
            Some(rest) => head = rest,
            None => return false,
        }
    }
    false
}

/// What stands before a few signs on the same line.
fn without_signs(head: &[u8]) -> Option<&[u8]> {
    let signs = head.iter().rev().take_while(|b| !is_word(**b)).count();
    let (head, signs) = head.split_at(head.len() - signs);
    (signs.len() <= MAX_SIGNS && signs.iter().all(|b| *b != b'\n')).then_some(head)
}

/// Where the word or words start that end `head` and have the letters of `label`.
fn word_start(head: &[u8], label: &str) -> Option<usize> {
    let mut at = head.len();
    for wanted in label.bytes().rev() {
        while at < head.len() && at > 0 && is_joint(head[at - 1]) {
            at -= 1;
        }
        at = at.checked_sub(1)?;
        if head[at].to_ascii_lowercase() != wanted {
            return None;
        }
    }
    let before = at.checked_sub(1).map_or(0, |i| head[i]);
    let hump = head[at].is_ascii_uppercase() && before.is_ascii_lowercase();
    (!is_word(before) || hump).then_some(at)
}

/// Whether it may stand between the letters of a name.
fn is_joint(b: u8) -> bool {
    matches!(b, b' ' | b'_' | b'-')
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 0x80
}
