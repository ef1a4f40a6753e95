//! Writes briefs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::escape::{begin, code, escaped, inline, is_left_out};
use crate::annotation::{ItemId, Review, Verdict};
use crate::extract::Label;
use crate::interchange::document::Document;
use crate::interchange::lacks::{self, Lack};
use crate::interchange::losses::{Fate, Losses, Part};
use crate::interchange::marks::{Marks, QUOTE, Role, kind};
use crate::interchange::names::FileNames;
use crate::interchange::writer::FolderWriter;
use crate::output::Folder;
use crate::span::{Span, from};
use crate::text::paragraph::{detect_lines, paragraphs};

/// Writes a page for each article.
#[derive(Clone, Copy, Debug, Default)]
pub struct MarkdownWriter;

/// How often somebody or something is named, and how.
#[derive(Default)]
struct Named<'a> {
    name: &'a str,
    mentions: usize,
    quotes: usize,
    words: Vec<&'a str>,
}

/// What stands at the end of a line about an item.
fn verdict(review: &Review) -> &'static str {
    match review.verdict {
        Verdict::Unreviewed => " (undecided)",
        Verdict::Rejected => " (rejected)",
        Verdict::Accepted | Verdict::Corrected | Verdict::Added => "",
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The heading over names of a label, behind where it stands among the headings.
type Heading = (u8, String);

fn heading(label: &str) -> Heading {
    match label {
        "PERSON" | "PER" => (0, "People".to_owned()),
        "ORG" => (1, "Organisations".to_owned()),
        "LOC" => (2, "Places".to_owned()),
        _ => (3, inline(label)),
    }
}

/// A link that is one, and nothing else.
fn address(url: &str) -> Option<&str> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = url
        .chars()
        .all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '\\' | '`'));
    (is_web && is_plain).then_some(url)
}

fn head(document: &Document<'_>, page: &mut String) {
    let (article, annotations) = (document.article, document.annotations);
    let head = &article.head;
    let title = head.title.as_ref().map(|title| inline(&title.value));
    let title = title.filter(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| inline(article.id.as_str()));
    let _ = writeln!(page, "# {title}\n");
    let mut line = |name: &str, words: Option<String>| {
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            let _ = writeln!(page, "- {name}: {words}");
        }
    };
    line("Date", head.day().map(|day| day.to_string()));
    for (name, value) in [
        ("Source", &head.source),
        ("Place", &head.place),
        ("By", &head.byline),
    ] {
        line(name, value.as_ref().map(|value| inline(&value.value)));
    }
    let url = head.url.as_deref();
    line(
        "Address",
        url.map(|url| address(url).map_or_else(|| inline(url), |url| format!("<{url}>"))),
    );
    line("Article", Some(inline(article.id.as_str())));
    line("Annotator", Some(inline(document.annotator)));
    line(
        "Status",
        Some(annotations.status.as_str().replace('_', " ")),
    );
    line("Tags", Some(inline(&annotations.tags.join(", "))));
    if let Some(note) = &annotations.note {
        let _ = writeln!(page, "\n## Note\n");
        for line in note.lines() {
            let _ = writeln!(page, "> {}", inline(line));
        }
    }
}

