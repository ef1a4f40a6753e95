//! What the tagger has learnt, inside the program or in a file.
//!
//! A model is a line of JSON, which can be read with `head -n 1`, and behind it the bytes of its
//! weights and word groups, which are used where they lie.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use super::Label;
use super::tagger::chain::Transitions;
use super::tagger::feature;
use super::tagger::groups::Groups;
use super::tagger::table::Table;

/// What the header of a model file must say.
const FORMAT: &str = "dateline-model";
/// The version of the file's format.
const VERSION: u32 = 1;
/// The longest header that is looked for, in bytes.
const LONGEST_HEADER: usize = 1 << 20;
/// The most labels that a model may have: each has two of the 64 bits of a mask.
pub(crate) const MOST_LABELS: usize = 31;

#[cfg(not(feature = "open-only"))]
static DEFAULT: LazyLock<Arc<Model>> =
    LazyLock::new(|| compiled_in(include_bytes!("model/default.model")));
static OPEN: LazyLock<Arc<Model>> =
    LazyLock::new(|| compiled_in(include_bytes!("model/open.model")));

fn compiled_in(bytes: &'static [u8]) -> Arc<Model> {
    #[expect(
        clippy::expect_used,
        reason = "a test reads the models that are compiled in"
    )]
    let model = Model::trusted(Cow::Borrowed(bytes)).expect("a model compiled in is whole");
    Arc::new(model)
}

/// Why bytes are no model.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ModelError {
    /// They do not begin with a model's header.
    #[error("is no model of dateline: its first line is not the header of one")]
    Alien,
    /// A field of the header is wrong.
    #[error("is no model of dateline: in its header, {0}")]
    Header(String),
    /// It was made by another version of the program.
    #[error("was made for another version of dateline ({found}, not {wanted}); train it again")]
    Version {
        /// The version that it names.
        found: String,
        /// The version that is needed.
        wanted: String,
    },
    /// Bytes are missing or were changed.
    #[error(
        "is damaged: its weights are not those that its header describes; copy or train it again"
    )]
    Damaged,
}

/// What a model says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// What it was trained on, a line a set.
    pub trained_on: Vec<String>,
    /// The terms of these sets.
    pub terms: String,
    /// The number of articles or sentences it was trained on.
    pub texts: usize,
    /// The seed of its training.
    pub seed: u64,
}

/// The first line of a model file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) format: String,
    pub(crate) version: u32,
    /// The version of the features.
    pub(crate) features: u32,
    pub(crate) name: String,
    pub(crate) labels: Vec<String>,
    /// What a weight's unit is worth, in natural logarithms.
    pub(crate) scale: f32,
    /// How scores are made of the chain's probabilities: a factor of their log odds, and what is added.
    pub(crate) calibration: [f32; 2],
    pub(crate) transitions: Vec<f32>,
    /// The bytes of the weights.
    pub(crate) table: usize,
    /// The bytes of the weights of the second reading.
    pub(crate) second: usize,
    /// The bytes of the word groups.
    pub(crate) groups: usize,
    /// Of all that follows the header.
    pub(crate) checksum: String,
    pub(crate) card: Card,
}

/// What the tagger has learnt.
#[derive(Clone, Debug)]
pub struct Model {
    header: Header,
    labels: Vec<Label>,
    transitions: Transitions,
    bytes: Cow<'static, [u8]>,
    /// Where the weights begin among the bytes.
    table: usize,
    /// What labels are called in place of their own names.
    names: BTreeMap<Label, Label>,
}

