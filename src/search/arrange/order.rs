//! Orders and headings.

mod title;

use std::collections::HashMap;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;

use super::{ALONE, Arrangement, Heading, Shared, Wish, work_of};
use crate::annotation::Status;

/// What articles are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// How well titles match, where words are asked for; else as in their files.
    #[default]
    Best,
    /// As in their files.
    File,
    /// The day of publication.
    Date,
    /// The source's name.
    Source,
    /// How far the work is.
    Status,
    /// The number of open suggestions, as far as it is known.
    Open,
    /// The title.
    Title,
}

impl By {
    /// The names of orders, as `:sort` takes them.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("date", Self::Date),
        ("source", Self::Source),
        ("status", Self::Status),
        ("open", Self::Open),
        ("title", Self::Title),
        ("file", Self::File),
        ("none", Self::Best),
    ];
}

/// An order, and whether it is turned around. What has no value comes last both ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// What by.
    pub by: By,
    /// Whether the last come first.
    pub reverse: bool,
}

/// What stands together under a heading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupBy {
    /// Nothing.
    #[default]
    None,
    /// Articles of a day.
    Date,
    /// Those of a source.
    Source,
    /// Those of a status.
    Status,
    /// Those that tell one story.
    Story,
}

/// Headings, and whether their order is turned around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    /// What stands together.
    pub by: GroupBy,
    /// Whether the last group comes first.
    pub reverse: bool,
}

impl Grouping {
    /// The names of groups, as `:group` takes them.
    pub const NAMES: [(&'static str, GroupBy); 5] = [
        ("date", GroupBy::Date),
        ("source", GroupBy::Source),
        ("status", GroupBy::Status),
        ("story", GroupBy::Story),
        ("none", GroupBy::None),
    ];

    /// Whether there are no headings.
    pub fn is_none(&self) -> bool {
        self.by == GroupBy::None
    }
}

/// The name, and whether `-` before it or `!` behind it turns it around.
fn turned(written: &str) -> (&str, bool) {
    let written = written.trim();
    match (written.strip_prefix('-'), written.strip_suffix('!')) {
        (Some(name), _) | (None, Some(name)) => (name.trim(), true),
        (None, None) => (written, false),
    }
}

fn named<T: Copy>(names: &[(&'static str, T)], name: &str) -> Result<T, String> {
    let mut begin = names
        .iter()
        .filter(|(own, _)| !name.is_empty() && own.starts_with(name));
    if let Some((_, value)) = begin.next() {
        return Ok(*value);
    }
    let all: Vec<&str> = names.iter().map(|(own, _)| *own).collect();
    Err(format!(
        "by what? {}; -{} or {}! turns it around",
        all.join(", "),
        all.first().copied().unwrap_or_default(),
        all.first().copied().unwrap_or_default(),
    ))
}

impl FromStr for Order {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let (name, reverse) = turned(written);
        let by = named(&By::NAMES, name)?;
        Ok(Self { by, reverse })
    }
}

impl FromStr for Grouping {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let (name, reverse) = turned(written);
        let by = named(&Self::NAMES, name)?;
        Ok(Self { by, reverse })
    }
}

impl std::fmt::Display for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = By::NAMES.iter().find(|(_, by)| *by == self.by);
        let sign = if self.reverse { "-" } else { "" };
        write!(f, "{sign}{}", name.map_or("", |(name, _)| *name))
    }
}

impl std::fmt::Display for Grouping {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = Self::NAMES.iter().find(|(_, by)| *by == self.by);
        let sign = if self.reverse { "-" } else { "" };
        write!(f, "{sign}{}", name.map_or("", |(name, _)| *name))
    }
}

/// The key of what has no value: it comes last.
const MISSING: u32 = u32::MAX;

/// Puts articles in their order and under their headings.
pub(super) fn put_in_order(wish: &Wish, mut shown: Vec<u32>, unread: usize) -> Arrangement {
    let mut counted = None;
    let reverse = wish.order.reverse;
    match wish.order.by {
        By::Best if reverse => shown.reverse(),
        By::Best => {}
        By::File => {
            shown.par_sort_unstable();
            if reverse {
                shown.reverse();
            }
        }
        By::Date => {
            by_key(&mut shown, reverse, |index| day_key(wish, index));
        }
        By::Source => {
            let ranks = Sources::of(wish);
            by_key(&mut shown, reverse, |index| ranks.key(wish, index));
        }
        By::Status => {
            by_key(&mut shown, reverse, |index| status_key(wish, index));
        }
        By::Open => {
            let open = |index| open_key(wish, index);
            let known = shown.par_iter().filter(|index| open(**index) != MISSING);
            counted = Some(known.count());
            by_key(&mut shown, reverse, open);
        }
        By::Title => title::sort(wish, &mut shown, reverse),
    }
    let headings = group(wish, &mut shown);
    Arrangement {
        shown: Some(shown),
        headings,
        unread,
        counted,
    }
}

