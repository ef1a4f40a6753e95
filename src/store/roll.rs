//! Which articles are annotated, for reading them one after the other: a few bytes of each.

use std::hash::{BuildHasher as _, RandomState};
use std::path::Path;

use super::find::{Identity, called_before, identity};
use super::front::read_front;
use super::journal::text_mark;
use super::status::known;
use super::{Access, Known, ReadOnly, Store, StoreError};
use crate::article::Article;

/// Which articles are annotated, and which of them were met: some fifty bytes of each, whatever its
/// annotations are.
///
/// Ids and texts are known by 64 bits of a hash whose key is drawn anew each time, so that nobody can
/// make two that are taken for the same.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    keys: RandomState,
    /// By the ids' keys.
    rows: Vec<Row>,
    /// How many were not met yet.
    left: usize,
    /// The numbers of the rows by the texts' keys, once one was asked for.
    by_text: Option<Vec<u32>>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    id: u64,
    /// What is made of its [`text_mark`]; none where nothing tells the text.
    text: Option<u64>,
    met: bool,
    /// Whether an article of its id but of another text was met, which may be this one, edited.
    supposed: bool,
}

/// How an article is known to be annotated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// By its id or by its text.
    Known,
    /// By the line that it stands on alone, which may have been another article's: see
    /// [`Roll::confirm`].
    Supposed(usize),
}

impl Roll {
    fn key(&self, of: &str) -> u64 {
        self.keys.hash_one(of)
    }

    fn enter(&mut self, id: u64, text: Option<&str>) {
        let text = text.map(|text| self.key(text));
        self.rows.push(Row {
            id,
            text,
            met: false,
            supposed: false,
        });
        self.left += 1;
    }

    fn sort(&mut self) {
        self.rows.sort_unstable_by_key(|row| row.id);
    }

    /// Whether all were met.
    pub fn is_exhausted(&self) -> bool {
        self.left == 0
    }

    /// Whether an article is annotated and was not met yet; from now on it was. One that is not known
    /// by its id is known by its text: it may have another name now. What is only supposed to be an
    /// article is not met before its text is.
    pub fn meet(&mut self, article: &Article) -> Option<Met> {
        if self.left == 0 {
            return None;
        }
        let (number, how) = self.number_of(article)?;
        let row = self.rows.get_mut(number)?;
        if how == Met::Known {
            row.met = true;
            self.left -= 1;
        }
        Some(how)
    }

    /// What was supposed to be an article is this article, edited.
    pub fn confirm(&mut self, met: Met) {
        if let Met::Supposed(number) = met
            && let Some(row) = self.rows.get_mut(number)
        {
            row.supposed = true;
        }
    }

    fn number_of(&mut self, article: &Article) -> Option<(usize, Met)> {
        let id = self.key(article.id.as_str());
        let open = self.of_id(id).filter(|(_, row)| !row.met);
        let first_two: Vec<usize> = open.map(|(number, _)| number).take(2).collect();
        let by_id = first_two.first().copied();
        let identity = identity(article);
        let is_line = identity == Identity::Line;
        if first_two.len() == 1 && !is_line {
            return by_id.map(|number| (number, Met::Known));
        }
        let text = self.key(&text_mark(&article.sha256()));
        let is_its = |(_, row): &(usize, &Row)| !row.met && row.text == Some(text);
        let of_both = self.of_id(id).find(is_its).map(|(number, _)| number);
        // The line of a file becomes another article's when a line is put before it.
        let known = match of_both.or(by_id.filter(|_| !is_line)) {
            Some(number) => Some(number),
            None if identity == Identity::Own => self.number_before(article, text),
            None => self.number_by_text(text),
        };
        match known {
            Some(number) => Some((number, Met::Known)),
            // What only the journal knows has no text to be known by.
            None => by_id.map(|number| match self.rows.get(number) {
                Some(row) if row.text.is_some() && is_line => (number, Met::Supposed(number)),
                _ => (number, Met::Known),
            }),
        }
    }

    /// The rows of an article, with their numbers.
    fn of_id(&self, id: u64) -> impl Iterator<Item = (usize, &Row)> {
        let first = self.rows.partition_point(|row| row.id < id);
        let rows = self.rows.iter().enumerate().skip(first);
        rows.take_while(move |(_, row)| row.id == id)
    }

    /// The row of a text under what the article was called before it said its own id.
    fn number_before(&self, article: &Article, text: u64) -> Option<usize> {
        let is_its = |(_, row): &(usize, &Row)| !row.met && row.text == Some(text);
        let found = called_before(article).find_map(|id| self.of_id(self.key(&id)).find(is_its));
        found.map(|(number, _)| number)
    }

