//! Which stretches of a text stand where in its revision, as far as that is certain.
//!
//! Of the old text only what records hold of it is known: the words of the spans and what stands
//! around them. A [`Window`] that stood once in the old text and stands once in the new one is a
//! fixed point; from there the stretch is followed as long as the known text agrees. That is a
//! patience diff (Cohen, 2007) of which one side is known in parts. Where two stretches would claim
//! the same words, nothing is certain.

use super::unique::PROBE;
use crate::annotation::wire::Coordinates;
use crate::span::{self, OffsetIndex, Span};
use memchr::memmem;

/// What is so long, in code points, needs no more than the character behind it to stand as it did.
const EDGE: usize = 7;

/// What a text begins with is known by so much of it, in code points: as much as is known of what
/// stands around an item elsewhere.
const HEAD: usize = 2 * super::CORE;

/// How much may stand between two stretches, in bytes, for what is there to be told apart.
const FAR: usize = 64 * 1024;

/// A known part of the old text.
pub(super) struct Window {
    /// Its first code point.
    pub(super) start: usize,
    /// One past its last code point.
    pub(super) end: usize,
    /// What stood there.
    pub(super) text: String,
    index: OffsetIndex,
}

impl Window {
    /// A part of the old text that begins at a code point.
    pub(super) fn new(start: usize, text: String) -> Self {
        let index = OffsetIndex::new(&text);
        Self {
            start,
            end: start + index.code_points(),
            text,
            index,
        }
    }

    fn byte(&self, point: usize) -> Option<usize> {
        let inside = point.checked_sub(self.start)?;
        self.index.byte_of_code_point(&self.text, inside)
    }
}

/// A stretch of the old text that stands in the new one, in code points of the old text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
    /// How far on it stands in the new text.
    pub(super) shift: i64,
    /// The same with what another stretch claims too.
    reach: (usize, usize),
}

impl Run {
    pub(super) fn new(start: usize, end: usize, shift: i64) -> Self {
        Self {
            start,
            end,
            shift,
            reach: (start, end),
        }
    }

    fn new_start(self) -> i64 {
        self.start as i64 + self.shift
    }

    fn new_end(self) -> i64 {
        self.end as i64 + self.shift
    }
}

/// A part of the new text between two stretches that stand equally far on, in code points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Between {
    /// How far on both stand.
    pub(super) shift: i64,
    start: i64,
    end: i64,
}

impl Between {
    /// Whether words that stand here stand here once. Where there is much between the stretches,
    /// that is not asked and not so: it would take time that grows with the text for every item.
    pub(super) fn has_once(self, words: &str, at: Coordinates<'_>) -> bool {
        let byte = |point: i64| {
            let point = usize::try_from(point).ok()?;
            at.index.byte_of_code_point(at.text, point)
        };
        let (Some(start), Some(end)) = (byte(self.start), byte(self.end)) else {
            return false;
        };
        if end.saturating_sub(start) > FAR {
            return false;
        }
        let here = Span::new(start, end).of(at.text);
        memmem::find_iter(here.as_bytes(), words.as_bytes()).count() <= 1
    }
}

/// Moves a code point.
pub(super) fn shifted(point: usize, shift: i64) -> Option<usize> {
    usize::try_from(i64::try_from(point).ok()?.checked_add(shift)?).ok()
}

/// What of the old text stands where in the new one.
pub(super) struct Alignment {
    /// All stretches, by where they stood.
    runs: Vec<Run>,
    /// Those that stand in the same order in both texts, with the two ends of the texts.
    chain: Vec<Run>,
    /// Where the others stand in the new text.
    moved: Vec<(i64, i64)>,
    /// Where the old text lost its beginning: how far on stands what the new one begins with.
    beheaded: Option<i64>,
    /// The lengths of the two texts; none where that of the old one is not known.
    old: Option<usize>,
    now: i64,
}

impl Alignment {
    /// Follows the stretches around fixed points, of which each is one of the windows, through the
    /// known text. `old` is the length of the old text in code points, where it is known.
    pub(super) fn new(
        mut fixed: Vec<Run>,
        windows: &[Window],
        old: Option<usize>,
        at: Coordinates<'_>,
    ) -> Self {
        let known = windows.iter().map(|window| window.end).max().unwrap_or(0);
        let ends = [
            Some(Run::new(0, 0, 0)),
            old.filter(|old| *old >= known)
                .map(|old| Run::new(old, old, at.index.code_points() as i64 - old as i64)),
        ];
        let by_place = |run: &Run| (run.start, run.end, run.shift);
        fixed.sort_by_key(by_place);
        let mut from = fixed.clone();
        from.extend(ends.into_iter().flatten());
        from.sort_by_key(by_place);
        let mut runs = without_doubt(follow(from, windows, at));
        runs.retain(|run| is_founded(*run, &fixed, at, old));
        let mut chain = chain(&runs);
        let moved = runs
            .iter()
            .filter(|run| chain.binary_search_by_key(&run.start, |c| c.start).is_err());
        let mut moved: Vec<(i64, i64)> = moved.map(|r| (r.new_start(), r.new_end())).collect();
        moved.sort_unstable();
        chain.extend(ends.into_iter().flatten());
        chain.sort_by_key(|run| (run.start, run.end));
        Self {
            runs,
            beheaded: beheaded(&chain, &moved, windows, at),
            chain,
            moved,
            old,
            now: at.index.code_points() as i64,
        }
    }

