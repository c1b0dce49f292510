//! What becomes of a value that a rule has found.

use super::Pass;
use crate::finding::Finding;
use crate::rules::{Match, RuleSet, CONTEXT_BONUS, RULES};
use std::ops::Range;

/// Values found with such a confidence are not looked into again.
const SETTLES: u8 = 85;

impl Pass<'_> {
    /// The rules that the words around a value speak for.
    pub(super) fn around(&mut self, value: Range<usize>) -> RuleSet {
        if (self.around.0, self.around.1) != (value.start, value.end) {
            let behind = self.policy.words_behind;
            let rules = self
                .words
                .around(&self.index.words, self.bytes, value.clone(), behind);
            self.around = (value.start, value.end, rules);
        }
        self.around.2
    }

    /// Adds what is sure enough by itself or by the words around it.
    pub fn add(&mut self, rule: usize, found: &Match) {
        let threshold = self.policy.threshold(rule);
        let mut score = found.score;
        if score < threshold
            && score.saturating_add(CONTEXT_BONUS) >= threshold
            && !RULES[rule].context.is_empty()
            && self.around(found.span.clone()).holds(rule)
        {
            score = score.saturating_add(CONTEXT_BONUS).min(100);
        }
        if score >= threshold {
            self.found(rule, found.span.clone(), score);
        }
    }

    pub(super) fn found(&mut self, rule: usize, span: Range<usize>, score: u8) {
        let Range { start, end } = span;
        if score >= SETTLES {
            self.settled = self.settled.max(end);
        }
        self.findings.push(Finding {
            start,
            end,
            rule,
            score,
        });
    }
}
