//! Decisions about many articles at once.

use std::fs;

use super::desk::Desk;
use crate::annotation::{Status, Verdict};
use crate::extract::Label;
use crate::survey::{Across, Kind};
use crate::tui::effect::Effect;

const ARTICLES: &[&str] = &[
    "▮[PER?|Ana] met [ORG?|Acme] and [ORG?|Acme].",
    "[ORG?|Acme] won; [PER?|Ana] lost.",
    "[LOC?|Acme] is a town.",
    "So says [ORG?|Acme].",
];

impl Desk {
    /// Decides about everything of a surface form and label, as far as it was read.
    fn across(&mut self, form: &str, label: &str, decision: Across) -> &mut Self {
        self.across_of(form, label, decision, |_| true)
    }

    fn across_of(
        &mut self,
        form: &str,
        label: &str,
        decision: Across,
        wanted: impl Fn(usize) -> bool,
    ) -> &mut Self {
        let survey = &self.app.survey;
        let (form, label) = (survey.word(form).unwrap(), survey.word(label).unwrap());
        let group = survey.group(Kind::Entity, form, label).unwrap();
        let mut targets: Vec<(usize, Vec<_>)> = Vec::new();
        for (index, finding) in survey.members(group).filter(|(index, _)| wanted(*index)) {
            let target = survey.target(finding);
            match targets.last_mut().filter(|(last, _)| *last == index) {
                Some((_, of)) => of.push(target),
                None => targets.push((index, vec![target])),
            }
        }
        let what = format!("decide {}", survey.text(form));
        self.app.decide_across(what, targets, decision);
        self.happens(crate::tui::event::Event::Terminal(Vec::new()));
        self
    }

    /// The verdicts on all entities of an article, as it is saved.
    fn verdicts(&self, index: usize) -> Vec<Verdict> {
        let record = self.record(index);
        record.entities.iter().map(|e| e.review.verdict).collect()
    }

    fn open_of(&self, index: usize) -> Option<u32> {
        let id = self.app.corpus.id(index).unwrap();
        self.app
            .list
            .work(self.app.corpus.root(index).unwrap(), id.as_str())
            .open
    }
}

#[test]
fn one_decision_reaches_every_article_and_one_undo_takes_it_back_wherever_one_is() {
    use Verdict::{Accepted, Unreviewed};
    let mut desk = Desk::new(ARTICLES);
    desk.survey();
    let before = desk.records();
    desk.across("Acme", "ORG", Across::Accept);
    assert_eq!(desk.said(), "decide Acme: 4 in 3 articles; u takes it back");
    assert_eq!(desk.journal.len(), 1, "one group");
    assert_eq!(desk.verdicts(0), [Unreviewed, Accepted, Accepted]);
    assert_eq!(
        desk.verdicts(2),
        [Unreviewed],
        "another label is another thing"
    );
    assert_eq!(desk.records()[3].status, Status::InProgress);
    assert_eq!([0, 1, 3].map(|at| desk.open_of(at)), [1, 1, 0].map(Some));
    let after = desk.records();
    assert_eq!(desk.app.survey.counts().open(), 3);
    desk.keys("]a ]a u");
    assert_eq!((desk.article(), desk.said()), ("c", "undid: decide Acme"));
    assert_eq!(desk.records(), before);
    assert_eq!(desk.app.survey.counts().open(), 7);
    assert_eq!([0, 1, 3].map(|at| desk.open_of(at)), [3, 2, 1].map(Some));
    desk.keys("Ctrl-r");
    assert_eq!(
        (desk.said(), desk.records()),
        ("did again: decide Acme", after)
    );
    desk.survey();
    assert_eq!(desk.app.survey.counts().open(), 3);
}

