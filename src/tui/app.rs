//! The program's state, and how it answers to what happens.
//!
//! [`App::update`] takes an event and gives back effects; it does no IO, so that a whole session
//! is a fold over events. [`super::view`] draws the state and changes nothing.

mod across;
mod actions;
mod again;
mod alike;
pub mod areas;
mod arrange;
mod command;
pub mod complete;
mod configure;
mod copies;
mod copy;
mod decide;
pub mod entered;
mod export;
pub mod find;
pub mod footer;
pub mod glimpse;
pub mod hint;
mod history;
pub mod inspector;
pub mod jumps;
mod keys;
mod leave;
pub mod list;
pub mod listing;
mod mend;
mod modal;
pub(super) mod mouse;
mod name;
mod open;
mod outside;
mod panes;
pub mod picker;
pub mod pipe;
pub mod placing;
pub mod progress;
pub mod prompt;
pub mod queries;
mod quotes;
pub mod reader;
mod search;
mod seek;
mod select;
mod settings;
mod speaker;
pub mod stream;
mod survey;
pub mod table;
mod timer;
mod travel;
mod who;
pub mod window;

#[cfg(test)]
pub(super) mod tests;

use ratatui::crossterm::event::Event as TerminalEvent;

use crate::annotation::Timestamp;
use crate::annotation::history::History;
use crate::annotation::registry::Registry;
use crate::article::ArticleId;
use crate::corpus::Corpus;
use crate::survey::Survey;

use super::action::Action;
use super::effect::{Effect, Place, Purpose};
use super::event::Event;
use super::key::Key;
pub use leave::Saving;
pub(super) use leave::decisions;
pub use settings::{LabelKey, Settings};

use again::Decision;
use areas::Areas;
use entered::Entered;
use hint::Hints;
use inspector::Inspector;
use keys::Held;
use list::List;
use picker::Picker;
use prompt::Prompt;
use reader::Reader;
use stream::Stream;
use table::Tables;
use travel::Awaiting;

/// A line in the footer until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it says.
    pub text: String,
    /// Whether something went wrong.
    pub bad: bool,
}

/// A thing that the next key goes to before any pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Modal {
    /// A line to be typed.
    Prompt(Prompt),
    /// A list to choose from.
    Picker(Picker),
    /// Letters over places on the screen.
    Hints(Hints),
    /// The letter of a mark.
    Mark,
}

/// Whether what may follow the keys typed so far is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FollowUps {
    /// Nothing waits for a further key.
    #[default]
    None,
    /// It is shown if no key comes before this moment.
    From(Timestamp),
    /// It is shown.
    Shown,
}

