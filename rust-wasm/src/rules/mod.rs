//! The table of rules. A rule is one module here or one row of a table.

mod card;
mod email;
mod form;
pub(crate) mod gate;
mod general;
mod iban;
mod ids;
mod ip;
mod jwt;
mod pairs;
mod pem;
mod phone;
mod putty;
mod secrets;
mod set;
mod tables;

pub(crate) use form::stands_alone;
pub use form::{matches, Form};
pub use gate::Gate;
use gate::{DOT, LETTER};
pub(crate) use ids::has_country;
pub(crate) use secrets::may_be_key;
pub use secrets::{find as find_key, Part, Shape};
pub use set::RuleSet;

use std::ops::Range;

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Presidio's entity id where it has one.
    pub entity: &'static str,
    /// Short name for placeholders: `[A-Z][A-Z0-9_]*`, at most 20 characters.
    pub label: &'static str,
    pub find: Find,
    /// Single lower-case words; one nearby adds [`CONTEXT_BONUS`] to a value's confidence.
    pub context: &'static [&'static str],
    /// At numbers, code is asked only about those that the gate admits.
    pub gate: Gate,
    /// Whether it is looked for unless a policy says otherwise.
    pub on: bool,
    /// How a candidate is verified, in a few words for the documentation.
    pub validation: &'static str,
}

/// How values are found. Each way looks at a bounded window around a candidate.
#[derive(Clone, Copy, Debug)]
pub enum Find {
    /// Code that is asked at every byte of these kinds, a set of `ON_…`.
    Code(u16, fn(&str, usize) -> Option<Match>),
    /// Fixed forms of digits and letters, at least one digit among them, and the check over the
    /// letters and digits, in upper case.
    Forms(&'static [Form], fn(&[u8]) -> bool),
    /// Keys that start with a literal and hold a run of 16 or more characters.
    Keys(&'static [Shape]),
    /// Code that reads the whole text; only asked when the rule is on.
    Whole(fn(&str, &mut dyn FnMut(Match))),
}

/// The first digit of a run, where there are several digits nearby.
pub const ON_NUMBER: u16 = 1;
/// An `@`.
pub const ON_AT: u16 = 1 << 1;
/// A `:`.
pub const ON_COLON: u16 = 1 << 2;
/// A `=`.
pub const ON_EQUALS: u16 = 1 << 3;
/// The first `-` of a run.
pub const ON_HYPHEN: u16 = 1 << 4;
/// The start of a run of 16 or more of `[A-Za-z0-9_-]`.
pub const ON_LONG: u16 = 1 << 5;
/// The start of a run of 8 or more of `[A-Z0-9]`.
pub const ON_CAPITALS: u16 = 1 << 6;

/// The first digit of any run, also of a single one.
pub const ON_DIGIT: u16 = 1 << 7;
/// Two letters `s`, in any case: passwords are called by words that have them.
pub const ON_DOUBLE_S: u16 = 1 << 8;

/// A value: where it stands, and the confidence in percent before the words around it are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    pub span: Range<usize>,
    pub score: u8,
}

/// Confidence from which a value is reported, unless a policy says otherwise.
pub const DEFAULT_THRESHOLD: u8 = 50;
/// What a context word adds.
pub const CONTEXT_BONUS: u8 = 50;
/// A threshold that no confidence reaches.
pub const OFF: u8 = 255;

/// A value that is recognised by itself.
pub(crate) const SURE: u8 = 95;
/// A value that needs a context word.
const WEAK: u8 = 30;

/// Every rule. A [`crate::Finding`] holds an index into it. Of equal findings the first rule's wins.
pub static RULES: &[Rule] = &ALL;

const CODED: [Rule; 7] = [
    code(
        "PRIVATE_KEY",
        "PRIVATE_KEY",
        ON_HYPHEN,
        pem::find,
        "BEGIN line, size of the body",
    ),
    code(
        "JSON_WEB_TOKEN",
        "JWT",
        ON_LONG,
        jwt::find,
        "header decodes to an object with alg or typ",
    ),
    code(
        "EMAIL_ADDRESS",
        "EMAIL",
        ON_AT,
        email::find,
        "RFC 5321 dot-string, domain labels",
    ),
    Rule {
        gate: Gate::OPEN
            .lengths(&[4, 6, 12, 13, 14, 15, 16, 17, 18, 19])
            .not_after(LETTER)
            .ends_word(),
        context: card::WORDS,
        ..code(
            "CREDIT_CARD",
            "CREDIT_CARD",
            ON_NUMBER,
            card::find,
            "Luhn, issuer range, grouping",
        )
    },
    Rule {
        gate: Gate::OPEN
            .runs(2, 31)
            .after_any(LETTER)
            .first()
            .letters(iban::MOST_LETTERS)
            .word(2, iban::MAX_LENGTH - 2),
        ..code(
            "IBAN_CODE",
            "IBAN",
            ON_NUMBER,
            iban::find,
            "length of the country, mod 97",
        )
    },
    Rule {
        gate: Gate::OPEN
            .runs(1, 3)
            .not_in_word()
            .nor_after(DOT)
            .followed_by(DOT),
        context: ip::WORDS,
        ..code(
            "IP_ADDRESS",
            "IP",
            ON_NUMBER | ON_COLON,
            ip::find,
            "RFC 4291 text forms, no version",
        )
    },
    Rule {
        gate: Gate::OPEN.runs(1, 16).not_after(LETTER),
        context: phone::WORDS,
        ..code(
            "PHONE_NUMBER",
            "PHONE",
            ON_NUMBER,
            phone::find,
            "E.164 or a national grouping",
        )
    },
];

const TABLES: &[&[Rule]] = &[
    &CODED,
    general::TABLES[0],
    general::TABLES[1],
    general::TABLES[2],
    ids::RULES,
    secrets::RULES,
];

const COUNT: usize = tables::count(TABLES);
const _: () = assert!(COUNT <= set::CAPACITY, "RuleSet holds a bit per rule");

static ALL: [Rule; COUNT] = tables::join(TABLES);

const fn code(
    entity: &'static str,
    label: &'static str,
    on: u16,
    find: fn(&str, usize) -> Option<Match>,
    validation: &'static str,
) -> Rule {
    Rule {
        entity,
        label,
        find: Find::Code(on, find),
        context: &[],
        on: true,
        gate: Gate::OPEN,
        validation,
    }
}

/// A value that is recognised by itself.
fn sure(span: Range<usize>) -> Match {
    Match { span, score: SURE }
}
