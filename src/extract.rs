//! What the program finds in an article by itself: names, dates, quotes and who is who.
//!
//! Suggestions are a pure function of the article: no IO, no clock, no randomness, never a panic,
//! the same on every machine. People's verdicts are laid over them in [`crate::annotation`].

mod alias;
pub(crate) mod attribution;
mod date;
pub mod gazetteer;
pub mod language;
pub mod model;
mod money;
pub(crate) mod name;
pub(crate) mod observe;
pub mod packed;
pub mod part;
pub mod quote;
pub(crate) mod tagger;
#[cfg(test)]
mod tests;
mod word;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use self::model::Model;
use crate::article::Article;
use crate::span::Span;
use crate::text::paragraph::{Lines, detect_lines, paragraphs};
use crate::text::sentence::sentences;
use crate::text::token::{Token, tokens};

/// Finds the names, dates and quotes of an article, and who is who, with the model that the
/// program brings.
///
/// A text that is not English gives nothing but its language.
pub fn extract(article: &Article) -> Suggestions {
    extract_with(article, Model::built_in())
}

/// As [`extract`], with another model.
pub fn extract_with(article: &Article, model: &Model) -> Suggestions {
    extract_unless(article, model, &|| false).unwrap_or_default()
}

/// As [`extract_with`], but asks between its steps whether nobody wants the result any more, and
/// then gives none.
pub fn extract_unless(
    article: &Article,
    model: &Model,
    unwanted: &dyn Fn() -> bool,
) -> Option<Suggestions> {
    if let Some(foreign) = foreign(article, model) {
        return Some(foreign);
    }
    if unwanted() {
        return None;
    }
    find(&Document::new(article), model, unwanted)
}

/// What is found in a text that is not English: nothing but its language.
fn foreign(article: &Article, model: &Model) -> Option<Suggestions> {
    let stated = article.head.language.as_deref();
    let tag = language::foreign(&article.text, stated)?;
    Some(Suggestions {
        model: model.name().into(),
        foreign: Some(tag),
        ..Suggestions::default()
    })
}

/// Finds everything in a document, unless nobody wants it any more.
fn find(document: &Document, model: &Model, unwanted: &dyn Fn() -> bool) -> Option<Suggestions> {
    let go_on = || (!unwanted()).then_some(());
    go_on()?;
    let words = word::Words::new(document);
    go_on()?;
    let dates = date::expressions(&words, document.article.head.day());
    let mut measures = Measures::new(&words, &dates);
    let evidence = measures.evidence(&words);
    // No name runs across a line break.
    let is_on_one_line = |span: &Span| !span.of(words.text).contains(['\n', '\r']);
    measures.sums.retain(is_on_one_line);
    measures.dates.retain(is_on_one_line);
    let mut mentions = name::mentions(&words, &document.article.head, &evidence, model);
    go_on()?;
    // What a model was not taught the grammars find, whatever it takes their words for.
    let is_taught = |label: &Label| model.labels().contains(label);
    if !is_taught(&Label::MONEY) {
        clear(&mut mentions, &measures.sums);
    }
    add_measures(&mut mentions, &Label::MONEY, measures.sums);
    if !is_taught(&Label::DATE) {
        clear(&mut mentions, &measures.dates);
        add_measures(&mut mentions, &Label::DATE, measures.dates);
    }
    let clusters = alias::clusters(&words, &mut mentions);
    go_on()?;
    let quotes = quote::quotes(document, &mentions, &clusters);
    let mut found = Suggestions {
        model: model.name().into(),
        mentions,
        clusters,
        quotes,
        dates: dates.into_iter().map(|date| date.expression).collect(),
        foreign: None,
    };
    // Last: what is found goes by the names that the program knows.
    found.rename(model.names());
    Some(found)
}

/// What the grammars of time and money find in a document, in order.
struct Measures {
    times: Vec<Span>,
    dates: Vec<Span>,
    sums: Vec<Span>,
}

impl Measures {
    fn new(words: &word::Words, dates: &[date::Found]) -> Self {
        Self {
            times: dates.iter().map(|date| date.expression.span).collect(),
            dates: dates
                .iter()
                .flat_map(|date| date.named.iter().copied())
                .collect(),
            sums: money::sums(words),
        }
    }

