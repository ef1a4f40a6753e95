//! From a key to a frame: the state takes the key in, the view draws it on a screen of 160 by 45.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::Local;
use dateline::annotation::{Annotations, Timestamp};
use dateline::article::Article;
use dateline::config::Config;
use dateline::corpus::{Corpus, IndexEvent, index_with};
use dateline::extract::{Cluster, Label, Mention, Suggestions, extract};
use dateline::ingest::ReadOptions;
use dateline::span::{OffsetIndex, Span};
use dateline::tui::app::App;
use dateline::tui::app::reader::{Laid, Opened};
use dateline::tui::effect::Effect;
use dateline::tui::event::Event;
use dateline::tui::key::{Key, sequence};
use dateline::tui::{session, view};
use divan::Bencher;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{Event as TerminalEvent, KeyEvent};

const SCREEN: (u16, u16) = (160, 45);

const SENTENCE: &str = "The ministry’s spokesperson, José Núñez, told Reuters in Erbil on Saturday that “this attack reminds us of the threat” along the border. ";

fn main() {
    divan::main();
}

/// A session whose every article is the same one.
struct Desk {
    app: App,
    terminal: Terminal<TestBackend>,
    opened: Opened,
    fresh: Arc<Annotations>,
}

impl Desk {
    fn new(text: &str, articles: usize, found: impl Fn(&Article) -> Suggestions) -> Self {
        let article = Article::from_text("0", text);
        let found = found(&article);
        let index = OffsetIndex::new(text);
        let fresh = Annotations::fresh(&found, text, &index);
        let (settings, _) =
            session::settings(&Config::default(), "ana", vec!["-".to_owned()], |_| None);
        let new_id = Box::new(|| uuid::Uuid::now_v7().to_string());
        let mut app = App::new(settings, Corpus::default(), None, now(), new_id);
        app.size = SCREEN;
        let terminal = Terminal::new(TestBackend::new(SCREEN.0, SCREEN.1));
        let mut desk = Self {
            app,
            terminal: terminal.expect("a screen"),
            opened: Opened::new(0, 0, article),
            fresh: Arc::new(fresh),
        };
        let rows: Vec<String> = (0..articles)
            .map(|at| {
                serde_json::json!({ "id": at.to_string(), "title": format!("Article {at}: {SENTENCE}"), "text": "." })
                    .to_string()
            })
            .collect();
        let mut events: Vec<IndexEvent> = Vec::new();
        index_with(
            &[PathBuf::from("-")],
            &mut rows.join("\n").as_bytes(),
            &ReadOptions::default(),
            &mut |event| {
                events.push(event);
                ControlFlow::Continue(())
            },
        );
        for event in events {
            desk.happens(Event::Indexed(event));
        }
        desk
    }

    /// Something happens; of several loads only the last is answered, as the reading thread does.
    fn happens(&mut self, event: Event) {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            let mut load = None;
            for effect in self.app.update(event, now()) {
                match effect {
                    Effect::Load { ticket, index } => load = Some((ticket, index)),
                    Effect::Save(_) => events.push(Event::Saved),
                    _ => {}
                }
            }
            if let Some((ticket, index)) = load {
                events.extend(self.read(ticket, index));
            }
        }
    }

    /// The answers to a load, the first one last.
    fn read(&self, ticket: u64, index: usize) -> [Event; 2] {
        let mut opened = self.opened.clone();
        opened.index = index;
        let laid = Laid::new(
            &opened.article.text,
            Arc::clone(&self.fresh),
            None,
            Vec::new(),
        );
        [
            Event::Laid {
                ticket,
                result: Ok(Box::new(laid)),
            },
            Event::Opened {
                ticket,
                result: Ok(Box::new(opened)),
            },
        ]
    }

    fn keys(&mut self, written: &str) {
        for key in sequence(written).expect("keys") {
            self.happens(Event::Terminal(vec![typed(key)]));
        }
    }

    /// A key, and the frame that shows what it did.
    fn frame(&mut self, written: &str) {
        self.keys(written);
        self.draw();
    }

    fn draw(&mut self) {
        let app = &self.app;
        self.terminal
            .draw(|frame| view::draw(app, frame))
            .expect("a frame");
    }
}

fn typed(key: Key) -> TerminalEvent {
    TerminalEvent::Key(KeyEvent::new(key.code, key.modifiers))
}

fn now() -> Timestamp {
    Timestamp(Local::now().fixed_offset())
}

/// Paragraphs of about 400 bytes.
fn text(bytes: usize) -> String {
    let paragraph = format!("{}\n\n", SENTENCE.repeat(3));
    let text = paragraph.repeat(bytes / paragraph.len() + 1);
    let end = text.floor_char_boundary(bytes);
    text.get(..end).unwrap_or(&text).to_owned()
}

