//! Writes what `.ci/interop` exports and has other programs read: `interop_corpus FOLDER`.
//!
//! `FOLDER/worked` holds one article that shows every difference between the units of offsets,
//! `FOLDER/generated` two hundred articles that nobody would write. Beside each stand the annotations of
//! somebody called `ana`, and a file `….expected.jsonl` that says what stands in them, with offsets
//! counted here, character by character, without the program's own index.

mod pieces;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use dateline::annotation::{
    Annotations, Dated, Entity, ItemId, Party, Quotation, Review, Said, Speaker, Status, Verdict,
};
use dateline::article::Article;
use dateline::extract::{Label, QuoteKind, Suggestions};
use dateline::span::{OffsetIndex, Span};
use dateline::store::{Record, folder_name, record_name};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use pieces::{PIECES, PLAIN};

/// Who annotated.
const ANNOTATOR: &str = "ana";
/// How many articles are generated.
const ARTICLES: usize = 200;

/// What a text, a note or a name is made of, and how spans are chosen in it.
#[derive(Debug)]
struct Seed {
    text: String,
    note: String,
    name: String,
    tape: Vec<u32>,
}

fn seeds() -> impl Strategy<Value = Seed> {
    let odd = || {
        prop_oneof![
            6 => select(PIECES).prop_map(str::to_owned),
            4 => select(PLAIN).prop_map(|word| format!("{word} ")),
            1 => "\\PC{1,6}",
            1 => any::<String>().prop_map(|text| text.chars().take(8).collect()),
        ]
    };
    let text = prop_oneof![
        6 => vec(odd(), 1..40).prop_map(|pieces| pieces.concat()),
        3 => vec(odd(), 5..40).prop_map(|pieces| pieces.join(" ")),
        2 => vec(select(PLAIN), 5..60).prop_map(|words| words.join(" ")),
        1 => vec(select(PLAIN), 5..60).prop_map(|words| words.join("\r\n")),
        1 => Just(String::new()),
        1 => select(PIECES).prop_map(str::to_owned),
    ];
    let short = || vec(odd(), 1..5).prop_map(|pieces| pieces.concat());
    (text, short(), short(), vec(any::<u32>(), 400)).prop_map(|(text, note, name, tape)| Seed {
        text,
        note,
        name,
        tape,
    })
}

/// Choices in a row.
struct Tape<'a> {
    left: std::slice::Iter<'a, u32>,
}

impl Tape<'_> {
    /// A number below `n`; zero when the tape has run out.
    fn below(&mut self, n: usize) -> usize {
        let next = self.left.next().copied().unwrap_or_default() as usize;
        next.checked_rem(n).unwrap_or_default()
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn of<'b, T>(&mut self, items: &'b [T]) -> Option<&'b T> {
        items.get(self.below(items.len()))
    }
}

/// Where spans may begin and end in a text.
struct Ground {
    /// Every boundary between characters.
    cuts: Vec<usize>,
    words: Vec<Span>,
}

impl Ground {
    fn new(text: &str) -> Self {
        let cuts = text.char_indices().map(|(at, _)| at);
        let words = text.split_whitespace().map(|word| {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            Span::new(start, start + word.len())
        });
        Self {
            cuts: cuts.chain([text.len()]).collect(),
            words: words.collect(),
        }
    }

    /// Some words in a row mostly, else any run of characters, a long one at times; none in an empty text.
    fn span(&self, tape: &mut Tape<'_>) -> Option<Span> {
        if tape.below(10) < 6 && !self.words.is_empty() {
            let first = tape.below(self.words.len());
            let last = (first + tape.below(4)).min(self.words.len() - 1);
            return Some(self.words.get(first)?.union(*self.words.get(last)?));
        }
        let first = tape.below(self.cuts.len() - 1);
        let reach = if tape.one_in(8) { self.cuts.len() } else { 12 };
        let last = (first + 1 + tape.below(reach)).min(self.cuts.len() - 1);
        let span = Span::new(*self.cuts.get(first)?, *self.cuts.get(last)?);
        (span.start < span.end).then_some(span)
    }

