//! Front matter: fields between two lines `---` at the head of a text, as trafilatura writes them.
//!
//! Of YAML, a line a field is read, `name: value`, the value with or without quotation marks around
//! it. What has anything else in it (a list, a block, a comment), is not closed, is longer than
//! [`LONGEST`] or names no field that is known, is no front matter but text.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::ReadOptions;
use super::fields::{self, Field, Fields};
use crate::span::{from, until};

/// Longer front matter is text, in bytes. It is whole in the beginning of a file that is listed.
const LONGEST: usize = 4_000;

/// What stands at the head of a text.
#[derive(Debug, Default)]
pub(super) struct Front {
    /// The fields that are known.
    pub fields: Fields,
    /// The others.
    pub metadata: Map<String, Value>,
}

/// The front matter, and where the text begins, in bytes; none where there is none.
pub(super) fn split(text: &str) -> Option<(Front, usize)> {
    let mut at = line(text, 0).filter(|(line, _)| is_fence(line))?.1;
    let mut record = Map::new();
    let mut is_known = false;
    loop {
        let (line, next) = line(text, at)?;
        at = next;
        if is_fence(line) {
            break;
        }
        let (name, value) = line.split_once(':')?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        // A block follows where nothing or one of these does.
        let value = value
            .strip_prefix(' ')
            .or(value.is_empty().then_some(""))?
            .trim();
        if matches!(value, "|" | ">" | "|-" | ">-" | "|+" | ">+") {
            return None;
        }
        let value = said(value);
        if value.is_empty() {
            continue;
        }
        is_known |= Field::of_name(name).is_some_and(|(field, _)| !is_metadata(field));
        record.entry(name).or_insert_with(|| value.into());
    }
    if !is_known {
        return None;
    }
    let mut front = Front::default();
    let is_about = |name: &str| Field::of_name(name).is_some_and(|(field, _)| is_metadata(field));
    for (name, value) in std::mem::take(&mut record) {
        let place = if is_about(&name) {
            &mut front.metadata
        } else {
            &mut record
        };
        place.insert(name, value);
    }
    front.fields = fields::take(&mut record, &ReadOptions::default());
    front.metadata.extend(record);
    Some((front, at))
}

/// Whether a field is none of the article's here: what is called text is about it, and a file is
/// called by its name, as long as there is one, so that its annotations stay with it.
fn is_metadata(field: Field) -> bool {
    matches!(field, Field::Text | Field::Id)
}

