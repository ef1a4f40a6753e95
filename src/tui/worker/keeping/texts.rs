//! Texts that change on the disk while they are on the screen.

use std::sync::Arc;

use crate::article::Article;
use crate::corpus::{Locator, Stamp};
use crate::tui::event::Event;

use super::{Keeper, Key};

/// The article on the screen.
pub struct Shown {
    /// Where it is.
    pub locator: Locator,
    /// What was read there.
    pub article: Arc<Article>,
    /// What its file looked like when it was read.
    pub stamp: Option<Stamp>,
}

impl Keeper {
    /// Looks whether the text on the screen is still the one of its file. A change is told once; so
    /// is that the text cannot be read any more.
    pub(super) fn look_at_text(&mut self) {
        let Some(shown) = &mut self.shown else {
            return;
        };
        let stamp = shown.locator.stamp();
        if stamp == shown.stamp {
            return;
        }
        shown.stamp = stamp;
        let event = match shown.locator.read(&self.orders.options) {
            Ok(article) if article.text == shown.article.text => return,
            Ok(article) => Event::TextChanged {
                root: shown.locator.root(),
                article: article.id,
            },
            Err(problem) => Event::Problem(format!(
                "{problem}; what you decide about the text on the screen is kept"
            )),
        };
        let _ = self.events.send(event);
    }

    /// Writes what was decided about an article while it had another text, with that text: its spans
    /// are then found in the new one.
    pub(super) fn write_older(&mut self, key: &Key, article: &Article) {
        let waiting = [&self.behind, &self.stuck];
        let waiting = waiting.into_iter().filter_map(|of| of.get(key));
        let older = waiting.filter(|behind| behind.article.text != article.text);
        if older.count() == 0 {
            return;
        }
        if let Some(stuck) = self.stuck.remove(key) {
            self.behind.entry(key.clone()).or_insert(stuck);
        }
        self.write_records();
    }
}