    /// Up to three runs in order that do not touch.
    fn pieces(&self, tape: &mut Tape<'_>) -> Vec<Span> {
        let mut spans: Vec<Span> = (0..=tape.below(3))
            .filter_map(|_| self.span(tape))
            .collect();
        spans.sort_by_key(|span| (span.start, span.end));
        let mut kept: Vec<Span> = Vec::new();
        for span in spans {
            if kept.last().is_none_or(|last| last.end < span.start) {
                kept.push(span);
            }
        }
        kept
    }
}

fn verdict(tape: &mut Tape<'_>) -> Verdict {
    match tape.below(10) {
        0 => Verdict::Rejected,
        1 => Verdict::Unreviewed,
        2 | 3 => Verdict::Corrected,
        4 | 5 => Verdict::Added,
        _ => Verdict::Accepted,
    }
}

fn review(tape: &mut Tape<'_>, seed: &Seed) -> Review {
    Review {
        origin: Arc::from("interop 1"),
        verdict: verdict(tape),
        tags: match tape.below(6) {
            0 => vec![seed.name.clone(), "checked".to_owned()],
            1 => vec!["sport".to_owned()],
            _ => Vec::new(),
        },
        note: tape.one_in(4).then(|| seed.note.clone()),
        link: match tape.below(6) {
            0 => Some("Q42".to_owned()),
            1 => Some("http://www.wikidata.org/entity/Q64".to_owned()),
            2 => Some(seed.name.clone()),
            _ => None,
        },
        updated: "2026-05-01T10:00:00Z".parse().ok(),
        ..Review::default()
    }
}

/// What somebody said about a text.
fn annotated(seed: &Seed) -> Annotations {
    let mut tape = Tape {
        left: seed.tape.iter(),
    };
    let ground = Ground::new(&seed.text);
    let mut annotations = empty(&seed.text);
    let clusters: Vec<ItemId> = (1..=tape.below(4))
        .map(|n| ItemId::new(format!("c{n}")))
        .collect();
    let custom = [Label::new("Job title"), Label::new("ÉTAT/2"), Label::MISC];
    for id in &clusters {
        let name = if tape.one_in(3) {
            &seed.name
        } else {
            "Ana Díaz"
        };
        annotations.clusters.push(Party {
            id: id.clone(),
            label: tape.of(&Label::BUILT_IN).cloned().unwrap_or(Label::MISC),
            name: name.to_owned(),
            aliases: vec![seed.name.clone()],
            key: None,
            was: None,
            review: Review {
                verdict: Verdict::Accepted,
                ..review(&mut tape, seed)
            },
        });
    }
    let mut last = None;
    for n in 0..tape.below(9) {
        let again = last.filter(|_| tape.one_in(8));
        let Some(span) = again.or_else(|| ground.span(&mut tape)) else {
            continue;
        };
        last = Some(span);
        let labels: &[Label] = if tape.one_in(5) {
            &custom
        } else {
            &Label::BUILT_IN
        };
        let review = review(&mut tape, seed);
        annotations.entities.push(Entity {
            id: ItemId::new(format!("e{n}")),
            span,
            label: tape.of(labels).cloned().unwrap_or(Label::MISC),
            score: (review.verdict != Verdict::Added).then_some(0.5),
            cluster: tape.of(&clusters).filter(|_| !tape.one_in(3)).cloned(),
            was: None,
            review,
        });
    }
    for n in 0..tape.below(4) {
        let content = ground.pieces(&mut tape);
        if content.is_empty() {
            continue;
        }
        let speaker = Speaker {
            span: ground.span(&mut tape).filter(|_| !tape.one_in(4)),
            cluster: tape.of(&clusters).filter(|_| !tape.one_in(3)).cloned(),
            name: tape.one_in(4).then(|| seed.name.clone()),
        };
        let kinds = [QuoteKind::Direct, QuoteKind::Mixed, QuoteKind::Indirect];
        let review = review(&mut tape, seed);
        annotations.quotes.push(Quotation {
            id: ItemId::new(format!("q{n}")),
            said: Said {
                kind: tape.of(&kinds).copied().unwrap_or(QuoteKind::Direct),
                quoted: content.iter().copied().filter(|_| tape.one_in(2)).collect(),
                content,
                cue: ground.span(&mut tape).filter(|_| !tape.one_in(3)),
                speaker: (!tape.one_in(5) && speaker != Speaker::default()).then_some(speaker),
                negated: tape.one_in(4),
            },
            score: None,
            was: None,
            review,
        });
    }
    for n in 0..tape.below(3) {
        let Some(span) = ground.span(&mut tape) else {
            continue;
        };
        let review = review(&mut tape, seed);
        annotations.dates.push(Dated {
            id: ItemId::new(format!("d{n}")),
            span,
            value: (!tape.one_in(3)).then(|| "2026-05-01".to_owned()),
            was: None,
            review,
        });
    }
    annotations.status = Status::Reviewed;
    annotations.note = tape.one_in(4).then(|| seed.note.clone());
    if tape.one_in(4) {
        annotations.tags = vec!["politics".to_owned(), seed.name.clone()];
    }
    annotations.sort();
    annotations
}

