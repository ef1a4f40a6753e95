//! The search through the texts of all articles, and the table of what it finds.

use crate::search::scan::{Needle, Scanned, Telling};
use crate::text::count::counted;
use crate::text::display;
use crate::tui::effect::{Effect, Purpose, Scan};

use super::App;
use super::entered::Sort;
use super::find::Find;
use super::table::hits::{Hit, Hits, Line};
use super::table::{Marks, Source};

/// How many places are listed at most.
const MOST: usize = 10_000;

/// The search whose places a table lists.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// Which search it is.
    number: u64,
    /// The table's number.
    table: u64,
    needle: Option<Needle>,
    /// How many places were found.
    found: usize,
    /// The articles before this one are searched.
    read: usize,
    running: bool,
}

impl App {
    /// Searches the texts of all articles, and lists the places as they are found.
    pub(super) fn search(&mut self, typed: &str) {
        let needle = match Needle::new(typed) {
            Ok(needle) => needle,
            Err(error) => return self.complain(error.to_string()),
        };
        // What is found is gone through by the keys of a search in one article.
        self.remember_line(Sort::Finds, typed);
        let heading = format!("Search for {}", display::visible(typed));
        let mut hits = Hits::new(heading, Marks::Chosen, Vec::new());
        hits.searched_for(needle.clone());
        self.open_table(Source::Hits(hits));
        self.search = Search {
            number: self.search.number,
            table: self.tables.shown().map_or(0, |table| table.number),
            needle: Some(needle),
            ..Search::default()
        };
        self.search_on();
    }

    /// Searches the articles that are not searched yet.
    fn search_on(&mut self) {
        let Some(needle) = self.search.needle.clone() else {
            return;
        };
        self.search.number += 1;
        self.search.running = true;
        self.effects.push(Effect::Scan(Box::new(Scan {
            purpose: Purpose::Hits,
            number: self.search.number,
            corpus: self.corpus.clone(),
            from: self.search.read,
            needles: vec![needle],
            telling: Telling::Passages,
        })));
        self.tell_search();
    }

    /// Ends the search, if it goes on in the table on the screen; says whether it did.
    pub(super) fn end_search(&mut self) -> bool {
        let shown = self.tables.shown().map(|table| table.number);
        if !self.search.running || shown != Some(self.search.table) {
            return false;
        }
        self.stop_search();
        let all = counted(self.corpus.len(), "article", "articles");
        let read = self.search.read;
        self.set_search_progress(format!("ended at {read} of {all}"));
        true
    }

    fn stop_search(&mut self) {
        self.search.running = false;
        self.search.needle = None;
        // What is under way is not wanted any more.
        self.search.number += 1;
        self.effects.push(Effect::EndScan(Purpose::Hits));
    }

    /// Takes in what the search found.
    pub(super) fn hits_scanned(&mut self, number: u64, scanned: Scanned, done: bool) {
        if number != self.search.number || !self.search.running {
            return;
        }
        self.search.read = scanned.read;
        let mut hits = Vec::new();
        for found in scanned.hits {
            for passage in found.passages {
                let mut hit = Hit::new(found.article, passage.at, "");
                hit.also = passage.also;
                hit.line = Line::Known(passage.line);
                hits.push(hit);
            }
        }
        hits.truncate(MOST - self.search.found);
        self.search.found += hits.len();
        let table = self.search.table;
        let around = super::table::Around {
            corpus: &self.corpus,
            survey: &self.survey,
        };
        let Some(table) = self.tables.numbered_mut(table) else {
            // Nobody looks at it any more.
            return self.stop_search();
        };
        table.change(around, |source| {
            if let Source::Hits(list) = source {
                list.extend(hits);
            }
        });
        if self.search.found >= MOST {
            let all = counted(self.corpus.len(), "article", "articles");
            let read = self.search.read;
            self.stop_search();
            return self.set_search_progress(format!(
                "the first {MOST} places, in {read} of {all}; more words find fewer"
            ));
        }
        if !done {
            return self.tell_search();
        }
        self.search.running = false;
        if self.search.read < self.corpus.known() {
            // The index found more articles meanwhile.
            return self.search_on();
        }
        self.tell_search();
    }

    fn tell_search(&mut self) {
        let all = counted(self.corpus.len(), "article", "articles");
        let told = match (self.search.running, self.indexing.is_some()) {
            (true, _) => format!("{} of {all} searched", self.search.read),
            (false, true) => format!("in the {all} listed so far"),
            (false, false) => String::new(),
        };
        self.set_search_progress(told);
    }

    fn set_search_progress(&mut self, progress: String) {
        let table = self.tables.numbered_mut(self.search.table);
        if let Some(Source::Hits(hits)) = table.map(|table| &mut table.source) {
            hits.set_progress(progress);
        }
    }

    /// Shows in the open article what the table was searched for that led there.
    pub(super) fn show_searched(&mut self) {
        if let Some(typed) = self.searched.take()
            && let Some(reader) = &mut self.reader
        {
            reader.find = Find::new(&typed, reader.text()).ok();
        }
    }
}
