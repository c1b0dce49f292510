//! In which string, name or number of a document each finding lies.

use super::lens::Lens;
use crate::finding::Finding;
use crate::json::{self, Limits, Place, Unescaped, Visit};
use std::ops::Range;

/// What a value is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    String = 0,
    /// A number: what replaces it needs quotation marks.
    Number = 1,
    /// A string in a document that is written in a string, such as arguments of a tool.
    InnerString = 2,
    /// A number in such a document: what replaces it needs escaped quotation marks.
    InnerNumber = 3,
}

/// A value in a document: byte offsets, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    pub start: usize,
    pub end: usize,
    pub rule: usize,
    pub score: u8,
    pub within: Within,
}

/// Shorter numbers are nobody's.
const SHORTEST_NUMBER: usize = 7;
/// Caps of an inner document; beyond them it counts as text.
const INNER: Limits = Limits {
    depth: 64,
    values: 1_000_000,
};

pub struct Locate<'document> {
    text: &'document str,
    lens: &'document Lens,
    findings: &'document [Finding],
    /// Those before end before what comes.
    next: usize,
    located: &'document mut Vec<Located>,
}

impl<'document> Locate<'document> {
    pub fn new(
        text: &'document str,
        lens: &'document Lens,
        findings: &'document [Finding],
        located: &'document mut Vec<Located>,
    ) -> Self {
        Self {
            text,
            lens,
            findings,
            next: 0,
            located,
        }
    }

    /// Passes over the findings that end before `at`.
    fn pass(&mut self, at: usize) {
        let passed = |f: &&Finding| f.end <= at;
        self.next += self.findings[self.next..].iter().take_while(passed).count();
    }

    /// The findings that reach into `range`, cut to it.
    fn within(&mut self, range: &Range<usize>) -> Vec<Finding> {
        self.pass(range.start);
        let reaching = self.findings[self.next..]
            .iter()
            .take_while(|f| f.start < range.end);
        let cut = |f: &Finding| Finding {
            start: f.start.max(range.start),
            end: f.end.min(range.end),
            ..*f
        };
        let says = |f: &Finding| self.text[f.start..f.end].contains(|c: char| c.is_alphanumeric());
        reaching.map(cut).filter(says).collect()
    }

    /// `may_be_document`: a property's name is none, whatever it looks like.
    fn body(&mut self, body: &Range<usize>, may_be_document: bool) {
        let findings = self.within(body);
        if findings.is_empty() {
            return;
        }
        let inner = may_be_document && is_document(&self.text[body.clone()]);
        let mut escapes = Escapes {
            bytes: self.text.as_bytes(),
            at: body.start,
            end: body.end,
            in_string: false,
            escaped: false,
        };
        for finding in findings {
            let (mut span, in_string) = escapes.widen(finding.start..finding.end);
            let number = (inner && !in_string)
                .then(|| inner_number(&self.text[body.clone()], span.start - body.start))
                .flatten();
            if let Some(number) = &number {
                span = body.start + number.start..body.start + number.end;
            }
            let within = match (inner, number) {
                (false, _) => Within::String,
                (true, None) => Within::InnerString,
                (true, Some(_)) => Within::InnerNumber,
            };
            self.push(finding, span, within);
        }
    }

    fn push(&mut self, finding: Finding, span: Range<usize>, within: Within) {
        if self
            .located
            .last()
            .is_some_and(|last| last.end > span.start)
        {
            return;
        }
        self.located.push(Located {
            start: span.start,
            end: span.end,
            rule: finding.rule,
            score: finding.score,
            within,
        });
    }
}

