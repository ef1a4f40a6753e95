//! Quotes without a speaker, and what looks wrong about quotes and names.

use crate::annotation::check::{CHECKED, Checks, Doubt, Warning, lacks_speaker};
use crate::annotation::edit::Edit;
use crate::annotation::{ItemRef, Listed, Verdict};
use crate::survey::Target;
use crate::tui::action::Action;

use super::picker::{Choice, Choosing, Entry, Picker};
use super::reader::Reader;
use super::table::quotes::{Only, Quotes};
use super::table::statistics::Counts;
use super::table::{Around, Place, Source};
use super::{App, Awaiting};

/// The most doubtful places that are listed.
const MOST: usize = 2000;

impl App {
    /// Lists all that looks wrong in the article, to go there.
    pub(super) fn list_doubts(&mut self) {
        let Some(reader) = &self.reader else {
            return self.complain("no article is open");
        };
        let doubts = reader.checks.all(&reader.annotations, reader.text());
        let left = lacking(reader).count();
        if doubts.is_empty() {
            let key = self.settings.keymap.key_of(Action::NextUnattributed);
            let key = key.unwrap_or_default();
            return self.say(match left {
                0 => "nothing looks wrong in this article".to_owned(),
                1 => format!("nothing looks wrong; one quote lacks a speaker ({key})"),
                left => format!("nothing looks wrong; {left} quotes lack a speaker ({key})"),
            });
        }
        let title = match doubts.len() {
            1 => "One thing to look at".to_owned(),
            count => format!("{count} things to look at"),
        };
        let entry = |doubt: &Doubt| Entry {
            letter: None,
            text: self.named_span(doubt.span),
            detail: doubt.warning.to_string(),
            available: true,
            choice: match &doubt.item {
                Some(item) => Choice::Item(item.clone()),
                None => Choice::Place(doubt.span),
            },
        };
        let entries = doubts.iter().take(MOST).map(entry).collect();
        self.open_picker(Picker::by_letter(Choosing::Doubt, title, entries));
    }

    /// Lists the quotes over the corpus.
    pub(super) fn open_quotes(&mut self, only: Only) {
        self.begin_survey();
        let quotes = Quotes::of(&self.survey, only);
        self.open_table(Source::Quotes(quotes));
    }

    /// Lists the next choice of quotes: all, those without a speaker, those to look at.
    pub(super) fn turn_quotes(&mut self) {
        let around = Around {
            corpus: &self.corpus,
            survey: &self.survey,
        };
        let Some(table) = self.tables.shown_mut() else {
            return;
        };
        let Source::Quotes(quotes) = &table.source else {
            return self.complain("only a list of quotes (gq) can be narrowed so");
        };
        let turned = quotes.turned(around.survey);
        table.change(around, |source| *source = Source::Quotes(turned));
    }

    /// Opens the quote of the table's row to choose its speaker.
    pub(super) fn speaker_of_row(&mut self) {
        let Some(table) = self.tables.shown() else {
            return;
        };
        let target = match &table.source {
            Source::Quotes(quotes) => table.current().and_then(|row| quotes.target(row)),
            _ => None,
        };
        match target {
            Some((index, target)) => self.open_quote(index, target, true),
            None => self.complain("no quote is selected; gq lists them"),
        }
    }

    /// Opens an article at a quote; the tables give way.
    pub(super) fn open_quote(&mut self, index: usize, target: Target, choose: bool) {
        self.open_place(Place {
            index,
            span: target.span,
        });
        let there =
            self.loading.is_none() && self.reader.as_ref().is_some_and(|reader| reader.annotated);
        if there {
            self.arrive_at(&target, choose);
        } else {
            self.awaiting = Some(Awaiting::Quote { target, choose });
        }
    }

    /// Goes to a quote of the open article.
    pub(super) fn arrive_at(&mut self, target: &Target, choose: bool) {
        let item = self.annotations().and_then(|a| target.find(a));
        let Some(item) = item else {
            if let Some(reader) = &mut self.reader {
                reader.go(target.span.start);
            }
            return self.complain("the quote is not there any more");
        };
        self.focus_item(&item);
        if choose {
            self.choose_speaker();
        }
    }

    /// Shows the counts over the corpus.
    pub(super) fn open_statistics(&mut self) {
        self.begin_survey();
        let articles = self.corpus.len();
        let unseen = self.unseen();
        let pace = self.pace();
        let count = |count: usize| count as u64;
        let mut head = vec![
            ("articles", count(articles)),
            ("reviewed", count(self.list.reviewed())),
            ("seen", count(articles - unseen)),
            ("unseen", count(unseen)),
            ("decisions today", count(pace.today(self.now))),
        ];
        head.extend(
            pace.per_hour(self.now)
                .map(|hour| ("decisions an hour", hour)),
        );
        let counts = Counts::of(&self.survey, head);
        self.open_table(Source::Statistics(counts));
    }

    /// Goes to an item that was chosen from a list.
    pub(super) fn see(&mut self, item: &ItemRef) {
        self.remember_jump();
        self.focus_item(item);
    }

    /// What says that an item is right as it is, whatever was decided about it and looks wrong.
    pub(super) fn settling(&self, item: &ItemRef) -> Vec<Edit> {
        let Some(review) = self.annotations().and_then(|a| a.review(item)) else {
            return Vec::new();
        };
        match review.verdict {
            Verdict::Unreviewed | Verdict::Rejected => vec![Edit::Accept(item.clone())],
            Verdict::Corrected | Verdict::Added if self.is_doubtful(item) => {
                let mut tags = review.tags.clone();
                tags.push(CHECKED.to_owned());
                vec![Edit::SetTags(Some(item.clone()), tags)]
            }
            Verdict::Accepted | Verdict::Corrected | Verdict::Added => Vec::new(),
        }
    }

    /// Whether an item looks wrong, or a quote lacks its speaker.
    fn is_doubtful(&self, item: &ItemRef) -> bool {
        let Some(reader) = &self.reader else {
            return false;
        };
        let annotations = &reader.annotations;
        match item {
            ItemRef::Entity(id) => annotations
                .entity(id)
                .is_some_and(|entity| Checks::entity(entity, reader.text()).is_some()),
            ItemRef::Quote(id) => {
                annotations.quote(id).is_some_and(lacks_speaker)
                    || annotations
                        .quote_at(id)
                        .is_some_and(|at| !reader.warnings(at).is_empty())
            }
            ItemRef::Date(_) | ItemRef::Cluster(_) => false,
        }
    }
}

impl Reader {
    /// What looks wrong about the quote at this place.
    pub fn warnings(&self, at: usize) -> Vec<Warning> {
        self.checks.quote(&self.annotations, at, self.text())
    }

    /// Whether an item is a quote that somebody should name the speaker of.
    pub(super) fn is_unattributed(&self, listed: &Listed) -> bool {
        let is_quote = matches!(listed.item, ItemRef::Quote(_));
        is_quote
            && self
                .annotations
                .quote(listed.item.id())
                .is_some_and(lacks_speaker)
    }
}

/// The quotes of an article that somebody should name the speaker of.
fn lacking(reader: &Reader) -> impl Iterator<Item = &Listed> {
    reader
        .items()
        .iter()
        .filter(|listed| reader.is_unattributed(listed))
}
