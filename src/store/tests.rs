use std::fs;

use super::*;
use crate::annotation::Timestamp;
use crate::annotation::edit::{self, Edit, Making};
use crate::annotation::history::Step;
use crate::annotation::wire::Coordinates;
use crate::annotation::{ItemRef, Status, Verdict};
use crate::extract::{
    Cluster, Label, Mention, Quote, QuoteKind, Speaker, Suggestions, TimeExpression,
};
use crate::span::Span;

const TEXT: &str = "😀 Mayor Ana Ruiz of Bergen said: “We will rebuild.”\r\nShe left on Saturday with Ana\u{301} Ruiz.\r\n";

fn suggestions(text: &str, model: &str) -> Suggestions {
    let at = |words: &str| {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    };
    let mention = |words: &str, label: Label, cluster: usize| Mention {
        span: at(words),
        label,
        score: 0.9,
        cluster: Some(cluster),
    };
    Suggestions {
        model: Arc::from(model),
        mentions: vec![
            mention("Ana Ruiz", Label::PERSON, 0),
            mention("Bergen", Label::LOC, 1),
            mention("Saturday", Label::DATE, 2),
        ],
        clusters: ["Ana Ruiz", "Bergen", "Saturday"]
            .into_iter()
            .zip([Label::PERSON, Label::LOC, Label::DATE])
            .map(|(name, label)| Cluster {
                label,
                name: name.to_owned(),
                aliases: Vec::new(),
            })
            .collect(),
        quotes: vec![Quote {
            kind: QuoteKind::Direct,
            content: vec![at("“We will rebuild.”")],
            quoted: vec![at("“We will rebuild.”")],
            cue: Some(at("said")),
            speaker: Some(Speaker {
                span: Some(at("Mayor Ana Ruiz")),
                cluster: Some(0),
                name: Some("Ana Ruiz".to_owned()),
            }),
            negated: false,
            score: 0.8,
        }],
        dates: vec![TimeExpression {
            span: at("Saturday"),
            value: Some("2021-05-01".to_owned()),
        }],
        foreign: None,
    }
}

/// When decisions of a desk are appended: after everything that they say of themselves.
fn now() -> Timestamp {
    Timestamp(chrono::Local::now().fixed_offset())
}

/// An annotator at work: an article on the screen over a store.
struct Desk {
    store: Store,
    history: History,
    article: Article,
    index: OffsetIndex,
    annotations: Annotations,
    seq: u64,
    minute: u32,
}

impl Desk {
    fn open(dir: &Path, article: Article) -> Self {
        let mut store = Store::open(dir, "ana", Access::Writable).unwrap();
        let history = store.history();
        let index = OffsetIndex::new(&article.text);
        let fresh = Annotations::fresh(
            &suggestions(&article.text, "model 1"),
            &article.text,
            &index,
        );
        let loaded = store.load(&article, &index, &fresh).unwrap();
        assert_eq!(loaded.conflicts, []);
        Self {
            store,
            history,
            article,
            index,
            annotations: loaded.annotations,
            seq: loaded.seq,
            minute: 0,
        }
    }

    fn edit(&mut self, edit: &Edit) {
        let mut ids = 0;
        self.minute += 1;
        let minute = self.minute;
        let changes = edit::plan(
            &self.annotations,
            edit,
            &mut Making {
                text: &self.article.text,
                annotator: &Arc::from("ana"),
                now: format!("2026-05-01T10:{:02}:{:02}Z", minute / 60, minute % 60)
                    .parse()
                    .unwrap(),
                new_id: &mut || {
                    ids += 1;
                    format!("new-{minute}-{ids}")
                },
            },
        );
        let at = Coordinates {
            text: &self.article.text,
            index: &self.index,
        };
        let group = Group {
            number: self.history.next_number(),
            what: "edit".to_owned(),
            time: now(),
            undoes: None,
            steps: vec![Step {
                article: Some(self.article.id.clone()),
                changes: changes
                    .iter()
                    .map(|change| at.change(change, &self.annotations.clusters))
                    .collect::<Vec<_>>()
                    .into(),
            }],
        };
        self.take(group);
    }

    fn undo(&mut self) -> bool {
        let Some(group) = self.history.undo(now()) else {
            return false;
        };
        self.take(group);
        true
    }

