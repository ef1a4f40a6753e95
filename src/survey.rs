//! What was found over the whole corpus and what was decided about it, compact enough to stay in
//! memory.
//!
//! A [`Digest`] is what one article contributes; it is made where the article was read and handed
//! to the [`Survey`], which interns its words and keeps the counts of every group up to date. The
//! items themselves stay in their articles: a [`Finding`] leads to its item by kind, range and
//! label ([`Target`]).

mod across;
mod digest;
mod shape;
mod stories;
mod words;

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::annotation::check::Warning;
use crate::annotation::{Annotations, ItemRef, Status, Verdict};
use crate::extract::Label;
use crate::span::Span;

pub use across::{Across, Decided, decide};
pub use digest::{Digest, folded};
use stories::Stories;
pub use words::Word;
use words::Words;

/// How much a survey holds at most, in findings; an article by itself weighs as much as
/// [`ARTICLE`] of them. With their words that is about 200 MB.
pub const MOST: usize = 2_000_000;
/// What an article weighs beside its findings.
pub const ARTICLE: usize = 16;

/// What kind of item a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A name.
    Entity,
    /// Something said.
    Quote,
    /// An expression of time that no entity tells.
    Date,
}

/// An item of an article, in 40 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    start: u32,
    end: u32,
    /// Its text with white space folded; the beginning of a long one.
    pub form: Word,
    /// An entity's label, a quote's kind (`direct` …), `DATE` for a date.
    pub label: Word,
    /// The name of the entity's cluster, of the quote's speaker; the value of a date.
    pub name: Option<Word>,
    /// The label of that cluster.
    pub party: Option<Word>,
    /// The key of the same party across articles.
    pub key: Option<Word>,
    /// What it is.
    pub kind: Kind,
    /// What was decided about it.
    pub verdict: Verdict,
    /// The machine's confidence in percent; more than 100 where there is none.
    score: u8,
    /// The words that attribute a quote.
    pub cue: Option<Word>,
    /// What looks wrong about it.
    pub doubts: Doubts,
    /// Whether somebody should still say who speaks in a quote.
    pub lacks_speaker: bool,
}

/// What looks wrong about a finding: a set of the kinds of [`Warning`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubts(u16);

impl Doubts {
    /// The kinds of some warnings.
    pub fn of(warnings: impl IntoIterator<Item = Warning>) -> Self {
        let bits = warnings.into_iter().map(|warning| 1 << warning.kind());
        Self(bits.fold(0, |all, bit: u16| all | bit))
    }

    /// Whether nothing looks wrong.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names of the kinds, as in files.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let names = Warning::NAMES.iter().enumerate();
        names.filter_map(move |(kind, name)| (self.0 & (1 << kind) != 0).then_some(*name))
    }
}

/// No confidence is known.
const UNSCORED: u8 = u8::MAX;

impl Finding {
    /// Where it stands, in bytes.
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    /// The machine's confidence, from 0 to 1; none for what a person made.
    pub fn score(&self) -> Option<f32> {
        (self.score != UNSCORED).then(|| f32::from(self.score) / 100.0)
    }

    /// Whether nobody decided on it yet.
    pub fn is_open(&self) -> bool {
        self.verdict == Verdict::Unreviewed
    }
}

/// A finding with its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub form: &'a str,
    /// An entity's label, a quote's kind.
    pub label: &'a str,
    /// The name of its cluster, or of a quote's speaker.
    pub name: Option<&'a str>,
    /// The label of that cluster.
    pub party: Option<&'a str>,
    /// What was decided about it.
    pub verdict: Verdict,
    /// What looks wrong about it.
    pub doubts: Doubts,
}

impl<'a> Fact<'a> {
    fn of(finding: &Finding, text: impl Fn(Word) -> &'a str) -> Self {
        Self {
            kind: finding.kind,
            form: text(finding.form),
            label: text(finding.label),
            name: finding.name.map(&text),
            party: finding.party.map(&text),
            verdict: finding.verdict,
            doubts: finding.doubts,
        }
    }
}

/// How an item is found again in its article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// What it is.
    pub kind: Kind,
    /// Where it stands, in bytes.
    pub span: Span,
    /// An entity's label; for others nothing is asked.
    pub label: Option<Label>,
}

