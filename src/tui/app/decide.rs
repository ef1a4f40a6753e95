//! Decisions: what a key does to annotations, how it is saved, undone and done again.

use std::fmt::Write as _;

use crate::annotation::edit::{self, Change, Edit, Editable, Making};
use crate::annotation::history::{Changes, Group, Step};
use crate::annotation::wire::Coordinates;
use crate::annotation::{Annotations, ItemRef, Status, Verdict};
use crate::extract::Label;
use crate::span::Span;
use crate::survey::Across;
use crate::text::display;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Save};

use super::areas::Pane;
use super::{App, Decision};

/// How much of a span's text a message names, in cells.
const NAMED: usize = 32;

impl App {
    /// The items that a decision is about: all of the inspector's line, or the one under the cursor.
    pub(super) fn targets(&self) -> Vec<ItemRef> {
        if self.settings.wanted.focus == Pane::Inspector {
            let annotations = self.annotations();
            return annotations
                .map_or_else(Vec::new, |annotations| self.inspector.items(annotations));
        }
        self.reader
            .as_ref()
            .and_then(super::reader::Reader::current)
            .into_iter()
            .collect()
    }

    /// The one item that a decision is about.
    pub(super) fn target(&self) -> Option<ItemRef> {
        self.targets().into_iter().next()
    }

    /// Makes edits as one decision: applies them, records them for undo, has them saved.
    /// Says whether anything changed.
    pub(super) fn commit(&mut self, edits: &[Edit], what: &str) -> bool {
        self.hold_inspected();
        if let Some(reason) = self.why_read_only() {
            let reason = format!("read-only: {reason}");
            self.complain(reason);
            return false;
        }
        if self.reader.as_ref().is_some_and(|reader| !reader.annotated) {
            self.complain("the annotations are still being read");
            return false;
        }
        if self.deciding.is_some() {
            self.complain("a decision over the corpus is still under way; Esc ends it");
            return false;
        }
        if self.areas.too_small {
            // Nobody sees what that would be about.
            self.complain("nothing is decided on so small a screen");
            return false;
        }
        let Some(reader) = &mut self.reader else {
            return false;
        };
        let article = std::sync::Arc::clone(&reader.opened.article);
        let mut making = Making {
            text: &article.text,
            annotator: &self.settings.annotator,
            now: self.now,
            new_id: &mut self.new_id,
        };
        let made = edit::make(reader, edits, &mut making).concat();
        self.record(made, what)
    }

    /// Makes changes as one decision, and says whether they fit.
    pub(super) fn commit_changes(&mut self, changes: Vec<Change>, what: &str) -> bool {
        self.hold_inspected();
        if let Some(reason) = self.why_read_only() {
            let reason = format!("read-only: {reason}");
            self.complain(reason);
            return false;
        }
        let Some(reader) = &mut self.reader else {
            return false;
        };
        if let Err(conflict) = reader.change(&changes) {
            self.complain(format!("cannot: {conflict}"));
            return false;
        }
        self.record(changes, what)
    }

    /// Records changes that were made to the open article for undo, and has them saved; says
    /// whether there are any.
    fn record(&mut self, made: Vec<Change>, what: &str) -> bool {
        if made.is_empty() {
            return false;
        }
        let time = self.next_time();
        let Some(reader) = &self.reader else {
            return false;
        };
        let article = std::sync::Arc::clone(&reader.opened.article);
        let offsets = &reader.opened.offsets;
        let changes = Changes::made(made, &article.text, offsets, &reader.annotations);
        let root = reader.opened.root;
        let Some(history) = self.histories.get_mut(root) else {
            return false;
        };
        let group = Group {
            number: history.next_number(),
            what: what.to_owned(),
            time,
            undoes: None,
            steps: vec![Step {
                article: Some(article.id.clone()),
                changes,
            }],
        };
        history.push(group.clone());
        self.save(group);
        true
    }

