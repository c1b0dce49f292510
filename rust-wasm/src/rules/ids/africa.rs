//! Nigeria, South Africa and Egypt.

use super::super::{Form, Rule};
use super::born::{is_day, is_yymmdd, is_yyyymmdd, parts};
use super::{id, number};
use crate::checksum::luhn;
use crate::checksum_verhoeff::verhoeff;
use crate::checksum_weighted::repeated;

pub(super) const RULES: &[Rule] = &[
    id(
        "NG_NIN",
        "NG_NIN",
        &[Form("###########", 25), Form("#### #### ###", 25)],
        |digits| !repeated(digits) && verhoeff(digits),
        &["nin", "nimc", "nigeria", "nigerian"],
        "Verhoeff",
    ),
    id(
        "NG_VEHICLE_REGISTRATION",
        "NG_VEHICLE",
        &[
            Form("@@@-###@@", 35),
            Form("@@@ ###@@", 30),
            Form("@@@###@@", 30),
        ],
        |value| value.get(3..6).is_some_and(|serial| number(serial) != 0),
        &[
            "plate",
            "plates",
            "vehicle",
            "vehicles",
            "registration",
            "nigeria",
            "nigerian",
            "frsc",
        ],
        "local government area, serial, year",
    ),
    id(
        "ZA_ID_NUMBER",
        "ZA_ID_NUMBER",
        &[
            Form("#############", 75),
            Form("###### #### ###", 85),
            Form("###### #### ## #", 85),
            Form("######-####-###", 85),
        ],
        south_african,
        &["id", "rsa", "african", "africa"],
        "date, status, Luhn",
    ),
    id(
        "EG_NATIONAL_ID",
        "EG_NATIONAL_ID",
        &[Form("##############", 45)],
        egyptian,
        &["egypt", "egyptian", "القومي", "قومي", "الرقم", "بطاقة"],
        "date, governorate",
    ),
];

/// Date of birth, serial, status 0 to 2, 8 or 9, Luhn's check digit (Identification Act 68 of 1997).
fn south_african(digits: &[u8]) -> bool {
    let status = digits.get(10..12).unwrap_or_default();
    matches!(status, [b'0'..=b'2', b'8' | b'9']) && is_yymmdd(digits) && luhn(digits)
}

/// Century, date of birth, governorate of birth, serial; what the last digit checks is not public.
fn egyptian(digits: &[u8]) -> bool {
    let [century @ (b'2' | b'3'), date @ ..] = digits else {
        return false;
    };
    let [year, month, day] = parts(date);
    let governorate = date.get(6..8).map_or(0, number);
    let [hour, minute, second] = parts(digits.get(8..).unwrap_or_default());
    let is_time = is_yyyymmdd(digits) && hour < 24 && minute < 60 && second < 60;
    let century = if *century == b'2' { 1900 } else { 2000 };
    is_day(century + year, month, day)
        && matches!(governorate, 1..=4 | 11..=19 | 21..=29 | 31..=35 | 88)
        && !is_time
}
