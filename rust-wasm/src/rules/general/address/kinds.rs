//! Words for streets, in small letters: short ones, then long ones and those with other letters.

/// Behind the name, in English.
pub(super) const ENGLISH: [&[&str]; 2] = [
    &[
        "street", "st", "str", "avenue", "ave", "av", "road", "rd", "blvd", "lane", "ln", "drive",
        "dr", "court", "ct", "place", "pl", "square", "sq", "way", "parkway", "pkwy", "terrace",
        "ter", "circle", "cir", "highway", "hwy", "loop", "trail", "trl", "crescent", "cres",
        "close", "gardens", "gdns", "grove", "mews", "row", "walk", "alley", "plaza", "quay",
        "parade", "broadway", "turnpike", "freeway", "hill",
    ],
    &["boulevard", "expressway", "esplanade", "promenade"],
];
/// Behind the number, in French.
pub(super) const FRENCH: [&[&str]; 2] = [
    &[
        "rue", "avenue", "av", "bd", "bld", "place", "pl", "chemin", "impasse", "allee", "quai",
        "cours", "route", "square", "passage", "villa", "sentier", "faubourg",
    ],
    &["boulevard", "allée"],
];
/// Before the name, with the number behind it: Spanish, French, Italian, Portuguese, Polish.
pub(super) const BEFORE: [&[&str]; 2] = [
    &[
        "calle", "avenida", "avda", "av", "plaza", "paseo", "camino", "carrer", "ronda",
        "glorieta", "rue", "avenue", "place", "chemin", "quai", "via", "viale", "piazza", "corso",
        "largo", "vicolo", "strada", "rua", "travessa", "alameda", "estrada", "ulica", "ul",
        "aleja", "strasse",
    ],
    &[
        "travesía",
        "callejón",
        "praça",
        "straße",
        "carretera",
        "boulevard",
    ],
];
/// Endings of the word before the number: German, Dutch, the north, Hungarian.
pub(super) const ENDINGS: [&[&str]; 2] = [
    &[
        "strasse", "str", "gasse", "allee", "platz", "weg", "damm", "ufer", "straat", "laan",
        "plein", "gracht", "kade", "dreef", "gatan", "gade", "vej", "gata", "veien", "vei", "katu",
        "utca",
    ],
    &["straße", "vägen"],
];
/// Those of them that are words of their own too.
pub(super) const ALONE: [&[&str]; 2] = [
    &[
        "strasse", "str", "allee", "platz", "weg", "damm", "ufer", "utca",
    ],
    &["straße", "út"],
];
