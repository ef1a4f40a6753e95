//! What became of what files say, counted.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use super::How;
use crate::text::count::counted;

/// Something that was met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Noted {
    /// How often.
    pub count: u64,
    /// The file and line of the article where it was met first.
    pub first: String,
}

impl Noted {
    /// Notes that it was met so often in the article of a line.
    pub(super) fn note(&mut self, count: u64, path: &Path, line: u64) {
        self.count += count;
        if self.first.is_empty() {
            self.first = format!("{}:{line}", path.display());
        }
    }
}

/// What became of what the files say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many articles the files speak of.
    pub read: u64,
    /// How many of them were found.
    pub matched: u64,
    /// How many articles were changed.
    pub changed: u64,
    /// How many items are new.
    pub added: u64,
    /// How many suggestions that were there already were decided by the files, or became theirs.
    pub taken: u64,
    /// How many items the files have otherwise under their ids, and were corrected so.
    pub corrected: u64,
    /// How many items were there already.
    pub unchanged: u64,
    /// How many the files themselves reject, and so do not suggest.
    pub rejected: u64,
    /// How many items something else was decided about already.
    pub conflicts: u64,
    /// How much was wrong.
    pub faults: u64,
    /// How often a file has other words of a place than those that stand there.
    pub moved: u64,
    /// Names in several pieces, which cover now what stands between these, too.
    pub widened: u64,
    /// What of the files has no place here.
    pub left_out: BTreeMap<Cow<'static, str>, Noted>,
    /// How files were understood that may be meant in several ways, and how many of their articles.
    pub read_as: BTreeMap<&'static str, Noted>,
    /// How many articles several annotators, or several files, speak of: what they say was put
    /// together.
    pub shared: u64,
    /// Who these are, as far as the files say.
    pub annotators: BTreeSet<String>,
    /// How many articles of other annotators were left out.
    pub of_others: u64,
    /// How many articles were made of the texts in the files.
    pub made: u64,
    /// How many decisions the import is: one, or none where it changes nothing.
    pub decisions: u64,
}

impl Report {
    /// Whether anything was skipped.
    pub fn is_faulty(&self) -> bool {
        self.faults > 0 || self.moved > 0 || self.conflicts > 0 || self.matched < self.read
    }

    /// Whether nothing came of the files.
    pub fn is_empty(&self) -> bool {
        self.added + self.taken + self.corrected + self.unchanged + self.rejected == 0
            && self.conflicts == 0
            && self.changed == 0
    }

    /// The report for people, a line each.
    pub fn lines(&self, how: How) -> Vec<String> {
        let mut lines = Vec::new();
        if self.made > 0 {
            lines.push(format!(
                "{} made of the texts in the files",
                counted(self.made, "article", "articles")
            ));
        }
        lines.push(format!(
            "{} read, {} found, {} changed",
            counted(self.read, "article", "articles"),
            self.matched,
            self.changed
        ));
        let kind = match how {
            How::Suggestions => "suggestions to review",
            How::Annotations => "annotations",
        };
        let mut parts = vec![format!("{kind}: {} new", self.added)];
        let more = [
            (self.taken, "that were suggested already"),
            (self.corrected, "corrected as the files have them"),
            (self.unchanged, "there already"),
            (self.rejected, "rejected in the file, left out"),
            (self.conflicts, "decided otherwise here, kept as they are"),
            (
                self.widened,
                "in several pieces, widened over what stands between them",
            ),
        ];
        for (count, what) in more.into_iter().filter(|(count, _)| *count > 0) {
            parts.push(format!("{count} {what}"));
        }
        lines.push(parts.join(", "));
        for (what, Noted { count, first }) in &self.left_out {
            lines.push(format!("{what}: {count} left out (first in {first})"));
        }
        for (how, Noted { count, first }) in &self.read_as {
            let articles = counted(*count, "article", "articles");
            lines.push(format!("{how} ({articles}, first in {first})"));
        }
        if self.shared > 0 {
            let names: Vec<&str> = self.annotators.iter().map(String::as_str).take(9).collect();
            let more = if self.annotators.len() > 9 {
                ", …"
            } else {
                ""
            };
            lines.push(format!(
                "annotated by several ({}{more}): {}, all of it is one annotator's now; \
                 --from NAME takes in what one of them did",
                names.join(", "),
                counted(self.shared, "article", "articles"),
            ));
        }
        if self.of_others > 0 {
            let articles = counted(self.of_others, "article", "articles");
            lines.push(format!("{articles} of other annotators left out"));
        }
        if self.moved > 0 {
            lines.push(format!(
                "other words than the files have of them at {}: taken as they stand there now",
                counted(self.moved, "place", "places")
            ));
        }
        if self.faults > 0 {
            lines.push(format!(
                "{}: what is at fault was left out",
                counted(self.faults, "fault", "faults")
            ));
        }
        if self.decisions > 0 {
            lines.push("one undo (u) takes it back".to_owned());
        }
        lines
    }
}
