//! Strings (RFC 8259, section 7). The bytes are known to be UTF-8.

use super::{Fault, FaultKind};

/// Where a string ends, and whether it holds an escape.
pub struct Body {
    /// Offset of the closing quotation mark.
    pub end: usize,
    pub escaped: bool,
}

/// Reads a string from behind its opening quotation mark.
pub fn body(bytes: &[u8], mut at: usize) -> Result<Body, Fault> {
    let mut escaped = false;
    loop {
        at = skip_plain(bytes, at);
        match bytes.get(at) {
            Some(b'"') => return Ok(Body { end: at, escaped }),
            Some(b'\\') => at = escape(bytes, at)?,
            _ => return Fault::new(FaultKind::Syntax, at),
        }
        escaped = true;
    }
}

const fn is_plain(byte: u8) -> bool {
    byte >= 0x20 && byte != b'"' && byte != b'\\'
}

/// The next byte that is not plain text. Whole blocks first: their test compiles to vector code.
fn skip_plain(bytes: &[u8], mut at: usize) -> usize {
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk::<16>) {
        let special = block
            .iter()
            .fold(0, |special, &byte| special | u8::from(!is_plain(byte)));
        if special != 0 {
            break;
        }
        at += block.len();
    }
    while bytes.get(at).is_some_and(|&byte| is_plain(byte)) {
        at += 1;
    }
    at
}

/// Offset behind the escape that begins at the backslash `at`.
fn escape(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => match code_unit(bytes, at + 2)? {
            0xDC00..=0xDFFF => Fault::new(FaultKind::LoneSurrogate, at),
            0xD800..=0xDBFF => low_surrogate(bytes, at),
            _ => Ok(at + 6),
        },
        _ => Fault::new(FaultKind::Syntax, at + 1),
    }
}

/// Offset behind a pair of surrogates whose high one is the escape at `at`.
fn low_surrogate(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    if bytes.get(at + 6..at + 8) == Some(br"\u")
        && (0xDC00..=0xDFFF).contains(&code_unit(bytes, at + 8)?)
    {
        return Ok(at + 12);
    }
    Fault::new(FaultKind::LoneSurrogate, at)
}

/// Four hexadecimal digits.
fn code_unit(bytes: &[u8], at: usize) -> Result<u32, Fault> {
    let mut unit = 0;
    for position in at..at + 4 {
        let digit = bytes
            .get(position)
            .and_then(|&byte| char::from(byte).to_digit(16));
        match digit {
            Some(digit) => unit = unit << 4 | digit,
            None => return Fault::new(FaultKind::Syntax, position),
        }
    }
    Ok(unit)
}

/// The UTF-8 bytes that a well-formed string body stands for.
pub struct Unescaped<'body> {
    rest: &'body [u8],
    /// Bytes of a decoded escape that were not given yet, last one first.
    pending: [u8; 4],
    waiting: usize,
}

impl<'body> Unescaped<'body> {
    #[must_use]
    pub fn new(body: &'body [u8]) -> Self {
        Self {
            rest: body,
            pending: [0; 4],
            waiting: 0,
        }
    }

    fn decode_escape(&mut self) -> Option<u8> {
        let (character, length) = match self.rest.get(1)? {
            b'u' => self.decode_code_point()?,
            b'b' => ('\u{8}', 2),
            b'f' => ('\u{C}', 2),
            b'n' => ('\n', 2),
            b'r' => ('\r', 2),
            b't' => ('\t', 2),
            &itself => (char::from(itself), 2),
        };
        self.rest = self.rest.get(length..)?;
        self.waiting = character.encode_utf8(&mut self.pending).len();
        self.pending[..self.waiting].reverse();
        self.next()
    }

    fn decode_code_point(&self) -> Option<(char, usize)> {
        let unit = code_unit(self.rest, 2).ok()?;
        if let Some(character) = char::from_u32(unit) {
            return Some((character, 6));
        }
        let low = code_unit(self.rest, 8).ok()?;
        let code_point = 0x10000 + ((unit & 0x3FF) << 10 | low & 0x3FF);
        Some((char::from_u32(code_point)?, 12))
    }
}

impl Iterator for Unescaped<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.waiting > 0 {
            self.waiting -= 1;
            return Some(self.pending[self.waiting]);
        }
        match self.rest.split_first()? {
            (b'\\', _) => self.decode_escape(),
            (&byte, rest) => {
                self.rest = rest;
                Some(byte)
            }
        }
    }
}
