//! Making spans and mending them: selections, edges, speakers, cues, tags, notes, names.

use crate::annotation::edit::Edit;
use crate::annotation::{ItemId, ItemRef, Speaker, Verdict};
use crate::extract::Label;
use crate::span::Span;
use crate::text::motion;
use crate::text::token::{TokenKind, tokens};
use crate::tui::action::Action;
use crate::tui::effect::Effect;

use super::picker::{Choice, Choosing, Entry, Picker, letter};
use super::prompt::{Prompt, Purpose};
use super::{Aim, App, Decision, Hints, Modal};

/// Words that stand for a speaker named elsewhere.
const PRONOUNS: &[&str] = &["he", "she", "they", "it", "who", "we", "i"];

impl App {
    /// Begins a selection at the cursor, or ends the one that there is.
    pub(super) fn toggle_selection(&mut self) {
        if let Some(reader) = &mut self.reader {
            reader.anchor = match reader.anchor {
                None => Some(reader.cursor),
                Some(_) => None,
            };
        }
    }

    pub(super) fn swap_ends(&mut self) {
        if let Some(reader) = &mut self.reader
            && let Some(anchor) = reader.anchor
        {
            reader.anchor = Some(reader.cursor);
            reader.go(anchor);
        }
    }

    /// Selects the word, sentence, paragraph, entity or quote under the cursor.
    pub(super) fn select_object(&mut self, action: Action) {
        let Some(reader) = &self.reader else { return };
        let (text, at) = (reader.text(), reader.cursor);
        let lines = reader.opened.flow.breaks().lines;
        let innermost = |wanted: fn(&ItemRef) -> bool| {
            reader
                .items()
                .iter()
                .filter(|listed| listed.span.contains(at) && wanted(&listed.item))
                .min_by_key(|listed| listed.span.len())
                .map(|listed| listed.span)
        };
        let span = match action {
            Action::ObjectWord => motion::word_at(text, at),
            Action::ObjectSentence => motion::sentence_at(text, at, lines),
            Action::ObjectParagraph => motion::paragraph_at(text, at, lines),
            Action::ObjectEntity => innermost(|item| matches!(item, ItemRef::Entity(_))),
            Action::ObjectQuote => innermost(|item| matches!(item, ItemRef::Quote(_))),
            _ => None,
        };
        match span.filter(|span| !span.is_empty()) {
            Some(span) => self.select(span),
            None => self.complain("there is none under the cursor"),
        }
    }

    /// Selects a span.
    pub(super) fn select(&mut self, span: Span) {
        if let Some(reader) = &mut self.reader {
            let last = motion::left(reader.text(), span.end).max(span.start);
            reader.go(last);
            reader.anchor = Some(span.start);
        }
    }

    /// The selected words without the white space around them.
    fn selected(&mut self) -> Option<Span> {
        let reader = self.reader.as_ref()?;
        let span = reader.selection()?.trim(reader.text());
        if span.is_empty() {
            self.complain("only white space is selected");
            return None;
        }
        Some(span)
    }

    /// Opens the menu that makes something of the selection.
    pub(super) fn choose_make(&mut self) {
        let Some(span) = self.selected() else { return };
        let mut entries = self.label_entries(None);
        let plain = |letter: char, text: &str, choice: Choice| Entry {
            letter: Some(letter),
            text: text.to_owned(),
            detail: String::new(),
            available: true,
            choice,
        };
        entries.push(plain('q', "quote", Choice::Quote));
        if let Some(quote) = self.nearest_quote(span) {
            let name = self.named(&ItemRef::Quote(quote.clone()));
            for (letter, text, choice) in [
                ('+', "a further piece of", Choice::Piece(quote.clone())),
                ('s', "speaker of", Choice::SpeakerOf(quote.clone())),
                ('k', "cue of", Choice::CueOf(quote)),
            ] {
                entries.push(plain(letter, &format!("{text} {name}"), choice));
            }
        }
        self.open_picker(Picker::by_letter(
            Choosing::Make(span),
            "What is it?",
            entries,
        ));
    }

    /// The quote whose content is nearest to a span, within a paragraph's reach.
    fn nearest_quote(&self, span: Span) -> Option<ItemId> {
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
            .filter(|quote| quote.review.verdict != crate::annotation::Verdict::Rejected)
            .map(|quote| (gap(quote.extent()), quote))
            .filter(|(gap, _)| *gap < REACH)
            .min_by_key(|(gap, _)| *gap)
            .map(|(_, quote)| quote.id.clone())
    }

