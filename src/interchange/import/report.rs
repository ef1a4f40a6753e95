//! What became of what files say, counted.

use std::collections::BTreeMap;

use serde::Serialize;

use super::How;
use crate::text::count::counted;

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
    /// Names in several pieces, which cover now what stands between these, too.
    pub widened: u64,
    /// What of the files has no place here.
    pub left_out: BTreeMap<&'static str, u64>,
    /// How many articles were made of the texts in the files.
    pub made: u64,
    /// How many decisions the import is: one, or none where it changes nothing.
    pub decisions: u64,
}

impl Report {
    /// Whether anything was skipped.
    pub fn is_faulty(&self) -> bool {
        self.faults > 0 || self.conflicts > 0 || self.matched < self.read
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
        for (what, count) in &self.left_out {
            lines.push(format!("{what}: {count} left out"));
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
