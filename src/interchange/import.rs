//! Annotations taken in from files of other tools, through the journal, so that one undo takes them back.

mod asked;
mod dump;
mod given;
mod merge;
mod report;
mod tags;

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::doubt::doubt;
use super::draft::Draft;
use super::library::{Found, Library};
use super::reader::{self, Tally};
use super::resembles;
use super::selection::LabelMap;
use super::{Fault, Format, Unit};
use crate::annotation::edit::{Change, apply};
use crate::annotation::history::{Aside, Changes, Group, Step};
use crate::annotation::wire::Coordinates;
use crate::annotation::{Annotations, IMPORT, Timestamp};
use crate::article::{Article, ArticleId};
use crate::corpus::{self, STANDARD_INPUT};
use crate::extract::extract_with;
use crate::extract::model::Model;
use crate::ingest::{Problem, ReadOptions};
use crate::span::OffsetIndex;
use crate::store::{Access, Loaded, PlaceError, ReadOnly, Store, StoreError, annotations_dir};

use asked::Asked;
use given::unfound;
use merge::{Terms, merge};

pub use report::{Noted, Report};

/// What is to become of what a file says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum How {
    /// It is to be reviewed.
    #[default]
    Suggestions,
    /// It is decided, as the file says, or accepted where the file does not say.
    Annotations,
}

/// How offsets were understood that seem to count something else.
const DOUBTED: &str = "spans without words lie where the file has them, though most begin or end inside words: \
                       see what the offsets count (--offsets codepoint, --offsets utf16)";

/// So many kinds of what has no place here are told by their names.
const MOST_KINDS: usize = 200;

/// What is to be imported, and where to.
#[derive(Clone, Debug)]
pub struct Request {
    /// The files.
    pub files: Vec<PathBuf>,
    /// Their format.
    pub format: Format,
    /// The articles; a file of JSON Lines that is not there is made of the texts in the files.
    pub into: PathBuf,
    /// How the articles are read.
    pub reading: ReadOptions,
    /// Where their annotations live; beside the articles where there is none.
    pub annotations: Option<PathBuf>,
    /// Whose annotations.
    pub annotator: String,
    /// As what.
    pub how: How,
    /// Whose work in the files alone is taken in; everyone's where nobody is named.
    pub from: Option<String>,
    /// What offsets count in the files, where that is another unit than the format's.
    pub offsets: Option<Unit>,
    /// What labels are called in the files.
    pub labels: LabelMap,
    /// What labels of other machines are called here.
    pub names: BTreeMap<String, String>,
    /// The model that the annotator works with.
    pub model: Arc<Model>,
    /// Now.
    pub now: Timestamp,
}

/// What is told while files are read.
#[derive(Debug)]
pub enum Telling<'a> {
    /// Something was left out.
    Problem(Problem),
    /// Something is to be known.
    Note(String),
    /// How far it is.
    Progress(&'a Report),
}

