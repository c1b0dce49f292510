//! The calibrated probability that two prompts that no veto parts may share an answer: a logistic
//! model, fitted by tools/distill/fit.py on the project's own pairs (eval/cache/pairs.ts).

use super::align::{difference, lonely, similarity, Alignment, Match};
use super::reading::{Reading, Term, Tools};
use crate::embedder::count;

pub const FEATURES: usize = 8;
/// Of the feature that says that every content word has its counterpart.
const IS_COMPLETE: usize = FEATURES - 1;

/// What the model looks at, each about from 0 to 1: a constant, the cosine, content words that no near
/// word makes up for, synonyms, another kind of question, other prepositions, the length, and whether
/// every content word has its counterpart.
pub type Features = [f32; FEATURES];

/// In the order of the features, the constant first.
#[rustfmt::skip]
const WEIGHTS: Features = [0.587, 0.000, -5.106, -0.252, -2.084, -1.161, 0.540, 5.771]; // fitted

/// The share of pairs that may share an answer, at least, with a confidence of 95 % (Wilson's bound),
/// among pairs that the weights were not fitted on: of those in which every content word has its
/// counterpart, ...
#[rustfmt::skip]
const COMPLETE: f32 = 0.9967; // fitted
/// ... and of the others, by score, the highest first.
#[rustfmt::skip]
const OTHERS: &[(f32, f32)] = &[(0.312, 0.3), (-0.690, 0.2)]; // fitted

pub fn features(
    left: &Reading,
    right: &Reading,
    alignment: &Alignment,
    cosine: f32,
    tools: &Tools,
) -> Features {
    let (mine, theirs) = lonely(left, right, alignment);
    let synonyms = left
        .terms
        .iter()
        .zip(&alignment.pairs)
        .filter_map(|(term, pair)| {
            pair.filter(|pair| pair.1 == Match::Synonym)
                .map(|_| term.weight)
        });
    let words = count(left.sequence.len() + right.sequence.len());
    let prepositions = difference(&left.prepositions, &right.prepositions);
    [
        1.0,
        cosine,
        replaced(&mine, &theirs, tools),
        synonyms.sum::<f32>().min(3.0) / 3.0,
        f32::from(u8::from(left.frame != right.frame)),
        count(prepositions.min(6)) / 6.0,
        (words / 20.0).min(5.0).ln_1p(),
        f32::from(u8::from(mine.is_empty() && theirs.is_empty())),
    ]
}

/// How far the words that only one has are from those that only the other has: the weight that no
/// near word makes up for.
fn replaced(mine: &[&Term], theirs: &[&Term], tools: &Tools) -> f32 {
    const MOST: usize = 8;
    let mine = &mine[..mine.len().min(MOST)];
    let theirs = &theirs[..theirs.len().min(MOST)];
    let far = |one: &[&Term], other: &[&Term]| -> f32 {
        one.iter()
            .map(|term| {
                let near = other
                    .iter()
                    .map(|other| similarity(term, other, tools))
                    .fold(0.0, f32::max);
                term.weight * (1.0 - near)
            })
            .sum()
    };
    (far(mine, theirs) + far(theirs, mine)).min(6.0) / 6.0
}

fn score(features: &Features) -> f32 {
    features
        .iter()
        .zip(&WEIGHTS)
        .map(|(feature, weight)| feature * weight)
        .sum()
}

/// The probability that both may share an answer.
pub fn probability(features: &Features) -> f32 {
    1.0 / (1.0 + (-score(features)).exp())
}

/// What that probability is at least.
pub fn lower_bound(features: &Features) -> f32 {
    if features[IS_COMPLETE] > 0.0 {
        return COMPLETE;
    }
    let score = score(features);
    OTHERS
        .iter()
        .find(|(least, _)| score >= *least)
        .map_or(0.0, |(_, bound)| *bound)
}
