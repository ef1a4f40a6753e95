//! What is suggested to the analyst: what the program finds, nothing, or what another machine found.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufReader};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::annotation::Annotations;
use crate::annotation::wire::Coordinates;
use crate::article::Article;
use crate::bounded;
use crate::corpus::LONGEST_RECORD;
use crate::extract::model::Model;
use crate::extract::part::{Part, extract_part};
use crate::extract::{Label, extract_unless};
use crate::interchange::json::Item;
use crate::span::{OffsetIndex, Span};

use super::kept::Kept;

/// Where suggestions come from.
#[derive(Debug)]
pub enum Source {
    /// The program itself, with this model.
    Model(Arc<Model>),
    /// Nowhere: the analyst starts from the bare text.
    None,
    /// A file of another machine's.
    File(Foreign),
}

/// Another machine's suggestions, a line an article: where each line is, not what it says.
#[derive(Debug)]
pub struct Foreign {
    path: PathBuf,
    file: File,
    lines: HashMap<String, (u64, usize)>,
    /// What labels are called in place of the names that they have there.
    names: BTreeMap<Label, Label>,
}

/// What was suggested for an article.
pub struct Suggested {
    /// As annotations on which nothing was decided.
    pub fresh: Annotations,
    /// The language of the text where it is none that the program reads.
    pub foreign: Option<&'static str>,
    /// What is wrong with it.
    pub notices: Vec<String>,
}

impl Foreign {
    /// Finds the lines of a JSON Lines file by the id of their article.
    ///
    /// # Errors
    /// When the file cannot be read, or a line is no JSON object with an id: with its number.
    pub fn open(path: &Path) -> io::Result<Self> {
        #[derive(serde::Deserialize)]
        struct Named {
            id: serde_json::Value,
        }
        let file = bounded::open(path)?;
        let mut reader = BufReader::new(&file);
        let mut lines = HashMap::new();
        let (mut line, mut at, mut number) = (Vec::new(), 0, 0);
        loop {
            line.clear();
            let whole = bounded::read_line(&mut reader, &mut line, LONGEST_RECORD as u64)?;
            let length = line.len();
            if length == 0 {
                break;
            }
            number += 1;
            if !whole {
                let told = bounded::too_long(LONGEST_RECORD as u64);
                let told = format!("{}:{number}: {told}; split it", path.display());
                return Err(io::Error::other(told));
            }
            if !line.trim_ascii().is_empty() {
                let named: Named = serde_json::from_slice(&line).map_err(|error| {
                    io::Error::other(format!("{}:{number}: {error}", path.display()))
                })?;
                let id = match named.id {
                    serde_json::Value::String(id) => id,
                    other => other.to_string(),
                };
                lines.insert(id, (at, length));
            }
            at += length as u64;
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            lines,
            names: BTreeMap::new(),
        })
    }

    /// The same, its labels called by other names.
    pub fn calling(mut self, names: BTreeMap<Label, Label>) -> Self {
        self.names = names;
        self
    }

    fn suggest(
        &self,
        article: &Article,
        index: &OffsetIndex,
    ) -> Result<(Annotations, Vec<String>), String> {
        let Some(&(at, length)) = self.lines.get(article.id.as_str()) else {
            let told = format!("{}: nothing about this article", self.path.display());
            return Ok((Annotations::default(), vec![told]));
        };
        let told = |reason: String| format!("{}: {}: {reason}", self.path.display(), article.id);
        let mut line = vec![0; length];
        self.file
            .read_exact_at(&mut line, at)
            .map_err(|error| told(error.to_string()))?;
        let value = serde_json::from_slice(&line).map_err(|error| told(error.to_string()))?;
        let item = Item::new(value).map_err(|fault| told(fault.to_string()))?;
        let (mut annotations, faults) = item.annotations(Coordinates {
            text: &article.text,
            index,
        });
        let entities = annotations.entities.iter_mut().map(|e| &mut e.label);
        let parties = annotations
            .clusters
            .iter_mut()
            .map(|party| &mut party.label);
        for label in entities.chain(parties) {
            if let Some(name) = self.names.get(label) {
                label.clone_from(name);
            }
        }
        annotations.sort();
        Ok((
            annotations,
            faults.iter().map(|fault| told(fault.to_string())).collect(),
        ))
    }
}

impl Source {
    /// The model that the program finds names with, here or elsewhere.
    pub fn model(&self) -> Arc<Model> {
        match self {
            Self::Model(model) => Arc::clone(model),
            Self::None | Self::File(_) => Arc::clone(Model::built_in()),
        }
    }

    /// The name of the model that suggests; none where it is not the program.
    pub fn suggests(&self) -> Option<&str> {
        match self {
            Self::Model(model) => Some(model.name()),
            Self::None | Self::File(_) => None,
        }
    }

    /// What is suggested for an article, unless nobody wants to know any more; what the program found
    /// before is taken from what is kept.
    pub fn suggest(
        &self,
        article: &Article,
        index: &OffsetIndex,
        kept: &Kept,
        unwanted: &dyn Fn() -> bool,
    ) -> Option<Suggested> {
        Some(match self {
            Self::Model(model) => {
                let find = || extract_unless(article, model, unwanted);
                let found = kept.or_find(article, model, find)?;
                Suggested {
                    fresh: Annotations::fresh(&found, &article.text, index),
                    foreign: found.foreign,
                    notices: Vec::new(),
                }
            }
            Self::None => Suggested {
                fresh: Annotations::default(),
                foreign: None,
                notices: Vec::new(),
            },
            Self::File(foreign) => {
                let (fresh, notices) = foreign
                    .suggest(article, index)
                    .unwrap_or_else(|reason| (Annotations::default(), vec![reason]));
                Suggested {
                    fresh,
                    foreign: None,
                    notices,
                }
            }
        })
    }

    /// What the program finds in a part of an article, and which part that is; none where it is not
    /// the program that suggests.
    pub fn glimpse(
        &self,
        article: &Article,
        index: &OffsetIndex,
        window: Span,
    ) -> Option<(Span, Annotations)> {
        let Self::Model(model) = self else {
            return None;
        };
        let Part { span, suggestions } = extract_part(article, model, window);
        let fresh = Annotations::fresh(&suggestions, &article.text, index);
        Some((span, fresh))
    }
}
