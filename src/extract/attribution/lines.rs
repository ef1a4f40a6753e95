//! Lines whose shape attributes: transcripts, dash attributions, headlines with a colon.

use crate::extract::attribution::frame::{Item, Kind};
use crate::extract::attribution::lexicon::class;
use crate::extract::attribution::subject::{self, Subject, cover};
use crate::extract::attribution::{Draft, Paragraph, Reader};
use crate::span::Span;

impl Reader<'_> {
    /// `Q: …`, `WALLACE: …` at a paragraph's beginning, perhaps behind an opening mark.
    pub(super) fn label(&mut self, paragraph: Paragraph) -> bool {
        let Paragraph {
            text,
            items,
            regions,
            ..
        } = paragraph;
        let Some(first) = items.first().filter(|_| self.transcript) else {
            return false;
        };
        let last = items.last().map_or(first.span.end, |item| item.span.end);
        let region = first
            .quote()
            .and_then(|index| regions.get(index).map(|r| (index, r.span)));
        let whole = Span::new(first.span.start, last);
        let inner = whole.of(text);
        let skip = if region.is_some() {
            inner.chars().next().map_or(0, char::len_utf8)
        } else {
            0
        };
        let Some((label, content)) = speaker_label(text, Span::new(whole.start + skip, whole.end))
        else {
            return false;
        };
        if content.is_empty()
            || items
                .get(2..4)
                .unwrap_or_default()
                .iter()
                .any(|item| item.quote().is_some())
        {
            return false;
        }
        let draft = self.drafts.len();
        self.drafts.push(Draft {
            pieces: vec![content],
            cue: Some(Span::new(label.end, label.end + 1)),
            speaker: Some(label),
            antecedent: None,
            negated: false,
            score: 0.8,
            verbatim: true,
        });
        for item in items {
            if let Some(index) = item.quote() {
                self.own(index, draft);
            }
        }
        self.last = None;
        true
    }

    /// `― Ines Costa` on a line of its own after a quote.
    pub(super) fn dash_line(&mut self, paragraph: Paragraph) -> bool {
        /// The most items of such a line.
        const LONGEST: usize = 14;
        let Paragraph {
            text, items, index, ..
        } = paragraph;
        let opens = items.first().is_some_and(|item| {
            item.mark('—') || item.mark('–') || item.mark('―') || item.mark('-')
        });
        if !opens
            || items.len() > LONGEST
            || !items.get(1).is_some_and(Item::capital)
            || items.iter().any(|item| item.quote().is_some())
        {
            return false;
        }
        let Some(subject) = subject::right(text, items, 1, items.len()) else {
            return false;
        };
        let Some(draft) = self.drafts.last_mut() else {
            return false;
        };
        let recent = draft.speaker.is_none() && draft.cue.is_none();
        if !recent || index == 0 {
            return false;
        }
        draft.speaker = Some(name_only(items, subject));
        draft.score = 0.8;
        true
    }

    /// `Speaker: claim` and `claim: speaker`.
    pub(super) fn headline(&mut self, paragraph: Paragraph) -> bool {
        /// The longest headline, in items.
        const LONGEST: usize = 30;
        let Paragraph { text, items, .. } = paragraph;
        if items.len() > LONGEST {
            return false;
        }
        let mut colons = items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.mark(':'))
            .map(|(at, _)| at);
        let (Some(colon), None) = (colons.next(), colons.next()) else {
            return false;
        };
        let mut end = items.len();
        while end > colon && items.get(end - 1).is_some_and(Item::stops) {
            end -= 1;
        }
        if colon == 0 || end <= colon + 1 {
            return false;
        }
        let front = headline_speaker(text, items, 0, colon);
        let back = headline_speaker(text, items, colon + 1, end);
        let claim_after = end - colon > 3;
        let claim_before = colon >= 3;
        let (speaker, content) = match (front, back) {
            (true, _) if claim_after && colon <= 5 => ((0, colon), (colon + 1, end)),
            (_, true) if claim_before && end - colon - 1 <= 4 => ((colon + 1, end), (0, colon)),
            _ => return false,
        };
        let draft = self.drafts.len();
        self.drafts.push(Draft {
            pieces: vec![cover(items, content.0, content.1)],
            cue: Some(cover(items, colon, colon + 1)),
            speaker: Some(cover(items, speaker.0, speaker.1)),
            antecedent: None,
            negated: false,
            score: 0.6,
            verbatim: false,
        });
        self.claim(paragraph, content.0, content.1, draft);
        true
    }
}

