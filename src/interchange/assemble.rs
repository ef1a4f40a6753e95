//! Names and quotes out of labelled spans and the relations between them, which is what most formats
//! know.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::draft::{
    Draft, DraftCluster, DraftDate, DraftEntity, DraftQuote, DraftReview, DraftSpan,
};
use crate::extract::{Label, QuoteKind};

/// What a labelled span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Entity,
    /// A piece of a quote's content.
    Piece,
    Cue,
    /// The words that name a speaker.
    Speaker,
    /// An expression of time.
    Date,
}

impl Role {
    /// What a label says that a span is.
    pub(super) fn of(label: &str) -> Self {
        match label.to_ascii_uppercase().as_str() {
            "QUOTE" | "QUOTATION" | "CONTENT" => Self::Piece,
            "CUE" => Self::Cue,
            "SPEAKER" | "SOURCE" => Self::Speaker,
            "TIMEX" => Self::Date,
            _ => Self::Entity,
        }
    }
}

/// A labelled span, or several under one name.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// What relations call it.
    pub(super) key: String,
    pub(super) role: Role,
    pub(super) label: String,
    pub(super) pieces: Vec<DraftSpan>,
    pub(super) review: DraftReview,
    /// The quote that it is part of, where the file says so without a relation.
    pub(super) quote: Option<String>,
    /// Its cluster.
    pub(super) cluster: Option<String>,
    /// The value of the expression of time that it is or tells.
    pub(super) value: Option<String>,
    pub(super) kind: Option<QuoteKind>,
    pub(super) negated: bool,
    /// The cluster and the name of a quote's speaker.
    pub(super) speaker: (Option<String>, Option<String>),
}

impl Region {
    /// Its line in the file; 0 where that is not known.
    fn line(&self) -> u64 {
        self.pieces.first().map_or(0, |piece| piece.line)
    }

    pub(super) fn new(key: impl Into<String>, label: &str, pieces: Vec<DraftSpan>) -> Self {
        Self {
            key: key.into(),
            role: Role::of(label),
            label: label.to_owned(),
            pieces,
            review: DraftReview::default(),
            quote: None,
            cluster: None,
            value: None,
            kind: None,
            negated: false,
            speaker: (None, None),
        }
    }
}

/// A relation between two spans, by their keys.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) label: String,
    pub(super) from: String,
    pub(super) to: String,
    /// Its line in the file; 0 where that is not known.
    pub(super) line: u64,
}

/// The kind of a quote as files name it.
pub(super) fn kind(name: &str) -> Option<QuoteKind> {
    match name {
        "direct" => Some(QuoteKind::Direct),
        "mixed" => Some(QuoteKind::Mixed),
        "indirect" => Some(QuoteKind::Indirect),
        _ => None,
    }
}

/// Sets that grow together.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn of(&mut self, mut item: usize) -> usize {
        while let Some(&above) = self.0.get(item).filter(|above| **above != item) {
            let next = self.0.get(above).copied().unwrap_or(above);
            if let Some(place) = self.0.get_mut(item) {
                *place = next;
            }
            item = above;
        }
        item
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        if let Some(place) = self.0.get_mut(a.max(b)) {
            *place = a.min(b);
        }
    }
}

