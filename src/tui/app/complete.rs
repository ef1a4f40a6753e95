//! What is offered while a line is typed: commands, and what stands behind their names.

mod query;

use std::collections::BTreeSet;

use crate::annotation::{Status, Verdict};
use crate::config::{SETTINGS, Setting};
use crate::interchange::Format;
use crate::search::arrange::{By, Grouping};
use crate::search::fuzzy::Query;
use crate::span::{from, until};
use crate::text::display;
use crate::text::fold::fold;
use crate::tui::action::{Action, Argument, Kind, Spec, TABLE};
use crate::tui::effect::Effect;

use super::entered::{LONGEST, Sort};
use super::export::options;
use super::prompt::{Line, Purpose};
use super::{App, Modal};

/// How many candidates are offered at most.
const MOST: usize = 60;

/// What is offered for the word under the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// What is being typed: a command with what it takes.
    pub title: String,
    /// What the command does.
    pub help: &'static str,
    /// Where the word begins, a byte of the line.
    pub start: usize,
    /// What the word may become, the best first.
    pub candidates: Vec<Candidate>,
    /// Which of them the line holds; none while it holds what was typed.
    pub selected: Option<usize>,
    /// The word as it was typed.
    word: String,
    /// How many of the candidates begin with it.
    beginning: usize,
}

impl Completion {
    /// Offers the candidates that are like the word from `start` on: those that begin so, then others.
    fn of(line: &str, start: usize, candidates: Vec<Candidate>) -> Self {
        let word = from(line, start);
        let typed = fold(word.trim());
        if typed.is_empty() {
            return Self::over(line, start, candidates);
        }
        let (mut fitting, others): (Vec<_>, Vec<_>) = candidates
            .into_iter()
            .partition(|candidate| fold(&candidate.text).starts_with(&*typed));
        let texts: Vec<&str> = others.iter().map(|other| other.text.as_str()).collect();
        let ranked = Query::new(word).rank(&texts);
        let beginning = fitting.len();
        fitting.extend(ranked.iter().filter_map(|r| others.get(r.index).cloned()));
        Self {
            beginning,
            ..Self::over(line, start, fitting)
        }
    }

    /// Offers candidates for the word from `start` on, whatever it is.
    fn over(line: &str, start: usize, mut candidates: Vec<Candidate>) -> Self {
        candidates.truncate(MOST);
        Self {
            start,
            candidates,
            word: from(line, start).to_owned(),
            ..Self::default()
        }
    }
}

/// What a word may become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// The word.
    pub text: String,
    /// What is shown: the word, and what may stand behind it.
    pub shown: String,
    /// What it means.
    pub help: String,
    /// Whether it can be chosen now.
    pub available: bool,
}

impl Candidate {
    /// A word that means what `help` says.
    pub fn new(text: impl Into<String>, help: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            shown: text.clone(),
            text,
            help: help.into(),
            available: true,
        }
    }
}

/// What a folder holds, for the names of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folder {
    /// The folder as it was typed.
    folder: String,
    /// None while it is being read.
    names: Option<Vec<String>>,
}

impl App {
    /// Offers what the word under the cursor may become.
    pub(super) fn offer(&mut self) {
        let Some(Modal::Prompt(prompt)) = self.modals.last() else {
            return;
        };
        let line = prompt.line.text();
        let completion = if prompt.line.before_cursor() != line || line.len() > LONGEST {
            None
        } else {
            match prompt.purpose {
                Purpose::Command if !line.is_empty() => self.offer_command(line),
                Purpose::Filter if self.tables.shown().is_none() && !line.is_empty() => {
                    Some(self.offer_query(line, 0))
                }
                Purpose::Tags(_) => {
                    let start = last_tag(line);
                    Some(Completion::of(line, start, self.tag_candidates()))
                }
                _ => None,
            }
        };
        if let Some(Modal::Prompt(prompt)) = self.modals.last_mut() {
            prompt.completion = completion;
        }
        self.read_typed_folder();
    }

