use std::collections::HashSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::annotation::edit::{Edit, Making, apply, plan};
use crate::annotation::{ItemRef, Status};
use crate::interchange::Format;
use crate::interchange::assemble::Role;
use crate::interchange::draft::{Draft, DraftEntity, DraftReview, DraftSpan};
use crate::interchange::example::examples;
use crate::interchange::lay::{Reading, lay};
use crate::interchange::roundtrip::again;

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
    let labels = LabelMap::default();
    let terms = Terms {
        how,
        now: now(),
        labels: &labels,
        as_of: None,
    };
    let merged = merge(base, given, terms);
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

/// The first item of a file under an id, otherwise than it is here.
fn otherwise(span: Span, label: &str, updated: Option<Timestamp>) -> Annotations {
    let mut given = said(&[(0, 8, "PERSON")], How::Annotations);
    let entity = &mut given.entities[0];
    (entity.span, entity.label) = (span, Label::new(label));
    entity.review.updated = updated;
    given
}

fn accepted() -> Annotations {
    let suggested = said(&[(0, 8, "PERSON")], How::Suggestions);
    let (base, _) = merged(&Annotations::default(), &suggested, How::Suggestions);
    let id = base.entities[0].id.clone();
    edited(&base, &Edit::Accept(ItemRef::Entity(id)))
}

#[test]
fn what_was_corrected_under_its_id_is_corrected_here() {
    let base = accepted();
    let decided = base.entities[0].review.updated;
    for given in [
        otherwise(Span::new(0, 8), "ORG", decided),
        otherwise(Span::new(4, 8), "PERSON", decided),
    ] {
        let (after, first) = merged(&base, &given, How::Annotations);
        assert_eq!((first.corrected, first.added), (1, 0));
        let [entity] = *after.entities.iter().collect::<Vec<_>>() else {
            panic!("{:?}", after.entities);
        };
        let of = &given.entities[0];
        assert_eq!((entity.span, &entity.label), (of.span, &of.label));
        assert_eq!(entity.was, Some((Span::new(0, 8), Label::PERSON)));
        assert_eq!(entity.review.verdict, Verdict::Corrected);
        assert_eq!(after.clusters.len(), 1);
        assert_eq!(after.clusters[0].label, entity.label);
        let (_, second) = merged(&after, &given, How::Annotations);
        assert_eq!(second.changes, []);
        assert_eq!(second.conflicts, []);
    }
}

#[test]
fn what_was_decided_since_the_export_stays_and_is_told() {
    let base = accepted();
    let earlier = "2026-04-01T10:00:00Z".parse().unwrap();
    for updated in [Some(earlier), None] {
        let given = otherwise(Span::new(0, 8), "ORG", updated);
        let (after, merged) = merged(&base, &given, How::Annotations);
        assert_eq!(after, base);
        assert_eq!(merged.conflicts.len(), 1);
    }
    let id = base.entities[0].id.clone();
    let base = edited(&base, &Edit::Reject(ItemRef::Entity(id)));
    let given = otherwise(Span::new(0, 8), "ORG", base.entities[0].review.updated);
    let (after, merged) = merged(&base, &given, How::Annotations);
    assert_eq!((after, merged.conflicts.len()), (base, 1));
}

#[test]
fn a_file_that_tells_its_time_alone_knows_what_was_decided_until_then() {
    let base = accepted();
    let labels = LabelMap::default();
    let given = otherwise(Span::new(0, 8), "ORG", None);
    let terms = |as_of: &str| Terms {
        how: How::Annotations,
        now: now(),
        labels: &labels,
        as_of: Some(as_of.parse().unwrap()),
    };
    let known = merge(&base, &given, terms("2026-05-01T10:00:00Z"));
    assert_eq!((known.corrected, known.conflicts.len()), (1, 0));
    let older = merge(&base, &given, terms("2026-04-30T10:00:00Z"));
    assert_eq!((older.corrected, older.conflicts.len()), (0, 1));
}

