//! A desk to test at: the state driven by keys, its effects answered on the spot, without threads.

use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use chrono::TimeDelta;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{
    Event as TerminalEvent, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::annotation::anchor::{Old, Spans, anchor};
use crate::annotation::edit::{Making, apply};
use crate::annotation::history::{Changes, Group, History};
use crate::annotation::markup;
use crate::annotation::wire::Coordinates;
use crate::annotation::{Annotations, Timestamp, Verdict};
use crate::article::Article;
use crate::config::Config;
use crate::corpus::{Corpus, IndexEvent, index_with};
use crate::extract::model::Model;
use crate::ingest::ReadOptions;
use crate::search::arrange::{Narrowing, arrange};
use crate::search::scan::{Scanned, scan};
use crate::span::{OffsetIndex, Span};
use crate::survey::{Digest, decide};
use crate::text::snippet::snippet;
use crate::tui::app::areas::Pane;
use crate::tui::app::glimpse::Glimpse;
use crate::tui::app::hint::{Hint, On};
use crate::tui::app::inspector::Inspector;
use crate::tui::app::listing::Listing;
use crate::tui::app::picker::Picker;
use crate::tui::app::prompt::Prompt;
use crate::tui::app::reader::{Laid, Opened, Reader};
use crate::tui::app::table::hits::Line;
use crate::tui::app::{App, Modal, Saving};
use crate::tui::effect::{Bulk, Effect, Save, SnippetOf};
use crate::tui::event::{DecidedAcross, Event};
use crate::tui::key::Key;
use crate::tui::session;
use crate::tui::view;
use crate::tui::worker::kept::Kept;
use crate::tui::worker::suggestions::Source;

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

    fn answer(&mut self, effect: Effect, events: &mut VecDeque<Event>) {
        match effect {
            Effect::Load { ticket, index } => {
                let answers = self.load(ticket, index);
                if self.slow {
                    self.answers.extend(answers);
                } else {
                    events.extend(answers);
                }
            }
            Effect::Prefetch { open, near } => {
                let all = self.app.corpus.len();
                assert!(near.iter().all(|index| *index < all && *index != open));
                self.near = near;
            }
            Effect::Look { ticket, window } => {
                let glimpse = self.look(window);
                self.glimpses.push_back(Event::Glimpsed { ticket, glimpse });
                if !self.slow {
                    events.extend(self.glimpses.pop_front());
                }
            }
            Effect::Snippets { table, wanted } => {
                let line = |of: SnippetOf| {
                    let locator = self.app.corpus.locator(of.place.index).expect("known");
                    let article = locator.read(&self.options).expect("an article");
                    (
                        of.row,
                        Line::Known(snippet(&article.text, of.place.span, 100)),
                    )
                };
                let lines = wanted.into_iter().map(line).collect();
                events.push_back(Event::Snippets { table, lines });
            }
            Effect::Survey(articles) => {
                let digests = articles.iter().map(|&index| self.digest(index)).collect();
                let surveyed = Event::Surveyed {
                    digests,
                    unreadable: Vec::new(),
                };
                if self.slow {
                    self.answers.push_back(surveyed);
                } else {
                    events.push_back(surveyed);
                }
            }
            Effect::Arrange { wish, what } => {
                let mut narrowing = std::mem::take(&mut self.narrowing);
                arrange(&what, &mut narrowing, &|| true, &mut |arrangement, done| {
                    let event = Event::Arranged {
                        wish,
                        arrangement,
                        done,
                    };
                    if self.slow_list {
                        self.arranged.push_back(event);
                    } else {
                        events.push_back(event);
                    }
                    ControlFlow::Continue(())
                });
                self.narrowing = narrowing;
            }
            Effect::Scan(asked) => {
                let mut found = Scanned::default();
                scan(
                    &asked.corpus,
                    asked.from,
                    &asked.needles,
                    asked.telling,
                    &self.options,
                    1,
                    &mut |more| {
                        found.read = more.read;
                        found.hits.extend(more.hits);
                        ControlFlow::Continue(())
                    },
                );
                found.read = asked.corpus.len();
                let event = Event::Scanned {
                    purpose: asked.purpose,
                    number: asked.number,
                    scanned: found,
                    done: true,
                };
                if self.slow_list {
                    self.arranged.push_back(event);
                } else {
                    events.push_back(event);
                }
            }
            Effect::Decide(bulk) => {
                let decided = self.decide(&bulk);
                if self.slow {
                    self.answers.push_back(decided);
                } else {
                    events.push_back(decided);
                }
            }
            Effect::Recover(behind) => {
                for (root, id) in behind {
                    let index = self.app.corpus.find(root, &id);
                    let digest = self.digest(index.expect("a known article"));
                    events.push_back(Event::Recovered { root, digest });
                }
                events.push_back(Event::AllRecovered);
            }
            Effect::Digest(digests) => events.push_back(Event::Digested(digests)),
            Effect::Save(save) => events.push_back(self.save(*save)),
            // What was opened is of no interest to most.
            Effect::Seen { .. } => {}
            effect => self.effects.push(effect),
        }
    }

    fn load(&self, ticket: u64, index: usize) -> [Event; 2] {
        let locator = self.app.corpus.locator(index).expect("a known article");
        let root = self.app.corpus.root(index).expect("a known article");
        let article = locator.read(&self.options).expect("an article");
        let opened = Opened::new(index, root, article);
        let suggested = match self.suggested.get(opened.article.id.as_str()) {
            Some(annotations) => (annotations.clone(), None),
            None => {
                let found = Source::Model(Arc::clone(Model::built_in())).suggest(
                    &opened.article,
                    &opened.offsets,
                    &Kept::default(),
                    &|| false,
                );
                let found = found.expect("somebody wants it");
                (found.fresh, found.foreign)
            }
        };
        let annotations = Arc::new(self.records.get(&index).cloned().unwrap_or(suggested.0));
        let text = Arc::clone(&opened.article.text);
        let laid = Laid::new(&text, annotations, suggested.1, Vec::new());
        [
            Event::Opened {
                ticket,
                result: Ok(Box::new(opened)),
            },
            Event::Laid {
                ticket,
                result: Ok(Box::new(laid)),
            },
        ]
    }

    /// What an article contributes to the survey.
    fn digest(&self, index: usize) -> Digest {
        Digest::of(index, &self.article_at(index), &self.record(index))
    }

    fn article_at(&self, index: usize) -> Article {
        let locator = self.app.corpus.locator(index).expect("a known article");
        locator.read(&self.options).expect("an article")
    }

    /// What a decision about many articles comes to.
    fn decide(&self, bulk: &Bulk) -> Event {
        let mut decided = DecidedAcross::default();
        for (index, targets) in &bulk.targets {
            let article = self.article_at(*index);
            let offsets = Arc::new(OffsetIndex::new(&article.text));
            let mut made = 0;
            let mut making = Making {
                text: &article.text,
                annotator: &Arc::from("ana"),
                now: bulk.now,
                new_id: &mut || {
                    made += 1;
                    format!("across{index}.{made}")
                },
            };
            let mut annotations = Arc::new(self.record(*index));
            let of_one = decide(
                (*index, &article, &offsets),
                &mut annotations,
                targets,
                &bulk.decision,
                &mut making,
            );
            let root = self.app.corpus.root(*index).expect("a known article");
            decided.take(root, of_one);
        }
        Event::Decided {
            ticket: bulk.ticket,
            decided: Box::new(decided),
        }
    }

    /// What is suggested in a part of the open article.
    fn look(&self, window: Span) -> Glimpse {
        let opened = &self.reader().opened;
        let mut found = match self.suggested.get(opened.article.id.as_str()) {
            Some(annotations) => annotations.clone(),
            None => Annotations::default(),
        };
        found.entities.retain(|e| e.span.overlaps(window));
        found.quotes.retain(|q| q.extent().overlaps(window));
        found.dates.retain(|d| d.span.overlaps(window));
        Glimpse::new(window, Arc::new(found))
    }

    /// Hands over what is in the part of the article that was looked at first; says whether any was.
    pub fn glimpse(&mut self) -> bool {
        let Some(glimpse) = self.glimpses.pop_front() else {
            return false;
        };
        self.happens(glimpse);
        true
    }

    /// What is saved is what the journal's line makes of what was saved before.
    fn save(&mut self, save: Save) -> Event {
        if let Some(reason) = self.disk_full {
            self.unsaved.push(save);
            return Event::NotSaved(reason.to_owned());
        }
        for step in &save.group.steps {
            let Some(id) = &step.article else { continue };
            let index = self.app.corpus.find(save.root, id).expect("known");
            let article = self.article_at(index);
            let coordinates = Coordinates {
                text: &article.text,
                index: &OffsetIndex::new(&article.text),
            };
            let mut replayed = self.record(index);
            // As from the journal, not as they were made.
            let written = Changes::from(step.changes.written().unwrap().to_vec());
            let changes = written.on(coordinates).expect("readable changes");
            apply(&mut replayed, &changes).expect("a change that fits");
            let made = step.changes.on(coordinates).expect("changes");
            assert_eq!(made, changes, "{}", save.group.what);
            self.records.insert(index, replayed);
        }
        self.journal.push(save.group);
        Event::Saved
    }

    /// Saves the first of what could not be saved.
    pub fn save_again(&mut self) {
        let save = self.unsaved.remove(0);
        let event = self.save(save);
        self.happens(event);
    }

    /// What is saved of an article; what was suggested, where nothing is.
    pub fn record(&self, index: usize) -> Annotations {
        if let Some(record) = self.records.get(&index) {
            return record.clone();
        }
        match self.load(0, index) {
            [
                _,
                Event::Laid {
                    result: Ok(laid), ..
                },
            ] => Arc::unwrap_or_clone(laid.annotations),
            _ => Annotations::default(),
        }
    }

    /// Everything that is saved.
    pub fn records(&self) -> Vec<Annotations> {
        (0..self.app.corpus.len())
            .map(|at| self.record(at))
            .collect()
    }

    /// Hands over everything that was asked for, in order.
    pub fn deliver(&mut self) -> &mut Self {
        while self.deliver_one() {}
        self
    }

    /// Hands over what the list is to show.
    pub fn deliver_list(&mut self) -> &mut Self {
        while let Some(event) = self.arranged.pop_front() {
            self.happens(event);
        }
        self
    }

    /// Hands over the text, or the annotations, that were asked for first; says whether any were.
    pub fn deliver_one(&mut self) -> bool {
        let Some(answer) = self.answers.pop_front() else {
            return false;
        };
        self.happens(answer);
        true
    }

    /// Answers what was asked for first: it cannot be read.
    pub fn refuse(&mut self, reason: &str) {
        let Some(Event::Opened { ticket, .. }) = self.answers.pop_front() else {
            panic!("nothing was asked for");
        };
        self.answers.pop_front();
        let result = Err(reason.to_owned());
        self.happens(Event::Opened { ticket, result });
    }

    /// Hands over what was asked for last, but for its record, which cannot be read.
    pub fn refuse_record(&mut self, reason: &str) {
        let Some(Event::Laid { ticket, .. }) = self.answers.pop_back() else {
            panic!("nothing was asked for");
        };
        self.deliver();
        let result = Err(reason.to_owned());
        self.happens(Event::Laid { ticket, result });
    }

    /// A view over the corpus opens or shows.
    pub fn survey(&mut self) -> &mut Self {
        self.app.begin_survey();
        self.happens(Event::Terminal(Vec::new()));
        self
    }

    /// Types keys, each an event of its own: see [`keys`].
    pub fn keys(&mut self, written: &str) -> &mut Self {
        for key in keys(written) {
            self.key(key);
        }
        self
    }

    /// Types keys that come at once.
    pub fn burst(&mut self, written: &str) -> &mut Self {
        let events = keys(written)
            .into_iter()
            .map(|key| TerminalEvent::Key(KeyEvent::new(key.code, key.modifiers)));
        self.happens(Event::Terminal(events.collect()));
        self
    }

    /// Types one key.
    pub fn key(&mut self, key: Key) {
        self.terminal(TerminalEvent::Key(KeyEvent::new(key.code, key.modifiers)));
    }

    /// Something comes from the terminal.
    pub fn terminal(&mut self, event: TerminalEvent) {
        self.happens(Event::Terminal(vec![event]));
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.terminal(TerminalEvent::Paste(text.to_owned()));
        self
    }

    /// The screen takes another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.terminal(TerminalEvent::Resize(width, height));
        self
    }

    /// Something is done with the mouse at a cell of the screen.
    pub fn mouse(&mut self, kind: MouseEventKind, (column, row): (u16, u16)) -> &mut Self {
        self.terminal(TerminalEvent::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }));
        self
    }

    /// The left button is pressed and let go.
    pub fn click(&mut self, at: (u16, u16)) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Left), at)
            .mouse(MouseEventKind::Up(MouseButton::Left), at)
    }

    /// The cell of a byte of the open article, which must be on the screen.
    pub fn cell_of(&self, byte: usize) -> (u16, u16) {
        let area = self.app.areas.text.expect("the text is shown");
        let (row, shown) = self
            .reader()
            .page
            .iter()
            .enumerate()
            .find(|(_, row)| row.range.contains(byte))
            .expect("the byte is on the screen");
        (area.x + shown.cell_of(byte), area.y + row as u16)
    }

    /// The first byte of some words of the open article.
    pub fn find(&self, words: &str) -> usize {
        self.reader()
            .text()
            .find(words)
            .expect("the words are there")
    }

    /// Time passes; whoever waits for a moment on the way is told.
    pub fn wait(&mut self, milliseconds: i64) -> &mut Self {
        let end = self.now.0 + TimeDelta::milliseconds(milliseconds);
        while let Some(moment) = self.app.deadline().filter(|moment| moment.0 <= end) {
            self.now = moment;
            self.happens(Event::Tick);
            assert_ne!(self.app.deadline(), Some(moment), "it is told once");
        }
        self.now.0 = end;
        self
    }

    /// The open article.
    pub fn reader(&self) -> &Reader {
        self.app.reader.as_ref().expect("an article is open")
    }

    /// The open article's id.
    pub fn article(&self) -> &str {
        self.reader().opened.article.id.as_str()
    }

    /// The open article as markup.
    pub fn markup(&self) -> String {
        markup::print(self.reader().text(), &self.reader().annotations)
    }

    /// The open article as markup, with cursor and anchor.
    pub fn placed(&self) -> String {
        let reader = self.reader();
        let mut marks = vec![(reader.cursor, markup::CURSOR)];
        marks.extend(reader.anchor.map(|anchor| (anchor, ANCHOR)));
        with_places(&self.markup(), &marks)
    }

    /// The words that are selected.
    pub fn selected(&self) -> Option<&str> {
        let reader = self.reader();
        reader.selection().map(|span| span.of(reader.text()))
    }

    /// The words under the cursor to its line's end.
    pub fn at(&self) -> &str {
        let rest = crate::span::from(self.reader().text(), self.reader().cursor);
        rest.lines().next().unwrap_or_default()
    }

    /// The entities that stand, as `words/LABEL`, those that a person made or changed with a star.
    pub fn entities(&self) -> Vec<String> {
        let annotations = &self.reader().annotations;
        let standing = annotations
            .entities
            .iter()
            .filter(|e| e.review.verdict != Verdict::Rejected);
        standing
            .map(|e| format!("{}/{}", e.span.of(self.reader().text()), e.label))
            .collect()
    }

    /// The words of the item that keys act on.
    pub fn current(&self) -> Option<String> {
        let reader = self.reader();
        let span = reader.annotations.span(&reader.current()?)?;
        Some(span.of(reader.text()).to_owned())
    }

    /// What the footer says.
    pub fn said(&self) -> &str {
        self.app
            .message
            .as_ref()
            .map_or("", |message| &message.text)
    }

    /// What the footer says to be wrong.
    pub fn complained(&self) -> &str {
        let message = self.app.message.as_ref().filter(|message| message.bad);
        message.map_or("", |message| &message.text)
    }

    /// The list that is open.
    pub fn picker(&self) -> &Picker {
        match self.app.modals.last() {
            Some(Modal::Picker(picker)) => picker,
            other => panic!("no list is open but {other:?}"),
        }
    }

    /// The texts that the open list shows.
    pub fn choices(&self) -> Vec<&str> {
        let picker = self.picker();
        picker
            .shown
            .iter()
            .map(|&at| picker.entries[at].text.as_str())
            .collect()
    }

    /// The prompt that is open.
    pub fn prompt(&self) -> &Prompt {
        match self.app.modals.last() {
            Some(Modal::Prompt(prompt)) => prompt,
            other => panic!("no prompt is open but {other:?}"),
        }
    }

    /// Types the letters that the open hints put on some words.
    pub fn hint(&mut self, words: &str) -> &mut Self {
        let Some(Modal::Hints(hints)) = self.app.modals.last() else {
            panic!("no hints are shown");
        };
        let at = self.find(words);
        let on = |hint: &&Hint| matches!(&hint.on, On::Words(span, _) if span.start == at);
        let place = hints.places.iter().find(on);
        let letters = place.expect("a hint on the words").letters.clone();
        self.keys(&format!("\"{letters}\""))
    }

    /// The pane that has the keys.
    pub fn focus(&self) -> Pane {
        self.app.settings.wanted.focus
    }

    /// What the screen shows.
    pub fn screen(&self) -> Buffer {
        let (width, height) = self.app.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
        terminal
            .draw(|frame| view::draw(&self.app, frame))
            .expect("a frame");
        terminal.backend().buffer().clone()
    }

    /// The rows of the screen as text.
    pub fn rows(&self) -> Vec<String> {
        rows(&self.screen())
    }

    /// Whether the screen shows some words on one row.
    pub fn shows(&self, words: &str) -> bool {
        self.rows().iter().any(|row| row.contains(words))
    }

    /// What holds whatever happens.
    fn check(&self) {
        let app = &self.app;
        let areas = &app.areas;
        for area in [areas.list, areas.reader, areas.text, areas.inspector]
            .into_iter()
            .flatten()
        {
            assert_eq!(areas.screen.intersection(area), area, "on the screen");
        }
        assert!(app.list.selected <= app.list.len(&app.corpus).saturating_sub(1));
        assert!(app.inspector.selected <= app.inspector.lines.len().saturating_sub(1));
        let Some(reader) = &app.reader else { return };
        let text = reader.text();
        for byte in [Some(reader.cursor), reader.anchor].into_iter().flatten() {
            assert!(byte == 0 || byte < text.len(), "inside the text");
            let grapheme = crate::text::motion::grapheme_at(text, byte);
            assert_eq!(grapheme.start, byte, "on a grapheme");
        }
        assert!(text.is_char_boundary(reader.top));
        let shown = reader
            .page
            .iter()
            .any(|row| row.range.contains(reader.cursor) || row.range.end == text.len());
        assert!(
            shown || areas.text.is_none_or(ratatui::layout::Rect::is_empty),
            "the cursor is shown"
        );
        let mut sorted = (*reader.annotations).clone();
        sorted.sort();
        assert_eq!(sorted, *reader.annotations, "in order");
        assert_eq!(
            reader.listing,
            Listing::of(&reader.annotations),
            "listed as it is"
        );
        if reader.annotated {
            let mut anew = Inspector::default();
            anew.list(&reader.annotations, reader.text(), app.show_rejected);
            assert_eq!(anew.lines, app.inspector.lines, "inspected as it is");
        }
        if reader.annotated && reader.locked.is_none() && app.saving == Saving::Saved {
            assert_eq!(
                self.record(reader.opened.index),
                *reader.annotations,
                "saved"
            );
        }
    }
}