impl Model {
    /// The names of the models that the program brings, the usual one first.
    #[cfg(not(feature = "open-only"))]
    pub const NAMES: &'static [&'static str] = &["default", "open"];
    /// The names of the models that the program brings.
    #[cfg(feature = "open-only")]
    pub const NAMES: &'static [&'static str] = &["open"];

    /// The model that is usual: `default`, or `open` in a program that was built without that one.
    #[cfg(not(feature = "open-only"))]
    pub fn built_in() -> &'static Arc<Self> {
        &DEFAULT
    }

    /// The model that is usual in a program that was built without `default`: `open`.
    #[cfg(feature = "open-only")]
    pub fn built_in() -> &'static Arc<Self> {
        &OPEN
    }

    /// The same model, calling labels by other names: those that it was taught, and those of sums
    /// and dates.
    pub fn calling(&self, names: BTreeMap<Label, Label>) -> Self {
        let mut model = self.clone();
        model.names = names;
        model
    }

    /// What labels are called in place of their own names.
    pub fn names(&self) -> &BTreeMap<Label, Label> {
        &self.names
    }

    /// The model that was trained on freely licensed texts alone.
    pub fn open_data() -> &'static Arc<Self> {
        &OPEN
    }

    /// One of the models that the program brings, by its name among [`Self::NAMES`].
    pub fn named(name: &str) -> Option<&'static Arc<Self>> {
        match name {
            "open" => Some(Self::open_data()),
            name if Self::NAMES.contains(&name) => Some(Self::built_in()),
            _ => None,
        }
    }

    /// Takes a model from the bytes of its file.
    ///
    /// # Errors
    /// When they are no model, one for another version of the program, or damaged.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, ModelError> {
        let model = Self::trusted(Cow::Owned(bytes))?;
        if checksum(model.body()) == model.header.checksum {
            Ok(model)
        } else {
            Err(ModelError::Damaged)
        }
    }

    /// Takes a model without reckoning its checksum.
    fn trusted(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        let top = bytes
            .get(..bytes.len().min(LONGEST_HEADER))
            .unwrap_or_default();
        let end = memchr::memchr(b'\n', top).ok_or(ModelError::Alien)?;
        let line = top.get(..end).unwrap_or_default();
        let header = header(line)?;
        let transitions =
            Transitions::with(header.labels.len(), &header.transitions).ok_or_else(|| {
                ModelError::Header(
                    "\"transitions\" has not a number for each pair of labels".into(),
                )
            })?;
        let model = Self {
            labels: header
                .labels
                .iter()
                .map(String::as_str)
                .map(Label::new)
                .collect(),
            transitions,
            table: end + 1,
            names: BTreeMap::new(),
            header,
            bytes,
        };
        let Header {
            table,
            second,
            groups,
            ..
        } = model.header;
        let sections = [table, second, groups].into_iter();
        let length = sections.fold(0, usize::saturating_add);
        let tables = [0..table, table..table.saturating_add(second)];
        let whole = tables
            .into_iter()
            .all(|section| model.look_at(section).is_some());
        if whole && length == model.body().len() {
            Ok(model)
        } else {
            Err(ModelError::Damaged)
        }
    }

    /// Its name and version (`dateline-news-en 2`).
    pub fn name(&self) -> &str {
        &self.header.name
    }

    /// The first line of its file, which says all about it and has a checksum of the rest.
    pub fn header_bytes(&self) -> &[u8] {
        self.bytes.get(..self.table).unwrap_or_default()
    }

    /// The labels that it gives.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// What it says of itself.
    pub fn card(&self) -> &Card {
        &self.header.card
    }

    /// How sure the model is of a name that its chain finds so probable, both from 0 to 1.
    pub(crate) fn calibrated(&self, probability: f32) -> f32 {
        let probability = probability.clamp(1e-4, 1.0 - 1e-4);
        let odds = (probability / (1.0 - probability)).ln();
        let [factor, shift] = self.header.calibration;
        let score = 1.0 / (1.0 + (-(factor * odds + shift)).exp());
        // Weights beyond all measure make no number of it: nobody is sure of anything then.
        if score.is_nan() { 0.0 } else { score }
    }

    pub(crate) fn transitions(&self) -> &Transitions {
        &self.transitions
    }

    pub(crate) fn scale(&self) -> f32 {
        self.header.scale
    }

    /// The weights of the first reading.
    pub(crate) fn table(&self) -> Table<'_> {
        self.look_at(0..self.header.table).unwrap_or_default()
    }

    /// The weights of the second reading.
    pub(crate) fn second(&self) -> Table<'_> {
        let start = self.header.table;
        self.look_at(start..start + self.header.second)
            .unwrap_or_default()
    }

    /// The groups of words that are used alike.
    pub(crate) fn groups(&self) -> Groups<'_> {
        Groups::new(self.group_bytes())
    }

    /// The groups as they are packed.
    pub(crate) fn group_bytes(&self) -> &[u8] {
        let start = self.header.table + self.header.second;
        self.body().get(start..).unwrap_or_default()
    }

    fn look_at(&self, section: Range<usize>) -> Option<Table<'_>> {
        Table::new(self.body().get(section)?, self.transitions.labels() - 1)
    }

    fn body(&self) -> &[u8] {
        self.bytes.get(self.table..).unwrap_or_default()
    }
}

