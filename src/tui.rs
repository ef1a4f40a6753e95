//! The terminal face: one loop that hands events to the state, does the effects, and draws.

pub mod action;
pub mod app;
mod clipboard;
pub mod effect;
pub mod event;
pub mod key;
pub mod keymap;
pub mod layout;
mod outside;
pub mod paint;
pub mod session;
pub mod terminal;
pub mod theme;
pub mod view;
pub mod worker;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use chrono::Local;
use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::annotation::Timestamp;
use crate::corpus::Corpus;

use app::{App, Settings};
use effect::Effect;
use event::Event;
use terminal::Screen;
use worker::input::Input;
use worker::{Orders, Wanted, Workers};

/// What a session is started with.
pub struct Session {
    /// What was chosen by flags and configuration.
    pub settings: Settings,
    /// What the workers need.
    pub orders: Orders,
    /// Where the last place is kept; none where there is no such folder.
    pub state: Option<PathBuf>,
    /// What the analyst should be told first.
    pub notices: Vec<String>,
}

/// However much happens, a frame is drawn after this time.
const FRAME: Duration = Duration::from_millis(12);

/// The text of an article is shown without its annotations when they do not come within this time.
const SOON: Duration = Duration::from_millis(3);

/// Runs the terminal UI until the analyst quits; gives what could not be read or written meanwhile.
///
/// # Errors
/// When the terminal cannot be used, or is gone.
pub fn run(session: Session) -> anyhow::Result<Vec<String>> {
    terminal::restore_on_panic();
    let (sender, events) = unbounded();
    worker::signals::watch(&sender).context("cannot watch for signals")?;
    let mut running = Running::begin(session, sender).context("cannot use the terminal")?;
    let result = running.run(&events);
    // What was decided is safe before anything else is done, whatever ended the session.
    running.workers.finish();
    let problems = std::mem::take(&mut running.app.problems);
    drop(running);
    result.map(|()| problems)
}

/// A session under way.
struct Running {
    app: App,
    screen: Screen,
    workers: Workers,
    input: Input,
    events: Sender<Event>,
    paths: Vec<PathBuf>,
    state: Option<PathBuf>,
    quits: bool,
}

impl Running {
    fn begin(session: Session, events: Sender<Event>) -> anyhow::Result<Self> {
        let Session {
            settings,
            orders,
            state,
            notices,
        } = session;
        let paths = orders.paths.clone();
        let resume = state
            .as_deref()
            .and_then(|state| worker::place::recall(state, &paths));
        let screen = Screen::take(settings.mouse)?;
        let workers = Workers::start(orders, &events);
        let new_id = Box::new(|| uuid::Uuid::now_v7().to_string());
        let mut app = App::new(settings, Corpus::default(), resume, now(), new_id);
        app.size = screen.size()?;
        app.problems.extend(notices);
        let input = Input::start(events.clone());
        Ok(Self {
            app,
            screen,
            workers,
            input,
            events,
            paths,
            state,
            quits: false,
        })
    }

    fn run(&mut self, events: &Receiver<Event>) -> anyhow::Result<()> {
        while !self.quits {
            let event = events.recv().context("the workers are gone")?;
            let begun = Instant::now();
            self.handle(event)?;
            // What waits is dealt with before the next frame, as long as that is not late for it.
            while !self.quits && begun.elapsed() < FRAME {
                // An article's annotations come right behind its text, as a rule: one frame shows both.
                let patience = if self.app.awaits_annotations() {
                    SOON.saturating_sub(begun.elapsed())
                } else {
                    Duration::ZERO
                };
                let Ok(event) = events.recv_timeout(patience) else {
                    break;
                };
                self.handle(event)?;
            }
            if !self.quits {
                self.screen
                    .draw(&self.app)
                    .context("the terminal is gone")?;
            }
        }
        Ok(())
    }

    fn handle(&mut self, event: Event) -> anyhow::Result<()> {
        let typed = matches!(event, Event::Terminal(_));
        for effect in self.app.update(event, now()) {
            self.perform(effect)?;
        }
        if typed {
            self.input.read_on();
        }
        Ok(())
    }

    fn wanted(&self, index: usize) -> Option<Wanted> {
        Some(Wanted {
            index,
            root: self.app.corpus.root(index)?,
            locator: self.app.corpus.locator(index)?,
        })
    }

    fn perform(&mut self, effect: Effect) -> anyhow::Result<()> {
        match effect {
            Effect::Load { ticket, index } => {
                if let Some(wanted) = self.wanted(index) {
                    self.workers.load(ticket, wanted);
                }
            }
            Effect::Prefetch(indexes) => {
                let wanted = indexes.into_iter().filter_map(|index| self.wanted(index));
                self.workers.read_ahead(wanted.collect());
            }
            Effect::Recover(index) => {
                if let Some(wanted) = self.wanted(index) {
                    self.workers.recover(wanted);
                }
            }
            Effect::Save(save) => self.workers.save(save),
            Effect::Export(export) => self.workers.export(export),
            Effect::Copy(text) => self.copy(&text),
            Effect::OpenLink(url) => outside::open_link(url, &self.events),
            Effect::EditText(text) => {
                terminal::give_back();
                let edited = outside::edit(&text);
                self.screen.enter()?;
                self.tell(Event::Edited(edited));
            }
            Effect::Remember(place) => {
                if let Some(state) = &self.state
                    && let Err(error) = worker::place::remember(state, &self.paths, &place)
                {
                    tracing::warn!("the place is not remembered: {error}");
                }
            }
            Effect::Mouse(mouse) => self.screen.set_mouse(mouse)?,
            Effect::Redraw => self.screen.redraw()?,
            Effect::Suspend => {
                terminal::give_back();
                worker::signals::suspend()?;
                self.screen.enter()?;
                // The screen may have another size than before.
                let (width, height) = self.screen.size()?;
                let resize = ratatui::crossterm::event::Event::Resize(width, height);
                self.tell(Event::Terminal(vec![resize]));
            }
            Effect::Quit => self.quits = true,
        }
        Ok(())
    }

    fn tell(&self, event: Event) {
        let _ = self.events.send(event);
    }

    fn copy(&mut self, text: &str) {
        let variable = |name: &str| std::env::var(name).ok();
        for way in clipboard::ways(variable) {
            match way {
                clipboard::Way::Program(program, arguments) => {
                    if clipboard::give(program, arguments, text) {
                        return self.tell(Event::Copied(Ok(program)));
                    }
                }
                clipboard::Way::Terminal => {
                    let sent =
                        clipboard::sequence(text, variable("TMUX").is_some()).and_then(|bytes| {
                            self.screen.send(&bytes).map_err(|error| error.to_string())
                        });
                    return self.tell(Event::Copied(sent.map(|()| "by the terminal, OSC 52")));
                }
            }
        }
    }
}

fn now() -> Timestamp {
    Timestamp(Local::now().fixed_offset())
}
