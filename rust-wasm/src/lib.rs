//! `AgentShield`'s engine: finds personal data and secrets in text, and checks raw bytes as strict JSON.
//!
//! A rule is one small file or one table row below [`rules`]. Everything runs in linear time.

#[cfg(target_arch = "wasm32")]
mod abi;
mod checksum;
mod checksum_alphabet;
mod checksum_verhoeff;
mod checksum_weighted;
mod context;
pub mod custom;
mod disguise;
pub mod document;
pub mod encoded;
pub mod engine;
mod finding;
pub mod fold;
mod index;
pub mod json;
mod pass;
pub mod policy;
pub mod prefilter;
pub mod rules;
pub mod session;
mod text;
mod utf16;
#[cfg(target_arch = "wasm32")]
mod wiping;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: wiping::Wiping = wiping::Wiping;

pub use custom::Custom;
pub use engine::{scan, TooManyFindings};
pub use finding::Finding;
pub use policy::Policy;