#[test]
fn as_a_suggestion_it_stands_beside_what_is_there() {
    let base = accepted();
    let given = otherwise(Span::new(0, 8), "ORG", base.entities[0].review.updated);
    let (after, first) = merged(&base, &given, How::Suggestions);
    assert_eq!((first.corrected, first.added), (0, 1));
    let verdicts: Vec<_> = after.entities.iter().map(|e| e.review.verdict).collect();
    assert!(verdicts.contains(&Verdict::Accepted) && verdicts.contains(&Verdict::Unreviewed));
    let (_, second) = merged(&after, &given, How::Suggestions);
    assert_eq!(second.changes, []);
}

#[test]
fn an_id_that_stands_elsewhere_is_that_of_another_name() {
    let base = accepted();
    let given = otherwise(Span::new(24, 28), "LOC", base.entities[0].review.updated);
    let (after, merged) = merged(&base, &given, How::Annotations);
    assert_eq!((merged.corrected, merged.added), (0, 1));
    assert_eq!(after.entities.len(), 2);
}

#[test]
fn a_label_that_the_file_has_no_name_for_is_the_same() {
    let base = accepted();
    let id = base.entities[0].id.clone();
    let base = edited(&base, &Edit::Relabel(id, Label::new("NORP")));
    let given = otherwise(Span::new(0, 8), "MISC", base.entities[0].review.updated);
    let terms = Terms {
        how: How::Annotations,
        now: now(),
        labels: &LabelMap::conll(),
        as_of: None,
    };
    let merged = merge(&base, &given, terms);
    assert_eq!((merged.changes.len(), merged.unchanged), (0, 1));
}

#[test]
fn a_note_that_was_written_there_is_taken_over_once() {
    let base = accepted();
    let mut given = otherwise(Span::new(0, 8), "PERSON", None);
    given.entities[0].review.note = Some("verify".to_owned());
    let (after, _) = merged(&base, &given, How::Annotations);
    assert_eq!(after.entities[0].review.note.as_deref(), Some("verify"));
    assert_eq!(after.entities[0].review.verdict, Verdict::Accepted);
    let (_, second) = merged(&after, &given, How::Annotations);
    assert_eq!(second.changes, []);
}

#[test]
fn another_note_a_tag_and_a_link_that_were_given_there_are_taken_over() {
    let noted = |note: &str, tags: &[&str], link: &str, annotations: &mut Annotations| {
        let review = &mut annotations.entities[0].review;
        review.note = Some(note.to_owned());
        review.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        review.link = Some(link.to_owned());
    };
    let mut base = accepted();
    noted("verify", &["first, second"], "Q1", &mut base);
    let mut given = otherwise(Span::new(0, 8), "PERSON", base.entities[0].review.updated);
    noted("verified", &["first", "third"], "Q2", &mut given);
    let (after, first) = merged(&base, &given, How::Annotations);
    assert_eq!((first.corrected, first.conflicts.len()), (1, 0));
    let review = &after.entities[0].review;
    assert_eq!(review.note.as_deref(), Some("verified"));
    assert_eq!(review.tags, ["first, second", "third"]);
    assert_eq!(review.link.as_deref(), Some("Q2"));
    assert_eq!(review.verdict, Verdict::Accepted);
    let (_, second) = merged(&after, &given, How::Annotations);
    assert_eq!(second.changes, []);
    // Another tool's file, which says nothing of when.
    given.entities[0].review.updated = None;
    let (_, unknown) = merged(&base, &given, How::Annotations);
    assert_eq!(unknown.changes, []);
    let id = base.entities[0].id.clone();
    let reason = "the file has another note than was written here";
    assert_eq!(unknown.conflicts, [(id, reason)]);
}

