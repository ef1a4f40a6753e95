//! Suggestions in few bytes, to be kept for the next time.
//!
//! Numbers are LEB128, seven bits a byte; a span is the distance of its start from the start of the
//! one before, zigzag coded, and its length. Nothing that is read is trusted: what does not fit the
//! text is as good as absent.

use std::sync::Arc;

use super::{Cluster, Label, Mention, Quote, QuoteKind, Speaker, Suggestions, TimeExpression};
use crate::span::Span;

/// The version of what is written here.
pub const VERSION: u32 = 1;

/// Stands for a label that is none of the built-in ones.
const OTHER: u64 = Label::BUILT_IN.len() as u64;

/// The suggestions without the name of their model. None where nothing was looked for, as the text
/// is in another language: that is found out as fast again.
pub fn pack(found: &Suggestions) -> Option<Vec<u8>> {
    if found.foreign.is_some() {
        return None;
    }
    let mut to = Packing::default();
    to.number(found.clusters.len());
    for cluster in &found.clusters {
        to.label(&cluster.label);
        to.text(&cluster.name);
        to.number(cluster.aliases.len());
        for alias in &cluster.aliases {
            to.text(alias);
        }
    }
    to.number(found.mentions.len());
    for mention in &found.mentions {
        to.span(mention.span);
        to.label(&mention.label);
        to.score(mention.score);
        to.index(mention.cluster);
    }
    to.number(found.quotes.len());
    for quote in &found.quotes {
        to.quote(quote);
    }
    to.number(found.dates.len());
    for date in &found.dates {
        to.span(date.span);
        to.option(date.value.as_deref(), Packing::text);
    }
    Some(to.bytes)
}

/// The suggestions that were packed, for the same text and of the model of this name; none where the
/// bytes are no such thing.
pub fn unpack(bytes: &[u8], text: &str, model: &str) -> Option<Suggestions> {
    let mut from = Unpacking {
        bytes,
        text,
        at: 0,
        clusters: 0,
    };
    let clusters = from.many(|from| {
        Some(Cluster {
            label: from.label()?,
            name: from.string()?,
            aliases: from.many(Unpacking::string)?,
        })
    })?;
    from.clusters = clusters.len();
    let mentions = from.many(|from| {
        Some(Mention {
            span: from.words()?,
            label: from.label()?,
            score: from.score()?,
            cluster: from.index()?,
        })
    })?;
    let quotes = from.many(Unpacking::quote)?;
    let dates = from.many(|from| {
        Some(TimeExpression {
            span: from.words()?,
            value: from.option(Unpacking::string)?,
        })
    })?;
    let in_order = mentions.is_sorted_by_key(|mention| mention.span.start)
        && quotes.is_sorted_by_key(|quote| quote.extent().start)
        && dates.is_sorted_by_key(|date| date.span.start);
    (in_order && from.bytes.is_empty()).then(|| Suggestions {
        model: Arc::from(model),
        mentions,
        clusters,
        quotes,
        dates,
        foreign: None,
    })
}

#[derive(Default)]
struct Packing {
    bytes: Vec<u8>,
    /// Where the last span starts.
    at: usize,
}

impl Packing {
    fn number(&mut self, number: usize) {
        let mut left = number as u64;
        while left >= 0x80 {
            self.bytes.push(left as u8 | 0x80);
            left >>= 7;
        }
        self.bytes.push(left as u8);
    }

    fn span(&mut self, span: Span) {
        let by = span.start as i64 - self.at as i64;
        self.at = span.start;
        self.number(((by << 1) ^ (by >> 63)) as u64 as usize);
        self.number(span.len());
    }

    fn spans(&mut self, spans: &[Span]) {
        self.number(spans.len());
        for span in spans {
            self.span(*span);
        }
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.bytes.extend(text.as_bytes());
    }

    fn label(&mut self, label: &Label) {
        match Label::BUILT_IN.iter().position(|known| known == label) {
            Some(at) => self.number(at),
            None => {
                self.number(OTHER as usize);
                self.text(label.as_str());
            }
        }
    }

    fn score(&mut self, score: f32) {
        self.bytes.extend(score.to_le_bytes());
    }

    fn index(&mut self, index: Option<usize>) {
        self.number(index.map_or(0, |index| index + 1));
    }

    fn option<T>(&mut self, value: Option<T>, put: impl FnOnce(&mut Self, T)) {
        self.bytes.push(u8::from(value.is_some()));
        if let Some(value) = value {
            put(self, value);
        }
    }

    fn quote(&mut self, quote: &Quote) {
        let kind = match quote.kind {
            QuoteKind::Direct => 0,
            QuoteKind::Mixed => 1,
            QuoteKind::Indirect => 2,
        };
        self.bytes.push(kind << 1 | u8::from(quote.negated));
        self.spans(&quote.content);
        self.spans(&quote.quoted);
        self.option(quote.cue, Self::span);
        self.option(quote.speaker.as_ref(), |to, speaker| {
            to.option(speaker.span, Self::span);
            to.index(speaker.cluster);
            to.option(speaker.name.as_deref(), Self::text);
        });
        self.score(quote.score);
    }
}

struct Unpacking<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
    clusters: usize,
}

