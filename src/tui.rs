//! The terminal face: one loop that hands events to the state, does the effects, and draws.

pub mod action;
pub mod app;
mod clipboard;
pub mod effect;
pub mod event;
mod inbox;
pub mod key;
pub mod keymap;
pub mod layout;
mod link;
mod outside;
mod pace;
pub mod paint;
mod pipe;
pub mod session;
pub mod terminal;
pub mod theme;
pub mod view;
pub mod worker;

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use chrono::Local;
use crossbeam_channel::{RecvTimeoutError, Sender};
use ratatui::crossterm::event::Event as TerminalEvent;

use crate::annotation::Timestamp;
use crate::config::{Loaded, Sources};
use crate::corpus::Corpus;

use app::mouse::is_wheel;
use app::{App, Settings};
use effect::Effect;
use event::Event;
use inbox::Inbox;
use pace::{Pace, comes_in_great_numbers};
use pipe::Job;
use terminal::Screen;
use worker::errands::Errands;
use worker::input::Input;
use worker::signals::Watch;
use worker::{Orders, Wanted, Workers};

/// What a session is started with.
pub struct Session {
    /// What was chosen by flags and configuration.
    pub settings: Settings,
    /// Where the configuration comes from.
    pub sources: Sources,
    /// What it said.
    pub loaded: Loaded,
    /// What is wrong in it.
    pub faults: Vec<String>,
    /// What the workers need.
    pub orders: Orders,
    /// Where the last place is kept; none where there is no such folder.
    pub state: Option<PathBuf>,
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
    let (sender, inbox) = Inbox::new();
    let watch = worker::signals::watch(&sender).context("cannot watch for signals")?;
    let mut running =
        Running::begin(session, watch, sender, inbox).context("cannot use the terminal")?;
    let result = running.run();
    if let Some(job) = &mut running.job {
        job.stop();
    }
    // What was decided is safe before anything else is done, whatever ended the session.
    let ending = running.quits.unwrap_or(Ending::Saved);
    let mut problems = std::mem::take(&mut running.app.problems);
    let unsaved = running.app.unsaved();
    let Running {
        workers, screen, ..
    } = running;
    problems.extend(finish(&workers, screen, ending, unsaved));
    anyhow::ensure!(
        !terminal::has_panicked(),
        "a part of the program failed; what was shown as saved is saved"
    );
    result.map(|()| problems)
}

/// How a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// When everything is on the disk.
    Saved,
    /// Whatever is not on the disk.
    Now,
}

/// How long the screen stays while what is left is written.
const BRIEFLY: Duration = Duration::from_millis(500);

/// Waits until everything is on the disk, and gives the terminal back; a slow disk is waited for
/// with a word about it. Tells what could not be saved.
fn finish(workers: &Workers, screen: Screen, ending: Ending, unsaved: usize) -> Option<String> {
    let rescue = ending == Ending::Saved;
    let mut ended = workers.finish(rescue, BRIEFLY);
    drop(screen);
    if ended.is_none() && rescue {
        // Nothing stands in the way of the terminal any more, and no log is looked at now.
        let waiting =
            "dateline: waiting for the disk to take what was decided last; Ctrl-C ends it";
        let _ = writeln!(io::stderr(), "{waiting}");
        ended = workers.finish(rescue, Duration::MAX);
    }
    match ended {
        Some(left) => left,
        None if unsaved == 0 => None,
        None => Some(format!(
            "{} not saved: the disk did not answer",
            app::decisions(unsaved)
        )),
    }
}

/// A session under way.
struct Running {
    app: App,
    screen: Screen,
    workers: Workers,
    input: Input,
    watch: Watch,
    events: Sender<Event>,
    inbox: Inbox,
    pace: Pace,
    configuration: Sender<bool>,
    roots: Arc<[PathBuf]>,
    state: Option<PathBuf>,
    errands: Errands,
    job: Option<Job>,
    quits: Option<Ending>,
}

impl Running {
    fn begin(
        session: Session,
        watch: Watch,
        events: Sender<Event>,
        inbox: Inbox,
    ) -> anyhow::Result<Self> {
        let Session {
            settings,
            sources,
            loaded,
            faults,
            orders,
            state,
        } = session;
        let roots = orders.roots.iter().map(|root| root.path.clone());
        let roots: Arc<[PathBuf]> = roots.collect();
        let resume = state
            .as_deref()
            .and_then(|state| worker::place::recall(state, &roots));
        let screen = Screen::take(settings.mouse)?;
        let workers = Workers::start(orders, &events);
        let finish = workers.finisher();
        watch.when_unheard(move || {
            finish();
            terminal::abandon();
        });
        let new_id = Box::new(|| uuid::Uuid::now_v7().to_string());
        let mut app = App::new(settings, Corpus::default(), resume, now(), new_id);
        app.size = screen.size()?;
        if let Some(state) = &state {
            app.marks = worker::marks::recall(state, &roots);
            app.entered = worker::entered::recall(state);
            app.seen = worker::seen::recall(state, &roots);
            app.queries = worker::queries::recall(state);
        }
        app.set_faults(faults);
        let configuration = worker::configuration::watch(sources, loaded, events.clone());
        let input = Input::start(inbox.typing());
        let errands = Errands::start(events.clone());
        Ok(Self {
            app,
            screen,
            workers,
            input,
            watch,
            events,
            inbox,
            pace: Pace::default(),
            configuration,
            roots,
            state,
            errands,
            job: None,
            quits: None,
        })
    }

