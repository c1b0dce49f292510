//! `AgentShield`'s semantic cache, its pure part: embeds texts, and decides whether two prompts may
//! share an answer. Everything runs in bounded time.

pub mod embedder;
pub mod lexicon;
pub mod tokenizer;
pub mod verifier;