    /// How far on a part of the old text stands for certain, all of it in one stretch, which goes
    /// on behind it and, as a change may begin with the letters that it takes away, the farther the
    /// shorter the part is.
    pub(super) fn shift_of(&self, start: usize, end: usize) -> Option<i64> {
        let after = self.runs.partition_point(|run| run.start <= start);
        let run = self.runs.get(after.checked_sub(1)?)?;
        let least = 1 + EDGE.saturating_sub(end.saturating_sub(start));
        let before = start >= run.reach.0 + least || (run.start == 0 && run.shift == 0);
        let at_end = Some(run.end) == self.old && run.new_end() == self.now;
        let behind = end + least <= run.reach.1 || at_end;
        (end <= run.end && before && behind).then_some(run.shift)
    }

    /// Where a part of the old text stands if it is unchanged: between stretches that stand equally
    /// far on, nothing was put in or taken out that was not made up for.
    pub(super) fn between(&self, start: usize, end: usize) -> Option<Between> {
        let before = self.chain.partition_point(|run| run.start <= start);
        let before = self.chain.get(before.checked_sub(1)?)?;
        let after = self.chain.get(self.first_ending_at(end))?;
        if before.shift != after.shift {
            return None;
        }
        let shift = before.shift;
        let (start, end) = (start as i64 + shift, end as i64 + shift);
        let first = self.moved.partition_point(|moved| moved.1 <= start);
        let is_free = self.moved.get(first).is_none_or(|moved| moved.0 >= end);
        is_free.then_some(Between {
            shift,
            start: before.new_end().min(start),
            end: after.new_start().max(end),
        })
    }

    /// How far on a place of the old text stands that is among the first of the new one, where what
    /// stood before them was taken away and so much is known around it that it can only be there.
    pub(super) fn at_head(
        &self,
        point: usize,
        (start, text): (usize, &str),
        at: Coordinates<'_>,
    ) -> Option<i64> {
        let shift = self.beheaded?;
        let lost = usize::try_from(-shift).ok()?;
        let cut = lost.checked_sub(start).filter(|_| lost <= point)?;
        let (byte, _) = text.char_indices().nth(cut)?;
        let kept = span::from(text, byte);
        let is_known = kept.chars().nth(HEAD - 1).is_some() && at.text.starts_with(kept);
        is_known.then_some(shift)
    }

    /// About where a place of the old text is in the new one, a code point.
    pub(super) fn near(&self, point: usize) -> usize {
        let after = self.chain.partition_point(|run| run.start <= point);
        let before = after.checked_sub(1).and_then(|at| self.chain.get(at));
        let nearest = match (before, self.chain.get(after)) {
            (Some(before), Some(after)) => {
                let left = point.saturating_sub(before.end);
                if left <= after.start.saturating_sub(point) {
                    before.shift
                } else {
                    after.shift
                }
            }
            (Some(one), None) | (None, Some(one)) => one.shift,
            (None, None) => 0,
        };
        shifted(point, nearest).unwrap_or(0)
    }

    fn first_ending_at(&self, end: usize) -> usize {
        self.chain.partition_point(|run| run.end < end)
    }
}

/// How far on what the new text begins with stands, if that is as far as the first stretch, and it is
/// nowhere else near in the new text, nor elsewhere in what is known of the old one.
fn beheaded(
    chain: &[Run],
    moved: &[(i64, i64)],
    windows: &[Window],
    at: Coordinates<'_>,
) -> Option<i64> {
    let first = chain.iter().find(|run| run.end > 0)?;
    let lost = usize::try_from(-first.shift)
        .ok()
        .filter(|lost| *lost > 0)?;
    let is_first = moved
        .first()
        .is_none_or(|moved| moved.0 >= first.new_start());
    let (byte, _) = at.text.char_indices().nth(HEAD).filter(|_| is_first)?;
    let head = span::until(at.text, byte);
    let begins = usize::try_from(first.new_start()).ok()?;
    let begins = at.index.byte_of_code_point(at.text, begins)?;
    let near = at
        .text
        .as_bytes()
        .get(..begins.saturating_add(byte).min(at.text.len()))?;
    if begins > FAR || memmem::find_iter(near, head.as_bytes()).count() != 1 {
        return None;
    }
    let head = memmem::Finder::new(head);
    let is_elsewhere = |window: &Window| {
        let mut found = head.find_iter(window.text.as_bytes());
        found.any(|byte| Some(byte) != window.byte(lost))
    };
    (!windows.iter().any(is_elsewhere)).then_some(first.shift)
}

