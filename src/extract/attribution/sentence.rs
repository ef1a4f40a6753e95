//! Reads one sentence: each cue in order claims the words that it attributes.

use crate::extract::attribution::according::accordings;
use crate::extract::attribution::clause::{Opening, closes_at};
use crate::extract::attribution::cue::{self, Cue, Role};
use crate::extract::attribution::frame::{Item, Range};
use crate::extract::attribution::judge::reading::{Shape, View};
use crate::extract::attribution::lexicon::{class, takes};
use crate::extract::attribution::shared::shared_left;
use crate::extract::attribution::subject::{self, Left, Subject, cover};
use crate::extract::attribution::uncued::is_title;
use crate::extract::attribution::{Paragraph, Reader, Reading, Sure, Words};

/// One sentence while it is read.
pub(super) struct Sentence<'a> {
    pub paragraph: Paragraph<'a>,
    pub range: Range,
    pub cues: Vec<Cue>,
    /// Items before this one are claimed.
    pub low: usize,
    /// The subject of the last cue, and the draft made for it.
    pub subject: Option<Subject>,
    /// The last draft made in this sentence.
    pub draft: Option<usize>,
    /// The places of `according to`, with their lengths.
    pub accordings: Vec<(usize, usize)>,
    /// The cue that closes the sentence and so claims all of it (`…, the minister said.`).
    pub closing: Option<usize>,
}

impl Sentence<'_> {
    /// What can be seen from a cue.
    pub fn view<'a>(&'a self, cue: &'a Cue) -> View<'a> {
        View {
            text: self.paragraph.text,
            items: self.paragraph.items,
            range: self.range,
            cues: &self.cues,
            cue: Some(cue),
            opening: None,
        }
    }

    /// The first `according to` from one item on and before another.
    pub fn according(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let first = self.accordings.partition_point(|&(at, _)| at < from);
        self.accordings
            .get(first)
            .copied()
            .filter(|&(at, _)| at < to)
    }
}