    fn take(&mut self, group: Group) {
        self.seq = self.store.append(&group).unwrap();
        let at = Coordinates {
            text: &self.article.text,
            index: &self.index,
        };
        for step in &group.steps {
            let changes = step.changes.on(at).unwrap();
            edit::apply(&mut self.annotations, &changes).unwrap();
        }
        self.history.push(group);
    }

    fn save(&mut self) {
        self.store
            .write_record(&self.article, &self.index, &self.annotations, self.seq)
            .unwrap();
    }

    fn record(&self) -> PathBuf {
        self.store.path_of(&self.article.id)
    }
}

fn article() -> Article {
    Article::from_text("news.txt", TEXT)
}

#[test]
fn what_was_decided_is_there_again_with_and_without_its_record() {
    for saved in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let mut desk = Desk::open(dir.path(), article());
        let ana = desk.annotations.entities[0].id.clone();
        let quote = desk.annotations.quotes[0].id.clone();
        desk.edit(&Edit::Accept(ItemRef::Entity(ana.clone())));
        desk.edit(&Edit::SetSpeaker(quote, None));
        desk.edit(&Edit::AddEntity(Span::new(5, 10), Label::MISC));
        if saved {
            desk.save();
        }
        let before = desk.annotations.clone();
        drop(desk);

        let mut desk = Desk::open(dir.path(), article());
        assert_eq!(desk.store.problems(), []);
        assert_eq!(desk.annotations, before);
        assert_eq!(desk.annotations.status, Status::InProgress);
        assert_eq!(
            desk.annotations.entity(&ana).unwrap().review.verdict,
            Verdict::Accepted
        );
        assert_eq!(desk.store.pending().is_empty(), saved);
        while desk.undo() {}
        desk.save();
        assert!(!desk.record().exists(), "nothing decided, no record");
        assert_eq!(desk.store.pending(), []);
        assert_eq!(desk.store.statuses().count(), 0);
    }
}

#[test]
fn a_record_that_holds_what_the_model_found_is_read_without_looking_for_it_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    let recorded = |desk: &mut Desk, article: &Article, model: &str| {
        let index = OffsetIndex::new(&article.text);
        let loaded = desk.store.load_recorded(article, &index, model).unwrap();
        loaded.map(|loaded| loaded.annotations)
    };
    let same = desk.article.clone();
    assert_eq!(recorded(&mut desk, &same, "model 1"), None, "no record");
    desk.edit(&accept("Ana Ruiz", &desk));
    desk.save();
    desk.edit(&accept("Bergen", &desk));
    let now = desk.annotations.clone();
    let found = recorded(&mut desk, &same, "model 1");
    assert_eq!(found, Some(now), "with what the journal has beyond it");
    assert_eq!(recorded(&mut desk, &same, "model 2"), None);
    let revised = Article::from_text("news.txt", format!("UPDATE. {TEXT}"));
    assert_eq!(recorded(&mut desk, &revised, "model 1"), None);
}

/// Opens the store of `dir` for looking.
fn look(dir: &Path) -> Store {
    Store::open(dir, "ana", Access::ReadOnly(ReadOnly::Asked)).unwrap()
}

fn load(store: &mut Store, article: &Article, model: &str) -> Result<Loaded, StoreError> {
    let index = OffsetIndex::new(&article.text);
    let suggestions = suggestions(&article.text, model);
    let fresh = Annotations::fresh(&suggestions, &article.text, &index);
    store.load(article, &index, &fresh)
}

fn accept(words: &str, desk: &Desk) -> Edit {
    let entities = &desk.annotations.entities;
    let entity = entities
        .iter()
        .find(|e| e.span.of(&desk.article.text) == words);
    Edit::Accept(ItemRef::Entity(entity.unwrap().id.clone()))
}

fn verdicts(annotations: &Annotations) -> Vec<Verdict> {
    let entities = annotations.entities.iter();
    entities.map(|e| e.review.verdict).collect()
}

#[test]
fn looking_without_suggestions_shows_the_record_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    desk.edit(&accept("Bergen", &desk));
    desk.save();
    let loaded = look(dir.path())
        .load(&article(), &desk.index, &Annotations::default())
        .unwrap();
    assert_eq!(loaded.annotations, desk.annotations);
}

