//! Tokens with tags: the four columns of `CoNLL-2003`, and two columns of IOB1, IOB2 or BIOES.

use std::io;

use crate::bounded;
use crate::extract::Label;
use crate::interchange::draft::{Draft, DraftEntity, DraftReview, DraftSpan, DraftToken};
use crate::interchange::reader::{Source, Take};
use crate::interchange::{Fault, Unit};

/// A longer line is none of tokens, in bytes.
const LONGEST_LINE: u64 = 1 << 20;
/// How many tokens an article has at most, or a file without lines between articles.
const MOST_TOKENS: usize = 4_000_000;

/// What tags may follow each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Iob2,
    Bioes,
}

/// Reads `CoNLL-2003`: the token is the first column, the tag (IOB2, or IOB1 as in the corpus itself) the
/// last; `-DOCSTART-` begins an article.
///
/// # Errors
/// When the file cannot be read.
pub fn read_conll(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    Reader::new(Scheme::Iob2).read(source, take)
}

/// Reads two columns, token and IOB2 (or IOB1) tag. Nothing stands between articles: a file is one, as long as
/// its texts are not known.
///
/// # Errors
/// When the file cannot be read.
pub fn read_iob2(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    Reader::new(Scheme::Iob2).read(source, take)
}

/// Reads two columns, token and BIOES (or BILOU) tag, as [`read_iob2`] does.
///
/// # Errors
/// When the file cannot be read.
pub fn read_bioes(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    Reader::new(Scheme::Bioes).read(source, take)
}

/// How tags were meant that are none of IOB2.
const IOB1: &str =
    "tags were read as IOB1: I- begins a name, B- only one right behind another of its kind";

/// What the tags of IOB1 or IOB2 that were read may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// Either.
    Both,
    /// An article was read as IOB1.
    Iob1,
    /// A B- began a name where IOB1 has I-.
    Iob2,
}

/// What is wrong, and on which line.
type Wrong = (u64, Fault);

/// A name that goes on, from its first token.
struct Open {
    label: String,
    first: usize,
    line: u64,
    /// The tag with which it began, where that is against the rules: it is read to its end.
    wrong: Option<String>,
}

struct Reader {
    scheme: Scheme,
    draft: Draft,
    /// The line on which the article begins.
    line: u64,
    open: Option<Open>,
    /// Names of the article that no B- began, each with what is wrong with it unless IOB1 is meant.
    unbegun: Vec<(DraftEntity, Wrong)>,
    seen: Seen,
    begins_sentence: bool,
    /// Whether there is an article, though it may be empty.
    begun: bool,
}

impl Reader {
    fn new(scheme: Scheme) -> Self {
        Self {
            scheme,
            draft: empty(),
            line: 0,
            open: None,
            unbegun: Vec::new(),
            seen: Seen::Both,
            begins_sentence: true,
            begun: false,
        }
    }

    fn read(mut self, source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
        let mut bytes = Vec::new();
        let mut number = 0;
        loop {
            bytes.clear();
            let whole = bounded::read_line(&mut source.input, &mut bytes, LONGEST_LINE)?;
            if bytes.is_empty() {
                break;
            }
            number += 1;
            if number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            if !whole {
                source.input.skip_until(b'\n')?;
                let told = bounded::too_long(LONGEST_LINE);
                if take(number, Err(Fault::new("", told))).is_break() {
                    return Ok(());
                }
                continue;
            }
            let mut faults = Vec::new();
            let done = match std::str::from_utf8(&bytes) {
                Ok(line) => self.line(line.trim_end_matches(['\n', '\r']), number, &mut faults),
                Err(_) => {
                    faults.push((number, Fault::new("", "is no UTF-8")));
                    None
                }
            };
            for (line, fault) in faults {
                if take(line, Err(fault)).is_break() {
                    return Ok(());
                }
            }
            if let Some((line, draft)) = done
                && take(line, Ok(draft)).is_break()
            {
                return Ok(());
            }
            if self.draft.tokens.len() > MOST_TOKENS {
                let told = format!("more than {MOST_TOKENS} tokens without an end; split it");
                let _ = take(number, Err(Fault::new("", told)));
                return Ok(());
            }
        }
        let mut faults = Vec::new();
        self.close(&mut faults);
        self.settle(&mut faults);
        for (line, fault) in faults {
            if take(line, Err(fault)).is_break() {
                return Ok(());
            }
        }
        if self.begun {
            let line = self.line;
            let _ = take(line, Ok(self.draft));
        }
        Ok(())
    }

