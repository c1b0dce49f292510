//! Runs the cases in `vectors/*.json`, and checks what holds for any text.

use agentshield_engine::engine::MAX_FINDINGS;
use agentshield_engine::rules::{DEFAULT_THRESHOLD, OFF, RULES};
use agentshield_engine::{Finding, Policy, TooManyFindings};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

fn scan(text: &str, findings: &mut Vec<Finding>) -> Result<(), TooManyFindings> {
    agentshield_engine::scan(text, &Policy::default(), findings)
}

#[derive(Debug)]
struct Case {
    text: String,
    finds: Vec<(String, String)>,
    /// Entities whose rules are on here even if they are off by default: those that are found, and
    /// in near misses those that the row names.
    on: Vec<String>,
}

/// The default policy, with further rules on.
fn policy(on: &[String]) -> Policy {
    let threshold = |is_on| if is_on { DEFAULT_THRESHOLD } else { OFF };
    let thresholds = RULES
        .iter()
        .map(|rule| threshold(rule.on || on.iter().any(|entity| entity == rule.entity)));
    Policy::new(thresholds.collect())
}

fn cases() -> BTreeMap<String, Vec<Case>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let paths = fs::read_dir(folder)
        .expect("vectors/")
        .map(|entry| entry.expect("entry").path());
    let files = paths.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let read = |path: &Path| {
        let json = fs::read(path).expect("readable");
        let rows: Vec<serde_json::Value> = serde_json::from_slice(&json).expect("an array");
        rows.iter().map(case).collect()
    };
    files
        .map(|path| {
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                read(&path),
            )
        })
        .collect()
}

fn case(row: &serde_json::Value) -> Case {
    let string = |value: &serde_json::Value| value.as_str().expect("a string").to_owned();
    let finds = row["finds"].as_array().expect("finds").iter();
    let finds: Vec<_> = finds.map(|f| (string(&f[0]), string(&f[1]))).collect();
    let on = row["on"].as_array().map_or(&[][..], Vec::as_slice).iter();
    let found = finds.iter().map(|(entity, _)| entity.clone());
    Case {
        text: string(&row["text"]),
        on: on.map(string).chain(found).collect(),
        finds,
    }
}

fn found(text: &str, on: &[String]) -> Vec<(String, String)> {
    let mut findings = Vec::new();
    agentshield_engine::scan(text, &policy(on), &mut findings).expect("few findings");
    check(text, &findings);
    let named = |f: &Finding| {
        (
            RULES[f.rule].entity.to_owned(),
            text[f.start..f.end].to_owned(),
        )
    };
    findings.iter().map(named).collect()
}

fn check(text: &str, findings: &[Finding]) {
    let mut free = 0;
    for f in findings {
        assert!(
            free <= f.start && f.start < f.end && f.end <= text.len(),
            "{f:?} in {text:?}"
        );
        assert!(
            text.is_char_boundary(f.start) && text.is_char_boundary(f.end),
            "{f:?} in {text:?}"
        );
        free = f.end;
    }
}

