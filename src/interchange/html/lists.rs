//! What stands below an article's text: who and what is named, what was said, and remarks.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write as _;

use super::escape::{attribute, attribute_of, text, web};
use super::names::{class_of, slot};
use crate::annotation::{Annotations, ItemId, Party, Quotation, Review};
use crate::extract::Label;
use crate::interchange::document::Document;

/// A row of the table of who and what is named.
pub(super) struct Row<'a> {
    label: &'a Label,
    name: &'a str,
    /// What it is a row of; none where mentions of no cluster have the same words.
    party: Option<&'a Party>,
    /// The places of its mentions among the entities.
    mentions: Vec<usize>,
    /// The places of its quotes.
    quotes: Vec<usize>,
}

/// Who and what is named in an article: the rows, and which row each entity and quote belongs to.
pub(super) struct Named<'a> {
    rows: Vec<Row<'a>>,
    /// The row of each entity.
    pub(super) of_entity: Vec<usize>,
    /// The row of each quote's speaker.
    pub(super) of_quote: Vec<Option<usize>>,
}

impl<'a> Named<'a> {
    /// Counts the article's mentions and quotes.
    pub(super) fn of(document: &Document<'a>) -> Self {
        let annotations = document.annotations;
        let mut rows: Vec<Row<'a>> = annotations
            .clusters
            .iter()
            .map(|party| Row {
                label: &party.label,
                name: &party.name,
                party: Some(party),
                mentions: Vec::new(),
                quotes: Vec::new(),
            })
            .collect();
        let clusters: HashMap<&ItemId, usize> = annotations
            .clusters
            .iter()
            .enumerate()
            .map(|(at, party)| (&party.id, at))
            .collect();
        let mut loose: HashMap<(&Label, &str), usize> = HashMap::new();
        let mut of_entity = Vec::with_capacity(annotations.entities.len());
        for (at, entity) in annotations.entities.iter().enumerate() {
            let known = entity.cluster.as_ref().and_then(|id| clusters.get(id));
            let row = known.copied().unwrap_or_else(|| {
                let name = document.words(entity.span);
                *loose.entry((&entity.label, name)).or_insert_with(|| {
                    rows.push(Row {
                        label: &entity.label,
                        name,
                        party: None,
                        mentions: Vec::new(),
                        quotes: Vec::new(),
                    });
                    rows.len() - 1
                })
            });
            if let Some(row) = rows.get_mut(row) {
                row.mentions.push(at);
            }
            of_entity.push(row);
        }
        let mut of_quote = Vec::with_capacity(annotations.quotes.len());
        for (at, quote) in annotations.quotes.iter().enumerate() {
            let speaker = quote.said.speaker.as_ref();
            let row = speaker
                .and_then(|speaker| clusters.get(speaker.cluster.as_ref()?))
                .copied();
            if let Some(row) = row.and_then(|row| rows.get_mut(row)) {
                row.quotes.push(at);
            }
            of_quote.push(row);
        }
        Self {
            rows,
            of_entity,
            of_quote,
        }
    }

