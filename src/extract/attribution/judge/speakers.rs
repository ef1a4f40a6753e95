//! Who speaks, where the rules see several who might.

use super::Features;
use super::features::length;
use super::reading::View;
use crate::extract::attribution::lexicon::class;
use crate::extract::attribution::subject::Subject;

/// A noun phrase that may name the speaker.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proposal {
    /// The phrase.
    pub subject: Subject,
    /// The rules that propose it, as bits.
    pub rules: u64,
}

/// How much of what stands between a speaker and the cue is looked at, in items.
const REACH: usize = 60;

/// What is seen of a proposal, one of so many.
pub(crate) fn features(view: &View, proposal: &Proposal, rank: usize, of: usize) -> Features {
    let mut f = Features::default();
    let Proposal { subject, rules } = *proposal;
    let (base, form) = (view.base(), view.form());
    let (cue_first, cue_end) = view.cue.map_or((0, 0), |cue| (cue.first, cue.end));
    let first = view.sort(subject.first);
    let last = subject.end.saturating_sub(1);
    let head = view.key(last);
    let head_sort = view.sort(last);
    let (behind, gap) = if subject.first >= cue_end {
        (1, cue_end..subject.first)
    } else {
        (0, subject.end..cue_first.max(subject.end))
    };
    let far = length(gap.len());
    // Farther away there is nothing more to see.
    let gap = gap.start..gap.end.min(gap.start + REACH);
    let commas = gap
        .clone()
        .filter(|&at| view.item(at).is_some_and(|item| item.mark(',')))
        .count()
        .min(3) as u64;
    let verbs = gap.clone().filter(|&at| view.finite(at)).count().min(3) as u64;
    let quotes = gap
        .clone()
        .any(|at| view.item(at).is_some_and(|item| item.quote().is_some()));
    let before = match subject.first.checked_sub(1) {
        Some(at) if at >= view.range.first => view.sort(at),
        _ => 7,
    };
    let after = view.sort(subject.end);
    let words = length(subject.end - subject.first.min(subject.end));
    let capital = (subject.first..subject.end).any(|at| {
        view.item(at)
            .is_some_and(crate::extract::attribution::frame::Item::capital)
    });
    let role = (subject.first..subject.end)
        .any(|at| view.item(at).is_some_and(|item| item.is(class::ROLE)));
    let kind =
        u64::from(capital) + 2 * u64::from(role) + 4 * u64::from(subject.antecedent.is_some());
    let place = (rank.min(3) + 4 * of.min(4)) as u64;
    f.pair(401, rules, behind);
    f.triple(402, rules, form, behind);
    f.triple(403, rules, form, base);
    f.triple(404, rules, far, behind);
    f.triple(405, far, form, behind);
    f.pair(406, first, head_sort);
    f.pair(407, head, behind);
    f.triple(408, before, first, after);
    f.triple(409, rules, before, first);
    f.triple(410, rules, after, form);
    f.triple(411, commas, verbs, behind);
    f.triple(412, commas, verbs, form);
    f.triple(413, rules, commas, verbs);
    f.pair(414, kind, words);
    f.triple(415, kind, first, rules);
    f.pair(416, base, head);
    f.triple(417, base, kind, first);
    f.pair(418, place, rules);
    f.triple(419, place, form, kind);
    f.pair(420, u64::from(quotes), behind);
    f.pair(421, view.key(subject.first), behind);
    f.triple(422, rules, head_sort, words);
    f.triple(423, before, far, form);
    f
}
