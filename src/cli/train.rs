//! `dateline train`: a model from annotated texts, and from what analysts decided.

mod groups;
mod set;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;

use super::annotators::annotators;
use super::messages::Messages;
use super::outcome::Outcome;
use super::run::opened;
use super::{Reading, Whose, gold, model, pipeline};
use crate::annotation::Annotations;
use crate::article::Article;
use crate::corpus;
use crate::extract::Label;
use crate::extract::model::{Card, Model};
use crate::ingest::Problem;
use crate::interchange::archive::Archive;
use crate::learn::gold::{of_decisions, of_names};
use crate::learn::groups::Groups;
use crate::learn::train::{Gold, Order, Progress, train, update};
use crate::output::Output;
use crate::text::count::counted;

pub use set::Set;

/// `dateline train`: a model from annotated texts, and from what analysts decided.
#[derive(Debug, Args)]
pub struct Train {
    /// Annotated articles, one a line, as for eval; may be repeated.
    #[arg(
        long,
        value_name = "FILE[=LABEL,…][@WEIGHT]",
        value_parser = Set::typed,
        help = "Annotated articles, one a line, as for eval: a file, a folder or a pattern in quotes; the labels \
                that are annotated in whole there [default: those that occur], and how much each article \
                counts; may be repeated"
    )]
    pub gold: Vec<Set>,
    /// Articles whose decisions are learnt: accepted, corrected and added names, and rejected ones as none; may be repeated
    #[arg(long, value_name = "PATH")]
    pub reviewed: Vec<PathBuf>,
    /// Train this model further: default, open, or a file [default: the built-in one where there is no --gold]
    #[arg(long, value_name = "MODEL")]
    pub model: Option<String>,
    /// Words that are used alike: a file, or none [default: made of the articles]
    #[arg(long, value_name = "FILE|none")]
    pub groups: Option<String>,
    /// Of the order in which sentences are learnt
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// The model's name [default: that of its file]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The terms of what it is trained on, for its card
    #[arg(long, value_name = "TEXT")]
    pub terms: Option<String>,
    /// The file to write
    #[arg(short, long, value_name = "MODEL")]
    pub output: PathBuf,
    /// Whose decisions, and where they are; --annotator may be repeated, and 'all' is everyone.
    #[command(flatten)]
    pub whose: Whose,
    /// How records are read.
    #[command(flatten)]
    pub reading: Reading,
}

/// The most features that a model keeps: about 6 MB with eight labels.
const FEATURES: usize = 320_000;

/// Trains, and writes the model.
///
/// # Errors
/// When gold, annotations or a model cannot be read, there is nothing to learn, or the output
/// cannot be written.
pub fn run(typed: &Train, messages: &Messages) -> anyhow::Result<Outcome> {
    if typed.gold.is_empty() && typed.reviewed.is_empty() {
        bail!("there is nothing to learn: name --gold FILE, --reviewed PATH, or both");
    }
    let base = match &typed.model {
        Some(named) => Some(model::open(named)?),
        None if typed.gold.is_empty() => Some(Arc::clone(Model::built_in())),
        None => None,
    };
    let name = match &typed.name {
        Some(name) if name.trim().is_empty() || name.chars().any(char::is_control) => {
            bail!("--name is a line of text");
        }
        Some(name) => name.trim().to_owned(),
        None => name_of(&typed.output),
    };
    let mut sets = Sets::default();
    for set in &typed.gold {
        sets.read(set)?;
    }
    let problems = if typed.reviewed.is_empty() {
        0
    } else {
        sets.review(typed, base.as_deref(), messages)?
    };
    let groups = match (&base, typed.groups.as_deref()) {
        (Some(_), Some(_)) => bail!("--groups: a model that is trained further keeps its groups"),
        (Some(_), None) => Groups::new(),
        (None, groups) => groups::of(groups, &sets.texts())?,
    };
    let terms = base.iter().map(|base| base.card().terms.as_str());
    let terms = terms
        .chain(typed.terms.as_deref())
        .filter(|terms| !terms.is_empty());
    let terms: Vec<&str> = terms.collect();
    let order = Order {
        name,
        card: Card {
            trained_on: sets.lines,
            terms: terms.join("; "),
            ..Card::default()
        },
        groups: groups.into_iter().collect(),
        seed: typed.seed,
        features: FEATURES,
    };
    let output = Output::open(Some(&typed.output))?;
    let mut tell = |progress| tell(messages, progress);
    let bytes = match &base {
        Some(base) => update(base, &sets.gold, &order, &mut tell)?,
        None => train(&sets.gold, &order, &mut tell)?,
    };
    messages.clear();
    write(output, &bytes)?;
    let trained = Model::parse(bytes).context("the model that was trained cannot be read")?;
    let labels: Vec<&str> = trained.labels().iter().map(Label::as_str).collect();
    messages.note(format_args!(
        "{}: {} from {}: {}",
        typed.output.display(),
        trained.name(),
        counted(trained.card().texts, "text", "texts"),
        labels.join(", ")
    ));
    Ok(Outcome::of_faults(problems))
}

fn write(mut output: Output, bytes: &[u8]) -> anyhow::Result<()> {
    output.write_all(bytes)?;
    output.finish()
}

fn name_of(output: &Path) -> String {
    let stem = output.file_stem().map(|stem| stem.to_string_lossy());
    let stem = stem.filter(|stem| *stem != "-" && !stem.chars().any(char::is_control));
    stem.map_or_else(|| "trained".to_owned(), std::borrow::Cow::into_owned)
}

