//! United States: numbers of the Social Security Administration and the tax office.

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum_weighted::repeated;

pub(super) const RULES: &[Rule] = &[
    id(
        "US_SSN",
        "US_SSN",
        &[
            Form("###-##-####", 85),
            Form("### ## ####", 85),
            Form("###.##.####", 30),
            Form("#########", 20),
            Form("###-######", 10),
            Form("#####-####", 5),
        ],
        ssn,
        &["ssn", "ssns", "social", "socialsecurity"],
        "areas, groups and serials that were issued",
    ),
    id(
        "US_ITIN",
        "US_ITIN",
        &[
            Form("###-##-####", 65),
            Form("### ## ####", 60),
            Form("#########", 20),
            Form("###-######", 10),
            Form("#####-####", 5),
        ],
        itin,
        &["itin", "itins", "taxpayer", "individual"],
        "first digit 9, groups that are issued",
    ),
    id(
        "US_EIN",
        "US_EIN",
        &[Form("##-#######", 35), Form("#########", 10)],
        ein,
        &["ein", "eins", "fein", "employer", "irs"],
        "prefixes of the issuing offices",
    ),
];

/// Numbers from advertisements, which the SSA declared void.
const VOID: [u64; 3] = [78_051_120, 219_099_999, 457_555_462];

/// Areas 000, 666 and 900 to 999, group 00 and serial 0000 were never issued (SSA, since 2011).
fn ssn(value: &[u8]) -> bool {
    let all_same = repeated(value);
    let value = number(value);
    let (area, group, serial) = (value / 1_000_000, value / 10_000 % 100, value % 10_000);
    let issued = !matches!(area, 0 | 666 | 900..) && group != 0 && serial != 0;
    issued && !all_same && !VOID.contains(&value)
}

/// Groups 50 to 65, 70 to 88, 90 to 92 and 94 to 99 (IRS Publication 4757).
fn itin(value: &[u8]) -> bool {
    let value = number(value);
    let group = value / 10_000 % 100;
    value / 100_000_000 == 9 && matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

/// Prefixes of the campuses and of internet applications (IRS, How EINs are assigned).
fn ein(value: &[u8]) -> bool {
    let prefix = number(value) / 10_000_000;
    !repeated(value)
        && matches!(prefix,
            1..=6 | 10..=16 | 20..=27 | 30..=48 | 50..=68 | 71..=77 | 80..=88 | 90..=95 | 98 | 99)
}
