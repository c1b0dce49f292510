//! The tokenizer and the embedder beside Hugging Face's tokenizer and `NumPy` (tools/distill/distill.py).

use agentshield_semantic::embedder::Embedder;
use agentshield_semantic::tokenizer::{Tokenizer, UNKNOWN_ROW};
use serde_json::Value;

const VECTORS: &str = include_str!("../vectors/tokens.json");
const TOLERANCE: f64 = 2e-5;

fn cases() -> Vec<Value> {
    let cases: Vec<Value> = serde_json::from_str(VECTORS).expect("the vectors are JSON");
    assert!(cases.len() > 150, "there are too few vectors");
    cases
}

#[test]
fn gives_the_tokens_of_hugging_face() {
    let tokenizer = Tokenizer::new();
    for case in cases() {
        let text = case["text"].as_str().expect("a text");
        let tokens: Vec<&str> = tokenizer
            .rows(text, usize::MAX)
            .into_iter()
            .map(|row| match row {
                UNKNOWN_ROW => "[UNK]",
                row => tokenizer.vocabulary.token(row),
            })
            .collect();
        assert_eq!(tokens.join(" "), case["tokens"], "{text:?}");
    }
}

#[test]
fn gives_the_vectors_of_numpy() {
    let (tokenizer, embedder) = (Tokenizer::new(), Embedder::new());
    for case in cases() {
        let text = case["text"].as_str().expect("a text");
        match (embedder.embed(&tokenizer, text), case["vector"].as_array()) {
            (None, None) => {}
            (Some(vector), Some(wanted)) => {
                for (number, wanted) in vector.iter().zip(wanted) {
                    let wanted = wanted.as_f64().expect("a number");
                    assert!((f64::from(*number) - wanted).abs() < TOLERANCE, "{text:?}");
                }
            }
            (vector, wanted) => panic!("{text:?}: {} but {wanted:?}", vector.is_some()),
        }
    }
}
