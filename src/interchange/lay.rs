//! What a file says about an article, held against the text: every span is proven, or left out and told.

mod place;
mod quoted;
mod tokens;
mod transfer;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::draft::{
    Draft, DraftCluster, DraftDate, DraftEntity, DraftQuote, DraftReview, DraftSpan,
};
use super::selection::LabelMap;
use super::{Fault, Unit};
use crate::annotation::edit::quoted_runs;
use crate::annotation::wire::Coordinates;
use crate::annotation::{
    Annotations, Dated, Entity, ItemId, Party, Quotation, Review, Said, Speaker, Status, Verdict,
};
use crate::extract::Label;
use crate::span::{OffsetIndex, Span};
use crate::text::count::counted;
use place::Ground;

pub use tokens::joined;
pub use transfer::{Essence, essence, is_visible, transfer};

/// How a file is to be understood.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What labels are called in the file, in place of what they are called here.
    pub there: LabelMap,
    /// What labels of other machines are called here.
    pub names: BTreeMap<String, String>,
    /// Who made the items, where the file does not say.
    pub origin: Arc<str>,
    /// What was decided about them, where the file does not say.
    pub verdict: Verdict,
    /// Whether offsets must be right, though the words could be found without them.
    pub is_strict: bool,
}

impl Reading {
    /// Labels as they are, nothing decided.
    pub fn plain(origin: &str) -> Self {
        Self {
            there: LabelMap::default(),
            names: BTreeMap::new(),
            origin: origin.into(),
            verdict: Verdict::Unreviewed,
            is_strict: false,
        }
    }

    /// The same, where everything that the file says must be right.
    pub fn strict() -> Self {
        Self {
            is_strict: true,
            ..Self::plain("")
        }
    }

    fn label(&self, label: &Label) -> Label {
        let label = self.there.back(label);
        match self.names.get(label.as_str()) {
            Some(name) => Label::new(name),
            None => label,
        }
    }

    fn review(&self, review: &DraftReview) -> Review {
        let origin = review.origin.as_deref().filter(|origin| !origin.is_empty());
        Review {
            origin: origin.map_or_else(|| Arc::clone(&self.origin), Arc::from),
            verdict: review.verdict.unwrap_or(self.verdict),
            tags: review.tags.clone(),
            note: review.note.clone(),
            link: review.link.clone(),
            updated: review.updated,
            ..Review::default()
        }
    }
}

/// A fault and its line in the file; 0 for that of the article.
pub type Told = (u64, Fault);

/// What was laid over a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Laid {
    /// What the file says and the text bears out.
    pub annotations: Annotations,
    /// What it does not.
    pub faults: Vec<Told>,
    /// Where else the file has words that do not stand there; of many the first. What has other edges
    /// now is among the annotations.
    pub moved: Vec<Told>,
    /// How many of these places there are.
    pub places_moved: u64,
    /// Names in several pieces, which cover now what stands between these, too.
    pub widened: u64,
    /// How many spans were held against the text.
    pub spans: u64,
}

impl Laid {
    /// All that the text does not bear out.
    pub fn wrong(self) -> impl Iterator<Item = Told> {
        self.faults.into_iter().chain(self.moved)
    }
}

/// Lays what a file says over a text: the file's own, as a rule.
pub fn lay(draft: &Draft, text: &str, reading: &Reading) -> Laid {
    let index = OffsetIndex::new(text);
    let at = Coordinates {
        text,
        index: &index,
    };
    let mut laid = match &draft.record {
        Some(item) => laid_record(item, at, reading),
        None => laid_draft(draft, at, reading),
    };
    let inside = |(line, fault): (u64, Fault)| (line, fault.inside(draft.number));
    laid.faults = laid.faults.into_iter().map(inside).collect();
    laid
}

/// So much is told of what else a file says stands somewhere.
const MOST_PROOFS: usize = 3;