    /// Takes in a line; gives the article that it ends.
    fn line(&mut self, line: &str, number: u64, faults: &mut Vec<Wrong>) -> Option<(u64, Draft)> {
        if line.trim().is_empty() {
            self.close(faults);
            self.begins_sentence = true;
            return None;
        }
        let mut columns: Vec<&str> = if line.contains('\t') {
            line.split('\t').collect()
        } else {
            line.split(' ')
                .filter(|column| !column.is_empty())
                .collect()
        };
        while columns.last().is_some_and(|last| last.trim().is_empty()) {
            columns.pop();
        }
        if columns.first() == Some(&"-DOCSTART-") && columns.last() == Some(&"O") {
            self.close(faults);
            self.settle(faults);
            self.begins_sentence = true;
            let before = std::mem::replace(&mut self.draft, empty());
            let began = std::mem::replace(&mut self.line, number);
            let was = std::mem::replace(&mut self.begun, true);
            return was.then_some((began, before));
        }
        let (Some(token), Some(tag), true) = (columns.first(), columns.last(), columns.len() > 1)
        else {
            faults.push((number, Fault::new("", "is no token with a tag")));
            return None;
        };
        if !self.begun {
            (self.begun, self.line) = (true, number);
        }
        self.tag(tag, number, faults);
        self.draft.tokens.push(DraftToken {
            text: (*token).to_owned(),
            begins_sentence: std::mem::take(&mut self.begins_sentence),
            line: number,
        });
        if let Some(("E" | "S" | "L" | "U", _)) = tag.split_once('-') {
            self.end();
        }
        None
    }

    /// Takes in the tag of the token that comes next.
    fn tag(&mut self, tag: &str, line: u64, faults: &mut Vec<Wrong>) {
        let fault = |reason: String| (line, Fault::new("tag", reason));
        let (prefix, label) = match tag.split_once('-') {
            Some((prefix, label)) if !label.is_empty() => (prefix, label),
            _ if tag == "O" => return self.close(faults),
            _ => {
                self.close(faults);
                return faults.push(fault(format!("{tag:?} is none of O, B-LABEL and the like")));
            }
        };
        let known = match self.scheme {
            Scheme::Iob2 => matches!(prefix, "B" | "I"),
            Scheme::Bioes => matches!(prefix, "B" | "I" | "E" | "S" | "L" | "U"),
        };
        if !known {
            self.close(faults);
            return faults.push(fault(format!("{tag:?} is no tag of this scheme")));
        }
        if matches!(prefix, "I" | "E" | "L") {
            if self.open.as_ref().is_some_and(|open| open.label == label) {
                return;
            }
            self.close(faults);
            self.begin(label, line, Some(tag.to_owned()));
            return;
        }
        let follows = self.open.as_ref().is_some_and(|open| open.label == label);
        if !follows && self.scheme == Scheme::Iob2 {
            let seen = std::mem::replace(&mut self.seen, Seen::Iob2);
            if seen == Seen::Iob1 {
                let reason = format!(
                    "{tag:?} begins a name as in IOB2, but articles before this one were read as IOB1"
                );
                faults.push(fault(reason));
            }
        }
        self.close(faults);
        self.begin(label, line, None);
    }

    fn begin(&mut self, label: &str, line: u64, wrong: Option<String>) {
        self.open = Some(Open {
            label: label.to_owned(),
            first: self.draft.tokens.len(),
            line,
            wrong,
        });
    }

    /// Ends a name where another one, or none, begins.
    fn close(&mut self, faults: &mut Vec<Wrong>) {
        let unended = self.open.as_ref().filter(|open| open.wrong.is_none());
        if let Some(open) = unended.filter(|_| self.scheme == Scheme::Bioes) {
            let reason = format!(
                "the name of B-{} in line {} has no E- or L-",
                open.label, open.line
            );
            // The line that ends it, as reading goes on there.
            let line = self
                .draft
                .tokens
                .last()
                .map_or(open.line, |token| token.line + 1);
            faults.push((line, Fault::new("tag", reason)));
            self.open = None;
        }
        self.end();
    }

    /// Ends a name with the last token.
    fn end(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let last = self.draft.tokens.len();
        let entity = DraftEntity {
            pieces: vec![DraftSpan {
                start: open.first,
                end: last,
                field: format!("B-{}", open.label),
                line: open.line,
                ..DraftSpan::default()
            }],
            label: Label::new(&open.label),
            cluster: None,
            was: None,
            review: DraftReview::default(),
        };
        let Some(tag) = open.wrong else {
            return self.draft.entities.push(entity);
        };
        let reason = format!("{tag:?} goes on with a name that no B-{} began", open.label);
        self.unbegun
            .push((entity, (open.line, Fault::new("tag", reason))));
    }

    /// Takes the names of the article that no B- began as IOB1 means them, unless its other tags are
    /// against that.
    fn settle(&mut self, faults: &mut Vec<Wrong>) {
        let unbegun = std::mem::take(&mut self.unbegun);
        if unbegun.is_empty() {
            return;
        }
        if self.seen == Seen::Iob2 || self.scheme == Scheme::Bioes {
            return faults.extend(unbegun.into_iter().map(|(_, wrong)| wrong));
        }
        let entities = &mut self.draft.entities;
        entities.extend(unbegun.into_iter().map(|(entity, _)| entity));
        entities.sort_by_key(|entity| entity.pieces.first().map(|piece| piece.start));
        self.draft.read_as = Some(IOB1);
        self.seen = Seen::Iob1;
    }
}

fn empty() -> Draft {
    Draft {
        unit: Some(Unit::None),
        ..Draft::default()
    }
}
