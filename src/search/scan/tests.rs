use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::corpus::{IndexEvent, index_with};

fn corpus(path: &Path) -> Corpus {
    let mut corpus = Corpus::default();
    index_with(
        &[path.to_owned()],
        &mut std::io::empty(),
        &ReadOptions::default(),
        &mut |event| {
            if let IndexEvent::Batch(batch) = event {
                corpus.push_batch(batch);
            }
            ControlFlow::Continue(())
        },
    );
    corpus
}

fn found(corpus: &Corpus, typed: &str, telling: Telling) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut read = 0;
    let needles = [Needle::new(typed).unwrap()];
    scan(
        corpus,
        0,
        &needles,
        telling,
        &ReadOptions::default(),
        2,
        &mut |scanned| {
            assert!(scanned.read > read, "it goes on");
            read = scanned.read;
            hits.extend(scanned.hits);
            ControlFlow::Continue(())
        },
    );
    assert_eq!(read, corpus.len(), "all are read");
    hits
}

fn articles(hits: &[Hit]) -> Vec<usize> {
    hits.iter().map(|hit| hit.article).collect()
}

#[test]
fn texts_are_found_however_their_file_writes_them() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        r#"{"id":"a","title":"harbour","text":"The flood reached the\nharbour wall."}"#,
        r#"{"id":"b","title":"x","text":"FLOOD in \u0411\u0430\u043a\u0443, she said."}"#,
        r#"{"id":"c","title":"x","text":"Баку is dry; “a \"flood\" of words”"}"#,
        r#"{"id":"flood","title":"flood","note":"flood","text":"nothing"}"#,
    ];
    fs::write(folder.path().join("a.jsonl"), lines.join("\n")).unwrap();
    fs::write(folder.path().join("b.txt"), "No Flood here.\n").unwrap();
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("Баку again".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    fs::write(folder.path().join("c.txt"), wide).unwrap();
    let corpus = corpus(folder.path());
    assert_eq!(corpus.len(), 6);
    let of = |typed: &str| articles(&found(&corpus, typed, Telling::Articles));
    assert_eq!(of("flood"), [0, 1, 2, 4]);
    assert_eq!(of("FLOOD"), [1], "a capital minds case");
    assert_eq!(of("the harbour"), [0], "over the line's end");
    assert_eq!(of("баку"), [1, 2, 5]);
    assert_eq!(of("Баку"), [1, 2, 5]);
    assert_eq!(of("\"flood\""), [2], "escaped quote marks");
    assert_eq!(of("/fl(oo|u)d (in|reached)/"), [0, 1]);
    assert_eq!(of("nowhere at all"), [0usize; 0]);
}

#[test]
fn a_passage_is_one_line_and_matches_beside_each_other_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "First line.\n\tThe flood, a big flood,\nreached it. A flood! {} At last the flood ended.",
        "Nothing more. ".repeat(40)
    );
    fs::write(folder.path().join("a.txt"), &text).unwrap();
    let hits = found(&corpus(folder.path()), "flood", Telling::Passages);
    let [hit] = hits.as_slice() else {
        panic!("{hits:?}")
    };
    let lines: Vec<&str> = hit.passages.iter().map(|p| p.line.text.as_str()).collect();
    let [first, second, last] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    assert_eq!(*first, "The flood, a big flood,");
    assert!(
        second.starts_with("reached it. A flood! Nothing"),
        "{second}"
    );
    assert!(last.ends_with("At last the flood ended."), "{last}");
    let also: Vec<usize> = hit.passages.iter().map(|p| p.also.len()).collect();
    assert_eq!(also, [1, 0, 0]);
    for passage in &hit.passages {
        assert_eq!(passage.at.of(&text), "flood");
        assert!(passage.also.iter().all(|also| also.of(&text) == "flood"));
        assert_eq!(passage.line.hit.of(&passage.line.text), "flood");
    }
}

#[test]
fn a_search_that_nobody_wants_any_more_ends() {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..50 {
        fs::write(folder.path().join(format!("{at}.txt")), "flood").unwrap();
    }
    let corpus = corpus(folder.path());
    let mut told = 0;
    scan(
        &corpus,
        0,
        &[Needle::new("flood").unwrap()],
        Telling::Articles,
        &ReadOptions::default(),
        2,
        &mut |_| {
            told += 1;
            ControlFlow::Break(())
        },
    );
    assert_eq!(told, 1);
    let mut first = None;
    scan(
        &corpus,
        30,
        &[Needle::new("flood").unwrap()],
        Telling::Articles,
        &ReadOptions::default(),
        1,
        &mut |scanned| {
            first = first.or(scanned.hits.first().map(|hit| hit.article));
            ControlFlow::Continue(())
        },
    );
    assert_eq!(first, Some(30), "it can begin in the middle");
}

/// A character as `\u` and its number in JSON.
fn escape(c: char) -> String {
    let mut escaped = String::new();
    for unit in c.encode_utf16(&mut [0; 2]) {
        let _ = write!(escaped, "\\u{unit:04x}");
    }
    escaped
}

/// Expressions of letters, choices, classes, repetitions and places, as they are typed.
const EXPRESSION: &str =
    r"/([abAéж]|\(a\|é[bж]\)|\(b[éÉ]\|ab\|Ж\)|[ab]\+|a\?|b\{2\}|\[\^a\]|\[aéж\]|\\b){1,5}/";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever the sieve lets through: what is told is what the pattern finds in the texts.
    #[test]
    fn what_is_found_is_what_the_pattern_finds_in_the_texts(
        texts in proptest::collection::vec("[abAB éЖж\"'\\\\/\n\u{1f600}]{0,12}", 1..6),
        typed in prop_oneof!["[abAé Жж\"'\\\\]{1,3}", EXPRESSION],
        ascii in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let lines: Vec<String> = texts.iter().enumerate().map(|(at, text)| {
            let mut line = serde_json::json!({ "id": at.to_string(), "text": format!(".{text}") }).to_string();
            if ascii {
                let escaped = line.chars().map(|c| if c.is_ascii() { c.to_string() } else { escape(c) });
                line = escaped.collect();
            }
            line
        }).collect();
        fs::write(folder.path().join("a.jsonl"), lines.join("\n")).unwrap();
        prop_assume!(!typed.trim().is_empty());
        let (pattern, _) = Pattern::typed(&typed).unwrap();
        let expected: Vec<usize> = texts.iter().enumerate()
            .filter(|(_, text)| pattern.is_match(&format!(".{text}")))
            .map(|(at, _)| at)
            .collect();
        let hits = found(&corpus(folder.path()), &typed, Telling::Passages);
        prop_assert_eq!(articles(&hits), expected);
        for hit in &hits {
            let text = format!(".{}", texts[hit.article]);
            for passage in &hit.passages {
                prop_assert!(passage.at.fits(&text));
                prop_assert!(passage.line.hit.fits(&passage.line.text));
            }
        }
    }
}
