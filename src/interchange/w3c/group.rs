//! The annotations of one source as a draft.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::node::{agent, id, iri, item_id, list, object, text, texts, unescaped};
use super::read::{Group, annotator, layer};
use super::terms::{Layer, NAMES};
use crate::annotation::Timestamp;
use crate::extract::Label;
use crate::interchange::draft::{
    Around, Draft, DraftCluster, DraftDate, DraftEntity, DraftQuote, DraftReview, DraftSpan,
    quote_kind, verdict,
};
use crate::interchange::fields::number;
use crate::interchange::{Fault, Unit};

/// What the annotations of a source say, and what of them cannot be understood.
pub fn draft(group: &Group) -> (Draft, Vec<Fault>) {
    let mut reading = Reading {
        group,
        annotator: annotator(&group.collection),
        draft: Draft::default(),
        faults: Vec::new(),
        places: HashMap::new(),
        quotes: HashMap::new(),
        names: HashMap::new(),
    };
    reading.article();
    for (field, item) in &group.items {
        if text(item, "motivation") != Some("linking") {
            reading.item(field, item);
        }
    }
    for (field, item) in &group.items {
        if text(item, "motivation") == Some("linking") {
            reading.link(field, item);
        }
    }
    (reading.draft, reading.faults)
}

struct Reading<'a> {
    group: &'a Group,
    annotator: Option<String>,
    draft: Draft,
    faults: Vec<Fault>,
    /// Where annotations stand that are parts of quotations, by their IRIs.
    places: HashMap<&'a str, (Layer, DraftSpan)>,
    /// The places of quotations, by the IRIs of their annotations.
    quotes: HashMap<&'a str, usize>,
    /// Where names stand, by the IRIs of their annotations: they may be linked as speakers.
    names: HashMap<&'a str, DraftSpan>,
}

/// What the bodies of an annotation say.
#[derive(Default)]
struct Bodies {
    label: Option<String>,
    verdict: Option<String>,
    tags: Vec<String>,
    notes: Vec<String>,
    link: Option<String>,
    name: Option<String>,
    linked: Option<String>,
    /// How many of them are nothing that is read.
    others: usize,
}

impl<'a> Reading<'a> {
    fn article(&mut self) {
        let collection = &self.group.collection;
        let source = &self.group.source;
        let draft = &mut self.draft;
        draft.unit = Some(Unit::CodePoint);
        let creator = self
            .annotator
            .clone()
            .or_else(|| self.group.creator.clone());
        draft.annotator = creator;
        draft.model = agent(collection, "generator");
        draft.status = text(collection, "status").and_then(|status| status.parse().ok());
        draft.updated = text(collection, "modified").and_then(|time| time.parse().ok());
        let own = source.strip_prefix("urn:x-dateline:").and_then(unescaped);
        draft.id = own.unwrap_or_else(|| source.clone());
        if source.starts_with("http") {
            draft.fields.insert("url".to_owned(), source.clone().into());
        }
        let about = object(collection, "about").filter(|about| id(about) == Some(source));
        let Some(about) = about else {
            return;
        };
        if let Some(id) = text(about, "articleId") {
            // Only this program writes it, and then all clusters.
            draft.tells_clusters = true;
            id.clone_into(&mut draft.id);
        }
        draft.sha256 = text(about, "sha256").map(str::to_owned);
        let fields = [
            ("title", "label"),
            ("language", "language"),
            ("date", "day"),
            ("source", "publisher"),
            ("place", "place"),
            ("byline", "byline"),
            ("editor", "editor"),
            ("url", "url"),
        ];
        for (name, key) in fields {
            if let Some(value) = text(about, key) {
                draft.fields.insert(name.to_owned(), value.into());
            }
        }
    }

    fn wrong(&mut self, field: &str, key: &str, reason: impl Into<String>) {
        let field = match (field, key) {
            (field, "") => field.to_owned(),
            ("", key) => key.to_owned(),
            (field, key) => format!("{field}.{key}"),
        };
        self.faults.push(Fault::new(field, reason));
    }