/// A checksum that tells damage, not malice: a multiplicative hash of the bytes, eight at a time.
fn checksum(bytes: &[u8]) -> String {
    let mut sum = bytes.len() as u64;
    let mut add = |word: u64| {
        sum = (sum ^ word)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29);
    };
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        add(u64::from_le_bytes(*word));
    }
    for byte in rest {
        add((*byte).into());
    }
    format!("{sum:016x}")
}

fn header(line: &[u8]) -> Result<Header, ModelError> {
    #[derive(Deserialize)]
    struct Kind {
        format: String,
        version: u32,
        features: u32,
    }
    let kind: Kind = serde_json::from_slice(line).map_err(|_| ModelError::Alien)?;
    if kind.format != FORMAT {
        return Err(ModelError::Alien);
    }
    if (kind.version, kind.features) != (VERSION, feature::VERSION) {
        return Err(ModelError::Version {
            found: format!("{}.{}", kind.version, kind.features),
            wanted: format!("{VERSION}.{}", feature::VERSION),
        });
    }
    let header: Header =
        serde_json::from_slice(line).map_err(|error| ModelError::Header(error.to_string()))?;
    let wrong = |what: &str| Err(ModelError::Header(what.into()));
    if header.labels.is_empty() || header.labels.len() > MOST_LABELS {
        return wrong("\"labels\" has none or too many");
    }
    let numbers = header.calibration.iter().chain([&header.scale]);
    if numbers.chain(&header.transitions).any(|n| !n.is_finite()) {
        return wrong("a number is not finite");
    }
    Ok(header)
}

/// The bytes of a model's file.
pub(crate) struct Parts<'a> {
    pub(crate) name: &'a str,
    pub(crate) labels: &'a [Label],
    pub(crate) scale: f32,
    pub(crate) calibration: [f32; 2],
    pub(crate) transitions: &'a Transitions,
    pub(crate) table: &'a [u8],
    pub(crate) second: &'a [u8],
    pub(crate) groups: &'a [u8],
    pub(crate) card: Card,
}

impl Parts<'_> {
    /// The bytes of a model's file.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        let body = [self.table, self.second, self.groups].concat();
        let header = Header {
            format: FORMAT.into(),
            version: VERSION,
            features: feature::VERSION,
            name: self.name.into(),
            labels: self
                .labels
                .iter()
                .map(|label| label.as_str().into())
                .collect(),
            scale: self.scale,
            calibration: self.calibration,
            transitions: self.transitions.weights().to_vec(),
            table: self.table.len(),
            second: self.second.len(),
            groups: self.groups.len(),
            checksum: checksum(&body),
            card: self.card,
        };
        let mut bytes = serde_json::to_vec(&header).unwrap_or_default();
        bytes.push(b'\n');
        bytes.extend(body);
        bytes
    }
}
