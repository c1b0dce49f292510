//! Keys for models and what is built on them.

use super::alphabet::Alphabet::{Alnum, Base64Url, Hex, Word};
use super::shape::Part::{Lit, One, Run};
use super::{key, LONG};
use crate::rules::Rule;

pub(super) const RULES: &[Rule] = &[
    key(
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_KEY",
        &[&[Lit("sk-ant-"), Run(Base64Url, 40, LONG)]],
    ),
    key(
        "AGENTSHIELD_KEY",
        "AGENTSHIELD_KEY",
        &[&[
            Lit("sk-as-"),
            Run(Alnum, 12, 12),
            Lit("-"),
            Run(Base64Url, 24, 128),
        ]],
    ),
    key(
        "OPENAI_API_KEY",
        "OPENAI_KEY",
        &[
            &[
                Lit("sk-"),
                One(&["proj-", "svcacct-", "admin-"]),
                Run(Base64Url, 40, LONG),
            ],
            &[
                Lit("sk-"),
                Run(Alnum, 20, 20),
                Lit("T3BlbkFJ"),
                Run(Alnum, 20, 20),
            ],
        ],
    ),
    key(
        "OPENROUTER_KEY",
        "OPENROUTER_KEY",
        &[&[Lit("sk-or-v1-"), Run(Hex, 64, 64)]],
    ),
    key("XAI_KEY", "XAI_KEY", &[&[Lit("xai-"), Run(Word, 80, 80)]]),
    key(
        "GROQ_KEY",
        "GROQ_KEY",
        &[&[Lit("gsk_"), Run(Alnum, 52, 52)]],
    ),
    key(
        "PERPLEXITY_KEY",
        "PERPLEXITY_KEY",
        &[&[Lit("pplx-"), Run(Alnum, 48, 48)]],
    ),
    key(
        "HUGGING_FACE_TOKEN",
        "HF_TOKEN",
        &[
            &[Lit("hf_"), Run(Alnum, 34, 34)],
            &[Lit("api_org_"), Run(Alnum, 34, 34)],
        ],
    ),
    key(
        "REPLICATE_TOKEN",
        "REPLICATE_TOKEN",
        &[&[Lit("r8_"), Run(Alnum, 37, 37)]],
    ),
    key(
        "LANGSMITH_KEY",
        "LANGSMITH_KEY",
        &[
            &[
                Lit("lsv2_"),
                One(&["pt_", "sk_"]),
                Run(Hex, 32, 32),
                Lit("_"),
                Run(Hex, 10, 10),
            ],
            &[Lit("ls__"), Run(Hex, 32, 32)],
        ],
    ),
    key(
        "NVIDIA_KEY",
        "NVIDIA_KEY",
        &[&[Lit("nvapi-"), Run(Base64Url, 60, 70)]],
    ),
    key(
        "PINECONE_KEY",
        "PINECONE_KEY",
        &[&[Lit("pcsk_"), Run(Word, 60, 80)]],
    ),
];
