//! The buffers behind the WebAssembly exports: one input, one vector, both reused.

use crate::embedder::DIMENSIONS;
use crate::verifier::Verifier;

/// Longest input in bytes, of both texts together.
pub const MAX_INPUT_BYTES: usize = 256 << 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done(i32),
    TooLong,
    NotUtf8,
}

pub struct Session {
    verifier: Verifier,
    input: Vec<u8>,
    pub vector: [f32; DIMENSIONS],
    pub measures: [f32; 3],
}

impl Session {
    #[must_use]
    pub fn new() -> Self {
        Self {
            verifier: Verifier::new(),
            input: Vec::new(),
            vector: [0.0; DIMENSIONS],
            measures: [0.0; 3],
        }
    }

    /// The input buffer, at least `capacity` bytes long. What it held is lost when it grows.
    /// None above [`MAX_INPUT_BYTES`].
    pub fn input(&mut self, capacity: usize) -> Option<&mut [u8]> {
        if capacity > MAX_INPUT_BYTES {
            return None;
        }
        if capacity > self.input.len() {
            self.input = vec![0; capacity];
        }
        Some(&mut self.input)
    }

    pub fn embed(&mut self, length: usize) -> Outcome {
        let Self {
            verifier,
            input,
            vector,
            ..
        } = self;
        let outcome = match input.get(..length).map(std::str::from_utf8) {
            None => Outcome::TooLong,
            Some(Err(_)) => Outcome::NotUtf8,
            Some(Ok(text)) => {
                let found = verifier.embed(text);
                *vector = found.unwrap_or([0.0; DIMENSIONS]);
                Outcome::Done(i32::from(found.is_some()))
            }
        };
        self.wipe(length);
        outcome
    }

    pub fn verify(&mut self, first: usize, second: usize) -> Outcome {
        let length = first.saturating_add(second);
        let Self {
            verifier,
            input,
            measures,
            ..
        } = self;
        let texts = input.get(..length).map(|bytes| {
            let (one, other) = bytes.split_at(first);
            Ok::<_, std::str::Utf8Error>((std::str::from_utf8(one)?, std::str::from_utf8(other)?))
        });
        let outcome = match texts {
            None => Outcome::TooLong,
            Some(Err(_)) => Outcome::NotUtf8,
            Some(Ok((one, other))) => {
                let decision = verifier.verify(one, other);
                *measures = [decision.probability, decision.lower_bound, decision.cosine];
                Outcome::Done(decision.veto.map_or(0, |veto| veto as i32))
            }
        };
        self.wipe(length);
        outcome
    }

    fn wipe(&mut self, length: usize) {
        let end = length.min(self.input.len());
        self.input[..end].fill(0);
        std::hint::black_box(&mut self.input);
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}
