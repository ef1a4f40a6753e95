//! One decision for all of the same words: in the open article, or over the corpus.

use std::collections::{BTreeMap, HashSet};

use crate::annotation::{ItemRef, Verdict};
use crate::extract::Label;
use crate::span::Span;
use crate::survey::{Across, Finding, Kind, Survey, Target, folded};
use crate::text::count::counted;
use crate::text::display;
use crate::tui::action::Action;

use super::App;
use super::picker::{Choice, Choosing, Entry, Picker};
use super::table::hits::{Hit, Hits};
use super::table::{Marks, Source};

/// A decision about many items that waits to be told where it applies.
#[derive(Debug)]
pub struct Scoped {
    across: Across,
    /// What it is, as the history names it.
    what: String,
    /// The items, by the places of their articles.
    targets: Vec<(usize, Vec<Target>)>,
}

/// What was decided about some words.
#[derive(Clone, Debug)]
pub struct Ruling {
    form: String,
    label: String,
    across: Across,
}

/// Where a decision applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In all articles.
    Corpus,
    /// In the open one.
    Here,
    /// Each place is looked at first, and may be left out.
    Look,
}

/// `accept 3 of “Acme”`.
fn told(across: &Across, count: usize, name: &str) -> String {
    let many = if count == 1 {
        String::new()
    } else {
        format!("{count} × ")
    };
    match across {
        Across::Accept => format!("accept {many}{name}"),
        Across::Reject => format!("reject {many}{name}"),
        Across::Relabel(label) | Across::Mark(label) => format!("label {many}{name} {label}"),
        Across::Key(_) => format!("name {many}{name}"),
        Across::Copy(..) => format!("copy {many}{name}"),
    }
}

/// Items by their articles, in the order of the corpus.
fn by_article(items: impl IntoIterator<Item = (usize, Target)>) -> Vec<(usize, Vec<Target>)> {
    let mut articles: BTreeMap<usize, Vec<Target>> = BTreeMap::new();
    for (index, target) in items {
        articles.entry(index).or_default().push(target);
    }
    articles.into_iter().collect()
}

/// `1 place`, `2 places`.
fn places(count: usize) -> String {
    counted(count, "place", "places")
}

impl App {
    /// Decides about the rows of the table on the screen: places at once, surface forms after
    /// asking where. Says whether there is a table.
    pub(super) fn decide_rows(&mut self, across: Across) -> bool {
        let Some(table) = self.tables.shown() else {
            return false;
        };
        let rows = table.chosen();
        match &table.source {
            Source::Hits(hits) => {
                let hits: Vec<&Hit> = rows.iter().filter_map(|row| hits.hit(*row)).collect();
                // What nobody marked can be given a label.
                let across = match across {
                    Across::Relabel(label) if hits.iter().any(|hit| hit.target.is_none()) => {
                        Across::Mark(label)
                    }
                    across => across,
                };
                let items = hits.iter().flat_map(|hit| {
                    let index = hit.place.index;
                    let targets: Vec<Target> = match &across {
                        Across::Mark(_) => {
                            let spans = std::iter::once(&hit.place.span).chain(&hit.also);
                            spans.copied().map(Target::unmarked).collect()
                        }
                        _ => hit.target.clone().into_iter().collect(),
                    };
                    targets.into_iter().map(move |target| (index, target))
                });
                let targets = by_article(items);
                if targets.is_empty() {
                    self.complain("these places are no suggestions; c gives them a label");
                    return true;
                }
                let what = told(&across, targets.iter().map(|t| t.1.len()).sum(), "places");
                let members = table.source.rows().marks() == Marks::LeftOut;
                self.decide_across(what, targets, across);
                if members && self.deciding().is_some() {
                    self.close_table();
                }
            }
            Source::Groups(groups) => {
                let chosen: Vec<_> = rows.iter().filter_map(|row| groups.group(*row)).collect();
                let name = match chosen.as_slice() {
                    [one] => format!("“{}”", self.survey.text(one.form)),
                    several => format!("{} surface forms", several.len()),
                };
                let keys: HashSet<_> = chosen.iter().map(|g| (g.kind, g.form, g.label)).collect();
                let of = |f: &Finding| keys.contains(&(f.kind, f.form, f.label));
                let targets = open_findings(&self.survey, of);
                self.choose_scope(across, &name, targets);
            }
            Source::Quotes(quotes) if matches!(across, Across::Accept | Across::Reject) => {
                let items = rows.iter().filter_map(|row| quotes.target(*row));
                let targets = by_article(items);
                let what = told(&across, targets.iter().map(|t| t.1.len()).sum(), "quotes");
                self.decide_across(what, targets, across);
            }
            Source::Names(_) | Source::Places(_) | Source::Quotes(_) | Source::Statistics(_) => {
                self.complain("this table lists nothing to accept, reject or label");
            }
        }
        true
    }

    /// Opens the labels, for the rows of the table on the screen.
    pub(super) fn choose_rows_label(&mut self) {
        let entries = self.label_entries(None);
        self.open_picker(Picker::by_letter(Choosing::Rows, "Label of these", entries));
    }

    /// Gives the rows of the table on the screen a label.
    pub(super) fn label_rows(&mut self, label: Label) {
        self.decide_rows(Across::Relabel(label));
    }

    /// What was decided about an entity of the open article; none where nothing was.
    fn verdict_of(&self, item: &ItemRef) -> Option<Ruling> {
        let ItemRef::Entity(id) = item else {
            return None;
        };
        let reader = self.reader.as_ref()?;
        let entity = reader.annotations.entity(id)?;
        let across = match entity.review.verdict {
            Verdict::Unreviewed => return None,
            Verdict::Accepted => Across::Accept,
            Verdict::Rejected => Across::Reject,
            Verdict::Corrected | Verdict::Added => Across::Relabel(entity.label.clone()),
        };
        Some(Ruling {
            form: folded(entity.span.of(reader.text())),
            label: entity.label.to_string(),
            across,
        })
    }