/// Puts regions and relations into a draft: pieces, cues and speakers become quotes.
pub(super) fn assemble(draft: &mut Draft, mut regions: Vec<Region>, links: &[Link]) {
    regions.retain(|region| {
        let is_labelled = !region.label.trim().is_empty();
        if !is_labelled {
            draft.leave_out_at("spans without a label", region.line());
        }
        is_labelled
    });
    name_regions(draft, &mut regions);
    read_labels(draft, &regions);
    let keys: HashMap<&str, usize> = regions
        .iter()
        .enumerate()
        .rev()
        .map(|(at, region)| (region.key.as_str(), at))
        .collect();
    let mut quotes = Sets::new(regions.len());
    let mut same = Sets::new(regions.len());
    let mut cues: Vec<(usize, usize)> = Vec::new();
    let mut speakers: Vec<(usize, usize)> = Vec::new();
    let role = |at: usize| regions.get(at).map(|region| region.role);

    let mut first_of: HashMap<&str, usize> = HashMap::new();
    for (at, region) in regions.iter().enumerate() {
        if let (Some(quote), Role::Piece) = (&region.quote, region.role) {
            let first = *first_of.entry(quote).or_insert(at);
            quotes.join(first, at);
        }
    }
    for (at, region) in regions.iter().enumerate() {
        let first = region
            .quote
            .as_deref()
            .and_then(|quote| first_of.get(quote));
        match (first, region.role) {
            (Some(first), Role::Cue) => cues.push((*first, at)),
            (Some(first), Role::Speaker) => speakers.push((*first, at)),
            _ => {}
        }
    }
    for link in links {
        let ends = keys.get(link.from.as_str()).zip(keys.get(link.to.as_str()));
        let Some((&from, &to)) = ends else {
            draft.leave_out_at("relations of spans that are not there", link.line);
            continue;
        };
        // From the quote to the other, whichever way it was drawn.
        let (quote, other) = match (role(from), role(to)) {
            (Some(Role::Piece), _) => (from, to),
            (_, Some(Role::Piece)) => (to, from),
            _ => (from, to),
        };
        let is_quote = role(quote) == Some(Role::Piece);
        match link.label.to_ascii_lowercase().as_str() {
            "speaker" | "source" if is_quote => speakers.push((quote, other)),
            "cue" if is_quote => cues.push((quote, other)),
            "continued" | "continues" | "part" if is_quote && role(other) == Some(Role::Piece) => {
                quotes.join(quote, other);
            }
            "coref" | "coreference" | "equiv" | "same" => same.join(from, to),
            "speaker" | "source" | "cue" | "continued" | "continues" | "part" => {
                draft.leave_out_at("relations that are of no quote", link.line);
            }
            _ => draft.leave_out_at("relations of other kinds", link.line),
        }
    }

    if links.is_empty() && cues.is_empty() && speakers.is_empty() {
        for (piece, other) in nearest(&regions) {
            draft.read_as = Some(
                "cues and speakers without relations are taken for those of the nearest quote",
            );
            match role(other) {
                Some(Role::Cue) => cues.push((piece, other)),
                _ => speakers.push((piece, other)),
            }
        }
    }

    name_groups(draft, &regions, &mut same);
    let mut used = vec![false; regions.len()];
    let mut found: BTreeMap<usize, DraftQuote> = BTreeMap::new();
    // Where the pieces of each quote stand: each beginning with its end.
    let mut places: HashMap<usize, BTreeMap<usize, usize>> = HashMap::new();
    let mut alone: HashSet<usize> = HashSet::new();
    let cluster_of = clusters_of(&regions, &mut same);
    let entity_of = entities_of(&regions, draft.entities.len());
    for (at, region) in regions.iter().enumerate() {
        if region.role != Role::Piece {
            continue;
        }
        let root = quotes.of(at);
        let places = places.entry(root).or_default();
        let overlaps = |piece: &DraftSpan| {
            let before = places.range(..piece.end).next_back();
            before.is_some_and(|(_, end)| *end > piece.start)
        };
        // No two pieces of a quote overlap: then each is one of its own.
        let apart = region.pieces.iter().any(overlaps);
        if apart {
            draft.leave_out_at("relations between pieces that overlap", region.line());
            alone.insert(at);
        } else {
            let pieces = region.pieces.iter().filter(|piece| piece.start < piece.end);
            places.extend(pieces.map(|piece| (piece.start, piece.end)));
        }
        let quote = found.entry(if apart { at } else { root }).or_default();
        quote.content.extend(region.pieces.iter().cloned());
        quote.kind = quote.kind.or(region.kind);
        quote.negated |= region.negated;
        if quote.review == DraftReview::default() {
            quote.review = region.review.clone();
        } else {
            carry(draft, &mut quote.review, &region.review);
        }
        let (cluster, name) = &region.speaker;
        quote.speaker_cluster = quote.speaker_cluster.take().or_else(|| cluster.clone());
        quote.speaker_name = quote.speaker_name.take().or_else(|| name.clone());
    }
    let mut home = |piece: usize| {
        if alone.contains(&piece) {
            piece
        } else {
            quotes.of(piece)
        }
    };
    for (quote, cue) in cues {
        let (Some(quote), Some(region)) = (found.get_mut(&home(quote)), regions.get(cue)) else {
            continue;
        };
        if quote.cue.is_some() {
            draft.leave_out_at("further cues of a quote", region.line());
            continue;
        }
        quote.cue = extent(&region.pieces);
        if region.role == Role::Cue {
            carry(draft, &mut quote.review, &region.review);
            quote.negated |= region.negated;
        }
        mark(&mut used, cue);
    }
    for (quote, speaker) in speakers {
        let (Some(quote), Some(region)) = (found.get_mut(&home(quote)), regions.get(speaker))
        else {
            continue;
        };
        if quote.speaker.is_some() {
            // Some say it twice: in the quote and by a relation.
            if quote.speaker != extent(&region.pieces) {
                draft.leave_out_at("further speakers of a quote", region.line());
            }
            mark(&mut used, speaker);
            continue;
        }
        quote.speaker = extent(&region.pieces);
        quote.speaker_entity = entity_of.get(speaker).copied().flatten();
        if region.role == Role::Speaker {
            carry(draft, &mut quote.review, &region.review);
        }
        let name = &region.speaker.1;
        quote.speaker_name = quote.speaker_name.take().or_else(|| name.clone());
        if quote.speaker_cluster.is_none() {
            quote.speaker_cluster = cluster_of.get(speaker).cloned().flatten();
        }
        mark(&mut used, speaker);
    }
    draft.quotes.extend(found.into_values());
    for (at, region) in regions.into_iter().enumerate() {
        let is_used = used.get(at).copied().unwrap_or_default();
        match region.role {
            Role::Cue if !is_used => draft.leave_out_at("cues of no quote", region.line()),
            Role::Speaker if !is_used => draft.leave_out_at("speakers of no quote", region.line()),
            Role::Piece | Role::Cue | Role::Speaker => {}
            Role::Date => draft
                .dates
                .extend(extent(&region.pieces).map(|span| DraftDate {
                    span,
                    value: region.value,
                    was: None,
                    review: region.review,
                })),
            Role::Entity => {
                if let (Some(span), Some(value)) = (extent(&region.pieces), region.value) {
                    draft.dates.push(DraftDate {
                        span,
                        value: Some(value),
                        was: None,
                        review: DraftReview {
                            verdict: region.review.verdict,
                            ..DraftReview::default()
                        },
                    });
                }
                draft.entities.push(DraftEntity {
                    pieces: region.pieces,
                    label: Label::new(&region.label),
                    cluster: cluster_of.get(at).cloned().flatten(),
                    was: None,
                    review: region.review,
                });
            }
        }
    }
}

