//! Going somewhere: from article to article, from suggestion to suggestion, back and forth.

use crate::annotation::{ItemId, ItemRef, Status, Verdict};
use crate::span::Span;
use crate::survey::Target;
use crate::text::motion;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Place};

use super::App;
use super::glimpse::Glimpse;
use super::list::Work;
use super::reader::is_undecided;
use super::reader::{Laid, Opened, Reader};
use super::seek::Sought;

/// What is to happen when the article that is being read is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Awaiting {
    /// Go to the first (or last) of its items that is sought, or on to the next article (or the one
    /// before) where there is none.
    Sought {
        /// What is sought.
        sought: Sought,
        /// Whether the way goes down.
        forward: bool,
        /// How many more articles to try.
        tries: usize,
    },
    /// Go to the present stop of the review stream.
    Stop,
    /// Go to a quote, perhaps to choose its speaker.
    Quote {
        /// How it is found.
        target: Target,
        /// Whether its speaker is to be chosen.
        choose: bool,
    },
    /// Go to a byte.
    Byte(usize),
    /// Go to where the analyst was, the screen as it was.
    Place(Place),
    /// Undo the last decisions.
    Undo {
        /// How many.
        count: usize,
    },
    /// Redo the last ones undone.
    Redo {
        /// How many.
        count: usize,
    },
}

impl App {
    /// Asks for an article.
    pub(super) fn load(&mut self, index: usize) {
        self.ticket += 1;
        self.loading = Some(index);
        self.unreadable = None;
        if let Some(row) = self.list.row_of(index) {
            self.list.selected = row;
        }
        self.effects.push(Effect::Load {
            ticket: self.ticket,
            index,
        });
    }

    /// Shows the article that the list has selected.
    pub(super) fn open_selected(&mut self) {
        if let Some(index) = self.list.current(&self.corpus) {
            self.awaiting = None;
            self.load(index);
        }
    }

    pub(super) fn open_row(&mut self, row: usize) {
        self.list.select(row, &self.corpus);
        self.open_selected();
    }

    pub(super) fn opened(&mut self, result: Result<Box<Opened>, String>) {
        match result {
            Ok(opened) => {
                let index = opened.index;
                self.leave_open();
                self.loading = None;
                self.reader = Some(Reader::new(*opened));
                self.show_searched();
                self.unreadable = None;
                self.inspector = super::Inspector::default();
                self.warned = None;
                self.end_drag();
                self.note_seen();
                match &self.awaiting {
                    Some(Awaiting::Byte(byte)) => {
                        let byte = *byte;
                        self.awaiting = None;
                        self.go(byte);
                    }
                    Some(Awaiting::Place(place)) => {
                        if let Some(reader) = &mut self.reader {
                            reader.go(place.cursor);
                            reader.top = place.top;
                        }
                        self.awaiting = None;
                    }
                    _ => {}
                }
                let near = self.near(index);
                self.effects.push(Effect::Prefetch { open: index, near });
            }
            Err(reason) => {
                self.leave_open();
                self.loading = None;
                self.searched = None;
                self.reader = None;
                if let Some(awaiting) = self.awaiting.take() {
                    self.pass_over(&awaiting, &reason);
                }
                self.unreadable = Some(reason);
            }
        }
    }

    /// The articles near the open one in the list, in the order in which they are likely to be asked
    /// for: those on the way that the analyst goes come first.
    fn near(&mut self, index: usize) -> Vec<usize> {
        const STEPS: [isize; 5] = [1, 2, -1, 3, 4];
        if let Some(near) = self.stream_ahead(index) {
            return near;
        }
        let row = match self.list.current(&self.corpus) {
            Some(selected) if selected == index => Some(self.list.selected),
            _ => self.list.row_of(index),
        };
        let Some(row) = row else { return Vec::new() };
        let (last, up) = self.reading;
        let up = row < last || (row == last && up);
        self.reading = (row, up);
        let steps = STEPS.iter().map(|step| if up { -step } else { *step });
        let rows = steps.filter_map(|step| row.checked_add_signed(step));
        rows.filter_map(|row| self.list.article(row, &self.corpus))
            .collect()
    }

    /// Has the part of a long article that is on the screen looked at, as long as the whole is not
    /// there.
    pub(super) fn look(&mut self) {
        if self.loading.is_some() {
            return;
        }
        if let Some(window) = self.reader.as_mut().and_then(Reader::look) {
            self.effects.push(Effect::Look {
                ticket: self.ticket,
                window,
            });
        }
    }