fn empty(text: &str) -> Annotations {
    let mut annotations =
        Annotations::fresh(&Suggestions::default(), text, &OffsetIndex::new(text));
    annotations.updated = "2026-05-01T10:00:00Z".parse().ok();
    annotations.model = Arc::from("interop 1");
    annotations
}

/// The article with an emoji, an overlap, a quote in pieces, a pronoun, and what is said about it.
fn worked() -> (Value, Annotations) {
    let text = "😀 Mayor Ana Díaz of North and South Bergen said: “We will rebuild.”\nShe left.\n";
    let mut annotations = empty(text);
    let find = |words: &str| {
        let start = text.find(words).unwrap_or_default();
        Span::new(start, start + words.len())
    };
    let sure = || Review {
        origin: Arc::from("interop 1"),
        verdict: Verdict::Accepted,
        updated: "2026-05-01T10:00:00Z".parse().ok(),
        ..Review::default()
    };
    let ana = ItemId::new("c1");
    let named = [
        ("e1", "Ana Díaz", Label::PERSON, true),
        ("e2", "Mayor Ana Díaz", Label::MISC, false),
        ("e3", "North", Label::LOC, false),
        ("e4", "South Bergen", Label::LOC, false),
        ("e5", "She", Label::PERSON, true),
    ];
    for (id, words, label, is_ana) in named {
        annotations.entities.push(Entity {
            id: ItemId::new(id),
            span: find(words),
            label,
            score: Some(0.9),
            cluster: is_ana.then(|| ana.clone()),
            was: None,
            review: sure(),
        });
    }
    let linked = |entity: &mut Entity| {
        entity.review.link = Some("Q42".to_owned());
        entity.review.note = Some("verify against broadcast".to_owned());
    };
    annotations.entities.iter_mut().take(1).for_each(linked);
    annotations.clusters.push(Party {
        id: ana.clone(),
        label: Label::PERSON,
        name: "Ana Díaz".to_owned(),
        aliases: vec!["She".to_owned()],
        key: None,
        was: None,
        review: sure(),
    });
    annotations.quotes.push(Quotation {
        id: ItemId::new("q1"),
        said: Said {
            kind: QuoteKind::Direct,
            content: vec![find("“We will rebuild.”")],
            quoted: vec![find("“We will rebuild.”")],
            cue: Some(find("said")),
            speaker: Some(Speaker {
                span: Some(find("Ana Díaz")),
                cluster: Some(ana.clone()),
                name: None,
            }),
            negated: false,
        },
        score: Some(0.9),
        was: None,
        review: sure(),
    });
    // What no reader of plain spans can hold: content of two pieces.
    annotations.quotes.push(Quotation {
        id: ItemId::new("q2"),
        said: Said {
            kind: QuoteKind::Indirect,
            content: vec![find("North"), find("Bergen")],
            quoted: Vec::new(),
            cue: None,
            speaker: Some(Speaker {
                span: Some(find("She")),
                cluster: Some(ana),
                name: None,
            }),
            negated: false,
        },
        score: None,
        was: None,
        review: Review {
            verdict: Verdict::Added,
            note: Some("first line\nsecond line".to_owned()),
            ..sure()
        },
    });
    annotations.status = Status::Reviewed;
    annotations.tags = vec!["politics".to_owned()];
    annotations.sort();
    let article = json!({
        "id": "n-001",
        "title": "Mayor will rebuild",
        "date": "2026-01-05",
        "source": "The Bergen Post",
        "text": text,
    });
    (article, annotations)
}

