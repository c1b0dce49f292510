//! Keys of the objects that are open, and the search for one that comes twice.
//!
//! No hash table: the target offers no random seed, so a sender could aim at its collisions. Few
//! keys are compared with one another as they come; more are sorted when their object ends.

use super::string::Unescaped;
use super::{Fault, FaultKind};
use std::cmp::Ordering;

/// Most keys that are compared with one another instead of sorted.
const FEW: usize = 16;

/// A key's body within the document, without its quotation marks.
#[derive(Clone, Copy)]
pub struct Key {
    pub start: usize,
    pub end: usize,
    pub escaped: bool,
    /// Set before sorting, to make most comparisons cheap. Equal hashes are never trusted.
    hash: u32,
}

impl Key {
    pub fn new(start: usize, end: usize, escaped: bool) -> Self {
        Self {
            start,
            end,
            escaped,
            hash: 0,
        }
    }

    fn body<'document>(&self, document: &'document [u8]) -> &'document [u8] {
        &document[self.start..self.end]
    }

    fn compare(&self, other: &Self, document: &[u8]) -> Ordering {
        let (body, other_body) = (self.body(document), other.body(document));
        if self.escaped || other.escaped {
            Unescaped::new(body).cmp(Unescaped::new(other_body))
        } else {
            body.cmp(other_body)
        }
    }

    fn equals(&self, other: &Self, document: &[u8]) -> bool {
        if self.escaped || other.escaped {
            self.compare(other, document).is_eq()
        } else {
            self.body(document) == other.body(document)
        }
    }

    /// FNV-1a of the key as it reads after unescaping.
    fn hashed(self, document: &[u8]) -> Self {
        let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        let body = self.body(document);
        let hash = if self.escaped {
            Unescaped::new(body).fold(0x811C_9DC5, step)
        } else {
            body.iter().copied().fold(0x811C_9DC5, step)
        };
        Self { hash, ..self }
    }
}

/// The keys of every open object, those of the innermost last.
pub struct OpenKeys<'document> {
    document: &'document [u8],
    keys: Vec<Key>,
}

impl<'document> OpenKeys<'document> {
    pub fn new(document: &'document [u8]) -> Self {
        Self {
            document,
            keys: Vec::new(),
        }
    }

    /// Where the keys of an object that opens now will begin.
    pub fn open(&self) -> usize {
        self.keys.len()
    }

    /// Adds a key to the innermost object, whose keys begin at `first`.
    pub fn add(&mut self, first: usize, key: Key) -> Result<(), Fault> {
        let earlier = &self.keys[first..];
        if earlier.len() < FEW
            && earlier
                .iter()
                .any(|other| other.equals(&key, self.document))
        {
            return Fault::new(FaultKind::DuplicateKey, key.start - 1);
        }
        self.keys.push(key);
        Ok(())
    }

    /// Ends the innermost object, whose keys begin at `first`.
    pub fn close(&mut self, first: usize) -> Result<(), Fault> {
        let keys = &mut self.keys[first..];
        if keys.len() > FEW {
            if let Some(start) = first_repeated(keys, self.document) {
                return Fault::new(FaultKind::DuplicateKey, start - 1);
            }
        }
        self.keys.truncate(first);
        Ok(())
    }
}

/// Start of the first key, in the document's order, that was there before.
fn first_repeated(keys: &mut [Key], document: &[u8]) -> Option<usize> {
    for key in keys.iter_mut() {
        *key = key.hashed(document);
    }
    keys.sort_unstable_by(|one, other| {
        (one.hash.cmp(&other.hash))
            .then_with(|| one.compare(other, document))
            .then(one.start.cmp(&other.start))
    });
    keys.windows(2)
        .filter(|pair| pair[0].hash == pair[1].hash && pair[0].equals(&pair[1], document))
        .map(|pair| pair[1].start)
        .min()
}
