//! What a dialect knows of its documents: which strings are structure or binary data, and which
//! are parts of one text.

use crate::json::Place;

/// When a string that a row names is no text.
#[derive(Debug)]
enum When {
    Always,
    /// It is one of these words.
    Words(Vec<String>),
    /// It is a data URL of an image, sound, film, PDF or unknown bytes, in base64.
    BinaryDataUrl,
    /// It is base64.
    Base64,
    /// Never: it is text, and goes on in the next string that is.
    Text,
    /// Always, and the host wants to know where it stands.
    Noted,
}

#[derive(Debug)]
struct Row {
    key: String,
    /// Empty for any.
    parent: String,
    /// 0 for any.
    depth: usize,
    when: When,
}

/// The rows of one dialect.
#[derive(Debug, Default)]
pub struct Lens {
    rows: Vec<Row>,
}

impl Lens {
    /// Knows nothing: every string is text.
    #[must_use]
    pub const fn new() -> Self {
        Self { rows: Vec::new() }
    }

    /// Reads one row per line: key, parent, depth and kind, with tabs between; parent and depth may
    /// be empty. A kind is `any`, `words:a,b`, `data-url`, `base64`, `text` or `noted`. None when a line is
    /// something else.
    #[must_use]
    pub fn parse(lines: &str) -> Option<Self> {
        let rows = lines.lines().map(row).collect::<Option<Vec<Row>>>()?;
        Some(Self { rows })
    }

    /// Whether a string is structure or binary data, so that nothing in it is a value.
    #[must_use]
    pub fn skips(&self, place: Place, body: &str) -> bool {
        self.rows_of(place).any(|row| match &row.when {
            When::Always | When::Noted => true,
            When::Words(words) => words.iter().any(|word| word == body),
            When::BinaryDataUrl => is_binary_data_url(body),
            When::Base64 => is_base64(body),
            When::Text => false,
        })
    }

    /// Whether a string is text that may go on in the next such string.
    #[must_use]
    pub fn is_text(&self, place: Place) -> bool {
        self.rows_of(place)
            .any(|row| matches!(row.when, When::Text))
    }

    /// Whether the host wants to know where this string stands.
    #[must_use]
    pub fn notes(&self, place: Place) -> bool {
        self.rows_of(place)
            .any(|row| matches!(row.when, When::Noted))
    }

    fn rows_of<'lens>(&'lens self, place: Place<'lens>) -> impl Iterator<Item = &'lens Row> {
        self.rows.iter().filter(move |row| {
            row.key.as_bytes() == place.key
                && (row.depth == 0 || row.depth == place.depth)
                && (row.parent.is_empty() || row.parent.as_bytes() == place.parent)
        })
    }
}

fn row(line: &str) -> Option<Row> {
    let mut fields = line.split('\t');
    let (key, parent, depth, kind) = (
        fields.next()?,
        fields.next()?,
        fields.next()?,
        fields.next()?,
    );
    let when = match kind.split_once(':') {
        Some(("words", words)) => When::Words(words.split(',').map(str::to_owned).collect()),
        None if kind == "any" => When::Always,
        None if kind == "data-url" => When::BinaryDataUrl,
        None if kind == "base64" => When::Base64,
        None if kind == "text" => When::Text,
        None if kind == "noted" => When::Noted,
        _ => return None,
    };
    let depth = if depth.is_empty() {
        0
    } else {
        depth.parse().ok()?
    };
    Some(Row {
        key: key.to_owned(),
        parent: parent.to_owned(),
        depth,
        when,
    })
}

/// `text/*` is not among them: a text file is text, whatever it is wrapped in.
fn is_binary_data_url(body: &str) -> bool {
    let Some((head, data)) = body.split_once(";base64,") else {
        return false;
    };
    let Some((kind, subtype)) = head
        .strip_prefix("data:")
        .and_then(|head| head.split_once('/'))
    else {
        return false;
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-' | b'_');
    let binary = match kind {
        "image" | "audio" | "video" => {
            (1..=64).contains(&subtype.len()) && subtype.bytes().all(plain)
        }
        "application" => matches!(subtype, "pdf" | "octet-stream"),
        _ => false,
    };
    binary && is_base64(data)
}

/// As written in JSON: a line end is an escape there.
fn is_base64(body: &str) -> bool {
    let plain =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'_' | b'=' | b'-' | b' ');
    let mut bytes = body.bytes();
    while let Some(b) = bytes.next() {
        let escape = b == b'\\' && matches!(bytes.next(), Some(b'n' | b'r' | b't' | b'/'));
        if !escape && !plain(b) {
            return false;
        }
    }
    true
}
