//! Keeps the lines true through decisions, without listing everything anew.

use std::collections::BTreeMap;

use super::{DATES, Inspector, Line, PEOPLE, QUOTES, SECTIONS, UNPLACED, group, rank};
use crate::annotation::check::Checks;
use crate::annotation::edit::Change;
use crate::annotation::{Annotations, Entity, ItemRef, Items, Ordered, Review, Verdict};
use crate::extract::Label;
use crate::span::Span;

/// Where more items than this come, go or move, everything is listed anew.
const FEW: usize = 16;

/// What came and went in a cluster.
#[derive(Default)]
struct Members<'a> {
    /// The mentions that were shown before, as they were.
    gone: Vec<&'a Entity>,
    /// Those that are there, with their places, and whether they are shown.
    come: Vec<(usize, &'a Entity, bool)>,
}

/// Has a place among others in order, or not.
fn set(places: &mut Vec<usize>, place: usize, has: bool) {
    match (places.binary_search(&place), has) {
        (Err(at), true) => places.insert(at, place),
        (Ok(at), false) => {
            places.remove(at);
        }
        _ => {}
    }
}

/// What is shown, beside what is always shown.
#[derive(Clone, Copy)]
struct Shown {
    rejected: bool,
}

impl Shown {
    fn shows(self, review: &Review) -> bool {
        self.rejected || review.verdict != Verdict::Rejected
    }
}

/// Whether the lines stay in their order, though some may come and go.
fn can_follow(change: &Change) -> bool {
    match change {
        // People stand in the order of their labels.
        Change::Cluster(_, swap) => match (&swap.before, &swap.after) {
            (Some(before), Some(after)) => before.label == after.label,
            _ => true,
        },
        Change::Unplaced(..) => false,
        _ => true,
    }
}

/// Whether an item comes, goes, or gets into another line or place.
fn moves_lines(change: &Change) -> bool {
    let Change::Entity(_, swap) = change else {
        return change.moves();
    };
    let cluster = |entity: &Option<Entity>| Some(entity.as_ref()?.cluster.clone());
    change.moves() || cluster(&swap.before) != cluster(&swap.after)
}

/// The span of an entity that stands for a date of the same range.
fn told_date(entity: &Entity) -> Option<Span> {
    let stands = entity.review.verdict != Verdict::Rejected;
    (entity.label == Label::DATE && stands).then_some(entity.span)
}

/// Which items of a list are not where they stood.
#[derive(Debug, Default)]
struct Moved {
    /// Where those stood, in order.
    gone: Vec<usize>,
    /// Where they stand, in order.
    come: Vec<usize>,
}

impl Moved {
    /// Compares a list with what changed in it.
    fn of<'a, T: Ordered + 'a>(
        list: &Items<T>,
        swaps: impl Iterator<Item = (Option<&'a T>, Option<&'a T>)>,
    ) -> Self {
        let (before, after): (Vec<_>, Vec<_>) = swaps.unzip();
        let before: Vec<&T> = before.into_iter().flatten().collect();
        let after: Vec<&T> = after.into_iter().flatten().collect();
        let place = |item: &T| list.partition_point(|other| other.order(item).is_lt());
        let ahead = |items: &[&T], item: &T| items.iter().filter(|i| i.order(item).is_lt()).count();
        let gone = before.iter().map(|item| {
            let now = place(item).saturating_sub(ahead(&after, item));
            now + ahead(&before, item)
        });
        let mut gone: Vec<usize> = gone.collect();
        let mut come: Vec<usize> = after.iter().map(|item| place(item)).collect();
        gone.sort_unstable();
        come.sort_unstable();
        Self { gone, come }
    }

    fn is_nothing(&self) -> bool {
        self.gone.is_empty() && self.come.is_empty()
    }

    /// Where an item stands that stood at a place; none for one that moved itself.
    fn now(&self, place: usize) -> Option<usize> {
        let gone = self.gone.partition_point(|gone| *gone < place);
        if self.gone.get(gone) == Some(&place) {
            return None;
        }
        let rest = place - gone;
        Some(
            self.come
                .iter()
                .fold(rest, |now, come| now + usize::from(*come <= now)),
        )
    }
}

/// What moved in each of the lists.
struct Moves {
    entities: Moved,
    quotes: Moved,
    dates: Moved,
    clusters: Moved,
}

