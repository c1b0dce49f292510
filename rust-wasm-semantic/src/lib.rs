//! `AgentShield`'s semantic cache, its pure part: embeds texts, and decides whether two prompts may
//! share an answer. Everything runs in bounded time.

#[cfg(target_arch = "wasm32")]
mod abi;
pub mod embedder;
mod lexicon;
pub mod session;
pub mod tokenizer;
pub mod verifier;
#[cfg(target_arch = "wasm32")]
#[path = "../../rust-wasm/src/wiping.rs"]
mod wiping;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: wiping::Wiping = wiping::Wiping;
