use super::*;
use crate::annotation::Verdict;
use crate::annotation::markup;
use crate::annotation::markup::{parse, print};
use crate::extract::QuoteKind;

/// An edit made to markup, as markup; and the same taken back.
fn after(markup: &str, edit: impl FnOnce(&str, &Annotations) -> Edit) -> String {
    let (text, mut annotations, _) = parse(markup);
    let before = annotations.clone();
    let edit = edit(&text, &annotations);
    let changes = changes(&text, &annotations, &edit);
    apply(&mut annotations, &changes).unwrap();
    let printed = print(&text, &annotations);
    let inverse: Vec<Change> = changes.into_iter().rev().map(Change::inverse).collect();
    apply(&mut annotations, &inverse).unwrap();
    assert_eq!(annotations, before, "undo of {edit:?}");
    printed
}

fn changes(text: &str, annotations: &Annotations, edit: &Edit) -> Vec<Change> {
    let mut ids = 0;
    plan(
        annotations,
        edit,
        &mut Making {
            text,
            annotator: &Arc::from("ana"),
            now: "2026-05-01T10:00:00Z".parse().unwrap(),
            new_id: &mut || {
                ids += 1;
                format!("new-{ids}")
            },
        },
    )
}

fn entity(words: &'static str) -> impl Fn(&str, &Annotations) -> ItemId {
    move |text, annotations| {
        let entity = annotations
            .entities
            .iter()
            .find(|e| e.span.of(text) == words);
        entity.unwrap().id.clone()
    }
}

fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap();
    Span::new(start, start + words.len())
}

#[test]
fn accepting_and_rejecting_are_marked_and_can_be_changed() {
    let accept = |t: &str, a: &Annotations| Edit::Accept(ItemRef::Entity(entity("Ana Ruiz")(t, a)));
    let reject = |t: &str, a: &Annotations| Edit::Reject(ItemRef::Entity(entity("Ana Ruiz")(t, a)));
    for (before, accepted, rejected) in [
        ("The [PER?|Ana Ruiz] said", '+', '-'),
        ("The [PER-|Ana Ruiz] said", '+', '-'),
        ("The [PER+|Ana Ruiz] said", '+', '-'),
        ("The [PER~|Ana Ruiz] said", '~', '-'),
    ] {
        assert_eq!(
            after(before, accept),
            format!("The [PER{accepted}|Ana Ruiz] said")
        );
        assert_eq!(
            after(before, reject),
            format!("The [PER{rejected}|Ana Ruiz] said")
        );
    }
    assert_eq!(
        after("The [PER*|Ana Ruiz] said", reject),
        "The Ana Ruiz said"
    );
}

#[test]
fn a_date_is_decided_with_the_entity_that_tells_it() {
    assert_eq!(
        after("on [DATE?|[T?2021-05-01|Saturday]]", |t, a| Edit::Reject(
            ItemRef::Entity(entity("Saturday")(t, a))
        )),
        "on [DATE-|[T-2021-05-01|Saturday]]"
    );
    assert_eq!(
        after("on [DATE?|[T?2021-05-01|Saturday]]", |_, _| Edit::AcceptAll),
        "on [DATE+|[T+2021-05-01|Saturday]]"
    );
}

#[test]
fn a_changed_label_or_range_is_a_correction_until_it_is_the_machines_again() {
    let relabel = |label: Label| {
        move |t: &str, a: &Annotations| Edit::Relabel(entity("Bergen")(t, a), label.clone())
    };
    assert_eq!(
        after("in [LOC?|Bergen].", relabel(Label::ORG)),
        "in [ORG~|Bergen]."
    );
    assert_eq!(
        after("in [LOC?|Bergen].", |t, a| Edit::Resize(
            ItemRef::Entity(entity("Bergen")(t, a)),
            span(t, "in Bergen")
        )),
        "[LOC~|in Bergen]."
    );

    let (text, mut annotations, _) = parse("in [LOC?|Bergen].");
    for (label, verdict) in [
        (Label::ORG, Verdict::Corrected),
        (Label::NORP, Verdict::Corrected),
        (Label::LOC, Verdict::Accepted),
    ] {
        let edit = relabel(label)(&text, &annotations);
        let changes = changes(&text, &annotations, &edit);
        apply(&mut annotations, &changes).unwrap();
        assert_eq!(annotations.entities[0].review.verdict, verdict);
        let was = (verdict == Verdict::Corrected).then(|| (span(&text, "Bergen"), Label::LOC));
        assert_eq!(annotations.entities[0].was, was);
    }
}

#[test]
fn what_was_missed_is_added_and_joins_the_names_that_are_the_same() {
    let add = |words: &'static str| {
        move |t: &str, _: &Annotations| Edit::AddEntity(span(t, words), Label::LOC)
    };
    assert_eq!(after("in Bergen", add("Bergen")), "in [LOC*|Bergen]");
    assert_eq!(
        after("in [LOC?|Bergen]", add("Bergen")),
        "in [LOC+|Bergen]",
        "adding what is there accepts it"
    );

    let (text, mut annotations, _) = parse("Oslo, [LOC?|Bergen], Bergen");
    let start = text.rfind("Bergen").unwrap();
    let edit = Edit::AddEntity(Span::new(start, text.len()), Label::LOC);
    let changes = changes(&text, &annotations, &edit);
    apply(&mut annotations, &changes).unwrap();
    assert_eq!(
        annotations.entities[0].cluster,
        annotations.entities[1].cluster
    );
    assert_eq!(annotations.clusters.len(), 1);
}

