//! Tokens of code hosts, package registries and builds.

use super::alphabet::Alphabet::{Alnum, AnyHex, Base64Url, Hex, Lower, Padded, Word};
use super::shape::Part::{Checksum, Entropy, Lit, One, Run};
use super::{key, weak};
use crate::rules::Rule;

pub(super) const RULES: &[Rule] = &[
    key(
        "GITHUB_TOKEN",
        "GITHUB_TOKEN",
        &[
            &[
                Lit("gh"),
                One(&["p_", "o_", "u_", "s_"]),
                Run(Alnum, 36, 36),
                Checksum,
            ],
            &[Lit("ghr_"), Run(Alnum, 36, 76), Checksum],
            &[Lit("github_pat_"), Run(Word, 82, 82)],
        ],
    ),
    // Routable tokens end with a base 36 part and a checksum.
    key(
        "GITLAB_TOKEN",
        "GITLAB_TOKEN",
        &[
            &[
                Lit("gl"),
                One(&["pat-", "dt-", "ft-", "soat-", "rt-", "cbt-", "ffct-"]),
                Run(Base64Url, 20, 64),
            ],
            &[
                Lit("gl"),
                One(&["pat-", "rt-"]),
                Run(Base64Url, 27, 300),
                Lit("."),
                Run(Lower, 9, 9),
            ],
            &[
                Lit("gl"),
                One(&["pat-", "rt-"]),
                Run(Base64Url, 27, 300),
                Lit("."),
                Run(Lower, 2, 2),
                Lit("."),
                Run(Lower, 9, 9),
            ],
            &[Lit("glptt-"), Run(Base64Url, 40, 40)],
            &[Lit("glimt-"), Run(Base64Url, 25, 25)],
            &[Lit("glagent-"), Run(Base64Url, 50, 1024)],
            &[Lit("gloas-"), Run(Base64Url, 64, 64)],
            &[Lit("GR1348941"), Run(Base64Url, 20, 50)],
        ],
    ),
    weak(
        "BITBUCKET_TOKEN",
        "BITBUCKET_TOKEN",
        &[
            &[Lit("ATBB"), Run(Alnum, 32, 32)],
            &[Lit("BBDC-"), Run(Base64Url, 40, 60)],
        ],
        &["bitbucket"],
    ),
    key(
        "ATLASSIAN_TOKEN",
        "ATLASSIAN_TOKEN",
        &[&[
            Lit("AT"),
            One(&["ATT3", "CTT3", "STT3"]),
            Run(Padded, 160, 240),
        ]],
    ),
    key(
        "NPM_TOKEN",
        "NPM_TOKEN",
        &[&[Lit("npm_"), Run(Alnum, 36, 36), Checksum]],
    ),
    key(
        "PYPI_TOKEN",
        "PYPI_TOKEN",
        &[
            &[Lit("pypi-AgEIcHlwaS5vcmc"), Run(Base64Url, 50, 1000)],
            &[Lit("pypi-AgENdGVzdC5weXBpLm9yZw"), Run(Base64Url, 50, 1000)],
        ],
    ),
    key(
        "RUBYGEMS_TOKEN",
        "RUBYGEMS_TOKEN",
        &[&[Lit("rubygems_"), Run(Hex, 48, 48)]],
    ),
    key(
        "NUGET_KEY",
        "NUGET_KEY",
        &[&[Lit("oy2"), Run(Lower, 43, 43)]],
    ),
    key(
        "DOCKER_TOKEN",
        "DOCKER_TOKEN",
        &[&[Lit("dckr_"), One(&["pat_", "oat_"]), Run(Base64Url, 27, 32)]],
    ),
    key(
        "ARTIFACTORY_KEY",
        "ARTIFACTORY_KEY",
        &[
            &[Lit("AKCp"), Run(Alnum, 69, 69), Entropy(40)],
            &[Lit("cmVmd"), Run(Alnum, 59, 59), Entropy(40)],
        ],
    ),
    key(
        "SONAR_TOKEN",
        "SONAR_TOKEN",
        &[&[Lit("sq"), One(&["u_", "p_", "a_"]), Run(Alnum, 40, 40)]],
    ),
    key(
        "SOURCEGRAPH_TOKEN",
        "SOURCEGRAPH_TOKEN",
        &[
            &[Lit("sgp_"), Run(AnyHex, 40, 40)],
            &[Lit("sgp_local_"), Run(AnyHex, 40, 40)],
            &[
                Lit("sgp_"),
                Run(AnyHex, 16, 16),
                Lit("_"),
                Run(AnyHex, 40, 40),
            ],
        ],
    ),
    key(
        "CIRCLECI_TOKEN",
        "CIRCLECI_TOKEN",
        &[&[
            Lit("CCI"),
            One(&["PAT_", "PRJ_"]),
            Run(Alnum, 20, 24),
            Lit("_"),
            Run(Hex, 40, 40),
        ]],
    ),
    key(
        "POSTMAN_KEY",
        "POSTMAN_KEY",
        &[&[
            Lit("PMAK-"),
            Run(AnyHex, 24, 24),
            Lit("-"),
            Run(AnyHex, 34, 34),
        ]],
    ),
];