    /// Writes the table, those who are named most first within each label.
    pub(super) fn write(&self, article: u64, out: &mut String) {
        if self.rows.is_empty() {
            return;
        }
        let mut order: Vec<(usize, &Row<'_>)> = self.rows.iter().enumerate().collect();
        order.sort_by_key(|(at, row)| {
            let (slot, is_known) = slot(row.label);
            let label = (!is_known, slot, row.label.as_str());
            let count = row.mentions.len() + row.quotes.len();
            (label, Reverse(count), *at)
        });
        let _ = write!(
            out,
            "<details class=\"named\">\n<summary><h3>Named</h3> <span>{}</span></summary>\n<table>\n\
             <thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Label</th>\
             <th scope=\"col\">Mentions</th><th scope=\"col\">Quotes</th></tr></thead>\n<tbody>\n",
            order.len()
        );
        for (at, row) in order {
            row.write(article, at, out);
        }
        out.push_str("</tbody>\n</table>\n</details>\n");
    }
}

impl Row<'_> {
    fn write(&self, article: u64, at: usize, out: &mut String) {
        let _ = write!(out, "<tr id=\"a{article}p{at}\"");
        if let Some(party) = self.party {
            attribute("data-id", party.id.as_str(), out);
            attribute_of("data-key", party.key.as_deref(), out);
            decided(&party.review, out);
        }
        attribute("data-label", self.label.as_str(), out);
        let _ = write!(
            out,
            " data-mentions=\"{}\" data-quotes=\"{}\">",
            self.mentions.len(),
            self.quotes.len()
        );
        out.push_str("<th scope=\"row\"><bdi data-field=\"name\">");
        text(self.name, out);
        out.push_str("</bdi>");
        if let Some(party) = self.party {
            for alias in &party.aliases {
                out.push_str(" <bdi class=\"alias\" data-field=\"alias\">");
                text(alias, out);
                out.push_str("</bdi>");
            }
            remarks(&party.review, out);
        }
        let _ = write!(
            out,
            "</th><td><span class=\"label s{}\">",
            slot(self.label).0
        );
        text(self.label.as_str(), out);
        let _ = write!(out, "</span></td><td>");
        match self.mentions.first() {
            Some(first) => {
                let count = self.mentions.len();
                let _ = write!(out, "<a href=\"#a{article}e{first}\">{count}</a>");
            }
            None => out.push('0'),
        }
        out.push_str("</td><td>");
        for (place, quote) in self.quotes.iter().enumerate() {
            let gap = if place > 0 { " " } else { "" };
            let number = quote + 1;
            let _ = write!(out, "{gap}<a href=\"#a{article}q{quote}\">Q{number}</a>");
        }
        out.push_str("</td></tr>\n");
    }
}

/// Writes the list of quotes.
pub(super) fn quotes(document: &Document<'_>, named: &Named<'_>, article: u64, out: &mut String) {
    let quotes = &document.annotations.quotes;
    if quotes.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "<details class=\"said\">\n<summary><h3>Quotes</h3> <span>{}</span></summary>\n<ol>\n",
        quotes.len()
    );
    for (at, quote) in quotes.iter().enumerate() {
        let row = named.of_quote.get(at).copied().flatten();
        said(document, quote, (article, at, row), out);
    }
    out.push_str("</ol>\n</details>\n");
}

fn said(
    document: &Document<'_>,
    quote: &Quotation,
    (article, at, row): (u64, usize, Option<usize>),
    out: &mut String,
) {
    let said = &quote.said;
    let _ = write!(out, "<li id=\"a{article}q{at}\"");
    attribute("data-id", quote.id.as_str(), out);
    attribute("data-kind", said.kind.as_str(), out);
    if said.negated {
        out.push_str(" data-negated=\"\"");
    }
    if let Some(row) = row {
        let _ = write!(out, " data-p=\"{row}\"");
    }
    let speaker = said.speaker.as_ref();
    attribute_of("data-speaker", speaker.and_then(|s| s.name.as_deref()), out);
    decided(&quote.review, out);
    made(&quote.review, document.annotations, out);
    score(quote.score, out);
    let _ = write!(out, " value=\"{}\"", at + 1);
    let struck = class_of(quote.review.verdict).trim_start();
    attribute_of("class", Some(struck).filter(|class| !class.is_empty()), out);
    out.push_str("><blockquote dir=\"auto\">");
    for (place, piece) in said.content.iter().enumerate() {
        if place > 0 {
            out.push_str(" … ");
        }
        text(document.words(*piece), out);
    }
    out.push_str("</blockquote><p>");
    match document.speaker_name(said) {
        Some(name) => {
            out.push_str("<cite><bdi>");
            text(name, out);
            out.push_str("</bdi></cite>");
        }
        None => out.push_str("<i>no speaker</i>"),
    }
    if let Some(words) = speaker.and_then(|s| s.span).map(|s| document.words(s))
        && document.speaker_name(said) != Some(words)
    {
        out.push_str(" (“<bdi>");
        text(words, out);
        out.push_str("</bdi>”)");
    }
    if let Some(cue) = said.cue {
        out.push_str(" · <bdi>");
        text(document.words(cue), out);
        out.push_str("</bdi>");
    }
    let _ = write!(out, " · {}", said.kind.as_str());
    if said.negated {
        out.push_str(" · negated");
    }
    let number = at + 1;
    let _ = write!(
        out,
        " · <a href=\"#a{article}t{at}\">in the text<span class=\"vh\">, quote {number}</span></a></p>"
    );
    remarks(&quote.review, out);
    out.push_str("</li>\n");
}

