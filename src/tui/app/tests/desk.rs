//! A desk to test at: the state driven by keys, its effects answered on the spot, without threads.

mod eyes;
mod hands;
mod world;

use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::rc::Rc;

pub use eyes::rows;
pub use hands::keys;

use crate::annotation::anchor::{Old, Spans, anchor};
use crate::annotation::history::{Group, History};
use crate::annotation::wire::Coordinates;
use crate::annotation::{Annotations, Speaker, Timestamp, markup};
use crate::config::Config;
use crate::corpus::{Corpus, IndexEvent, index_with};
use crate::ingest::ReadOptions;
use crate::search::arrange::Narrowing;
use crate::span::OffsetIndex;
use crate::tui::app::App;
use crate::tui::effect::{Effect, Save};
use crate::tui::event::Event;
use crate::tui::session;

/// The other end of a selection in markup, beside [`markup::CURSOR`].
const ANCHOR: char = '▯';

/// When everything happens that no test moves on.
const NOW: &str = "2026-01-02T09:00:00Z";

/// A session at a desk of its own.
pub struct Desk {
    pub app: App,
    /// What was decided, in order.
    pub journal: Vec<Group>,
    /// What was asked of the world and is not answered here.
    pub effects: Vec<Effect>,
    /// Whether articles are read only when [`Desk::deliver`] says so.
    pub slow: bool,
    /// Why nothing can be saved.
    pub disk_full: Option<&'static str>,
    /// What was found in parts of articles and is not handed over yet.
    pub glimpses: VecDeque<Event>,
    /// The articles that were last asked for ahead.
    pub near: Vec<usize>,
    /// Whether the list is arranged, and texts are searched, only when [`Desk::deliver_list`] says so.
    pub slow_list: bool,
    arranged: VecDeque<Event>,
    /// What the last filter found.
    narrowing: Narrowing,
    options: ReadOptions,
    /// What is suggested for articles, by their ids; for others, what the program finds itself.
    suggested: HashMap<String, Annotations>,
    records: HashMap<usize, Annotations>,
    /// What could not be saved, in order.
    unsaved: Vec<Save>,
    /// What was read and is not handed over yet.
    answers: VecDeque<Event>,
    /// What the index found and did not tell yet.
    indexed: Vec<IndexEvent>,
    now: Timestamp,
}

impl Desk {
    /// What the person or thing is linked to that the entity at this place names.
    pub fn link_of(&self, at: usize) -> Option<String> {
        let annotations = &self.reader().annotations;
        let party = annotations.cluster(annotations.entities[at].cluster.as_ref()?)?;
        party.review.link.clone()
    }

    /// Opens articles written as markup, named `a`, `b` …, the first one in the reader.
    pub fn new(articles: &[&str]) -> Self {
        let mut desk = Self::closed(articles);
        desk.open();
        desk.keys("Enter");
        desk.place(articles[0]);
        desk
    }

    /// As [`Self::new`], with the name that the machine gave the speakers of all quotes.
    pub fn spoken(article: &str, name: &str) -> Self {
        let (text, mut annotations, _) = markup::parse(&article.replace(ANCHOR, ""));
        for quote in annotations.quotes.iter_mut() {
            let named = |speaker: Option<Speaker>| Speaker {
                name: Some(name.to_owned()),
                ..speaker.unwrap_or_default()
            };
            quote.said.speaker = Some(named(quote.said.speaker.take()));
        }
        let input = serde_json::json!({ "id": "a", "title": "Spoken", "text": text });
        let suggested = HashMap::from([("a".to_owned(), annotations)]);
        let mut desk = Self::over(&[PathBuf::from("-")], &input.to_string(), suggested);
        desk.open();
        desk.keys("Enter");
        desk.place(article);
        desk
    }

    /// As [`Self::new`], with nothing opened yet.
    pub fn closed(articles: &[&str]) -> Self {
        let id = |at: usize| char::from(b'a' + (at % 26) as u8);
        let titles: Vec<String> = (0..articles.len())
            .map(|at| format!("Article {}", id(at)))
            .collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        Self::titled(&titles, articles)
    }

    /// As [`Self::closed`], with titles of their own.
    pub fn titled(titles: &[&str], articles: &[&str]) -> Self {
        let mut input = String::new();
        let mut suggested = HashMap::new();
        for (at, (title, written)) in titles.iter().zip(articles).enumerate() {
            let (text, annotations, _) = markup::parse(&written.replace(ANCHOR, ""));
            let mut id = char::from(b'a' + (at % 26) as u8).to_string();
            if at >= 26 {
                id.push_str(&at.to_string());
            }
            let row = serde_json::json!({ "id": id, "title": title, "text": text });
            writeln!(input, "{row}").expect("a line");
            suggested.insert(id, annotations);
        }
        Self::over(&[PathBuf::from("-")], &input, suggested)
    }