/// The line that begins at `at`, without its end, and where the next begins; none behind the last
/// that may belong to front matter.
fn line(text: &str, at: usize) -> Option<(&str, usize)> {
    let near = until(text, crate::span::floor_boundary(text, LONGEST));
    let rest = from(near, at);
    let end = memchr::memchr(b'\n', rest.as_bytes())?;
    let line = until(rest, end);
    Some((line.strip_suffix('\r').unwrap_or(line), at + end + 1))
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// What a value says: in quotation marks all of it, as JSON and YAML escape it; else as it stands.
fn said(value: &str) -> Cow<'_, str> {
    if matches!(value, "null" | "~") {
        return Cow::Borrowed("");
    }
    if value.starts_with('"') {
        return serde_json::from_str(value).map_or(Cow::Borrowed(value), Cow::Owned);
    }
    let single = value
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    match single {
        Some(inner) if !inner.contains('\'') => Cow::Borrowed(inner),
        Some(inner) if !inner.replace("''", "").contains('\'') => {
            Cow::Owned(inner.replace("''", "'"))
        }
        _ => Cow::Borrowed(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WRITTEN: &str = "---\ntitle: Rain: a history\nauthor: Ana Ruiz; Ben Zoë\nurl: https://harbour.example/rain\nhostname: harbour.example\nsitename: Harbour News\ndate: 2021-05-01\ncategories: ['Weather']\nfingerprint: 7d0a\n---\nIt rained.\n";

    #[test]
    fn fields_are_read_as_trafilatura_writes_them() {
        let (front, start) = split(WRITTEN).unwrap();
        assert_eq!(&WRITTEN[start..], "It rained.\n");
        assert_eq!(front.fields.title.as_deref(), Some("Rain: a history"));
        assert_eq!(front.fields.byline.as_deref(), Some("Ana Ruiz; Ben Zoë"));
        assert_eq!(front.fields.source.as_deref(), Some("Harbour News"));
        assert_eq!(
            front.fields.url.as_deref(),
            Some("https://harbour.example/rain")
        );
        assert_eq!(
            front.fields.date.map(|day| day.to_string()).as_deref(),
            Some("2021-05-01")
        );
        assert_eq!(front.metadata["categories"], "['Weather']");
        assert_eq!(front.metadata["fingerprint"], "7d0a");
    }

    #[test]
    fn values_may_stand_in_quotation_marks_and_lines_end_as_they_like() {
        let text = "---\r\ntitle: \"Rain\"\r\ndate: '2021-05-01'\r\ntext: no\r\n---\r\nWet.";
        let (front, start) = split(text).unwrap();
        assert_eq!(&text[start..], "Wet.");
        assert_eq!(front.fields.title.as_deref(), Some("Rain"));
        assert!(front.fields.date.is_some() && front.fields.text.is_none());
        assert_eq!(front.metadata["text"], "no");
        for (written, title) in [
            (r#""A: \"b\" é \u00e9""#, r#"A: "b" é é"#),
            (r#""x" and "y""#, r#""x" and "y""#),
            ("'Ana''s rain'", "Ana's rain"),
            ("'x' and 'y'", "'x' and 'y'"),
            ("\"", "\""),
        ] {
            let text = format!("---\ntitle: {written}\n---\nWet.");
            let (front, _) = split(&text).unwrap();
            assert_eq!(front.fields.title.as_deref(), Some(title), "{written}");
        }
        assert!(split("---\ntitle: null\n---\nWet.").is_none());
    }

    #[test]
    fn what_is_odd_is_text() {
        let long = format!("---\ntitle: {}\n---\nWet.", "a".repeat(1 << 20));
        let many = format!("---\n{}---\nWet.", "title: a\n".repeat(1_000));
        for text in [
            "title: Rain\n---\n",
            "---\ntitle: Rain\nIt rained.\n",
            "---\ntitle: Rain\n---",
            "---\n---\nWet.",
            "---\nnote: Rain\n---\nWet.",
            "---\ntext: Rain\n---\nWet.",
            "---\nid: rain\n---\nWet.",
            "---\ntitle: Rain\ntags:\n  - wet\n---\nWet.",
            "---\ntitle: |\n  Rain\n---\nWet.",
            "---\ntitle: Rain\n# remark\n---\nWet.",
            "---\ntitle:Rain\n---\nWet.",
            "---\n\ntitle: Rain\n---\nWet.",
            " ---\ntitle: Rain\n---\nWet.",
            &long,
            &many,
        ] {
            assert!(split(text).is_none(), "{}", until(text, 40.min(text.len())));
        }
    }

    proptest! {
        #[test]
        fn the_text_is_what_follows_the_second_fence(
            values in proptest::collection::vec("[^\r\n]{0,20}", 0..6),
            body in "\\PC{0,20}",
        ) {
            let head: String = values.iter().flat_map(|v| ["title: ", v, "\n"]).collect();
            let text = format!("---\n{head}---\n{body}");
            if let Some((_, start)) = split(&text) {
                prop_assert_eq!(from(&text, start), &body);
            }
        }

        #[test]
        fn any_text_is_read(text in "(---\n)?([a-z]{0,5}: ?\\PC{0,5}\n|---\r?\n|\\PC{0,3}){0,8}") {
            let _ = split(&text);
        }
    }
}