/// Sorts by a key, equal ones in their order; gives the keys in the new order.
fn by_key(shown: &mut Vec<u32>, reverse: bool, key: impl Fn(u32) -> u32 + Sync) -> Vec<u32> {
    let turned = |key| {
        let turns = reverse && key != MISSING;
        if turns { MISSING - 1 - key } else { key }
    };
    let mut keyed: Vec<u64> = shown
        .par_iter()
        .enumerate()
        .map(|(at, index)| u64::from(turned(key(*index))) << 32 | at as u64)
        .collect();
    keyed.par_sort_unstable();
    *shown = keyed
        .par_iter()
        .map(|keyed| of(shown, *keyed as u32))
        .collect();
    keyed
        .par_iter()
        .map(|keyed| turned((keyed >> 32) as u32))
        .collect()
}

/// The article at a place of those shown before.
fn of(shown: &[u32], at: u32) -> u32 {
    shown.get(at as usize).copied().unwrap_or_default()
}

fn day_key(wish: &Wish, index: u32) -> u32 {
    let day = wish.corpus.row(index as usize).and_then(|row| row.date);
    // Days of every year that a date can have fit, in their order.
    day.map_or(MISSING, |day| {
        (i64::from(day.num_days_from_ce()) + i64::from(i32::MAX)).clamp(0, i64::from(MISSING - 1))
            as u32
    })
}

fn day_of(key: u32) -> Option<NaiveDate> {
    let days = i64::from(key) - i64::from(i32::MAX);
    (key != MISSING)
        .then(|| NaiveDate::from_num_days_from_ce_opt(i32::try_from(days).ok()?))
        .flatten()
}

fn status_key(wish: &Wish, index: u32) -> u32 {
    let id = wish.corpus.id_str(index as usize).unwrap_or_default();
    work_of(wish, index as usize, id).status as u32
}

fn open_key(wish: &Wish, index: u32) -> u32 {
    let id = wish.corpus.id_str(index as usize).unwrap_or_default();
    let open = work_of(wish, index as usize, id).open;
    open.map_or(MISSING, |open| open.min(MISSING - 1))
}

/// The places of sources in the order of their names, by their places in the corpus.
struct Sources(Vec<u32>);

impl Sources {
    fn of(wish: &Wish) -> Self {
        // Each batch of the corpus has its own list of the same few names.
        let mut ranks: HashMap<&str, u32> = wish.corpus.sources().map(|name| (name, 0)).collect();
        let mut names: Vec<(String, &str)> = ranks
            .keys()
            .map(|name| (crate::text::fold::fold(name), *name))
            .collect();
        names.sort_unstable();
        for (rank, (_, name)) in names.iter().enumerate() {
            ranks.insert(name, rank as u32);
        }
        let rank = |name| ranks.get(name).copied().unwrap_or(MISSING);
        Self(wish.corpus.sources().map(rank).collect())
    }

    fn key(&self, wish: &Wish, index: u32) -> u32 {
        let place = wish.corpus.source_place(index as usize);
        place
            .and_then(|place| self.0.get(place))
            .copied()
            .unwrap_or(MISSING)
    }
}

/// Puts what shares a heading together, and says where the headings stand.
fn group(wish: &Wish, shown: &mut Vec<u32>) -> Vec<Heading> {
    let reverse = wish.grouping.reverse;
    match wish.grouping.by {
        GroupBy::None => Vec::new(),
        GroupBy::Date => {
            let keys = by_key(shown, reverse, |index| day_key(wish, index));
            headings(&keys, |key| Shared::Day(day_of(key)))
        }
        GroupBy::Source => {
            let ranks = Sources::of(wish);
            let keys = by_key(shown, reverse, |index| ranks.key(wish, index));
            headings(&keys, |_| Shared::Source)
        }
        GroupBy::Status => {
            let keys = by_key(shown, reverse, |index| status_key(wish, index));
            headings(&keys, |key| {
                let status = Status::ALL.get(key as usize).copied();
                Shared::Status(status.unwrap_or_default())
            })
        }
        GroupBy::Story => {
            // A story stands where its first article stands; the others come behind all stories.
            let mut places: HashMap<u32, (u32, u32)> = HashMap::new();
            for (at, index) in shown.iter().enumerate() {
                let story = story_of(wish, *index);
                if story != ALONE {
                    places.entry(story).or_insert((at as u32, 0)).1 += 1;
                }
            }
            let key = |index| match places.get(&story_of(wish, index)) {
                Some((first, 2..)) => *first,
                _ => MISSING,
            };
            let keys = by_key(shown, reverse, key);
            headings(&keys, |key| {
                if key == MISSING {
                    Shared::Alone
                } else {
                    Shared::Story
                }
            })
        }
    }
}

fn story_of(wish: &Wish, index: u32) -> u32 {
    let story = wish.stories.get(index as usize);
    story.copied().unwrap_or(ALONE)
}

/// A heading wherever the key becomes another.
fn headings(keys: &[u32], shared: impl Fn(u32) -> Shared) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut last = None;
    for (row, key) in keys.iter().enumerate() {
        if last != Some(key) {
            headings.push(Heading {
                row: row as u32,
                shared: shared(*key),
            });
        }
        last = Some(key);
    }
    headings
}
