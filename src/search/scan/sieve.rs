//! How to find the articles that may match among the bytes of a JSON file.
//!
//! Every match of most patterns has some letters in it, side by side, that JSON has no reason to
//! escape, or only in one way. The longest such run is looked for in the raw bytes.

use memchr::memmem;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::search::find::Pattern;

/// What tells articles that may match from all others.
#[derive(Clone, Debug)]
pub(super) enum Sieve {
    /// These bytes are in every match.
    Bytes(Box<memmem::Finder<'static>>),
    /// So is this.
    Regex(Box<regex::bytes::Regex>),
    /// Any article may match.
    None,
}

impl Sieve {
    /// The sieve for a pattern.
    pub fn of(pattern: &Pattern) -> Self {
        let Some(run) = pattern.parsed().and_then(|hir| best_run(&hir)) else {
            return Self::None;
        };
        if let Some(bytes) = run.bytes() {
            return Self::Bytes(Box::new(memmem::Finder::new(&bytes).into_owned()));
        }
        match regex::bytes::Regex::new(&run.expression()) {
            Ok(regex) => Self::Regex(Box::new(regex)),
            Err(_) => Self::None,
        }
    }

    /// Where the first place at or after `at` begins that may be part of a match.
    pub fn find(&self, bytes: &[u8], at: usize) -> Option<usize> {
        match self {
            Self::Bytes(finder) => Some(at + finder.find(bytes.get(at..)?)?),
            Self::Regex(regex) => {
                let found = (at <= bytes.len()).then(|| regex.find_at(bytes, at))?;
                Some(found?.start())
            }
            Self::None => (at < bytes.len()).then_some(at),
        }
    }
}

/// A class of more characters says too little.
const MOST_CHARACTERS: usize = 8;

/// A choice between more runs is too much to look for.
const MOST_WAYS: usize = 64;

/// What stands in every match.
#[derive(Clone, Debug)]
enum Run {
    /// Letters side by side: for each the characters that it may be.
    Letters(Vec<Vec<char>>),
    /// One of these.
    Either(Vec<Run>),
}

impl Run {
    /// How much it says: its letters, those of the shortest where it is a choice.
    fn weight(&self) -> usize {
        match self {
            Self::Letters(letters) => letters.len(),
            Self::Either(runs) => runs.iter().map(Self::weight).min().unwrap_or(0),
        }
    }

    /// How many runs it stands for.
    fn ways(&self) -> usize {
        match self {
            Self::Letters(_) => 1,
            Self::Either(runs) => runs.iter().map(Self::ways).sum(),
        }
    }

    /// Its bytes, where it can be written in one way alone.
    fn bytes(&self) -> Option<Vec<u8>> {
        let Self::Letters(letters) = self else {
            return None;
        };
        letters
            .iter()
            .map(|letter| match letter[..] {
                [c] => u8::try_from(c).ok().filter(u8::is_ascii),
                _ => None,
            })
            .collect()
    }

    fn expression(&self) -> String {
        match self {
            Self::Letters(letters) => letters.iter().map(|letter| one_of(letter)).collect(),
            Self::Either(runs) => {
                let ways: Vec<String> = runs.iter().map(Self::expression).collect();
                format!("(?:{})", ways.join("|"))
            }
        }
    }
}

/// An expression for a letter as it stands in JSON: ASCII as it is, another as itself, or as `\u` and
/// its number.
fn one_of(letter: &[char]) -> String {
    let mut ways: Vec<String> = letter
        .iter()
        .map(|c| regex::escape(c.encode_utf8(&mut [0; 4])))
        .collect();
    for c in letter.iter().filter(|c| !c.is_ascii()) {
        let mut units = [0; 2];
        let units = c.encode_utf16(&mut units).iter();
        let escapes: Vec<String> = units.map(|unit| format!(r"\\u(?i-u:{unit:04x})")).collect();
        ways.push(escapes.concat());
    }
    match ways.len() {
        1 => ways.concat(),
        _ => format!("(?:{})", ways.join("|")),
    }
}

/// Whether a character stands in JSON as it is, or as its number: quote marks, backslashes and what
/// web pages mind are written in other ways too.
fn is_plain(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "-.,:;()!?%$#@*_~[]{}|".contains(c)
    } else {
        c.is_alphanumeric()
    }
}

/// The run that says most of those in every match; none where nothing is.
fn best_run(hir: &Hir) -> Option<Run> {
    let mut runs = Runs::default();
    runs.walk(hir);
    runs.end();
    runs.best
}

/// The runs of a pattern.
#[derive(Default)]
struct Runs {
    open: Vec<Vec<char>>,
    best: Option<Run>,
}

impl Runs {
    /// Goes through an expression; those that parse are nested no deeper than a limit.
    fn walk(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => text.chars().for_each(|c| self.letter(vec![c])),
                Err(_) => self.end(),
            },
            HirKind::Class(Class::Unicode(class)) => {
                let ranges = class.ranges().iter();
                let all = ranges.flat_map(|range| range.start()..=range.end());
                self.letter(all.take(MOST_CHARACTERS + 1).collect());
            }
            HirKind::Class(Class::Bytes(_)) => self.end(),
            HirKind::Capture(capture) => self.walk(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.walk(part)),
            HirKind::Repetition(repetition) => {
                if repetition.min > 0 {
                    self.walk(&repetition.sub);
                }
                if repetition.max != Some(1) || repetition.min == 0 {
                    self.end();
                }
            }
            HirKind::Alternation(branches) => {
                self.end();
                let runs: Option<Vec<Run>> = branches.iter().map(best_run).collect();
                if let Some(runs) = runs {
                    self.offer(Run::Either(runs));
                }
            }
        }
    }

    fn letter(&mut self, letter: Vec<char>) {
        if letter.len() > MOST_CHARACTERS || !letter.iter().all(|c| is_plain(*c)) {
            return self.end();
        }
        self.open.push(letter);
    }

    fn end(&mut self) {
        let open = std::mem::take(&mut self.open);
        if !open.is_empty() {
            self.offer(Run::Letters(open));
        }
    }

    fn offer(&mut self, run: Run) {
        let best = self.best.as_ref().map_or(0, Run::weight);
        if run.weight() > best && run.ways() <= MOST_WAYS {
            self.best = Some(run);
        }
    }
}
