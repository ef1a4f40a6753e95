//! Writes texts, annotations and `annotation.conf`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use crate::annotation::{ItemId, Party, Review, Verdict};
use crate::interchange::document::Document;
use crate::interchange::lacks::{self, Lack};
use crate::interchange::losses::{Fate, Losses, Part};
use crate::interchange::marks::{
    CONTINUES, COREF, CUE, CUE_OF, Mark, Marks, QUOTE, Role, SPEAKER, SPEAKER_OF, TIMEX, kind,
};
use crate::interchange::names::FileNames;
use crate::interchange::writer::FolderWriter;
use crate::output::Folder;
use crate::span::Span;

/// The types of what is no name: QUOTE and CUE and the like.
const OWN_TYPES: [&str; 4] = [CUE, QUOTE, SPEAKER, TIMEX];

/// Writes a `.txt` and an `.ann` for each article. Offsets are code points.
#[derive(Clone, Debug, Default)]
pub struct BratWriter {
    /// The types of names that were written.
    types: BTreeSet<String>,
}

/// The lines of an `.ann` file, each kind of id with its number.
#[derive(Debug, Default)]
struct Lines {
    text: String,
    numbers: HashMap<char, usize>,
}

impl Lines {
    /// Adds a line under the next id of a kind.
    fn add(&mut self, kind: char, rest: std::fmt::Arguments<'_>) -> usize {
        let number = self.numbers.entry(kind).or_default();
        *number += 1;
        let _ = writeln!(self.text, "{kind}{number}\t{rest}");
        *number
    }

    fn note(&mut self, what: &str, of: usize, words: &str) {
        self.add('#', format_args!("{what} T{of}\t{words}"));
    }
}

/// The lines and what was lost on the way to them.
struct Page<'a, 'b> {
    document: &'b Document<'a>,
    losses: &'b mut Losses,
    lines: Lines,
}

/// A character at which a line may end for some reader, or a column.
fn breaks(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\x0b' | '\x0c' | '\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// The parts of a span between line breaks and tabs, without the white space around each.
fn fragments(text: &str, span: Span) -> Vec<Span> {
    let mut start = span.start;
    let mut fragments = Vec::new();
    for part in span.of(text).split_inclusive(breaks) {
        let end = start + part.len();
        let words = part.strip_suffix(breaks).unwrap_or(part);
        let fragment = Span::new(start, start + words.len()).trim(text);
        if !fragment.is_empty() {
            fragments.push(fragment);
        }
        start = end;
    }
    fragments
}

/// A label as brat can take it: letters, digits, hyphens and underscores of ASCII.
fn plain(label: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !label.is_empty() && label.chars().all(is_plain) {
        return Cow::Borrowed(label);
    }
    if label.is_empty() {
        return Cow::Borrowed("_");
    }
    Cow::Owned(
        label
            .chars()
            .map(|c| if is_plain(c) { c } else { '_' })
            .collect(),
    )
}

/// Words on one line.
fn one_line(words: &str) -> Cow<'_, str> {
    if words.contains(breaks) {
        return Cow::Owned(words.replace("\r\n", " ").replace(breaks, " "));
    }
    Cow::Borrowed(words)
}

/// A link as `DATABASE:ID`; none where it has characters that brat cannot take.
fn reference(link: &str) -> Option<String> {
    let is_plain =
        !link.is_empty() && !link.contains(|c: char| c.is_whitespace() || c.is_control());
    let is_name = |name: &str| {
        let mut chars = name.chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic())
            && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    if !is_plain {
        return None;
    }
    match link.split_once(':') {
        Some((database, id)) if is_name(database) && !id.is_empty() => Some(link.to_owned()),
        _ if is_wikidata(link) => Some(format!("Wikidata:{link}")),
        _ => Some(format!("Link:{link}")),
    }
}