/// Reads keys: words between spaces are a named key (`Enter`, `Ctrl-d`), or characters one by one
/// (`]ea`) among which a named key stands in angle brackets (`/ruiz<Enter>`); what stands between
/// double quotes is typed as it is, spaces too.
pub fn keys(written: &str) -> Vec<Key> {
    let named = |word: &str| -> Option<Key> {
        let key: Key = word.parse().ok()?;
        (word.chars().count() > 1).then_some(key)
    };
    let mut keys = Vec::new();
    let mut rest = written;
    while let Some(first) = rest.chars().next() {
        if let Some(quoted) = rest.strip_prefix('"')
            && let Some((typed, after)) = quoted.split_once('"')
        {
            keys.extend(typed.chars().map(typed_key));
            rest = after;
            continue;
        }
        if let Some((word, after)) = rest
            .strip_prefix('<')
            .and_then(|inner| inner.split_once('>'))
            && let Some(key) = named(word)
        {
            keys.push(key);
            rest = after;
            continue;
        }
        let word = rest.split_whitespace().next().unwrap_or_default();
        if !first.is_whitespace()
            && let Some(key) = named(word)
        {
            keys.push(key);
            rest = &rest[word.len()..];
            continue;
        }
        if !first.is_whitespace() {
            keys.push(typed_key(first));
        }
        rest = &rest[first.len_utf8()..];
    }
    keys
}