/// An article as the news has them.
fn short() -> Desk {
    let mut desk = Desk::new(&text(2_700), 1, extract);
    desk.keys("Enter");
    desk
}

/// An article of 5 MB, without suggestions.
fn long() -> Desk {
    let mut desk = Desk::new(&text(5_000_000), 1, |_| Suggestions::default());
    desk.keys("Enter");
    desk
}

/// 200,000 tokens with 12,000 names of 400 parties.
fn crowded() -> Desk {
    let text = text(200_000 * 6);
    let step = text.len() / 12_000;
    let spans = (0..12_000).map(|at| {
        let start = text.floor_char_boundary(at * step);
        Span::new(start, text.ceil_char_boundary(start + 12))
    });
    let found = Suggestions {
        mentions: spans
            .enumerate()
            .map(|(at, span)| Mention {
                span,
                label: Label::PERSON,
                score: 0.9,
                cluster: Some(at % 400),
            })
            .collect(),
        clusters: (0..400)
            .map(|at| Cluster {
                label: Label::PERSON,
                name: format!("Person {at}"),
                aliases: Vec::new(),
            })
            .collect(),
        ..Suggestions::default()
    };
    let mut desk = Desk::new(&text, 1, |_| found.clone());
    desk.keys("Enter");
    for key in ": 9 0 0 0 Enter".split(' ') {
        desk.keys(key);
    }
    desk
}

/// One key again and again, another between frames that takes it back.
fn to_and_fro(bencher: Bencher, desk: Desk, key: &str, back: &str) {
    let desk = RefCell::new(desk);
    bencher
        .with_inputs(|| desk.borrow_mut().frame(back))
        .bench_local_values(|()| desk.borrow_mut().frame(key));
}

#[divan::bench(sample_count = 500)]
fn short_down(bencher: Bencher) {
    to_and_fro(bencher, short(), "j", "k");
}

#[divan::bench(sample_count = 500)]
fn short_tab(bencher: Bencher) {
    to_and_fro(bencher, short(), "Tab", "Shift-Tab");
}

#[divan::bench(sample_count = 500)]
fn short_accept(bencher: Bencher) {
    let mut desk = short();
    desk.keys("Tab a");
    to_and_fro(bencher, desk, "a", "u");
}

#[divan::bench(sample_count = 500)]
fn long_down_at_the_end(bencher: Bencher) {
    let mut desk = long();
    desk.keys("G k k k k");
    to_and_fro(bencher, desk, "j", "k");
}

#[divan::bench(sample_count = 500)]
fn long_page_at_the_end(bencher: Bencher) {
    let mut desk = long();
    desk.keys("G Ctrl-b Ctrl-b");
    to_and_fro(bencher, desk, "Ctrl-f", "Ctrl-b");
}

#[divan::bench(sample_count = 500)]
fn crowded_down(bencher: Bencher) {
    to_and_fro(bencher, crowded(), "j", "k");
}

#[divan::bench(sample_count = 500)]
fn crowded_tab(bencher: Bencher) {
    to_and_fro(bencher, crowded(), "Tab", "Shift-Tab");
}

#[divan::bench(sample_count = 500)]
fn crowded_accept(bencher: Bencher) {
    let mut desk = crowded();
    desk.keys("Tab a");
    to_and_fro(bencher, desk, "a", "u");
}

#[divan::bench(sample_count = 200)]
fn crowded_accept_all(bencher: Bencher) {
    to_and_fro(bencher, crowded(), "A", "u");
}

/// Every row that is gone to is opened.
#[divan::bench(sample_count = 500)]
fn list_down_in_100_000(bencher: Bencher) {
    let mut desk = Desk::new(&text(2_700), 100_000, extract);
    desk.keys("G k k");
    to_and_fro(bencher, desk, "k", "j");
}

/// As many keys as a held key sends while the program is busy.
fn at_once(bencher: Bencher, mut desk: Desk) {
    let down = sequence("j").expect("a key");
    bencher.bench_local(|| {
        let keys = down.iter().cycle().take(2_000).map(|key| typed(*key));
        desk.happens(Event::Terminal(keys.collect()));
        desk.draw();
        desk.keys("g g");
    });
}

#[divan::bench(sample_count = 50)]
fn list_2_000_keys_at_once(bencher: Bencher) {
    at_once(bencher, Desk::new(&text(2_700), 100_000, extract));
}

#[divan::bench(sample_count = 50)]
fn long_2_000_keys_at_once(bencher: Bencher) {
    at_once(bencher, long());
}