/// The windows in the two orders in which stretches are followed through them.
struct Known<'a> {
    windows: &'a [Window],
    /// By where they begin; to each place the one that reaches farthest of those up to it.
    by_start: Vec<usize>,
    farthest: Vec<usize>,
    /// By where they end; to each place the one that begins first of those from it on.
    by_end: Vec<usize>,
    foremost: Vec<usize>,
}

impl<'a> Known<'a> {
    fn new(windows: &'a [Window]) -> Self {
        let start = |at: usize| windows.get(at).map_or(0, |window| window.start);
        let end = |at: usize| windows.get(at).map_or(0, |window| window.end);
        let mut by_start: Vec<usize> = (0..windows.len()).collect();
        by_start.sort_by_key(|&at| start(at));
        let mut best = None;
        let farthest = by_start.iter().map(|&at| {
            let reaches = best.is_none_or(|best| end(at) > end(best));
            *best.insert(if reaches { at } else { best.unwrap_or(at) })
        });
        let farthest = farthest.collect();
        let mut by_end: Vec<usize> = (0..windows.len()).collect();
        by_end.sort_by_key(|&at| end(at));
        let mut best = None;
        let mut foremost: Vec<usize> = Vec::with_capacity(by_end.len());
        for &at in by_end.iter().rev() {
            let begins = best.is_none_or(|best| start(at) < start(best));
            foremost.push(*best.insert(if begins { at } else { best.unwrap_or(at) }));
        }
        foremost.reverse();
        Self {
            windows,
            by_start,
            farthest,
            by_end,
            foremost,
        }
    }

    /// The window over a place that reaches farthest behind it.
    fn onward(&self, point: usize) -> Option<&Window> {
        let window = |at: &usize| self.windows.get(*at);
        let begun = |at: &usize| window(at).is_some_and(|window| window.start <= point);
        let count = self.by_start.partition_point(begun);
        let found = self.farthest.get(count.checked_sub(1)?).and_then(window)?;
        (found.end > point).then_some(found)
    }

    /// The window over a place that reaches farthest before it.
    fn backward(&self, point: usize) -> Option<&Window> {
        let window = |at: &usize| self.windows.get(*at);
        let ended = |at: &usize| window(at).is_some_and(|window| window.end < point);
        let first = self.by_end.partition_point(ended);
        let found = self.foremost.get(first).and_then(window)?;
        (found.start < point).then_some(found)
    }

    fn forward(&self, run: &mut Run, at: Coordinates<'_>) {
        while let Some(window) = self.onward(run.end) {
            let old = window.byte(run.end).map(|b| span::from(&window.text, b));
            let new = shifted(run.end, run.shift)
                .and_then(|point| at.index.byte_of_code_point(at.text, point))
                .map(|byte| span::from(at.text, byte));
            let (Some(old), Some(new)) = (old, new) else {
                return;
            };
            let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b);
            run.end += same.count();
            if run.end < window.end {
                return;
            }
        }
    }

    fn back(&self, run: &mut Run, at: Coordinates<'_>) {
        while let Some(window) = self.backward(run.start) {
            let old = window.byte(run.start).map(|b| span::until(&window.text, b));
            let new = shifted(run.start, run.shift)
                .and_then(|point| at.index.byte_of_code_point(at.text, point))
                .map(|byte| span::until(at.text, byte));
            let (Some(old), Some(new)) = (old, new) else {
                return;
            };
            let same = old.chars().rev().zip(new.chars().rev());
            run.start -= same.take_while(|(a, b)| a == b).count();
            if run.start > window.start {
                return;
            }
        }
    }
}

/// Follows each fixed point to both sides; those that meet are one.
fn follow(fixed: Vec<Run>, windows: &[Window], at: Coordinates<'_>) -> Vec<Run> {
    let known = Known::new(windows);
    let mut runs: Vec<Run> = Vec::new();
    for mut run in fixed {
        if let Some(last) = runs.last_mut()
            && last.shift == run.shift
            && run.start <= last.end
        {
            if run.end > last.end {
                last.end = run.end;
                known.forward(last, at);
            }
            continue;
        }
        known.forward(&mut run, at);
        runs.push(run);
    }
    for run in &mut runs {
        known.back(run, at);
    }
    runs.sort_by_key(|run| (run.start, run.end, run.shift));
    let mut joined: Vec<Run> = Vec::new();
    for run in runs {
        match joined.last_mut() {
            Some(last) if last.shift == run.shift && run.start <= last.end => {
                last.end = last.end.max(run.end);
            }
            _ => joined.push(run),
        }
    }
    joined
}