impl Visit for Locate<'_> {
    fn string(&mut self, body: Range<usize>, place: Place) {
        self.pass(body.start);
        let reached = self.findings.get(self.next);
        let skipped = || self.lens.skips(place, &self.text[body.clone()]);
        if reached.is_some_and(|f| f.start < body.end) && !skipped() {
            self.body(&body, true);
        }
    }

    fn key(&mut self, body: Range<usize>) {
        self.body(&body, false);
    }

    fn number(&mut self, token: Range<usize>) {
        let digits = self.text[token.clone()]
            .bytes()
            .filter(u8::is_ascii_digit)
            .count();
        if digits < SHORTEST_NUMBER {
            return;
        }
        if let Some(finding) = self.within(&token).first() {
            self.push(*finding, token, Within::Number);
        }
    }
}

/// The escapes of one string, in their order.
struct Escapes<'document> {
    bytes: &'document [u8],
    at: usize,
    end: usize,
    /// Whether the cursor is within a string of the document that is written in this one.
    in_string: bool,
    /// Whether a backslash of such a string stands before the cursor.
    escaped: bool,
}

impl Escapes<'_> {
    /// The span with the whole of any escape that it cuts, and whether it starts within a string of an
    /// inner document. Spans come in rising order.
    fn widen(&mut self, span: Range<usize>) -> (Range<usize>, bool) {
        let mut widened = span.clone();
        let mut in_string = self.in_string;
        while self.at < span.end {
            let before = self.in_string;
            let escape = self.next();
            if escape.end <= span.start {
                in_string = self.in_string;
                continue;
            }
            if escape.start <= span.start {
                in_string = before;
            }
            widened.start = widened.start.min(escape.start);
            widened.end = widened.end.max(escape.end);
        }
        (widened, in_string)
    }

    /// Follows the strings of an inner document over one character of it.
    fn follow(&mut self, written: &[u8]) {
        let quote = matches!(written, b"\\\"" | b"\\u0022");
        let backslash = written == b"\\\\" || written.eq_ignore_ascii_case(b"\\u005c");
        if quote && !self.escaped {
            self.in_string = !self.in_string;
        }
        self.escaped = backslash && !self.escaped;
    }

    /// The character or escape at the cursor, and moves behind it. A surrogate pair is one.
    fn next(&mut self) -> Range<usize> {
        let start = self.at;
        let len = match (self.bytes[start], self.bytes.get(start + 1)) {
            (b'\\', Some(b'u')) => {
                let high = matches!(
                    self.bytes.get(start + 2..start + 4),
                    Some([b'd' | b'D', b'8' | b'9' | b'a' | b'b' | b'A' | b'B'])
                );
                if high {
                    12
                } else {
                    6
                }
            }
            (b'\\', _) => 2,
            _ => 1,
        };
        self.at = self.end.min(start + len);
        self.follow(&self.bytes[start..self.at]);
        start..self.at
    }
}

/// Whether a string's body is, unescaped, an object or array of its own.
fn is_document(body: &str) -> bool {
    let trimmed = body.trim_start_matches([' ', '\\', 'n', 'r', 't']);
    if !trimmed.starts_with(['{', '[']) {
        return false;
    }
    let bytes: Vec<u8> = Unescaped::new(body.as_bytes()).collect();
    json::check(&bytes, INNER).is_ok()
}

/// The number around `at` when it stands as one in an inner document: between a colon, comma or
/// bracket and a comma, bracket or white space.
fn inner_number(body: &str, at: usize) -> Option<Range<usize>> {
    let bytes = body.as_bytes();
    let is_number = |b: &&u8| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E');
    let start = at - bytes[..at].iter().rev().take_while(is_number).count();
    let end = at + bytes[at..].iter().take_while(is_number).count();
    let before = body[..start]
        .trim_end()
        .trim_end_matches("\\n")
        .trim_end()
        .bytes()
        .next_back()?;
    let after = body[end..].bytes().next()?;
    let stands =
        matches!(before, b':' | b',' | b'[') && matches!(after, b',' | b']' | b'}' | b' ' | b'\\');
    let number = &bytes[start..end];
    (stands && json::check(number, INNER).is_ok()).then_some(start..end)
}