/// Writes tags, notes and links of names and dates.
pub(super) fn remarks_on_marks(document: &Document<'_>, article: u64, out: &mut String) {
    let annotations = document.annotations;
    let entities = annotations.entities.iter().enumerate();
    let entities = entities.map(|(at, e)| ('e', at, &e.id, e.span, &e.review));
    let dates = annotations.dates.iter().enumerate();
    let dates = dates.map(|(at, d)| ('d', at, &d.id, d.span, &d.review));
    let mut any = false;
    for (kind, at, id, span, review) in entities.chain(dates) {
        if !has_remarks(review) {
            continue;
        }
        if !any {
            out.push_str(
                "<details class=\"remarks\">\n<summary><h3>Remarks</h3></summary>\n<ul>\n",
            );
            any = true;
        }
        let _ = write!(out, "<li id=\"a{article}{kind}{at}n\"");
        attribute("data-of", id.as_str(), out);
        let _ = write!(out, "><a href=\"#a{article}{kind}{at}\"><bdi>");
        text(document.words(span), out);
        out.push_str("</bdi></a>");
        remarks(review, out);
        out.push_str("</li>\n");
    }
    if any {
        out.push_str("</ul>\n</details>\n");
    }
}

/// What was decided about an item, as an attribute.
pub(super) fn decided(review: &Review, out: &mut String) {
    attribute("data-verdict", review.verdict.as_str(), out);
}

/// Who or what an item came from and when it was decided, as attributes: where these are not what
/// the article says for all of its items.
pub(super) fn made(review: &Review, of: &Annotations, out: &mut String) {
    if review.origin != of.model {
        attribute("data-origin", &review.origin, out);
    }
    if review.updated != of.updated {
        let updated = review.updated.map(|time| time.to_string());
        attribute("data-updated", &updated.unwrap_or_default(), out);
    }
}

/// A machine's confidence, as an attribute.
pub(super) fn score(score: Option<f32>, out: &mut String) {
    if let Some(score) = score {
        let _ = write!(out, " data-score=\"{score}\"");
    }
}

fn has_remarks(review: &Review) -> bool {
    !review.tags.is_empty() || review.note.is_some() || review.link.is_some()
}

/// Writes tags, note and link, if there are any.
fn remarks(review: &Review, out: &mut String) {
    if !has_remarks(review) {
        return;
    }
    out.push_str("<div class=\"remark\">");
    tags(&review.tags, out);
    note(review.note.as_deref(), out);
    link(review.link.as_deref(), "link", out);
    out.push_str("</div>");
}

/// Writes tags.
pub(super) fn tags(tags: &[String], out: &mut String) {
    for tag in tags {
        out.push_str("<bdi class=\"tag\" data-field=\"tag\">");
        text(tag, out);
        out.push_str("</bdi> ");
    }
}

/// Writes a note.
pub(super) fn note(note: Option<&str>, out: &mut String) {
    if let Some(note) = note {
        out.push_str("<p class=\"note\" dir=\"auto\" data-field=\"note\">");
        text(note, out);
        out.push_str("</p>");
    }
}

/// Writes a link that leads to the web, or its text.
pub(super) fn link(link: Option<&str>, field: &str, out: &mut String) {
    let Some(link) = link else {
        return;
    };
    let element = if let Some(href) = web(link) {
        out.push_str("<a rel=\"noopener noreferrer nofollow\"");
        attribute("href", href, out);
        "a"
    } else {
        out.push_str("<span");
        "span"
    };
    attribute("data-field", field, out);
    out.push_str(" dir=\"ltr\">");
    text(link, out);
    let _ = write!(out, "</{element}>");
}
