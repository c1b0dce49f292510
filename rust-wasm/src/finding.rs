//! What was found, and the choice between values that overlap.

/// One detected value: byte offsets into the scanned text, end exclusive, on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    pub start: usize,
    pub end: usize,
    /// Index into [`crate::rules::RULES`].
    pub rule: usize,
    /// Confidence in percent.
    pub score: u8,
}

/// Leaves findings that do not overlap, sorted by start; together they cover what all covered.
///
/// Of values that overlap the one that contains the other wins, else the surer one, then the
/// longer, the earlier, and the order of [`crate::rules::RULES`]; it is extended over the rest of a
/// value that it cuts, so that no part of one is left standing.
pub fn settle(findings: &mut Vec<Finding>) {
    findings.sort_unstable_by_key(|f| (f.start, usize::MAX - f.end, 100 - f.score, f.rule));
    let mut kept = 0_usize;
    for i in 0..findings.len() {
        let next = findings[i];
        match kept.checked_sub(1).map(|last| &mut findings[last]) {
            Some(last) if next.start < last.end => *last = joined(*last, next),
            _ => {
                findings[kept] = next;
                kept += 1;
            }
        }
    }
    findings.truncate(kept);
}

/// `first` does not start after `second`, and they overlap.
fn joined(first: Finding, second: Finding) -> Finding {
    let same = first.start == second.start && first.end == second.end;
    let contains = second.end <= first.end && !same;
    let rank = |f: &Finding| (f.score, f.end - f.start);
    let winner = if contains || rank(&first) >= rank(&second) {
        first
    } else {
        second
    };
    Finding {
        start: first.start,
        end: first.end.max(second.end),
        ..winner
    }
}
