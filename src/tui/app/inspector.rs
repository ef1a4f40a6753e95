//! What was found in the article, grouped: people and things, quotes, dates.

use std::collections::HashMap;

use crate::annotation::{Annotations, ItemId, ItemRef, Verdict};
use crate::extract::Label;

/// A line of the inspector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The heading of a section and how many there are.
    Heading(&'static str, usize),
    /// A person or thing with its mentions, in the order of the text.
    Party {
        /// The cluster.
        cluster: ItemId,
        /// Its mentions.
        mentions: Vec<ItemId>,
    },
    /// An entity that belongs to no cluster.
    Single(ItemId),
    /// A quote.
    Quote(ItemId),
    /// A date that no entity tells.
    Date(ItemId),
}

/// The state of the inspector.
#[derive(Debug, Default)]
pub struct Inspector {
    /// What is listed.
    pub lines: Vec<Line>,
    /// The selected line.
    pub selected: usize,
    /// The first line on the screen.
    pub top: usize,
}

impl Inspector {
    /// Lists what stands in the annotations; what was rejected only when asked for.
    pub fn list(&mut self, annotations: &Annotations, rejected: bool) {
        let kept = self.lines.get(self.selected).and_then(first_item);
        let shows = |verdict: Verdict| rejected || verdict != Verdict::Rejected;
        let mut groups: HashMap<&ItemId, Vec<ItemId>> = HashMap::new();
        let mut singles = Vec::new();
        for entity in annotations
            .entities
            .iter()
            .filter(|e| shows(e.review.verdict))
        {
            let cluster = entity
                .cluster
                .as_ref()
                .filter(|id| annotations.cluster(id).is_some());
            match cluster {
                Some(cluster) => groups.entry(cluster).or_default().push(entity.id.clone()),
                None => singles.push(Line::Single(entity.id.clone())),
            }
        }
        let mut parties: Vec<(usize, Line)> = annotations
            .clusters
            .iter()
            .filter_map(|party| {
                let mentions = groups.remove(&party.id)?;
                let rank = rank(&party.label);
                let cluster = party.id.clone();
                Some((rank, Line::Party { cluster, mentions }))
            })
            .collect();
        parties.sort_by_key(|(rank, _)| *rank);

        let mut lines = Vec::new();
        section(
            &mut lines,
            "People and things",
            parties
                .into_iter()
                .map(|(_, line)| line)
                .chain(singles)
                .collect(),
        );
        let quotes = annotations
            .quotes
            .iter()
            .filter(|q| shows(q.review.verdict));
        section(
            &mut lines,
            "Quotes",
            quotes.map(|q| Line::Quote(q.id.clone())).collect(),
        );
        let dates = annotations
            .dates
            .iter()
            .filter(|d| shows(d.review.verdict) && !annotations.date_has_entity(d));
        section(
            &mut lines,
            "Dates",
            dates.map(|d| Line::Date(d.id.clone())).collect(),
        );
        self.lines = lines;
        if let Some(item) = kept {
            self.select_item(&item);
        }
        self.selected = self.selected.min(self.lines.len().saturating_sub(1));
        self.skip_heading(1);
    }

    /// Selects the line that holds an item.
    pub fn select_item(&mut self, item: &ItemRef) {
        if let Some(at) = self.lines.iter().position(|line| holds(line, item)) {
            self.selected = at;
        }
    }

    /// Moves the selection over the lines that are no headings.
    pub fn step(&mut self, by: isize) {
        let last = self.lines.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
        self.skip_heading(by);
    }

    /// The items of the selected line.
    pub fn items(&self) -> Vec<ItemRef> {
        self.lines.get(self.selected).map(items).unwrap_or_default()
    }

    /// Scrolls so that the selected line is among `height` lines.
    pub fn keep_selected_shown(&mut self, height: usize) {
        let height = height.max(1);
        if self.selected <= self.top {
            // The heading above the first line is worth seeing.
            self.top = self.selected.saturating_sub(1);
        } else if self.selected >= self.top + height {
            self.top = self.selected + 1 - height;
        }
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

fn section(lines: &mut Vec<Line>, heading: &'static str, content: Vec<Line>) {
    if !content.is_empty() {
        lines.push(Line::Heading(heading, content.len()));
        lines.extend(content);
    }
}

fn rank(label: &Label) -> usize {
    Label::BUILT_IN
        .iter()
        .position(|known| known == label)
        .unwrap_or(Label::BUILT_IN.len())
}

fn items(line: &Line) -> Vec<ItemRef> {
    match line {
        Line::Heading(..) => Vec::new(),
        Line::Party { mentions, .. } => mentions.iter().cloned().map(ItemRef::Entity).collect(),
        Line::Single(id) => vec![ItemRef::Entity(id.clone())],
        Line::Quote(id) => vec![ItemRef::Quote(id.clone())],
        Line::Date(id) => vec![ItemRef::Date(id.clone())],
    }
}

fn first_item(line: &Line) -> Option<ItemRef> {
    items(line).into_iter().next()
}

fn holds(line: &Line, item: &ItemRef) -> bool {
    items(line).contains(item)
}
