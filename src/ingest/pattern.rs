//! Patterns of file names: `news/**/*.txt` is the folder `news` and which of its files are meant.
//!
//! Names are matched as characters, `?` and `[…]` too: a letter with an accent is one, however many
//! bytes it has.

use std::ffi::OsStr;
use std::fmt;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use regex::bytes::{Regex, RegexBuilder};

/// So many names may follow each other in a pattern: a [`Stage`] has a bit for each, and one for the end.
const MOST_PARTS: usize = 63;

/// A pattern is compiled into so many bytes at most.
const LARGEST: usize = 1 << 20;

/// Which files of a folder are meant.
///
/// `*` is any part of a name, `?` a character, `[a-z]` and `[!a-z]` one of several, `{a,b}` either, `\`
/// takes the next character as it is; `**` in a folder's place is any folders. A name with a dot in front
/// is met only by a pattern with a dot in front.
#[derive(Clone, Debug)]
pub struct Pattern {
    typed: String,
    parts: Vec<Part>,
    /// Whether it ends with a slash: then it means folders.
    only_folders: bool,
}

#[derive(Clone, Debug)]
enum Part {
    /// `**`
    Folders,
    Name {
        regex: Regex,
        /// Whether hidden names are meant.
        hidden: bool,
    },
}

/// What of a pattern may follow in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage(u64);

impl Stage {
    /// Whether nothing in there can be meant.
    pub fn is_dead(self) -> bool {
        self.0 == 0
    }
}

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("character {at}: {reason}")]
pub struct PatternError {
    /// The character in what was typed, from 1.
    pub at: usize,
    /// What is wrong there, and what to do.
    pub reason: String,
}

impl Pattern {
    /// The folder before the first name with a wildcard, and the pattern; none where there is no
    /// wildcard.
    ///
    /// # Errors
    /// When a bracket is not closed, or the pattern cannot be followed otherwise.
    pub fn split(typed: &str) -> Result<Option<(PathBuf, Self)>, PatternError> {
        if !typed.contains(['*', '?', '[', '{']) {
            return Ok(None);
        }
        let mut scan = Scan::new(typed);
        let mut parts = Vec::new();
        let mut folder = None;
        while let Some(name) = scan.name()? {
            if folder.is_none() && !name.wild {
                continue;
            }
            folder.get_or_insert(name.start);
            let wrong = |reason: &str| {
                let before = typed.get(..name.start).unwrap_or_default();
                PatternError {
                    at: before.chars().count() + 1,
                    reason: reason.to_owned(),
                }
            };
            match name.written {
                "" | "." => continue,
                ".." => {
                    return Err(wrong(
                        "“..” cannot follow a wildcard; begin with the folder above",
                    ));
                }
                "**" if matches!(parts.last(), Some(Part::Folders)) => continue,
                "**" => parts.push(Part::Folders),
                written => {
                    let regex = RegexBuilder::new(&format!("^(?:{})$", name.regex))
                        .size_limit(LARGEST)
                        .build()
                        .map_err(|_| wrong("this name is too much; use a shorter pattern"))?;
                    let hidden = written
                        .strip_prefix('\\')
                        .unwrap_or(written)
                        .starts_with('.');
                    parts.push(Part::Name { regex, hidden });
                }
            }
            if parts.len() > MOST_PARTS {
                return Err(wrong("is too deep; begin with a folder"));
            }
        }
        let Some(end) = folder else {
            return Ok(None);
        };
        let folder = match typed.get(..end).unwrap_or_default() {
            "" => ".",
            before => match before.trim_end_matches('/') {
                "" => "/",
                folder => folder,
            },
        };
        let pattern = Self {
            typed: typed.to_owned(),
            parts,
            only_folders: typed.ends_with('/'),
        };
        Ok(Some((PathBuf::from(folder), pattern)))
    }

    /// The stage in the folder that the pattern begins in.
    pub fn begin(&self) -> Stage {
        self.across(1)
    }

