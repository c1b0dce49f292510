//! Contractions of English, with and without apostrophe.

/// The words of a contraction; the word itself when it is none.
pub fn spelled_out(word: &str) -> Vec<&str> {
    if let Some(words) = whole_contraction(word) {
        return words.split(' ').collect();
    }
    for (ending, instead) in [
        ("n't", "not"),
        ("'re", "are"),
        ("'ve", "have"),
        ("'ll", "will"),
        ("'m", "am"),
        ("'d", "would"),
    ] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            return vec![stem, instead];
        }
    }
    match word.strip_suffix("'s") {
        Some(stem) if IS_SHORT.contains(&stem) => vec![stem, "is"],
        Some(stem) => vec![stem],
        None => vec![word.trim_matches('\'')],
    }
}

/// Words behind which `'s` is "is"; elsewhere it is a genitive.
const IS_SHORT: &[&str] = &[
    "it",
    "that",
    "what",
    "where",
    "who",
    "how",
    "there",
    "here",
    "he",
    "she",
    "when",
    "why",
    "this",
    "everything",
    "something",
    "one",
];

pub fn whole_contraction(word: &str) -> Option<&'static str> {
    Some(match word {
        "can't" | "cannot" | "cant" => "can not",
        "won't" | "wont" => "will not",
        "shan't" => "shall not",
        "ain't" | "isnt" => "is not",
        "dont" => "do not",
        "doesnt" => "does not",
        "didnt" => "did not",
        "arent" => "are not",
        "wasnt" => "was not",
        "werent" => "were not",
        "hasnt" => "has not",
        "havent" => "have not",
        "couldnt" => "could not",
        "wouldnt" => "would not",
        "shouldnt" => "should not",
        "im" => "i am",
        "ive" => "i have",
        "whats" => "what is",
        "hows" => "how is",
        "wheres" => "where is",
        "thats" => "that is",
        "theres" => "there is",
        "let's" => "let us",
        "gonna" => "going to",
        "wanna" => "want to",
        "gotta" => "have to",
        "o'clock" => "oclock",
        _ => return None,
    })
}
