//! An article of a page, tag by tag, and what does not hold in it.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::escape::REPLACEMENT;
use super::token::{Attributes, Token};
use crate::annotation::Verdict;
use crate::article::hex_sha256;
use crate::extract::{Label, QuoteKind};
use crate::interchange::draft::{
    Draft, DraftCluster, DraftDate, DraftEntity, DraftQuote, DraftReview, DraftSpan,
};
use crate::interchange::{Fault, Unit};
use crate::text::count::counted;

/// Elements that lie deeper are none of a page's.
const DEEPEST: usize = 64;

/// What a mark is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Quote,
    Speaker,
    Cue,
    Entity,
    Date,
}

/// A run of the text that is marked, maybe by several elements.
#[derive(Debug)]
struct Mark {
    kind: Kind,
    id: String,
    start: usize,
    end: usize,
    /// The words inside the elements.
    words: String,
    /// Where in the text the first element begins and the last ends, in code points.
    place: (usize, usize),
    /// Whether its elements join without a gap.
    is_whole: bool,
    line: u64,
    label: Option<String>,
    row: Option<usize>,
    value: Option<String>,
    review: DraftReview,
}

/// What the remarks and names belong to that are being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Article,
    Row(usize),
    Quote(usize),
    Mark(usize),
}

/// What to do when an element ends.
#[derive(Debug)]
enum Ending {
    Nothing,
    /// The text is whole.
    Text,
    /// A mark's element ends.
    Mark(usize),
    /// Remarks belong to this again.
    Owner(Owner),
    /// A field is whole.
    Field,
}

#[derive(Debug)]
struct Row {
    id: Option<String>,
    number: usize,
    label: Option<String>,
    name: Option<String>,
    aliases: Vec<String>,
    key: Option<String>,
    review: DraftReview,
}

/// A field's name and what was read of it.
type Field = (String, String);

/// An article that is being read.
#[derive(Debug)]
pub(super) struct Reading {
    line: u64,
    draft: Draft,
    /// The elements that are open.
    open: Vec<(String, Ending)>,
    in_text: bool,
    /// The text's length so far, in code points.
    point: usize,
    marks: Vec<Mark>,
    known: HashMap<(Kind, String, usize, usize), usize>,
    rows: Vec<Row>,
    quotes: Vec<(DraftQuote, Option<usize>)>,
    /// The remarks on names and dates: of which id.
    remarks: Vec<(String, DraftReview)>,
    owner: Owner,
    field: Option<Field>,
    length: Option<usize>,
    sha256: Option<String>,
    faults: Vec<(u64, Fault)>,
}

impl Reading {
    /// An article that begins on this line.
    pub(super) fn new(line: u64) -> Self {
        Self {
            line,
            draft: Draft {
                unit: Some(Unit::CodePoint),
                tells_clusters: true,
                ..Draft::default()
            },
            open: Vec::new(),
            in_text: false,
            point: 0,
            marks: Vec::new(),
            known: HashMap::new(),
            rows: Vec::new(),
            quotes: Vec::new(),
            remarks: Vec::new(),
            owner: Owner::Article,
            field: None,
            length: None,
            sha256: None,
            faults: Vec::new(),
        }
    }

    /// The line that is being read.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Whether an element has not ended.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Takes the next tag, or the words between two.
    ///
    /// # Errors
    /// [`Fault`] where the article cannot be read on.
    pub(super) fn take(&mut self, token: Token<'_>) -> Result<(), Fault> {
        match token {
            Token::Text(words) => self.words(&words),
            Token::Open(name, attributes) => {
                if self.open.len() == DEEPEST {
                    return Err(Fault::new("article", "its elements lie too deep"));
                }
                let ending = self.begin(name, &attributes)?;
                self.open.push((name.to_owned(), ending));
            }
            Token::Close(name) => match self.open.pop() {
                Some((open, ending)) if open == name => self.end(&ending),
                _ => {
                    let reason = format!("</{name}> ends what did not begin");
                    return Err(Fault::new("article", reason));
                }
            },
        }
        Ok(())
    }

    fn words(&mut self, words: &str) {
        self.line += words.bytes().filter(|b| *b == b'\n').count() as u64;
        if let Some((_, value)) = &mut self.field {
            value.push_str(words);
        }
        for (_, ending) in &self.open {
            if let Ending::Mark(at) = ending
                && let Some(mark) = self.marks.get_mut(*at)
            {
                mark.words.push_str(words);
            }
        }
        if self.in_text {
            self.draft
                .text
                .get_or_insert_with(String::new)
                .push_str(words);
            self.point += words.chars().count();
        }
    }

