//! Keys of issuers for which hardly anybody sets a policy of their own, under one name.

use super::alphabet::Alphabet::{
    Alnum, AnyHex, Base64Url, Dotted, Hex, Lower, Padded, Upper, Word,
};
use super::shape::Part::{Entropy, Lit, One, Run, Score, Uuid};
use super::shape::Shape;
use super::{weak, LONG};
use crate::rules::Rule;

pub(super) const RULE: Rule = weak("API_KEY", "API_KEY", SHAPES, &["beamer"]);

const SHAPES: &[Shape] = &[
    // DeepSeek, Stability and others that took over the form of OpenAI's first keys.
    &[Lit("sk-"), Run(Alnum, 48, 48), Entropy(40), Score(90)],
    &[Lit("sk-"), Run(Lower, 32, 32), Entropy(30), Score(80)],
    &[Lit("sk-"), One(&["lf-", "helicone-"]), Uuid],
    // ElevenLabs.
    &[Lit("sk_"), Run(Hex, 48, 48)],
    // Cerebras, Fireworks, Together, Voyage, Jina, Tavily, Firecrawl, E2B.
    &[Lit("csk-"), Run(Lower, 48, 48)],
    &[Lit("fw_"), Run(Alnum, 24, 24), Entropy(35), Score(70)],
    &[Lit("tgp_v1_"), Run(Base64Url, 43, 43)],
    &[Lit("pa-"), Run(Base64Url, 43, 43), Entropy(42), Score(70)],
    &[Lit("jina_"), Run(Base64Url, 60, 65)],
    &[
        Lit("tvly-"),
        One(&["dev-", "prod-", ""]),
        Run(Base64Url, 32, 50),
    ],
    &[Lit("fc-"), Run(Hex, 32, 32), Score(80)],
    &[Lit("e2b_"), Run(Hex, 40, 40)],
    // Apify, Browserbase, Render, Neon, Settlemint, Contentful, Frame.io, Intra 42.
    &[Lit("apify_api_"), Run(Alnum, 36, 40)],
    &[Lit("bb_live_"), Run(Base64Url, 27, 32)],
    &[Lit("rnd_"), Run(Alnum, 28, 36), Entropy(35)],
    &[Lit("napi_"), Run(Lower, 60, 70)],
    &[
        Lit("sm_"),
        One(&["aat_", "pat_", "sat_"]),
        Run(Alnum, 16, 16),
    ],
    &[Lit("CFPAT-"), Run(Base64Url, 43, 43)],
    &[Lit("fio-u-"), Run(Padded, 64, 64)],
    &[Lit("s-s4t2"), One(&["ud-", "af-"]), Run(AnyHex, 64, 64)],
    // Adafruit, Defined Networking, Buildkite, Clickhouse, Harness, Mapbox.
    &[Lit("aio_"), Run(Alnum, 28, 28)],
    &[
        Lit("dnkey-"),
        Run(Padded, 26, 26),
        Lit("-"),
        Run(Padded, 52, 52),
    ],
    &[Lit("bkua_"), Run(Hex, 40, 40)],
    &[Lit("4b1d"), Run(Alnum, 38, 38), Entropy(40)],
    &[
        Lit("pat."),
        Run(Base64Url, 22, 22),
        Lit("."),
        Run(Hex, 24, 24),
        Lit("."),
        Run(Alnum, 20, 20),
    ],
    &[
        Lit("sat."),
        Run(Base64Url, 22, 22),
        Lit("."),
        Run(Hex, 24, 24),
        Lit("."),
        Run(Alnum, 20, 20),
    ],
    &[
        Lit("sk.eyJ"),
        Run(Base64Url, 60, LONG),
        Lit("."),
        Run(Base64Url, 22, 22),
    ],
    // Baidu, Authress, MongoDB Atlas, WorkOS, Lob, Beamer.
    &[
        Lit("bce-v3/ALTAK-"),
        Run(Alnum, 21, 21),
        Lit("/"),
        Run(Hex, 40, 40),
    ],
    &[
        Lit("sc_"),
        Run(Lower, 5, 30),
        Lit("."),
        Run(Lower, 4, 6),
        Lit(".acc"),
        One(&["_", "-"]),
        Run(Base64Url, 10, 32),
        Lit("."),
        Run(Base64Url, 30, 120),
    ],
    &[Lit("mdb_sa_sk_"), Run(Word, 40, 60)],
    &[Lit("live_"), Run(Hex, 35, 35), Score(75)],
    &[Lit("test_"), Run(Hex, 35, 35), Score(75)],
    &[Lit("b_"), Run(Padded, 44, 44), Entropy(40), Score(40)],
    // Scalingo.
    &[Lit("tk-us-"), Run(Base64Url, 48, 48)],
    // Clojars.
    &[Lit("CLOJARS_"), Run(Lower, 60, LONG)],
    // Octopus.
    &[Lit("API-"), Run(Upper, 26, 26), Entropy(30), Score(80)],
    // WakaTime.
    &[Lit("waka_"), Uuid],
    // ReadMe.
    &[Lit("rdme_"), Run(Lower, 70, 70)],
    // Infracost.
    &[Lit("ico-"), Run(Alnum, 32, 32), Entropy(42), Score(75)],
    // Prefect.
    &[Lit("pn"), One(&["u_", "b_"]), Run(Alnum, 36, 36)],
    // Duffel.
    &[
        Lit("duffel_"),
        One(&["live_", "test_"]),
        Run(Padded, 43, 43),
    ],
    // Shippo.
    &[
        Lit("shippo_"),
        One(&["live_", "test_"]),
        Run(AnyHex, 40, 40),
    ],
    // Razorpay.
    &[Lit("rzp_"), One(&["live_", "test_"]), Run(Alnum, 14, 14)],
    // Adobe.
    &[Lit("p8e-"), Run(Base64Url, 32, 32)],
    // PostHog.
    &[Lit("phx_"), Run(Alnum, 43, 60)],
    // Intercom.
    &[
        Lit("dG9rO"),
        Run(Alnum, 54, 56),
        One(&["=", ""]),
        Entropy(35),
    ],
    // Typeform.
    &[Lit("tfp_"), Run(Dotted, 40, 60)],
    // EasyPost.
    &[Lit("EZAK"), Run(Alnum, 54, 54)],
    &[Lit("EZTK"), Run(Alnum, 54, 54)],
    // Flutterwave.
    &[
        Lit("FLWSECK"),
        One(&["_TEST-", "-"]),
        Run(Lower, 32, 32),
        Lit("-X"),
    ],
    &[Lit("FLWSECK_TEST"), One(&["-", ""]), Run(Alnum, 12, 12)],
    // Resend.
    &[Lit("re_"), Run(Alnum, 8, 8), Lit("_"), Run(Alnum, 24, 24)],
];
