//! Lays what was decided over what was found, for the screen and for whoever else wants it.

use std::sync::Arc;

use crate::annotation::Annotations;
use crate::survey::Digest;
use crate::tui::app::reader::{Laid, Opened};
use crate::tui::event::Event;

use super::super::shelf::Ready;
use super::{Keeper, Key};

/// How many articles' annotations are kept for the next decision.
const LAID: usize = 3;

impl Keeper {
    pub(super) fn lay(&mut self, ticket: u64, ready: Ready) {
        if self.newest.is_served(ticket) {
            return;
        }
        // Where there is no place for annotations the article is read all the same.
        let opened = &ready.opened;
        let key = (opened.root, opened.article.id.clone());
        let text = Arc::clone(&opened.article.text);
        let fresh = Arc::clone(&ready.fresh);
        let loaded = self
            .store(opened.root)
            .map(|store| store.load(&opened.article, &opened.offsets, &ready.fresh));
        let result = match loaded {
            None => Ok(Laid::new(&text, ready.fresh, ready.foreign, ready.notices)),
            Some(Ok(loaded)) => {
                let conflicts = loaded.conflicts.iter().map(ToString::to_string);
                let notices = loaded.notices.iter().map(ToString::to_string);
                let notices = conflicts.chain(notices).chain(ready.notices);
                let annotations = Arc::new(loaded.annotations);
                Ok(Laid::new(
                    &text,
                    annotations,
                    ready.foreign,
                    notices.collect(),
                ))
            }
            Some(Err(error)) => Err(error.to_string()),
        };
        self.post(ticket, key, result, Some(fresh));
    }

    /// Lays a long article's record over it without waiting for what is found in it, where it
    /// holds that already: then nobody need look for it.
    pub(super) fn lay_record(&mut self, ticket: u64, opened: &Opened) {
        let Some(model) = self.orders.suggestions.suggests() else {
            return;
        };
        let Some(store) = self.stores.get_mut(opened.root).and_then(Option::as_mut) else {
            return;
        };
        // What is wrong with the record is told when the article was extracted.
        let Ok(Some(loaded)) = store.load_recorded(&opened.article, &opened.offsets, model) else {
            return;
        };
        let conflicts = loaded.conflicts.iter().map(ToString::to_string);
        let annotations = Arc::new(loaded.annotations);
        let laid = Laid::new(&opened.article.text, annotations, None, conflicts.collect());
        self.newest.serve(ticket);
        let key = (opened.root, opened.article.id.clone());
        self.post(ticket, key, Ok(laid), None);
    }

    /// Posts what was laid, and keeps what the next decisions change.
    fn post(
        &mut self,
        ticket: u64,
        key: Key,
        result: Result<Laid, String>,
        fresh: Option<Arc<Annotations>>,
    ) {
        if let Ok(laid) = &result {
            self.laid.retain(|(other, _)| *other != key);
            // Where nothing was decided, the program's state gets what was found to itself: then not
            // even its first decision has to copy it.
            let base = match fresh {
                Some(fresh) if laid.annotations.updated.is_none() => fresh,
                _ => Arc::clone(&laid.annotations),
            };
            self.laid.push_back((key, base));
            if self.laid.len() > LAID {
                self.laid.pop_front();
            }
        }
        let result = result.map(Box::new);
        let _ = self.events.send(Event::Laid { ticket, result });
    }

    /// An article's annotations, to be changed; why that cannot be.
    pub(super) fn tell(&mut self, ready: &Ready) -> Result<Arc<Annotations>, String> {
        let opened = &ready.opened;
        let store = self.store(opened.root);
        let store = store.ok_or_else(|| "there is no place for annotations".to_owned())?;
        let loaded = store.load(&opened.article, &opened.offsets, &ready.fresh);
        let loaded = loaded.map_err(|error| error.to_string())?;
        match loaded.conflicts.first() {
            Some(conflict) => Err(conflict.to_string()),
            None => Ok(Arc::new(loaded.annotations)),
        }
    }

    /// An article's annotations as they are; what was found in it where they cannot be read.
    pub(super) fn peek(&mut self, ready: &Ready) -> Arc<Annotations> {
        let opened = &ready.opened;
        let store = self.store(opened.root);
        let loaded = store.map(|s| s.peek(&opened.article, &opened.offsets, &ready.fresh));
        match loaded {
            Some(Ok(loaded)) => Arc::new(loaded.annotations),
            // What is wrong with the record is told when the article is opened.
            Some(Err(_)) | None => Arc::clone(&ready.fresh),
        }
    }

    /// Writes the record that a crash left behind, unless the journal does not fit it: then the
    /// analyst is told, and nothing is written over.
    pub(super) fn recover(&mut self, ready: &Ready) {
        let opened = &ready.opened;
        let Some(store) = self.store(opened.root) else {
            return;
        };
        let loaded = store.load(&opened.article, &opened.offsets, &ready.fresh);
        let problems: Vec<String> = match loaded {
            Ok(loaded) if loaded.conflicts.is_empty() => {
                let (article, offsets) = (&opened.article, &opened.offsets);
                let annotations = &loaded.annotations;
                let written = store.write_record(article, offsets, annotations, loaded.seq);
                let digest = Digest::of(opened.index, article, annotations);
                let root = opened.root;
                let _ = self.events.send(Event::Recovered { root, digest });
                written.err().iter().map(ToString::to_string).collect()
            }
            Ok(loaded) => loaded.conflicts.iter().map(ToString::to_string).collect(),
            Err(error) => vec![error.to_string()],
        };
        for problem in problems {
            let _ = self.events.send(Event::Problem(problem));
        }
    }
}