fn is_wikidata(link: &str) -> bool {
    let digits = link.strip_prefix('Q').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

impl<'a> Page<'a, '_> {
    fn lose(&mut self, mark: &Mark<'_>, fate: Fate, why: &'static str) {
        let (part, item) = (mark.part(), mark.item());
        self.losses.note(self.document, part, Some(item), fate, why);
    }

    /// Writes spans of one annotation (one, or the pieces of a quote); gives its number.
    fn span(&mut self, mark: &Mark<'a>, pieces: &[Span]) -> Option<usize> {
        let text = self.document.text();
        let mut parts: Vec<Span> = Vec::new();
        let mut covered = 0;
        for piece in pieces {
            parts.extend(fragments(text, *piece));
            covered += piece.len();
        }
        if parts.is_empty() {
            self.lose(mark, Fate::Dropped, "covers white space alone");
            return None;
        }
        let label = plain(mark.label());
        if label != mark.label() {
            self.lose(
                mark,
                Fate::Replaced,
                "a type has letters, digits, - and _ alone",
            );
        }
        if parts.len() > pieces.len() {
            self.lose(mark, Fate::Split, "a fragment ends where a line does");
        } else if parts.iter().map(|part| part.len()).sum::<usize>() < covered {
            self.lose(mark, Fate::Narrowed, "white space at its ends is left out");
        }
        let places: Vec<String> = parts
            .iter()
            .map(|part| {
                let (start, end) = self.document.code_points(*part);
                format!("{start} {end}")
            })
            .collect();
        let words: Vec<&str> = parts.iter().map(|part| part.of(text)).collect();
        let (places, words) = (places.join(";"), words.join(" "));
        let line = format_args!("{label} {places}\t{words}");
        Some(self.lines.add('T', line))
    }

    /// Writes what was decided about an item, its note, its tags and its link.
    fn review(&mut self, mark: &Mark<'a>, number: usize, review: &Review) {
        let verdict = review.verdict.as_str();
        self.lines
            .add('A', format_args!("Verdict T{number} {verdict}"));
        if let Some(note) = &review.note {
            let line = one_line(note);
            if line != note.as_str() {
                self.lose(
                    mark,
                    Fate::Replaced,
                    "a note is one line: its line breaks became spaces",
                );
            }
            self.lines.note("AnnotatorNotes", number, &line);
        }
        if !review.tags.is_empty() {
            let tags = review.tags.join(", ");
            self.lines.note("Tags", number, &one_line(&tags));
        }
        let party = mark.cluster().and_then(|id| self.document.party(id));
        let own = review.link.as_deref();
        let link = own.or_else(|| party.and_then(|party| party.review.link.as_deref()));
        let Some(link) = link else { return };
        let Some(reference) = reference(link) else {
            self.lose(mark, Fate::Without, "a reference has no white space in it");
            return;
        };
        // Some readers want words behind a reference.
        let name = party.map(|party| one_line(&party.name)).unwrap_or_default();
        let words = one_line(self.document.words(mark.span));
        let name = match name.trim() {
            "" => words.trim(),
            name => name,
        };
        self.lines
            .add('N', format_args!("Reference T{number} {reference}\t{name}"));
    }

    fn entity(&mut self, mark: &Mark<'a>) -> Option<usize> {
        let number = self.span(mark, &[mark.span])?;
        if let Some(review) = mark.review() {
            self.review(mark, number, review);
        }
        if let Some(value) = mark.value() {
            let value = one_line(value);
            match reference(&format!("ISO8601:{value}")) {
                Some(reference) => {
                    self.lines.add(
                        'N',
                        format_args!("Reference T{number} {reference}\t{value}"),
                    );
                }
                None => self.lose(mark, Fate::Without, "a reference has no white space in it"),
            }
        }
        Some(number)
    }

    fn quote(&mut self, mark: &Mark<'a>) -> Option<usize> {
        let Role::Piece(quote, 0) = mark.role else {
            return None;
        };
        let number = self.span(mark, &quote.said.content)?;
        self.review(mark, number, &quote.review);
        let kind = kind(quote.said.kind);
        self.lines.add('A', format_args!("Kind T{number} {kind}"));
        if quote.said.negated {
            self.lines.add('A', format_args!("Negation T{number}"));
        }
        let speaker = quote.said.speaker.as_ref();
        if speaker.is_some_and(|speaker| speaker.span.is_none())
            && let Some(name) = self.document.speaker_name(&quote.said)
        {
            self.lines.note("Speaker", number, &one_line(name));
        }
        Some(number)
    }

    /// Writes which spans name the same, and how it is called where no span says so.
    fn clusters(&mut self, marks: &Marks<'a>, numbers: &[Option<usize>]) {
        let mut members: BTreeMap<&ItemId, Vec<(usize, Span)>> = BTreeMap::new();
        for (mark, number) in marks.list.iter().zip(numbers) {
            if let (Some(cluster), Some(number)) = (mark.cluster(), number) {
                members
                    .entry(cluster)
                    .or_default()
                    .push((*number, mark.span));
            }
        }
        for party in &self.document.annotations.clusters {
            let members = members
                .get(&party.id)
                .map(Vec::as_slice)
                .unwrap_or_default();
            self.cluster(party, members);
        }
    }

    fn cluster(&mut self, party: &Party, members: &[(usize, Span)]) {
        let Some((first, _)) = members.first() else {
            let why = "names nothing in the text";
            let id = Some(&party.id);
            self.losses
                .note(self.document, Part::Clusters, id, Fate::Dropped, why);
            return;
        };
        if members.len() > 1 {
            let spans: Vec<String> = members.iter().map(|(n, _)| format!("T{n}")).collect();
            let _ = writeln!(self.lines.text, "*\tEquiv {}", spans.join(" "));
        }
        let is_said = |(_, span): &(usize, Span)| self.document.words(*span) == party.name;
        if !members.iter().any(is_said) {
            self.lines.note("Name", *first, &one_line(&party.name));
        }
    }
}

