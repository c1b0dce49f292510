//! Joins tables of rules to one.

use super::Rule;

/// How many rules the tables have together.
pub(super) const fn count(tables: &[&[Rule]]) -> usize {
    let (mut count, mut table) = (0, 0);
    while table < tables.len() {
        count += tables[table].len();
        table += 1;
    }
    count
}

/// The rules of the tables, one table after the other. `COUNT` is their [`count`].
pub(super) const fn join<const COUNT: usize>(tables: &[&[Rule]]) -> [Rule; COUNT] {
    let mut rules = [tables[0][0]; COUNT];
    let (mut table, mut next) = (0, 0);
    while table < tables.len() {
        let mut i = 0;
        while i < tables[table].len() {
            rules[next] = tables[table][i];
            next += 1;
            i += 1;
        }
        table += 1;
    }
    rules
}
