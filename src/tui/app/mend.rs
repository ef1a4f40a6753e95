//! Mending what is there: edges, tags, notes, the days of dates.

use crate::annotation::ItemRef;
use crate::annotation::edit::Edit;
use crate::span::Span;
use crate::text::motion;
use crate::tui::action::Action;
use crate::tui::effect::Effect;

use super::prompt::{Prompt, Purpose};
use super::{App, Decision, Modal};

impl App {
    /// Moves an edge of the item under the cursor by words.
    pub(super) fn move_edge(&mut self, action: Action, count: usize) {
        let Some(item) = self.target() else {
            self.complain("no span is under the cursor");
            return;
        };
        let Some(reader) = &self.reader else { return };
        let Some(before) = reader.annotations.span(&item) else {
            return;
        };
        let text = reader.text();
        let mut span = before;
        for _ in 0..count.min(1000) {
            span = match action {
                Action::RightEdgeOut => Span::new(span.start, motion::end_after(text, span.end)),
                Action::RightEdgeIn => Span::new(span.start, motion::end_before(text, span.end)),
                Action::LeftEdgeOut => Span::new(motion::word_back(text, span.start), span.end),
                Action::LeftEdgeIn => Span::new(
                    motion::word_forward(text, span.start).min(span.end),
                    span.end,
                ),
                _ => span,
            };
        }
        if span.is_empty() || span == before {
            self.complain("the edge cannot go there");
            return;
        }
        let name = self.named(&item);
        if self.commit(
            &[Edit::Resize(item.clone(), span)],
            &format!("re-bound {name}"),
        ) {
            self.focus_item(&item);
        }
    }

    pub(super) fn delete(&mut self) {
        self.reject();
    }

    pub(super) fn prompt_tags(&mut self, of_item: bool) {
        let item = self.subject(of_item);
        if of_item && item.is_none() {
            self.complain("the cursor is on nothing to tag; T tags the article");
            return;
        }
        let tags = match (&item, self.annotations()) {
            (Some(item), Some(annotations)) => annotations.review(item).map(|r| r.tags.join(", ")),
            (None, Some(annotations)) => Some(annotations.tags.join(", ")),
            _ => None,
        };
        self.open_prompt(Prompt::new(Purpose::Tags(item), &tags.unwrap_or_default()));
    }

    pub(super) fn set_tags(&mut self, item: Option<ItemRef>, tags: Vec<String>) {
        let what = format!("tag {}", tags.join(", "));
        self.last = Some(match item {
            Some(_) => Decision::Tags(tags.clone()),
            None => Decision::TagArticle(tags.clone()),
        });
        self.tags.extend(tags.iter().cloned());
        if self.commit(&[Edit::SetTags(item, tags)], &what) {
            self.say("tagged");
        }
    }

    pub(super) fn prompt_note(&mut self, of_item: bool) {
        let item = self.subject(of_item);
        if of_item && item.is_none() {
            self.complain("the cursor is on nothing to note; I notes on the article");
            return;
        }
        let note = match (&item, self.annotations()) {
            (Some(item), Some(annotations)) => {
                annotations.review(item).and_then(|r| r.note.clone())
            }
            (None, Some(annotations)) => annotations.note.clone(),
            _ => None,
        };
        let note = super::prompt::one_line(&note.unwrap_or_default());
        self.open_prompt(Prompt::new(Purpose::Note(item), &note));
    }

    fn subject(&self, of_item: bool) -> Option<ItemRef> {
        if of_item { self.target() } else { None }
    }

    pub(super) fn set_note(&mut self, item: Option<ItemRef>, note: &str) {
        let note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
        if self.commit(&[Edit::SetNote(item, note)], "note") {
            self.say("noted");
        }
    }

    pub(super) fn prompt_date(&mut self) {
        let date = self.target().and_then(|item| {
            let annotations = self.annotations()?;
            let span = annotations.span(&item)?;
            annotations.dates.iter().find(|d| d.span == span)
        });
        match date.map(|date| (date.id.clone(), date.value.clone())) {
            Some((id, value)) => {
                self.open_prompt(Prompt::new(
                    Purpose::DateValue(id),
                    &value.unwrap_or_default(),
                ));
            }
            None => self.complain("the cursor is on no date"),
        }
    }

    /// Opens the user's editor on a note that is being typed.
    pub(super) fn edit_note(&mut self) {
        if let Some(Modal::Prompt(prompt)) = self.modals.last()
            && matches!(prompt.purpose, Purpose::Note(_))
        {
            self.effects
                .push(Effect::EditText(super::prompt::several_lines(
                    prompt.line.text(),
                )));
        }
    }

    pub(super) fn edited(&mut self, result: Result<String, String>) {
        match result {
            Ok(text) => {
                if let Some(Modal::Prompt(prompt)) = self.modals.last()
                    && let Purpose::Note(item) = prompt.purpose.clone()
                {
                    self.modals.pop();
                    self.set_note(item, &text);
                }
            }
            Err(reason) => self.complain(reason),
        }
    }
}
