//! Annotated articles for the tests of formats: one with everything that formats break on, and
//! arbitrary ones.

mod arbitrary;

pub use arbitrary::{examples, ordinary, texts};

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use super::document::Document;
use super::losses::Losses;
use super::names::FileNames;
use super::writer::{Companion, Writes};
use super::{Format, Layout};
use crate::annotation::{
    Annotations, Entity, ItemId, Party, Quotation, Review, Said, Speaker, Status, Timestamp,
    Verdict,
};
use crate::article::{Article, Located};
use crate::extract::{Label, QuoteKind};
use crate::output::Folder;
use crate::span::{OffsetIndex, Span};

/// The text of [`example`]: 78 code points, the first of which takes two UTF-16 code units and four
/// bytes.
pub const TEXT: &str =
    "😀 Mayor Ana Díaz of North and South Bergen said: “We will rebuild.”\nShe left.\n";

/// An article with its annotations.
#[derive(Clone, Debug)]
pub struct Example {
    /// The article.
    pub article: Article,
    /// What is said about it.
    pub annotations: Annotations,
    index: OffsetIndex,
}

/// What a format made of documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The stream, or the files of the folder one after the other.
    pub output: String,
    /// The files of a folder.
    pub files: BTreeMap<String, String>,
    /// What belongs beside the file.
    pub companion: Option<Companion>,
    /// What could not be carried, a line each.
    pub losses: Vec<String>,
}

impl Example {
    /// An article with its annotations, which are put in order.
    pub fn new(article: Article, mut annotations: Annotations) -> Self {
        annotations.sort();
        Self {
            index: OffsetIndex::new(&article.text),
            article,
            annotations,
        }
    }

    /// As it is handed to a writer.
    pub fn document(&self) -> Document<'_> {
        Document {
            article: &self.article,
            index: &self.index,
            annotations: &self.annotations,
            annotator: "ana",
            with_text: true,
        }
    }

    /// What a format makes of it alone.
    pub fn write(&self, format: Format) -> Written {
        write(std::slice::from_ref(self), format)
    }
}

