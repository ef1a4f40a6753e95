use std::sync::Arc;

use super::*;
use crate::annotation::edit::{Edit, Making, apply, plan};
use crate::annotation::{ItemRef, Status};
use crate::interchange::draft::{Draft, DraftEntity, DraftReview, DraftSpan};
use crate::interchange::lay::{Reading, lay};

const TEXT: &str = "Ana Ruiz met Bo Lund in Oslo.";

fn now() -> Timestamp {
    "2026-05-01T10:00:00Z".parse().unwrap()
}

/// What a file says about the text.
fn said(spans: &[(usize, usize, &str)], how: How) -> Annotations {
    let entities = spans.iter().map(|(start, end, label)| DraftEntity {
        pieces: vec![DraftSpan {
            start: *start,
            end: *end,
            ..DraftSpan::default()
        }],
        label: Label::new(label),
        cluster: None,
        was: None,
        review: DraftReview::default(),
    });
    let draft = Draft {
        entities: entities.collect(),
        ..Draft::default()
    };
    let mut reading = Reading::plain("import gold");
    if how == How::Annotations {
        reading.verdict = Verdict::Accepted;
    }
    lay(&draft, TEXT, &reading).annotations
}

fn edited(base: &Annotations, edit: &Edit) -> Annotations {
    let mut made = 0;
    let mut making = Making {
        text: TEXT,
        annotator: &Arc::from("ana"),
        now: now(),
        new_id: &mut || {
            made += 1;
            format!("u{made}")
        },
    };
    let changes = plan(base, edit, &mut making);
    let mut after = base.clone();
    apply(&mut after, &changes).unwrap();
    after
}

fn merged(base: &Annotations, given: &Annotations, how: How) -> (Annotations, Merged) {
    let merged = merge(base, given, how, now());
    let mut after = base.clone();
    apply(&mut after, &merged.changes).unwrap();
    let mut undone = after.clone();
    let back: Vec<Change> = merged
        .changes
        .iter()
        .rev()
        .map(|c| c.clone().inverse())
        .collect();
    apply(&mut undone, &back).unwrap();
    assert_eq!(undone, *base, "the inverse takes it back");
    (after, merged)
}

#[test]
fn the_same_file_twice_changes_nothing() {
    for how in [How::Suggestions, How::Annotations] {
        let given = said(&[(0, 8, "PERSON"), (24, 28, "LOC")], how);
        let (once, first) = merged(&Annotations::default(), &given, how);
        assert_eq!((first.added, first.unchanged), (2, 0));
        let (_, second) = merged(&once, &given, how);
        assert_eq!(second.changes, []);
        assert_eq!((second.added, second.unchanged), (0, 2));
    }
}

#[test]
fn suggestions_are_undecided_and_outlive_another_models_run() {
    let given = said(&[(0, 8, "PERSON")], How::Suggestions);
    let (after, _) = merged(&Annotations::default(), &given, How::Suggestions);
    assert_eq!(after.status, Status::New);
    assert_eq!(after.entities[0].review.verdict, Verdict::Unreviewed);
    let fresh = Annotations {
        model: "other 2".into(),
        ..Annotations::default()
    };
    assert_eq!(after.with_suggestions(fresh).entities, after.entities);
}

#[test]
fn what_was_rejected_or_changed_is_not_suggested_again() {
    let given = said(&[(0, 8, "PERSON"), (24, 28, "LOC")], How::Suggestions);
    let (base, _) = merged(&Annotations::default(), &given, How::Suggestions);
    let first = base.entities[0].id.clone();
    let base = edited(&base, &Edit::Reject(ItemRef::Entity(first)));
    let second = base.entities[1].id.clone();
    let base = edited(&base, &Edit::Relabel(second, Label::ORG));
    let (_, again) = merged(&base, &given, How::Suggestions);
    assert_eq!(again.changes, []);
}

#[test]
fn a_decision_of_the_person_stays_and_is_told() {
    let given = said(&[(0, 8, "PERSON"), (13, 20, "PERSON")], How::Annotations);
    let suggested = said(&[(0, 8, "PERSON")], How::Suggestions);
    let (base, _) = merged(&Annotations::default(), &suggested, How::Suggestions);
    let id = base.entities[0].id.clone();
    let base = edited(&base, &Edit::Reject(ItemRef::Entity(id)));
    let (after, merged) = merged(&base, &given, How::Annotations);
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.added, 1);
    let verdicts: Vec<_> = after.entities.iter().map(|e| e.review.verdict).collect();
    assert_eq!(verdicts, [Verdict::Rejected, Verdict::Accepted]);
}

#[test]
fn a_suggestion_that_the_file_decides_is_decided() {
    let suggested = said(&[(0, 8, "PERSON")], How::Suggestions);
    let (base, _) = merged(&Annotations::default(), &suggested, How::Suggestions);
    let given = said(&[(0, 8, "PERSON")], How::Annotations);
    let (after, merged) = merged(&base, &given, How::Annotations);
    assert_eq!((merged.added, merged.taken), (0, 1));
    assert_eq!(after.entities[0].review.verdict, Verdict::Accepted);
    assert_eq!(
        after.status,
        Status::InProgress,
        "reviewed only if the file says so"
    );
    assert_eq!(after.entities.len(), 1);
    assert_eq!(after.clusters.len(), 1);
}
