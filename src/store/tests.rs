use super::*;
use crate::annotation::edit::{self, Edit, Making};
use crate::annotation::history::Step;
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
            undoes: None,
            steps: vec![Step {
                article: Some(self.article.id.clone()),
                changes: changes
                    .iter()
                    .map(|change| at.change(change, &self.annotations.clusters))
                    .collect(),
            }],
        };
        self.take(group);
    }

    fn undo(&mut self) -> bool {
        let Some(group) = self.history.undo() else {
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
            let changes: Vec<_> = step
                .changes
                .iter()
                .map(|change| at.read_change(change).unwrap())
                .collect();
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
