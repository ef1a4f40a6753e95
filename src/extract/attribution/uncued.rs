//! Quoted stretches that no cue claims: they follow a speaker, or stand alone.

use crate::extract::attribution::clause::Opening;
use crate::extract::attribution::cue::{Cue, Role};
use crate::extract::attribution::frame::{Item, Kind, Range};
use crate::extract::attribution::judge::reading::Shape;
use crate::extract::attribution::lexicon::class;
use crate::extract::attribution::sentence::{Sentence, ends_open, supposed};
use crate::extract::attribution::shared::{main_subject, shared_left};
use crate::extract::attribution::subject::{self, Left, Subject, cover};
use crate::extract::attribution::{Draft, Paragraph, Reader, Reading, Source, Sure, Words};
use crate::span::Span;

impl Reader<'_> {
    /// Quoted stretches that no cue of the sentence claimed.
    pub(super) fn leftover(&mut self, sentence: &mut Sentence) {
        /// From so many words on a quoted stretch is speech, whoever speaks.
        const LONG: usize = 5;
        let Paragraph {
            text, items, index, ..
        } = sentence.paragraph;
        let words = (sentence.range.first..sentence.range.end)
            .filter_map(|at| items.get(at))
            .filter(|item| matches!(item.kind, Kind::Word { .. } | Kind::Number))
            .count();
        for at in sentence.range.first..sentence.range.end {
            let Some((item, region)) = items
                .get(at)
                .and_then(|item| item.quote().map(|r| (item, r)))
            else {
                continue;
            };
            if self.owner(region).is_some() {
                if let Some(last) = &mut self.last
                    && self.owner.get(region).copied().flatten() == Some(last.draft)
                {
                    last.paragraph = index;
                }
                continue;
            }
            if self.continues(sentence.paragraph, region, item.span) {
                continue;
            }
            if titled(text, items, at) {
                continue;
            }
            let length = word_count(text, item.span);
            let title = is_title(text, item.span);
            if let Some((subject, cue)) = beside(sentence, at, length, title)
                && self.nearby(sentence, at, subject, cue, length >= LONG)
            {
                continue;
            }
            if words == 0 && is_heading(text, sentence.paragraph, item.span) {
                continue;
            }
            if words <= 2 && self.follow(sentence, region, item.span) {
                continue;
            }
            if length < LONG && (words > 2 || length < 3) || title {
                continue;
            }
            if words > 2
                && let Some(draft) = sentence.draft
                && let Some(source) = self.drafts.get(draft).cloned()
            {
                self.orphan(region, item.span, Some(&source));
                continue;
            }
            self.orphan(region, item.span, None);
        }
        if sentence.draft.is_none()
            && words > 4
            && self.last.is_some_and(|last| last.paragraph == index)
        {
            // A sentence of the writer's own between them: the speaker's floor is gone.
            self.last = None;
        }
        if words > 0 {
            self.floor = None;
        }
        if sentence.draft.is_none() && words > 4 {
            self.floor = main_subject(sentence, sentence.range.end)
                .map(|subject| (index, subject.span(items)));
        }
    }

    /// The quoted stretch at `at` may be what `subject` says near it; it is, if that is certain.
    fn nearby(
        &mut self,
        sentence: &mut Sentence,
        at: usize,
        subject: Subject,
        cue: Option<Cue>,
        certain: bool,
    ) -> bool {
        let items = sentence.paragraph.items;
        let reading = Reading {
            shape: Shape::Near,
            opening: Some(Opening::Speech),
            subject: Some(subject),
            cue: cue.as_ref(),
            words: cue.as_ref().map(Words::from),
            pieces: vec![cover(items, at, at + 1)],
            claimed: (at, at + 1),
            certain,
            sure: Sure::default(),
        };
        self.add(sentence, reading).is_some()
    }

    /// A stretch that goes on from an earlier paragraph belongs to the quote that it continues.
    fn continues(&mut self, paragraph: Paragraph, region: usize, span: Span) -> bool {
        let Some(before) = region
            .checked_sub(1)
            .filter(|&before| paragraph.regions.get(before).is_some_and(|r| r.continues))
        else {
            return false;
        };
        let Some(draft) = self.owner(before) else {
            return false;
        };
        if let Some(draft) = self.drafts.get_mut(draft) {
            draft.pieces.push(span);
        }
        self.own(region, draft);
        self.last = Some(Source {
            draft,
            paragraph: paragraph.index,
        });
        true
    }

    pub(super) fn orphan(&mut self, region: usize, span: Span, source: Option<&Draft>) {
        let draft = self.drafts.len();
        self.drafts.push(Draft {
            pieces: vec![span],
            cue: None,
            speaker: source.and_then(|s| s.speaker),
            antecedent: source.and_then(|s| s.antecedent),
            negated: false,
            score: if source.is_some() { 0.5 } else { 0.3 },
            verbatim: false,
        });
        if let Some(slot) = self.owner.get_mut(region) {
            *slot = Some(draft);
        }
    }

    /// A quoted stretch that stands alone follows what was said before it.
    pub(super) fn follow(&mut self, sentence: &Sentence, region: usize, span: Span) -> bool {
        let index = sentence.paragraph.index;
        if let Some(source) = self
            .introduced
            .filter(|source| source.paragraph + 1 == index || source.paragraph == index)
        {
            self.introduced = None;
            if let Some(draft) = self.drafts.get_mut(source.draft) {
                draft.pieces.push(span);
            }
            self.own(region, source.draft);
            self.last = Some(Source {
                draft: source.draft,
                paragraph: index,
            });
            return true;
        }
        // `Sanders identified it as one of the reasons. “…”`
        if let Some((_, speaker)) = self.floor.filter(|&(paragraph, _)| paragraph == index) {
            let draft = self.drafts.len();
            self.orphan(region, span, None);
            if let Some(made) = self.drafts.get_mut(draft) {
                made.speaker = Some(speaker);
                made.score = 0.5;
            }
            self.last = Some(Source {
                draft,
                paragraph: index,
            });
            return true;
        }
        let Some(last) = self.last.filter(|last| last.paragraph + 1 >= index) else {
            return false;
        };
        let previous = self.drafts.get(last.draft);
        let asks = previous.is_some_and(|draft| {
            draft.pieces.last().is_some_and(|piece| {
                piece
                    .of(sentence.paragraph.text)
                    .trim_end_matches(['”', '"', '\''])
                    .ends_with('?')
            })
        });
        // A dialogue: bare paragraphs take turns.
        if last.paragraph + 1 == index
            && let Some(other) = self.before_last
            && other.paragraph + 2 >= index
            && other.paragraph + 1 == last.paragraph
            && (asks
                || self.drafts.get(other.draft).is_some_and(|d| {
                    d.pieces.last().is_some_and(|p| {
                        p.of(sentence.paragraph.text)
                            .trim_end_matches(['”', '"'])
                            .ends_with('?')
                    })
                }))
            && let Some(source) = self.drafts.get(other.draft).cloned()
        {
            self.before_last = Some(last);
            let draft = self.drafts.len();
            self.orphan(region, span, Some(&source));
            self.last = Some(Source {
                draft,
                paragraph: index,
            });
            return true;
        }
        let Some(draft) = self.drafts.get_mut(last.draft) else {
            return false;
        };
        if draft.cue.is_some() && starts_quoted(draft, sentence.paragraph) {
            draft.pieces.push(span);
            self.own(region, last.draft);
            self.last = Some(Source {
                draft: last.draft,
                paragraph: index,
            });
            return true;
        }
        let source = draft.clone();
        let made = self.drafts.len();
        self.orphan(region, span, Some(&source));
        self.last = Some(Source {
            draft: made,
            paragraph: index,
        });
        true
    }

    /// Keeps the subject of a sentence that ends in a colon for the quote of the next paragraph.
    pub(super) fn introduce(&mut self, sentence: &Sentence, waiting: Option<(Subject, Cue)>) {
        let Paragraph { items, index, .. } = sentence.paragraph;
        if sentence.range.end != items.len()
            || !items
                .last()
                .is_some_and(|item| item.mark(':') || item.mark(','))
        {
            if sentence.range.end == items.len() && sentence.draft.is_none() && waiting.is_none() {
                self.introduced = None;
            }
            return;
        }
        let colon = items.last().is_some_and(|item| item.mark(':'));
        if !colon && waiting.is_none() {
            return;
        }
        let found = waiting
            .map(|(subject, cue)| (subject, Some(cue)))
            .or_else(|| {
                sentence
                    .subject
                    .or_else(|| main_subject(sentence, sentence.range.end))
                    .map(|subject| (subject, None))
            });
        let Some((subject, cue)) = found else {
            return;
        };
        let draft = self.drafts.len();
        self.drafts.push(Draft {
            pieces: Vec::new(),
            cue: cue.map(|cue| cover(items, cue.first, cue.end)),
            speaker: Some(subject.span(items)),
            antecedent: subject
                .antecedent
                .map(|(first, end)| cover(items, first, end)),
            negated: cue.is_some_and(|cue| cue.negated),
            score: 0.85,
            verbatim: false,
        });
        self.introduced = Some(Source {
            draft,
            paragraph: index,
        });
    }
}