/// Who and what is named, by label.
fn names(document: &Document<'_>, page: &mut String) {
    let mut labels: BTreeMap<Heading, Vec<Named>> = BTreeMap::new();
    // Under which heading, and at which place there, a cluster or words of no cluster stand.
    let mut places: BTreeMap<(&str, Option<&ItemId>, &str), (Heading, usize)> = BTreeMap::new();
    for entity in &document.annotations.entities {
        let words = document.words(entity.span);
        let party = entity.cluster.as_ref().and_then(|id| document.party(id));
        let label: &Label = party.map_or(&entity.label, |party| &party.label);
        let cluster = party.map(|party| &party.id);
        let key = (label.as_str(), cluster, cluster.map_or(words, |_| ""));
        let (heading, at) = places.entry(key).or_insert_with(|| {
            let heading = heading(label.as_str());
            let list = labels.entry(heading.clone()).or_default();
            list.push(Named {
                name: party.map_or(words, |party| party.name.as_str()),
                ..Named::default()
            });
            (heading, list.len() - 1)
        });
        let list = labels.get_mut(heading);
        let Some(named) = list.and_then(|list| list.get_mut(*at)) else {
            continue;
        };
        named.mentions += 1;
        if !named.words.contains(&words) && named.words.len() < MOST_WORDS {
            named.words.push(words);
        }
    }
    for quote in &document.annotations.quotes {
        let speaker = quote.said.speaker.as_ref();
        let party = speaker.and_then(|speaker| document.party(speaker.cluster.as_ref()?));
        let place = party.and_then(|p| places.get(&(p.label.as_str(), Some(&p.id), "")));
        let list = place.and_then(|(heading, at)| labels.get_mut(heading)?.get_mut(*at));
        if let Some(named) = list {
            named.quotes += 1;
        }
    }
    for ((_, heading), list) in labels {
        let _ = writeln!(page, "\n## {heading}\n");
        for named in list {
            let mut counts = count(named.mentions, "mention", "mentions");
            if named.quotes > 0 {
                let _ = write!(counts, ", {}", count(named.quotes, "quote", "quotes"));
            }
            let words: Vec<String> = named.words.iter().map(|words| inline(words)).collect();
            let _ = writeln!(
                page,
                "- {} ({counts}): {}",
                inline(named.name),
                words.join("; ")
            );
        }
    }
}

/// How many ways of naming one thing are listed.
const MOST_WORDS: usize = 50;

fn quotes(document: &Document<'_>, page: &mut String) {
    let quotes = &document.annotations.quotes;
    if quotes.is_empty() {
        return;
    }
    page.push_str("\n## Quotes\n\n");
    for (number, quote) in quotes.iter().enumerate() {
        let said = &quote.said;
        let speaker = document.speaker_name(said).map(inline);
        let speaker = speaker.unwrap_or_else(|| "nobody named".to_owned());
        let mut about = kind(said.kind).to_owned();
        if let Some(cue) = said.cue {
            let _ = write!(about, ", {}", inline(document.words(cue)));
        }
        if said.negated {
            about.push_str(", denied");
        }
        let _ = writeln!(
            page,
            "{}. {} — {speaker} ({about}){}",
            number + 1,
            inline(&document.quote_words(quote)),
            verdict(&quote.review)
        );
    }
}

fn dates(document: &Document<'_>, page: &mut String) {
    let dates = &document.annotations.dates;
    if dates.is_empty() {
        return;
    }
    page.push_str("\n## Dates\n\n");
    for date in dates {
        let value = date.value.as_deref().map(inline);
        let value = value.unwrap_or_else(|| "unresolved".to_owned());
        let words = inline(document.words(date.span));
        let _ = writeln!(page, "- {words}: {value}{}", verdict(&date.review));
    }
}

/// What was noted about items.
fn remarks(document: &Document<'_>, page: &mut String) {
    let annotations = document.annotations;
    let entities = annotations.entities.iter();
    let entities = entities.map(|e| (document.words(e.span).to_owned(), &e.review));
    let quotes = annotations.quotes.iter();
    let quotes = quotes.map(|q| (document.quote_words(q), &q.review));
    let dates = annotations.dates.iter();
    let dates = dates.map(|d| (document.words(d.span).to_owned(), &d.review));
    let parties = annotations.clusters.iter();
    let parties = parties.map(|party| (party.name.clone(), &party.review));
    let mut lines = Vec::new();
    for (words, review) in parties.chain(entities).chain(quotes).chain(dates) {
        let mut said: Vec<String> = review.note.iter().map(|note| inline(note)).collect();
        if !review.tags.is_empty() {
            said.push(format!("tags: {}", inline(&review.tags.join(", "))));
        }
        said.extend(
            review
                .link
                .iter()
                .map(|link| format!("link: {}", inline(link))),
        );
        if !said.is_empty() {
            lines.push(format!("- {}: {}\n", inline(&words), said.join("; ")));
        }
    }
    if !lines.is_empty() {
        page.push_str("\n## Remarks\n\n");
        page.extend(lines);
    }
}

