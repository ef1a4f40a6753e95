//! An analyst's desk: a home, articles, and what machines found in them, in temporary folders.

use std::fs;
use std::path::{Path, PathBuf};

use portable_pty::CommandBuilder;
use serde_json::Value;
use tempfile::TempDir;

use super::terminal::Terminal;

/// The size of most terminals here: room for list, reader and inspector.
pub const WIDE: (u16, u16) = (140, 24);

/// The first of the two stories.
pub const FERRY: &str = "GALWAY, May 3 (Coast Wire) - Two ferries touched in the harbour on Monday.\n\nMara Quinn, the harbour master, said nobody was hurt.\n\nThe Corvane Line will pay, Quinn told Coast Wire.\n";

/// The second.
pub const MINE: &str = "ERBIL, May 4 (Zagros Post) - Shells lie in the valleys east of Soran.\n\nDaniel Hartwell leads the clearing.\n";

/// An article's file, its text, and what a machine found there: names with their labels.
type Story = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// The two stories.
const FOUND: &[Story] = &[
    (
        "1-ferry.txt",
        FERRY,
        &[
            ("Mara Quinn", "PERSON"),
            ("Corvane Line", "PERSON"),
            ("told", "MISC"),
        ],
    ),
    (
        "2-mine.txt",
        MINE,
        &[("Soran", "LOC"), ("Daniel Hartwell", "PERSON")],
    ),
];

/// A home and a folder of articles.
pub struct Desk {
    dir: TempDir,
}

impl Desk {
    /// An empty folder of articles.
    pub fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["home", "news"] {
            fs::create_dir(dir.path().join(folder)).unwrap();
        }
        Self { dir }
    }

    /// Two wire stories, and suggestions for them that no model changes.
    pub fn with_two_stories() -> Self {
        let desk = Self::empty();
        let mut lines = Vec::new();
        for (id, text, names) in FOUND {
            desk.article(id, text.as_bytes());
            let entities: Vec<Value> = names
                .iter()
                .map(|(name, label)| {
                    let (before, _) = text.split_once(name).unwrap();
                    let start = before.chars().count();
                    let end = start + name.chars().count();
                    serde_json::json!({
                        "id": format!("e{start}-{end}-{label}"), "start": start, "end": end,
                        "label": label, "text": name, "score": 0.9,
                    })
                })
                .collect();
            let line = serde_json::json!({"id": id, "offsets": "codepoint", "entities": entities, "model": "desk 1"});
            lines.push(line.to_string());
        }
        fs::write(desk.path("found.jsonl"), lines.join("\n")).unwrap();
        desk
    }

    /// Puts an article, or whatever else, into the folder.
    pub fn article(&self, name: &str, contents: &[u8]) {
        fs::write(self.news().join(name), contents).unwrap();
    }

    /// The folder of articles.
    pub fn news(&self) -> PathBuf {
        self.path("news")
    }

    /// A path beside the folder of articles.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The annotator's part of the annotations.
    pub fn annotations(&self) -> PathBuf {
        self.path("news.annotations").join("ana")
    }

    /// A program with this home and nothing else in its environment.
    pub fn program(&self, program: &str) -> CommandBuilder {
        Self::program_in(self.dir.path(), program)
    }

    /// A program with the home of a desk that another process has.
    pub fn program_in(desk: &Path, program: &str) -> CommandBuilder {
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        let home = desk.join("home");
        command.env("PATH", std::env::var("PATH").unwrap_or_default());
        command.env("HOME", &home);
        for (name, folder) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_DATA_HOME", "data"),
        ] {
            command.env(name, home.join(folder));
        }
        command.env("DATELINE_ANNOTATOR", "ana");
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.cwd(desk);
        command
    }

    /// `dateline` with arguments.
    pub fn dateline(&self, arguments: &[&str]) -> CommandBuilder {
        let mut command = self.program(env!("CARGO_BIN_EXE_dateline"));
        command.args(arguments);
        command
    }

    /// `dateline` on the two stories.
    pub fn reviewing(&self) -> CommandBuilder {
        self.dateline(&["news", "--suggestions", "found.jsonl"])
    }

    /// Opens the two stories and waits until the first can be worked on.
    #[track_caller]
    pub fn review(&self) -> Terminal {
        let mut terminal = Terminal::start(self.reviewing(), WIDE);
        terminal.see("unreviewed here");
        terminal
    }

    /// Opens the two stories, whatever was done there, and waits until the first can be worked on.
    #[track_caller]
    pub fn opened(&self) -> Terminal {
        let mut terminal = Terminal::start(self.reviewing(), WIDE);
        terminal.until("the first story", |terminal| {
            terminal.shows("ana · saved") && terminal.footer().contains("reviewed")
        });
        terminal
    }

    /// The record of an article.
    #[track_caller]
    pub fn record(&self, id: &str) -> Value {
        self.records()
            .into_iter()
            .find(|record| record["article"]["id"] == id)
            .unwrap_or_else(|| panic!("no record of {id}"))
    }

    /// All records; one that an undo removes meanwhile is none.
    pub fn records(&self) -> Vec<Value> {
        let files = files(&self.annotations().join("articles"));
        // Other versions that are kept beside records are none.
        let records = files
            .iter()
            .filter(|path| !path.to_string_lossy().contains(".conflict-"));
        let bytes = records.filter_map(|path| fs::read(path).ok());
        bytes
            .map(|bytes| serde_json::from_slice(&bytes).unwrap())
            .collect()
    }
}

/// The files of a folder, in the order of their names; none where there is no such folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
