//! Splits a prompt into sentences and words as the verifier compares them.

use super::pieces::{add_piece, plain};
use crate::tokenizer::Tokenizer;

/// A longer text, in words, is not verified.
pub const MAX_WORDS: usize = 600;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// A number as a canonical decimal.
    Number,
    /// Something with digits or signs inside that must stand in both texts as it is.
    Literal,
    /// `[EMAIL_1]`
    Placeholder,
}

#[derive(Clone, Debug)]
pub struct Word {
    /// Normalized.
    pub text: String,
    pub kind: Kind,
    /// Written with a capital, though no sentence begins here.
    pub is_name: bool,
    /// Whether a sentence begins here.
    pub begins: bool,
    /// Whether a comma stands before it.
    pub resumes: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Prompt {
    pub words: Vec<Word>,
    /// Texts in quotation marks, normalized.
    pub quoted: Vec<String>,
    /// Code in backticks, as it is.
    pub code: Vec<String>,
    /// Signs of currencies, in order.
    pub currencies: Vec<char>,
    pub is_cut: bool,
}

const SENTENCE_ENDS: &[char] = &['.', '!', '?', ':', '…', '。', '？', '！'];

/// Reads a prompt.
pub fn read(text: &str, tokenizer: &Tokenizer) -> Prompt {
    let mut prompt = Prompt::default();
    let text = take_code(text, &mut prompt.code);
    prompt.quoted = quotations(&text)
        .iter()
        .map(|quoted| plain(quoted, tokenizer))
        .collect();
    let has_case = is_mixed_case(&text);
    let mut begins = true;
    let mut resumes = false;
    for piece in text.split_whitespace() {
        if prompt.words.len() > MAX_WORDS {
            prompt.is_cut = true;
            break;
        }
        let before = prompt.words.len();
        add_piece(piece, &mut prompt, tokenizer);
        for (at, word) in prompt.words[before..].iter_mut().enumerate() {
            word.begins = begins && at == 0;
            word.resumes = resumes && at == 0;
            word.is_name &= has_case && (!begins || is_acronym(piece));
        }
        if prompt.words.len() > before && !is_greeting(&prompt.words[before].text) {
            begins = false;
        }
        resumes = piece.ends_with(',');
        let ending = piece.trim_end_matches(['"', '\'', ')', ']', '”', '’', '*']);
        if ending.ends_with(SENTENCE_ENDS) && !is_abbreviation(ending) {
            begins = true;
        }
    }
    prompt
}

/// Two capitals or more, and no small letter: no sentence makes it so.
fn is_acronym(piece: &str) -> bool {
    piece.chars().filter(|sign| sign.is_uppercase()).count() > 1
        && !piece.chars().any(char::is_lowercase)
}

/// Behind such a word at the beginning the sentence still begins.
fn is_greeting(word: &str) -> bool {
    matches!(
        word,
        "please" | "hi" | "hello" | "hey" | "so" | "and" | "but" | "ok" | "okay"
    )
}

fn is_abbreviation(piece: &str) -> bool {
    matches!(
        piece,
        "Mr."
            | "Mrs."
            | "Ms."
            | "Dr."
            | "St."
            | "No."
            | "vs."
            | "e.g."
            | "i.e."
            | "etc."
            | "approx."
    )
}

/// Whether capitals say anything: not in a text without small letters, nor where nearly every word has one.
fn is_mixed_case(text: &str) -> bool {
    let words = text
        .split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphabetic()));
    let (mut all, mut capitals) = (0, 0);
    for first in words {
        all += 1;
        capitals += usize::from(first.is_uppercase());
    }
    4 * capitals <= 3 * all || all <= 2
}

/// Takes out what stands in backticks.
fn take_code(text: &str, code: &mut Vec<String>) -> String {
    if !text.contains('`') {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let fenced = text.replace("```", "`");
    for (at, part) in fenced.split('`').enumerate() {
        if at % 2 == 0 {
            plain.push_str(part);
        } else {
            code.push(part.trim().to_owned());
            // It stays a word, so that its place counts.
            plain.push_str(&part.split_whitespace().collect::<String>());
        }
    }
    plain
}

fn quotations(text: &str) -> Vec<String> {
    let even = text.replace(['“', '”', '«', '»', '„'], "\"");
    let parts: Vec<&str> = even.split('"').collect();
    parts
        .iter()
        .skip(1)
        .step_by(2)
        .take(parts.len().saturating_sub(1) / 2)
        .map(|part| (*part).to_owned())
        .collect()
}