impl Moves {
    fn of(changes: &[Change], annotations: &Annotations) -> Self {
        let entities = changes.iter().filter_map(|change| match change {
            Change::Entity(_, swap) => Some((swap.before.as_ref(), swap.after.as_ref())),
            _ => None,
        });
        let entities = entities.filter(|(before, after)| {
            let place = |e: &Entity| (e.span, e.label.clone(), e.cluster.clone());
            before.map(place) != after.map(place)
        });
        let quotes = changes.iter().filter_map(|change| match change {
            Change::Quote(_, swap) => Some((swap.before.as_ref(), swap.after.as_ref())),
            _ => None,
        });
        let dates = changes.iter().filter_map(|change| match change {
            Change::Date(_, swap) => Some((swap.before.as_ref(), swap.after.as_ref())),
            _ => None,
        });
        let clusters = changes.iter().filter_map(|change| match change {
            Change::Cluster(_, swap) => Some((swap.before.as_ref(), swap.after.as_ref())),
            _ => None,
        });
        Self {
            entities: Moved::of(&annotations.entities, entities),
            quotes: Moved::of(&annotations.quotes, quotes.filter(|s| differs(*s))),
            dates: Moved::of(&annotations.dates, dates.filter(|s| differs(*s))),
            clusters: Moved::of(&annotations.clusters, clusters.filter(|s| differs(*s))),
        }
    }

    fn all(&self) -> [&Moved; 4] {
        [&self.entities, &self.quotes, &self.dates, &self.clusters]
    }
}

/// Whether an item comes, goes, or stands elsewhere among the others.
fn differs<T: Ordered>((before, after): (Option<&T>, Option<&T>)) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => before.order(after).is_ne(),
        (before, after) => before.is_some() != after.is_some(),
    }
}

/// Where a line stands among the others: its section, and its place there.
type Order = (usize, usize, usize);

fn order(line: &Line, annotations: &Annotations) -> Order {
    match line {
        Line::Heading(heading, _) => (section_of(heading), 0, 0),
        Line::Party { at, .. } => {
            let label = annotations.clusters.get(*at).map(|party| &party.label);
            (section_of(PEOPLE), 1 + label.map_or(0, rank), *at)
        }
        Line::Single(at) => (section_of(PEOPLE), usize::MAX, *at),
        Line::Quote(at) => (section_of(QUOTES), 1, *at),
        Line::Date(at) => (section_of(DATES), 1, *at),
        Line::Unplaced(at) => (section_of(UNPLACED), 1, *at),
    }
}

fn section_of(heading: &str) -> usize {
    let at = SECTIONS.iter().position(|section| *section == heading);
    at.unwrap_or(SECTIONS.len())
}

impl Inspector {
    /// Lists what changes left: only the lines of what they are about are made anew, or come and go.
    pub fn follow(
        &mut self,
        changes: &[Change],
        annotations: &Annotations,
        text: &str,
        rejected: bool,
    ) {
        let shown = Shown { rejected };
        let moving = changes.iter().filter(|change| moves_lines(change));
        let moving: Vec<ItemRef> = moving.take(FEW + 1).filter_map(Change::item).collect();
        let again = |(at, item)| moving.iter().take(at).any(|before| before == item);
        let is_once = moving.len() <= FEW && !moving.iter().enumerate().any(again);
        if changes.len() > self.lines.len() || !is_once || !changes.iter().all(can_follow) {
            return self.list(annotations, text, rejected);
        }
        self.renumber(&Moves::of(changes, annotations));
        // What changes in each cluster.
        let mut clusters: BTreeMap<usize, Members<'_>> = BTreeMap::new();
        let cluster_of = |entity: &Entity| annotations.cluster_at(entity.cluster.as_ref()?);
        let mut days: Vec<Span> = Vec::new();
        for change in changes {
            match change {
                Change::Entity(id, swap) => {
                    let both = [&swap.before, &swap.after];
                    days.extend(both.into_iter().flatten().filter_map(told_date));
                    if let Some(before) = swap.before.as_ref().filter(|e| shown.shows(&e.review))
                        && let Some(cluster) = cluster_of(before)
                    {
                        clusters.entry(cluster).or_default().gone.push(before);
                    }
                    let Some((after, place)) = swap.after.as_ref().zip(annotations.entity_at(id))
                    else {
                        continue;
                    };
                    let shows = shown.shows(&after.review);
                    match cluster_of(after) {
                        Some(cluster) => {
                            let members = clusters.entry(cluster).or_default();
                            members.come.push((place, after, shows));
                        }
                        None => self.set_line(Line::Single(place), shows, annotations),
                    }
                }
                Change::Quote(id, swap) => {
                    if let (Some(place), Some(after)) = (annotations.quote_at(id), &swap.after) {
                        let shows = shown.shows(&after.review);
                        self.set_line(Line::Quote(place), shows, annotations);
                    }
                }
                Change::Date(_, swap) => {
                    let both = [&swap.before, &swap.after];
                    days.extend(both.into_iter().flatten().map(|date| date.span));
                }
                _ => {}
            }
        }
        for day in days {
            self.show_dates(day, annotations, shown);
        }
        for (cluster, members) in clusters {
            self.regroup(cluster, &members, annotations, text);
        }
        self.selected = self.selected.min(self.lines.len().saturating_sub(1));
        self.skip_heading(1);
    }

