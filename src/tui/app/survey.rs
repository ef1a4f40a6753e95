//! Reading the whole corpus in the background, for the views over it.

use std::collections::HashSet;

use crate::survey::Digest;
use crate::text::count::counted;
use crate::tui::effect::Effect;

use super::list::{Line, Work};
use super::{App, areas};

/// How many articles are asked for at once.
const AT_ONCE: usize = 64;

/// How far the reading of the corpus is.
#[derive(Debug, Default)]
pub struct Surveying {
    begun: bool,
    /// The articles that were asked for, by their places in the corpus.
    asked: Vec<bool>,
    /// Those that were asked for and are not there yet.
    under_way: HashSet<usize>,
    /// The next row of the list, and the next article of the corpus, to look at.
    next: (usize, usize),
    /// Those about which something was decided together with others, as long as what they contribute
    /// from then on is not there yet.
    decided: HashSet<usize>,
    /// Articles that changed since they were read.
    again: Vec<usize>,
    /// Those that were asked for because they are called by their lines and on the screen.
    lines: HashSet<usize>,
    /// How many could not be read.
    unreadable: usize,
    /// Whether the open article changed since its digest was made.
    changed: bool,
    /// Whether records are being brought up to their journal.
    recovering: bool,
}

impl App {
    /// Has the corpus read in the background, from now on to its end, and brings what is known of
    /// the open article up to date: what a view over the corpus calls when it opens or shows.
    pub fn begin_survey(&mut self) {
        if !self.surveying.begun {
            self.surveying.begun = true;
            self.surveying.changed = self.reader.is_some();
        }
        self.renew_open();
        self.survey_on();
    }

    /// How far the reading of the corpus is, for the titles of views.
    pub fn survey_progress(&self) -> String {
        let (read, all) = (self.survey.read(), self.corpus.len());
        let left_out = match self.surveying.unreadable {
            0 => String::new(),
            count => format!(", {count} unreadable"),
        };
        let articles = counted(all, "article", "articles");
        if self.survey.is_full() && read < all {
            return format!("read {read} of {articles}, the limit{left_out}");
        }
        if read + self.surveying.unreadable >= all && self.indexing.is_none() {
            return match all {
                1 => format!("the one article read{left_out}"),
                _ => format!("all {articles} read{left_out}"),
            };
        }
        format!("read {read} of {articles}{left_out}")
    }

    /// Whether everything is read that will be.
    pub fn survey_is_complete(&self) -> bool {
        let read = self.survey.read() + self.surveying.unreadable;
        let all = self.indexing.is_none() && read >= self.corpus.len();
        self.surveying.begun && (all || self.survey.is_full())
    }

    /// The open article is not what it was when it was read for the survey.
    pub(super) fn note_changed(&mut self) {
        self.surveying.changed = self.surveying.begun;
    }

    /// The open article is left: what was decided about it counts from now on; a long article is
    /// read again for that, beside the loop.
    pub(super) fn leave_open(&mut self) {
        if self.reader.as_ref().is_some_and(|reader| !reader.is_long()) {
            return self.renew_open();
        }
        if std::mem::take(&mut self.surveying.changed)
            && let Some(reader) = &self.reader
        {
            self.surveying.again.push(reader.opened.index);
        }
    }

    /// Brings the digest of the open article up to date, if it changed.
    pub(super) fn renew_open(&mut self) {
        let Some(reader) = self.reader.as_ref().filter(|reader| reader.annotated) else {
            return;
        };
        if !std::mem::take(&mut self.surveying.changed) {
            return;
        }
        let opened = &reader.opened;
        let digest = Digest::of(opened.index, &opened.article, &reader.annotations);
        // What is under way may have been read before.
        self.surveying.under_way.remove(&opened.index);
        self.surveying.decided.remove(&opened.index);
        self.surveying.ask(opened.index);
        let index = opened.index;
        self.survey.put(digest);
        self.note_found(index);
    }

    /// Takes in what was read for the survey.
    pub(super) fn surveyed(&mut self, digests: Vec<Digest>, unreadable: &[usize]) {
        for digest in digests {
            if self.surveying.under_way.remove(&digest.index) {
                self.take_digest(digest);
            }
        }
        self.filter_found();
        for index in unreadable {
            self.surveying.under_way.remove(index);
            self.surveying.unreadable += usize::from(self.surveying.begun);
        }
    }

    /// An article's record was brought up to what was decided about many.
    pub(super) fn recovered(&mut self, root: usize, digest: Digest) {
        if self.corpus.root(digest.index) == Some(root) {
            self.surveying.decided.remove(&digest.index);
            self.take_digest(digest);
        }
    }

    /// Takes in what an article contributes, now that what was decided about it is known.
    pub(super) fn take_digest(&mut self, digest: Digest) {
        let index = digest.index;
        // What the open article contributes is known better here.
        let open = self.reader.as_ref().map(|reader| reader.opened.index);
        if open == Some(index) && self.surveying.changed {
            return;
        }
        if open != Some(index)
            && let (Some(root), Some(id)) = (self.corpus.root(index), self.corpus.id(index))
        {
            let work = Work {
                status: digest.status(),
                open: Some(digest.open() as u32),
                ..self.list.work(root, id.as_str()).clone()
            };
            self.noted.insert((root, id.clone()));
            self.list.set_work(root, id, work);
        }
        if self.surveying.begun {
            self.surveying.ask(index);
            self.survey.put(digest);
            self.note_found(index);
        }
    }

