//! Business identifier codes (ISO 9362), known as SWIFT codes: four letters, a country, two
//! characters for a place and three for a branch, which may be missing.

use super::super::Match;
use crate::text::{byte, byte_before, word_at, word_before};

/// A large bank in a country with many banks.
const KNOWN: u8 = 60;
const WITH_DIGIT: u8 = 25;
/// Any word of eight letters may be one.
const LETTERS: u8 = 15;

pub(super) const WORDS: &[&str] = &[
    "swift",
    "bic",
    "iban",
    "swiftcode",
    "biccode",
    "bankcode",
    "wire",
    "beneficiary",
    "banque",
    "banco",
    "banca",
    "bankverbindung",
    "kontoverbindung",
    "bsb",
    "sepa",
    "remittance",
];

/// ISO 3166-1 alpha-2, and XK for Kosovo.
const COUNTRIES: &[u8] = b"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZ\
CACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGY\
HKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMS\
MTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSV\
SXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";
/// Countries in which [`BANKS`] have their seats and large branches. `BA` and `LA` would make
/// `CITIBANK` and `BARCLAYS` codes.
const SEATS: &[u8] = b"DEUSGBFRESITNLBECHATLUIEPTPLCZSENODKFIAUCAJPCNHKSGINAEBRMXZATRHURO";
/// The first four letters of the largest banks' codes.
const BANKS: &[u8] = b"DEUTCOBAHYVEDRESMARKPBNKGENOSOLAINGDNTSBBNPASOGEAGRICEPACRLYCMCICCBPBARCHSBCMIDL\
LOYDNWBKRBOSHBUKREVOMONZTRWICHASBOFACITIWFBIPNBPUSBKIRVTGSCMMSNYBSCHCAIXBBVASABRBSABUNCRBCITBPPIPOSOINGBABNA\
RABOBUNQKREDGEBABBRUUBSWCRESZKBKPOFIRZBAGIBAOKOYNDEADNBADABASWEDHANDESSEROYCTDOMBOFMNOSCCTBAANZBWPACNATASBINHDFCICIC\
DBSSOCBCUOVBSCBLBOTKMHCBSMBCBKCHICBKABOCPCBCCOMM";

/// Finds the code that starts at `at`.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let run = bytes.get(at..)?.iter().take(12);
    let len = run
        .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        .count();
    let code = bytes.get(at..at + len)?;
    let (bank, rest) = code.split_at_checked(4)?;
    let (country, place) = rest.split_at_checked(2)?;
    let letters = bank.iter().chain(country).all(u8::is_ascii_uppercase);
    if !matches!(len, 8 | 11) || !letters || !listed(COUNTRIES, country) {
        return None;
    }
    if word_before(text, at) || word_at(text, at + len) || is_shouted(bytes, at, at + len) {
        return None;
    }
    let digit = place.iter().any(u8::is_ascii_digit);
    let score = match (listed(BANKS, bank) && listed(SEATS, country), digit) {
        (true, _) => KNOWN,
        (false, true) => WITH_DIGIT,
        (false, false) => LETTERS,
    };
    Some(Match {
        span: at..at + len,
        score,
    })
}

fn listed(codes: &[u8], code: &[u8]) -> bool {
    codes.chunks(code.len()).any(|listed| listed == code)
}

/// Whether the word before and the word behind are in capitals too, as in a heading or a constant.
fn is_shouted(bytes: &[u8], start: usize, end: usize) -> bool {
    let joined = |b: u8| matches!(b, b' ' | b'_');
    let capitals = |b: u8| b.is_ascii_uppercase();
    let constant = byte_before(bytes, start) == b'_' || byte(bytes, end) == b'_';
    let before = start.checked_sub(2).map_or(0, |i| byte(bytes, i));
    let behind = joined(byte(bytes, end))
        && capitals(byte(bytes, end + 1))
        && capitals(byte(bytes, end + 2));
    constant || joined(byte_before(bytes, start)) && capitals(before) && behind
}
