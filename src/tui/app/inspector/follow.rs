//! Keeps the lines true through decisions, without listing everything anew.

use std::collections::BTreeMap;

use super::{DATES, Inspector, Line, PEOPLE, QUOTES, SECTIONS, UNPLACED, group, rank};
use crate::annotation::edit::{Change, Swap};
use crate::annotation::{Annotations, Entity, Quotation, Review, Verdict};
use crate::extract::Label;

/// What is shown, beside what is always shown.
#[derive(Clone, Copy)]
struct Shown {
    rejected: bool,
}

impl Shown {
    fn shows(self, review: &Review) -> bool {
        self.rejected || review.verdict != Verdict::Rejected
    }

    /// Whether an entity keeps its place in the order, and leaves the dates as they are listed.
    fn keeps_entity(swap: &Swap<Option<Entity>>) -> bool {
        let (Some(before), Some(after)) = (&swap.before, &swap.after) else {
            return false;
        };
        let is_rejected = |entity: &Entity| entity.review.verdict == Verdict::Rejected;
        // A date is listed where no entity that stands tells it.
        let tells_dates = before.label == Label::DATE && is_rejected(before) != is_rejected(after);
        before.span == after.span
            && before.label == after.label
            && before.cluster == after.cluster
            && !tells_dates
    }

    /// Whether lines can be changed for it, one by one.
    fn can_follow(self, change: &Change) -> bool {
        match change {
            Change::Entity(_, swap) => Self::keeps_entity(swap),
            Change::Quote(_, swap) => {
                let extent = |quote: &Quotation| quote.extent();
                swap.before.is_some()
                    && swap.before.as_ref().map(extent) == swap.after.as_ref().map(extent)
            }
            Change::Date(_, swap) => match (&swap.before, &swap.after) {
                (Some(before), Some(after)) => {
                    before.span == after.span
                        && self.shows(&before.review) == self.shows(&after.review)
                }
                _ => false,
            },
            Change::Cluster(_, swap) => match (&swap.before, &swap.after) {
                (Some(before), Some(after)) => before.label == after.label,
                _ => false,
            },
            Change::Unplaced(..) => false,
            Change::Status(_) | Change::Tags(_) | Change::Note(_) | Change::Updated(_) => true,
        }
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
    /// Lists what changes leave. Where they move nothing, only the lines of what they are about
    /// are made anew, or come and go.
    pub fn follow(
        &mut self,
        changes: &[Change],
        annotations: &Annotations,
        text: &str,
        rejected: bool,
    ) {
        let shown = Shown { rejected };
        let few = changes.len() <= self.lines.len();
        if !few || !changes.iter().all(|change| shown.can_follow(change)) {
            return self.list(annotations, text, rejected);
        }
        // The clusters to look at again, with those of their mentions that come or go.
        let mut clusters: BTreeMap<usize, Vec<(usize, bool)>> = BTreeMap::new();
        for change in changes {
            match change {
                Change::Entity(id, swap) => {
                    let (Some(before), Some(after)) = (&swap.before, &swap.after) else {
                        continue;
                    };
                    let Some(place) = annotations.entity_at(id) else {
                        continue;
                    };
                    let shows = shown.shows(&after.review);
                    let comes_or_goes = shows != shown.shows(&before.review);
                    let cluster = after.cluster.as_ref();
                    match cluster.and_then(|id| annotations.cluster_at(id)) {
                        Some(cluster) => {
                            let mentions = clusters.entry(cluster).or_default();
                            mentions.extend(comes_or_goes.then_some((place, shows)));
                        }
                        None if comes_or_goes => {
                            self.set_line(Line::Single(place), shows, annotations);
                        }
                        None => {}
                    }
                }
                Change::Quote(id, swap) => {
                    let place = annotations.quote_at(id);
                    if let (Some(place), Some(after)) = (place, &swap.after) {
                        let shows = shown.shows(&after.review);
                        self.set_line(Line::Quote(place), shows, annotations);
                    }
                }
                Change::Cluster(id, _) => {
                    if let Some(cluster) = annotations.cluster_at(id) {
                        clusters.entry(cluster).or_default();
                    }
                }
                _ => {}
            }
        }
        for (cluster, changed) in clusters {
            self.regroup(cluster, &changed, annotations, text);
        }
        self.selected = self.selected.min(self.lines.len().saturating_sub(1));
        self.skip_heading(1);
    }

    /// Makes the line of a cluster anew, of which some mentions are shown now, or are not any more.
    fn regroup(
        &mut self,
        cluster: usize,
        changed: &[(usize, bool)],
        annotations: &Annotations,
        text: &str,
    ) {
        let line = self.of_cluster.get(&cluster).copied();
        let mut mentions = match line.and_then(|at| self.lines.get_mut(at)) {
            Some(Line::Party { mentions, .. }) => std::mem::take(mentions),
            _ => Vec::new(),
        };
        for &(place, shows) in changed {
            match (mentions.binary_search(&place), shows) {
                (Err(at), true) => mentions.insert(at, place),
                (Ok(at), false) => {
                    mentions.remove(at);
                }
                _ => {}
            }
        }
        let stays = !mentions.is_empty();
        let made = group(annotations, text, cluster, mentions);
        match line.and_then(|at| self.lines.get_mut(at)) {
            Some(line) if stays => *line = made,
            None if !stays => {}
            _ => self.set_line(made, stays, annotations),
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
