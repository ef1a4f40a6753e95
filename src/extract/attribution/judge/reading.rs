//! What is seen of the readings that the rules offer.

use super::Features;
use super::features::{length, sort};
use crate::extract::attribution::Sure;
use crate::extract::attribution::clause::Opening;
use crate::extract::attribution::cue::Cue;
use crate::extract::attribution::frame::{Item, Range};
use crate::extract::attribution::lexicon::{Form, class};
use crate::extract::attribution::subject::Subject;
use crate::extract::word::lower_key;

/// The shape of a reading: how the cue stands to what it attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `she said that …`
    Before,
    /// `“…,” she said`
    Tag,
    /// `…, she said`
    ClauseTag,
    /// `As she told the Post, …`
    AsTold,
    /// `Residents were told that …`
    Passive,
    /// `According to her, …`
    According,
    /// A cue near a quoted stretch.
    Near,
}

/// What is known of the place around a reading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    /// Whether something was said in the paragraph before.
    pub spoken: bool,
    /// Whether something was said in the sentence before.
    pub again: bool,
    /// Whether the paragraph has quote marks.
    pub quoted: bool,
}

impl Context {
    fn bits(self) -> u64 {
        [self.spoken, self.again, self.quoted]
            .into_iter()
            .fold(0, |bits, bit| bits * 2 + u64::from(bit))
    }
}

/// A cue and how its content begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The text of the article.
    pub text: &'a str,
    /// The items of the paragraph.
    pub items: &'a [Item],
    /// The sentence.
    pub range: Range,
    /// The cues of the sentence, in order.
    pub cues: &'a [Cue],
    /// The cue.
    pub cue: Option<&'a Cue>,
    /// What the content begins with.
    pub opening: Option<Opening>,
}

impl View<'_> {
    pub fn item(&self, at: usize) -> Option<&Item> {
        self.items
            .get(at)
            .filter(|_| at < self.range.end && at >= self.range.first)
    }

    pub fn sort(&self, at: usize) -> u64 {
        sort(self.text, self.item(at))
    }

    /// The word at `at`, or what sort of mark it is.
    pub fn key(&self, at: usize) -> u64 {
        self.item(at).map_or(0, |item| {
            if item.key == 0 {
                sort(self.text, Some(item))
            } else {
                item.key
            }
        })
    }

    pub fn base(&self) -> u64 {
        use crate::extract::attribution::cue::Role;
        self.cue.map_or(0, |cue| match cue.role {
            Role::Noun => !self.key(cue.first),
            _ => lower_key(cue.verb.base),
        })
    }

    pub fn form(&self) -> u64 {
        self.cue.map_or(9, |cue| {
            (match cue.verb.form {
                Form::Base => 0,
                Form::Third => 1,
                Form::Past => 2,
                Form::Gerund => 3,
            }) + 4 * cue.role as u64
        })
    }

    pub fn opens(&self) -> u64 {
        self.opening.map_or(9, |opening| opening as u64)
    }

    /// Whether a finite verb may stand at `at`.
    pub fn finite(&self, at: usize) -> bool {
        self.item(at).is_some_and(|item| {
            item.is(class::AUXILIARY | class::VERB)
                || item.verb.is_some_and(|v| v.form != Form::Gerund) && item.lower()
                || item.lower() && item.span.of(self.text).ends_with("ed")
        })
    }
}

/// How much of long content is looked at, in items.
const REACH: usize = 200;

