//! Which of a record's many names hold the text, the title, the date and the like.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::{ReadOptions, date};
use crate::article::{Head, Located};

/// A field that dateline knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The article's own name.
    Id,
    /// The web address.
    Url,
    /// The body.
    Text,
    /// The headline.
    Title,
    /// The day of publication.
    Date,
    /// The agency, newspaper or site.
    Source,
    /// Who wrote it.
    Byline,
    /// Who edited it.
    Editor,
    /// The dateline's place.
    Place,
    /// The language.
    Language,
}

impl Field {
    /// Every field, in the order of records.
    pub const ALL: [Self; 10] = [
        Self::Id,
        Self::Url,
        Self::Text,
        Self::Title,
        Self::Date,
        Self::Source,
        Self::Byline,
        Self::Editor,
        Self::Place,
        Self::Language,
    ];

    /// The field of this name, as `--map` takes it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }

    /// The name in records and for `--map`.
    pub fn name(self) -> &'static str {
        self.aliases().first().copied().unwrap_or_default()
    }

    /// The names under which crawlers, agencies and annotation tools write the field, best first,
    /// lower-cased and without `_` and `-`.
    pub fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["id"],
            Self::Url => &[
                "url",
                "link",
                "canonicalurl",
                "articleurl",
                "weburl",
                "permalink",
                "canonicallink",
            ],
            Self::Text => &[
                "text",
                "body",
                "content",
                "maintext",
                "article",
                "articlebody",
                "fulltext",
                "bodytext",
                "story",
                "contenttext",
                "data",
            ],
            Self::Title => &["title", "headline", "heading"],
            Self::Date => &[
                "date",
                "published",
                "datepublish",
                "publishedat",
                "publishdate",
                "publisheddate",
                "datepublished",
                "pubdate",
                "publicationdate",
                "publishedon",
                "publicationtime",
                "publishtime",
                "datetime",
                "timestamp",
                "createdat",
                "created",
            ],
            Self::Source => &[
                "source",
                "sitename",
                "publisher",
                "sourcename",
                "newspaper",
                "outlet",
                "agency",
                "publication",
                "sourcedomain",
                "sourcehostname",
                "hostname",
                "domain",
                "metasitename",
            ],
            Self::Byline => &["byline", "author", "authors", "creator", "writer"],
            Self::Editor => &["editor", "editors"],
            Self::Place => &["place"],
            Self::Language => &["language", "lang", "metalang"],
        }
    }

    /// The field that a record's name stands for, and its rank among the field's names.
    pub fn of_name(name: &str) -> Option<(Self, usize)> {
        /// No alias is longer than this many bytes.
        const LONGEST: usize = 16;
        static ALIASES: LazyLock<HashMap<&'static [u8], (Field, usize)>> = LazyLock::new(|| {
            let all = Field::ALL.into_iter().flat_map(|field| {
                let ranked = field.aliases().iter().enumerate();
                ranked.map(move |(rank, alias)| (alias.as_bytes(), (field, rank)))
            });
            all.collect()
        });
        let mut key = [0u8; LONGEST];
        let mut length = 0;
        for byte in name.bytes().filter(|b| !matches!(b, b'_' | b'-')) {
            *key.get_mut(length)? = byte.to_ascii_lowercase();
            length += 1;
        }
        ALIASES.get(key.get(..length)?).copied()
    }
}

/// Objects inside a record in which tools keep what belongs to the article.
pub(super) const INNER: &[&str] = &["meta", "metadata", "data"];

/// The known fields of a record, taken out of it; what is left is its metadata.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub id: Option<String>,
    pub url: Option<String>,
    pub text: Option<String>,
    pub title: Option<String>,
    pub date: Option<NaiveDate>,
    pub source: Option<String>,
    pub byline: Option<String>,
    pub editor: Option<String>,
    pub place: Option<String>,
    pub language: Option<String>,
}

/// Takes the known fields out of `record`: what `--map` names first, then the usual names, then the
/// same names in `meta`, `metadata` and `data`. Empty values and null count as absent.
pub(super) fn take(record: &mut Map<String, Value>, options: &ReadOptions) -> Fields {
    let mut names: Vec<(Field, usize, String)> = record
        .keys()
        .filter_map(|k| Field::of_name(k).map(|(f, rank)| (f, rank, k.clone())))
        .collect();
    names.sort_by_key(|(_, rank, _)| *rank);
    let mut fields = Fields::default();
    for field in Field::ALL {
        if let Some(value) = mapped(record, options, field) {
            fields.set(field, value);
        }
    }
    for (field, _, name) in &names {
        let Some(value) = record.get(name).and_then(|v| plain(v, *field)) else {
            continue;
        };
        if fields.has(*field) {
            continue;
        }
        if *field == Field::Source && is_web_address(&value) {
            // trafilatura writes the page's address as its source.
            if fields.url.is_none() {
                fields.url = Some(value);
                record.shift_remove(name);
            }
            continue;
        }
        let whole = *field != Field::Date || value.len() <= 10;
        fields.set(*field, value);
        // The time of day and what is no date stay readable among the metadata.
        if whole && fields.has(*field) {
            record.shift_remove(name);
        }
    }
    for inner in INNER {
        let Some(object) = record.get(*inner).and_then(Value::as_object) else {
            continue;
        };
        let mut found: Vec<(Field, usize, &Value)> = object
            .iter()
            .filter_map(|(k, v)| Field::of_name(k).map(|(f, rank)| (f, rank, v)))
            .collect();
        found.sort_by_key(|(_, rank, _)| *rank);
        for (field, _, value) in found {
            if !fields.has(field)
                && let Some(value) = plain(value, field)
            {
                fields.set(field, value);
            }
        }
    }
    fields
}

