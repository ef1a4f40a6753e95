//! Where a person or thing is named and speaks over the corpus, and where a decision about it applies.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::annotation::Verdict;
use crate::annotation::registry::Known;
use crate::survey::{Finding, Kind, Survey, Target, Word};
use crate::tui::theme::Role;

use super::hits::{self, Hit, Hits};
use super::{Around, Cell, Column, Marks, Place, Rows, Width};

/// A person or thing, as articles tell of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// The one of this key.
    Key(String),
    /// The clusters without a key that have this name and label.
    Called {
        /// The name.
        name: String,
        /// The label; none for a speaker who belongs to no cluster.
        label: Option<String>,
    },
}

/// What is listed of somebody.
#[derive(Clone, Debug)]
pub enum Aim {
    /// Every mention and everything said.
    All,
    /// Everything said.
    Said,
    /// Every mention.
    Mentions,
    /// The articles that a decision is about.
    Deed(Deed),
}

/// What is to be decided about people and things over the corpus.
#[derive(Clone, Debug)]
pub enum Deed {
    /// All that is listed is this person or thing, and these entries are no more.
    Same {
        /// The entry as it is to be.
        entry: Box<Known>,
        /// The keys of entries that it takes the place of.
        gone: Vec<String>,
        /// What is done, as undo names it.
        what: String,
    },
    /// What is marked is not the person or thing of this key.
    Other {
        /// The key.
        key: String,
    },
}

/// Places of people and things in the articles.
#[derive(Debug)]
pub struct Places {
    heading: String,
    who: Vec<Who>,
    aim: Aim,
    hits: Hits,
    rows: Vec<Row>,
}

/// What a row stands for beside its place.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// What the cluster is called there.
    name: Option<Word>,
    party: Option<Word>,
    known: Option<Word>,
    mentions: u32,
    quotes: u32,
    /// The same however many rows there are.
    key: u64,
}

impl Row {
    fn of(index: usize, finding: &Finding, single: bool) -> Self {
        let mut hasher = DefaultHasher::new();
        (index, finding.name, finding.party, finding.key).hash(&mut hasher);
        if single {
            (finding.span(), finding.kind).hash(&mut hasher);
        }
        Self {
            name: finding.name,
            party: finding.party,
            known: finding.key,
            mentions: 0,
            quotes: 0,
            key: hasher.finish(),
        }
    }

    fn count(&mut self, finding: &Finding) {
        match finding.kind {
            Kind::Quote => self.quotes += 1,
            Kind::Entity | Kind::Date => self.mentions += 1,
        }
    }

    fn is_of(&self, finding: &Finding) -> bool {
        (self.name, self.party, self.known) == (finding.name, finding.party, finding.key)
    }
}

const DEEDS: &[Column] = &[
    Column {
        heading: "date",
        width: Width::Fixed(10),
        right: false,
        from: 90,
    },
    Column {
        heading: "article",
        width: Width::Share(2),
        right: false,
        from: 0,
    },
    Column {
        heading: "called there",
        width: Width::Share(2),
        right: false,
        from: 0,
    },
    Column {
        heading: "mentions",
        width: Width::Fixed(8),
        right: true,
        from: 60,
    },
    Column {
        heading: "quotes",
        width: Width::Fixed(6),
        right: true,
        from: 70,
    },
    Column {
        heading: "line",
        width: Width::Share(3),
        right: false,
        from: 80,
    },
];

impl Places {
    /// The places of these people and things in what was read so far.
    pub fn of(survey: &Survey, heading: String, who: Vec<Who>, aim: Aim) -> Self {
        let mut places = Self {
            heading,
            who,
            aim,
            hits: Hits::new("", Marks::LeftOut, Vec::new()),
            rows: Vec::new(),
        };
        places.fill(survey);
        places
    }

    /// The same in what is known by now; lines that were read stay.
    pub fn renewed(&self, survey: &Survey) -> Self {
        let places = Self::of(
            survey,
            self.heading.clone(),
            self.who.clone(),
            self.aim.clone(),
        );
        let known: HashMap<u64, usize> = self.rows.iter().map(|row| row.key).zip(0..).collect();
        let mut places = places;
        for at in 0..places.rows.len() {
            let before = places.rows.get(at).and_then(|row| known.get(&row.key));
            if let Some(hit) = before.and_then(|&before| self.hits.hit(before)) {
                places.hits.set_line(at, hit.line.clone());
            }
        }
        places
    }