fn laid_record(item: &super::json::Item, at: Coordinates<'_>, reading: &Reading) -> Laid {
    if let Err(fault) = item.unit() {
        return Laid {
            faults: vec![(0, fault)],
            ..Laid::default()
        };
    }
    let (mut annotations, faults) = item.annotations_where_silent(at, reading.verdict);
    let entities = annotations.entities.iter_mut().map(|e| &mut e.label);
    let parties = annotations.clusters.iter_mut().map(|c| &mut c.label);
    for label in entities.chain(parties) {
        *label = reading.label(label);
    }
    for review in reviews(&mut annotations) {
        if review.origin.is_empty() {
            review.origin = Arc::clone(&reading.origin);
        }
    }
    annotations.sort();
    let spans = annotations.entities.len() + annotations.quotes.len() + annotations.dates.len();
    Laid {
        annotations,
        spans: (spans + faults.len()) as u64,
        faults: faults.into_iter().map(|fault| (0, fault)).collect(),
        moved: Vec::new(),
        places_moved: 0,
        widened: 0,
    }
}

/// What every item carries.
pub(super) fn reviews(annotations: &mut Annotations) -> impl Iterator<Item = &mut Review> {
    let reviews = annotations.entities.iter_mut().map(|e| &mut e.review);
    let reviews = reviews.chain(annotations.quotes.iter_mut().map(|q| &mut q.review));
    let reviews = reviews.chain(annotations.dates.iter_mut().map(|d| &mut d.review));
    reviews.chain(annotations.clusters.iter_mut().map(|c| &mut c.review))
}

fn laid_draft(draft: &Draft, at: Coordinates<'_>, reading: &Reading) -> Laid {
    let mut laying = Laying {
        ground: Ground::new(draft, at, reading.is_strict),
        at,
        reading,
        laid: Laid::default(),
        parties: HashMap::new(),
        placed: Vec::new(),
        speakers: Vec::new(),
    };
    if let Some(fault) = laying.ground.fault.take() {
        laying.laid.faults.push(fault);
        return laying.laid;
    }
    laying.clusters(draft);
    for entity in &draft.entities {
        let place = laying.laid.annotations.entities.len();
        let is_laid = laying.entity(entity).is_some();
        laying.placed.push(is_laid.then_some(place));
    }
    for quote in &draft.quotes {
        laying.quote(quote);
    }
    for date in &draft.dates {
        laying.date(date);
    }
    laying.proofs(&draft.proofs);
    laying.name_clusters(draft);
    let mut laid = laying.laid;
    let annotations = &mut laid.annotations;
    annotations.status = draft.status.unwrap_or(Status::New);
    annotations.tags.clone_from(&draft.tags);
    annotations.note.clone_from(&draft.note);
    annotations.updated = draft.updated;
    if let Some(model) = &draft.model {
        annotations.model = model.as_str().into();
    }
    annotations.sort();
    laid
}

struct Laying<'a> {
    ground: Ground<'a>,
    at: Coordinates<'a>,
    reading: &'a Reading,
    laid: Laid,
    /// The clusters by what the file calls them.
    parties: HashMap<String, ItemId>,
    /// The places of the file's names among those that are laid; none of those that are left out.
    placed: Vec<Option<usize>>,
    /// Which of the file's names the speaker of each laid quote is, where the file says so.
    speakers: Vec<Option<usize>>,
}

