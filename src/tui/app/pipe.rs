//! Giving the article or the selection to a command of the user's.

use std::fmt::Write as _;

use crate::article::Article;
use crate::span::{OffsetIndex, Span};
use crate::store::Record;
use crate::text::display;
use crate::tui::effect::{Effect, Program};

use super::App;
use super::prompt::{Prompt, Purpose};

/// The command that runs, and what the last one gave.
#[derive(Debug, Default)]
pub struct Pipe {
    /// The command that runs.
    pub running: Option<String>,
    /// The heading and the lines of what the last one gave.
    last: Option<(String, Vec<String>)>,
}

/// What a command gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piped {
    /// The command.
    pub command: String,
    /// What it wrote, to both of its outputs.
    pub output: String,
    /// Whether it wrote more than is kept.
    pub cut: bool,
    /// How it ended where it did not succeed (`exit 1`, `signal 15`).
    pub failure: Option<String>,
}

/// The form in which a text is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As it is.
    Plain,
    /// As Markdown, with title and source.
    Markdown,
    /// As JSON: an article with its record.
    Json,
}

/// The form that a command asks for, and the command itself.
fn form(typed: &str) -> (Form, &str) {
    let (word, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    match word {
        "--md" => (Form::Markdown, rest.trim()),
        "--json" => (Form::Json, rest.trim()),
        _ => (Form::Plain, typed.trim()),
    }
}

impl App {
    pub(super) fn prompt_pipe(&mut self) {
        if self.reader.is_none() {
            return self.complain("no article is open");
        }
        self.open_prompt(Prompt::new(Purpose::Pipe, ""));
    }

    /// Gives the selection, or the article, to a command.
    pub(super) fn pipe(&mut self, typed: &str) {
        let (form, command) = form(typed);
        if command.is_empty() {
            return self.complain("give it to which command? | wc -w, or | --json jq .status");
        }
        self.give(form, Program::Line(command.to_owned()));
    }

    /// Gives the selection, or the article, to a program that the configuration names; the form may
    /// stand before it.
    pub(super) fn pipe_to(&mut self, words: &[String]) {
        if self.reader.is_none() {
            return self.complain("no article is open");
        }
        let first = words.first().map_or("", String::as_str);
        let (form, words) = match form(first) {
            (Form::Plain, _) => (Form::Plain, words),
            (form, _) => (form, words.get(1..).unwrap_or_default()),
        };
        self.give(form, Program::Words(words.to_vec()));
    }

    fn give(&mut self, form: Form, command: Program) {
        if let Some(running) = &self.pipe.running {
            let running = display::visible(running).into_owned();
            return self.complain(format!("{running} still runs; Ctrl-c stops it"));
        }
        let Some(input) = self.given(form) else {
            return;
        };
        self.pipe.running = Some(command.shown());
        self.effects.push(Effect::Pipe { command, input });
    }

    /// What a command is given.
    fn given(&self, form: Form) -> Option<String> {
        let reader = self.reader.as_ref()?;
        let article = &*reader.opened.article;
        let selection = reader.selection();
        let given = match (form, selection) {
            (Form::Plain, None) => article.text.to_string(),
            (Form::Plain, Some(span)) => span.of(&article.text).to_owned() + "\n",
            (Form::Markdown, _) => markdown(article, selection),
            (Form::Json, Some(span)) => selected_json(article, &reader.opened.offsets, span),
            (Form::Json, None) => {
                let record = Record::new(
                    article,
                    &reader.opened.offsets,
                    &reader.annotations,
                    &self.settings.annotator,
                    None,
                );
                let mut record = serde_json::to_value(record).ok()?;
                let fields = record.as_object_mut()?;
                fields.insert("text".to_owned(), (*article.text).into());
                format!("{record:#}\n")
            }
        };
        Some(given)
    }

    /// Has the command that runs stopped; says whether there is one.
    pub(super) fn stop_pipe(&mut self) -> bool {
        let runs = self.pipe.running.is_some();
        if runs {
            self.effects.push(Effect::StopPipe);
        }
        runs
    }

    pub(super) fn piped(&mut self, result: Result<Piped, String>) {
        self.pipe.running = None;
        let piped = match result {
            Ok(piped) => piped,
            Err(reason) => return self.complain(reason),
        };
        let command = display::visible(&piped.command).into_owned();
        let ended = piped.failure.as_ref();
        let how = ended.map_or_else(String::new, |failure| format!(" ({failure})"));
        let mut lines: Vec<String> = piped.output.lines().map(untabbed).collect();
        if piped.cut {
            lines.push("… it wrote more than is kept".to_owned());
        }
        if lines.is_empty() {
            let told = format!("| {command}: it wrote nothing{how}");
            return match ended {
                Some(_) => self.complain(told),
                None => self.say(told),
            };
        }
        self.pipe.last = Some((format!("| {command}{how}"), lines));
        if self.modals.is_empty() {
            self.show_output();
        } else {
            self.say(format!("| {command} is done{how}: :output shows it"));
        }
    }

    /// Shows what the last command gave.
    pub(super) fn show_output(&mut self) {
        match self.pipe.last.take() {
            Some((title, lines)) => {
                self.open_reading(&title, &lines);
                self.pipe.last = Some((title, lines));
            }
            None => self.say("no command gave anything yet; | gives it the article"),
        }
    }
}

/// A line with its tabs as blanks, to the next of the usual stops.
fn untabbed(line: &str) -> String {
    const STOP: usize = 8;
    let mut parts = line.split('\t');
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let blanks = STOP - display::width(&shown) % STOP;
        shown.extend(std::iter::repeat_n(' ', blanks));
        shown.push_str(part);
    }
    shown
}

fn markdown(article: &Article, selection: Option<Span>) -> String {
    let head = &article.head;
    let day = head.day().map(|day| day.to_string());
    let known = [
        head.source.as_ref().map(|source| source.value.clone()),
        head.place.as_ref().map(|place| place.value.clone()),
        day,
        head.url.as_ref().map(|url| format!("<{url}>")),
    ];
    let known: Vec<String> = known.into_iter().flatten().collect();
    let title = head.title.as_ref().map(|title| title.value.as_str());
    let mut written = String::new();
    let Some(span) = selection else {
        let first = article.text.trim_start().lines().next();
        // A title that was read out of the text stands there already.
        if let Some(title) = title.filter(|title| !first.is_some_and(|l| l.contains(title))) {
            let _ = write!(written, "# {title}\n\n");
        }
        if !known.is_empty() {
            let _ = write!(written, "*{}*\n\n", known.join(", "));
        }
        written.push_str(article.text.trim_end());
        written.push('\n');
        return written;
    };
    for line in span.of(&article.text).lines() {
        let _ = writeln!(written, "> {line}");
    }
    let cited: Vec<&str> = title
        .into_iter()
        .chain(known.iter().map(String::as_str))
        .collect();
    if !cited.is_empty() {
        let _ = write!(written, "\n— {}\n", cited.join(", "));
    }
    written
}

fn selected_json(article: &Article, offsets: &OffsetIndex, span: Span) -> String {
    let head = &article.head;
    let (start, end) = offsets.code_points_of(&article.text, span);
    let selected = serde_json::json!({
        "id": article.id.as_str(),
        "title": head.title.as_ref().map(|title| &title.value),
        "date": head.day().map(|day| day.to_string()),
        "source": head.source.as_ref().map(|source| &source.value),
        "url": head.url,
        "start": start,
        "end": end,
        "offsets": "codepoint",
        "text": span.of(&article.text),
    });
    format!("{selected:#}\n")
}
