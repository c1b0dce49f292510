//! Keys, tokens and passwords.
//!
//! Keys with a fixed prefix are one table row each, by kind of issuer; their formats are those of
//! the issuers' documents and of the public rules of gitleaks and detect-secrets. A key ends where
//! its alphabet ends, so a comma, a full stop or a bracket may follow.

mod ai;
mod alphabet;
mod api_key;
mod assignment;
mod authorization;
mod aws;
mod bots;
mod cloud;
mod code_hosting;
mod connection;
mod curl;
mod hosts;
mod joined;
mod kubernetes;
mod messaging;
mod name;
mod names;
mod observability;
mod other;
mod parameter;
mod parted;
mod password;
mod payment;
mod phrase;
mod profile;
mod shape;
mod strength;
mod value;
mod vendor;

pub(crate) use aws::may_be_key;
pub use shape::{find, Part, Shape};

use super::{code, tables, Find, Rule};
use crate::rules::Gate;

/// Longest run without a documented length.
const LONG: usize = 200;

const TABLES: &[&[Rule]] = &[
    ai::RULES,
    cloud::RULES,
    hosts::RULES,
    code_hosting::RULES,
    payment::RULES,
    messaging::RULES,
    observability::RULES,
    other::RULES,
    &[api_key::RULE],
    joined::RULES,
    NAMED,
];

/// Values that are known by what stands before them.
const NAMED: &[Rule] = &[
    connection::RULE,
    authorization::RULE,
    aws::RULE,
    password::RULE,
    assignment::RULE,
];

pub(super) const RULES: &[Rule] = &tables::join::<{ tables::count(TABLES) }>(TABLES);

/// Keys of one issuer.
const fn key(entity: &'static str, label: &'static str, shapes: &'static [Shape]) -> Rule {
    weak(entity, label, shapes, &[])
}

/// Keys of one issuer, some of them only with a word nearby.
const fn weak(
    entity: &'static str,
    label: &'static str,
    shapes: &'static [Shape],
    context: &'static [&'static str],
) -> Rule {
    Rule {
        entity,
        label,
        find: Find::Keys(shapes),
        context,
        on: true,
        gate: Gate::OPEN,
        validation: "prefix, length, alphabet, entropy",
    }
}
