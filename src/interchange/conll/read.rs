//! Tokens with tags: the four columns of `CoNLL-2003`, and two columns of IOB1, IOB2 or BIOES.

use std::io;
use std::ops::ControlFlow;

use super::layout::{Layout, columns, is_comment, is_row, is_tag};
use crate::bounded;
use crate::extract::Label;
use crate::interchange::draft::{Draft, DraftEntity, DraftReview, DraftSpan, DraftToken};
use crate::interchange::reader::{Source, Take};
use crate::interchange::{Fault, Unit};

/// A longer line is none of tokens, in bytes.
const LONGEST_LINE: u64 = 1 << 20;
/// What other programs put before a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// How many tokens an article has at most, or a file without lines between articles.
const MOST_TOKENS: usize = 4_000_000;

/// How many rows are looked at for how they are laid out.
const MOST_HELD: usize = 200;

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
    layout: Layout,
    /// Lines that wait until it is known how rows are laid out.
    held: Vec<(u64, String)>,
    /// Whether any row of the article has a tag: else it is no article of tokens.
    tagged: bool,
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
            layout: Layout::Unknown,
            held: Vec::new(),
            tagged: false,
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
            if number == 1 && is_marked(&bytes) {
                bytes.drain(..BYTE_ORDER_MARK.len());
            }
            if !whole {
                source.input.skip_until(b'\n')?;
                let told = bounded::too_long(LONGEST_LINE);
                if take(number, Err(Fault::new("", told))).is_break() {
                    return Ok(());
                }
                continue;
            }
            let Ok(line) = std::str::from_utf8(&bytes) else {
                let fault = Fault::new("row", "is no UTF-8; save the file as UTF-8");
                if take(number, Err(fault)).is_break() {
                    return Ok(());
                }
                continue;
            };
            let line = line.trim_end_matches(['\n', '\r']);
            let flow = if self.layout == Layout::Unknown {
                let ends = line.trim().is_empty() && self.holds_sentence();
                self.held.push((number, line.to_owned()));
                if ends || self.held.len() >= MOST_HELD {
                    self.release(take)
                } else {
                    ControlFlow::Continue(())
                }
            } else {
                self.give(line, number, take)
            };
            if flow.is_break() {
                return Ok(());
            }
            if self.draft.tokens.len() > MOST_TOKENS {
                let told = format!("more than {MOST_TOKENS} tokens without an end; split it");
                let _ = take(number, Err(Fault::new("", told)));
                return Ok(());
            }
        }
        if self.release(take).is_break() {
            return Ok(());
        }
        let mut faults = Vec::new();
        self.close(&mut faults);
        self.settle(&mut faults);
        for (line, fault) in faults {
            if take(line, Err(fault)).is_break() {
                return Ok(());
            }
        }
        if let Some((line, draft)) = self.done() {
            let _ = take(line, Ok(draft));
        }
        Ok(())
    }

    /// Whether the last lines that wait are a sentence of several rows.
    fn holds_sentence(&self) -> bool {
        let lines = self.held.iter().rev().map(|(_, line)| line);
        let last = lines.take_while(|line| !line.trim().is_empty());
        last.filter(|line| is_row(line)).count() > 1
    }

    /// Reads the lines that waited.
    fn release(&mut self, take: &mut Take<'_>) -> ControlFlow<()> {
        let held = std::mem::take(&mut self.held);
        let rows = held.iter().map(|(_, row)| row.as_str());
        self.layout = Layout::of(rows.filter(|row| is_row(row)));
        for (number, line) in held {
            self.give(&line, number, take)?;
        }
        ControlFlow::Continue(())
    }

    /// Reads a line, and hands on what is wrong with it and the article that it ends.
    fn give(&mut self, line: &str, number: u64, take: &mut Take<'_>) -> ControlFlow<()> {
        let mut faults = Vec::new();
        let done = self.line(line, number, &mut faults);
        for (line, fault) in faults {
            take(line, Err(fault))?;
        }
        match done {
            Some((line, draft)) => take(line, Ok(draft)),
            None => ControlFlow::Continue(()),
        }
    }

    /// The article that ends here, and its line; none where no row of it had a tag.
    fn done(&mut self) -> Option<(u64, Draft)> {
        let draft = std::mem::replace(&mut self.draft, empty());
        let is_tagged = std::mem::take(&mut self.tagged) || draft.tokens.is_empty();
        let is_one = std::mem::take(&mut self.begun) && is_tagged;
        is_one.then_some((self.line, draft))
    }

    /// Takes in a line; gives the article that it ends.
    fn line(&mut self, line: &str, number: u64, faults: &mut Vec<Wrong>) -> Option<(u64, Draft)> {
        if line.trim().is_empty() {
            self.close(faults);
            self.begins_sentence = true;
            return None;
        }
        let columns = columns(line);
        let last = columns.last().copied().unwrap_or_default();
        if is_comment(line) {
            self.draft.leave_out_at("comments", number);
            return None;
        }
        if columns.first() == Some(&"-DOCSTART-") && !(is_tag(last) && last != "O") {
            self.close(faults);
            self.settle(faults);
            self.begins_sentence = true;
            let before = self.done();
            (self.begun, self.line) = (true, number);
            return before;
        }
        // Words of several tokens stand beside these.
        let (token, tag) = self.layout.of_row(&columns)?;
        // A byte order mark may be the first token of a text.
        if token.is_empty() && number > 1 {
            self.close(faults);
            faults.push((number, Fault::new("token", "is empty")));
            return None;
        }
        if !self.begun {
            (self.begun, self.line) = (true, number);
        }
        self.tagged |= is_tag(tag);
        if columns.len() > 1 {
            self.tag(tag, number, faults);
        } else {
            // The text goes on with it.
            self.close(faults);
            faults.push((number, Fault::new("tag", "is missing behind the token")));
        }
        if self.layout == Layout::Nested
            && let Some(inner) = columns.get(3)
            && inner.starts_with("B-")
        {
            self.draft
                .leave_out_at("names in the second column of tags, inside others", number);
        }
        self.draft.tokens.push(DraftToken {
            text: token.to_owned(),
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
        if !known && is_tag(tag) {
            // A name that goes on is none that ends here.
            if matches!(prefix, "E" | "L") {
                self.open = None;
            }
            self.close(faults);
            let reason = format!("{tag:?} is a tag of BIOES or BILOU; --format bioes reads these");
            return faults.push(fault(reason));
        }
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

/// Whether a file begins with a byte order mark, not with a token that is one character like it.
fn is_marked(line: &[u8]) -> bool {
    let rest = line.strip_prefix(BYTE_ORDER_MARK);
    rest.is_some_and(|rest| !rest.starts_with(b"\t") && !rest.starts_with(b" "))
}

fn empty() -> Draft {
    Draft {
        unit: Some(Unit::None),
        ..Draft::default()
    }
}