    fn fill(&mut self, survey: &Survey) {
        // A word that no finding has is nobody's.
        // They are few: looking through them is faster than a table of them.
        let wanted: Vec<(Word, Option<Word>, bool)> = self
            .who
            .iter()
            .filter_map(|who| match who {
                Who::Key(key) => Some((survey.word(key)?, None, true)),
                Who::Called { name, label } => {
                    let label = match label {
                        Some(label) => Some(survey.word(label)?),
                        None => None,
                    };
                    Some((survey.word(name)?, label, false))
                }
            })
            .collect();
        let single = !matches!(self.aim, Aim::Deed(_));
        let mut hits: Vec<Hit> = Vec::new();
        let mut first = 0;
        for (index, finding) in survey.findings() {
            let named = match (finding.key, finding.name) {
                (Some(key), _) => (key, None, true),
                (None, Some(name)) => (name, finding.party, false),
                (None, None) => continue,
            };
            let fits = match (&self.aim, finding.kind) {
                (_, Kind::Date) | (Aim::Said, Kind::Entity) | (Aim::Mentions, Kind::Quote) => false,
                (Aim::Deed(_), _) => finding.party.is_some(),
                _ => finding.verdict != Verdict::Rejected,
            };
            if !fits || !wanted.contains(&named) {
                continue;
            }
            if hits.last().is_none_or(|last| last.place.index != index) {
                first = hits.len();
            }
            let of_article = self.rows.get_mut(first..).unwrap_or_default();
            if !single && let Some(row) = of_article.iter_mut().find(|row| row.is_of(finding)) {
                row.count(finding);
                continue;
            }
            let mut row = Row::of(index, finding, single);
            row.count(finding);
            self.rows.push(row);
            let verdict = match finding.verdict {
                Verdict::Unreviewed => "?",
                verdict => verdict.as_str(),
            };
            let says = if finding.kind == Kind::Quote && matches!(self.aim, Aim::All) {
                format!("says {verdict}")
            } else {
                verdict.to_owned()
            };
            hits.push(Hit::of(index, survey.target(finding), says));
        }
        self.hits = Hits::new("", Marks::LeftOut, hits);
    }

    /// The decision that the table is about, if it is about one.
    pub fn deed(&self) -> Option<&Deed> {
        match &self.aim {
            Aim::Deed(deed) => Some(deed),
            Aim::All | Aim::Said | Aim::Mentions => None,
        }
    }

    /// Whom it is about.
    pub fn who(&self) -> &[Who] {
        &self.who
    }

    /// The places with their lines.
    pub fn hits(&self) -> &Hits {
        &self.hits
    }

    /// The places with their lines.
    pub fn hits_mut(&mut self) -> &mut Hits {
        &mut self.hits
    }

    /// What the cluster of a row is called.
    pub fn name(&self, row: usize) -> Option<Word> {
        self.rows.get(row)?.name
    }

    /// The key of the cluster of a row.
    pub fn key_of(&self, row: usize) -> Option<Word> {
        self.rows.get(row)?.known
    }

    /// The article of a row, and how every finding of its cluster is found there.
    pub fn targets(&self, row: usize, survey: &Survey) -> Option<(usize, Vec<Target>)> {
        let (hit, row) = (self.hits.hit(row)?, self.rows.get(row)?);
        let index = hit.place.index;
        let findings = survey.article(index)?.findings.iter();
        let targets = findings
            .filter(|finding| finding.kind != Kind::Date && row.is_of(finding))
            .map(|finding| survey.target(finding));
        Some((index, targets.collect()))
    }
}

impl Rows for Places {
    fn heading(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.heading)
    }

    fn progress(&self) -> Option<&str> {
        None
    }

    fn columns(&self) -> &'static [Column] {
        match self.aim {
            Aim::Deed(_) => DEEDS,
            Aim::All | Aim::Said | Aim::Mentions => hits::COLUMNS,
        }
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn cells(&self, row: usize, around: Around<'_>) -> Vec<Cell> {
        let mut cells = self.hits.cells(row, around);
        let Some(row) = self.rows.get(row).filter(|_| self.deed().is_some()) else {
            return cells;
        };
        let number = |count: u32| match count {
            0 => Cell::like(Role::Muted, "·"),
            _ => Cell::new(count.to_string()),
        };
        let name = row.name.map_or("", |name| around.survey.text(name));
        let line = cells.pop().unwrap_or_default();
        cells.pop();
        cells.extend([
            Cell::new(name),
            number(row.mentions),
            number(row.quotes),
            line,
        ]);
        cells
    }

    fn words<'a>(&'a self, row: usize, around: Around<'a>) -> Cow<'a, str> {
        let words = self.hits.words(row, around);
        match self.name(row) {
            Some(name) => Cow::Owned(format!("{} {words}", around.survey.text(name))),
            None => words,
        }
    }

    fn key(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |row| row.key)
    }

    fn place(&self, row: usize) -> Option<Place> {
        self.hits.place(row)
    }

    fn marks(&self) -> Marks {
        match self.aim {
            Aim::Deed(Deed::Other { .. }) => Marks::Chosen,
            Aim::All | Aim::Said | Aim::Mentions | Aim::Deed(Deed::Same { .. }) => Marks::LeftOut,
        }
    }

    fn nothing(&self) -> Vec<String> {
        vec!["nothing found yet".to_owned()]
    }
}