/// `line 1`, `line 2` and so on.
pub fn lines(count: usize) -> String {
    let lines: Vec<String> = (1..=count).map(|n| format!("line {n}\n")).collect();
    lines.concat()
}

fn typed_key(c: char) -> Key {
    Key::plain(ratatui::crossterm::event::KeyCode::Char(c))
}

/// The rows of a screen as text, without the blanks at their ends.
pub fn rows(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width);
    let rows = buffer.content.chunks(width.max(1));
    rows.map(|row| {
        let mut shown = String::new();
        let mut column = 0;
        while let Some(cell) = row.get(column) {
            shown.push_str(cell.symbol());
            // A wide character covers the cells after it.
            column += crate::text::display::width(cell.symbol()).max(1);
        }
        shown.trim_end().to_owned()
    })
    .collect()
}

/// Puts signs into markup, each before the character at a byte of its text.
fn with_places(printed: &str, marks: &[(usize, char)]) -> String {
    let mut placed = String::new();
    let mut byte = 0;
    let put = |placed: &mut String, byte: usize| {
        let signs = marks.iter().filter(|(at, _)| *at == byte);
        placed.extend(signs.map(|(_, sign)| *sign));
    };
    let mut chars = printed.chars();
    while let Some(c) = chars.next() {
        match c {
            '[' => {
                placed.push(c);
                for c in chars.by_ref() {
                    placed.push(c);
                    if c == '|' {
                        break;
                    }
                }
            }
            ']' => placed.push(c),
            _ => {
                put(&mut placed, byte);
                placed.push(c);
                let shown = if c == '\\' { chars.next() } else { None };
                placed.extend(shown);
                byte += shown.unwrap_or(c).len_utf8();
            }
        }
    }
    put(&mut placed, byte);
    placed
}

#[test]
fn keys_are_read_as_people_write_them() {
    let written = |keys: &[Key]| keys.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        written(&keys("]ea Enter Ctrl-d")),
        ["]", "e", "a", "Enter", "Ctrl-d"]
    );
    assert_eq!(
        written(&keys("/\"a b\"<Enter> > <")),
        ["/", "a", "Space", "b", "Enter", ">", "<"]
    );
}
