//! Articles as plain lines.

use super::*;

#[test]
fn paragraphs_are_followed_by_their_numbered_annotations() {
    let desk = Desk::with_story();
    let out = stdout(&mut desk.dateline(&["show", "news/story.txt"]));
    let at = |words: &str| {
        out.find(words)
            .unwrap_or_else(|| panic!("{words} not in\n{out}"))
    };
    assert!(out.starts_with("story.txt\n2021-05-01 · Erbil · Harbour News · edited by Ana Ruiz\n"));
    assert!(at("] PERSON Maria Lopez") < at("“The work took four years 😀,” she said."));
    assert!(at("“It was worth it.”\n") < at("] QUOTE direct by Maria Lopez (she said): “The work"));
}

#[test]
fn decisions_are_told_and_rejected_items_are_gone() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", |annotations| {
        review_people(annotations);
        annotations.tags = vec!["bridge".to_owned()];
        let first = annotations.entities.iter_mut().next().unwrap();
        first.review.note = Some("check\u{1b}[2J".to_owned());
        first.review.verdict = Verdict::Corrected;
    });
    let out = stdout(&mut desk.dateline(&["show", "news/story.txt"]));
    assert!(out.contains("status: reviewed\ntags: bridge\n"), "{out}");
    assert!(out.contains("PERSON Maria Lopez · accepted"), "{out}");
    assert!(out.contains("· corrected · note: check␛[2J"), "{out}");
    assert!(!out.contains("· rejected"), "{out}");
}

#[test]
fn no_control_character_of_an_article_reaches_the_terminal() {
    let desk = Desk::new();
    desk.write(
        "evil.json",
        serde_json::json!({
            "id": "e\u{1b}[31m", "title": "\u{1b}]0;t\u{7}", "source": "a\u{202e}b",
            "text": "Maria \u{1b}[2J Lopez said “\u{9b}31m\r\u{8}no.”\u{0}"
        })
        .to_string(),
    );
    let out = stdout(&mut desk.dateline(&["show", "evil.json"]));
    assert!(out.contains('␛'), "{out:?}");
    let harmful = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert_eq!(out.chars().find(|c| harmful(*c)), None, "{out:?}");
}

#[test]
fn one_article_is_picked_by_its_id() {
    let desk = Desk::new();
    desk.write(
        "dump.jsonl",
        "{\"id\":\"a\",\"text\":\"One.\"}\n{\"id\":\"b\",\"text\":\"Two.\"}\n",
    );
    let out = stdout(&mut desk.dateline(&["show", "dump.jsonl", "--id", "b"]));
    assert!(out.contains("Two.") && !out.contains("One."), "{out}");
    desk.dateline(&["show", "dump.jsonl", "--id", "c"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("no article has the id \"c\""));
}

#[test]
fn who_is_who_stands_below_with_the_numbers_of_the_mentions() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", |annotations| {
        let mut parties = annotations.clusters.iter_mut();
        let maria = parties.find(|party| party.name == "Maria Lopez").unwrap();
        maria.review.link = Some("Q42".to_owned());
        let last = annotations.entities.iter_mut().next_back().unwrap();
        last.review.verdict = Verdict::Rejected;
    });
    let out = stdout(&mut desk.dateline(&["show", "news/story.txt"]));
    let (_, below) = out.split_once("\nWho is who\n").unwrap();
    assert!(
        below.contains("  PERSON Maria Lopez: [4] · speaks in [7] [9] · link: Q42\n"),
        "{out}"
    );
    assert!(below.ends_with("\n\n1 rejected, not shown\n"), "{out}");
    // Without decisions it is said, too.
    let out = stdout(&mut desk.dateline(&["show", "news/story.txt", "--annotator", "nobody"]));
    assert!(out.contains("\nstatus: new\n"), "{out}");
}

#[test]
fn the_work_of_several_is_shown_one_after_the_other_with_their_names() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    desk.annotate("news", "bob", |annotations| {
        annotations.status = Status::Skipped;
    });
    let out = stdout(&mut desk.dateline(&["show", "news", "--annotator", "all"]));
    let at = |needle: &str| {
        out.find(needle)
            .unwrap_or_else(|| panic!("{needle}: {out}"))
    };
    assert!(at("status: reviewed\n") < at("annotator: alice\n"));
    assert!(at("annotator: alice\n") < at("status: skipped\n"));
    assert!(at("status: skipped\n") < at("annotator: bob\n"));
    let out = stdout(&mut desk.dateline(&["show", "news"]));
    assert!(!out.contains("annotator:"), "{out}");
}