    /// Shows what is in a part of the open article, unless something was decided about it before:
    /// that is not known yet, and may be otherwise.
    pub(super) fn glimpsed(&mut self, glimpse: Glimpse) {
        let Some(reader) = &mut self.reader else {
            return;
        };
        let opened = &reader.opened;
        if self
            .list
            .work(opened.root, opened.article.id.as_str())
            .status
            == Status::New
        {
            reader.set_glimpse(glimpse);
        }
    }

    pub(super) fn laid(&mut self, result: Result<Box<Laid>, String>) {
        let laid = match result {
            Ok(laid) => laid,
            Err(reason) => {
                self.awaiting = None;
                self.held.clear();
                // Nothing may be written over a record that could not be read.
                if let Some(reader) = &mut self.reader {
                    reader.lock(reason.clone());
                }
                self.complain(reason.clone());
                self.problems.push(reason);
                return;
            }
        };
        let Some(reader) = &mut self.reader else {
            return;
        };
        reader.foreign = laid.foreign;
        reader.set_annotations(laid.annotations, laid.listing);
        reader.checks = laid.checks;
        reader.disputed = laid.disputed;
        self.inspector = laid.inspector;
        if self.show_rejected {
            self.refresh_inspector();
        }
        self.note_work();
        if let Some(notice) = laid.notices.first() {
            self.complain(notice.clone());
            self.problems.extend(laid.notices);
        }
        self.tell_disputed();
        match self.awaiting.take() {
            Some(Awaiting::Sought {
                sought,
                forward,
                tries,
            }) => self.arrive(sought, forward, tries),
            Some(Awaiting::Stop) => self.arrive_at_stop(),
            Some(Awaiting::Quote { target, choose }) => self.arrive_at(&target, choose),
            Some(Awaiting::Undo { count }) => self.undo(count),
            Some(Awaiting::Redo { count }) => self.redo(count),
            Some(Awaiting::Byte(_) | Awaiting::Place(_)) | None => {}
        }
    }

    /// Keeps the list's counts of the open article true.
    pub(super) fn note_work(&mut self) {
        let Some(reader) = &self.reader else { return };
        let work = Work {
            status: reader.annotations.status,
            open: Some(reader.counts().undecided as u32),
            tags: reader.annotations.tags.clone(),
            noted: reader.annotations.note.is_some(),
            unplaced: reader.annotations.unplaced.len() as u32,
        };
        let (root, id) = (reader.opened.root, reader.opened.article.id.clone());
        self.noted.insert((root, id.clone()));
        self.list.set_work(root, id, work);
        self.note_changed();
    }

    /// Lists the open article's annotations in the inspector.
    pub(super) fn refresh_inspector(&mut self) {
        if let Some(reader) = &self.reader {
            let text = reader.text();
            self.inspector
                .list(&reader.annotations, text, self.show_rejected);
            self.inspector.select_held(&reader.annotations);
        }
    }

    /// Has the inspector's selection stay on what it is on, whatever becomes of the lines.
    pub(super) fn hold_inspected(&mut self) {
        if let Some(reader) = self.reader.as_ref().filter(|reader| reader.annotated) {
            self.inspector.hold(&reader.annotations);
        }
    }

    /// The next suggestion of this article that nobody decided; where there is none below, says what is left.
    pub(super) fn step_undecided_here(&mut self) {
        let Some(reader) = &self.reader else { return };
        if let Some(item) = reader.step_item(true, is_undecided) {
            return self.focus_item(&item);
        }
        let key = |action| self.settings.keymap.key_of(action).unwrap_or_default();
        let left = match reader.counts().undecided {
            0 => format!("{} sets the article reviewed", key(Action::ReviewedNext)),
            left => format!("{left} left above ({})", key(Action::PreviousUndecided)),
        };
        if let Some(message) = &mut self.message {
            message.text = format!("{}; {left}", message.text);
        } else {
            self.say(left);
        }
    }

    /// Goes to an item; words that are being selected go on to be.
    pub(super) fn reach(&mut self, item: &ItemRef) {
        let span = self.annotations().and_then(|a| a.span(item));
        match (&mut self.reader, span) {
            (Some(reader), Some(span)) if reader.anchor.is_some() => reader.go(span.start),
            _ => self.focus_item(item),
        }
    }

    /// Goes to an item; the inspector comes along.
    pub(super) fn focus_item(&mut self, item: &ItemRef) {
        if let Some(reader) = &mut self.reader {
            reader.anchor = None;
            reader.focus(item);
            self.inspector.select_item(item, &reader.annotations);
        }
    }

