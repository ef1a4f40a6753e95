//! Whole sessions of an analyst's work, from the first key to the records on the disk, with every
//! key and click counted: how much a piece of work costs is part of what is promised.

mod alone;
mod attributed;
mod mistakes;
mod pointed;
mod same;
mod triage;
mod who;

use std::path::Path;

use portable_pty::CommandBuilder;
use serde_json::Value;

use super::terminal::Terminal;

/// What each session takes: keys, and clicks (a drag is one, a double click two). Quitting is not
/// counted, and of what is typed, every letter is.
const COSTS: &[(&str, usize, usize)] = &[
    ("triage of fifty articles", 105, 0),
    ("one article from scratch by keys", 86, 0),
    ("one article from scratch by mouse", 45, 17),
    ("speakers of twenty quotes", 106, 0),
    ("merging a person over the corpus", 54, 0),
    ("a label over the corpus", 19, 0),
    ("recovery from mistakes", 26, 0),
];

/// The column where the reader begins, in terminals that are `WIDE`.
const READER: usize = 35;

/// An analyst's hands on a terminal, counted.
struct Hands {
    terminal: Terminal,
    keys: usize,
    clicks: usize,
}

impl Hands {
    /// Opens the program.
    fn open(command: CommandBuilder) -> Self {
        Self {
            terminal: Terminal::start(command, super::desk::WIDE),
            keys: 0,
            clicks: 0,
        }
    }

    /// Types keys and waits for a text on the screen.
    #[track_caller]
    fn press(&mut self, keys: &str, text: &str) {
        self.keys += strokes(keys);
        self.terminal.press(keys, text);
    }

    /// Chooses the entry of the open list that begins with a text, by the letter before it.
    #[track_caller]
    fn choose(&mut self, text: &str) {
        let entry = |terminal: &Terminal| {
            let screen = terminal.text();
            let entries = screen.split("│ ").filter_map(|entry| entry.split_once(' '));
            let mut named = entries.filter(|(_, rest)| rest.starts_with(text));
            named
                .find(|(letter, _)| letter.chars().count() == 1)
                .map(|(letter, _)| letter.to_owned())
        };
        self.terminal
            .until(text, |terminal| entry(terminal).is_some());
        let letter = entry(&self.terminal).unwrap();
        self.keys += strokes(&letter);
        self.terminal.keys(&letter);
    }

    /// Waits for a text.
    #[track_caller]
    fn see(&mut self, text: &str) {
        self.terminal.see(text);
    }

    /// The cell where a text begins, at or right of a column.
    #[track_caller]
    fn cell(&mut self, text: &str, from: usize) -> (usize, usize) {
        let find = |terminal: &Terminal| {
            let (_, columns) = terminal.screen().size();
            let rows: Vec<String> = terminal.screen().rows(0, columns.get()).collect();
            rows.iter().enumerate().find_map(|(row, line)| {
                let shown: String = line.chars().skip(from).collect();
                let (before, _) = shown.split_once(text)?;
                Some((from + before.chars().count() + 1, row + 1))
            })
        };
        self.terminal
            .until(text, |terminal| find(terminal).is_some());
        find(&self.terminal).unwrap()
    }

    /// Clicks on a text, at or right of a column, so often at once.
    #[track_caller]
    fn click(&mut self, text: &str, from: usize, times: usize) {
        let (column, row) = self.cell(text, from);
        self.clicks += times;
        let click = format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m");
        self.terminal.keys(&click.repeat(times));
    }

    /// Drags from the beginning of a text in the reader to its end.
    #[track_caller]
    fn drag(&mut self, text: &str) {
        let (column, row) = self.cell(text, READER);
        let to = column + text.chars().count() - 1;
        self.clicks += 1;
        self.terminal.keys(&format!(
            "\x1b[<0;{column};{row}M\x1b[<32;{to};{row}M\x1b[<0;{to};{row}m"
        ));
    }

    /// Exports, reads what is said about it, and closes that.
    #[track_caller]
    fn export(&mut self, command: &str) {
        self.press(command, "Exported to");
        self.keys += strokes("q");
        self.terminal.keys("q");
        self.terminal.see_no("Exported to");
    }

    /// Quits, and holds what was done against its cost.
    #[track_caller]
    fn done(mut self, session: &str) {
        self.terminal.keys(":quit\r");
        assert!(self.terminal.end().success());
        let cost = COSTS.iter().find(|(name, ..)| *name == session);
        let (_, keys, clicks) = cost.expect("every session stands in the table");
        assert_eq!(
            (self.keys, self.clicks),
            (*keys, *clicks),
            "keys and clicks of: {session}"
        );
    }
}

/// How many keys are pressed to type this.
fn strokes(keys: &str) -> usize {
    let mut count = 0;
    let mut rest = keys.chars().peekable();
    while let Some(key) = rest.next() {
        count += 1;
        if key == '\x1b' && rest.next_if_eq(&'[').is_some() {
            // A key with a name: its sequence ends with a letter or a tilde.
            while rest
                .next_if(|next| !next.is_alphabetic() && *next != '~')
                .is_some()
            {}
            rest.next();
        }
    }
    count
}

/// The lines of a file of JSON Lines.
fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

/// The piece of a text between two code points, as an item tells them.
fn piece(text: &str, item: &Value) -> String {
    let (start, end) = (
        item["start"].as_u64().unwrap(),
        item["end"].as_u64().unwrap(),
    );
    let length = usize::try_from(end - start).unwrap();
    let start = usize::try_from(start).unwrap();
    text.chars().skip(start).take(length).collect()
}

/// What was decided about each entity: its text, label and verdict.
fn decided(record: &Value) -> Vec<String> {
    let mut entities = record["entities"].as_array().unwrap().clone();
    entities.sort_by_key(|entity| entity["start"].as_u64());
    let word = |entity: &Value, field: &str| entity[field].as_str().unwrap().to_owned();
    let fields = ["text", "label", "verdict"];
    entities
        .iter()
        .map(|entity| fields.map(|field| word(entity, field)).join(" "))
        .collect()
}