    /// The stage behind a name in a folder of this stage.
    pub fn step(&self, stage: Stage, name: &OsStr) -> Stage {
        let bytes = name.as_bytes();
        let is_hidden = bytes.first() == Some(&b'.');
        let mut next = 0;
        for (at, part) in self.parts.iter().enumerate() {
            if stage.0 >> at & 1 == 0 {
                continue;
            }
            match part {
                Part::Folders if !is_hidden => next |= 1 << at,
                Part::Name { regex, hidden } if *hidden || !is_hidden => {
                    next |= u64::from(regex.is_match(bytes)) << (at + 1);
                }
                Part::Folders | Part::Name { .. } => {}
            }
        }
        self.across(next)
    }

    /// `**` may be no folder at all.
    fn across(&self, mut stage: u64) -> Stage {
        for (at, part) in self.parts.iter().enumerate() {
            if matches!(part, Part::Folders) {
                stage |= (stage >> at & 1) << (at + 1);
            }
        }
        Stage(stage)
    }

    /// Whether a file of this stage is meant.
    pub fn takes_file(&self, stage: Stage) -> bool {
        !self.only_folders && self.takes_folder(stage)
    }

    /// Whether a folder of this stage is meant, with all that is in it.
    pub fn takes_folder(&self, stage: Stage) -> bool {
        stage.0 >> self.parts.len() & 1 == 1
    }

    /// Whether a file is meant, by its way from the folder.
    pub fn takes(&self, way: &Path) -> bool {
        let mut stage = self.begin();
        for name in way {
            if self.takes_folder(stage) {
                return true;
            }
            stage = self.step(stage, name);
        }
        self.takes_file(stage)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.typed == other.typed
    }
}

impl Eq for Pattern {}

impl fmt::Display for Pattern {
    /// As it was typed, with the folder.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed)
    }
}

/// A name of a pattern.
struct Name<'t> {
    /// Where it begins, in bytes.
    start: usize,
    written: &'t str,
    regex: String,
    wild: bool,
}

/// The names of a pattern, one after the other.
struct Scan<'t> {
    typed: &'t str,
    rest: std::iter::Peekable<std::str::CharIndices<'t>>,
    /// The number of characters before the rest.
    at: usize,
}

impl<'t> Scan<'t> {
    fn new(typed: &'t str) -> Self {
        Self {
            typed,
            rest: typed.char_indices().peekable(),
            at: 0,
        }
    }

    fn next(&mut self) -> Option<char> {
        let (_, c) = self.rest.next()?;
        self.at += 1;
        Some(c)
    }

    fn peek(&mut self) -> Option<char> {
        self.rest.peek().map(|(_, c)| *c)
    }

    fn here(&mut self) -> usize {
        self.rest.peek().map_or(self.typed.len(), |(at, _)| *at)
    }