    fn item(&mut self, field: &str, item: &'a Map<String, Value>) {
        if text(item, "motivation") == Some("replying") {
            self.draft.leave_out("replies to annotations");
            return;
        }
        let told = layer(item);
        let bodies = Bodies::of(item, told.is_some());
        for _ in 0..bodies.others {
            self.draft
                .leave_out("bodies that are neither text nor a link");
        }
        let label = bodies.label.as_deref().unwrap_or_default();
        let layer = told.unwrap_or_else(|| match label.to_ascii_uppercase().as_str() {
            "QUOTE" | "QUOTATION" => Layer::Quote,
            "CUE" => Layer::Cue,
            "SPEAKER" => Layer::Speaker,
            _ => Layer::Entity,
        });
        let is_whole = list(item, "target").iter().all(|target| {
            target
                .as_object()
                .is_none_or(|target| list(target, "selector").is_empty())
        });
        match layer {
            Layer::Cluster => self.cluster(item, bodies),
            _ if is_whole && layer != Layer::Quote => self.whole(bodies),
            Layer::Article => self.whole(bodies),
            Layer::Entity => self.entity(field, item, bodies),
            Layer::Quote => self.quote(field, item, bodies),
            Layer::Date => self.date(field, item, bodies),
            Layer::Cue | Layer::Speaker => {
                let span = self.spans(field, item).into_iter().next();
                let place = id(item).zip(span);
                self.places
                    .extend(place.map(|(id, span)| (id, (layer, span))));
            }
        }
    }

    /// What is said of the article as a whole.
    fn whole(&mut self, bodies: Bodies) {
        self.draft.tags.extend(bodies.label);
        self.draft.tags.extend(bodies.tags);
        let notes = self.draft.note.take().into_iter().chain(bodies.notes);
        self.draft.note = joined(&notes.collect::<Vec<String>>());
    }

    fn entity(&mut self, field: &str, item: &'a Map<String, Value>, bodies: Bodies) {
        let label = bodies
            .label
            .as_deref()
            .filter(|label| !label.trim().is_empty());
        let Some(label) = label.map(Label::new) else {
            self.draft.leave_out("annotations without a label");
            return;
        };
        let pieces = self.spans(field, item);
        if pieces.is_empty() {
            return;
        }
        let was = object(item, "was").and_then(|was| {
            let label = text(was, "value").map(Label::new)?;
            Some((self.told(was, field, "was")?, label))
        });
        self.names.extend(id(item).zip(pieces.first().cloned()));
        self.draft.entities.push(DraftEntity {
            pieces,
            label,
            cluster: bodies.linked.as_deref().map(item_id),
            was,
            review: review(item, bodies),
        });
    }

    fn quote(&mut self, field: &str, item: &'a Map<String, Value>, bodies: Bodies) {
        let mut quote = self.manner(item, field);
        quote.content = self.spans(field, item);
        quote.review = review(item, bodies);
        quote.was = object(item, "was").map(|was| {
            let mut part = |key| object(was, key).and_then(|part| self.told(part, field, "was"));
            let cue = part("cue");
            let speaker = object(was, "speaker");
            let words = speaker.filter(|speaker| speaker.contains_key("start"));
            let words = words.and_then(|speaker| self.told(speaker, field, "was"));
            let said = |key| {
                speaker
                    .and_then(|speaker| text(speaker, key))
                    .map(str::to_owned)
            };
            Box::new(DraftQuote {
                content: self.places(was, "content", field),
                cue,
                speaker: words,
                speaker_cluster: said("cluster"),
                speaker_name: said("name"),
                ..self.manner(was, field)
            })
        });
        if let Some(id) = id(item) {
            self.quotes.insert(id, self.draft.quotes.len());
        }
        self.draft.quotes.push(quote);
    }

    fn date(&mut self, field: &str, item: &Map<String, Value>, bodies: Bodies) {
        let Some(span) = self.spans(field, item).into_iter().next() else {
            return;
        };
        let was = object(item, "was").and_then(|was| {
            Some((
                self.told(was, field, "was")?,
                text(was, "value").map(str::to_owned),
            ))
        });
        self.draft.dates.push(DraftDate {
            span,
            value: text(item, "day").map(str::to_owned),
            was,
            review: review(item, bodies),
        });
    }

    fn cluster(&mut self, item: &Map<String, Value>, bodies: Bodies) {
        let was = object(item, "was").and_then(|was| {
            let label = text(was, "value").map(Label::new)?;
            Some((label, text(was, "name")?.to_owned()))
        });
        self.draft.clusters.push(DraftCluster {
            id: id(item).map(item_id).unwrap_or_default(),
            label: bodies.label.as_deref().map(Label::new),
            name: bodies.name.clone(),
            aliases: texts(item, "alias"),
            was,
            key: text(item, "key").map(str::to_owned),
            review: review(item, bodies),
        });
    }

