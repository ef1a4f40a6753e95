//! Documents as collections of web annotations.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::terms::{ASSESSING, CONTEXT, Layer, VOCABULARY, annotator, collection, item};
use crate::annotation::wire::decimal;
use crate::annotation::{ItemId, Quotation, Review, Said, Timestamp, Verdict};
use crate::article::Located;
use crate::interchange::document::Document;
use crate::interchange::json::harmless;
use crate::interchange::losses::Losses;
use crate::interchange::names::{iri, is_iri};
use crate::interchange::writer::StreamWriter;
use crate::span::Span;

/// Writes a collection a line. All that a record says of its items is there; the text is not.
#[derive(Debug, Default)]
pub struct W3cWriter {}

impl StreamWriter for W3cWriter {
    fn document(
        &mut self,
        document: &Document<'_>,
        output: &mut dyn Write,
        losses: &mut Losses,
    ) -> io::Result<()> {
        losses.note_own(document);
        let line = Collection::new(document).line().to_string();
        writeln!(output, "{}", harmless(&line))
    }
}

/// A collection in the making.
struct Collection<'a> {
    document: Document<'a>,
    /// The article's IRI.
    source: String,
    /// The collection's IRI.
    iri: String,
    /// The annotator's IRI.
    annotator: String,
    items: Vec<Value>,
}

impl<'a> Collection<'a> {
    fn new(document: &Document<'a>) -> Self {
        let article = document.article;
        Self {
            document: *document,
            source: iri(&article.id, article.head.url.as_deref()),
            iri: collection(document),
            annotator: annotator(document.annotator),
            items: Vec::new(),
        }
    }

    fn line(mut self) -> Value {
        let annotations = self.document.annotations;
        self.whole();
        self.clusters();
        for entity in &annotations.entities {
            let bodies = Bodies::of(Some(entity.label.as_str()), &entity.review);
            let bodies = bodies.with(self.linked(entity.cluster.as_ref()));
            let was = entity.was.as_ref().map(|(span, label)| {
                let mut was = self.place(*span);
                was.insert("value".to_owned(), label.as_str().into());
                Value::Object(was)
            });
            let mut object = self.annotation(Layer::Entity, &entity.id, &entity.review);
            insert(&mut object, "score", entity.score.map(decimal));
            insert(&mut object, "was", was);
            object.insert("body".to_owned(), bodies.json());
            object.insert("target".to_owned(), self.target(entity.span));
            self.items.push(Value::Object(object));
        }
        for quote in &annotations.quotes {
            self.quote(quote);
        }
        for date in &annotations.dates {
            let bodies = Bodies::of(None, &date.review);
            let was = date.was.as_ref().map(|(span, value)| {
                let mut was = self.place(*span);
                insert(&mut was, "value", value.as_deref());
                Value::Object(was)
            });
            let mut object = self.annotation(Layer::Date, &date.id, &date.review);
            insert(&mut object, "day", date.value.as_deref());
            insert(&mut object, "was", was);
            let bodies = bodies.with(vec![textual("classifying", "DATE")]);
            object.insert("body".to_owned(), bodies.json());
            object.insert("target".to_owned(), self.target(date.span));
            self.items.push(Value::Object(object));
        }
        self.finish()
    }

    /// The collection around its annotations.
    fn finish(self) -> Value {
        let Document {
            article,
            annotations,
            annotator,
            ..
        } = self.document;
        let head = &article.head;
        let mut about = Map::new();
        about.insert("id".to_owned(), self.source.clone().into());
        about.insert("type".to_owned(), "Text".into());
        insert(&mut about, "label", value(head.title.as_ref()));
        insert(&mut about, "language", head.language.as_deref());
        about.insert("articleId".to_owned(), article.id.as_str().into());
        about.insert("sha256".to_owned(), article.sha256().into());
        insert(&mut about, "day", head.day().map(|day| day.to_string()));
        insert(&mut about, "publisher", value(head.source.as_ref()));
        insert(&mut about, "place", value(head.place.as_ref()));
        insert(&mut about, "byline", value(head.byline.as_ref()));
        insert(&mut about, "editor", value(head.editor.as_ref()));
        insert(&mut about, "url", head.url.as_deref());
        let mut object = Map::new();
        let own = json!({"@vocab": VOCABULARY, "assessing": ASSESSING});
        object.insert("@context".to_owned(), json!([CONTEXT, own]));
        object.insert("id".to_owned(), self.iri.clone().into());
        object.insert("type".to_owned(), "AnnotationCollection".into());
        insert(&mut object, "label", value(head.title.as_ref()));
        let person = json!({"id": self.annotator, "type": "Person", "name": annotator});
        object.insert("creator".to_owned(), person);
        if !annotations.model.is_empty() {
            object.insert("generator".to_owned(), software(&annotations.model));
        }
        let updated = annotations.updated.map(|time| time.to_string());
        insert(&mut object, "modified", updated);
        object.insert("about".to_owned(), Value::Object(about));
        object.insert("status".to_owned(), annotations.status.as_str().into());
        object.insert("offsets".to_owned(), "codepoint".into());
        object.insert("total".to_owned(), self.items.len().into());
        let page = json!({
            "id": format!("{}/page", self.iri),
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": self.items,
        });
        object.insert("first".to_owned(), page);
        Value::Object(object)
    }

