//! What is read of many annotated articles, one after the other.

use std::ops::ControlFlow;

use super::*;
use crate::article::Origin;

/// What is found of articles, and the ids of what is left.
pub(super) fn read(dir: &Path, articles: &[&Article]) -> (Vec<Annotations>, Vec<String>) {
    let Reading {
        mut store,
        mut roll,
        errors,
    } = Store::open_to_read(dir, "ana").unwrap();
    assert!(errors.is_empty());
    let mut found = Vec::new();
    for article in articles {
        let Some(met) = roll.meet(article) else {
            continue;
        };
        let index = OffsetIndex::new(&article.text);
        let fresh = if article.text.starts_with(TEXT) {
            let suggested = suggestions(&article.text, "model 1");
            Annotations::fresh(&suggested, &article.text, &index)
        } else {
            Annotations::default()
        };
        let loaded = store.peek(article, &index, &fresh).unwrap();
        assert_eq!(loaded.conflicts, []);
        if met == Met::Known || loaded.annotations.updated.is_some() {
            roll.confirm(met);
            found.push(loaded.annotations);
        }
    }
    let left = store.left(&roll).map(|known| known.article.to_string());
    let mut left: Vec<String> = left.collect();
    left.sort();
    (found, left)
}

/// Accepts everything in an article, and writes its record if that is wanted.
fn accept(dir: &Path, id: &str, recorded: bool) -> Annotations {
    let mut desk = Desk::open(dir, Article::from_text(id, TEXT));
    desk.edit(&Edit::AcceptAll);
    if recorded {
        desk.save();
    }
    desk.annotations
}

#[test]
fn what_is_read_is_the_record_and_what_the_journal_holds_beyond_it() {
    let dir = tempfile::tempdir().unwrap();
    let recorded = accept(dir.path(), "recorded", true);
    let ahead = {
        accept(dir.path(), "ahead", true);
        let mut desk = Desk::open(dir.path(), Article::from_text("ahead", TEXT));
        desk.edit(&Edit::SetStatus(Status::Reviewed));
        desk.annotations
    };
    let alone = accept(dir.path(), "alone", false);
    let [one, two, three, other] =
        ["recorded", "ahead", "alone", "other"].map(|id| Article::from_text(id, TEXT));
    let before = read(dir.path(), &[&one, &two, &three, &other]);
    assert_eq!(before, (vec![recorded, ahead, alone], Vec::new()));
    let (_, left) = read(dir.path(), &[&two]);
    assert_eq!(left, ["alone", "recorded"]);

    // A journal that is not as it should be is read all the same.
    let journal = dir.path().join("ana").join("journal.jsonl");
    let mut bytes = fs::read(&journal).unwrap();
    bytes.extend(b"{\"journal\":\"half a li");
    fs::write(&journal, bytes).unwrap();
    assert_eq!(read(dir.path(), &[&one, &two, &three, &other]), before);
    let reading = Store::open_to_read(dir.path(), "ana").unwrap();
    assert_eq!(reading.store.problems().len(), 1);
}

#[test]
fn of_the_journal_only_what_no_record_holds_stays_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..20 {
        accept(dir.path(), &format!("a{number}"), number % 10 > 0);
    }
    let mut reading = Store::open_to_read(dir.path(), "ana").unwrap();
    let mut pending: Vec<_> = reading.store.entries.keys().collect();
    pending.sort();
    assert_eq!(pending, [&ArticleId::new("a0"), &ArticleId::new("a10")]);
    assert_eq!(reading.store.history().undo(now()), None);
}

#[test]
fn an_article_on_which_nothing_is_decided_any_more_is_not_annotated() {
    let dir = tempfile::tempdir().unwrap();
    for recorded in [true, false] {
        let mut desk = Desk::open(dir.path(), Article::from_text("a", TEXT));
        desk.edit(&Edit::AcceptAll);
        if recorded {
            desk.save();
        }
        desk.undo();
        drop(desk);
        let article = Article::from_text("a", TEXT);
        assert_eq!(read(dir.path(), &[&article]), (Vec::new(), Vec::new()));
    }
}

#[test]
fn articles_that_moved_are_known_by_their_texts_each_once() {
    let dir = tempfile::tempdir().unwrap();
    let line = |line: u64, text: &str| Article {
        origin: Origin {
            path: "news.jsonl".into(),
            line,
        },
        ..Article::from_text(format!("news.jsonl:{line}"), text)
    };
    let other = TEXT.replace("Ruiz", "Díaz").replace("Bergen", "Bergen,");
    let texts = [TEXT.to_owned(), format!("{TEXT}Again.")];
    let mut annotations = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let mut desk = Desk::open(dir.path(), line(number as u64 + 1, text));
        desk.edit(&Edit::AcceptAll);
        desk.save();
        annotations.push(desk.annotations);
    }
    // A line was put before them.
    let (one, two, three) = (line(1, &other[..20]), line(2, TEXT), line(3, &texts[1]));
    let (found, left) = read(dir.path(), &[&two, &three]);
    assert_eq!((found.len(), left), (2, Vec::new()));
    assert_eq!(found, annotations);
    let (found, _) = read(dir.path(), &[&three, &two, &two, &one]);
    assert_eq!(found.len(), 2);
    // The line that was put before them is read before them.
    let (found, left) = read(dir.path(), &[&one, &two, &three]);
    assert_eq!((found, left), (annotations, Vec::new()));
}