impl Target {
    /// A place where there may be no item yet.
    pub fn unmarked(span: Span) -> Self {
        Self {
            kind: Kind::Entity,
            span,
            label: None,
        }
    }

    /// The item of an article's annotations; none where it is not there any more.
    pub fn find(&self, annotations: &Annotations) -> Option<ItemRef> {
        match self.kind {
            Kind::Entity => {
                let from = annotations
                    .entities
                    .partition_point(|e| e.span.start < self.span.start);
                annotations
                    .entities
                    .iter()
                    .skip(from)
                    .take_while(|e| e.span.start == self.span.start)
                    .find(|e| e.span == self.span && self.label.as_ref() == Some(&e.label))
                    .map(|e| ItemRef::Entity(e.id.clone()))
            }
            Kind::Quote => {
                let mut quotes = annotations.quotes.iter();
                quotes
                    .find(|q| q.extent() == self.span)
                    .map(|q| ItemRef::Quote(q.id.clone()))
            }
            Kind::Date => {
                let mut dates = annotations.dates.iter();
                dates
                    .find(|d| d.span == self.span)
                    .map(|d| ItemRef::Date(d.id.clone()))
            }
        }
    }
}

/// How many items there are of each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([u32; 5]);

impl Counts {
    /// How many have this verdict.
    pub fn of(&self, verdict: Verdict) -> usize {
        self.0.get(verdict as usize).map_or(0, |n| *n as usize)
    }

    /// How many nobody decided yet.
    pub fn open(&self) -> usize {
        self.of(Verdict::Unreviewed)
    }

    /// How many there are, rejected ones included.
    pub fn all(&self) -> usize {
        self.0.iter().map(|n| *n as usize).sum()
    }

    /// How many there are that were not rejected.
    pub fn standing(&self) -> usize {
        self.all() - self.of(Verdict::Rejected)
    }

    fn step(&mut self, verdict: Verdict, add: bool) {
        if let Some(count) = self.0.get_mut(verdict as usize) {
            *count = count.saturating_add_signed(if add { 1 } else { -1 });
        }
    }
}

/// All items of one kind, surface form and label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they are.
    pub kind: Kind,
    /// Their text.
    pub form: Word,
    /// Their label.
    pub label: Word,
    /// How many there are.
    pub counts: Counts,
    /// In how many articles.
    pub articles: usize,
}

/// One person or thing, as far as articles name it alike or give it the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name; where a key holds several together, the one met first.
    pub name: Word,
    /// The label of its clusters.
    pub party: Option<Word>,
    /// Its key across articles.
    pub key: Option<Word>,
    /// Its mentions.
    pub mentions: Counts,
    /// What it says.
    pub quotes: Counts,
    /// In how many articles it is named or speaks.
    pub articles: usize,
}

/// What is known of an article that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// How far the work on it is.
    pub status: Status,
    /// Its tags.
    pub tags: Vec<Word>,
    /// The day of publication.
    pub day: Option<NaiveDate>,
    /// The agency, newspaper or site.
    pub source: Option<Word>,
    /// The first 16 bytes of the SHA-256 of its text.
    pub text: u128,
    /// How many expressions of time it has, those that a name tells included, rejected ones not.
    pub dates: u32,
    /// What was found in it, in the order of the text.
    pub findings: Box<[Finding]>,
}

impl Read {
    /// How many of its items nobody decided yet.
    pub fn open(&self) -> usize {
        self.findings.iter().filter(|f| f.is_open()).count()
    }
}

/// A finding, a name: what items are grouped by.
type GroupKey = (Kind, Word, Word);
/// The key across articles, or else name and label.
type NamedKey = (Word, Option<Word>, bool);

/// What was found in the articles that were read so far.
#[derive(Debug, Default)]
pub struct Survey {
    words: Words,
    stories: Stories,
    articles: Vec<Option<Box<Read>>>,
    read: usize,
    findings: usize,
    counts: Counts,
    version: u64,
    groups: Vec<Group>,
    group_of: HashMap<GroupKey, u32>,
    named: Vec<Named>,
    named_of: HashMap<NamedKey, u32>,
}