#[test]
fn every_vector_is_found_as_listed() {
    let mut wrong = Vec::new();
    for (file, cases) in cases() {
        for case in cases {
            let got = found(&case.text, &case.on);
            if got != case.finds {
                wrong.push(format!(
                    "{file}: {:?}\n  want {:?}\n  got  {got:?}",
                    case.text, case.finds
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_rule_has_values_and_near_misses() {
    let cases = cases();
    for rule in RULES {
        let values = cases.values().flatten().flat_map(|case| &case.finds);
        let count = values.filter(|(entity, _)| entity == rule.entity).count();
        assert!(count >= 3, "{} has {count} values", rule.entity);
    }
    for (file, cases) in cases {
        let misses = cases.iter().filter(|case| case.finds.is_empty()).count();
        assert!(
            misses >= 8 && cases.len() - misses >= 10,
            "{file}: {misses} near misses of {}",
            cases.len()
        );
    }
}

/// What surrounds a value in prose, code and JSON changes neither the value nor where it ends.
#[test]
fn punctuation_around_a_value_does_not_hide_it() {
    // What stands before the value, then after it.
    let around = "\" \"|' '|( )|< >|[ ]|` `|\n \n|- , |\\n \\n|\\t \\\"|= ;|: .|é, ,é|中 文|\u{1F600} \u{1F600}";
    for case in cases().into_values().flatten() {
        let [(_, value)] = case.finds.as_slice() else {
            continue;
        };
        if *value != case.text {
            continue;
        }
        for (before, after) in around.split('|').filter_map(|pair| pair.split_once(' ')) {
            let text = format!("{before}{value}{after}");
            assert_eq!(found(&text, &case.on), case.finds, "{text:?}");
        }
    }
}

#[test]
fn a_larger_value_is_not_split_by_one_within() {
    let key = "A1b2C3d4E5f6G7h8".repeat(6);
    let text = format!("-----BEGIN PRIVATE KEY-----\nmail a@b.co 4111111111111111\n{key}\n-----END PRIVATE KEY-----");
    assert_eq!(
        found(&text, &[]),
        [("PRIVATE_KEY".to_owned(), text.clone())]
    );
}

#[test]
fn too_many_values_are_an_error() {
    let mut findings = Vec::new();
    assert_eq!(scan(&"a@b.co ".repeat(MAX_FINDINGS), &mut findings), Ok(()));
    assert_eq!(findings.len(), MAX_FINDINGS);
    assert!(scan(&"a@b.co ".repeat(MAX_FINDINGS + 1), &mut findings).is_err());
}

/// Marsaglia's xorshift64.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).expect("below usize")
    }
}

#[test]
fn no_text_panics_or_breaks_the_order() {
    let seed = std::env::var("SEED")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(0x9e37_79b9_7f4a_7c15);
    println!("SEED={seed}");
    let mut random = Random(seed);
    let texts: Vec<String> = cases()
        .into_values()
        .flatten()
        .map(|case| case.text)
        .collect();
    let pieces: Vec<&str> = "@,+,-----BEGIN ,eyJ,::,é,中,\\n,0,9, ,-,.,%,\u{1F600},("
        .split(',')
        .collect();
    let mut findings = Vec::new();
    let everything = Policy::new(vec![0; RULES.len()]);
    for _ in 0..20_000 {
        let mut bytes = texts[random.next(texts.len())].clone().into_bytes();
        for _ in 0..=random.next(6) {
            let at = random.next(bytes.len() + 1);
            let other = texts[random.next(texts.len())].as_bytes();
            match random.next(4) {
                0 => bytes.truncate(at),
                1 => drop(bytes.splice(at..at, pieces[random.next(pieces.len())].bytes())),
                2 => bytes.extend_from_slice(&other[..random.next(other.len() + 1)]),
                _ => bytes
                    .iter_mut()
                    .skip(at)
                    .take(2)
                    .for_each(|b| *b = random.next(256).to_le_bytes()[0]),
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        scan(&text, &mut findings).expect("few findings");
        check(&text, &findings);
        agentshield_engine::scan(&text, &everything, &mut findings).expect("few findings");
        check(&text, &findings);
    }
}

/// The named worst cases take 4 MiB, the others 1 MiB; the bound is five seconds per 4 MiB.
#[test]
fn worst_cases_take_linear_time() {
    const MIB: usize = 1 << 20;
    const BOUND: Duration = Duration::from_millis(1250);
    let named = ["1", "@", "+", "eyJ", "-----BEGIN ", "sk-sk-sk-", ":", "a."];
    let others = "-----BEGIN PRIVATE KEY-----|eyJ-|eyJ.|eyJhbGciOiJub25lIn0.|-|sk-proj-|a@|1 |12 |4111 |1-|1.\
        |+1|(|1(1)|::1|a:|DE89 |de89|X1|\\n|phone 1|é|中1|A|xoxb-|SG.|ssn 123456789|github_pat_\
        |http://|http://a.b/)|www.|Mr. |my name is |Mr. A |12 A |1 Rue |bc1|0x|3M|00:|a1:|1A.|1/|May 1 |1.1 |12 de \
        |token=|password:|password |password=a1b2c3 |pwd|ss|://|a://b:c1d2@|key-|PuTTY-User-Key-File-\
        |PuTTY-User-Key-File-Private-Lines:|eyJlbmMiOiJhIn0.|eyJlbmMiOiJhIn0..|Q~|8Q~|:A|:AAAAAAAAAAAA\
        |data:\nkind: Secret\nx: QUFBQUFBQUFB\n|secret=a1B2c3D4e5F6g7H8 |aws_secret_key=|Bearer \
        |Authorization: Bearer |curl -u a:b1c2 |-u |--token |_sk-|sk-a1B2c3D4e5F6g7H8i9|value=|\"|.atlasv1.\
        |a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0/|session=|;Password=|sig=|://:@|1|/1234567890123456:\
        |NEMX4532968871939325xAKIAV|abcdefgh1jkl/|+vqSNbNMMsOV5qBN7zsJKOEay0TQ7fIHurQBp+mMAGs3gokw5FSH7fA6Se+DB16E\n\
        |vqSNbNMMsOV5qBN7zsJKOEay0TQ7fIHurQBp+mMAGs3gokw5FSH7fA6Se+DB16Ex\r\n|%388.8.8.8 ";
    let cases = named.into_iter().map(|unit| (unit, 4));
    let everything = Policy::new(vec![DEFAULT_THRESHOLD; RULES.len()]);
    let mut findings = Vec::new();
    for (unit, size) in cases.chain(others.split('|').map(|unit| (unit, 1))) {
        let text = unit.repeat(size * MIB / unit.len()) + "@b.co -----END PRIVATE KEY-----";
        let start = Instant::now();
        let _ = agentshield_engine::scan(&text, &everything, &mut findings);
        let (took, bound) = (start.elapsed(), BOUND * u32::try_from(size).unwrap());
        assert!(took < bound, "{unit:?} took {took:?}");
    }
}
