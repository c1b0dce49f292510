//! Patterns of digits and letters, and what is known of them before they are compared.

use crate::rules::RuleSet;
use std::cmp::Reverse;

/// A pattern with its optional separator decided, and the rules that have it.
#[derive(Clone)]
pub struct PatternRow {
    pub pattern: String,
    /// Which characters of the first group must be digits, and which letters: a bit for each.
    pub digits: u64,
    pub letters: u64,
    /// Whether it is one group that digits alone fit.
    pub plain: bool,
    /// What must stand behind the first group; 0 when the pattern ends there.
    pub next: u8,
    /// The pattern's character behind that one, or 0.
    pub second: u8,
    /// The pattern's last character.
    pub last: u8,
    pub forms: Vec<FormRow>,
    /// The same, those with the highest scores first.
    pub surest: Vec<FormRow>,
    /// The rules of `forms`, and the highest of their scores.
    pub rules: RuleSet,
    pub best: u8,
}

/// What one rule thinks of a pattern.
#[derive(Clone, Copy)]
pub struct FormRow {
    pub rule: usize,
    pub score: u8,
    pub check: fn(&[u8]) -> bool,
}

/// Adds what a rule thinks of a pattern.
pub(super) fn add_to_pattern(rows: &mut Vec<PatternRow>, pattern: String, form: FormRow) {
    let known = rows.iter().position(|row| row.pattern == pattern);
    let at = known.unwrap_or_else(|| {
        rows.push(PatternRow {
            second: pattern
                .as_bytes()
                .get(first_group(&pattern) + 1)
                .copied()
                .unwrap_or(0),
            next: pattern
                .as_bytes()
                .get(first_group(&pattern))
                .copied()
                .unwrap_or(0),
            last: pattern.bytes().last().unwrap_or(0),
            plain: pattern.bytes().all(|byte| matches!(byte, b'#' | b'?')),
            digits: mask(&pattern, |byte| byte == b'#' || byte.is_ascii_digit()),
            letters: mask(&pattern, |byte| {
                matches!(byte, b'@' | b'!') || byte.is_ascii_alphabetic()
            }),
            pattern,
            forms: Vec::new(),
            surest: Vec::new(),
            rules: RuleSet::default(),
            best: 0,
        });
        rows.len() - 1
    });
    let row = &mut rows[at];
    row.forms.push(form);
    row.surest.push(form);
    row.surest.sort_by_key(|form| Reverse(form.score));
    row.rules.insert(form.rule);
    row.best = row.best.max(form.score);
}

/// The characters of a pattern's first group that pass the test: a bit for each.
fn mask(pattern: &str, test: impl Fn(u8) -> bool) -> u64 {
    let group = pattern.bytes().take(first_group(pattern)).enumerate();
    group.fold(0, |mask, (i, byte)| mask | u64::from(test(byte)) << i)
}

/// Length of a pattern's first run of letters and digits.
pub(super) fn first_group(pattern: &str) -> usize {
    let mut group = 0;
    for byte in pattern.bytes() {
        match byte {
            b'#' | b'@' | b'!' | b'?' => group += 1,
            literal if literal.is_ascii_alphanumeric() => group += 1,
            _ => break,
        }
    }
    group
}