    /// The next name; none at the end.
    fn name(&mut self) -> Result<Option<Name<'t>>, PatternError> {
        if self.peek().is_none() {
            return Ok(None);
        }
        let start = self.here();
        let (mut regex, mut wild) = (String::new(), false);
        let mut open = Vec::new();
        loop {
            let end = self.here();
            let c = match self.next() {
                None => {
                    if let Some(at) = open.pop() {
                        return Err(wrong(at, "this { is not closed; add }, or write \\{"));
                    }
                    return Ok(Some(self.whole(start, end, regex, wild)));
                }
                Some('/') if open.is_empty() => {
                    return Ok(Some(self.whole(start, end, regex, wild)));
                }
                Some(c) => c,
            };
            wild |= matches!(c, '*' | '?' | '[' | '{' | '\\');
            match c {
                '/' => {
                    let reason = "a folder may not end inside { }; give several patterns";
                    return Err(wrong(self.at, reason));
                }
                '*' => {
                    while self.peek() == Some('*') {
                        self.next();
                    }
                    regex.push_str("(?s-u:.)*");
                }
                '?' => regex.push_str("(?s:.)"),
                '[' => self.class(&mut regex)?,
                '{' => {
                    open.push(self.at);
                    regex.push_str("(?:");
                }
                ',' if !open.is_empty() => regex.push('|'),
                '}' => {
                    if open.pop().is_none() {
                        return Err(wrong(self.at, "this } closes nothing; write \\}"));
                    }
                    regex.push(')');
                }
                '\\' => match self.next() {
                    Some(next) => literal(next, &mut regex),
                    None => return Err(wrong(self.at, "nothing follows this \\; write \\\\")),
                },
                c => literal(c, &mut regex),
            }
        }
    }

    fn whole(&self, start: usize, end: usize, regex: String, wild: bool) -> Name<'t> {
        Name {
            start,
            written: self.typed.get(start..end).unwrap_or_default(),
            regex,
            wild,
        }
    }

    /// Reads on behind a `[`.
    fn class(&mut self, regex: &mut String) -> Result<(), PatternError> {
        let begun = self.at;
        let unclosed = || wrong(begun, "this [ is not closed; add ], or write \\[");
        regex.push('[');
        if let Some('!' | '^') = self.peek() {
            self.next();
            regex.push('^');
        }
        let mut first = true;
        loop {
            let from = match self.next() {
                Some(']') if !first => break,
                Some('\\') => self.next().ok_or_else(unclosed)?,
                Some('/') | None => return Err(unclosed()),
                Some(c) => c,
            };
            first = false;
            literal(from, regex);
            let mut ahead = self.rest.clone().map(|(_, c)| c);
            if ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']') {
                self.next();
                let at = self.at;
                let to = match self.next() {
                    Some('\\') => self.next().ok_or_else(unclosed)?,
                    Some('/') | None => return Err(unclosed()),
                    Some(c) => c,
                };
                if to < from {
                    return Err(wrong(at, "this range runs backwards; change its ends"));
                }
                regex.push('-');
                literal(to, regex);
            }
        }
        regex.push(']');
        Ok(())
    }
}

/// A character that means itself, inside a class too.
fn literal(c: char, regex: &mut String) {
    use fmt::Write as _;
    // Writing into a string does not fail.
    let _ = write!(regex, "\\x{{{:X}}}", u32::from(c));
}

