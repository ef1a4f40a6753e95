//! What is written is read again: nothing is bent on the way.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;

use proptest::collection::vec;
use proptest::prelude::*;

use super::Format;
use super::draft::Draft;
use super::example::{Example, example, examples, write};
use super::lay::{Laid, Reading, lay};
use super::reader;
use crate::annotation::wire::decimal;
use crate::annotation::{Annotations, Review, Timestamp};
use crate::extract::Label;

/// What the readers make of what the writers made of documents, and what they tell.
pub fn again(documents: &[Example], format: Format) -> (Vec<Draft>, Vec<String>) {
    let reads = format.reader().unwrap();
    let written = write(documents, format);
    let folder = tempfile::tempdir().unwrap();
    let mut place = folder.path().to_owned();
    if written.files.is_empty() {
        place.push("export");
        fs::write(&place, &written.output).unwrap();
    }
    for (name, content) in &written.files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let (mut drafts, mut told) = (Vec::new(), Vec::new());
    reader::read(&[place], reads, |_, line, draft| {
        match draft {
            Ok(draft) => drafts.push(draft),
            Err(fault) => told.push(format!("{line}: {fault}")),
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    (drafts, told)
}

fn laid(draft: &Draft, example: &Example) -> Laid {
    lay(draft, &example.article.text, &Reading::plain("import x"))
}

/// The formats that can be read.
fn formats() -> impl Iterator<Item = Format> {
    Format::ALL
        .into_iter()
        .filter(|format| format.reader().is_some())
}

/// What a format of labelled spans carries of annotations, and nothing else.
fn carried(annotations: &Annotations) -> Annotations {
    let mut carried = annotations.clone();
    carried.model = "".into();
    carried.updated = None;
    let review = |review: &mut Review| {
        *review = Review {
            origin: "".into(),
            updated: None,
            ..review.clone()
        }
    };
    let dates = carried.entities.iter().filter(|e| e.label == Label::DATE);
    let told: BTreeSet<_> = dates.map(|e| e.span).collect();
    // The entity tells them.
    carried.dates.retain(|date| !told.contains(&date.span));
    for entity in carried.entities.iter_mut() {
        review(&mut entity.review);
        entity.score = entity.score.map(|score| decimal(score) as f32);
    }
    for quote in carried.quotes.iter_mut() {
        review(&mut quote.review);
        // They are worked out from the text.
        quote.said.quoted.clear();
        if let Some(speaker) = &mut quote.said.speaker
            && speaker.cluster.is_some()
        {
            speaker.name = None;
        }
        quote
            .said
            .speaker
            .take_if(|speaker| *speaker == crate::annotation::Speaker::default());
    }
    for date in carried.dates.iter_mut() {
        review(&mut date.review);
    }
    for party in carried.clusters.iter_mut() {
        review(&mut party.review);
    }
    carried
}

#[test]
fn the_example_comes_back_as_records_whole() {
    let example = example();
    for format in [Format::Json, Format::Jsonl] {
        let (drafts, told) = again(std::slice::from_ref(&example), format);
        assert_eq!(told, [""; 0]);
        let laid = laid(&drafts[0], &example);
        assert_eq!(laid.faults, []);
        assert_eq!(laid.annotations, example.annotations);
    }
}

#[test]
fn nothing_that_is_written_of_the_example_is_a_fault() {
    let example = example();
    for format in formats() {
        let (drafts, told) = again(std::slice::from_ref(&example), format);
        assert_eq!(told, [""; 0], "{format}");
        for draft in drafts {
            assert_eq!(laid(&draft, &example).faults, [], "{format}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn records_come_back_as_they_went(example in examples()) {
        let (drafts, _) = again(std::slice::from_ref(&example), Format::Jsonl);
        let laid = laid(&drafts[0], &example);
        prop_assert_eq!(&laid.faults, &[]);
        prop_assert_eq!(&laid.moved, &[]);
        let mut annotations = example.annotations.clone();
        for quote in annotations.quotes.iter_mut() {
            if let Some(speaker) = &mut quote.said.speaker
                && speaker.cluster.is_some()
            {
                speaker.name = None;
            }
        }
        prop_assert_eq!(carried(&laid.annotations), carried(&annotations));
        let times = |of: &Annotations| -> Vec<Option<Timestamp>> {
            of.entities.iter().map(|e| e.review.updated).collect()
        };
        prop_assert_eq!(times(&laid.annotations), times(&annotations));
    }

    #[test]
    fn nothing_that_is_written_is_a_fault(examples in vec(examples(), 1..3)) {
        for format in formats() {
            // Nothing stands between articles of these but their ids, and all examples have the same.
            let joins = ["iob2", "bioes", "csv"].contains(&format.name());
            let examples = if joins { &examples[..1] } else { &examples[..] };
            let (drafts, told) = again(examples, format);
            prop_assert_eq!(told, [""; 0], "{}", format);
            for draft in drafts {
                // Its own text, where it has it: a page has another character for some.
                let faults = match &draft.text {
                    Some(text) => lay(&draft, text, &Reading::plain("")).faults,
                    None => {
                        let laid = examples.iter().map(|example| laid(&draft, example).faults);
                        laid.min_by_key(Vec::len).unwrap_or_default()
                    }
                };
                prop_assert_eq!(faults, [], "{}", format);
            }
        }
    }
}
