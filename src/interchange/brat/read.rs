//! brat's standoff: a `.txt` with an `.ann` beside it.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::{self, Read as _};
use std::path::Path;

use crate::bounded;
use crate::corpus::{LONGEST_RECORD, unpacked};
use crate::interchange::assemble::{Link, Region, Role, assemble, kind};
use crate::interchange::draft::{Draft, DraftSpan, verdict};
use crate::interchange::reader::{Source, Take, exact_of};
use crate::interchange::{Fault, Unit};
use crate::span::OffsetIndex;

/// Reads an `.ann` file, with the text beside it; or a `.txt` file, with the annotations beside it; or
/// an `.a1` file, with the text and what belongs to it beside it.
/// Offsets are code points.
///
/// # Errors
/// When a file cannot be read.
pub fn read(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let is_text = source.path.extension() == Some(OsStr::new("txt"));
    let whole = if is_text {
        source.exact()?
    } else {
        source.whole()?
    };
    let whole = match whole {
        Ok(whole) => whole,
        Err(fault) => {
            let _ = take(0, Err(fault));
            return Ok(());
        }
    };
    let beside = source
        .path
        .with_extension(if is_text { "ann" } else { "txt" });
    let other = match text_beside(&beside) {
        Ok(other) => other,
        Err(reason) => {
            let fault = Fault::new("", format!("{}: {reason}", beside.display()));
            if take(0, Err(fault)).is_break() || is_text {
                return Ok(());
            }
            // Without its text the article has to be known by its id.
            None
        }
    };
    let (annotations, text) = match (is_text, other) {
        (false, text) => (whole, text),
        (true, Some(annotations)) => (annotations, Some(whole)),
        (true, None) => (String::new(), Some(whole)),
    };
    let annotations = annotations.strip_prefix('\u{feff}').unwrap_or(&annotations);
    let mut page = Page::new(text.as_deref());
    for (number, line) in annotations.lines().enumerate() {
        let number = number as u64 + 1;
        if let Err(fault) = page.line(line, number)
            && take(number, Err(fault)).is_break()
        {
            return Ok(());
        }
    }
    // Corpora of shared tasks have what was asked for in files of their own.
    let is_given = source.path.extension() == Some(OsStr::new(GIVEN));
    for ending in ASKED.iter().filter(|_| is_given) {
        let beside = source.path.with_extension(ending);
        let told = |field: &str| format!("{}{field}", beside.display());
        let asked = match text_beside(&beside) {
            Ok(asked) => asked.unwrap_or_default(),
            Err(reason) => {
                if take(1, Err(Fault::new(told(""), reason))).is_break() {
                    return Ok(());
                }
                continue;
            }
        };
        for (number, line) in asked.lines().enumerate() {
            if let Err(fault) = page.line(line, 0) {
                let field = told(&format!(":{}: {}", number + 1, fault.field));
                if take(1, Err(Fault::new(field, fault.reason))).is_break() {
                    return Ok(());
                }
            }
        }
    }
    let mut draft = page.finish();
    draft.id = source.stem();
    draft.text = text;
    let _ = take(1, Ok(draft));
    Ok(())
}

/// The ending of the files with the annotations that a shared task gives, and of those with what it asks
/// for.
const GIVEN: &str = "a1";
const ASKED: [&str; 3] = ["a2", "rel", "co"];

/// The text of the file beside, compressed or not; none where there is none.
fn text_beside(path: &Path) -> Result<Option<String>, String> {
    if path.as_os_str().is_empty() {
        return Ok(None);
    }
    let packed = ["gz", "zst", "gzip", "zstd"].map(|ending| path.with_added_extension(ending));
    let mut files = std::iter::once(path.to_owned()).chain(packed);
    let Some(file) = files.find(|file| file.exists()) else {
        return Ok(None);
    };
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let limit = LONGEST_RECORD as u64 + 1;
        unpacked(bounded::open(&file)?)?
            .take(limit)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| error.to_string())?;
    exact_of(bytes).map(Some).map_err(|fault| fault.reason)
}

/// What the lines say so far.
struct Page<'a> {
    text: Option<(&'a str, OffsetIndex)>,
    draft: Draft,
    regions: Vec<Region>,
    /// The regions by their ids.
    places: HashMap<String, usize>,
    links: Vec<Link>,
    /// What lines say of regions that may follow them.
    about: Vec<About>,
    /// The triggers of events, which relations and roles may name in their place.
    events: HashMap<String, String>,
    /// The contents of events that are quotes: what is said of the event is said of the quote.
    contents: HashMap<String, String>,
}

/// What a line says of a region.
struct About {
    target: String,
    line: u64,
    what: What,
}

enum What {
    Attribute(String, String),
    Note(String, String),
    Reference(String),
}

