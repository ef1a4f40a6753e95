//! Decides about items of many articles: reads each, decides, and hands over all of it or nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};
use rayon::prelude::*;

use crate::annotation::Annotations;
use crate::annotation::edit::Making;
use crate::annotation::history::{Aside, Step};
use crate::corpus::Corpus;
use crate::survey::{Decided, Target, decide};
use crate::tui::app::reader::Opened;
use crate::tui::effect::Bulk;
use crate::tui::event::{DecidedAcross, Event};

use super::ahead::give_way;
use super::extraction::extract;
use super::keeping::Keeping;
use super::shelf::Ready;
use super::{Orders, Wanted, reading};

/// How many articles are read at once.
const AT_ONCE: usize = 64;
/// Of more items, what is decided stays in a file until it is saved, and for undo, not in memory.
const MANY: usize = 1_000;
/// How often it is told how far it is.
const TELL: Duration = Duration::from_millis(100);

/// Which decision is under way; what is done for another is wanted no more.
#[derive(Clone, Debug, Default)]
pub struct Current(Arc<AtomicU64>);

impl Current {
    /// This one is, or none if it is 0.
    pub fn set(&self, ticket: u64) {
        self.0.store(ticket, Ordering::Release);
    }

    fn is(&self, ticket: u64) -> bool {
        self.0.load(Ordering::Acquire) == ticket
    }
}

/// Decides, and posts what came of it, unless another decision takes its place. Keys, and what is
/// decided meanwhile, go first.
pub fn run(
    bulk: &Bulk,
    corpus: &Corpus,
    current: &Current,
    orders: &Orders,
    keeping: &Sender<Keeping>,
    events: &Sender<Event>,
) {
    let threads = rayon::ThreadPoolBuilder::new().start_handler(|_| give_way());
    let decide = || decide_in_all(bulk, corpus, current, orders, keeping, events);
    match threads.build() {
        Ok(threads) => threads.install(decide),
        Err(error) => {
            tracing::debug!("a decision does not give way: {error}");
            decide();
        }
    }
}

fn decide_in_all(
    bulk: &Bulk,
    corpus: &Corpus,
    current: &Current,
    orders: &Orders,
    keeping: &Sender<Keeping>,
    events: &Sender<Event>,
) {
    orders.kept.open();
    let items: usize = bulk.targets.iter().map(|(_, of)| of.len()).sum();
    // Where there can be no such file it stays in memory.
    let aside = (items > MANY).then(Aside::temporary).and_then(Result::ok);
    let ticket = bulk.ticket;
    let mut decided = DecidedAcross::default();
    let mut told = Instant::now();
    for (at, articles) in bulk.targets.chunks(AT_ONCE).enumerate() {
        if !current.is(ticket) {
            return;
        }
        if told.elapsed() >= TELL {
            told = Instant::now();
            let done = at * AT_ONCE;
            let _ = events.send(Event::Deciding { ticket, done });
        }
        let asked: Vec<Option<Asked>> = articles
            .par_iter()
            .map(|(index, _)| {
                let wanted = Wanted::of(corpus, *index)?;
                let opened = reading::open(&wanted, orders).ok()?;
                let ready = extract(opened, orders, &|| !current.is(ticket))?;
                ask(ready, keeping)
            })
            .collect();
        let of_each: Vec<Option<(usize, Decided)>> = articles
            .par_iter()
            .zip(asked)
            .map(|((_, targets), asked)| {
                let mut of_one = decide_in(asked?, targets, bulk, orders)?;
                if let (Some(step), Some(aside)) = (&mut of_one.1.step, &aside) {
                    put_aside(step, aside);
                }
                Some(of_one)
            })
            .collect();
        for ((_, targets), of_one) in articles.iter().zip(of_each) {
            match of_one {
                Some((root, of_one)) => decided.take(root, of_one),
                None => decided.left_out += targets.len(),
            }
        }
        orders.kept.write(false);
    }
    if current.is(ticket) {
        let decided = Box::new(decided);
        let _ = events.send(Event::Decided { ticket, decided });
    }
}

/// Puts what changed in an article into a file; where that cannot be, it stays in memory.
fn put_aside(step: &mut Step, aside: &Aside) {
    match step.changes.put_aside(aside) {
        Ok(changes) => step.changes = changes,
        Err(error) => tracing::debug!("a decision stays in memory: {error}"),
    }
}

/// An article, and its annotations as soon as they are known.
struct Asked {
    opened: Opened,
    annotations: Receiver<Result<Arc<Annotations>, String>>,
}

/// Asks for the annotations of an article.
fn ask(ready: Ready, keeping: &Sender<Keeping>) -> Option<Asked> {
    let opened = ready.opened.clone();
    let (told, annotations) = bounded(1);
    keeping.send(Keeping::Tell(Box::new(ready), told)).ok()?;
    Some(Asked {
        opened,
        annotations,
    })
}