/// Lets a quote carry what is said of a part of it: tags, notes and, where it has none, a link.
fn carry(draft: &mut Draft, quote: &mut DraftReview, part: &DraftReview) {
    for tag in &part.tags {
        if !quote.tags.contains(tag) {
            quote.tags.push(tag.clone());
        }
    }
    if let Some(note) = part
        .note
        .as_ref()
        .filter(|note| quote.note.as_ref() != Some(note))
    {
        quote.add_note(note);
    }
    match &part.link {
        Some(link) if quote.link.is_none() => quote.link = Some(link.clone()),
        Some(link) if quote.link.as_ref() != Some(link) => {
            draft.leave_out("further links of a quote");
        }
        _ => {}
    }
}

/// The place of each region that is a name among the names of the draft, which has so many already.
fn entities_of(regions: &[Region], before: usize) -> Vec<Option<usize>> {
    let mut next = before;
    let regions = regions.iter().map(|region| {
        let place = (region.role == Role::Entity).then_some(next);
        next += usize::from(place.is_some());
        place
    });
    regions.collect()
}

fn mark(used: &mut [bool], at: usize) {
    if let Some(used) = used.get_mut(at) {
        *used = true;
    }
}

/// Makes clusters of names that the file calls something, one for each name and label.
fn name_regions(draft: &mut Draft, regions: &mut [Region]) {
    let mut met = HashSet::new();
    for region in regions {
        let is_name = region.role == Role::Entity && region.cluster.is_none();
        let Some(name) = region.speaker.1.as_ref().filter(|_| is_name) else {
            continue;
        };
        let id = format!("name {} {name}", region.label);
        if met.insert(id.clone()) {
            draft.clusters.push(DraftCluster {
                id: id.clone(),
                label: Some(Label::new(&region.label)),
                name: Some(name.clone()),
                aliases: Vec::new(),
                was: None,
                key: None,
                review: DraftReview::default(),
            });
        }
        region.cluster = Some(id);
    }
}

