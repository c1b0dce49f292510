//! Türkiye: people and vehicles.

use super::super::{code, matches, Form, Match, Rule, ON_NUMBER};
use super::{id, number};
use crate::checksum_weighted::{last, value, weighted};
use crate::rules::gate::{Gate, LETTER, SPACE};
use crate::text::{byte, digits};

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
    Rule {
        gate: Gate::OPEN
            .runs(2, 2)
            .not_in_word()
            .followed_by(LETTER | SPACE)
            .word(2, 10),
        context: &[
            "plaka", "plakası", "plakasi", "plakalı", "plakali", "araç", "plate", "plates",
        ],
        ..code(
            "TR_LICENSE_PLATE",
            "TR_PLATE",
            ON_NUMBER,
            plate,
            "province, letters that are used",
        )
    },
];

/// Citizen's number (General Directorate of Civil Registration): the tenth digit is 7 times the odd
/// places less the even ones, the eleventh the sum of all before.
fn citizen(number: &[u8]) -> bool {
    let odd = weighted(number, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
    let even = weighted(number, &[0, 1, 0, 1, 0, 1, 0, 1]);
    let tenth = number.get(9).map_or(0, |digit| value(*digit));
    number.first() != Some(&b'0')
        && (odd * 7 + 90 - even) % 10 == tenth
        && (odd + even + tenth) % 10 == last(number)
}

/// By the number of letters, and of digits from 2 on (Highway Traffic Regulation, article 53).
const PLATES: [&[Form]; 3] = [
    &[
        Form("##~@~##", 20),
        Form("##~@~###", 30),
        Form("##~@~####", 35),
        Form("##~@~#####", 35),
    ],
    &[
        Form("##~@@~##", 25),
        Form("##~@@~###", 35),
        Form("##~@@~####", 35),
    ],
    &[
        Form("##~@@@~##", 35),
        Form("##~@@@~###", 35),
        Form("##~@@@~####", 25),
    ],
];
const PROVINCE: usize = 2;

fn plate(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    if digits(bytes, at, PROVINCE + 1) != PROVINCE {
        return None;
    }
    let separator = if byte(bytes, at + PROVINCE) == b' ' {
        b' '
    } else {
        0
    };
    let gap = usize::from(separator != 0);
    let from = at + PROVINCE + gap;
    let letters = bytes.iter().skip(from).take(PLATES.len() + 1);
    let letters = letters.take_while(|b| b.is_ascii_alphabetic()).count();
    let serial = digits(bytes, from + letters + gap, 6);
    let forms = PLATES.get(letters.checked_sub(1)?)?;
    let Form(pattern, score) = forms.get(serial.checked_sub(2)?)?;
    let (value, end) = matches(text, at, pattern, separator)?;
    is_plate(value.as_slice(), letters).then_some(Match {
        span: at..end,
        score: *score,
    })
}

const MONTHS: &[u8] = b"JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDECOCAEKIKASARA";

/// Province 1 to 81; no Q, W or X. `25 DEC 2023` is a day.
fn is_plate(value: &[u8], letters: usize) -> bool {
    let (province, rest) = value.split_at(PROVINCE);
    let (letters, serial) = rest.split_at(letters);
    let is_day = serial.len() == 4 && MONTHS.chunks(3).any(|month| month == letters);
    matches!(number(province), 1..=81)
        && number(serial) != 0
        && !letters.iter().any(|c| b"QWX".contains(c))
        && !is_day
}
