//! Who says what: cues, speakers and the words attributed to them, a sentence at a time.
//!
//! No parser is involved: a sentence is a row of words with closed classes, in which every quoted
//! stretch is one item. A reporting verb with its subject claims what stands before it (`“…,” she
//! said`, `…, she said`) or after it (`she said that …`); quoted stretches that no cue claims take
//! their speaker from the one before them.

mod according;
mod ask;
pub(crate) mod clause;
pub(crate) mod cue;
pub(crate) mod frame;
pub(crate) mod judge;
pub(crate) mod lexicon;
pub(crate) mod lines;
mod sentence;
mod shared;
pub(crate) mod speaker;
pub(crate) mod subject;
mod tag;
mod uncued;

use crate::extract::attribution::clause::Opening;
use crate::extract::attribution::cue::Cue;
use crate::extract::attribution::frame::Item;
use crate::extract::attribution::judge::reading::{Context, Shape, View, speech};
use crate::extract::attribution::judge::{Candidate, Judge, Question, Task};
use crate::extract::attribution::sentence::Sentence;
use crate::extract::attribution::subject::{Subject, cover};
use crate::extract::quote::marks::Region;
use crate::span::Span;

/// An attribution before its speaker is known by name.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The content, in pieces, in order.
    pub pieces: Vec<Span>,
    /// The words of the cue.
    pub cue: Option<Span>,
    /// The words of the speaker.
    pub speaker: Option<Span>,
    /// What a relative pronoun as speaker refers to.
    pub antecedent: Option<Span>,
    /// Whether the cue is negated.
    pub negated: bool,
    /// How sure the rule is, from 0 to 1.
    pub score: f32,
    /// Whether the content is speech word for word without marks (a transcript).
    pub verbatim: bool,
}

/// A paragraph of the frame.
#[derive(Clone, Copy)]
pub(crate) struct Paragraph<'a> {
    /// The text of the article.
    pub text: &'a str,
    /// Its items.
    pub items: &'a [Item],
    /// All regions of the text.
    pub regions: &'a [Region],
    /// Its place among the paragraphs.
    pub index: usize,
    /// Whether it is the headline or the first line.
    pub headline: bool,
}

/// Where an attribution came from, for quotes that follow it without a cue.
#[derive(Clone, Copy, Debug)]
struct Source {
    /// The draft.
    draft: usize,
    /// The paragraph in which it, or a quote that follows it, stands.
    paragraph: usize,
}

/// Reads paragraphs in order and collects what is attributed in them.
pub(crate) struct Reader<'j> {
    /// What was found, in the order of finding.
    pub drafts: Vec<Draft>,
    /// Who decides between readings.
    judge: &'j mut dyn Judge,
    /// For each region the draft that holds it.
    owner: Vec<Option<usize>>,
    /// The last attribution with a speaker.
    last: Option<Source>,
    /// The one before it, by another speaker, for dialogues.
    before_last: Option<Source>,
    /// A sentence that ends in a colon: its cue and speaker wait for the quote of the next paragraph.
    introduced: Option<Source>,
    /// Whether labels at the beginning of paragraphs name speakers.
    transcript: bool,
    /// The subject of the last sentence that attributes nothing, and its paragraph.
    floor: Option<(usize, Span)>,
}

/// The items of a cue's words.
#[derive(Clone, Copy, Debug)]
struct Words {
    first: usize,
    end: usize,
    negated: bool,
}

impl From<&Cue> for Words {
    fn from(cue: &Cue) -> Self {
        Self {
            first: cue.first,
            end: cue.end,
            negated: cue.negated,
        }
    }
}

/// How sure the judge was of the parts of a reading, in tenths; none where it was not asked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sure {
    /// Of who speaks.
    pub speaker: Option<u8>,
    /// Of where the content begins.
    pub start: Option<u8>,
    /// Of where it ends, or of the parts around a cue.
    pub end: Option<u8>,
}

/// A reading of a place in a sentence, before it is judged.
#[derive(Clone, Debug)]
struct Reading<'a> {
    /// How the cue stands to what it attributes.
    shape: Shape,
    /// What the content begins with.
    opening: Option<Opening>,
    /// Who speaks.
    subject: Option<Subject>,
    /// The cue, if there is a verb of speech.
    cue: Option<&'a Cue>,
    /// The items of the cue.
    words: Option<Words>,
    /// The content.
    pieces: Vec<Span>,
    /// The items of its first piece, which are claimed.
    claimed: (usize, usize),
    /// Whether it is speech whatever the judge says.
    certain: bool,
    /// How sure the judge was of its parts.
    sure: Sure,
}

