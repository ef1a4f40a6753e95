//! Texts that change on the disk while they are on the screen.

use std::sync::Arc;

use crate::annotation::Annotations;
use crate::article::Article;
use crate::corpus::{Locator, Stamp};
use crate::span::OffsetIndex;
use crate::tui::event::Event;

use super::{Base, Keeper, Key};

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

    /// Whether what was laid of an article is not what a decision on this text was made on.
    pub(super) fn is_laid_otherwise(&self, key: &Key, article: &Article) -> bool {
        let mut laid = self.laid.iter().rev();
        let laid = laid.find(|laid| laid.key == *key);
        laid.is_some_and(|laid| {
            let is_same = Arc::ptr_eq(&laid.text, &article.text) || laid.text == article.text;
            laid.is_bare || !is_same
        })
    }

    /// What is known of an article with the text that it had when something was decided that is saved only
    /// now, when another one was laid already; none where it does not fit. The screen has to learn of it.
    pub(super) fn of_older_text(
        &mut self,
        key: &Key,
        article: &Article,
        offsets: &OffsetIndex,
    ) -> Option<Arc<Annotations>> {
        self.laid.retain(|laid| laid.key != *key);
        let none = Annotations::default();
        let loaded = self.store(key.0)?.load(article, offsets, &none).ok()?;
        let fits = loaded.conflicts.is_empty() && loaded.disputed.is_empty();
        let (root, id) = key.clone();
        let _ = self.events.send(Event::ChangedOutside {
            root,
            article: id,
            told: None,
        });
        let annotations = fits.then(|| Arc::new(loaded.annotations))?;
        // More may have been decided on the one text or the other until the screen knows.
        self.laid.push_back(Base {
            key: key.clone(),
            text: Arc::clone(&article.text),
            annotations: Arc::clone(&annotations),
            is_bare: true,
        });
        Some(annotations)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crossbeam_channel::{Receiver, unbounded};

    use super::*;
    use crate::annotation::edit::{Edit, Making, apply, plan};
    use crate::annotation::history::{Changes, Group, Step};
    use crate::annotation::{ItemRef, Verdict};
    use crate::tui::app::reader::Opened;
    use crate::tui::effect::Save;
    use crate::tui::worker::extraction::{Newest, extract};
    use crate::tui::worker::keeping::Keeping;
    use crate::tui::worker::survey::tests::{corpus, orders};
    use crate::tui::worker::{Wanted, Workers, reading};

    const TIME: &str = "2026-05-01T10:00:00Z";

    /// Reads the only article, and what was laid over it.
    fn read(
        workers: &Workers,
        events: &Receiver<Event>,
        ticket: u64,
        news: &Path,
    ) -> (Opened, Arc<Annotations>) {
        let corpus = corpus(news, &orders(news));
        workers.load(ticket, Wanted::of(&corpus, 0).unwrap());
        let mut opened = None;
        loop {
            match events.recv().unwrap() {
                Event::Opened { ticket: of, result } if of == ticket => {
                    opened = Some(*result.unwrap());
                }
                Event::Laid { ticket: of, result } if of == ticket => {
                    let laid = result.unwrap();
                    let told: Vec<&String> = laid.notices.iter().collect();
                    assert!(!told.iter().any(|told| told.contains("cannot")), "{told:?}");
                    return (opened.unwrap(), laid.annotations);
                }
                Event::NotSaved(reason) | Event::Problem(reason) => panic!("{reason}"),
                _ => {}
            }
        }
    }

    /// The decision that the name of these words is right, and what it leaves.
    fn accepting(
        opened: &Opened,
        annotations: &Annotations,
        name: &str,
    ) -> (Box<Save>, Arc<Annotations>) {
        let text = &opened.article.text;
        let mut making = Making {
            text,
            annotator: &Arc::from("ana"),
            now: TIME.parse().unwrap(),
            new_id: &mut String::new,
        };
        let mut entities = annotations.entities.iter();
        let entity = entities.find(|e| e.span.of(text) == name).unwrap();
        let edit = Edit::Accept(ItemRef::Entity(entity.id.clone()));
        let planned = plan(annotations, &edit, &mut making);
        let mut after = annotations.clone();
        apply(&mut after, &planned).unwrap();
        let changes = Changes::made(planned, text, &opened.offsets, &after);
        let article = Some(opened.article.id.clone());
        let save = Save {
            root: 0,
            group: Group {
                number: 1,
                what: format!("accept {name}"),
                time: TIME.parse().unwrap(),
                undoes: None,
                steps: vec![Step { article, changes }],
            },
            article: Some((Arc::clone(&opened.article), Arc::clone(&opened.offsets))),
        };
        (Box::new(save), Arc::new(after))
    }

    #[test]
    fn what_was_decided_about_a_text_stands_in_the_newer_one_that_was_read_meanwhile() {
        let story = "In May, Ana Ruiz spoke to reporters at the old harbour of Bergen. \
                     There, Daniel Hartwell listened to her all day long without a word.";
        let put = |at: &str| story.replace(at, &format!("As was told us later, {at}"));
        for place in ["In May", "There,"] {
            let folder = tempfile::tempdir().unwrap();
            let news = folder.path().join("story.txt");
            std::fs::write(&news, story).unwrap();
            let (sender, events) = unbounded();
            let workers = Workers::start(orders(&news), &sender);
            let (old, annotations) = read(&workers, &events, 1, &news);
            std::fs::write(&news, put(place)).unwrap();
            let (newer, _) = read(&workers, &events, 2, &news);
            assert_eq!(*newer.article.text, *put(place));
            workers.save(accepting(&old, &annotations, "Ana Ruiz").0);
            loop {
                match events.recv().unwrap() {
                    Event::ChangedOutside { told: None, .. } => break,
                    Event::NotSaved(reason) | Event::Problem(reason) => panic!("{reason}"),
                    _ => {}
                }
            }
            let (newest, annotations) = read(&workers, &events, 3, &news);
            let accepted = annotations.entities.iter();
            let accepted = accepted.filter(|e| e.review.verdict == Verdict::Accepted);
            let words: Vec<&str> = accepted.map(|e| e.span.of(&newest.article.text)).collect();
            assert_eq!(words, ["Ana Ruiz"]);
            assert!(annotations.unplaced.is_empty());
        }
    }

    /// The words of the names that are accepted in the newest text, after these decisions in one go, each
    /// on what the texts before or after a change had, when the newer text is laid already.
    fn accepted(name: &str, texts: [&str; 2], decisions: &[(usize, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let news = folder.path().join(name);
        let orders = Arc::new(orders(&news));
        let ready = texts.map(|text| {
            std::fs::write(&news, text).unwrap();
            let corpus = corpus(&news, &orders);
            let opened = reading::open(&Wanted::of(&corpus, 0).unwrap(), &orders).unwrap();
            extract(opened, &orders, &|| false).unwrap()
        });
        let (asking, asked) = unbounded();
        let mut shown = ready.each_ref().map(|ready| Arc::clone(&ready.fresh));
        let lay = |at: usize| Keeping::Lay(at as u64 + 1, Box::new(ready[at].clone()));
        for at in [0, 1] {
            asking.send(lay(at)).unwrap();
        }
        for (at, name) in decisions {
            let (save, after) = accepting(&ready[*at].opened, &shown[*at], name);
            shown[*at] = after;
            asking.send(Keeping::Save(save)).unwrap();
        }
        asking.send(lay(1)).unwrap();
        asking.send(Keeping::Finish { rescue: false }).unwrap();
        let (sender, events) = unbounded();
        assert_eq!(
            Keeper::new(orders, sender, Newest::default()).run(&asked),
            None
        );
        let mut last = None;
        for event in events.try_iter() {
            match event {
                Event::Laid { result, .. } => last = Some(*result.unwrap()),
                Event::NotSaved(reason) | Event::Problem(reason) => panic!("{reason}"),
                _ => {}
            }
        }
        let text = &ready[1].opened.article.text;
        let annotations = last.unwrap().annotations;
        let entities = annotations.entities.iter();
        let accepted = entities.filter(|e| e.review.verdict == Verdict::Accepted);
        accepted.map(|e| e.span.of(text).to_owned()).collect()
    }

    #[test]
    fn several_decisions_about_texts_before_and_after_a_change_all_stand() {
        let story = "In May, Ana Ruiz spoke to reporters at the old harbour of Bergen. \
                     There, Daniel Hartwell listened to her all day long without a word.";
        let newer = format!("As was told us later: {story}");
        let both = ["Ana Ruiz", "Daniel Hartwell"];
        for later in [0, 1] {
            let decisions = [(0, both[0]), (later, both[1])];
            assert_eq!(accepted("story.txt", [story, &newer], &decisions), both);
        }
        // A line has no name but its number.
        let line = |text: &str| format!("{{\"text\": \"{text}\"}}\n");
        let texts = [
            line(story),
            line(&story.replace("old harbour", "new harbour")),
        ];
        let texts = texts.each_ref().map(String::as_str);
        let decisions = [(1, both[1]), (0, both[0])];
        assert_eq!(accepted("news.jsonl", texts, &decisions), both);
    }
}
