//! Counts over articles: what was found, what was decided, when it was written, who speaks.
//!
//! The screen and the command line count here, so that they agree.

mod pace;
mod timeline;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::Serialize;

use crate::annotation::check::is_pronoun;
use crate::annotation::{Status, Verdict};
use crate::survey::{Digest, Fact, Kind, Read, Survey};

pub use pace::Pace;
pub use timeline::{Bucket, timeline};

/// How many speakers and names a report lists.
const LISTED: usize = 100;

/// What is counted of an article beside what was found in it.
#[derive(Clone, Copy, Debug)]
struct Portion<'a> {
    status: Status,
    day: Option<NaiveDate>,
    source: Option<&'a str>,
    dates: u32,
}

/// The counts over the articles that were added.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    articles: u64,
    /// How many articles could not be read.
    pub skipped: u64,
    status: [u64; Status::ALL.len()],
    labels: HashMap<String, u64>,
    kinds: BTreeMap<String, u64>,
    unattributed: u64,
    dates: u64,
    undecided: u64,
    decided: u64,
    verdicts: BTreeMap<&'static str, u64>,
    warnings: BTreeMap<&'static str, u64>,
    days: BTreeMap<Option<NaiveDate>, u64>,
    quote_days: BTreeMap<Option<NaiveDate>, u64>,
    sources: HashMap<String, u64>,
    speakers: HashMap<String, u64>,
    names: HashMap<String, HashMap<String, u64>>,
}

/// How often somebody speaks, or is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Often {
    /// The name.
    pub name: String,
    /// What kind of thing it is; none where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How often.
    pub count: u64,
}

/// All counts, in order; rejected items count among the verdicts alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The articles that were read.
    pub articles: u64,
    /// The articles that could not be.
    pub skipped: u64,
    /// Articles by how far the work on them is.
    pub status: BTreeMap<&'static str, u64>,
    /// Names by label.
    pub labels: BTreeMap<String, u64>,
    /// Quotes by kind.
    pub quotes: BTreeMap<String, u64>,
    /// Quotes without a speaker.
    pub unattributed: u64,
    /// Expressions of time.
    pub dates: u64,
    /// Names, quotes and dates that nobody decided.
    pub undecided: u64,
    /// Those that somebody did.
    pub decided: u64,
    /// Names and quotes by verdict.
    pub verdicts: BTreeMap<&'static str, u64>,
    /// Names and quotes by what looks wrong about them.
    pub warnings: BTreeMap<&'static str, u64>,
    /// Articles by day; those without one under an empty name.
    pub days: BTreeMap<String, u64>,
    /// Quotes by their articles' day.
    pub quote_days: BTreeMap<String, u64>,
    /// Articles by source; those without one under an empty name.
    pub sources: BTreeMap<String, u64>,
    /// Who speaks most, with the number of quotes.
    pub speakers: Vec<Often>,
    /// Who and what is named most, with the number of mentions.
    pub names: Vec<Often>,
}

/// Some of the counts under a heading, in the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// Whether these are only the first of more.
    pub first: bool,
    /// What is counted, and how many there are; the name is empty where nothing is known.
    pub rows: Vec<(String, u64)>,
}

impl Statistics {
    /// The counts over what a survey has read.
    pub fn of(survey: &Survey) -> Self {
        let mut statistics = Self::default();
        for (_, read) in survey.articles() {
            statistics.add_read(survey, read);
        }
        statistics
    }

    /// Adds an article that a survey has read.
    pub fn add_read(&mut self, survey: &Survey, read: &Read) {
        let portion = Portion {
            status: read.status,
            day: read.day,
            source: read.source.map(|source| survey.text(source)),
            dates: read.dates,
        };
        self.add_portion(portion, survey.facts(read));
    }

    /// Adds an article.
    pub fn add(&mut self, digest: &Digest) {
        let portion = Portion {
            status: digest.status(),
            day: digest.day(),
            source: digest.source(),
            dates: digest.dates(),
        };
        self.add_portion(portion, digest.facts());
    }

