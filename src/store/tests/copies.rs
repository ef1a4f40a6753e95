use super::*;

#[test]
fn a_copy_of_a_file_has_a_record_of_its_own_and_a_renamed_file_keeps_its_record() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("news.annotations");
    let file = |name: &str| {
        let path = folder.path().join("news").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, TEXT).unwrap();
        let mut article = Article::from_text(name, TEXT);
        article.origin.path = path;
        article
    };
    let (first, copy) = (file("a.txt"), file("day/b.txt"));
    let mut desk = Desk::open(&dir, first.clone());
    desk.edit(&Edit::AcceptAll);
    desk.save();
    drop(desk);

    let mut desk = Desk::open(&dir, copy.clone());
    assert_eq!(
        desk.annotations.status,
        Status::New,
        "nothing was decided there"
    );
    desk.edit(&Edit::SetStatus(Status::Skipped));
    desk.save();
    drop(desk);
    assert_eq!(Desk::open(&dir, first.clone()).annotations.undecided(), 0);

    fs::remove_file(&first.origin.path).unwrap();
    let renamed = Desk::open(&dir, file("c.txt"));
    assert_ne!(renamed.annotations.status, Status::New);
}

#[test]
fn files_of_one_name_keep_their_records_when_they_change_places() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("notes");
    let file = |path: &str, id: &str| {
        let text = format!("{TEXT}This stands in {path}.\n");
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
        let mut article = Article::from_text(id, text);
        article.origin.path = path;
        article
    };
    let articles = |ids: [&str; 2]| [file("n/a.txt", ids[0]), file("m/a.txt", ids[1])];
    let statuses = [Status::Reviewed, Status::Skipped];
    let decide = articles(["a.txt", "a.txt#2"]).into_iter().zip(statuses);
    for (article, status) in decide {
        let mut desk = Desk::open(&dir, article);
        desk.edit(&Edit::SetStatus(status));
        desk.save();
    }
    for ids in [["a.txt#2", "a.txt"], ["a.txt", "a.txt#2"]] {
        for first in [0, 1] {
            let mut store = Store::open(&dir, "ana", Access::Writable).unwrap();
            let articles = articles(ids);
            for at in [first, 1 - first] {
                let loaded = load(&mut store, &articles[at], "model 1").unwrap();
                assert_eq!(loaded.annotations.status, statuses[at], "{ids:?} {at}");
                assert_eq!(loaded.annotations.unplaced.len(), 0);
            }
            let records = articles.map(|article| store.path_of(&article.id));
            assert_ne!(records[0], records[1]);
        }
    }
}

/// The articles of a file without ids of their own, a line each.
fn line(number: u64) -> Article {
    let mut article = Article::from_text(format!("dump.jsonl:{number}"), TEXT);
    article.origin.path = PathBuf::from("/news/dump.jsonl");
    article.origin.line = number;
    article
}

#[test]
fn what_many_copies_share_in_one_decision_is_there_for_each_before_and_after_its_record() {
    let own = |id: &str| Article::from_text(id, TEXT);
    for articles in [[line(1), line(2)], [own("x"), own("y")]] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
        let index = Arc::new(OffsetIndex::new(TEXT));
        let mut steps = Vec::new();
        for article in &articles {
            let mut annotations = load(&mut store, article, "model 1").unwrap().annotations;
            assert_eq!(annotations.status, Status::New);
            let mut making = Making {
                text: TEXT,
                annotator: &Arc::from("ana"),
                now: now(),
                new_id: &mut String::new,
            };
            let changes = edit::plan(&annotations, &Edit::AcceptAll, &mut making);
            edit::apply(&mut annotations, &changes).unwrap();
            let text = Arc::from(TEXT);
            let changes =
                crate::annotation::history::Changes::made(changes, &text, &index, &annotations);
            steps.push(Step {
                article: Some(article.id.clone()),
                changes,
            });
        }
        let group = Group {
            number: 1,
            what: "accept".to_owned(),
            time: now(),
            undoes: None,
            steps,
        };
        store.append(&group).unwrap();
        for article in &articles {
            let loaded = load(&mut store, article, "model 1").unwrap();
            assert_eq!(
                (loaded.conflicts, loaded.annotations.undecided()),
                (vec![], 0)
            );
            let annotations = loaded.annotations;
            store
                .write_record(article, &index, &annotations, loaded.seq)
                .unwrap();
        }
        assert_eq!(store.record_paths().count(), 2);
        drop(store);
        let store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
        assert_eq!(store.pending(), []);
    }
}

#[test]
fn the_record_of_another_article_is_never_written_over_whatever_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), Article::from_text("x", TEXT));
    desk.edit(&Edit::AcceptAll);
    desk.save();
    drop(desk);
    // As if the hashes of both names agreed.
    let articles = dir.path().join("ana/articles");
    let taken = articles.join(record_name("y"));
    fs::rename(articles.join(record_name("x")), &taken).unwrap();
    fs::remove_file(dir.path().join("ana/journal.jsonl")).unwrap();
    let kept = fs::read(&taken).unwrap();
    let other = || Article::from_text("y", format!("{TEXT}More.\n"));
    for status in [Status::New, Status::Skipped] {
        let mut desk = Desk::open(dir.path(), other());
        assert_eq!(desk.annotations.status, status);
        desk.edit(&Edit::SetStatus(Status::Skipped));
        desk.save();
        assert_eq!(fs::read(&taken).unwrap(), kept);
    }
    assert_eq!(files(&articles), 2);
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}