    /// A link from a quotation to a part of it.
    fn link(&mut self, field: &str, item: &Map<String, Value>) {
        let to = list(item, "target").iter().find_map(iri);
        let quote = to.and_then(|to| self.quotes.get(to)).copied();
        let Some(quote) = quote.and_then(|at| self.draft.quotes.get_mut(at)) else {
            self.draft.leave_out("links that are of no quote");
            return;
        };
        let role = text(item, "role").and_then(Layer::of);
        let mut is_right = true;
        for body in list(item, "body") {
            let purpose = body.as_object().and_then(|body| text(body, "purpose"));
            match (purpose, iri(body)) {
                (Some("describing"), _) => {
                    let name = body.as_object().and_then(|body| text(body, "value"));
                    quote.speaker_name = name.map(str::to_owned);
                }
                (Some("linking"), Some(iri)) if role == Some(Layer::Speaker) => {
                    quote.speaker_cluster = Some(item_id(iri));
                }
                (_, Some(iri)) => match self.places.get(iri) {
                    Some((layer, span)) => match role.unwrap_or(*layer) {
                        Layer::Cue => quote.cue = Some(span.clone()),
                        _ => quote.speaker = Some(span.clone()),
                    },
                    None => match self.names.get(iri) {
                        Some(span) => quote.speaker = Some(span.clone()),
                        None => is_right = false,
                    },
                },
                _ => is_right = false,
            }
        }
        if !is_right {
            self.wrong(field, "body", "refers to an annotation that is not there");
        }
    }

    /// How something is said.
    fn manner(&mut self, item: &Map<String, Value>, field: &str) -> DraftQuote {
        DraftQuote {
            kind: text(item, "quoteKind").and_then(quote_kind),
            quoted: self.places(item, "quoted", field),
            negated: item
                .get("negated")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            ..DraftQuote::default()
        }
    }

    fn places(&mut self, item: &Map<String, Value>, key: &str, field: &str) -> Vec<DraftSpan> {
        let objects = list(item, key).iter().filter_map(Value::as_object);
        objects
            .filter_map(|object| self.told(object, field, key))
            .collect()
    }

    /// The place of a part of an annotation; a fault where it has none.
    fn told(&mut self, object: &Map<String, Value>, field: &str, key: &str) -> Option<DraftSpan> {
        let place = place(object, field);
        if place.is_none() {
            self.wrong(field, key, "has no start and end that are numbers from 0");
        }
        place
    }

    /// Where an annotation stands.
    fn spans(&mut self, field: &str, item: &Map<String, Value>) -> Vec<DraftSpan> {
        let mut spans = Vec::new();
        for (at, target) in list(item, "target").iter().enumerate() {
            if iri(target).is_some_and(|source| source != self.group.source) {
                self.draft
                    .leave_out("targets in other sources than the first");
                continue;
            }
            let Some(target) = target.as_object() else {
                continue;
            };
            let selectors = list(target, "selector").iter().filter_map(Value::as_object);
            let of = |kind: &'static str| {
                selectors
                    .clone()
                    .find(|selector| super::node::is(selector, kind))
            };
            let quote = of("TextQuoteSelector");
            let words = quote.and_then(|quote| text(quote, "exact"));
            let part = |name| {
                quote
                    .and_then(|quote| text(quote, name))
                    .unwrap_or_default()
            };
            let around = words.map(|_| Around {
                prefix: part("prefix").to_owned(),
                suffix: part("suffix").to_owned(),
                is_paged: self.group.is_paged,
            });
            let field = format!("{field}.target[{at}]");
            let field = field.trim_start_matches('.').to_owned();
            let position = of("TextPositionSelector");
            let span = position.and_then(|position| place(position, &field));
            if span.is_none() && position.is_some() {
                let reason =
                    "its TextPositionSelector has no start and end that are numbers from 0";
                self.wrong(&field, "selector", reason);
                continue;
            }
            let span = match refined(selectors.clone(), span.as_ref(), &field) {
                Ok(None) => span,
                Ok(inner) => inner,
                Err(reason) => {
                    self.wrong(&field, "refinedBy", reason);
                    continue;
                }
            };
            if span.is_none() && around.is_none() {
                let reason = "has neither a TextPositionSelector with start and end nor a \
                              TextQuoteSelector with exact";
                self.wrong(&field, "", reason);
                continue;
            }
            let nowhere = || DraftSpan {
                field,
                ..DraftSpan::default()
            };
            spans.push(DraftSpan {
                text: words.map(str::to_owned),
                around,
                ..span.unwrap_or_else(nowhere)
            });
        }
        spans
    }
}

