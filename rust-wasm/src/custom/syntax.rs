//! The regular expressions that are taken.

use super::Problem;
use regex_syntax::ast;
use regex_syntax::hir::{ErrorKind, Hir};
use regex_syntax::ParserBuilder;

/// Deepest nesting of groups.
const MAX_NESTING: u32 = 50;

/// Parses a pattern.
pub fn parse(pattern: &str, any_case: bool) -> Result<Hir, Problem> {
    let mut parser = ParserBuilder::new()
        .nest_limit(MAX_NESTING)
        .case_insensitive(any_case)
        .build();
    let hir = parser
        .parse(&in_ascii(pattern))
        .map_err(|error| problem(&error))?;
    if hir.properties().look_set().contains_anchor() {
        return Err(Problem::Anchor);
    }
    match hir.properties().minimum_len() {
        Some(0) => Err(Problem::Empty),
        _ => Ok(hir),
    }
}

fn problem(error: &regex_syntax::Error) -> Problem {
    match error {
        regex_syntax::Error::Parse(error) => match error.kind() {
            ast::ErrorKind::UnsupportedBackreference | ast::ErrorKind::UnsupportedLookAround => {
                Problem::LookAround
            }
            ast::ErrorKind::NestLimitExceeded(_) => Problem::TooLarge,
            _ => Problem::Syntax,
        },
        regex_syntax::Error::Translate(error) => match error.kind() {
            ErrorKind::UnicodePropertyNotFound
            | ErrorKind::UnicodePropertyValueNotFound
            | ErrorKind::UnicodePerlClassNotFound => Problem::UnicodeClass,
            _ => Problem::Syntax,
        },
        _ => Problem::Syntax,
    }
}

/// The same pattern with classes and boundaries of ASCII written out: their Unicode forms need
/// large tables and cannot be decided byte by byte.
fn in_ascii(pattern: &str) -> String {
    let mut written = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            written.push(c);
            continue;
        }
        let Some(escaped) = characters.next() else {
            written.push(c);
            break;
        };
        match escaped {
            'd' => written.push_str("[0-9]"),
            'D' => written.push_str("[^0-9]"),
            'w' => written.push_str("[0-9A-Za-z_]"),
            'W' => written.push_str("[^0-9A-Za-z_]"),
            's' => written.push_str(r"[\t\n\x0B\f\r\x20]"),
            'S' => written.push_str(r"[^\t\n\x0B\f\r\x20]"),
            'b' | 'B' | '<' | '>' => {
                written.push_str(r"(?-u:\");
                written.push(escaped);
                // `\b{start}` and the like.
                let rest = characters.as_str();
                if let Some(end) = rest
                    .find('}')
                    .filter(|_| escaped == 'b' && rest.starts_with('{'))
                {
                    written.push_str(&rest[..=end]);
                    characters = rest[end + 1..].chars();
                }
                written.push(')');
            }
            _ => written.extend([c, escaped]),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::{parse, Problem};

    #[test]
    fn patterns_that_are_taken() {
        for pattern in [
            r"EMP-[0-9]{6}",
            r"EMP-\d{6}",
            r"\bEMP\d+\b",
            r"[\d-]+x",
            r"a\\d",
            r"(a+)+b",
            "é[à-ü]+.",
            r"\b{start}x",
            r"(?i)emp",
            r"[^\s,]+@x",
            r"\S+:x",
            r"(?s).x",
            r"\D\d",
        ] {
            assert_eq!(parse(pattern, false).err(), None, "{pattern}");
            assert_eq!(parse(pattern, true).err(), None, "{pattern}");
        }
    }

    #[test]
    fn patterns_that_are_not() {
        for (pattern, problem) in [
            ("(", Problem::Syntax),
            ("[z-a]", Problem::Syntax),
            ("a{2,1}", Problem::Syntax),
            (r"\", Problem::Syntax),
            ("*a", Problem::Syntax),
            (r"(?-u:\xFF)", Problem::Syntax),
            (r"(a)\1", Problem::LookAround),
            ("(?=a)b", Problem::LookAround),
            ("(?<!a)b", Problem::LookAround),
            ("^a", Problem::Anchor),
            ("(a+)+$", Problem::Anchor),
            (r"\Aa", Problem::Anchor),
            ("(?m)^a", Problem::Anchor),
            ("", Problem::Empty),
            ("a*", Problem::Empty),
            ("(a|)", Problem::Empty),
            (r"\b", Problem::Empty),
            (r"\p{L}", Problem::UnicodeClass),
            (r"\pL+", Problem::UnicodeClass),
        ] {
            assert_eq!(parse(pattern, false).err(), Some(problem), "{pattern}");
        }
        let nested = ["(".repeat(60), "a".into(), ")".repeat(60)].concat();
        assert_eq!(parse(&nested, false).err(), Some(Problem::TooLarge));
    }
}
