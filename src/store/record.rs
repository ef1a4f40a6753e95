//! The file of one article's annotations.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::annotation::anchor::{Unplaced, note_repeated};
use crate::annotation::wire::{
    Coordinates, Misplaced, RecordedCluster, RecordedDate, RecordedEntity, RecordedQuote,
    read_cluster, timestamp,
};
use crate::annotation::{Annotations, Items, Ordered, Status};
use crate::article::Article;
use crate::span::OffsetIndex;

/// What stands in a record's `format`.
pub const FORMAT: &str = "dateline-record";
/// The version of records that this program writes, and the highest that it reads.
pub const VERSION: u64 = 1;

/// One analyst's annotations of one article, as the file holds them; the text is not among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Always `dateline-record`.
    pub format: String,
    /// The version of this format: 1.
    pub version: u64,
    /// Whose annotations these are.
    pub annotator: String,
    /// Up to where the journal is contained in this record.
    #[serde(default)]
    pub journal: Option<JournalMark>,
    /// Which article this is.
    pub article: ArticleJson,
    /// How far the work on it is.
    #[serde(default)]
    pub status: Status,
    /// Free tags of the article.
    #[serde(default)]
    pub tags: Vec<String>,
    /// A free note on the article.
    #[serde(default)]
    pub note: Option<String>,
    /// When anything was last decided (RFC 3339).
    #[serde(default)]
    pub updated: Option<String>,
    /// How many spans are decided, for lists; worked out again at each writing.
    #[serde(default)]
    pub counts: Option<Counts>,
    /// The model whose suggestions these are, and its version.
    #[serde(default)]
    pub model: String,
    /// The unit of all offsets: always `codepoint`.
    #[serde(default = "codepoint")]
    pub offsets: String,
    /// Names.
    #[serde(default)]
    pub entities: Vec<RecordedEntity>,
    /// People and things that the names name.
    #[serde(default)]
    pub clusters: Vec<RecordedCluster>,
    /// What is said, by whom.
    #[serde(default)]
    pub quotes: Vec<RecordedQuote>,
    /// Expressions of time.
    #[serde(default)]
    pub dates: Vec<RecordedDate>,
    /// Decided items that stand nowhere for certain since the article's text changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unplaced: Vec<Unplaced>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A place in a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JournalMark {
    /// The journal's id.
    pub id: String,
    /// The highest `seq` that is contained.
    pub seq: u64,
    /// What is contained of other journals, of other machines as a rule: the highest `seq` of each,
    /// by its id. None where an earlier version wrote this, which did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others: Option<BTreeMap<String, u64>>,
}

impl JournalMark {
    /// The highest `seq` of a journal that is contained; none where that is not known. 0 stands for
    /// nothing of it.
    pub(super) fn of(&self, journal: &str) -> Option<u64> {
        if self.id == journal {
            return Some(self.seq);
        }
        let others = self.others.as_ref()?;
        Some(others.get(journal).copied().unwrap_or_default())
    }

    /// What is contained of each journal.
    pub(super) fn all(self) -> BTreeMap<String, u64> {
        let mut all = self.others.unwrap_or_default();
        all.insert(self.id, self.seq);
        all
    }
}

/// An id that an article had before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Former {
    /// The id: a record of this id was this one.
    pub id: String,
    /// How much of the journal that record held: these lines stand under this id there.
    #[serde(default)]
    pub journal: Option<JournalMark>,
}

