//! Canada.

use super::super::{Form, Rule};
use super::id;
use crate::checksum::luhn;

pub(super) const RULES: &[Rule] = &[id(
    "CA_SIN",
    "CA_SIN",
    &[
        Form("###-###-###", 45),
        Form("### ### ###", 40),
        Form("#########", 25),
    ],
    sin,
    &[
        "sin",
        "sins",
        "nas",
        "insurance",
        "assurance",
        "sociale",
        "canada",
        "canadian",
    ],
    "Luhn, first digit not 0 or 8",
)];

/// Social insurance number (Service Canada): 0 is for examples, 8 for businesses.
fn sin(number: &[u8]) -> bool {
    !matches!(number.first(), Some(b'0' | b'8')) && luhn(number)
}
