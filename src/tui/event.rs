//! What happens: keys and clicks, and what workers have done.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ratatui::crossterm::event::Event as TerminalEvent;

use crate::annotation::history::{History, Step};
use crate::annotation::registry::Registry;
use crate::article::ArticleId;
use crate::config::Loaded;
use crate::corpus::IndexEvent;
use crate::search::arrange::Arrangement;
use crate::search::scan::Scanned;
use crate::survey::{Decided, Digest};

use super::app::glimpse::Glimpse;
use super::app::list::Work;
use super::app::pipe::Piped;
use super::app::reader::{Laid, Opened};
use super::app::table::hits::Line;
use super::effect::Purpose;

/// Something that the loop hands to the update.
#[derive(Debug)]
pub enum Event {
    /// What came from the terminal, in order.
    Terminal(Vec<TerminalEvent>),
    /// The moment has come that [`App::deadline`](super::app::App::deadline) named, or one at which a
    /// frame is owed.
    Tick,
    /// The index has read on.
    Indexed(IndexEvent),
    /// A root's annotations are open: whether they can be written, and what was done before.
    StoreOpened {
        /// Which root.
        root: usize,
        /// Why nothing can be written; none where it can.
        read_only: Option<String>,
        /// What can be undone.
        history: Box<History>,
        /// What is wrong with the journal.
        problems: Vec<String>,
    },
    /// Records are found that a crash left behind the journal.
    Behind {
        /// The root of their articles.
        root: usize,
        /// The articles.
        pending: Vec<ArticleId>,
    },
    /// The program that wrote a root's annotations has ended: what is to be told.
    StoreFreed {
        /// Which root.
        root: usize,
        /// The reason why nothing can be written yet, and what to do.
        told: String,
    },
    /// A root's annotations are about to be opened anew: what was known of them does not count.
    StoreLeft {
        /// Which root.
        root: usize,
    },
    /// A root's annotations were opened anew, by this program or because another changed them;
    /// [`Event::StoreOpened`] and what follows it came before.
    StoreRenewed {
        /// Which root.
        root: usize,
        /// What is to be told.
        told: String,
    },
    /// An article's record is not what was last read or written: another program changed it.
    ChangedOutside {
        /// The root of the article.
        root: usize,
        /// The article.
        article: ArticleId,
        /// What is to be told; nothing where it goes without saying.
        told: Option<String>,
    },
    /// The text of an article is another one than was read.
    TextChanged {
        /// The root of the article.
        root: usize,
        /// The article.
        article: ArticleId,
    },
    /// Nothing came of [`Effect::TakeOver`](super::effect::Effect::TakeOver), and why.
    NotTakenOver(String),
    /// Annotations were written elsewhere: what is to be told, or why not.
    WrittenTo(Result<String, String>),
    /// Who is who over all articles of a root is known.
    Registry {
        /// Which root.
        root: usize,
        /// The people and things.
        registry: Box<Registry>,
        /// What of it cannot be read, or does not fit.
        problems: Vec<String>,
    },
    /// What is known about the work on articles of a root.
    Works {
        /// Which root.
        root: usize,
        /// An article each.
        works: Vec<(ArticleId, Work)>,
    },
    /// An article was read.
    Opened {
        /// The request.
        ticket: u64,
        /// The article, or why it cannot be read.
        result: Result<Box<Opened>, String>,
    },
    /// What is in a part of the open article is known before the whole is.
    Glimpsed {
        /// The request.
        ticket: u64,
        /// The part.
        glimpse: Glimpse,
    },
    /// The annotations of the open article are there.
    Laid {
        /// The request.
        ticket: u64,
        /// The annotations, or why they cannot be read.
        result: Result<Box<Laid>, String>,
    },
    /// Lines were read for rows of a table.
    Snippets {
        /// The table's number.
        table: u64,
        /// Each row of its source, and its line.
        lines: Vec<(usize, Line)>,
    },
    /// Articles were read for the survey.
    Surveyed {
        /// What they contribute.
        digests: Vec<Digest>,
        /// Those that cannot be read.
        unreadable: Vec<usize>,
    },
    /// What the list is to show is found, or a part of it.
    Arranged {
        /// Which wish this answers.
        wish: u64,
        /// What is shown.
        arrangement: Arrangement,
        /// Whether that is all.
        done: bool,
    },
    /// Texts of articles were searched.
    Scanned {
        /// What for.
        purpose: Purpose,
        /// Which search it is.
        number: u64,
        /// What was found.
        scanned: Scanned,
        /// Whether that is all.
        done: bool,
    },
    /// So many articles were read for a decision about many.
    Deciding {
        /// The decision.
        ticket: u64,
        /// How many.
        done: usize,
    },
    /// What a decision about many articles came to; nothing of it is written.
    Decided {
        /// The decision.
        ticket: u64,
        /// What is to be written.
        decided: Box<DecidedAcross>,
    },
    /// The record of an article was brought up to its journal.
    Recovered {
        /// The root of the article.
        root: usize,
        /// What it contributes to the survey now.
        digest: Digest,
    },
    /// All records that were behind their journal were brought up to it, as far as that can be.
    AllRecovered,
    /// What articles contribute to the survey after a decision about many.
    Digested(Vec<Digest>),
    /// A journal line is on the disk.
    Saved,
    /// It is not; the reason, and what to do.
    NotSaved(String),
    /// An export has ended: the file and its report, or why not.
    Exported(Result<(PathBuf, Vec<String>), String>),
    /// What was logged last, or why there is nothing.
    LogRead(Result<(PathBuf, Vec<String>), String>),
    /// What a folder holds, for the name of a file that is being typed.
    FolderRead {
        /// The folder, as it was typed; empty for the current one.
        folder: String,
        /// The names in it, those of folders with a slash at their end.
        names: Vec<String>,
    },
    /// The user's editor has ended.
    Edited(Result<String, String>),
    /// A thing was copied, or why not.
    Copied(Result<&'static str, String>),
    /// A command has ended: what it gave, or why it could not be run.
    Piped(Result<Piped, String>),
    /// Something that the analyst should be told.
    Notice(String),
    /// Something that cannot be read or written: it joins the list of problems.
    Problem(String),
    /// The configuration was read again.
    Configured {
        /// What it says now, or why it cannot be read.
        result: Result<Box<Loaded>, String>,
        /// Whether somebody asked for it.
        asked: bool,
    },
    /// The program is asked to stop until it is continued.
    Suspend,
    /// The process is asked to end.
    Terminate,
}

/// What a decision about many articles came to.
#[derive(Debug, Default)]
pub struct DecidedAcross {
    /// The changes of the articles of each root.
    pub steps: BTreeMap<usize, Vec<Step>>,
    /// What the articles contribute to the survey from then on.
    pub digests: Vec<Digest>,
    /// How many items changed.
    pub done: usize,
    /// How many are not there any more, or could not be read.
    pub left_out: usize,
}

impl DecidedAcross {
    /// Takes in what it came to in an article of a root.
    pub fn take(&mut self, root: usize, decided: Decided) {
        self.done += decided.done;
        self.left_out += decided.gone;
        self.steps.entry(root).or_default().extend(decided.step);
        self.digests.push(decided.digest);
    }
}