pub(super) fn name_only(items: &[Item], subject: Subject) -> Span {
    let end = (subject.first..subject.end)
        .find(|&at| items.get(at).is_some_and(|item| item.mark(',')))
        .unwrap_or(subject.end);
    cover(items, subject.first, end)
}

/// Whether one side of a headline's colon names a speaker.
pub(super) fn headline_speaker(text: &str, items: &[Item], first: usize, end: usize) -> bool {
    /// Labels that are no speakers.
    const LABELS: &[&str] = &[
        "the latest",
        "latest",
        "report",
        "analysis",
        "video",
        "watch",
        "exclusive",
        "opinion",
        "update",
        "breaking",
        "live",
        "photos",
        "review",
        "fact check",
        "transcript",
        "editorial",
        "column",
        "commentary",
        "listen",
        "correction",
        "photo",
        "election",
        "debate",
        "politics",
        "world",
        "sports",
        "image",
        "source",
        "sources",
        "note",
        "q",
        "a",
    ];
    let side = items.get(first..end).unwrap_or_default();
    let label = cover(items, first, end).of(text).to_lowercase();
    if side.is_empty() || LABELS.contains(&label.as_str()) {
        return false;
    }
    side.iter().all(|item| {
        item.quote().is_none()
            && !item.divides()
            && !item.is(class::AUXILIARY | class::VERB)
            && item.kind != Kind::Number
    }) && (side
        .iter()
        .all(|item| !item.lower() || item.is(class::PREPOSITION | class::ROLE | class::DETERMINER))
        || side.iter().any(|item| item.is(class::ROLE)))
}

/// Labels in capitals that are no speakers.
const NOTICES: &[&str] = &[
    "NOTE",
    "NOTES",
    "UPDATE",
    "UPDATES",
    "WATCH",
    "READ",
    "READ MORE",
    "READ ALSO",
    "SEE",
    "SEE ALSO",
    "ALSO READ",
    "MORE",
    "PHOTO",
    "PHOTOS",
    "VIDEO",
    "BREAKING",
    "CORRECTION",
    "CLARIFICATION",
    "ANALYSIS",
    "OPINION",
    "SOURCE",
    "SOURCES",
    "URGENT",
    "DISCLAIMER",
    "WARNING",
    "RELATED",
    "EXCLUSIVE",
    "EDITOR",
    "LISTEN",
    "FILE",
    "FACT",
    "FICTION",
    "CLAIM",
    "VERDICT",
    "TOPICS",
    "TAGS",
    "CREDIT",
    "IMAGE",
    "CAPTION",
    "DATE",
    "TITLE",
    "URL",
];

/// Whether a text is a transcript in part: at least two of its paragraphs begin with a speaker's label.
pub(crate) fn is_transcript(text: &str, paragraphs: &[Span]) -> bool {
    paragraphs
        .iter()
        .filter(|paragraph| {
            let marks = paragraph.of(text).find(char::is_alphanumeric).unwrap_or(0);
            speaker_label(text, Span::new(paragraph.start + marks, paragraph.end)).is_some()
        })
        .nth(1)
        .is_some()
}

/// A speaker's label at the beginning of `whole` and what follows it: capitals (`REPORTER:`), `Q:`, `A:`.
pub(super) fn speaker_label(text: &str, whole: Span) -> Option<(Span, Span)> {
    /// The longest label, in bytes.
    const LONGEST: usize = 40;
    let covered = whole.of(text);
    let head = crate::span::until(covered, crate::span::floor_boundary(covered, LONGEST));
    let colon = head.find(':')?;
    let label = crate::span::until(head, colon);
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = letters >= 3
        && label
            .chars()
            .all(|c| c.is_uppercase() || matches!(c, ' ' | '.' | '-' | '’' | '\''))
        && label.split(' ').count() <= 3;
    if NOTICES.contains(&label) || !(capitals || label == "Q" || label == "A") {
        return None;
    }
    let content = Span::new(whole.start + colon + 1, whole.end).trim(text);
    Some((Span::new(whole.start, whole.start + colon), content))
}
