//! From a key to an action, and from an action to what it does.

use ratatui::crossterm::event::KeyCode;

use crate::annotation::Status;
use crate::tui::action::{Action, Context, Group};
use crate::tui::effect::Effect;
use crate::tui::key::{Key, written};
use crate::tui::keymap::Found;

use super::areas::Pane;
use super::picker::Choice;
use super::prompt::{Prompt, Purpose};
use super::seek::Sought;
use super::table::quotes::Only;
use super::who::Field;
use super::{App, Modal};

/// Two Ctrl-C within this many milliseconds quit.
const TWICE: i64 = 1000;

/// What was typed ahead.
#[derive(Clone, Debug)]
pub(super) enum Held {
    Key(Key),
    Paste(String),
    /// A line of a command of the user's own.
    Command(String),
}

impl App {
    /// Where keys go when no prompt or list is open.
    pub fn context(&self) -> Context {
        if self.tables.shown().is_some() {
            return Context::Table;
        }
        match self.settings.wanted.focus {
            Pane::List => Context::List,
            Pane::Inspector => Context::Inspector,
            Pane::Reader => match self.reader.as_ref().and_then(|reader| reader.anchor) {
                Some(_) => Context::Select,
                None => Context::Reader,
            },
        }
    }

    pub(super) fn key(&mut self, key: Key) {
        if key.is_ctrl('c') {
            self.interrupt();
            return;
        }
        if key.code == KeyCode::Esc && self.modals.is_empty() && self.end_deciding() {
            return;
        }
        if !self.held.is_empty() {
            self.held.push_back(Held::Key(key));
            return;
        }
        if self.awaits_filter(key) {
            self.held.push_back(Held::Key(key));
            return;
        }
        if self
            .chooses(key)
            .is_some_and(|action| self.must_wait(action))
        {
            self.held.push_back(Held::Key(key));
            return;
        }
        match self.modals.last() {
            Some(Modal::Prompt(_)) => self.prompt_key(key),
            Some(Modal::Picker(_)) => self.picker_key(key),
            Some(Modal::Hints(_)) => self.hint_key(key),
            Some(Modal::Mark) => self.mark_key(key),
            None => self.pane_key(key),
        }
    }

    fn pane_key(&mut self, key: Key) {
        if key.code == KeyCode::Esc && (!self.pending.is_empty() || self.count.is_some()) {
            self.pending.clear();
            self.count = None;
            return;
        }
        if self.pending.is_empty()
            && let Some(digit) = key.typed().and_then(|c| c.to_digit(10))
            && (digit > 0 || self.count.is_some())
        {
            let count = self.count.unwrap_or(0) * 10 + digit as usize;
            self.count = Some(count.min(1_000_000));
            return;
        }
        if !self.pending.is_empty() && self.pending_key(key) {
            return;
        }
        let unopened = self.unopened.take().is_some() && self.is_of_label(key);
        self.pending.push(key);
        match self.settings.keymap.find(&self.pending, self.context()) {
            Found::Action(_) | Found::Command(_) if unopened => {
                self.pending.clear();
                self.count = None;
                self.complain(format!(
                    "{key} was to choose a label, but nothing here can have one; {key} again does what it else does"
                ));
            }
            Found::Prefix => self.await_follow_up(),
            Found::Action(action) if self.must_wait(action) => {
                // What is typed after it may be meant for what it opens.
                self.held.extend(self.pending.drain(..).map(Held::Key));
            }
            Found::Action(action) => {
                self.pending.clear();
                self.perform(action);
                self.count = None;
            }
            Found::Command(at) => {
                self.pending.clear();
                self.count = None;
                self.do_own(at);
            }
            Found::Nothing => {
                let keys = written(&self.pending);
                let elsewhere = self.settings.keymap.find_elsewhere(&self.pending);
                self.pending.clear();
                self.count = None;
                self.say(match elsewhere {
                    Some(action) => format!(
                        "{keys} ({}) {}; ? shows what works here",
                        action.spec().name,
                        action.told_places()
                    ),
                    None => format!("{keys} does nothing here; ? shows what does"),
                });
            }
        }
    }

    /// Whether a key is the letter of a label.
    fn is_of_label(&self, key: Key) -> bool {
        let mut labels = self.label_entries(None).into_iter();
        key.typed()
            .is_some_and(|typed| labels.any(|label| label.letter == Some(typed)))
    }