/// What a record knows about its article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArticleJson {
    /// Its id inside the opened path.
    pub id: String,
    /// The ids that it had before, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<Former>,
    /// The headline.
    #[serde(default)]
    pub title: Option<String>,
    /// The day of publication (`2021-05-01`).
    #[serde(default)]
    pub date: Option<String>,
    /// The agency, newspaper or site.
    #[serde(default)]
    pub source: Option<String>,
    /// The dateline's place.
    #[serde(default)]
    pub place: Option<String>,
    /// Who wrote it.
    #[serde(default)]
    pub byline: Option<String>,
    /// Who edited it.
    #[serde(default)]
    pub editor: Option<String>,
    /// The language (a BCP 47 tag).
    #[serde(default)]
    pub language: Option<String>,
    /// Where it was published.
    #[serde(default)]
    pub url: Option<String>,
    /// The SHA-256 of the text's UTF-8, as 64 hex digits.
    #[serde(default)]
    pub sha256: String,
    /// The text's length in code points.
    #[serde(default)]
    pub length: usize,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How many spans of an article are decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// With any verdict.
    pub decided: usize,
    /// With none.
    pub undecided: usize,
    /// Decided ones that stand nowhere for certain since the text changed.
    #[serde(default, skip_serializing_if = "is_none")]
    pub unplaced: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Counts {
    /// Counts what [`Annotations::items`] lists.
    pub fn of(annotations: &Annotations) -> Self {
        let undecided = annotations.undecided();
        Self {
            decided: annotations.items().len().saturating_sub(undecided),
            undecided,
            unplaced: annotations.unplaced.len(),
        }
    }
}

fn codepoint() -> String {
    "codepoint".to_owned()
}

/// The JSON Schema of records.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Record)
}

/// Reads a file that is one JSON value.
pub(super) fn read_json<T: DeserializeOwned>(json: &str) -> Result<T, BadRecord> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let field = match error.path().to_string() {
            // Where the whole is no JSON.
            root if root == "." => "the record".to_owned(),
            field => field,
        };
        let inner = error.into_inner();
        BadRecord {
            line: inner.line(),
            field,
            reason: inner.to_string(),
        }
    })?;
    reader.end().map_err(|error| BadRecord {
        line: 0,
        field: "after the record".to_owned(),
        reason: error.to_string(),
    })?;
    Ok(value)
}

/// A field of a record is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct BadRecord {
    /// The line of the file, from 1; 0 where the fault is in no one line.
    pub line: usize,
    /// The field, as a path (`entities[3].start`).
    pub field: String,
    /// What is wrong.
    pub reason: String,
}

impl BadRecord {
    fn in_item(list: &str, index: usize, id: &str, fault: &Misplaced) -> Self {
        Self {
            line: 0,
            field: format!("{list}[{index}] ({id}).{}", fault.field),
            reason: fault.reason.clone(),
        }
    }
}