/// Whether a stretch is still what it was found from: it holds a whole fixed point, or much of the
/// beginning or the end of the text. A fixed point of which a part is claimed by another stretch is
/// none.
fn is_founded(run: Run, fixed: &[Run], at: Coordinates<'_>, old: Option<usize>) -> bool {
    let first = fixed.partition_point(|fixed| fixed.start < run.start);
    let inside = fixed.iter().skip(first);
    let mut inside = inside.take_while(|fixed| fixed.start < run.end);
    let holds = inside.any(|fixed| fixed.shift == run.shift && fixed.end <= run.end);
    let begins = run.start == 0 && run.shift == 0;
    let ends = Some(run.end) == old && run.new_end() == at.index.code_points() as i64;
    holds || ((begins || ends) && run.end - run.start >= PROBE)
}

/// Takes from stretches what another one claims too, of the old text or of the new one.
fn without_doubt(mut runs: Vec<Run>) -> Vec<Run> {
    for run in &mut runs {
        run.reach = (run.start, run.end);
    }
    let mut cut = runs.clone();
    // What neighbours in the old text both claim.
    for at in 1..runs.len() {
        let (Some(&one), Some(&other)) = (runs.get(at - 1), runs.get(at)) else {
            continue;
        };
        part(
            &mut cut,
            at - 1,
            one.end.min(other.start),
            at,
            one.end.max(other.start),
            one,
            other,
        );
    }
    runs = cut;
    runs.retain(|run| run.start < run.end);
    // And what neighbours in the new one do.
    runs.sort_by_key(|run| (run.new_start(), run.new_end()));
    let mut cut = runs.clone();
    for at in 1..runs.len() {
        let (Some(&one), Some(&other)) = (runs.get(at - 1), runs.get(at)) else {
            continue;
        };
        if other.new_start() < one.new_end() {
            part(&mut cut, at - 1, one.end, at, other.start, one, other);
        }
    }
    cut.retain(|run| run.start < run.end);
    cut.sort_by_key(|run| run.start);
    cut
}

/// Cuts two neighbouring stretches where they claim the same of the new text, and at the places given.
fn part(
    cut: &mut [Run],
    first: usize,
    first_end: usize,
    second: usize,
    second_start: usize,
    one: Run,
    other: Run,
) {
    let in_order = one.new_start() <= other.new_start();
    let both = other.new_start() < one.new_end() && in_order;
    if let Some(run) = cut.get_mut(first) {
        let end = if both {
            shifted(other.start, other.shift - one.shift).unwrap_or(0)
        } else {
            run.end
        };
        run.end = run.end.min(first_end).min(end).max(run.start);
    }
    if let Some(run) = cut.get_mut(second) {
        let start = if both {
            shifted(one.end, one.shift - other.shift).unwrap_or(0)
        } else {
            run.start
        };
        run.start = run.start.max(second_start).max(start).min(run.end);
    }
}

/// The stretches that stand in the same order in both texts: of all choices the one that covers most.
fn chain(runs: &[Run]) -> Vec<Run> {
    // The best that ends with each place in the order of the new text (a Fenwick tree of maxima).
    let mut places: Vec<i64> = runs.iter().map(|run| run.new_start()).collect();
    places.sort_unstable();
    let mut best: Vec<(usize, Option<usize>)> = vec![(0, None); places.len() + 1];
    let mut before: Vec<Option<usize>> = Vec::with_capacity(runs.len());
    let mut covered = (0, None);
    for (at, run) in runs.iter().enumerate() {
        let place = places.partition_point(|place| *place < run.new_start());
        let (mut most, mut node) = ((0, None), place);
        while node > 0 {
            most = most.max(best.get(node).copied().unwrap_or_default());
            node &= node - 1;
        }
        before.push(most.1);
        let own = (most.0 + (run.end - run.start), Some(at));
        covered = covered.max(own);
        let mut node = place + 1;
        while let Some(entry) = best.get_mut(node) {
            *entry = (*entry).max(own);
            node += node & node.wrapping_neg();
        }
    }
    let mut chain = Vec::new();
    let mut next = covered.1;
    while let Some(at) = next {
        chain.extend(runs.get(at).copied());
        next = before.get(at).copied().flatten();
    }
    chain.reverse();
    chain
}
