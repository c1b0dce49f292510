//! What stands between two spaces: marks off, accents stripped, numbers, identifiers and code apart.

use super::contractions::{spelled_out, whole_contraction};
use super::words::{Kind, Prompt, Word};
use crate::tokenizer::Tokenizer;

const CURRENCIES: &[char] = &['$', '€', '£', '¥', '₹', '₽', '₩', '₿', '¢'];
const HYPHENS: &[char] = &[
    '-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}',
];

/// The words alone, one space between them.
pub fn plain(text: &str, tokenizer: &Tokenizer) -> String {
    let normal = tokenizer.normalize(text);
    let words = normal
        .split(' ')
        .filter(|word| word.chars().any(char::is_alphanumeric));
    words.collect::<Vec<_>>().join(" ")
}

/// Signs that say nothing around a word.
const MARKS: &str = ".,;:!?'\"()[]{}-_*#`/\\…·•%@+&|–—‐‑‒“”«»„¿¡。，、？！：；（）「」";
/// Those of them that say nothing when they stand alone.
const LONE_MARKS: &str = ".,;:!?'\"()[]{}_*#`…·•–—‐‑‒“”«»„¿¡。，、？！：；（）「」";

pub fn add_piece(piece: &str, prompt: &mut Prompt, tokenizer: &Tokenizer) {
    let bare = piece.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return add_plain(bare, prompt);
    }
    let piece = piece.replace(['’', '‘', 'ʼ'], "'");
    if let Some(name) = placeholder(&piece) {
        return push(name, Kind::Placeholder, false, prompt);
    }
    if !piece.contains(char::is_alphanumeric) {
        let follows_number = prompt
            .words
            .last()
            .is_some_and(|word| word.kind == Kind::Number);
        let is_mark = piece
            .chars()
            .all(|sign| LONE_MARKS.contains(sign) || (sign == '-' && !follows_number));
        if !is_mark {
            push(piece, Kind::Literal, false, prompt);
        }
        return;
    }
    let telling = |sign: &char| {
        !sign.is_alphanumeric()
            && !MARKS.contains(*sign)
            && !CURRENCIES.contains(sign)
            && !is_joined(*sign)
    };
    let signs: String = piece.chars().filter(telling).collect();
    if !signs.is_empty() {
        push(signs, Kind::Literal, false, prompt);
    }
    let outside = |sign: char| {
        !sign.is_alphanumeric() && !CURRENCIES.contains(&sign) && !"+#%[]()@/._-".contains(sign)
    };
    let core = piece
        .trim_matches(outside)
        .trim_end_matches(['.', ',', ';', ')', ']', '-', '_', '/', '(']);
    let open = core.trim_start_matches(['(', '[', '_', '#']);
    let is_negative = open
        .strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
    let core = if is_negative {
        open
    } else {
        open.trim_start_matches(['-', '(', '['])
    };
    let is_dotted = core
        .strip_prefix('.')
        .is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    add_core(
        if is_dotted {
            core
        } else {
            core.trim_start_matches('.')
        },
        prompt,
        tokenizer,
    );
}

