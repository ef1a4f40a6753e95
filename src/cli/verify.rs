//! `dateline verify`: a file of annotations, read again and held against its texts.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use anyhow::Context;

use super::Verify;
use super::messages::Messages;
use super::outcome::Outcome;
use super::run::opened;
use crate::ingest::Problem;
use crate::interchange::draft::Draft;
use crate::interchange::lay::{Reading, lay};
use crate::interchange::library::{Library, is_like};
use crate::interchange::reader::Tally;
use crate::interchange::{Fault, Format};
use crate::interchange::{doubt, reader, resembles};
use crate::text::count::counted;

/// Tells every fault.
///
/// # Errors
/// When a file or a path cannot be read, or the format has nothing to prove.
pub fn run(typed: &Verify, messages: &Messages) -> anyhow::Result<Outcome> {
    let format = typed.format;
    let reads = format.reader().with_context(|| {
        format!("{format} is for people: it has no offsets, so there is nothing to prove")
    })?;
    let reading = typed.reading.options()?;
    let mut options = reading.clone();
    let against = opened(&typed.against, &mut options)?;
    let mut verifying = Verifying {
        library: Library::open(&against, options)?,
        format,
        met: HashSet::new(),
        tally: Tally::default(),
        articles: 0,
        faults: 0,
        worded: 0,
        bare: 0,
        unheld: 0,
    };
    for file in &typed.files {
        verifying.met.clear();
        let files = std::slice::from_ref(file);
        reader::read_mapped(files, reads, &reading, |path, line, draft| {
            let mut problem = |at: u64, fault: Fault| {
                messages.problem(Problem {
                    path: path.to_owned(),
                    line: if at == 0 { line } else { at },
                    field: Some(fault.field).filter(|field| !field.is_empty()),
                    reason: fault.reason,
                });
            };
            let draft = draft.map(|mut draft| {
                if let Some(offsets) = typed.offsets {
                    draft.count_in(offsets.into());
                }
                draft
            });
            verifying.article(draft, &mut problem);
            messages.progress(|| counted(verifying.articles, "article", "articles"));
            ControlFlow::Continue(())
        })
        .map_err(|(path, error)| {
            anyhow::Error::new(error).context(format!("{}: cannot be read", path.display()))
        })?;
    }
    if verifying.worded + verifying.bare == 0
        && let Some(hint) = resembles::hint(&typed.files, format)
    {
        messages.note(hint);
    }
    for line in verifying.lines() {
        messages.note(line);
    }
    Ok(Outcome::of_faults(verifying.faults))
}

struct Verifying {
    /// The texts that files without them are held against.
    library: Library,
    format: Format,
    met: HashSet<(Option<String>, String)>,
    tally: Tally,
    articles: u64,
    faults: u64,
    /// Spans of which the file has the words.
    worded: u64,
    /// Spans of which it has none: they can only lie in the text, or not.
    bare: u64,
    /// Articles of tokens that there is no text for.
    unheld: u64,
}

impl Verifying {
    /// What was proven, and what could not be.
    fn lines(&self) -> Vec<String> {
        let format = self.format;
        // Nothing stands between articles there: how many they are only their texts tell.
        let is_one = matches!(format, Format::Iob2 | Format::Bioes) && self.library.is_empty();
        let (one, many) = if is_one {
            ("run of tokens", "runs of tokens")
        } else {
            ("article", "articles")
        };
        let articles = |count: u64| counted(count, one, many);
        let mut lines = vec![format!(
            "{} verified, {}",
            articles(self.articles),
            counted(self.faults, "fault", "faults")
        )];
        if self.bare > 0 {
            lines.push(format!(
                "{} held against the words that the file has of them; of {} it has none \
                 ({format}): these lie in the text, which is all that can be proven",
                counted(self.worded, "span was", "spans were"),
                self.bare
            ));
        }
        if self.unheld > 0 {
            lines.push(format!(
                "{} held against no text{}: --against PATH gives it",
                articles(self.unheld),
                if is_one {
                    ", which tells the articles"
                } else {
                    ""
                }
            ));
        }
        if self.worded + self.bare == 0 {
            lines.push("there are no spans to prove".to_owned());
        }
        lines
    }

