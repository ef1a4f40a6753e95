//! Reads a line of suggestions, a record, or an article of an export.

use std::io;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::stream;
use crate::annotation::wire::{self, Coordinates, Misplaced};
use crate::annotation::{Annotations, Items, Ordered, Status, Timestamp, Verdict};
use crate::interchange::Fault;
use crate::interchange::draft::Draft;
use crate::interchange::reader::{Source, Take};
use crate::span::Span;

/// One article's annotations as a file holds them.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The article's id.
    pub id: String,
    /// Whose annotations they are, in a record.
    pub annotator: Option<String>,
    /// The text, where the file holds it.
    pub text: Option<String>,
    /// The SHA-256 of the text, in a record.
    pub sha256: Option<String>,
    /// The length of the text in code points, in a record.
    pub length: Option<u64>,
    /// Everything, as read.
    pub(super) fields: Map<String, Value>,
}

/// Reads lines of suggestions, records, or an export.
///
/// # Errors
/// When the file cannot be read.
pub fn read(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    stream(&mut source.input, |line, value| {
        let value = value.map_err(|reason| Fault::new("", reason));
        take(line, value.and_then(Item::new).map(Item::draft))
    })
}

impl Item {
    /// The item as one of any format; what it says stays as the file has it.
    fn draft(self) -> Draft {
        Draft {
            id: self.id.clone(),
            text: self.text.clone(),
            sha256: self.sha256.clone(),
            annotator: self.annotator.clone(),
            record: Some(Box::new(self)),
            ..Draft::default()
        }
    }

    /// Takes what names the article.
    ///
    /// # Errors
    /// [`Fault`] when it is no object, or has no id.
    pub fn new(value: Value) -> Result<Self, Fault> {
        let Value::Object(mut fields) = value else {
            return Err(Fault::new("", "is no object with an id and entities"));
        };
        let text = match fields.remove("text") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text),
            Some(_) => return Err(Fault::new("text", "is no string")),
        };
        // Only a record keeps what is known about its article apart.
        let article = fields.get("article").and_then(Value::as_object);
        let (about, field) = match article {
            Some(article) => (article, "article.id"),
            None => (&fields, "id"),
        };
        let id = match about.get("id") {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            Some(_) => return Err(Fault::new(field, "is no string")),
            None => return Err(Fault::new(field, "is missing")),
        };
        let string = |fields: &Map<String, Value>, name: &str| {
            fields.get(name).and_then(Value::as_str).map(str::to_owned)
        };
        Ok(Self {
            id,
            annotator: string(&fields, "annotator"),
            sha256: article.and_then(|article| string(article, "sha256")),
            length: article.and_then(|article| article.get("length")?.as_u64()),
            text,
            fields,
        })
    }

    /// Holds that the offsets count code points, as far as the file says what they count.
    ///
    /// # Errors
    /// Where they count something else.
    pub fn unit(&self) -> Result<(), Fault> {
        match self.fields.get("offsets") {
            None | Some(Value::Null) => Ok(()),
            Some(Value::String(unit)) if unit == "codepoint" => Ok(()),
            Some(other) => {
                let reason = format!("is {other}; only \"codepoint\" is known");
                Err(Fault::new("offsets", reason))
            }
        }
    }

    /// The items, laid over `at`'s text, in the order of the file.
    ///
    /// What does not fit the text is left out, and told. An entity, quote or date without an id
    /// gets the one that this program would make.
    pub fn annotations(&self, at: Coordinates) -> (Annotations, Vec<Fault>) {
        let (annotations, faults) = self.annotations_where_silent(at, Verdict::Unreviewed);
        let annotations = Annotations {
            tags: Vec::new(),
            note: None,
            updated: None,
            ..annotations
        };
        (annotations, faults)
    }

    /// The annotations, with a verdict for the items of which the file tells none.
    pub(in crate::interchange) fn annotations_where_silent(
        &self,
        at: Coordinates,
        verdict: Verdict,
    ) -> (Annotations, Vec<Fault>) {
        let mut faults = Vec::new();
        let model: Arc<str> = match self.fields.get("model") {
            Some(Value::String(model)) => model.as_str().into(),
            _ => Arc::default(),
        };
        let mut annotations = Annotations {
            status: self.field("status", &mut faults).unwrap_or(Status::New),
            tags: self.field("tags", &mut faults).unwrap_or_default(),
            note: self.field("note", &mut faults),
            updated: self.updated(&mut faults),
            entities: self.list("entities", verdict, &mut faults, |json| {
                let mut entity = at.read_entity(json)?;
                let label = entity.label.as_str();
                right(label.trim().is_empty(), "label", || "is empty".to_owned())?;
                covers(&[entity.span], "end")?;
                let told = rescored(&mut entity.score);
                Ok((entity, told))
            }),
            quotes: self.list("quotes", verdict, &mut faults, |json| {
                let mut quote = at.read_quote(json)?;
                covers(&quote.said.content, "content")?;
                let told = rescored(&mut quote.score);
                Ok((quote, told))
            }),
            dates: self.list("dates", verdict, &mut faults, |json| {
                let date = at.read_date(json)?;
                covers(&[date.span], "end")?;
                Ok((date, None))
            }),
            clusters: self.list("clusters", verdict, &mut faults, |json| {
                Ok((wire::read_cluster(json)?, None))
            }),
            model,
            ..Annotations::default()
        };
        let origin = &annotations.model;
        let reviews = annotations.entities.iter_mut().map(|e| &mut e.review);
        let reviews = reviews.chain(annotations.quotes.iter_mut().map(|q| &mut q.review));
        let reviews = reviews.chain(annotations.dates.iter_mut().map(|d| &mut d.review));
        let reviews = reviews.chain(annotations.clusters.iter_mut().map(|c| &mut c.review));
        for review in reviews.filter(|review| review.origin.is_empty()) {
            review.origin = Arc::clone(origin);
        }
        (annotations, faults)
    }

    fn field<T: DeserializeOwned>(&self, name: &str, faults: &mut Vec<Fault>) -> Option<T> {
        let value = self.fields.get(name).filter(|value| !value.is_null())?;
        T::deserialize(value)
            .map_err(|error| faults.push(Fault::new(name, error.to_string())))
            .ok()
    }

    fn updated(&self, faults: &mut Vec<Fault>) -> Option<Timestamp> {
        let time = self.fields.get("updated")?.as_str()?;
        let read = wire::timestamp(Some(time));
        read.unwrap_or_else(|wrong| {
            faults.push(Fault::new(wrong.field, wrong.reason));
            None
        })
    }

    /// The items of a list that can be read; the others are faults, and so is what of an item was left out.
    fn list<J: DeserializeOwned, T: Ordered>(
        &self,
        name: &str,
        verdict: Verdict,
        faults: &mut Vec<Fault>,
        read: impl Fn(J) -> Result<(T, Option<Misplaced>), Misplaced>,
    ) -> Items<T> {
        let values = match self.fields.get(name) {
            None | Some(Value::Null) => return Items::default(),
            Some(Value::Array(values)) => values,
            Some(_) => {
                faults.push(Fault::new(name, "is no list"));
                return Items::default();
            }
        };
        let mut items = Items::default();
        for (i, value) in values.iter().enumerate() {
            let field = format!("{name}[{i}]");
            match J::deserialize(completed(name, value, verdict)) {
                Err(error) => faults.push(Fault::new(field, plain(&error.to_string()))),
                Ok(json) => {
                    let told = match read(json) {
                        Err(error) => Some(error),
                        Ok((item, told)) => {
                            items.push(item);
                            told
                        }
                    };
                    faults.extend(told.map(|told| {
                        let field = format!("{field}.{}", told.field);
                        Fault::new(field, told.reason)
                    }));
                }
            }
        }
        items
    }
}

