//! `AgentShield`'s engine: finds personal data and secrets in text, and checks raw bytes as strict JSON.
//!
//! A rule is one small file or one table row below [`rules`]. Everything runs in linear time.

#[cfg(target_arch = "wasm32")]
mod abi;
mod checksum;
pub mod encoded;
pub mod engine;
pub mod fold;
pub mod json;
pub mod rules;
pub mod session;
mod text;
mod utf16;

pub use engine::{scan, Finding, TooManyFindings};