    fn article(&mut self, draft: Result<Draft, Fault>, problem: &mut dyn FnMut(u64, Fault)) {
        let draft = match draft {
            Ok(draft) => draft,
            Err(reason) => {
                // A fault inside an article stands before it; one without a field is all there is.
                self.articles += u64::from(reason.field.is_empty());
                self.faults += 1;
                return problem(0, reason);
            }
        };
        let parts = if self.library.is_empty() {
            vec![draft]
        } else {
            self.library.split(draft)
        };
        for part in parts {
            self.part(&part, problem);
        }
    }

    fn part(&mut self, draft: &Draft, problem: &mut dyn FnMut(u64, Fault)) {
        self.articles += u64::from(self.tally.is_new(self.format, draft));
        let faults = &mut self.faults;
        let mut fault = |line: u64, fault: Fault| {
            *faults += 1;
            problem(line, fault);
        };
        let named = (draft.annotator.clone(), draft.id.clone());
        if draft.record.is_some() && !self.met.insert(named) {
            fault(
                0,
                Fault::new("id", format!("{:?} was met before", draft.id)),
            );
        }
        let text = match text_of(draft, &mut self.library) {
            Ok((text, differs)) => {
                if let Some(differs) = differs {
                    fault(0, differs);
                }
                text
            }
            // A table of articles has nothing to prove.
            Err(_) if self.format == Format::Csv && is_bare(draft) => return,
            Err(missing) => return fault(0, missing),
        };
        let Some(text) = text else {
            // Tokens alone: what they can be held to was said when they were read.
            self.unheld += 1;
            self.worded += draft.entities.len() as u64;
            return;
        };
        if let Some(item) = &draft.record {
            // One without its words is a fault there.
            self.worded += item.spans();
            for reason in item.verify(&text) {
                fault(0, reason);
            }
            return;
        }
        let bare = doubt::bare(draft).len() as u64;
        self.worded += doubt::spans(draft).count() as u64 - bare;
        self.bare += bare;
        if let Some(doubt) = doubt::doubt(draft, &text) {
            fault(0, doubt);
        }
        for (line, reason) in lay(draft, &text, &Reading::strict()).wrong() {
            fault(line, reason);
        }
    }
}

/// Whether a draft has nothing that stands in a text.
fn is_bare(draft: &Draft) -> bool {
    draft.entities.is_empty() && draft.quotes.is_empty() && draft.dates.is_empty()
}

/// Whether the file has the hash of another text than it has.
fn wrong_hash(draft: &Draft, own: &str) -> Option<Fault> {
    let told = draft.sha256.as_ref()?;
    let hash = crate::article::hex_sha256(own.as_bytes());
    let reason = || format!("is {told}, but the text's is {hash}: it is another text");
    (*told != hash).then(|| Fault::new("sha256", reason()))
}

/// A text to hold a draft against, if there is one.
type Text = Option<Arc<str>>;

/// The text that a draft is held against, and whether its own is another one.
fn text_of(draft: &Draft, library: &mut Library) -> Result<(Text, Option<Fault>), Fault> {
    let theirs = match library.by_id(&draft.id) {
        Ok(Some(found)) => Ok(Some(found.article.text)),
        Ok(None) => library
            .find(draft)
            .map(|found| found.map(|found| found.article.text)),
        Err(problem) => Err(problem),
    };
    match (&draft.text, theirs) {
        (Some(own), Ok(Some(theirs))) if **own != *theirs => {
            let differs = Fault::new("text", "is not the text that --against gives");
            Ok((Some(own.as_str().into()), Some(differs)))
        }
        (None, Ok(Some(theirs))) => {
            // It may have only the words, or the hash.
            let tells = draft.has_text() || draft.sha256.is_some();
            let differs = (tells && !is_like(draft, &theirs))
                .then(|| Fault::new("text", "is not the text that --against gives"));
            Ok((Some(theirs), differs))
        }
        (Some(own), _) => Ok((Some(own.as_str().into()), wrong_hash(draft, own))),
        (None, Err(problem)) => Err(Fault::new("text", problem.to_string())),
        (None, Ok(None)) if !draft.tokens.is_empty() && library.is_empty() => Ok((None, None)),
        (None, Ok(None)) => Err(Fault::new(
            "text",
            format!(
                "is missing, and --against does not give {:?}; name the articles with --against PATH",
                draft.id
            ),
        )),
    }
}