#[test]
fn what_is_rejected_or_relabelled_over_the_corpus_is_never_suggested_again() {
    let mut desk = Desk::new(ARTICLES);
    desk.survey();
    desk.across("Acme", "ORG", Across::Reject);
    let relabel = Across::Relabel(Label::ORG);
    desk.across("Acme", "LOC", relabel);
    // Another run finds the same again.
    for index in 0..4 {
        let fresh = Desk::closed(ARTICLES).open().record(index);
        let again = desk.record(index).with_suggestions(fresh);
        let open: Vec<&str> = again
            .entities
            .iter()
            .filter(|e| e.review.verdict == Verdict::Unreviewed)
            .map(|e| e.label.as_str())
            .collect();
        assert!(!open.contains(&"ORG") && !open.contains(&"LOC"), "{open:?}");
    }
    desk.keys("]a");
    assert_eq!(desk.markup(), "[ORG-|Acme] won; [PER?|Ana] lost.");
    desk.keys("]a");
    assert_eq!(desk.markup(), "[ORG~|Acme] is a town.");
}

#[test]
fn what_changed_meanwhile_is_left_out_and_counted() {
    let mut desk = Desk::new(ARTICLES);
    desk.survey();
    // The survey still has the mention of the open article as it was.
    desk.keys("]e c p");
    assert!(
        desk.markup().contains("[PER~|Acme] and [ORG?|Acme]"),
        "{}",
        desk.markup()
    );
    desk.across("Acme", "ORG", Across::Accept);
    assert_eq!(
        desk.said(),
        "decide Acme: 3 in 3 articles; u takes it back; 1 left out, for they changed or cannot be read"
    );
}

#[test]
fn nothing_is_written_before_all_is_read_and_esc_ends_it() {
    let mut desk = Desk::new(ARTICLES);
    desk.survey();
    let before = desk.records();
    desk.slow = true;
    desk.across("Acme", "ORG", Across::Accept);
    assert_eq!(
        desk.app.deciding().as_deref(),
        Some("decide Acme: 0 of 3 articles; Esc ends it")
    );
    // What is typed meanwhile waits, and is forgotten with it.
    desk.keys("a");
    assert_eq!((desk.app.held(), desk.records()), (1, before.clone()));
    desk.keys("Esc");
    assert_eq!(desk.said(), "nothing was changed: decide Acme");
    assert!(matches!(desk.effects.last(), Some(Effect::EndDeciding)));
    desk.deliver();
    assert_eq!(desk.records(), before);
    assert_eq!((desk.app.held(), desk.journal.len()), (0, 0));
}

#[test]
fn what_is_typed_meanwhile_waits_and_comes_after_it() {
    let mut desk = Desk::new(ARTICLES);
    desk.survey();
    desk.slow = true;
    desk.across("Acme", "ORG", Across::Accept);
    desk.keys("x");
    assert_eq!(desk.journal.len(), 0);
    desk.deliver();
    let done: Vec<&str> = desk.journal.iter().map(|g| g.what.as_str()).collect();
    assert_eq!(done, ["decide Acme", "reject Ana"]);
    desk.keys("u u");
    assert_eq!(desk.records()[0].undecided(), 3);
}

#[test]
fn an_article_opened_while_it_is_decided_shows_what_was_decided() {
    let mut desk = Desk::new(ARTICLES);
    desk.survey();
    desk.slow = true;
    desk.across("Acme", "ORG", Across::Accept);
    desk.keys("]a");
    desk.deliver();
    assert_eq!(desk.article(), "b");
    assert_eq!(desk.markup(), "[ORG+|Acme] won; [PER?|Ana] lost.");
    desk.slow = false;
    desk.keys("u");
    assert_eq!(desk.markup(), "[ORG?|Acme] won; [PER?|Ana] lost.");
}

/// Two files, each a root of its own.
fn two_roots() -> (tempfile::TempDir, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        let line = format!(r#"{{"id":"{name}","text":"Acme won, says Ana."}}"#);
        fs::write(&path, line).unwrap();
        path
    };
    let paths = [write("a.jsonl"), write("b.jsonl")];
    let written = "[ORG?|Acme] won, says [PER?|Ana].";
    let mut desk = Desk::reading(&paths, &[("a.jsonl", written), ("b.jsonl", written)]);
    desk.keys("Enter");
    (folder, desk)
}