/// Who stands beside the quoted stretch at `at`: the subject of a cue, a name behind a dash, the
/// subject before a colon, a speaker behind the comma that ends it.
fn beside(
    sentence: &Sentence,
    at: usize,
    length: usize,
    title: bool,
) -> Option<(Subject, Option<Cue>)> {
    let Paragraph { text, items, .. } = sentence.paragraph;
    if length >= 2
        && !(title && length <= 5)
        && let Some((subject, cue)) = near_cue(sentence, at)
    {
        return Some((subject, Some(cue)));
    }
    if length >= 1
        && let Some(subject) = dash_speaker(text, items, sentence.range, at)
    {
        return Some((subject, None));
    }
    if title {
        return None;
    }
    if at > sentence.range.first
        && items.get(at - 1).is_some_and(|before| before.mark(':'))
        && let Some(subject) = main_subject(sentence, at)
    {
        // `I had to change my answer: “…”`
        return Some((subject, None));
    }
    plain_tag(text, items, sentence.range, at)
        .filter(|_| length >= 3)
        .map(|subject| (subject, None))
}

/// Whether the stretch is a paragraph of its own in a heading's capitals (`‘All Bets Are Off.’`).
fn is_heading(text: &str, paragraph: Paragraph, span: Span) -> bool {
    paragraph.items.len() == 1 && span.of(text).starts_with(['\'', '‘']) && capitals(span.of(text))
}

