//! No value is lost before its rule is asked, wherever in a text it stands.
//!
//! A text is read in blocks, and rules are asked only at candidates. Here every rule is asked at
//! every byte, and texts are moved through every place in a block.

#[path = "support/random.rs"]
mod random;
#[path = "support/vectors.rs"]
mod vectors;

use agentshield_engine::rules::{find_key, matches, Find, Match, Part, RULES};
use agentshield_engine::rules::{
    ON_AT, ON_CAPITALS, ON_COLON, ON_DIGIT, ON_EQUALS, ON_HYPHEN, ON_LONG, ON_NUMBER,
};
use agentshield_engine::{scan, Finding, Policy};
use random::Random;

/// More than two blocks.
const MAX_SHIFT: usize = 130;

/// Every rule, however unsure it is of a value.
fn everything() -> Policy {
    Policy::new(vec![1; RULES.len()])
}

fn found(text: &str, policy: &Policy) -> Vec<Finding> {
    let mut findings = Vec::new();
    scan(text, policy, &mut findings).expect("few findings");
    findings
}

/// Whether a rule for these places is asked at `at`, in the words of [`agentshield_engine::rules`].
fn is_anchor(on: u16, bytes: &[u8], at: usize) -> bool {
    let is_token = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let is_capital = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let before = at.checked_sub(1).map(|i| &bytes[i]);
    let starts = |test: fn(&u8) -> bool, length: usize| {
        !before.is_some_and(test)
            && bytes[at..]
                .iter()
                .take_while(|b| test(b))
                .take(length)
                .count()
                == length
    };
    let is = |b: u8| bytes[at] == b;
    on & ON_AT != 0 && is(b'@')
        || on & ON_COLON != 0 && is(b':')
        || on & ON_EQUALS != 0 && is(b'=')
        || on & ON_HYPHEN != 0 && starts(|b| *b == b'-', 1)
        || on & (ON_NUMBER | ON_DIGIT) != 0 && starts(u8::is_ascii_digit, 1)
        || on & ON_LONG != 0 && starts(is_token, 16)
        || on & ON_CAPITALS != 0 && starts(is_capital, 8)
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// What a rule finds when it is asked at `at`.
fn asked(rule: usize, text: &str, at: usize) -> Vec<Match> {
    let bytes = text.as_bytes();
    match RULES[rule].find {
        Find::Code(on, find) if is_anchor(on, bytes, at) => find(text, at).into_iter().collect(),
        Find::Forms(forms, check) => forms
            .iter()
            .flat_map(|form| [0, b' ', b'-'].map(|separator| (form, separator)))
            .filter_map(|(form, separator)| {
                let (value, end) = matches(text, at, form.0, separator)?;
                let span = at..end;
                check(value.as_slice()).then_some(Match {
                    span,
                    score: form.1,
                })
            })
            .collect(),
        // Within a word it is no key.
        Find::Keys(shapes) if at == 0 || !is_word(bytes[at - 1]) => shapes
            .iter()
            .filter(|shape| matches!(shape.first(), Some(Part::Lit(_))))
            .filter_map(|shape| find_key(text, at, shape))
            .collect(),
        Find::Code(..) | Find::Keys(_) | Find::Whole(_) => Vec::new(),
    }
}

/// As in the engine: numbers that start within a value as sure as this are parts of it.
const SETTLES: u8 = 85;

/// What some rule finds and no finding covers.
fn lost(text: &str, policy: &Policy) -> Vec<String> {
    let findings = found(text, policy);
    let settled = |at: usize| {
        let holds = |f: &Finding| f.score >= SETTLES && f.start < at && at < f.end;
        findings.iter().any(holds)
    };
    let covered = |m: &Match| {
        let mut free = m.span.start;
        for f in &findings {
            if f.start <= free && free < f.end {
                free = f.end;
            }
        }
        free >= m.span.end
    };
    // The letter of an escape written as text belongs to no value.
    let escape = |at: usize| {
        let before = at.checked_sub(1).map(|i| text.as_bytes()[i]);
        before == Some(b'\\') && matches!(text.as_bytes()[at], b'n' | b'r' | b't')
    };
    let mut lost = Vec::new();
    for at in
        (0..text.len()).filter(|at| text.is_char_boundary(*at) && !settled(*at) && !escape(*at))
    {
        for (rule, row) in RULES.iter().enumerate() {
            let lost_by = |m: &&Match| !covered(m) && !escape(m.span.start);
            for m in asked(rule, text, at).iter().filter(lost_by) {
                let value = &text[m.span.clone()];
                lost.push(format!("{} {value:?} in {text:?}", row.entity));
            }
        }
    }
    lost
}

fn expect_none(lost: &[String]) {
    let shown = lost.iter().take(40).map(String::as_str);
    let shown = shown.collect::<Vec<_>>().join("\n");
    assert!(lost.is_empty(), "{} lost\n{shown}", lost.len());
}

const NEIGHBOURS: [(&str, &str); 14] = [
    ("", ""),
    (" ", " "),
    ("\"", "\""),
    ("id:", ","),
    ("(", ")"),
    ("=", ";"),
    ("\n", "\n"),
    ("- ", "."),
    ("-", "-"),
    ("\u{e9} ", " \u{e9}"),
    ("\u{4e2d}", "\u{6587}"),
    ("\\n", "\\n"),
    ("A 7 ", " 7 A"),
    ("x_", " 12"),
];

#[test]
fn every_value_that_a_rule_accepts_is_found() {
    let policy = everything();
    let mut random = Random::from_env();
    let mut all = Vec::new();
    for value in vectors::texts().iter().filter(|text| text.len() <= 400) {
        for (before, after) in NEIGHBOURS {
            let lead = "word ".repeat(14);
            let lead = &lead[lead.len() - random.below(66)..];
            let text = format!("{lead}{before}{value}{after}");
            all.extend(lost(&text, &policy));
        }
    }
    expect_none(&all);
}

#[test]
fn every_value_among_others_is_found() {
    let policy = everything();
    let mut random = Random::from_env();
    let values = vectors::texts();
    let joints = [" ", "", ", ", "\n", "-", ":", "/", " 1 ", ".", "@", "_"];
    let mut all = Vec::new();
    for _ in 0..4_000 {
        let mut text = String::new();
        for _ in 0..=random.below(3) {
            let value = &values[random.below(values.len())];
            if value.len() < 200 {
                text += value;
                text += joints[random.below(joints.len())];
            }
        }
        all.extend(lost(&text, &policy));
    }
    expect_none(&all);
}

/// What stands far before a value has no part in it: the same findings, shifted.
fn moves_along(pad: fn(usize) -> String) {
    let policy = Policy::default();
    let mut wrong = Vec::new();
    for value in vectors::texts() {
        let still = found(&(pad(0) + &value), &policy);
        for by in 1..=MAX_SHIFT {
            let text = pad(by) + &value;
            let back = |f: Finding| Finding {
                start: f.start.wrapping_sub(by),
                end: f.end.wrapping_sub(by),
                ..f
            };
            let moved: Vec<Finding> = found(&text, &policy).into_iter().map(back).collect();
            if moved != still {
                wrong.push(format!("{by} {text:?}\n  {still:?}\n  {moved:?}"));
                break;
            }
        }
    }
    expect_none(&wrong);
}

#[test]
fn findings_move_with_the_spaces_before_them() {
    moves_along(|by| " ".repeat(by));
}

#[test]
fn findings_move_with_the_lines_before_them() {
    moves_along(|by| "\n".repeat(by));
}

#[test]
fn findings_move_with_the_words_before_them() {
    // No word here speaks for a value.
    moves_along(|by| {
        let words = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do ".repeat(3);
        let tail = &words[words.len() - by..];
        format!(". {tail}")
    });
}

#[test]
fn findings_move_with_the_characters_before_them() {
    moves_along(|by| format!("{}{} ", "a".repeat(by % 2), "\u{e9}".repeat(by / 2)));
}
