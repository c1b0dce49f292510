//! Netherlands: burgerservicenummer (Wet algemene bepalingen burgerservicenummer); Belgium:
//! rijksregisternummer (Koninklijk besluit of 3 April 1984).

use super::super::{Form, Rule};
use super::{date, id, number};
use crate::checksum::divisible;

pub(super) const RULES: &[Rule] = &[
    id(
        "NL_BSN",
        "NL_BSN",
        &[
            Form("####.##.###", 60),
            Form("#### ## ###", 40),
            Form("#########", 25),
            Form("########", 5),
        ],
        |digits| number(digits) > 9_999_999 && eleven(digits),
        &["bsn", "burgerservicenummer", "sofinummer", "sofi", "burger"],
        "weighted sum modulo 11",
    ),
    id(
        "BE_NATIONAL_NUMBER",
        "BE_NATIONAL_NUMBER",
        &[
            Form("##.##.##-###.##", 95),
            Form("##.##.##-### ##", 95),
            Form("##.##.##-###-##", 95),
            Form("##.##.## ### ##", 90),
            Form("## ## ## ### ##", 90),
            Form("##-##-##-###-##", 90),
            Form("###### ### ##", 85),
            Form("######-###-##", 85),
            Form("######-###.##", 85),
            Form("###########", 45),
        ],
        national_number,
        &[
            "rijksregister",
            "rijksregisternummer",
            "insz",
            "niss",
            "rrn",
            "registre",
            "national",
            "nationaal",
            "nationalnummer",
        ],
        "date of birth, modulo 97",
    ),
];

/// The Dutch "elfproef". Old numbers have eight digits.
pub(super) fn eleven(digits: &[u8]) -> bool {
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, 10];
    let skip = 9_usize.saturating_sub(digits.len());
    divisible(digits, &weights[skip..], 11)
}

/// Births from 2000 on are computed with a 2 before the number. Months of `bis` numbers have 20 or 40
/// more; a date that is not known is 0.
fn national_number(digits: &[u8]) -> bool {
    if digits.len() != 11 {
        return false;
    }
    let (head, check) = (number(&digits[..9]), number(&digits[9..]));
    let (month, day) = (number(&digits[2..4]), number(&digits[4..6]));
    let bis = (20..=52).contains(&month);
    let dated = date::exists(month, day) || (month, day) == (0, 0) || bis && month % 20 < 13;
    dated
        && number(&digits[6..9]) > 0
        && [head, head + 2_000_000_000]
            .iter()
            .any(|n| 97 - n % 97 == check)
}
