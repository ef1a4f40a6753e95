use proptest::prelude::*;
use serde_json::Value;

use crate::interchange::Format;
use crate::interchange::example::{example, examples};

#[test]
fn the_example_has_tokens_spans_and_relations() {
    let written = example().write(Format::Prodigy);
    let task: Value = serde_json::from_str(&written.output).unwrap();
    insta::assert_snapshot!(written.output.replace(",\"", ",\n\""));
    assert_eq!(written.output.lines().count(), 1);
    assert_eq!(task["answer"], "accept");
    assert_eq!(
        written.losses,
        [
            "1 quote split: each piece is a span of its own, related to the one before it (first in n-001)"
        ]
    );
}

/// The code points of a text from `start` to `end`.
fn slice(text: &str, start: &Value, end: &Value) -> String {
    let (start, end) = (start.as_u64().unwrap(), end.as_u64().unwrap());
    text.chars()
        .skip(start as usize)
        .take((end - start) as usize)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn tokens_join_to_the_text_and_spans_cover_their_words(example in examples()) {
        let written = example.write(Format::Prodigy);
        let task: Value = serde_json::from_str(&written.output).unwrap();
        let text = task["text"].as_str().unwrap();
        prop_assert_eq!(text, &*example.article.text);
        let tokens = task["tokens"].as_array().unwrap();
        let mut joined = String::new();
        for (id, token) in tokens.iter().enumerate() {
            prop_assert_eq!(token["id"].as_u64(), Some(id as u64));
            prop_assert_eq!(&slice(text, &token["start"], &token["end"]), token["text"].as_str().unwrap());
            joined += token["text"].as_str().unwrap();
            joined += if token["ws"] == true { " " } else { "" };
        }
        prop_assert_eq!(joined, text);
        let token = |at: &Value, edge: &str| &tokens[at.as_u64().unwrap() as usize][edge];
        for span in task["spans"].as_array().unwrap() {
            prop_assert_eq!(&slice(text, &span["start"], &span["end"]), span["text"].as_str().unwrap());
            prop_assert_eq!(token(&span["token_start"], "start"), &span["start"]);
            prop_assert_eq!(token(&span["token_end"], "end"), &span["end"]);
        }
        for relation in task["relations"].as_array().unwrap() {
            prop_assert_eq!(&relation["head"], &relation["head_span"]["token_end"]);
            prop_assert_eq!(&relation["child"], &relation["child_span"]["token_end"]);
        }
    }
}
