//! What was found in the article, grouped: people and things, quotes, dates.

mod detail;
mod follow;
mod hold;

use std::collections::HashMap;

use crate::annotation::check::Checks;
use crate::annotation::{Annotations, ItemId, ItemRef, Review, Verdict};
use crate::extract::Label;

use super::reader::Reader;
use super::window::Window;

/// The sections, in their order.
const PEOPLE: &str = "People and things";
const QUOTES: &str = "Quotes";
const DATES: &str = "Dates";
const UNPLACED: &str = "Without a place";
const SECTIONS: [&str; 4] = [UNPLACED, PEOPLE, QUOTES, DATES];

/// A line of the inspector. Places are those in the annotations that were listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The heading of a section and how many there are.
    Heading(&'static str, usize),
    /// A person or thing with its mentions.
    Party {
        /// The cluster's place.
        at: usize,
        /// The places of its mentions among the entities, in the order of the text.
        mentions: Vec<usize>,
        /// What was decided about them, and what they carry.
        tally: Tally,
        /// The places of those that look wrong.
        doubtful: Vec<usize>,
    },
    /// The place in the queue of an item that is in doubt since the text changed.
    Unplaced(usize),
    /// The place of an entity that belongs to no cluster.
    Single(usize),
    /// The place of a quote.
    Quote(usize),
    /// The place of a date that no entity tells.
    Date(usize),
}

/// What items carry beside what they say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carries {
    /// Whether any has a tag.
    pub tags: bool,
    /// Whether any has a note.
    pub note: bool,
    /// Whether any has an external identifier.
    pub link: bool,
}

impl Carries {
    /// What an item carries.
    pub fn of(review: &Review) -> Self {
        Self {
            tags: !review.tags.is_empty(),
            note: review.note.is_some(),
            link: review.link.is_some(),
        }
    }

    /// What either carries.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            tags: self.tags || other.tags,
            note: self.note || other.note,
            link: self.link || other.link,
        }
    }
}

/// What was decided about many mentions, and what they carry: how many of them each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    verdicts: [usize; Verdict::ALL.len()],
    tags: usize,
    notes: usize,
    links: usize,
}

impl Tally {
    fn add(&mut self, review: &Review) {
        self.count(review, 1);
    }

    fn remove(&mut self, review: &Review) {
        self.count(review, -1);
    }

    fn count(&mut self, review: &Review, by: isize) {
        let Carries { tags, note, link } = Carries::of(review);
        let carried = [
            (tags, &mut self.tags),
            (note, &mut self.notes),
            (link, &mut self.links),
        ];
        let of_verdict = self.verdicts.get_mut(review.verdict as usize);
        let carried = carried.into_iter().filter(|(carries, _)| *carries);
        for count in carried.map(|(_, count)| count).chain(of_verdict) {
            *count = count.saturating_add_signed(by);
        }
    }

    /// One verdict for all: undecided while any is, corrected where they differ.
    pub fn verdict(&self) -> Verdict {
        let counts = Verdict::ALL.into_iter().zip(self.verdicts);
        let mut there = counts.filter(|(_, count)| *count > 0);
        match (there.next(), there.next()) {
            (None, _) => Verdict::default(),
            // It is the first of all.
            (Some((verdict, _)), None) | (Some((verdict @ Verdict::Unreviewed, _)), _) => verdict,
            (Some(_), Some(_)) => Verdict::Corrected,
        }
    }

    /// What any of them carries.
    pub fn carries(&self) -> Carries {
        Carries {
            tags: self.tags > 0,
            note: self.notes > 0,
            link: self.links > 0,
        }
    }
}

/// A row about the selected line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// What the item is.
    Head(String),
    /// Who says it, and which words say so.
    Speaker(String),
    /// What looks wrong about it.
    Warning(String),
    /// What it says.
    Content(String),
}