impl FolderWriter for BratWriter {
    fn document(
        &mut self,
        document: &Document<'_>,
        folder: &mut Folder,
        names: &mut FileNames,
        losses: &mut Losses,
    ) -> io::Result<()> {
        lacks::tell(
            document,
            losses,
            Part::Article,
            &[Lack::Head, Lack::Note, Lack::Tags, Lack::Status],
        );
        lacks::tell(document, losses, Part::Entities, &[Lack::Score]);
        lacks::tell(document, losses, Part::Quotes, &[Lack::Score]);
        lacks::tell(
            document,
            losses,
            Part::Clusters,
            &[Lack::Aliases, Lack::Note, Lack::Tags],
        );
        let marks = Marks::of(document, losses);
        let mut page = Page {
            document,
            losses,
            lines: Lines::default(),
        };
        let mut numbers: Vec<Option<usize>> = Vec::with_capacity(marks.list.len());
        for mark in &marks.list {
            numbers.push(match mark.role {
                Role::Entity(..) => {
                    self.types.insert(plain(mark.label()).into_owned());
                    page.entity(mark)
                }
                Role::Date(_) => page.entity(mark),
                Role::Piece(..) => page.quote(mark),
                Role::Cue(_) | Role::Speaker(_) => page.span(mark, &[mark.span]),
            });
        }
        for relation in &marks.relations {
            // Pieces are fragments of one annotation, and clusters stand in lines of their own.
            if [CONTINUES, COREF].contains(&relation.label) {
                continue;
            }
            let number = |at: usize| numbers.get(at).copied().flatten();
            if let (Some(from), Some(to)) = (number(relation.from), number(relation.to)) {
                let label = relation.label;
                let line = format_args!("{label} Arg1:T{from} Arg2:T{to}");
                page.lines.add('R', line);
            }
        }
        page.clusters(&marks, &numbers);
        let annotations = page.lines.text;
        let name = names.name(document);
        let file = |extension: &str| {
            let mut name = name.clone().into_os_string();
            name.push(extension);
            name
        };
        folder.write(Path::new(&file(".txt")), document.text().as_bytes())?;
        folder.write(Path::new(&file(".ann")), annotations.as_bytes())
    }

    fn finish(&mut self, folder: &mut Folder) -> io::Result<()> {
        folder.write(
            Path::new("annotation.conf"),
            self.configuration().as_bytes(),
        )
    }
}

impl BratWriter {
    /// What brat may meet, and let annotators do.
    fn configuration(&self) -> String {
        let mut conf = "# Offsets in the .ann files are code points.\n[entities]\n".to_owned();
        let own = OWN_TYPES.map(str::to_owned);
        let types: BTreeSet<&String> = self.types.iter().chain(&own).collect();
        for name in types {
            let _ = writeln!(conf, "{name}");
        }
        let verdicts = Verdict::ALL.map(Verdict::as_str).join("|");
        let _ = write!(
            conf,
            "\n[relations]\n\
             {SPEAKER_OF}\tArg1:{QUOTE}, Arg2:<ENTITY>\n\
             {CUE_OF}\tArg1:{QUOTE}, Arg2:{CUE}\n\
             Equiv\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive\n\
             \n[events]\n\
             \n[attributes]\n\
             Verdict\tArg:<ENTITY>, Value:{verdicts}\n\
             Kind\tArg:{QUOTE}, Value:direct|mixed|indirect\n\
             Negation\tArg:{QUOTE}\n"
        );
        conf
    }
}
