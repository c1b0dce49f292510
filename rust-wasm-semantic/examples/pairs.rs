//! Reads pairs as JSON lines (`a`, `b`) and writes what the verifier says of each, for tools/distill/fit.py.

use agentshield_semantic::verifier::Verifier;
use serde_json::{json, Value};
use std::io::{stdin, stdout, BufRead, Write};

fn main() {
    let verifier = Verifier::new();
    let mut output = stdout().lock();
    for line in stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line.expect("a line")).expect("a row");
        let text = |name: &str| row[name].as_str().expect("a text").to_owned();
        let decision = verifier.verify(&text("a"), &text("b"));
        let veto = decision.veto.map(|veto| format!("{veto:?}"));
        let said = json!({ "veto": veto, "p": decision.probability, "bound": decision.lower_bound, "cosine": decision.cosine, "features": decision.features });
        writeln!(output, "{said}").expect("standard output");
    }
}
