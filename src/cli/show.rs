//! `dateline show`: articles and their numbered annotations as plain lines, for pipes and screen readers.

use std::collections::HashMap;
use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;

use anyhow::bail;

use super::Show;
use super::annotators::annotators;
use super::messages::Messages;
use super::model;
use super::outcome::Outcome;
use super::run::opened_or_here;
use crate::annotation::{
    Annotations, Dated, Entity, ItemId, ItemRef, Listed, Quotation, Review, Verdict,
};
use crate::article::{Article, Located};
use crate::corpus;
use crate::extract::{Label, extract_with};
use crate::interchange::archive::{Annotators, Archive};
use crate::output::Output;
use crate::span::{OffsetIndex, Span};
use crate::text::display::{visible, width};
use crate::text::paragraph::{detect_lines, paragraphs};

/// Prints articles, one after the other.
///
/// # Errors
/// When a path is missing, no article has the id, or standard output cannot be written.
pub fn run(typed: &Show, messages: &Messages) -> anyhow::Result<Outcome> {
    let mut options = typed.reading.options()?;
    let paths = opened_or_here(&typed.paths, &mut options)?;
    corpus::check(&paths, &options)?;
    let annotators = annotators(&typed.whose, &paths, messages)?;
    let model = model::chosen(
        typed.model.as_deref(),
        typed.whose.config.as_deref(),
        &paths,
        messages,
    )?;
    let mut archive =
        Archive::open(&paths, typed.whose.annotations.as_deref(), &annotators)?.with_model(model);
    let options = archive.guide(options);
    for problem in archive.problems() {
        messages.problem(problem);
    }
    let mut problems = archive.problems().len() as u64;
    let mut page = Page {
        output: Output::open(None)?,
        columns: columns(),
        of_several: !matches!(&annotators, Annotators::Named(names) if names.len() == 1),
        shown: 0,
    };
    let mut failed = None;
    corpus::stream(&paths, &options, |root, article| {
        let article = match article {
            Ok(article) => article,
            Err(problem) => {
                // Another article is asked for; what is wrong with this one is not the question.
                if typed.id.is_none() {
                    problems += 1;
                    messages.problem(problem);
                }
                return ControlFlow::Continue(());
            }
        };
        let id = article.id.as_str();
        if typed.id.as_ref().is_some_and(|wanted| wanted != id) {
            return ControlFlow::Continue(());
        }
        let result = one(
            &article,
            root,
            &mut archive,
            &mut page,
            messages,
            &mut problems,
        );
        if let Err(error) = result {
            failed = Some(error);
            return ControlFlow::Break(());
        }
        if typed.id.is_some() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    if let Some(error) = failed {
        return Err(error.into());
    }
    page.output.finish()?;
    if let (Some(id), 0) = (&typed.id, page.shown) {
        bail!("no article has the id {id:?}; 'dateline extract --no-text' lists the ids");
    }
    Ok(Outcome::of_faults(problems))
}

/// The width of the terminal that is written to; none for a file or a pipe.
fn columns() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let (columns, _) = terminal_size::terminal_size()?;
    Some(usize::from(columns.0).max(20))
}

fn one(
    article: &Article,
    root: usize,
    archive: &mut Archive,
    page: &mut Page,
    messages: &Messages,
    problems: &mut u64,
) -> io::Result<()> {
    let mut is_decided = false;
    for found in archive.annotations(root, article) {
        match found {
            Ok(found) => {
                found
                    .notices
                    .iter()
                    .for_each(|notice| messages.note(notice));
                is_decided = true;
                page.article(article, &found.annotations, Some(&found.annotator))?;
            }
            Err(error) => {
                *problems += 1;
                messages.problem(error);
            }
        }
    }
    if is_decided {
        return Ok(());
    }
    let index = OffsetIndex::new(&article.text);
    let suggested = extract_with(article, archive.model());
    let annotations = Annotations::fresh(&suggested, &article.text, &index);
    page.article(article, &annotations, None)
}

/// The lines that are written.
struct Page {
    output: Output,
    columns: Option<usize>,
    /// Whether several annotators' work is shown, one's after the other's.
    of_several: bool,
    shown: u64,
}

impl Page {
    /// An article as somebody annotated it; as the model suggests where nobody did.
    fn article(
        &mut self,
        article: &Article,
        annotations: &Annotations,
        annotator: Option<&str>,
    ) -> io::Result<()> {
        let is_decided = annotator.is_some();
        if self.shown > 0 {
            writeln!(self.output, "\n")?;
        }
        self.shown += 1;
        let text = &*article.text;
        self.head(article, annotations)?;
        if let Some(annotator) = annotator.filter(|_| self.of_several) {
            self.line(annotator, "annotator: ", "")?;
        }
        let (rejected, items): (Vec<Listed>, Vec<Listed>) = annotations
            .items()
            .into_iter()
            .partition(|listed| listed.verdict == Verdict::Rejected);
        let numbered: Vec<(&Listed, usize)> = items.iter().zip(1..).collect();
        let mut items = numbered.iter().peekable();
        let title = article.head.title.as_ref().and_then(|title| title.span);
        for paragraph in paragraphs(text, detect_lines(text)) {
            // The headline was told already.
            if !title.is_some_and(|title| title.covers(paragraph)) {
                writeln!(self.output)?;
                self.line(paragraph.of(text), "", "")?;
            }
            while let Some((listed, number)) =
                items.next_if(|(listed, _)| listed.span.start < paragraph.end)
            {
                let told = describe(annotations, &listed.item, text, is_decided);
                self.line(&told, &format!("  [{number}] "), "      ")?;
            }
        }
        self.parties(annotations, &numbered, is_decided)?;
        if !rejected.is_empty() {
            writeln!(self.output)?;
            let count = rejected.len();
            self.line(&format!("{count} rejected, not shown"), "", "")?;
        }
        Ok(())
    }

    /// Who and what is named more than once, speaks, or has something noted: with the numbers of
    /// its mentions and of what it says.
    fn parties(
        &mut self,
        annotations: &Annotations,
        numbered: &[(&Listed, usize)],
        is_decided: bool,
    ) -> io::Result<()> {
        type Numbers<'a> = HashMap<&'a ItemId, Vec<String>>;
        let (mut mentions, mut speeches) = (Numbers::new(), Numbers::new());
        for (listed, number) in numbered {
            let number = format!("[{number}]");
            match &listed.item {
                ItemRef::Entity(id) => {
                    let entity = annotations.entity(id);
                    if let Some(party) = entity.and_then(|entity| entity.cluster.as_ref()) {
                        mentions.entry(party).or_default().push(number);
                    }
                }
                ItemRef::Quote(id) => {
                    let speaker = annotations.quote(id).map(|q| q.said.speaker.as_ref());
                    if let Some(party) = speaker.flatten().and_then(|s| s.cluster.as_ref()) {
                        speeches.entry(party).or_default().push(number);
                    }
                }
                ItemRef::Date(_) | ItemRef::Cluster(_) => {}
            }
        }
        let mut is_first = true;
        for party in &annotations.clusters {
            let Some(numbers) = mentions.get(&party.id) else {
                continue;
            };
            // That nobody decided who it is needs no word.
            let is_decided = is_decided && party.review.verdict != Verdict::Unreviewed;
            let review = remarks(&party.review, is_decided);
            let speaks = speeches.get(&party.id);
            if numbers.len() < 2 && speaks.is_none() && review.is_empty() {
                continue;
            }
            if is_first {
                writeln!(self.output)?;
                self.line("Who is who", "", "")?;
                is_first = false;
            }
            let mut told = format!("{} {}: {}", party.label, party.name, numbers.join(" "));
            if let Some(speeches) = speaks {
                told.push_str(" · speaks in ");
                told.push_str(&speeches.join(" "));
            }
            told.push_str(&review);
            self.line(&told, "  ", "    ")?;
        }
        Ok(())
    }

    fn head(&mut self, article: &Article, annotations: &Annotations) -> io::Result<()> {
        let head = &article.head;
        let value = |located: &Option<Located<String>>| located.as_ref().map(|l| l.value.clone());
        let title = value(&head.title).unwrap_or_else(|| article.id.to_string());
        self.line(&title, "", "")?;
        let about: Vec<String> = [
            head.day().map(|day| day.to_string()),
            value(&head.place),
            value(&head.source),
            value(&head.byline).map(|name| format!("by {name}")),
            value(&head.editor).map(|name| format!("edited by {name}")),
            head.url.clone(),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !about.is_empty() {
            self.line(&about.join(" · "), "", "")?;
        }
        self.line(article.id.as_str(), "id: ", "    ")?;
        self.line(annotations.status.as_str(), "status: ", "")?;
        if !annotations.tags.is_empty() {
            self.line(&annotations.tags.join(", "), "tags: ", "      ")?;
        }
        if let Some(note) = &annotations.note {
            self.line(note, "note: ", "      ")?;
        }
        Ok(())
    }

    /// Writes a text as one line, or as lines of the terminal's width; nothing in it moves the cursor.
    fn line(&mut self, text: &str, first: &str, indent: &str) -> io::Result<()> {
        let text = visible(text);
        match self.columns {
            Some(columns) => write!(self.output, "{}", wrapped(&text, first, indent, columns)),
            None => writeln!(self.output, "{first}{text}"),
        }
    }
}

/// A text as lines of at most `columns` cells, the others behind `indent`; a longer word has its own line.
fn wrapped(text: &str, first: &str, indent: &str, columns: usize) -> String {
    let mut lines = first.to_owned();
    let mut used = width(first);
    let mut is_begun = false;
    for word in text.split(' ') {
        let wide = width(word);
        if is_begun && used + 1 + wide > columns {
            lines.push('\n');
            lines.push_str(indent);
            used = width(indent);
        } else if is_begun {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += wide;
        is_begun = true;
    }
    lines.push('\n');
    lines
}

/// An item in words.
fn describe(annotations: &Annotations, item: &ItemRef, text: &str, is_decided: bool) -> String {
    let told = match item {
        ItemRef::Entity(id) => annotations.entity(id).map(|e| entity(annotations, e, text)),
        ItemRef::Quote(id) => annotations.quote(id).map(|q| quote(annotations, q, text)),
        ItemRef::Date(id) => annotations.date(id).map(|d| date(d, text)),
        ItemRef::Cluster(_) => None,
    };
    let mut told = told.unwrap_or_default();
    if let Some(review) = annotations.review(item) {
        told.push_str(&remarks(review, is_decided));
    }
    told
}

fn entity(annotations: &Annotations, entity: &Entity, text: &str) -> String {
    let words = entity.span.of(text);
    let party = entity
        .cluster
        .as_ref()
        .and_then(|id| annotations.cluster(id));
    let name = party.map(|party| party.name.as_str());
    let day = || {
        let dates = &annotations.dates;
        let at = dates.partition_point(|date| date.span < entity.span);
        let date = dates.get(at).filter(|date| date.span == entity.span)?;
        date.value.as_deref()
    };
    let means = if entity.label == Label::DATE {
        day()
    } else {
        name
    };
    match means.filter(|means| *means != words) {
        Some(means) => format!("{} {words} = {means}", entity.label),
        None => format!("{} {words}", entity.label),
    }
}

fn quote(annotations: &Annotations, quote: &Quotation, text: &str) -> String {
    let said = &quote.said;
    let words: Vec<String> = said
        .content
        .iter()
        .map(|piece| shortened(piece.of(text)))
        .collect();
    let speaker = said.speaker.as_ref();
    let name = speaker.and_then(|speaker| annotations.speaker_name(speaker, text));
    let by = match name {
        Some(name) => format!("by {name}"),
        None => "by nobody named".to_owned(),
    };
    let there: Vec<&str> = [speaker.and_then(|speaker| speaker.span), said.cue]
        .into_iter()
        .flatten()
        .map(|span: Span| span.of(text))
        .collect();
    let there = if there.is_empty() {
        String::new()
    } else {
        format!(" ({})", there.join(" "))
    };
    let negated = if said.negated { ", denied" } else { "" };
    let kind = said.kind.as_str();
    format!("QUOTE {kind}{negated} {by}{there}: {}", words.join(" and "))
}

/// How a text begins and ends, where it is long: it stands in full above.
fn shortened(text: &str) -> String {
    /// How many words are told at the beginning, and at the end.
    const ENDS: (usize, usize) = (8, 6);
    let words: Vec<&str> = text.split_whitespace().collect();
    let (begin, end) = ENDS;
    match (words.get(..begin), words.len().checked_sub(end)) {
        (Some(first), Some(from)) if from > begin => {
            let last = words.get(from..).unwrap_or_default();
            format!("{} … {}", first.join(" "), last.join(" "))
        }
        _ => words.join(" "),
    }
}

fn date(date: &Dated, text: &str) -> String {
    let words = date.span.of(text);
    match &date.value {
        Some(value) => format!("TIME {words} = {value}"),
        None => format!("TIME {words}"),
    }
}

/// Verdict, tags, link and note.
fn remarks(review: &Review, is_decided: bool) -> String {
    let mut remarks = Vec::new();
    if is_decided {
        remarks.push(review.verdict.as_str().to_owned());
    }
    if !review.tags.is_empty() {
        remarks.push(format!("tags: {}", review.tags.join(", ")));
    }
    if let Some(link) = &review.link {
        remarks.push(format!("link: {link}"));
    }
    if let Some(note) = &review.note {
        remarks.push(format!("note: {note}"));
    }
    if remarks.is_empty() {
        return String::new();
    }
    format!(" · {}", remarks.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_long_is_shortened() {
        let numbers = |count: u32| {
            let words: Vec<String> = (1..=count).map(|n| n.to_string()).collect();
            words.join(" ")
        };
        assert_eq!(shortened(&numbers(14)), numbers(14));
        assert_eq!(
            shortened(&numbers(30)),
            "1 2 3 4 5 6 7 8 … 25 26 27 28 29 30"
        );
        assert_eq!(shortened(""), "");
    }

    #[test]
    fn lines_fit_the_terminal_in_cells_and_hang_behind_their_number() {
        let text = "PERSON 艾未未艾未未 said that nothing incomprehensibly";
        assert_eq!(
            wrapped(text, "  [1] ", "      ", 24),
            "  [1] PERSON\n      艾未未艾未未 said\n      that nothing\n      incomprehensibly\n"
        );
        assert_eq!(wrapped("", "id: ", "", 24), "id: \n");
        assert_eq!(
            wrapped("much longer than wide", "", "", 3),
            "much\nlonger\nthan\nwide\n"
        );
    }
}