#[test]
fn a_revised_text_keeps_what_is_found_again_and_tells_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    desk.edit(&Edit::AcceptAll);
    desk.save();
    drop(desk);
    let text = TEXT.replace("left on Saturday", "went on Sunday");
    let revised = Article::from_text("news.txt", text.as_str());
    let index = OffsetIndex::new(&text);
    let mut store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
    let fresh = Annotations {
        model: Arc::from("model 1"),
        ..Annotations::default()
    };
    let loaded = store.load(&revised, &index, &fresh).unwrap();
    let words: Vec<&str> = loaded
        .annotations
        .items()
        .into_iter()
        .map(|listed| listed.span.of(&text))
        .collect();
    assert_eq!(words, ["Ana Ruiz", "Bergen", "“We will rebuild.”"]);
    assert_eq!(
        loaded.notices,
        [Notice::TextChanged {
            kept: 3,
            moved: 0,
            unplaced: 2
        }]
    );
    let told = |kept, moved, unplaced| {
        let notice = Notice::TextChanged {
            kept,
            moved,
            unplaced,
        };
        notice.to_string().split(": ").last().unwrap().to_owned()
    };
    assert_eq!(
        told(3, 0, 2),
        "3 spans in place, 2 in doubt, waiting for a place"
    );
    assert_eq!(told(1, 2, 0), "1 span in place, 2 moved");
    assert_eq!(told(4, 0, 0), "4 spans in place, none moved");
    let kinds: Vec<&str> = loaded
        .annotations
        .unplaced
        .iter()
        .map(|unplaced| {
            assert_eq!(unplaced.item["text"], "Saturday");
            unplaced.kind.as_str()
        })
        .collect();
    assert_eq!(kinds, ["date", "entity"]);

    // Written and put back to the first text, everything stands again where it stood.
    store
        .write_record(&revised, &index, &loaded.annotations, loaded.seq)
        .unwrap();
    let loaded = load(&mut store, &article(), "model 1").unwrap();
    assert_eq!(loaded.annotations.unplaced, []);
    assert_eq!(verdicts(&loaded.annotations), [Verdict::Accepted; 3]);
}

#[test]
fn what_no_record_holds_yet_is_found_again_in_a_text_that_changed_meanwhile() {
    let text = format!("Late on Friday it was told: {TEXT}");
    for recorded in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let mut desk = Desk::open(dir.path(), article());
        if recorded {
            desk.edit(&accept("Bergen", &desk));
            desk.save();
        }
        // These stand in the journal alone.
        desk.edit(&accept("Ana Ruiz", &desk));
        desk.edit(&Edit::SetNote(None, Some("look again".to_owned())));
        let before = desk.annotations.clone();
        drop(desk);

        let revised = Article::from_text("news.txt", text.as_str());
        let mut store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
        let loaded = load(&mut store, &revised, "model 1").unwrap();
        assert_eq!(loaded.conflicts, []);
        assert!(loaded.ahead && loaded.disputed.is_empty());
        let annotations = &loaded.annotations;
        assert_eq!(annotations.note, before.note);
        let entities = annotations.entities.iter();
        let decided = entities.filter(|e| e.review.verdict == Verdict::Accepted);
        let decided: Vec<&str> = decided.map(|e| e.span.of(&text)).collect();
        if recorded {
            assert_eq!(decided, ["Ana Ruiz", "Bergen"]);
            assert_eq!(annotations.unplaced, []);
        } else {
            // Whether it stood more than once in a text that nobody kept is not known.
            assert_eq!(decided, [""; 0]);
            assert_eq!(annotations.unplaced[0].item["text"], "Ana Ruiz");
        }

        // Brought up to it, the record says the same without the journal.
        let index = OffsetIndex::new(&text);
        store
            .write_record(&revised, &index, annotations, loaded.seq)
            .unwrap();
        drop(store);
        fs::remove_file(annotator_folder(dir.path(), "ana").join("journal.jsonl")).unwrap();
        let mut store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
        let again = load(&mut store, &revised, "model 1").unwrap();
        assert_eq!(again.annotations, *annotations);
    }
}

