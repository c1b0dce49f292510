//! Whether what stands behind the word for a password is one.

use super::phrase::Style;
use super::profile::{has_word, Profile, NOT_SECRETS};
use super::value::Value;

/// Fewest bytes of a password in quotes.
const SHORTEST: usize = 5;
const LONGEST: usize = 128;

pub(super) fn is_password(secret: &[u8], value: &Value, style: Style) -> bool {
    if secret.len() > LONGEST {
        return false;
    }
    let profile = Profile::of(secret);
    let letters = profile.upper + profile.lower;
    let prose = matches!(style, Style::Prose);
    let symbols = profile.symbols > 0;
    let strong = match (profile.digits > 0, letters > 0) {
        (true, true) => true,
        (true, false) => value.quoted && secret.len() > 5 || symbols && secret.len() > 7,
        (false, true) => {
            symbols && !prose && has_mark(secret) || profile.turns > 1 && secret.len() > 7 && !prose
        }
        (false, false) => false,
    };
    let least = if value.quoted { SHORTEST } else { SHORTEST + 1 };
    strong
        && secret.len() >= least
        && profile.distinct > 3
        && !is_placeholder(secret)
        && (value.quoted || !is_code(secret, &profile, style))
        && !(prose && has_word(secret, PROSE))
}

/// Whether it has a mark that words in a sentence or a program's text have not within.
fn has_mark(secret: &[u8]) -> bool {
    let inner = secret
        .get(1..secret.len().saturating_sub(1))
        .unwrap_or_default();
    secret.ends_with(b"!") || inner.iter().any(|b| b"!@#$%^&*+=?".contains(b))
}

fn is_placeholder(secret: &[u8]) -> bool {
    let wrapped = matches!(
        secret,
        [b'<', .., b'>']
            | [b'%', .., b'%']
            | [b'$' | b'{' | b'<', ..]
            | [b'[', .., b']']
            | [b'(', .., b')']
            | [b'@', .., b'@']
    );
    let spaced = secret
        .iter()
        .any(|b| b.is_ascii_whitespace() || b.is_ascii_control());
    let types = [
        "sha1",
        "sha256",
        "sha512",
        "md5",
        "argon2",
        "argon2id",
        "base64",
        "utf8",
        "int64",
        "uint8array",
    ];
    let is_type = types
        .iter()
        .any(|name| secret.eq_ignore_ascii_case(name.as_bytes()));
    let own =
        secret.len() < 12 && has_word(&secret[..8.min(secret.len())], &["password", "passwd"]);
    wrapped
        || is_path(secret)
        || spaced
        || is_type
        || own
        || has_word(secret, NOT_SECRETS)
        || has_word(secret, RULES_OF)
}

/// Whether it is the path of a file: `PWD` is a shell's working directory too.
fn is_path(secret: &[u8]) -> bool {
    let holds = |b: &u8| b.is_ascii_alphanumeric() || b"/._-".contains(b);
    matches!(secret, [b'/', ..] | [b'.' | b'~', b'/', ..]) && secret.iter().all(holds)
}

/// Parts of what forms, schemas and messages say of a password.
const RULES_OF: &[&str] = &[
    "required",
    "min:",
    "max:",
    "minlength",
    "invalid",
    "forgot",
    "#{",
    "env(",
];

/// Parts of what prose says of a password.
const PROSE: &[&str] = &[
    "char", "encod", "encrypt", "hash", "-bit", "sha", "bcrypt", "digit", "minute", "day",
];

/// Whether a value without quotes is a call, a member or a variable of a program.
fn is_code(secret: &[u8], profile: &Profile, style: Style) -> bool {
    let call = secret
        .iter()
        .any(|b| matches!(b, b'(' | b'[' | b'{' | b'}'));
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.');
    let names = secret.iter().all(is_name) && !secret.first().is_some_and(u8::is_ascii_digit);
    let first = secret.split(|b| *b == b'.').next().unwrap_or_default();
    let member = names && first.len() < secret.len() && first.iter().all(u8::is_ascii_alphabetic);
    let variable = names
        && (matches!(style, Style::Code)
            && (profile.digits < 2 || !secret.last().is_some_and(u8::is_ascii_digit))
            || has_word(secret, &["pass", "pwd", "user", "config", "value"]));
    let joined = has_word(secret, &["->", "::", "=>", "?."]);
    call || member || variable || joined
}
