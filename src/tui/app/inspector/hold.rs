//! Keeps the selection on what was selected, wherever a decision moves its line.

use super::{Inspector, Line};
use crate::annotation::{Annotations, ItemRef};

/// What stood on the selected line and behind it, before a decision.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// What the selected line tells of: a cluster, then the first of its mentions, which may get
    /// into another one.
    here: Vec<ItemRef>,
    /// What the next line tells of.
    next: Vec<ItemRef>,
    /// Whether the selected line is there still.
    stays: bool,
}

impl Inspector {
    /// Notes what is selected; the annotations are still those that are listed.
    pub fn hold(&mut self, annotations: &Annotations) {
        let is_heading = |line: &&Line| matches!(line, Line::Heading(..));
        let mut next = self.lines.iter().skip(self.selected + 1);
        let next = next.find(|line| !is_heading(line));
        self.held = Some(Held {
            here: self
                .lines
                .get(self.selected)
                .map_or_else(Vec::new, |line| told(line, annotations)),
            next: next.map_or_else(Vec::new, |line| told(line, annotations)),
            stays: true,
        });
    }

    /// Selects again what was noted, in the lines that are listed now; where it is listed no more,
    /// what has got into its place.
    pub fn select_held(&mut self, annotations: &Annotations) {
        let Some(mut held) = self.held.take() else {
            return;
        };
        held.stays = held.here.is_empty()
            || held
                .here
                .iter()
                .any(|item| self.select_item(item, annotations));
        self.held = Some(held);
    }

    /// Goes on to what stood behind the selected line before the decision about it.
    pub fn go_on(&mut self, annotations: &Annotations) {
        let held = self.held.take().unwrap_or(Held {
            stays: true,
            ..Held::default()
        });
        let went = held
            .next
            .iter()
            .any(|item| self.select_item(item, annotations));
        if !went && held.stays {
            self.step(1);
        }
    }
}

/// The items by which a line is found again.
fn told(line: &Line, annotations: &Annotations) -> Vec<ItemRef> {
    let entity = |at: usize| Some(ItemRef::Entity(annotations.entities.get(at)?.id.clone()));
    let items = match line {
        Line::Heading(..) | Line::Unplaced(_) => [None, None],
        Line::Party { at, mentions, .. } => {
            let cluster = annotations.clusters.get(*at);
            let cluster = cluster.map(|party| ItemRef::Cluster(party.id.clone()));
            [cluster, mentions.first().and_then(|at| entity(*at))]
        }
        Line::Single(at) => [entity(*at), None],
        Line::Quote(at) => {
            let quote = annotations.quotes.get(*at);
            [quote.map(|quote| ItemRef::Quote(quote.id.clone())), None]
        }
        Line::Date(at) => {
            let date = annotations.dates.get(*at);
            [date.map(|date| ItemRef::Date(date.id.clone())), None]
        }
    };
    items.into_iter().flatten().collect()
}
