use super::*;

/// What is known of both articles once the store is opened again.
fn statuses(dir: &Path, articles: &[Article]) -> Vec<Status> {
    let mut store = Store::open(dir, "ana", Access::Writable).unwrap();
    let mut loaded = articles
        .iter()
        .map(|a| load(&mut store, a, "model 1").unwrap());
    let statuses = loaded.by_ref().map(|l| {
        assert_eq!(l.conflicts, []);
        l.annotations.status
    });
    statuses.collect()
}

#[test]
fn a_decision_about_many_articles_is_there_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let articles: Vec<Article> = (0..3)
        .map(|at| Article::from_text(format!("{at}"), TEXT))
        .collect();
    let mut store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
    let index = Arc::new(OffsetIndex::new(TEXT));
    let mut steps = Vec::new();
    for article in &articles {
        let mut annotations = load(&mut store, article, "model 1").unwrap().annotations;
        let mut making = Making {
            text: TEXT,
            annotator: &Arc::from("ana"),
            now: now(),
            new_id: &mut String::new,
        };
        let changes = edit::plan(&annotations, &Edit::AcceptAll, &mut making);
        edit::apply(&mut annotations, &changes).unwrap();
        let text = Arc::from(TEXT);
        steps.push(Step {
            article: Some(article.id.clone()),
            changes: crate::annotation::history::Changes::made(
                changes,
                &text,
                &index,
                &annotations,
            ),
        });
    }
    let group = Group {
        number: 1,
        what: "accept everything".to_owned(),
        time: now(),
        undoes: None,
        steps,
    };
    store.append(&group).unwrap();
    let folder = store.folder().to_owned();
    drop(store);
    let journal = fs::read(folder.join("journal.jsonl")).unwrap();
    let lines: Vec<usize> = memchr::memchr_iter(b'\n', &journal)
        .map(|at| at + 1)
        .collect();
    assert_eq!(lines.len(), 4, "a head and a line for each article");
    for cut in [lines[0], lines[1] - 5, lines[1], lines[2], lines[3] - 2] {
        fs::write(folder.join("journal.jsonl"), &journal[..cut]).unwrap();
        assert_eq!(statuses(dir.path(), &articles), [Status::New; 3], "{cut}");
    }
    fs::write(folder.join("journal.jsonl"), &journal).unwrap();
    assert_eq!(statuses(dir.path(), &articles), [Status::InProgress; 3]);

    // One undo, after the restart, takes all of it back.
    let mut store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
    assert_eq!(store.pending().len(), 3);
    let undo = store.history().undo(now()).unwrap();
    assert_eq!((undo.steps.len(), undo.undoes), (3, Some(1)));
    store.append(&undo).unwrap();
    drop(store);
    assert_eq!(statuses(dir.path(), &articles), [Status::New; 3]);
    let store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
    assert_eq!(store.pending(), []);
}
