//! What is open over the panes: a line being typed, a list to choose from, letters on the text.

use std::path::PathBuf;

use ratatui::crossterm::event::{KeyCode, KeyModifiers};

use crate::annotation::edit::Edit;
use crate::annotation::{ItemId, ItemRef};
use crate::text::display;
use crate::tui::action::Action;
use crate::tui::key::Key;

use super::entered::Sort;
use super::find::Find;
use super::picker::{Choice, Choosing, Entry, Picker};
use super::prompt::{self, Line, Prompt, Purpose};
use super::who::Field;
use super::{App, Decision, Held, Modal};

impl App {
    pub(super) fn open_prompt(&mut self, prompt: Prompt) {
        self.modals.push(Modal::Prompt(prompt));
        self.offer();
    }

    pub(super) fn open_picker(&mut self, picker: Picker) {
        self.modals.push(Modal::Picker(picker));
    }

    /// Closes what is open without doing it.
    pub(super) fn close_modal(&mut self) {
        match self.modals.pop() {
            Some(Modal::Prompt(prompt)) => match prompt.purpose {
                Purpose::Find { from, top } => {
                    if let Some(reader) = &mut self.reader {
                        reader.find = None;
                        reader.go(from);
                        reader.top = top;
                    }
                }
                Purpose::Filter if self.filter_table("") => {}
                Purpose::Filter => self.end_filter(),
                _ => {}
            },
            Some(Modal::Picker(picker)) if matches!(picker.choosing, Choosing::Unplaced(_)) => {
                self.end_selection(None);
            }
            Some(Modal::Picker(_) | Modal::Hints(_) | Modal::Mark) | None => {}
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        if !self.held.is_empty() {
            // It is meant for what an earlier key opens.
            self.held.push_back(Held::Paste(text.to_owned()));
            return;
        }
        match self.modals.last_mut() {
            Some(Modal::Prompt(prompt)) => {
                prompt.line.insert(text);
                self.typed();
            }
            Some(Modal::Picker(picker)) => {
                if let Some(line) = &mut picker.typed {
                    line.insert(text);
                    picker.narrow();
                }
            }
            // A paste is no command.
            Some(Modal::Hints(_) | Modal::Mark) | None => {}
        }
    }

    pub(super) fn prompt_key(&mut self, key: Key) {
        let Some(Modal::Prompt(prompt)) = self.modals.last_mut() else {
            return;
        };
        match key.code {
            KeyCode::Esc => return self.close_modal(),
            KeyCode::Enter => return self.enter_prompt(),
            KeyCode::Up => return self.recall(true),
            KeyCode::Down => return self.recall(false),
            KeyCode::Tab => return self.complete(key.modifiers != KeyModifiers::SHIFT),
            KeyCode::Char('n') if key.modifiers == KeyModifiers::CONTROL => {
                return self.complete(true);
            }
            KeyCode::Char('p') if key.modifiers == KeyModifiers::CONTROL => {
                return self.complete(false);
            }
            KeyCode::Char('e') if key.modifiers == KeyModifiers::CONTROL => {
                if matches!(prompt.purpose, Purpose::Note(_)) {
                    return self.edit_note();
                }
            }
            KeyCode::Backspace if prompt.line.text().is_empty() => return self.close_modal(),
            _ => {}
        }
        edit_line(&mut prompt.line, key);
        self.typed();
    }

    /// What is typed takes effect at once where it can: a search shows its matches, a filter its articles.
    pub(super) fn typed(&mut self) {
        self.offer();
        let Some(Modal::Prompt(prompt)) = self.modals.last_mut() else {
            return;
        };
        prompt.error = None;
        prompt.recalled = None;
        let typed = prompt.line.text().to_owned();
        match prompt.purpose.clone() {
            Purpose::Find { from, top } => {
                let Some(reader) = &mut self.reader else {
                    return;
                };
                if typed.is_empty() {
                    reader.find = None;
                    reader.go(from);
                    reader.top = top;
                    return;
                }
                match Find::new(&typed, reader.text()) {
                    Ok(find) => {
                        match find.at_or_after(from) {
                            Some(found) => reader.go(found.start),
                            None => prompt.error = Some("no match".to_owned()),
                        }
                        reader.find = Some(find);
                    }
                    Err(error) => prompt.error = Some(error.to_string()),
                }
            }
            Purpose::Filter if self.filter_table(&typed) => {}
            Purpose::Filter => {
                if let Some(error) = self.filter_as_typed(&typed)
                    && let Some(Modal::Prompt(prompt)) = self.modals.last_mut()
                {
                    // Where it is is before the eyes.
                    prompt.error = Some(error.what);
                }
            }
            _ => {}
        }
    }

    pub(super) fn enter_prompt(&mut self) {
        let Some(Modal::Prompt(prompt)) = self.modals.last_mut() else {
            return;
        };
        let typed = prompt.line.text().trim().to_owned();
        if prompt.purpose == Purpose::Filter && prompt.error.is_some() {
            return;
        }
        if let Some(fault) = fault(&prompt.purpose, &typed) {
            prompt.error = Some(fault);
            return;
        }
        let Some(Modal::Prompt(prompt)) = self.modals.pop() else {
            return;
        };
        match prompt.purpose {
            Purpose::Find { .. } => self.enter_find(&typed),
            Purpose::Filter => {
                self.remember_line(self.sort_of_filters(), &typed);
                if self.tables.shown().is_none() && self.list.len(&self.corpus) > 0 {
                    self.open_selected();
                }
            }
            Purpose::Command => {
                self.remember_line(Sort::Commands, &typed);
                self.command(&typed);
            }
            Purpose::Pipe => {
                self.remember_line(Sort::Pipes, &typed);
                self.pipe(&typed);
            }
            Purpose::Tags(item) => {
                let mut tags: Vec<String> = Vec::new();
                for tag in typed
                    .split(',')
                    .map(str::trim)
                    .filter(|tag| !tag.is_empty())
                {
                    if !tags.iter().any(|known| known == tag) {
                        tags.push(tag.to_owned());
                    }
                }
                self.set_tags(item, tags);
            }
            Purpose::Note(item) => self.set_note(item, &prompt::several_lines(&typed)),
            Purpose::Speaker(quote) => self.speaker_typed(&quote, &typed),
            Purpose::Rename(id) => self.rename(id, typed),
            Purpose::Link(item) => self.set_link(item, typed),
            Purpose::DateValue(id) => self.enter_date(id, typed),
            Purpose::OfName(who, field) => {
                let value = match field {
                    Field::Note => prompt::several_lines(&typed),
                    Field::Name | Field::Link => typed,
                };
                self.say_of_name(who, field, value);
            }
        }
    }

    fn enter_date(&mut self, id: ItemId, typed: String) {
        let value = Some(typed).filter(|value| !value.is_empty());
        if self.commit(&[Edit::SetDate(id, value)], "date value") {
            self.say("the date has its value");
        }
    }

    pub(super) fn picker_key(&mut self, key: Key) {
        let Some(Modal::Picker(picker)) = self.modals.last_mut() else {
            return;
        };
        let typing = picker.typed.is_some();
        let control = key.modifiers == KeyModifiers::CONTROL;
        match key.code {
            KeyCode::Esc => return self.close_modal(),
            KeyCode::Enter => {
                let entry = picker.entry().cloned();
                return self.choose(entry);
            }
            KeyCode::Down => return picker.step(1),
            KeyCode::Up => return picker.step(-1),
            KeyCode::PageDown => return picker.step(10),
            KeyCode::PageUp => return picker.step(-10),
            KeyCode::Char('n' | 'j') if control => return picker.step(1),
            KeyCode::Char('p' | 'k') if control => return picker.step(-1),
            KeyCode::Char('d') if control => return picker.step(10),
            KeyCode::Char('u') if control && !typing => return picker.step(-10),
            _ => {}
        }
        if let Some(line) = &mut picker.typed {
            if key.code == KeyCode::Backspace && line.text().is_empty() {
                picker.typed = None;
            } else {
                edit_line(line, key);
            }
            return picker.narrow();
        }
        let Some(c) = key.typed() else { return };
        if let Some(entry) = picker.lettered(c).cloned() {
            return self.choose(Some(entry));
        }
        if picker.choosing == Choosing::Mark && c.is_alphabetic() {
            self.close_modal();
            return self.complain(format!("no mark {c}; m{c} sets it"));
        }
        match c {
            '/' => picker.typed = Some(Line::default()),
            'j' => picker.step(1),
            'k' => picker.step(-1),
            'g' => picker.step(isize::MIN / 2),
            'G' => picker.step(isize::MAX / 2),
            ' ' => picker.step(10),
            '?' if picker.is_of_labels() => self.open_guidelines(),
            'q' | '?' => self.close_modal(),
            _ => {}
        }
    }

    pub(super) fn choose(&mut self, entry: Option<Entry>) {
        let Some(entry) = entry else { return };
        if !entry.available {
            if !entry.detail.is_empty() {
                self.complain(entry.detail);
            }
            return;
        }
        let Some(Modal::Picker(picker)) = self.modals.pop() else {
            return;
        };
        let answered = match (&picker.choosing, &entry.choice) {
            (Choosing::Speaker(_), Choice::Cluster(_)) => Some(Action::Speaker),
            (Choosing::Merge(_), Choice::Cluster(_)) => Some(Action::Merge),
            _ => None,
        };
        if let Some(action) = answered {
            self.last = Some(Decision::Answer(action, entry.text.clone()));
        }
        match (picker.choosing, entry.choice) {
            (Choosing::Relabel(id), Choice::Label(label)) => {
                let mut targets = self.targets();
                if !targets.contains(&ItemRef::Entity(id.clone())) {
                    targets = vec![ItemRef::Entity(id)];
                }
                self.relabel(&targets, &label);
            }
            (Choosing::Make(span), Choice::Label(label)) => self.make(span, &label),
            (Choosing::Make(span), Choice::Quote) => self.make_quote(span),
            (Choosing::Make(span), Choice::Piece(quote)) => self.add_piece(&quote, span),
            (Choosing::Make(span), Choice::SpeakerOf(quote)) => self.speaker_words(&quote, span),
            (Choosing::Make(span), Choice::CueOf(quote)) => self.set_cue(&quote, span),
            (Choosing::Speaker(quote), Choice::Cluster(cluster)) => {
                let speaker = self.speaker_of_cluster(&quote, &cluster);
                self.set_speaker(&quote, speaker);
            }
            (Choosing::Make(span), Choice::PlaceOf(key)) => self.place_on(&key, span),
            (Choosing::Unplaced(key), choice) => self.place_chosen(&key, &choice),
            (Choosing::Speaker(quote), Choice::Other) => self.prompt_speaker(quote),
            (Choosing::Query, Choice::Query(name)) => self.query(&name),
            (Choosing::Doubt | Choosing::Version, Choice::Item(item)) => self.see(&item),
            (_, Choice::Version { mine }) => self.settle_version(mine),
            (Choosing::Doubt, Choice::Place(span)) => {
                self.remember_jump();
                self.go(span.start);
            }
            (Choosing::Speaker(quote), Choice::Nobody) => self.set_speaker(&quote, None),
            (Choosing::Merge(one), Choice::Cluster(other)) => self.merge(&one, &other),
            (Choosing::Known(cluster), Choice::Known(key)) => self.set_key(&cluster, &key),
            (Choosing::Rows, Choice::Label(label)) => self.label_rows(label),
            (_, Choice::Scope(scope)) => self.do_scoped(scope),
            (_, Choice::Stream(order)) => self.set_stream(order),
            (_, Choice::Action(action)) => {
                // What was chosen here comes first the next time.
                self.remember_line(Sort::Commands, action.spec().name);
                self.perform(action);
            }
            (_, Choice::Spot(place)) => self.jump_to(&place),
            (_, Choice::Own(at)) => self.do_own(at),
            (_, Choice::Theme(name)) => self.set(&format!("theme={name}")),
            _ => {}
        }
    }

    pub(super) fn open_problems(&mut self) {
        if self.problems.is_empty() {
            self.say("everything could be read");
            return;
        }
        let lines = self.problems.clone();
        self.open_reading("What could not be read", &lines);
    }

    /// Opens what was logged last, at its end.
    pub(super) fn log_read(&mut self, result: Result<(PathBuf, Vec<String>), String>) {
        match result {
            Ok((path, lines)) => {
                let title = format!("The end of {}", display::visible(&path.to_string_lossy()));
                self.open_reading(&title, &lines);
                if let Some(Modal::Picker(picker)) = self.modals.last_mut() {
                    picker.step(isize::MAX / 2);
                }
            }
            Err(reason) => self.complain(reason),
        }
    }

    /// Opens lines to be read.
    pub(super) fn open_reading(&mut self, title: &str, lines: &[String]) {
        let entries = lines
            .iter()
            .map(|line| Entry {
                letter: None,
                text: line.clone(),
                detail: String::new(),
                available: true,
                choice: Choice::Line,
            })
            .collect();
        self.open_picker(Picker::by_letter(Choosing::Reading, title, entries));
    }
}

/// Edits a line by the keys that shells and editors share.
fn edit_line(line: &mut Line, key: Key) {
    let control = key.modifiers == KeyModifiers::CONTROL;
    match key.code {
        KeyCode::Char('a') if control => line.home(),
        KeyCode::Char('e') if control => line.end(),
        KeyCode::Char('w') if control => line.delete_word(),
        KeyCode::Char('u') if control => line.delete_to_start(),
        KeyCode::Char('h') if control => {
            line.backspace();
        }
        KeyCode::Backspace => {
            line.backspace();
        }
        KeyCode::Delete => line.delete(),
        KeyCode::Left => line.left(),
        KeyCode::Right => line.right(),
        KeyCode::Home => line.home(),
        KeyCode::End => line.end(),
        _ => {
            if let Some(c) = key.typed() {
                line.insert(c.encode_utf8(&mut [0; 4]));
            }
        }
    }
}

/// What is wrong with what was typed, so that it cannot be entered.
fn fault(purpose: &Purpose, typed: &str) -> Option<String> {
    match purpose {
        Purpose::Rename(_) | Purpose::Speaker(_) if typed.is_empty() => {
            Some("a name cannot be empty".to_owned())
        }
        Purpose::DateValue(_) if !typed.is_empty() && !is_iso_date(typed) => {
            Some("is no date: 2021-05-01, 2021-05, 2021, or two with a slash".to_owned())
        }
        _ => None,
    }
}

/// Whether a text is an ISO 8601 date, month, year, or an interval of two.
fn is_iso_date(text: &str) -> bool {
    let single = |text: &str| {
        let is_day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok();
        match text.len() {
            10 => is_day(text),
            7 => is_day(&format!("{text}-01")),
            4 => text.bytes().all(|b| b.is_ascii_digit()),
            _ => false,
        }
    };
    match text.split_once('/') {
        Some((from, to)) => single(from) && single(to),
        None => single(text),
    }
}