    /// Has a group saved, and brings what follows from it up to date.
    pub(super) fn save(&mut self, group: Group) {
        let Some(reader) = &self.reader else { return };
        let (article, offsets) = (&reader.opened.article, &reader.opened.offsets);
        let at = Coordinates {
            text: &article.text,
            index: offsets,
        };
        for step in &group.steps {
            if let Ok(changes) = step.changes.on(at) {
                self.inspector.follow(
                    &changes,
                    &reader.annotations,
                    &article.text,
                    self.show_rejected,
                );
            }
        }
        self.inspector.select_held(&reader.annotations);
        self.effects.push(Effect::Save(Box::new(Save {
            root: reader.opened.root,
            article: Some((
                std::sync::Arc::clone(article),
                std::sync::Arc::clone(offsets),
            )),
            group,
        })));
        self.await_saving();
        self.warned = None;
        self.note_work();
    }

    /// A short name of an item for messages: its text, in quotes.
    pub(super) fn named(&self, item: &ItemRef) -> String {
        let Some(reader) = &self.reader else {
            return String::new();
        };
        if let ItemRef::Cluster(id) = item {
            return reader
                .annotations
                .cluster(id)
                .map_or_else(String::new, |party| {
                    display::visible(&party.name).into_owned()
                });
        }
        let span = reader.annotations.span(item);
        span.map_or_else(String::new, |span| self.named_span(span))
    }

    /// A short name of a piece of the text: the text, as one line.
    pub(super) fn named_span(&self, span: Span) -> String {
        let text = self.reader.as_ref().map_or("", |r| span.of(r.text()));
        // No more words than can show: it may be the whole article that is named.
        let words: Vec<&str> = text.split_whitespace().take(NAMED).collect();
        display::fit(&display::visible(&words.join(" ")), NAMED).into_owned()
    }

    fn named_all(&self, items: &[ItemRef]) -> String {
        let first = items
            .first()
            .map_or_else(String::new, |item| self.named(item));
        match items.len() {
            0 | 1 => first,
            count => format!("{first} ({count} mentions)"),
        }
    }

    /// After a decision: on to the next suggestion of the article, if that is wanted. The next
    /// article is opened when this one is said to be done.
    pub(super) fn go_on(&mut self) {
        if self.settings.advance && self.settings.wanted.focus == Pane::Reader {
            if self.stream.is_some() {
                let decided = self.message.take();
                self.step_stream();
                self.message = self.message.take().or(decided);
                return;
            }
            self.step_undecided_here();
        } else if self.settings.advance && self.settings.wanted.focus == Pane::Inspector {
            if let Some(reader) = &self.reader {
                self.inspector.go_on(&reader.annotations);
            }
            self.follow_inspector();
        }
    }

    pub(super) fn accept(&mut self) {
        if self.place_selected() || self.do_deed() || self.decide_rows(Across::Accept) {
            return;
        }
        // On selected words, accepting means what Enter does: making something of them.
        if self
            .reader
            .as_ref()
            .is_some_and(|reader| reader.anchor.is_some())
        {
            self.choose_make();
            return;
        }
        self.decide(Self::settling, "accept", "accepted", Decision::Accept);
    }

    pub(super) fn reject(&mut self) {
        if self.let_selected_go() || self.decide_rows(Across::Reject) {
            return;
        }
        let reject = |_: &Self, item: &ItemRef| vec![Edit::Reject(item.clone())];
        self.decide(reject, "reject", "rejected", Decision::Reject);
    }

    fn decide(
        &mut self,
        edits: fn(&Self, &ItemRef) -> Vec<Edit>,
        what: &str,
        done: &str,
        decision: Decision,
    ) {
        let targets = self.targets();
        if targets.is_empty() {
            self.complain("nothing here to decide; Tab goes to the next suggestion");
            return;
        }
        let name = self.named_all(&targets);
        let own = |item: &ItemRef| self.verdict(item) == Some(Verdict::Added);
        let deletes = decision == Decision::Reject && targets.iter().all(own);
        let (what, done) = if deletes {
            ("delete", "deleted")
        } else {
            (what, done)
        };
        let edits: Vec<Edit> = targets.iter().flat_map(|item| edits(self, item)).collect();
        if self.commit(&edits, &format!("{what} {name}")) {
            self.last = Some(decision);
            self.note_ruling(targets.first());
            self.say(format!("{done} {name}"));
        }
        self.go_on();
    }

