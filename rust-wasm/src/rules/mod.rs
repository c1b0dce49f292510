//! The table of rules. A rule is one module here or one row in [`secrets`].

mod alphabet;
mod card;
mod email;
mod es_id;
mod iban;
mod ip;
mod jwt;
mod pem;
mod phone;
pub(crate) mod secrets;
mod ssn;

use std::ops::Range;

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Presidio's entity id where it has one.
    pub entity: &'static str,
    /// Short name for placeholders: `[A-Z][A-Z0-9_]*`, at most 20 characters.
    pub label: &'static str,
    /// Bytes at which a value may be found; a digit stands for the first of a run of digits.
    pub anchors: &'static [u8],
    /// Bytes that may follow the anchor; none stands for any.
    pub next: &'static [u8],
    /// Whether the anchor must start a token: no word character before it.
    pub token_start: bool,
    pub find: Find,
}

/// How a candidate is verified. Each looks at a bounded window around the anchor.
#[derive(Clone, Copy, Debug)]
pub enum Find {
    /// Gets the text and the anchor's offset.
    Code(fn(&str, usize) -> Option<Range<usize>>),
    /// The value starts at the anchor and has one of these shapes.
    Shapes(&'static [secrets::Shape]),
}

const DIGITS: &[u8] = b"0123456789";
/// The anchor starts a token.
const TOKEN: bool = true;
/// The anchor may stand anywhere.
const ANY: bool = false;

/// Rules with code of their own. When two find the same bytes, the first wins.
const CODED: [Rule; 10] = [
    coded("PRIVATE_KEY", "PRIVATE_KEY", (b"-", b"-"), ANY, pem::find),
    coded("JSON_WEB_TOKEN", "JWT", (b"e", b"y"), TOKEN, jwt::find),
    coded("EMAIL_ADDRESS", "EMAIL", (b"@", b""), ANY, email::find),
    coded(
        "CREDIT_CARD",
        "CREDIT_CARD",
        (DIGITS, DIGITS),
        TOKEN,
        card::find,
    ),
    coded("IBAN_CODE", "IBAN", (DIGITS, DIGITS), ANY, iban::find),
    coded("US_SSN", "US_SSN", (DIGITS, DIGITS), TOKEN, ssn::find),
    coded("IP_ADDRESS", "IP", (b"0123456789:", b""), ANY, ip::find),
    coded("ES_NIF", "ES_NIF", (DIGITS, DIGITS), TOKEN, es_id::find_nif),
    coded(
        "ES_NIE",
        "ES_NIE",
        (b"XYZxyz", b"0123456789-"),
        TOKEN,
        es_id::find_nie,
    ),
    coded(
        "PHONE_NUMBER",
        "PHONE",
        (b"+0123456789", b"0123456789 -.("),
        ANY,
        phone::find,
    ),
];

const COUNT: usize = CODED.len() + secrets::SECRETS.len();

/// Every rule. A [`crate::Finding`] holds an index into it.
pub static RULES: &[Rule] = &ALL;
const ALL: [Rule; COUNT] = all();

/// For each byte the rules that it may be the anchor of, one bit per rule.
pub static ANCHORED: [u64; 256] = table(false);
/// For each byte the rules whose anchor it may follow, one bit per rule.
pub static FOLLOWED: [u64; 256] = table(true);
/// The rules whose anchor must start a token, one bit per rule.
pub const TOKEN_START: u64 = token_start();
const _: () = assert!(COUNT <= 64, "a rule is one bit of a u64");

const fn coded(
    entity: &'static str,
    label: &'static str,
    (anchors, next): (&'static [u8], &'static [u8]),
    token_start: bool,
    find: fn(&str, usize) -> Option<Range<usize>>,
) -> Rule {
    Rule {
        entity,
        label,
        anchors,
        next,
        token_start,
        find: Find::Code(find),
    }
}

const fn all() -> [Rule; COUNT] {
    let mut rules = [CODED[0]; COUNT];
    let mut i = 0;
    while i < COUNT {
        rules[i] = if i < CODED.len() {
            CODED[i]
        } else {
            secrets::SECRETS[i - CODED.len()]
        };
        i += 1;
    }
    rules
}

const fn table(next: bool) -> [u64; 256] {
    let mut table = [0; 256];
    let mut rule = 0;
    while rule < COUNT {
        let bytes = if next {
            ALL[rule].next
        } else {
            ALL[rule].anchors
        };
        let mut i = 0;
        while i < 256 {
            if bytes.is_empty() || holds(bytes, i) {
                table[i] |= 1 << rule;
            }
            i += 1;
        }
        rule += 1;
    }
    table
}

const fn holds(bytes: &[u8], byte: usize) -> bool {
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] as usize == byte {
            return true;
        }
        i += 1;
    }
    false
}

const fn token_start() -> u64 {
    let mut mask = 0;
    let mut rule = 0;
    while rule < COUNT {
        if ALL[rule].token_start {
            mask |= 1 << rule;
        }
        rule += 1;
    }
    mask
}
