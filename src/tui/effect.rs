//! What the update asks the world to do; [`super::worker`] and the loop do it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::annotation::Timestamp;
use crate::annotation::history::Group;
use crate::article::{Article, ArticleId};
use crate::corpus::Corpus;
use crate::interchange::Format;
use crate::interchange::selection::Selection;
use crate::search::arrange::Wish;
use crate::search::scan::{Needle, Telling};
use crate::span::{OffsetIndex, Span};
use crate::survey::{Across, Digest, Target};

use super::app::entered::Sort;
use super::app::queries::Saved;

/// Something to be done outside the program's state.
#[derive(Debug)]
pub enum Effect {
    /// Read an article, extract, lay the record over it. The answer carries the ticket.
    Load {
        /// Which request this is; only the newest one's answer is used.
        ticket: u64,
        /// The article's place in the corpus.
        index: usize,
    },
    /// Find what is in this part of the article that was asked for with the ticket, before the
    /// whole of it is read.
    Look {
        /// The request.
        ticket: u64,
        /// The part.
        window: Span,
    },
    /// Read articles ahead, so that they are there when they are asked for.
    Prefetch {
        /// The open article.
        open: usize,
        /// Those near it, the nearest first.
        near: Vec<usize>,
    },
    /// Read the lines around places, for rows of a table.
    Snippets {
        /// The table's number.
        table: u64,
        /// The rows.
        wanted: Vec<SnippetOf>,
    },
    /// Read these articles for the survey, in this order, at the lowest priority.
    Survey(Vec<usize>),
    /// Bring the records of these articles, each of a root, up to their journal, which a crash or a
    /// decision about many left ahead of them.
    Recover(Vec<(usize, ArticleId)>),
    /// Decide about items of many articles, and write nothing yet.
    Decide(Box<Bulk>),
    /// End that: nobody wants it any more.
    EndDeciding,
    /// Hand these back a few at a time: keys are answered in between.
    Digest(Vec<Digest>),
    /// Append a group to the journal of a root, then rewrite the article's record behind it.
    Save(Box<Save>),
    /// Try at once to save what could not be saved.
    Retry,
    /// Write a root's annotations elsewhere, with what could not be saved.
    WriteTo {
        /// Which root.
        root: usize,
        /// The folder, which `-a` opens then.
        dir: PathBuf,
    },
    /// Annotate a root where another program did until now, or the disk did not let us.
    TakeOver {
        /// Which root.
        root: usize,
        /// Whether somebody asked for it; else an edit was tried, and what comes of it is told only
        /// where it came to something.
        asked: bool,
    },
    /// See whether another program changed what is known of annotations: those of this article, of
    /// this root, in particular.
    LookAround(Option<(usize, ArticleId)>),
    /// The analyst chose for an article what both he and somebody outside changed.
    Settle {
        /// The root of the article.
        root: usize,
        /// The article.
        article: ArticleId,
        /// Whether his version was kept, and not what stands in the record.
        mine: bool,
    },
    /// Export what was reviewed.
    Export(Export),
    /// Find what the list is to show. The answer carries the number.
    Arrange {
        /// Which wish this is; only the newest one's answer is used.
        wish: u64,
        /// What is wished.
        what: Box<Wish>,
    },
    /// Search the texts of articles.
    Scan(Box<Scan>),
    /// Do not search on.
    EndScan(Purpose),
    /// Keep a saved query by its name; forget it where there is none.
    KeepQuery(String, Option<Saved>),
    /// Put a text on the clipboard.
    Copy(String),
    /// Open a link in the browser; only `http` and `https` get here.
    OpenLink(String),
    /// Run a command of the user's, with a text on its standard input.
    Pipe {
        /// The command.
        command: Program,
        /// The text.
        input: String,
    },
    /// Stop the command that runs.
    StopPipe,
    /// Edit a note in the user's editor.
    EditText(String),
    /// Remember where the analyst is.
    Remember(Place),
    /// Remember that an article was opened.
    Seen {
        /// The root of the article.
        root: usize,
        /// What stands for it.
        mark: u64,
    },
    /// Keep the place that a letter marks.
    Mark(char, Mark),
    /// Keep a line that was typed into a prompt for the sessions to come.
    KeepLine {
        /// What it was typed for.
        sort: Sort,
        /// The line.
        line: String,
    },
    /// Say what was logged last.
    ReadLog,
    /// Say what a folder holds, for the name of a file that is being typed.
    ReadFolder(String),
    /// Take the mouse, or give it back to the terminal.
    Mouse(bool),
    /// Read the configuration again: at any rate where it was asked for, else where a file of it
    /// has changed.
    Configure {
        /// Whether somebody asked for it.
        asked: bool,
    },
    /// Draw every cell anew.
    Redraw,
    /// Suspend the program.
    Suspend,
    /// End the program.
    Quit,
    /// End the program without waiting for what is not saved.
    QuitNow,
}

/// A line that a row of a table wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnippetOf {
    /// The row of the table's source.
    pub row: usize,
    /// What the line is around.
    pub place: super::app::table::Place,
}

/// What texts are searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// For the filter of the list.
    Filter,
    /// For a list of what is found.
    Hits,
}

/// The texts of all articles are to be searched.
#[derive(Clone, Debug)]
pub struct Scan {
    /// What for; a new search ends the one before it for the same.
    pub purpose: Purpose,
    /// Which search this is.
    pub number: u64,
    /// The articles.
    pub corpus: Corpus,
    /// The first that is to be searched.
    pub from: usize,
    /// What to search for.
    pub needles: Vec<Needle>,
    /// What to tell.
    pub telling: Telling,
}

/// A command of the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// A line that was typed, for the user's shell.
    Line(String),
    /// A program and its arguments, as the configuration names them; no shell reads them.
    Words(Vec<String>),
}

impl Program {
    /// The command as it is shown.
    pub fn shown(&self) -> String {
        match self {
            Self::Line(line) => line.clone(),
            Self::Words(words) => words.join(" "),
        }
    }
}

/// What is to be exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The format.
    pub format: Format,
    /// Where to; the format's default name in the current folder if none.
    pub path: Option<PathBuf>,
    /// What of the annotations.
    pub selection: Selection,
    /// Where a report for programs is written to, if anywhere.
    pub report: Option<PathBuf>,
    /// Whether files that are there may be written over.
    pub over: bool,
}

/// What is to be saved after a decision.
#[derive(Debug)]
pub struct Save {
    /// Which opened path.
    pub root: usize,
    /// The journal's group.
    pub group: Group,
    /// The open article and its offsets, where the group is about it. The records of others are
    /// brought up to the journal by [`Effect::Recover`].
    pub article: Option<(Arc<Article>, Arc<OffsetIndex>)>,
}

/// A decision about items of many articles.
#[derive(Debug)]
pub struct Bulk {
    /// Which decision this is; only the newest one's answer is used.
    pub ticket: u64,
    /// The items, by the places of their articles in the corpus.
    pub targets: Vec<(usize, Vec<Target>)>,
    /// What is decided.
    pub decision: Across,
    /// When.
    pub now: Timestamp,
}

/// A place that the analyst marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The root of the article.
    pub root: usize,
    /// The article.
    pub article: ArticleId,
    /// The byte.
    pub byte: usize,
    /// What stood there.
    pub words: String,
}

/// Where the analyst is in an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The root of the article.
    pub root: usize,
    /// The article.
    pub article: ArticleId,
    /// The cursor's byte.
    pub cursor: usize,
    /// The byte at the top of the screen.
    pub top: usize,
}
