//! What is found in a text: as it stands, below its disguises, and within its encodings.

use crate::disguise;
use crate::finding::{settle, Finding};
use crate::pass::Pass;
use crate::policy::Policy;
use crate::rules::{Find, RULES};

/// A text holds more values than [`MAX_FINDINGS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyFindings;

/// Most findings in one text.
pub const MAX_FINDINGS: usize = 20_000;
/// How deep encodings and disguises within each other are followed.
pub const MAX_DEPTH: usize = 2;

/// Finds values in a text. Findings are sorted by start and do not overlap.
///
/// # Errors
/// [`TooManyFindings`] when there are more than [`MAX_FINDINGS`].
pub fn scan(
    text: &str,
    policy: &Policy,
    findings: &mut Vec<Finding>,
) -> Result<(), TooManyFindings> {
    findings.clear();
    look(text, policy, 0, findings)?;
    settle(findings);
    if findings.len() > MAX_FINDINGS {
        return Err(TooManyFindings);
    }
    Ok(())
}

/// Adds what is found at this depth and below; findings may overlap.
pub(crate) fn look(
    text: &str,
    policy: &Policy,
    depth: usize,
    findings: &mut Vec<Finding>,
) -> Result<(), TooManyFindings> {
    let mut pass = Pass::new(text, policy, findings);
    let mut hidden = pass.run(depth)?;
    for rule in policy.whole_text_rules() {
        if let Find::Whole(find) = RULES[rule].find {
            find(text, &mut |found| pass.add(rule, &found));
        }
    }
    if let Some(custom) = policy.custom() {
        custom.find(text, policy, findings)?;
    }
    disguise::look_below(text, policy, depth, &mut hidden, findings)
}