    fn label_entries(&self, current: Option<&Label>) -> Vec<Entry> {
        self.settings
            .labels
            .iter()
            .map(|label| Entry {
                letter: label.key,
                text: label.label.to_string(),
                detail: if current == Some(&label.label) {
                    "now".to_owned()
                } else {
                    label.guideline.clone().unwrap_or_default()
                },
                available: true,
                choice: Choice::Label(label.label.clone()),
            })
            .collect()
    }

    /// Opens the label menu for the entity under the cursor; on a selection, the menu that makes.
    pub(super) fn choose_label(&mut self) {
        if self
            .reader
            .as_ref()
            .is_some_and(|reader| reader.anchor.is_some())
        {
            self.choose_make();
            return;
        }
        let Some(ItemRef::Entity(id)) = self.target() else {
            self.complain("the cursor is on no entity; v selects words to make one");
            return;
        };
        let current = self
            .annotations()
            .and_then(|a| a.entity(&id))
            .map(|e| e.label.clone());
        let entries = self.label_entries(current.as_ref());
        let title = format!("Label of {}", self.named(&ItemRef::Entity(id.clone())));
        let now = self
            .settings
            .labels
            .iter()
            .position(|l| Some(&l.label) == current.as_ref());
        let mut picker = Picker::by_letter(Choosing::Relabel(id), title, entries);
        picker.selected = now.unwrap_or(0);
        self.open_picker(picker);
    }

    /// Makes an entity of a span.
    pub(super) fn make(&mut self, span: Span, label: &Label) {
        let name = self.named_span(span);
        if self.commit(
            &[Edit::AddEntity(span, label.clone())],
            &format!("add {name} {label}"),
        ) {
            self.say(format!("{name} is {label}"));
        }
        self.last = Some(Decision::Make(label.clone()));
        let made = self.annotations().and_then(|annotations| {
            let made = annotations
                .entities
                .iter()
                .find(|e| e.span == span && e.label == *label)?;
            Some(ItemRef::Entity(made.id.clone()))
        });
        self.end_selection(made);
    }

    /// Ends the selection, on what was made of it.
    fn end_selection(&mut self, made: Option<ItemRef>) {
        if let Some(reader) = &mut self.reader {
            reader.anchor = None;
        }
        if let Some(item) = made {
            self.focus_item(&item);
        }
    }

    /// Makes a quote of a span: a piece for every paragraph.
    pub(super) fn make_quote(&mut self, span: Span) {
        let Some(reader) = &self.reader else { return };
        let pieces = pieces(reader.text(), span);
        let first = pieces.first().copied();
        if self.commit(&[Edit::AddQuote(pieces)], "add a quote") {
            self.say("a quote; s says who speaks, C by which words");
        }
        let made = self.annotations().and_then(|annotations| {
            let quotes = annotations.quotes.iter().rev();
            let made = quotes
                .filter(|q| q.review.verdict == crate::annotation::Verdict::Added)
                .find(|q| q.said.content.first().copied() == first)?;
            Some(ItemRef::Quote(made.id.clone()))
        });
        self.end_selection(made);
    }