impl<'a> Page<'a> {
    fn new(text: Option<&'a str>) -> Self {
        Self {
            text: text.map(|text| (text, OffsetIndex::new(text))),
            draft: Draft {
                unit: Some(Unit::CodePoint),
                ..Draft::default()
            },
            regions: Vec::new(),
            places: HashMap::new(),
            links: Vec::new(),
            about: Vec::new(),
            events: HashMap::new(),
            contents: HashMap::new(),
        }
    }

    fn line(&mut self, line: &str, number: u64) -> Result<(), Fault> {
        if line.trim().is_empty() {
            return Ok(());
        }
        let mut columns = line.splitn(3, '\t');
        let id = columns.next().unwrap_or_default();
        let data = columns.next().unwrap_or_default();
        let rest = columns.next();
        let fault = |reason: &str| Fault::new(id, reason);
        let mut words = data.split_whitespace();
        match id.chars().next() {
            Some('T') => self.span(id, data, rest, number)?,
            Some('R') => {
                let label = words.next().ok_or_else(|| fault("has no type"))?;
                let ends: Vec<&str> = words
                    .filter_map(|word| Some(word.split_once(':')?.1))
                    .collect();
                let [from, to] = ends.as_slice() else {
                    return Err(fault("has not two arguments"));
                };
                self.link(label, from, to, number);
            }
            Some('*') => {
                let label = words.next().ok_or_else(|| fault("has no type"))?;
                let members: Vec<&str> = words.collect();
                for pair in members.windows(2) {
                    if let [a, b] = pair {
                        self.link(label, a, b, number);
                    }
                }
            }
            Some('E') => self.event(id, data, number)?,
            Some('A' | 'M') => {
                let name = words.next().ok_or_else(|| fault("has no name"))?;
                let target = words.next().ok_or_else(|| fault("has no target"))?;
                let value: Vec<&str> = words.collect();
                self.about.push(About {
                    target: target.to_owned(),
                    line: number,
                    what: What::Attribute(name.to_owned(), value.join(" ")),
                });
            }
            Some('N') => {
                let (target, reference) = words
                    .nth(1)
                    .zip(words.next())
                    .ok_or_else(|| fault("has no target and reference"))?;
                self.about.push(About {
                    target: target.to_owned(),
                    line: number,
                    what: What::Reference(reference.to_owned()),
                });
            }
            Some('#') => {
                let (what, target) = words
                    .next()
                    .zip(words.next())
                    .ok_or_else(|| fault("has no target"))?;
                self.about.push(About {
                    target: target.to_owned(),
                    line: number,
                    what: What::Note(what.to_owned(), rest.unwrap_or_default().to_owned()),
                });
            }
            _ => return Err(fault("is no line of brat's standoff")),
        }
        Ok(())
    }

    fn span(&mut self, id: &str, data: &str, words: Option<&str>, line: u64) -> Result<(), Fault> {
        let fault = |reason: String| Fault::new(id, reason);
        let (label, places) = data
            .split_once(' ')
            .ok_or_else(|| fault("has no type and offsets".to_owned()))?;
        let mut pieces = Vec::new();
        for place in places.split(';') {
            let ends = place.trim().split_once(' ');
            let ends = ends.and_then(|(start, end)| {
                Some((
                    start.parse::<usize>().ok()?,
                    end.trim().parse::<usize>().ok()?,
                ))
            });
            let Some((start, end)) = ends else {
                return Err(fault(format!("{place:?} is no start and end")));
            };
            pieces.push(DraftSpan {
                start,
                end,
                text: None,
                field: id.to_owned(),
                line,
                ..DraftSpan::default()
            });
        }
        if self.places.contains_key(id) {
            return Err(fault("was met before".to_owned()));
        }
        if let Some(words) = words {
            Self::words(&mut pieces, words).map_err(fault)?;
        }
        let region = Region::new(id, label, self.joined(pieces));
        self.places.insert(id.to_owned(), self.regions.len());
        self.regions.push(region);
        Ok(())
    }

    /// Gives each piece its words: they stand one after the other, with a space between two.
    fn words(pieces: &mut [DraftSpan], words: &str) -> Result<(), String> {
        let mut rest = words;
        let last = pieces.len().saturating_sub(1);
        for (at, piece) in pieces.iter_mut().enumerate() {
            let length = piece.end.saturating_sub(piece.start);
            let end = rest
                .char_indices()
                .nth(length)
                .map_or(rest.len(), |(i, _)| i);
            let own = crate::span::until(rest, end);
            if own.chars().count() != length {
                return Err(format!("{words:?} is not as long as its offsets say"));
            }
            piece.text = Some(own.to_owned());
            rest = crate::span::from(rest, end);
            if at < last {
                rest = rest
                    .strip_prefix(' ')
                    .ok_or_else(|| format!("{words:?} has no space between its pieces"))?;
            }
        }
        if !rest.is_empty() {
            return Err(format!("{words:?} is longer than its offsets say"));
        }
        Ok(())
    }

