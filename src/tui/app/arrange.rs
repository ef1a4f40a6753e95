//! What the list shows: its filter, its order, its headings.

use std::collections::HashMap;
use std::sync::Arc;

use crate::annotation::Verdict;

use crate::search::arrange::{ALONE, Arrangement, GroupBy, Grouping, Marks, Order, Wish};
use crate::search::query::{BadQuery, Found, Query};
use crate::search::scan::{Needle, Scanned, Telling};
use crate::survey::{Finding, Kind, Read, Survey, Word};
use crate::tui::effect::{Effect, Purpose, Scan};

use super::App;
use super::list::Keep;

/// What is known of the texts that the filter asks for.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// What was typed for each.
    typed: Vec<String>,
    marks: Vec<Arc<Marks>>,
    /// The articles before this one are searched.
    read: usize,
    /// Whether the rest of those known is being searched.
    running: bool,
    /// Which search it is.
    number: u64,
}

/// What is known of what the filter asks for that was found in articles.
#[derive(Debug, Default)]
pub(super) struct Findings {
    asked: Vec<Found>,
    marks: Vec<Arc<Marks>>,
    /// For each, whether words have what it asks for, as far as they were met.
    words: Vec<HashMap<Word, bool>>,
}

impl Findings {
    /// Notes what an article that was read has.
    fn read(&mut self, index: usize, read: &Read, survey: &Survey) {
        let each = self.asked.iter().zip(&mut self.marks).zip(&mut self.words);
        for ((asked, marks), words) in each {
            let mut findings = read.findings.iter();
            let has = findings.any(|finding| answers(asked, finding, survey, words));
            Arc::make_mut(marks).set(index, has);
        }
    }
}

/// Whether a finding is what is asked for.
fn answers(
    asked: &Found,
    finding: &Finding,
    survey: &Survey,
    words: &mut HashMap<Word, bool>,
) -> bool {
    if finding.verdict == Verdict::Rejected {
        return false;
    }
    let mut word = |word: Word| {
        *words
            .entry(word)
            .or_insert_with(|| asked.is_word(survey.text(word)))
    };
    match asked {
        Found::Entity => finding.kind == Kind::Entity,
        Found::Quote => finding.kind == Kind::Quote,
        Found::Said(_) => finding.kind == Kind::Quote && finding.name.is_some_and(word),
        Found::Labelled(_) => finding.kind == Kind::Entity && word(finding.label),
        Found::Named(_, labels) => {
            let labelled = || labels.is_empty() || labels.contains(&survey.text(finding.label));
            finding.kind == Kind::Entity
                && (word(finding.form) || finding.name.is_some_and(&mut word))
                && labelled()
        }
    }
}

impl App {
    /// Shows the articles that answer a query, best first; all for an empty one. What is shown comes
    /// with [`Event::Arranged`](crate::tui::event::Event::Arranged).
    ///
    /// # Errors
    /// When it is no query; then what is shown stays.
    pub(super) fn filter(&mut self, typed: &str) -> Result<(), BadQuery> {
        let query = Query::parse(typed, self.now.0.date_naive())?;
        self.filter_by(typed, query);
        Ok(())
    }

    /// The same for a query that is still being typed; says what is wrong with it, the rest of it
    /// is answered.
    pub(super) fn filter_as_typed(&mut self, typed: &str) -> Option<BadQuery> {
        let (query, wrong) = Query::parse_rest(typed, self.now.0.date_naive());
        self.filter_by(typed, query);
        wrong
    }

    fn filter_by(&mut self, typed: &str, query: Query) {
        typed.clone_into(&mut self.list.filter);
        let words = !query.words().is_empty();
        self.list.query = (!query.is_empty()).then(|| Arc::new(query));
        self.search_texts();
        self.arrange(if words { Keep::First } else { Keep::Open });
    }

    /// Shows all articles again, the open one selected.
    pub(super) fn end_filter(&mut self) {
        self.list.filter.clear();
        self.list.query = None;
        self.search_texts();
        self.arrange(Keep::Open);
    }

    /// Puts the articles in another order.
    pub(super) fn sort(&mut self, written: &str) {
        match written.parse::<Order>() {
            Ok(order) => {
                self.list.order = order;
                self.arrange(Keep::Open);
            }
            Err(reason) => self.complain(reason),
        }
    }

    /// Puts other headings between the articles.
    pub(super) fn group(&mut self, written: &str) {
        match written.parse::<Grouping>() {
            Ok(grouping) => {
                self.list.grouping = grouping;
                self.arrange(Keep::Open);
            }
            Err(reason) => self.complain(reason),
        }
    }

    /// Has the list arranged as it is wished.
    pub(super) fn arrange(&mut self, keep: Keep) {
        self.list.wish += 1;
        let wish = Wish {
            corpus: self.corpus.clone(),
            works: Arc::clone(&self.list.works),
            query: self.list.query.clone(),
            found: self.found_marks(),
            texts: self.texts.marks.clone(),
            order: self.list.order,
            grouping: self.list.grouping,
            stories: self.stories(),
        };
        if wish.is_plain() {
            // There is nothing to do that would take time.
            self.list.pending = Some(keep);
            return self.arranged(self.list.wish, Arrangement::default(), true);
        }
        // A list that waits for its best article goes on to wait for it.
        if self.list.pending != Some(Keep::First) || keep == Keep::First {
            self.list.pending = Some(keep);
        }
        self.effects.push(Effect::Arrange {
            wish: self.list.wish,
            what: Box::new(wish),
        });
    }