impl Reader<'_> {
    pub(super) fn sentence(&mut self, paragraph: Paragraph, range: Range) {
        let mut sentence = Sentence {
            cues: cue::cues(paragraph.text, paragraph.items, range, paragraph.headline),
            paragraph,
            range,
            low: range.first,
            subject: None,
            draft: None,
            accordings: accordings(paragraph.text, paragraph.items, range),
            closing: None,
        };
        sentence.closing = closing(&sentence);
        let mut waiting = None;
        for i in 0..sentence.cues.len() {
            let Some(&cue) = sentence.cues.get(i) else {
                break;
            };
            if cue.first < sentence.low {
                continue;
            }
            if !self.according(&mut sentence, cue.first) {
                waiting = self.cue(&mut sentence, i).or(waiting);
            }
        }
        self.according(&mut sentence, range.end);
        self.leftover(&mut sentence);
        self.introduce(&sentence, waiting);
    }

    /// Reads the cue number `i`; gives its subject where it claimed nothing.
    pub(super) fn cue(&mut self, sentence: &mut Sentence, i: usize) -> Option<(Subject, Cue)> {
        /// How far behind a noun its content begins, in items.
        const NEAR: usize = 3;
        let cue = *sentence.cues.get(i)?;
        let Paragraph { text, items, .. } = sentence.paragraph;
        if cue.role == Role::Passive {
            self.passive(sentence, i);
            return None;
        }
        let left = if cue.role == Role::Noun {
            match subject::possessing(text, items, sentence.low, cue.first) {
                Left::Nothing => Left::Shared,
                found => found,
            }
        } else if cue.dependent() {
            shared_left(text, items, sentence.low, &cue)
        } else {
            subject::left(text, items, sentence.low, cue.first)
        };
        if self.tag(sentence, &cue, left) {
            return None;
        }
        if self.clause_tag(sentence, &cue, left) {
            return None;
        }
        let (subject, speaker_sure) = self.speaker(sentence, &cue, left);
        if let Some(subject) = subject
            && self.as_told(sentence, &cue, subject)
        {
            return None;
        }
        let from = subject.map_or(
            cue.end,
            |s| if s.first == cue.end { s.end } else { cue.end },
        );
        let waiting = subject.map(|subject| (subject, cue));
        if sentence.closing.is_some_and(|closing| closing > i)
            || subject.is_some_and(|subject| {
                supposed(text, items, subject) || is_named(text, items, subject, &cue)
            })
        {
            return None;
        }
        // What a noun says follows it at once.
        let reach = if cue.role == Role::Noun {
            from + NEAR
        } else {
            sentence.range.end
        };
        let mut high = sentence.range.end;
        if let Some((at, _)) = sentence.according(from, high) {
            high = trim_pause(items, from, at);
        }
        if let Some(subject) = subject
            && subject.first > from
            && subject.first <= high
        {
            // `Citing privacy rules, officials …`: the subject follows.
            high = trim_pause(items, from, subject.first);
        }
        let Some(((start, opening), start_sure)) =
            self.start(sentence, &cue, (from, high.min(reach)))
        else {
            return waiting;
        };
        if opening != Opening::Speech && start + 1 >= high {
            return waiting;
        }
        let (mut end, end_sure) = self.end(sentence, &cue, opening, (start, high));
        let sure = Sure {
            speaker: Some(speaker_sure),
            start: Some(start_sure),
            end: Some(end_sure),
        };
        if end <= start {
            return waiting;
        }
        if opening == Opening::Speech && names_a_work(text, items, start, &cue) {
            return None;
        }
        let mut pieces = Vec::new();
        if opening == Opening::Speech && speech_stands_alone(text, items, start, end) {
            end = start + 1;
            pieces.push(cover(items, start, end));
        } else if mostly_quoted(items, start, end)
            && matches!(
                cue.verb.base,
                "call"
                    | "describe"
                    | "dub"
                    | "label"
                    | "brand"
                    | "characterize"
                    | "characterise"
                    | "hail"
                    | "liken"
            )
            && (start..end).any(|at| items.get(at).is_some_and(|item| item.quote().is_some()))
        {
            pieces.extend(
                (start..end)
                    .filter_map(|at| items.get(at))
                    .filter(|item| item.quote().is_some())
                    .map(|item| item.span),
            );
        } else {
            pieces.push(cover(items, start, end));
        }
        let mut words = Words::from(&cue);
        if opening == Opening::Object && start == words.end + 1 {
            // `called for`, `warned of`
            words.end = start;
        }
        let reading = Reading {
            shape: Shape::Before,
            opening: Some(opening),
            subject,
            cue: Some(&cue),
            words: Some(words),
            pieces,
            claimed: (start, end),
            // Who keeps silent is worth reporting, though annotators count it differently.
            certain: matches!(cue.verb.base, "decline" | "refuse"),
            sure,
        };
        if self.add(sentence, reading).is_none() {
            return waiting;
        }
        sentence.low = end;
        None
    }

    /// `As Heald told the Post, ozone has dropped.`
    fn as_told(&mut self, sentence: &mut Sentence, cue: &Cue, subject: Subject) -> bool {
        let Paragraph { text, items, .. } = sentence.paragraph;
        let opens = subject
            .first
            .checked_sub(1)
            .filter(|&before| before == sentence.range.first)
            .and_then(|before| items.get(before))
            .is_some_and(|item| item.span.of(text) == "As");
        if !opens || !cue.takes(takes::THAT | takes::SPEECH) {
            return false;
        }
        let Some(comma) = closes_at(text, items, sentence.range, cue, cue.end)
            .filter(|&close| items.get(close).is_some_and(|item| item.mark(',')))
        else {
            return false;
        };
        let mut end = sentence.range.end;
        while end > comma && items.get(end - 1).is_some_and(Item::stops) {
            end -= 1;
        }
        if end <= comma + 2 {
            return false;
        }
        let reading = Reading {
            shape: Shape::AsTold,
            opening: Some(Opening::Clause),
            subject: Some(subject),
            cue: Some(cue),
            words: Some(Words::from(cue)),
            pieces: vec![cover(items, comma + 1, end)],
            claimed: (comma + 1, end),
            certain: false,
            sure: Sure::default(),
        };
        if self.add(sentence, reading).is_none() {
            return false;
        }
        sentence.low = end;
        true
    }

    /// `Residents were told by police that …`, `is said to …`.
    pub(super) fn passive(&mut self, sentence: &mut Sentence, i: usize) {
        let Some(&cue) = sentence.cues.get(i) else {
            return;
        };
        let Paragraph { text, items, .. } = sentence.paragraph;
        let mut from = cue.end;
        let by = items.get(from).filter(|item| item.span.of(text) == "by");
        let mut speaker = None;
        if by.is_some() {
            speaker = subject::right(text, items, from + 1, sentence.range.end);
            from = speaker.map_or(from + 1, |s| s.end);
        }
        if cue.verb.base == "quote" {
            // `was quoted by the agency as saying that`: the subject speaks.
            if let Left::Found(subject) = subject::left(text, items, sentence.low, cue.first) {
                sentence.subject = Some(subject);
            }
            return;
        }
        let high = sentence.range.end;
        let Some(((start, opening), start_sure)) = self.start(sentence, &cue, (from, high)) else {
            return;
        };
        let (end, end_sure) = self.end(sentence, &cue, opening, (start, high));
        let sure = Sure {
            speaker: None,
            start: Some(start_sure),
            end: Some(end_sure),
        };
        let reading = Reading {
            shape: Shape::Passive,
            opening: Some(opening),
            subject: speaker,
            cue: Some(&cue),
            words: Some(Words::from(&cue)),
            pieces: vec![cover(items, start, end)],
            claimed: (start, end),
            certain: false,
            sure,
        };
        if self.add(sentence, reading).is_some() {
            sentence.low = end;
        }
    }
}

