use super::*;
use crate::annotation::markup;
use crate::article::{Article, Located};

/// The digest of an article with a day, and with its annotations as markup.
fn digest(index: usize, day: &str, written: &str) -> Digest {
    let (text, mut annotations, _) = markup::parse(written);
    if index > 0 {
        annotations.status = Status::Reviewed;
    }
    let mut article = Article::from_text(index.to_string(), text);
    article.head.date = day.parse().ok().map(Located::beside);
    article.head.source = Some(Located::beside("Harbour News".to_owned())).filter(|_| index > 0);
    Digest::of(index, &article, &annotations)
}

fn digests() -> Vec<Digest> {
    vec![
        digest(
            0,
            "",
            "[PER?@1|Ana Ruiz] of [ORG-|Acme]: [Q?|“No,”] [cue|said] [by|[PER?@1|Ruiz]] on [T?2021|Monday].",
        ),
        digest(
            1,
            "2021-05-01",
            "[PER+|Bo] met [LOC*|Rome]. [Q+|“One.”] [Q?|“Two,”] [cue|said] [by|he]. [DATE?|[T?2021|May]]",
        ),
        digest(2, "2021-05-03", "[LOC?|Rome] [PER?|Ana Ruiz]"),
    ]
}

fn statistics() -> Statistics {
    let mut statistics = Statistics::default();
    for digest in digests() {
        statistics.add(&digest);
    }
    statistics
}

#[test]
fn what_was_found_and_decided_is_counted() {
    let report = statistics().report();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "articles": 3,
            "skipped": 0,
            "status": {"in_progress": 1, "reviewed": 2},
            "labels": {"PERSON": 4, "LOC": 2, "DATE": 1},
            "quotes": {"direct": 3},
            "unattributed": 1,
            "dates": 2,
            "undecided": 8,
            "decided": 4,
            "verdicts": {"unreviewed": 7, "accepted": 2, "rejected": 1, "added": 1},
            "warnings": {"pronoun": 1},
            "days": {"": 1, "2021-05-01": 1, "2021-05-03": 1},
            "quote_days": {"": 1, "2021-05-01": 2},
            "sources": {"": 1, "Harbour News": 2},
            "speakers": [{"name": "Ana Ruiz", "count": 1}],
            "names": [
                {"name": "Ana Ruiz", "label": "PERSON", "count": 3},
                {"name": "Rome", "label": "LOC", "count": 2},
                {"name": "Bo", "label": "PERSON", "count": 1},
                {"name": "May", "label": "DATE", "count": 1},
            ],
        })
    );
    let timeline = statistics().timeline(10);
    let timeline = timeline.iter();
    let told: Vec<_> = timeline
        .map(|b| (b.name.as_str(), b.articles, b.quotes))
        .collect();
    assert_eq!(
        told,
        [
            ("2021-05-01", 1, 2),
            ("2021-05-02", 0, 0),
            ("2021-05-03", 1, 0)
        ]
    );
}

#[test]
fn a_survey_gives_the_same_counts() {
    let mut survey = Survey::default();
    for digest in digests().into_iter().rev() {
        survey.put(digest);
    }
    assert_eq!(Statistics::of(&survey).report(), statistics().report());
}

#[test]
fn of_many_names_those_counted_most_are_told_in_order() {
    let name = |number: usize| format!("N{number:03}");
    let mut statistics = Statistics::default();
    for number in 0..300 {
        let times = if number == 250 { 2 } else { 1 };
        let written = format!("[PER?|{}] ", name(number)).repeat(times);
        statistics.add(&digest(number, "", &written));
    }
    let told: Vec<String> = statistics
        .report()
        .names
        .into_iter()
        .map(|n| n.name)
        .collect();
    let mut first = vec![name(250)];
    first.extend((0..99).map(name));
    assert_eq!(told, first);
}
