//! Who says a quote, and which words attribute it.

use crate::annotation::check::is_pronoun;
use crate::annotation::edit::Edit;
use crate::annotation::{ItemId, ItemRef, Party, Speaker, Verdict};
use crate::extract::Label;
use crate::span::{Span, floor_boundary};
use crate::text::display;
use crate::text::motion;
use crate::text::token::{TokenKind, tokens};

use super::App;
use super::hint::{Aim, HINTS, On};
use super::picker::{Choice, Choosing, Entry, Picker, letter};
use super::prompt::{Prompt, Purpose};

impl App {
    /// The quote whose content is nearest to a span, within a paragraph's reach.
    pub(super) fn nearest_quote(&self, span: Span) -> Option<ItemId> {
        /// Farther away than this many bytes, a quote has nothing to do with the words.
        const REACH: usize = 1000;
        let reader = self.reader.as_ref()?;
        let gap = |other: Span| {
            other
                .start
                .saturating_sub(span.end)
                .max(span.start.saturating_sub(other.end))
        };
        reader
            .annotations
            .quotes
            .iter()
            .filter(|quote| quote.review.verdict != Verdict::Rejected)
            .map(|quote| (gap(quote.extent()), quote))
            .filter(|(gap, _)| *gap < REACH)
            .min_by_key(|(gap, _)| *gap)
            .map(|(_, quote)| quote.id.clone())
    }

    fn quote_target(&mut self) -> Option<ItemId> {
        match self.target() {
            Some(ItemRef::Quote(id)) => Some(id),
            _ => {
                let at = self.reader.as_ref()?.cursor;
                let quote = self.nearest_quote(Span::new(at, at));
                if quote.is_none() {
                    self.complain("no quote is near; ]q goes to the next one");
                }
                quote
            }
        }
    }

    /// Opens the people and organisations of the article, nearest to the quote first, to choose its speaker.
    pub(super) fn choose_speaker(&mut self) {
        if self.tables.shown().is_some() {
            return self.speaker_of_row();
        }
        let Some(id) = self.quote_target() else {
            return;
        };
        let Some(annotations) = self.annotations() else {
            return;
        };
        let Some(quote) = annotations.quote(&id) else {
            return;
        };
        let extent = quote.extent();
        let now = quote.said.speaker.as_ref().and_then(|s| s.cluster.clone());
        let mut parties: Vec<(bool, usize, &Party)> = annotations
            .clusters
            .iter()
            .filter(|party| ![Label::DATE, Label::MONEY].contains(&party.label))
            .filter_map(|party| {
                let near = annotations
                    .entities
                    .iter()
                    .filter(|e| e.cluster.as_ref() == Some(&party.id))
                    .filter(|e| e.review.verdict != Verdict::Rejected)
                    .map(|e| {
                        e.span
                            .start
                            .abs_diff(extent.start)
                            .min(e.span.start.abs_diff(extent.end))
                    })
                    .min()?;
                let speaks = [Label::PERSON, Label::ORG].contains(&party.label);
                Some((!speaks, near, party))
            })
            .collect();
        parties.sort_by_key(|(other, near, party)| {
            (*other || party.label != Label::PERSON, *other, *near)
        });
        let mut entries: Vec<Entry> = parties
            .into_iter()
            .map(|(_, _, party)| Entry {
                letter: None,
                text: party.name.clone(),
                detail: if now.as_ref() == Some(&party.id) {
                    format!("{} · now", party.label)
                } else {
                    party.label.to_string()
                },
                available: true,
                choice: Choice::Cluster(party.id.clone()),
            })
            .collect();
        let plain = |letter: char, text: &str, choice: Choice| Entry {
            letter: Some(letter),
            text: text.to_owned(),
            detail: String::new(),
            available: true,
            choice,
        };
        entries.push(plain('+', "somebody else …", Choice::Other));
        entries.push(plain('-', "nobody known", Choice::Nobody));
        letter(&mut entries, "");
        let present = self.present_speaker(&id);
        let present = present.map_or_else(String::new, |speaker| format!(" · now {speaker}"));
        let name = self.named(&ItemRef::Quote(id.clone()));
        let title = format!("Who says {name}{present}");
        self.open_picker(Picker::by_letter(Choosing::Speaker(id), title, entries));
    }

