//! The first look at every byte: which ones may belong to a value. Sixteen at a time where the
//! target has SIMD, one at a time elsewhere; both read the same table of classes.

mod class;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use scalar as backend;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use simd as backend;

/// Bytes in one block.
pub const BLOCK: usize = 64;

/// What a block of text holds: bit `i` of each field speaks of byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    pub digits: u64,
    pub letters: u64,
    /// `_` and `-`, which join letters and digits to tokens
    pub joints: u64,
    /// `[A-Z0-9]`
    pub capitals: u64,
    /// `@` `:` `=` `-`
    pub special: u64,
    /// Bytes with which a disguise may start.
    pub trigger: u64,
    /// `s` and `S`
    pub sibilant: u64,
    /// Whether there is a `~`.
    pub tilde: bool,
}

impl Block {
    #[must_use]
    pub fn alphanumeric(&self) -> u64 {
        self.letters | self.digits
    }

    /// `[A-Za-z0-9_-]`
    #[must_use]
    pub fn token(&self) -> u64 {
        self.alphanumeric() | self.joints
    }

    /// The bytes with some bit.
    #[must_use]
    pub fn noted(self) -> u64 {
        self.token() | self.capitals | self.special | self.trigger | self.sibilant
    }
}

/// Classifies the block that starts at `at`. Beyond the text there is nothing.
#[must_use]
pub fn block(bytes: &[u8], at: usize) -> Block {
    match bytes
        .get(at..at + BLOCK)
        .and_then(|block| block.try_into().ok())
    {
        Some(block) => backend::classify(block),
        None => last(bytes, at),
    }
}

fn last(bytes: &[u8], at: usize) -> Block {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut padded = [0; BLOCK];
    padded[..rest.len()].copy_from_slice(rest);
    backend::classify(&padded)
}

/// The bytes as text.
///
/// # Errors
/// Up to where they are UTF-8.
pub fn as_text(bytes: &[u8]) -> Result<&str, usize> {
    let (head, tail) = bytes.split_at(backend::ascii_prefix(bytes));
    if tail.is_empty() {
        // SAFETY: every byte is ASCII, which is UTF-8.
        return Ok(unsafe { std::str::from_utf8_unchecked(head) });
    }
    std::str::from_utf8(bytes).map_err(|error| error.valid_up_to())
}

/// The lengths of runs that can be looked for: each is a sum of steps, of which none is longer than
/// those before it and one together.
#[derive(Clone, Copy, Debug)]
pub enum RunLength {
    Eight,
    Twelve,
}

impl RunLength {
    const fn steps(self) -> &'static [u32] {
        match self {
            Self::Eight => &[1, 2, 4],
            Self::Twelve => &[1, 2, 4, 4],
        }
    }
}

/// The bits at which a run of at least so many set bits starts. `next` continues `bits`; `before`
/// says whether the bit before the first one is set.
#[must_use]
#[inline]
pub fn run_starts(bits: u64, next: u64, before: bool, length: RunLength) -> u64 {
    let starts = bits & !(bits << 1 | u64::from(before));
    // With the bits behind the block taken as set: cheap, and mostly enough to say no.
    let mut hopeful = bits;
    for step in length.steps() {
        hopeful &= hopeful >> step | !(u64::MAX >> step);
    }
    if hopeful & starts == 0 {
        return 0;
    }
    let (mut run, mut rest) = (bits, next);
    for step in length.steps() {
        run &= run >> step | rest << (64 - step);
        rest &= rest >> step;
    }
    starts & run
}
