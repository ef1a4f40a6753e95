//! Quotes: what was said, in which words, by whom.

pub(crate) mod marks;

use crate::extract::attribution::frame::items;
use crate::extract::attribution::judge::Judge;
use crate::extract::attribution::judge::model::Model;
use crate::extract::attribution::lines::is_transcript;
use crate::extract::attribution::speaker::Cast;
use crate::extract::attribution::{Draft, Paragraph, Reader};
use crate::extract::{Cluster, Document, Mention, Quote, QuoteKind};
use crate::span::Span;
use crate::text::paragraph::{Lines, detect_lines, paragraphs};
use marks::Region;

/// Everything said in a document: direct, mixed and indirect, in order of its first piece.
///
/// The speakers' names and clusters come from `mentions` and `clusters`, which may be empty: then a
/// speaker is named by the words that stand there. Content keeps its quote marks and a leading
/// *that* or *to*; the full stop that ends an indirect clause is left out. Bylines, datelines and
/// other lines of the head are not read.
pub fn quotes(document: &Document, mentions: &[Mention], clusters: &[Cluster]) -> Vec<Quote> {
    judged(document, mentions, clusters, &mut Model::shipped())
}

/// The bytes at which double quote marks open that nothing closes, in order: neither their paragraph
/// nor a later one that takes the quote up.
pub fn unclosed_marks(text: &str) -> Vec<usize> {
    marks::unclosed(text, &paragraphs(text, detect_lines(text)))
}

/// What [`quotes`] finds when `judge` decides.
pub(crate) fn judged(
    document: &Document,
    mentions: &[Mention],
    clusters: &[Cluster],
    judge: &mut dyn Judge,
) -> Vec<Quote> {
    let regions = marks::regions(document);
    let transcript = is_transcript(document.text(), &document.paragraphs);
    let mut reader = Reader::new(regions.len(), transcript, judge);
    read(document, &regions, &mut reader);
    join_continued(&regions, &mut reader);
    let mut cast = Cast::new(document, mentions, clusters, &regions);
    let mut drafts: Vec<Draft> = reader.drafts;
    drafts.retain(|draft| !draft.pieces.is_empty());
    // Speakers are resolved in the order in which their words stand: a pronoun looks back.
    drafts.sort_by_key(|draft| draft.speaker.map_or(draft.pieces[0].start, |s| s.start));
    let mut found: Vec<Quote> = drafts
        .into_iter()
        .filter_map(|draft| quote(document, &regions, draft, &mut cast))
        .collect();
    found.sort_by_key(|quote| quote.content.first().map_or((0, 0), |s| (s.start, s.end)));
    found
}

/// Reads the paragraphs of the story, leaving out its head and furniture.
fn read(document: &Document, regions: &[Region], reader: &mut Reader) {
    let text = document.text();
    let head = &document.article.head;
    let title = head.title.as_ref().and_then(|title| title.span);
    let (mut token, mut region, mut sentence) = (0, 0, 0);
    let mut furniture = head.furniture.iter().peekable();
    let mut ends = Vec::new();
    for (index, &paragraph) in document.paragraphs.iter().enumerate() {
        let tokens = upto(&document.tokens, &mut token, |t| {
            t.span.start < paragraph.end
        });
        let first_region = region;
        let own = upto(regions, &mut region, |r| r.span.start < paragraph.end);
        let own: Vec<(usize, Region)> = own
            .iter()
            .enumerate()
            .map(|(i, &r)| (first_region + i, r))
            .collect();
        ends.clear();
        ends.extend(
            upto(&document.sentences, &mut sentence, |s| {
                s.start < paragraph.end
            })
            .iter()
            .map(|s| s.end),
        );
        while furniture.peek().is_some_and(|f| f.end <= paragraph.start) {
            furniture.next();
        }
        let is_title = title.is_some_and(|title| title.overlaps(paragraph));
        let skipped = furniture.peek().is_some_and(|f| f.covers(paragraph)) && !is_title;
        if skipped {
            continue;
        }
        let begin = head
            .header
            .filter(|header| header.overlaps(paragraph))
            .map_or(0, |header| {
                tokens.partition_point(|t| t.span.start < header.end)
            });
        let items = items(text, tokens.get(begin..).unwrap_or_default(), &own);
        let paragraph = Paragraph {
            text,
            items: &items,
            regions,
            index,
            headline: is_title || title.is_none() && index == 0,
        };
        reader.paragraph(paragraph, &ends);
    }
}

