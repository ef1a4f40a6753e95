//! Marks over a text, which may nest and overlap, as elements, which nest.

use std::cmp::Reverse;

use crate::annotation::Annotations;
use crate::span::Span;

/// How many marks may lie over each other; browsers give up at some hundred.
const MOST: usize = 32;

/// How many underlines are told apart.
const LEVELS: u8 = 3;

/// What a mark is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A piece of what a quote says.
    Quote,
    /// The words that name a quote's speaker.
    Speaker,
    /// The words that attribute a quote.
    Cue,
    /// A name.
    Entity,
    /// An expression of time.
    Date,
}

/// A run of the text that something is said about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) kind: Kind,
    /// Its place among the entities, quotes or dates.
    pub(super) at: usize,
    /// Which piece of a quote's content it is, from 0.
    pub(super) piece: usize,
}

/// A part of a mark that is one element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Which mark.
    pub(super) mark: usize,
    /// Whether the mark begins here.
    pub(super) first: bool,
    /// Whether the mark ends here.
    pub(super) last: bool,
    /// How many underlines lie between it and the words.
    pub(super) level: u8,
}

/// What is written next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// An element begins: its place among the segments.
    Open(usize),
    /// The element that began last ends.
    Close,
    /// Words.
    Text(Span),
}

/// A text with its marks, in the order of writing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) segments: Vec<Segment>,
    pub(super) steps: Vec<Step>,
    /// The marks that lie over too many others to be shown.
    pub(super) buried: Vec<usize>,
}

/// Every mark of an article that covers words of its text, the outer ones first.
pub(super) fn marks(annotations: &Annotations, text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut add = |span: Span, kind, at, piece| {
        if span.fits(text) && !span.is_empty() {
            marks.push(Mark {
                span,
                kind,
                at,
                piece,
            });
        }
    };
    for (at, quote) in annotations.quotes.iter().enumerate() {
        for (piece, span) in quote.said.content.iter().enumerate() {
            add(*span, Kind::Quote, at, piece);
        }
        if let Some(span) = quote.said.cue {
            add(span, Kind::Cue, at, 0);
        }
        if let Some(span) = quote.said.speaker.as_ref().and_then(|s| s.span) {
            add(span, Kind::Speaker, at, 0);
        }
    }
    for (at, entity) in annotations.entities.iter().enumerate() {
        add(entity.span, Kind::Entity, at, 0);
    }
    for (at, date) in annotations.dates.iter().enumerate() {
        add(date.span, Kind::Date, at, 0);
    }
    marks.sort_by_key(|m| (m.span.start, Reverse(m.span.end), m.kind, m.at, m.piece));
    marks
}

/// Lays marks, in their order, over a text of `length` bytes.
///
/// Where two cross, the one that began later goes on in another element behind the end of the other.
pub(super) fn lay(marks: &[Mark], length: usize) -> Layout {
    let mut layout = Layout::default();
    // The places of the open segments.
    let mut open: Vec<usize> = Vec::new();
    let mut pending = marks.iter().enumerate().peekable();
    let mut position = 0;
    let end_of = |segment: &Segment| marks.get(segment.mark).map_or(0, |mark| mark.span.end);
    loop {
        let ends = open.iter().filter_map(|at| layout.segments.get(*at));
        let end = ends.map(end_of).min();
        let start = pending.peek().map(|(_, mark)| mark.span.start);
        let Some(next) = end.into_iter().chain(start).min() else {
            break;
        };
        layout.words(position, next);
        position = next;
        if end == Some(next) {
            let ended = |at: &usize| {
                let segment = layout.segments.get(*at);
                segment.is_some_and(|segment| end_of(segment) == next)
            };
            let outermost = open.iter().position(ended).unwrap_or(0);
            for at in (outermost..open.len()).rev() {
                let parent = at.checked_sub(1).and_then(|above| open.get(above));
                if let Some(segment) = open.get(at) {
                    layout.close(*segment, parent.copied(), next, marks);
                }
            }
            let closed = open.split_off(outermost);
            for at in closed {
                if let Some(mark) = layout.segments.get(at).map(|segment| segment.mark)
                    && marks.get(mark).is_some_and(|mark| mark.span.end > next)
                {
                    open.push(layout.open(mark, false));
                }
            }
        } else if let Some((mark, _)) = pending.next() {
            if open.len() < MOST {
                open.push(layout.open(mark, true));
            } else {
                layout.buried.push(mark);
            }
        }
    }
    layout.words(position, length);
    layout
}

impl Layout {
    fn words(&mut self, start: usize, end: usize) {
        if start < end {
            self.steps.push(Step::Text(Span::new(start, end)));
        }
    }

    fn open(&mut self, mark: usize, first: bool) -> usize {
        let at = self.segments.len();
        self.segments.push(Segment {
            mark,
            first,
            last: false,
            level: 0,
        });
        self.steps.push(Step::Open(at));
        at
    }

    /// Ends the segment `at`, which lies in `parent`, at byte `end`.
    fn close(&mut self, at: usize, parent: Option<usize>, end: usize, marks: &[Mark]) {
        self.steps.push(Step::Close);
        let Some(segment) = self.segments.get_mut(at) else {
            return;
        };
        let Some(mark) = marks.get(segment.mark) else {
            return;
        };
        segment.last = mark.span.end == end;
        let below = segment.level + u8::from(mark.kind.is_underlined());
        if let Some(parent) = parent.and_then(|at| self.segments.get_mut(at)) {
            parent.level = parent.level.max(below).min(LEVELS);
        }
    }
}

impl Kind {
    fn is_underlined(self) -> bool {
        matches!(self, Self::Entity | Self::Date | Self::Speaker)
    }
}
