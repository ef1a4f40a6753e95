//! The open article: its text, its annotations, where the cursor is and what is selected.

use std::sync::Arc;

use crate::annotation::edit::{Change, Conflict, apply};
use crate::annotation::{Annotations, ItemRef, Listed, Verdict};
use crate::article::Article;
use crate::extract::Label;
use crate::span::{OffsetIndex, Span};
use crate::text::motion;
use crate::text::paragraph::{Lines, detect_lines};
use crate::tui::layout::{Flow, Row};

use super::find::Find;

/// An article as it was read, with what is needed to show it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its place in the corpus.
    pub index: usize,
    /// The root that it belongs to.
    pub root: usize,
    /// The article.
    pub article: Arc<Article>,
    /// Its offsets.
    pub offsets: Arc<OffsetIndex>,
    /// Its text in blocks, its lines as they were recognised.
    pub flow: Arc<Flow>,
}

impl Opened {
    /// Prepares an article for the screen.
    pub fn new(index: usize, root: usize, article: Article) -> Self {
        let flow = Flow::new(Arc::clone(&article.text), detect_lines(&article.text));
        Self {
            index,
            root,
            offsets: Arc::new(OffsetIndex::new(&article.text)),
            flow: Arc::new(flow),
            article: Arc::new(article),
        }
    }
}

/// The annotations of an article, when they are there.
#[derive(Clone, Debug)]
pub struct Laid {
    /// What was found and decided.
    pub annotations: Arc<Annotations>,
    /// The language of the text where it is none that the program reads.
    pub foreign: Option<&'static str>,
    /// What the analyst should know (conflicts, spans that lost their text).
    pub notices: Vec<String>,
}

/// How many items an article has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entities that were not rejected.
    pub entities: usize,
    /// Quotes that were not rejected.
    pub quotes: usize,
    /// Items of any kind that nobody decided.
    pub undecided: usize,
    /// Items of any kind and verdict.
    pub all: usize,
}

impl Counts {
    fn of(items: &[Listed]) -> Self {
        let mut counts = Self::default();
        for listed in items {
            counts.add(listed);
        }
        counts
    }

    fn add(&mut self, listed: &Listed) {
        let (stands, undecided) = Self::weight(listed);
        match listed.item {
            ItemRef::Entity(_) => self.entities += stands,
            ItemRef::Quote(_) => self.quotes += stands,
            ItemRef::Date(_) | ItemRef::Cluster(_) => {}
        }
        self.undecided += undecided;
        self.all += 1;
    }

    fn remove(&mut self, listed: &Listed) {
        let (stands, undecided) = Self::weight(listed);
        match listed.item {
            ItemRef::Entity(_) => self.entities -= stands,
            ItemRef::Quote(_) => self.quotes -= stands,
            ItemRef::Date(_) | ItemRef::Cluster(_) => {}
        }
        self.undecided -= undecided;
        self.all -= 1;
    }

    /// Whether an item stands, and whether it is undecided, as numbers.
    fn weight(listed: &Listed) -> (usize, usize) {
        (
            usize::from(listed.verdict != Verdict::Rejected),
            usize::from(listed.verdict == Verdict::Unreviewed),
        )
    }
}

/// The state of the reader.
#[derive(Debug)]
pub struct Reader {
    /// The article.
    pub opened: Opened,
    /// What was found and decided; empty until it is there.
    pub annotations: Arc<Annotations>,
    /// Whether the annotations are there.
    pub annotated: bool,
    /// Why nothing may be written about this article, though about others it may.
    pub locked: Option<String>,
    /// The language of the text where it is none that the program reads.
    pub foreign: Option<&'static str>,
    /// The text in blocks, in the way of showing lines that was chosen.
    pub flow: Arc<Flow>,
    /// The cursor: the byte of a grapheme.
    pub cursor: usize,
    /// The column that going up and down keeps to.
    goal: Option<u16>,
    /// The byte at the top of the screen.
    pub top: usize,
    /// The top before the screen took another size, until something is done.
    kept: Option<usize>,
    /// The other end of the selection, while there is one.
    pub anchor: Option<usize>,
    /// Whether the cursor went to the beginning of what follows the selection.
    went_over: bool,
    /// The item that keys act on, when it was gone to; else the one under the cursor is.
    focused: Option<ItemRef>,
    /// The search.
    pub find: Option<Find>,
    /// The rows on the screen.
    pub page: Vec<Row>,
    /// What is stepped through, in the order of the text.
    items: Vec<Listed>,
    /// For each item, how far it and those before it reach, in bytes: what tells where to begin to
    /// look for those over a place.
    reach: Vec<usize>,
    counts: Counts,
    /// The size of the text area, in cells.
    size: (u16, u16),
    /// How many rows stay between the cursor and the edge.
    scrolloff: usize,
}