impl Bodies {
    fn of(item: &Map<String, Value>, is_own: bool) -> Self {
        let mut bodies = Self::default();
        let motivation = text(item, "motivation").unwrap_or_default();
        if let Some(value) = text(item, "bodyValue") {
            bodies.notes.push(value.to_owned());
        }
        for body in list(item, "body") {
            let object = body.as_object();
            let purpose = object.and_then(|body| text(body, "purpose"));
            let value = object.and_then(|body| text(body, "value"));
            let value = value.map(str::to_owned);
            match (purpose.unwrap_or(motivation), value, iri(body)) {
                ("classifying", Some(value), _) if bodies.label.is_none() => {
                    bodies.label = Some(value);
                }
                ("assessing", Some(value), _) if verdict(&value).is_some() => {
                    bodies.verdict = Some(value);
                }
                ("classifying" | "tagging", Some(value), _) => bodies.tags.push(value),
                ("describing", Some(value), _) if is_own => bodies.name = Some(value),
                // Of several the first is the link.
                ("identifying", Some(value), _) if bodies.link.is_none() => {
                    bodies.link = Some(value);
                }
                ("linking", None, Some(iri)) if iri.starts_with(NAMES) => {
                    bodies.linked = Some(iri.to_owned());
                }
                ("identifying", None, Some(iri)) if bodies.link.is_none() => {
                    bodies.link = Some(iri.to_owned());
                }
                ("identifying", None, Some(iri)) => bodies.notes.push(iri.to_owned()),
                (_, Some(value), _) => bodies.notes.push(value),
                _ => bodies.others += 1,
            }
        }
        // Others tag where dateline classifies.
        if !is_own && bodies.label.is_none() && !bodies.tags.is_empty() {
            bodies.label = Some(bodies.tags.remove(0));
        }
        bodies
    }
}

/// What was decided about an item.
fn review(item: &Map<String, Value>, bodies: Bodies) -> DraftReview {
    let creator = agent(item, "creator");
    let time = |key| text(item, key).and_then(|time| time.parse::<Timestamp>().ok());
    let score = item.get("score").and_then(Value::as_f64);
    DraftReview {
        id: id(item).map(item_id),
        origin: agent(item, "generator").or(creator),
        updated: time("modified").or_else(|| time("created")),
        verdict: bodies.verdict.as_deref().and_then(verdict),
        score: score.map(|score| score as f32),
        tags: bodies.tags,
        note: joined(&bodies.notes),
        link: bodies.link,
    }
}

fn place(object: &Map<String, Value>, field: &str) -> Option<DraftSpan> {
    Some(DraftSpan {
        start: number(object.get("start"))?,
        end: number(object.get("end"))?,
        text: text(object, "exact").map(str::to_owned),
        field: field.to_owned(),
        line: 0,
        ..DraftSpan::default()
    })
}

/// The part of a position that it is refined to, counted from where it begins.
///
/// # Errors
/// When another selector is refined, or it is refined by another one, or by what lies outside.
fn refined<'s>(
    mut selectors: impl Iterator<Item = &'s Map<String, Value>>,
    outer: Option<&DraftSpan>,
    field: &str,
) -> Result<Option<DraftSpan>, &'static str> {
    let Some(selector) = selectors.find(|selector| selector.contains_key("refinedBy")) else {
        return Ok(None);
    };
    let is_position = |node| super::node::is(node, "TextPositionSelector");
    let inner = object(selector, "refinedBy").filter(|inner| {
        is_position(selector) && is_position(inner) && !inner.contains_key("refinedBy")
    });
    let inner = inner.and_then(|inner| place(inner, field)).zip(outer);
    let Some((inner, outer)) = inner else {
        return Err("only positions refined by positions are read");
    };
    let span = DraftSpan {
        start: outer.start.saturating_add(inner.start),
        end: outer.start.saturating_add(inner.end),
        ..inner
    };
    if span.end > outer.end {
        return Err("lies outside of what it refines");
    }
    Ok(Some(span))
}

fn joined(notes: &[String]) -> Option<String> {
    (!notes.is_empty()).then(|| notes.join("\n"))
}
