//! The grammar (RFC 8259, sections 2 to 5), without recursion.

use super::keys::{Key, OpenKeys};
use super::visit::{Place, Visit};
use super::{number, string, Exactness, Fault, FaultKind, Limits};

/// An array or object that is open.
#[derive(Clone, Copy)]
enum Container {
    Array,
    Object {
        /// Where its keys begin among those of all open objects.
        first_key: u32,
        /// The body of the key whose value is being read.
        key: (u32, u32),
    },
}

pub struct Parser<'document, V> {
    bytes: &'document [u8],
    at: usize,
    limits: Limits,
    values: usize,
    open: Vec<Container>,
    keys: OpenKeys<'document>,
    exactness: Exactness,
    visit: V,
}

impl<'document, V: Visit> Parser<'document, V> {
    pub fn new(bytes: &'document [u8], limits: Limits, visit: V) -> Self {
        Self {
            bytes,
            at: 0,
            limits,
            values: 0,
            open: Vec::new(),
            keys: OpenKeys::new(bytes),
            exactness: Exactness::Exact,
            visit,
        }
    }

    pub fn document(mut self) -> Result<Exactness, Fault> {
        loop {
            let complete = self.value()?;
            if complete && self.after_value()? {
                return Ok(self.exactness);
            }
        }
    }

    /// Reads a scalar, an empty container, or the beginning of another up to its first value.
    /// True when a value is complete.
    fn value(&mut self) -> Result<bool, Fault> {
        let first = self.peek();
        self.values += 1;
        if self.values > self.limits.values {
            return self.fault(FaultKind::TooManyValues);
        }
        match first {
            Some(b'"') => self.string()?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'{') => return self.open_object(),
            Some(b'[') => return self.open_array(),
            Some(b't') => self.literal(b"true")?,
            Some(b'f') => self.literal(b"false")?,
            Some(b'n') => self.literal(b"null")?,
            _ => return self.fault(FaultKind::Syntax),
        }
        Ok(true)
    }

    /// Closes containers until one goes on with another value. True at the end of the document.
    fn after_value(&mut self) -> Result<bool, Fault> {
        while let Some(&container) = self.open.last() {
            match (self.peek(), container) {
                (Some(b','), Container::Array) => {
                    self.at += 1;
                    return Ok(false);
                }
                (Some(b','), Container::Object { first_key, .. }) => {
                    self.at += 1;
                    self.peek();
                    self.key(first_key as usize)?;
                    return Ok(false);
                }
                (Some(b']'), Container::Array) => {}
                (Some(b'}'), Container::Object { first_key, .. }) => {
                    self.keys.close(first_key as usize)?;
                }
                _ => return self.fault(FaultKind::Syntax),
            }
            self.at += 1;
            self.open.pop();
        }
        match self.peek() {
            None => Ok(true),
            Some(_) => self.fault(FaultKind::Syntax),
        }
    }

    fn open_array(&mut self) -> Result<bool, Fault> {
        self.enter(Container::Array)?;
        Ok(self.leave_if_empty(b']'))
    }

    fn open_object(&mut self) -> Result<bool, Fault> {
        let first_key = self.keys.open();
        self.enter(Container::Object {
            // Every key takes three bytes, and documents are far below 2^32 bytes.
            first_key: offset(first_key),
            key: (0, 0),
        })?;
        let empty = self.leave_if_empty(b'}');
        if !empty {
            self.key(first_key)?;
        }
        Ok(empty)
    }

    fn enter(&mut self, container: Container) -> Result<(), Fault> {
        if self.open.len() >= self.limits.depth {
            return self.fault(FaultKind::TooDeep);
        }
        self.open.push(container);
        self.at += 1;
        Ok(())
    }

    fn leave_if_empty(&mut self, end: u8) -> bool {
        let empty = self.peek() == Some(end);
        if empty {
            self.at += 1;
            self.open.pop();
        }
        empty
    }

    /// Reads a key and its colon.
    fn key(&mut self, first_key: usize) -> Result<(), Fault> {
        if self.bytes.get(self.at) != Some(&b'"') {
            return self.fault(FaultKind::Syntax);
        }
        let start = self.at + 1;
        let body = string::body(self.bytes, start)?;
        self.at = body.end + 1;
        self.keys
            .add(first_key, Key::new(start, body.end, body.escaped))?;
        if self.peek() != Some(b':') {
            return self.fault(FaultKind::Syntax);
        }
        self.at += 1;
        if V::LOOKS {
            if let Some(Container::Object { key, .. }) = self.open.last_mut() {
                *key = (offset(start), offset(body.end));
            }
            self.visit.key(start..body.end);
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), Fault> {
        let start = self.at + 1;
        let end = string::body(self.bytes, start)?.end;
        self.at = end + 1;
        if V::LOOKS {
            let place = self.place();
            self.visit.string(start..end, place);
        }
        Ok(())
    }

    /// Where the value that is being read stands.
    fn place(&self) -> Place<'document> {
        let mut names = self
            .open
            .iter()
            .rev()
            .filter_map(|container| match container {
                Container::Object { key, .. } => Some(&self.bytes[key.0 as usize..key.1 as usize]),
                Container::Array => None,
            });
        Place {
            key: names.next().unwrap_or_default(),
            parent: names.next().unwrap_or_default(),
            depth: self.open.len(),
        }
    }

    fn number(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let number = number::number(self.bytes, start)?;
        self.at = number.end;
        if V::LOOKS {
            self.visit.number(start..number.end);
        }
        if !number.exact {
            self.exactness = Exactness::Inexact;
        }
        Ok(())
    }

    fn literal(&mut self, literal: &[u8]) -> Result<(), Fault> {
        if !self.bytes[self.at..].starts_with(literal) {
            return self.fault(FaultKind::Syntax);
        }
        self.at += literal.len();
        Ok(())
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(&byte) = self.bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    fn fault<T>(&self, kind: FaultKind) -> Result<T, Fault> {
        Fault::new(kind, self.at)
    }
}

/// Documents are far below 2^32 bytes, and every key takes three of them.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
