//! Quotes without a speaker, and what looks wrong about quotes and names.

use crate::annotation::check::{CHECKED, Checks, Doubt, Warning, lacks_speaker};
use crate::annotation::edit::Edit;
use crate::annotation::{ItemRef, Listed, Verdict};
use crate::tui::action::Action;

use super::App;
use super::picker::{Choice, Choosing, Entry, Picker};
use super::reader::Reader;

/// The most doubtful places that are listed.
const MOST: usize = 2000;

impl App {
    /// Lists all that looks wrong in the article, to go there.
    pub(super) fn list_doubts(&mut self) {
        let Some(reader) = &self.reader else {
            return self.complain("no article is open");
        };
        let doubts = reader.checks.all(&reader.annotations, reader.text());
        let left = lacking(reader).count();
        if doubts.is_empty() {
            let key = self.settings.keymap.key_of(Action::NextUnattributed);
            let key = key.unwrap_or_default();
            return self.say(match left {
                0 => "nothing looks wrong in this article".to_owned(),
                1 => format!("nothing looks wrong; one quote lacks a speaker ({key})"),
                left => format!("nothing looks wrong; {left} quotes lack a speaker ({key})"),
            });
        }
        let title = match doubts.len() {
            1 => "One thing to look at".to_owned(),
            count => format!("{count} things to look at"),
        };
        let entry = |doubt: &Doubt| Entry {
            letter: None,
            text: self.named_span(doubt.span),
            detail: doubt.warning.to_string(),
            available: true,
            choice: match &doubt.item {
                Some(item) => Choice::Item(item.clone()),
                None => Choice::Place(doubt.span),
            },
        };
        let entries = doubts.iter().take(MOST).map(entry).collect();
        self.open_picker(Picker::by_letter(Choosing::Doubt, title, entries));
    }

    /// Goes to an item that was chosen from a list.
    pub(super) fn see(&mut self, item: &ItemRef) {
        self.remember_jump();
        self.focus_item(item);
    }

    /// What says that an item is right as it is, whatever was decided about it and looks wrong.
    pub(super) fn settling(&self, item: &ItemRef) -> Vec<Edit> {
        let Some(review) = self.annotations().and_then(|a| a.review(item)) else {
            return Vec::new();
        };
        match review.verdict {
            Verdict::Unreviewed | Verdict::Rejected => vec![Edit::Accept(item.clone())],
            Verdict::Corrected | Verdict::Added if self.is_doubtful(item) => {
                let mut tags = review.tags.clone();
                tags.push(CHECKED.to_owned());
                vec![Edit::SetTags(Some(item.clone()), tags)]
            }
            Verdict::Accepted | Verdict::Corrected | Verdict::Added => Vec::new(),
        }
    }

    /// Whether an item looks wrong, or a quote lacks its speaker.
    fn is_doubtful(&self, item: &ItemRef) -> bool {
        let Some(reader) = &self.reader else {
            return false;
        };
        let annotations = &reader.annotations;
        match item {
            ItemRef::Entity(id) => annotations
                .entity(id)
                .is_some_and(|entity| Checks::entity(entity, reader.text()).is_some()),
            ItemRef::Quote(id) => {
                annotations.quote(id).is_some_and(lacks_speaker)
                    || annotations
                        .quote_at(id)
                        .is_some_and(|at| !reader.warnings(at).is_empty())
            }
            ItemRef::Date(_) | ItemRef::Cluster(_) => false,
        }
    }
}

impl Reader {
    /// What looks wrong about the quote at this place.
    pub fn warnings(&self, at: usize) -> Vec<Warning> {
        self.checks.quote(&self.annotations, at, self.text())
    }

    /// Whether an item is a quote that somebody should name the speaker of.
    pub(super) fn is_unattributed(&self, listed: &Listed) -> bool {
        let is_quote = matches!(listed.item, ItemRef::Quote(_));
        is_quote
            && self
                .annotations
                .quotes
                .get(listed.at)
                .is_some_and(lacks_speaker)
    }
}

/// The quotes of an article that somebody should name the speaker of.
fn lacking(reader: &Reader) -> impl Iterator<Item = &Listed> {
    reader
        .items()
        .iter()
        .filter(|listed| reader.is_unattributed(listed))
}