/// The slice from `at` on as far as `belongs` holds; moves `at` past it.
fn upto<'a, T>(all: &'a [T], at: &mut usize, belongs: impl Fn(&T) -> bool) -> &'a [T] {
    let start = *at;
    while all.get(*at).is_some_and(&belongs) {
        *at += 1;
    }
    all.get(start..*at).unwrap_or_default()
}

/// Gives a quote that runs over paragraphs one owner: the attribution with a cue, or the first.
fn join_continued(regions: &[Region], reader: &mut Reader) {
    for i in (0..regions.len().saturating_sub(1)).rev() {
        if !regions.get(i).is_some_and(|r| r.continues) {
            continue;
        }
        let (Some(own), Some(next)) = (reader.owner(i), reader.owner(i + 1)) else {
            continue;
        };
        if own == next {
            continue;
        }
        let keeps = |draft: usize| reader.drafts.get(draft).is_some_and(|d| d.cue.is_some());
        if !keeps(own) && keeps(next) {
            reader.merge(own, next);
        }
    }
}

/// The finished quote, unless it is none (a scare quote, a title).
fn quote(document: &Document, regions: &[Region], draft: Draft, cast: &mut Cast) -> Option<Quote> {
    let text = document.text();
    let mut content: Vec<Span> = Vec::with_capacity(draft.pieces.len());
    let mut pieces = draft.pieces;
    pieces.sort_unstable();
    for piece in pieces {
        for span in lines(document, piece) {
            match content.last_mut() {
                Some(last) if span.start < last.end => last.end = last.end.max(span.end),
                _ => content.push(span),
            }
        }
    }
    if content.is_empty() {
        return None;
    }
    let quoted: Vec<Span> = content
        .iter()
        .flat_map(|&piece| {
            let first = regions.partition_point(|r| r.span.end <= piece.start);
            regions
                .iter()
                .skip(first)
                .take_while(move |r| r.span.start < piece.end)
                .filter_map(move |r| r.span.intersect(piece))
        })
        .collect();
    let kind = match kind(text, &content, &quoted) {
        QuoteKind::Indirect if draft.verbatim => QuoteKind::Direct,
        kind => kind,
    };
    if draft.cue.is_none() && draft.speaker.is_none() && kind != QuoteKind::Direct {
        return None;
    }
    let speaker = draft
        .speaker
        .map(|span| cast.speaker(span, draft.antecedent));
    Some(Quote {
        kind,
        content,
        quoted,
        cue: draft.cue,
        speaker,
        negated: draft.negated,
        score: draft.score,
    })
}

/// The piece, cut at line breaks where they end paragraphs.
fn lines(document: &Document, piece: Span) -> Vec<Span> {
    let text = document.text();
    let covered = piece.of(text);
    if document.lines == Lines::Joined || !covered.contains('\n') {
        let piece = piece.trim(text);
        return if piece.is_empty() {
            Vec::new()
        } else {
            vec![piece]
        };
    }
    let mut start = piece.start;
    covered
        .split_inclusive('\n')
        .map(|line| {
            let span = Span::new(start, start + line.len()).trim(text);
            start += line.len();
            span
        })
        .filter(|span| !span.is_empty())
        .collect()
}

/// Direct from 95 of 100 letters inside quote marks on, indirect up to 2, mixed between: the shares
/// by which PolNeAR's attributions divide.
fn kind(text: &str, content: &[Span], quoted: &[Span]) -> QuoteKind {
    let letters = |spans: &[Span]| -> usize {
        spans
            .iter()
            .map(|span| {
                span.of(text)
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .count()
            })
            .sum()
    };
    let (all, inside) = (letters(content), letters(quoted));
    if inside * 100 >= all * 95 && !quoted.is_empty() {
        QuoteKind::Direct
    } else if inside * 100 <= all * 2 {
        QuoteKind::Indirect
    } else {
        QuoteKind::Mixed
    }
}

#[cfg(test)]
mod tests;