impl Laying<'_> {
    /// The place of a span; a fault where it has none.
    fn place(&mut self, span: &DraftSpan) -> Option<Span> {
        self.laid.spans += 1;
        match self.ground.place(span) {
            Ok(span) => Some(span),
            Err(reason) => {
                self.wrong(span, reason);
                None
            }
        }
    }

    fn wrong(&mut self, span: &DraftSpan, reason: impl Into<String>) {
        let fault = Fault::new(span.field.clone(), reason);
        self.laid.faults.push((span.line, fault));
    }

    /// The place of an original, which may be nowhere in a text that is another one.
    fn original(&mut self, was: &DraftSpan) -> Option<Span> {
        if self.ground.is_another {
            return self.ground.place(was).ok();
        }
        self.place(was)
    }

    /// Holds what the file says besides against the text; of much that is wrong only the first is told.
    fn proofs(&mut self, proofs: &[DraftSpan]) {
        let before = self.laid.faults.len();
        for proof in proofs {
            let _ = self.place(proof);
        }
        let mut moved = self.laid.faults.split_off(before);
        self.laid.places_moved = moved.len() as u64;
        if moved.len() > MOST_PROOFS {
            let more = (moved.len() - MOST_PROOFS) as u64;
            moved.truncate(MOST_PROOFS);
            let more = counted(more, "more run of words", "more runs of words");
            let reason = format!("{more}: not where the file says");
            moved.push((0, Fault::new("", reason)));
        }
        self.laid.moved = moved;
    }

    /// The places of the pieces of an item; none where one of them has none.
    fn pieces(&mut self, pieces: &[DraftSpan]) -> Option<Vec<Span>> {
        let placed: Vec<Span> = pieces
            .iter()
            .filter_map(|piece| self.place(piece))
            .collect();
        (placed.len() == pieces.len() && !placed.is_empty()).then_some(placed)
    }

    fn entity(&mut self, entity: &DraftEntity) -> Option<()> {
        let pieces = self.pieces(&entity.pieces)?;
        let span = pieces.iter().copied().reduce(Span::union)?;
        let label = self.reading.label(&entity.label);
        if label.as_str().trim().is_empty() {
            self.wrong(entity.pieces.first()?, "its label is empty");
            return None;
        }
        self.laid.widened += u64::from(pieces.len() > 1);
        let was = entity
            .was
            .as_ref()
            .and_then(|(was, label)| Some((self.original(was)?, self.reading.label(label))));
        let id = match &entity.review.id {
            Some(id) => ItemId::new(id.as_str()),
            None => entity_id(self.at, span, &label),
        };
        self.laid.annotations.entities.push(Entity {
            id,
            span,
            was: was.filter(|was| *was != (span, label.clone())),
            label,
            score: entity.review.score,
            cluster: self.cluster(entity.cluster.as_deref()),
            review: self.reading.review(&entity.review),
        });
        Some(())
    }

    fn quote(&mut self, quote: &DraftQuote) {
        let Some(said) = self.said(quote) else {
            return;
        };
        let id = match &quote.review.id {
            Some(id) => ItemId::new(id.as_str()),
            None => quote_id(self.at, said.extent()),
        };
        let was = quote.was.as_deref().and_then(|was| self.said(was));
        self.speakers.push(quote.speaker_entity);
        self.laid.annotations.quotes.push(Quotation {
            id,
            was: was.filter(|was| *was != said).map(Box::new),
            said,
            score: quote.review.score,
            review: self.reading.review(&quote.review),
        });
    }

    fn said(&mut self, quote: &DraftQuote) -> Option<Said> {
        let mut content = self.pieces(&quote.content)?;
        content.sort_by_key(|piece| (piece.start, piece.end));
        let overlap = content
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a.overlaps(*b)));
        if let Some(first) = quote.content.first().filter(|_| overlap) {
            self.wrong(first, "the pieces of the quote overlap");
            return None;
        }
        let (kind, runs) = quoted_runs(self.at.text, &content);
        let quoted = match quote.quoted.as_slice() {
            [] if quote.kind.is_none() || quote.kind == Some(kind) => runs,
            [] => Vec::new(),
            // What has no words cannot be placed in a text that is another one.
            _ if self.ground.is_another => runs,
            quoted => {
                let runs = quoted.iter().filter_map(|run| self.run(run, &content));
                runs.collect()
            }
        };
        let cue = quote.cue.as_ref().and_then(|cue| self.place(cue));
        let words = quote.speaker.as_ref().and_then(|span| self.place(span));
        let cluster = self.cluster(quote.speaker_cluster.as_deref());
        let name = quote.speaker_name.clone().filter(|_| cluster.is_none());
        let speaker = Speaker {
            span: words,
            cluster,
            name,
        };
        Some(Said {
            kind: quote.kind.unwrap_or(kind),
            content,
            quoted,
            cue,
            speaker: Some(speaker).filter(|speaker| *speaker != Speaker::default()),
            negated: quote.negated,
        })
    }

    /// The place of a run inside quote marks, which lies in the content.
    fn run(&mut self, run: &DraftSpan, content: &[Span]) -> Option<Span> {
        let place = self.place(run)?;
        let is_inside = content.iter().any(|piece| piece.covers(place));
        if !is_inside {
            self.wrong(run, "the words in quote marks lie outside the content");
        }
        is_inside.then_some(place)
    }

    fn date(&mut self, date: &DraftDate) {
        let Some(span) = self.place(&date.span) else {
            return;
        };
        let was = date
            .was
            .as_ref()
            .and_then(|(was, value)| Some((self.original(was)?, value.clone())));
        let id = match &date.review.id {
            Some(id) => ItemId::new(id.as_str()),
            None => date_id(self.at, span),
        };
        self.laid.annotations.dates.push(Dated {
            id,
            span,
            value: date.value.clone(),
            was: was.filter(|was| *was != (span, date.value.clone())),
            review: self.reading.review(&date.review),
        });
    }

    fn cluster(&self, named: Option<&str>) -> Option<ItemId> {
        self.parties.get(named?).cloned()
    }

    /// Takes in the clusters; those without a name get it from their mentions later.
    fn clusters(&mut self, draft: &Draft) {
        for (number, cluster) in draft.clusters.iter().enumerate() {
            let DraftCluster {
                id,
                label,
                name,
                aliases,
                was,
                key,
                review,
            } = cluster;
            let own = match (draft.tells_clusters, &review.id) {
                (_, Some(id)) => ItemId::new(id.as_str()),
                (true, None) => ItemId::new(id.as_str()),
                (false, None) => ItemId::new(format!("c{}", number + 1)),
            };
            if self.parties.contains_key(id) {
                let fault = Fault::new("clusters", format!("{id:?} was met before"));
                self.laid.faults.push((0, fault));
                continue;
            }
            self.parties.insert(id.clone(), own.clone());
            let was = was.as_ref();
            self.laid.annotations.clusters.push(Party {
                id: own,
                label: label
                    .as_ref()
                    .map_or(Label::new(""), |label| self.reading.label(label)),
                name: name.clone().unwrap_or_default(),
                aliases: aliases.clone(),
                key: key.clone(),
                was: was.map(|(label, name)| (self.reading.label(label), name.clone())),
                review: self.reading.review(review),
            });
        }
    }

    /// Names the clusters that have no name by their mentions; where the file does not say who is
    /// who, names of the same words and label are one.
    fn name_clusters(&mut self, draft: &Draft) {
        let text = self.at.text;
        let words = |span: Span| {
            span.of(text)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        };
        let annotations = &mut self.laid.annotations;
        let mut members: HashMap<ItemId, Vec<(Label, String)>> = HashMap::new();
        for entity in &annotations.entities {
            if let Some(id) = &entity.cluster {
                let member = (entity.label.clone(), words(entity.span));
                members.entry(id.clone()).or_default().push(member);
            }
        }
        for party in annotations.clusters.iter_mut() {
            let names = members.get(&party.id).map_or(&[][..], Vec::as_slice);
            if party.label.as_str().is_empty()
                && let Some((label, _)) = names.first()
            {
                party.label = label.clone();
            }
            if party.name.is_empty() {
                // The first of the longest.
                let longest = names
                    .iter()
                    .rev()
                    .max_by_key(|(_, name)| name.chars().count());
                party.name = longest.map(|(_, name)| name.clone()).unwrap_or_default();
            }
            if !draft.tells_clusters {
                for (_, name) in names {
                    if *name != party.name && !party.aliases.contains(name) {
                        party.aliases.push(name.clone());
                    }
                }
            }
        }
        annotations.clusters.retain(|party| !party.name.is_empty());
        let mut known: HashMap<(Label, String), ItemId> = HashMap::new();
        for party in annotations.clusters.iter().rev() {
            let names = party.aliases.iter().chain([&party.name]);
            for name in names {
                known.insert((party.label.clone(), name.clone()), party.id.clone());
            }
        }
        let there: HashSet<ItemId> = annotations.clusters.iter().map(|c| c.id.clone()).collect();
        let mut made = Vec::new();
        let mut next = draft.clusters.len();
        for entity in annotations.entities.iter_mut() {
            entity.cluster = entity.cluster.take().filter(|id| there.contains(id));
            let nameless = [Label::DATE, Label::MONEY].contains(&entity.label);
            if entity.cluster.is_some() || draft.tells_clusters || nameless {
                continue;
            }
            let name = words(entity.span);
            if name.is_empty() {
                continue;
            }
            let id = known
                .entry((entity.label.clone(), name.clone()))
                .or_insert_with(|| {
                    next += 1;
                    let id = ItemId::new(format!("c{next}"));
                    made.push(Party {
                        id: id.clone(),
                        label: entity.label.clone(),
                        name,
                        aliases: Vec::new(),
                        key: None,
                        was: None,
                        review: Review {
                            origin: Arc::clone(&self.reading.origin),
                            verdict: self.reading.verdict,
                            ..Review::default()
                        },
                    });
                    id
                });
            entity.cluster = Some(id.clone());
        }
        annotations.clusters.extend(made);
        let mut names: Vec<&Entity> = annotations.entities.iter().collect();
        names.sort_by_key(|entity| Reverse(likely(entity)));
        let mut by_span: HashMap<Span, ItemId> = HashMap::new();
        for entity in names {
            if let Some(cluster) = &entity.cluster {
                by_span
                    .entry(entity.span)
                    .or_insert_with(|| cluster.clone());
            }
        }
        let speakers = self.speakers.iter().copied().chain(std::iter::repeat(None));
        for (quote, named) in annotations.quotes.iter_mut().zip(speakers) {
            let Some(speaker) = &mut quote.said.speaker else {
                continue;
            };
            speaker.cluster = speaker.cluster.take().filter(|id| there.contains(id));
            if draft.tells_clusters || speaker.cluster.is_some() {
                continue;
            }
            let named = named.and_then(|named| self.placed.get(named).copied().flatten());
            let named = named.and_then(|at| annotations.entities.get(at)?.cluster.as_ref());
            let by_words = named.or_else(|| by_span.get(&speaker.span?));
            let by_name = || {
                let name = speaker.name.as_deref()?;
                let named = |party: &&Party| party.name == name;
                annotations.clusters.iter().find(named).map(|c| &c.id)
            };
            let by_words = by_words.filter(|id| {
                let named = |party: &&Party| party.id == **id;
                let party = annotations.clusters.iter().find(named);
                let name = speaker.name.as_deref();
                name.is_none_or(|name| party.is_some_and(|party| party.name == name))
            });
            speaker.cluster = by_words.or_else(by_name).cloned();
            if speaker.cluster.is_some() {
                speaker.name = None;
            }
        }
    }
}

