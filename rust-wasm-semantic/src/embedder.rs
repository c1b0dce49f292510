//! The static embedder: a vector for each token, their weighted mean, of length one. The table is
//! distilled from all-MiniLM-L6-v2 (tools/distill) and product-quantised (Jégou et al. 2011).

use crate::tokenizer::{Tokenizer, UNKNOWN_ROW};

pub const DIMENSIONS: usize = 112;
const GROUPS: usize = 28;
const WIDTH: usize = DIMENSIONS / GROUPS;
const CODES: usize = 256;

/// Tokens of a text that count; those behind them do not.
pub const MAX_TOKENS: usize = 1024;

/// Smooth inverse frequency (Arora et al. 2017).
const SIF_A: f32 = 1e-4;

static TOKEN_CODES: &[u8] = include_bytes!("../data/codes.bin");
static BOOK: &[u8] = include_bytes!("../data/codebook.bin");

pub type Vector = [f32; DIMENSIONS];

pub struct Embedder {
    /// Group, code, dimension.
    book: Vec<[f32; WIDTH]>,
    /// The sum of 1 / (rank + 2) over all ranks, for Zipf's law.
    harmonic: f32,
    /// The logarithm of the rarest token's frequency.
    pub rarest: f32,
}

impl Embedder {
    #[must_use]
    pub fn new() -> Self {
        let (scales, entries) = BOOK.split_at(GROUPS * 4);
        let scales = scales
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
        let book = scales
            .zip(entries.chunks_exact(CODES * WIDTH))
            .flat_map(|(scale, group)| {
                group.chunks_exact(WIDTH).map(move |entry| {
                    let mut numbers = [0.0; WIDTH];
                    for (number, byte) in numbers.iter_mut().zip(entry) {
                        *number = f32::from(byte.cast_signed()) * scale;
                    }
                    numbers
                })
            })
            .collect();
        let harmonic: f32 = (0..Self::known()).map(|rank| 1.0 / count(rank + 2)).sum();
        let rarest = (1.0 / ((count(Self::known()) + 2.0) * harmonic)).ln();
        Self {
            book,
            harmonic,
            rarest,
        }
    }

    /// How many rows have a vector: the first ones.
    #[must_use]
    pub fn known() -> usize {
        TOKEN_CODES.len() / GROUPS
    }

    /// How often a token is met, by its rank.
    #[must_use]
    pub fn frequency(&self, row: u16) -> f32 {
        1.0 / ((f32::from(row) + 2.0) * self.harmonic)
    }

    /// The weight of a token in a mean.
    #[must_use]
    pub fn weight(&self, row: u16) -> f32 {
        SIF_A / (SIF_A + self.frequency(row))
    }

    /// Adds a token's vector, times a weight. False when it has none.
    pub fn add(&self, row: u16, weight: f32, into: &mut Vector) -> bool {
        let start = usize::from(row) * GROUPS;
        let Some(codes) = TOKEN_CODES.get(start..start + GROUPS) else {
            return false;
        };
        for (group, code) in codes.iter().enumerate() {
            let entry = self.book[group * CODES + usize::from(*code)];
            for (step, number) in entry.into_iter().enumerate() {
                // As table.py deals dimensions to groups.
                into[step * GROUPS + group] += weight * number;
            }
        }
        true
    }

    /// The unit vector of a text; none for a text in which more words are unknown than known.
    #[must_use]
    pub fn embed(&self, tokenizer: &Tokenizer, text: &str) -> Option<Vector> {
        let mut vector = [0.0; DIMENSIONS];
        let (mut words, mut unknown) = (0, 0);
        for row in tokenizer.rows(text, MAX_TOKENS) {
            let has_vector = row != UNKNOWN_ROW && self.add(row, self.weight(row), &mut vector);
            if row == UNKNOWN_ROW
                || tokenizer
                    .vocabulary
                    .token(row)
                    .chars()
                    .any(char::is_alphanumeric)
            {
                words += 1;
                unknown += usize::from(!has_vector);
            }
        }
        let is_embedded = words > 0 && 2 * unknown <= words;
        (is_embedded && normalize(&mut vector)).then_some(vector)
    }
}

impl Default for Embedder {
    fn default() -> Self {
        Self::new()
    }
}

/// A small number as a floating-point one.
#[allow(
    clippy::cast_precision_loss,
    reason = "counts of tokens and words stay far below 2^23"
)]
#[must_use]
pub fn count(number: usize) -> f32 {
    number as f32
}

/// Makes the length one; false when there is none.
pub fn normalize(vector: &mut Vector) -> bool {
    let length = dot(vector, vector).sqrt();
    if !length.is_normal() {
        return false;
    }
    for number in vector.iter_mut() {
        *number /= length;
    }
    true
}

#[must_use]
pub fn dot(one: &Vector, other: &Vector) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}
