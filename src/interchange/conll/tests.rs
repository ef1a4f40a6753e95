use std::fmt::Write as _;
use std::ops::ControlFlow;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::annotation::markup::parse;
use crate::article::Article;
use crate::interchange::Format;
use crate::interchange::example::{Example, example, examples, write};
use crate::interchange::reader::Source;

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
fn a_token_that_is_a_byte_order_mark_is_none_of_the_file() {
    let (text, annotations, _) = parse("[PER+|\u{feff}]");
    let example = Example::new(Article::from_text("a", text), annotations);
    let written = example.write(Format::Iob2).output;
    assert_eq!(written, "\u{feff}\tB-PERSON\n\n");
    assert_eq!(told(&written, Format::Iob2), ["\u{feff}; PERSON \u{feff}"]);
    assert_eq!(
        told("\u{feff}Erbil\tB-LOC\n", Format::Iob2),
        ["Erbil; LOC Erbil"]
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

/// What a file says: of each article its tokens and names, what was left out, and each fault.
fn told(file: &str, format: Format) -> Vec<String> {
    let mut input = file.as_bytes();
    let mut source = Source {
        path: std::path::Path::new("t.conll"),
        input: &mut input,
        text_field: None,
    };
    let mut told = Vec::new();
    let reads = format.reader().unwrap();
    (reads.read)(&mut source, &mut |line, found| {
        told.push(match found {
            Err(fault) => format!("{line}: {fault}"),
            Ok(draft) => {
                let words: Vec<&str> = draft.tokens.iter().map(|t| t.text.as_str()).collect();
                let mut article = words.join(" ");
                for entity in &draft.entities {
                    let piece = &entity.pieces[0];
                    let words = words[piece.start..piece.end].join(" ");
                    let _ = write!(article, "; {} {words}", entity.label);
                }
                for (what, count) in &draft.left_out {
                    let _ = write!(article, "; {count} {what}");
                }
                article
            }
        });
        ControlFlow::Continue(())
    })
    .unwrap();
    told
}

#[test]
fn remarks_and_numbers_of_tokens_are_no_text() {
    let remarks = "# id 27d1 domain=train\nAna _ _ B-PER\nleft _ _ O\n# _ _ O\n";
    assert_eq!(
        told(remarks, Format::Conll),
        ["Ana left #; PER Ana; 1 comments"]
    );
    let germeval =
        "#\thttp://x [2009]\n1\tDie\tO\tO\n2\tBayern\tB-ORG\tB-LOCpart\n\n#\ty\n1\tSie\tO\tO\n";
    assert_eq!(
        told(germeval, Format::Conll),
        [
            "Die Bayern Sie; ORG Bayern; 2 comments; 1 names in the second column of tags, inside others"
        ]
    );
    let short = "1\tBayern\tB-ORG\tO\n\n1\tSie\tO\tO\n2\tBayern\tB-ORG\tO\n\n1\tSie\tO\tO\n";
    assert_eq!(
        told(short, Format::Conll),
        ["Bayern Sie Bayern Sie; ORG Bayern; ORG Bayern"]
    );
    let universal = "# text = Ana Ruiz\n1-2\tAnaRuiz\t_\t_\t_\t_\t_\t_\t_\t_\n\
                     1\tAna\tAna\tPROPN\tNNP\t_\t2\tflat\t_\tSpaceAfter=No|NE=B-PER\n\
                     2\tRuiz\tRuiz\tPROPN\tNNP\t_\t0\troot\t_\tNE=I-PER\n\
                     3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n";
    assert_eq!(
        told(universal, Format::Conll),
        ["Ana Ruiz .; PER Ana Ruiz; 1 comments"]
    );
    let numbers = "1 -X- O O\n2 -X- O O\n\nAna -X- O B-PER\n";
    assert_eq!(told(numbers, Format::Conll), ["1 2 Ana; PER Ana"]);
}

#[test]
fn articles_begin_whatever_stands_beside_their_mark() {
    let file =
        "-DOCSTART-\n\nAna O B-PER\n\n-DOCSTART- (2 x)\n\nBo O B-PER\n\n-DOCSTART- -X- -X- -X-\n";
    assert_eq!(
        told(file, Format::Conll),
        ["Ana; PER Ana", "Bo; PER Bo", ""]
    );
}

#[test]
fn no_name_is_cut_and_no_text_made_of_what_was_not_understood() {
    let bilou = "Ana\tB-PER\nRuiz\tL-PER\nleft\nRome\tO\n";
    assert_eq!(
        told(bilou, Format::Conll),
        [
            "2: tag: \"L-PER\" is a tag of BIOES or BILOU; --format bioes reads these",
            "3: tag: is missing behind the token",
            "Ana Ruiz left Rome",
        ]
    );
    let parsed = "bc/cctv 0 0 In IN (TOP(S(PP* -\nbc/cctv 0 1 Rome NNP (NP* -\n";
    let parsed = told(parsed, Format::Conll);
    assert_eq!(parsed.len(), 2, "{parsed:?}");
    assert!(parsed[1].starts_with("2: tag: \"-\" is none of"));
}
