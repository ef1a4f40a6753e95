//! Where the words that a cue opens end.

use super::Features;
use super::features::length;
use super::reading::View;
use crate::extract::attribution::cue::Cue;
use crate::extract::attribution::frame::{Item, Kind};
use crate::extract::attribution::lexicon::{Form, class};

/// How far the end of content is looked for, in items.
const REACH: usize = 200;

/// The places where content that begins at `start` may end, none after `high`, with what is seen
/// of each; the last is the farthest.
pub(crate) fn ends(view: &View, start: usize, high: usize) -> Vec<(usize, Features)> {
    let high = trimmed(view.items, start, high.min(start + REACH));
    let mut found: Vec<usize> = (start + 1..high).filter(|&at| may_end(view, at)).collect();
    found.push(high);
    let last = |is: &dyn Fn(&Item) -> bool| {
        (start..high)
            .rev()
            .find(|&at| view.item(at).is_some_and(is))
    };
    let mut state = State {
        last_quote: last(&|item| item.quote().is_some()).unwrap_or(start),
        last_comma: last(&|item| item.mark(',')).unwrap_or(start),
        ..State::default()
    };
    let mut walked = start;
    let mut out: Vec<(usize, Features)> = Vec::with_capacity(found.len());
    let mut next = view.cues.partition_point(|cue| cue.first < start);
    for at in found {
        while walked < at {
            state.pass(view, walked);
            walked += 1;
        }
        while view.cues.get(next).is_some_and(|cue| cue.first < at) {
            next += 1;
        }
        out.push((
            at,
            end_features(view, start, at, high, &state, view.cues.get(next)),
        ));
    }
    out
}

/// `end` without stops, pauses and dashes before it.
fn trimmed(items: &[Item], start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start + 1
        && items.get(end - 1).is_some_and(|item| {
            item.stops() || item.divides() && !item.mark(')') && !item.mark(']')
        })
    {
        end -= 1;
    }
    end
}

/// Whether content may end before the item at `at`.
fn may_end(view: &View, at: usize) -> bool {
    let (Some(item), Some(before)) = (view.item(at), view.item(at - 1)) else {
        return false;
    };
    if before.divides() && !before.mark(')') && !before.mark(']') || before.stops() {
        return false;
    }
    if item.divides() || item.stops() || item.quote().is_some() || before.quote().is_some() {
        return true;
    }
    if item.mark('-') {
        return item.span.start > before.span.end;
    }
    let joined = before.is(class::COORDINATOR | class::PREPOSITION | class::DETERMINER | class::TO);
    !joined
        && (item.is(class::COORDINATOR
            | class::SUBORDINATOR
            | class::RELATIVE
            | class::PREPOSITION
            | class::TO
            | class::TIME
            | class::AUXILIARY
            | class::VERB
            | class::PRONOUN
            | class::DETERMINER
            | class::ADVERB)
            || item.verb.is_some()
            || item.lower()
                && (item.span.of(view.text).ends_with("ing")
                    || item.span.of(view.text).ends_with("ed")))
}

/// What has been passed since the beginning of the content.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    commas: usize,
    verbs: usize,
    quotes: usize,
    coordinators: usize,
    /// Whether a bracket or a dash is open.
    bracket: bool,
    dash: bool,
    that: bool,
    /// The last quoted stretch and the last comma that content could hold.
    last_quote: usize,
    last_comma: usize,
}

impl State {
    fn pass(&mut self, view: &View, at: usize) {
        let Some(item) = view.item(at) else {
            return;
        };
        match item.kind {
            Kind::Mark(',') => self.commas += 1,
            Kind::Mark('(') => self.bracket = true,
            Kind::Mark(')') => self.bracket = false,
            Kind::Mark('—' | '–' | '-') => self.dash = !self.dash,
            Kind::Quote(_) => self.quotes += 1,
            _ => {}
        }
        self.verbs += usize::from(view.finite(at));
        self.coordinators += usize::from(item.is(class::COORDINATOR));
        self.that |= item.is(class::THAT);
    }
}

