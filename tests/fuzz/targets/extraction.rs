//! What is found in a text, whatever the text.

use std::sync::Arc;

use dateline::article::{Article, Origin};
use dateline::extract::model::Model;
use dateline::extract::part::extract_part;
use dateline::extract::quote::{quotes as said, unclosed_marks};
use dateline::extract::{Document, Quote, Suggestions, extract_with};
use dateline::ingest::{self, Kind, ReadOptions};
use dateline::interchange::json::{self, Item};
use dateline::span::Span;

use super::bytes::Bytes;

fn article(text: &str) -> Article {
    let options = ReadOptions::default();
    ingest::read(
        Kind::Text,
        text.as_bytes(),
        "a.txt",
        Origin::default(),
        &options,
    )
    .unwrap()
}

fn check_quotes(found: &[Quote], text: &str) {
    let mut before = 0;
    for quote in found {
        let first = quote.content.first().expect("a quote has content").start;
        assert!(first >= before, "{quote:?}");
        before = first;
        let mut end = 0;
        for piece in &quote.content {
            assert!(
                piece.fits(text) && !piece.is_empty() && piece.start >= end,
                "{quote:?}"
            );
            end = piece.end;
        }
        let speaker = quote.speaker.as_ref().and_then(|speaker| speaker.span);
        for span in quote.quoted.iter().copied().chain(quote.cue).chain(speaker) {
            assert!(span.fits(text), "{quote:?}");
        }
    }
}

fn check(found: &Suggestions, article: &Article) {
    let text = &*article.text;
    let mut last = Span::default();
    for mention in &found.mentions {
        let span = mention.span;
        assert!(
            span.fits(text) && !span.is_empty() && span >= last,
            "{mention:?}"
        );
        assert!((0.0..=1.0).contains(&mention.score), "{mention:?}");
        let cluster = mention.cluster.map(|at| &found.clusters[at].label);
        assert!(
            cluster.is_none_or(|label| *label == mention.label),
            "{mention:?}"
        );
        last = span;
    }
    for date in &found.dates {
        assert!(date.span.fits(text) && !date.span.is_empty(), "{date:?}");
    }
    check_quotes(&found.quotes, text);
}

/// Everything that is found lies in the text, in order, and is written so that it verifies.
pub fn extract(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let (from, length) = (bytes.number(), bytes.number());
    let article = article(&bytes.text());
    let found = extract_with(&article, Model::built_in());
    check(&found, &article);
    let line = json::suggestions(&article, &found, true).unwrap();
    let item = Item::new(serde_json::from_str(&line).unwrap()).unwrap();
    assert_eq!(item.verify(&article.text), vec![]);
    let text = &*article.text;
    let start = dateline::span::floor_boundary(text, from % (text.len() + 1));
    let window = Span::new(start, dateline::span::floor_boundary(text, start + length));
    let part = extract_part(&article, Model::built_in(), window);
    assert!(part.span.fits(text));
    check(&part.suggestions, &article);
}

/// The scanner of quote marks and the reader of quotes, without names.
pub fn quotes(data: &[u8]) {
    let article = article(&Bytes::new(data).text());
    check_quotes(&said(&Document::new(&article), &[], &[]), &article.text);
    for byte in unclosed_marks(&article.text) {
        assert!(article.text.is_char_boundary(byte) && byte < article.text.len());
    }
}

/// The bytes of a table of weights: so many features of `width` weights each, all in one drawer.
fn table(bytes: &mut Bytes<'_>, width: usize) -> Vec<u8> {
    const DRAWERS: usize = 1 << 16;
    let (features, drawer) = (usize::from(bytes.byte() % 8), bytes.number());
    let mut table = Vec::with_capacity((DRAWERS + 1) * 4);
    for at in 0..=DRAWERS {
        let place = if at > drawer || at == DRAWERS {
            features
        } else {
            0
        };
        table.extend(u32::try_from(place).unwrap().to_le_bytes());
    }
    table.extend((0..features * (2 + width)).map(|_| bytes.byte()));
    table
}

/// A model's file, with tables and a checksum that fit its header: it is refused, or names are found with it.
pub fn model(data: &[u8]) {
    let _ = Model::parse(data.to_vec());
    let mut bytes = Bytes::new(data);
    let Ok(mut header) = serde_json::from_slice::<serde_json::Value>(bytes.part()) else {
        return;
    };
    let labels = header
        .get("labels")
        .and_then(|labels| Some(labels.as_array()?.len()));
    let width = labels.unwrap_or_default() * 2;
    let tables = [table(&mut bytes, width), table(&mut bytes, width)];
    let groups = bytes.part();
    let body = [&*tables[0], &*tables[1], groups].concat();
    if let Some(header) = header.as_object_mut() {
        let lengths = [
            ("table", tables[0].len()),
            ("second", tables[1].len()),
            ("groups", groups.len()),
        ];
        for (name, length) in lengths {
            header.entry(name).or_insert(length.into());
        }
        header.insert("checksum".to_owned(), checksum(&body).into());
    }
    let mut file = serde_json::to_vec(&header).unwrap();
    file.push(b'\n');
    file.extend_from_slice(&body);
    let Ok(model) = Model::parse(file) else {
        return;
    };
    let article = Article::from_text(
        "a",
        "ERBIL – Ana Ruiz of the Ministry of Health met Mr Quinn in Galway. “We are ready,” Ruiz said.",
    );
    check(&extract_with(&article, &Arc::new(model)), &article);
}

/// The checksum of a model's bytes, as its file names it.
fn checksum(bytes: &[u8]) -> String {
    let mut sum = bytes.len() as u64;
    let mut add = |word: u64| {
        sum = (sum ^ word)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29);
    };
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        add(u64::from_le_bytes(*word));
    }
    for byte in rest {
        add((*byte).into());
    }
    format!("{sum:016x}")
}
