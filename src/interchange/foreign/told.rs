//! What other tools say of spans in ways of their own is kept, or told; nothing is made of it.

use serde_json::{Value, json};

use super::kept::left_out;
use super::{TEXT, laid, only, read_as, shown};
use crate::extract::QuoteKind;
use crate::interchange::draft::Draft;
use crate::interchange::example::example;
use crate::interchange::{Format, brat, citron, csv, doccano, label_studio, prodigy};

fn label(id: &str, start: usize, end: usize, label: &str) -> Value {
    json!({"id": id, "from_name": "label", "to_name": "text", "type": "labels",
        "value": {"start": start, "end": end, "labels": [label]}})
}

fn choice(control: &str, id: &str, (start, end): (usize, usize), word: &str) -> Value {
    json!({"id": id, "from_name": control, "to_name": "text", "type": "choices",
        "value": {"start": start, "end": end, "choices": [word]}})
}

fn typed(control: &str, id: &str, (start, end): (usize, usize), words: &[&str]) -> Value {
    json!({"id": id, "from_name": control, "to_name": "text", "type": "textarea",
        "value": {"start": start, "end": end, "text": words}})
}

fn task(results: &[Value]) -> String {
    json!([{"id": 7, "data": {"text": TEXT}, "annotations": [{"result": results}]}]).to_string()
}

fn file(results: &[Value]) -> Draft {
    only("x.json", &task(results), label_studio::read)
}

const ANA: (usize, usize) = (8, 16);
const SAID: (usize, usize) = (49, 67);

#[test]
fn controls_of_other_projects_are_tags_and_notes() {
    let draft = file(&[
        label("p", ANA.0, ANA.1, "PER"),
        label("q", SAID.0, SAID.1, "QUOTE"),
        choice("negation", "q", SAID, "affirmative"),
        choice("kind", "q", SAID, "slogan"),
        choice("kind", "p", ANA, "politician"),
        typed("value", "p", ANA, &["VIP"]),
    ]);
    let (quote, name) = (&draft.quotes[0], &draft.entities[0]);
    assert!(!quote.negated);
    assert_eq!(quote.review.tags, ["affirmative", "slogan"]);
    assert_eq!(name.review.tags, ["politician"]);
    assert_eq!(name.review.note.as_deref(), Some("VIP"));
    assert_eq!(draft.dates.len(), 0);
    let own = file(&[
        label("q", SAID.0, SAID.1, "QUOTE"),
        choice("negation", "q", SAID, "negated"),
        choice("kind", "q", SAID, "indirect"),
    ]);
    let quote = &own.quotes[0];
    assert_eq!(
        (quote.negated, quote.kind),
        (true, Some(QuoteKind::Indirect))
    );
}

#[test]
fn all_that_is_typed_about_a_region_or_an_article_stays() {
    let article = |words: &str| {
        json!({"id": words, "from_name": "n", "to_name": "text", "type": "textarea",
            "value": {"text": [words]}})
    };
    let draft = file(&[
        label("p", ANA.0, ANA.1, "PER"),
        typed("note", "p", ANA, &["one"]),
        typed("why", "p", ANA, &["two", "three"]),
        typed("name", "p", ANA, &["Ana Díaz Ruiz"]),
        article("first"),
        article("second"),
    ]);
    let review = &draft.entities[0].review;
    assert_eq!(review.note.as_deref(), Some("one\ntwo\nthree"));
    assert_eq!(draft.note.as_deref(), Some("first\nsecond"));
    let annotations = laid(&draft).annotations;
    let name = annotations.clusters.iter().next().unwrap();
    assert_eq!(name.name, "Ana Díaz Ruiz");
    assert_eq!(annotations.entities[0].cluster.as_ref(), Some(&name.id));
}

#[test]
fn what_stands_elsewhere_than_its_region_is_a_fault() {
    for moved in [
        choice("tag", "p", (9, 17), "x"),
        typed("note", "p", (8, 17), &["x"]),
    ] {
        let file = task(&[label("p", ANA.0, ANA.1, "PER"), moved]);
        let (drafts, told) = read_as("x.json", &file, label_studio::read);
        assert!(
            told[0].contains("annotations[0].result[1].value: stands at"),
            "{told:?}"
        );
        let review = &drafts[0].entities[0].review;
        assert!(review.tags.is_empty() && review.note.is_none());
    }
}