    /// Takes away the lines of what moved, and gives those of all else their new places.
    fn renumber(&mut self, moves: &Moves) {
        if moves.all().iter().all(|moved| moved.is_nothing()) {
            return;
        }
        self.lines.retain_mut(|line| {
            let (place, moved) = match line {
                Line::Heading(..) | Line::Unplaced(_) => return true,
                Line::Party {
                    at,
                    mentions,
                    doubtful,
                    ..
                } => {
                    for places in [mentions, doubtful] {
                        places.retain_mut(|place| {
                            let now = moves.entities.now(*place);
                            *place = now.unwrap_or(*place);
                            now.is_some()
                        });
                    }
                    (at, &moves.clusters)
                }
                Line::Single(at) => (at, &moves.entities),
                Line::Quote(at) => (at, &moves.quotes),
                Line::Date(at) => (at, &moves.dates),
            };
            let now = moved.now(*place);
            *place = now.unwrap_or(*place);
            now.is_some()
        });
        // How many lines are left under each heading.
        let mut left = 0;
        for line in self.lines.iter_mut().rev() {
            match line {
                Line::Heading(_, count) => *count = std::mem::take(&mut left),
                _ => left += 1,
            }
        }
        self.lines
            .retain(|line| !matches!(line, Line::Heading(_, 0)));
        self.note_clusters();
    }

    /// Shows the dates of a range, or not: those that an entity tells are not shown.
    fn show_dates(&mut self, day: Span, annotations: &Annotations, shown: Shown) {
        let dates = &annotations.dates;
        let first = dates.partition_point(|date| date.span.start < day.start);
        let there = dates.iter().enumerate().skip(first);
        for (at, date) in there.take_while(|(_, date)| date.span.start == day.start) {
            let shows = shown.shows(&date.review) && !annotations.date_has_entity(date);
            self.set_line(Line::Date(at), shows, annotations);
        }
    }

    /// Takes what came and went in a cluster into its line, of however many mentions that tells.
    fn regroup(
        &mut self,
        cluster: usize,
        members: &Members<'_>,
        annotations: &Annotations,
        text: &str,
    ) {
        let line = self.of_cluster.get(&cluster).copied();
        let Some(Line::Party {
            mentions,
            tally,
            doubtful,
            ..
        }) = line.and_then(|at| self.lines.get_mut(at))
        else {
            let come = members.come.iter().filter(|(_, _, shows)| *shows);
            let mut mentions: Vec<usize> = come.map(|(place, ..)| *place).collect();
            mentions.sort_unstable();
            mentions.dedup();
            if !mentions.is_empty() {
                let made = group(annotations, text, cluster, mentions);
                self.set_line(made, true, annotations);
            }
            return;
        };
        for before in &members.gone {
            tally.remove(&before.review);
        }
        for (place, after, shows) in &members.come {
            if *shows {
                tally.add(&after.review);
            }
            // What it was meanwhile tells nothing of its place.
            if annotations.entities.get(*place) == Some(after) {
                set(mentions, *place, *shows);
                let doubts = *shows && Checks::entity(after, text).is_some();
                set(doubtful, *place, doubts);
            }
        }
        if mentions.is_empty() {
            let none = group(annotations, text, cluster, Vec::new());
            self.set_line(none, false, annotations);
        }
    }

    /// Puts a line where it belongs, or takes it away; nothing if that is done.
    fn set_line(&mut self, line: Line, shows: bool, annotations: &Annotations) {
        let wanted = order(&line, annotations);
        let (section, ..) = wanted;
        let place = |lines: &[Line], wanted: Order| {
            lines.binary_search_by(|line| order(line, annotations).cmp(&wanted))
        };
        match (place(&self.lines, wanted), shows) {
            (Ok(_), true) | (Err(_), false) => return,
            (Ok(at), false) => {
                self.lines.remove(at);
                self.moved(at, false);
            }
            (Err(at), true) => {
                self.lines.insert(at, line);
                self.moved(at, true);
            }
        }
        let Some(heading) = SECTIONS.get(section).copied() else {
            return;
        };
        match place(&self.lines, (section, 0, 0)) {
            Ok(at) => {
                let Some(Line::Heading(_, count)) = self.lines.get_mut(at) else {
                    return;
                };
                *count = count.saturating_add_signed(if shows { 1 } else { -1 });
                if *count == 0 {
                    self.lines.remove(at);
                    self.moved(at, false);
                }
            }
            Err(at) => {
                self.lines.insert(at, Line::Heading(heading, 1));
                self.moved(at, true);
            }
        }
    }

    /// Notes that a line was put in at a place, or taken from it.
    fn moved(&mut self, place: usize, put: bool) {
        if put {
            for at in self.of_cluster.values_mut().filter(|at| **at >= place) {
                *at += 1;
            }
        } else {
            self.of_cluster.retain(|_, at| *at != place);
            for at in self.of_cluster.values_mut().filter(|at| **at > place) {
                *at -= 1;
            }
        }
        if put && let Some(Line::Party { at: cluster, .. }) = self.lines.get(place) {
            self.of_cluster.insert(*cluster, place);
        }
    }
}
