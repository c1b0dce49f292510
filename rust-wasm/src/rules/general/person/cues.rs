//! Titles and phrases behind which a name stands.

/// Words in lower case, and what is asked of the name behind them.
pub(super) struct Cue {
    pub words: &'static str,
    /// Fewest capitalised words.
    pub names: usize,
    /// Whether a colon or an equals sign must stand between.
    pub named: bool,
    /// Whether a new line may.
    pub line: bool,
    pub score: u8,
}

const PHRASE: u8 = 70;
const TITLE: u8 = 65;
const WEAK: u8 = 55;

const fn phrase(words: &'static str) -> Cue {
    Cue {
        words,
        names: 1,
        named: false,
        line: false,
        score: PHRASE,
    }
}

const fn title(words: &'static str) -> Cue {
    Cue {
        score: TITLE,
        ..phrase(words)
    }
}

/// What also stands before other things: two capitalised words are needed.
const fn weak(words: &'static str) -> Cue {
    Cue {
        names: 2,
        score: WEAK,
        ..phrase(words)
    }
}

/// The name of a field.
const fn field(words: &'static str, names: usize) -> Cue {
    Cue {
        names,
        named: true,
        ..phrase(words)
    }
}

/// What closes a letter.
const fn closing(words: &'static str) -> Cue {
    Cue {
        line: true,
        score: WEAK,
        ..phrase(words)
    }
}

/// Longer phrases stand before their beginnings.
pub(super) const CUES: &[Cue] = &[
    phrase("my name is"),
    phrase("my name's"),
    phrase("his name is"),
    phrase("her name is"),
    phrase("their name is"),
    phrase("name is"),
    phrase("i am called"),
    weak("i am"),
    weak("i'm"),
    weak("this is"),
    phrase("dear"),
    phrase("hi"),
    phrase("hello"),
    phrase("me llamo"),
    phrase("se llama"),
    phrase("mi nombre es"),
    weak("soy"),
    phrase("je m'appelle"),
    phrase("mon nom est"),
    weak("je suis"),
    phrase("cher"),
    phrase("chère"),
    phrase("ich heiße"),
    phrase("ich heisse"),
    phrase("mein name ist"),
    weak("ich bin"),
    phrase("liebe"),
    phrase("lieber"),
    phrase("mi chiamo"),
    phrase("il mio nome è"),
    weak("sono"),
    phrase("meu nome é"),
    phrase("me chamo"),
    phrase("chamo-me"),
    phrase("mijn naam is"),
    phrase("ik heet"),
    phrase("jag heter"),
    phrase("nazywam się"),
    title("mr"),
    title("mrs"),
    title("ms"),
    title("mx"),
    title("miss"),
    title("dr"),
    title("prof"),
    title("professor"),
    title("sr"),
    title("sra"),
    title("srta"),
    title("señor"),
    title("señora"),
    title("herr"),
    title("herrn"),
    title("frau"),
    title("monsieur"),
    title("madame"),
    title("mme"),
    title("mlle"),
    title("m."),
    title("signor"),
    title("signora"),
    title("sig"),
    title("dott"),
    title("senhor"),
    title("senhora"),
    title("dhr"),
    title("mevr"),
    closing("signed"),
    phrase("signed by"),
    closing("sincerely"),
    closing("best regards"),
    closing("kind regards"),
    closing("regards"),
    closing("yours truly"),
    closing("atentamente"),
    closing("cordialement"),
    closing("mit freundlichen grüßen"),
    field("full name", 1),
    field("full_name", 1),
    field("fullname", 1),
    field("first name", 1),
    field("first_name", 1),
    field("firstname", 1),
    field("last name", 1),
    field("last_name", 1),
    field("lastname", 1),
    field("surname", 1),
    field("customer name", 1),
    field("patient name", 1),
    field("cardholder", 1),
    field("cardholder name", 1),
    field("name", 2),
    field("patient", 2),
    field("customer", 2),
    field("employee", 2),
    field("nombre", 1),
    field("apellidos", 1),
    field("nom", 2),
    field("prénom", 1),
    field("vorname", 1),
    field("nachname", 1),
    field("nome", 2),
    field("cognome", 1),
];
