//! Where there is no SIMD: one byte at a time. Also what the SIMD version is compared with.

use super::class::{
    CAPITAL_ROW, CLASS_COLUMNS, CLASS_ROWS, DIGIT, JOINT, LETTER, PLAIN, SPECIAL, TRIGGER_COLUMNS,
    TRIGGER_ROWS,
};
use super::{Block, BLOCK};

pub(super) fn classify(bytes: &[u8; BLOCK]) -> Block {
    let mut block = Block::default();
    for (i, byte) in bytes.iter().enumerate() {
        let (row, column) = (usize::from(byte >> 4), usize::from(byte & 15));
        let class = CLASS_ROWS[row] & CLASS_COLUMNS[column];
        let trigger = TRIGGER_ROWS[row] & TRIGGER_COLUMNS[column] != 0
            || !byte.is_ascii() && !is_plain(*byte);
        let bit = |set: bool| u64::from(set) << i;
        block.digits |= bit(class & DIGIT != 0);
        block.letters |= bit(class & LETTER != 0);
        block.joints |= bit(class & JOINT != 0);
        block.capitals |= bit(class & CAPITAL_ROW != 0 && class & (LETTER | DIGIT) != 0);
        block.special |= bit(class & SPECIAL != 0);
        block.trigger |= bit(trigger);
        block.tilde |= *byte == b'~';
        block.sibilant |= bit(byte | 0x20 == b's');
    }
    block
}

fn is_plain(byte: u8) -> bool {
    PLAIN
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&byte))
}

/// Length of some prefix that is ASCII; the whole length only if everything is.
pub(super) fn ascii_prefix(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii()).count()
}
