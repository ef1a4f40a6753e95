//! Reading the whole corpus in the background.

use super::desk::Desk;
use crate::annotation::Status;
use crate::article::ArticleId;
use crate::tui::app::list::Work;
use crate::tui::effect::Effect;
use crate::tui::event::Event;

const ARTICLES: &[&str] = &[
    "▮[PER?|Ana] met [ORG?|Acme].",
    "[PER?|Ana] won.",
    "Nothing.",
];

/// The groups over the corpus as `form/label undecided of all`.
fn groups(desk: &Desk) -> Vec<String> {
    let survey = &desk.app.survey;
    let groups = survey.groups().map(|group| {
        let (open, all) = (group.counts.open(), group.counts.all());
        let (form, label) = (survey.text(group.form), survey.text(group.label));
        format!("{form}/{label} {open} of {all}")
    });
    groups.collect()
}

#[test]
fn the_whole_corpus_is_read_once_a_view_wants_it_and_the_list_knows_what_is_open() {
    let mut desk = Desk::new(ARTICLES);
    assert_eq!(desk.app.survey.read(), 0, "nobody wanted it");
    desk.survey();
    assert_eq!(desk.app.survey_progress(), "all 3 articles read");
    assert!(desk.app.survey_is_complete());
    assert_eq!(groups(&desk), ["Ana/PERSON 2 of 2", "Acme/ORG 1 of 1"]);
    let id = desk.app.corpus.id(1).unwrap();
    assert_eq!(desk.app.list.work(0, id.as_str()).open, Some(1));
}

#[test]
fn what_is_decided_in_the_open_article_counts_when_a_view_shows_and_when_it_is_left() {
    let mut desk = Desk::new(ARTICLES);
    desk.survey();
    desk.keys("x");
    assert_eq!(groups(&desk)[0], "Ana/PERSON 2 of 2", "not at each key");
    desk.survey();
    assert_eq!(groups(&desk)[0], "Ana/PERSON 1 of 2");
    desk.keys("a ]a a");
    desk.survey();
    assert_eq!(groups(&desk), ["Ana/PERSON 0 of 2", "Acme/ORG 0 of 1"]);
}

#[test]
fn what_was_read_before_a_decision_does_not_take_its_place() {
    let mut desk = Desk::new(ARTICLES);
    desk.slow = true;
    desk.survey();
    assert_eq!(desk.app.survey_progress(), "read 1 of 3 articles");
    desk.keys("x");
    desk.survey();
    desk.deliver();
    assert_eq!(groups(&desk)[0], "Ana/PERSON 1 of 2");
    desk.keys("]a");
    desk.deliver();
    assert_eq!(groups(&desk)[0], "Ana/PERSON 1 of 2");
}

#[test]
fn what_is_known_of_a_line_is_held_against_the_article_that_stands_there_now() {
    let dir = tempfile::tempdir().unwrap();
    let dump = dir.path().join("dump.jsonl");
    std::fs::write(&dump, "{\"text\":\"Ana won.\"}\n{\"text\":\"Nothing.\"}\n").unwrap();
    let mut desk = Desk::reading(&[dump], &[]);
    let ids: Vec<_> = (0..2).map(|at| desk.app.corpus.id(at).unwrap()).collect();
    assert!(ids[1].as_str().ends_with(":2"), "{ids:?}");
    let done = Work {
        status: Status::Reviewed,
        ..Work::default()
    };
    desk.happens(Event::Works {
        root: 0,
        works: ids.iter().map(|id| (id.clone(), done.clone())).collect(),
    });
    let status = |id: &ArticleId| desk.app.list.work(0, id.as_str()).status;
    assert_eq!(
        status(&ids[1]),
        Status::New,
        "nobody decided anything there"
    );
}

#[test]
fn what_was_decided_under_a_line_is_shown_where_the_article_has_an_id_by_now() {
    let dir = tempfile::tempdir().unwrap();
    let dump = dir.path().join("dump.jsonl");
    let line = |id| format!("{{\"id\":\"{id}\",\"text\":\"Ana won.\"}}\n");
    let lines: String = ["a", "b", "c"].map(line).concat();
    std::fs::write(&dump, lines).unwrap();
    let mut desk = Desk::reading(&[dump], &[]);
    let done = Work {
        status: Status::Reviewed,
        ..Work::default()
    };
    desk.happens(Event::Works {
        root: 0,
        works: vec![(ArticleId::new("dump.jsonl:2"), done)],
    });
    let was_read = |id| desk.app.list.work(0, id).open.is_some();
    assert_eq!((was_read("b"), was_read("c")), (true, false));
}

#[test]
fn few_articles_are_asked_for_at_once_and_nothing_when_all_is_read() {
    let articles = vec!["[PER?|Ana] won."; 200];
    let mut desk = Desk::new(&articles);
    desk.survey();
    assert_eq!(groups(&desk), ["Ana/PERSON 200 of 200"]);
    desk.effects.clear();
    desk.keys("j k");
    assert!(
        !desk.effects.iter().any(|e| matches!(e, Effect::Survey(_))),
        "{:?}",
        desk.effects
    );
}