    /// Puts the next candidate (or the one before) into the line; around the end stands what was typed.
    pub(super) fn complete(&mut self, forward: bool) {
        if let Some(Modal::Prompt(prompt)) = self.modals.last()
            && prompt.purpose == Purpose::Command
            && prompt.line.text().is_empty()
        {
            let all = self.offer_command("");
            if let Some(Modal::Prompt(prompt)) = self.modals.last_mut() {
                prompt.completion = all;
            }
        }
        let Some(Modal::Prompt(prompt)) = self.modals.last_mut() else {
            return;
        };
        let Some(completion) = &mut prompt.completion else {
            return;
        };
        let Some(last) = completion.candidates.len().checked_sub(1) else {
            return;
        };
        completion.selected = match (completion.selected, forward) {
            (None, true) => Some(0),
            (None, false) => Some(last),
            (Some(at), true) => Some(at + 1).filter(|next| *next <= last),
            (Some(at), false) => at.checked_sub(1),
        };
        let chosen = completion
            .selected
            .and_then(|at| completion.candidates.get(at));
        let word = chosen.map_or(&completion.word, |candidate| &candidate.text);
        let mut line = format!("{}{word}", until(prompt.line.text(), completion.start));
        let only = completion.selected == Some(0) && (last == 0 || completion.beginning == 1);
        if only && completion.start == 0 && Action::named(word).is_some_and(takes_words) {
            line.push(' ');
        }
        prompt.line = Line::holding(&line);
        if only {
            // There was nothing else to choose: what comes behind it is offered.
            self.offer();
        }
    }

    /// What a command may become.
    fn offer_command(&self, line: &str) -> Option<Completion> {
        let Some((name, words)) = line.split_once(char::is_whitespace) else {
            return Some(Completion::of(line, 0, self.command_candidates(line)));
        };
        let spec = Action::named(without_bang(name))?.spec();
        let argument = spec.argument?;
        let start = line.len() - words.trim_start().len();
        let mut completion = self.offer_argument(line, start, argument.kind);
        completion.title = spec.usage();
        completion.help = spec.help;
        Some(completion)
    }

    /// What the words behind a command's name may become; they begin at a byte of the line.
    fn offer_argument(&self, line: &str, start: usize, kind: Kind) -> Completion {
        let words = from(line, start);
        let candidates = match kind {
            Kind::Words => Vec::new(),
            Kind::Status => Status::ALL
                .map(|status| Candidate::new(status.as_str(), ""))
                .into(),
            Kind::Label => self.label_candidates(),
            Kind::Tags => {
                let start = start + last_tag(words);
                return Completion::of(line, start, self.tag_candidates());
            }
            Kind::Name => self.name_candidates(),
            Kind::Command => self.command_candidates(words),
            Kind::Order => named(By::NAMES.map(|(name, _)| name), words),
            Kind::Grouping => named(Grouping::NAMES.map(|(name, _)| name), words),
            Kind::Query => return self.offer_query(line, start),
            Kind::SavedQuery if words.contains(':') => return self.offer_query(line, start),
            Kind::SavedQuery => self.saved_candidates(),
            Kind::Theme => theme_candidates(self),
            Kind::Setting => match words.find(['=', ' ']) {
                None => setting_candidates(self),
                Some(at) => {
                    let values = setting_values(self, until(words, at));
                    return Completion::of(line, start + at + 1, values);
                }
            },
            Kind::Article => {
                return Completion::over(line, start, self.article_candidates(words));
            }
            Kind::Folder => {
                return Completion::of(line, start, self.file_candidates(words));
            }
            Kind::Export => match export_part(words) {
                ExportPart::Format => Format::ALL
                    .map(|format| Candidate::new(format.name(), format.about()))
                    .into(),
                ExportPart::Option(at) => {
                    let candidates = option_candidates(words);
                    return Completion::of(line, start + at, candidates);
                }
                ExportPart::Value(option, at) => {
                    let candidates = self.value_candidates(option);
                    return Completion::of(line, start + at, candidates);
                }
                ExportPart::File(at) => {
                    let mut candidates = self.file_candidates(from(words, at));
                    if at == words.len() {
                        candidates.splice(0..0, option_candidates(words));
                    }
                    return Completion::of(line, start + at, candidates);
                }
            },
        };
        Completion::of(line, start, candidates)
    }

    /// What may stand behind an option of an export.
    fn value_candidates(&self, option: &str) -> Vec<Candidate> {
        match option {
            "--status" => {
                let all = Status::ALL.map(|status| Candidate::new(status.as_str(), ""));
                let any = Candidate::new("any", "articles of every status");
                all.into_iter().chain([any]).collect()
            }
            "--verdict" => Verdict::ALL
                .map(|verdict| Candidate::new(verdict.as_str(), ""))
                .into(),
            "--label" => self.label_candidates(),
            "--tag" => self.tag_candidates(),
            _ => Vec::new(),
        }
    }

