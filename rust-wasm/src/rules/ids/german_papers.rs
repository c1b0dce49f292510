//! Germany: passports, identity cards, driving licences, the commercial register, number plates.

use super::super::{Form, Match, Rule, ON_CAPITALS, ON_DIGIT};
use super::{coded, german_serial, id, number, plate, register};
use crate::checksum::weighted;
use crate::rules::gate::{Gate, CAPITAL_SPACE, HYPHEN, LETTER, SPACE};

pub(super) const RULES: &[Rule] = &[
    Rule {
        gate: Gate::OPEN.after_any(LETTER).first().letters(10).word(1, 9),
        ..coded(
            "DE_PASSPORT",
            "DE_PASSPORT",
            ON_DIGIT | ON_CAPITALS,
            passport,
            &[
                "reisepass",
                "reisepässe",
                "passnummer",
                "reisepassnummer",
                "pass",
                "passport",
            ],
            "ICAO 9303 check digit, or the word before it",
        )
    },
    Rule {
        gate: Gate::OPEN.after_any(LETTER).first().letters(10).word(1, 9),
        ..coded(
            "DE_ID_CARD",
            "DE_ID_CARD",
            ON_DIGIT | ON_CAPITALS,
            |text, at| german_serial::find(text, at, b"CFGHJKLMNPRTVWXYZ", &["ausweis"]),
            &[
                "ausweis",
                "personalausweis",
                "personalausweisnummer",
                "ausweisnummer",
                "ausweisnr",
                "perso",
                "npa",
                "identity",
            ],
            "ICAO 9303 check digit, or the word before it",
        )
    },
    id(
        "DE_FUEHRERSCHEIN",
        "DE_FUEHRERSCHEIN",
        &[
            Form("@@########?", 25),
            Form("@##???????#", 10),
            Form("@###?????#?", 25),
        ],
        licence,
        &[
            "führerschein",
            "führerscheinnummer",
            "fuehrerschein",
            "fuehrerscheinnummer",
            "fahrerlaubnis",
            "fahrerlaubnisnummer",
            "licence",
            "license",
        ],
        "form, or the check digit of the licence",
    ),
    Rule {
        gate: Gate::OPEN
            .runs(1, 6)
            .after_any(LETTER | SPACE | CAPITAL_SPACE | HYPHEN)
            .ends_word()
            .first(),
        ..coded(
            "DE_HANDELSREGISTER",
            "DE_HANDELSREGISTER",
            ON_DIGIT,
            register::find,
            &[
                "amtsgericht",
                "registergericht",
                "handelsregister",
                "handelsregisternummer",
                "genossenschaftsregister",
                "vereinsregister",
                "eingetragen",
            ],
            "section of the register",
        )
    },
    Rule {
        gate: Gate::OPEN
            .runs(1, 4)
            .after_any(LETTER | SPACE | CAPITAL_SPACE | HYPHEN)
            .first()
            .word(1, 5),
        ..coded(
            "DE_KFZ",
            "DE_KFZ",
            ON_DIGIT,
            plate::german,
            &[
                "kennzeichen",
                "kfz",
                "fahrzeug",
                "auto",
                "nummernschild",
                "pkw",
                "lkw",
                "zulassung",
                "kraftfahrzeug",
                "amtliches",
            ],
            "form (FZV)",
        )
    },
    Rule {
        on: false,
        ..id(
            "DE_PLZ",
            "DE_PLZ",
            &[Form("#####", 5), Form("D-#####", 45)],
            |value| {
                let digits = number(value);
                (1001..=99998).contains(&digits)
            },
            &[
                "plz",
                "postleitzahl",
                "postleitzahlen",
                "anschrift",
                "adresse",
            ],
            "range",
        )
    },
];

/// The tenth character of a licence checks the nine before it, modulo 11; numbers of the form
/// that Presidio knows are taken as they are.
fn licence(number: &[u8]) -> bool {
    let known = number.iter().take(2).all(u8::is_ascii_alphabetic)
        && number.iter().skip(2).take(8).all(u8::is_ascii_digit);
    let rest = weighted(number, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11;
    let check = if rest == 10 {
        b'X'
    } else {
        b"0123456789"[rest as usize]
    };
    known || number.get(9) == Some(&check)
}

/// A passport's number starts with one of a few letters; those of identity cards stood there too.
fn passport(text: &str, at: usize) -> Option<Match> {
    let names = &["reisepa", "passnummer", "pass-nr"];
    let find = |first| german_serial::find(text, at, first, names);
    let unusual = |found: Match| Match {
        score: found.score.min(UNUSUAL),
        ..found
    };
    find(b"CFGHJK").or_else(|| find(b"LMNPRTVWXYZ").map(unusual))
}

const UNUSUAL: u8 = 5;
