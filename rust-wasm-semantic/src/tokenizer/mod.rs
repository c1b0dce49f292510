//! BERT's uncased tokenizer: basic tokenisation, then the longest tokens from the left (`WordPiece`,
//! arXiv:1609.08144). Gives the same tokens as Hugging Face's (tests/tokenizer.rs).

mod characters;
mod vocabulary;

use characters::Characters;
pub use vocabulary::Vocabulary;
use vocabulary::GO_ON;
pub(crate) use vocabulary::{extend, BEGIN};

/// A longer word, in characters, is unknown as a whole, as in BERT.
const MAX_WORD_CHARACTERS: usize = 100;

/// A piece of a word that no token stands for.
pub const UNKNOWN_ROW: u16 = u16::MAX;

pub struct Tokenizer {
    characters: Characters,
    pub vocabulary: Vocabulary,
}

impl Tokenizer {
    #[must_use]
    pub fn new() -> Self {
        Self {
            characters: Characters::new(),
            vocabulary: Vocabulary::new(),
        }
    }

    /// Small letters without accents, with spaces between words and around marks.
    #[must_use]
    pub fn normalize(&self, text: &str) -> String {
        let mut normal = String::with_capacity(text.len() + text.len() / 4);
        for character in text.chars() {
            self.characters.read(character, &mut normal);
        }
        normal
    }

    /// The rows of the text's tokens, at most `most`, with [`UNKNOWN_ROW`] for each unknown word.
    #[must_use]
    pub fn rows(&self, text: &str, most: usize) -> Vec<u16> {
        let mut rows = Vec::new();
        for word in self
            .normalize(text)
            .split(' ')
            .filter(|word| !word.is_empty())
        {
            self.add_word(word, &mut rows);
            if rows.len() >= most {
                rows.truncate(most);
                break;
            }
        }
        rows
    }

    /// Adds the rows of a normalized word.
    pub fn add_word(&self, word: &str, rows: &mut Vec<u16>) {
        let before = rows.len();
        if word.len() > MAX_WORD_CHARACTERS && word.chars().count() > MAX_WORD_CHARACTERS {
            rows.push(UNKNOWN_ROW);
            return;
        }
        let mut rest = word;
        while !rest.is_empty() {
            let Some((row, length)) = self.longest(rest, rest.len() < word.len()) else {
                rows.truncate(before);
                rows.push(UNKNOWN_ROW);
                return;
            };
            rows.push(row);
            rest = &rest[length..];
        }
    }

    /// The longest token that the text begins with, and its length in bytes.
    fn longest(&self, text: &str, goes_on: bool) -> Option<(u16, usize)> {
        let mut hash = if goes_on { GO_ON } else { BEGIN };
        let mut found = None;
        for (at, byte) in text.bytes().enumerate().take(self.vocabulary.longest) {
            hash = extend(hash, byte);
            if !text.is_char_boundary(at + 1) {
                continue;
            }
            if let Some(row) = self.vocabulary.row(&text[..=at], goes_on, hash) {
                found = Some((row, at + 1));
            }
        }
        found
    }
}

impl Default for Tokenizer {
    fn default() -> Self {
        Self::new()
    }
}