impl<'j> Reader<'j> {
    /// A reader for a text with so many regions; whether the text is a transcript in part.
    pub fn new(regions: usize, transcript: bool, judge: &'j mut dyn Judge) -> Self {
        Self {
            drafts: Vec::new(),
            judge,
            owner: vec![None; regions],
            last: None,
            before_last: None,
            introduced: None,
            transcript,
            floor: None,
        }
    }

    /// Reads one paragraph, given the ends of its sentences.
    pub fn paragraph(&mut self, paragraph: Paragraph, ends: &[usize]) {
        if self.label(paragraph) || self.dash_line(paragraph) {
            return;
        }
        if paragraph.headline && self.headline(paragraph) {
            return;
        }
        for range in frame::sentences(paragraph.items, ends) {
            self.sentence(paragraph, range);
        }
    }

    /// The draft that holds a region.
    pub fn owner(&self, region: usize) -> Option<usize> {
        self.owner.get(region).copied().flatten()
    }

    /// Adds a draft for a reading and gives its number, if the judge takes it for speech.
    fn add(&mut self, sentence: &mut Sentence, reading: Reading) -> Option<usize> {
        /// How far into a paragraph quote marks are looked for, in items.
        const NEAR: usize = 120;
        let Paragraph {
            text, items, index, ..
        } = sentence.paragraph;
        let view = View {
            text,
            items,
            range: sentence.range,
            cues: &sentence.cues,
            cue: reading.cue,
            opening: reading.opening,
        };
        let context = Context {
            spoken: self.last.is_some_and(|last| last.paragraph == index),
            again: sentence.draft.is_some(),
            quoted: items.iter().take(NEAR).any(|item| item.quote().is_some()),
        };
        let features = speech(
            &view,
            reading.shape,
            reading.subject,
            reading.claimed,
            reading.sure,
            context,
        );
        let cue = reading.words.map(|cue| cover(items, cue.first, cue.end));
        let candidate = Candidate {
            features,
            pieces: reading.pieces,
        };
        let answer = self.judge.answer(&Question {
            task: Task::Speech,
            cue,
            candidates: std::slice::from_ref(&candidate),
        });
        if !reading.certain {
            answer.chosen?;
        }
        let draft = self.drafts.len();
        self.drafts.push(Draft {
            pieces: candidate.pieces,
            cue,
            speaker: reading.subject.map(|subject| subject.span(items)),
            antecedent: reading.subject.and_then(|subject| {
                subject
                    .antecedent
                    .map(|(first, end)| cover(items, first, end))
                    .or_else(|| self.group(sentence.paragraph, subject))
            }),
            negated: reading.words.is_some_and(|cue| cue.negated),
            score: answer.score,
            verbatim: false,
        });
        let (first, end) = reading.claimed;
        self.claim(sentence.paragraph, first, end, draft);
        if reading.subject.is_none() {
            return Some(draft);
        }
        sentence.subject = reading.subject;
        sentence.draft = Some(draft);
        if self.last.is_none_or(|last| last.paragraph != index) {
            self.before_last = self.last;
        }
        self.last = Some(Source {
            draft,
            paragraph: index,
        });
        self.introduced = None;
        Some(draft)
    }

    /// What `they` refers to: the several that the sentence before was about.
    fn group(&self, paragraph: Paragraph, subject: Subject) -> Option<Span> {
        let text = paragraph.text;
        if !subject
            .span(paragraph.items)
            .of(text)
            .eq_ignore_ascii_case("they")
        {
            return None;
        }
        let (index, span) = self.floor?;
        let plural = span
            .of(text)
            .split_whitespace()
            .next_back()
            .is_some_and(|word| word.ends_with('s') && word.chars().all(char::is_lowercase));
        (plural && index + 1 >= paragraph.index).then_some(span)
    }

    /// The quoted stretches among these items belong to `draft`.
    fn claim(&mut self, paragraph: Paragraph, first: usize, end: usize, draft: usize) {
        for at in first..end {
            if let Some(region) = paragraph.items.get(at).and_then(Item::quote) {
                self.own(region, draft);
            }
        }
    }

    /// Moves the pieces of one draft into another; the emptied one is no attribution any more.
    pub fn merge(&mut self, from: usize, into: usize) {
        let Some(source) = self.drafts.get_mut(from) else {
            return;
        };
        let pieces = std::mem::take(&mut source.pieces);
        if let Some(target) = self.drafts.get_mut(into) {
            target.pieces.extend(pieces);
        }
    }

    fn own(&mut self, region: usize, draft: usize) {
        if let Some(slot) = self.owner.get_mut(region) {
            slot.get_or_insert(draft);
        }
    }
}