#[test]
fn an_added_quote_knows_its_kind_from_its_marks() {
    for (text, kind) in [
        ("“We won.”", QuoteKind::Direct),
        ("that they “won” it all", QuoteKind::Mixed),
        ("that they won", QuoteKind::Indirect),
    ] {
        let annotations = Annotations::default();
        let all = Span::new(0, text.len());
        let changes = changes(text, &annotations, &Edit::AddQuote(vec![all]));
        let Some(Change::Quote(_, swap)) = changes.first() else {
            panic!("{changes:?}");
        };
        assert_eq!(swap.after.as_ref().unwrap().said.kind, kind, "{text}");
    }
}

#[test]
fn a_quote_gets_another_speaker_cue_and_content() {
    let quote = |a: &Annotations| a.quotes[0].id.clone();
    assert_eq!(
        after("[Q?|“No.”] [by|She] [cue|said].", |_, a| {
            Edit::SetSpeaker(quote(a), None)
        }),
        "[Q~|“No.”] She [cue|said]."
    );
    assert_eq!(
        after("[Q?|“No.”] She said.", |t, a| Edit::SetCue(
            quote(a),
            Some(span(t, "said"))
        )),
        "[Q~|“No.”] She [cue|said]."
    );
    assert_eq!(
        after("[Q?|“No.] “Never.””", |t, a| Edit::Resize(
            ItemRef::Quote(quote(a)),
            Span::new(0, t.len())
        )),
        "[Q~|“No. “Never.””]"
    );
}

#[test]
fn merging_joins_names_and_splitting_parts_them() {
    let clusters = "[PER?@1|Ana Ruiz] and [PER?@1|Ruiz]";
    assert_eq!(
        after("[PER?|Ana Ruiz] and [PER?|Ruiz]", |_, a| Edit::Merge(
            a.entities[1].cluster.clone().unwrap(),
            a.entities[0].cluster.clone().unwrap()
        )),
        clusters
    );
    assert_eq!(
        after(clusters, |t, a| Edit::Split(entity("Ruiz")(t, a))),
        "[PER?|Ana Ruiz] and [PER?|Ruiz]"
    );
}

#[test]
fn the_first_decision_begins_the_work_and_a_status_alone_does_not_decide() {
    let (text, mut annotations, _) = parse("[PER?|Ana]");
    let edit = Edit::SetStatus(Status::Reviewed);
    let status = changes(&text, &annotations, &edit);
    apply(&mut annotations, &status).unwrap();
    assert_eq!(
        (annotations.status, annotations.undecided()),
        (Status::Reviewed, 1)
    );

    let (text, mut annotations, _) = parse("[PER?|Ana]");
    let accept_all = changes(&text, &annotations, &Edit::AcceptAll);
    apply(&mut annotations, &accept_all).unwrap();
    assert_eq!(
        (annotations.status, annotations.undecided()),
        (Status::InProgress, 0)
    );
    assert_eq!(
        changes(&text, &annotations, &Edit::AcceptAll),
        [],
        "nothing is left to accept"
    );
}

#[test]
fn changes_that_do_not_fit_change_nothing() {
    let (text, annotations, _) = parse("[PER?|Ana] in [LOC?|Bergen]");
    let accept_all = changes(&text, &annotations, &Edit::AcceptAll);
    let (_, mut other, _) = parse("[PER?|Ana] in [LOC-|Bergen]");
    let before = other.clone();
    let conflict = apply(&mut other, &accept_all).unwrap_err();
    assert!(conflict.to_string().contains("LOC"), "{conflict}");
    assert_eq!(other, before);
}

#[test]
fn what_is_decided_goes_to_a_copy_of_the_text_and_what_is_decided_there_stays() {
    let (text, from, _) = markup::parse(
        "[PER+|Ana Ruiz] of [ORG-|Acme] said [Q~|“no”] to [PER?|Bo] in [LOC*|Oslo], [ORG?|Rome].",
    );
    let (_, mut own, _) = markup::parse(
        "[PER?|Ana Ruiz] of [ORG?|Acme] said [Q?|“no”] to [PER-|Bo] in Oslo, [ORG?|Rome].",
    );
    let before = own.clone();
    let mut ids = 0;
    let mut making = Making {
        text: &text,
        annotator: &Arc::from("ana"),
        now: "2026-02-02T10:00:00Z".parse().unwrap(),
        new_id: &mut || {
            ids += 1;
            format!("new{ids}")
        },
    };
    let edit = Edit::Copy(Arc::new(from));
    let changes = plan(&own, &edit, &mut making);
    apply(&mut own, &changes).unwrap();
    assert_eq!(
        markup::print(&text, &own),
        "[PER+|Ana Ruiz] of [ORG-|Acme] said [Q~|“no”] to [PER-|Bo] in [LOC*|Oslo], [ORG?|Rome]."
    );
    assert_eq!(own.status, Status::InProgress);
    let oslo = own
        .entities
        .iter()
        .find(|e| e.span.of(&text) == "Oslo")
        .unwrap();
    assert!(oslo.id.as_str().starts_with("new"), "an id of its own");
    let party = own.cluster(oslo.cluster.as_ref().unwrap());
    assert_eq!(party.unwrap().name, "Oslo");
    assert_eq!(
        plan(&own, &edit, &mut making),
        [],
        "a second time changes nothing"
    );
    let back: Vec<Change> = changes.into_iter().rev().map(Change::inverse).collect();
    apply(&mut own, &back).unwrap();
    assert_eq!(own, before);
}
