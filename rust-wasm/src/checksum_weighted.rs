//! Weighted sums, on which most national check digits are built.

/// A character's value: a digit's own, and `ASCII - 48` for what follows in ASCII.
#[must_use]
pub fn value(character: u8) -> u32 {
    u32::from(character.saturating_sub(b'0'))
}

/// The sum of the first characters' values times these weights.
#[must_use]
pub fn weighted(characters: &[u8], weights: &[u32]) -> u32 {
    let products = characters.iter().zip(weights);
    products.map(|(c, weight)| value(*c) * weight).sum()
}

/// The same from the last character on.
#[must_use]
pub fn weighted_back(characters: &[u8], weights: &[u32]) -> u32 {
    let products = characters.iter().rev().zip(weights);
    products.map(|(c, weight)| value(*c) * weight).sum()
}

/// The value of the last character.
#[must_use]
pub fn last(characters: &[u8]) -> u32 {
    characters.last().map_or(0, |c| value(*c))
}

/// Whether all characters are the same, as in numbers made up to fill a form.
#[must_use]
pub fn repeated(characters: &[u8]) -> bool {
    characters.windows(2).all(|pair| pair[0] == pair[1])
}
