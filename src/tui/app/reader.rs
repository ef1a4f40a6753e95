//! The open article: its text, its annotations, where the cursor is and what is selected.

use std::sync::Arc;

use crate::annotation::check::Checks;
use crate::annotation::edit::{Change, Conflict, Editable, apply};
use crate::annotation::{Annotations, ItemRef, Items, Listed, Verdict};
use crate::article::Article;
use crate::corpus::Stamp;
use crate::span::{OffsetIndex, Span, ceil_boundary, floor_boundary};
use crate::text::motion;
use crate::text::paragraph::{Lines, detect_lines};
use crate::tui::layout::{Flow, Row};

use super::find::Find;
use super::glimpse::Glimpse;
use super::inspector::Inspector;
use super::listing::{Counts, Listing};

/// From this many bytes on the text on the screen is looked at before the whole: a shorter one is
/// there as fast.
const LONG: usize = 100_000;
/// How much around the screen is looked at too, on each side, in bytes: what is scrolled to next,
/// and what the names on the screen are known by.
const AROUND: usize = 16 * 1024;

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
    /// What its file looked like when it was read; none where it cannot change.
    pub stamp: Option<Stamp>,
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
            stamp: None,
        }
    }
}

/// The annotations of an article, when they are there.
#[derive(Clone, Debug)]
pub struct Laid {
    /// What was found and decided.
    pub annotations: Arc<Annotations>,
    /// What is stepped through.
    pub listing: Listing,
    /// The same, grouped.
    pub inspector: Inspector,
    /// What is known of the text for telling what looks wrong.
    pub checks: Checks,
    /// The language of the text where it is none that the program reads.
    pub foreign: Option<&'static str>,
    /// What the analyst should know (conflicts, spans that lost their text).
    pub notices: Vec<String>,
    /// What turns what another program made of items into what was made of them here.
    pub disputed: Vec<Change>,
}

impl Laid {
    /// Prepares annotations for the screen: what takes time with many of them is done here.
    pub fn new(
        text: &str,
        annotations: Arc<Annotations>,
        foreign: Option<&'static str>,
        notices: Vec<String>,
    ) -> Self {
        annotations.note_places();
        let mut inspector = Inspector::default();
        inspector.list(&annotations, text, false);
        Self {
            listing: Listing::of(&annotations),
            inspector,
            checks: Checks::of(text),
            annotations,
            foreign,
            notices,
            disputed: Vec::new(),
        }
    }
}

/// How a cursor came where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    /// The article was opened: stepping begins before its header.
    Opened,
    /// Over what is selected, to the beginning of what follows.
    Over,
    /// In any other way.
    Went,
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
    /// What turns what another program made of items into what was made of them here, as long as
    /// nobody chose between the two.
    pub disputed: Vec<Change>,
    /// The language of the text where it is none that the program reads.
    pub foreign: Option<&'static str>,
    /// The text in blocks, in the way of showing lines that was chosen.
    pub flow: Arc<Flow>,
    /// The cursor: the byte of a grapheme.
    pub cursor: usize,
    /// How the cursor came where it is.
    came: Came,
    /// The column that going up and down keeps to.
    goal: Option<u16>,
    /// The byte at the top of the screen.
    pub top: usize,
    /// The top before the screen took another size, until something is done.
    kept: Option<usize>,
    /// The other end of the selection, while there is one.
    pub anchor: Option<usize>,
    /// Whether a plain motion ends the selection.
    pub loose: bool,
    /// The item that keys act on, when it was gone to; else the one under the cursor is.
    focused: Option<ItemRef>,
    /// The search.
    pub find: Option<Find>,
    /// The rows on the screen.
    pub page: Vec<Row>,
    /// What is known of the text for telling what looks wrong.
    pub checks: Checks,
    /// What is stepped through.
    pub(super) listing: Listing,
    /// What is known of the annotations before they are there.
    glimpse: Option<Glimpse>,
    /// The part that was last looked at for that.
    looked: Option<Span>,
    /// The size of the text area, in cells.
    size: (u16, u16),
    /// How many rows stay between the cursor and the edge.
    scrolloff: usize,
}

