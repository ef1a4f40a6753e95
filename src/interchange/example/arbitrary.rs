//! Arbitrary annotated articles: hostile ones, and ordinary ones.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{Example, party, review};
use crate::annotation::{
    Annotations, Dated, Entity, ItemId, Party, Quotation, Review, Said, Speaker, Status, Verdict,
};
use crate::article::{Article, Located};
use crate::extract::{Label, QuoteKind};
use crate::span::Span;

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
                    }]
                    .into(),
                    dates: vec![Dated {
                        id: ItemId::new("d0"),
                        span: stretch(8),
                        value: value.map(str::to_owned),
                        was: None,
                        review: dated,
                    }]
                    .into(),
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
                annotations.entities = entities.into();
                let mut article = Article::from_text("a-1", text);
                article.head.title = title.map(|title| Located::beside(title.to_owned()));
                Example::new(article, annotations)
            },
        )
}
