//! What a character looks like (Unicode 15.1: general category Nd, UTS 39's confusables for common scripts).

use super::tables::{digit, letterlike, twin};

/// How a character folds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Itself,
    /// Nothing is seen of it, or it is drawn over the character before.
    Invisible,
    /// A styled form of an ASCII character, or a digit of another script.
    Styled(u8),
    /// Common in prose, and a disguise only beside ASCII.
    Twin(u8),
    /// The ideographic full stop: a dot only within a token.
    Stop,
    /// A tag character that mirrors ASCII.
    Tag(u8),
}

use Look::{Invisible, Itself, Stop, Styled, Tag, Twin};

/// How `c` folds.
#[must_use]
pub(super) fn look(c: char) -> Look {
    let code = u32::from(c);
    match code {
        0xA0 | 0x3000 => Twin(b' '),
        0xAD | 0x0300..=0x036F | 0x0483..=0x0489 | 0x3164 | 0xFFA0 => Invisible,
        0xB2 | 0xB3 => Twin(offset(b'2', code - 0xB2)),
        0xB9 => Twin(b'1'),
        0x3002 | 0xFF61 => Stop,
        0..=0x24F | 0x2C00..=0xA61F | 0xAC00..=0xDFFF => Itself,
        0x250..=0x58F => twin(code).map_or(Itself, Twin),
        0x590..=0x1FFF => script(code),
        0x2000..=0x2BFF => symbol(code),
        0xA620..=0xABFF => digit(code).map_or(Itself, Styled),
        0xE000..=0xFFFF => form(code),
        _ => astral(code),
    }
}

/// The ASCII character that `c` folds to, if any.
#[must_use]
pub(super) fn ascii(c: char) -> Option<u8> {
    match look(c) {
        Styled(b) | Twin(b) => Some(b),
        _ => u8::try_from(c).ok().filter(u8::is_ascii),
    }
}

/// The byte `steps` after `first`; `steps` is small.
#[allow(clippy::cast_possible_truncation)]
const fn offset(first: u8, steps: u32) -> u8 {
    first.wrapping_add(steps as u8)
}

fn script(code: u32) -> Look {
    match code {
        0x061C
        | 0x115F
        | 0x1160
        | 0x17B4
        | 0x17B5
        | 0x180B..=0x180E
        | 0x1AB0..=0x1AFF
        | 0x1DC0..=0x1DFF => Invisible,
        0x1680 => Twin(b' '),
        _ => digit(code).map_or(Itself, Styled),
    }
}

/// General punctuation, super- and subscripts, letterlike and enclosed characters.
fn symbol(code: u32) -> Look {
    match code {
        0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0x2066..=0x206F | 0x20D0..=0x20FF => {
            Invisible
        }
        0x2000..=0x200A | 0x202F | 0x205F => Twin(b' '),
        0x2010..=0x2015 | 0x2212 => Twin(b'-'),
        0x2024 => Twin(b'.'),
        0x2070 | 0x24EA | 0x24FF => Twin(b'0'),
        0x2074..=0x2079 => Twin(offset(b'4', code - 0x2074)),
        0x2080..=0x2089 => Twin(offset(b'0', code - 0x2080)),
        0x2100..=0x214F => letterlike(code).map_or(Itself, Styled),
        0x2460..=0x2468 => Twin(offset(b'1', code - 0x2460)),
        0x2474..=0x247C => Twin(offset(b'1', code - 0x2474)),
        0x2488..=0x2490 => Twin(offset(b'1', code - 0x2488)),
        0x249C..=0x24B5 => Styled(offset(b'a', code - 0x249C)),
        0x24B6..=0x24CF => Styled(offset(b'A', code - 0x24B6)),
        0x24D0..=0x24E9 => Styled(offset(b'a', code - 0x24D0)),
        0x24F5..=0x24FD => Twin(offset(b'1', code - 0x24F5)),
        0x2776..=0x277E => Twin(offset(b'1', code - 0x2776)),
        0x2780..=0x2788 => Twin(offset(b'1', code - 0x2780)),
        0x278A..=0x2792 => Twin(offset(b'1', code - 0x278A)),
        _ => Itself,
    }
}

/// Presentation forms: full and half width, small, selectors, half marks.
fn form(code: u32) -> Look {
    match code {
        0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0xFEFF | 0xFFF9..=0xFFFB => Invisible,
        0xFE58 | 0xFE63 => Twin(b'-'),
        0xFE52 => Twin(b'.'),
        0xFE55 => Twin(b':'),
        0xFE62 => Twin(b'+'),
        0xFE6B => Styled(b'@'),
        0xFF01..=0xFF5E => {
            let shown = offset(b'!', code - 0xFF01);
            // Full-width punctuation is the common one in Chinese and Japanese.
            if shown.is_ascii_alphanumeric() || shown == b'@' {
                Styled(shown)
            } else {
                Twin(shown)
            }
        }
        _ => Itself,
    }
}

fn astral(code: u32) -> Look {
    match code {
        0x1D400..=0x1D6A3 => {
            let letter = (code - 0x1D400) % 52;
            Styled(match letter {
                0..=25 => offset(b'A', letter),
                _ => offset(b'a', letter - 26),
            })
        }
        0x1D6A4 | 0x1D6A5 => Styled(offset(b'i', code - 0x1D6A4)),
        0x1F100 => Twin(b'0'),
        0x1F101..=0x1F10A => Twin(offset(b'0', code - 0x1F101)),
        0x1F110..=0x1F129 => Styled(offset(b'A', code - 0x1F110)),
        0x1F130..=0x1F149 => Styled(offset(b'A', code - 0x1F130)),
        0x1F150..=0x1F169 => Styled(offset(b'A', code - 0x1F150)),
        0x1F170..=0x1F189 => Styled(offset(b'A', code - 0x1F170)),
        0xE0020..=0xE007E => Tag(offset(b' ', code - 0xE0020)),
        0xE0000..=0xE007F | 0xE0100..=0xE01EF => Invisible,
        _ => digit(code).map_or(Itself, Styled),
    }
}