/// Past `But`, `And`, `Still,` at the beginning of a clause.
pub(super) fn skip_connectives(items: &[Item], first: usize, end: usize) -> usize {
    /// The most items that are passed.
    const MOST: usize = 16;
    let mut at = first;
    while at < end.min(first + MOST)
        && items.get(at).is_some_and(|item| {
            item.mark(',')
                || item.mark('-')
                || item.mark('—')
                || item.stops()
                || item.is(class::COORDINATOR) && !item.is(class::PRONOUN)
        })
    {
        at += 1;
    }
    at
}

pub(super) fn trim_pause(items: &[Item], start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start
        && items.get(end - 1).is_some_and(|item| {
            item.mark(',') || item.mark('—') || item.mark('–') || item.mark(';')
        })
    {
        end -= 1;
    }
    end
}

/// Whether the quoted stretch at `at` ends with a mark after which its cue may follow.
pub(super) fn ends_open(text: &str, items: &[Item], at: usize) -> bool {
    items.get(at).is_some_and(|item| {
        item.span
            .of(text)
            .trim_end_matches(|c: char| {
                c.is_whitespace() || matches!(c, '”' | '“' | '"' | '’' | '\'' | '»' | '＂')
            })
            .ends_with([',', '?', '!', '—', '–', '-', '.', '…'])
    })
}

/// Whether a quoted stretch that opens content is all of it: it ends with punctuation of its own.
pub(super) fn speech_stands_alone(text: &str, items: &[Item], start: usize, end: usize) -> bool {
    end == start + 1
        || ends_open(text, items, start)
            && !(start + 1..end).any(|at| items.get(at).is_some_and(|item| item.quote().is_some()))
}

/// The cue that closes the sentence and what stands before it, if there is one.
fn closing(sentence: &Sentence) -> Option<usize> {
    let Paragraph { text, items, .. } = sentence.paragraph;
    // `…, according to the report.` is behind all cues.
    if let Some(&(at, length)) = sentence.accordings.last()
        && at > sentence.range.first + 1
        && items.get(at - 1).is_some_and(|item| item.mark(','))
        && let Some(named) = subject::right(text, items, at + length, sentence.range.end)
        && items
            .get(named.end..sentence.range.end)
            .unwrap_or_default()
            .iter()
            .all(Item::stops)
    {
        return Some(sentence.cues.len());
    }
    let last = sentence
        .cues
        .len()
        .checked_sub(1)
        .filter(|&last| last > 0)?;
    let cue = sentence.cues.get(last)?;
    if cue.role == Role::Passive || cue.dependent() || !cue.takes(takes::SPEECH | takes::BARE) {
        return None;
    }
    let pause = |at: usize| {
        at.checked_sub(1)
            .filter(|&before| before > sentence.range.first)
            .and_then(|before| items.get(before).map(|item| (before, item)))
            .is_some_and(|(before, item)| {
                item.mark(',') || item.quote().is_some() && ends_open(text, items, before)
            })
    };
    let from = match subject::left(text, items, sentence.range.first, cue.first) {
        Left::Found(subject) if subject.antecedent.is_none() && pause(subject.first) => cue.end,
        Left::Nothing | Left::Shared if pause(cue.first) => {
            subject::right(text, items, cue.end, sentence.range.end)?.end
        }
        _ => return None,
    };
    let close = closes_at(text, items, sentence.range, cue, from)?;
    (close >= sentence.range.end || items.get(close).is_some_and(Item::stops)).then_some(last)
}

/// Whether the speaker is a reader who is spoken to (`You might ask`).
pub(super) fn supposed(text: &str, items: &[Item], subject: Subject) -> bool {
    subject.span(items).of(text).eq_ignore_ascii_case("you")
}

/// Whether the quoted stretch after a verb of writing or singing is a title.
fn names_a_work(text: &str, items: &[Item], at: usize, cue: &Cue) -> bool {
    matches!(
        cue.verb.base,
        "write" | "sing" | "read" | "recite" | "call" | "post" | "name"
    ) && at == cue.end
        && items
            .get(at)
            .is_some_and(|item| is_title(text, item.span) && item.span.of(text).contains(' '))
}

/// Whether at least half of the bytes stand in quote marks.
fn mostly_quoted(items: &[Item], start: usize, end: usize) -> bool {
    let quoted: usize = items
        .get(start..end)
        .unwrap_or_default()
        .iter()
        .filter(|item| item.quote().is_some())
        .map(|item| item.span.len())
        .sum();
    quoted > 0 && quoted * 2 >= cover(items, start, end).len()
}

/// Whether the subject is what bears a name, not who gives one (`a group called Citizens for Justice`).
fn is_named(text: &str, items: &[Item], subject: Subject, cue: &Cue) -> bool {
    let indefinite = items
        .get(subject.first)
        .is_some_and(|item| matches!(item.span.of(text), "a" | "an" | "A" | "An"));
    indefinite
        && cue.verb.base == "call"
        && cue.first + 1 == cue.end
        && items
            .get(cue.end)
            .is_some_and(|next| next.capital() || next.quote().is_some())
}