    /// The pieces, those together between which nothing but a line's end stands: brat cuts there.
    fn joined(&self, pieces: Vec<DraftSpan>) -> Vec<DraftSpan> {
        let Some((text, index)) = &self.text else {
            return pieces;
        };
        let mut joined: Vec<DraftSpan> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            if let Some(last) = joined.last_mut()
                && let Some(between) = index.span_of_code_points(text, last.end, piece.start)
                && between.of(text).trim().is_empty()
                && between.of(text).contains(char::is_control)
                && is_proven(last, text, index)
                && is_proven(&piece, text, index)
            {
                last.end = piece.end;
                let whole = index.span_of_code_points(text, last.start, last.end);
                last.text = whole.map(|whole| whole.of(text).to_owned());
                continue;
            }
            joined.push(piece);
        }
        joined
    }

    fn link(&mut self, label: &str, from: &str, to: &str, line: u64) {
        self.links.push(Link {
            label: label.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            line,
        });
    }

    /// `CUE:T5 Content:T6 Source:T1`
    fn event(&mut self, id: &str, data: &str, line: u64) -> Result<(), Fault> {
        let mut parts = data
            .split_whitespace()
            .filter_map(|part| part.split_once(':'));
        let (_, trigger) = parts
            .next()
            .ok_or_else(|| Fault::new(id, "has no trigger"))?;
        self.events.insert(id.to_owned(), trigger.to_owned());
        let roles: Vec<(&str, &str)> = parts.collect();
        let content = roles
            .iter()
            .find(|(role, _)| is_role(role, &["content", "quote"]));
        let Some((_, content)) = content else {
            self.draft.leave_out_at("events that are no quotes", line);
            return Ok(());
        };
        self.contents.insert(id.to_owned(), (*content).to_owned());
        self.link("cue", content, trigger, line);
        for (role, target) in &roles {
            if is_role(role, &["source", "speaker"]) {
                self.link("speaker", content, target, line);
            } else if is_role(role, &["content", "quote"]) && target != content {
                self.link("continued", content, target, line);
            } else if target != content {
                self.draft
                    .leave_out_at("events' roles of other kinds", line);
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Draft {
        for link in &mut self.links {
            for end in [&mut link.from, &mut link.to] {
                if let Some(trigger) = self.events.get(end) {
                    end.clone_from(trigger);
                }
            }
        }
        for About { target, line, what } in std::mem::take(&mut self.about) {
            let spans = self
                .contents
                .get(&target)
                .or_else(|| self.events.get(&target));
            let target = spans.unwrap_or(&target);
            let place = self.places.get(target).copied();
            let Some(region) = place.and_then(|place| self.regions.get_mut(place)) else {
                self.draft
                    .leave_out_at("notes and attributes of no span", line);
                continue;
            };
            let role = region.role;
            match what {
                What::Attribute(name, value) => match (name.as_str(), value.as_str()) {
                    ("Verdict", value) if verdict(value).is_some() => {
                        region.review.verdict = verdict(value);
                    }
                    ("Kind", value) if role == Role::Piece && kind(value).is_some() => {
                        region.kind = kind(value);
                    }
                    ("Negation", "") if matches!(role, Role::Piece | Role::Cue) => {
                        region.negated = true;
                    }
                    (name, "") => region.review.tags.push(name.to_owned()),
                    (name, value) => region.review.tags.push(format!("{name}: {value}")),
                },
                What::Note(name, words) => match name.as_str() {
                    "Tags" => {
                        let tags = words.split(", ").filter(|tag| !tag.is_empty());
                        region.review.tags.extend(tags.map(str::to_owned));
                    }
                    "Speaker" if matches!(role, Role::Piece | Role::Speaker) => {
                        region.speaker.1 = Some(words);
                    }
                    "Name" => self.draft.leave_out_at("names of clusters", line),
                    _ => region.review.add_note(&words),
                },
                What::Reference(reference) => match reference.split_once(':') {
                    Some(("ISO8601", value)) => region.value = Some(value.to_owned()),
                    _ if region.review.link.is_some() => {
                        self.draft.leave_out_at("further links of a name", line);
                    }
                    Some(("Wikidata" | "Link", id)) => region.review.link = Some(id.to_owned()),
                    _ => region.review.link = Some(reference),
                },
            }
        }
        let mut draft = self.draft;
        assemble(&mut draft, self.regions, &self.links);
        draft
    }
}

fn is_role(role: &str, names: &[&str]) -> bool {
    let name = role.trim_end_matches(|c: char| c.is_ascii_digit());
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether the words that the file gives a piece stand where it says.
fn is_proven(piece: &DraftSpan, text: &str, index: &OffsetIndex) -> bool {
    let place = index.span_of_code_points(text, piece.start, piece.end);
    match (&piece.text, place) {
        (Some(words), Some(place)) => words == place.of(text),
        (None, Some(_)) => true,
        (_, None) => false,
    }
}
