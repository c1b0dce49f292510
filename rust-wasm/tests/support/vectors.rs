//! The texts in `vectors/*.json`.

use std::fs;
use std::path::Path;

/// In the order of their files' names.
pub fn texts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let entries = fs::read_dir(folder).expect("vectors/");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    let rows = |path| -> Vec<serde_json::Value> {
        serde_json::from_slice(&fs::read(path).expect("readable")).expect("an array")
    };
    let text = |row: serde_json::Value| row["text"].as_str().expect("a text").to_owned();
    paths.into_iter().flat_map(rows).map(text).collect()
}
