use proptest::prelude::*;
use serde_json::Value;

use crate::interchange::Format;
use crate::interchange::example::{example, examples};

#[test]
fn the_example_has_its_quotes_and_who_is_the_same() {
    let written = example().write(Format::Citron);
    let line: Value = serde_json::from_str(&written.output).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&line).unwrap());
    insta::assert_snapshot!("losses", written.losses.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_piece_covers_its_words(example in examples()) {
        let written = example.write(Format::Citron);
        let line: Value = serde_json::from_str(&written.output).unwrap();
        let text: Vec<char> = line["text"].as_str().unwrap().chars().collect();
        let mut left = vec![&line];
        let mut met = 0;
        while let Some(value) = left.pop() {
            match value {
                Value::Array(values) => left.extend(values),
                Value::Object(fields) if fields.contains_key("start") => {
                    let at = |edge: &str| fields[edge].as_u64().unwrap() as usize;
                    let words: String = text[at("start")..at("end")].iter().collect();
                    prop_assert_eq!(&words, fields["text"].as_str().unwrap());
                    met += 1;
                }
                Value::Object(fields) => left.extend(fields.values()),
                _ => {}
            }
        }
        let pieces: usize = example.annotations.quotes.iter().map(|q| q.said.content.len()).sum();
        prop_assert!(met >= pieces);
    }
}
