//! Thailand, Malaysia, Indonesia and the Philippines.

use super::super::{Form, Rule};
use super::born::{is_day, is_yymmdd, parts};
use super::{id, number};
use crate::checksum_weighted::{last, repeated, value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "TH_TNIN",
        "TH_TNIN",
        &[
            Form("#-####-#####-##-#", 90),
            Form("# #### ##### ## #", 85),
            Form("#############", 30),
        ],
        thai,
        &[
            "thai",
            "thailand",
            "tnin",
            "บัตรประชาชน",
            "บัตร",
            "ประชาชน",
            "ประจำตัว",
        ],
        "province, modulo 11",
    ),
    id(
        "MY_NRIC",
        "MY_NRIC",
        &[
            Form("######-##-####", 75),
            Form("###### ## ####", 60),
            Form("############", 20),
        ],
        malaysian,
        &[
            "mykad",
            "kad",
            "nric",
            "ic",
            "pengenalan",
            "malaysia",
            "malaysian",
        ],
        "date, place of birth",
    ),
    id(
        "ID_NIK",
        "ID_NIK",
        &[Form("################", 30), Form("######.######.####", 75)],
        indonesian,
        &["nik", "ktp", "kependudukan", "indonesia", "indonesian"],
        "province, date",
    ),
    id(
        "PH_TIN",
        "PH_TIN",
        &[
            Form("###-###-###-###", 45),
            Form("###-###-###-#####", 45),
            Form("###-###-###", 35),
            Form("### ### ### ###", 30),
            Form("### ### ###", 30),
            Form("############", 15),
            Form("#########", 15),
        ],
        philippine,
        &["tin", "taxpayer", "tax", "bir"],
        "modulo 11",
    ),
];

/// Kind 1 to 8, province of the registration (TIS 1099), check digit modulo 11.
fn thai(digits: &[u8]) -> bool {
    let weights = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    let province = digits.get(1..3).map_or(0, number);
    matches!(digits.first(), Some(b'1'..=b'8'))
        && matches!(province, 10..=27 | 30..=58 | 60..=67 | 70..=77 | 80..=86 | 90..=96)
        && (11 - weighted(digits, &weights) % 11) % 10 == last(digits)
}

/// Date of birth and place of birth (National Registration Department); the last digit only tells
/// the sex.
fn malaysian(digits: &[u8]) -> bool {
    let place = digits.get(6..8).map_or(0, number);
    is_yymmdd(digits)
        && !matches!(place, 0 | 17..=20 | 69 | 70 | 73 | 80 | 81 | 94..=97)
        && digits.get(8..).is_some_and(|serial| number(serial) != 0)
}

/// Province, regency, district, date of birth with 40 added to a woman's day, serial
/// (Law 24/2013 on population administration).
fn indonesian(digits: &[u8]) -> bool {
    let [province, regency, district] = parts(digits);
    let [day, month, year] = parts(digits.get(6..).unwrap_or_default());
    let day = if day > 40 { day - 40 } else { day };
    matches!(province, 11..=19 | 21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81 | 82 | 91..=97)
        && regency != 0
        && district != 0
        && is_day(2000 + year, month, day)
        && digits.get(12..).is_some_and(|serial| number(serial) != 0)
}

/// Taxpayer number of the Bureau of Internal Revenue: eight digits, check digit, branch.
fn philippine(digits: &[u8]) -> bool {
    let check = digits.get(8).map_or(0, |check| value(*check));
    !repeated(digits) && weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == check
}
