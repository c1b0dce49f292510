//! Strict JSON over raw bytes (RFC 8259), before anything is parsed from them.
//!
//! A document that passes means the same to every parser: it is UTF-8, no object has a key twice
//! (RFC 8259, section 4, leaves that open), and no `\u` escape names half a surrogate pair.

use crate::prefilter;

mod double;
mod keys;
mod number;
mod parser;
mod string;
mod tie;
mod visit;

pub use string::Unescaped;
pub use visit::{Place, Visit};

/// Caps of one document.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Deepest nesting of arrays and objects. `[]` is one deep.
    pub depth: usize,
    /// Most values: every scalar, array and object counts one; keys do not count.
    pub values: usize,
}

/// Whether all numbers keep their value when read into an IEEE 754 double and written back by
/// ECMAScript's `Number::toString`. `-0` counts as exact, though it is written back as `0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exactness {
    Exact,
    Inexact,
}

/// Why a document was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    NotUtf8,
    /// Not JSON; a byte order mark counts as such (RFC 8259, section 8.1).
    Syntax,
    TooDeep,
    TooManyValues,
    DuplicateKey,
    LoneSurrogate,
}

/// Why a document was refused, and the byte offset at which that was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    pub offset: usize,
}

impl Fault {
    fn new<T>(kind: FaultKind, offset: usize) -> Result<T, Self> {
        Err(Self { kind, offset })
    }
}

/// Checks a whole document. Linear in its length but for the sorting of the keys of large objects;
/// needs up to eight bytes for each key and four for each level that is open at the same time.
///
/// # Errors
/// The first [`Fault`] noticed. UTF-8 is checked before anything else, and the keys of a large
/// object only at its end.
pub fn check(bytes: &[u8], limits: Limits) -> Result<Exactness, Fault> {
    match prefilter::as_text(bytes) {
        Ok(_) => parser::Parser::new(bytes, limits, visit::Nothing).document(),
        Err(valid) => Fault::new(FaultKind::NotUtf8, valid),
    }
}

/// Checks a document that is known to be UTF-8, and shows what it holds to `visit`.
///
/// # Errors
/// As [`check`].
pub fn read(text: &str, limits: Limits, visit: impl Visit) -> Result<Exactness, Fault> {
    parser::Parser::new(text.as_bytes(), limits, visit).document()
}