fn wrong(at: usize, reason: &str) -> PatternError {
    PatternError {
        at,
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(typed: &str) -> (String, Pattern) {
        let (folder, pattern) = Pattern::split(typed).unwrap().unwrap();
        (folder.to_str().unwrap().to_owned(), pattern)
    }

    /// Which of some files are meant, by their way from the folder.
    fn taken<'f>(typed: &str, files: &[&'f str]) -> Vec<&'f str> {
        let (_, pattern) = split(typed);
        let taken = files.iter().filter(|file| pattern.takes(Path::new(file)));
        taken.copied().collect()
    }

    #[test]
    fn the_folder_is_what_stands_before_the_first_wildcard() {
        for (typed, folder) in [
            ("*.txt", "."),
            ("news/**/*.txt", "news"),
            ("news/2021-0?/a.txt", "news"),
            ("../a/b/{c,d}/e", "../a/b"),
            ("/*.txt", "/"),
            ("/news//x/[ab].md", "/news//x"),
            ("./*.txt", "."),
            (r"a\*/b?", "."),
        ] {
            assert_eq!(split(typed).0, folder, "{typed}");
        }
        assert_eq!(Pattern::split("news/2021").unwrap(), None);
    }

    #[test]
    fn wildcards_mean_what_they_mean_in_a_shell() {
        let files = [
            "a.txt",
            "b.md",
            "café.txt",
            "2021/a.txt",
            "2021/05/c.txt",
            "2021/05/d.htm",
            ".hidden/e.txt",
            "2021/.f.txt",
        ];
        assert_eq!(taken("n/*.txt", &files), ["a.txt", "café.txt"]);
        assert_eq!(
            taken("n/**/*.txt", &files),
            ["a.txt", "café.txt", "2021/a.txt", "2021/05/c.txt"]
        );
        assert_eq!(taken("n/?.*", &files), ["a.txt", "b.md"]);
        assert_eq!(taken("n/caf?.txt", &files), ["café.txt"]);
        assert_eq!(taken("n/caf[à-ü].txt", &files), ["café.txt"]);
        assert_eq!(taken("n/[!b].*", &files), ["a.txt"]);
        assert_eq!(taken("n/[^a].*", &files), ["b.md"]);
        assert_eq!(taken("n/{a,b}.{txt,md}", &files), ["a.txt", "b.md"]);
        assert_eq!(taken("n/a{,.txt}", &files), ["a.txt"]);
        assert_eq!(
            taken("n/**/05/**/*.{txt,htm}", &files),
            ["2021/05/c.txt", "2021/05/d.htm"]
        );
        assert_eq!(taken("n/*/.*.txt", &files), ["2021/.f.txt"]);
        assert_eq!(taken("n/.h*/*", &files), [".hidden/e.txt"]);
        assert_eq!(taken("n/**/.h*/*", &files), [".hidden/e.txt"]);
    }

    #[test]
    fn a_folder_that_is_meant_is_meant_with_all_in_it() {
        let files = ["2021/a.txt", "2021/05/c.txt", "2022/a.txt", "2021x"];
        assert_eq!(
            taken("n/*21*", &files),
            ["2021/a.txt", "2021/05/c.txt", "2021x"]
        );
        assert_eq!(taken("n/*21*/", &files), ["2021/a.txt", "2021/05/c.txt"]);
        assert_eq!(taken("n/**", &files), files);
        assert_eq!(taken("n/*", &files), files);
    }

    #[test]
    fn marks_that_are_meant_themselves_are_escaped() {
        let files = ["[a].txt", "a*b", "a{b", "a]", "a-c", "a.b", "a+b"];
        assert_eq!(taken(r"n/\[a\].*", &files), ["[a].txt"]);
        assert_eq!(taken("n/[[]a[]].*", &files), ["[a].txt"]);
        assert_eq!(taken(r"n/a\*?", &files), ["a*b"]);
        assert_eq!(taken("n/a[]x]", &files), ["a]"]);
        assert_eq!(taken("n/a[x-]?", &files), ["a-c"]);
        assert_eq!(taken("n/*.b", &files), ["a.b"]);
        assert_eq!(taken("n/?+b", &files), ["a+b"]);
    }

    #[test]
    fn what_is_broken_is_said_with_its_place() {
        for (typed, at) in [
            ("é/[ab", 3),
            ("news/*/[a/b]", 8),
            ("a{b,c", 2),
            ("{a/b,c}", 3),
            ("*a}", 3),
            ("*\\", 2),
            ("[b-a]", 3),
            ("a/*/../b", 5),
            ("[", 1),
        ] {
            assert_eq!(Pattern::split(typed).unwrap_err().at, at, "{typed}");
        }
        let deep = "*/".repeat(80);
        assert!(Pattern::split(&deep).is_err());
        assert!(Pattern::split(&"{".repeat(9_999)).is_err());
        let nested = format!("{}a{}", "{".repeat(9_999), "}".repeat(9_999));
        assert!(Pattern::split(&nested).is_err());
    }

    #[test]
    fn folders_that_cannot_lead_to_a_file_are_dead() {
        let (_, pattern) = split("n/20*/a.txt");
        let stage = pattern.begin();
        assert!(pattern.step(stage, OsStr::new("1999")).is_dead());
        let inside = pattern.step(stage, OsStr::new("2021"));
        assert!(!inside.is_dead() && !pattern.takes_folder(inside));
        let (_, pattern) = split("n/**/*.txt");
        let stage = pattern.begin();
        assert!(pattern.step(stage, OsStr::new(".git")).is_dead());
    }

    proptest! {
        #[test]
        fn any_pattern_is_followed_or_refused(typed in r"[*?\[\]{},\\/!^a.é-]{0,24}", way in "[a.é/]{0,12}") {
            if let Ok(Some((_, pattern))) = Pattern::split(&typed) {
                let _ = pattern.takes(Path::new(&way));
            }
        }

        #[test]
        fn a_name_matches_itself_escaped(name in r"[^/\\.\x00]\PC{0,8}") {
            prop_assume!(!name.contains('/'));
            let escaped: String = name.chars().flat_map(|c| ['\\', c]).collect();
            let (_, pattern) = split(&format!("{escaped}{{,x}}"));
            prop_assert!(pattern.takes(Path::new(&name)));
        }
    }
}
