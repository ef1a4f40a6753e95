//! What a file says about an article, on that article's text.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::{How, Importing, name_of, tags};
use crate::annotation::{Annotations, IMPORT, ItemId, Verdict};
use crate::article::Article;
use crate::interchange::Fault;
use crate::interchange::draft::Draft;
use crate::interchange::lay::{self, Reading, lay, transfer};
use crate::interchange::library::is_like;

impl Importing<'_, '_> {
    /// What a draft says, on the article's text, of which `base` is known already; what cannot be placed there is told.
    pub(super) fn given(
        &mut self,
        path: &Path,
        line: u64,
        draft: &Draft,
        article: &Article,
        base: &Annotations,
    ) -> Annotations {
        let how = self.request.how;
        let reading = Reading {
            there: self.request.labels.clone(),
            names: self.request.names.clone(),
            origin: format!("{IMPORT}{}", name_of(path)).into(),
            verdict: match how {
                How::Suggestions => Verdict::Unreviewed,
                How::Annotations => Verdict::Accepted,
            },
            is_strict: false,
        };
        let own = draft.own_text().unwrap_or(&article.text);
        let laid = lay(draft, own, &reading);
        self.report.widened += laid.widened;
        let (mut given, moved) = transfer(laid.annotations, own, &article.text);
        let refused = tags::settle(&mut given, base);
        if refused > 0 {
            self.left_out("tags with control characters", refused, path, line);
        }
        if !is_like(draft, &article.text) {
            // An id may be another one's number: what does not stand here says nothing of this text.
            let is_empty =
                given.entities.is_empty() && given.quotes.is_empty() && given.dates.is_empty();
            let is_known = draft.has_text() || draft.sha256.is_some();
            let first = laid.faults.first().or(laid.moved.first()).or(moved.first());
            if is_empty && (is_known || first.is_some()) {
                let why = nothing_stands(is_known, first.map(|(_, fault)| fault));
                self.problem(path, line, Fault::new(article.id.as_str(), why));
                return Annotations::default();
            }
            keep_named(&mut given);
        }
        let at_or = |at| if at == 0 { line } else { at };
        for (at, fault) in laid.faults.into_iter().chain(moved) {
            self.problem(path, at_or(at), fault);
        }
        self.report.moved += laid.places_moved;
        for (at, fault) in laid.moved {
            self.wrong(path, at_or(at), fault);
        }
        if how == How::Suggestions {
            for review in lay::reviews(&mut given) {
                review.origin = Arc::clone(&reading.origin);
            }
        }
        given
    }
}

/// Leaves out the people and things of whom no mention is left.
fn keep_named(given: &mut Annotations) {
    let mentioned = given.entities.iter().filter_map(|e| e.cluster.as_ref());
    let speakers = given.quotes.iter().filter_map(|q| q.said.speaker.as_ref());
    let named: HashSet<ItemId> = mentioned
        .chain(speakers.filter_map(|speaker| speaker.cluster.as_ref()))
        .cloned()
        .collect();
    given.clusters.retain(|party| named.contains(&party.id));
}

/// Why nothing of what a file says was taken for its article; whether the file says what text it is of.
fn nothing_stands(is_known: bool, first: Option<&Fault>) -> String {
    let first = first.map_or(String::new(), |fault| format!(" ({fault})"));
    if is_known {
        format!(
            "the article of this id has another text than the file is of, and nothing that the file marks \
             stands there for certain{first}; give the file's own text with --into NEW.jsonl, or its article"
        )
    } else {
        format!("nothing that the file marks stands in the article of this id{first}")
    }
}

/// Why no article was found.
pub(super) fn unfound(draft: &Draft, into: &Path) -> Fault {
    let into = into.display();
    let reason = match (draft.id.as_str(), draft.has_text()) {
        _ if draft.own_text().is_some_and(str::is_empty) => {
            "its text is empty, and no article is made of that".to_owned()
        }
        ("", false) => "has neither an id nor a text to find its article by".to_owned(),
        ("", true) => format!(
            "no article of {into} has this text; --into NEW.jsonl makes articles of the texts here"
        ),
        (id, false) => format!("no article of {into} has the id {id:?}, and the file has no text"),
        (id, true) => format!(
            "no article of {into} has the id {id:?} or this text; --into NEW.jsonl makes articles of the texts here"
        ),
    };
    Fault::new("id", reason)
}
