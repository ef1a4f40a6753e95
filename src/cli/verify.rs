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
use crate::interchange::Fault;
use crate::interchange::draft::Draft;
use crate::interchange::lay::{Reading, lay};
use crate::interchange::library::Library;
use crate::interchange::reader;
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
    let mut options = typed.reading.options()?;
    let against = opened(&typed.against, &mut options)?;
    let mut verifying = Verifying {
        library: Library::open(&against, options)?,
        met: HashSet::new(),
        articles: 0,
        faults: 0,
    };
    for file in &typed.files {
        verifying.met.clear();
        reader::read(std::slice::from_ref(file), reads, |path, line, draft| {
            let mut problem = |at: u64, fault: Fault| {
                messages.problem(Problem {
                    path: path.to_owned(),
                    line: if at == 0 { line } else { at },
                    field: Some(fault.field).filter(|field| !field.is_empty()),
                    reason: fault.reason,
                });
            };
            verifying.article(draft, &mut problem);
            messages.progress(|| counted(verifying.articles, "article", "articles"));
            ControlFlow::Continue(())
        })
        .map_err(|(path, error)| {
            anyhow::Error::new(error).context(format!("{}: cannot be read", path.display()))
        })?;
    }
    messages.note(format_args!(
        "{} verified, {}",
        counted(verifying.articles, "article", "articles"),
        counted(verifying.faults, "fault", "faults")
    ));
    Ok(Outcome::of_faults(verifying.faults))
}

struct Verifying {
    /// The texts that files without them are held against.
    library: Library,
    met: HashSet<(Option<String>, String)>,
    articles: u64,
    faults: u64,
}

impl Verifying {
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
        let mut fault = |line: u64, fault: Fault| {
            self.faults += 1;
            problem(line, fault);
        };
        self.articles += 1;
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
            Err(missing) => return fault(0, missing),
        };
        let Some(text) = text else {
            // Tokens alone: what they can be held to was said when they were read.
            return;
        };
        if let Some(item) = &draft.record {
            for reason in item.verify(&text) {
                fault(0, reason);
            }
            return;
        }
        for (line, reason) in lay(draft, &text, &Reading::plain("")).faults {
            fault(line, reason);
        }
    }
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
        (_, Ok(Some(text))) => Ok((Some(text), None)),
        (Some(text), _) => Ok((Some(text.as_str().into()), None)),
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