#[test]
fn a_decision_over_several_roots_is_undone_and_done_again_in_all_of_them_together() {
    let (_folder, mut desk) = two_roots();
    let before = desk.records();
    desk.survey();
    desk.across("Acme", "ORG", Across::Accept);
    assert_eq!(desk.said(), "decide Acme: 2 in 2 articles; u takes it back");
    let after = desk.records();
    assert_eq!(desk.journal.len(), 2, "a group in each journal");
    desk.keys("u");
    assert_eq!(desk.records(), before);
    desk.keys("Ctrl-r");
    assert_eq!(desk.records(), after);
    desk.keys("u u");
    assert_eq!(desk.said(), "nothing to undo");
}

#[test]
fn the_last_decision_is_undone_first_whichever_root_it_belongs_to() {
    let (_folder, mut desk) = two_roots();
    let before = desk.records();
    desk.keys("a ]a x [a Tab a");
    let after = desk.records();
    for (article, what) in [
        ("a", "accept Ana"),
        ("b", "reject Acme"),
        ("a", "accept Acme"),
    ] {
        desk.keys("u");
        assert_eq!(desk.article(), format!("{article}.jsonl"));
        assert_eq!(desk.said(), format!("undid: {what}"));
    }
    assert_eq!(desk.records(), before);
    desk.keys("3 Ctrl-r");
    assert_eq!(desk.records(), after);
    desk.keys("2 u ]a a");
    desk.keys("Ctrl-r");
    assert_eq!(desk.said(), "nothing to do again", "in no root");
}

#[test]
fn what_is_decided_goes_to_all_copies_of_the_text_once_it_is_asked_for_again() {
    let text = "▮[PER?|Ana] met [ORG?|Acme].";
    let mut desk = Desk::new(&[text, "[PER?|Ana] won.", &text[3..], &text[3..]]);
    desk.keys("gc");
    assert_eq!(
        desk.said(),
        "no copy of this text so far (read 1 of 4 articles); ask again"
    );
    desk.keys("gc");
    assert_eq!(
        desk.said(),
        "nothing is decided here that could go to 2 copies of this text"
    );
    assert!(desk.shows("2 copies"), "{:?}", desk.rows());
    let before = desk.records();
    desk.keys("a x gc");
    assert_eq!(
        desk.said(),
        "2 decided here go to 2 copies of this text, but for what is decided there; again does it"
    );
    assert_eq!(desk.records()[2..], before[2..], "nothing is done yet");
    desk.keys("gc");
    assert_eq!(
        desk.said(),
        "decide as in Article a: 4 in 2 articles; u takes it back"
    );
    let decided = [Verdict::Accepted, Verdict::Rejected];
    assert_eq!(desk.verdicts(2), decided);
    assert_eq!(desk.verdicts(3), decided);
    assert_eq!(desk.records()[1], before[1]);
    desk.keys("u");
    assert_eq!(desk.records()[1..], before[1..]);
    desk.keys("]a gc");
    assert_eq!(desk.said(), "no other article has this text");
}

#[test]
fn a_group_is_what_all_of_its_mentions_are() {
    let text = "▮[PER?@1|Ana] met [PER?@1|Ana]. [PER?|Bo] saw [PER?|Bo].";
    let mut desk = Desk::new(&[text]);
    let label = |desk: &Desk| {
        let annotations = &desk.app.reader.as_ref().unwrap().annotations;
        let party = |name| annotations.clusters.iter().find(move |c| c.name == name);
        party("Ana").map(|party| party.label.to_string())
    };
    desk.keys("Tab c o");
    assert_eq!(label(&desk).as_deref(), Some("PERSON"), "one of two");
    desk.keys("gg Tab c o");
    assert_eq!(label(&desk).as_deref(), Some("ORG"));
    desk.keys("u");
    assert_eq!(label(&desk).as_deref(), Some("PERSON"));
}

#[test]
fn after_a_surface_form_is_decided_the_next_one_is_selected() {
    let text = "▮[PER?|Ana] [PER?|Ana] [PER?|Ana]. [PER?|Bo] [PER?|Bo]. [PER?|Cy].";
    let mut desk = Desk::new(&[text]);
    desk.keys("gf j x Enter");
    desk.survey();
    assert_eq!(desk.app.tables.shown().map(|table| table.selected), Some(1));
}
