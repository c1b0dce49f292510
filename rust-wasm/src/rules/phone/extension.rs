//! Extensions behind a number: `x123`, ` ext. 123`, `, extension 123`.

use crate::text::{byte, digits};

const MAX_DIGITS: usize = 7;
const WORDS: [&[u8]; 6] = [b"extension", b"extn", b"ext", b"int", b"anexo", b"x"];

/// Length of the extension at `end`, 0 when there is none.
pub(super) fn len(bytes: &[u8], end: usize) -> usize {
    let skip = |at: usize, signs: &[u8], max: usize| {
        let rest = bytes.iter().skip(at).take(max);
        at + rest.take_while(|b| signs.contains(b)).count()
    };
    let start = skip(end, b" ,", 3);
    let word = WORDS.iter().find(|word| {
        let head = bytes.get(start..start + word.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(word))
    });
    let Some(word) = word else {
        return 0;
    };
    let number = skip(start + word.len(), b" .:", 2);
    let len = digits(bytes, number, MAX_DIGITS + 1);
    let longer = byte(bytes, number + len).is_ascii_alphanumeric();
    // ` x 12` may be a product; ` x12` is none.
    let times = start > end && word.len() == 1 && number > start + 1 && len < 3;
    if longer || times || !(1..=MAX_DIGITS).contains(&len) {
        return 0;
    }
    number + len - end
}
