use super::*;
use crate::annotation::{Dated, Entity, Party, Quotation, Said, Speaker};
use crate::extract::QuoteKind;
use crate::span::Span;

fn review(verdict: Verdict) -> Review {
    Review {
        verdict,
        ..Review::default()
    }
}

fn entity(start: usize, label: Label, verdict: Verdict, cluster: Option<&str>) -> Entity {
    Entity {
        id: ItemId::new(format!("e{start}")),
        span: Span::new(start, start + 2),
        label,
        score: None,
        cluster: cluster.map(ItemId::new),
        was: None,
        review: review(verdict),
    }
}

fn party(id: &str, label: Label, verdict: Verdict) -> Party {
    Party {
        id: ItemId::new(id),
        label,
        name: id.to_owned(),
        aliases: Vec::new(),
        key: None,
        was: None,
        review: review(verdict),
    }
}

fn quote(start: usize, verdict: Verdict, cluster: &str) -> Quotation {
    Quotation {
        id: ItemId::new(format!("q{start}")),
        said: Said {
            kind: QuoteKind::Direct,
            content: vec![Span::new(start, start + 2)],
            quoted: Vec::new(),
            cue: None,
            speaker: Some(Speaker {
                cluster: Some(ItemId::new(cluster)),
                ..Speaker::default()
            }),
            negated: false,
        },
        score: None,
        was: None,
        review: review(verdict),
    }
}

fn annotations() -> Annotations {
    Annotations {
        entities: vec![
            entity(0, Label::PERSON, Verdict::Accepted, Some("c1")),
            entity(3, Label::ORG, Verdict::Unreviewed, Some("c2")),
            entity(6, Label::LOC, Verdict::Rejected, None),
            entity(9, Label::DATE, Verdict::Corrected, None),
            entity(12, Label::EVENT, Verdict::Added, Some("c3")),
        ]
        .into(),
        quotes: vec![
            quote(20, Verdict::Accepted, "c2"),
            quote(30, Verdict::Unreviewed, "c4"),
        ]
        .into(),
        dates: vec![crate::annotation::Dated {
            id: ItemId::new("d9"),
            span: Span::new(9, 11),
            value: Some("2021".to_owned()),
            was: None,
            review: review(Verdict::Unreviewed),
        }]
        .into(),
        clusters: vec![
            party("c1", Label::PERSON, Verdict::Unreviewed),
            party("c2", Label::ORG, Verdict::Unreviewed),
            party("c3", Label::EVENT, Verdict::Rejected),
            party("c4", Label::PERSON, Verdict::Unreviewed),
        ]
        .into(),
        ..Annotations::default()
    }
}

fn ids(part: &Annotations) -> (Vec<&str>, Vec<&str>) {
    let entities = part.entities.iter().map(|e| e.id.as_str()).collect();
    let clusters = part.clusters.iter().map(|c| c.id.as_str()).collect();
    (entities, clusters)
}

#[test]
fn only_what_stands_is_handed_on_and_every_reference_resolves() {
    let mut tallies = Tallies::default();
    let part = Selection::default().of(&annotations(), &mut tallies);
    assert_eq!(ids(&part), (vec!["e0", "e9", "e12"], vec!["c1", "c2"]));
    assert_eq!(part.entities[2].cluster, None, "its cluster was rejected");
    assert_eq!(part.quotes.len(), 1);
    assert_eq!(
        (
            tallies.entities.exported,
            tallies.entities.undecided,
            tallies.entities.rejected
        ),
        (3, 1, 1)
    );
}

#[test]
fn a_date_is_decided_by_the_entity_of_its_range() {
    let mut tallies = Tallies::default();
    let part = Selection::default().of(&annotations(), &mut tallies);
    assert_eq!(part.dates[0].review.verdict, Verdict::Corrected);
    assert_eq!(tallies.dates.exported, 1);
}

#[test]
fn all_hands_on_the_undecided_and_the_rejected_too() {
    let all = Selection {
        all: true,
        ..Selection::default()
    };
    let part = all.of(&annotations(), &mut Tallies::default());
    assert_eq!(
        (part.entities.len(), part.quotes.len(), part.clusters.len()),
        (5, 2, 4)
    );
}

#[test]
fn labels_are_renamed_and_those_without_a_place_are_counted() {
    let conll = Selection {
        labels: "conll".parse().unwrap(),
        ..Selection::default()
    };
    let mut tallies = Tallies::default();
    let part = conll.of(&annotations(), &mut tallies);
    let labels: Vec<&str> = part.entities.iter().map(|e| e.label.as_str()).collect();
    assert_eq!(labels, ["PER", "MISC"]);
    assert_eq!(part.clusters[0].label.as_str(), "PER");
    assert_eq!(tallies.entities.label, 1);

    let map: LabelMap = "ORG=COMPANY,DATE=".parse().unwrap();
    assert_eq!(map.of(&Label::ORG), Some(Label::new("COMPANY")));
    assert_eq!(map.of(&Label::DATE), None);
    assert_eq!(map.of(&Label::LOC), Some(Label::LOC));
    assert!(
        "COMPANY"
            .parse::<LabelMap>()
            .unwrap_err()
            .contains("LABEL=NAME")
    );
}