    fn evidence(&self, words: &word::Words) -> name::Evidence {
        name::Evidence::new(words, &self.times, &self.dates, &self.sums)
    }
}

/// Takes away the mentions that overlap one of the spans, which are in order.
fn clear(mentions: &mut Vec<Mention>, spans: &[Span]) {
    mentions.retain(|mention| {
        let after = spans.partition_point(|span| span.end <= mention.span.start);
        !spans
            .get(after)
            .is_some_and(|span| span.overlaps(mention.span))
    });
}

/// Adds spans that a grammar found where there is no mention yet; a mention with the same label
/// takes the bounds of the span that it overlaps.
fn add_measures(mentions: &mut Vec<Mention>, label: &Label, spans: Vec<Span>) {
    /// How sure a grammar is of what the tagger does not find.
    const SCORE: f32 = 0.8;
    for mention in mentions
        .iter_mut()
        .filter(|mention| mention.label == *label)
    {
        let after = spans.partition_point(|span| span.end <= mention.span.start);
        if let Some(span) = spans.get(after).filter(|span| span.overlaps(mention.span)) {
            mention.span = *span;
        }
    }
    mentions.dedup_by_key(|mention| mention.span);
    let named: Vec<Span> = mentions.iter().map(|mention| mention.span).collect();
    let free = spans.into_iter().filter(|span| {
        let after = named.partition_point(|named| named.end <= span.start);
        !named.get(after).is_some_and(|named| named.overlaps(*span))
    });
    mentions.extend(free.map(|span| Mention {
        span,
        label: label.clone(),
        score: SCORE,
        cluster: None,
    }));
    mentions.sort_by_key(|mention| mention.span);
}

/// The name of a kind of entity (`PERSON`, `ORG` …); a label schema may add others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(Cow<'static, str>);

impl Label {
    /// People.
    pub const PERSON: Self = Self(Cow::Borrowed("PERSON"));
    /// Organisations.
    pub const ORG: Self = Self(Cow::Borrowed("ORG"));
    /// Places.
    pub const LOC: Self = Self(Cow::Borrowed("LOC"));
    /// Nationalities, religious and political groups.
    pub const NORP: Self = Self(Cow::Borrowed("NORP"));
    /// Named dates (`Saturday`, `May 2021`).
    pub const DATE: Self = Self(Cow::Borrowed("DATE"));
    /// Sums of money.
    pub const MONEY: Self = Self(Cow::Borrowed("MONEY"));
    /// Named events.
    pub const EVENT: Self = Self(Cow::Borrowed("EVENT"));
    /// Named products.
    pub const PRODUCT: Self = Self(Cow::Borrowed("PRODUCT"));
    /// Other names.
    pub const MISC: Self = Self(Cow::Borrowed("MISC"));

    /// The labels of the built-in model, in the order in which menus list them.
    pub const BUILT_IN: [Self; 9] = [
        Self::PERSON,
        Self::ORG,
        Self::LOC,
        Self::NORP,
        Self::DATE,
        Self::MONEY,
        Self::EVENT,
        Self::PRODUCT,
        Self::MISC,
    ];

    /// A label of any name.
    pub fn new(name: &str) -> Self {
        Self::BUILT_IN
            .into_iter()
            .find(|label| label.as_str() == name)
            .unwrap_or_else(|| Self(Cow::Owned(name.to_owned())))
    }

    /// The label's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name found in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Where it stands: without titles, a leading “the” or a possessive 's.
    pub span: Span,
    /// What kind of thing it names.
    pub label: Label,
    /// How sure the extractor is, from 0 to 1.
    pub score: f32,
    /// The index of its cluster in [`Suggestions::clusters`].
    pub cluster: Option<usize>,
}

/// One person or thing of an article, which its mentions name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// What kind of thing it is.
    pub label: Label,
    /// Its fullest name.
    pub name: String,
    /// Its other names in the article (surname, acronym), each once, in order of appearance.
    pub aliases: Vec<String>,
}

