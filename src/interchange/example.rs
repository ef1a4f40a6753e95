//! Annotated articles for the tests of formats: one with everything that formats break on, and
//! arbitrary ones.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::document::Document;
use super::losses::Losses;
use super::names::FileNames;
use super::writer::{Companion, Writes};
use super::{Format, Layout};
use crate::annotation::{
    Annotations, Dated, Entity, ItemId, Party, Quotation, Review, Said, Speaker, Status, Timestamp,
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
        ],
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
        ],
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
        ],
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

/// What texts, notes and labels are made of: what breaks a format, and ordinary words.
const PIECES: [&str; 44] = [
    "Ana Díaz",
    "said",
    "She",
    "left.",
    "Bergen",
    "don’t",
    "U.S.",
    "O’Brien’s",
    "“",
    "”",
    "\"",
    "'",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "\u{a0}",
    "\u{2028}",
    "\u{85}",
    "😀",
    "👨\u{200d}👩\u{200d}👧",
    "e\u{301}",
    "\u{301}",
    "שלום",
    "\u{202e}",
    "\u{feff}",
    "\0",
    "\u{1b}[2J",
    "\u{ffff}",
    "<b>&amp;</b>",
    "]]>",
    "```",
    "*_#|~",
    "[x](http://x.org)",
    "=1+1",
    ",",
    ";",
    "\\",
    "-DOCSTART- O",
];

/// An arbitrary hostile text.
pub fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        9 => select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn words() -> impl Strategy<Value = String> {
    vec(select(&PIECES[..]), 1..4).prop_map(|pieces| pieces.concat())
}

fn labels() -> impl Strategy<Value = Label> {
    let names = [
        "PERSON", "PERSON", "ORG", "LOC", "DATE", "MY LABEL", "Ärzte", "a<b", "QUOTE", "x\ty",
    ];
    select(names.to_vec()).prop_map(Label::new)
}

fn reviews() -> impl Strategy<Value = Review> {
    (
        select(Verdict::ALL.to_vec()),
        vec(words(), 0..2),
        option::weighted(0.2, words()),
        option::weighted(0.2, words()),
    )
        .prop_map(|(verdict, tags, note, link)| Review {
            tags,
            note,
            link,
            ..review(verdict)
        })
}

/// A place in a text that is not known yet.
type Place = (Index, Index);

/// The span of a place: some characters, one at least.
fn at(text: &str, (start, length): Place) -> Option<Span> {
    let bounds: Vec<usize> = text
        .char_indices()
        .map(|(i, _)| i)
        .chain([text.len()])
        .collect();
    let start = start.index(bounds.len());
    let rest = bounds.len() - 1 - start;
    let length = 1 + length.index(rest.max(1)).min(12);
    Some(Span::new(*bounds.get(start)?, *bounds.get(start + length)?))
}

/// Whether a quote's words are apart: pieces in order that do not touch.
fn pieces(text: &str, places: Vec<Place>) -> Vec<Span> {
    let mut spans: Vec<Span> = places.into_iter().filter_map(|p| at(text, p)).collect();
    spans.sort();
    let mut apart: Vec<Span> = Vec::new();
    for span in spans {
        if apart.last().is_none_or(|last| last.end < span.start) {
            apart.push(span);
        }
    }
    apart
}

/// Arbitrary annotations of an arbitrary hostile text: spans that overlap, cross, begin inside words and
/// graphemes, or run over line breaks.
pub fn examples() -> impl Strategy<Value = Example> {
    let place = || any::<Place>();
    let cluster = || option::of(0..3_usize);
    let entities = vec(
        (
            place(),
            labels(),
            cluster(),
            option::of(0.0_f32..1.0),
            reviews(),
        ),
        0..6,
    );
    let kinds = [QuoteKind::Direct, QuoteKind::Mixed, QuoteKind::Indirect];
    let speaker = option::of((option::of(place()), cluster(), option::of(words())));
    let quotes = vec(
        (
            vec(place(), 1..4),
            option::of(place()),
            speaker,
            select(kinds.to_vec()),
            any::<bool>(),
            reviews(),
        ),
        0..3,
    );
    let values = option::of(select(vec!["2026-01-05", "2026", "2026-01/2026-02"]));
    let dates = vec((place(), values, reviews()), 0..3);
    let clusters = vec((labels(), words(), vec(words(), 0..2), reviews()), 3);
    let about = (
        option::of(words()),
        vec(words(), 0..2),
        option::of(words()),
        select(&Status::ALL[..]),
    );
    (texts(), entities, quotes, dates, clusters, about).prop_map(
        |(text, entities, quotes, dates, clusters, (title, tags, note, status))| {
            let id = |c: Option<usize>| c.map(|c| ItemId::new(format!("c{}", c + 1)));
            let entities = entities.into_iter().enumerate();
            let entities = entities.filter_map(|(i, (place, label, cluster, score, review))| {
                Some(Entity {
                    id: ItemId::new(format!("e{i}")),
                    span: at(&text, place)?,
                    label,
                    score,
                    cluster: id(cluster),
                    was: None,
                    review,
                })
            });
            let quotes = quotes.into_iter().enumerate();
            let quotes = quotes.filter_map(|(i, (places, cue, speaker, kind, negated, review))| {
                let content = pieces(&text, places);
                let said = Said {
                    kind,
                    content,
                    quoted: Vec::new(),
                    cue: cue.and_then(|cue| at(&text, cue)),
                    speaker: speaker.map(|(span, cluster, name)| Speaker {
                        span: span.and_then(|span| at(&text, span)),
                        cluster: id(cluster),
                        name,
                    }),
                    negated,
                };
                (!said.content.is_empty()).then(|| Quotation {
                    id: ItemId::new(format!("q{i}")),
                    said,
                    score: Some(0.5),
                    was: None,
                    review,
                })
            });
            let dates = dates.into_iter().enumerate();
            let dates = dates.filter_map(|(i, (place, value, review))| {
                Some(Dated {
                    id: ItemId::new(format!("d{i}")),
                    span: at(&text, place)?,
                    value: value.map(str::to_owned),
                    was: None,
                    review,
                })
            });
            let clusters = clusters.into_iter().enumerate();
            let clusters = clusters.map(|(i, (label, name, aliases, review))| Party {
                aliases,
                review,
                ..party(&format!("c{}", i + 1), label, &name)
            });
            let annotations = Annotations {
                status,
                tags,
                note,
                entities: entities.collect(),
                quotes: quotes.collect(),
                dates: dates.collect(),
                clusters: clusters.collect(),
                ..Annotations::default()
            };
            let mut article = Article::from_text("a/1 <ü>", text);
            article.head.title = title.map(Located::beside);
            Example::new(article, annotations)
        },
    )
}

