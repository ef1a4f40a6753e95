//! A judge who knows what was annotated, and notes each question as a lesson.

use super::gold::{Gold, Piece, lines};
use crate::extract::attribution::judge::model::Model;
use crate::extract::attribution::judge::{Answer, Candidate, Judge, Question, Task};
use crate::span::Span;

/// A question and its right answer.
#[derive(Clone, Debug)]
pub(super) struct Note {
    /// What was asked.
    pub task: Task,
    /// The features of each candidate.
    pub options: Vec<Vec<u32>>,
    /// The right candidate; none where all are wrong.
    pub right: Option<usize>,
}

/// The teacher of one article.
pub(super) struct Teacher<'a> {
    gold: &'a Gold,
    /// Who chooses between readings, so that what follows learns from its mistakes.
    model: Option<&'a Model>,
    /// For each annotated piece whether it was found already.
    found: Vec<bool>,
    /// What was asked so far.
    pub notes: Vec<Note>,
}

/// How much of two spans they share, from 0 to 1.
fn likeness(a: Span, b: Span) -> f32 {
    a.intersect(b)
        .map_or(0.0, |both| both.len() as f32 / a.union(b).len() as f32)
}

impl<'a> Teacher<'a> {
    pub fn new(gold: &'a Gold, model: Option<&'a Model>) -> Self {
        Self {
            gold,
            model,
            found: vec![false; gold.pieces.len()],
            notes: Vec::new(),
        }
    }

    fn note(&mut self, question: &Question, right: Option<usize>) {
        self.notes.push(Note {
            task: question.task,
            options: question
                .candidates
                .iter()
                .map(|candidate| candidate.features.hashes.clone())
                .collect(),
            right,
        });
    }

    /// The candidate that is most like what was annotated, and how much so.
    fn closest(&self, question: &Question) -> Option<(usize, f32)> {
        let touches = |piece: &&Piece| match (question.cue, piece.cue) {
            (Some(cue), Some(gold)) => cue.overlaps(gold),
            _ => false,
        };
        let pieces: Vec<&Piece> = self.gold.pieces.iter().filter(touches).collect();
        let mut best: Option<(usize, f32)> = None;
        for (at, candidate) in question.candidates.iter().enumerate() {
            let likeness = match question.task {
                Task::Start => self.same_start(candidate, &pieces),
                Task::Around => self.whole(candidate, &pieces, pieces.len()),
                Task::End | Task::Speaker | Task::Speech => self.whole(candidate, &pieces, 1),
            };
            if best.is_none_or(|(_, most)| likeness > most) {
                best = Some((at, likeness));
            }
        }
        best.filter(|&(_, most)| most >= 0.5)
    }

    /// Who was annotated as the speaker of a cue.
    fn speaker(&mut self, question: &Question) -> Answer {
        let annotated = self.gold.pieces.iter().find(|piece| {
            piece
                .cue
                .is_some_and(|gold| question.cue.is_some_and(|cue| cue.overlaps(gold)))
        });
        let closest = annotated.and_then(|piece| piece.speaker).map(|gold| {
            // An apposition names the speaker too, but its head comes first.
            let like = |at: usize| {
                let own = question.candidates[at].pieces.first();
                own.map_or(0.0, |&own| {
                    let head = u8::from(own.start <= gold.start && gold.start < own.end);
                    likeness(own, gold) * (1.0 + f32::from(head))
                })
            };
            (0..question.candidates.len())
                .max_by(|&a, &b| like(a).total_cmp(&like(b)))
                .filter(|&at| like(at) > 0.0)
        });
        match (annotated, closest) {
            (Some(_), None) => self.note(question, None),
            (Some(_), Some(Some(right))) => self.note(question, Some(right)),
            _ => {}
        }
        if let Some(mut model) = self.model {
            return model.answer(question);
        }
        let first = (!question.candidates.is_empty()).then_some(0);
        Answer {
            chosen: closest.flatten().or(first),
            score: 1.0,
        }
    }