impl Reader {
    /// Opens an article where its story begins; names in its header are stepped through too.
    pub fn new(opened: Opened) -> Self {
        let start = opened.article.head.header.map_or(0, |header| header.end);
        let cursor = motion::grapheme_at(&opened.article.text, start).start;
        Self {
            flow: Arc::clone(&opened.flow),
            opened,
            annotations: Arc::default(),
            annotated: false,
            locked: None,
            disputed: Vec::new(),
            foreign: None,
            cursor,
            came: Came::Opened,
            goal: None,
            top: 0,
            kept: None,
            anchor: None,
            loose: false,
            focused: None,
            find: None,
            page: Vec::new(),
            checks: Checks::default(),
            listing: Listing::default(),
            glimpse: None,
            looked: None,
            size: (1, 1),
            scrolloff: 0,
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.opened.article.text
    }

    /// Takes in the annotations; what was seen of them before is not needed any more.
    pub fn set_annotations(&mut self, annotations: Arc<Annotations>, listing: Listing) {
        self.annotations = annotations;
        self.annotated = true;
        self.glimpse = None;
        self.listing = listing;
        self.leave_lost();
    }

    /// Takes in what is in a part of the text before the whole is known, if it is on the screen.
    pub fn set_glimpse(&mut self, glimpse: Glimpse) {
        if !self.annotated && glimpse.span.overlaps(self.visible()) {
            self.glimpse = Some(glimpse);
        }
    }

    /// Whether it takes more than a moment to find what is in the text.
    pub fn is_long(&self) -> bool {
        self.text().len() >= LONG
    }

    /// The part of the text to look at before the whole is known: what is on the screen, and what
    /// is around it; none where it was asked for, or the whole comes as fast.
    pub fn look(&mut self) -> Option<Span> {
        if self.annotated || !self.is_long() {
            return None;
        }
        let text = &self.opened.article.text;
        let visible = self.visible();
        if self.looked.is_some_and(|looked| looked.covers(visible)) {
            return None;
        }
        let start = floor_boundary(text, visible.start.saturating_sub(AROUND));
        let looked = Span::new(start, ceil_boundary(text, visible.end + AROUND));
        self.looked = Some(looked);
        Some(looked)
    }

    /// What is painted over the text: the annotations, or as long as they are not there, what is
    /// known of those on the screen. Nothing can be decided on that.
    pub fn shown(&self) -> &Annotations {
        match &self.glimpse {
            Some(glimpse) => &glimpse.annotations,
            None => &self.annotations,
        }
    }

    /// The painted items that share a byte with a span, in the order of the text.
    pub fn shown_over(&self, span: Span) -> impl Iterator<Item = &Listed> {
        match &self.glimpse {
            Some(glimpse) => glimpse.listing.over(span),
            None => self.listing.over(span),
        }
    }

    /// Does without annotations that cannot be read, and lets none be written in their place.
    pub fn lock(&mut self, reason: String) {
        self.annotated = true;
        self.locked = Some(reason);
    }

    /// Leaves an item that is not there any more.
    fn leave_lost(&mut self) {
        if let Some(item) = &self.focused
            && self.annotations.review(item).is_none()
        {
            self.focused = None;
        }
    }

    /// The number of the current item in the list.
    fn current_place(&self) -> Option<usize> {
        let item = self.current()?;
        let span = self.annotations.span(&item)?;
        self.listing.place_of(&item, span)
    }

    /// What is stepped through, in the order of the text.
    pub fn items(&self) -> &Items<Listed> {
        self.listing.items()
    }

    /// How many there are of each kind, and how many nobody decided.
    pub fn counts(&self) -> Counts {
        self.listing.counts()
    }

    /// The bytes selected, the grapheme under the cursor included, unless the cursor went on to
    /// the beginning of the next word, sentence or paragraph: then only what it went over.
    pub fn selection(&self) -> Option<Span> {
        let anchor = self.anchor?;
        let (first, last) = (anchor.min(self.cursor), anchor.max(self.cursor));
        if self.came == Came::Over && anchor < self.cursor {
            return Some(Span::new(first, last));
        }
        Some(Span::new(first, motion::grapheme_at(self.text(), last).end))
    }

    /// Goes to the beginning of what comes next, over what is to be selected.
    pub fn go_over(&mut self, byte: usize) {
        self.go(byte);
        // At the end of the text there is no next one to stop before.
        if self.cursor < motion::last(self.text()) {
            self.came = Came::Over;
        }
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
        self.listing
            .over(Span::new(byte, byte + 1))
            .filter(|listed| listed.verdict != Verdict::Rejected)
    }

    /// The smallest name or date over a byte that was not rejected.
    pub fn name_at(&self, byte: usize) -> Option<Span> {
        let names = self
            .items_at(byte)
            .filter(|listed| matches!(listed.item, ItemRef::Entity(_) | ItemRef::Date(_)));
        names
            .map(|listed| listed.span)
            .min_by_key(|span| span.len())
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
        let fresh = self.came == Came::Opened;
        let here = self.current_place().filter(|_| !fresh);
        let items = self.items();
        let from_cursor = || match (fresh, forward) {
            (true, true) => 0,
            _ => items.partition_point(|l| l.span.start < self.cursor),
        };
        let found = if forward {
            let begin = here.map_or_else(from_cursor, |here| here + 1);
            items.iter().skip(begin).find(|listed| wanted(listed))
        } else {
            let end = here.unwrap_or_else(from_cursor);
            let mut back = items.iter().rev().skip(items.len().saturating_sub(end));
            back.find(|listed| wanted(listed))
        };
        found.map(|listed| listed.item.clone())
    }

    /// The next item that nobody decided, or the one before: the one under the cursor too, where it
    /// was not gone to yet.
    pub fn step_undecided(&self, forward: bool) -> Option<ItemRef> {
        let items = self.items();
        let from = items.partition_point(|l| l.span.start < self.cursor);
        let rest = items.iter().skip(from);
        let here = rest
            .take_while(|listed| listed.span.start == self.cursor)
            .find(|listed| is_undecided(listed));
        match here {
            Some(listed) if forward && self.focused.is_none() && self.came != Came::Opened => {
                Some(listed.item.clone())
            }
            _ => self.step_item(forward, is_undecided),
        }
    }

    /// Puts the cursor on the grapheme at `byte`, or on the last one.
    pub fn go(&mut self, byte: usize) {
        self.stand_on(byte);
        self.goal = None;
    }

    fn stand_on(&mut self, byte: usize) {
        self.came = Came::Went;
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

impl Editable for Reader {
    fn annotations(&self) -> &Annotations {
        &self.annotations
    }

    /// In place where nobody else holds them.
    fn change(&mut self, changes: &[Change]) -> Result<(), Conflict> {
        apply(Arc::make_mut(&mut self.annotations), changes)?;
        self.listing.follow(changes, &self.annotations);
        self.leave_lost();
        Ok(())
    }
}

/// Whether nobody decided on an item yet.
pub(super) fn is_undecided(listed: &Listed) -> bool {
    listed.verdict == Verdict::Unreviewed
}
