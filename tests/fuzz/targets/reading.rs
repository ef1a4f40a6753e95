//! Whatever is read as articles or as what machines say about them.

use std::borrow::Cow;
use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::NaiveDate;
use dateline::article::{Article, Head, Origin};
use dateline::corpus::{Corpus, IndexEvent, index_with, is_kept, stream_with};
use dateline::extract::packed::unpack;
use dateline::ingest::decode::{decode, decode_beginning};
use dateline::ingest::glance::glance;
use dateline::ingest::{self, Field, Kind, ReadOptions};
use dateline::interchange::json::{Item, stream};
use dateline::span::{OffsetIndex, Span};
use dateline::text::headline::one_line;
use dateline::tui::worker::kept::Kept;
use dateline::tui::worker::suggestions::{Foreign, Source};

use super::bytes::Bytes;

/// Every range of a head lies in the text, and says what the text says.
fn check_head(head: &Head, text: &str) {
    let fields = [
        &head.title,
        &head.source,
        &head.place,
        &head.byline,
        &head.editor,
    ];
    for span in fields.into_iter().flatten().filter_map(|field| field.span) {
        assert!(span.fits(text), "{head:?}");
    }
    let date = head.date.as_ref().and_then(|date| date.span);
    let spans = date
        .into_iter()
        .chain(head.header)
        .chain(head.furniture.iter().copied());
    for span in spans {
        assert!(span.fits(text), "{head:?}");
    }
}

/// Plain text and Markdown: the text is what was decoded, and the head lies in it.
pub fn text(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let kind = match bytes.byte() & 1 {
        0 => Kind::Text,
        _ => Kind::Markdown,
    };
    let rest = data.get(1..).unwrap_or_default();
    let spelt = bytes.text();
    for written in [rest, spelt.as_bytes()] {
        let options = ReadOptions::default();
        let article = ingest::read(kind, written, "a.txt", Origin::default(), &options).unwrap();
        assert_eq!(*article.text, *decode(written).text);
        check_head(&article.head, &article.text);
        let beginning = decode_beginning(written).text;
        assert!(beginning.len() <= article.text.len() || article.encoding.is_some());
    }
}

/// A web page: it is read or is none, the same each time, and its row says what the page says.
pub fn html(data: &[u8]) {
    let options = ReadOptions::default();
    let read = || ingest::read(Kind::Html, data, "a.html", Origin::default(), &options);
    let heading = ingest::html::heading(data, "a.html", Origin::default(), &options);
    let Ok(article) = read() else {
        assert!(heading.is_none(), "a page with a title has a text");
        return;
    };
    check_head(&article.head, &article.text);
    let text = &*article.text;
    assert!(!text.is_empty() && !text.contains("\n\n\n"), "{text:?}");
    assert_eq!(*text, *read().unwrap().text);
    if let Some(heading) = heading {
        assert_eq!(
            (&heading.id, heading.headline()),
            (&article.id, article.headline())
        );
    }
}

/// A feed, a document or an item of a JSON Feed: what is read has a text and a head within it.
pub fn feed(data: &[u8]) {
    let options = ReadOptions::default();
    let frame = ingest::feed::frame(data);
    let json_frame = ingest::feed::json_frame(data);
    for (kind, frame) in [
        (Kind::Feed, &frame),
        (Kind::JsonFeed, &json_frame),
        (Kind::Xml, &frame),
    ] {
        let read = ingest::read_in(kind, frame, data, "a:1", Origin::default(), &options);
        if let Ok(article) = read {
            assert!(!article.text.is_empty());
            check_head(&article.head, &article.text);
        }
    }
}

/// A table: its rows are read or told, whatever its header says.
pub fn table(data: &[u8]) {
    let options = ReadOptions::default();
    for is_tsv in [false, true] {
        let Ok(opening) = ingest::table::opening(data, is_tsv, &options) else {
            continue;
        };
        for row in data.split(|b| *b == b'\n').take(64).chain([data]) {
            let read = ingest::read_in(
                Kind::Table,
                &opening.frame,
                row,
                "a:1",
                Origin::default(),
                &options,
            );
            if let Ok(article) = read {
                check_head(&article.head, &article.text);
            }
        }
    }
}

type Row = (String, String, Option<NaiveDate>, Option<String>);

fn row(article: &Article) -> Row {
    let source = article
        .head
        .source
        .as_ref()
        .map(|source| source.value.clone());
    (
        article.id.to_string(),
        article.headline().into_owned(),
        article.head.day(),
        source,
    )
}

/// A record: what a quick look tells is what reading tells.
pub fn json(data: &[u8]) {
    let mut options = ReadOptions::default();
    let record = match data {
        [b'!', rest @ ..] => {
            options.map.push((Field::Text, "a.b".to_owned()));
            options.map.push((Field::Title, "body".to_owned()));
            rest
        }
        _ => data,
    };
    let read = ingest::json::read(record, "here", Origin::default(), &options);
    if let Ok(article) = &read {
        check_head(&article.head, &article.text);
        assert_eq!(
            ingest::json::text(record, &options).as_deref(),
            Some(&*article.text)
        );
    }
    if let (Some(seen), []) = (glance(record), &*options.map) {
        let article = read.expect("what a glance takes can be read");
        let id = seen.id.as_deref().unwrap_or("here").to_owned();
        let source = seen.source.map(Cow::into_owned);
        let seen = (id, seen.headline.into_owned(), seen.date, source);
        assert_eq!(seen, row(&article));
    }
}