fn tell(messages: &Messages, progress: Progress) {
    messages.progress(|| match progress {
        Progress::Reading => "reading the texts".to_owned(),
        Progress::Learning(done, of, loss) => {
            format!("round {done} of {of}, loss {loss:.4} a word")
        }
    });
}

/// What is learnt from.
#[derive(Default)]
struct Sets {
    gold: Vec<Gold>,
    /// What the card says of each set.
    lines: Vec<String>,
}

impl Sets {
    fn read(&mut self, set: &Set) -> anyhow::Result<()> {
        let mut read = Vec::new();
        gold::read(&set.path, |line| {
            gold::check(&line)?;
            let bare = set.labels.as_ref().is_some_and(Vec::is_empty);
            if !bare && line.document.names().is_none() {
                let reason = "has no names to learn; its words alone are used with FILE=";
                return Err(Problem::of_record(&line.origin, reason)
                    .in_field("spans")
                    .into());
            }
            read.push((line.article()?, line.document));
            Ok(())
        })?;
        let name = |path: &Path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let occurring = || {
            let names = read
                .iter()
                .flat_map(|(_, document)| document.names().unwrap_or_default());
            let mut labels: Vec<Label> = names.map(|name| Label::new(&name.label)).collect();
            labels.sort();
            labels.dedup();
            labels
        };
        let labels = set.labels.clone().unwrap_or_else(occurring);
        let shown: Vec<&str> = labels.iter().map(Label::as_str).collect();
        self.lines.push(format!(
            "{}: {}, {}",
            name(&set.path),
            counted(read.len(), "text", "texts"),
            if shown.is_empty() {
                "words alone".into()
            } else {
                shown.join(" ")
            }
        ));
        for (article, document) in read {
            let mut names = document.names().unwrap_or_default().to_vec();
            names.retain(|name| labels.contains(&Label::new(&name.label)));
            self.gold
                .push(of_names(article, &names, labels.clone(), set.weight));
        }
        Ok(())
    }

    /// Adds what was decided about the articles of the reviewed paths; gives the number of problems.
    fn review(
        &mut self,
        typed: &Train,
        base: Option<&Model>,
        messages: &Messages,
    ) -> anyhow::Result<u64> {
        let decided = decided(typed, messages)?;
        let mut labels: Vec<Label> = base.map(|base| base.labels().to_vec()).unwrap_or_default();
        labels.extend(
            self.gold
                .iter()
                .flat_map(|gold| gold.complete.iter().cloned()),
        );
        let entities = decided
            .articles
            .iter()
            .flat_map(|(_, annotations)| &annotations.entities);
        let standing = entities.filter(|entity| entity.review.verdict.stands());
        labels.extend(standing.map(|entity| entity.label.clone()));
        labels.sort();
        labels.dedup();
        let before = self.gold.len();
        let found = decided.articles.iter();
        let found = found
            .filter_map(|(article, annotations)| of_decisions(article, annotations, &labels, 1.0));
        self.gold.extend(found);
        let texts = self.gold.len() - before;
        if texts == 0 {
            messages.note("nothing was decided about a name in the reviewed paths");
        }
        self.lines.push(format!(
            "decisions of analysts: {}",
            counted(texts, "text", "texts")
        ));
        Ok(decided.problems)
    }

    fn texts(&self) -> Vec<&str> {
        self.gold.iter().map(|gold| &*gold.article.text).collect()
    }
}

/// What was decided, by article and annotator.
struct Decided {
    articles: Vec<(Article, Annotations)>,
    problems: u64,
}

fn decided(typed: &Train, messages: &Messages) -> anyhow::Result<Decided> {
    let mut options = typed.reading.options()?;
    let reviewed = opened(&typed.reviewed, &mut options)?;
    corpus::check(&reviewed, &options)?;
    let annotators = annotators(&typed.whose, &reviewed, messages)?;
    let model = model::chosen(None, typed.whose.config.as_deref(), &[], messages)?;
    let place = typed.whose.annotations.as_deref();
    let mut archive = Archive::open(&reviewed, place, &annotators)?.with_model(model);
    let options = archive.guide(options);
    let mut decided = Decided {
        articles: Vec::new(),
        problems: archive.problems().len() as u64,
    };
    for problem in archive.problems() {
        messages.problem(problem);
    }
    pipeline::run(
        reviewed,
        options,
        None,
        |root, article| {
            let article = article.map_err(|problem| problem.to_string())?;
            let found = archive.annotations(root, &article).into_iter();
            let found: Vec<_> = found
                .map(|found| found.map_err(|error| error.to_string()))
                .collect();
            Ok((article, found))
        },
        |prepared| prepared,
        |prepared: Result<_, String>| {
            let mut problem = |problem: String| {
                decided.problems += 1;
                messages.problem(problem);
            };
            match prepared {
                Err(reason) => problem(reason),
                Ok((article, found)) => {
                    for found in found {
                        match found {
                            Err(reason) => problem(reason),
                            Ok(found) => {
                                decided.articles.push((article.clone(), found.annotations));
                            }
                        }
                    }
                }
            }
            messages.progress(|| {
                let articles = decided.articles.len();
                counted(
                    articles,
                    "article with decisions",
                    "articles with decisions",
                )
            });
            Ok(())
        },
        || Ok(()),
    )?;
    Ok(decided)
}