/// Accents and joiners that belong to the letter before them.
fn is_joined(sign: char) -> bool {
    matches!(sign, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{fe0f}')
        || sign.is_control()
}

/// A word of ASCII letters, as most are: the same as the long way, but quicker.
fn add_plain(word: &str, prompt: &mut Prompt) {
    let is_name = word.starts_with(|sign: char| sign.is_ascii_uppercase()) && word.len() > 1;
    let small = word.to_ascii_lowercase();
    match whole_contraction(&small) {
        Some(words) => {
            for word in words.split(' ') {
                push(
                    word.to_owned(),
                    Kind::Word,
                    is_name && word.len() > 1,
                    prompt,
                );
            }
        }
        None => push(small, Kind::Word, is_name, prompt),
    }
}

/// `EMAIL_1` of `[EMAIL_1]`, whatever marks stand around it.
fn placeholder(piece: &str) -> Option<String> {
    let (_, behind) = piece.split_once('[')?;
    let (name, _) = behind.split_once(']')?;
    let (label, number) = name.rsplit_once('_')?;
    let is_label = !label.is_empty()
        && label
            .chars()
            .all(|sign| sign.is_ascii_uppercase() || sign == '_');
    let is_number = !number.is_empty() && number.chars().all(|sign| sign.is_ascii_digit());
    (is_label && is_number).then(|| name.to_owned())
}

fn add_core(core: &str, prompt: &mut Prompt, tokenizer: &Tokenizer) {
    if core.is_empty() {
        return;
    }
    if core.contains("://") || core.contains('@') {
        return push(core.to_lowercase(), Kind::Literal, false, prompt);
    }
    if let Some(sign) = core.chars().find(|sign| CURRENCIES.contains(sign)) {
        prompt.currencies.push(sign);
        return core
            .split(CURRENCIES)
            .for_each(|part| add_core(part, prompt, tokenizer));
    }
    if let Some(number) = core.strip_suffix('%') {
        add_core(number, prompt, tokenizer);
        return push("percent".to_owned(), Kind::Word, false, prompt);
    }
    if core.contains(|sign: char| sign.is_ascii_digit()) {
        return add_with_digits(core, prompt, tokenizer);
    }
    add_letters(core, prompt, tokenizer);
}

fn add_with_digits(core: &str, prompt: &mut Prompt, tokenizer: &Tokenizer) {
    let core = core.replace(['(', ')'], "");
    if let Some(number) = core.strip_prefix('-').and_then(canonical) {
        return push(format!("-{number}"), Kind::Number, false, prompt);
    }
    if let Some(number) = canonical(&core) {
        return push(number, Kind::Number, false, prompt);
    }
    if let Some((left, right)) = core.split_once(HYPHENS) {
        let both = canonical(left).is_some()
            && (canonical(right).is_some() || right.chars().all(char::is_alphabetic));
        if both && !right.is_empty() {
            add_core(left, prompt, tokenizer);
            return add_core(right, prompt, tokenizer);
        }
    }
    let digits = core.trim_end_matches(char::is_alphabetic);
    let unit = &core[digits.len()..];
    if !unit.is_empty() && unit.len() <= 4 && !matches!(unit, "st" | "nd" | "rd" | "th") {
        if let Some(number) = canonical(digits) {
            push(number, Kind::Number, false, prompt);
            return push(unit.to_lowercase(), Kind::Word, false, prompt);
        }
    }
    push(core.to_lowercase(), Kind::Literal, false, prompt);
}

/// A number without separators and trailing zeros; none for what is not a plain one.
pub fn canonical(text: &str) -> Option<String> {
    let digits = text.replace(',', "");
    if let Some((above, below)) = digits.split_once('/') {
        let (above, below): (u32, u32) = (above.parse().ok()?, below.parse().ok()?);
        let is_fraction = above < below && below <= 10;
        return is_fraction.then(|| format_number(f64::from(above) / f64::from(below)));
    }
    let is_plain = digits
        .chars()
        .all(|sign| sign.is_ascii_digit() || sign == '.');
    if !is_plain || digits.len() > 15 {
        return None;
    }
    digits.parse().ok().map(format_number)
}

pub fn format_number(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn add_letters(core: &str, prompt: &mut Prompt, tokenizer: &Tokenizer) {
    let is_name = core.chars().next().is_some_and(char::is_uppercase)
        && !matches!(core, "I" | "A")
        && !core.starts_with("I'");
    if core.contains('.') && core.split('.').all(|part| part.chars().count() <= 1) {
        return push(
            plain(&core.replace('.', ""), tokenizer),
            Kind::Word,
            is_name,
            prompt,
        );
    }
    let is_code = core.contains(['_', '+', '#', '(', '\\', '=', '<', '>', '{', '}', '*'])
        || core.trim_matches('.').contains('.')
        || core.starts_with(['.', '/'])
        || core.contains("::");
    if is_code {
        return push(core.to_lowercase(), Kind::Literal, false, prompt);
    }
    if core.eq_ignore_ascii_case("a/c") {
        return push("ac".to_owned(), Kind::Word, is_name, prompt);
    }
    for part in core.split(|sign| HYPHENS.contains(&sign) || "/&,;:!?|".contains(sign)) {
        for word in spelled_out(&part.to_lowercase()) {
            let begins_large = is_name && part.chars().next().is_some_and(char::is_uppercase);
            for piece in plain(word, tokenizer)
                .split(' ')
                .filter(|piece| !piece.is_empty())
            {
                push(
                    piece.to_owned(),
                    Kind::Word,
                    begins_large && word.len() > 1,
                    prompt,
                );
            }
        }
    }
}

fn push(text: String, kind: Kind, is_name: bool, prompt: &mut Prompt) {
    if !text.is_empty() {
        prompt.words.push(Word {
            text,
            kind,
            is_name,
            begins: false,
            resumes: false,
        });
    }
}