#[test]
fn a_line_put_into_a_dump_moves_no_annotations() {
    for saved in [true, false] {
        put_a_line_into_a_dump(saved);
    }
}

fn put_a_line_into_a_dump(saved: bool) {
    let line = |line: u64, text: &str| {
        let mut article = Article::from_text(format!("dump.jsonl:{line}"), text);
        article.origin.path = PathBuf::from("/news/dump.jsonl");
        article.origin.line = line;
        article
    };
    let texts = ["One", "Two", "Three"].map(|word| TEXT.replace("left", word));
    let dir = tempfile::tempdir().unwrap();
    for (n, text) in (1..).zip(&texts[..2]) {
        let mut desk = Desk::open(dir.path(), line(n, text));
        desk.edit(&accept(["Ana Ruiz", "Bergen"][n as usize - 1], &desk));
        if saved {
            desk.save();
        }
    }
    // A new article is now the first, and the others come later; it is annotated too.
    let mut desk = Desk::open(
        dir.path(),
        line(
            1,
            "In Bergen, on Saturday, Mayor Ana Ruiz said nothing new. “We will rebuild.”",
        ),
    );
    assert_eq!(verdicts(&desk.annotations), [Verdict::Unreviewed; 3]);
    desk.edit(&accept("Saturday", &desk));
    if saved {
        desk.save();
    }
    let new = desk.article.clone();
    drop(desk);
    let verdicts_of = |article: &Article| {
        let mut store = look(dir.path());
        let loaded = load(&mut store, article, "model 1").unwrap();
        assert_eq!((loaded.notices, loaded.conflicts), (vec![], vec![]));
        verdicts(&loaded.annotations)
    };
    let [no, yes] = [Verdict::Unreviewed, Verdict::Accepted];
    assert_eq!(verdicts_of(&new), [no, yes, no]);
    assert_eq!(verdicts_of(&line(2, &texts[0])), [yes, no, no]);
    assert_eq!(verdicts_of(&line(3, &texts[1])), [no, yes, no]);
    assert_eq!(verdicts_of(&line(4, &texts[2])), [no, no, no]);

    // An edit of a moved article is written to its own record.
    let mut desk = Desk::open(dir.path(), line(3, &texts[1]));
    desk.edit(&accept("Saturday", &desk));
    desk.save();
    drop(desk);
    assert_eq!(verdicts_of(&line(3, &texts[1])), [no, yes, yes]);
    assert_eq!(verdicts_of(&line(2, &texts[0])), [yes, no, no]);
}

#[test]
fn a_list_learns_how_far_each_article_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = None;
    for (id, saved) in [("a.txt", true), ("b.txt", false)] {
        drop(store.take());
        let mut desk = Desk::open(dir.path(), Article::from_text(id, TEXT));
        desk.edit(&accept("Bergen", &desk));
        if saved {
            desk.save();
        }
        store = Some(desk.store);
    }
    let known = |store: &Store| {
        let mut known: Vec<_> = store
            .statuses()
            .map(Result::unwrap)
            .map(|known| (known.article.to_string(), known.status, known.counts))
            .collect();
        known.sort_by(|a, b| a.0.cmp(&b.0));
        known
    };
    let store = store.unwrap();
    let counts = Some(Counts {
        decided: 1,
        undecided: 3,
        unplaced: 0,
    });
    let expected = [
        ("a.txt".to_owned(), Status::InProgress, counts),
        ("b.txt".to_owned(), Status::InProgress, None),
    ];
    assert_eq!(known(&store), expected);
    drop(store);

    let mut desk = Desk::open(dir.path(), Article::from_text("a.txt", TEXT));
    desk.edit(&Edit::SetStatus(Status::Reviewed));
    assert_eq!(known(&desk.store)[0].1, Status::Reviewed);
    assert_eq!(desk.store.pending().len(), 2);
    desk.save();
    assert_eq!(
        known(&desk.store)[0],
        ("a.txt".to_owned(), Status::Reviewed, counts)
    );
    assert_eq!(desk.store.pending(), [ArticleId::new("b.txt")]);

    // Keys in another order, as other tools write them.
    let value: Value = serde_json::from_slice(&fs::read(desk.record()).unwrap()).unwrap();
    let turned: Map<String, Value> = value
        .as_object()
        .unwrap()
        .clone()
        .into_iter()
        .rev()
        .collect();
    fs::write(desk.record(), serde_json::to_vec(&turned).unwrap()).unwrap();
    assert_eq!(
        known(&desk.store)[0],
        ("a.txt".to_owned(), Status::Reviewed, counts)
    );
}