    /// All commands, those given last first.
    fn command_candidates(&self, typed: &str) -> Vec<Candidate> {
        let recent = self.recent_actions();
        let mut specs: Vec<&Spec> = TABLE.iter().collect();
        let rank = |spec: &&Spec| recent.iter().position(|a| *a == spec.action);
        specs.sort_by_key(|spec| rank(spec).unwrap_or(usize::MAX));
        let mut candidates: Vec<Candidate> = specs
            .into_iter()
            .map(|spec| {
                let why_not = self.unavailable(spec.action);
                Candidate {
                    text: spec.name.to_owned(),
                    shown: spec.usage(),
                    available: why_not.is_none(),
                    help: match why_not {
                        Some(reason) => format!("{} ({reason})", spec.help),
                        None => spec.help.to_owned(),
                    },
                }
            })
            .collect();
        let own = self.settings.config.commands.iter();
        candidates.extend(own.map(|own| Candidate::new(own.name.clone(), own.about())));
        let alias = TABLE
            .iter()
            .find(|spec| spec.action.aliases().any(|alias| alias == typed));
        if let Some(spec) = alias {
            let name = spec.name;
            candidates.insert(0, Candidate::new(typed, format!("{name}: {}", spec.help)));
        }
        candidates
    }

    /// The actions that were last given as commands, the newest first.
    pub(super) fn recent_actions(&self) -> Vec<Action> {
        let mut recent = Vec::new();
        for line in self.entered.of(Sort::Commands).iter().rev() {
            if let Some(action) = App::action_of(line)
                && !recent.contains(&action)
            {
                recent.push(action);
            }
        }
        recent
    }

    fn label_candidates(&self) -> Vec<Candidate> {
        let labels = self.settings.labels.iter();
        labels
            .map(|label| {
                let guideline = label.guideline.clone().unwrap_or_default();
                Candidate::new(label.label.to_string(), guideline)
            })
            .collect()
    }

    /// The tags that are in use, as far as they are known.
    fn known_tags(&self) -> BTreeSet<String> {
        let mut tags = self.tags.clone();
        if let Some(annotations) = self.annotations() {
            tags.extend(annotations.tags.iter().cloned());
            let entities = annotations.entities.iter().map(|e| &e.review);
            let quotes = annotations.quotes.iter().map(|q| &q.review);
            let reviews = entities.chain(quotes);
            tags.extend(reviews.flat_map(|review| review.tags.iter().cloned()));
        }
        let read = self.survey.articles().flat_map(|(_, read)| &read.tags);
        let words: BTreeSet<_> = read.copied().collect();
        tags.extend(
            words
                .into_iter()
                .map(|word| self.survey.text(word).to_owned()),
        );
        tags
    }

    fn tag_candidates(&self) -> Vec<Candidate> {
        let tags = self.known_tags().into_iter();
        tags.map(|tag| Candidate::new(tag, "")).collect()
    }

    /// The people and things of the open article.
    fn name_candidates(&self) -> Vec<Candidate> {
        let clusters = self.annotations().map(|a| a.clusters.iter());
        clusters
            .into_iter()
            .flatten()
            .map(|party| Candidate::new(party.name.clone(), party.label.to_string()))
            .collect()
    }

    /// The articles whose titles or ids are like what was typed.
    fn article_candidates(&self, typed: &str) -> Vec<Candidate> {
        let candidate = |index: usize| {
            let row = self.corpus.row(index)?;
            Some(Candidate {
                shown: display::fit(row.id, 40).into_owned(),
                ..Candidate::new(row.id, row.title)
            })
        };
        if typed.is_empty() {
            let known = self.corpus.len();
            return (0..known.min(MOST)).filter_map(candidate).collect();
        }
        let ids = self.corpus.rows().map(|row| row.id).enumerate();
        let mut found: Vec<usize> = ids
            .filter(|(_, id)| id.starts_with(typed))
            .map(|(index, _)| index)
            .take(MOST)
            .collect();
        let titles: Vec<&str> = self.corpus.rows().map(|row| row.title).collect();
        for ranked in Query::new(typed).rank(&titles).into_iter().take(MOST) {
            if !found.contains(&ranked.index) {
                found.push(ranked.index);
            }
        }
        found.into_iter().take(MOST).filter_map(candidate).collect()
    }

    /// The files whose names begin as was typed.
    fn file_candidates(&self, typed: &str) -> Vec<Candidate> {
        let (folder, name) = split_path(typed);
        let known = self.folder.as_ref().filter(|known| known.folder == folder);
        let names = known.and_then(|known| known.names.as_deref());
        names
            .unwrap_or_default()
            .iter()
            .filter(|known| !known.starts_with('.') || name.starts_with('.'))
            .map(|name| Candidate {
                shown: name.clone(),
                ..Candidate::new(format!("{folder}{name}"), "")
            })
            .collect()
    }

    /// Asks what the folder holds whose name is being typed.
    fn read_typed_folder(&mut self) {
        let Some(Modal::Prompt(prompt)) = self.modals.last() else {
            return;
        };
        if prompt.purpose != Purpose::Command {
            return;
        }
        let Some(path) = typed_file(prompt.line.text()) else {
            // It is read anew for the next one.
            self.folder = None;
            return;
        };
        let folder = split_path(path).0;
        if self
            .folder
            .as_ref()
            .is_none_or(|known| known.folder != folder)
        {
            let folder = folder.to_owned();
            self.folder = Some(Folder {
                folder: folder.clone(),
                names: None,
            });
            self.effects.push(Effect::ReadFolder(folder));
        }
    }

