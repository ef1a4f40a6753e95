//! `according to X`, before, inside or behind its clause.

use crate::extract::attribution::frame::{Item, Range};
use crate::extract::attribution::judge::reading::Shape;
use crate::extract::attribution::lexicon::class;
use crate::extract::attribution::sentence::{Sentence, skip_connectives, trim_pause};
use crate::extract::attribution::subject::{self, cover};
use crate::extract::attribution::{Paragraph, Reader, Reading, Sure, Words};

impl Reader<'_> {
    /// `according to X` before the item `high` and after what is claimed.
    pub(super) fn according(&mut self, sentence: &mut Sentence, high: usize) -> bool {
        let Paragraph { text, items, .. } = sentence.paragraph;
        let Some((at, length)) = sentence.according(sentence.low, high) else {
            return false;
        };
        let end = sentence.range.end;
        let Some(subject) = subject::right(text, items, at + length, end) else {
            return false;
        };
        let mut stop = end;
        while stop > subject.end
            && items
                .get(stop - 1)
                .is_some_and(|item| item.stops() || item.divides() && !item.mark(')'))
        {
            stop -= 1;
        }
        let front =
            at == skip_connectives(items, sentence.range.first, at) || at <= sentence.low + 1;
        let mut pieces = Vec::new();
        let mut start = at;
        if !front {
            start = skip_connectives(items, sentence.low, at);
            let close = trim_pause(items, start, at);
            if close > start {
                pieces.push(cover(items, start, close));
            }
        }
        let pause = items.get(subject.end).is_some_and(|item| item.mark(','));
        let rest = subject.end + usize::from(pause);
        let goes_on = rest < stop
            && if front {
                true
            } else {
                pause
                    && items
                        .get(at.saturating_sub(1))
                        .is_some_and(|item| item.mark(','))
                    && !items.get(rest).is_some_and(|item| {
                        item.is(class::RELATIVE
                            | class::COORDINATOR
                            | class::SUBORDINATOR
                            | class::PREPOSITION)
                            || item.span.of(text).ends_with("ing")
                    })
                    && at < sentence.low + 12
            };
        let mut reached = subject.end;
        if goes_on {
            if !pieces.is_empty()
                && at < start + 4
                && items.get(rest).is_some_and(|item| item.quote().is_some())
            {
                // `It was, in the words of one critic, “…”`
                pieces.clear();
            }
            pieces.push(cover(items, rest, stop));
            reached = stop;
        }
        if pieces.is_empty() {
            return false;
        }
        let words = Words {
            first: at,
            end: at + length,
            negated: false,
        };
        let claimed = if start < at {
            (start, at)
        } else {
            (rest, stop)
        };
        let Some(draft) = self.add(
            sentence,
            Reading {
                shape: Shape::According,
                opening: None,
                subject: Some(subject),
                cue: None,
                words: Some(words),
                pieces,
                claimed,
                certain: false,
                sure: Sure::default(),
            },
        ) else {
            return false;
        };
        if goes_on {
            self.claim(sentence.paragraph, rest, stop, draft);
        }
        sentence.low = reached;
        true
    }
}

/// The places of `according to` (or `in the words of`, `, per`) in a sentence, with their lengths.
pub(super) fn accordings(text: &str, items: &[Item], range: Range) -> Vec<(usize, usize)> {
    let word = |at: usize, expected: &[&str]| {
        at < range.end
            && items.get(at).is_some_and(|item| {
                let found = item.span.of(text);
                expected.iter().any(|e| found.eq_ignore_ascii_case(e))
            })
    };
    (range.first..range.end)
        .filter_map(|at| {
            let item = items.get(at)?;
            match item.span.len() {
                9 if word(at, &["according"]) && word(at + 1, &["to"]) => Some((at, 2)),
                2 if word(at, &["in"])
                    && word(at + 1, &["the"])
                    && word(at + 2, &["words", "view", "opinion", "eyes"])
                    && word(at + 3, &["of"]) =>
                {
                    Some((at, 4))
                }
                3 if word(at, &["per"])
                    && at > range.first
                    && items
                        .get(at - 1)
                        .is_some_and(|before| before.mark(',') || before.quote().is_some()) =>
                {
                    Some((at, 1))
                }
                _ => None,
            }
        })
        .collect()
}
