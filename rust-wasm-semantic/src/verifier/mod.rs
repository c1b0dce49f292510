//! Decides whether the answer to one prompt may be given to another. Vetoes first: a number, a name,
//! a negation that differs. Then evidence for it is needed: a calibrated probability.

mod align;
mod contractions;
mod dictionary;
mod model;
mod numbers;
mod pieces;
mod reading;
mod vetoes;
mod words;

use crate::embedder::{dot, Embedder, Vector};
use crate::lexicon::Lexicon;
use crate::tokenizer::Tokenizer;
use dictionary::Dictionary;
pub use model::{Features, FEATURES};
use reading::Tools;
pub use vetoes::Veto;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    pub veto: Option<Veto>,
    /// That both may share an answer; 0 behind a veto.
    pub probability: f32,
    /// What that probability is at least.
    pub lower_bound: f32,
    /// Of the vectors; 0 without.
    pub cosine: f32,
    pub features: Option<Features>,
}

/// Beyond doubt: the same words in the same order, but for articles and politeness.
const SAME: f32 = 0.999;

pub struct Verifier {
    tools: Tools,
}

impl Verifier {
    #[must_use]
    pub fn new() -> Self {
        let tools = Tools {
            tokenizer: Tokenizer::new(),
            embedder: Embedder::new(),
            lexicon: Lexicon::new(),
            dictionary: Dictionary::new(),
        };
        Self { tools }
    }

    #[must_use]
    pub fn verify(&self, one: &str, other: &str) -> Decision {
        let tools = &self.tools;
        let prompts = [one, other].map(|text| words::read(text, &tools.tokenizer));
        let [left, right] = [&prompts[0], &prompts[1]].map(|prompt| reading::read(prompt, tools));
        let refused = |veto, cosine| Decision {
            veto: Some(veto),
            probability: 0.0,
            lower_bound: 0.0,
            cosine,
            features: None,
        };
        if !left.has_words() || !right.has_words() {
            return refused(Veto::Language, 0.0);
        }
        if let Some(veto) = vetoes::before(&prompts[0], &prompts[1], &left, &right) {
            return refused(veto, 0.0);
        }
        let cosine = self.cosine(one, other);
        if left.sequence == right.sequence && left.asked == right.asked {
            return Decision {
                veto: None,
                probability: SAME,
                lower_bound: SAME,
                cosine,
                features: None,
            };
        }
        let alignment = align::align(&left.terms, &right.terms, tools);
        if let Some(veto) = vetoes::after(&left, &right, &alignment, tools) {
            return refused(veto, cosine);
        }
        let features = model::features(&left, &right, &alignment, cosine, tools);
        let (probability, lower_bound) =
            (model::probability(&features), model::lower_bound(&features));
        Decision {
            veto: None,
            probability,
            lower_bound,
            cosine,
            features: Some(features),
        }
    }

    /// The vector of a text; none for a text that the embedder cannot read.
    #[must_use]
    pub fn embed(&self, text: &str) -> Option<Vector> {
        self.tools.embedder.embed(&self.tools.tokenizer, text)
    }

    fn cosine(&self, one: &str, other: &str) -> f32 {
        match (self.embed(one), self.embed(other)) {
            (Some(one), Some(other)) => dot(&one, &other),
            _ => 0.0,
        }
    }
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}