    /// Shows what was arranged: all of it, or what was found so far.
    pub(super) fn arranged(&mut self, wish: u64, arrangement: Arrangement, done: bool) {
        if wish != self.list.wish {
            return;
        }
        let open = self
            .loading
            .or(self.reader.as_ref().map(|reader| reader.opened.index));
        let selected = self.list.current(&self.corpus);
        let kept = match self.list.pending {
            Some(Keep::First) => None,
            Some(Keep::Open) => open.or(selected),
            Some(Keep::Selected) | None => selected,
        };
        self.list.show(arrangement, kept);
        if done {
            self.list.pending = None;
        }
    }

    /// Whether the list will show what is asked for in a moment.
    pub fn awaits_arrangement(&self) -> bool {
        self.list.is_pending()
    }

    /// Arranges the list anew after more became known, unless it is as it was found.
    pub(super) fn arrange_again(&mut self) {
        let plain = self.list.query.is_none()
            && self.list.order == Order::default()
            && self.list.grouping.is_none();
        if !plain {
            let best = self
                .list
                .query
                .as_ref()
                .is_some_and(|q| !q.words().is_empty());
            self.arrange(if best && self.list.selected == 0 {
                Keep::First
            } else {
                Keep::Selected
            });
        }
    }

    /// Has the texts searched that the filter asks for, as far as that is not done.
    pub(super) fn search_texts(&mut self) {
        let needles = self.list.query.as_ref().map_or(&[][..], |q| q.texts());
        let typed: Vec<&str> = needles.iter().map(Needle::typed).collect();
        let same = self.texts.typed == typed;
        if same && (self.texts.running || self.texts.read >= self.corpus.len()) {
            return;
        }
        if !same {
            self.texts = Texts {
                typed: typed.into_iter().map(str::to_owned).collect(),
                marks: needles.iter().map(|_| Arc::default()).collect(),
                number: self.texts.number,
                ..Texts::default()
            };
        }
        self.texts.number += 1;
        let number = self.texts.number;
        if needles.is_empty() {
            if !same {
                self.effects.push(Effect::EndScan(Purpose::Filter));
            }
            return;
        }
        self.texts.running = true;
        self.effects.push(Effect::Scan(Box::new(Scan {
            purpose: Purpose::Filter,
            number,
            corpus: self.corpus.clone(),
            from: self.texts.read,
            needles: needles.to_vec(),
            telling: Telling::Articles,
        })));
    }

    /// What is known of what the filter asks for that was found in articles.
    fn found_marks(&mut self) -> Vec<Arc<Marks>> {
        let asked = self.list.query.as_ref().map_or(&[][..], |q| q.found());
        if self.found.asked != asked {
            let mut found = Findings {
                asked: asked.to_vec(),
                marks: asked.iter().map(|_| Arc::default()).collect(),
                words: asked.iter().map(|_| HashMap::new()).collect(),
            };
            for (index, read) in self.survey.articles() {
                found.read(index, read, &self.survey);
            }
            self.found = found;
            if !self.found.asked.is_empty() {
                self.begin_survey();
            }
        }
        self.found.marks.clone()
    }

    /// The story that each article tells, as far as it was read; nothing where nobody asks.
    fn stories(&mut self) -> Arc<Vec<u32>> {
        if self.list.grouping.by != GroupBy::Story {
            return Arc::default();
        }
        self.begin_survey();
        let story = |index| self.survey.story_of(index).unwrap_or(ALONE);
        Arc::new((0..self.corpus.len()).map(story).collect())
    }

    /// Notes what an article has that was read for the survey.
    pub(super) fn note_found(&mut self, index: usize) {
        if let Some(read) = self.survey.article(index) {
            self.found.read(index, read, &self.survey);
        }
    }

    /// Shows those of the articles that were read that have what the filter asks for.
    pub(super) fn filter_found(&mut self) {
        let asks = !self.found.asked.is_empty() || self.list.grouping.by == GroupBy::Story;
        if asks && (!self.list.is_pending() || self.survey_is_complete()) {
            self.arrange_again();
        }
    }

    /// Takes in which articles have the texts that the filter asks for.
    pub(super) fn texts_scanned(&mut self, number: u64, scanned: &Scanned, done: bool) {
        if number != self.texts.number || self.texts.typed.is_empty() {
            return;
        }
        for (needle, marks) in self.texts.marks.iter_mut().enumerate() {
            let marks = Arc::make_mut(marks);
            for index in self.texts.read..scanned.read {
                marks.set(index, false);
            }
            for hit in scanned.hits.iter().filter(|hit| hit.needle == needle) {
                marks.set(hit.article, true);
            }
        }
        self.texts.read = self.texts.read.max(scanned.read);
        if done {
            self.texts.running = false;
            // The index may have found more articles meanwhile.
            self.search_texts();
        }
        // While one arrangement is made, the next one waits.
        if done || !self.list.is_pending() {
            self.arrange_again();
        }
    }

    /// How many articles were read for the filter, of those that it asks to be read; none where it
    /// asks for nothing of the kind, or where all are.
    pub fn filter_read(&self) -> Option<usize> {
        let query = self.list.query.as_ref();
        let asks = |asked: fn(&Query) -> bool| query.is_some_and(|query| asked(query));
        let texts = asks(|query| !query.texts().is_empty()).then_some(self.texts.read);
        let stories = self.list.grouping.by == GroupBy::Story;
        let found = asks(|query| !query.found().is_empty()) || stories;
        let found = found.then(|| self.survey.read());
        let read = texts.into_iter().chain(found).min()?;
        (read < self.corpus.len()).then_some(read)
    }
}