    /// Goes to the next mention of the person or thing under the cursor.
    pub(super) fn same_name(&mut self) {
        let Some(reader) = &self.reader else { return };
        let cluster = match reader.current() {
            Some(ItemRef::Entity(id)) => reader
                .annotations
                .entity(&id)
                .and_then(|e| e.cluster.clone()),
            _ => None,
        };
        let Some(cluster) = cluster else {
            return self.same_word();
        };
        let annotations = &reader.annotations;
        let mentions: Vec<(Span, ItemId)> = annotations
            .entities
            .iter()
            .filter(|e| {
                e.cluster.as_ref() == Some(&cluster) && e.review.verdict != Verdict::Rejected
            })
            .map(|e| (e.span, e.id.clone()))
            .collect();
        let here = reader.cursor;
        let next = mentions.iter().position(|(span, _)| span.start > here);
        let Some((_, id)) = mentions.get(next.unwrap_or(0)) else {
            return;
        };
        let item = ItemRef::Entity(id.clone());
        self.remember_jump();
        self.focus_item(&item);
        let key = self.settings.keymap.key_of(Action::Mentions);
        let corpus = key.map_or_else(String::new, |key| format!("; {key} lists the corpus's"));
        self.say(match (mentions.len(), next) {
            (1, _) => format!("this is its only mention here{corpus}"),
            (of, None) => format!("mention 1 of {of}, from the top again{corpus}"),
            (of, Some(at)) => format!("mention {} of {of}", at + 1),
        });
    }

    pub(super) fn step_article(&mut self, by: isize) {
        let from = self
            .reader
            .as_ref()
            .and_then(|reader| self.list.row_of(reader.opened.index))
            .unwrap_or(self.list.selected);
        let from = if self.loading.is_some() {
            self.list.selected
        } else {
            from
        };
        let moved = from.saturating_add_signed(by);
        if moved == from || moved >= self.list.len(&self.corpus) {
            self.say(if by > 0 {
                "this is the last article"
            } else {
                "this is the first article"
            });
            return;
        }
        self.remember_jump();
        self.list.selected = from;
        self.open_row(moved);
    }

    /// Puts the cursor on a byte of the open article.
    pub(super) fn go(&mut self, byte: usize) {
        if let Some(reader) = &mut self.reader {
            reader.go(byte);
        }
    }

    pub(super) fn motion(&mut self, action: Action, count: usize) {
        let Some(reader) = &mut self.reader else {
            return;
        };
        let text = std::sync::Arc::clone(&reader.opened.article.text);
        let lines = reader.opened.flow.breaks().lines;
        let step = |byte: usize| match action {
            Action::Left => motion::left(&text, byte),
            Action::Right => motion::right(&text, byte),
            Action::WordForward => motion::word_forward(&text, byte),
            Action::WordBack => motion::word_back(&text, byte),
            Action::WordEnd => motion::word_end(&text, byte),
            Action::SentenceForward => motion::sentence_forward(&text, byte, lines),
            Action::SentenceBack => motion::sentence_back(&text, byte, lines),
            Action::ParagraphForward => motion::paragraph_forward(&text, byte, lines),
            Action::ParagraphBack => motion::paragraph_back(&text, byte, lines),
            _ => byte,
        };
        match action {
            Action::LineStart => {
                let start = reader
                    .flow
                    .row_at(reader.cursor, reader.width())
                    .range
                    .start;
                return reader.go(start);
            }
            Action::LineEnd => {
                let row = reader.flow.row_at(reader.cursor, reader.width());
                return reader.go(row.byte_at(u16::MAX));
            }
            _ => {}
        }
        let mut byte = reader.cursor;
        for _ in 0..count.min(100_000) {
            let next = step(byte);
            if next == byte {
                break;
            }
            byte = next;
        }
        match action {
            Action::WordForward | Action::SentenceForward | Action::ParagraphForward => {
                reader.go_over(byte);
            }
            _ => reader.go(byte),
        }
    }

    /// Goes to a line of the source, from 1, or to the last one.
    pub(super) fn line_number(&mut self, line: usize) {
        self.remember_jump();
        let Some(reader) = &mut self.reader else {
            return;
        };
        let text = reader.text();
        let byte = match line {
            0 | 1 => 0,
            usize::MAX => text.len(),
            _ => memchr::memchr_iter(b'\n', text.as_bytes())
                .nth(line - 2)
                .map(|at| at + 1)
                .filter(|&start| start < text.len())
                .unwrap_or_else(|| motion::line_start(text, motion::last(text))),
        };
        reader.go(byte);
    }
}
