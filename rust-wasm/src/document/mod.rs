//! Values in a JSON document, found in its bytes as they came: nothing is parsed into a tree, and
//! the caller replaces bytes only where something was found.
//!
//! The document is read as one text, in which quotation marks, colons and escapes are boundaries
//! and names of properties are context. Only when something was found is it read again, to see in
//! which string or number it lies.

mod escaped;
mod joints;
mod lens;
mod locate;

use crate::engine::{self, TooManyFindings};
use crate::finding::{settle, Finding};
use crate::json::{self, Exactness, Fault, FaultKind, Limits};
use crate::policy::Policy;
use crate::prefilter;
pub use lens::Lens;
pub use locate::{Located, Within};
use std::ops::Range;

/// Why a document was not screened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Json(Fault),
    TooManyFindings,
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Json(fault)
    }
}

impl From<TooManyFindings> for Refusal {
    fn from(_: TooManyFindings) -> Self {
        Self::TooManyFindings
    }
}

/// What is known of a document beside its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screened {
    pub exactness: Exactness,
    /// Where the first string stands that the lens notes, without its quotation marks.
    pub noted: Option<Range<usize>>,
}

/// Checks a document as [`json::check`] does, and finds the values in its strings, names and
/// numbers. They are sorted, do not overlap and cut no escape.
///
/// # Errors
/// [`Refusal`]
pub fn screen(
    bytes: &[u8],
    limits: Limits,
    lens: &Lens,
    policy: &Policy,
    located: &mut Vec<Located>,
) -> Result<Screened, Refusal> {
    located.clear();
    let text = prefilter::as_text(bytes).map_err(|offset| Fault {
        kind: FaultKind::NotUtf8,
        offset,
    })?;
    let mut joints = joints::Joints::new(text, lens);
    let exactness = json::read(text, limits, &mut joints)?;
    let mut findings: Vec<Finding> = Vec::new();
    engine::scan(text, policy, &mut findings)?;
    joints.look_across(policy, &mut findings)?;
    look_below_escapes(text, limits, lens, policy, &mut findings)?;
    if !findings.is_empty() {
        json::read(
            text,
            limits,
            locate::Locate::new(text, lens, &findings, located),
        )?;
    }
    Ok(Screened {
        exactness,
        noted: joints.noted,
    })
}

/// Adds what the operator's own rules find in strings with escapes.
fn look_below_escapes(
    text: &str,
    limits: Limits,
    lens: &Lens,
    policy: &Policy,
    findings: &mut Vec<Finding>,
) -> Result<(), Refusal> {
    let Some(custom) = policy.custom().filter(|_| text.contains('\\')) else {
        return Ok(());
    };
    let mut escaped = escaped::Escaped {
        text,
        lens,
        policy,
        custom,
        findings: Vec::new(),
        failed: false,
    };
    json::read(text, limits, &mut escaped)?;
    if escaped.failed {
        return Err(TooManyFindings.into());
    }
    if !escaped.findings.is_empty() {
        findings.append(&mut escaped.findings);
        settle(findings);
    }
    Ok(())
}
