//! What BERT's normaliser and pre-tokeniser make of each character: accents stripped, small letters,
//! marks alone. The tables are made by tools/distill/characters.py from the Hugging Face tokenizer.

/// Stands for a character that no token holds: a word with it is unknown.
pub const UNKNOWN: char = '\u{fffd}';

static RANGES: &[u8] = include_bytes!("../../data/ranges.bin");
static REPLACED: &[u8] = include_bytes!("../../data/replaced.bin");

/// Unicode 15, section 3.12: a Hangul syllable is a lead, a vowel and perhaps a tail.
const HANGUL: std::ops::Range<u32> = 0xAC00..0xD7A4;
const LEAD: u32 = 0x1100;
const VOWEL: u32 = 0x1161;
const TAIL: u32 = 0x11A7;
const VOWELS: u32 = 21;
const TAILS: u32 = 28;

/// The tables, ready to be searched.
pub struct Characters {
    /// `start << 8 | kind`, sorted.
    ranges: Vec<u32>,
    replaced: Vec<(u32, &'static str)>,
}

impl Characters {
    pub fn new() -> Self {
        let ranges = RANGES
            .chunks_exact(4)
            .map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            .collect();
        let mut replaced = Vec::new();
        let mut rest = REPLACED;
        while let [low, middle, high, length, tail @ ..] = rest {
            let (text, next) = tail.split_at(usize::from(*length).min(tail.len()));
            let point = u32::from_le_bytes([*low, *middle, *high, 0]);
            replaced.push((point, std::str::from_utf8(text).unwrap_or_default()));
            rest = next;
        }
        Self { ranges, replaced }
    }

    /// Appends what stands for the character; a space is where a word ends.
    pub fn read(&self, character: char, into: &mut String) {
        match character {
            'a'..='z' | '0'..='9' => return into.push(character),
            'A'..='Z' => return into.push(character.to_ascii_lowercase()),
            ' ' => return into.push(' '),
            _ => {}
        }
        let point = u32::from(character);
        if HANGUL.contains(&point) {
            return Self::read_hangul(point - HANGUL.start, into);
        }
        if let Ok(index) = self.replaced.binary_search_by_key(&point, |pair| pair.0) {
            return into.push_str(self.replaced[index].1);
        }
        let behind = self.ranges.partition_point(|range| range >> 8 <= point);
        let kind = behind.checked_sub(1).map_or(0, |at| self.ranges[at] & 0xff);
        match kind {
            1 => into.extend([' ', UNKNOWN, ' ']),
            2 => {}
            3 => into.push(' '),
            4 => into.push(character),
            5 => into.extend([' ', character, ' ']),
            _ => into.push(UNKNOWN),
        }
    }

    fn read_hangul(index: u32, into: &mut String) {
        let parts = [
            LEAD + index / (VOWELS * TAILS),
            VOWEL + index % (VOWELS * TAILS) / TAILS,
            TAIL + index % TAILS,
        ];
        let count = if index.is_multiple_of(TAILS) { 2 } else { 3 };
        into.extend(parts.into_iter().take(count).filter_map(char::from_u32));
    }
}
