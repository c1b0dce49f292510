//! Addresses of crypto-currencies: base58check and bech32 of Bitcoin and its kin, Ethereum's.

mod base58;
mod bech32;
mod ethereum;
mod keccak;
mod sha256;

use super::super::Match;
use crate::text::{byte, byte_before};

pub(super) const WORDS: &[&str] = &[
    "wallet", "wallets", "btc", "bitcoin", "eth", "ethereum", "crypto", "ltc", "litecoin", "doge",
    "dogecoin", "tron", "usdt", "address",
];

/// Finds the address that starts at `at`, or whose prefix ends before the `1` there.
pub(super) fn find(text: &str, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    match byte(bytes, at) {
        b'1' if byte_before(bytes, at).is_ascii_alphabetic() => {
            bech32::find(text, at).or_else(|| base58::find(text, at))
        }
        b'0' => ethereum::find(text, at),
        _ => base58::find(text, at),
    }
}