    fn add_portion<'a>(&mut self, portion: Portion<'_>, facts: impl Iterator<Item = Fact<'a>>) {
        self.articles += 1;
        if let Some(count) = self.status.get_mut(portion.status as usize) {
            *count += 1;
        }
        *self.days.entry(portion.day).or_default() += 1;
        count(&mut self.sources, portion.source.unwrap_or_default());
        self.dates += u64::from(portion.dates);
        for fact in facts {
            self.add_fact(&fact, portion.day);
        }
    }

    fn add_fact(&mut self, fact: &Fact<'_>, day: Option<NaiveDate>) {
        if fact.verdict == Verdict::Unreviewed {
            self.undecided += 1;
        } else {
            self.decided += 1;
        }
        if fact.kind == Kind::Date {
            return;
        }
        *self.verdicts.entry(fact.verdict.as_str()).or_default() += 1;
        if fact.verdict == Verdict::Rejected {
            return;
        }
        for name in fact.doubts.names() {
            *self.warnings.entry(name).or_default() += 1;
        }
        if fact.kind == Kind::Quote {
            match self.kinds.get_mut(fact.label) {
                Some(count) => *count += 1,
                None => drop(self.kinds.insert(fact.label.to_owned(), 1)),
            }
            *self.quote_days.entry(day).or_default() += 1;
            match fact.name {
                // A pronoun of nobody known is no speaker of its own.
                Some(name) if is_pronoun(name) => {}
                Some(name) => count(&mut self.speakers, name),
                None => self.unattributed += 1,
            }
            return;
        }
        count(&mut self.labels, fact.label);
        let name = fact.name.unwrap_or(fact.form);
        let label = fact.party.unwrap_or(fact.label);
        match self.names.get_mut(label) {
            Some(names) => count(names, name),
            None => {
                let names = HashMap::from([(name.to_owned(), 1)]);
                self.names.insert(label.to_owned(), names);
            }
        }
    }

    /// The counts in order.
    pub fn report(&self) -> Report {
        let by_day = |days: &BTreeMap<Option<NaiveDate>, u64>| {
            let days = days.iter();
            let name = |day: &Option<NaiveDate>| day.map_or_else(String::new, |d| d.to_string());
            days.map(|(day, count)| (name(day), *count)).collect()
        };
        let sorted = |counts: &HashMap<String, u64>| {
            let counts = counts.iter();
            counts.map(|(name, count)| (name.clone(), *count)).collect()
        };
        let status = Status::ALL.into_iter().zip(self.status);
        let status = status.filter(|(_, count)| *count > 0);
        let speakers = self.speakers.iter();
        let speakers = speakers.map(|(name, count)| (None, name.as_str(), *count));
        let names = self.names.iter().flat_map(|(label, names)| {
            let names = names.iter();
            names.map(|(name, count)| (Some(label.as_str()), name.as_str(), *count))
        });
        Report {
            articles: self.articles,
            skipped: self.skipped,
            status: status.map(|(status, n)| (status.as_str(), n)).collect(),
            labels: sorted(&self.labels),
            quotes: self.kinds.clone(),
            unattributed: self.unattributed,
            dates: self.dates,
            undecided: self.undecided,
            decided: self.decided,
            verdicts: self.verdicts.clone(),
            warnings: self.warnings.clone(),
            days: by_day(&self.days),
            quote_days: by_day(&self.quote_days),
            sources: sorted(&self.sources),
            speakers: most(speakers.collect()),
            names: most(names.collect()),
        }
    }

    /// Articles and quotes over time, in at most so many stretches of equal length.
    pub fn timeline(&self, most: usize) -> Vec<Bucket> {
        timeline(&self.days, &self.quote_days, most)
    }
}

impl Report {
    /// The counts under their headings.
    pub fn sections(&self) -> Vec<Section> {
        let fixed = |counts: &BTreeMap<&'static str, u64>| {
            let counts = counts.iter();
            counts.map(|(name, n)| ((*name).to_owned(), *n)).collect()
        };
        let most = |counts: &BTreeMap<String, u64>| {
            let counts = counts.iter().map(|(name, count)| (name.clone(), *count));
            let mut counts: Vec<_> = counts.collect();
            counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            counts
        };
        let often = |often: &[Often]| {
            let row = |often: &Often| match &often.label {
                Some(label) => (format!("{} {label}", often.name), often.count),
                None => (often.name.clone(), often.count),
            };
            often.iter().map(row).collect()
        };
        let kinds = self.quotes.iter().map(|(kind, n)| (kind.clone(), *n));
        let section = |title, rows| Section {
            title,
            rows,
            first: false,
        };
        let first = |title, rows| Section {
            title,
            rows,
            first: true,
        };
        let mut sections = vec![
            section("status", fixed(&self.status)),
            section("verdicts on names and quotes", fixed(&self.verdicts)),
            section("names", most(&self.labels)),
            section("quotes", kinds.collect()),
            section("to look at", fixed(&self.warnings)),
            first("who speaks most", often(&self.speakers)),
            first("who and what is named most", often(&self.names)),
            section("sources", most(&self.sources)),
        ];
        sections.retain(|section| !section.rows.is_empty());
        sections
    }
}

fn count(counts: &mut HashMap<String, u64>, name: &str) {
    match counts.get_mut(name) {
        Some(count) => *count += 1,
        None => drop(counts.insert(name.to_owned(), 1)),
    }
}

/// Those counted most, the first ones in the order of their names among equals.
fn most(mut counts: Vec<(Option<&str>, &str, u64)>) -> Vec<Often> {
    let order = |&(label, name, count): &(Option<&str>, &str, u64)| {
        (Reverse(count), name.to_owned(), label.map(str::to_owned))
    };
    if let Some(last) = counts.len().checked_sub(LISTED + 1) {
        let last = counts.len() - 1 - last;
        counts.select_nth_unstable_by_key(last, order);
        counts.truncate(LISTED);
    }
    counts.sort_by_cached_key(order);
    let often = |(label, name, count): (Option<&str>, &str, u64)| Often {
        name: name.to_owned(),
        label: label.map(str::to_owned),
        count,
    };
    counts.into_iter().map(often).collect()
}

#[cfg(test)]
mod tests;