    /// How near a candidate begins to where an annotated piece does, 1 for the same place.
    fn same_start(&self, candidate: &Candidate, pieces: &[&Piece]) -> f32 {
        let text = &*self.gold.article.text;
        let Some(own) = candidate
            .pieces
            .first()
            .and_then(|&piece| lines(text, piece).first().copied())
        else {
            return 0.0;
        };
        pieces
            .iter()
            .map(|piece| {
                let off = own.start.abs_diff(piece.span.start);
                1.0 - 2.0 * off as f32 / piece.span.len() as f32
            })
            .fold(0.0, f32::max)
    }

    /// How much the pieces of a candidate, and at least so many, are like annotated ones, all in all.
    fn whole(&self, candidate: &Candidate, pieces: &[&Piece], least: usize) -> f32 {
        let text = &*self.gold.article.text;
        let own: Vec<Span> = candidate
            .pieces
            .iter()
            .flat_map(|&piece| lines(text, piece))
            .collect();
        let hits: f32 = own
            .iter()
            .map(|&span| {
                pieces
                    .iter()
                    .map(|piece| likeness(span, piece.span))
                    .fold(0.0, f32::max)
            })
            .sum();
        hits / own.len().max(least) as f32
    }

    /// Whether the pieces are speech that was not found before; none where it does not matter.
    fn is_speech(&mut self, candidate: &Candidate) -> Option<bool> {
        let text = &*self.gold.article.text;
        let (mut right, mut wrong) = (Vec::new(), 0);
        for (whole, span) in candidate.pieces.iter().flat_map(|&whole| {
            let each = lines(text, whole).into_iter();
            each.map(move |line| (whole, line))
        }) {
            let hit = (0..self.gold.pieces.len())
                .filter(|&at| {
                    let piece = &self.gold.pieces[at];
                    piece.counts
                        && (!self.found[at] && likeness(span, piece.span) >= 0.5
                            || whole.of(text).starts_with(['“', '"', '\'', '‘'])
                                && piece.span.covers(span))
                })
                .max_by(|&a, &b| {
                    let like = |at: usize| likeness(span, self.gold.pieces[at].span);
                    like(a).total_cmp(&like(b))
                });
            if let Some(hit) = hit {
                right.push(hit);
                continue;
            }
            let uncounted = self.gold.pieces.iter().filter(|piece| !piece.counts);
            let covered: usize = uncounted
                .map(|piece| piece.span)
                .chain(self.gold.ignored.iter().copied())
                .filter_map(|zone| zone.intersect(span))
                .map(Span::len)
                .sum();
            wrong += usize::from(covered * 2 < span.len());
        }
        let speech = right.len() > wrong || !right.is_empty() && right.len() == wrong;
        if speech {
            for at in &right {
                self.found[*at] = true;
            }
        }
        (wrong > 0 || !right.is_empty()).then_some(speech)
    }
}

impl Teacher<'_> {
    /// Whether a candidate was annotated as a thought, plan or feeling: attributed, but no speech.
    fn is_thought(&self, candidate: &Candidate) -> bool {
        candidate.pieces.iter().any(|&own| {
            let thoughts = self.gold.pieces.iter().filter(|piece| !piece.counts);
            thoughts
                .into_iter()
                .any(|piece| likeness(own, piece.span) >= 0.5)
        })
    }
}

impl Judge for Teacher<'_> {
    fn answer(&mut self, question: &Question) -> Answer {
        if question.task == Task::Speech {
            let Some(candidate) = question.candidates.first() else {
                return Answer {
                    chosen: None,
                    score: 0.0,
                };
            };
            let answer = self.is_speech(candidate);
            if answer.is_some() || self.is_thought(candidate) {
                self.note(question, (answer == Some(true)).then_some(0));
            }
            return Answer {
                chosen: (answer != Some(false)).then_some(0),
                score: 1.0,
            };
        }
        if question.task == Task::Speaker {
            return self.speaker(question);
        }
        let closest = self.closest(question);
        if let Some((right, _)) = closest {
            self.note(question, Some(right));
        }
        if let Some(mut model) = self.model {
            return model.answer(question);
        }
        let last = question.candidates.len().checked_sub(1);
        Answer {
            chosen: closest.map(|(at, _)| at).or(last),
            score: 0.95,
        }
    }
}
