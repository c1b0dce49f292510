//! United States.

use super::super::{Form, Rule};
use super::{id, number};

pub(super) const RULES: &[Rule] = &[id(
    "US_SSN",
    "US_SSN",
    &[
        Form("###-##-####", 85),
        Form("### ## ####", 85),
        Form("###.##.####", 30),
        Form("#########", 20),
    ],
    ssn,
    &["ssn", "ssns", "social", "socialsecurity"],
    "areas, groups and serials that were issued",
)];

/// Numbers from advertisements, which the SSA declared void.
const VOID: [u64; 3] = [78_051_120, 219_099_999, 457_555_462];

/// Areas 000, 666 and 900 to 999, group 00 and serial 0000 were never issued (SSA, since 2011).
fn ssn(value: &[u8]) -> bool {
    let value = number(value);
    let (area, group, serial) = (value / 1_000_000, value / 10_000 % 100, value % 10_000);
    !matches!(area, 0 | 666 | 900..) && group != 0 && serial != 0 && !VOID.contains(&value)
}
