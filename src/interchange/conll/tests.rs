use proptest::collection::vec;
use proptest::prelude::*;

use crate::annotation::markup::parse;
use crate::article::Article;
use crate::interchange::Format;
use crate::interchange::example::{Example, example, examples, write};

#[test]
fn the_longest_name_stands_in_four_columns() {
    let written = example().write(Format::Conll);
    insta::assert_snapshot!(written.output);
    insta::assert_snapshot!("losses", written.losses.join("\n"));
}

#[test]
fn two_columns_have_their_schemes() {
    let example = example();
    let lines = |format| {
        example
            .write(format)
            .output
            .lines()
            .take(4)
            .collect::<Vec<_>>()
            .join("|")
    };
    assert_eq!(
        lines(Format::Iob2),
        "😀\tO|Mayor\tB-PERSON|Ana\tI-PERSON|Díaz\tI-PERSON"
    );
    assert_eq!(
        lines(Format::Bioes),
        "😀\tO|Mayor\tB-PERSON|Ana\tI-PERSON|Díaz\tE-PERSON"
    );
    assert!(
        example
            .write(Format::Bioes)
            .output
            .contains("\nShe\tS-PERSON\n")
    );
}

#[test]
fn a_part_of_a_token_is_widened_and_a_name_keeps_its_sentence_whole() {
    let (text, annotations, _) = parse("He met [PER+|Ana R. The] Man. An un[LOC+|Bergen]like day.");
    let example = Example::new(Article::from_text("a", text), annotations);
    let written = example.write(Format::Iob2);
    assert!(
        written.output.contains("R.\tI-PERSON\nThe\tI-PERSON\n")
            || written.output.contains(".\tI-PERSON\nThe\tI-PERSON\n"),
        "{}",
        written.output
    );
    assert!(written.output.contains("\nunBergenlike\tB-LOC\n"));
    let widened = "1 entity widened: begins or ends inside a token (first in a)";
    assert!(
        written.losses.iter().any(|loss| loss == widened),
        "{:?}",
        written.losses
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_line_has_its_columns_and_no_tag_goes_on_without_a_beginning(examples in vec(examples(), 0..3)) {
        for (format, columns, by) in [(Format::Conll, 4, ' '), (Format::Iob2, 2, '\t'), (Format::Bioes, 2, '\t')] {
            let written = write(&examples, format).output;
            let mut before = "O".to_owned();
            let mut tokens = String::new();
            for line in written.split_terminator('\n') {
                let cells: Vec<&str> = line.split(by).collect();
                let tag = cells.last().copied().unwrap_or_default();
                if !line.is_empty() {
                    prop_assert_eq!(cells.len(), columns, "{:?}", line);
                    prop_assert!(cells.iter().all(|c| !c.is_empty() && !c.contains(char::is_whitespace)), "{:?}", line);
                }
                let (prefix, label) = tag.split_once('-').unwrap_or(("O", ""));
                if matches!(prefix, "I" | "E") {
                    let (was, of) = before.split_once('-').unwrap_or(("O", ""));
                    prop_assert!(matches!(was, "B" | "I") && of == label, "{} after {}", tag, before);
                }
                before = tag.to_owned();
                if !line.starts_with("-DOCSTART-") {
                    tokens += cells[0];
                }
            }
            let texts = examples.iter().flat_map(|e| e.article.text.chars());
            let words: String = texts.filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            prop_assert_eq!(tokens, words);
        }
    }
}