/// Nothing could be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A path cannot be opened.
    #[error("{0}")]
    Path(#[from] Problem),
    /// A file cannot be read.
    #[error("{}: cannot be read: {source}; nothing was imported", path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The articles have no place for annotations.
    #[error("{0}")]
    Nowhere(#[from] PlaceError),
    /// The annotations cannot be read or written.
    #[error("{0}")]
    Annotations(#[from] StoreError),
    /// Nothing may be written there.
    #[error("{0}; nothing was imported")]
    ReadOnly(String),
    /// The format carries no spans that can be read.
    #[error("{0} is for people and carries no offsets to read; import another format")]
    Unreadable(Format),
    /// There are no articles to import into, and none can be made.
    #[error("{}: {reason}", path.display())]
    NoArticles {
        /// The path.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// Takes in what files say about articles; what was decided about these already stays.
///
/// Memory grows with the number of articles, not with their texts nor with what is said about them.
///
/// # Errors
/// [`ImportError`]; what is wrong with single articles and items is told.
pub fn import(request: &Request, tell: &mut dyn FnMut(Telling<'_>)) -> Result<Report, ImportError> {
    let format = request.format;
    let reads = format.reader().ok_or(ImportError::Unreadable(format))?;
    let mut report = Report::default();
    if request.reading.pattern_of(0).is_some() {
        corpus::check(std::slice::from_ref(&request.into), &request.reading)?;
    } else if !request.into.exists() && request.into != Path::new(STANDARD_INPUT) {
        report.made = dump::make(request, reads)?;
    }
    let place = annotations_dir(&request.into, request.annotations.as_deref())?;
    let options = ReadOptions {
        within: vec![place.way_to(&request.into)],
        ..request.reading.clone()
    };
    let store = Store::open(&place.dir, &request.annotator, Access::Writable)?;
    if let Access::ReadOnly(reason) = store.access() {
        return Err(ImportError::ReadOnly(refused(reason)));
    }
    for damage in store.problems() {
        tell(Telling::Note(format!(
            "{}/{damage}",
            store.folder().display()
        )));
    }
    let library = Library::open(std::slice::from_ref(&request.into), options)?;
    let mut importing = Importing {
        pending: store.pending().into_iter().collect(),
        request,
        library,
        store,
        report,
        tally: Tally::default(),
        tell,
        steps: Vec::new(),
        places: HashMap::new(),
        speakers: HashMap::new(),
        asked: Asked::of(&request.reading, &request.labels),
        // Where there can be no such file, changes wait in memory.
        aside: Aside::temporary().ok(),
    };
    reader::read_mapped(
        &request.files,
        reads,
        &request.reading,
        |path, line, draft| {
            importing.take(path, line, draft);
            ControlFlow::Continue(())
        },
    )
    .map_err(|(path, source)| ImportError::Unread { path, source })?;
    importing.decide()?;
    for line in importing.asked.lines() {
        (importing.tell)(Telling::Note(line));
    }
    if importing.report.is_empty()
        && let Some(hint) = resembles::hint(&request.files, format)
    {
        (importing.tell)(Telling::Note(hint));
    }
    Ok(importing.report)
}

fn refused(reason: &ReadOnly) -> String {
    match reason {
        ReadOnly::Locked { folder, holder } => {
            let holder = holder
                .as_ref()
                .map_or("another process".to_owned(), ToString::to_string);
            format!(
                "{}: {holder} is annotating here; end it first",
                folder.display()
            )
        }
        ReadOnly::Unwritable { folder, reason } => format!(
            "{}: {reason}; mend that, or name another folder with -a DIR",
            folder.display()
        ),
        ReadOnly::Asked | ReadOnly::Unread { .. } => reason.to_string(),
    }
}

/// What stands in the place of a file's name for standard input.
fn name_of(path: &Path) -> String {
    match path.file_name() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => "standard input".to_owned(),
    }
}

/// Whose work a part of a file is: as it says, or as the file is called where a tool writes a file for
/// each annotator of an article.
fn by(format: Format, path: &Path, draft: &Draft) -> Option<String> {
    let is_a_persons = matches!(format, Format::Cas | Format::Xmi | Format::Webanno);
    let stem = path.file_stem().filter(|_| is_a_persons);
    let stem = stem.map(|stem| stem.to_string_lossy().into_owned());
    draft.annotator.clone().or(stem)
}

struct Importing<'a, 'b> {
    request: &'a Request,
    library: Library,
    store: Store,
    /// Articles that the journal holds more about than their records.
    pending: HashSet<ArticleId>,
    report: Report,
    /// Which articles of the files are counted.
    tally: Tally,
    tell: &'b mut dyn FnMut(Telling<'_>),
    /// What is to be decided at once, an article each, with its number in the library.
    steps: Vec<(usize, Step)>,
    places: HashMap<ArticleId, usize>,
    /// Who spoke of an article first, by its number, and whether others do.
    speakers: HashMap<usize, (String, bool)>,
    /// What was asked for and not met yet.
    asked: Asked,
    /// Where changes wait until they are in the journal.
    aside: Option<Aside>,
}

impl Importing<'_, '_> {
    /// Tells what is wrong, whatever becomes of it.
    fn wrong(&mut self, path: &Path, line: u64, fault: Fault) {
        (self.tell)(Telling::Problem(Problem {
            path: path.to_owned(),
            line,
            field: Some(fault.field).filter(|field| !field.is_empty()),
            reason: fault.reason,
        }));
    }

    /// Tells what is wrong and so is not taken in.
    fn problem(&mut self, path: &Path, line: u64, fault: Fault) {
        self.report.faults += 1;
        self.wrong(path, line, fault);
    }

    /// Notes that something of a file has no place here.
    fn left_out(&mut self, what: impl Into<Cow<'static, str>>, count: u64, path: &Path, line: u64) {
        let mut what = what.into();
        let all = &mut self.report.left_out;
        if all.len() >= MOST_KINDS && !all.contains_key(&what) {
            what = "things of still other kinds".into();
        }
        let left_out = all.entry(what).or_default();
        left_out.note(count, path, line);
    }

    /// Notes who speaks of an article: several may, but it becomes one annotator's.
    fn told_by(&mut self, number: usize, path: &Path, draft: &Draft) {
        let Some(by) = by(self.request.format, path, draft) else {
            return;
        };
        match self.speakers.entry(number) {
            Entry::Vacant(first) => {
                first.insert((by, false));
            }
            Entry::Occupied(mut known) => {
                let (first, told) = known.get_mut();
                if *first != by {
                    self.report.shared += u64::from(!std::mem::replace(told, true));
                    self.report.annotators.extend([first.clone(), by]);
                }
            }
        }
    }

    /// Takes in what a file says about an article.
    fn take(&mut self, path: &Path, line: u64, draft: Result<Draft, Fault>) {
        match draft {
            Ok(mut draft) => {
                if let Some(unit) = self.request.offsets {
                    draft.count_in(unit);
                }
                for part in self.library.split(draft) {
                    let first = part.tokens.first();
                    let line = first.map_or(line, |token| token.line);
                    self.article(path, line, &part);
                }
            }
            Err(fault) => self.problem(path, line, fault),
        }
        (self.tell)(Telling::Progress(&self.report));
    }

    fn article(&mut self, path: &Path, line: u64, draft: &Draft) {
        let from = self.request.from.as_deref();
        if from.is_some_and(|from| by(self.request.format, path, draft).as_deref() != Some(from)) {
            self.report.of_others += 1;
            return;
        }
        let is_new = self.tally.is_new(self.request.format, draft);
        self.report.read += u64::from(is_new);
        self.asked.meet(draft);
        match self.library.find(draft) {
            Ok(Some(found)) => {
                self.report.matched += u64::from(is_new);
                self.merge(path, line, draft, found);
            }
            Ok(None) => {
                let fault = unfound(draft, &self.request.into);
                self.problem(path, line, fault);
            }
            Err(problem) => {
                self.report.faults += 1;
                (self.tell)(Telling::Problem(problem));
            }
        }
    }

    fn merge(&mut self, path: &Path, line: u64, draft: &Draft, found: Found) {
        for (what, count) in &draft.left_out {
            let line = draft.left_at.get(what.as_ref()).copied().unwrap_or(line);
            self.left_out(what.clone(), *count, path, line);
        }
        if let Some(how) = draft.read_as {
            let read_as = self.report.read_as.entry(how).or_default();
            read_as.note(1, path, line);
        }
        let Found { number, article } = found;
        let own = draft.own_text().unwrap_or(&article.text);
        if doubt(draft, own).is_some() {
            let read_as = self.report.read_as.entry(DOUBTED).or_default();
            read_as.note(1, path, line);
        }
        self.told_by(number, path, draft);
        let index = Arc::new(OffsetIndex::new(&article.text));
        let at = Coordinates {
            text: &article.text,
            index: &index,
        };
        let mut base = match self.load(&article, &index) {
            Ok(loaded) if !loaded.disputed.is_empty() => {
                let told = "another program changed its record; open it and choose first";
                let fault = Fault::new(article.id.as_str(), told);
                return self.problem(path, line, fault);
            }
            Ok(loaded) => loaded.annotations,
            Err(error) => {
                return self.problem(
                    path,
                    line,
                    Fault::new(article.id.as_str(), error.to_string()),
                );
            }
        };
        let given = self.given(path, line, draft, &article, &base);
        if self.request.how == How::Suggestions && (given.note.is_some() || !given.tags.is_empty())
        {
            let what = "tags and notes of articles, which are no suggestions";
            self.left_out(what, 1, path, line);
        }
        let place = self.places.get(&article.id).copied();
        let before = place.and_then(|place| self.steps.get(place));
        let before = before.and_then(|(_, step)| Some(step.changes.on(at).ok()?.into_owned()));
        let mut changes: Vec<Change> = before.unwrap_or_default();
        base.note_places();
        // What the same files said about it before is not in the journal yet.
        if apply(&mut base, &changes).is_err() {
            changes.clear();
        }
        let merged = merge(&base, &given, self.terms(draft, &given));
        let report = &mut self.report;
        report.added += merged.added;
        report.taken += merged.taken;
        report.corrected += merged.corrected;
        report.unchanged += merged.unchanged;
        report.rejected += merged.rejected;
        for (id, reason) in &merged.conflicts {
            report.conflicts += 1;
            (self.tell)(Telling::Problem(Problem {
                path: path.to_owned(),
                line,
                field: Some(format!("{} {id}", article.id)),
                reason: format!("{reason}; kept as it is"),
            }));
        }
        if merged.changes.is_empty() {
            return;
        }
        let mut after = base;
        if let Err(conflict) = apply(&mut after, &merged.changes) {
            return self.problem(
                path,
                line,
                Fault::new(article.id.as_str(), conflict.to_string()),
            );
        }
        changes.extend(merged.changes);
        let made = Changes::made(changes, &article.text, &index, &after);
        let kept = match self.keep(&made) {
            Ok(kept) => kept,
            Err(error) => {
                let fault = Fault::new(article.id.as_str(), error.to_string());
                return self.problem(path, line, fault);
            }
        };
        let step = Step {
            article: Some(article.id.clone()),
            changes: kept,
        };
        match place.and_then(|place| self.steps.get_mut(place)) {
            Some(known) => known.1 = step,
            None => {
                self.places.insert(article.id, self.steps.len());
                self.steps.push((number, step));
            }
        }
    }

    /// How what a file says is laid over what is there.
    fn terms(&self, draft: &Draft, given: &Annotations) -> Terms<'_> {
        // Of what somebody else decided it says nothing.
        let own = draft.made_of.as_ref().or(draft.annotator.as_ref());
        let is_own = own.is_some_and(|own| *own == self.request.annotator);
        Terms {
            how: self.request.how,
            now: self.request.now,
            labels: &self.request.labels,
            as_of: draft.as_of.or(given.updated).filter(|_| is_own),
        }
    }

    /// The changes in a form in which very many can wait.
    fn keep(&self, made: &Changes) -> io::Result<Changes> {
        match &self.aside {
            Some(aside) => made.put_aside(aside),
            None => Ok(Changes::packed(made.written()?.into_owned())),
        }
    }

    fn load(&mut self, article: &Article, index: &OffsetIndex) -> Result<Loaded, StoreError> {
        let fresh = if self.store.is_behind(article, &self.pending) {
            // The journal was written on suggestions.
            let found = extract_with(article, &self.request.model);
            Annotations::fresh(&found, &article.text, index)
        } else {
            Annotations::default()
        };
        self.store.load(article, index, &fresh)
    }

    /// Writes what was decided to the journal, as one decision, and then to the records.
    fn decide(&mut self) -> Result<(), StoreError> {
        let steps = std::mem::take(&mut self.steps);
        if steps.is_empty() {
            return Ok(());
        }
        let files = self.request.files.iter();
        let files: Vec<String> = files.map(|path| name_of(path)).collect();
        let (numbers, steps): (Vec<usize>, Vec<Step>) = steps.into_iter().unzip();
        let group = Group {
            number: self.store.history().next_number(),
            what: format!("{IMPORT}{}", files.join(", ")),
            time: self.request.now,
            undoes: None,
            steps,
        };
        self.store.append(&group)?;
        drop(group);
        self.report.decisions += 1;
        self.report.changed += numbers.len() as u64;
        for number in numbers {
            if let Err(told) = self.write(number) {
                self.report.faults += 1;
                (self.tell)(Telling::Note(format!(
                    "{told}; the journal holds it, opening the article writes its record"
                )));
            }
            (self.tell)(Telling::Progress(&self.report));
        }
        Ok(())
    }

    fn write(&mut self, number: usize) -> Result<(), String> {
        let article = self
            .library
            .article(number)
            .map_err(|problem| problem.to_string())?;
        let Some(article) = article else {
            return Ok(());
        };
        let index = OffsetIndex::new(&article.text);
        let loaded = self
            .load(&article, &index)
            .map_err(|error| error.to_string())?;
        if let Some(conflict) = loaded.conflicts.first() {
            return Err(format!("{}: {conflict}", article.id));
        }
        self.store
            .write_record(&article, &index, &loaded.annotations, loaded.seq)
            .map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests;