    /// Adds a span to a quote's content.
    pub(super) fn add_piece(&mut self, quote: &ItemId, span: Span) {
        let Some(reader) = &self.reader else { return };
        let Some(found) = reader.annotations.quote(quote) else {
            return;
        };
        let mut content = found.said.content.clone();
        content.retain(|piece| !piece.overlaps(span));
        content.extend(pieces(reader.text(), span));
        content.sort();
        if self.commit(
            &[Edit::SetContent(quote.clone(), content)],
            "add a piece to a quote",
        ) {
            self.say("the quote has a further piece");
        }
        self.end_selection(Some(ItemRef::Quote(quote.clone())));
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

    pub(super) fn set_cue(&mut self, quote: &ItemId, span: Span) {
        if self.commit(&[Edit::SetCue(quote.clone(), Some(span))], "set a cue") {
            self.say("the quote has its cue");
        }
        self.end_selection(Some(ItemRef::Quote(quote.clone())));
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
        let mut parties: Vec<(bool, usize, &crate::annotation::Party)> = annotations
            .clusters
            .iter()
            .filter(|party| ![Label::DATE, Label::MONEY].contains(&party.label))
            .filter_map(|party| {
                let near = annotations
                    .entities
                    .iter()
                    .filter(|e| e.cluster.as_ref() == Some(&party.id))
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
        entries.push(Entry {
            letter: Some('-'),
            text: "nobody known".to_owned(),
            detail: String::new(),
            available: true,
            choice: Choice::Nobody,
        });
        letter(&mut entries);
        let title = format!("Who says {}", self.named(&ItemRef::Quote(id.clone())));
        self.open_picker(Picker::by_letter(Choosing::Speaker(id), title, entries));
    }

    /// The speaker that a chosen cluster makes: a pronoun that stands there stays, with its meaning
    /// changed; else the mention nearest to the quote.
    pub(super) fn speaker_of_cluster(&self, quote: &ItemId, cluster: &ItemId) -> Option<Speaker> {
        let reader = self.reader.as_ref()?;
        let annotations = &reader.annotations;
        let said = &annotations.quote(quote)?.said;
        let pronoun = said
            .speaker
            .as_ref()
            .and_then(|speaker| speaker.span)
            .filter(|span| PRONOUNS.contains(&span.of(reader.text()).to_lowercase().as_str()));
        let extent = said.extent();
        let nearest = || {
            annotations
                .entities
                .iter()
                .filter(|e| e.cluster.as_ref() == Some(cluster))
                .filter(|e| !said.content.iter().any(|piece| piece.overlaps(e.span)))
                .min_by_key(|e| {
                    e.span
                        .start
                        .abs_diff(extent.start)
                        .min(e.span.start.abs_diff(extent.end))
                })
                .map(|e| e.span)
        };
        Some(Speaker {
            span: pronoun.or_else(nearest),
            cluster: Some(cluster.clone()),
            name: None,
        })
    }

    pub(super) fn set_speaker(&mut self, quote: &ItemId, speaker: Option<Speaker>) {
        let name = speaker
            .as_ref()
            .and_then(|speaker| {
                let reader = self.reader.as_ref()?;
                let name = reader.annotations.speaker_name(speaker, reader.text())?;
                Some(crate::text::display::visible(name).into_owned())
            })
            .unwrap_or_else(|| "nobody known".to_owned());
        let edit = Edit::SetSpeaker(quote.clone(), speaker);
        if self.commit(&[edit], &format!("speaker {name}")) {
            self.say(format!("{name} says it"));
        }
        self.go_on();
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
            words.into_iter().map(|word| (word, None)).collect(),
        );
    }

    /// Puts letters on every span on the screen.
    pub(super) fn hint_items(&mut self) {
        let Some(reader) = &self.reader else { return };
        let seen = reader.visible();
        let places = reader
            .items()
            .iter()
            .filter(|listed| {
                seen.contains(listed.span.start) && listed.verdict != Verdict::Rejected
            })
            .map(|listed| (listed.span, Some(listed.item.clone())))
            .collect();
        self.hint(Aim::Jump, places);
    }

    fn hint(&mut self, aim: Aim, places: Vec<(Span, Option<ItemRef>)>) {
        if places.is_empty() {
            self.complain("nothing on the screen to choose from");
            return;
        }
        let letters = hint_letters(places.len());
        let places = letters
            .into_iter()
            .zip(places)
            .map(|(letters, (span, item))| (letters, span, item))
            .collect();
        self.modals.push(Modal::Hints(Hints {
            aim,
            places,
            typed: String::new(),
        }));
    }

    /// Opens the other people and things of the article, to merge one with the name under the cursor.
    pub(super) fn choose_merge(&mut self) {
        let cluster = match self.target() {
            Some(ItemRef::Entity(id)) => self
                .annotations()
                .and_then(|a| a.entity(&id))
                .and_then(|e| e.cluster.clone()),
            Some(ItemRef::Quote(id)) => self
                .annotations()
                .and_then(|a| a.quote(&id))
                .and_then(|q| q.said.speaker.as_ref()?.cluster.clone()),
            _ => None,
        };
        let Some(cluster) = cluster else {
            self.complain("the cursor is on no name");
            return;
        };
        let Some(annotations) = self.annotations() else {
            return;
        };
        let Some(party) = annotations.cluster(&cluster) else {
            return;
        };
        let label = party.label.clone();
        let title = format!(
            "{} is the same as",
            crate::text::display::visible(&party.name)
        );
        let mut others: Vec<_> = annotations
            .clusters
            .iter()
            .filter(|c| c.id != cluster)
            .filter(|c| c.label == label || ![Label::DATE, Label::MONEY].contains(&c.label))
            .collect();
        others.sort_by_key(|other| other.label != label);
        let mut entries: Vec<Entry> = others
            .into_iter()
            .map(|other| Entry {
                letter: None,
                text: other.name.clone(),
                detail: other.label.to_string(),
                available: true,
                choice: Choice::Cluster(other.id.clone()),
            })
            .collect();
        letter(&mut entries);
        self.open_picker(Picker::by_letter(Choosing::Merge(cluster), title, entries));
    }

    /// Merges two clusters; the fuller name leads.
    pub(super) fn merge(&mut self, one: &ItemId, other: &ItemId) {
        let Some(annotations) = self.annotations() else {
            return;
        };
        let (Some(a), Some(b)) = (annotations.cluster(one), annotations.cluster(other)) else {
            return;
        };
        let (lost, kept) = if a.name.chars().count() > b.name.chars().count() {
            (b, a)
        } else {
            (a, b)
        };
        let what = format!(
            "{} is {}",
            crate::text::display::visible(&lost.name),
            crate::text::display::visible(&kept.name)
        );
        let edit = Edit::Merge(lost.id.clone(), kept.id.clone());
        if self.commit(&[edit], &format!("merge: {what}")) {
            self.say(what);
        }
    }

    pub(super) fn split(&mut self) {
        let Some(ItemRef::Entity(id)) = self.target() else {
            self.complain("the cursor is on no name");
            return;
        };
        let name = self.named(&ItemRef::Entity(id.clone()));
        if self.commit(&[Edit::Split(id)], &format!("split {name}")) {
            self.say(format!("{name} stands for itself"));
        }
    }

    /// Moves an edge of the item under the cursor by words.
    pub(super) fn move_edge(&mut self, action: Action, count: usize) {
        let Some(item) = self.target() else {
            self.complain("no span is under the cursor");
            return;
        };
        let Some(reader) = &self.reader else { return };
        let Some(before) = reader.annotations.span(&item) else {
            return;
        };
        let text = reader.text();
        let mut span = before;
        for _ in 0..count.min(1000) {
            span = match action {
                Action::RightEdgeOut => Span::new(span.start, motion::end_after(text, span.end)),
                Action::RightEdgeIn => Span::new(span.start, motion::end_before(text, span.end)),
                Action::LeftEdgeOut => Span::new(motion::word_back(text, span.start), span.end),
                Action::LeftEdgeIn => Span::new(
                    motion::word_forward(text, span.start).min(span.end),
                    span.end,
                ),
                _ => span,
            };
        }
        if span.is_empty() || span == before {
            self.complain("the edge cannot go there");
            return;
        }
        let name = self.named(&item);
        if self.commit(
            &[Edit::Resize(item.clone(), span)],
            &format!("re-bound {name}"),
        ) {
            self.focus_item(&item);
        }
    }

    pub(super) fn delete(&mut self) {
        self.reject();
    }

    pub(super) fn prompt_tags(&mut self, of_item: bool) {
        let item = self.subject(of_item);
        if of_item && item.is_none() {
            self.complain("the cursor is on nothing to tag; T tags the article");
            return;
        }
        let tags = match (&item, self.annotations()) {
            (Some(item), Some(annotations)) => annotations.review(item).map(|r| r.tags.join(", ")),
            (None, Some(annotations)) => Some(annotations.tags.join(", ")),
            _ => None,
        };
        self.open_prompt(Prompt::new(Purpose::Tags(item), &tags.unwrap_or_default()));
    }

    pub(super) fn set_tags(&mut self, item: Option<ItemRef>, tags: Vec<String>) {
        let what = format!("tag {}", tags.join(", "));
        if item.is_some() {
            self.last = Some(Decision::Tags(tags.clone()));
        }
        if self.commit(&[Edit::SetTags(item, tags)], &what) {
            self.say("tagged");
        }
    }

    pub(super) fn prompt_note(&mut self, of_item: bool) {
        let item = self.subject(of_item);
        if of_item && item.is_none() {
            self.complain("the cursor is on nothing to note; I notes on the article");
            return;
        }
        let note = match (&item, self.annotations()) {
            (Some(item), Some(annotations)) => {
                annotations.review(item).and_then(|r| r.note.clone())
            }
            (None, Some(annotations)) => annotations.note.clone(),
            _ => None,
        };
        let note = super::prompt::one_line(&note.unwrap_or_default());
        self.open_prompt(Prompt::new(Purpose::Note(item), &note));
    }

    fn subject(&self, of_item: bool) -> Option<ItemRef> {
        if of_item { self.target() } else { None }
    }

    pub(super) fn set_note(&mut self, item: Option<ItemRef>, note: &str) {
        let note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
        if self.commit(&[Edit::SetNote(item, note)], "note") {
            self.say("noted");
        }
    }

    pub(super) fn prompt_rename(&mut self) {
        let Some(ItemRef::Entity(id)) = self.target() else {
            self.complain("the cursor is on no name");
            return;
        };
        let party = self.annotations().and_then(|annotations| {
            let cluster = annotations.entity(&id)?.cluster.as_ref()?;
            let party = annotations.cluster(cluster)?;
            Some((party.id.clone(), party.name.clone()))
        });
        if let Some((id, name)) = party {
            self.open_prompt(Prompt::new(Purpose::Rename(id), &name));
        }
    }

    pub(super) fn prompt_link(&mut self) {
        let Some(target) = self.target() else {
            self.complain("the cursor is on nothing to link");
            return;
        };
        // What a name is linked to is who it names.
        let party = match &target {
            ItemRef::Entity(id) => self
                .annotations()
                .and_then(|a| a.entity(id)?.cluster.clone())
                .map(ItemRef::Cluster),
            _ => None,
        };
        let item = party.unwrap_or(target);
        let link = self
            .annotations()
            .and_then(|annotations| annotations.review(&item)?.link.clone());
        self.open_prompt(Prompt::new(Purpose::Link(item), &link.unwrap_or_default()));
    }

    pub(super) fn prompt_date(&mut self) {
        let date = self.target().and_then(|item| {
            let annotations = self.annotations()?;
            let span = annotations.span(&item)?;
            annotations.dates.iter().find(|d| d.span == span)
        });
        match date.map(|date| (date.id.clone(), date.value.clone())) {
            Some((id, value)) => {
                self.open_prompt(Prompt::new(
                    Purpose::DateValue(id),
                    &value.unwrap_or_default(),
                ));
            }
            None => self.complain("the cursor is on no date"),
        }
    }

    /// Opens the user's editor on a note that is being typed.
    pub(super) fn edit_note(&mut self) {
        if let Some(Modal::Prompt(prompt)) = self.modals.last()
            && matches!(prompt.purpose, Purpose::Note(_))
        {
            self.effects
                .push(Effect::EditText(super::prompt::several_lines(
                    prompt.line.text(),
                )));
        }
    }

    pub(super) fn edited(&mut self, result: Result<String, String>) {
        match result {
            Ok(text) => {
                if let Some(Modal::Prompt(prompt)) = self.modals.last()
                    && let Purpose::Note(item) = prompt.purpose.clone()
                {
                    self.modals.pop();
                    self.set_note(item, &text);
                }
            }
            Err(reason) => self.complain(reason),
        }
    }
}

/// The letters of hints, the easiest to reach first.
const HINTS: &[char] = &[
    'a', 's', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'e', 'w', 'r', 'u', 'i', 'o', 'p', 'c', 'v', 'n',
    'm',
];

/// Letters for that many places, one each as far as they suffice, else two; no place's letters
/// begin another's.
fn hint_letters(count: usize) -> Vec<String> {
    let all = HINTS.len();
    // A letter that begins pairs stands for as many places as there are letters, instead of one.
    let pairs = count.saturating_sub(all).div_ceil(all - 1).min(all);
    let (single, first) = HINTS.split_at(all - pairs);
    let pairs = first
        .iter()
        .flat_map(|first| HINTS.iter().map(move |second| format!("{first}{second}")));
    single
        .iter()
        .map(char::to_string)
        .chain(pairs)
        .take(count)
        .collect()
}

/// A span cut at paragraph ends, each piece without the white space around it.
fn pieces(text: &str, span: Span) -> Vec<Span> {
    let lines = crate::text::paragraph::detect_lines(text);
    let covered = span.of(text);
    crate::text::paragraph::paragraphs(covered, lines)
        .into_iter()
        .map(|piece| Span::new(span.start + piece.start, span.start + piece.end))
        .collect()
}
