//! One JSON object → one article.

use serde_json::{Map, Value};

use super::{Problem, ReadOptions, fields, identity, wire};
use crate::article::{Article, Origin};

/// Reads one JSON object.
///
/// The id is the record's own, else its URL, else `locator`. Without a text the title is the text.
///
/// # Errors
/// When the bytes are not UTF-8 or not one JSON object (a lone surrogate, a broken line), or hold
/// neither text nor title.
pub fn read(
    bytes: &[u8],
    locator: &str,
    origin: Origin,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    article(parse(bytes, &origin)?, locator, origin, options)
}

/// Makes an article of a record, in whichever way it was written.
///
/// # Errors
/// When it has neither text nor title.
pub(super) fn article(
    mut record: Map<String, Value>,
    locator: &str,
    origin: Origin,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    let mut fields = fields::take(&mut record, options);
    let (text, title) = match (fields.text.take(), fields.title.take()) {
        (Some(text), title) => (text, title),
        (None, Some(title)) => (title.clone(), Some(title)),
        (None, None) => {
            return Err(Problem::of_record(
                &origin,
                "the record has neither text nor title; name its field with --map text=NAME",
            )
            .in_field("text"));
        }
    };
    fields.title = title;
    let id = identity(fields.id.take(), fields.url.as_deref(), locator);
    let head = wire::recognise(&text, fields.into_head());
    Ok(Article {
        id,
        text: text.into(),
        head,
        metadata: record,
        origin,
        encoding: None,
    })
}

/// The text of one JSON object, without the rest of the article; none where there is none.
pub fn text(bytes: &[u8], options: &ReadOptions) -> Option<String> {
    let mut record: Map<String, Value> = serde_json::from_slice(bytes).ok()?;
    let fields = fields::take(&mut record, options);
    fields.text.or(fields.title)
}

/// The object of a record, or the problem with it.
pub(super) fn parse(bytes: &[u8], origin: &Origin) -> Result<Map<String, Value>, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Problem::of_record(
            origin,
            format!(
                "byte {} of the record is not UTF-8; convert the file to UTF-8",
                error.valid_up_to() + 1
            ),
        )
    })?;
    let begins = text.trim_start().chars().next();
    if begins != Some('{') {
        return Err(Problem::of_record(
            origin,
            format!(
                "the record is {}; make it an object such as {{\"text\": \"…\"}}",
                name_of(begins)
            ),
        ));
    }
    serde_json::from_str(text).map_err(|error| broken(text, &error, origin))
}

/// What begins with this character in JSON.
fn name_of(first: Option<char>) -> &'static str {
    match first {
        None => "empty",
        Some('[') => "an array",
        Some('"') => "a string",
        Some('-' | '0'..='9') => "a number",
        Some('t' | 'f' | 'n') => "true, false or null",
        Some(_) => "not JSON",
    }
}

/// What is wrong with a record that does not parse, in words that say what to do.
fn broken(text: &str, error: &serde_json::Error, origin: &Origin) -> Problem {
    let said = error.to_string();
    let what = until_position(&said);
    let advice = if what.contains("surrogate") || what.contains("hex escape") {
        "half of a \\u pair stands alone; write the character itself or both halves"
    } else if what.contains("control character") {
        "write line breaks and tabs in strings as \\n and \\t"
    } else if error.is_eof() {
        "the record is cut off; restore its end or delete it"
    } else {
        "mend or delete it"
    };
    let mut problem = Problem::of_record(
        origin,
        format!(
            "not valid JSON at column {}: {what}; {advice}",
            error.column()
        ),
    );
    problem.line += u64::try_from(error.line().saturating_sub(1)).unwrap_or(0);
    match field_at(text, error) {
        Some(field) => problem.in_field(field),
        None => problem,
    }
}

/// The message without serde's ` at line 1 column 5`.
fn until_position(said: &str) -> &str {
    said.split_once(" at line ").map_or(said, |(what, _)| what)
}

/// The name of the top-level member in which parsing failed: the last `"name":` before the place.
fn field_at(text: &str, error: &serde_json::Error) -> Option<String> {
    let line = text.lines().nth(error.line().checked_sub(1)?)?;
    let column = crate::span::floor_boundary(line, error.column());
    let before = crate::span::until(line, column);
    super::glance::last_open_name(before)
}
