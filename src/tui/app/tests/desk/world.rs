//! What the worker would do, done on the spot.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::Desk;
use crate::annotation::Annotations;
use crate::annotation::edit::{Making, apply};
use crate::annotation::history::Changes;
use crate::annotation::wire::Coordinates;
use crate::article::Article;
use crate::extract::model::Model;
use crate::search::arrange::arrange;
use crate::search::scan::{Scanned, scan};
use crate::span::{OffsetIndex, Span};
use crate::survey::{Digest, decide};
use crate::text::snippet::snippet;
use crate::tui::app::glimpse::Glimpse;
use crate::tui::app::reader::{Laid, Opened};
use crate::tui::app::table::hits::Line;
use crate::tui::effect::{Bulk, Effect, Save, SnippetOf};
use crate::tui::event::{DecidedAcross, Event};
use crate::tui::worker::kept::Kept;
use crate::tui::worker::suggestions::Source;

impl Desk {
    pub(super) fn answer(&mut self, effect: Effect, events: &mut VecDeque<Event>) {
        match effect {
            Effect::Load { ticket, index } => {
                let answers = self.load(ticket, index);
                if self.slow {
                    self.answers.extend(answers);
                } else {
                    events.extend(answers);
                }
            }
            Effect::Prefetch { open, near } => {
                let all = self.app.corpus.len();
                assert!(near.iter().all(|index| *index < all && *index != open));
                self.near = near;
            }
            Effect::Look { ticket, window } => {
                let glimpse = self.look(window);
                self.glimpses.push_back(Event::Glimpsed { ticket, glimpse });
                if !self.slow {
                    events.extend(self.glimpses.pop_front());
                }
            }
            Effect::Snippets { table, wanted } => {
                let line = |of: SnippetOf| {
                    let locator = self.app.corpus.locator(of.place.index).expect("known");
                    let article = locator.read(&self.options).expect("an article");
                    (
                        of.row,
                        Line::Known(snippet(&article.text, of.place.span, 100)),
                    )
                };
                let lines = wanted.into_iter().map(line).collect();
                events.push_back(Event::Snippets { table, lines });
            }
            Effect::Survey(articles) => {
                let digests = articles.iter().map(|&index| self.digest(index)).collect();
                let surveyed = Event::Surveyed {
                    digests,
                    unreadable: Vec::new(),
                };
                if self.slow {
                    self.answers.push_back(surveyed);
                } else {
                    events.push_back(surveyed);
                }
            }
            Effect::Arrange { wish, what } => {
                let mut narrowing = std::mem::take(&mut self.narrowing);
                arrange(&what, &mut narrowing, &|| true, &mut |arrangement, done| {
                    let event = Event::Arranged {
                        wish,
                        arrangement,
                        done,
                    };
                    if self.slow_list {
                        self.arranged.push_back(event);
                    } else {
                        events.push_back(event);
                    }
                    ControlFlow::Continue(())
                });
                self.narrowing = narrowing;
            }
            Effect::Scan(asked) => {
                let mut found = Scanned::default();
                scan(
                    &asked.corpus,
                    asked.from,
                    &asked.needles,
                    asked.telling,
                    &self.options,
                    1,
                    &mut |more| {
                        found.read = more.read;
                        found.hits.extend(more.hits);
                        ControlFlow::Continue(())
                    },
                );
                found.read = asked.corpus.len();
                let event = Event::Scanned {
                    purpose: asked.purpose,
                    number: asked.number,
                    scanned: found,
                    done: true,
                };
                if self.slow_list {
                    self.arranged.push_back(event);
                } else {
                    events.push_back(event);
                }
            }
            Effect::Decide(bulk) => {
                let decided = self.decide(&bulk);
                if self.slow {
                    self.answers.push_back(decided);
                } else {
                    events.push_back(decided);
                }
            }
            Effect::Recover(behind) => {
                for (root, id) in behind {
                    let index = self.app.corpus.find(root, &id);
                    let digest = self.digest(index.expect("a known article"));
                    events.push_back(Event::Recovered { root, digest });
                }
                events.push_back(Event::AllRecovered);
            }
            Effect::Digest(digests) => events.push_back(Event::Digested(digests)),
            Effect::Save(save) => events.push_back(self.save(*save)),
            // What was opened is of no interest to most.
            Effect::Seen { .. } => {}
            effect => self.effects.push(effect),
        }
    }

    fn load(&self, ticket: u64, index: usize) -> [Event; 2] {
        let locator = self.app.corpus.locator(index).expect("a known article");
        let root = self.app.corpus.root(index).expect("a known article");
        let article = locator.read(&self.options).expect("an article");
        let opened = Opened::new(index, root, article);
        let suggested = match self.suggested.get(opened.article.id.as_str()) {
            Some(annotations) => (annotations.clone(), None),
            None => {
                let found = Source::Model(Arc::clone(Model::built_in())).suggest(
                    &opened.article,
                    &opened.offsets,
                    &Kept::default(),
                    &|| false,
                );
                let found = found.expect("somebody wants it");
                (found.fresh, found.foreign)
            }
        };
        let annotations = Arc::new(self.records.get(&index).cloned().unwrap_or(suggested.0));
        let text = Arc::clone(&opened.article.text);
        let laid = Laid::new(&text, annotations, suggested.1, Vec::new());
        [
            Event::Opened {
                ticket,
                result: Ok(Box::new(opened)),
            },
            Event::Laid {
                ticket,
                result: Ok(Box::new(laid)),
            },
        ]
    }