/// Words of an ordinary article.
const WORDS: [&str; 12] = [
    "Ana",
    "Díaz",
    "Bergen",
    "met",
    "ministers",
    "on",
    "Monday",
    "she",
    "said",
    "rebuild",
    "North",
    "Bo",
];

/// Annotations of an ordinary article: one paragraph, and spans that cover whole words and are each
/// of other words.
pub fn ordinary() -> impl Strategy<Value = Example> {
    let words = || select(WORDS.to_vec());
    let review = || {
        let words = || words().prop_map(str::to_owned);
        (
            select(vec![Verdict::Accepted, Verdict::Corrected, Verdict::Added]),
            vec(words(), 0..3),
            option::of(words()),
            option::of(select(vec!["Q42".to_owned(), "Q1".to_owned()])),
        )
            .prop_map(|(verdict, tags, note, link)| Review {
                tags,
                note,
                link,
                ..review(verdict)
            })
    };
    let lengths = vec(1..4_usize, 12);
    let entities = vec(
        (
            select(vec!["PERSON", "ORG", "LOC"]),
            option::of(0..2_usize),
            0.0_f32..1.0,
            review(),
        ),
        4,
    );
    let kinds = select(vec![
        QuoteKind::Direct,
        QuoteKind::Mixed,
        QuoteKind::Indirect,
    ]);
    let quote = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        kinds,
        any::<bool>(),
        review(),
    );
    let value = option::of(select(vec!["2026-01-05", "2026"]));
    let about = (
        option::of(words()),
        vec(words(), 0..2),
        option::of(words()),
        select(&Status::ALL[..]),
    );
    (
        vec(words(), 60),
        lengths,
        entities,
        quote,
        (value, review()),
        about,
    )
        .prop_map(
            |(
                words,
                lengths,
                entities,
                (pieces, cue, speaker, kind, negated, quoted),
                (value, dated),
                about,
            )| {
                let mut starts = vec![0];
                for word in &words {
                    starts.push(starts.last().copied().unwrap_or_default() + word.len() + 1);
                }
                // Stretches of words, each three words after the one before.
                let stretch = |number: usize| {
                    let first = number * 4;
                    Span::new(starts[first], starts[first + lengths[number]] - 1)
                };
                let text = words.join(" ");
                let id = |c: usize| ItemId::new(format!("c{}", c + 1));
                let entities: Vec<Entity> = entities
                    .into_iter()
                    .enumerate()
                    .map(|(i, (label, cluster, score, review))| Entity {
                        id: ItemId::new(format!("e{i}")),
                        span: stretch(i),
                        label: Label::new(label),
                        score: Some(score),
                        cluster: cluster.map(id),
                        was: None,
                        review,
                    })
                    .collect();
                let first = entities.first().filter(|_| speaker);
                let speaker = first.map(|entity| Speaker {
                    span: Some(entity.span),
                    cluster: entity.cluster.clone(),
                    name: None,
                });
                let mut content = vec![stretch(5)];
                content.extend(pieces.then(|| stretch(6)));
                let said = Said {
                    kind,
                    content,
                    quoted: Vec::new(),
                    cue: cue.then(|| stretch(7)),
                    speaker,
                    negated,
                };
                let (title, tags, note, status) = about;
                let mut annotations = Annotations {
                    status,
                    tags: tags.into_iter().map(str::to_owned).collect(),
                    note: note.map(str::to_owned),
                    quotes: vec![Quotation {
                        id: ItemId::new("q0"),
                        said,
                        score: Some(0.5),
                        was: None,
                        review: quoted,
                    }],
                    dates: vec![Dated {
                        id: ItemId::new("d0"),
                        span: stretch(8),
                        value: value.map(str::to_owned),
                        was: None,
                        review: dated,
                    }],
                    ..Annotations::default()
                };
                for number in 0..2 {
                    let named = entities.iter().find(|e| e.cluster == Some(id(number)));
                    if let Some(entity) = named {
                        let name = entity.span.of(&text).to_owned();
                        let party = Party {
                            aliases: vec!["Ana of Bergen".to_owned()],
                            ..party(&format!("c{}", number + 1), entity.label.clone(), &name)
                        };
                        annotations.clusters.push(party);
                    }
                }
                annotations.entities = entities;
                let mut article = Article::from_text("a-1", text);
                article.head.title = title.map(|title| Located::beside(title.to_owned()));
                Example::new(article, annotations)
            },
        )
}

mod tests {
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