impl Fields {
    /// All but id and text, as they stand beside a text.
    pub fn into_head(self) -> Head {
        Head {
            title: self.title.map(Located::beside),
            date: self.date.map(Located::beside),
            source: self.source.map(Located::beside),
            place: self.place.map(Located::beside),
            byline: self.byline.map(Located::beside),
            editor: self.editor.map(Located::beside),
            url: self.url,
            language: self.language,
            ..Head::default()
        }
    }

    fn has(&self, field: Field) -> bool {
        match field {
            Field::Id => self.id.is_some(),
            Field::Url => self.url.is_some(),
            Field::Text => self.text.is_some(),
            Field::Title => self.title.is_some(),
            Field::Date => self.date.is_some(),
            Field::Source => self.source.is_some(),
            Field::Byline => self.byline.is_some(),
            Field::Editor => self.editor.is_some(),
            Field::Place => self.place.is_some(),
            Field::Language => self.language.is_some(),
        }
    }

    /// Takes a value; what is no date leaves the date as it is.
    pub fn set(&mut self, field: Field, value: String) {
        let place = match field {
            Field::Date => {
                self.date = date::day(&value).or(self.date);
                return;
            }
            Field::Id => &mut self.id,
            Field::Url => &mut self.url,
            Field::Text => &mut self.text,
            Field::Title => &mut self.title,
            Field::Source => &mut self.source,
            Field::Byline => &mut self.byline,
            Field::Editor => &mut self.editor,
            Field::Place => &mut self.place,
            Field::Language => &mut self.language,
        };
        *place = Some(value);
    }
}

/// What `--map` says of a field, taken out of the record where it stands at its top.
fn mapped(record: &mut Map<String, Value>, options: &ReadOptions, field: Field) -> Option<String> {
    for (_, name) in options.map.iter().filter(|(f, _)| *f == field) {
        if let Some(value) = record.get(name).and_then(|v| plain(v, field)) {
            record.shift_remove(name);
            return Some(value);
        }
        let mut parts = name.split('.');
        let first = parts.next().and_then(|p| record.get(p));
        let inner = parts.try_fold(first?, |value, part| value.get(part));
        if let Some(value) = inner.and_then(|v| plain(v, field)) {
            return Some(value);
        }
    }
    None
}

/// A value as text: strings as they are, numbers written out, lists joined, objects by the member
/// that names them. Empty ones are none.
fn plain(value: &Value, field: Field) -> Option<String> {
    /// Members under which tools hide a plain value.
    const MEMBERS: &[&str] = &[
        "name", "value", "text", "rendered", "#text", "$oid", "$date",
    ];
    match value {
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) if field == Field::Text => Some(text.clone()),
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(match number.as_f64() {
            // Epoch seconds with a fraction.
            Some(seconds) if field == Field::Date && !number.is_i64() => {
                format!("{}", seconds as i64)
            }
            _ => number.to_string(),
        }),
        Value::Array(items) => {
            let separator = if field == Field::Text { "\n\n" } else { ", " };
            let parts: Vec<String> = items
                .iter()
                .filter(|item| !item.is_array())
                .filter_map(|item| plain(item, field))
                .collect();
            (!parts.is_empty()).then(|| parts.join(separator))
        }
        Value::Object(members) => MEMBERS.iter().find_map(|name| match members.get(*name)? {
            inner @ (Value::String(_) | Value::Number(_)) => plain(inner, field),
            _ => None,
        }),
        Value::Null | Value::Bool(_) => None,
    }
}

pub(super) fn is_web_address(value: &str) -> bool {
    value.starts_with("http://") || value.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_is_found_and_names_one_field() {
        for field in Field::ALL {
            assert_eq!(Field::named(field.name()), Some(field));
            for (rank, alias) in field.aliases().iter().enumerate() {
                assert_eq!(Field::of_name(alias), Some((field, rank)), "{alias}");
            }
        }
        assert_eq!(
            Field::of_name("Published_At").map(|f| f.0),
            Some(Field::Date)
        );
        assert_eq!(
            Field::of_name("source-hostname").map(|f| f.0),
            Some(Field::Source)
        );
        assert_eq!(Field::of_name("spans"), None);
        assert_eq!(Field::of_name("a_very_long_name_that_is_no_field"), None);
    }
}