impl Reader {
    /// Opens an article at its beginning.
    pub fn new(opened: Opened) -> Self {
        let start = opened.article.head.header.map_or(0, |header| header.end);
        let cursor = motion::grapheme_at(&opened.article.text, start).start;
        Self {
            flow: Arc::clone(&opened.flow),
            opened,
            annotations: Arc::default(),
            annotated: false,
            locked: None,
            foreign: None,
            cursor,
            goal: None,
            top: 0,
            kept: None,
            anchor: None,
            went_over: false,
            focused: None,
            find: None,
            page: Vec::new(),
            items: Vec::new(),
            reach: Vec::new(),
            counts: Counts::default(),
            size: (1, 1),
            scrolloff: 0,
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.opened.article.text
    }

    /// Takes in the annotations.
    pub fn set_annotations(&mut self, annotations: Arc<Annotations>) {
        self.annotations = annotations;
        self.annotated = true;
        self.refresh();
    }

    /// Does without annotations that cannot be read, and lets none be written in their place.
    pub fn lock(&mut self, reason: String) {
        self.annotated = true;
        self.locked = Some(reason);
    }

    /// Changes the annotations, all or nothing, in place where nobody else holds them.
    ///
    /// # Errors
    /// [`Conflict`] when a change does not fit.
    pub fn change(&mut self, changes: &[Change]) -> Result<(), Conflict> {
        apply(Arc::make_mut(&mut self.annotations), changes)?;
        self.follow(changes);
        Ok(())
    }

    /// Lists the items as changes leave them. Most decisions change a verdict and move nothing:
    /// then only that is noted, however many items there are.
    fn follow(&mut self, changes: &[Change]) {
        if changes.len() > self.items.len() / 8 || changes.iter().any(|c| self.relists(c)) {
            return self.refresh();
        }
        for change in changes {
            let Some((item, Some(span), verdict)) = outcome(change) else {
                continue;
            };
            if let Some(at) = self.place_of(&item, span)
                && let Some(listed) = self.items.get_mut(at)
            {
                self.counts.remove(listed);
                listed.verdict = verdict;
                self.counts.add(listed);
            }
        }
    }

    /// Whether a change may put items in another order, or make one that was not listed.
    fn relists(&self, change: &Change) -> bool {
        let Change::Entity(_, swap) = change else {
            return change.moves();
        };
        let (Some(before), Some(after)) = (&swap.before, &swap.after) else {
            return true;
        };
        // An entity that is a date takes the place of that date, as long as it stands.
        let tells = |label: &Label, verdict| *label == Label::DATE && verdict != Verdict::Rejected;
        if before.span != after.span
            || tells(&before.label, before.review.verdict)
                != tells(&after.label, after.review.verdict)
        {
            return true;
        }
        // Entities of one place stand in the order of their labels.
        let same = self.items_over(after.span);
        before.label != after.label && same.filter(|l| l.span == after.span).count() > 1
    }

    fn refresh(&mut self) {
        self.items = self.annotations.items();
        let ends = self.items.iter().map(|listed| listed.span.end);
        self.reach = ends
            .scan(0, |reach, end| {
                *reach = end.max(*reach);
                Some(*reach)
            })
            .collect();
        self.counts = Counts::of(&self.items);
        if let Some(item) = &self.focused
            && self.annotations.review(item).is_none()
        {
            self.focused = None;
        }
    }

    /// The number of an item that stands at `span` in the list.
    fn place_of(&self, item: &ItemRef, span: Span) -> Option<usize> {
        let wanted = (span.start, std::cmp::Reverse(span.end), item);
        let found = self.items.binary_search_by(|l| l.order().cmp(&wanted));
        found.ok()
    }

    /// The number of the current item in the list.
    fn current_place(&self) -> Option<usize> {
        let item = self.current()?;
        self.place_of(&item, self.annotations.span(&item)?)
    }

    /// The items that share a byte with a span, in the order of the text.
    pub fn items_over(&self, span: Span) -> impl Iterator<Item = &Listed> {
        let first = self.reach.partition_point(|reach| *reach <= span.start);
        let last = self.items.partition_point(|l| l.span.start < span.end);
        let between = self.items.get(first..last).unwrap_or_default();
        between.iter().filter(move |l| l.span.overlaps(span))
    }

    /// What is stepped through, in the order of the text.
    pub fn items(&self) -> &[Listed] {
        &self.items
    }

    /// How many there are of each kind, and how many nobody decided.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The bytes selected, the grapheme under the cursor included, unless the cursor went on to
    /// the beginning of the next word, sentence or paragraph: then only what it went over.
    pub fn selection(&self) -> Option<Span> {
        let anchor = self.anchor?;
        let (first, last) = (anchor.min(self.cursor), anchor.max(self.cursor));
        if self.went_over && anchor < self.cursor {
            return Some(Span::new(first, last));
        }
        Some(Span::new(first, motion::grapheme_at(self.text(), last).end))
    }

    /// Goes to the beginning of what comes next, over what is to be selected.
    pub fn go_over(&mut self, byte: usize) {
        self.go(byte);
        // At the end of the text there is no next one to stop before.
        self.went_over = self.cursor < motion::last(self.text());
    }

    /// The item that keys act on: the one gone to, else the innermost one under the cursor that was not rejected.
    pub fn current(&self) -> Option<ItemRef> {
        self.focused.clone().or_else(|| {
            let innermost = self
                .items_at(self.cursor)
                .min_by_key(|listed| listed.span.len());
            innermost.map(|listed| listed.item.clone())
        })
    }

    /// The items over a byte that were not rejected.
    fn items_at(&self, byte: usize) -> impl Iterator<Item = &Listed> {
        self.items_over(Span::new(byte, byte + 1))
            .filter(|listed| listed.verdict != Verdict::Rejected)
    }

    /// Goes to an item.
    pub fn focus(&mut self, item: &ItemRef) {
        if let Some(span) = self.annotations.span(item) {
            self.go(span.start);
            self.focused = Some(item.clone());
        }
    }

    /// Takes the next larger item over the cursor, or the smallest again after the largest.
    pub fn widen(&mut self) {
        let mut items: Vec<&Listed> = self.items_at(self.cursor).collect();
        items.sort_by_key(|listed| listed.span.len());
        let current = self.current();
        let at = items
            .iter()
            .position(|listed| Some(&listed.item) == current.as_ref());
        let next = at.map_or(0, |at| (at + 1) % items.len());
        self.focused = items.get(next).map(|listed| listed.item.clone());
    }

    /// The next item, or the one before, that `wanted` accepts, from the current one or the cursor.
    pub fn step_item(&self, forward: bool, wanted: impl Fn(&Listed) -> bool) -> Option<ItemRef> {
        let here = self.current_place();
        let from_cursor = || self.items.partition_point(|l| l.span.start < self.cursor);
        let found = if forward {
            let begin = here.map_or_else(from_cursor, |here| here + 1);
            self.items
                .get(begin..)?
                .iter()
                .find(|listed| wanted(listed))
        } else {
            let end = here.unwrap_or_else(from_cursor);
            self.items.get(..end)?.iter().rfind(|listed| wanted(listed))
        };
        found.map(|listed| listed.item.clone())
    }

    /// The next item that nobody decided, or the one before: the one under the cursor too, where it
    /// was not gone to yet.
    pub fn step_undecided(&self, forward: bool) -> Option<ItemRef> {
        let from = self.items.partition_point(|l| l.span.start < self.cursor);
        let rest = self.items.get(from..).unwrap_or_default();
        let here = rest
            .iter()
            .take_while(|listed| listed.span.start == self.cursor)
            .find(|listed| is_undecided(listed));
        match here {
            Some(listed) if forward && self.focused.is_none() => Some(listed.item.clone()),
            _ => self.step_item(forward, is_undecided),
        }
    }

    /// Puts the cursor on the grapheme at `byte`, or on the last one.
    pub fn go(&mut self, byte: usize) {
        self.stand_on(byte);
        self.goal = None;
    }

    fn stand_on(&mut self, byte: usize) {
        self.went_over = false;
        let text = self.text();
        let byte = byte.min(motion::last(text));
        self.cursor = motion::grapheme_at(text, byte).start;
        self.focused = None;
    }

    /// Goes up or down by rows, keeping to the column.
    pub fn move_rows(&mut self, by: isize) {
        let (width, _) = self.size;
        let goal = self
            .goal
            .unwrap_or_else(|| self.flow.row_at(self.cursor, width).cell_of(self.cursor));
        self.stand_on(self.flow.move_rows(self.cursor, by, goal, width));
        self.goal = Some(goal);
    }

    /// Scrolls by rows; the cursor comes along only where it would leave the screen.
    pub fn scroll(&mut self, by: isize) {
        let (width, height) = self.size;
        self.top = self.flow.scroll(self.top, by, usize::from(height), width);
        let page = self.flow.page(self.top, usize::from(height), width);
        let (Some(first), Some(last)) = (page.first(), page.last()) else {
            return;
        };
        let column = self.flow.row_at(self.cursor, width).cell_of(self.cursor);
        let margin = self.scrolloff.min(page.len().saturating_sub(1) / 2);
        if self.cursor < first.range.start {
            self.stand_on(page.get(margin).unwrap_or(first).byte_at(column));
        } else if self.cursor >= last.range.end && last.range.end < self.text().len() {
            let at = page.len() - 1 - margin;
            self.stand_on(page.get(at).unwrap_or(last).byte_at(column));
        }
    }

    /// Scrolls and moves by half pages or pages: the cursor keeps its row on the screen.
    pub fn turn(&mut self, rows: isize) {
        let (width, height) = self.size;
        let before = self.top;
        self.top = self.flow.scroll(self.top, rows, usize::from(height), width);
        if self.top == before {
            // At the end of the text the cursor goes on where the screen cannot.
            self.move_rows(rows);
            return;
        }
        self.move_rows(rows);
    }

    /// The number of columns of the text area.
    pub fn width(&self) -> u16 {
        self.size.0
    }

    /// The number of rows of the text area.
    pub fn height(&self) -> usize {
        usize::from(self.size.1)
    }

    /// Shows hand-broken lines joined, or as they are.
    pub fn toggle_lines(&mut self) -> Lines {
        let lines = match self.flow.breaks().lines {
            Lines::Separate => Lines::Joined,
            Lines::Joined => Lines::Separate,
        };
        self.flow = if lines == self.opened.flow.breaks().lines {
            Arc::clone(&self.opened.flow)
        } else {
            Arc::new(Flow::new(Arc::clone(&self.opened.article.text), lines))
        };
        self.page.clear();
        lines
    }

    /// Keeps the top while the screen changes its size, though it may have to scroll meanwhile.
    pub fn keep_top(&mut self) {
        self.kept.get_or_insert(self.top);
    }

    /// Takes the top as it is: something was done where the screen stands.
    pub fn leave_top(&mut self) {
        self.kept = None;
    }

    /// Lays out what is on the screen: called after everything that may have changed it.
    pub fn settle(&mut self, size: (u16, u16), scrolloff: usize) {
        self.scrolloff = scrolloff;
        if size.0 == 0 || size.1 == 0 {
            self.page.clear();
            return;
        }
        let height = usize::from(size.1);
        let top = self.kept.unwrap_or(self.top);
        // Most keys leave the page as it is.
        let first = self.page.first();
        let rows = if self.size == size && first.is_some_and(|row| row.range.start == top) {
            std::mem::take(&mut self.page)
        } else {
            self.flow.page(top, height, size.0)
        };
        self.size = size;
        let rows = self
            .flow
            .followed(rows, self.cursor, scrolloff, height, size.0);
        self.top = rows.first().map_or(0, |row| row.range.start);
        self.page = rows;
    }

    /// The byte under a cell of the text area.
    pub fn byte_at(&self, column: u16, row: u16) -> Option<usize> {
        let row = self
            .page
            .get(usize::from(row))
            .or_else(|| self.page.last())?;
        Some(row.byte_at(column))
    }

    /// The bytes on the screen.
    pub fn visible(&self) -> Span {
        let start = self.page.first().map_or(0, |row| row.range.start);
        Span::new(start, self.page.last().map_or(start, |row| row.range.end))
    }

    /// How far the screen's last row is through the text, in percent of its bytes.
    pub fn percent(&self) -> u8 {
        self.flow.percent(self.visible().end)
    }
}

/// The item that a change leaves, where it stands, and its verdict.
fn outcome(change: &Change) -> Option<(ItemRef, Option<Span>, Verdict)> {
    let (span, review) = match change {
        Change::Entity(_, swap) => swap.after.as_ref().map(|e| (Some(e.span), &e.review)),
        Change::Quote(_, swap) => swap.after.as_ref().map(|q| (Some(q.extent()), &q.review)),
        Change::Date(_, swap) => swap.after.as_ref().map(|d| (Some(d.span), &d.review)),
        Change::Cluster(_, swap) => swap.after.as_ref().map(|c| (None, &c.review)),
        Change::Status(_) | Change::Tags(_) | Change::Note(_) | Change::Updated(_) => None,
    }?;
    Some((change.item()?, span, review.verdict))
}

/// Whether nobody decided on an item yet.
pub(super) fn is_undecided(listed: &Listed) -> bool {
    listed.verdict == Verdict::Unreviewed
}
