//! The same chances in every run; `SEED` tries others.

/// Marsaglia's xorshift64.
pub struct Random(u64);

impl Random {
    /// Prints the seed, so that a failure can be had again.
    pub fn from_env() -> Self {
        let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok());
        let seed = seed.unwrap_or(0x9e37_79b9_7f4a_7c15_u64).max(1);
        println!("SEED={seed}");
        Self(seed)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from((self.bits() >> 11) % end as u64).expect("below usize")
    }
}