impl Record {
    /// The record of an article's annotations.
    pub fn new(
        article: &Article,
        index: &OffsetIndex,
        annotations: &Annotations,
        annotator: &str,
        journal: Option<JournalMark>,
    ) -> Self {
        let at = Coordinates {
            text: &article.text,
            index,
        };
        let clusters = &annotations.clusters;
        let mut record = Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            annotator: annotator.to_owned(),
            journal,
            article: ArticleJson::new(article, index),
            status: annotations.status,
            tags: annotations.tags.clone(),
            note: annotations.note.clone(),
            updated: annotations.updated.map(|time| time.to_string()),
            counts: Some(Counts::of(annotations)),
            model: annotations.model.to_string(),
            offsets: codepoint(),
            entities: annotations.entities.iter().map(|e| at.entity(e)).collect(),
            clusters: clusters.iter().map(|c| at.cluster(c)).collect(),
            quotes: annotations
                .quotes
                .iter()
                .map(|q| at.quote(q, clusters))
                .collect(),
            dates: annotations.dates.iter().map(|d| at.date(d)).collect(),
            unplaced: annotations.unplaced.clone(),
            extra: annotations.extra.clone(),
        };
        note_repeated(
            &mut record.entities,
            &mut record.quotes,
            &mut record.dates,
            &article.text,
        );
        record
    }

    /// Reads a record from its JSON.
    ///
    /// # Errors
    /// The first field that is missing or of another kind than it should be. Of a version that
    /// this program does not know only `version` is blamed.
    pub fn from_json(json: &str) -> Result<Self, BadRecord> {
        let record: Self = read_json(json)?;
        let wrong = |field: &str, reason: String| BadRecord {
            line: 0,
            field: field.to_owned(),
            reason,
        };
        if record.format != FORMAT {
            let reason = format!("{:?} is no {FORMAT:?}", record.format);
            return Err(wrong("format", reason));
        }
        if record.version > VERSION {
            let reason = format!(
                "{} is newer than this program knows ({VERSION})",
                record.version
            );
            return Err(wrong("version", reason));
        }
        if record.offsets != "codepoint" {
            let reason = format!("{:?} is not \"codepoint\"", record.offsets);
            return Err(wrong("offsets", reason));
        }
        Ok(record)
    }

    /// The record as its file holds it: indented, with a final newline.
    ///
    /// # Errors
    /// Never for what this program makes: all keys are strings and all numbers finite.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        Ok(json)
    }

    /// The annotations that the record holds, placed in the text that they were made on.
    ///
    /// # Errors
    /// The first item that does not cover its words, or a time that is none.
    pub fn into_annotations(
        self,
        text: &str,
        index: &OffsetIndex,
    ) -> Result<Annotations, BadRecord> {
        let at = Coordinates { text, index };
        let updated = timestamp(self.updated.as_deref()).map_err(|fault| BadRecord {
            line: 0,
            field: fault.field,
            reason: fault.reason,
        })?;
        let mut annotations = Annotations {
            status: self.status,
            tags: self.tags,
            note: self.note,
            updated,
            model: Arc::from(self.model),
            entities: each("entities", self.entities, |e| &e.id, |e| at.read_entity(e))?,
            quotes: each("quotes", self.quotes, |q| &q.id, |q| at.read_quote(q))?,
            dates: each("dates", self.dates, |d| &d.id, |d| at.read_date(d))?,
            clusters: each("clusters", self.clusters, |c| &c.id, read_cluster)?,
            extra: self.extra,
            unplaced: self.unplaced,
        };
        share_origins(&mut annotations);
        annotations.sort();
        Ok(annotations)
    }
}

fn each<J: Clone, T: Ordered>(
    list: &str,
    items: Vec<J>,
    id: impl Fn(&J) -> &String,
    read: impl Fn(J) -> Result<T, Misplaced>,
) -> Result<Items<T>, BadRecord> {
    items
        .into_iter()
        .enumerate()
        .map(|(index, item)| {
            let name = id(&item).clone();
            read(item).map_err(|fault| BadRecord::in_item(list, index, &name, &fault))
        })
        .collect()
}

/// Lets the items of one origin share its text.
fn share_origins(annotations: &mut Annotations) {
    let mut last = Arc::clone(&annotations.model);
    let reviews = annotations
        .entities
        .iter_mut()
        .map(|e| &mut e.review)
        .chain(annotations.quotes.iter_mut().map(|q| &mut q.review))
        .chain(annotations.dates.iter_mut().map(|d| &mut d.review))
        .chain(annotations.clusters.iter_mut().map(|c| &mut c.review));
    for review in reviews {
        if review.origin == last {
            review.origin = Arc::clone(&last);
        } else {
            last = Arc::clone(&review.origin);
        }
    }
}

impl ArticleJson {
    fn new(article: &Article, index: &OffsetIndex) -> Self {
        let head = &article.head;
        let value = |field: &Option<crate::article::Located<String>>| {
            field.as_ref().map(|located| located.value.clone())
        };
        Self {
            id: article.id.to_string(),
            formerly: Vec::new(),
            title: value(&head.title),
            date: head.day().map(|day| day.to_string()),
            source: value(&head.source),
            place: value(&head.place),
            byline: value(&head.byline),
            editor: value(&head.editor),
            language: head.language.clone(),
            url: head.url.clone(),
            sha256: article.sha256(),
            length: index.code_points(),
            extra: Map::new(),
        }
    }
}

#[cfg(test)]
mod tests;
