//! Selecting words, and making something of them.

use crate::annotation::edit::Edit;
use crate::annotation::{ItemId, ItemRef, Verdict};
use crate::extract::Label;
use crate::span::Span;
use crate::text::motion;
use crate::tui::action::Action;

use super::picker::{Choice, Choosing, Entry, Picker, letter};
use super::{App, Decision};

impl App {
    /// Begins a selection at the cursor, or ends the one that there is.
    pub(super) fn toggle_selection(&mut self) {
        if let Some(reader) = &mut self.reader {
            reader.anchor = match reader.anchor {
                None => Some(reader.cursor),
                Some(_) => None,
            };
            reader.loose = false;
        }
    }

    /// Extends the selection by a motion; where there is none, begins one that plain motions end.
    pub(super) fn extend(&mut self, by: Action, count: usize) {
        let Some(reader) = &mut self.reader else {
            return;
        };
        if reader.anchor.is_none() {
            reader.anchor = Some(reader.cursor);
            reader.loose = true;
        }
        let rows = count.min(100_000).cast_signed();
        match by {
            Action::Up => reader.move_rows(-rows),
            Action::Down => reader.move_rows(rows),
            _ => self.motion(by, count),
        }
    }

    /// Ends a selection that was begun with an arrow and Shift: a plain motion comes.
    pub(super) fn end_loose_selection(&mut self) {
        if let Some(reader) = self.reader.as_mut().filter(|reader| reader.loose) {
            reader.anchor = None;
            reader.loose = false;
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
            let there = reader.items().near(Span::new(at, at + 1));
            there
                .filter(|(_, listed)| wanted(&listed.item))
                .map(|(_, listed)| listed.span)
                .min_by_key(|span| span.len())
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
            reader.loose = false;
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
        let taken: Vec<Option<char>> = entries.iter().map(|entry| entry.letter).collect();
        let plain = |letter: char, text: &str, choice: Choice| Entry {
            // A label may have been given the letter.
            letter: Some(letter).filter(|letter| !taken.contains(&Some(*letter))),
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
        if let Some((key, name)) = self.waiting_for_words() {
            let text = format!("the place of {name}");
            entries.push(plain('w', &text, Choice::PlaceOf(key)));
        }
        self.open_picker(Picker::by_letter(
            Choosing::Make(span),
            "What is it? (? when to use each label)",
            entries,
        ));
    }

    /// The labels; those without a key of their own have a free letter, as far as there are any.
    pub(super) fn label_entries(&self, current: Option<&Label>) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self
            .settings
            .labels
            .iter()
            .map(|label| Entry {
                letter: label.key,
                text: label.label.to_string(),
                detail: if current == Some(&label.label) {
                    "now".to_owned()
                } else {
                    let guideline = label.guideline.as_deref().unwrap_or_default();
                    guideline.lines().next().unwrap_or_default().to_owned()
                },
                available: true,
                choice: Choice::Label(label.label.clone()),
            })
            .collect();
        // What can be made beside names keeps its letters.
        letter(&mut entries, "skw");
        entries
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
    pub(super) fn end_selection(&mut self, made: Option<ItemRef>) {
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
            self.last = Some(Decision::MakeQuote);
        }
        let made = self.annotations().and_then(|annotations| {
            let quotes = annotations.quotes.iter().rev();
            let made = quotes
                .filter(|q| q.review.verdict == Verdict::Added)
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
}

/// A span cut at paragraph ends, each piece without the white space around it.
pub(super) fn pieces(text: &str, span: Span) -> Vec<Span> {
    let lines = crate::text::paragraph::detect_lines(text);
    let covered = span.of(text);
    crate::text::paragraph::paragraphs(covered, lines)
        .into_iter()
        .map(|piece| Span::new(span.start + piece.start, span.start + piece.end))
        .collect()
}
