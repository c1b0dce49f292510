//! Keys with a fixed prefix: one table row each.
//!
//! Formats are those of the issuers' documents and of gitleaks' rules (MIT). A key ends where
//! its alphabet ends, so a comma, a full stop or a bracket may follow.

use super::alphabet::Alphabet::{self, Alnum, Base32, Base64Url, Digit, Path, Word};
use super::{sure, Find, Match, Rule};
use crate::text::byte;

/// One form of a key, from its start to its end.
pub type Shape = &'static [Part];

/// A piece of a key.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// These bytes.
    Lit(&'static str),
    /// From `.1` to `.2` bytes of an alphabet, as many as there are.
    Run(Alphabet, usize, usize),
}

use Part::{Lit, Run};

/// Fewer different bytes are a placeholder such as `ghp_xxxx`.
const MIN_DISTINCT: u32 = 6;
/// Longest run without a documented length.
const LONG: usize = 200;

pub(super) const RULES: &[Rule] = &[
    secret(
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_KEY",
        &[&[Lit("sk-ant-"), Run(Base64Url, 40, LONG)]],
    ),
    secret(
        "AGENTSHIELD_KEY",
        "AGENTSHIELD_KEY",
        &[&[
            Lit("sk-as-"),
            Run(Alnum, 12, 12),
            Lit("-"),
            Run(Base64Url, 24, 128),
        ]],
    ),
    secret(
        "OPENAI_API_KEY",
        "OPENAI_KEY",
        &[
            &[Lit("sk-proj-"), Run(Base64Url, 40, LONG)],
            &[Lit("sk-svcacct-"), Run(Base64Url, 40, LONG)],
            &[Lit("sk-admin-"), Run(Base64Url, 40, LONG)],
            &[
                Lit("sk-"),
                Run(Alnum, 20, 20),
                Lit("T3BlbkFJ"),
                Run(Alnum, 20, 20),
            ],
        ],
    ),
    secret(
        "AWS_ACCESS_KEY_ID",
        "AWS_KEY_ID",
        &[
            &[Lit("AKIA"), Run(Base32, 16, 16)],
            &[Lit("ASIA"), Run(Base32, 16, 16)],
            &[Lit("ABIA"), Run(Base32, 16, 16)],
            &[Lit("ACCA"), Run(Base32, 16, 16)],
            &[Lit("A3T"), Run(Alnum, 1, 1), Run(Base32, 16, 16)],
        ],
    ),
    secret(
        "GITHUB_TOKEN",
        "GITHUB_TOKEN",
        &[
            &[Lit("ghp_"), Run(Alnum, 36, 36)],
            &[Lit("gho_"), Run(Alnum, 36, 36)],
            &[Lit("ghu_"), Run(Alnum, 36, 36)],
            &[Lit("ghs_"), Run(Alnum, 36, 36)],
            &[Lit("ghr_"), Run(Alnum, 36, 76)],
            &[Lit("github_pat_"), Run(Word, 82, 82)],
        ],
    ),
    secret(
        "GITLAB_TOKEN",
        "GITLAB_TOKEN",
        &[&[Lit("glpat-"), Run(Base64Url, 20, 64)]],
    ),
    secret(
        "SLACK_TOKEN",
        "SLACK_TOKEN",
        &[
            &[Lit("xoxb-"), Run(Base64Url, 20, LONG)],
            &[Lit("xoxp-"), Run(Base64Url, 20, LONG)],
            &[Lit("xoxa-"), Run(Base64Url, 20, LONG)],
            &[Lit("xoxe-"), Run(Base64Url, 20, LONG)],
            &[Lit("xoxe.xoxb-"), Run(Base64Url, 20, LONG)],
            &[Lit("xoxe.xoxp-"), Run(Base64Url, 20, LONG)],
            &[Lit("xoxs-"), Run(Base64Url, 20, LONG)],
            &[
                Lit("xapp-"),
                Run(Digit, 1, 1),
                Lit("-"),
                Run(Base64Url, 20, LONG),
            ],
            &[Lit("hooks.slack.com/services/"), Run(Path, 40, 60)],
            &[Lit("hooks.slack.com/workflows/"), Run(Path, 40, 80)],
            &[Lit("hooks.slack.com/triggers/"), Run(Path, 40, 80)],
        ],
    ),
    secret(
        "STRIPE_KEY",
        "STRIPE_KEY",
        &[
            &[Lit("sk_live_"), Run(Alnum, 10, LONG)],
            &[Lit("sk_test_"), Run(Alnum, 10, LONG)],
            &[Lit("sk_prod_"), Run(Alnum, 10, LONG)],
            &[Lit("rk_live_"), Run(Alnum, 10, LONG)],
            &[Lit("rk_test_"), Run(Alnum, 10, LONG)],
            &[Lit("rk_prod_"), Run(Alnum, 10, LONG)],
        ],
    ),
    secret(
        "GOOGLE_API_KEY",
        "GOOGLE_API_KEY",
        &[&[Lit("AIza"), Run(Base64Url, 35, 35)]],
    ),
    secret(
        "NPM_TOKEN",
        "NPM_TOKEN",
        &[&[Lit("npm_"), Run(Alnum, 36, 36)]],
    ),
    secret(
        "HUGGING_FACE_TOKEN",
        "HF_TOKEN",
        &[
            &[Lit("hf_"), Run(Alnum, 34, 34)],
            &[Lit("api_org_"), Run(Alnum, 34, 34)],
        ],
    ),
    secret(
        "SENDGRID_KEY",
        "SENDGRID_KEY",
        &[&[
            Lit("SG."),
            Run(Base64Url, 22, 22),
            Lit("."),
            Run(Base64Url, 43, 43),
        ]],
    ),
];

const fn secret(entity: &'static str, label: &'static str, shapes: &'static [Shape]) -> Rule {
    Rule {
        entity,
        label,
        find: Find::Keys(shapes),
        context: &[],
        on: true,
        gate: crate::rules::Gate::OPEN,
        validation: "prefix, length, alphabet",
    }
}

/// Finds a key of this shape that starts at `at`.
#[must_use]
pub fn find(text: &str, at: usize, shape: Shape) -> Option<Match> {
    let bytes = text.as_bytes();
    let end = end_of(bytes, at, shape)?;
    // AWS prints keys that end so in its documents.
    let documented = bytes.get(at..end)?.ends_with(b"EXAMPLE");
    (!documented).then(|| sure(at..end))
}

fn end_of(bytes: &[u8], at: usize, shape: Shape) -> Option<usize> {
    let mut end = at;
    let mut seen = 0_u128;
    for part in shape {
        match *part {
            Lit(literal) => {
                if !bytes.get(end..)?.starts_with(literal.as_bytes()) {
                    return None;
                }
                end += literal.len();
            }
            Run(alphabet, min, max) => {
                let run = bytes
                    .get(end..)?
                    .iter()
                    .take(max)
                    .take_while(|b| alphabet.holds(**b));
                let len = run.inspect(|b| seen |= 1 << (**b & 0x7f)).count();
                if len < min {
                    return None;
                }
                end += len;
            }
        }
    }
    let longer = match shape.last() {
        Some(Run(alphabet, ..)) => alphabet.holds(byte(bytes, end)),
        _ => false,
    };
    (!longer && seen.count_ones() >= MIN_DISTINCT).then_some(end)
}
