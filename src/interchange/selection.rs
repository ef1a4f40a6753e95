//! What of an article's annotations is handed on, and under which labels.

mod unmet;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::annotation::{Annotations, ItemId, Review, Status, Verdict};
use crate::extract::Label;
use crate::interchange::marks::{QUOTE, TIMEX};
use crate::span::Span;

pub use unmet::Unmet;

/// What is handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The statuses of articles that are handed on; all of them where there is none.
    pub statuses: Vec<Status>,
    /// Whether undecided and rejected items are handed on too.
    pub all: bool,
    /// What of the items and articles is left out besides.
    pub filter: Filter,
    /// What labels are called.
    pub labels: LabelMap,
    /// Whether texts are handed on.
    pub with_text: bool,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            statuses: vec![Status::Reviewed],
            all: false,
            filter: Filter::default(),
            labels: LabelMap::default(),
            with_text: true,
        }
    }
}

/// Which items and articles are handed on; without conditions all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Items of these verdicts alone, undecided and rejected ones too where they are named.
    pub verdicts: Vec<Verdict>,
    /// Names of these labels alone, as they are recorded; `QUOTE` stands for quotes, `TIMEX` for
    /// expressions of time.
    pub labels: Vec<String>,
    /// Articles that have one of these tags; of others the items that have one.
    pub tags: Vec<String>,
    /// Articles of this day and later ones.
    pub since: Option<NaiveDate>,
    /// Articles of this day and earlier ones.
    pub until: Option<NaiveDate>,
}

impl Filter {
    /// Whether articles of this day are handed on; those without one are not where days are asked for.
    pub fn takes_day(&self, day: Option<NaiveDate>) -> bool {
        match day {
            None => self.since.is_none() && self.until.is_none(),
            Some(day) => {
                self.since.is_none_or(|since| since <= day)
                    && self.until.is_none_or(|until| day <= until)
            }
        }
    }

    fn takes_label(&self, label: &str) -> bool {
        self.labels.is_empty() || self.labels.iter().any(|wanted| wanted == label)
    }

    fn takes_tags(&self, tags: &[String]) -> bool {
        self.tags.is_empty() || tags.iter().any(|tag| self.tags.contains(tag))
    }

    /// Whether any item may be left out.
    fn is_of_items(&self) -> bool {
        !(self.verdicts.is_empty() && self.labels.is_empty() && self.tags.is_empty())
    }

    /// Whether an article is handed on: it has one of the tags, or an item in it has.
    pub fn takes_article(&self, annotations: &Annotations) -> bool {
        self.takes_tags(&annotations.tags)
            || annotations
                .entities
                .iter()
                .any(|e| self.takes_tags(&e.review.tags))
            || annotations
                .quotes
                .iter()
                .any(|q| self.takes_tags(&q.review.tags))
            || annotations
                .dates
                .iter()
                .any(|d| self.takes_tags(&d.review.tags))
    }
}

/// What labels are called in another place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelMap {
    names: BTreeMap<String, Option<String>>,
    /// What the others are called; as they are where there is none.
    others: Option<String>,
}

impl LabelMap {
    /// The four labels of the `CoNLL` shared task of 2003; it has none for dates and money.
    pub fn conll() -> Self {
        let names = [
            ("PERSON", Some("PER")),
            ("ORG", Some("ORG")),
            ("LOC", Some("LOC")),
            ("DATE", None),
            ("MONEY", None),
        ];
        Self {
            names: names
                .into_iter()
                .map(|(name, to)| (name.to_owned(), to.map(str::to_owned)))
                .collect(),
            others: Some("MISC".to_owned()),
        }
    }

    /// The label's name there; none where it has no place.
    pub fn of(&self, label: &Label) -> Option<Label> {
        match self.names.get(label.as_str()) {
            Some(to) => to.as_deref().map(Label::new),
            None => Some(
                self.others
                    .as_deref()
                    .map_or_else(|| label.clone(), Label::new),
            ),
        }
    }
}

impl LabelMap {
    /// What a label is called here that has this name there; the name itself where none is known.
    pub fn back(&self, there: &Label) -> Label {
        let named = |(_, to): &(&String, &Option<String>)| to.as_deref() == Some(there.as_str());
        match self.names.iter().find(named) {
            Some((name, _)) => Label::new(name),
            None => there.clone(),
        }
    }
}

impl LabelMap {
    /// What labels are called there, where each stands for a certain one.
    pub fn there(&self) -> impl Iterator<Item = &str> {
        let names = self.names.values().filter_map(Option::as_deref);
        names.filter(|_| self.others.is_none())
    }
}

impl std::str::FromStr for LabelMap {
    type Err = String;

    /// `conll`, or `PERSON=PER,DATE=`: a label without a name there is left out.
    fn from_str(written: &str) -> Result<Self, String> {
        if written == "conll" {
            return Ok(Self::conll());
        }
        let mut map = Self::default();
        for pair in written.split(',') {
            let (from, to) = pair
                .split_once('=')
                .filter(|(from, _)| !from.trim().is_empty())
                .ok_or_else(|| format!("“{pair}” is not LABEL=NAME; use conll, or PERSON=PER,…"))?;
            let to = Some(to.trim().to_owned()).filter(|to| !to.is_empty());
            map.names.insert(from.trim().to_owned(), to);
        }
        Ok(map)
    }
}

/// How many items of a kind were handed on, and how many were not, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Handed on.
    pub exported: u64,
    /// Left out because nobody decided about them.
    pub undecided: u64,
    /// Left out because they were rejected.
    pub rejected: u64,
    /// Left out because their label has no place in the target.
    pub label: u64,
    /// Left out because they were not asked for.
    pub filtered: u64,
}

