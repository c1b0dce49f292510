//! Which content word of one prompt stands for which of the other.

use super::reading::{Reading, Term, Tools};
use crate::embedder::{dot, normalize, Vector, DIMENSIONS};

/// How two words agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    Same,
    Synonym,
}

#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// For each term of the first prompt, its counterpart in the second.
    pub pairs: Vec<Option<(usize, Match)>>,
    /// Terms of the second prompt without counterpart.
    pub lonely: Vec<usize>,
}

/// With more words that only one prompt has, synonyms are not looked for: such prompts are never
/// equivalent, and it would take quadratic time.
const MOST_UNMATCHED: usize = 48;

pub fn align(one: &[Term], other: &[Term], tools: &Tools) -> Alignment {
    let mut pairs = vec![None; one.len()];
    let mut taken = vec![false; other.len()];
    for kind in [Match::Same, Match::Synonym] {
        let unmatched = pairs.iter().filter(|pair| pair.is_none()).count();
        if kind == Match::Synonym && unmatched > MOST_UNMATCHED {
            break;
        }
        for (at, term) in one
            .iter()
            .enumerate()
            .filter(|(at, _)| pairs[*at].is_none())
            .collect::<Vec<_>>()
        {
            let near = (0..other.len())
                .filter(|index| !taken[*index])
                .filter(|index| match kind {
                    Match::Same => {
                        term.base == other[*index].base || term.text == other[*index].text
                    }
                    Match::Synonym => are_synonyms(term, &other[*index], tools),
                });
            if let Some(index) = near.min_by_key(|index| index.abs_diff(at)) {
                pairs[at] = Some((index, kind));
                taken[index] = true;
            }
        }
    }
    let lonely = (0..other.len()).filter(|index| !taken[*index]).collect();
    Alignment { pairs, lonely }
}

fn are_synonyms(one: &Term, other: &Term, tools: &Tools) -> bool {
    if one.is_name || other.is_name {
        return false;
    }
    let forms = one.forms_beside(other);
    if forms
        .iter()
        .any(|(one, other)| tools.dictionary.are_synonyms(one, other))
    {
        return true;
    }
    match (one.row, other.row) {
        (Some(one), Some(other)) => {
            tools.lexicon.are_synonyms(one, other) || tools.lexicon.are_derived(one, other)
        }
        _ => false,
    }
}

/// The cosine of two words' vectors.
pub fn similarity(one: &Term, other: &Term, tools: &Tools) -> f32 {
    match (vector(one, tools), vector(other, tools)) {
        (Some(one), Some(other)) => dot(&one, &other),
        _ => 0.0,
    }
}

fn vector(term: &Term, tools: &Tools) -> Option<Vector> {
    let mut sum = [0.0; DIMENSIONS];
    let mut rows = Vec::new();
    tools.tokenizer.add_word(&term.text, &mut rows);
    for row in rows {
        tools.embedder.add(row, 1.0, &mut sum);
    }
    normalize(&mut sum).then_some(sum)
}

/// How many of two sorted lists' entries stand in one of them only.
pub fn difference<T: Ord>(one: &[T], other: &[T]) -> usize {
    let (mut left, mut right, mut count) = (0, 0, 0);
    while left < one.len() && right < other.len() {
        match one[left].cmp(&other[right]) {
            std::cmp::Ordering::Equal => {
                left += 1;
                right += 1;
            }
            std::cmp::Ordering::Less => {
                left += 1;
                count += 1;
            }
            std::cmp::Ordering::Greater => {
                right += 1;
                count += 1;
            }
        }
    }
    count + one.len() - left + other.len() - right
}

/// Terms without counterpart, of the first and the second prompt.
pub fn lonely<'a>(
    one: &'a Reading,
    other: &'a Reading,
    alignment: &Alignment,
) -> (Vec<&'a Term>, Vec<&'a Term>) {
    let left = one
        .terms
        .iter()
        .zip(&alignment.pairs)
        .filter(|(_, pair)| pair.is_none())
        .map(|(term, _)| term);
    (
        left.collect(),
        alignment
            .lonely
            .iter()
            .map(|index| &other.terms[*index])
            .collect(),
    )
}
