//! Tokens whose fixed part does not stand at their start, or that have none.

use super::alphabet::Alphabet;
use super::profile::{has_word, Profile, PLACEHOLDERS};
use super::{bots, code, parted};
use crate::rules::gate::{Gate, Needs, OTHER};
use crate::rules::{Match, Rule, ON_COLON, ON_EQUALS, ON_LONG, ON_NUMBER, SURE};
use crate::text::{byte, byte_before, escape_before, holds_letter, word_before};

pub(super) const RULES: &[Rule] = &[
    Rule {
        gate: Gate::OPEN.needs(Needs::Tilde),
        ..code(
            "AZURE_CLIENT_SECRET",
            "AZURE_SECRET",
            ON_NUMBER | ON_LONG | ON_COLON | ON_EQUALS,
            azure,
            "Q~ at its place, length, alphabet",
        )
    },
    code(
        "TERRAFORM_TOKEN",
        "TERRAFORM_TOKEN",
        ON_LONG,
        terraform,
        ".atlasv1. at its place, lengths",
    ),
    code(
        "TELEGRAM_TOKEN",
        "TELEGRAM_TOKEN",
        ON_COLON,
        bots::telegram,
        "number of the bot, AA, length",
    ),
    code(
        "DISCORD_TOKEN",
        "DISCORD_TOKEN",
        ON_LONG,
        bots::discord,
        "three parts, their lengths and alphabets",
    ),
    Rule {
        gate: Gate::OPEN.lengths(&[15, 16]).followed_by(OTHER),
        ..code(
            "FACEBOOK_APP_TOKEN",
            "FACEBOOK_APP_TOKEN",
            ON_NUMBER,
            bots::facebook,
            "number of the app, bar, length",
        )
    },
    code(
        "MAILCHIMP_KEY",
        "MAILCHIMP_KEY",
        ON_LONG,
        parted::mailchimp,
        "32 hex digits, data centre",
    ),
    Rule {
        context: &["mailgun"],
        ..code(
            "MAILGUN_KEY",
            "MAILGUN_KEY",
            ON_LONG,
            parted::mailgun,
            "lengths of the parts, hex",
        )
    },
    code(
        "ASANA_TOKEN",
        "ASANA_TOKEN",
        ON_COLON,
        parted::asana,
        "number of the user, 32 hex digits",
    ),
    code(
        "BRAINTREE_TOKEN",
        "BRAINTREE_TOKEN",
        ON_LONG,
        parted::braintree,
        "access_token$ before it, lengths",
    ),
    code(
        "FIREBASE_KEY",
        "FIREBASE_KEY",
        ON_COLON,
        parted::firebase,
        "AAAA, APA91b, lengths",
    ),
];

/// A token of a fixed form that nothing joins to more of its kind.
pub(super) fn token(
    text: &str,
    start: usize,
    end: usize,
    random: usize,
    score: u8,
) -> Option<Match> {
    let secret = text.as_bytes().get(random..end)?;
    let profile = Profile::of(secret);
    let real = profile.distinct >= 6 && !profile.is_sequence() && !has_word(secret, PLACEHOLDERS);
    (real && !word_before(text, start)).then_some(Match {
        span: start..end,
        score,
    })
}

/// Number of bytes of `alphabet` from `at` on, at most `max`.
pub(super) fn run(bytes: &[u8], at: usize, alphabet: Alphabet, max: usize) -> usize {
    let rest = bytes.iter().skip(at).take(max);
    rest.take_while(|b| alphabet.holds(**b)).count()
}

pub(super) fn run_before(bytes: &[u8], end: usize, alphabet: Alphabet, max: usize) -> usize {
    let head = bytes.get(..end).unwrap_or_default().iter().rev();
    head.take(max).take_while(|b| alphabet.holds(**b)).count()
}

/// Microsoft Entra client secret: three characters, a digit, `Q~`, 31 to 34 characters.
fn azure(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let is_body = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'~' | b'.' | b'-');
    let mark = match byte(bytes, at) {
        b':' | b'=' => {
            let spaces = bytes[at + 1..].iter().take(8);
            let skip = |b: &&u8| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'>' | b'\\');
            at + 5 + spaces.take_while(skip).count()
        }
        b'0'..=b'9' if byte(bytes, at + 1) == b'Q' => at + 1,
        _ => {
            let window = &bytes[at.saturating_sub(40)..bytes.len().min(at + 8)];
            if !holds_letter(window, b'~') {
                return None;
            }
            let lead = bytes[..at].iter().rev().take(40).take_while(|b| is_body(b));
            let from = at - lead.count();
            let near = bytes.get(from..bytes.len().min(at + 8))?;
            from + near.windows(2).position(|pair| pair == b"Q~")?
        }
    };
    let start = mark.checked_sub(4)?;
    let head = bytes.get(start..mark + 2)?;
    if !head.ends_with(b"Q~") || !head[3].is_ascii_digit() || !head[..3].iter().all(is_body) {
        return None;
    }
    let rest = bytes
        .iter()
        .skip(mark + 2)
        .take(36)
        .take_while(|b| is_body(b));
    let mut len = rest.count();
    while len > 31 && byte(bytes, mark + 1 + len) == b'.' {
        len -= 1;
    }
    let before = byte_before(bytes, start);
    let joined = before.is_ascii_alphanumeric() || matches!(before, b'_' | b'~');
    let free = !joined || escape_before(bytes, start).is_some();
    if !(31..=34).contains(&len) || !free {
        return None;
    }
    token(text, start, mark + 2 + len, mark + 2, SURE)
}

/// HCP Terraform: 14 letters and digits, `.atlasv1.`, 60 to 70 characters.
fn terraform(text: &str, at: usize) -> Option<Match> {
    const MARK: &[u8] = b".atlasv1.";
    let bytes = text.as_bytes();
    let body = at - run_before(bytes, at, Alphabet::Base64Url, 8);
    let head = bytes.get(..body)?;
    if !head.ends_with(MARK) {
        return None;
    }
    let id = body - MARK.len();
    let start = id - run_before(bytes, id, Alphabet::Alnum, 14);
    let len = run(bytes, body, Alphabet::Padded, 71);
    let fits = id - start == 14 && (60..=70).contains(&len);
    fits.then(|| token(text, start, body + len, body, SURE))?
}
