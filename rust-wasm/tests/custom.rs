//! The operator's own patterns and words.

use agentshield_engine::custom::{Entry, Problem, Unusable};
use agentshield_engine::document::{screen, Lens};
use agentshield_engine::json::Limits;
use agentshield_engine::rules::{DEFAULT_THRESHOLD, RULES};
use agentshield_engine::{scan, Custom, Policy, TooManyFindings};
use std::rc::Rc;
use std::time::{Duration, Instant};

const ANY_CASE: u8 = 1;
const WHOLE_WORDS: u8 = 2;

fn entry(kind: u8, confidence: u8, flags: u8, texts: &[&str]) -> Vec<u8> {
    let number = |n: usize| u32::try_from(n).expect("small").to_le_bytes();
    let mut bytes = vec![kind, confidence, flags];
    bytes.extend(number(texts.len()));
    for text in texts {
        bytes.extend(number(text.len()));
        bytes.extend(text.as_bytes());
    }
    bytes
}

fn pattern(pattern: &str) -> Vec<u8> {
    entry(1, 100, 0, &[pattern])
}

fn words(flags: u8, words: &[&str]) -> Vec<u8> {
    entry(2, 100, flags, words)
}

/// A policy under which only these entries are looked for.
fn policy_of(entries: &[Vec<u8>]) -> Policy {
    let custom = Custom::compile(&entries.concat()).expect("usable");
    let mut thresholds = vec![255; RULES.len()];
    thresholds.extend(vec![DEFAULT_THRESHOLD; entries.len()]);
    Policy::with_custom(thresholds, Some(Rc::new(custom)))
}

fn find<'text>(text: &'text str, policy: &Policy) -> Vec<(usize, &'text str)> {
    let mut findings = Vec::new();
    scan(text, policy, &mut findings).expect("few findings");
    let named = |f: &agentshield_engine::Finding| (f.rule - RULES.len(), &text[f.start..f.end]);
    findings.iter().map(named).collect()
}

#[test]
fn patterns_find_the_leftmost_longest() {
    for (source, text, expected) in [
        (
            r"EMP-\d{6}",
            "of EMP-123456, EMP-1 and EMP-6543210",
            &["EMP-123456", "EMP-654321"][..],
        ),
        (
            r"\bEMP-\d{6}\b",
            "of EMP-123456, XEMP-123456 and EMP-6543210",
            &["EMP-123456"],
        ),
        (r"\d+", "1 22 333", &["1", "22", "333"]),
        ("a|ab|abc", "xabcab", &["abc", "ab"]),
        ("cd.*|abcdefgh", "abcdefghij", &["abcdefgh"]),
        ("é[à-ü]+", "éàü é", &["éàü"]),
        ("漢.", "漢字漢", &["漢字"]),
        ("(?i)straße", "STRASSE STRAẞE straße", &["STRAẞE", "straße"]),
        (
            r"[^\s,]+@corp",
            "write to é@corp,b@corp",
            &["é@corp", "b@corp"],
        ),
        ("a.c", "a\nc abc", &["abc"]),
        ("aXb|Xbc", "aXbc", &["aXb"]),
        ("x", "", &[]),
    ] {
        let found: Vec<&str> = find(text, &policy_of(&[pattern(source)]))
            .iter()
            .map(|f| f.1)
            .collect();
        assert_eq!(found, expected, "{source} in {text:?}");
    }
}

#[test]
fn words_are_found_whole_or_anywhere_in_any_case_or_as_written() {
    for (flags, list, text, expected) in [
        (
            3,
            &["project aurora", "Aurora"][..],
            "PROJECT AURORA, Auroras, aurora_",
            &["PROJECT AURORA"][..],
        ),
        (
            2,
            &["Aurora"],
            "Aurora aurora Auroras (Aurora)",
            &["Aurora", "Aurora"],
        ),
        (1, &["aurora"], "preAURORAS", &["AURORA"]),
        (0, &["aurora"], "Aurora", &[]),
        (
            3,
            &["Aurora", "Aurora Borealis"],
            "Aurora Borealised",
            &["Aurora"],
        ),
        (3, &["C++"], "c++11 xC++", &["c++"]),
        (
            3,
            &["Äpfel"],
            "äpfel ÄPFEL Äpfel äPFEL",
            &["äpfel", "ÄPFEL", "Äpfel", "äPFEL"],
        ),
        (3, &["極光"], "これは極光です", &["極光"]),
    ] {
        let found: Vec<&str> = find(text, &policy_of(&[words(flags, list)]))
            .iter()
            .map(|f| f.1)
            .collect();
        assert_eq!(found, expected, "{list:?} in {text:?}");
    }
}

#[test]
fn each_finding_names_its_entry() {
    let policy = policy_of(&[
        words(3, &["Aurora"]),
        pattern("EMP-[0-9]+"),
        words(0, &["Boreas"]),
        pattern("[0-9]{4}"),
    ]);
    assert_eq!(
        find("EMP-77 Boreas Aurora 2024", &policy),
        [(1, "EMP-77"), (2, "Boreas"), (0, "Aurora"), (3, "2024")]
    );
}