/// Whether the stretch names a work: capitals, behind a preposition, possessive or kind of work
/// (`on CBS’s “Face the Nation”`, `in her book, “Hard Choices,”`).
pub(super) fn titled(text: &str, items: &[Item], at: usize) -> bool {
    const WORKS: &[&str] = &[
        "book",
        "film",
        "movie",
        "song",
        "novel",
        "album",
        "essay",
        "documentary",
        "series",
        "play",
        "memoir",
        "program",
        "hymn",
        "anthem",
        "podcast",
        "musical",
        "poem",
        "painting",
    ];
    let work = (at.saturating_sub(2)..at)
        .filter_map(|i| items.get(i))
        .any(|item| WORKS.contains(&item.span.of(text)));
    let placed = work
        || at
            .checked_sub(1)
            .and_then(|before| items.get(before))
            .is_some_and(|before| before.is(class::PREPOSITION) || before.kind == Kind::Clitic);
    placed && items.get(at).is_some_and(|item| is_title(text, item.span))
}

/// Whether the first piece of a draft is a quoted stretch as a whole: more of it may follow.
pub(super) fn starts_quoted(draft: &Draft, paragraph: Paragraph) -> bool {
    draft.pieces.last().is_some_and(|piece| {
        let at = paragraph
            .regions
            .partition_point(|r| r.span.start < piece.start);
        paragraph.regions.get(at).is_some_and(|r| r.span == *piece)
    })
}