#[test]
fn of_tasks_on_one_line_that_is_told_which_is_at_fault() {
    let mut wrong = label("p", ANA.0, ANA.1, "PER");
    wrong["value"]["text"] = "Bo".into();
    let results = [wrong, json!({"id": "q", "type": "labels", "value": 7})];
    let good = json!({"data": {"text": TEXT}});
    let bad = json!({"data": {"text": TEXT}, "annotations": [{"result": results}]});
    let tasks = [good, json!({"data": {}}), json!(7), bad].map(|task| task.to_string());
    let file = format!("[{}]", tasks.join(","));
    let (drafts, told) = read_as("x.json", &file, label_studio::read);
    assert_eq!(told[0], "1: [1].data.text: is missing");
    assert_eq!(told[1], "1: [2]: is no object");
    assert!(
        told[2].starts_with("1: [3].annotations[0].result[1]"),
        "{told:?}"
    );
    let faults = laid(&drafts[1]).faults;
    assert_eq!(faults[0].1.field, "[3].annotations[0].result[0]");
    // A line of its own says enough.
    let file = format!("[{}]", tasks.join(",\n"));
    let (_, told) = read_as("x.json", &file, label_studio::read);
    assert_eq!(told[0], "2: data.text: is missing");
    assert!(told.iter().all(|told| !told.contains(" [")), "{told:?}");
}

fn ann(lines: &str) -> Draft {
    let spans = "T1\tPER 8 16\tAna Díaz\nT5\tCUE 43 47\tsaid\nT6\tQUOTE 49 67\t“We will rebuild.”\n\
        E1\tCUE:T5 Content:T6 Source:T1\n";
    only("n.ann", &format!("{spans}{lines}"), brat::read)
}

#[test]
fn what_is_said_of_events_and_cues_is_said_of_the_quote() {
    let draft = ann("A1\tNegation E1\n#1\tAnnotatorNotes E1\tof the event\n\
        #2\tAnnotatorNotes T5\tof the cue\nA2\tTense T5 past\n");
    let quote = &draft.quotes[0];
    assert!(quote.negated);
    assert_eq!(
        quote.review.note.as_deref(),
        Some("of the event\nof the cue")
    );
    assert_eq!(quote.review.tags, ["Tense: past"]);
    assert_eq!(left_out(&draft), []);
}

#[test]
fn a_span_without_a_type_is_told_with_its_line() {
    let draft = ann("#1\tAnnotatorNotes T1\tverify\nT9\t 8 16\tAna Díaz\n");
    assert_eq!(left_out(&draft), [("spans without a label", 1)]);
    assert_eq!(draft.left_at["spans without a label"], 6);
}

#[test]
fn attributes_that_mean_something_else_are_tags_and_notes() {
    let draft = ann(
        "A1\tNegation T1\nA2\tKind T1 politician\nA3\tVerdict T1 guilty\n\
        #1\tSpeaker T1\tBo\nE2\tCUE:T5 Content:T6 Audience:T1\n",
    );
    let review = &draft.entities[0].review;
    assert_eq!(
        review.tags,
        ["Negation", "Kind: politician", "Verdict: guilty"]
    );
    assert_eq!(review.note.as_deref(), Some("Bo"));
    assert_eq!(review.verdict, None);
    assert!(left_out(&draft).contains(&("events' roles of other kinds", 1)));
}

fn citron_file(groups: &Value, coreferences: &Value) -> String {
    json!({"text": TEXT, "coreference_groups": groups, "quotes": [{
        "cue": {"start": 43, "end": 47, "text": "said"},
        "sources": [{"start": 68, "end": 71, "text": "She"}],
        "contents": [{"start": 49, "end": 67, "text": "“We will rebuild.”"}],
        "coreferences": coreferences,
    }]})
    .to_string()
}

#[test]
fn citrons_sources_are_called_by_their_coreferences() {
    let ana = json!({"start": 8, "end": 16, "text": "Ana Díaz"});
    let she = json!({"start": 68, "end": 71, "text": "She"});
    let mayor = json!({"start": 2, "end": 16, "text": "Mayor Ana Díaz"});
    let expected = ["“We will rebuild.” / said / Ana Díaz"];
    let alone = only("x", &citron_file(&json!([]), &json!([ana])), citron::read);
    assert_eq!(shown(&alone), expected);
    // Of two groups it is the one that has both, and it is called as the quote says.
    let groups = json!([[she, mayor], [mayor, ana, she]]);
    let draft = only("x", &citron_file(&groups, &json!([ana])), citron::read);
    assert_eq!(shown(&draft), expected);
    let told = [
        ("groups of names of whom nothing is quoted", 1),
        ("mentions in groups, which have no label", 2),
    ];
    assert_eq!(left_out(&draft), told);
}

