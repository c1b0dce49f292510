//! The strict JSON check against vectors/json, which the WebAssembly tests read too.

use agentshield_engine::json::{check, Exactness, FaultKind, Limits};
use serde_json::Value;
use std::{fs, path::Path};

const VECTOR_LIMITS: Limits = Limits {
    depth: 64,
    values: 1000,
};

const WIDE: Limits = Limits {
    depth: 1 << 20,
    values: 1 << 30,
};

fn name(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::NotUtf8 => "not_utf8",
        FaultKind::Syntax => "syntax",
        FaultKind::TooDeep => "too_deep",
        FaultKind::TooManyValues => "too_many_values",
        FaultKind::DuplicateKey => "duplicate_key",
        FaultKind::LoneSurrogate => "lone_surrogate",
    }
}

fn bytes_of(vector: &Value) -> Vec<u8> {
    if let Some(text) = vector["text"].as_str() {
        return text.as_bytes().to_vec();
    }
    let hex = vector["hex"].as_str().expect("text or hex");
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits"))
        .collect()
}

fn cap(vector: &Value, name: &str, usual: usize) -> usize {
    vector[name].as_u64().map_or(usual, |cap| {
        usize::try_from(cap).expect("a cap that fits memory")
    })
}

fn verify(vector: &Value) {
    let limits = Limits {
        depth: cap(vector, "depth", VECTOR_LIMITS.depth),
        values: cap(vector, "values", VECTOR_LIMITS.values),
    };
    let (result, offset) = match check(&bytes_of(vector), limits) {
        Ok(Exactness::Exact) => ("exact", None),
        Ok(Exactness::Inexact) => ("inexact", None),
        Err(fault) => (name(fault.kind), Some(fault.offset)),
    };
    assert_eq!(Some(result), vector["result"].as_str(), "{vector}");
    assert_eq!(
        offset.map(Value::from),
        vector.get("offset").cloned(),
        "{vector}"
    );
}

#[test]
fn vectors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/json");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder of vectors") {
        let path = entry.expect("a vector file").path();
        let text = fs::read_to_string(&path).expect("a readable file");
        let vectors: Vec<Value> = serde_json::from_str(&text).expect("a list of vectors");
        count += vectors.len();
        vectors.iter().for_each(verify);
    }
    assert!(count > 200, "only {count} vectors");
}

#[test]
fn deep_nesting_needs_no_recursion() {
    let depth = 1 << 19;
    let text = "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(check(text.as_bytes(), WIDE), Ok(Exactness::Exact));
    let open = check(&text.as_bytes()[..depth], WIDE).expect_err("a fault");
    assert_eq!((open.kind, open.offset), (FaultKind::Syntax, depth));
}

/// Every place at which a string can stand to the sixteen-byte blocks of the skip loop.
#[test]
fn string_ends_at_every_alignment() {
    for lead in 0..40 {
        for length in 0..40 {
            for (ending, expected) in [
                ("\"", None),
                ("\\n\"", None),
                ("\u{1}\"", Some(FaultKind::Syntax)),
                ("\\ud800\"", Some(FaultKind::LoneSurrogate)),
                ("", Some(FaultKind::Syntax)),
            ] {
                let text = " ".repeat(lead) + "\"" + &"x".repeat(length) + ending;
                let kind = check(text.as_bytes(), WIDE).err().map(|fault| fault.kind);
                assert_eq!(kind, expected, "{text:?}");
            }
        }
    }
}

#[test]
fn a_repeated_key_is_found_in_objects_of_every_size() {
    for count in 1..40 {
        for repeated in 0..count {
            let keys: Vec<String> = (0..count).map(|key| format!("\"k{key}\":0")).collect();
            let unique = keys.join(",");
            assert!(check(format!("{{{unique}}}").as_bytes(), WIDE).is_ok());
            let text = format!("{{{unique},\"\\u006B{repeated}\":0}}");
            let fault = check(text.as_bytes(), WIDE).expect_err("a fault");
            assert_eq!(fault.kind, FaultKind::DuplicateKey, "{text}");
            assert_eq!(fault.offset, unique.len() + 2, "{text}");
        }
    }
}
