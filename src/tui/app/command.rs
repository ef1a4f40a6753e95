//! Commands typed after `:`, and what leaves the program: exports and copies.

use std::path::PathBuf;

use crate::annotation::{ItemRef, Status};
use crate::search::fuzzy::Query;
use crate::span::Span;
use crate::text::display;
use crate::tui::action::{Action, TABLE};
use crate::tui::effect::{Effect, Export};

use super::App;

impl App {
    /// Does a command: an action's name, a line's number, or one of those with words after it.
    pub(super) fn command(&mut self, typed: &str) {
        let (name, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        let rest = rest.trim();
        if name.is_empty() {
            return;
        }
        if let Ok(line) = name.parse::<usize>() {
            self.line_number(line.max(1));
            return;
        }
        match name {
            "export" => self.export(rest),
            "tag" if !rest.is_empty() => {
                let tags = rest.split(',').map(|tag| tag.trim().to_owned());
                let tags = tags.filter(|tag| !tag.is_empty()).collect();
                let item = self.target();
                self.set_tags(item, tags);
            }
            "note" if !rest.is_empty() => {
                let item = self.target();
                self.set_note(item, rest);
            }
            "status" => match rest.parse::<Status>() {
                Ok(status) => self.set_status(status),
                Err(reason) => self.complain(reason),
            },
            "filter" => self.list.set_filter(rest, &self.corpus),
            "open" | "e" => self.open_by_id(rest),
            "q!" => self.leave(),
            _ => match Action::named(name) {
                Some(action) => self.perform(action),
                None => {
                    let name = display::visible(name).into_owned();
                    self.complain(match nearest(&name) {
                        Some(near) => format!("no command {name:?}; did you mean {near}?"),
                        None => format!("no command {name:?}; Ctrl-p searches all of them"),
                    });
                }
            },
        }
    }

    /// The action that a command is, or is like.
    pub(super) fn action_of(typed: &str) -> Option<Action> {
        let name = typed.split_whitespace().next()?;
        match name {
            "tag" => Some(Action::TagArticle),
            "note" => Some(Action::NoteArticle),
            "status" => Some(Action::InProgress),
            _ if name.parse::<usize>().is_ok() => Some(Action::Top),
            _ => Action::named(name),
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

    fn export(&mut self, rest: &str) {
        let (format, mut rest) = word(rest);
        if format.is_empty() {
            self.complain("export to which format? export json [FILE] or export jsonl [FILE]");
            return;
        }
        let mut statuses = vec![Status::Reviewed];
        if let Some(after) = rest.strip_prefix("--status") {
            let (status, after) = word(after.trim_start());
            rest = after;
            statuses = match (status, status.parse()) {
                ("any", _) => Vec::new(),
                (_, Ok(status)) => vec![status],
                (_, Err(reason)) => return self.complain(reason),
            };
        }
        let path = Some(rest)
            .filter(|path| !path.is_empty())
            .map(PathBuf::from);
        self.say("exporting");
        self.effects.push(Effect::Export(Export {
            format: format.to_owned(),
            path,
            statuses,
        }));
    }

    pub(super) fn exported(&mut self, result: Result<(PathBuf, Vec<String>), String>) {
        match result {
            Ok((path, report)) => {
                let title = format!("Exported to {}", display::visible(&path.to_string_lossy()));
                self.message = None;
                self.open_reading(&title, &report);
            }
            Err(reason) => self.complain(format!("not exported: {reason}")),
        }
    }

    /// Copies the selection or the item under the cursor, with speaker, source and date if wanted.
    pub(super) fn copy(&mut self, citation: bool) {
        let Some(reader) = &self.reader else { return };
        let text = reader.text();
        let item = self.target();
        let selection = reader.selection();
        let spans: Vec<Span> = match (selection, &item) {
            (Some(span), _) => vec![span],
            (None, Some(ItemRef::Quote(id))) => reader
                .annotations
                .quote(id)
                .map_or_else(Vec::new, |q| q.said.content.clone()),
            (None, Some(item)) => reader.annotations.span(item).into_iter().collect(),
            (None, None) => Vec::new(),
        };
        if spans.is_empty() {
            self.complain("nothing here to copy; v selects words");
            return;
        }
        let pieces: Vec<String> = spans
            .iter()
            .map(|span| {
                span.of(text)
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        let mut copied = pieces.join(" … ");
        if citation {
            let speaker = match &item {
                Some(ItemRef::Quote(id)) if selection.is_none() => {
                    reader.annotations.quote(id).and_then(|q| {
                        reader
                            .annotations
                            .speaker_name(q.said.speaker.as_ref()?, text)
                    })
                }
                _ => None,
            };
            let head = &reader.opened.article.head;
            let date = head.day().map(|day| day.to_string());
            let parts = [
                speaker.map(str::to_owned),
                head.source.as_ref().map(|source| source.value.clone()),
                date,
                head.url.clone(),
            ];
            let citation: Vec<String> = parts.into_iter().flatten().collect();
            if !citation.is_empty() {
                copied.push_str(" — ");
                copied.push_str(&citation.join(", "));
            }
        }
        self.effects.push(Effect::Copy(copied));
        if let Some(reader) = &mut self.reader {
            reader.anchor = None;
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

/// The first word of a command, and what stands behind it.
fn word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim())
}

/// The command whose name is most like what was typed, if any is.
fn nearest(typed: &str) -> Option<&'static str> {
    let names: Vec<&str> = TABLE.iter().map(|spec| spec.name).collect();
    let best = Query::new(typed).rank(&names).into_iter().next()?;
    names.get(best.index).copied()
}
