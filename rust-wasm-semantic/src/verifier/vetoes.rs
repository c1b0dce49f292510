//! Why two prompts must not share an answer, whatever else they have in common.

use super::align::{difference, Alignment};
use super::reading::{Mark, Negation, Reading, Term, Tools};
use super::words::Prompt;

/// What two prompts disagree in. The numbers are part of the exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Veto {
    TooLong = 1,
    Code = 2,
    Quoted = 3,
    Placeholder = 4,
    Literal = 5,
    Number = 6,
    Currency = 7,
    Time = 8,
    Name = 9,
    Language = 10,
    Polarity = 11,
    Scope = 12,
    Antonym = 13,
    Operands = 14,
    Question = 15,
    Modal = 16,
    Tense = 17,
    Person = 18,
}

const PREFIXES: &[&str] = &[
    "un", "in", "im", "il", "ir", "dis", "non", "mis", "de", "anti", "counter", "over", "under",
    "sub", "semi", "multi", "mono", "inter", "intra", "hyper", "hypo",
];

/// What the texts say before their words are compared.
pub fn before(one: &Prompt, other: &Prompt, left: &Reading, right: &Reading) -> Option<Veto> {
    let checks = [
        (one.is_cut || other.is_cut, Veto::TooLong),
        (sorted(&one.code) != sorted(&other.code), Veto::Code),
        (
            quoted_differs(one, right) || quoted_differs(other, left),
            Veto::Quoted,
        ),
        (left.placeholders != right.placeholders, Veto::Placeholder),
        (left.literals != right.literals, Veto::Literal),
        (left.numbers != right.numbers, Veto::Number),
        (one.currencies != other.currencies, Veto::Currency),
        (left.times != right.times, Veto::Time),
    ];
    checks
        .into_iter()
        .find(|check| check.0)
        .map(|check| check.1)
}

fn sorted(texts: &[String]) -> Vec<&String> {
    let mut texts: Vec<&String> = texts.iter().collect();
    texts.sort_unstable();
    texts
}

/// Whether what one puts into quotation marks does not stand in the other.
fn quoted_differs(one: &Prompt, other: &Reading) -> bool {
    if one.quoted.is_empty() {
        return false;
    }
    let words = format!(" {} ", other.sequence.join(" "));
    one.quoted
        .iter()
        .any(|quoted| !words.contains(&format!(" {quoted} ")))
}

/// What the words say.
pub fn after(
    left: &Reading,
    right: &Reading,
    alignment: &Alignment,
    tools: &Tools,
) -> Option<Veto> {
    let (mine, theirs) = super::align::lonely(left, right, alignment);
    let is_short = left.sequence.len().min(right.sequence.len()) < LONG;
    let is_near = mine.len() + theirs.len() <= NEAR;
    let checks = [
        (
            mine.iter().any(|term| is_missing_name(term, right))
                || theirs.iter().any(|term| is_missing_name(term, left)),
            Veto::Name,
        ),
        (negations_differ(left, right, alignment), Veto::Polarity),
        (
            are_opposed(&mine, &theirs, tools) || are_opposed_joints(left, right),
            Veto::Antonym,
        ),
        (
            left.exact != right.exact && scope_differs(left, right, &mine, &theirs),
            Veto::Scope,
        ),
        (are_swapped(left, right, alignment), Veto::Operands),
        (
            is_near && are_reordered(left, right, alignment),
            Veto::Operands,
        ),
        (is_near && directions_differ(left, right), Veto::Operands),
        (
            is_short && questions_differ(left.frame, right.frame),
            Veto::Question,
        ),
        (
            is_near && left.asked_inside != right.asked_inside,
            Veto::Question,
        ),
        (
            left.modals != right.modals && (left.modals | right.modals) != 4,
            Veto::Modal,
        ),
        (
            is_short && (is_only_past(left, right) || is_only_past(right, left)),
            Veto::Tense,
        ),
        (
            persons_differ(left.persons, right.persons, is_short),
            Veto::Person,
        ),
        (left.unknown + right.unknown > 0, Veto::Language),
    ];
    checks
        .into_iter()
        .find(|check| check.0)
        .map(|check| check.1)
}

/// With at most so many words that only one prompt has, the order of the others counts.
const NEAR: usize = 3;
/// From so many words on, a tense in one place says little of the whole.
const LONG: usize = 20;

fn is_missing_name(term: &Term, other: &Reading) -> bool {
    term.is_name && !other.sequence.contains(&term.text)
}

fn is_only_past(one: &Reading, other: &Reading) -> bool {
    one.is_past && !other.is_past && !other.may_be_past
}

/// Of so many words that only one prompt has, some are opposites by chance.
const MANY: usize = 6;

fn are_opposed(mine: &[&Term], theirs: &[&Term], tools: &Tools) -> bool {
    mine.len().max(theirs.len()) <= MANY
        && mine
            .iter()
            .any(|one| theirs.iter().any(|other| are_antonyms(one, other, tools)))
}

fn are_antonyms(one: &Term, other: &Term, tools: &Tools) -> bool {
    let forms = one.forms_beside(other);
    let in_lexicon = match (one.row, other.row) {
        (Some(one), Some(other)) => tools.lexicon.are_antonyms(one, other),
        _ => false,
    };
    in_lexicon
        || forms.iter().any(|(one, other)| {
            tools.dictionary.are_antonyms(one, other)
                || is_prefixed(one, other)
                || is_prefixed(other, one)
        })
}