/// What stands in annotations, in characters counted one by one.
fn expected(text: &str, annotations: &Annotations) -> Value {
    let count = |byte: usize| text.char_indices().take_while(|(at, _)| *at < byte).count();
    let place = |span: &Span| json!([count(span.start), count(span.end), span.of(text)]);
    let entities = annotations.entities.iter();
    let quotes = annotations.quotes.iter();
    json!({
        "entities": entities
            .filter(|e| e.review.verdict.stands())
            .map(|e| json!({"id": e.id.as_str(), "label": e.label.as_str(), "span": place(&e.span)}))
            .collect::<Vec<_>>(),
        "quotes": quotes
            .filter(|q| q.review.verdict.stands())
            .map(|q| json!({
                "id": q.id.as_str(),
                "content": q.said.content.iter().map(place).collect::<Vec<_>>(),
                "cue": q.said.cue.as_ref().map(place),
                "speaker": q.said.speaker.as_ref().and_then(|s| s.span.as_ref()).map(place),
            }))
            .collect::<Vec<_>>(),
        "dates": annotations.dates.iter()
            .filter(|d| d.review.verdict.stands())
            .map(|d| json!({"id": d.id.as_str(), "span": place(&d.span)}))
            .collect::<Vec<_>>(),
    })
}

/// Writes a folder of articles with their records beside it: JSON Lines, and a file for each text that is
/// blank, which no line may be.
fn write(
    folder: &Path,
    name: &str,
    articles: &[(Value, Annotations)],
) -> Result<(), Box<dyn Error>> {
    let opened = folder.join(name);
    fs::create_dir_all(&opened)?;
    let beside = folder.join(format!("{name}.annotations"));
    let records = beside.join(folder_name(ANNOTATOR)).join("articles");
    fs::create_dir_all(&records)?;
    let mut lines = String::new();
    let mut truths = String::new();
    for (json, annotations) in articles {
        let id = json["id"].as_str().ok_or("an article without an id")?;
        let text = json["text"].as_str().ok_or("an article without a text")?;
        let article = Article::from_text(id, text);
        let index = OffsetIndex::new(text);
        let record = Record::new(&article, &index, annotations, ANNOTATOR, None);
        fs::write(records.join(record_name(id)), record.to_json()?)?;
        if text.trim().is_empty() {
            fs::write(opened.join(id), text)?;
        } else {
            writeln!(lines, "{json}")?;
        }
        let mut truth = expected(text, annotations);
        truth["id"] = json["id"].clone();
        writeln!(truths, "{truth}")?;
    }
    fs::write(opened.join("articles.jsonl"), lines)?;
    fs::write(folder.join(format!("{name}.expected.jsonl")), truths)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args()
        .nth(1)
        .ok_or("usage: interop_corpus FOLDER")?;
    let folder = Path::new(&folder);
    write(folder, "worked", &[worked()])?;
    let mut runner = TestRunner::deterministic();
    let seeds = seeds();
    let mut articles = Vec::with_capacity(ARTICLES);
    for number in 0..ARTICLES {
        let seed = seeds
            .new_tree(&mut runner)
            .map_err(|reason| reason.to_string())?
            .current();
        let id = match number % 8 {
            _ if seed.text.trim().is_empty() => format!("blank-{number}.txt"),
            0 => format!("{}{number}", seed.name.trim()),
            1 => format!("../{number}"),
            2 => format!("a/b c/{number}.txt"),
            _ => format!("g-{number}"),
        };
        let mut article = json!({"id": id, "text": seed.text});
        // An article without text would have its title for one.
        if number % 3 == 0 && !seed.text.trim().is_empty() {
            article["title"] = json!(seed.name);
            article["source"] = json!(seed.note);
        }
        if number % 4 == 0 {
            article["date"] = json!("2026-05-01");
            article["url"] = json!(format!("https://news.example/{number}?a=1&b=\"2\""));
        }
        articles.push((article, annotated(&seed)));
    }
    write(folder, "generated", &articles)
}
