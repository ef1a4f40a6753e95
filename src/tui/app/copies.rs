//! Identical texts: what is decided in one goes to the others.

use std::sync::Arc;

use crate::survey::Across;

use super::App;

/// What was offered to be copied: it is done when it is asked for again and nothing else was meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    index: usize,
    decided: usize,
    copies: usize,
}

impl App {
    /// Decides in all articles of the open one's text as was decided here: says first what that
    /// would be, and does it when it is asked again.
    pub(super) fn decide_copies(&mut self) {
        self.begin_survey();
        let Some(reader) = &self.reader else {
            return self.say("no article is open");
        };
        let (index, title) = (reader.opened.index, self.title_of(reader.opened.index));
        let copies = self.survey.copies_of(index);
        let progress = if self.survey_is_complete() {
            String::new()
        } else {
            format!(" ({})", self.survey_progress())
        };
        let items = reader.counts();
        let offer = Offer {
            index,
            decided: items.all - items.undecided,
            copies: copies.len(),
        };
        if copies.is_empty() {
            return self.say(match progress.as_str() {
                "" => "no other article has this text".to_owned(),
                _ => format!("no copy of this text so far{progress}; ask again"),
            });
        }
        let of = match copies.len() {
            1 => "the one copy of this text".to_owned(),
            count => format!("{count} copies of this text"),
        };
        if reader.annotations.updated.is_none() {
            return self.say(format!("nothing is decided here that could go to {of}"));
        }
        if self.offered.as_ref() != Some(&offer) {
            let decided = offer.decided;
            self.offered = Some(offer);
            return self.say(format!(
                "{decided} decided here go to {of}{progress}, but for what is decided there; again does it"
            ));
        }
        self.offered = None;
        let text = reader.opened.article.fingerprint();
        let decision = Across::Copy(text, Arc::clone(&reader.annotations));
        let targets = copies.into_iter().map(|copy| (copy, Vec::new()));
        self.decide_across(format!("decide as in {title}"), targets.collect(), decision);
    }

    /// A short title of an article for messages.
    fn title_of(&self, index: usize) -> String {
        let title = self.corpus.row(index).map_or("", |row| row.title);
        crate::text::display::fit(&crate::text::display::visible(title), 32).into_owned()
    }
}
