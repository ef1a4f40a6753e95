//! The speaker is the one that the file names.

use serde_json::{Value, json};

use super::{TEXT, laid, only};
use crate::annotation::Speaker;
use crate::interchange::draft::Draft;
use crate::interchange::example::{Example, example};
use crate::interchange::keeps::{Aspect, Kept};
use crate::interchange::lay::{Reading, lay};
use crate::interchange::roundtrip::again;
use crate::interchange::{Format, brat, doccano, label_studio};

/// The labels of the names that the speakers of all quotes are taken for.
fn speakers(draft: &Draft) -> Vec<String> {
    let annotations = laid(draft).annotations;
    let quotes = annotations.quotes.iter();
    let labels = quotes.map(|quote| {
        let cluster = quote.said.speaker.as_ref().and_then(|s| s.cluster.as_ref());
        let mut names = annotations.entities.iter();
        let name = names.find(|e| cluster.is_some() && e.cluster.as_ref() == cluster);
        name.map_or_else(|| "-".to_owned(), |name| name.label.to_string())
    });
    labels.collect()
}

fn task(names: [&str; 2], speaker: u64) -> String {
    let entity = |id: u64, label: &str, start: usize, end: usize| json!({"id": id, "label": label, "start_offset": start, "end_offset": end});
    let entities = [
        entity(1, names[0], 9, 17),
        entity(2, names[1], 9, 17),
        entity(3, "QUOTE", 50, 68),
    ];
    let relations = json!([{"id": 1, "from_id": 3, "to_id": speaker, "type": "speaker"}]);
    json!({"text": TEXT, "entities": entities, "relations": relations}).to_string()
}

#[test]
fn of_two_names_on_the_same_words_the_one_that_the_relation_leads_to_speaks() {
    for names in [["PERSON", "POLITICIAN"], ["POLITICIAN", "PERSON"]] {
        for (speaker, name) in [(1, names[0]), (2, names[1])] {
            let draft = only("x", &task(names, speaker), doccano::read);
            assert_eq!(speakers(&draft), [name]);
        }
    }
    let ann = "T1\tPERSON 8 16\tAna Díaz\nT2\tPOLITICIAN 8 16\tAna Díaz\n\
        T3\tQUOTE 49 67\t“We will rebuild.”\nR1\tspeaker Arg1:T3 Arg2:T1\n";
    assert_eq!(speakers(&only("n.ann", ann, brat::read)), ["PERSON"]);
}

#[test]
fn a_name_whose_words_the_text_does_not_bear_out_moves_no_speaker() {
    let mut draft = only("x", &task(["POLITICIAN", "PERSON"], 2), doccano::read);
    let mut wrong = draft.entities[0].clone();
    wrong.pieces[0].text = Some("Bo".to_owned());
    draft.entities.insert(0, wrong);
    draft.quotes[0].speaker_entity = Some(2);
    assert_eq!(speakers(&draft), ["PERSON"]);
}

#[test]
fn where_the_file_does_not_say_which_name_speaks_a_person_does() {
    let mut draft = only("x", &task(["PERSON", "POLITICIAN"], 1), doccano::read);
    draft.quotes[0].speaker_entity = None;
    assert_eq!(speakers(&draft), ["PERSON"]);
    draft.entities.reverse();
    assert_eq!(speakers(&draft), ["PERSON"]);
}

#[test]
fn annotations_and_predictions_have_regions_of_their_own() {
    let label = |id: &str, start: usize, end: usize, label: &str| -> Value {
        json!({"id": id, "from_name": "label", "to_name": "text", "type": "labels",
            "value": {"start": start, "end": end, "labels": [label]}})
    };
    let relation = json!({"type": "relation", "from_id": "q", "to_id": "r", "labels": ["speaker"]});
    let results = |name: &str| {
        json!([
            label("r", 8, 16, name),
            label("q", 49, 67, "QUOTE"),
            relation
        ])
    };
    let file = json!([{"id": 7, "data": {"text": TEXT},
        "annotations": [{"result": results("PER")}],
        "predictions": [{"result": results("ORG")}]}]);
    let draft = only("x.json", &file.to_string(), label_studio::read);
    assert_eq!(speakers(&draft), ["PER", "ORG"]);
    assert_eq!(draft.left_out.len(), 0);
    let apart = json!([{"id": 7, "data": {"text": TEXT},
        "annotations": [{"result": [label("r", 8, 16, "PER"), label("q", 49, 67, "QUOTE"), relation]}],
        "predictions": [{"result": [label("r", 8, 16, "ORG")]}]}]);
    let draft = only("x.json", &apart.to_string(), label_studio::read);
    assert_eq!(speakers(&draft), ["PER"]);
}

/// The example with a speaker that no name of the article is.
fn elsewhere() -> Example {
    let mut example = example();
    for quote in example.annotations.quotes.iter_mut() {
        let words = quote.said.speaker.as_ref().and_then(|speaker| speaker.span);
        quote.said.speaker = Some(Speaker {
            span: words,
            cluster: None,
            name: Some("Atlantic Crossings Ltd".to_owned()),
        });
    }
    example
}

#[test]
fn a_speaker_is_called_as_the_file_says_whatever_the_words_are() {
    let example = elsewhere();
    assert!(
        example
            .annotations
            .quotes
            .iter()
            .any(|q| q.said.speaker.as_ref().unwrap().span.is_some())
    );
    for format in Format::ALL {
        let told = matches!(format.keeps(Aspect::Speakers), Kept::Whole | Kept::But(_));
        let is_table = [Format::Csv, Format::Webanno].contains(&format);
        if format.reader().is_none() || !told || !is_table {
            continue;
        }
        let (drafts, _) = again(std::slice::from_ref(&example), format);
        let text = &example.article.text;
        for draft in drafts {
            let laid = lay(&draft, text, &Reading::plain("import x")).annotations;
            for quote in &laid.quotes {
                let speaker = quote.said.speaker.as_ref().unwrap();
                let name = laid.speaker_name(speaker, text);
                assert_eq!(name, Some("Atlantic Crossings Ltd"), "{format}");
            }
        }
    }
}