    pub(super) fn relabel(&mut self, items: &[ItemRef], label: &Label) {
        let edits: Vec<Edit> = items
            .iter()
            .filter_map(|item| match item {
                ItemRef::Entity(id) => Some(Edit::Relabel(id.clone(), label.clone())),
                _ => None,
            })
            .collect();
        let name = self.named_all(items);
        if self.commit(&edits, &format!("label {name} {label}")) {
            self.say(format!("{name} is {label}"));
        } else {
            // It has that label already: choosing it says that it is right.
            let edits: Vec<Edit> = items.iter().cloned().map(Edit::Accept).collect();
            self.commit(&edits, &format!("accept {name}"));
        }
        self.last = Some(Decision::Relabel(label.clone()));
        self.note_ruling(items.first());
        self.go_on();
    }

    pub(super) fn accept_all(&mut self) {
        let left = self
            .reader
            .as_ref()
            .map_or(0, |reader| reader.counts().undecided);
        if left == 0 {
            self.say("nothing is left to decide in this article; r sets it reviewed");
            return;
        }
        if self.commit(&[Edit::AcceptAll], &format!("accept all {left} left")) {
            self.say(format!(
                "accepted {left}; u takes it back, r sets the article reviewed"
            ));
        }
    }

    /// Sets the status and opens the next article. Reviewing with suggestions undecided says so and
    /// wants the key again.
    pub(super) fn finish(&mut self, status: Status) {
        let Some(reader) = &self.reader else { return };
        let left = reader.counts().undecided;
        let id = reader.opened.article.id.clone();
        if status == Status::Reviewed && left > 0 && self.warned.as_ref() != Some(&id) {
            self.warned = Some(id);
            self.complain(format!(
                "{left} undecided: r again sets it reviewed without them (they are not exported), A accepts them"
            ));
            return;
        }
        let waiting = self.waiting();
        if status == Status::Reviewed && waiting > 0 && self.warned.as_ref() != Some(&id) {
            self.warned = Some(id);
            let key = self.settings.keymap.key_of(Action::NextWaiting);
            let key = key.unwrap_or_default();
            self.complain(format!(
                "{waiting} without a place in the changed text ({key}): r again sets it reviewed without them"
            ));
            return;
        }
        self.set_status(status);
        let row = self
            .list
            .row_of(reader_index(self))
            .unwrap_or(self.list.selected);
        if row + 1 < self.list.len(&self.corpus) {
            self.remember_jump();
            self.open_row(row + 1);
        } else {
            let (done, all) = (self.list.reviewed(), self.corpus.len());
            self.say(if done == all {
                match all {
                    1 => "the one article is reviewed; :export json FILE hands it on".to_owned(),
                    _ => {
                        format!("all {all} articles are reviewed; :export json FILE hands them on")
                    }
                }
            } else {
                format!("this was the last article; {done} of {all} are reviewed")
            });
        }
    }

    pub(super) fn set_status(&mut self, status: Status) {
        let what = format!("set {}", status.as_str().replace('_', " "));
        if self.commit(&[Edit::SetStatus(status)], &what) {
            let mut said = format!("the article is {}", status.as_str().replace('_', " "));
            let left = self
                .reader
                .as_ref()
                .map_or(0, |reader| reader.counts().undecided);
            if status == Status::Reviewed && left > 0 {
                let _ = write!(
                    said,
                    "; {left} undecided are not exported: A accepts them, u takes it back"
                );
            }
            self.say(said);
        }
    }

    /// The open article's annotations.
    pub fn annotations(&self) -> Option<&Annotations> {
        self.reader.as_ref().map(|reader| &*reader.annotations)
    }

    /// The verdict on an item of the open article.
    pub fn verdict(&self, item: &ItemRef) -> Option<Verdict> {
        self.annotations()?
            .review(item)
            .map(|review| review.verdict)
    }
}

fn reader_index(app: &App) -> usize {
    app.reader
        .as_ref()
        .map_or(app.list.selected, |reader| reader.opened.index)
}
