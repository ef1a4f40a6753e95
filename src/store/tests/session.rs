//! A working session in many kinds of steps, for disks that fail.

use super::machine::Dice;
use super::*;
use crate::annotation::history::Changes;
use crate::annotation::registry::{Change, Known, Registry};

/// A folder where waiting for the disk costs nothing, if there is such a place.
pub(super) fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

/// An article on which somebody works.
struct Paper {
    article: Article,
    index: Arc<OffsetIndex>,
    annotations: Annotations,
    seq: u64,
}

/// What was decided so far.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct State {
    annotations: Vec<Annotations>,
    known: Vec<Known>,
}

/// An annotator with several articles over a store.
pub(super) struct Session {
    pub(super) store: Store,
    history: History,
    papers: Vec<Paper>,
    registry: Registry,
    /// How often what fails is tried.
    tries: usize,
    minute: u32,
    /// What was decided after each group that was told to be safe, the first before any.
    pub(super) states: Vec<State>,
    /// How many operations of the disk had been attempted then, and how many of them were done.
    pub(super) safe_at: Vec<(usize, usize)>,
}

fn papers() -> Vec<Article> {
    let texts = ["left", "stayed", "sang"].map(|word| TEXT.replace("left", word));
    (0..)
        .zip(texts)
        .map(|(at, text)| Article::from_text(format!("{at}.txt"), text))
        .collect()
}

impl Session {
    /// Opens the store and all articles, as they are on the disk.
    pub(super) fn open(dir: &Path, tries: usize) -> Result<Self, StoreError> {
        let mut store = Store::open(dir, "ana", Access::Writable)?;
        let mut open = Vec::new();
        for article in papers() {
            let index = Arc::new(OffsetIndex::new(&article.text));
            let found = suggestions(&article.text, "model 1");
            let fresh = Annotations::fresh(&found, &article.text, &index);
            let loaded = store.load(&article, &index, &fresh)?;
            assert_eq!(loaded.conflicts, []);
            open.push(Paper {
                article,
                index,
                annotations: loaded.annotations,
                seq: loaded.seq,
            });
        }
        // Time goes on where it was.
        let minute = (store.seq() as u32 + 1) * 10;
        let mut session = Self {
            history: store.history(),
            registry: store.registry().clone(),
            store,
            papers: open,
            tries,
            minute,
            states: Vec::new(),
            safe_at: vec![(0, 0)],
        };
        session.states.push(session.state());
        Ok(session)
    }

    pub(super) fn state(&self) -> State {
        State {
            annotations: self.papers.iter().map(|p| p.annotations.clone()).collect(),
            known: self.registry.entries().cloned().collect(),
        }
    }