    /// The action that a key chooses in what is open: in the palette, or as a command.
    fn chooses(&self, key: Key) -> Option<Action> {
        if key.code != KeyCode::Enter {
            return None;
        }
        match self.modals.last()? {
            Modal::Picker(picker) => match picker.entry()?.choice {
                Choice::Action(action) => Some(action),
                _ => None,
            },
            Modal::Prompt(prompt) if prompt.purpose == Purpose::Command => {
                App::action_of(prompt.line.text().trim())
            }
            Modal::Prompt(_) | Modal::Hints(_) | Modal::Mark => None,
        }
    }

    /// Whether a key means an article of a list that is not filtered yet.
    fn awaits_filter(&self, key: Key) -> bool {
        let filtering = matches!(
            self.modals.last(),
            Some(Modal::Prompt(prompt)) if prompt.purpose == Purpose::Filter
        );
        filtering && key.code == KeyCode::Enter && self.list.is_pending()
    }

    /// Whether an action is meant for an article, or for annotations, that are not there yet:
    /// typed ahead, it must not fall on the article before.
    pub(super) fn must_wait(&self, action: Action) -> bool {
        let spec = action.spec();
        if self.deciding.is_some() && spec.edits {
            return true;
        }
        if self.tables.shown().is_some() && spec.contexts.contains(&Context::Table) {
            return false;
        }
        let in_list = self.settings.wanted.focus == Pane::List;
        let reading = self.loading.is_some() || self.awaiting.is_some();
        let laying = self.reader.as_ref().is_some_and(|reader| !reader.annotated);
        let of_items = spec.edits
            || matches!(
                action,
                Action::NextUndecided
                    | Action::PreviousUndecided
                    | Action::NextEntity
                    | Action::PreviousEntity
                    | Action::NextQuote
                    | Action::PreviousQuote
                    | Action::NextUnattributed
                    | Action::PreviousUnattributed
                    | Action::NextWaiting
                    | Action::PreviousWaiting
                    | Action::Check
                    | Action::SameName
                    | Action::Hints
                    | Action::HintWords
                    | Action::Pipe
                    | Action::Copy
                    | Action::CopyCitation
            );
        let elsewhere = matches!(spec.group, Group::View | Group::Rest)
            && !matches!(action, Action::Copy | Action::CopyCitation);
        if of_items {
            return reading || laying;
        }
        reading && !in_list && !elsewhere && action != Action::Help && action != Action::Palette
    }

    /// Types what waited, as far as it need not wait again.
    pub(super) fn release_held(&mut self) {
        while !self.held.is_empty() {
            let mut held = std::mem::take(&mut self.held);
            match held.pop_front() {
                Some(Held::Key(key)) => self.key(key),
                Some(Held::Paste(text)) => self.paste(&text),
                Some(Held::Command(line)) => self.do_line(line),
                None => return,
            }
            let waits = !self.held.is_empty();
            self.held.extend(held);
            if waits {
                return;
            }
            self.settle();
        }
    }

    /// Ctrl-C takes back what is being done; twice, it quits: everything is saved already.
    fn interrupt(&mut self) {
        if self.cancel() {
            // What was meant for that is no first half of quitting.
            self.interrupted = None;
            return;
        }
        let again = self
            .interrupted
            .is_some_and(|before| (self.now.0 - before.0).num_milliseconds() <= TWICE);
        if again {
            if self.unsaved() > 0 {
                // Once was said what that loses, or is waited for.
                self.leave_now();
            } else {
                self.leave();
            }
            return;
        }
        self.interrupted = Some(self.now);
        match self.unsaved() {
            0 => self.say("Ctrl-C again quits; everything is saved"),
            left => self.complain(format!(
                "Ctrl-C again quits without; {} not saved yet (:w PATH saves elsewhere)",
                super::leave::decisions(left)
            )),
        }
    }

    /// Takes back what is being typed or waited for; says whether there was anything.
    fn cancel(&mut self) -> bool {
        let typed = !self.pending.is_empty() || self.count.is_some() || !self.held.is_empty();
        let awaited = self.awaiting.take().is_some();
        let open = !self.modals.is_empty();
        self.pending.clear();
        self.count = None;
        self.held.clear();
        self.close_modal();
        let deciding = self.end_deciding();
        typed || awaited || open || self.stop_pipe() || deciding
    }

    /// Why an action cannot be done now; none where it can.
    pub fn unavailable(&self, action: Action) -> Option<String> {
        if action.spec().edits
            && let Some(reason) = self.why_read_only()
        {
            return Some(format!("read-only: {reason}"));
        }
        if self.tables.shown().is_some() && !Self::works_over_table(action) {
            return Some("does not work in a table; Esc closes it".to_owned());
        }
        let applies = self.settings.keymap.applies(action, self.context());
        (!applies).then(|| action.told_places())
    }

