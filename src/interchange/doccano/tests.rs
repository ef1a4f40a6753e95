use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::interchange::Format;
use crate::interchange::example::{example, examples, write};

#[test]
fn the_example_counts_in_utf16() {
    let written = example().write(Format::Doccano);
    insta::assert_snapshot!(written.output.replace("{\"id\":", "\n{\"id\":"));
    insta::assert_snapshot!("losses", written.losses.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_span_is_there_once_and_every_relation_leads_to_one(examples in vec(examples(), 0..3)) {
        let written = write(&examples, Format::Doccano).output;
        let mut ids = HashSet::new();
        for (line, example) in written.lines().zip(&examples) {
            let task: Value = serde_json::from_str(line).unwrap();
            let units: Vec<u16> = example.article.text.encode_utf16().collect();
            let mut met = HashSet::new();
            let mut own = HashSet::new();
            for entity in task["entities"].as_array().unwrap() {
                let at = |edge: &str| entity[edge].as_u64().unwrap() as usize;
                let words = String::from_utf16(&units[at("start_offset")..at("end_offset")]);
                prop_assert!(words.is_ok_and(|words| !words.is_empty()));
                let label = entity["label"].as_str().unwrap().to_owned();
                prop_assert!(met.insert((at("start_offset"), at("end_offset"), label)));
                prop_assert!(ids.insert(at("id")));
                own.insert(at("id"));
            }
            let document = example.document();
            for entity in &example.annotations.entities {
                let (start, end) = document.utf16(entity.span);
                prop_assert!(met.contains(&(start, end, entity.label.to_string())));
            }
            for relation in task["relations"].as_array().unwrap() {
                let at = |end: &str| relation[end].as_u64().unwrap() as usize;
                prop_assert!(own.contains(&at("from_id")) && own.contains(&at("to_id")));
            }
        }
    }
}
