//! What a file of another tool says about an article, before it is laid over the article's text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Unit;
use super::json::Item;
use crate::annotation::{Status, Timestamp, Verdict};
use crate::extract::{Label, QuoteKind};

/// An article's annotations as a file has them: offsets in the file's own unit, not yet proven.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The article's id; empty where the file has none.
    pub id: String,
    /// The number of its object in the file, from 0, where that begins on the line of the one before.
    pub number: Option<u64>,
    /// The text, where the file has it.
    pub text: Option<String>,
    /// Whether the text stood in the field that somebody named (`--map text=NAME`).
    pub is_named: bool,
    /// The text with white space that may be another, where the file has only words and where they stand:
    /// offsets fit it.
    pub respaced: Option<String>,
    /// The tokens of the text, where the file has these and no offsets: then all offsets count tokens.
    pub tokens: Vec<DraftToken>,
    /// The SHA-256 of the text's UTF-8, where the file has it.
    pub sha256: Option<String>,
    /// What the file says about the article besides: title, date, url, under the names of an
    /// article's JSON.
    pub fields: Map<String, Value>,
    /// Whose annotations they are, where the file says so.
    pub annotator: Option<String>,
    /// Whose annotations the file was made of, where somebody else may have gone on with them.
    pub made_of: Option<String>,
    /// The model whose suggestions these are, where the file says so.
    pub model: Option<String>,
    /// When anything was last decided, where the file says so.
    pub updated: Option<Timestamp>,
    /// Until when decisions are in it, where the file says only that.
    pub as_of: Option<Timestamp>,
    /// How far the work on the article is, where the file says so.
    pub status: Option<Status>,
    /// Tags of the article.
    pub tags: Vec<String>,
    /// A note on the article.
    pub note: Option<String>,
    /// The unit of all offsets; code points unless the file says otherwise.
    pub unit: Option<Unit>,
    /// All that dateline's own JSON says; the lists below are empty then.
    pub record: Option<Box<Item>>,
    /// How the file was understood, where its format may be meant in several ways.
    pub read_as: Option<&'static str>,
    /// What of the file has no place here, and how often it was met: to be read after a number
    /// (`relations that are of no speaker`).
    pub left_out: BTreeMap<Cow<'static, str>, u64>,
    /// The line on which that was first met, from 1, where it is another than the article begins on.
    pub left_at: BTreeMap<&'static str, u64>,
    /// What the file says stands somewhere, and is no item's of its own: it is only proven.
    pub proofs: Vec<DraftSpan>,
    /// Names.
    pub entities: Vec<DraftEntity>,
    /// Quotes.
    pub quotes: Vec<DraftQuote>,
    /// Expressions of time.
    pub dates: Vec<DraftDate>,
    /// Whether the file says who is who: else names of the same words are one.
    pub tells_clusters: bool,
    /// The people and things that the others refer to by [`DraftCluster::id`].
    pub clusters: Vec<DraftCluster>,
}

impl Draft {
    /// Lets all offsets count so, where the file has any that may count otherwise.
    pub fn count_in(&mut self, unit: Unit) {
        let counts = !matches!(self.unit, Some(Unit::None)) && self.tokens.is_empty();
        if counts && self.record.is_none() {
            self.unit = Some(unit);
        }
    }

    /// The text that its offsets fit, where the file has it.
    pub fn own_text(&self) -> Option<&str> {
        self.text.as_deref().or(self.respaced.as_deref())
    }

    /// Whether the file has the text, or its words.
    pub fn has_text(&self) -> bool {
        self.own_text().is_some() || !self.tokens.is_empty()
    }

    /// The same of what stands on this line; 0 for one that is not known.
    pub fn leave_out_at(&mut self, what: &'static str, line: u64) {
        self.leave_out(what);
        if line > 0 {
            self.left_at.entry(what).or_insert(line);
        }
    }

    /// Notes that something of the file has no place here.
    pub fn leave_out(&mut self, what: impl Into<Cow<'static, str>>) {
        *self.left_out.entry(what.into()).or_default() += 1;
    }
}

/// A token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftToken {
    /// The token.
    pub text: String,
    /// Whether it is the first of a sentence.
    pub begins_sentence: bool,
    /// Its line in the file.
    pub line: u64,
}

/// What a file says stands around words of which it does not say where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// What stands before them.
    pub prefix: String,
    /// What stands behind them.
    pub suffix: String,
    /// Whether offsets count in a page around the text: then they may be others here.
    pub is_paged: bool,
}