    /// What is said of the article as a whole.
    fn whole(&mut self) {
        let annotations = self.document.annotations;
        let mut bodies = Bodies::default();
        bodies.tags(&annotations.tags);
        bodies.note(annotations.note.as_deref());
        if bodies.all.is_empty() {
            return;
        }
        self.items.push(json!({
            "id": format!("{}/{}", self.iri, Layer::Article.as_str()),
            "type": "Annotation",
            "layer": Layer::Article.as_str(),
            "motivation": "commenting",
            "creator": self.annotator,
            "body": bodies.json(),
            "target": self.source,
        }));
    }

    fn clusters(&mut self) {
        for party in &self.document.annotations.clusters {
            let mut bodies = Bodies::of(Some(party.label.as_str()), &party.review);
            bodies.all.push(textual("describing", &party.name));
            let was = party
                .was
                .as_ref()
                .map(|(label, name)| json!({"value": label.as_str(), "name": name}));
            let mut object = self.annotation(Layer::Cluster, &party.id, &party.review);
            insert(&mut object, "key", party.key.as_deref());
            let aliases = party
                .aliases
                .iter()
                .map(|alias| Value::from(alias.as_str()));
            let aliases: Vec<Value> = aliases.collect();
            insert(&mut object, "alias", one_or_many(aliases));
            insert(&mut object, "was", was);
            object.insert("body".to_owned(), bodies.json());
            object.insert("target".to_owned(), self.source.clone().into());
            self.items.push(Value::Object(object));
        }
    }

    fn quote(&mut self, quote: &Quotation) {
        let said = &quote.said;
        let id = item(&self.iri, Layer::Quote, &quote.id);
        let mut bodies = Bodies::of(None, &quote.review);
        bodies.all.push(textual("classifying", "QUOTE"));
        let was = quote.was.as_deref().map(|was| self.was(was));
        let mut object = self.annotation(Layer::Quote, &quote.id, &quote.review);
        insert(&mut object, "score", quote.score.map(decimal));
        self.manner(&mut object, said);
        insert(&mut object, "was", was);
        object.insert("body".to_owned(), bodies.json());
        let targets = said.content.iter().map(|span| self.target(*span)).collect();
        // Content without a piece is of the article.
        let target = one_or_many(targets).unwrap_or_else(|| self.source.clone().into());
        object.insert("target".to_owned(), target);
        self.items.push(Value::Object(object));
        if let Some(cue) = said.cue {
            let words = self.part(&id, Layer::Cue, cue);
            self.link(&id, Layer::Cue, vec![words]);
        }
        if let Some(speaker) = &said.speaker {
            let mut ends = Vec::new();
            if let Some(span) = speaker.span {
                ends.push(self.part(&id, Layer::Speaker, span));
            }
            ends.extend(self.linked(speaker.cluster.as_ref()));
            if let Some(name) = &speaker.name {
                ends.push(textual("describing", name));
            }
            if !ends.is_empty() {
                self.link(&id, Layer::Speaker, ends);
            }
        }
    }

    /// How something is said.
    fn manner(&self, object: &mut Map<String, Value>, said: &Said) {
        object.insert("quoteKind".to_owned(), said.kind.as_str().into());
        object.insert("negated".to_owned(), said.negated.into());
        let quoted = said.quoted.iter();
        let quoted = quoted.map(|span| Value::Object(self.place(*span)));
        insert(object, "quoted", one_or_many(quoted.collect()));
    }

    /// What the machine had suggested.
    fn was(&self, said: &Said) -> Value {
        let mut was = Map::new();
        self.manner(&mut was, said);
        let content = said.content.iter();
        let content = content.map(|span| Value::Object(self.place(*span)));
        insert(&mut was, "content", one_or_many(content.collect()));
        let cue = said.cue.map(|span| Value::Object(self.place(span)));
        insert(&mut was, "cue", cue);
        if let Some(speaker) = &said.speaker {
            let mut told = speaker.span.map_or_else(Map::new, |span| self.place(span));
            let cluster = speaker.cluster.as_ref();
            insert(&mut told, "cluster", cluster.map(ItemId::as_str));
            insert(&mut told, "name", speaker.name.as_deref());
            if !told.is_empty() {
                was.insert("speaker".to_owned(), Value::Object(told));
            }
        }
        Value::Object(was)
    }

    /// Adds an annotation of a part of a quotation, and gives its IRI.
    fn part(&mut self, quote: &str, layer: Layer, span: Span) -> Value {
        let id = format!("{quote}/{}", layer.as_str());
        let label = match layer {
            Layer::Cue => "CUE",
            _ => "SPEAKER",
        };
        let target = self.target(span);
        self.items.push(json!({
            "id": id,
            "type": "Annotation",
            "layer": layer.as_str(),
            "motivation": "classifying",
            "body": textual("classifying", label),
            "target": target,
        }));
        id.into()
    }