    /// What an article contributes to the survey.
    fn digest(&self, index: usize) -> Digest {
        Digest::of(index, &self.article_at(index), &self.record(index))
    }

    fn article_at(&self, index: usize) -> Article {
        let locator = self.app.corpus.locator(index).expect("a known article");
        locator.read(&self.options).expect("an article")
    }

    /// What a decision about many articles comes to.
    fn decide(&self, bulk: &Bulk) -> Event {
        let mut decided = DecidedAcross::default();
        for (index, targets) in &bulk.targets {
            let article = self.article_at(*index);
            let offsets = Arc::new(OffsetIndex::new(&article.text));
            let mut made = 0;
            let mut making = Making {
                text: &article.text,
                annotator: &Arc::from("ana"),
                now: bulk.now,
                new_id: &mut || {
                    made += 1;
                    format!("across{index}.{made}")
                },
            };
            let mut annotations = Arc::new(self.record(*index));
            let of_one = decide(
                (*index, &article, &offsets),
                &mut annotations,
                targets,
                &bulk.decision,
                &mut making,
            );
            let root = self.app.corpus.root(*index).expect("a known article");
            decided.take(root, of_one);
        }
        Event::Decided {
            ticket: bulk.ticket,
            decided: Box::new(decided),
        }
    }

    /// What is suggested in a part of the open article.
    fn look(&self, window: Span) -> Glimpse {
        let opened = &self.reader().opened;
        let mut found = match self.suggested.get(opened.article.id.as_str()) {
            Some(annotations) => annotations.clone(),
            None => Annotations::default(),
        };
        found.entities.retain(|e| e.span.overlaps(window));
        found.quotes.retain(|q| q.extent().overlaps(window));
        found.dates.retain(|d| d.span.overlaps(window));
        Glimpse::new(window, Arc::new(found))
    }

    /// Hands over what is in the part of the article that was looked at first; says whether any was.
    pub fn glimpse(&mut self) -> bool {
        let Some(glimpse) = self.glimpses.pop_front() else {
            return false;
        };
        self.happens(glimpse);
        true
    }

    /// What is saved is what the journal's line makes of what was saved before.
    fn save(&mut self, save: Save) -> Event {
        if let Some(reason) = self.disk_full {
            self.unsaved.push(save);
            return Event::NotSaved(reason.to_owned());
        }
        for step in &save.group.steps {
            let Some(id) = &step.article else { continue };
            let index = self.app.corpus.find(save.root, id).expect("known");
            let article = self.article_at(index);
            let coordinates = Coordinates {
                text: &article.text,
                index: &OffsetIndex::new(&article.text),
            };
            let mut replayed = self.record(index);
            // As from the journal, not as they were made.
            let written = Changes::from(step.changes.written().unwrap().to_vec());
            let changes = written.on(coordinates).expect("readable changes");
            apply(&mut replayed, &changes).expect("a change that fits");
            let made = step.changes.on(coordinates).expect("changes");
            assert_eq!(made, changes, "{}", save.group.what);
            self.records.insert(index, replayed);
        }
        self.journal.push(save.group);
        Event::Saved
    }

    /// Saves the first of what could not be saved.
    pub fn save_again(&mut self) {
        let save = self.unsaved.remove(0);
        let event = self.save(save);
        self.happens(event);
    }

    /// What is saved of an article; what was suggested, where nothing is.
    pub fn record(&self, index: usize) -> Annotations {
        if let Some(record) = self.records.get(&index) {
            return record.clone();
        }
        match self.load(0, index) {
            [
                _,
                Event::Laid {
                    result: Ok(laid), ..
                },
            ] => Arc::unwrap_or_clone(laid.annotations),
            _ => Annotations::default(),
        }
    }

    /// Another program takes away all that is saved of an article.
    pub fn empty_record(&mut self, index: usize) {
        self.records.insert(index, Annotations::default());
    }

    /// Everything that is saved.
    pub fn records(&self) -> Vec<Annotations> {
        (0..self.app.corpus.len())
            .map(|at| self.record(at))
            .collect()
    }

    /// Hands over everything that was asked for, in order.
    pub fn deliver(&mut self) -> &mut Self {
        while self.deliver_one() {}
        self
    }

    /// Hands over what the list is to show.
    pub fn deliver_list(&mut self) -> &mut Self {
        while let Some(event) = self.arranged.pop_front() {
            self.happens(event);
        }
        self
    }

    /// Hands over the text, or the annotations, that were asked for first; says whether any were.
    pub fn deliver_one(&mut self) -> bool {
        let Some(answer) = self.answers.pop_front() else {
            return false;
        };
        self.happens(answer);
        true
    }

    /// Answers what was asked for first: it cannot be read.
    pub fn refuse(&mut self, reason: &str) {
        let Some(Event::Opened { ticket, .. }) = self.answers.pop_front() else {
            panic!("nothing was asked for");
        };
        self.answers.pop_front();
        let result = Err(reason.to_owned());
        self.happens(Event::Opened { ticket, result });
    }

    /// Hands over what was asked for last, but for its record, which cannot be read.
    pub fn refuse_record(&mut self, reason: &str) {
        let Some(Event::Laid { ticket, .. }) = self.answers.pop_back() else {
            panic!("nothing was asked for");
        };
        self.deliver();
        let result = Err(reason.to_owned());
        self.happens(Event::Laid { ticket, result });
    }
}