    /// The speaker that a chosen cluster makes: a pronoun that stands there stays, with its meaning
    /// changed; else the mention nearest to the quote, of those in its sentence or that of its cue if
    /// there are any, else of those before it.
    pub(super) fn speaker_of_cluster(&self, quote: &ItemId, cluster: &ItemId) -> Option<Speaker> {
        let reader = self.reader.as_ref()?;
        let annotations = &reader.annotations;
        let said = &annotations.quote(quote)?.said;
        let pronoun = said
            .speaker
            .as_ref()
            .and_then(|speaker| speaker.span)
            .filter(|span| is_pronoun(span.of(reader.text())));
        let extent = said.extent();
        let (text, lines) = (reader.text(), reader.opened.flow.breaks().lines);
        let last = extent.end.saturating_sub(1).max(extent.start);
        let edges = [
            said.cue.map(|cue| cue.start),
            Some(extent.start),
            Some(last),
        ];
        let edges = edges.into_iter().flatten();
        let sentences: Vec<Span> = edges
            .filter_map(|byte| motion::sentence_at(text, floor_boundary(text, byte), lines))
            .collect();
        // Who is named in the quote's own sentence says it; else readers were told before.
        let rank = |mention: Span| {
            let within = sentences.iter().any(|s| s.contains(mention.start));
            match (within, mention.start < extent.start) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            }
        };
        let nearest = || {
            annotations
                .entities
                .iter()
                .filter(|e| e.cluster.as_ref() == Some(cluster))
                .filter(|e| e.review.verdict != Verdict::Rejected)
                .filter(|e| !said.content.iter().any(|piece| piece.overlaps(e.span)))
                .min_by_key(|e| {
                    let near = e.span.start.abs_diff(extent.start);
                    (rank(e.span), near.min(e.span.start.abs_diff(extent.end)))
                })
                .map(|e| e.span)
        };
        Some(Speaker {
            span: pronoun.or_else(nearest),
            cluster: Some(cluster.clone()),
            name: None,
        })
    }

    /// Who speaks in a quote as things stand: the name, and the pronoun that stands for it.
    fn present_speaker(&self, quote: &ItemId) -> Option<String> {
        let reader = self.reader.as_ref()?;
        let speaker = reader.annotations.quote(quote)?.said.speaker.as_ref()?;
        let told = reader.annotations.told_speaker(speaker, reader.text())?;
        let told: Vec<&str> = told.split_whitespace().collect();
        Some(display::fit(&display::visible(&told.join(" ")), 40).into_owned())
    }

    /// Asks for the name of a speaker who is not among the people of the article. One that was typed
    /// before is there to be mended; the machine's is not, for somebody else is meant.
    pub(super) fn prompt_speaker(&mut self, quote: ItemId) {
        let typed = self.annotations().and_then(|annotations| {
            let quote = annotations.quote(&quote)?;
            let name = quote.said.speaker.as_ref()?.name.as_ref()?;
            let unchanged = (quote.review.verdict != Verdict::Added).then_some(&quote.said);
            let machine = quote.was.as_deref().or(unchanged);
            let was = machine.and_then(|said| said.speaker.as_ref()?.name.as_ref());
            (was != Some(name)).then(|| name.clone())
        });
        let name = typed.unwrap_or_default();
        self.open_prompt(Prompt::new(Purpose::Speaker(quote), &name));
    }

    /// Lets somebody speak whose name was typed: one of the people of the article where it is one
    /// of their names.
    pub(super) fn speaker_typed(&mut self, quote: &ItemId, typed: &str) {
        let Some(annotations) = self.annotations() else {
            return;
        };
        let known = annotations.clusters.iter().find(|party| {
            let mut names = std::iter::once(&party.name).chain(&party.aliases);
            names.any(|name| name == typed)
        });
        let pronoun = annotations
            .quote(quote)
            .and_then(|quote| quote.said.speaker.as_ref()?.span)
            .filter(|span| self.is_pronoun_at(*span));
        let speaker = match known.map(|party| party.id.clone()) {
            Some(cluster) => self.speaker_of_cluster(quote, &cluster),
            None => Some(Speaker {
                span: pronoun,
                cluster: None,
                name: Some(typed.to_owned()),
            }),
        };
        self.set_speaker(quote, speaker);
    }

    fn is_pronoun_at(&self, span: Span) -> bool {
        let reader = self.reader.as_ref();
        reader.is_some_and(|reader| is_pronoun(span.of(reader.text())))
    }

    /// Sets who speaks; chosen as it is, it says that the quote is right.
    pub(super) fn set_speaker(&mut self, quote: &ItemId, speaker: Option<Speaker>) {
        let name = speaker
            .as_ref()
            .and_then(|speaker| {
                let reader = self.reader.as_ref()?;
                let name = reader.annotations.speaker_name(speaker, reader.text())?;
                Some(display::visible(name).into_owned())
            })
            .unwrap_or_else(|| "nobody known".to_owned());
        let edit = Edit::SetSpeaker(quote.clone(), speaker);
        let what = format!("speaker {name}");
        let item = ItemRef::Quote(quote.clone());
        if self.commit(&[edit], &what) || self.commit(&self.settling(&item), &what) {
            self.say(format!("{name} says it"));
        }
        self.go_on();
    }

    /// Lets the selected words name a quote's speaker.
    pub(super) fn speaker_words(&mut self, quote: &ItemId, span: Span) {
        let cluster = self.annotations().and_then(|annotations| {
            let named = annotations
                .entities
                .iter()
                .find(|e| e.span.overlaps(span))?;
            named.cluster.clone()
        });
        let name = self
            .reader
            .as_ref()
            .map(|reader| span.of(reader.text()).to_owned())
            .filter(|_| cluster.is_none());
        let speaker = Speaker {
            span: Some(span),
            cluster,
            name,
        };
        self.set_speaker(quote, Some(speaker));
        self.end_selection(Some(ItemRef::Quote(quote.clone())));
    }

    /// Puts letters on the words around a quote, to choose its cue.
    pub(super) fn choose_cue(&mut self) {
        /// How far from the quote a cue may stand, in bytes.
        const REACH: usize = 160;
        let Some(id) = self.quote_target() else {
            return;
        };
        self.focus_item(&ItemRef::Quote(id.clone()));
        self.settle();
        let Some(reader) = &self.reader else { return };
        let Some(quote) = reader.annotations.quote(&id) else {
            return;
        };
        let text = reader.text();
        let extent = quote.extent();
        let around = Span::new(
            crate::span::floor_boundary(text, extent.start.saturating_sub(REACH)),
            crate::span::ceil_boundary(text, extent.end + REACH),
        );
        let Some(seen) = around.intersect(reader.visible()) else {
            return;
        };
        let outside = |span: Span| !quote.said.content.iter().any(|piece| piece.overlaps(span));
        let mut words: Vec<Span> = tokens(text, seen)
            .into_iter()
            .filter(|token| token.kind == TokenKind::Word && outside(token.span))
            .map(|token| token.span)
            .collect();
        words.sort_by_key(|word| {
            word.start
                .abs_diff(extent.end)
                .min(word.end.abs_diff(extent.start))
        });
        // One letter each: a cue is never far from its quote.
        words.truncate(HINTS.len());
        self.hint(
            Aim::Cue(id),
            words
                .into_iter()
                .map(|word| On::Words(word, None))
                .collect(),
        );
    }

    pub(super) fn set_cue(&mut self, quote: &ItemId, span: Span) {
        if self.commit(&[Edit::SetCue(quote.clone(), Some(span))], "set a cue") {
            self.say("the quote has its cue");
        }
        self.end_selection(Some(ItemRef::Quote(quote.clone())));
    }
}