impl Tally {
    fn count(&mut self, fate: Fate) {
        match fate {
            Fate::Exported => self.exported += 1,
            Fate::Undecided => self.undecided += 1,
            Fate::Rejected => self.rejected += 1,
            Fate::Label => self.label += 1,
            Fate::Filtered => self.filtered += 1,
        }
    }
}

/// What becomes of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Exported,
    Undecided,
    Rejected,
    Label,
    Filtered,
}

/// What became of the items of an article, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tallies {
    /// Names.
    pub entities: Tally,
    /// Quotes.
    pub quotes: Tally,
    /// Expressions of time.
    pub dates: Tally,
    /// Decided items left out because their place in the changed text is in doubt.
    pub unplaced: u64,
}

impl Selection {
    /// Whether articles of this status are handed on.
    pub fn takes(&self, status: Status) -> bool {
        self.statuses.is_empty() || self.statuses.contains(&status)
    }

    /// The part of the annotations that is handed on, under the target's labels; what refers to
    /// something left out refers to nothing.
    ///
    /// A date that is reviewed as an entity of the same range shares that entity's verdict, and is
    /// handed on with it: it is the entity's value.
    pub fn of(&self, annotations: &Annotations, tallies: &mut Tallies) -> Annotations {
        let mut part = annotations.clone();
        let named = annotations.entities.iter().rev();
        let named = named.filter(|entity| entity.label == Label::DATE);
        let named: HashMap<Span, Verdict> = named.map(|e| (e.span, e.review.verdict)).collect();
        for date in part.dates.iter_mut() {
            let verdict = named.get(&date.span).copied();
            if let Some(verdict) = verdict.filter(|_| date.review.verdict == Verdict::Unreviewed) {
                date.review.verdict = verdict;
            }
        }
        let has_tag = self.filter.takes_tags(&part.tags);
        // What a date means goes with the entity that is the date.
        let mut told: HashSet<Span> = HashSet::new();
        part.entities.retain_mut(|entity| {
            let mut fate = self.fate(&entity.review, entity.label.as_str(), has_tag);
            let is_date = entity.label == Label::DATE;
            match self.labels.of(&entity.label) {
                Some(label) => entity.label = label,
                None if fate == Fate::Exported => fate = Fate::Label,
                None => {}
            }
            if is_date && fate == Fate::Exported {
                told.insert(entity.span);
            }
            tallies.entities.count(fate);
            fate == Fate::Exported
        });
        part.quotes.retain(|quote| {
            let fate = self.fate(&quote.review, QUOTE, has_tag);
            tallies.quotes.count(fate);
            fate == Fate::Exported
        });
        part.dates.retain(|date| {
            let fate = if told.contains(&date.span) {
                self.fate_of(date.review.verdict)
            } else {
                self.fate(&date.review, TIMEX, has_tag)
            };
            tallies.dates.count(fate);
            fate == Fate::Exported
        });
        self.select_clusters(&mut part);
        if !self.all {
            tallies.unplaced += part.unplaced.len() as u64;
            part.unplaced.clear();
        }
        part
    }

    /// What becomes of an item; `has_tag` says whether its article has a tag that was asked for.
    fn fate(&self, review: &Review, label: &str, has_tag: bool) -> Fate {
        let filter = &self.filter;
        if !filter.takes_label(label) || !has_tag && !filter.takes_tags(&review.tags) {
            return Fate::Filtered;
        }
        self.fate_of(review.verdict)
    }

    /// What becomes of an item of this verdict that was asked for otherwise.
    fn fate_of(&self, verdict: Verdict) -> Fate {
        let wanted = &self.filter.verdicts;
        if !wanted.is_empty() {
            return if wanted.contains(&verdict) {
                Fate::Exported
            } else {
                Fate::Filtered
            };
        }
        match verdict {
            _ if self.all => Fate::Exported,
            Verdict::Unreviewed => Fate::Undecided,
            Verdict::Rejected => Fate::Rejected,
            Verdict::Accepted | Verdict::Corrected | Verdict::Added => Fate::Exported,
        }
    }

    /// Keeps the clusters that are decided or referred to, and no reference to another.
    fn select_clusters(&self, part: &mut Annotations) {
        let speakers = part.quotes.iter().filter_map(|q| q.said.speaker.as_ref());
        let used: HashSet<ItemId> = part
            .entities
            .iter()
            .filter_map(|e| e.cluster.clone())
            .chain(speakers.filter_map(|speaker| speaker.cluster.clone()))
            .collect();
        part.clusters.retain_mut(|cluster| {
            let verdict = cluster.review.verdict;
            let is_used = used.contains(&cluster.id);
            let wanted = if self.filter.is_of_items() {
                is_used && (self.all || verdict != Verdict::Rejected)
            } else {
                self.all || verdict.stands() || verdict == Verdict::Unreviewed && is_used
            };
            match self.labels.of(&cluster.label) {
                Some(label) if wanted => {
                    cluster.label = label;
                    true
                }
                _ => false,
            }
        });
        let kept: HashSet<&ItemId> = part.clusters.iter().map(|cluster| &cluster.id).collect();
        let drop = |reference: &mut Option<ItemId>| {
            if reference.as_ref().is_some_and(|id| !kept.contains(id)) {
                *reference = None;
            }
        };
        for entity in part.entities.iter_mut() {
            drop(&mut entity.cluster);
        }
        for quote in part.quotes.iter_mut() {
            let was = quote
                .was
                .as_deref_mut()
                .and_then(|said| said.speaker.as_mut());
            for speaker in quote.said.speaker.iter_mut().chain(was) {
                drop(&mut speaker.cluster);
            }
        }
    }
}

#[cfg(test)]
mod tests;