#[test]
fn a_name_has_no_link_of_its_own_where_a_file_tells_that_of_whom_it_names() {
    let mut base = accepted();
    base.clusters[0].review.link = Some("Q1".to_owned());
    let mut given = otherwise(Span::new(0, 8), "PERSON", base.entities[0].review.updated);
    given.entities[0].review.link = Some("Q1".to_owned());
    let (_, merged) = merged(&base, &given, How::Annotations);
    assert_eq!((merged.changes.len(), merged.unchanged), (0, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_export_that_nobody_changed_corrects_nothing(mut example in examples()) {
        // Some formats say by labels alone what a name is and what the part of a quote.
        let is_name = |entity: &Entity| Role::of(entity.label.as_str()) == Role::Entity;
        example.annotations.entities.retain(is_name);
        // Of two that are the same in all that a file says, nobody knows which is meant.
        let (mut names, mut dates) = (HashSet::new(), HashSet::new());
        let mut quoted: Vec<Span> = Vec::new();
        let annotations = &mut example.annotations;
        annotations.entities.retain(|e| names.insert((e.span, e.label.clone())));
        annotations.quotes.retain(|quote| {
            let content = &quote.said.content;
            let is_new = content.iter().all(|own| quoted.iter().all(|q| !q.overlaps(*own)));
            quoted.extend(content.iter().copied().filter(|_| is_new));
            is_new
        });
        annotations.dates.retain(|d| dates.insert(d.span));
        let labels = LabelMap::default();
        let base = example.annotations.clone();
        for format in Format::ALL.into_iter().filter(|f| f.reader().is_some()) {
            let (drafts, _) = again(std::slice::from_ref(&example), format);
            for draft in drafts {
                let mut reading = Reading::plain("import x");
                reading.verdict = Verdict::Accepted;
                let given = lay(&draft, &example.article.text, &reading).annotations;
                let terms = Terms {
                    how: How::Annotations,
                    now: now(),
                    labels: &labels,
                    as_of: draft.as_of.or(given.updated),
                };
                let merged = merge(&base, &given, terms);
                prop_assert_eq!(merged.corrected, 0, "{}: {:?}", format, merged.changes);
                // The notes of all items are one of the article in doccano.
                let mut told = merged.conflicts.iter().filter(|(id, _)| id.as_str() != "the article");
                let beside = |reason: &str| ["note", "tag", "link"].iter().any(|w| reason.contains(w));
                prop_assert_eq!(told.find(|(_, reason)| beside(reason)), None, "{}", format);
            }
        }
    }
}

#[test]
fn a_correction_that_is_refused_leaves_no_cluster_behind() {
    let mut base = said(&[(0, 8, "PERSON"), (24, 28, "LOC")], How::Annotations);
    let mut file = base.clone();
    for (annotations, label) in [(&mut base, "ZONE"), (&mut file, "GPE")] {
        for entity in annotations.entities.iter_mut().filter(|e| e.span.start > 9) {
            entity.label = Label::new(label);
        }
        let of_place = |party: &&mut Party| party.label == Label::new("LOC");
        for party in annotations.clusters.iter_mut().filter(of_place) {
            party.label = Label::new(label);
            party.review.verdict = Verdict::Accepted;
        }
    }
    for entity in base.entities.iter_mut() {
        entity.review.updated = Some(now());
    }
    let (_, merged) = merged(&base, &file, How::Annotations);
    assert_eq!((merged.conflicts.len(), merged.added), (1, 0));
    let clusters = merged.changes.iter();
    let clusters = clusters.filter(|change| matches!(change, Change::Cluster(..)));
    assert_eq!(clusters.count(), 0, "{:?}", merged.changes);
}

#[test]
fn a_time_is_the_same_with_fewer_digits() {
    let is_time =
        |told: &str, time: &str| corrected::is_time(told.parse().unwrap(), time.parse().unwrap());
    let time = "2026-05-01T10:00:00.123456789Z";
    for told in [".123456789Z", ".123456Z", ".123Z", "Z"] {
        assert!(
            is_time(&format!("2026-05-01T10:00:00{told}"), time),
            "{told}"
        );
    }
    for told in ["00.123456780Z", "00.122Z", "00.2Z", "01Z"] {
        assert!(
            !is_time(&format!("2026-05-01T10:00:{told}"), time),
            "{told}"
        );
    }
}

#[test]
fn very_many_items_of_one_id_get_ids_of_their_own_at_once() {
    let one = said(&[(0, 8, "PERSON")], How::Suggestions);
    let mut given = Annotations::default();
    // Looking for each number from the first would take minutes.
    for number in 0..20_000 {
        let mut entity = one.entities[0].clone();
        entity.label = Label::new(&format!("L{number}"));
        entity.cluster = None;
        given.entities.push(entity);
    }
    let merged = merge(
        &Annotations::default(),
        &given,
        Terms {
            how: How::Suggestions,
            now: now(),
            labels: &LabelMap::default(),
            as_of: None,
        },
    );
    assert_eq!(merged.added, 20_000);
    let ids = merged.changes.iter().filter_map(|change| match change {
        Change::Entity(id, _) => Some(id.as_str()),
        _ => None,
    });
    let ids: HashSet<&str> = ids.collect();
    assert_eq!(ids.len(), 20_000);
    assert!(ids.contains("e0-8-PERSON") && ids.contains("e0-8-PERSON-20000"));
}

#[test]
fn a_name_that_the_file_labels_otherwise_than_was_suggested_is_one_name_corrected() {
    let suggested = said(&[(0, 8, "PERSON"), (13, 20, "PERSON")], How::Suggestions);
    let (base, _) = merged(&Annotations::default(), &suggested, How::Suggestions);
    let given = said(&[(0, 8, "ORG"), (13, 20, "PERSON")], How::Annotations);
    let (after, first) = merged(&base, &given, How::Annotations);
    assert_eq!((first.added, first.corrected, first.taken), (0, 1, 1));
    assert_eq!(after.entities.len(), 2);
    let entity = &after.entities[0];
    assert_eq!(
        (entity.label.as_str(), entity.review.verdict),
        ("ORG", Verdict::Corrected)
    );
    assert_eq!(entity.was, Some((entity.span, Label::PERSON)));
    let party = after.cluster(entity.cluster.as_ref().unwrap()).unwrap();
    assert_eq!(
        (party.label.as_str(), party.name.as_str()),
        ("ORG", "Ana Ruiz")
    );
    let (_, again) = merged(&after, &given, How::Annotations);
    assert_eq!((again.changes.len(), again.unchanged), (0, 2));
}

#[test]
fn two_names_of_one_place_in_a_file_are_two() {
    let suggested = said(&[(0, 8, "PERSON")], How::Suggestions);
    let (base, _) = merged(&Annotations::default(), &suggested, How::Suggestions);
    let given = said(&[(0, 8, "ORG"), (0, 8, "PERSON")], How::Annotations);
    let (after, first) = merged(&base, &given, How::Annotations);
    assert_eq!((first.added, first.corrected, first.taken), (1, 0, 1));
    assert_eq!(after.entities.len(), 2);
    // Nobody decides by suggesting.
    let given = said(&[(0, 8, "LOC")], How::Suggestions);
    let (after, _) = merged(&base, &given, How::Suggestions);
    assert_eq!(after.entities.len(), 2);
}

#[test]
fn a_suggestion_is_decided_also_where_the_file_has_one_label_for_several() {
    let suggested = said(&[(0, 8, "NORP")], How::Suggestions);
    let (base, _) = merged(&Annotations::default(), &suggested, How::Suggestions);
    let given = said(&[(0, 8, "MISC")], How::Annotations);
    let terms = Terms {
        how: How::Annotations,
        now: now(),
        labels: &LabelMap::conll(),
        as_of: None,
    };
    let merged = merge(&base, &given, terms);
    assert_eq!((merged.taken, merged.added, merged.unchanged), (1, 0, 0));
    let mut after = base.clone();
    apply(&mut after, &merged.changes).unwrap();
    let entity = &after.entities[0];
    assert_eq!(
        (entity.label.as_str(), entity.review.verdict),
        ("NORP", Verdict::Accepted)
    );
}