#[test]
fn a_weak_value_needs_one_of_its_words() {
    let policy = policy_of(&[entry(1, 30, 0, &["[0-9]{6}", "employee", "ausweis"])]);
    for (text, count) in [
        ("123456", 0),
        ("Employee 123456", 1),
        ("123456 is an employee", 1),
        ("employees 123456", 0),
        ("employeeNumber: 123456", 1),
        ("employee of the month, as was said so often by so many people in so many words: 123456", 0),
    ] {
        assert_eq!(find(text, &policy).len(), count, "{text}");
    }
}

#[test]
fn own_values_are_found_below_disguises() {
    let policy = policy_of(&[pattern(r"EMP-\d{6}"), words(3, &["Aurora"])]);
    assert_eq!(find("EMP-１２３４５６", &policy), [(0, "EMP-１２３４５６")]);
    assert_eq!(find("Au\u{200B}rora", &policy), [(1, "Au\u{200B}rora")]);
    // base64 of "employee EMP-123456"
    assert_eq!(find("see ZW1wbG95ZWUgRU1QLTEyMzQ1Ng==", &policy).len(), 1);
}

#[test]
fn own_values_in_documents() {
    let policy = policy_of(&[
        pattern(r"\bEMP-\d{6}\b"),
        words(3, &["Project \"Aurora\"", "Boreas"]),
        pattern("[0-9]{8}"),
    ]);
    for (document, expected) in [
        (r#"{"content":"EMP-123456"}"#, &["EMP-123456"][..]),
        (r#"{"content":"a\nEMP-123456\nb"}"#, &["EMP-123456"]),
        (
            r#"{"content":"EMP\u002d123456 \ud83d\ude00"}"#,
            &[r"EMP\u002d123456"],
        ),
        (
            r#"{"content":"say Project \"Aurora\" now"}"#,
            &[r#"Project \"Aurora\""#],
        ),
        (
            r#"{"arguments":"{\"a\":\"x\\nBoreas\",\"b\":12345678}"}"#,
            &["Boreas", "12345678"],
        ),
        (r#"{"Boreas":12345678,"a":1}"#, &["Boreas", "12345678"]),
        (r#"{"content":"nothing\n"}"#, &[]),
    ] {
        let mut located = Vec::new();
        let limits = Limits {
            depth: 64,
            values: 1000,
        };
        screen(
            document.as_bytes(),
            limits,
            &Lens::new(),
            &policy,
            &mut located,
        )
        .expect("JSON");
        let found: Vec<&str> = located.iter().map(|f| &document[f.start..f.end]).collect();
        assert_eq!(found, expected, "{document}");
    }
}

#[test]
fn an_entry_that_cannot_be_used_is_named() {
    let good = pattern("abc");
    let big = (0..80)
        .map(|i| format!("{i}[a-z]{{200}}x{i}"))
        .collect::<Vec<_>>()
        .join("|");
    for (bad, problem) in [
        (pattern("("), Problem::Syntax),
        (pattern("a*"), Problem::Empty),
        (pattern(r"(a)\1"), Problem::LookAround),
        (pattern("(a+)+$"), Problem::Anchor),
        (pattern(r"\p{Greek}"), Problem::UnicodeClass),
        (pattern("((a{100}){100}){100}"), Problem::TooLarge),
        (pattern("[à-ü]{1000}{50}"), Problem::TooLarge),
        (pattern(&big.repeat(20)), Problem::TooLarge),
        (words(0, &["a", ""]), Problem::Empty),
        (vec![3, 100, 0, 0, 0, 0, 0], Problem::Format),
        (vec![1, 100, 0, 255, 255, 255, 255], Problem::Format),
        (vec![1, 100], Problem::Format),
    ] {
        let bytes = [good.clone(), bad].concat();
        assert_eq!(
            Custom::compile(&bytes).err(),
            Some(Unusable { entry: 1, problem }),
            "{problem:?}"
        );
    }
    assert!(Entry::read_all(&[]).is_ok_and(|entries| entries.is_empty()));
}

/// Far above what a slow machine takes, and far below what quadratic time would.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn hostile_patterns_take_linear_time() {
    let size = if cfg!(debug_assertions) {
        1 << 18
    } else {
        1 << 20
    };
    let long = "a".repeat(size);
    let mixed = "foo ".repeat(size / 4);
    for (source, text) in [
        ("(a+)+b", &long),
        ("(a|aa)+b", &long),
        ("(a*)*b|c", &long),
        ("a{1,400}b", &long),
        ("(.*)(.*)(.*)x", &long),
        ("a|a.*b", &long),
        (".*[^a-z ]|[a-z]", &long),
        ("foo(.*bar)?", &mixed),
        ("[a-z]+ [0-9]|fo", &mixed),
    ] {
        let policy = policy_of(&[pattern(source)]);
        let started = Instant::now();
        let mut findings = Vec::new();
        let result = scan(text, &policy, &mut findings);
        assert!(started.elapsed() < PATIENCE, "{source}");
        assert!(result.is_ok() || result == Err(TooManyFindings));
    }
    let nested: Vec<String> = (1..200).map(|n| "a".repeat(n)).collect();
    let nested: Vec<&str> = nested.iter().map(String::as_str).collect();
    let started = Instant::now();
    let result = scan(
        &long,
        &policy_of(&[words(WHOLE_WORDS | ANY_CASE, &nested)]),
        &mut Vec::new(),
    );
    assert_eq!(result, Err(TooManyFindings));
    assert!(started.elapsed() < PATIENCE);
}
