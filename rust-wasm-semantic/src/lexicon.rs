//! Which words are forms, synonyms, derivations or antonyms of each other: `WordNet` 3.1 between rows
//! of the vocabulary (tools/distill/lexicon.py).

static LISTS: &[u8] = include_bytes!("../data/lexicon.bin");

type Pairs = Vec<(u16, u16)>;

pub struct Lexicon {
    forms: Pairs,
    synonyms: Pairs,
    derived: Pairs,
    antonyms: Pairs,
}

impl Lexicon {
    pub fn new() -> Self {
        let mut rest = LISTS;
        let [forms, synonyms, derived, antonyms] = [(); 4].map(|()| read_pairs(&mut rest));
        Self {
            forms,
            synonyms,
            derived,
            antonyms,
        }
    }

    /// The row of the base form.
    pub fn base(&self, row: u16) -> u16 {
        let found = self.forms.binary_search_by_key(&row, |pair| pair.0);
        found.map_or(row, |index| self.forms[index].1)
    }

    pub fn are_synonyms(&self, one: u16, other: u16) -> bool {
        holds(&self.synonyms, one, other)
    }

    pub fn are_derived(&self, one: u16, other: u16) -> bool {
        holds(&self.derived, one, other)
    }

    pub fn are_antonyms(&self, one: u16, other: u16) -> bool {
        holds(&self.antonyms, one, other)
    }
}

fn holds(pairs: &[(u16, u16)], one: u16, other: u16) -> bool {
    pairs
        .binary_search(&(one.min(other), one.max(other)))
        .is_ok()
}

/// A list: its length in 32 bits, then pairs of 16 bits, sorted.
fn read_pairs(rest: &mut &[u8]) -> Pairs {
    let (length, behind) = rest.split_at(4);
    let count = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
    let (pairs, behind) = behind.split_at(4 * count);
    *rest = behind;
    pairs
        .chunks_exact(4)
        .map(|bytes| {
            (
                u16::from_le_bytes([bytes[0], bytes[1]]),
                u16::from_le_bytes([bytes[2], bytes[3]]),
            )
        })
        .collect()
}
