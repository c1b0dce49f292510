//! What a scan reports: one threshold per rule.

use crate::custom::Custom;
use crate::index::Index;
use crate::rules::{Find, DEFAULT_THRESHOLD, OFF, RULES};
use std::rc::Rc;

/// The lowest confidence that is reported, for each rule, in percent; [`OFF`] for not at all.
pub struct Policy {
    thresholds: Vec<u8>,
    whole: Vec<usize>,
    lowest: u8,
    /// The rows of the index that are asked at numbers.
    pub(crate) numbers: u64,
    /// Whether words behind a value speak for it too. In a text that still comes they cannot.
    pub words_behind: bool,
    custom: Option<Rc<Custom>>,
}

impl Default for Policy {
    fn default() -> Self {
        let thresholds = RULES
            .iter()
            .map(|rule| if rule.on { DEFAULT_THRESHOLD } else { OFF });
        Self::new(thresholds.collect())
    }
}

impl Policy {
    /// `thresholds` has one entry per rule; missing ones are off.
    #[must_use]
    pub fn new(thresholds: Vec<u8>) -> Self {
        Self::with_custom(thresholds, None)
    }

    /// The same for the operator's own rules too, whose thresholds come behind.
    #[must_use]
    pub fn with_custom(mut thresholds: Vec<u8>, custom: Option<Rc<Custom>>) -> Self {
        thresholds.resize(
            RULES.len() + custom.as_ref().map_or(0, |own| own.len()),
            OFF,
        );
        let is_on =
            |rule: &usize| thresholds[*rule] != OFF && matches!(RULES[*rule].find, Find::Whole(_));
        let whole = (0..RULES.len()).filter(is_on).collect();
        Self {
            numbers: Index::get().numbers.rows_of(|rule| thresholds[rule] != OFF),
            lowest: thresholds.iter().copied().min().unwrap_or(OFF),
            thresholds,
            whole,
            words_behind: true,
            custom,
        }
    }

    #[must_use]
    pub fn is_on(&self, rule: usize) -> bool {
        self.threshold(rule) != OFF
    }

    #[must_use]
    pub fn threshold(&self, rule: usize) -> u8 {
        self.thresholds.get(rule).copied().unwrap_or(OFF)
    }

    /// The lowest of the thresholds.
    #[must_use]
    pub fn lowest(&self) -> u8 {
        self.lowest
    }

    /// The operator's own rules, when any of them is on.
    pub(crate) fn custom(&self) -> Option<&Custom> {
        let is_on = self.thresholds[RULES.len()..].iter().any(|t| *t != OFF);
        self.custom.as_deref().filter(|_| is_on)
    }

    pub(crate) fn whole_text_rules(&self) -> impl Iterator<Item = usize> + '_ {
        self.whole.iter().copied()
    }
}