impl Survey {
    /// Takes in what an article contributes, in place of what it contributed before.
    pub fn put(&mut self, mut digest: Digest) {
        let index = digest.index;
        self.stories.put(index, digest.text, digest.shape.take());
        let read = self.read_of(digest);
        if self.articles.len() <= index {
            self.articles.resize_with(index + 1, || None);
        }
        let Some(place) = self.articles.get_mut(index) else {
            return;
        };
        if place.as_deref() == Some(&read) {
            return;
        }
        let before = place.take();
        if let Some(before) = &before {
            self.count(&before.findings, false);
        } else {
            self.read += 1;
        }
        self.count(&read.findings, true);
        if let Some(place) = self.articles.get_mut(index) {
            *place = Some(Box::new(read));
        }
        self.version += 1;
    }

    /// A digest in the words of the survey.
    fn read_of(&mut self, digest: Digest) -> Read {
        let words = self.words.take_in(&digest.words);
        let shared = |word: Word| words.get(word.place()).copied().unwrap_or(word);
        let findings = digest.findings.into_iter().map(|finding| Finding {
            form: shared(finding.form),
            label: shared(finding.label),
            cue: finding.cue.map(shared),
            name: finding.name.map(shared),
            party: finding.party.map(shared),
            key: finding.key.map(shared),
            ..finding
        });
        Read {
            status: digest.status,
            tags: digest.tags.into_iter().map(shared).collect(),
            day: digest.day,
            source: digest.source.map(shared),
            text: digest.text,
            dates: digest.dates,
            findings: findings.collect(),
        }
    }

    /// Adds the findings of an article to the counts, or takes them away again.
    fn count(&mut self, findings: &[Finding], add: bool) {
        let (mut groups, mut named) = (Vec::new(), Vec::new());
        for finding in findings {
            self.counts.step(finding.verdict, add);
            let at = self.group_at(finding);
            groups.push(at);
            if let Some(group) = self.groups.get_mut(at as usize) {
                group.counts.step(finding.verdict, add);
            }
            let Some(at) = self.named_at(finding) else {
                continue;
            };
            named.push(at);
            if let Some(named) = self.named.get_mut(at as usize) {
                let counts = match finding.kind {
                    Kind::Quote => &mut named.quotes,
                    Kind::Entity | Kind::Date => &mut named.mentions,
                };
                counts.step(finding.verdict, add);
            }
        }
        let once = |places: &mut Vec<u32>| {
            places.sort_unstable();
            places.dedup();
        };
        once(&mut groups);
        once(&mut named);
        let by = if add { 1 } else { -1 };
        for at in groups {
            if let Some(group) = self.groups.get_mut(at as usize) {
                group.articles = group.articles.saturating_add_signed(by);
            }
        }
        for at in named {
            if let Some(named) = self.named.get_mut(at as usize) {
                named.articles = named.articles.saturating_add_signed(by);
            }
        }
        if add {
            self.findings += findings.len();
        } else {
            self.findings -= findings.len();
        }
    }

    fn group_at(&mut self, finding: &Finding) -> u32 {
        let key = (finding.kind, finding.form, finding.label);
        let next = self.groups.len() as u32;
        let at = *self.group_of.entry(key).or_insert(next);
        if at == next {
            self.groups.push(Group {
                kind: finding.kind,
                form: finding.form,
                label: finding.label,
                counts: Counts::default(),
                articles: 0,
            });
        }
        at
    }

    fn named_at(&mut self, finding: &Finding) -> Option<u32> {
        let key = named_key(finding)?;
        let next = self.named.len() as u32;
        let at = *self.named_of.entry(key).or_insert(next);
        if at == next {
            self.named.push(Named {
                name: finding.name?,
                party: finding.party,
                key: finding.key,
                mentions: Counts::default(),
                quotes: Counts::default(),
                articles: 0,
            });
        }
        Some(at)
    }

    /// How many articles were read.
    pub fn read(&self) -> usize {
        self.read
    }

    /// A number that grows with every change, so that a view knows when it is out of date.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whether no more is taken in: [`MOST`] is reached.
    pub fn is_full(&self) -> bool {
        self.findings + self.read * ARTICLE >= MOST
    }

    /// How many findings there are over all articles, by verdict.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// What is known of an article; none while it was not read.
    pub fn article(&self, index: usize) -> Option<&Read> {
        self.articles.get(index)?.as_deref()
    }

