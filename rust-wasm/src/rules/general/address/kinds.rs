//! Words for streets, in small letters with a space between.

/// Behind the name, in English.
pub(super) const ENGLISH: &str = "street st str avenue ave av road rd boulevard blvd lane ln drive dr court ct place pl square sq \
way parkway pkwy terrace ter circle cir highway hwy loop trail trl crescent cres close gardens \
gdns grove mews row walk alley plaza quay parade broadway turnpike expressway freeway hill \
esplanade promenade";
/// Behind the number, in French.
pub(super) const FRENCH: &str =
    "rue avenue av boulevard bd bld place pl chemin impasse allée allee quai cours route square \
passage villa sentier faubourg";
/// Before the name, with the number behind it: Spanish, French, Italian, Portuguese, Polish.
pub(super) const BEFORE: &str = "calle avenida avda av plaza paseo camino carrer carretera ronda travesía glorieta callejón rue \
avenue boulevard place chemin quai via viale piazza corso largo vicolo strada rua travessa praça \
alameda estrada ulica ul aleja strasse straße";
/// Endings of the word before the number: German, Dutch, the north, Hungarian.
pub(super) const ENDINGS: &str =
    "straße strasse str gasse allee platz weg damm ufer ring straat laan plein gracht kade dreef \
gatan vägen gade vej gata veien vei katu tie utca";
/// Those of them that are words of their own too.
pub(super) const ALONE: &str = "straße strasse str allee platz weg damm ufer ring utca út";
