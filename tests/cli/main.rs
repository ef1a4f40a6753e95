//! The command line as scripts use it: output, messages, exit codes, files.

#![cfg(test)]

mod around;
mod configuring;
mod counting;
mod evaluating;
mod exporting;
mod extracting;
mod generated;
mod importing;
mod reading;
mod showing;
mod training;
mod verifying;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use dateline::annotation::{Annotations, Status, Timestamp, Verdict};
use dateline::article::Article;
use dateline::corpus;
use dateline::extract::extract;
use dateline::ingest::ReadOptions;
use dateline::span::OffsetIndex;
use dateline::store::{Access, Store, annotations_dir};
use predicates::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

const STORY: &str = "date 2021-05-01 ERBIL (Harbour News) – Maria Lopez, the mayor of Galway, told Harbour News that the bridge will open on Monday.\n\n“The work took four years 😀,” she said. “It was worth it.”\n\nEditing by Ana Ruiz\n";

/// A folder of its own, and the program run in it with nothing of the user's around.
struct Desk {
    dir: TempDir,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("news")).unwrap();
        Self { dir }
    }

    /// A desk with the story in `news/story.txt`.
    fn with_story() -> Self {
        let desk = Self::new();
        desk.write("news/story.txt", STORY);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn dateline(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("dateline").unwrap();
        command.current_dir(self.dir.path()).args(arguments);
        for name in ["NO_COLOR", "DATELINE_LOG", "COLORTERM"] {
            command.env_remove(name);
        }
        command
            .env("DATELINE_ANNOTATOR", "alice")
            .env("TERM", "xterm");
        for name in [
            "HOME",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "XDG_CACHE_HOME",
        ] {
            command.env(name, self.path("home"));
        }
        command
    }

    /// Lets an annotator decide about every article of `root` in the way of `decide`.
    fn annotate(&self, root: &str, annotator: &str, decide: impl Fn(&mut Annotations)) {
        let root = self.path(root);
        let place = annotations_dir(&root, None).unwrap();
        let mut store = Store::open(&place.dir, annotator, Access::Writable).unwrap();
        for article in articles(&root) {
            let index = OffsetIndex::new(&article.text);
            let found = extract(&article);
            let mut annotations = Annotations::fresh(&found, &article.text, &index);
            annotations.updated = Some("2021-05-02T10:00:00+00:00".parse::<Timestamp>().unwrap());
            decide(&mut annotations);
            store
                .write_record(&article, &index, &annotations, 0)
                .unwrap();
        }
    }
}

fn articles(root: &Path) -> Vec<Article> {
    let mut articles = Vec::new();
    corpus::stream(&[root.to_owned()], &ReadOptions::default(), |_, article| {
        articles.push(article.unwrap());
        std::ops::ControlFlow::Continue(())
    });
    articles
}

/// Accepts every name that is a person, rejects the other names, leaves the rest.
fn review_people(annotations: &mut Annotations) {
    annotations.status = Status::Reviewed;
    for entity in annotations.entities.iter_mut() {
        entity.review.verdict = if entity.label.as_str() == "PERSON" {
            Verdict::Accepted
        } else {
            Verdict::Rejected
        };
    }
}

fn stdout(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}
