//! Commands typed after `:`.

use crate::annotation::Status;
use crate::config::diagnose;
use crate::search::fuzzy::Query;
use crate::text::display;
use crate::tui::action::{Action, TABLE};

use super::areas::Pane;
use super::picker::{Choosing, Entry, Picker};
use super::prompt::{Line, Prompt, Purpose};
use super::{App, Modal};

/// What was typed as a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typed<'a> {
    Nothing,
    /// The number of a line.
    Line(usize),
    /// An action, and the words behind its name.
    Action(Action, &'a str),
    /// An export over what is there, and the words behind it.
    ExportOver(&'a str),
    /// Nothing of this name.
    Unknown(&'a str),
}

impl<'a> Typed<'a> {
    fn read(typed: &'a str) -> Self {
        let (name, words) = word(typed.trim());
        if name.is_empty() {
            return Self::Nothing;
        }
        if let Ok(line) = name.parse() {
            return Self::Line(line);
        }
        let over = || name.strip_suffix('!').and_then(Action::named);
        match Action::named(name) {
            Some(action) => Self::Action(action, words),
            None if over() == Some(Action::Export) => Self::ExportOver(words),
            None => Self::Unknown(name),
        }
    }
}

impl App {
    /// Does a command: an action by its name, with or without words behind it, or a line's number.
    /// A command of the user's own goes before a name that is only begun.
    pub(super) fn command(&mut self, typed: &str) {
        let (name, _) = word(typed.trim());
        let mut own = self.settings.config.commands.iter();
        match own.position(|command| command.name == name) {
            Some(at) if !is_name(name) => self.do_own(at),
            _ => self.built_in(typed),
        }
    }

    /// Does a command that the program brings.
    pub(super) fn built_in(&mut self, typed: &str) {
        match Typed::read(typed) {
            Typed::Nothing => {}
            Typed::Line(line) => self.line_number(line.max(1)),
            Typed::Action(action, "") => self.perform(action),
            Typed::Action(action, words) => self.perform_with(action, words),
            Typed::ExportOver(words) => self.export(words, true),
            Typed::Unknown(name) => {
                let shown = display::visible(name);
                let shown = display::fit(&shown, 40);
                if is_of_the_shell(name) {
                    return self.complain(format!(
                        "{name} works from the command line: dateline {name} --help says how"
                    ));
                }
                self.complain(match nearest(name) {
                    Some(near) => format!("no command {shown:?}; did you mean {near}?"),
                    None => format!("no command {shown:?}; Ctrl-p searches all of them"),
                });
            }
        }
    }

    /// The action that a command is.
    pub(super) fn action_of(typed: &str) -> Option<Action> {
        match Typed::read(typed) {
            Typed::Action(action, _) => Some(action),
            Typed::ExportOver(_) => Some(Action::Export),
            Typed::Line(_) => Some(Action::Top),
            Typed::Nothing | Typed::Unknown(_) => None,
        }
    }

    /// Opens the command line on an action that needs words behind its name.
    pub(super) fn prompt_command(&mut self, action: Action) {
        let typed = format!("{} ", action.spec().name);
        self.open_prompt(Prompt::new(Purpose::Command, &typed));
    }

    /// Does an action with the words typed behind its name.
    fn perform_with(&mut self, action: Action, words: &str) {
        let name = action.spec().name;
        if action.spec().argument.is_none() {
            return self.complain(format!("{name} takes nothing behind it"));
        }
        if action == Action::Filter && self.tables.shown().is_none() {
            // Wherever the cursor is, it is the list of articles that is meant.
            self.settings.wanted.focus = Pane::List;
        }
        if let Some(reason) = self.unavailable(action) {
            return self.complain(format!("{name}: {reason}"));
        }
        match action {
            Action::Export => self.export(words, false),
            Action::Write => self.write_to(words),
            Action::Names => self.open_names(words),
            Action::SetStatus => match words.replace('-', "_").parse::<Status>() {
                Ok(status) => self.set_status(status),
                Err(reason) => self.complain(reason),
            },
            Action::Set => self.set(words),
            Action::OpenArticle => self.open_by_id(words),
            Action::Filter if self.tables.shown().is_none() => {
                if let Err(error) = self.filter(words) {
                    self.complain(error.to_string());
                }
            }
            Action::Search => self.search(words),
            Action::Query => self.query(words),
            Action::SaveQuery => self.save_query(words),
            Action::ForgetQuery => self.forget_query(words),
            Action::Sort => self.sort(words),
            Action::Stream => self.command_stream(words),
            Action::Group => self.group(words),
            _ => self.answer_with(action, words),
        }
    }

    /// Does an action that asks for something, and answers with words typed before.
    pub(super) fn answer_with(&mut self, action: Action, words: &str) {
        let open = self.modals.len();
        self.perform(action);
        if self.modals.len() <= open {
            return;
        }
        match self.modals.last_mut() {
            Some(Modal::Prompt(prompt)) => {
                prompt.line = Line::holding(words);
                self.typed();
                self.enter_prompt();
            }
            Some(Modal::Picker(picker)) => {
                picker.typed = Some(Line::holding(words));
                picker.narrow();
                if picker.choosing == Choosing::Action {
                    return;
                }
                if let Some(entry) = meant(picker, words).cloned() {
                    self.choose(Some(entry));
                }
            }
            _ => {}
        }
    }

    fn open_by_id(&mut self, id: &str) {
        let wanted = crate::article::ArticleId::new(id);
        let found =
            (0..self.settings.roots.len().max(1)).find_map(|root| self.corpus.find(root, &wanted));
        match found {
            Some(index) => {
                self.remember_jump();
                self.load(index);
            }
            None => self.complain(format!("no article {:?}", display::visible(id))),
        }
    }

    pub(super) fn join_lines(&mut self) {
        let Some(reader) = &mut self.reader else {
            return;
        };
        self.message = None;
        match reader.toggle_lines() {
            crate::text::paragraph::Lines::Joined => self.say("lines are joined into paragraphs"),
            crate::text::paragraph::Lines::Separate => self.say("lines are shown as they are"),
        }
    }
}

/// The entry that is called so, else the only one that begins so, else the only one that is like it;
/// none where it is for the analyst to say.
fn meant<'a>(picker: &'a Picker, words: &str) -> Option<&'a Entry> {
    let wanted = words.to_lowercase();
    let entries = || picker.shown.iter().filter_map(|&at| picker.entries.get(at));
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut fitting = entries().filter(|entry| fits(&entry.text.to_lowercase()));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    only(&|text| text == wanted)
        .or_else(|| only(&|text| text.starts_with(&wanted)))
        .or_else(|| only(&|_| true))
}

/// Whether a command that the program brings has this name in full.
fn is_name(name: &str) -> bool {
    TABLE.iter().any(|spec| spec.name == name)
}

/// The first word of a command, and what stands behind it.
pub(super) fn word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim())
}

/// Whether the program does this, but not on the screen.
fn is_of_the_shell(name: &str) -> bool {
    ["import", "verify", "extract", "eval", "train"].contains(&name)
}

/// The command whose name is most like what was typed, if any is.
fn nearest(typed: &str) -> Option<&'static str> {
    let names: Vec<&str> = TABLE.iter().map(|spec| spec.name).collect();
    diagnose::nearest(typed, &names).or_else(|| {
        let best = Query::new(typed).rank(&names).into_iter().next()?;
        names.get(best.index).copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_still_names_a_command() {
        assert_eq!(nearest("acept"), Some("accept"));
        assert_eq!(nearest("accpet"), Some("accept"));
        assert_eq!(nearest("undoo"), Some("undo"));
        assert_eq!(nearest("xyzzy"), None);
    }
}