/// Files and standard input: the list and the stream find the same, and each article is read again.
pub fn corpus(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let names = ["", "a.jsonl", "a.json", "a", "a.txt", "a.md"];
    let others = ["a.html", "a.rss", "a.csv", "a.tsv", "a.xml", "a.jsonl.gz"];
    let name = match usize::from(bytes.byte()) {
        chosen @ 0xe0.. => others[chosen % others.len()],
        chosen => names[chosen % names.len()],
    };
    let contents = data.get(1..).unwrap_or_default();
    let folder = tempfile::tempdir().unwrap();
    let path = match name {
        "" => PathBuf::from("-"),
        name => {
            let path = folder.path().join(name);
            fs::write(&path, contents).unwrap();
            path
        }
    };
    let options = ReadOptions::default();
    let mut streamed = Vec::new();
    let mut problems = Vec::new();
    stream_with(
        std::slice::from_ref(&path),
        &mut &*contents,
        &options,
        |_, read| {
            match read {
                Ok(article) => streamed.push(article),
                Err(problem) => problems.push(problem),
            }
            ControlFlow::Continue(())
        },
    );
    let mut listed = Corpus::default();
    let mut told = Vec::new();
    index_with(&[path], &mut &*contents, &options, &mut |event| {
        match event {
            IndexEvent::Batch(batch) => listed.push_batch(batch),
            IndexEvent::Problem(problem) => told.push(problem),
            IndexEvent::Awaited(_) | IndexEvent::Filled(_) => panic!("nothing is kept"),
            IndexEvent::Progress { .. } | IndexEvent::Done => {}
        }
        ControlFlow::Continue(())
    });
    assert_eq!(problems, told);
    assert_eq!(streamed.len(), listed.len());
    for (i, article) in streamed.iter().enumerate() {
        let seen = listed.row(i).unwrap();
        assert_eq!(seen.id, article.id.as_str());
        // A list shows what the beginning of a text file tells.
        if article.text.len() < 4096 && name != "a.html" {
            let seen = (
                seen.id.to_owned(),
                seen.title.to_owned(),
                seen.date,
                seen.source.map(str::to_owned),
            );
            let (id, title, date, source) = row(article);
            let source = source.map(|source| one_line(&source).into_owned());
            assert_eq!(seen, (id, title, date, source));
        }
        let again = listed.locator(i).unwrap().read(&options).unwrap();
        assert_eq!((&again.id, &again.text), (&article.id, &article.text));
        assert_eq!(listed.find(0, &article.id), Some(i));
    }
}

/// What an item's spans cover lies in the text.
pub(super) fn check_spans(text: &str, annotations: &dateline::annotation::Annotations) {
    let fits = |span: Span| assert!(span.fits(text), "{span:?}");
    annotations
        .entities
        .iter()
        .for_each(|entity| fits(entity.span));
    annotations.dates.iter().for_each(|date| fits(date.span));
    for quote in &annotations.quotes {
        let said = &quote.said;
        said.content
            .iter()
            .chain(&said.quoted)
            .chain(&said.cue)
            .for_each(|span| fits(*span));
    }
}

/// A file of annotations in any shape.
pub fn items(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let given = bytes.text();
    stream(bytes.part(), |_, value| {
        let Ok(Ok(item)) = value.map(Item::new) else {
            return ControlFlow::Continue(());
        };
        let text = item.text.as_deref().unwrap_or(&given);
        let index = OffsetIndex::new(text);
        let at = dateline::annotation::wire::Coordinates {
            text,
            index: &index,
        };
        let (annotations, _) = item.annotations(at);
        check_spans(text, &annotations);
        item.verify(text);
        ControlFlow::Continue(())
    })
    .unwrap();
}

/// A file of another machine's suggestions, and suggestions that are kept.
pub fn suggestions(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let text = bytes.text();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let part = bytes.part();
    file.write_all(part).unwrap();
    if let Some(kept) = unpack(part, &text, "") {
        let index = OffsetIndex::new(&text);
        check_spans(
            &text,
            &dateline::annotation::Annotations::fresh(&kept, &text, &index),
        );
    }
    let Ok(foreign) = Foreign::open(file.path()) else {
        return;
    };
    let article = Article::from_text("a", &*text);
    let index = OffsetIndex::new(&text);
    let found = Source::File(foreign)
        .suggest(&article, &index, &Kept::default(), &|| false)
        .unwrap();
    check_spans(&text, &found.fresh);
}

/// A section of a kept index: any bytes are one or are none.
pub fn index(data: &[u8]) {
    let _ = is_kept(data);
}