    /// Opens an article whose text was changed after it was annotated as the markup says.
    pub fn revised(old: &str, new: &str) -> Self {
        let (text, annotations, _) = markup::parse(old);
        let index = OffsetIndex::new(&text);
        let at = Coordinates {
            text: &text,
            index: &index,
        };
        let quotes = annotations.quotes.iter();
        let spans = Spans {
            entities: annotations.entities.iter().map(|e| at.entity(e)).collect(),
            quotes: quotes.map(|q| at.quote(q, &annotations.clusters)).collect(),
            ..Spans::default()
        };
        let index = OffsetIndex::new(new);
        let at = Coordinates {
            text: new,
            index: &index,
        };
        let (spans, _) = anchor(spans, Old::default(), "", at);
        let entities = spans.entities.into_iter();
        let quotes = spans.quotes.into_iter();
        let now = Annotations {
            entities: entities
                .map(|e| at.read_entity(e).expect("it stands"))
                .collect(),
            quotes: quotes
                .map(|q| at.read_quote(q).expect("it stands"))
                .collect(),
            unplaced: spans.unplaced,
            ..annotations
        };
        let input = serde_json::json!({ "id": "a", "title": "Revised", "text": new });
        let suggested = HashMap::from([("a".to_owned(), now)]);
        let mut desk = Self::over(&[PathBuf::from("-")], &input.to_string(), suggested);
        desk.open();
        desk.keys("Enter");
        desk
    }

    /// Opens lines of JSON, in which nothing is suggested.
    pub fn lines(lines: &[&str]) -> Self {
        let ids = lines.iter().map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
            (
                record["id"].as_str().expect("an id").to_owned(),
                Annotations::default(),
            )
        });
        let suggested = ids.collect();
        Self::over(&[PathBuf::from("-")], &lines.join("\n"), suggested)
    }

    /// Opens files, on which the program suggests what it finds, but for the articles of these ids,
    /// which are written as markup.
    pub fn reading(paths: &[PathBuf], written: &[(&str, &str)]) -> Self {
        let suggested = written.iter().map(|(id, written)| {
            let (_, annotations, _) = markup::parse(written);
            ((*id).to_owned(), annotations)
        });
        let mut desk = Self::over(paths, "", suggested.collect());
        desk.open();
        desk
    }

    fn over(paths: &[PathBuf], input: &str, suggested: HashMap<String, Annotations>) -> Self {
        let options = ReadOptions::default();
        let now: Timestamp = NOW.parse().unwrap();
        let roots = paths.iter().map(|path| path.display().to_string());
        let variable = |name: &str| (name == "TERM").then(|| "xterm".to_owned());
        let (settings, complaints) =
            session::settings(&Config::default(), "ana", roots.collect(), variable);
        assert_eq!(complaints, Vec::<String>::new());
        let made = Rc::new(Cell::new(0));
        let new_id = Box::new(move || {
            made.set(made.get() + 1);
            format!("new{}", made.get())
        });
        let mut app = App::new(settings, Corpus::default(), None, now, new_id);
        app.size = (100, 30);
        let mut indexed = Vec::new();
        index_with(paths, &mut input.as_bytes(), &options, &mut |event| {
            indexed.push(event);
            ControlFlow::Continue(())
        });
        let mut desk = Self {
            app,
            journal: Vec::new(),
            effects: Vec::new(),
            slow: false,
            disk_full: None,
            glimpses: VecDeque::new(),
            near: Vec::new(),
            slow_list: false,
            arranged: VecDeque::new(),
            narrowing: Narrowing::default(),
            options,
            suggested,
            records: HashMap::new(),
            unsaved: Vec::new(),
            answers: VecDeque::new(),
            indexed,
            now,
        };
        desk.happens(Event::StoreOpened {
            root: 0,
            read_only: None,
            history: Box::new(History::default()),
            problems: Vec::new(),
        });
        desk
    }

    /// Lets the index tell of its articles.
    pub fn open(&mut self) -> &mut Self {
        for event in std::mem::take(&mut self.indexed) {
            self.happens(Event::Indexed(event));
        }
        self
    }

    /// Puts cursor and anchor where the markup of the open article has them.
    fn place(&mut self, written: &str) {
        let place = |mark: char, other: char| {
            let written = written
                .replace(other, "")
                .replace(mark, &markup::CURSOR.to_string());
            markup::parse(&written).2
        };
        let cursor = place(markup::CURSOR, ANCHOR);
        let anchor = place(ANCHOR, markup::CURSOR);
        let reader = self.app.reader.as_mut().expect("an article is open");
        if let Some(cursor) = cursor {
            reader.go(cursor);
        }
        reader.anchor = anchor;
        self.happens(Event::Terminal(Vec::new()));
    }

    /// Something happens, and all that follows from it.
    pub fn happens(&mut self, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for effect in self.app.update(event, self.now) {
                self.answer(effect, &mut events);
            }
        }
        self.check();
    }

    /// A view over the corpus opens or shows.
    pub fn survey(&mut self) -> &mut Self {
        self.app.begin_survey();
        self.happens(Event::Terminal(Vec::new()));
        self
    }
}

/// `line 1`, `line 2` and so on.
pub fn lines(count: usize) -> String {
    let lines: Vec<String> = (1..=count).map(|n| format!("line {n}\n")).collect();
    lines.concat()
}