/// The whole state.
pub struct App {
    /// What was chosen before the program began.
    pub settings: Settings,
    /// The size of the screen, in cells.
    pub size: (u16, u16),
    /// Where everything is on the screen.
    pub areas: Areas,
    /// The articles.
    pub corpus: Corpus,
    /// How far the index is: bytes read, bytes in all; none when it is complete.
    pub indexing: Option<(u64, Option<u64>)>,
    /// What could not be read.
    pub problems: Vec<String>,
    /// What is wrong in the configuration, which is among the problems.
    config_faults: Vec<String>,
    /// The name of the theme that is shown: another than the chosen one while one is being chosen.
    theme_shown: String,
    /// The list.
    pub list: List,
    /// Which articles were opened.
    pub seen: progress::Seen,
    /// The open article.
    pub reader: Option<Reader>,
    /// Why the selected article cannot be shown.
    pub unreadable: Option<String>,
    /// What was found in it, grouped.
    pub inspector: Inspector,
    /// A decision about many items that waits to be told where it applies.
    scoped: Option<alike::Scoped>,
    /// What was decided last about a name.
    ruling: Option<alike::Ruling>,
    /// The review over the corpus that is under way.
    pub stream: Option<Stream>,
    /// The full-screen lists over the corpus.
    pub tables: Tables,
    /// Whether rejected suggestions are shown.
    pub show_rejected: bool,
    /// What keys go to before any pane, the last one first.
    pub modals: Vec<Modal>,
    /// The keys typed of a longer sequence.
    pub pending: Vec<Key>,
    /// Whether what may follow them is shown.
    pub follow_ups: FollowUps,
    /// The count typed before a key.
    pub count: Option<usize>,
    /// What the footer says.
    pub message: Option<Message>,
    /// Whether what was done is on the disk.
    pub saving: Saving,
    /// Why nothing can be written, for each root; none where it can.
    pub read_only: Vec<Option<String>>,
    /// What was found over the whole corpus, as far as it was read for that.
    pub survey: Survey,
    surveying: survey::Surveying,
    deciding: Option<across::Deciding>,
    placing: placing::Placing,
    /// The articles whose work is known better than their records tell.
    noted: std::collections::HashSet<(usize, ArticleId)>,
    offered: Option<copies::Offer>,
    /// How many decisions about many articles there were.
    decided_across: u64,
    /// Articles whose records a crash left behind the journal.
    behind: Vec<(usize, ArticleId)>,
    /// Where the analyst was when the program last ended.
    resume: Option<Place>,
    histories: Vec<History>,
    /// What was decided last about a name in the article, for the whole corpus.
    everywhere: Option<who::Everywhere>,
    /// Who is who over the articles of each root.
    pub registries: Vec<Registry>,
    ticket: u64,
    loading: Option<usize>,
    /// The row of the article that was opened last, and whether the one before stood below it.
    reading: (usize, bool),
    awaiting: Option<Awaiting>,
    /// What waits for the article that they are meant for.
    held: std::collections::VecDeque<Held>,
    /// What asked for a menu of labels where none opens: a letter meant for it may come.
    unopened: Option<Action>,
    /// What the analyst marked.
    pub marks: jumps::Marks,
    /// Queries that have a name.
    pub queries: queries::Queries,
    jumps: jumps::Jumps,
    /// The command that an article or a selection was given to, and what the last one gave.
    pub pipe: pipe::Pipe,
    texts: arrange::Texts,
    found: arrange::Findings,
    search: search::Search,
    /// What is shown in the article that is asked for, as a table led there that was searched for it.
    searched: Option<String>,
    last: Option<Decision>,
    /// What was typed into prompts before.
    pub entered: Entered,
    /// The folder that was last looked into for the name of a file.
    folder: Option<complete::Folder>,
    /// The tags that were used in this session.
    tags: std::collections::BTreeSet<String>,
    drag: Option<mouse::Drag>,
    warned: Option<ArticleId>,
    /// Whether the analyst was told that quitting loses decisions.
    warned_of_loss: bool,
    /// Whether the program ends as soon as everything is saved.
    leaving: bool,
    interrupted: Option<Timestamp>,
    now: Timestamp,
    new_id: Box<dyn FnMut() -> String>,
    effects: Vec<Effect>,
}

impl App {
    /// The state before anything is read. `new_id` gives a new id at each call.
    pub fn new(
        settings: Settings,
        corpus: Corpus,
        resume: Option<Place>,
        now: Timestamp,
        new_id: Box<dyn FnMut() -> String>,
    ) -> Self {
        let roots = settings.roots.len().max(1);
        Self {
            size: (0, 0),
            areas: Areas::default(),
            corpus,
            indexing: Some((0, None)),
            problems: Vec::new(),
            config_faults: Vec::new(),
            theme_shown: settings.config.theme.clone(),
            list: List::default(),
            seen: progress::Seen::default(),
            reader: None,
            unreadable: None,
            inspector: Inspector::default(),
            scoped: None,
            ruling: None,
            stream: None,
            tables: Tables::default(),
            show_rejected: false,
            modals: Vec::new(),
            pending: Vec::new(),
            follow_ups: FollowUps::default(),
            count: None,
            message: None,
            saving: Saving::Saved,
            read_only: vec![None; roots],
            survey: Survey::default(),
            surveying: survey::Surveying::default(),
            deciding: None,
            placing: placing::Placing::default(),
            noted: std::collections::HashSet::new(),
            offered: None,
            decided_across: 0,
            behind: Vec::new(),
            resume,
            histories: (0..roots).map(|_| History::default()).collect(),
            everywhere: None,
            registries: vec![Registry::default(); roots],
            ticket: 0,
            loading: None,
            reading: (0, false),
            awaiting: None,
            held: std::collections::VecDeque::new(),
            unopened: None,
            marks: jumps::Marks::new(),
            queries: queries::Queries::new(),
            jumps: jumps::Jumps::default(),
            pipe: pipe::Pipe::default(),
            texts: arrange::Texts::default(),
            found: arrange::Findings::default(),
            search: search::Search::default(),
            searched: None,
            last: None,
            entered: Entered::default(),
            folder: None,
            tags: std::collections::BTreeSet::new(),
            drag: None,
            warned: None,
            warned_of_loss: false,
            leaving: false,
            interrupted: None,
            now,
            new_id,
            effects: Vec::new(),
            settings,
        }
    }

