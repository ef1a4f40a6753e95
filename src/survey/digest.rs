//! What an article contributes to a survey.

use std::sync::Arc;

use chrono::NaiveDate;
use unicode_segmentation::UnicodeSegmentation as _;

use super::shape::Shape;
use super::words::{Word, Words};
use super::{Doubts, Fact, Finding, Kind, UNSCORED};
use crate::annotation::check::{Checks, lacks_speaker};
use crate::annotation::{Annotations, ItemId, Speaker, Status, Verdict};
use crate::article::Article;
use crate::extract::Label;
use crate::span::Span;

/// How many graphemes of a form are kept.
const LONGEST: usize = 160;

/// What was found in an article and decided about it, in words of its own.
#[derive(Clone, Debug)]
pub struct Digest {
    /// The article's place in the corpus.
    pub index: usize,
    pub(super) status: Status,
    pub(super) tags: Vec<Word>,
    pub(super) day: Option<NaiveDate>,
    pub(super) source: Option<Word>,
    pub(super) text: u128,
    pub(super) shape: Option<Box<Shape>>,
    pub(super) dates: u32,
    pub(super) findings: Vec<Finding>,
    pub(super) words: Vec<Arc<str>>,
}

impl Digest {
    /// The digest of an article and its annotations.
    pub fn of(index: usize, article: &Article, annotations: &Annotations) -> Self {
        annotations.note_places();
        let mut making = Making {
            text: &article.text,
            annotations,
            words: Words::default(),
        };
        let mut findings: Vec<Finding> = making.entities();
        findings.extend(making.quotes());
        findings.extend(making.dates());
        findings.sort_by_key(|f| (f.start, std::cmp::Reverse(f.end), f.kind));
        let tags = annotations.tags.iter();
        let source = article.head.source.as_ref();
        let dates = annotations.dates.iter();
        let standing = dates.filter(|date| date.review.verdict != Verdict::Rejected);
        Self {
            index,
            status: annotations.status,
            tags: tags.map(|tag| making.words.put(tag)).collect(),
            day: article.head.day(),
            source: source.map(|source| making.words.put(&source.value)),
            text: article.fingerprint(),
            shape: Shape::of(&article.text).map(Box::new),
            dates: standing.count() as u32,
            findings,
            words: making.words.into_texts(),
        }
    }

    /// How far the work on the article is.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The day of publication.
    pub fn day(&self) -> Option<NaiveDate> {
        self.day
    }

    /// The agency, newspaper or site.
    pub fn source(&self) -> Option<&str> {
        self.source.map(|word| self.text_of(word))
    }

    fn text_of(&self, word: Word) -> &str {
        self.words.get(word.place()).map_or("", |text| text)
    }

    /// How many expressions of time the article has that were not rejected.
    pub fn dates(&self) -> u32 {
        self.dates
    }

    /// What was found, with its words.
    pub fn facts(&self) -> impl Iterator<Item = Fact<'_>> {
        let findings = self.findings.iter();
        findings.map(|finding| Fact::of(finding, |word| self.text_of(word)))
    }

    /// How many of the article's items nobody decided yet.
    pub fn open(&self) -> usize {
        self.findings.iter().filter(|f| f.is_open()).count()
    }
}

struct Making<'a> {
    text: &'a str,
    annotations: &'a Annotations,
    words: Words,
}

impl Making<'_> {
    fn entities(&mut self) -> Vec<Finding> {
        let entities = self.annotations.entities.iter();
        entities
            .map(|entity| {
                let label = self.words.put(entity.label.as_str());
                let finding = self.finding(Kind::Entity, entity.span, label, entity.score);
                Finding {
                    verdict: entity.review.verdict,
                    doubts: Doubts::of(Checks::entity(entity, self.text)),
                    ..self.of_cluster(finding, entity.cluster.as_ref())
                }
            })
            .collect()
    }

    fn quotes(&mut self) -> Vec<Finding> {
        let checks = Checks::of(self.text);
        let quotes = self.annotations.quotes.iter().enumerate();
        quotes
            .map(|(at, quote)| {
                let label = self.words.put(quote.said.kind.as_str());
                let mut finding = self.finding(Kind::Quote, quote.extent(), label, quote.score);
                if let Some(speaker) = &quote.said.speaker {
                    finding = self.of_cluster(finding, speaker.cluster.as_ref());
                    finding.name = self.name_of(speaker);
                }
                Finding {
                    verdict: quote.review.verdict,
                    cue: quote
                        .said
                        .cue
                        .map(|cue| self.words.put(&folded(cue.of(self.text)))),
                    doubts: Doubts::of(checks.quote(self.annotations, at, self.text)),
                    lacks_speaker: lacks_speaker(quote),
                    ..finding
                }
            })
            .collect()
    }

    fn dates(&mut self) -> Vec<Finding> {
        let dates = self.annotations.dates_alone();
        dates
            .map(|(_, date)| {
                let label = self.words.put(Label::DATE.as_str());
                let value = date.value.as_deref();
                Finding {
                    verdict: date.review.verdict,
                    name: value.map(|value| self.words.put(value)),
                    ..self.finding(Kind::Date, date.span, label, None)
                }
            })
            .collect()
    }

    fn finding(&mut self, kind: Kind, span: Span, label: Word, score: Option<f32>) -> Finding {
        let form = folded(span.of(self.text));
        Finding {
            start: u32::try_from(span.start).unwrap_or(u32::MAX),
            end: u32::try_from(span.end).unwrap_or(u32::MAX),
            form: self.words.put(&form),
            label,
            name: None,
            party: None,
            key: None,
            kind,
            verdict: Verdict::Unreviewed,
            score: score.map_or(UNSCORED, |s| (s.clamp(0.0, 1.0) * 100.0).round() as u8),
            cue: None,
            doubts: Doubts::default(),
            lacks_speaker: false,
        }
    }

    /// The finding with what its cluster tells.
    fn of_cluster(&mut self, finding: Finding, cluster: Option<&ItemId>) -> Finding {
        let Some(party) = cluster.and_then(|id| self.annotations.cluster(id)) else {
            return finding;
        };
        Finding {
            name: Some(self.words.put(&party.name)),
            party: Some(self.words.put(party.label.as_str())),
            key: party.key.as_deref().map(|key| self.words.put(key)),
            ..finding
        }
    }

    fn name_of(&mut self, speaker: &Speaker) -> Option<Word> {
        let name = self.annotations.speaker_name(speaker, self.text)?;
        let name = folded(name);
        (!name.is_empty()).then(|| self.words.put(&name))
    }
}

/// The text as one line; of a long one the beginning.
pub fn folded(text: &str) -> String {
    let mut form = String::new();
    let mut room = LONGEST;
    for word in text.split_whitespace() {
        let between = usize::from(!form.is_empty());
        let length = if word.is_ascii() {
            word.len()
        } else {
            word.graphemes(true).count()
        };
        if between == 1 && room > 0 {
            form.push(' ');
        }
        room = room.saturating_sub(between);
        if length > room {
            form.extend(word.graphemes(true).take(room));
            form.push('…');
            return form;
        }
        form.push_str(word);
        room -= length;
    }
    form
}