/// Where a mark begins or ends, in the order of writing: at one place first what ends, the inner
/// before the outer, then what begins, the outer before the inner.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    at: usize,
    begins: bool,
    /// The other end, counted from the end of the text.
    other: usize,
    tag: String,
}

fn edges(document: &Document<'_>, marks: &Marks<'_>) -> Vec<Edge> {
    let numbers: BTreeMap<&ItemId, usize> = document
        .annotations
        .quotes
        .iter()
        .zip(1..)
        .map(|(quote, number)| (&quote.id, number))
        .collect();
    let last = document.text().len();
    let mut edges = Vec::new();
    for mark in &marks.list {
        let tag = match mark.role {
            Role::Entity(..) | Role::Date(_) => mark.label().to_owned(),
            Role::Piece(quote, _) => {
                let number = numbers.get(&quote.id).copied().unwrap_or_default();
                format!("{QUOTE} {number}")
            }
            Role::Cue(_) | Role::Speaker(_) => continue,
        };
        let Span { start, end } = mark.span;
        edges.push(Edge {
            at: start,
            begins: true,
            other: last - end,
            tag: String::new(),
        });
        edges.push(Edge {
            at: end,
            begins: false,
            other: last - start,
            tag: code(&tag),
        });
    }
    edges.sort();
    edges
}

/// The text, a paragraph a paragraph, with brackets around what is marked and its label behind.
fn text(document: &Document<'_>, marks: &Marks<'_>, page: &mut String) {
    page.push_str("\n## Text\n");
    let text = document.text();
    let mut edges = edges(document, marks).into_iter().peekable();
    for paragraph in paragraphs(text, detect_lines(text)) {
        let mut line = String::with_capacity(paragraph.len() * 2);
        let mut at = paragraph.start;
        // What ends in the white space behind a paragraph ends with it.
        let behind = from(text, paragraph.end);
        let next = text.len() - behind.trim_start().len();
        let belongs = |edge: &Edge| {
            if edge.begins {
                edge.at < paragraph.end
            } else {
                edge.at <= next
            }
        };
        while let Some(edge) = edges.next_if(belongs) {
            let to = edge.at.clamp(at, paragraph.end);
            line.push_str(&escaped(Span::new(at, to).of(text)));
            at = to;
            if edge.begins {
                line.push_str("\\[");
            } else {
                line.push_str("\\]");
                line.push_str(&edge.tag);
            }
        }
        line.push_str(&escaped(Span::new(at, paragraph.end).of(text)));
        let _ = writeln!(page, "\n{}", begin(&line));
    }
}

impl FolderWriter for MarkdownWriter {
    fn document(
        &mut self,
        document: &Document<'_>,
        folder: &mut Folder,
        names_of_files: &mut FileNames,
        losses: &mut Losses,
    ) -> io::Result<()> {
        let mut note = |fate, why| losses.note(document, Part::Article, None, fate, why);
        note(Fate::Without, "a page to be read has no offsets");
        if document.text().contains(is_left_out) {
            note(Fate::Without, "what terminals obey is left out");
        }
        lacks::tell(
            document,
            losses,
            Part::Entities,
            &[Lack::Verdict, Lack::Score],
        );
        lacks::tell(document, losses, Part::Quotes, &[Lack::Score]);
        lacks::tell(document, losses, Part::Clusters, &[Lack::Aliases]);
        let marks = Marks::of(document, losses);
        let mut page = String::with_capacity(document.text().len() * 2);
        head(document, &mut page);
        names(document, &mut page);
        quotes(document, &mut page);
        dates(document, &mut page);
        remarks(document, &mut page);
        if document.with_text {
            text(document, &marks, &mut page);
        }
        let mut name = names_of_files.name(document).into_os_string();
        name.push(".md");
        folder.write(Path::new(&name), page.as_bytes())
    }
}
