use std::path::Path;

use proptest::prelude::*;

use crate::interchange::Format;
use crate::interchange::example::{Example, Written, example, examples};

/// The file of an extension.
fn file<'a>(written: &'a Written, extension: &str) -> &'a str {
    let mut files = written.files.iter();
    let file = files.find(|(name, _)| Path::new(name).extension().is_some_and(|e| e == extension));
    file.unwrap().1
}

#[test]
fn the_example_stands_off() {
    let written = example().write(Format::Brat);
    insta::assert_snapshot!(written.output);
    insta::assert_snapshot!("losses", written.losses.join("\n"));
}

#[test]
fn spans_end_where_lines_do_and_have_no_white_space_around() {
    let (text, mut annotations, _) = crate::annotation::markup::parse(
        "[ORG+|the\r\n United\tNations ] met [PER+|Ana] [LOC+| \n ]",
    );
    annotations.entities[0].review.note = Some("one\r\ntwo".to_owned());
    let article = crate::article::Article::from_text("a/b.txt", text);
    let written = Example::new(article, annotations).write(Format::Brat);
    let ann = file(&written, "ann");
    assert!(
        ann.starts_with("T1\tORG 0 3;6 12;13 20\tthe United Nations\n"),
        "{ann}"
    );
    assert!(ann.contains("\tAnnotatorNotes T1\tone two\n"), "{ann}");
    let losses = written.losses.join("\n");
    for told in [
        "ends where a line does",
        "white space alone",
        "its line breaks became",
    ] {
        assert!(losses.contains(told), "{losses}");
    }
}

#[test]
fn labels_and_links_are_made_such_that_brat_takes_them() {
    let (text, mut annotations, _) = crate::annotation::markup::parse("[Job title+|Mayor] left");
    annotations.clusters[0].review.link = Some("https://x.org/a:b".to_owned());
    let article = crate::article::Article::from_text("a", text);
    let written = Example::new(article, annotations).write(Format::Brat);
    let ann = &written.files["a.ann"];
    assert!(ann.starts_with("T1\tJob_title 0 5\tMayor\n"), "{ann}");
    assert!(
        ann.contains("N1\tReference T1 https://x.org/a:b\tMayor\n"),
        "{ann}"
    );
    assert!(written.files["annotation.conf"].contains("\nJob_title\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_line_is_one_and_every_fragment_covers_its_words(example in examples()) {
        let written = example.write(Format::Brat);
        let (text, ann) = (file(&written, "txt"), file(&written, "ann"));
        prop_assert_eq!(text, &*example.article.text);
        let chars: Vec<char> = text.chars().collect();
        for line in ann.split_terminator('\n') {
            prop_assert!(!line.contains(['\r', '\x0b', '\u{85}', '\u{2028}']), "{:?}", line);
            let columns: Vec<&str> = line.split('\t').collect();
            if !line.starts_with('T') {
                prop_assert!((2..4).contains(&columns.len()), "{:?}", line);
                continue;
            }
            prop_assert_eq!(columns.len(), 3);
            let (_, places) = columns[1].split_once(' ').unwrap();
            let words: Vec<String> = places
                .split(';')
                .map(|place| {
                    let (start, end) = place.split_once(' ').unwrap();
                    let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
                    chars[start..end].iter().collect()
                })
                .collect();
            prop_assert_eq!(words.join(" "), columns[2]);
        }
    }
}