    /// Adds a link from a quotation to a part of it.
    fn link(&mut self, quote: &str, role: Layer, ends: Vec<Value>) {
        let role = role.as_str();
        self.items.push(json!({
            "id": format!("{quote}/{role}-link"),
            "type": "Annotation",
            "role": role,
            "motivation": "linking",
            "body": one_or_many(ends),
            "target": quote,
        }));
    }

    /// An annotation with who made it and when.
    fn annotation(&self, layer: Layer, id: &ItemId, review: &Review) -> Map<String, Value> {
        let mut object = Map::new();
        let iri = item(&self.iri, layer, id);
        object.insert("id".to_owned(), iri.into());
        object.insert("type".to_owned(), "Annotation".into());
        object.insert("layer".to_owned(), layer.as_str().into());
        object.insert("motivation".to_owned(), "classifying".into());
        let by_hand = *review.origin == *self.document.annotator;
        if review.verdict != Verdict::Unreviewed || by_hand {
            object.insert("creator".to_owned(), self.annotator.clone().into());
        }
        if !by_hand && !review.origin.is_empty() {
            object.insert("generator".to_owned(), software(&review.origin));
        }
        let made = made(id).or(review.updated).map(|time| time.to_string());
        let updated = review.updated.map(|time| time.to_string());
        let updated = updated.filter(|updated| Some(updated) != made.as_ref());
        insert(&mut object, "created", made);
        insert(&mut object, "modified", updated);
        object
    }

    /// The cluster of an id, if it is handed on.
    fn linked(&self, cluster: Option<&ItemId>) -> Vec<Value> {
        let party = cluster.and_then(|id| self.document.party(id));
        let iri = party.map(|party| item(&self.iri, Layer::Cluster, &party.id));
        iri.iter().map(|iri| specific("linking", iri)).collect()
    }

    /// Start and end of a span, and its words.
    fn place(&self, span: Span) -> Map<String, Value> {
        let (start, end) = self.document.code_points(span);
        let mut place = Map::new();
        place.insert("start".to_owned(), start.into());
        place.insert("end".to_owned(), end.into());
        place.insert("exact".to_owned(), self.document.words(span).into());
        place
    }

    fn target(&self, span: Span) -> Value {
        let (start, end) = self.document.code_points(span);
        let position = json!({"type": "TextPositionSelector", "start": start, "end": end});
        let at = self.document.at();
        let words = json!({
            "type": "TextQuoteSelector",
            "exact": self.document.words(span),
            "prefix": at.prefix(span),
            "suffix": at.suffix(span),
        });
        json!({"source": self.source, "selector": [position, words]})
    }
}

/// The bodies of an annotation.
#[derive(Default)]
struct Bodies {
    all: Vec<Value>,
}

impl Bodies {
    /// What every item has.
    fn of(label: Option<&str>, review: &Review) -> Self {
        let mut bodies = Self::default();
        if let Some(label) = label {
            bodies.all.push(textual("classifying", label));
        }
        let verdict = review.verdict.as_str();
        bodies.all.push(textual("assessing", verdict));
        bodies.tags(&review.tags);
        bodies.note(review.note.as_deref());
        match review.link.as_deref() {
            Some(link) if is_iri(link) => bodies.all.push(specific("identifying", link)),
            Some(link) => bodies.all.push(textual("identifying", link)),
            None => {}
        }
        bodies
    }

    fn with(mut self, more: Vec<Value>) -> Self {
        self.all.extend(more);
        self
    }

    fn tags(&mut self, tags: &[String]) {
        self.all
            .extend(tags.iter().map(|tag| textual("tagging", tag)));
    }

    fn note(&mut self, note: Option<&str>) {
        self.all
            .extend(note.map(|note| textual("commenting", note)));
    }

    fn json(self) -> Value {
        one_or_many(self.all).unwrap_or_default()
    }
}

fn textual(purpose: &str, value: &str) -> Value {
    json!({"type": "TextualBody", "purpose": purpose, "value": value})
}

fn specific(purpose: &str, source: &str) -> Value {
    json!({"type": "SpecificResource", "purpose": purpose, "source": source})
}

fn software(name: &str) -> Value {
    json!({"type": "Software", "name": name})
}

/// One value stands alone: to JSON-LD that is the same, and the shorter form is the usual one.
fn one_or_many(mut values: Vec<Value>) -> Option<Value> {
    match values.len() {
        0 => None,
        1 => values.pop(),
        _ => Some(Value::Array(values)),
    }
}

fn insert(object: &mut Map<String, Value>, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), value.into());
    }
}

/// When a person made an item: its id tells.
fn made(id: &ItemId) -> Option<Timestamp> {
    let uuid = uuid::Uuid::try_parse(id.as_str()).ok()?;
    let (seconds, nanoseconds) = uuid.get_timestamp()?.to_unix();
    let seconds = i64::try_from(seconds).ok()?;
    let time = chrono::DateTime::from_timestamp(seconds, nanoseconds)?;
    Some(Timestamp(time.fixed_offset()))
}

fn value(located: Option<&Located<String>>) -> Option<&str> {
    located.map(|located| located.value.as_str())
}
