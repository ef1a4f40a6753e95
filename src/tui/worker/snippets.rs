//! Reads the lines around places, for the rows of a table that are on the screen.

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};

use crate::article::Article;
use crate::text::snippet::snippet;
use crate::tui::app::table::hits::Line;
use crate::tui::effect::SnippetOf;
use crate::tui::event::Event;

use super::{Orders, Wanted};

/// How many graphemes of a line stand on either side of a place.
const AROUND: usize = 100;

/// The lines that a table wants.
pub struct Asked {
    /// The table's number.
    pub table: u64,
    /// Each row's place, and its article.
    pub rows: Vec<(SnippetOf, Wanted)>,
}

/// Reads lines until nobody asks any more; each article once for rows that follow one another.
pub fn run(asked: &Receiver<Asked>, orders: &Arc<Orders>, events: &Sender<Event>) {
    while let Ok(Asked { table, rows }) = asked.recv() {
        let mut read: Option<(usize, Result<Article, String>)> = None;
        let mut lines = Vec::with_capacity(rows.len());
        for (of, wanted) in rows {
            if read
                .as_ref()
                .is_none_or(|(index, _)| *index != wanted.index)
            {
                let article = wanted.locator.read(&orders.options);
                read = Some((wanted.index, article.map_err(|problem| problem.to_string())));
            }
            let line = match &read {
                Some((_, Ok(article))) if of.place.span.fits(&article.text) => {
                    Line::Known(snippet(&article.text, of.place.span, AROUND))
                }
                Some((_, Err(reason))) => Line::Unreadable(reason.clone()),
                _ => Line::Unreadable("the text has changed".to_owned()),
            };
            lines.push((of.row, line));
        }
        if events.send(Event::Snippets { table, lines }).is_err() {
            return;
        }
    }
}