/// Decides in one article, and gives its root; none where its annotations cannot be read.
fn decide_in(
    asked: Asked,
    targets: &[Target],
    bulk: &Bulk,
    orders: &Orders,
) -> Option<(usize, Decided)> {
    let Asked {
        opened,
        annotations,
    } = asked;
    let mut annotations: Arc<Annotations> = annotations.recv().ok()?.ok()?;
    let mut making = Making {
        text: &opened.article.text,
        annotator: &orders.annotator,
        now: bulk.now,
        new_id: &mut || uuid::Uuid::now_v7().to_string(),
    };
    let article = (opened.index, &*opened.article, &opened.offsets);
    let decided = decide(
        article,
        &mut annotations,
        targets,
        &bulk.decision,
        &mut making,
    );
    Some((opened.root, decided))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crossbeam_channel::unbounded;

    use super::*;
    use crate::annotation::Status;
    use crate::annotation::history::{Group, History};
    use crate::article::ArticleId;
    use crate::store::{Access, Store};
    use crate::survey::{Across, Kind, Survey};
    use crate::tui::effect::Save;
    use crate::tui::worker::Workers;
    use crate::tui::worker::survey::tests::{corpus, orders};

    /// Workers over a folder of articles, and what they tell.
    struct Office {
        workers: Workers,
        events: Receiver<Event>,
        corpus: Corpus,
        history: History,
    }

    impl Office {
        fn open(news: &Path) -> Self {
            let (sender, events) = unbounded();
            let orders = orders(news);
            let corpus = corpus(news, &orders);
            let workers = Workers::start(orders, &sender);
            let history = next(&events, |event| match event {
                Event::StoreOpened { history, .. } => Some(*history),
                _ => None,
            });
            Self {
                workers,
                events,
                corpus,
                history,
            }
        }

        fn wanted(&self, index: usize) -> Wanted {
            Wanted::of(&self.corpus, index).unwrap()
        }

        /// Saves a group, has the records brought up to it, and ends.
        fn save(self, group: Group) {
            let ids = group.steps.iter().map(|step| step.article.clone());
            let behind: Vec<_> = ids.map(|id| (0, id.unwrap())).collect();
            let articles = behind.len();
            self.workers.save(Box::new(Save {
                root: 0,
                group,
                article: None,
            }));
            next(&self.events, |event| {
                matches!(event, Event::Saved).then_some(())
            });
            self.workers.recover(self.corpus.clone(), behind);
            for _ in 0..articles {
                next(&self.events, |event| {
                    matches!(event, Event::Recovered { .. }).then_some(())
                });
            }
            self.workers.finish(false, Duration::MAX);
        }
    }

    /// The next event that is one.
    fn next<T>(events: &Receiver<Event>, is: impl Fn(Event) -> Option<T>) -> T {
        loop {
            match events.recv().unwrap() {
                Event::NotSaved(reason) | Event::Problem(reason) => panic!("{reason}"),
                event => {
                    if let Some(found) = is(event) {
                        return found;
                    }
                }
            }
        }
    }

    fn statuses(news: &Path) -> Vec<Status> {
        let dir = orders(news).roots[0].dir.clone().unwrap();
        let store = Store::open(&dir, "ana", Access::Writable).unwrap();
        assert_eq!(
            store.pending(),
            Vec::<ArticleId>::new(),
            "the records alone say it"
        );
        let known = store.statuses().map(|known| known.unwrap().status);
        known.collect()
    }

    #[test]
    fn a_decision_over_the_corpus_is_in_every_record_and_its_undo_too_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let news = folder.path().join("news.jsonl");
        let line = |id: usize| {
            format!("{{\"id\":\"{id}\",\"text\":\"In May, Ana Ruiz spoke to Ana Ruiz {id}.\"}}\n")
        };
        std::fs::write(&news, (0..40).map(line).collect::<String>()).unwrap();

        let mut office = Office::open(&news);
        office
            .workers
            .survey((0..40).map(|at| office.wanted(at)).collect());
        let mut survey = Survey::default();
        while survey.read() < 40 {
            let digests = next(&office.events, |event| match event {
                Event::Surveyed { digests, .. } => Some(digests),
                _ => None,
            });
            for digest in digests {
                survey.put(digest);
            }
        }
        let ana = survey.word("Ana Ruiz").unwrap();
        let person = survey.word("PERSON").unwrap();
        let group = survey.group(Kind::Entity, ana, person).unwrap();
        let mut targets: Vec<(usize, Vec<Target>)> = Vec::new();
        for (index, finding) in survey.members(group) {
            match targets.last_mut().filter(|(last, _)| *last == index) {
                Some((_, of)) => of.push(survey.target(finding)),
                None => targets.push((index, vec![survey.target(finding)])),
            }
        }
        let bulk = Bulk {
            ticket: 7,
            targets,
            decision: Across::Reject,
            now: "2026-05-01T10:00:00Z".parse().unwrap(),
        };
        office.workers.decide(bulk, office.corpus.clone());
        let decided = next(&office.events, |event| match event {
            Event::Decided { ticket: 7, decided } => Some(*decided),
            _ => None,
        });
        assert_eq!((decided.done, decided.left_out), (80, 0));
        for digest in decided.digests {
            survey.put(digest);
        }
        let group = survey.group(Kind::Entity, ana, person).unwrap();
        assert_eq!((group.counts.open(), group.counts.standing()), (0, 0));
        assert_eq!(written(&news), 0, "nothing is written yet");
        let group = Group {
            number: office.history.next_number(),
            what: "reject Ana Ruiz".to_owned(),
            time: "2026-05-01T10:00:00Z".parse().unwrap(),
            undoes: None,
            steps: decided.steps.into_values().next().unwrap(),
        };
        office.history.push(group.clone());
        office.save(group);
        assert_eq!(statuses(&news), vec![Status::InProgress; 40]);

        let office = Office::open(&news);
        let undo = office.history.undo("2026-05-02T10:00:00Z".parse().unwrap());
        office.save(undo.unwrap());
        assert_eq!(statuses(&news), []);
    }

    /// How much stands in the folder of annotations.
    fn written(news: &Path) -> usize {
        let dir = orders(news).roots[0].dir.clone().unwrap();
        std::fs::read_dir(dir).map_or(0, Iterator::count)
    }
}