/// How a quote gives what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuoteKind {
    /// Its content is given word for word, in quote marks or behind a speaker's label.
    Direct,
    /// Part of its content stands in quote marks.
    Mixed,
    /// Its content is told in the writer's words.
    Indirect,
}

impl QuoteKind {
    /// The name used in files: `direct`, `mixed` or `indirect`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// Who speaks in a quote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// The words that name the speaker there (`he`, `the ministry`).
    pub span: Option<Span>,
    /// The index of the cluster that they refer to, in [`Suggestions::clusters`].
    pub cluster: Option<usize>,
    /// The speaker's full name, or the words of the span where nothing is known beyond them.
    pub name: Option<String>,
}

/// Something said, with who said it and how that is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// What was said, in one or more pieces, in order, quote marks included.
    pub content: Vec<Span>,
    /// The runs of the content that stand inside quote marks, marks included.
    pub quoted: Vec<Span>,
    /// The words that attribute it (`said`, `according to`).
    pub cue: Option<Span>,
    /// Who said it.
    pub speaker: Option<Speaker>,
    /// Whether the cue is negated (`did not say whether`, `declined to comment`).
    pub negated: bool,
    /// How sure the extractor is, from 0 to 1.
    pub score: f32,
}

impl Quote {
    /// The bytes from the first piece's start to the last piece's end.
    pub fn extent(&self) -> Span {
        let start = self.content.first().map_or(0, |s| s.start);
        Span::new(start, self.content.last().map_or(start, |s| s.end))
    }
}

/// An expression of time, named or relative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeExpression {
    /// Where it stands.
    pub span: Span,
    /// Its ISO 8601 value (`2021-05-01`, `2021-05`, `2021`, `2021-04-26/2021-05-02`); none where unresolved.
    pub value: Option<String>,
}

/// All that the program (or another machine) found in one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suggestions {
    /// The model and its version (`dateline-news-en 1`).
    pub model: Arc<str>,
    /// Names, in order of their start; they may overlap.
    pub mentions: Vec<Mention>,
    /// Who and what the names name.
    pub clusters: Vec<Cluster>,
    /// Quotes, in order of their first piece.
    pub quotes: Vec<Quote>,
    /// Expressions of time, in order.
    pub dates: Vec<TimeExpression>,
    /// The language of the text (a BCP 47 tag) where it is not one that the model reads: nothing was looked for.
    pub foreign: Option<&'static str>,
}

impl Suggestions {
    /// Gives labels other names.
    fn rename(&mut self, names: &BTreeMap<Label, Label>) {
        let mentions = self.mentions.iter_mut().map(|mention| &mut mention.label);
        let clusters = self.clusters.iter_mut().map(|cluster| &mut cluster.label);
        for label in mentions.chain(clusters) {
            if let Some(name) = names.get(label) {
                label.clone_from(name);
            }
        }
    }
}

/// An article as the extractors see it: cut into paragraphs, sentences and tokens once, for all of them.
#[derive(Debug)]
pub struct Document<'a> {
    /// The article.
    pub article: &'a Article,
    /// Whether line breaks end paragraphs.
    pub lines: Lines,
    /// The paragraphs, in order, trimmed.
    pub paragraphs: Vec<Span>,
    /// The sentences of all paragraphs, in order; none crosses a paragraph's end.
    pub sentences: Vec<Span>,
    /// The tokens of the whole text, in order.
    pub tokens: Vec<Token>,
}

impl<'a> Document<'a> {
    /// Cuts an article.
    pub fn new(article: &'a Article) -> Self {
        Self::cut(article, detect_lines(&article.text))
    }

    /// Cuts an article of which it is known whether line breaks end paragraphs.
    fn cut(article: &'a Article, lines: Lines) -> Self {
        let text = &*article.text;
        let paragraphs = paragraphs(text, lines);
        let sentences = paragraphs
            .iter()
            .flat_map(|&paragraph| sentences(text, paragraph))
            .collect();
        Self {
            article,
            lines,
            paragraphs,
            sentences,
            tokens: tokens(text, Span::new(0, text.len())),
        }
    }

    /// The article's text.
    pub fn text(&self) -> &'a str {
        &self.article.text
    }
}