/// `“…,” shares Aboke.`, `“…,” the boy can be heard asking.`: a speaker behind the comma that ends
/// a quoted stretch, whatever the verb.
fn plain_tag(text: &str, items: &[Item], range: Range, at: usize) -> Option<Subject> {
    let quoted = items.get(at)?.span.of(text);
    let comma = quoted
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '”' | '"' | '’' | '\''))
        .ends_with(',');
    let next = items.get(at + 1).filter(|_| comma && at + 2 < range.end)?;
    let verb = next.lower() && next.class == 0 && next.span.of(text).ends_with(['s', 'd']);
    if verb {
        return subject::right(text, items, at + 2, range.end);
    }
    let subject = subject::main(text, items, at + 1, range.end)?;
    let named = next.is(class::PRONOUN | class::DETERMINER) || next.capital();
    named.then_some(subject)
}

/// The cue nearest to the quoted stretch at `at`, with its subject.
pub(super) fn near_cue(sentence: &Sentence, at: usize) -> Option<(Subject, Cue)> {
    /// The farthest cue, in items.
    const REACH: usize = 30;
    let Paragraph { text, items, .. } = sentence.paragraph;
    let before = sentence.cues.partition_point(|cue| cue.first < at);
    let cue = before
        .checked_sub(1)
        .and_then(|i| sentence.cues.get(i))
        .filter(|cue| at - cue.end.min(at) <= REACH)
        .or_else(|| {
            sentence
                .cues
                .get(before)
                .filter(|cue| cue.first - at <= REACH && ends_open(text, items, at))
        })?;
    if cue.role == Role::Passive {
        return None;
    }
    let left = if cue.dependent() {
        shared_left(text, items, sentence.range.first, cue)
    } else {
        subject::left(text, items, sentence.range.first, cue.first)
    };
    let subject = match left {
        Left::Found(subject) => subject,
        _ => sentence
            .subject
            .or_else(|| main_subject(sentence, cue.first))?,
    };
    (!supposed(text, items, subject)).then_some((subject, *cue))
}

/// `“…” — Mary Fox, 64, farmer`: the name after a dash that follows the quoted stretch.
pub(super) fn dash_speaker(text: &str, items: &[Item], range: Range, at: usize) -> Option<Subject> {
    let dash = items.get(at + 1).filter(|_| at + 2 < range.end)?;
    if !(dash.mark('—') || dash.mark('–') || dash.mark('―') || dash.mark('-'))
        || !items.get(at + 2)?.capital()
        || range.end - at > 14
    {
        return None;
    }
    let subject = subject::right(text, items, at + 2, range.end)?;
    let span_end = items
        .get(subject.first..subject.end)?
        .iter()
        .position(|item| item.mark(','))
        .map_or(subject.end, |comma| subject.first + comma);
    Some(Subject {
        end: span_end,
        ..subject
    })
}

/// The number of words in a span, counted up to a few.
pub(super) fn word_count(text: &str, span: Span) -> usize {
    span.of(text)
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .take(8)
        .count()
}

/// Whether all the longer words begin with a capital and no punctuation ends it: a title.
pub(super) fn is_title(text: &str, span: Span) -> bool {
    let inner = span
        .of(text)
        .trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '!' | '?'));
    !inner.ends_with(['.', '!', '?']) && capitals(inner)
}

/// Whether all the longer words begin with a capital.
fn capitals(inner: &str) -> bool {
    inner
        .split_whitespace()
        .map(|word| word.trim_start_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() > 4)
        .all(|word| word.chars().next().is_none_or(|c| !c.is_lowercase()))
}
