//! One pass over a text: candidates, their verification, and the choice between overlapping ones.

use crate::rules::{Find, ANCHORED, FOLLOWED, RULES, TOKEN_START};
use crate::text::{byte, byte_before, word_before};

/// One detected value: byte offsets into the scanned text, end exclusive, on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    pub start: usize,
    pub end: usize,
    /// Index into [`crate::rules::RULES`].
    pub rule: usize,
}

/// A text holds more values than [`MAX_FINDINGS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyFindings;

/// Most findings in one text.
pub const MAX_FINDINGS: usize = 20_000;
/// Most findings in one text before overlapping ones are dropped.
const MAX_VERIFIED: usize = 4 * MAX_FINDINGS;

/// Finds values in a text. Findings are sorted by start and do not overlap.
///
/// Of overlapping values the earliest start wins, then the longest, then the order of
/// [`crate::rules::RULES`].
///
/// # Errors
/// [`TooManyFindings`] when there are more than [`MAX_FINDINGS`].
pub fn scan(text: &str, findings: &mut Vec<Finding>) -> Result<(), TooManyFindings> {
    findings.clear();
    let bytes = text.as_bytes();
    for (at, anchor) in bytes.iter().enumerate() {
        let mut rules = ANCHORED[usize::from(*anchor)];
        if rules == 0 {
            continue;
        }
        rules &= FOLLOWED[usize::from(byte(bytes, at + 1))];
        if rules != 0 {
            verify(text, at, rules, findings);
            if findings.len() > MAX_VERIFIED {
                return Err(TooManyFindings);
            }
        }
    }
    drop_overlapping(findings);
    if findings.len() > MAX_FINDINGS {
        return Err(TooManyFindings);
    }
    Ok(())
}

/// Asks every rule whose anchor byte stands at `at`. `rules` has one bit per rule.
fn verify(text: &str, at: usize, mut rules: u64, findings: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    // A run of digits is one candidate, at its start.
    if bytes[at].is_ascii_digit() && byte_before(bytes, at).is_ascii_digit() {
        return;
    }
    if rules & TOKEN_START != 0 && word_before(text, at) {
        rules &= !TOKEN_START;
    }
    while rules != 0 {
        let rule = rules.trailing_zeros() as usize;
        rules &= rules - 1;
        let span = match RULES[rule].find {
            Find::Code(find) => find(text, at),
            Find::Shapes(shapes) => crate::rules::secrets::find(text, at, shapes),
        };
        if let Some(span) = span {
            findings.push(Finding {
                start: span.start,
                end: span.end,
                rule,
            });
        }
    }
}

fn drop_overlapping(findings: &mut Vec<Finding>) {
    findings.sort_unstable_by_key(|f| (f.start, usize::MAX - f.end, f.rule));
    let mut free = 0;
    findings.retain(|f| {
        let kept = f.start >= free;
        if kept {
            free = f.end;
        }
        kept
    });
}