#[test]
fn what_a_line_had_that_is_another_article_now_is_left_also_without_a_record() {
    for recorded in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let line = |line: u64, text: &str| Article {
            origin: Origin {
                path: "news.jsonl".into(),
                line,
            },
            ..Article::from_text(format!("news.jsonl:{line}"), text)
        };
        let mut desk = Desk::open(dir.path(), line(1, TEXT));
        desk.edit(&Edit::AcceptAll);
        if recorded {
            desk.save();
        }
        let annotations = desk.annotations.clone();
        drop(desk);
        let other = line(1, "Nothing of it is here.");
        let left = vec!["news.jsonl:1".to_owned()];
        assert_eq!(read(dir.path(), &[&other]), (Vec::new(), left));
        let found = read(dir.path(), &[&other, &line(2, TEXT)]);
        assert_eq!(found, (vec![annotations], Vec::new()), "{recorded}");
    }
}

#[test]
fn a_page_that_says_its_own_address_now_keeps_what_was_decided_under_its_file() {
    let dir = tempfile::tempdir().unwrap();
    let page = |id: &str| Article {
        origin: Origin {
            path: "/news/may/page.html".into(),
            line: 1,
        },
        ..Article::from_text(id, TEXT)
    };
    let mut desk = Desk::open(dir.path(), page("may/page.html"));
    desk.edit(&Edit::AcceptAll);
    desk.save();
    let annotations = desk.annotations.clone();
    drop(desk);
    let addressed = page("https://news.example/page");
    assert_eq!(
        Desk::open(dir.path(), addressed.clone()).annotations,
        annotations
    );
    let found = read(dir.path(), &[&addressed]);
    assert_eq!(found, (vec![annotations], Vec::new()));
    // What is decided from now on stands under its own name, and is found there.
    let mut desk = Desk::open(dir.path(), addressed.clone());
    desk.edit(&Edit::SetStatus(Status::Reviewed));
    desk.save();
    let annotations = desk.annotations.clone();
    drop(desk);
    let again = Desk::open(dir.path(), addressed.clone());
    assert_eq!(again.annotations, annotations);
    drop(again);
    let found = read(dir.path(), &[&addressed]);
    assert_eq!(found, (vec![annotations], Vec::new()));
    // Another article of the same words is another article.
    let copy = Article::from_text("https://other.example/page", TEXT);
    let (found, left) = read(dir.path(), &[&copy]);
    assert_eq!((found.len(), left.len()), (0, 1));
}

#[test]
fn articles_that_get_ids_of_their_own_keep_what_was_decided_under_their_lines() {
    let dir = tempfile::tempdir().unwrap();
    let at = |id: &str, line: u64, text: &str| Article {
        origin: Origin {
            path: "/news/may.jsonl".into(),
            line,
        },
        ..Article::from_text(id, text)
    };
    let other = format!("{TEXT}Again.");
    for (line, text) in [(3, TEXT), (4, &other)] {
        let id = format!("may.jsonl:{line}");
        let mut desk = Desk::open(dir.path(), at(&id, line, text));
        desk.edit(&Edit::AcceptAll);
        desk.save();
    }
    // Opened under its own id, and decided on there.
    let own = at("ana-1", 3, TEXT);
    let mut desk = Desk::open(dir.path(), own.clone());
    assert!(desk.annotations.updated.is_some());
    desk.edit(&Edit::SetStatus(Status::Reviewed));
    desk.save();
    let annotations = desk.annotations.clone();
    assert_eq!(desk.store.pending(), []);
    let mut seen = Vec::new();
    desk.store.overview().read(None, &mut |glance| {
        assert_eq!(glance.pending, []);
        seen.extend(
            glance
                .known
                .into_iter()
                .map(|known| known.article.to_string()),
        );
        ControlFlow::Continue(())
    });
    seen.sort();
    assert_eq!(seen, ["ana-1", "may.jsonl:4"]);
    drop(desk);
    let mut names: Vec<_> = fs::read_dir(dir.path().join("ana/articles"))
        .unwrap()
        .collect();
    names.retain(|file| file.as_ref().unwrap().file_name() == *record_name("may.jsonl:3"));
    assert_eq!(names.len(), 0, "the record has the article's name");
    // From now on it is found by its id, wherever it stands and whatever its text is.
    let moved = at("ana-1", 7, &format!("{TEXT} And more."));
    let again = Desk::open(dir.path(), moved.clone());
    assert_eq!(again.annotations.status, Status::Reviewed);
    assert_eq!(again.annotations.entities, annotations.entities);
    drop(again);
    let (found, left) = read(dir.path(), &[&moved, &at("ana-2", 4, &other)]);
    assert_eq!((found.len(), left), (2, Vec::new()));
}