    fn begin(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<Ending, Fault> {
        if let Some(field) = attributes.get("data-field") {
            self.field = Some((field.to_owned(), String::new()));
            return Ok(Ending::Field);
        }
        let owner = match name {
            "article" => {
                self.article(attributes);
                return Ok(Ending::Nothing);
            }
            "div" if attributes.has_class("text") => {
                self.in_text = true;
                self.draft.text = Some(String::new());
                return Ok(Ending::Text);
            }
            "mark" => return self.mark(attributes).map(Ending::Mark),
            "tr" => match attributes.get("id") {
                Some(id) => self.row(id, attributes),
                None => return Ok(Ending::Nothing),
            },
            "li" if attributes.get("data-id").is_some() => self.quote(attributes),
            "li" => match attributes.get("data-of") {
                Some(id) => {
                    self.remarks.push((id.to_owned(), DraftReview::default()));
                    Owner::Mark(self.remarks.len() - 1)
                }
                None => return Ok(Ending::Nothing),
            },
            _ => return Ok(Ending::Nothing),
        };
        Ok(Ending::Owner(std::mem::replace(&mut self.owner, owner)))
    }

    fn end(&mut self, ending: &Ending) {
        match *ending {
            Ending::Nothing => {}
            Ending::Text => self.in_text = false,
            Ending::Mark(at) => {
                if let Some(mark) = self.marks.get_mut(at) {
                    mark.place.1 = self.point;
                }
            }
            Ending::Owner(owner) => self.owner = owner,
            Ending::Field => {
                if let Some((name, value)) = self.field.take() {
                    self.field(name, value);
                }
            }
        }
    }

    fn article(&mut self, attributes: &Attributes<'_>) {
        self.draft.id = attributes.owned("data-id").unwrap_or_default();
        self.draft.annotator = attributes.owned("data-annotator");
        self.draft.status = attributes.get("data-status").and_then(known);
        self.length = attributes.number("data-length");
        self.sha256 = attributes.owned("data-sha256");
    }

    /// The mark of an element, new or going on.
    fn mark(&mut self, attributes: &Attributes<'_>) -> Result<usize, Fault> {
        let kinds = [
            ("q", Kind::Quote),
            ("w", Kind::Speaker),
            ("c", Kind::Cue),
            ("e", Kind::Entity),
            ("d", Kind::Date),
        ];
        let kind = kinds
            .into_iter()
            .find(|(class, _)| attributes.has_class(class));
        let range = attributes
            .number("data-start")
            .zip(attributes.number("data-end"));
        let (Some((_, kind)), Some(id), Some((start, end))) =
            (kind, attributes.owned("data-id"), range)
        else {
            let reason = format!(
                "line {}: has no class, data-id, data-start or data-end",
                self.line
            );
            return Err(Fault::new("mark", reason));
        };
        let key = (kind, id, start, end);
        if let Some(at) = self.known.get(&key).copied() {
            if let Some(mark) = self.marks.get_mut(at) {
                mark.is_whole &= mark.place.1 == self.point;
            }
            return Ok(at);
        }
        let at = self.marks.len();
        self.marks.push(Mark {
            kind,
            id: key.1.clone(),
            start,
            end,
            words: String::new(),
            place: (self.point, self.point),
            is_whole: true,
            line: self.line,
            label: attributes.owned("data-label"),
            row: attributes.number("data-p"),
            value: attributes.owned("data-value"),
            review: review(attributes),
        });
        self.known.insert(key, at);
        Ok(at)
    }

    fn row(&mut self, id: &str, attributes: &Attributes<'_>) -> Owner {
        let number = id.rsplit_once('p').and_then(|(_, n)| n.parse().ok());
        self.rows.push(Row {
            id: attributes.owned("data-id"),
            number: number.unwrap_or(usize::MAX),
            label: attributes.owned("data-label"),
            name: None,
            aliases: Vec::new(),
            key: attributes.owned("data-key"),
            review: review(attributes),
        });
        Owner::Row(self.rows.len() - 1)
    }

    fn quote(&mut self, attributes: &Attributes<'_>) -> Owner {
        let quote = DraftQuote {
            kind: attributes.get("data-kind").and_then(kind_of),
            negated: attributes.get("data-negated").is_some(),
            speaker_name: attributes.owned("data-speaker"),
            review: review(attributes),
            ..DraftQuote::default()
        };
        self.quotes.push((quote, attributes.number("data-p")));
        Owner::Quote(self.quotes.len() - 1)
    }

    /// A field is whole: a remark, a name, or what is known about the article.
    fn field(&mut self, name: String, value: String) {
        let review = match self.owner {
            Owner::Article => None,
            Owner::Row(at) => {
                let Some(row) = self.rows.get_mut(at) else {
                    return;
                };
                match name.as_str() {
                    "name" => {
                        row.name = Some(value);
                        return;
                    }
                    "alias" => {
                        row.aliases.push(value);
                        return;
                    }
                    _ => Some(&mut row.review),
                }
            }
            Owner::Quote(at) => self.quotes.get_mut(at).map(|(q, _)| &mut q.review),
            Owner::Mark(at) => self.remarks.get_mut(at).map(|(_, review)| review),
        };
        match (name.as_str(), review) {
            ("tag", None) => self.draft.tags.push(value),
            ("note", None) => self.draft.note = Some(value),
            (_, None) => {
                self.draft.fields.insert(name, Value::String(value));
            }
            ("tag", Some(review)) => review.tags.push(value),
            ("note", Some(review)) => review.note = Some(value),
            ("link", Some(review)) => review.link = Some(value),
            _ => {}
        }
    }

    /// The article's annotations, and everything that does not hold.
    pub(super) fn finish(mut self) -> (Draft, Vec<(u64, Fault)>) {
        self.hold();
        let mut draft = self.draft;
        let clusters: HashMap<usize, String> = self
            .rows
            .iter()
            .filter_map(|row| Some((row.number, row.id.clone()?)))
            .collect();
        draft.clusters = self
            .rows
            .into_iter()
            .filter_map(|row| {
                Some(DraftCluster {
                    id: row.id?,
                    label: row.label.as_deref().map(Label::new),
                    name: row.name,
                    aliases: row.aliases,
                    was: None,
                    key: row.key,
                    review: row.review,
                })
            })
            .collect();
        let mut remarks: HashMap<String, DraftReview> = self.remarks.into_iter().collect();
        let mut quotes: Vec<DraftQuote> = Vec::with_capacity(self.quotes.len());
        let mut places: HashMap<String, usize> = HashMap::new();
        for (mut quote, row) in self.quotes {
            quote.speaker_cluster = row.and_then(|row| clusters.get(&row).cloned());
            if let Some(id) = quote.review.id.clone() {
                places.insert(id, quotes.len());
            }
            quotes.push(quote);
        }
        for mark in self.marks {
            let span = DraftSpan {
                start: mark.start,
                end: mark.end,
                text: Some(mark.words),
                field: format!("mark {}", mark.id),
                line: mark.line,
                ..DraftSpan::default()
            };
            let mut review = mark.review;
            let quote = places.get(&mark.id).and_then(|at| quotes.get_mut(*at));
            match (mark.kind, quote) {
                (Kind::Entity | Kind::Date, _) => {
                    if let Some(remark) = remarks.remove(&mark.id) {
                        review.tags = remark.tags;
                        review.note = remark.note;
                        review.link = remark.link;
                    }
                    if mark.kind == Kind::Date {
                        draft.dates.push(DraftDate {
                            span,
                            value: mark.value,
                            was: None,
                            review,
                        });
                        continue;
                    }
                    let cluster = mark.row.and_then(|row| clusters.get(&row).cloned());
                    draft.entities.push(DraftEntity {
                        pieces: vec![span],
                        label: Label::new(mark.label.as_deref().unwrap_or_default()),
                        cluster,
                        was: None,
                        review,
                    });
                }
                (Kind::Quote, Some(quote)) => quote.content.push(span),
                (Kind::Speaker, Some(quote)) => quote.speaker = Some(span),
                (Kind::Cue, Some(quote)) => quote.cue = Some(span),
                (_, None) => {
                    let fault = Fault::new(span.field, "is of a quote that is not listed");
                    self.faults.push((mark.line, fault));
                }
            }
        }
        draft.quotes = quotes;
        (draft, self.faults)
    }

    /// Holds the marks against their places, and the text against what is said of it.
    fn hold(&mut self) {
        let Some(text) = &self.draft.text else {
            return;
        };
        for mark in &self.marks {
            let (start, end) = mark.place;
            if !mark.is_whole || (start, end) != (mark.start, mark.end) {
                let gaps = if mark.is_whole { "" } else { ", with gaps" };
                let reason = format!(
                    "says {}-{}, but marks {start}-{end}{gaps}",
                    mark.start, mark.end
                );
                let fault = Fault::new(format!("mark {}", mark.id), reason);
                self.faults.push((mark.line, fault));
            }
        }
        if let Some(length) = self.length.filter(|length| *length != self.point) {
            let points = counted(self.point, "code point", "code points");
            let reason = format!("is {length}, but the text has {points}");
            let fault = Fault::new("data-length", reason);
            self.faults.push((self.line, fault));
        }
        // A text with a NUL, which no page holds, has another hash.
        if let Some(sha256) = &self.sha256
            && !text.contains(REPLACEMENT)
        {
            let hash = hex_sha256(text.as_bytes());
            if *sha256 != hash {
                let reason = format!("is {sha256}, but the text's is {hash}: it is another text");
                let fault = Fault::new("data-sha256", reason);
                self.faults.push((self.line, fault));
            }
        }
    }
}

/// What an element's attributes say of an item: remarks come later.
fn review(attributes: &Attributes<'_>) -> DraftReview {
    DraftReview {
        id: attributes.owned("data-id"),
        verdict: attributes.get("data-verdict").and_then(known::<Verdict>),
        score: attributes.get("data-score").and_then(|s| s.parse().ok()),
        ..DraftReview::default()
    }
}

/// A word that stands for one of a few.
fn known<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(Value::String(word.to_owned())).ok()
}

fn kind_of(name: &str) -> Option<QuoteKind> {
    [QuoteKind::Direct, QuoteKind::Mixed, QuoteKind::Indirect]
        .into_iter()
        .find(|kind| kind.as_str() == name)
}