fn is_prefixed(longer: &str, shorter: &str) -> bool {
    let with = |ending: &str, opposite: &str| {
        longer.strip_suffix(ending).is_some_and(|stem| {
            stem.len() > 2 && (stem == shorter || shorter.strip_suffix(opposite) == Some(stem))
        })
    };
    let stem = longer.strip_suffix(shorter);
    stem.is_some_and(|prefix| shorter.len() > 2 && PREFIXES.contains(&prefix))
        || with("less", "ful")
}

/// "before" here and "after" there, or any other two words of direction.
fn are_opposed_joints(left: &Reading, right: &Reading) -> bool {
    let pairs = [
        ("to", "from"),
        ("into", "from"),
        ("into", "of"),
        ("for", "against"),
        ("with", "against"),
        ("toward", "from"),
    ];
    let only = |word: &str, one: &Reading, other: &Reading| {
        one.prepositions.iter().any(|entry| entry == word)
            && !other.prepositions.iter().any(|entry| entry == word)
    };
    pairs.into_iter().any(|(one, other)| {
        (only(one, left, right) && only(other, right, left))
            || (only(one, right, left) && only(other, left, right))
    })
}

/// Whether another word is negated, or more words are.
fn negations_differ(left: &Reading, right: &Reading, alignment: &Alignment) -> bool {
    if left.negations.len() != right.negations.len() {
        return true;
    }
    !left.negations.iter().all(|negation| {
        let term = negation
            .term
            .map(|term| alignment.pairs[term].map(|pair| pair.0));
        // A negated word without counterpart.
        if term == Some(None) {
            return false;
        }
        right.negations.contains(&Negation {
            term: term.flatten(),
            ..negation.clone()
        })
    })
}

/// Words of scope differ, and not only because one says more about it.
fn scope_differs(left: &Reading, right: &Reading, mine: &[&Term], theirs: &[&Term]) -> bool {
    let lonely = mine.len() + theirs.len();
    let long = left.sequence.len().min(right.sequence.len()) >= LONG;
    difference(&left.exact, &right.exact) > 0 && !(long && lonely > 3)
}

/// Whether two operands have changed places: one stands behind the other's preposition, and the other
/// behind its own ("from X to Y", "X than Y"); or dates and numbers stand in another order.
fn are_swapped(left: &Reading, right: &Reading, alignment: &Alignment) -> bool {
    let joints: Vec<_> = left
        .terms
        .iter()
        .zip(&alignment.pairs)
        .filter_map(|(term, pair)| pair.map(|(index, _)| (term.joint, right.terms[index].joint)))
        .chain(mark_joints(&left.marks, &right.marks))
        .filter(|(one, other)| one != other)
        .collect();
    let is_short = left.sequence.len().min(right.sequence.len()) < LONG;
    let same_marks = left
        .marks
        .iter()
        .map(|mark| &mark.0)
        .eq(right.marks.iter().map(|mark| &mark.0));
    (is_short && !same_marks)
        || joints.iter().any(|(one, other)| {
            joints.contains(&(*other, *one)) || (points(*one) && points(*other))
        })
}

/// Prepositions that say which way something goes.
const POINTING: &[&str] = &[
    "from", "to", "into", "onto", "by", "against", "than", "before", "after", "above", "below",
    "over", "under", "until",
];

fn points(joint: Option<&str>) -> bool {
    joint.is_some_and(|joint| POINTING.contains(&joint))
}

/// Nearly the same words, but in another order, or with another direction. What only a preposition
/// holds together may stand first or last.
fn are_reordered(left: &Reading, right: &Reading, alignment: &Alignment) -> bool {
    let found: Vec<_> = left
        .terms
        .iter()
        .zip(&alignment.pairs)
        .filter_map(|(term, pair)| pair.map(|pair| (term, pair.0)))
        .collect();
    let moves = |term: &Term, other: &Term| term.joint.is_some() && term.joint == other.joint;
    found.windows(2).any(|pair| {
        let ((one, first), (other, second)) = (pair[0], pair[1]);
        let is_one_part = one.joint == other.joint;
        let may_move = moves(one, &right.terms[first]) || moves(other, &right.terms[second]);
        second < first && (is_one_part || !may_move)
    })
}

/// A direction that only one of them names.
fn directions_differ(left: &Reading, right: &Reading) -> bool {
    let only = |one: &Reading, other: &Reading| {
        one.prepositions
            .iter()
            .any(|word| word != "to" && points(Some(word)) && !other.prepositions.contains(word))
    };
    only(left, right) || only(right, left)
}

type Joints = (Option<&'static str>, Option<&'static str>);

/// What stands before a number here and there.
fn mark_joints<'a>(left: &'a [Mark], right: &'a [Mark]) -> impl Iterator<Item = Joints> + 'a {
    left.iter().filter_map(move |mark| {
        let mut others = right.iter().filter(|other| other.0 == mark.0);
        match (others.next(), others.next()) {
            (Some(other), None) => Some((mark.1, other.1)),
            _ => None,
        }
    })
}

/// Frames that ask for another kind of answer.
fn questions_differ(one: &str, other: &str) -> bool {
    const OPEN: &[&str] = &["", "is", "what", "which", "how"];
    let loose = |one: &str, other: &str| {
        matches!(
            (one, other),
            ("", "what" | "how" | "is") | ("what", "which" | "how")
        )
    };
    one != other
        && !(OPEN.contains(&one)
            && OPEN.contains(&other)
            && (loose(one, other) || loose(other, one)))
}

/// One speaks of somebody of whom the other does not. "How do you" and "how do I" is the same.
fn persons_differ(one: u8, other: u8, is_short: bool) -> bool {
    const OTHERS: u8 = 4 | 8 | 16;
    (is_short && (one & OTHERS) != (other & OTHERS)) || (one != 0 && other != 0 && one & other == 0)
}