impl Unpacking<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return usize::try_from(number).ok();
            }
        }
        None
    }

    /// As many things as a number says; each takes a byte at least.
    fn many<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        /// More may come, but have to come first.
        const AT_FIRST: usize = 1 << 10;
        let count = self.number()?;
        if count > self.bytes.len() {
            return None;
        }
        let mut many = Vec::with_capacity(count.min(AT_FIRST));
        for _ in 0..count {
            many.push(read(self)?);
        }
        Some(many)
    }

    /// A span of the text.
    fn span(&mut self) -> Option<Span> {
        let by = self.number()? as u64;
        let by = (by >> 1).cast_signed() ^ -(by & 1).cast_signed();
        let start = i64::try_from(self.at).ok()?.checked_add(by)?;
        let start = usize::try_from(start).ok()?;
        let end = start.checked_add(self.number()?)?;
        self.at = start;
        self.text.get(start..end)?;
        Some(Span::new(start, end))
    }

    /// A span that covers something.
    fn words(&mut self) -> Option<Span> {
        self.span().filter(|span| !span.is_empty())
    }

    /// Spans, one behind the other.
    fn spans(&mut self) -> Option<Vec<Span>> {
        let spans = self.many(Self::words)?;
        let in_order = spans.is_sorted_by(|one, next| one.end <= next.start);
        in_order.then_some(spans)
    }

    fn string(&mut self) -> Option<String> {
        let length = self.number()?;
        let (text, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok().map(str::to_owned)
    }

    fn label(&mut self) -> Option<Label> {
        let at = self.number()?;
        if at as u64 == OTHER {
            return self.string().map(|name| Label::new(&name));
        }
        Label::BUILT_IN.get(at).cloned()
    }

    fn score(&mut self) -> Option<f32> {
        let (score, rest) = self.bytes.split_first_chunk::<4>()?;
        self.bytes = rest;
        let score = f32::from_le_bytes(*score);
        (0.0..=1.0).contains(&score).then_some(score)
    }

    /// The place of a cluster that there is, or none.
    #[expect(
        clippy::option_option,
        reason = "the outer one says that there is no such cluster"
    )]
    fn index(&mut self) -> Option<Option<usize>> {
        match self.number()?.checked_sub(1) {
            Some(index) if index >= self.clusters => None,
            index => Some(index),
        }
    }

    #[expect(
        clippy::option_option,
        reason = "the outer one says that it cannot be read"
    )]
    fn option<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            1 => read(self).map(Some),
            _ => None,
        }
    }

    fn quote(&mut self) -> Option<Quote> {
        let first = self.byte()?;
        let kind = match first >> 1 {
            0 => QuoteKind::Direct,
            1 => QuoteKind::Mixed,
            2 => QuoteKind::Indirect,
            _ => return None,
        };
        Some(Quote {
            kind,
            negated: first & 1 == 1,
            content: self.spans().filter(|content| !content.is_empty())?,
            quoted: self.spans()?,
            cue: self.option(Self::span)?,
            speaker: self.option(|from| {
                Some(Speaker {
                    span: from.option(Self::span)?,
                    cluster: from.index()?,
                    name: from.option(Self::string)?,
                })
            })?,
            score: self.score()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::Article;
    use crate::extract::extract;

    const NEWS: &str = "ERBIL — Ana Ruiz, the mayor of Malmö, said on Saturday that the “bridge” \
        was lost. “We lost,” she said. The Harbour Trust paid $5 million in May 2021.\n\n\
        According to Ruiz, nobody asked. Ruiz did not say whether the Trust would pay.";

    fn all_spans(found: &Suggestions) -> Vec<Span> {
        let mentions = found.mentions.iter().map(|m| m.span);
        let dates = found.dates.iter().map(|d| d.span);
        let quotes = found.quotes.iter().flat_map(|q| {
            let speaker = q.speaker.as_ref().and_then(|s| s.span);
            let pieces = q.content.iter().chain(&q.quoted).copied();
            pieces.chain(q.cue).chain(speaker)
        });
        mentions.chain(dates).chain(quotes).collect()
    }

    #[test]
    fn what_was_found_comes_back_as_it_was() {
        let mut found = extract(&Article::from_text("a", NEWS));
        assert!(!found.quotes.is_empty() && !found.dates.is_empty() && found.mentions.len() > 4);
        if let Some(mention) = found.mentions.first_mut() {
            mention.label = Label::new("SHIP");
        }
        let packed = pack(&found).unwrap();
        assert!(packed.len() < 2 * NEWS.len(), "{} bytes", packed.len());
        assert_eq!(unpack(&packed, NEWS, &found.model), Some(found));
    }

    #[test]
    fn what_is_cut_short_or_too_long_is_nothing() {
        let found = extract(&Article::from_text("a", NEWS));
        let packed = pack(&found).unwrap();
        for length in 0..packed.len() {
            assert_eq!(unpack(&packed[..length], NEWS, ""), None, "{length}");
        }
        assert_eq!(unpack(&[&packed[..], &[0]].concat(), NEWS, ""), None);
        assert_eq!(unpack(&packed, "another text", ""), None);
    }

    #[test]
    fn a_text_in_another_language_is_not_worth_keeping() {
        let found = Suggestions {
            foreign: Some("de"),
            ..Suggestions::default()
        };
        assert_eq!(pack(&found), None);
    }

    proptest! {
        #[test]
        fn damaged_bytes_never_lead_out_of_the_text(
            harms in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            text in prop_oneof![Just(NEWS.to_owned()), "\\PC{0,200}"],
        ) {
            let found = extract(&Article::from_text("a", NEWS));
            let mut packed = pack(&found).unwrap();
            for (at, byte) in harms {
                *at.get_mut(&mut packed) = byte;
            }
            if let Some(found) = unpack(&packed, &text, "") {
                for span in all_spans(&found) {
                    prop_assert!(text.get(span.start..span.end).is_some(), "{span:?}");
                }
            }
        }

        #[test]
        fn any_bytes_are_read_without_harm(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            text in "\\PC{0,100}",
        ) {
            if let Some(found) = unpack(&bytes, &text, "") {
                for span in all_spans(&found) {
                    prop_assert!(text.get(span.start..span.end).is_some(), "{span:?}");
                }
            }
        }
    }
}