    /// The first row of a text that was not met yet.
    fn number_by_text(&mut self, text: u64) -> Option<usize> {
        let rows = &self.rows;
        let text_of = |number: &u32| rows.get(*number as usize).and_then(|row| row.text);
        let by_text = self.by_text.get_or_insert_with(|| {
            let numbers = 0..rows.len() as u32;
            let mut by_text: Vec<u32> = numbers.filter(|at| text_of(at).is_some()).collect();
            by_text.sort_unstable_by_key(text_of);
            by_text
        });
        let first = by_text.partition_point(|number| text_of(number) < Some(text));
        let of_text = by_text.get(first..).unwrap_or_default().iter();
        let mut of_text = of_text.take_while(|number| text_of(number) == Some(text));
        let is_open = |number: &&u32| rows.get(**number as usize).is_some_and(|row| !row.met);
        of_text.find(is_open).map(|number| *number as usize)
    }

    fn is_left(&self, known: &Known) -> bool {
        let id = self.key(known.article.as_str());
        let text = known.sha256.as_deref().map(text_mark);
        let text = text.map(|text| self.key(&text));
        let is_it = |row: &Row| text.is_none() || row.text == text;
        self.of_id(id)
            .any(|(_, row)| !row.met && !row.supposed && is_it(row))
    }
}

/// A store to read from, and which articles are annotated there.
#[derive(Debug)]
pub struct Reading {
    /// The store.
    pub store: Store,
    /// The annotated articles.
    pub roll: Roll,
    /// The records that cannot be read.
    pub errors: Vec<StoreError>,
}

impl Store {
    /// Opens an annotator's part of an annotations folder only to read it, each article once. Of the
    /// journal only what no record holds stays in memory, and there is no history.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_to_read(dir: &Path, annotator: &str) -> Result<Reading, StoreError> {
        let mut store = Self::new(dir, annotator, Access::ReadOnly(ReadOnly::Asked));
        let journal = store.journal.id_there();
        let mut roll = Roll::default();
        let mut errors = Vec::new();
        let mut held: Vec<(u64, u64)> = Vec::new();
        for path in store.record_paths() {
            match read_front(&path) {
                Ok(Some(front)) => {
                    let id = roll.key(&front.article.id);
                    let mark = front.journal.as_ref().zip(journal.as_deref());
                    let seq = mark.and_then(|(mark, journal)| mark.of(journal));
                    held.push((id, seq.unwrap_or_default()));
                    for former in &front.article.formerly {
                        let mark = former.journal.as_ref().zip(journal.as_deref());
                        let seq = mark.and_then(|(mark, journal)| mark.of(journal));
                        held.push((roll.key(&former.id), seq.unwrap_or_default()));
                    }
                    roll.enter(id, Some(&text_mark(&front.article.sha256)));
                }
                Ok(None) => {}
                Err(error) => errors.push(error),
            }
        }
        roll.sort();
        // Of two records that name the same article the one that holds less counts.
        held.sort_unstable();
        let contents = store.journal.read_beyond(|article| {
            let id = roll.key(article.as_str());
            let first = held.partition_point(|(of, _)| *of < id);
            let found = held.get(first).filter(|(of, _)| *of == id);
            found.map_or(0, |(_, seq)| *seq)
        })?;
        drop(held);
        store.damage.clone_from(&contents.damage);
        store.take_in(contents);
        store.read_registry();
        store.enter_unrecorded(&mut roll);
        Ok(Reading {
            store,
            roll,
            errors,
        })
    }

    /// Enters the articles that the journal alone knows, and strikes out those on which nothing is
    /// decided any more.
    fn enter_unrecorded(&self, roll: &mut Roll) {
        let mut unrecorded = Vec::new();
        for (id, lines) in &*self.entries {
            let front = read_front(&self.path_of(id)).ok().flatten();
            let (mark, updated) = match &front {
                Some(front) => (front.journal.as_ref(), front.updated()),
                None => (None, None),
            };
            let beyond = self.beyond(lines, mark, updated);
            let is_recorded = front.is_some();
            let stands = known(id.clone(), front, &beyond).is_some();
            let key = roll.key(id.as_str());
            match (is_recorded, stands) {
                (true, true) | (false, false) => {}
                (false, true) => {
                    let text = lines.iter().rev().find_map(|line| line.text.clone());
                    unrecorded.push((key, text));
                }
                (true, false) => {
                    let first = roll.rows.partition_point(|row| row.id < key);
                    if let Some(row) = roll.rows.get_mut(first).filter(|row| row.id == key) {
                        roll.left -= usize::from(!row.met);
                        row.met = true;
                    }
                }
            }
        }
        for (key, text) in unrecorded {
            // A record under the name of another text of the same article counts.
            if roll.rows.binary_search_by_key(&key, |row| row.id).is_err() {
                roll.enter(key, text.as_deref());
            }
        }
        roll.sort();
    }

    /// Which annotated articles were not met, in no order.
    pub fn left(&self, roll: &Roll) -> impl Iterator<Item = Known> {
        let known = (!roll.is_exhausted()).then(|| self.statuses().flatten());
        known
            .into_iter()
            .flatten()
            .filter(|known| roll.is_left(known))
    }
}