    /// What is being read may be out of date when it comes: it is read again.
    pub(super) fn forget_under_way(&mut self) {
        let Surveying {
            under_way,
            again,
            decided,
            ..
        } = &mut self.surveying;
        again.extend(under_way.drain());
        decided.clear();
    }

    /// What these contribute is about to come back.
    pub(super) fn await_digests(&mut self, digests: &[Digest]) {
        let indices = digests.iter().map(|digest| digest.index);
        self.surveying.decided.extend(indices);
    }

    /// Takes in what articles contribute after a decision about many, unless something newer is
    /// known.
    pub(super) fn digested(&mut self, digests: Vec<Digest>) {
        for digest in digests {
            if self.surveying.decided.remove(&digest.index) {
                self.take_digest(digest);
            }
        }
    }

    /// Records are brought up to their journal from now on, or not any more.
    pub(super) fn set_recovering(&mut self, recovering: bool) {
        self.surveying.recovering = recovering;
    }

    /// Whether what is known of articles that were read is still changing by itself.
    pub(super) fn is_catching_up(&self) -> bool {
        self.surveying.recovering || !self.surveying.decided.is_empty()
    }

    /// Has all articles read again: what was known of them may be out of date.
    pub(super) fn forget_surveyed(&mut self) {
        self.surveying = Surveying {
            begun: self.surveying.begun,
            recovering: self.surveying.recovering,
            ..Surveying::default()
        };
    }

    /// Asks for more articles, as long as there are any and few are under way.
    pub(super) fn survey_on(&mut self) {
        if !self.surveying.begun || self.surveying.under_way.len() > AT_ONCE {
            return;
        }
        let mut wanted = std::mem::take(&mut self.surveying.again);
        wanted.sort_unstable();
        wanted.dedup();
        if !self.survey.is_full() {
            wanted.extend(self.unread());
        }
        if wanted.is_empty() {
            return;
        }
        self.surveying.under_way.extend(&wanted);
        self.effects.push(Effect::Survey(wanted));
    }

    /// Asks for the articles on the screen that are called by their lines: what is known of such a
    /// line may be about another article, which stood there before a line was put in. So it does for
    /// those that say an id of their own by now, where something is known of what they were called.
    pub(super) fn survey_lines(&mut self) {
        let Some(pane) = self.areas.list.map(areas::inside) else {
            return;
        };
        if self.surveying.begun || self.list.works.is_empty() {
            return;
        }
        let top = self.list.window.top;
        let shown = top..top + usize::from(pane.height);
        let rows = shown.filter_map(|line| match self.list.line(line, &self.corpus)? {
            Line::Row(row) => self.list.article(row, &self.corpus),
            Line::Heading(..) => None,
        });
        let known = self.corpus.known();
        let is_in_doubt = |i: &usize| *i < known && self.is_known_by_line(*i);
        let mut wanted: Vec<usize> = rows.filter(is_in_doubt).collect();
        wanted.retain(|index| self.surveying.lines.insert(*index));
        if wanted.is_empty() {
            return;
        }
        self.surveying.under_way.extend(&wanted);
        self.effects.push(Effect::Survey(wanted));
    }

    /// Whether what is known of an article is known by the line on which it stands.
    fn is_known_by_line(&self, index: usize) -> bool {
        let (Some(id), Some(root)) = (self.corpus.id_str(index), self.corpus.root(index)) else {
            return false;
        };
        let work_on = |id: &str| *self.list.work(root, id) != Work::default();
        let before = || self.corpus.called_by_place(index);
        is_line(id) || !work_on(id) && before().is_some_and(|before| work_on(&before))
    }

    /// The next articles that nobody asked for yet: those of the list's rows, then all others.
    fn unread(&mut self) -> Vec<usize> {
        let mut unread = Vec::new();
        let (mut row, mut index) = self.surveying.next;
        let known = self.corpus.known();
        while unread.len() < AT_ONCE
            && let Some(article) = self.list.article(row, &self.corpus)
            && article < known
        {
            row += 1;
            unread.extend(self.surveying.ask(article).then_some(article));
        }
        while unread.len() < AT_ONCE && index < known {
            unread.extend(self.surveying.ask(index).then_some(index));
            index += 1;
        }
        self.surveying.next = (row, index);
        unread
    }
}

/// Whether an id is that of a line (`path:line`, `path:line.part`).
fn is_line(id: &str) -> bool {
    id.rsplit_once(':').is_some_and(|(_, place)| {
        place.starts_with(|c: char| c.is_ascii_digit())
            && place
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}

impl Surveying {
    /// Notes that an article is asked for; says whether it was not before.
    fn ask(&mut self, index: usize) -> bool {
        if self.asked.len() <= index {
            self.asked.resize(index + 1, false);
        }
        let asked = self.asked.get_mut(index);
        asked.is_some_and(|asked| !std::mem::replace(asked, true))
    }
}