fn end_features(
    view: &View,
    start: usize,
    at: usize,
    high: usize,
    state: &State,
    next: Option<&Cue>,
) -> Features {
    let mut f = Features::default();
    let sorts: [u64; 8] = std::array::from_fn(|i| {
        (at + i)
            .checked_sub(2)
            .filter(|&i| i >= start)
            .map_or(0, |i| view.sort(i))
    });
    let [before2, before, here, one, two, three, ..] = sorts;
    let (base, form, opens) = (view.base(), view.form(), view.opens());
    let last = at >= high;
    let here = if last { 5 } else { here };
    let words = length(at - start);
    let rest = length(high - at);
    let verbs = state.verbs.min(3) as u64;
    // The word that opens what would be left out, past a comma and a coordinator.
    let mut lead = at;
    while lead < high
        && view
            .item(lead)
            .is_some_and(|item| item.divides() || item.is(class::COORDINATOR) || item.mark('-'))
        && lead < at + 2
    {
        lead += 1;
    }
    let lead_key = if last { 5 } else { view.key(lead) };
    let lead_sort = if last { 5 } else { view.sort(lead) };
    let verb_after = (lead..high.min(lead + 12))
        .position(|i| view.finite(i))
        .map_or(15, |d| d.min(6) as u64);
    let cue_after = next.filter(|cue| cue.first < high + 1).map_or(31, |cue| {
        let distance = (cue.first - at).min(6) as u64;
        distance * 4
            + match cue.verb.form {
                Form::Gerund => 0,
                Form::Past => 1,
                Form::Third => 2,
                Form::Base => 3,
            }
    });
    let brackets = u64::from(state.bracket) + 2 * u64::from(state.dash);
    let commas = state.commas.min(3) as u64;
    let subject = view
        .cue
        .and_then(|cue| cue.first.checked_sub(1))
        .map_or(0, |i| view.key(i));

    f.add(1, here);
    f.pair(2, here, before);
    f.pair(3, here, one);
    f.triple(4, here, one, two);
    f.triple(5, before, here, one);
    f.pair(6, here, lead_key);
    f.pair(7, here, view.key(at));
    f.triple(8, here, lead_key, view.key(lead + 1));
    f.pair(9, here, opens);
    f.triple(10, here, lead_sort, opens);
    f.triple(11, here, base, lead_sort);
    f.triple(12, here, form, lead_sort);
    f.pair(13, here, words);
    f.triple(14, here, words, opens);
    f.pair(15, here, rest);
    f.triple(16, here, rest, words);
    f.triple(17, here, lead_sort, verbs);
    f.triple(18, here, lead_sort, verb_after);
    f.triple(19, here, verb_after, verbs);
    f.triple(20, here, cue_after, lead_sort);
    f.pair(21, here, cue_after);
    f.triple(22, here, brackets, commas);
    f.triple(23, here, lead_sort, u64::from(state.that));
    f.triple(24, here, state.quotes.min(2) as u64, opens);
    f.pair(25, here, view.key(at.saturating_sub(1)));
    f.triple(26, here, lead_key, opens);
    f.triple(27, lead_key, cue_after, here);
    f.pair(28, here, u64::from(subject == view.key(lead)));
    f.triple(29, here, state.coordinators.min(2) as u64, lead_sort);
    f.triple(30, before2, before, here);
    f.triple(31, lead_sort, two, three);
    f.triple(32, here, base, opens);
    f.triple(33, here, view.key(start), lead_sort);
    f.triple(34, opens, verbs, here);
    f.triple(35, here, verbs, words);
    f.triple(
        36,
        here,
        u64::from(state.last_quote >= at),
        state.quotes.min(1) as u64,
    );
    f.triple(37, here, lead_sort, u64::from(state.last_comma >= lead));
    f
}