/// The state of the inspector.
#[derive(Clone, Debug, Default)]
pub struct Inspector {
    /// What is listed.
    pub lines: Vec<Line>,
    /// The line of each cluster, by its place.
    of_cluster: HashMap<usize, usize>,
    /// The selected line.
    pub selected: usize,
    /// What was selected before the last decision.
    held: Option<hold::Held>,
    /// Which lines are on the screen.
    pub window: Window,
    /// What is told about the selected line below the list, a row each.
    pub detail: Vec<Told>,
}

impl Inspector {
    /// Lists what stands in the annotations of a text; what was rejected only when asked for.
    pub fn list(&mut self, annotations: &Annotations, text: &str, rejected: bool) {
        let shows = |review: &Review| rejected || review.verdict != Verdict::Rejected;
        let places: HashMap<&ItemId, usize> = annotations
            .clusters
            .iter()
            .enumerate()
            .map(|(at, party)| (&party.id, at))
            .collect();
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); annotations.clusters.len()];
        let mut singles = Vec::new();
        let entities = annotations.entities.iter().enumerate();
        for (at, entity) in entities.filter(|(_, e)| shows(&e.review)) {
            let cluster = entity.cluster.as_ref().and_then(|id| places.get(id));
            match cluster.and_then(|&cluster| groups.get_mut(cluster)) {
                Some(group) => group.push(at),
                None => singles.push(Line::Single(at)),
            }
        }
        let mut parties: Vec<(usize, Line)> = annotations
            .clusters
            .iter()
            .zip(groups)
            .enumerate()
            .filter(|(_, (_, mentions))| !mentions.is_empty())
            .map(|(at, (party, mentions))| {
                let line = group(annotations, text, at, mentions);
                (rank(&party.label), line)
            })
            .collect();
        parties.sort_by_key(|(rank, _)| *rank);

        let mut lines = Vec::new();
        let unplaced = 0..annotations.unplaced.len();
        section(&mut lines, UNPLACED, unplaced.map(Line::Unplaced));
        section(
            &mut lines,
            PEOPLE,
            parties.into_iter().map(|(_, line)| line).chain(singles),
        );
        let quotes = annotations.quotes.iter().enumerate();
        let quotes = quotes.filter(|(_, q)| shows(&q.review));
        section(&mut lines, QUOTES, quotes.map(|(at, _)| Line::Quote(at)));
        let dates = annotations.dates_alone().filter(|(_, d)| shows(&d.review));
        section(&mut lines, DATES, dates.map(|(at, _)| Line::Date(at)));
        self.lines = lines;
        self.note_clusters();
        self.selected = self.selected.min(self.lines.len().saturating_sub(1));
        self.skip_heading(1);
    }

    /// Notes which line each cluster has.
    fn note_clusters(&mut self) {
        self.of_cluster.clear();
        for (line, at) in self.lines.iter().zip(0..) {
            if let Line::Party { at: cluster, .. } = line {
                self.of_cluster.insert(*cluster, at);
            }
        }
    }

    /// Selects the line that holds an item; says whether there is one.
    pub fn select_item(&mut self, item: &ItemRef, annotations: &Annotations) -> bool {
        let Some(place) = annotations.at(item) else {
            return false;
        };
        let cluster = match item {
            ItemRef::Entity(_) => annotations
                .entities
                .get(place)
                .and_then(|entity| annotations.cluster_at(entity.cluster.as_ref()?)),
            ItemRef::Cluster(_) => Some(place),
            ItemRef::Quote(_) | ItemRef::Date(_) => None,
        };
        if let Some(at) = cluster.and_then(|cluster| self.of_cluster.get(&cluster)) {
            self.selected = *at;
            return true;
        }
        let holds = |line: &Line| match (item, line) {
            (ItemRef::Entity(_), Line::Single(at))
            | (ItemRef::Quote(_), Line::Quote(at))
            | (ItemRef::Date(_), Line::Date(at)) => *at == place,
            _ => false,
        };
        let found = self.lines.iter().position(holds);
        self.selected = found.unwrap_or(self.selected);
        found.is_some()
    }

    /// Selects the line of an item that waits for its place.
    pub fn select_unplaced(&mut self, at: usize) {
        let is_it = |line: &Line| *line == Line::Unplaced(at);
        self.selected = self.lines.iter().position(is_it).unwrap_or(self.selected);
    }

    /// Moves the selection over the lines that are no headings.
    pub fn step(&mut self, by: isize) {
        let last = self.lines.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
        self.skip_heading(by);
    }

    /// The items of the selected line.
    pub fn items(&self, annotations: &Annotations) -> Vec<ItemRef> {
        let entity = |at: &usize| Some(ItemRef::Entity(annotations.entities.get(*at)?.id.clone()));
        let one = match self.lines.get(self.selected) {
            Some(Line::Party { mentions, .. }) => {
                return mentions.iter().filter_map(entity).collect();
            }
            Some(Line::Single(at)) => entity(at),
            Some(Line::Quote(at)) => annotations
                .quotes
                .get(*at)
                .map(|q| ItemRef::Quote(q.id.clone())),
            Some(Line::Date(at)) => annotations
                .dates
                .get(*at)
                .map(|d| ItemRef::Date(d.id.clone())),
            Some(Line::Heading(..) | Line::Unplaced(_)) | None => None,
        };
        one.into_iter().collect()
    }

    /// Tells about the selected line in as much of `width` times `height` cells as is left beside
    /// the list: of a quote who speaks, what looks wrong, how it begins; of a name what looks wrong.
    pub fn tell(&mut self, reader: &Reader, width: usize, height: usize) {
        self.detail.clear();
        let told = match self.lines.get(self.selected) {
            Some(Line::Quote(at)) => detail::of_quote(reader, *at, width),
            Some(Line::Party { doubtful, .. }) => detail::of_names(reader, doubtful),
            Some(Line::Single(at)) => detail::of_names(reader, std::slice::from_ref(at)),
            Some(Line::Heading(..) | Line::Unplaced(_) | Line::Date(_)) | None => Vec::new(),
        };
        self.detail = told;
        self.detail.truncate(height / 2);
    }

    /// Scrolls so that the selected line is among `height` lines, with what stands above it: that may
    /// be its heading.
    pub fn keep_selected_shown(&mut self, height: usize) {
        let (line, lines) = (self.selected, self.lines.len());
        self.window.show(line, true, line, height, lines);
    }

    fn skip_heading(&mut self, by: isize) {
        if matches!(self.lines.get(self.selected), Some(Line::Heading(..))) {
            if by < 0 && self.selected > 0 {
                self.selected -= 1;
            } else {
                self.selected = (self.selected + 1).min(self.lines.len().saturating_sub(1));
            }
        }
    }
}

fn section(lines: &mut Vec<Line>, heading: &'static str, content: impl Iterator<Item = Line>) {
    let at = lines.len();
    lines.push(Line::Heading(heading, 0));
    lines.extend(content);
    let count = lines.len() - at - 1;
    if count == 0 {
        lines.pop();
    } else if let Some(place) = lines.get_mut(at) {
        *place = Line::Heading(heading, count);
    }
}

fn group(annotations: &Annotations, text: &str, at: usize, mentions: Vec<usize>) -> Line {
    let mut tally = Tally::default();
    let mut doubtful = Vec::new();
    for &place in &mentions {
        let Some(entity) = annotations.entities.get(place) else {
            continue;
        };
        tally.add(&entity.review);
        if Checks::entity(entity, text).is_some() {
            doubtful.push(place);
        }
    }
    Line::Party {
        at,
        mentions,
        tally,
        doubtful,
    }
}

fn rank(label: &Label) -> usize {
    Label::BUILT_IN
        .iter()
        .position(|known| known == label)
        .unwrap_or(Label::BUILT_IN.len())
}
