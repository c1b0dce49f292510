//! The classes of bytes, as a union of rectangles over the two halves of a byte: a byte is in a
//! class when its high half's row and its low half's column share the class's bit.

/// A class's bit, the high halves and the low halves of its bytes (bit `n` for half `n`).
type Rectangle = (u8, u16, u16);

/// The top bit, which a vector gives as a bitmap without a comparison.
pub(super) const DIGIT: u8 = 1 << 7;
/// `A` to `O`, `a` to `o`
const LETTER_LOW: u8 = 1 << 1;
/// `P` to `Z`, `p` to `z`
const LETTER_HIGH: u8 = 1 << 2;
const UNDERSCORE: u8 = 1 << 3;
const HYPHEN: u8 = 1 << 4;
const COLON_EQUALS: u8 = 1 << 5;
const AT: u8 = 1 << 6;
/// Columns of capitals and digits; other signs are there too.
pub(super) const CAPITAL_ROW: u8 = 1;

pub(super) const LETTER: u8 = LETTER_LOW | LETTER_HIGH;
pub(super) const JOINT: u8 = UNDERSCORE | HYPHEN;
pub(super) const SPECIAL: u8 = HYPHEN | COLON_EQUALS | AT;

const FIRST_TO_O: u16 = 0xFFFE;
const P_TO_Z: u16 = 0x07FF;
const ALL: u16 = 0xFFFF;

const CLASSES: [Rectangle; 8] = [
    (DIGIT, 1 << 3, 0x03FF),
    (LETTER_LOW, 1 << 4 | 1 << 6, FIRST_TO_O),
    (LETTER_HIGH, 1 << 5 | 1 << 7, P_TO_Z),
    (UNDERSCORE, 1 << 5, 1 << 0xF),
    (HYPHEN, 1 << 2, 1 << 0xD),
    (COLON_EQUALS, 1 << 3, 1 << 0xA | 1 << 0xD),
    (AT, 1 << 4, 1),
    (CAPITAL_ROW, 1 << 3 | 1 << 4 | 1 << 5, ALL),
];

/// ASCII with which a disguise may start: `%` `&` `(` `*` `[` `\` and the backtick.
const TRIGGERS: [Rectangle; 3] = [
    (1, 1 << 2, 1 << 5 | 1 << 6 | 1 << 8 | 1 << 0xA),
    (2, 1 << 5, 1 << 0xB | 1 << 0xC),
    (4, 1 << 6, 1),
];

/// Bytes outside ASCII with which no disguise starts: those within a character, and the first ones of
/// Latin letters with accents, of Han characters and of Hangul.
pub(super) const PLAIN: [(u8, u8); 4] = [(0x80, 0xBF), (0xC3, 0xCB), (0xE4, 0xE9), (0xEB, 0xED)];

pub(super) const CLASS_ROWS: [u8; 16] = halves(&CLASSES, true);
pub(super) const CLASS_COLUMNS: [u8; 16] = halves(&CLASSES, false);
pub(super) const TRIGGER_ROWS: [u8; 16] = halves(&TRIGGERS, true);
pub(super) const TRIGGER_COLUMNS: [u8; 16] = halves(&TRIGGERS, false);

const fn halves(rectangles: &[Rectangle], high: bool) -> [u8; 16] {
    let mut table = [0; 16];
    let mut half = 0;
    while half < 16 {
        let mut i = 0;
        while i < rectangles.len() {
            let (bit, rows, columns) = rectangles[i];
            let set = if high { rows } else { columns };
            if set >> half & 1 == 1 {
                table[half] |= bit;
            }
            i += 1;
        }
        half += 1;
    }
    table
}