/// Nothing, or what is wrong with a field.
fn right(is_wrong: bool, field: &str, reason: impl Fn() -> String) -> Result<(), Misplaced> {
    if !is_wrong {
        return Ok(());
    }
    Err(Misplaced {
        field: field.to_owned(),
        reason: reason(),
    })
}

fn covers(spans: &[Span], field: &str) -> Result<(), Misplaced> {
    let is_empty = spans.iter().any(|span| span.start >= span.end);
    right(is_empty, field, || "covers nothing".to_owned())
}

/// So much more than 1 comes of adding numbers up.
const ROUNDED: f32 = 1e-5;

/// Takes a score away that is none, and says so: the item is what it is without it.
fn rescored(score: &mut Option<f32>) -> Option<Misplaced> {
    let told = (*score)?;
    *score = Some(told.min(1.0)).filter(|_| (0.0..=1.0 + ROUNDED).contains(&told));
    score.is_none().then(|| Misplaced {
        field: "score".to_owned(),
        reason: format!("{told} is not between 0 and 1"),
    })
}

/// What the parser says of a value, in words for people.
fn plain(told: &str) -> String {
    let words = [
        ("expected usize", "expected a number from 0"),
        ("expected struct EntityJson", "expected an object"),
        ("expected struct QuoteJson", "expected an object"),
        ("expected struct DateJson", "expected an object"),
        ("expected struct ClusterJson", "expected an object"),
        ("expected struct Piece", "expected an object"),
        ("expected a sequence", "expected a list"),
    ];
    let mut told = told.to_owned();
    for (theirs, ours) in words {
        told = told.replace(theirs, ours);
    }
    told
}

/// The item with the id that this program would make for it, where it has none, and with a verdict.
fn completed(list: &str, value: &Value, verdict: Verdict) -> Value {
    let mut value = value.clone();
    if let Some(fields) = value.as_object_mut()
        && !fields.contains_key("verdict")
    {
        fields.insert("verdict".to_owned(), verdict.as_str().into());
    }
    if let Some(fields) = value.as_object_mut()
        && !fields.contains_key("id")
        && let Some(id) = usual_id(list, fields)
    {
        fields.insert("id".to_owned(), id.into());
    }
    value
}

fn usual_id(list: &str, fields: &Map<String, Value>) -> Option<String> {
    let at = |fields: &Map<String, Value>, name: &str| fields.get(name)?.as_u64();
    if list == "quotes" {
        let content = fields.get("content")?.as_array()?;
        let start = at(content.first()?.as_object()?, "start")?;
        let end = at(content.last()?.as_object()?, "end")?;
        return Some(format!("q{start}-{end}"));
    }
    let (start, end) = (at(fields, "start")?, at(fields, "end")?);
    Some(match fields.get("label").and_then(Value::as_str) {
        Some(label) => format!("e{start}-{end}-{label}"),
        None => format!("d{start}-{end}"),
    })
}
