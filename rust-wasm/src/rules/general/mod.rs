//! Rules that belong to no country.

mod address;
mod card_extras;
mod coordinates;
mod crypto;
mod date;
mod device;
mod label;
mod mac;
mod person;
mod swift;
mod url;
mod vin;

use super::{code, Find, Rule, ON_CAPITALS, ON_COLON, ON_DIGIT, ON_HYPHEN, ON_LONG, ON_NUMBER};
use crate::rules::gate::{Gate, DOT, HYPHEN, LETTER, LONGEST_WORD, OTHER, SLASH, SPACE};

/// One table after the other.
pub(super) const TABLES: [&[Rule]; 3] = [&CODED, &device::RULES, &WHOLE];

const CODED: [Rule; 10] = [
    Rule {
        gate: Gate::OPEN
            .followed_by(LETTER)
            .first()
            .word(12, LONGEST_WORD),
        context: crypto::WORDS,
        ..code(
            "CRYPTO",
            "CRYPTO",
            ON_LONG | ON_DIGIT,
            crypto::find,
            "base58check, bech32 and bech32m, EIP-55",
        )
    },
    Rule {
        gate: Gate::OPEN
            .runs(1, 4)
            .followed_by(LETTER | DOT | HYPHEN | OTHER)
            .word(1, 4),
        context: mac::WORDS,
        ..code(
            "MAC_ADDRESS",
            "MAC",
            ON_COLON | ON_HYPHEN | ON_DIGIT,
            mac::find,
            "IEEE 802 forms, no broadcast",
        )
    },
    Rule {
        context: vin::WORDS,
        ..code(
            "VIN",
            "VIN",
            ON_LONG | ON_CAPITALS,
            vin::find,
            "alphabet of ISO 3779, check digit",
        )
    },
    Rule {
        context: swift::WORDS,
        ..code(
            "SWIFT_CODE",
            "SWIFT_CODE",
            ON_CAPITALS,
            swift::find,
            "ISO 9362 structure, country",
        )
    },
    Rule {
        gate: Gate::OPEN.runs(3, 4).not_in_word().ends_word(),
        ..code(
            "CVV",
            "CVV",
            ON_DIGIT,
            card_extras::find_code,
            "its name right before it",
        )
    },
    Rule {
        gate: Gate::OPEN
            .runs(1, 2)
            .not_in_word()
            .followed_by(SLASH | HYPHEN),
        ..code(
            "CREDIT_CARD_EXPIRATION",
            "CARD_EXPIRY",
            ON_DIGIT,
            card_extras::find_expiry,
            "month, year, its name right before it",
        )
    },
    Rule {
        gate: Gate::OPEN
            .runs(1, 3)
            .not_after(LETTER | DOT | SLASH)
            .followed_by(LETTER | SPACE | DOT | OTHER),
        context: coordinates::WORDS,
        ..code(
            "LOCATION_COORDINATES",
            "COORDINATES",
            ON_NUMBER,
            coordinates::find,
            "ranges, names or points of the compass",
        )
    },
    Rule {
        gate: Gate::OPEN.lengths(&[1, 2, 4]).not_after(LETTER),
        context: date::WORDS,
        ..code(
            "DATE_OF_BIRTH",
            "DATE_OF_BIRTH",
            ON_DIGIT,
            date::find_birth,
            "date, year, a word such as born",
        )
    },
    Rule {
        gate: Gate::OPEN.lengths(&[1, 2, 4]).not_after(LETTER),
        on: false,
        ..code(
            "DATE_TIME",
            "DATE_TIME",
            ON_DIGIT,
            date::find_any,
            "date, with or without a time",
        )
    },
    Rule {
        gate: Gate::OPEN.runs(1, 5).not_after(LETTER | DOT | SLASH),
        context: address::WORDS,
        ..code(
            "STREET_ADDRESS",
            "ADDRESS",
            ON_DIGIT,
            address::find,
            "a word for a street; best effort",
        )
    },
];

const WHOLE: [Rule; 2] = [
    Rule {
        entity: "URL",
        label: "URL",
        find: Find::Whole(url::find),
        context: &[],
        on: false,
        gate: Gate::OPEN,
        validation: "scheme, or an ending of many domains",
    },
    Rule {
        entity: "PERSON",
        label: "PERSON",
        find: Find::Whole(person::find),
        context: &[],
        on: false,
        gate: Gate::OPEN,
        validation: "best effort: behind a title or a phrase",
    },
];