/// What a format makes of documents.
///
/// # Panics
/// When they cannot be written.
pub fn write(examples: &[Example], format: Format) -> Written {
    let mut losses = Losses::default();
    let mut written = Written::default();
    match format.writer() {
        Writes::Stream(mut writer) => {
            assert_eq!(format.layout(), Layout::Stream);
            let mut output = Vec::new();
            writer.begin(&mut output).unwrap();
            for example in examples {
                let document = example.document();
                writer
                    .document(&document, &mut output, &mut losses)
                    .unwrap();
            }
            writer.finish(&mut output).unwrap();
            written.output = String::from_utf8(output).unwrap();
            written.companion = writer.companion();
        }
        Writes::Folder(mut writer) => {
            assert_eq!(format.layout(), Layout::Folder);
            let place = tempfile::tempdir().unwrap();
            let mut folder = Folder::open(place.path()).unwrap();
            let mut names = FileNames::new(false);
            for example in examples {
                let document = example.document();
                writer
                    .document(&document, &mut folder, &mut names, &mut losses)
                    .unwrap();
            }
            writer.finish(&mut folder).unwrap();
            for path in files(folder.dir()) {
                let name = path.strip_prefix(folder.dir()).unwrap().to_str().unwrap();
                let content = fs::read_to_string(&path).unwrap();
                written.output.extend(["==> ", name, " <==\n", &content]);
                written.files.insert(name.to_owned(), content);
            }
        }
    }
    written.losses = losses.list().iter().map(ToString::to_string).collect();
    written
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// An emoji before everything, names that overlap, one that stands in another's pieces, a pronoun,
/// a quote with cue and speaker, another in two pieces, a note, tags and a link.
///
/// | span | code points | UTF-16 | bytes |
/// |---|---|---|---|
/// | Ana Díaz | 8-16 | 9-17 | 11-20 |
/// | Mayor Ana Díaz | 2-16 | 3-17 | 5-20 |
/// | North … Bergen | 20-25, 36-42 | 21-26, 37-43 | 24-29, 40-46 |
/// | South Bergen | 30-42 | 31-43 | 34-46 |
/// | said | 43-47 | 44-48 | 47-51 |
/// | “We will rebuild.” | 49-67 | 50-68 | 53-75 |
/// | She | 68-71 | 69-72 | 76-79 |
///
/// Only a quote may stand in pieces here, so `North … Bergen` is an indirect one.
pub fn example() -> Example {
    let mut article = Article::from_text("n-001", TEXT);
    article.head.title = Some(Located::beside("Bergen to rebuild".to_owned()));
    article.head.date = NaiveDate::from_ymd_opt(2026, 1, 5).map(Located::beside);
    article.head.source = Some(Located::beside("The Herald".to_owned()));
    article.head.url = Some("https://news.example/n-001".to_owned());
    let said = |content: &[Span], kind| Said {
        kind,
        content: content.to_vec(),
        quoted: Vec::new(),
        cue: None,
        speaker: None,
        negated: false,
    };
    let quote = |id: &str, said, review| Quotation {
        id: ItemId::new(id),
        said,
        score: Some(0.75),
        was: None,
        review,
    };
    let annotations = Annotations {
        status: Status::Reviewed,
        tags: vec!["politics".to_owned()],
        note: Some("Check the office.\nAsk the desk.".to_owned()),
        model: Arc::from("model 1"),
        entities: vec![
            entity("e2-16-PERSON", (5, 20), Label::PERSON, "c1", Verdict::Added),
            entity(
                "e8-16-PERSON",
                (11, 20),
                Label::PERSON,
                "c1",
                Verdict::Accepted,
            ),
            entity("e30-42-LOC", (34, 46), Label::LOC, "c2", Verdict::Accepted),
            entity(
                "e68-71-PERSON",
                (76, 79),
                Label::PERSON,
                "c1",
                Verdict::Corrected,
            ),
        ]
        .into(),
        quotes: vec![
            quote(
                "q20-42",
                said(&[Span::new(24, 29), Span::new(40, 46)], QuoteKind::Indirect),
                review(Verdict::Added),
            ),
            quote(
                "q49-67",
                Said {
                    quoted: vec![Span::new(56, 72)],
                    cue: Some(Span::new(47, 51)),
                    speaker: Some(Speaker {
                        span: Some(Span::new(11, 20)),
                        cluster: Some(ItemId::new("c1")),
                        name: None,
                    }),
                    ..said(&[Span::new(53, 75)], QuoteKind::Direct)
                },
                Review {
                    note: Some("verify against broadcast".to_owned()),
                    tags: vec!["promise".to_owned()],
                    ..review(Verdict::Accepted)
                },
            ),
        ]
        .into(),
        clusters: vec![
            Party {
                aliases: vec!["Mayor Ana Díaz".to_owned()],
                review: Review {
                    link: Some("Q42".to_owned()),
                    ..review(Verdict::Accepted)
                },
                ..party("c1", Label::PERSON, "Ana Díaz")
            },
            party("c2", Label::LOC, "South Bergen"),
        ]
        .into(),
        ..Annotations::default()
    };
    Example::new(article, annotations)
}

fn review(verdict: Verdict) -> Review {
    Review {
        origin: Arc::from(match verdict {
            Verdict::Added => "ana",
            _ => "model 1",
        }),
        verdict,
        updated: "2026-01-05T09:30:00Z".parse::<Timestamp>().ok(),
        ..Review::default()
    }
}

fn entity(
    id: &str,
    (start, end): (usize, usize),
    label: Label,
    cluster: &str,
    verdict: Verdict,
) -> Entity {
    Entity {
        id: ItemId::new(id),
        span: Span::new(start, end),
        label,
        score: (verdict != Verdict::Added).then_some(0.5),
        cluster: Some(ItemId::new(cluster)),
        was: None,
        review: review(verdict),
    }
}

fn party(id: &str, label: Label, name: &str) -> Party {
    Party {
        id: ItemId::new(id),
        label,
        name: name.to_owned(),
        aliases: Vec::new(),
        key: None,
        was: None,
        review: review(Verdict::Accepted),
    }
}

mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_example_is_where_its_table_says() {
        let example = example();
        let document = example.document();
        assert_eq!(TEXT.chars().count(), 78);
        let of = |span: Span| (document.code_points(span), document.utf16(span));
        let spans: Vec<_> = example
            .annotations
            .entities
            .iter()
            .map(|e| e.span)
            .collect();
        assert_eq!(of(spans[1]), ((8, 16), (9, 17)));
        assert_eq!(document.words(spans[0]), "Mayor Ana Díaz");
        assert_eq!(of(spans[2]), ((30, 42), (31, 43)));
        assert_eq!(of(spans[3]), ((68, 71), (69, 72)));
        let quotes = &example.annotations.quotes;
        assert_eq!(document.quote_words(&quotes[0]), "North … Bergen");
        assert_eq!(of(quotes[1].extent()), ((49, 67), (50, 68)));
        let cue = quotes[1].said.cue.unwrap();
        assert_eq!((document.words(cue), of(cue).0), ("said", (43, 47)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn every_format_writes_any_document(examples in vec(examples(), 0..3)) {
            for format in Format::ALL {
                write(&examples, format);
            }
        }
    }
}
