//! Israel, the United Arab Emirates, Saudi Arabia and Pakistan.

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum::luhn;
use crate::checksum_weighted::repeated;

pub(super) const RULES: &[Rule] = &[
    id(
        "IL_ID",
        "IL_ID",
        &[Form("########-#", 35), Form("#########", 20)],
        |digits| !repeated(digits) && luhn(digits),
        &["זהות", "ת", "תעודת", "teudat", "zehut", "israel", "israeli"],
        "Luhn",
    ),
    id(
        "AE_EMIRATES_ID",
        "AE_EMIRATES_ID",
        &[
            Form("784-####-#######-#", 95),
            Form("784 #### ####### #", 95),
            Form("784############", 85),
        ],
        emirates,
        &["emirates", "eid", "الهوية", "هوية"],
        "year, Luhn",
    ),
    id(
        "SA_NATIONAL_ID",
        "SA_NATIONAL_ID",
        &[Form("##########", 20)],
        |digits| matches!(digits.first(), Some(b'1' | b'2')) && luhn(digits),
        &[
            "iqama",
            "saudi",
            "absher",
            "الهوية",
            "هوية",
            "إقامة",
            "الإقامة",
            "السجل",
        ],
        "first digit 1 or 2, Luhn",
    ),
    id(
        "PK_CNIC",
        "PK_CNIC",
        &[Form("#####-#######-#", 70), Form("#############", 10)],
        |digits| matches!(digits, [b'1'..=b'7', .., b'1'..=b'9']),
        &["cnic", "nicop", "nadra", "pakistan", "pakistani", "شناختی"],
        "province, sex",
    ),
];

/// Identity card (Federal Authority for Identity): 784, the year of birth, serial, Luhn.
fn emirates(digits: &[u8]) -> bool {
    let year = digits.get(3..7).map_or(0, number);
    matches!(year, 1900..=2050) && luhn(digits)
}