    /// Takes in what a folder holds.
    pub(super) fn folder_read(&mut self, folder: &str, names: Vec<String>) {
        let Some(wanted) = self.folder.as_mut().filter(|f| f.folder == folder) else {
            return;
        };
        wanted.names = Some(names);
        let chosen = matches!(self.modals.last(), Some(Modal::Prompt(prompt))
            if prompt.completion.as_ref().is_some_and(|c| c.selected.is_some()));
        if !chosen {
            self.offer();
        }
    }
}

/// Whether an action takes words behind its name.
fn takes_words(action: Action) -> bool {
    action.spec().argument.is_some()
}

/// Names, which a minus sign may stand before.
fn named<const COUNT: usize>(names: [&str; COUNT], typed: &str) -> Vec<Candidate> {
    let sign = if typed.starts_with('-') { "-" } else { "" };
    let candidate = |name| Candidate::new(format!("{sign}{name}"), "");
    names.map(candidate).into()
}

fn theme_candidates(app: &App) -> Vec<Candidate> {
    let names = app.settings.config.theme_names().into_iter();
    names.map(|name| Candidate::new(name, "")).collect()
}

fn setting_candidates(app: &App) -> Vec<Candidate> {
    let candidate = |setting: &Setting| Candidate {
        shown: format!("{} = {}", setting.name, setting.value(&app.settings.config)),
        available: setting.live,
        ..Candidate::new(setting.name, setting.doc)
    };
    SETTINGS.iter().map(candidate).collect()
}

/// What a setting may be.
fn setting_values(app: &App, name: &str) -> Vec<Candidate> {
    let Some(setting) = Setting::named(name.trim()) else {
        return Vec::new();
    };
    let now = setting.value(&app.settings.config);
    let names = setting.names(&app.settings.config).into_iter();
    names
        .map(|name| {
            let is_now = if name == now { "now" } else { "" };
            Candidate::new(name, is_now)
        })
        .collect()
}

/// Where the last of several tags begins.
fn last_tag(tags: &str) -> usize {
    let last = tags.rsplit(',').next().unwrap_or_default();
    tags.len() - last.trim_start().len()
}

/// Which part of the words behind `export` is typed; those with a byte begin there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExportPart<'a> {
    Format,
    Option(usize),
    /// What stands behind this option.
    Value(&'a str, usize),
    File(usize),
}

fn export_part(words: &str) -> ExportPart<'_> {
    let Some((_, rest)) = words.split_once(' ') else {
        return ExportPart::Format;
    };
    let at = |rest: &str| words.len() - rest.len();
    let mut rest = rest.trim_start();
    while rest.starts_with("--") {
        let Some((option, behind)) = rest.split_once(' ') else {
            return ExportPart::Option(at(rest));
        };
        let mut known = options().into_iter();
        rest = behind.trim_start();
        if known.any(|known| known.name == option && known.takes_value) {
            let Some((_, behind)) = rest.split_once(' ') else {
                // Several stand with commas.
                let last = rest.rsplit(',').next().unwrap_or_default();
                return ExportPart::Value(option, at(last));
            };
            rest = behind.trim_start();
        }
    }
    ExportPart::File(at(rest))
}

/// The options of an export that do not stand among the words.
fn option_candidates(words: &str) -> Vec<Candidate> {
    let there = |name: &str| words.split(' ').any(|word| word == name);
    let missing = options().into_iter().filter(|option| !there(&option.name));
    missing
        .map(|option| Candidate::new(option.name, option.help))
        .collect()
}

/// The file that is being typed behind a command, if one is.
fn typed_file(line: &str) -> Option<&str> {
    let (name, words) = line.trim_start().split_once(' ')?;
    let argument: Option<Argument> = Action::named(without_bang(name))?.spec().argument;
    let words = words.trim_start();
    match argument?.kind {
        Kind::Folder => return Some(words),
        Kind::Export => {}
        _ => return None,
    }
    match export_part(words) {
        ExportPart::File(at) => Some(from(words, at)),
        ExportPart::Format | ExportPart::Option(_) | ExportPart::Value(..) => None,
    }
}

/// A command's name without the sign that has it write over what is there.
fn without_bang(name: &str) -> &str {
    name.strip_suffix('!').unwrap_or(name)
}

/// The folder of a path, with its slash, and the name in it.
fn split_path(path: &str) -> (&str, &str) {
    let at = path.rfind('/').map_or(0, |slash| slash + 1);
    (until(path, at), from(path, at))
}