/// A run of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftSpan {
    /// Where it begins.
    pub start: usize,
    /// One past where it ends.
    pub end: usize,
    /// The words that the file says stand there, where it says so: they must.
    pub text: Option<String>,
    /// By what the words are found where they are not at the offsets, or where the file has none and the
    /// range is empty.
    pub around: Option<Around>,
    /// What stands inside, where only that has words: all of it must.
    pub parts: Vec<DraftSpan>,
    /// Where in the file it stands, as a path from the article (`entities[3]`, `T4`).
    pub field: String,
    /// Its line in the file; 0 for that on which the article begins.
    pub line: u64,
}

/// What every item may carry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftReview {
    /// The item's id, where the file has a lasting one.
    pub id: Option<String>,
    /// Who made it: a model and its version, or a person, where the file says so.
    pub origin: Option<String>,
    /// When it was last changed, where the file says so.
    pub updated: Option<Timestamp>,
    /// What was decided, where the file says so.
    pub verdict: Option<Verdict>,
    /// The machine's confidence.
    pub score: Option<f32>,
    /// Tags.
    pub tags: Vec<String>,
    /// A note.
    pub note: Option<String>,
    /// An external identifier.
    pub link: Option<String>,
}

impl DraftReview {
    /// Adds a note, in lines of its own.
    pub fn add_note(&mut self, words: &str) {
        add_note(&mut self.note, words);
    }
}

/// Adds to a note, in lines of its own.
pub fn add_note(note: &mut Option<String>, words: &str) {
    match note {
        Some(note) => {
            note.push('\n');
            note.push_str(words);
        }
        none => *none = Some(words.to_owned()),
    }
}

/// A name.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftEntity {
    /// Where it stands: in several pieces in some formats.
    pub pieces: Vec<DraftSpan>,
    /// Its label, as the file has it.
    pub label: Label,
    /// Which cluster it belongs to.
    pub cluster: Option<String>,
    /// The machine's original range and label, where a person changed them.
    pub was: Option<(DraftSpan, Label)>,
    /// Verdict and the like.
    pub review: DraftReview,
}

/// Something said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftQuote {
    /// Direct, mixed or indirect; found out from the text where the file does not say.
    pub kind: Option<QuoteKind>,
    /// The pieces of its content.
    pub content: Vec<DraftSpan>,
    /// The runs inside quote marks; found out from the text where there is none.
    pub quoted: Vec<DraftSpan>,
    /// The words that attribute it.
    pub cue: Option<DraftSpan>,
    /// The words that name the speaker.
    pub speaker: Option<DraftSpan>,
    /// Which of the names of [`Draft::entities`] the speaker's words are, where the file says so: several
    /// may stand on the same words.
    pub speaker_entity: Option<usize>,
    /// The speaker's cluster.
    pub speaker_cluster: Option<String>,
    /// The speaker's name, where nothing else gives it.
    pub speaker_name: Option<String>,
    /// Whether the cue is negated.
    pub negated: bool,
    /// The machine's original, where a person changed it; nothing of its review counts.
    pub was: Option<Box<DraftQuote>>,
    /// Verdict and the like.
    pub review: DraftReview,
}

/// An expression of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftDate {
    /// Where it stands.
    pub span: DraftSpan,
    /// Its ISO 8601 value.
    pub value: Option<String>,
    /// The machine's original range and value, where a person changed them.
    pub was: Option<(DraftSpan, Option<String>)>,
    /// Verdict and the like.
    pub review: DraftReview,
}

/// A person or thing.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftCluster {
    /// What the others call it in this file.
    pub id: String,
    /// Its label; that of its names where the file does not say.
    pub label: Option<Label>,
    /// Its fullest name; that of its longest mention where the file does not say.
    pub name: Option<String>,
    /// Its other names in the article.
    pub aliases: Vec<String>,
    /// The machine's original label and name, where a person changed them.
    pub was: Option<(Label, String)>,
    /// The key of the same party across articles.
    pub key: Option<String>,
    /// Verdict and the like.
    pub review: DraftReview,
}

/// The verdict of a name in files.
pub fn verdict(name: &str) -> Option<Verdict> {
    let all = [
        Verdict::Unreviewed,
        Verdict::Accepted,
        Verdict::Corrected,
        Verdict::Rejected,
        Verdict::Added,
    ];
    all.into_iter().find(|verdict| verdict.as_str() == name)
}

/// The kind of quote of a name in files.
pub fn quote_kind(name: &str) -> Option<QuoteKind> {
    let all = [QuoteKind::Direct, QuoteKind::Mixed, QuoteKind::Indirect];
    all.into_iter().find(|kind| kind.as_str() == name)
}