#[test]
fn without_statuses_every_article_is_taken() {
    assert!(Selection::default().takes(Status::Reviewed));
    assert!(!Selection::default().takes(Status::New));
    let any = Selection {
        statuses: Vec::new(),
        ..Selection::default()
    };
    assert!(any.takes(Status::New));
}

#[test]
fn items_are_filtered_by_verdict_label_and_tag() {
    let filtered = |filter: Filter, annotations: &Annotations| {
        let selection = Selection {
            filter,
            ..Selection::default()
        };
        let mut tallies = Tallies::default();
        let part = selection.of(annotations, &mut tallies);
        let ids: Vec<String> = part.entities.iter().map(|e| e.id.to_string()).collect();
        let clusters: Vec<String> = part.clusters.iter().map(|c| c.id.to_string()).collect();
        let items = (ids.join(" "), part.quotes.len(), part.dates.len());
        (items, clusters.join(" "), tallies.entities.filtered)
    };
    let all = annotations();
    let verdicts = |verdicts: &[Verdict]| Filter {
        verdicts: verdicts.to_vec(),
        ..Filter::default()
    };
    let (items, clusters, left_out) = filtered(verdicts(&[Verdict::Rejected]), &all);
    assert_eq!(
        items,
        ("e6".to_owned(), 0, 0),
        "rejected ones, as they were asked for"
    );
    assert_eq!((clusters.as_str(), left_out), ("", 4));
    let labels = |labels: &[&str]| Filter {
        labels: labels.iter().map(|l| (*l).to_owned()).collect(),
        ..Filter::default()
    };
    let (items, clusters, _) = filtered(labels(&["PERSON", "QUOTE"]), &all);
    assert_eq!(items, ("e0".to_owned(), 1, 0));
    assert_eq!(clusters, "c1 c2", "those that are named or speak");
    assert_eq!(filtered(labels(&["TIMEX"]), &all).0, (String::new(), 0, 1));

    let tag = Filter {
        tags: vec!["check".to_owned()],
        ..Filter::default()
    };
    assert!(!tag.takes_article(&all));
    let mut tagged = annotations();
    tagged.entities[0].review.tags = vec!["check".to_owned()];
    assert!(tag.takes_article(&tagged));
    assert_eq!(filtered(tag.clone(), &tagged).0, ("e0".to_owned(), 0, 0));
    tagged.tags = vec!["check".to_owned()];
    assert_eq!(
        filtered(tag, &tagged).0,
        ("e0 e9 e12".to_owned(), 1, 1),
        "all of a tagged article"
    );
}

#[test]
fn articles_are_filtered_by_their_day() {
    let day = |day: &str| day.parse::<chrono::NaiveDate>().ok();
    let filter = Filter {
        since: day("2026-01-05"),
        until: day("2026-01-06"),
        ..Filter::default()
    };
    assert!(filter.takes_day(day("2026-01-05")) && filter.takes_day(day("2026-01-06")));
    assert!(!filter.takes_day(day("2026-01-04")) && !filter.takes_day(day("2026-01-07")));
    assert!(!filter.takes_day(None) && Filter::default().takes_day(None));
}

#[test]
fn what_a_date_means_goes_with_the_name_that_is_the_date() {
    let dated = |start: usize, verdict: Verdict, value: &str| Dated {
        id: ItemId::new(format!("d{start}")),
        span: Span::new(start, start + 2),
        value: Some(value.to_owned()),
        was: None,
        review: review(verdict),
    };
    let mut all = annotations();
    all.entities = vec![
        entity(0, Label::DATE, Verdict::Accepted, None),
        entity(4, Label::DATE, Verdict::Rejected, None),
        entity(8, Label::DATE, Verdict::Accepted, None),
        entity(12, Label::ORG, Verdict::Accepted, None),
    ]
    .into();
    all.entities[2].review.tags = vec!["check".to_owned()];
    all.dates = vec![
        dated(0, Verdict::Unreviewed, "2026-05-01"),
        dated(4, Verdict::Unreviewed, "2026-05-02"),
        dated(8, Verdict::Rejected, "2026-05-03"),
        dated(12, Verdict::Accepted, "2026-05-04"),
        dated(16, Verdict::Accepted, "2026-05-05"),
    ]
    .into();
    let values = |filter: Filter| {
        let selection = Selection {
            filter,
            ..Selection::default()
        };
        let part = selection.of(&all, &mut Tallies::default());
        let values = part.dates.into_iter().filter_map(|date| date.value);
        values.collect::<Vec<_>>().join(" ")
    };
    let labels = |label: &str| Filter {
        labels: vec![label.to_owned()],
        ..Filter::default()
    };
    assert_eq!(values(labels("DATE")), "2026-05-01");
    assert_eq!(values(labels("ORG")), "");
    assert_eq!(values(labels("TIMEX")), "2026-05-01 2026-05-04 2026-05-05");
    let tag = Filter {
        tags: vec!["check".to_owned()],
        ..Filter::default()
    };
    assert_eq!(values(tag), "", "what it means was rejected");
}