/// What is seen of a reading as a whole, its content from `start` to `end`.
pub(crate) fn speech(
    view: &View,
    shape: Shape,
    subject: Option<Subject>,
    content: (usize, usize),
    sure: Sure,
    context: Context,
) -> Features {
    let mut f = Features::default();
    let (start, end) = content;
    let seen = end.min(start + REACH);
    let (base, form, opens) = (view.base(), view.form(), view.opens());
    let shape = shape as u64 + 16 * opens;
    let first = view.key(start);
    let first_sort = view.sort(start);
    let last = end.saturating_sub(1);
    let quotes = (start..seen)
        .filter(|&at| view.item(at).is_some_and(|item| item.quote().is_some()))
        .count()
        .min(2) as u64;
    let words = length(end - start.min(end));
    let verb = (start..end.min(start + 24))
        .position(|at| view.finite(at))
        .map_or(15, |d| d.min(6) as u64);
    let (cue_first, cue_end) = view.cue.map_or((start, start), |cue| (cue.first, cue.end));
    let after = view.key(cue_end);
    let after_sort = view.sort(cue_end);
    let before = cue_first.checked_sub(1).map_or(0, |at| view.key(at));
    let before_sort = cue_first.checked_sub(1).map_or(0, |at| view.sort(at));
    let gap = if start >= cue_end {
        length(start - cue_end)
    } else {
        20
    };
    let negated = u64::from(view.cue.is_some_and(|cue| cue.negated));
    let (who, head, head_sort) = subject.map_or((0, 0, 0), |subject| {
        let first = self::sort(view.text, view.items.get(subject.first));
        let last = subject.end.saturating_sub(1);
        let key = view.items.get(last).map_or(0, |item| item.key);
        let sort = self::sort(view.text, view.items.get(last));
        let side =
            u64::from(subject.first >= cue_end) + 2 * u64::from(subject.antecedent.is_some());
        (first * 4 + side, key, sort)
    });
    let close = subject.map_or(9, |subject| {
        if subject.end <= cue_first {
            length(cue_first - subject.end)
        } else {
            8
        }
    });
    let opener = view.key(view.range.first);

    f.add(101, base);
    f.pair(102, base, form);
    f.pair(103, base, shape);
    f.triple(104, base, shape, form);
    f.pair(105, base, after);
    f.triple(106, base, after_sort, form);
    f.pair(107, base, first);
    f.triple(108, base, shape, first_sort);
    f.pair(109, shape, first);
    f.pair(110, shape, first_sort);
    f.pair(111, shape, words);
    f.triple(112, shape, words, verb);
    f.triple(113, base, words, u64::from(quotes > 0));
    f.triple(114, shape, quotes, words);
    f.triple(115, base, quotes, shape);
    f.pair(116, base, verb);
    f.triple(117, shape, verb, first_sort);
    f.pair(118, shape, who);
    f.pair(119, base, who);
    f.pair(120, base, head);
    f.add(121, head);
    f.pair(122, shape, head_sort);
    f.triple(123, form, shape, who);
    f.pair(124, base, before);
    f.triple(125, form, before_sort, shape);
    f.triple(126, base, gap, opens);
    f.triple(127, shape, gap, after_sort);
    f.triple(128, negated, base, shape);
    let tenths = |sure: Option<u8>| sure.map_or(15, u64::from);
    let (speaker_sure, start_sure) = (tenths(sure.speaker), tenths(sure.start));
    let end_sure = tenths(sure.end);
    f.triple(129, shape, end_sure, words);
    f.pair(130, shape, end_sure);
    f.pair(142, shape, start_sure);
    f.pair(143, base, start_sure);
    f.pair(144, shape, speaker_sure);
    f.pair(145, base, speaker_sure);
    f.triple(146, start_sure, end_sure, speaker_sure);
    let context = context.bits();
    f.pair(147, context, shape);
    f.pair(148, context, base);
    f.pair(131, shape, close);
    f.pair(132, opener, shape);
    f.pair(133, shape, view.key(last));
    f.triple(134, first_sort, view.sort(start + 1), shape);
    f.triple(135, view.sort(last), view.sort(end), shape);
    f.pair(
        136,
        shape,
        self::length(cue_first - view.range.first.min(cue_first)),
    );
    f.triple(137, base, form, first_sort);
    f.triple(138, before, after, base);
    f.pair(139, first, view.key(start + 1));
    if quotes > 0 {
        let quoted = view
            .items
            .get(start..seen)
            .unwrap_or_default()
            .iter()
            .filter(|item| item.quote().is_some())
            .map(|item| item.span.of(view.text).split_whitespace().take(9).count())
            .max()
            .unwrap_or(0);
        f.triple(140, quoted as u64, shape, words);
        f.pair(141, quoted as u64, base);
    }
    f
}

/// What is seen of the parts around a cue in the middle of its sentence: `before` it, `after` it.
pub(crate) fn around(
    view: &View,
    before: (usize, usize),
    after: Option<(usize, usize)>,
    taken: (bool, bool),
) -> Features {
    let mut f = Features::default();
    let taken = u64::from(taken.0) + 2 * u64::from(taken.1);
    let verbs = |(first, end): (usize, usize)| {
        (first..end.min(first + 40))
            .filter(|&at| view.finite(at))
            .count()
            .min(2) as u64
    };
    let timed = (before.0..before.1.min(before.0 + 40)).any(|at| {
        view.item(at)
            .is_some_and(|item| item.is(class::TIME | class::MEDIUM))
    });
    let open = view.sort(before.0);
    let words = length(before.1 - before.0);
    let verb = verbs(before);
    let participle = view
        .item(before.0)
        .is_some_and(|item| item.span.of(view.text).ends_with("ing"));
    let seen = u64::from(timed) + 2 * u64::from(participle);
    let base = view.base();
    f.add(301, taken);
    f.pair(302, taken, open);
    f.triple(303, taken, open, words);
    f.triple(304, taken, verb, words);
    f.triple(305, taken, verb, open);
    f.pair(306, taken, base);
    f.triple(307, taken, seen, verb);
    f.pair(308, taken, view.key(before.0));
    f.triple(309, taken, view.sort(before.1.saturating_sub(1)), verb);
    f.triple(310, taken, open, view.sort(before.0 + 1));
    f.pair(311, taken, view.form());
    let Some(after) = after else {
        f.triple(312, taken, words, seen);
        return f;
    };
    let follows = view.sort(after.0);
    let rest = length(after.1 - after.0);
    f.pair(320, taken, follows);
    f.triple(321, taken, follows, verb);
    f.triple(322, taken, follows, open);
    f.pair(323, taken, view.key(after.0));
    f.triple(324, taken, verbs(after), verb);
    f.triple(325, taken, rest, words);
    f.triple(326, taken, rest, follows);
    f.triple(327, taken, follows, view.sort(after.0 + 1));
    f.triple(328, taken, verbs(after), rest);
    f.triple(329, taken, seen, words);
    f
}