    /// Takes in what happened at a moment, and says what is to be done about it.
    pub fn update(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        self.now = now;
        match event {
            Event::Terminal(events) => {
                let mut events = events.as_slice();
                while let Some((event, rest)) = events.split_first() {
                    match self.turn_wheel(events) {
                        0 => {
                            self.terminal(event.clone());
                            events = rest;
                        }
                        turns => events = events.get(turns..).unwrap_or_default(),
                    }
                    // A later event of the same batch may ask where things are.
                    self.settle();
                }
            }
            Event::Tick => self.tick(),
            Event::Indexed(event) => self.indexed(event),
            Event::StoreOpened {
                root,
                read_only,
                history,
                problems,
            } => self.store_opened(root, read_only, *history, problems),
            Event::Behind { root, pending } => {
                self.behind.extend(pending.into_iter().map(|id| (root, id)));
                self.recover();
            }
            Event::StoreLeft { root } => {
                self.list.forget_works(root);
                self.forget_surveyed();
            }
            Event::StoreFreed { root, told } => self.store_freed(root, told),
            Event::StoreRenewed { root: _, told } => self.store_renewed(told),
            Event::NotTakenOver(reason) => self.complain(reason),
            Event::ChangedOutside {
                root,
                article,
                told,
            } => self.changed_outside(root, article, told),
            Event::TextChanged { root, article } => self.text_changed(root, &article),
            Event::WrittenTo(result) => self.written_to(result),
            Event::Registry {
                root,
                registry,
                problems,
            } => self.registry_read(root, *registry, problems),
            Event::Works { root, works } => {
                for (id, work) in works {
                    // What was seen of an article since is younger than what was read of its record.
                    if !self.noted.contains(&(root, id.clone())) {
                        self.list.set_work(root, id, work);
                    }
                }
            }
            Event::Opened { ticket, result } if ticket == self.ticket => self.opened(result),
            // They come once: what was decided meanwhile is not laid over again.
            Event::Laid { ticket, result }
                if ticket == self.ticket && self.awaits_annotations_of_open() =>
            {
                self.laid(result);
            }
            Event::Glimpsed { ticket, glimpse } if ticket == self.ticket => self.glimpsed(glimpse),
            // What was asked for before is not wanted any more.
            Event::Opened { .. } | Event::Laid { .. } | Event::Glimpsed { .. } => {}
            Event::Snippets { table, lines } => self.snippets(table, lines),
            Event::Surveyed {
                digests,
                unreadable,
            } => {
                self.surveyed(digests, &unreadable);
                self.feed_stream();
            }
            Event::Arranged {
                wish,
                arrangement,
                done,
            } => self.arranged(wish, arrangement, done),
            Event::Scanned {
                purpose,
                number,
                scanned,
                done,
            } => match purpose {
                Purpose::Filter => self.texts_scanned(number, &scanned, done),
                Purpose::Hits => self.hits_scanned(number, scanned, done),
            },
            Event::Deciding { ticket, done } => self.deciding_on(ticket, done),
            Event::Decided { ticket, decided } => self.decided(ticket, decided),
            Event::Digested(digests) => self.digested(digests),
            Event::Recovered { root, digest } => self.recovered(root, digest),
            Event::AllRecovered => self.set_recovering(false),
            Event::Saved => self.decision_saved(),
            Event::NotSaved(reason) => self.decision_not_saved(reason),
            Event::Exported(result) => self.exported(result),
            Event::LogRead(result) => self.log_read(result),
            Event::FolderRead { folder, names } => self.folder_read(&folder, names),
            Event::Edited(result) => self.edited(result),
            Event::Copied(Ok(how)) => self.say(format!("copied ({how})")),
            Event::Copied(Err(reason)) => self.complain(format!("not copied: {reason}")),
            Event::Piped(result) => self.piped(result),
            Event::Notice(text) => self.say(text),
            Event::Problem(problem) => {
                self.complain(problem.clone());
                self.problems.push(problem);
            }
            Event::Configured { result, asked } => self.configured(result, asked),
            Event::Suspend => self.effects.push(Effect::Suspend),
            Event::Terminate => self.leave(),
        }
        self.settle_deciding();
        self.release_held();
        self.settle();
        self.look();
        self.survey_on();
        self.survey_lines();
        std::mem::take(&mut self.effects)
    }