    /// Remembers what was decided about an entity, for those like it.
    pub(super) fn note_ruling(&mut self, item: Option<&ItemRef>) {
        self.ruling = item.and_then(|item| self.verdict_of(item));
    }

    /// Does what was decided about the item under the cursor, or else last, for all of the same
    /// words.
    pub(super) fn decide_alike(&mut self) {
        self.begin_survey();
        let here = self.target().and_then(|item| self.verdict_of(&item));
        let Some(Ruling {
            form,
            label,
            across,
        }) = here.or_else(|| self.ruling.clone())
        else {
            return self.complain("decide about a name first; then it goes to all like it");
        };
        let survey = &self.survey;
        let any_label = matches!(across, Across::Relabel(_));
        let (word, label) = (survey.word(&form), survey.word(&label));
        let of = |finding: &Finding| {
            finding.kind == Kind::Entity
                && Some(finding.form) == word
                && (any_label || Some(finding.label) == label)
        };
        let targets = open_findings(survey, of);
        if targets.is_empty() {
            let (form, progress) = (display::visible(&form), self.survey_progress());
            return self.say(format!(
                "nothing undecided of “{form}”; F finds the words, v and c label them ({progress})"
            ));
        }
        self.choose_scope(across, &format!("“{form}”"), targets);
    }

    /// Asks where a decision is to apply, with how much that is.
    fn choose_scope(&mut self, across: Across, name: &str, targets: Vec<(usize, Vec<Target>)>) {
        let count: usize = targets.iter().map(|(_, items)| items.len()).sum();
        let progress = self.survey_progress();
        if count == 0 {
            let name = display::visible(name);
            return self.say(format!("nothing undecided of {name}; {progress}"));
        }
        let open = self.reader.as_ref().map(|reader| reader.opened.index);
        let here = targets.iter().find(|(index, _)| Some(*index) == open);
        let here = here.map_or(0, |(_, items)| items.len());
        let entry = |letter, text: String, detail: &str, available, scope| Entry {
            letter: Some(letter),
            text,
            detail: detail.to_owned(),
            available,
            choice: Choice::Scope(scope),
        };
        let articles = counted(targets.len(), "article", "articles");
        let entries = vec![
            entry(
                'a',
                format!("all: {} in {articles}", places(count)),
                &progress,
                true,
                Scope::Corpus,
            ),
            entry(
                'h',
                format!("in the open article: {}", places(here)),
                if here == 0 { "none there" } else { "" },
                here > 0,
                Scope::Here,
            ),
            entry(
                'l',
                "look at each place first, and leave some out".to_owned(),
                "",
                true,
                Scope::Look,
            ),
        ];
        let what = told(&across, count, name);
        let title = display::visible(&what).into_owned();
        self.scoped = Some(Scoped {
            across,
            what,
            targets,
        });
        self.open_picker(Picker::by_letter(Choosing::Scope, title, entries));
    }

    /// Does a decision where it was chosen to apply.
    pub(super) fn do_scoped(&mut self, scope: Scope) {
        let Some(mut scoped) = self.scoped.take() else {
            return;
        };
        match scope {
            Scope::Corpus => {}
            Scope::Here => {
                let open = self.reader.as_ref().map(|reader| reader.opened.index);
                scoped.targets.retain(|(index, _)| Some(*index) == open);
            }
            Scope::Look => {
                let key = |action| self.settings.keymap.key_of(action).unwrap_or_default();
                let decide = match &scoped.across {
                    Across::Accept => Action::Accept,
                    Across::Reject => Action::Reject,
                    _ => Action::Relabel,
                };
                let told = format!(
                    "{} leaves a row out, {} decides about the others",
                    key(Action::MarkRow),
                    key(decide)
                );
                let items = scoped.targets.into_iter();
                let hits = items.flat_map(|(index, items)| {
                    items.into_iter().map(move |item| Hit::of(index, item, ""))
                });
                let hits = Hits::new(scoped.what, Marks::LeftOut, hits.collect());
                self.open_table(Source::Hits(hits));
                return self.say(told);
            }
        }
        self.decide_across(scoped.what, scoped.targets, scoped.across);
        if let Some(table) = self.tables.shown_mut() {
            table.stay();
        }
    }
}

/// The findings that nobody decided yet, of those wanted, by their articles.
fn open_findings(survey: &Survey, wanted: impl Fn(&Finding) -> bool) -> Vec<(usize, Vec<Target>)> {
    let found = survey.findings();
    let open = found.filter(|(_, finding)| finding.is_open() && wanted(finding));
    by_article(open.map(|(index, finding)| (index, survey.target(finding))))
}

/// The label and verdict of an item as they are by now.
pub(super) fn note_of(survey: &Survey, index: usize, span: Span, kind: Kind) -> Option<String> {
    let read = survey.article(index)?;
    let from = read
        .findings
        .partition_point(|f| f.span().start < span.start);
    let here = read.findings.iter().skip(from);
    let finding = here
        .take_while(|f| f.span().start == span.start)
        .find(|f| f.span() == span && f.kind == kind)?;
    let sign = match finding.verdict {
        Verdict::Unreviewed => "?",
        Verdict::Accepted => "✓",
        Verdict::Corrected => "~",
        Verdict::Rejected => "×",
        Verdict::Added => "+",
    };
    Some(format!("{sign} {}", survey.text(finding.label)))
}
