//! Finland, Norway, Denmark and Iceland: personal identity codes.

use super::super::{Form, Rule};
use super::{date, id, number};
use crate::checksum::divisible;

pub(super) const RULES: &[Rule] = &[
    id(
        "FI_PERSONAL_IDENTITY_CODE",
        "FI_HETU",
        &[
            Form("######-###?", 90),
            Form("######+###?", 90),
            Form("######@###?", 90),
        ],
        hetu,
        &[
            "hetu",
            "henkilötunnus",
            "henkilötunnuksesi",
            "personbeteckning",
            "identity",
        ],
        "date of birth, check character modulo 31",
    ),
    id(
        "NO_FODSELSNUMMER",
        "NO_FODSELSNUMMER",
        &[
            Form("######~#####", 75),
            Form("##.##.##~#####", 90),
            Form("##-##-##-#####", 90),
            Form("## ## ## #####", 90),
            Form("## ## ## ### ##", 90),
        ],
        fodselsnummer,
        &[
            "fødselsnummer",
            "fodselsnummer",
            "fnr",
            "personnummer",
            "dnummer",
        ],
        "date of birth, two check digits modulo 11",
    ),
    id(
        "DK_CPR",
        "DK_CPR",
        &[
            Form("######-####", 45),
            Form("###### ####", 25),
            Form("##########", 10),
        ],
        cpr,
        &["cpr", "cprnr", "cprnummer", "personnummer", "personnr"],
        "date of birth",
    ),
    id(
        "IS_KENNITALA",
        "IS_KENNITALA",
        &[
            Form("######-####", 60),
            Form("###### ####", 45),
            Form("##########", 40),
        ],
        kennitala,
        &["kennitala", "kennitölu", "kennitölur", "kt"],
        "date of birth, check digit modulo 11",
    ),
];

/// Väestötietoasetus 128/2010 § 2. Serial numbers from 900 on are temporary.
fn hetu(value: &[u8]) -> bool {
    let [date @ .., check] = value else {
        return false;
    };
    let sign = date.get(6).copied().unwrap_or(0);
    let serial = date.get(date.len().saturating_sub(3)..).unwrap_or_default();
    let rest = (number(&date[..6.min(date.len())]) * 1000 + number(serial)) % 31;
    let dated = date.len() == 9 || matches!(sign, b'A'..=b'F' | b'U'..=b'Y');
    dated
        && date::day_first(value)
        && number(serial) >= 2
        && b"0123456789ABCDEFHJKLMNPRSTUVWXY"[(rest % 31) as usize] == *check
}

/// CPR-kontoret, "Personnummeret i CPR": the seventh digit and the year say the century; check digits
/// are no longer kept since 2007.
fn cpr(digits: &[u8]) -> bool {
    let year = number(digits.get(4..6).unwrap_or_default());
    let past = !matches!(digits.get(6), Some(b'5'..=b'8')) || !(41..58).contains(&year);
    date::day_first(digits) && past
}

/// Folkeregisterforskriften § 2-2-1. D-numbers have 40 more as day, others 40, 65 or 80 more as month.
fn fodselsnummer(value: &[u8]) -> bool {
    if value.len() != 11 {
        return false;
    }
    let (day, month) = (number(&value[..2]), number(&value[2..4]));
    let month = match month {
        81..=92 => month - 80,
        66..=77 => month - 65,
        41..=52 => month - 40,
        _ => month,
    };
    let (year, serial) = (number(&value[4..6]), number(&value[6..9]));
    let past = !(500..900).contains(&serial) || !(40..54).contains(&year);
    past && date::exists(month, if day > 40 { day - 40 } else { day })
        && divisible(value, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1], 11)
        && divisible(value, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11)
}

/// Þjóðskrá: date of birth (40 more as day for organisations), two digits, check digit, century.
fn kennitala(value: &[u8]) -> bool {
    if value.len() != 10 {
        return false;
    }
    let day = number(&value[..2]);
    date::exists(number(&value[2..4]), if day > 40 { day - 40 } else { day })
        && matches!(value[9], b'8' | b'9' | b'0')
        && divisible(value, &[3, 2, 7, 6, 5, 4, 3, 2, 1], 11)
}
