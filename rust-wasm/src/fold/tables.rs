//! Digits of all scripts, and letters that look like Latin ones.

/// The zero of each run of ten digits outside ASCII and full width (general category Nd, Unicode 15.1).
const ZEROS: [u32; 64] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650,
    0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0,
    0x16B50,
    // Mathematical digits are five runs: bold, double-struck, sans-serif, bold sans-serif, monospace.
    0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0,
];
/// Two more runs, after the ones above.
const LAST_ZEROS: [u32; 2] = [0x1E950, 0x1FBF0];

/// Letters of Greek, Cyrillic, Armenian and the phonetic alphabet beside what they look like.
const TWINS: [(u8, &str); 46] = [
    (b'A', "АΑ"),
    (b'B', "ВΒ"),
    (b'C', "СϹ"),
    (b'E', "ЕΕ"),
    (b'F', "Ϝ"),
    (b'G', "Ԍ"),
    (b'H', "НΗ"),
    (b'I', "ІΙӀ"),
    (b'J', "ЈͿ"),
    (b'K', "КΚ"),
    (b'M', "МΜϺ"),
    (b'N', "Ν"),
    (b'O', "ОΟՕ"),
    (b'P', "РΡ"),
    (b'Q', "Ԛ"),
    (b'S', "ЅՏ"),
    (b'T', "ТΤ"),
    (b'U', "Ս"),
    (b'V', "Ѵ"),
    (b'W', "Ԝ"),
    (b'X', "ХΧ"),
    (b'Y', "ҮΥУ"),
    (b'Z', "Ζ"),
    (b'a', "аαɑ"),
    (b'c', "сϲ"),
    (b'd', "ԁɗ"),
    (b'e', "еε"),
    (b'g', "ɡց"),
    (b'h', "һհ"),
    (b'i', "іιɩ"),
    (b'j', "јϳ"),
    (b'k', "кκ"),
    (b'l', "ӏ"),
    (b'm', "м"),
    (b'n', "ոռη"),
    (b'o', "оοօσ"),
    (b'p', "рρϱ"),
    (b'q', "ԛզ"),
    (b'r', "г"),
    (b's', "ѕ"),
    (b't', "тτ"),
    (b'u', "սυʋ"),
    (b'v', "νѵ"),
    (b'w', "ԝѡա"),
    (b'x', "хχ"),
    (b'y', "уүγ"),
];

const FIRST_TWIN: usize = 0x250;
/// The Latin letter for each code from U+0250 to U+058F, or 0.
static TWIN_OF: [u8; 0x340] = twins();

/// Unicode's letterlike symbols U+2100 to U+214F as ASCII; a dot has no ASCII letter.
const LETTERLIKE: &[u8; 0x50] =
    b"..C.......gHHHh.IILl.N...PQRRR......Z...Z.K.BC.eEF.Mo....i...........Ddeij......";

/// The ASCII digit that the digit `code` stands for.
pub(super) fn digit(code: u32) -> Option<u8> {
    let zeros = if code < LAST_ZEROS[0] {
        &ZEROS[..]
    } else {
        &LAST_ZEROS[..]
    };
    let run = zeros.partition_point(|zero| *zero <= code).checked_sub(1)?;
    let value = u8::try_from(code - zeros.get(run)?).ok()?;
    (value < 10).then(|| b'0' + value)
}

/// The Latin letter that `code` looks like.
pub(super) fn twin(code: u32) -> Option<u8> {
    let at = usize::try_from(code).ok()?.checked_sub(FIRST_TWIN)?;
    TWIN_OF.get(at).copied().filter(|letter| *letter != 0)
}

/// The ASCII letter that the letterlike symbol `code` is a form of.
pub(super) fn letterlike(code: u32) -> Option<u8> {
    let at = usize::try_from(code).ok()?.checked_sub(0x2100)?;
    LETTERLIKE.get(at).copied().filter(u8::is_ascii_alphabetic)
}

const fn twins() -> [u8; 0x340] {
    let mut table = [0; 0x340];
    let mut row = 0;
    while row < TWINS.len() {
        let (letter, bytes) = (TWINS[row].0, TWINS[row].1.as_bytes());
        let mut i = 0;
        // All of these take two bytes in UTF-8.
        while i < bytes.len() {
            let code = (bytes[i] as usize & 0x1F) << 6 | bytes[i + 1] as usize & 0x3F;
            table[code - FIRST_TWIN] = letter;
            i += 2;
        }
        row += 1;
    }
    table
}
