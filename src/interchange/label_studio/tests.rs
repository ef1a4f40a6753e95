use std::collections::HashSet;
use std::ops::ControlFlow;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::interchange::Format;
use crate::interchange::example::{example, examples, write};
use crate::interchange::reader::Source;

#[test]
fn the_example_has_regions_relations_and_choices() {
    let written = example().write(Format::LabelStudio);
    insta::assert_snapshot!(written.output.replace("{\"id\":", "\n{\"id\":"));
    insta::assert_snapshot!("configuration", written.companion.unwrap().content);
    insta::assert_snapshot!("losses", written.losses.join("\n"));
}

/// The code points of a text from `start` to `end`.
fn slice(text: &str, value: &Value) -> String {
    let at = |edge: &str| value[edge].as_u64().unwrap() as usize;
    let (start, end) = (at("start"), at("end"));
    text.chars().skip(start).take(end - start).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn regions_cover_their_words_and_relations_lead_to_regions(examples in vec(examples(), 0..3)) {
        let written = write(&examples, Format::LabelStudio);
        let tasks: Vec<Value> = serde_json::from_str(&written.output).unwrap();
        prop_assert_eq!(tasks.len(), examples.len());
        let configuration = written.companion.unwrap().content;
        prop_assert!(!configuration.contains(|c: char| c.is_control() && c != '\n' && c < '\x7f'));
        let mut ids = HashSet::new();
        for task in &tasks {
            let text = task["data"]["text"].as_str().unwrap();
            for list in ["annotations", "predictions"] {
                for made in task[list].as_array().into_iter().flatten() {
                    let results = made["result"].as_array().unwrap();
                    let mut regions = HashSet::new();
                    for result in results.iter().filter(|result| result["type"] == "labels") {
                        let value = &result["value"];
                        prop_assert_eq!(&slice(text, value), value["text"].as_str().unwrap());
                        prop_assert!(ids.insert(result["id"].to_string()));
                        regions.insert(&result["id"]);
                    }
                    for result in results.iter().filter(|result| result["type"] == "relation") {
                        prop_assert!(regions.contains(&result["from_id"]));
                        prop_assert!(regions.contains(&result["to_id"]));
                    }
                }
            }
        }
    }
}

#[test]
fn a_text_is_not_multiplied_without_a_limit() {
    let file = |annotations: usize| {
        let made = vec![serde_json::json!({"result": []}); annotations];
        let text = "Erbil. ".repeat(1 << 18);
        let data = serde_json::json!({"id": "a", "text": text});
        serde_json::json!([{"data": data, "annotations": made}]).to_string()
    };
    let told = |file: String| {
        let mut input = file.as_bytes();
        let mut source = Source {
            path: std::path::Path::new("t.json"),
            input: &mut input,
            text_field: None,
        };
        let (mut drafts, mut faults) = (0, Vec::new());
        let reads = Format::LabelStudio.reader().unwrap();
        (reads.read)(&mut source, &mut |_, found| {
            match found {
                Ok(_) => drafts += 1,
                Err(fault) => faults.push(fault.to_string()),
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        (drafts, faults.join("\n"))
    };
    assert_eq!(told(file(3)), (3, String::new()));
    insta::assert_snapshot!(told(file(200)).1, @"annotations: are 200, each of the whole text: more than 256 MiB of it in all; give each of them a task of its own");
}
