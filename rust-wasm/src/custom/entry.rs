//! The entries as a host writes them, one after the other:
//!
//! | bytes | what |
//! |---|---|
//! | 1 | 1 for a pattern, 2 for words |
//! | 1 | confidence in percent |
//! | 1 | flags: 1 for any case, 2 for whole words only |
//! | 4 | number of texts |
//! | 4 + n, each | a text: its length in bytes, then UTF-8 |
//!
//! Numbers are little-endian. The texts of a pattern are the pattern and then the words that speak
//! for it, in lower case; those of words are the words.

use super::{Problem, Unusable};

/// Whether upper and lower case are the same.
const ANY_CASE: u8 = 1;
/// Whether a word must not stand within a longer one.
const WHOLE_WORDS: u8 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Pattern,
    Words,
}

/// One entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'input> {
    pub kind: Kind,
    /// In percent.
    pub confidence: u8,
    pub any_case: bool,
    pub whole_words: bool,
    texts: Vec<&'input str>,
}

impl<'input> Entry<'input> {
    /// Reads the whole list.
    ///
    /// # Errors
    /// [`Problem::Format`] with the entry that cannot be read.
    pub fn read_all(bytes: &'input [u8]) -> Result<Vec<Self>, Unusable> {
        let mut entries = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let entry = Self::read(&mut rest).ok_or(Unusable {
                entry: entries.len(),
                problem: Problem::Format,
            })?;
            entries.push(entry);
        }
        Ok(entries)
    }

    /// The pattern; empty for words.
    #[must_use]
    pub fn pattern(&self) -> &'input str {
        match self.kind {
            Kind::Pattern => self.texts.first().copied().unwrap_or_default(),
            Kind::Words => "",
        }
    }

    /// The words that speak for what a pattern finds.
    #[must_use]
    pub fn context(&self) -> &[&'input str] {
        match self.kind {
            Kind::Pattern => self.texts.get(1..).unwrap_or_default(),
            Kind::Words => &[],
        }
    }

    /// The words to look for.
    #[must_use]
    pub fn words(&self) -> &[&'input str] {
        match self.kind {
            Kind::Pattern => &[],
            Kind::Words => &self.texts,
        }
    }

    fn read(rest: &mut &'input [u8]) -> Option<Self> {
        let (head, tail) = rest.split_first_chunk::<3>()?;
        *rest = tail;
        let [kind, confidence, flags] = *head;
        let kind = match kind {
            1 => Kind::Pattern,
            2 => Kind::Words,
            _ => return None,
        };
        let count = number(rest)?;
        let texts = (0..count)
            .map(|_| text(rest))
            .collect::<Option<Vec<&str>>>()?;
        Some(Self {
            kind,
            confidence: confidence.min(100),
            any_case: flags & ANY_CASE != 0,
            whole_words: flags & WHOLE_WORDS != 0,
            texts,
        })
    }
}

fn number(rest: &mut &[u8]) -> Option<usize> {
    let (bytes, tail) = rest.split_first_chunk::<4>()?;
    *rest = tail;
    usize::try_from(u32::from_le_bytes(*bytes)).ok()
}

fn text<'input>(rest: &mut &'input [u8]) -> Option<&'input str> {
    let length = number(rest)?;
    let (bytes, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    std::str::from_utf8(bytes).ok()
}
