//! The calibrated probability that two prompts that no veto parts may share an answer: a logistic
//! model, fitted by tools/distill/fit.py on the project's own pairs (eval/cache/pairs.ts).

use super::align::{inversions, lonely, similarity, Alignment, Match};
use super::reading::{Reading, Term, Tools};

pub const FEATURES: usize = 12;

/// What the model looks at, each about from 0 to 1.
pub type Features = [f32; FEATURES];

/// In the order of the features, the constant first.
const WEIGHTS: Features = [0.0; FEATURES];

pub fn features(left: &Reading, right: &Reading, alignment: &Alignment, cosine: f32, tools: &Tools) -> Features {
    let (mine, theirs) = lonely(left, right, alignment);
    let weight = |terms: &[&Term]| terms.iter().map(|term| term.weight).sum::<f32>();
    let all: f32 = left.terms.iter().chain(&right.terms).map(|term| term.weight).sum();
    let (ours, others) = (weight(&mine), weight(&theirs));
    let heaviest = mine.iter().chain(&theirs).map(|term| term.weight).fold(0.0, f32::max);
    let synonyms: f32 = left.terms.iter().zip(&alignment.pairs).filter_map(|(term, pair)| {
        pair.filter(|pair| pair.1 == Match::Synonym).map(|_| term.weight)
    }).sum();
    let words = (left.sequence.len() + right.sequence.len()) as f32;
    [
        1.0,
        cosine,
        (ours + others).min(6.0) / 6.0,
        heaviest,
        if all > 0.0 { (ours + others) / all } else { 1.0 },
        ours.min(others).min(3.0) / 3.0,
        replaced(&mine, &theirs, tools),
        synonyms.min(3.0) / 3.0,
        f32::from(u8::from(left.frame != right.frame)),
        inversions(alignment),
        super::align::difference(&left.prepositions, &right.prepositions).min(6) as f32 / 6.0,
        (words / 20.0).min(5.0).ln_1p(),
    ]
}

/// How far the words that only one has are from those that only the other has: the weight that no
/// near word makes up for.
fn replaced(mine: &[&Term], theirs: &[&Term], tools: &Tools) -> f32 {
    const MOST: usize = 8;
    let mine = &mine[..mine.len().min(MOST)];
    let theirs = &theirs[..theirs.len().min(MOST)];
    let far = |one: &[&Term], other: &[&Term]| -> f32 {
        one.iter().map(|term| {
            let near = other.iter().map(|other| similarity(term, other, tools)).fold(0.0, f32::max);
            term.weight * (1.0 - near)
        }).sum()
    };
    (far(mine, theirs) + far(theirs, mine)).min(6.0) / 6.0
}

/// The probability that both may share an answer.
pub fn probability(features: &Features) -> f32 {
    let sum: f32 = features.iter().zip(&WEIGHTS).map(|(feature, weight)| feature * weight).sum();
    1.0 / (1.0 + (-sum).exp())
}