    fn terminal(&mut self, event: TerminalEvent) {
        match event {
            TerminalEvent::Key(event) if event.is_press() || event.is_repeat() => {
                self.message = None;
                self.leave_top();
                if let Some(table) = self.tables.shown_mut() {
                    table.window.come_back();
                }
                match self.settings.wanted.focus {
                    areas::Pane::List => self.list.window.come_back(),
                    areas::Pane::Inspector => self.inspector.window.come_back(),
                    areas::Pane::Reader => {}
                }
                self.key(Key::from(event));
            }
            TerminalEvent::Mouse(event) => {
                self.leave_top();
                self.mouse(event);
            }
            TerminalEvent::Paste(text) => self.paste(&text),
            TerminalEvent::Resize(width, height) => {
                self.size = (width, height);
                self.list.window.keep_top();
                self.inspector.window.keep_top();
                if let Some(table) = self.tables.shown_mut() {
                    table.window.keep_top();
                }
                if let Some(reader) = &mut self.reader {
                    reader.keep_top();
                }
            }
            // Who comes back may have been at the configuration meanwhile, at the annotations, or at
            // the text.
            TerminalEvent::FocusGained => {
                self.look_around();
                self.effects.push(Effect::Configure { asked: false });
            }
            TerminalEvent::Key(_) | TerminalEvent::FocusLost => {}
        }
    }

    fn leave_top(&mut self) {
        self.list.window.leave_top();
        self.inspector.window.leave_top();
        if let Some(table) = self.tables.shown_mut() {
            table.window.leave_top();
        }
        if let Some(reader) = &mut self.reader {
            reader.leave_top();
        }
    }

    /// Brings everything that follows from the state up to date: areas, rows, scrolling.
    fn settle(&mut self) {
        self.areas = Areas::of(self.size.0, self.size.1, self.settings.wanted);
        self.show_theme();
        self.show_proposal();
        if self.pending.is_empty() {
            self.follow_ups = FollowUps::None;
        }
        let rows = |pane: Option<ratatui::layout::Rect>| {
            pane.map_or(1, |pane| usize::from(areas::inside(pane).height).max(1))
        };
        self.list
            .keep_selected_shown(rows(self.areas.list), &self.corpus);
        self.settle_inspector();
        self.settle_table();
        if let (Some(reader), Some(text)) = (&mut self.reader, self.areas.text) {
            reader.settle((text.width, text.height), self.settings.scrolloff);
        }
    }

    fn settle_inspector(&mut self) {
        let Some(inner) = self.areas.inspector.map(areas::inside) else {
            self.inspector.detail.clear();
            return self.inspector.keep_selected_shown(1);
        };
        let height = usize::from(inner.height);
        match self.reader.as_ref().filter(|reader| reader.annotated) {
            Some(reader) => self
                .inspector
                .tell(reader, usize::from(inner.width), height),
            None => self.inspector.detail.clear(),
        }
        let height = height - self.inspector.detail.len();
        self.inspector.keep_selected_shown(height);
    }

    fn awaits_annotations_of_open(&self) -> bool {
        self.reader.as_ref().is_some_and(|reader| !reader.annotated)
    }

    /// Whether the open article's annotations are on their way and will soon be there.
    pub fn awaits_annotations(&self) -> bool {
        let soon = |reader: &Reader| !reader.annotated && !reader.is_long();
        self.loading.is_some() || self.reader.as_ref().is_some_and(soon)
    }

    /// How many keys (and pastes) wait for the article that they are meant for.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// Says something in the footer.
    fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            bad: false,
        });
    }

    /// Says in the footer that something went wrong, or cannot be done.
    fn complain(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            bad: true,
        });
    }

    /// The root of the open article, else the first.
    pub fn root(&self) -> usize {
        self.reader.as_ref().map_or(0, |reader| reader.opened.root)
    }

    /// Why nothing can be written for the open article; none where it can.
    pub fn why_read_only(&self) -> Option<&str> {
        let locked = self
            .reader
            .as_ref()
            .and_then(|reader| reader.locked.as_deref());
        locked.or(self.read_only.get(self.root())?.as_deref())
    }
}