    fn run(&mut self) -> anyhow::Result<()> {
        while self.quits.is_none() {
            let event = self.next()?;
            let begun = Instant::now();
            let mut typed = is_typed(&event);
            let mut in_great_numbers = comes_in_great_numbers(&event);
            self.handle(event)?;
            // What waits is dealt with before the next frame, as long as that is not late for it.
            while self.quits.is_none() && begun.elapsed() < FRAME {
                // An article's annotations come right behind its text, as a rule: one frame shows both.
                // So does what a filter finds first behind its letter.
                let patience = if self.app.awaits_arrangement() {
                    FRAME.saturating_sub(begun.elapsed())
                } else if self.app.awaits_annotations() {
                    SOON.saturating_sub(begun.elapsed())
                } else {
                    Duration::ZERO
                };
                // Whoever typed waits for the frame, and not for what else there is to do.
                if typed && patience.is_zero() {
                    break;
                }
                let Ok(event) = self.inbox.next(Some(patience)) else {
                    break;
                };
                typed |= is_typed(&event);
                in_great_numbers &= comes_in_great_numbers(&event);
                self.handle(event)?;
            }
            if self.quits.is_none() && self.pace.is_due(in_great_numbers, Instant::now()) {
                self.draw().context("the terminal is gone")?;
                self.pace.drawn(Instant::now());
            }
        }
        Ok(())
    }

    /// Waits for what happens next, no longer than the state wants to, or a frame is owed.
    fn next(&mut self) -> anyhow::Result<Event> {
        let left = |deadline: Timestamp| (deadline.0 - now().0).to_std().unwrap_or(Duration::ZERO);
        let wanted = self.app.deadline().map(left);
        let owed = self.pace.patience(Instant::now());
        match self.inbox.next(wanted.into_iter().chain(owed).min()) {
            Err(RecvTimeoutError::Timeout) => Ok(Event::Tick),
            event => event.context("the workers are gone"),
        }
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        // The event that tells of another size may come later than the size itself.
        let (width, height) = self.screen.size()?;
        if self.app.size != (width, height) {
            self.update(Event::Terminal(vec![TerminalEvent::Resize(width, height)]))?;
        }
        self.screen.draw(&self.app)?;
        Ok(())
    }

    fn handle(&mut self, event: Event) -> anyhow::Result<()> {
        let Event::Terminal(batch) = event else {
            return self.update(event);
        };
        // One after the other: what was typed after the key that opens the editor, or suspends,
        // comes after that.
        for events in batch.chunk_by(|one, next| is_wheel(one) && is_wheel(next)) {
            if self.quits.is_none() {
                self.update(Event::Terminal(events.to_vec()))?;
            }
        }
        self.input.read_on();
        Ok(())
    }