#[test]
fn citrons_groups_and_coreferences_are_proven() {
    let wrong = json!({"start": 8, "end": 16, "text": "Bo"});
    let beyond = json!({"start": 700, "end": 701, "text": "x"});
    for span in [wrong, beyond] {
        let group = citron_file(&json!([[span]]), &json!([]));
        let name = citron_file(&json!([]), &json!([span]));
        for file in [group, name] {
            let draft = only("x", &file, citron::read);
            assert!(laid(&draft).wrong().next().is_some(), "{file}");
        }
    }
}

#[test]
fn spacys_entries_are_links_and_names_of_groups_are_told() {
    let file = json!({"text": TEXT,
        "ents": [{"start": 8, "end": 16, "label": "PER", "kb_id": "Q42"},
            {"start": 68, "end": 71, "label": "PER", "kb_id": "NIL"}],
        "spans": {"sc": [{"start": 20, "end": 42, "label": "GPE", "kb_id": ""}]}});
    let draft = only("x", &file.to_string(), prodigy::read);
    let entities = draft.entities.iter();
    let mut links: Vec<_> = entities.map(|e| e.review.link.as_deref()).collect();
    links.sort_unstable();
    assert_eq!(links, [None, None, Some("Q42")]);
    assert_eq!(left_out(&draft), [("names of groups of spans", 1)]);
}

#[test]
fn several_comments_are_told_to_be_one_note() {
    let file = json!({"text": TEXT, "entities": [], "Comments": ["one", "two"]});
    let draft = only("x", &file.to_string(), doccano::read);
    assert_eq!(draft.note.as_deref(), Some("one\ntwo"));
    assert!(draft.read_as.unwrap().contains("one note"));
}

#[test]
fn ends_of_relations_that_are_no_spans_are_faults() {
    let file = json!({"text": TEXT,
        "spans": [{"start": 49, "end": 67, "label": "QUOTE"}, {"start": 8, "end": 16, "label": "PER"}],
        "relations": [{"label": "speaker",
            "head_span": {"start": 49, "end": 67, "label": "QUOTE"},
            "child_span": {"start": 9, "end": 16, "label": "PER"}}]});
    let (_, told) = read_as("x", &file.to_string(), prodigy::read);
    let reason = "1: relations[0]: has no head, child or label that is a span's";
    assert_eq!(told, [reason]);
}

#[test]
fn sources_and_cues_without_relations_are_those_of_the_nearest_quote() {
    let spans = |labels: [&str; 3]| {
        json!({"text": TEXT, "spans": [
            {"start": 8, "end": 16, "label": labels[0]},
            {"start": 43, "end": 47, "label": labels[1]},
            {"start": 49, "end": 67, "label": labels[2]}]})
        .to_string()
    };
    let draft = only("x", &spans(["Source", "Cue", "Content"]), prodigy::read);
    assert_eq!(shown(&draft), ["“We will rebuild.” / said / Ana Díaz"]);
    assert_eq!(left_out(&draft), []);
    assert!(draft.read_as.unwrap().contains("nearest quote"));
    let draft = only("x", &spans(["PER", "VERB", "Quotation"]), prodigy::read);
    assert!(draft.read_as.unwrap().contains("QUOTATION"));
    let draft = only("x", &spans(["PER", "VERB", "QUOTE"]), prodigy::read);
    assert_eq!(draft.read_as, None);
}

#[test]
fn a_table_that_a_spreadsheet_saved_again_has_no_apostrophes_of_ours() {
    let mut example = example();
    example.annotations.entities[0].review.note = Some("-x".to_owned());
    let table = &example.write(Format::Csv).files["entities.csv"];
    let plain = table.trim_start_matches('\u{feff}');
    for table in [table, plain, &plain.replace(',', ";")] {
        let (drafts, _) = read_as("entities.csv", table, csv::read);
        let mut notes = drafts[0].entities.iter().map(|e| e.review.note.as_deref());
        assert!(notes.any(|note| note == Some("-x")), "{table}");
    }
}