    /// The other articles of the same text, in the order of the corpus.
    pub fn copies_of(&self, index: usize) -> Vec<usize> {
        let Some(read) = self.article(index) else {
            return Vec::new();
        };
        let articles = self.story(index).iter().map(|&other| other as usize);
        let is_copy = |other: &usize| {
            let text = self.article(*other).map(|other| other.text);
            *other != index && text == Some(read.text)
        };
        let mut copies: Vec<usize> = articles.filter(is_copy).collect();
        copies.sort_unstable();
        copies
    }

    /// The story that an article tells, by number; none where no other one tells it, as far as
    /// they were read.
    pub fn story_of(&self, index: usize) -> Option<u32> {
        let story = self.stories.story(index)?;
        (self.stories.articles(story).len() > 1).then_some(story)
    }

    /// The articles of the same story as one, itself included, in the order in which they were
    /// read: those of the same text, and versions of it.
    pub fn story(&self, index: usize) -> &[u32] {
        let story = self.stories.story(index);
        story.map_or(&[], |story| self.stories.articles(story))
    }

    /// Every article that was read, with its number, in the order of the corpus.
    pub fn articles(&self) -> impl Iterator<Item = (usize, &Read)> {
        let articles = self.articles.iter().enumerate();
        articles.filter_map(|(index, read)| Some((index, read.as_deref()?)))
    }

    /// Every finding with the number of its article, in the order of the corpus.
    ///
    /// A million are looked through in some ten milliseconds.
    pub fn findings(&self) -> impl Iterator<Item = (usize, &Finding)> {
        self.articles()
            .flat_map(|(index, read)| read.findings.iter().map(move |finding| (index, finding)))
    }

    /// The text of a word.
    pub fn text(&self, word: Word) -> &str {
        self.words.text(word)
    }

    /// The word of a text, if any finding has it.
    pub fn word(&self, text: &str) -> Option<Word> {
        self.words.word(text)
    }

    /// The groups of which there is still anything, in the order in which they were first met.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| group.articles > 0)
    }

    /// The group of a kind, surface form and label.
    pub fn group(&self, kind: Kind, form: Word, label: Word) -> Option<&Group> {
        let at = *self.group_of.get(&(kind, form, label))?;
        self.groups.get(at as usize)
    }

    /// The findings of a group, with the numbers of their articles.
    pub fn members(&self, group: &Group) -> impl Iterator<Item = (usize, &Finding)> {
        let key = (group.kind, group.form, group.label);
        self.findings()
            .filter(move |(_, f)| (f.kind, f.form, f.label) == key)
    }

    /// The people and things that are named or speak, in the order in which they were first met.
    pub fn named(&self) -> impl Iterator<Item = &Named> {
        self.named.iter().filter(|named| named.articles > 0)
    }

    /// The mentions and quotes of a person or thing, with the numbers of their articles.
    pub fn findings_of(&self, named: &Named) -> impl Iterator<Item = (usize, &Finding)> {
        let key = match named.key {
            Some(key) => (key, None, true),
            None => (named.name, named.party, false),
        };
        self.findings()
            .filter(move |(_, finding)| named_key(finding) == Some(key))
    }

    /// What was found in an article, with its words.
    pub fn facts<'a>(&'a self, read: &'a Read) -> impl Iterator<Item = Fact<'a>> {
        let findings = read.findings.iter();
        findings.map(|finding| Fact::of(finding, |word| self.text(word)))
    }

    /// How a finding's item is found again in its article.
    pub fn target(&self, finding: &Finding) -> Target {
        let is_entity = finding.kind == Kind::Entity;
        Target {
            kind: finding.kind,
            span: finding.span(),
            label: is_entity.then(|| Label::new(self.text(finding.label))),
        }
    }
}

/// What a finding is named by; none for dates, and for what belongs to no cluster.
fn named_key(finding: &Finding) -> Option<NamedKey> {
    if finding.kind == Kind::Date {
        return None;
    }
    Some(match (finding.key, finding.name) {
        (Some(key), _) => (key, None, true),
        (None, name) => (name?, finding.party, false),
    })
}

#[cfg(test)]
mod tests;
