//! What the judge is asked about a cue before its content: who speaks, where the content begins and ends.

use crate::extract::attribution::clause::Opening;
use crate::extract::attribution::cue::Cue;
use crate::extract::attribution::judge::reading::View;
use crate::extract::attribution::judge::speakers::{self, Proposal};
use crate::extract::attribution::judge::{Candidate, Question, Task, ends::ends, starts::starts};
use crate::extract::attribution::lexicon::class;
use crate::extract::attribution::sentence::Sentence;
use crate::extract::attribution::shared::{main_subject, shared_subject};
use crate::extract::attribution::subject::{self, Left, Subject, cover};
use crate::extract::attribution::{Paragraph, Reader};

impl Reader<'_> {
    /// Who speaks by a cue, of all that the rules propose, and how sure that is, in tenths.
    pub(super) fn speaker(
        &mut self,
        sentence: &Sentence,
        cue: &Cue,
        left: Left,
    ) -> (Option<Subject>, u8) {
        let items = sentence.paragraph.items;
        let view = sentence.view(cue);
        let proposals = proposals(sentence, cue, left);
        let candidates: Vec<Candidate> = proposals
            .iter()
            .enumerate()
            .map(|(rank, proposal)| Candidate {
                features: speakers::features(&view, proposal, rank, proposals.len()),
                pieces: vec![proposal.subject.span(items)],
            })
            .collect();
        let answer = self.judge.answer(&Question {
            task: Task::Speaker,
            cue: Some(cover(items, cue.first, cue.end)),
            candidates: &candidates,
        });
        let chosen = answer.chosen.and_then(|at| proposals.get(at));
        (chosen.map(|p| p.subject), answer.tenths())
    }

    /// The first item of the content behind an item and before another, what it begins with, and how
    /// sure that is, in tenths.
    pub(super) fn start(
        &mut self,
        sentence: &Sentence,
        cue: &Cue,
        (from, high): (usize, usize),
    ) -> Option<((usize, Opening), u8)> {
        let items = sentence.paragraph.items;
        let view = sentence.view(cue);
        let (places, candidates): (Vec<(usize, Opening)>, Vec<Candidate>) =
            starts(&view, from, high)
                .into_iter()
                .map(|(start, opening, features)| {
                    let pieces = vec![cover(items, start, high)];
                    ((start, opening), Candidate { features, pieces })
                })
                .unzip();
        let answer = self.judge.answer(&Question {
            task: Task::Start,
            cue: Some(cover(items, cue.first, cue.end)),
            candidates: &candidates,
        });
        let place = places.get(answer.chosen?)?;
        Some((*place, answer.tenths()))
    }

    /// One past the last item of content that begins at the first item and ends before the second,
    /// and how sure that is, in tenths.
    pub(super) fn end(
        &mut self,
        sentence: &Sentence,
        cue: &Cue,
        opening: Opening,
        (start, high): (usize, usize),
    ) -> (usize, u8) {
        let items = sentence.paragraph.items;
        if high <= start {
            return (high, 0);
        }
        let view = View {
            opening: Some(opening),
            ..sentence.view(cue)
        };
        let (places, candidates): (Vec<usize>, Vec<Candidate>) = ends(&view, start, high)
            .into_iter()
            .map(|(end, features)| {
                let pieces = vec![cover(items, start, end)];
                (end, Candidate { features, pieces })
            })
            .unzip();
        let answer = self.judge.answer(&Question {
            task: Task::End,
            cue: Some(cover(items, cue.first, cue.end)),
            candidates: &candidates,
        });
        let end = answer.chosen.and_then(|at| places.get(at)).copied();
        (end.unwrap_or(high), answer.tenths())
    }
}

/// All who may speak by a cue, the likeliest first by the rules alone.
fn proposals(sentence: &Sentence, cue: &Cue, left: Left) -> Vec<Proposal> {
    /// How far back noun phrases are looked for, in items; how many are taken.
    const REACH: usize = 30;
    const MOST: usize = 3;
    let Paragraph { text, items, .. } = sentence.paragraph;
    let mut found: Vec<Proposal> = Vec::new();
    let mut propose = |rule: u64, subject: Option<Subject>| {
        let Some(subject) = subject else {
            return;
        };
        let same = found
            .iter_mut()
            .find(|p| p.subject.first == subject.first && p.subject.end == subject.end);
        match same {
            Some(proposal) => proposal.rules |= rule,
            None => found.push(Proposal {
                subject,
                rules: rule,
            }),
        }
    };
    propose(
        1,
        match left {
            Left::Found(subject) => Some(subject),
            Left::Shared | Left::Nothing => None,
        },
    );
    propose(2, shared_subject(sentence, cue));
    propose(4, main_subject(sentence, cue.first));
    propose(8, inverted(sentence, cue));
    propose(16, sentence.subject);
    let low = sentence.low.max(cue.first.saturating_sub(REACH));
    let mut ends = (low + 1..cue.first)
        .rev()
        .filter(|&at| {
            subject::verbal(text, items, at)
                || items
                    .get(at)
                    .is_some_and(|item| item.divides() || item.is(class::RELATIVE))
        })
        .filter(|&at| items.get(at - 1).is_some_and(|item| !item.divides()));
    for _ in 0..MOST {
        let Some(end) = ends.next() else {
            break;
        };
        let Some(phrase) = subject::before(text, items, sentence.low, end) else {
            continue;
        };
        propose(32, Some(phrase));
    }
    found
}

/// The subject behind a cue that opens what is left of the sentence: `Said one resident: “…”`.
fn inverted(sentence: &Sentence, cue: &Cue) -> Option<Subject> {
    let Paragraph { text, items, .. } = sentence.paragraph;
    let inverted = subject::right(text, items, cue.end, sentence.range.end)?;
    let opens = cue.first == sentence.low && !cue.dependent();
    let pause = items
        .get(inverted.end)
        .is_some_and(|item| item.mark(':') || item.mark(','));
    (opens && pause).then_some(inverted)
}