#[test]
fn a_record_that_cannot_be_read_is_told_and_stays() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    desk.edit(&Edit::AcceptAll);
    desk.save();
    let json = fs::read_to_string(desk.record()).unwrap();
    for (from, to, told) in [
        ("\"version\": 1", "\"version\": 2", "newer"),
        ("\"label\": \"LOC\"", "\"label\": 5", "entities[1].label"),
        ("\"sha256\": \"", "<<<<<<< HEAD \"", "article"),
        ("\"dateline-record\"", "\"other\"", "format"),
    ] {
        let broken = json.replacen(from, to, 1);
        assert_ne!(broken, json);
        fs::write(desk.record(), &broken).unwrap();
        let error = load(&mut look(dir.path()), &article(), "model 1").unwrap_err();
        let message = error.to_string();
        assert!(message.contains(told), "{message}");
        assert!(message.contains(&*record_name("news.txt")), "{message}");
        if told != "entities[1].label" {
            let (article, index) = (article(), OffsetIndex::new(TEXT));
            let seq = desk.store.seq();
            let written = desk
                .store
                .write_record(&article, &index, &desk.annotations, seq);
            assert!(written.is_err(), "{told}");
            assert!(desk.store.statuses().next().unwrap().is_err());
        }
        assert_eq!(fs::read_to_string(desk.record()).unwrap(), broken);
    }
}

mod access;
mod across;
mod aside;
mod copies;
mod crash;
mod faults;
mod formers;
mod golden;
mod journal;
mod machine;
mod outside;
mod piped;
mod registry;
mod roll;
mod session;

#[test]
fn an_overview_tells_what_the_statuses_do_and_keeps_it_for_the_next_time() {
    let dir = tempfile::tempdir().unwrap();
    let cache = crate::cache::Cache::at(dir.path().join("cache"));
    let dir = dir.path().join("news.annotations");
    for (id, saved) in [("a.txt", true), ("b.txt", false), ("c.txt", true)] {
        let mut desk = Desk::open(&dir, Article::from_text(id, TEXT));
        desk.edit(&accept("Bergen", &desk));
        if saved {
            desk.save();
        }
    }
    let overview = |cache: Option<&crate::cache::Cache>| {
        let store = Store::open(&dir, "ana", Access::Writable).unwrap();
        let mut told: Vec<Known> = Vec::new();
        let mut pending = Vec::new();
        store.overview().read(cache, &mut |glance| {
            told.extend(glance.known);
            pending.extend(glance.pending);
            std::ops::ControlFlow::Continue(())
        });
        let mut known: Vec<Known> = store.statuses().map(Result::unwrap).collect();
        known.sort_by(|a, b| a.article.cmp(&b.article));
        told.sort_by(|a, b| a.article.cmp(&b.article));
        assert_eq!(told, known);
        pending.sort();
        assert_eq!(pending, store.pending());
        told
    };
    assert_eq!(overview(None).len(), 3);
    // Records that were written just now may change again without a trace: they are not kept.
    let articles = dir.join("ana").join("articles");
    let past = std::time::SystemTime::now() - std::time::Duration::from_mins(1);
    let record = articles.join(record_name("a.txt"));
    for _ in 0..2 {
        assert_eq!(overview(Some(&cache)).len(), 3);
    }
    let file = std::fs::File::options().write(true).open(&record).unwrap();
    file.set_modified(past).unwrap();
    // What is not the same file any more is read anew.
    let json = std::fs::read_to_string(&record).unwrap();
    let json = json.replace("in_progress", "reviewed");
    std::fs::write(&record, json).unwrap();
    let known = overview(Some(&cache));
    assert_eq!(known[0].status, Status::Reviewed);
    // A record that is gone is no more, but for what the journal holds.
    std::fs::remove_file(&record).unwrap();
    let known = overview(Some(&cache));
    assert_eq!((known.len(), &known[0].sha256), (3, &None));
}