    /// Does an action.
    pub(super) fn perform(&mut self, action: Action) {
        if let Some(reason) = self.unavailable(action) {
            self.complain(format!("{}: {reason}", action.spec().name));
            if action.spec().edits {
                self.try_again();
            }
            return;
        }
        if action.spec().group == Group::Move {
            self.end_loose_selection();
        }
        let count = self.count.unwrap_or(1);
        let by = count.min(100_000).cast_signed();
        match action {
            Action::NextUndecided => self.step_times(count, Sought::Undecided, true),
            Action::PreviousUndecided => self.step_times(count, Sought::Undecided, false),
            Action::Accept => self.accept(),
            Action::Reject => self.reject(),
            Action::Relabel => self.choose_label(),
            Action::Speaker => self.choose_speaker(),
            Action::Cue => self.choose_cue(),
            Action::Check => self.list_doubts(),
            Action::NextWaiting => self.step_waiting(true),
            Action::PreviousWaiting => self.step_waiting(false),
            Action::AcceptAll => self.accept_all(),
            Action::Copies => self.decide_copies(),
            Action::ReviewedNext => self.finish(Status::Reviewed),
            Action::Skip => self.finish(Status::Skipped),
            Action::InProgress => self.set_status(Status::InProgress),
            Action::SetStatus
            | Action::OpenArticle
            | Action::Export
            | Action::Set
            | Action::Search
            | Action::Query
            | Action::SaveQuery
            | Action::ForgetQuery
            | Action::Sort
            | Action::Group => self.prompt_command(action),
            Action::Alike => self.decide_alike(),
            Action::Stream => self.choose_stream(),
            Action::Repeat => self.repeat(),

            Action::SelectText => self.toggle_selection(),
            Action::ExtendLeft => self.extend(Action::Left, count),
            Action::ExtendRight => self.extend(Action::Right, count),
            Action::ExtendUp => self.extend(Action::Up, count),
            Action::ExtendDown => self.extend(Action::Down, count),
            Action::SwapEnds => self.swap_ends(),
            Action::Make => self.choose_make(),
            Action::ObjectWord
            | Action::ObjectSentence
            | Action::ObjectParagraph
            | Action::ObjectEntity
            | Action::ObjectQuote => self.select_object(action),
            Action::RightEdgeOut
            | Action::RightEdgeIn
            | Action::LeftEdgeOut
            | Action::LeftEdgeIn => self.move_edge(action, count),
            Action::Delete => self.delete(),
            Action::Tag => self.prompt_tags(true),
            Action::Note if self.tables.shown().is_some() => self.prompt_of_name(Field::Note),
            Action::Note => self.prompt_note(true),
            Action::TagArticle => self.prompt_tags(false),
            Action::EditNote => {
                self.prompt_note(true);
                self.edit_note();
            }
            Action::NoteArticle => self.prompt_note(false),
            Action::Merge if self.tables.shown().is_some() => self.merge_names(),
            Action::Merge => self.choose_merge(),
            Action::Split if self.tables.shown().is_some() => self.split_name(),
            Action::Split => self.split(),
            Action::Rename if self.tables.shown().is_some() => self.prompt_of_name(Field::Name),
            Action::Rename => self.prompt_rename(),
            Action::Link if self.tables.shown().is_some() => self.prompt_of_name(Field::Link),
            Action::Link => self.prompt_link(),
            Action::SameAs => self.same_as_known(),
            Action::Everywhere => self.everywhere(),
            Action::DateValue => self.prompt_date(),
            Action::Undo => self.undo(count.min(10_000)),
            Action::Redo => self.redo(count.min(10_000)),

            Action::Down => self.rows(by),
            Action::Up => self.rows(-by),
            Action::Left
            | Action::Right
            | Action::WordForward
            | Action::WordBack
            | Action::WordEnd
            | Action::SentenceForward
            | Action::SentenceBack
            | Action::ParagraphForward
            | Action::ParagraphBack
            | Action::LineStart
            | Action::LineEnd => self.motion(action, count),
            Action::Top => self.row_number(self.count.unwrap_or(1)),
            Action::Bottom => self.row_number(self.count.unwrap_or(usize::MAX)),
            Action::HalfDown => self.pages(by, 2),
            Action::HalfUp => self.pages(-by, 2),
            Action::PageDown => self.pages(by, 1),
            Action::PageUp => self.pages(-by, 1),
            Action::NextEntity => self.step_times(count, Sought::Entity, true),
            Action::PreviousEntity => self.step_times(count, Sought::Entity, false),
            Action::NextQuote => self.step_times(count, Sought::Quote, true),
            Action::PreviousQuote => self.step_times(count, Sought::Quote, false),
            Action::NextUnattributed => self.step_times(count, Sought::Unattributed, true),
            Action::PreviousUnattributed => self.step_times(count, Sought::Unattributed, false),
            Action::SameName => self.same_name(),
            Action::Hints => self.hint_all(),
            Action::HintWords => self.hint_words(),
            Action::Widen => {
                if let Some(reader) = &mut self.reader {
                    reader.widen();
                }
            }
            Action::NextArticle => self.step_article(by),
            Action::PreviousArticle => self.step_article(-by),
            Action::JumpBack => self.jump(false, count),
            Action::JumpForward => self.jump(true, count),
            Action::Jumps => self.choose_jump(),
            Action::Mark => self.begin_mark(),
            Action::Marks => self.choose_mark(),
            Action::NextRow => self.step_place(by),
            Action::PreviousRow => self.step_place(-by),

            Action::Queries => self.choose_query(),
            Action::Find => self.prompt_find(),
            Action::FindNext => self.find_step(true),
            Action::FindPrevious => self.find_step(false),
            Action::Forms => self.open_groups(),
            Action::Names => self.open_names(""),
            Action::Said => self.open_said(),
            Action::Mentions => self.open_mentions(),
            Action::Quotes => self.open_quotes(Only::All),
            Action::QuotesOnly => self.turn_quotes(),
            Action::Statistics => self.open_statistics(),
            Action::Matches => self.list_matches(),
            Action::EndFind => {
                if let Some(reader) = &mut self.reader {
                    reader.find = None;
                }
            }
            Action::Filter => {
                let filter = match self.tables.shown() {
                    Some(table) => table.filter.clone(),
                    None => self.list.filter.clone(),
                };
                self.open_prompt(Prompt::new(Purpose::Filter, &filter));
            }
            Action::Command => self.open_prompt(Prompt::new(Purpose::Command, "")),
            Action::Palette => self.open_palette(),
            Action::Help => self.open_help(),

            Action::NextPane => self.next_pane(),
            Action::Enter => self.enter(),
            Action::LastTable => self.show_table(),
            Action::MarkRow => self.mark_row(),
            Action::MarkAll => self.mark_rows(),
            Action::Back => self.back(),
            Action::JoinLines => self.join_lines(),
            Action::ToggleList => {
                self.settings.wanted.hide_list = !self.settings.wanted.hide_list;
                if self.settings.wanted.focus == Pane::List {
                    self.settings.wanted.focus = Pane::Reader;
                }
            }
            Action::ToggleInspector => self.toggle_inspector(),
            Action::Zen => {
                self.settings.wanted.zen = !self.settings.wanted.zen;
                self.settings.wanted.focus = Pane::Reader;
            }
            Action::ToggleRejected => self.toggle_rejected(),
            Action::Log => self.effects.push(Effect::ReadLog),
            Action::Problems => self.open_problems(),
            Action::ToggleMouse => {
                self.settings.mouse = !self.settings.mouse;
                self.effects.push(Effect::Mouse(self.settings.mouse));
                self.say(if self.settings.mouse {
                    "the mouse is dateline's (gm gives it back; Shift-drag selects in most terminals)"
                } else {
                    "the mouse is the terminal's"
                });
            }

            Action::Theme => self.choose_theme(),
            Action::ConfigReload => self.effects.push(Effect::Configure { asked: true }),

            Action::Copy => self.copy(false),
            Action::CopyCitation => self.copy(true),
            Action::Pipe => self.prompt_pipe(),
            Action::Output => self.show_output(),
            Action::CopyLink => self.copy_link(),
            Action::Whereabouts => self.tell_whereabouts(),
            Action::Record => self.open_record(),
            Action::OpenLink => self.open_link(),
            Action::Redraw => self.effects.push(Effect::Redraw),
            Action::Suspend => self.effects.push(Effect::Suspend),
            Action::Write => self.say_saved(),
            Action::TakeOver => self.take_over(),
            Action::Conflicts => self.choose_version(),
            Action::Close => self.close(),
            Action::Quit => self.quit(),
            Action::QuitUnsaved => self.leave_now(),
        }
    }

    fn step_times(&mut self, count: usize, sought: Sought, forward: bool) {
        for _ in 0..count.min(1000) {
            self.step_to(sought, forward);
            if self.awaiting.is_some() {
                break;
            }
        }
    }
}