/// How likely a name is the speaker among those on the same words: what stands comes before what is
/// undecided or rejected, and people and organisations before all others.
fn likely(entity: &Entity) -> (bool, bool) {
    let speaks = [Label::PERSON, Label::ORG].contains(&entity.label);
    let usual = ["PER", "ORGANIZATION", "ORGANISATION"].contains(&entity.label.as_str());
    (entity.review.verdict.stands(), speaks || usual)
}

/// The id that a machine's entity has.
pub(super) fn entity_id(at: Coordinates<'_>, span: Span, label: &Label) -> ItemId {
    let (start, end) = at.index.code_points_of(at.text, span);
    ItemId::new(format!("e{start}-{end}-{label}"))
}

/// The id that a machine's quote has.
pub(super) fn quote_id(at: Coordinates<'_>, extent: Span) -> ItemId {
    let (start, end) = at.index.code_points_of(at.text, extent);
    ItemId::new(format!("q{start}-{end}"))
}

/// The id that a machine's expression of time has.
pub(super) fn date_id(at: Coordinates<'_>, span: Span) -> ItemId {
    let (start, end) = at.index.code_points_of(at.text, span);
    ItemId::new(format!("d{start}-{end}"))
}

/// How a draft counts.
pub(super) fn unit_of(draft: &Draft) -> Unit {
    match draft.unit {
        None if draft.tokens.is_empty() => Unit::CodePoint,
        None => Unit::None,
        Some(unit) => unit,
    }
}

#[cfg(test)]
mod tests;