    /// Tries as often as is to be tried.
    fn again<T>(
        &mut self,
        mut doing: impl FnMut(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        for _ in 1..self.tries {
            if let Ok(done) = doing(self) {
                return Ok(done);
            }
        }
        doing(self)
    }

    fn take(&mut self, group: Group) -> Result<(), StoreError> {
        self.again(|session| session.store.append(&group))?;
        for step in &group.steps {
            let Some(article) = &step.article else {
                let changes = step.changes.written().unwrap();
                let changes: Result<Vec<_>, _> = changes.iter().map(Change::read).collect();
                self.registry.apply(&changes.unwrap()).unwrap();
                continue;
            };
            let mut papers = self.papers.iter_mut();
            let paper = papers.find(|p| p.article.id == *article).unwrap();
            let at = Coordinates {
                text: &paper.article.text,
                index: &paper.index,
            };
            let changes = step.changes.on(at).unwrap();
            edit::apply(&mut paper.annotations, &changes).unwrap();
            paper.seq = self.store.seq();
        }
        self.history.push(group);
        self.states.push(self.state());
        self.safe_at.push(disk::fault::moment());
        Ok(())
    }

    fn time(&mut self) -> Timestamp {
        self.minute += 1;
        let (hour, minute, second) = (self.minute / 3600, self.minute / 60 % 60, self.minute % 60);
        let time = format!("2026-05-01T{:02}:{minute:02}:{second:02}Z", 10 + hour);
        time.parse().unwrap()
    }

    /// One decision, about some articles and about who is who.
    pub(super) fn decide(
        &mut self,
        edits: &[(usize, Edit)],
        across: Option<&Change>,
    ) -> Result<(), StoreError> {
        let now = self.time();
        let minute = self.minute;
        let mut ids = 0;
        let mut steps: Vec<Step> = across
            .iter()
            .map(|change| Step {
                article: None,
                changes: vec![change.written()].into(),
            })
            .collect();
        for (at, edit) in edits {
            let paper = &self.papers[*at];
            let mut making = Making {
                text: &paper.article.text,
                annotator: &Arc::from("ana"),
                now,
                new_id: &mut || {
                    ids += 1;
                    format!("new-{minute}-{ids}")
                },
            };
            let changes = edit::plan(&paper.annotations, edit, &mut making);
            let mut after = paper.annotations.clone();
            edit::apply(&mut after, &changes).unwrap();
            let text = &paper.article.text;
            steps.push(Step {
                article: Some(paper.article.id.clone()),
                changes: Changes::made(changes, text, &paper.index, &after),
            });
        }
        self.take(Group {
            number: self.history.next_number(),
            what: format!("edit {minute}"),
            time: now,
            undoes: None,
            steps,
        })
    }

    pub(super) fn undo(&mut self) -> Result<(), StoreError> {
        let now = self.time();
        let undo = self.history.undo(now).unwrap();
        self.take(undo)
    }

    pub(super) fn redo(&mut self) -> Result<(), StoreError> {
        let now = self.time();
        let redo = self.history.redo(now).unwrap();
        self.take(redo)
    }

    pub(super) fn write_record(&mut self, at: usize) -> Result<(), StoreError> {
        self.again(|session| {
            let paper = &session.papers[at];
            let (article, index) = (&paper.article, &paper.index);
            let store = &mut session.store;
            store.write_record(article, index, &paper.annotations, paper.seq)
        })
    }

    pub(super) fn write_registry(&mut self) -> Result<(), StoreError> {
        self.again(|session| session.store.write_registry())
    }

    fn accept(&self, at: usize, words: &str) -> (usize, Edit) {
        let paper = &self.papers[at];
        let mut entities = paper.annotations.entities.iter();
        let entity = entities.find(|e| e.span.of(&paper.article.text) == words);
        (
            at,
            Edit::Accept(ItemRef::Entity(entity.unwrap().id.clone())),
        )
    }

    fn note(at: usize, words: &str) -> (usize, Edit) {
        (at, Edit::SetNote(None, Some(words.to_owned())))
    }

    /// What may come after a crash: a decision, and all files.
    pub(super) fn go_on(&mut self) -> Result<(), StoreError> {
        self.decide(&[Self::note(0, "again")], None)?;
        for at in 0..self.papers.len() {
            self.write_record(at)?;
        }
        self.write_registry()
    }

    /// Writes a note on every article, and on whoever is known, and all files.
    pub(super) fn note_everywhere(&mut self, words: &str) -> Result<(), StoreError> {
        let known = self.registry.entries().next().map(|k| k.key.clone());
        let noted = known.and_then(|key| {
            let note = |k: &mut Known| k.note = Some(words.to_owned());
            self.registry.edit(&key, note)
        });
        self.decide(&[0, 1, 2].map(|at| Self::note(at, words)), noted.as_ref())?;
        for at in 0..self.papers.len() {
            self.write_record(at)?;
        }
        self.write_registry()
    }

    /// The annotations of all articles.
    pub(super) fn annotations(&self) -> Vec<Annotations> {
        self.state().annotations
    }

    /// One step of any kind, as the dice fall.
    pub(super) fn act(&mut self, dice: &mut Dice) -> Result<(), StoreError> {
        let words = format!("{} 😀", "x".repeat(dice.roll(200)));
        let at = dice.roll(self.papers.len());
        let key = format!("0190f000-0000-7000-8000-{:012}", dice.roll(3));
        match dice.roll(9) {
            0 => self.decide(&[Self::note(at, &words)], None),
            1 => self.decide(
                &[(at, Edit::AddEntity(Span::new(5, 10), Label::MISC))],
                None,
            ),
            2 => self.decide(&[0, 1, 2].map(|at| Self::note(at, &words)), None),
            3 => {
                let known = Known::new(key.clone(), &words, Label::PERSON);
                let renamed = self.registry.edit(&key, |k| k.rename(&words));
                let change = renamed.unwrap_or_else(|| self.registry.make(known));
                self.decide(&[Self::note(at, &words)], Some(&change))
            }
            4 if self.history.done_at().is_some() => self.undo(),
            5 if self.history.undone_at().is_some() => self.redo(),
            6 => self.write_registry(),
            7 if dice.roll(4) == 0 => {
                for at in 0..self.papers.len() {
                    self.write_record(at)?;
                }
                self.write_registry()?;
                self.shorten(3)
            }
            _ => self.write_record(at),
        }
    }

    pub(super) fn shorten(&mut self, keep: usize) -> Result<(), StoreError> {
        self.again(|session| session.store.shorten(keep))
    }

    /// A day's work: of every kind of decision some, and every file written several times.
    pub(super) fn work(&mut self) -> Result<(), StoreError> {
        let who = |n: u32| format!("0190f000-0000-7000-8000-{n:012}");
        let known = |n| Known::new(who(n), "Ana Ruiz", Label::PERSON);
        self.decide(&[self.accept(0, "Ana Ruiz")], None)?;
        self.decide(&[self.accept(0, "Bergen")], None)?;
        self.write_record(0)?;
        let made = self.registry.make(known(1));
        self.decide(&[Self::note(1, "who?")], Some(&made))?;
        let everywhere = [0, 1, 2].map(|at| (at, Edit::AcceptAll));
        self.decide(&everywhere, None)?;
        self.write_record(1)?;
        self.undo()?;
        self.write_record(2)?;
        self.write_registry()?;
        self.redo()?;
        self.write_record(0)?;
        let renamed = self.registry.edit(&who(1), |k| k.rename("A. Ruiz"));
        self.decide(&[], renamed.as_ref())?;
        self.decide(&[(2, Edit::AddEntity(Span::new(5, 10), Label::MISC))], None)?;
        self.undo()?;
        self.undo()?;
        for at in [0, 1, 2] {
            self.write_record(at)?;
        }
        self.write_registry()?;
        self.shorten(4)?;
        self.decide(&[Self::note(2, "after")], None)?;
        self.decide(&[(1, Edit::SetStatus(Status::Reviewed))], None)?;
        self.write_record(1)
    }
}
