//! Cues that stand behind what they attribute: `“…,” she said`, `…, the ministry said`.

use crate::extract::attribution::clause::{Opening, closes_at};
use crate::extract::attribution::cue::{Cue, Role};
use crate::extract::attribution::frame::Item;
use crate::extract::attribution::judge::reading::{Shape, around};
use crate::extract::attribution::judge::{Candidate, Question, Task};
use crate::extract::attribution::lexicon::class;
use crate::extract::attribution::sentence::{Sentence, ends_open, skip_connectives};
use crate::extract::attribution::subject::{self, Left, cover};
use crate::extract::attribution::uncued::titled;
use crate::extract::attribution::{Paragraph, Reader, Reading, Sure, Words};
use crate::span::Span;

impl Reader<'_> {
    /// `“…,” she said`: the cue claims the quoted stretch before it, and one that follows it.
    pub(super) fn tag(&mut self, sentence: &mut Sentence, cue: &Cue, left: Left) -> bool {
        /// The most items between the quoted stretch and its cue.
        const GAP: usize = 40;
        let Paragraph { text, items, .. } = sentence.paragraph;
        let Some(quote) = (sentence.low..cue.first)
            .rev()
            .take(GAP)
            .find(|&at| items.get(at).is_some_and(|item| item.quote().is_some()))
        else {
            return false;
        };
        let only_marks = |from: usize, to: usize| {
            items.get(from..to).unwrap_or_default().iter().all(|item| {
                item.divides()
                    || item.stops()
                    || item.mark('-')
                    || item.mark('\'')
                    || item.is(class::COORDINATOR)
            })
        };
        let (subject, from) = match left {
            Left::Found(subject)
                if subject.first > quote && only_marks(quote + 1, subject.first) =>
            {
                (Some(subject), cue.end)
            }
            _ if only_marks(quote + 1, cue.first) && !cue.dependent() => {
                match subject::right(text, items, cue.end, sentence.range.end) {
                    Some(subject) => (Some(subject), subject.end),
                    None => return false,
                }
            }
            // `“…,” wrote in an e-mail the lawyer` and the like are left to the nearest cue.
            _ => return false,
        };
        if titled(text, items, quote) {
            return false;
        }
        let paused = ends_open(text, items, quote)
            || items
                .get(quote + 1)
                .is_some_and(|item| item.divides() || item.mark('-'));
        if !paused && closes_at(text, items, sentence.range, cue, from).is_none() {
            return false;
        }
        // What stands before the quoted stretch in its sentence belongs to it, unless a comma cuts it off.
        let mut start = quote;
        if quote > sentence.low
            && !items
                .get(quote - 1)
                .is_some_and(|item| item.divides() || item.stops())
        {
            start = skip_connectives(items, sentence.low, quote);
        } else if let Some(lead) = lead(items, sentence.low, quote) {
            start = lead;
        }
        let mut pieces = vec![cover(items, start, quote + 1)];
        let mut claimed = vec![(start, quote + 1)];
        let mut low = from.max(cue.end);
        let next = sentence
            .cues
            .get(sentence.cues.partition_point(|other| other.first < from))
            .map_or(sentence.range.end, |other| other.first);
        let follows = (from..next.min(from + GAP))
            .find(|&at| items.get(at).is_some_and(|item| item.quote().is_some()));
        if let Some(second) = follows
            && items
                .get(second - 1)
                .is_some_and(|item| item.divides() || item.stops())
        {
            pieces.push(cover(items, second, second + 1));
            claimed.push((second, second + 1));
            low = second + 1;
        }
        let reading = Reading {
            shape: Shape::Tag,
            opening: Some(Opening::Speech),
            subject,
            cue: Some(cue),
            words: Some(Words::from(cue)),
            pieces,
            claimed: (start, quote + 1),
            certain: false,
            sure: Sure::default(),
        };
        let Some(draft) = self.add(sentence, reading) else {
            return false;
        };
        sentence.low = low;
        for (first, end) in claimed {
            self.claim(sentence.paragraph, first, end, draft);
        }
        true
    }

    /// `Exports fell, the ministry said.`, `Exports, the ministry said, fell.`
    pub(super) fn clause_tag(&mut self, sentence: &mut Sentence, cue: &Cue, left: Left) -> bool {
        let Paragraph { text, items, .. } = sentence.paragraph;
        if cue.dependent() || cue.role == Role::Noun {
            return false;
        }
        let comma_before = |at: usize| {
            at.checked_sub(1).filter(|&c| {
                c > sentence.low
                    && items
                        .get(c)
                        .is_some_and(|item| item.mark(',') || item.mark('—'))
            })
        };
        let inverted = comma_before(cue.first)
            .and_then(|_| subject::right(text, items, cue.end, sentence.range.end))
            .filter(|subject| {
                subject.end >= sentence.range.end || items.get(subject.end).is_some_and(Item::stops)
            });
        let (subject, from, comma) = match left {
            _ if inverted.is_some() => match inverted {
                Some(subject) => (subject, subject.end, cue.first - 1),
                None => return false,
            },
            Left::Found(subject)
                if comma_before(subject.first).is_some() && subject.antecedent.is_none() =>
            {
                (subject, cue.end, subject.first - 1)
            }
            Left::Nothing | Left::Shared if comma_before(cue.first).is_some() => {
                let Some(subject) = subject::right(text, items, cue.end, sentence.range.end) else {
                    return false;
                };
                (subject, subject.end, cue.first - 1)
            }
            _ => return false,
        };
        let Some(close) = closes_at(text, items, sentence.range, cue, from) else {
            return false;
        };
        let start = skip_connectives(items, sentence.low, comma);
        if comma < start + 2 && !items.get(close).is_some_and(|item| item.mark(','))
            || comma <= start
        {
            return false;
        }
        let ends = close >= sentence.range.end || items.get(close).is_some_and(Item::stops);
        let after = if ends {
            None
        } else {
            let rest = close + 1;
            let (end, _) = self.end(sentence, cue, Opening::Clause, (rest, sentence.range.end));
            (end > rest).then_some((rest, end))
        };
        let (pieces, claimed, parts_sure) = self.parts(sentence, cue, (start, comma), after);
        let low = claimed.1.max(close);
        let reading = Reading {
            shape: Shape::ClauseTag,
            opening: Some(Opening::Clause),
            subject: Some(subject),
            cue: Some(cue),
            words: Some(Words::from(cue)),
            pieces,
            claimed,
            certain: false,
            sure: Sure {
                end: Some(parts_sure),
                ..Sure::default()
            },
        };
        if self.add(sentence, reading).is_none() {
            return false;
        }
        sentence.low = low;
        true
    }

    /// Which of the parts before and after a cue it attributes, and the items from first to last.
    fn parts(
        &mut self,
        sentence: &Sentence,
        cue: &Cue,
        before: (usize, usize),
        after: Option<(usize, usize)>,
    ) -> (Vec<Span>, (usize, usize), u8) {
        let items = sentence.paragraph.items;
        let view = sentence.view(cue);
        let mut ways = vec![(true, false)];
        if after.is_some() {
            ways.extend([(false, true), (true, true)]);
        }
        let candidates: Vec<Candidate> = ways
            .iter()
            .map(|&taken| Candidate {
                features: around(&view, before, after, taken),
                pieces: std::iter::once(before)
                    .filter(|_| taken.0)
                    .chain(after.filter(|_| taken.1))
                    .map(|(first, end)| cover(items, first, end))
                    .collect(),
            })
            .collect();
        let answer = self.judge.answer(&Question {
            task: Task::Around,
            cue: Some(cover(items, cue.first, cue.end)),
            candidates: &candidates,
        });
        let chosen = answer.chosen.unwrap_or(0);
        let claimed = match (ways.get(chosen), after) {
            (Some((true, true)), Some(after)) => (before.0, after.1),
            (Some((false, true)), Some(after)) => after,
            _ => before,
        };
        let pieces = candidates.into_iter().nth(chosen);
        let pieces = pieces.map_or_else(Vec::new, |c| c.pieces);
        (pieces, claimed, answer.tenths())
    }
}

/// The beginning of a clause that leads into the quoted stretch at `quote` behind a comma
/// (`With thousands of systems, “there is no …,” he said`), but of no time or place of speech.
fn lead(items: &[Item], low: usize, quote: usize) -> Option<usize> {
    /// The longest lead, in items.
    const LONGEST: usize = 24;
    let start = skip_connectives(items, low, quote);
    let covered = items.get(start..quote)?;
    let opens = covered
        .first()?
        .is(class::PREPOSITION | class::SUBORDINATOR | class::TO);
    let plain = covered.len() <= LONGEST
        && covered.last()?.mark(',')
        && !covered.iter().any(|item| {
            item.is(class::TIME | class::MEDIUM) || item.verb.is_some() || item.quote().is_some()
        });
    (opens && plain).then_some(start)
}
