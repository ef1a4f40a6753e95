//! How far the work is: what was seen, and how fast decisions come.

use std::collections::HashSet;

use crate::annotation::Timestamp;
use crate::annotation::history::History;
use crate::statistics::Pace;
use crate::tui::effect::Effect;

use super::App;

/// Which articles were opened, in this session or before: the root and the first half of the
/// SHA-256 of the id of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(HashSet<(usize, u64)>);

impl Seen {
    /// What stands for an article of this id.
    pub fn mark_of(id: &str) -> u64 {
        let hex = crate::article::hex_sha256(id.as_bytes());
        u64::from_str_radix(crate::span::until(&hex, 16), 16).unwrap_or_default()
    }

    /// Notes that an article was opened; says whether it was not before.
    pub fn note(&mut self, root: usize, mark: u64) -> bool {
        self.0.insert((root, mark))
    }

    /// Whether an article was opened.
    pub fn has(&self, root: usize, id: &str) -> bool {
        self.0.contains(&(root, Self::mark_of(id)))
    }

    /// How many articles were.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl App {
    /// Notes that the open article was seen.
    pub(super) fn note_seen(&mut self) {
        let Some(reader) = &self.reader else { return };
        let root = reader.opened.root;
        let mark = Seen::mark_of(reader.opened.article.id.as_str());
        if self.seen.note(root, mark) {
            self.effects.push(Effect::Seen { root, mark });
        }
    }

    /// How many articles were never opened.
    pub fn unseen(&self) -> usize {
        self.corpus.len().saturating_sub(self.seen.len())
    }

    /// The decisions of this day, as far as they can be undone.
    pub fn pace(&self) -> Pace {
        let today = |time: &Timestamp| {
            time.0.with_timezone(self.now.0.offset()).date_naive() == self.now.0.date_naive()
        };
        let latest = |history: &'_ History| {
            let times: Vec<Timestamp> = history.times().rev().take_while(today).collect();
            times
        };
        let mut times: Vec<Timestamp> = self.histories.iter().flat_map(latest).collect();
        times.sort_unstable();
        let mut pace = Pace::default();
        for time in times {
            pace.note(time);
        }
        pace
    }

    /// What was done today, and how fast, for the list's edge; empty where nothing was.
    pub fn told_pace(&self) -> String {
        let pace = self.pace();
        match (pace.today(self.now), pace.per_hour(self.now)) {
            (0, _) => String::new(),
            (today, None) => format!("{today} today"),
            (today, Some(hour)) => format!("{today} today, {hour}/h"),
        }
    }
}
