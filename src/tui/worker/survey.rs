//! Reads the whole corpus, one article after the other, when nothing else is to be done.

use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::survey::Digest;
use crate::tui::event::Event;

use super::ahead::give_way;
use super::extraction::extract;
use super::keeping::Keeping;
use super::{Orders, Wanted, reading};

/// How often what was read is posted: each time draws a frame.
const POST: Duration = Duration::from_millis(100);

/// Reads what is asked, in order, until nobody asks any more.
pub fn run(
    asked: &Receiver<Vec<Wanted>>,
    orders: &Orders,
    keeping: &Sender<Keeping>,
    events: &Sender<Event>,
) {
    give_way();
    let mut posted = Instant::now();
    let (mut digests, mut unreadable) = (Vec::new(), Vec::new());
    while let Ok(wanted) = asked.recv() {
        orders.kept.open();
        for wanted in wanted {
            match digest(&wanted, orders, keeping) {
                Some(digest) => digests.push(digest),
                None => unreadable.push(wanted.index),
            }
            orders.kept.write(false);
            if posted.elapsed() >= POST {
                posted = Instant::now();
                let _ = events.send(Event::Surveyed {
                    digests: std::mem::take(&mut digests),
                    unreadable: std::mem::take(&mut unreadable),
                });
            }
        }
        // Where nothing more is asked, what is there is waited for.
        if asked.is_empty() {
            let _ = events.send(Event::Surveyed {
                digests: std::mem::take(&mut digests),
                unreadable: std::mem::take(&mut unreadable),
            });
            if asked.is_empty() {
                orders.kept.write(true);
            }
        }
    }
}

/// The digest of an article; none where it cannot be read, which is told when it is opened.
fn digest(wanted: &Wanted, orders: &Orders, keeping: &Sender<Keeping>) -> Option<Digest> {
    let opened = reading::open(wanted, orders).ok()?;
    let article = std::sync::Arc::clone(&opened.article);
    let ready = extract(opened, orders, &|| false)?;
    let (told, annotations) = bounded(1);
    let peek = Keeping::Peek(Box::new(ready), told);
    keeping.send(peek).ok()?;
    let annotations = annotations.recv().ok()?;
    Some(Digest::of(wanted.index, &article, &annotations))
}

#[cfg(test)]
pub(super) mod tests {
    use std::ops::ControlFlow;
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::corpus::{Corpus, IndexEvent, index};
    use crate::extract::model::Model;
    use crate::ingest::ReadOptions;
    use crate::store::Access;
    use crate::tui::worker::kept::Kept;
    use crate::tui::worker::suggestions::Source;
    use crate::tui::worker::{Root, Workers};

    /// What workers over a file are started with; its annotations stand beside it.
    pub fn orders(news: &Path) -> Orders {
        Orders {
            paths: vec![news.to_owned()],
            roots: vec![Root {
                path: news.to_owned(),
                dir: Ok(news.with_extension("annotations")),
                access: Access::Writable,
            }],
            annotator: Arc::from("ana"),
            annotations: None,
            options: ReadOptions::default(),
            rescue: None,
            cache: None,
            suggestions: Source::Model(Arc::clone(Model::built_in())),
            kept: Kept::default(),
        }
    }

    /// The articles of a file.
    pub fn corpus(news: &Path, orders: &Orders) -> Corpus {
        let mut corpus = Corpus::default();
        index(&[news.to_owned()], &orders.options, &mut |event| {
            if let IndexEvent::Batch(batch) = event {
                corpus.push_batch(batch);
            }
            ControlFlow::Continue(())
        });
        corpus
    }

    #[test]
    fn the_articles_of_a_file_are_read_and_looking_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let news = folder.path().join("news.jsonl");
        let line =
            |id: usize| format!("{{\"id\":\"{id}\",\"text\":\"In May, Ana Ruiz spoke.\"}}\n");
        std::fs::write(&news, (0..100).map(line).collect::<String>()).unwrap();
        let (sender, events) = crossbeam_channel::unbounded();
        let orders = orders(&news);
        let corpus = corpus(&news, &orders);
        let workers = Workers::start(orders, &sender);
        let wanted = |index: usize| Wanted {
            index,
            root: 0,
            locator: corpus.locator(index).unwrap(),
        };
        workers.survey((0..50).map(wanted).collect());
        workers.survey((50..100).map(wanted).collect());
        let mut survey = crate::survey::Survey::default();
        while survey.read() < 100 {
            match events.recv().unwrap() {
                Event::Surveyed {
                    digests,
                    unreadable,
                } => {
                    assert_eq!(unreadable, [0; 0]);
                    for digest in digests {
                        survey.put(digest);
                    }
                }
                Event::NotSaved(reason) | Event::Problem(reason) => panic!("{reason}"),
                _ => {}
            }
        }
        let ana = survey.word("Ana Ruiz").unwrap();
        let group = survey.groups().find(|group| group.form == ana).unwrap();
        assert_eq!((group.counts.open(), group.articles), (100, 100));
        assert!(!news.with_extension("annotations").exists());
    }
}
