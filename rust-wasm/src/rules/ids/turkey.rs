//! Türkiye: people and vehicles.

use super::super::{Form, Rule};
use super::{id, number};
use crate::checksum_weighted::{last, value, weighted};

pub(super) const RULES: &[Rule] = &[
    id(
        "TR_NATIONAL_ID",
        "TR_NATIONAL_ID",
        &[Form("###########", 45), Form("### ### ### ##", 60)],
        citizen,
        &[
            "tc",
            "tckn",
            "tckimlik",
            "kimlik",
            "vatandaşlık",
            "türk",
            "türkiye",
            "turkish",
            "turkey",
        ],
        "two check digits",
    ),
    id(
        "TR_LICENSE_PLATE",
        "TR_PLATE",
        &[
            Form("## @ ##", 20),
            Form("##@##", 20),
            Form("## @ ###", 30),
            Form("##@###", 30),
            Form("## @ ####", 35),
            Form("##@####", 35),
            Form("## @ #####", 35),
            Form("##@#####", 35),
            Form("## @@ ##", 25),
            Form("##@@##", 25),
            Form("## @@ ###", 35),
            Form("##@@###", 35),
            Form("## @@ ####", 35),
            Form("##@@####", 35),
            Form("## @@@ ##", 35),
            Form("##@@@##", 35),
            Form("## @@@ ###", 35),
            Form("##@@@###", 35),
            Form("## @@@ ####", 25),
            Form("##@@@####", 25),
        ],
        plate,
        &[
            "plaka", "plakası", "plakasi", "plakalı", "plakali", "araç", "plate", "plates",
        ],
        "province, letters that are used",
    ),
];

/// Citizen's number (General Directorate of Civil Registration): the tenth digit is 7 times the odd
/// places less the even ones, the eleventh the sum of all before.
fn citizen(digits: &[u8]) -> bool {
    let odd = weighted(digits, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
    let even = weighted(digits, &[0, 1, 0, 1, 0, 1, 0, 1]);
    let tenth = digits.get(9).map_or(0, |digit| value(*digit));
    digits.first() != Some(&b'0')
        && (odd * 7 + 90 - even) % 10 == tenth
        && (odd + even + tenth) % 10 == last(digits)
}

const MONTHS: &[u8] = b"JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDECOCAMAREKIKASARA";

/// Province 1 to 81; no Q, W or X (Highway Traffic Regulation). `25 DEC 2023` is a day.
fn plate(value: &[u8]) -> bool {
    let letters = value.iter().filter(|c| c.is_ascii_alphabetic());
    let count = letters.clone().count();
    let (province, serial) = (value.get(..2), value.get(2 + count..));
    let is_month = MONTHS
        .chunks(3)
        .any(|month| value.get(2..5) == Some(month) && value.len() == 9);
    province.is_some_and(|province| matches!(number(province), 1..=81))
        && serial.is_some_and(|serial| number(serial) != 0)
        && !letters.clone().any(|c| b"QWX".contains(c))
        && !is_month
}
