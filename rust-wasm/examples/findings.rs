//! Reads texts, a JSON array of strings, and writes what the engine finds in each: a line of numbers
//! as WebAssembly's `scan` gives them, and one as its `screen` does. The two are compared by
//! test/scan/native.test.ts.

use agentshield_engine::json::Limits;
use agentshield_engine::session::Session;
use std::io::{read_to_string, stdin, stdout, BufWriter, Write};

const LIMITS: Limits = Limits {
    depth: 64,
    values: 1_000_000,
};

fn main() {
    let texts = read_to_string(stdin()).expect("a corpus");
    let texts: Vec<String> = serde_json::from_str(&texts).expect("an array of strings");
    let mut out = BufWriter::new(stdout());
    let mut session = Session::new();
    for text in texts {
        let input = session.input(text.len()).expect("a text below the cap");
        input[..text.len()].copy_from_slice(text.as_bytes());
        let found = session.scan(text.len()).map(line).unwrap_or_default();
        let input = session.input(text.len()).expect("a text below the cap");
        input[..text.len()].copy_from_slice(text.as_bytes());
        let screened = session.screen(text.len(), LIMITS);
        let located = if matches!(screened, Some(Ok(_))) {
            line(session.words())
        } else {
            "refused".to_owned()
        };
        writeln!(out, "{found}\n{located}").expect("a reader");
    }
}

fn line(numbers: &[u32]) -> String {
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    numbers.join(" ")
}