/// Says how labels of other tools are understood.
fn read_labels(draft: &mut Draft, regions: &[Region]) {
    let is_other = |region: &Region| {
        let own = match region.role {
            Role::Piece => "QUOTE",
            Role::Speaker => "SPEAKER",
            Role::Cue | Role::Date | Role::Entity => return false,
        };
        !region.label.eq_ignore_ascii_case(own)
    };
    if regions.iter().any(is_other) {
        draft
            .read_as
            .get_or_insert("labels QUOTATION and CONTENT are read as QUOTE, and SOURCE as SPEAKER");
    }
}

/// The nearest piece of a quote for each cue and each speaker of a file without relations, as long as
/// that piece has none; in the order of the text.
fn nearest(regions: &[Region]) -> Vec<(usize, usize)> {
    let place = |at: usize| regions.get(at).and_then(|region| extent(&region.pieces));
    let of = |role: Role| {
        let all = regions.iter().enumerate();
        let all = all.filter(move |(_, region)| region.role == role);
        let mut all: Vec<(usize, usize, usize)> = all
            .filter_map(|(at, _)| Some((at, place(at)?)))
            .map(|(at, span)| (span.start, span.end, at))
            .collect();
        all.sort_unstable();
        all
    };
    let pieces = of(Role::Piece);
    let mut pairs = Vec::new();
    for role in [Role::Cue, Role::Speaker] {
        let mut taken = HashSet::new();
        for (start, end, at) in of(role) {
            let next = pieces.partition_point(|piece| piece.0 < start);
            let before = next.checked_sub(1).and_then(|last| pieces.get(last));
            let gap = |piece: &(usize, usize, usize)| {
                start
                    .saturating_sub(piece.1)
                    .max(piece.0.saturating_sub(end))
            };
            let near = before.into_iter().chain(pieces.get(next));
            let near = near.filter(|piece| !taken.contains(&piece.2));
            if let Some(piece) = near.min_by_key(|piece| gap(piece)) {
                taken.insert(piece.2);
                pairs.push((piece.2, at));
            }
        }
    }
    pairs
}

/// Makes clusters of spans that relations call the same, where the file has none of its own.
fn name_groups(draft: &mut Draft, regions: &[Region], same: &mut Sets) {
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, region) in regions.iter().enumerate() {
        if region.cluster.is_none() {
            *sizes.entry(same.of(at)).or_default() += 1;
        }
    }
    let known = known_groups(regions, same);
    for (group, size) in sizes {
        if size > 1 && !known.contains_key(&group) {
            draft.clusters.push(DraftCluster {
                id: group_name(group),
                label: None,
                name: None,
                aliases: Vec::new(),
                was: None,
                key: None,
                review: DraftReview::default(),
            });
        }
    }
}

/// The clusters that the file has for spans of a group, by group.
fn known_groups(regions: &[Region], same: &mut Sets) -> HashMap<usize, String> {
    let mut known = HashMap::new();
    for (at, region) in regions.iter().enumerate() {
        if let Some(cluster) = &region.cluster {
            known.entry(same.of(at)).or_insert_with(|| cluster.clone());
        }
    }
    known
}

fn group_name(group: usize) -> String {
    format!("group {group}")
}

/// The cluster of each region, if it has one.
fn clusters_of(regions: &[Region], same: &mut Sets) -> Vec<Option<String>> {
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    for (at, region) in regions.iter().enumerate() {
        if region.cluster.is_none() {
            *sizes.entry(same.of(at)).or_default() += 1;
        }
    }
    let known = known_groups(regions, same);
    let regions = regions.iter().enumerate();
    regions
        .map(|(at, region)| {
            let group = same.of(at);
            let own = region.cluster.as_ref().or_else(|| known.get(&group));
            let grouped = sizes.get(&group).is_some_and(|size| *size > 1);
            own.cloned().or_else(|| grouped.then(|| group_name(group)))
        })
        .collect()
}

/// One span over all pieces.
pub(super) fn extent(pieces: &[DraftSpan]) -> Option<DraftSpan> {
    if let [piece] = pieces {
        return Some(piece.clone());
    }
    let first = pieces.first()?;
    Some(DraftSpan {
        start: pieces.iter().map(|piece| piece.start).min()?,
        end: pieces.iter().map(|piece| piece.end).max()?,
        text: None,
        parts: pieces.to_vec(),
        ..first.clone()
    })
}