    /// Hands an event to the state, does the effects, and hands over what they tell.
    fn update(&mut self, event: Event) -> anyhow::Result<()> {
        match &event {
            Event::Terminate => self.watch.hear(),
            Event::Piped(_) => self.job = None,
            _ => {}
        }
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for effect in self.app.update(event, now()) {
                events.extend(self.perform(effect)?);
            }
        }
        Ok(())
    }

    /// Has something kept in the state folder, if there is one.
    fn errand(&self, errand: impl FnOnce(&Path, &[PathBuf]) -> Option<String> + Send + 'static) {
        let Some(state) = self.state.clone() else {
            return;
        };
        let roots = Arc::clone(&self.roots);
        self.errands.run(move || errand(&state, &roots));
    }

    fn wanted(&self, index: usize) -> Option<Wanted> {
        Wanted::of(&self.app.corpus, index)
    }

    /// Does an effect; gives what it tells at once.
    fn perform(&mut self, effect: Effect) -> anyhow::Result<Option<Event>> {
        match effect {
            Effect::Load { ticket, index } => {
                if let Some(wanted) = self.wanted(index) {
                    self.workers.load(ticket, wanted);
                }
            }
            Effect::Look { ticket, window } => self.workers.look(ticket, window),
            Effect::Prefetch { open, near } => {
                let wanted = near.into_iter().filter_map(|index| self.wanted(index));
                self.workers.read_ahead(open, wanted.collect());
            }
            Effect::Snippets { table, wanted } => {
                let rows = wanted.into_iter().filter_map(|of| {
                    let wanted = self.wanted(of.place.index)?;
                    Some((of, wanted))
                });
                self.workers.read_snippets(table, rows.collect());
            }
            Effect::Survey(articles) => {
                let wanted = articles.into_iter().filter_map(|index| self.wanted(index));
                self.workers.survey(wanted.collect());
            }
            Effect::Recover(behind) => self.workers.recover(self.app.corpus.clone(), behind),
            Effect::Decide(bulk) => self.workers.decide(*bulk, self.app.corpus.clone()),
            Effect::Digest(digests) => {
                /// So many are taken in within a fraction of a frame.
                const AT_ONCE: usize = 32;
                let mut digests = digests.into_iter().peekable();
                while digests.peek().is_some() {
                    let some = digests.by_ref().take(AT_ONCE).collect();
                    let _ = self.events.send(Event::Digested(some));
                }
            }
            Effect::EndDeciding => self.workers.end_deciding(),
            Effect::Save(save) => self.workers.save(save),
            Effect::Retry => self.workers.retry(),
            Effect::WriteTo { root, dir } => self.workers.write_to(root, dir),
            Effect::TakeOver { root, asked } => self.workers.take_over(root, asked),
            Effect::LookAround(open) => self.workers.look_around(open),
            Effect::Settle {
                root,
                article,
                mine,
            } => self.workers.settle(root, article, mine),
            Effect::Export(export) => self.workers.export(export),
            Effect::KeepQuery(name, saved) => self.errand(move |state, _| {
                let kept = worker::queries::keep(state, &name, saved);
                let error = kept.err()?;
                Some(format!("the query is not saved: {error}"))
            }),
            Effect::Arrange { wish, what } => self.workers.arrange(wish, what),
            Effect::Scan(scan) => self.workers.scan(*scan),
            Effect::EndScan(purpose) => self.workers.end_scan(purpose),
            Effect::Copy(text) => return Ok(Some(Event::Copied(self.copy(&text)))),
            Effect::OpenLink(url) => outside::open_link(url, &self.events),
            Effect::Pipe { command, input } => match Job::start(&command, input, &self.events) {
                Ok(job) => self.job = Some(job),
                Err(error) => {
                    let reason = format!("{}: cannot be run: {error}", command.shown());
                    return Ok(Some(Event::Piped(Err(reason))));
                }
            },
            Effect::StopPipe => {
                if let Some(job) = &mut self.job {
                    job.stop();
                }
            }
            Effect::EditText(text) => {
                terminal::give_back();
                let edited = self.watch.while_editing(|| outside::edit(&text));
                self.screen.enter()?;
                return Ok(Some(Event::Edited(edited)));
            }
            Effect::Remember(place) => self.errand(move |state, roots| {
                if let Err(error) = worker::place::remember(state, roots, &place) {
                    tracing::warn!("the place is not remembered: {error}");
                }
                None
            }),
            Effect::Seen { root, mark } => self.errand(move |state, roots| {
                if let Err(error) = worker::seen::keep(state, roots, root, mark) {
                    tracing::warn!("it is not remembered what was seen: {error}");
                }
                None
            }),
            Effect::Mark(letter, mark) => self.errand(move |state, roots| {
                let error = worker::marks::keep(state, roots, letter, &mark).err()?;
                Some(format!(
                    "mark {letter} is not kept over the session: {error}"
                ))
            }),
            Effect::KeepLine { sort, line } => self.errand(move |state, _| {
                if let Err(error) = worker::entered::keep(state, sort, &line) {
                    tracing::warn!("what was typed is not remembered: {error}");
                }
                None
            }),
            Effect::ReadLog => return Ok(Some(Event::LogRead(outside::read_log()))),
            Effect::ReadFolder(folder) => outside::read_folder(folder, &self.events),
            Effect::Mouse(mouse) => self.screen.set_mouse(mouse)?,
            Effect::Configure { asked } => {
                let _ = self.configuration.send(asked);
            }
            Effect::Redraw => self.screen.redraw()?,
            Effect::Suspend => {
                if !worker::signals::can_suspend() {
                    let notice = "there is no shell to go back to".to_owned();
                    return Ok(Some(Event::Notice(notice)));
                }
                terminal::give_back();
                worker::signals::suspend()?;
                self.screen.enter()?;
            }
            Effect::Quit => self.quits = Some(Ending::Saved),
            Effect::QuitNow => self.quits = Some(Ending::Now),
        }
        Ok(None)
    }

    fn copy(&mut self, text: &str) -> Result<&'static str, String> {
        let variable = |name: &str| std::env::var(name).ok();
        for way in clipboard::ways(variable) {
            match way {
                clipboard::Way::Program(program, arguments) => {
                    if clipboard::give(program, arguments, text, clipboard::PATIENCE) {
                        return Ok(program);
                    }
                }
                clipboard::Way::Terminal => {
                    let bytes = clipboard::sequence(text, variable("TMUX").is_some())?;
                    self.screen
                        .send(&bytes)
                        .map_err(|error| error.to_string())?;
                    return Ok("by the terminal, OSC 52");
                }
            }
        }
        Err("there is no clipboard".to_owned())
    }
}

fn is_typed(event: &Event) -> bool {
    matches!(event, Event::Terminal(_))
}

fn now() -> Timestamp {
    Timestamp(Local::now().fixed_offset())
}
