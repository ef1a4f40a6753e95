//! Writes the page.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Read as _, Seek as _, Write};

use sha2::{Digest, Sha256};
use tempfile::SpooledTempFile;
use unicode_width::UnicodeWidthChar as _;

use super::escape::{attribute, attribute_of, text};
use super::lists::{self, Named};
use super::marks::{self, Kind, Layout, Mark, Segment, Step};
use super::names::{KNOWN, class_of, slot};
use crate::article::{Article, Head};
use crate::interchange::document::Document;
use crate::interchange::losses::{Fate, Losses, Part};
use crate::interchange::writer::StreamWriter;
use crate::span::Span;
use crate::text::base64::base64;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// More of the table of contents than this waits in a temporary file, in bytes.
const IN_MEMORY: usize = 64 << 10;

/// Writes one page with all articles.
#[derive(Debug)]
pub struct HtmlWriter {
    articles: u64,
    /// The table of contents, which is the end of the page: nothing is known of the articles before.
    contents: SpooledTempFile,
}

impl HtmlWriter {
    /// A page without articles.
    pub fn new() -> Self {
        Self {
            articles: 0,
            contents: SpooledTempFile::new(IN_MEMORY),
        }
    }

    /// Notes an article for the table of contents.
    fn enter(&mut self, document: &Document<'_>) -> io::Result<()> {
        let number = self.articles;
        let mut entry = format!("<li><a href=\"#a{number}\"><bdi>");
        text(&heading(document.article), &mut entry);
        entry.push_str("</bdi></a>");
        if let Some(day) = document.article.head.day() {
            let _ = write!(entry, " <time>{day}</time>");
        }
        entry.push_str("</li>\n");
        self.contents.write_all(entry.as_bytes())
    }
}

/// What an article is called: its headline, or its id where nothing of that can be seen, since a link or
/// a heading without words says nothing to a screen reader.
fn heading(article: &Article) -> Cow<'_, str> {
    let headline = article.headline();
    let is_seen = |c: char| !c.is_whitespace() && c.width().is_some_and(|cells| cells > 0);
    if headline.chars().any(is_seen) {
        return headline;
    }
    Cow::Borrowed(article.id.as_str())
}

impl Default for HtmlWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl StreamWriter for HtmlWriter {
    fn begin(&mut self, output: &mut dyn Write) -> io::Result<()> {
        output.write_all(beginning().as_bytes())
    }

    fn document(
        &mut self,
        document: &Document<'_>,
        output: &mut dyn Write,
        losses: &mut Losses,
    ) -> io::Result<()> {
        self.articles += 1;
        self.enter(document)?;
        let page = Page {
            document,
            number: self.articles,
            named: Named::of(document),
        };
        output.write_all(page.article(losses).as_bytes())
    }

    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()> {
        if self.articles == 0 {
            output.write_all(b"<p id=\"none\">No article was exported.</p>\n")?;
        }
        output.write_all(
            b"</main>\n<nav id=\"contents\" aria-labelledby=\"contents-title\">\n\
              <h2 id=\"contents-title\">Contents</h2>\n<ol>\n",
        )?;
        self.contents.rewind()?;
        let mut buffer = vec![0; IN_MEMORY];
        loop {
            let read = self.contents.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            output.write_all(buffer.get(..read).unwrap_or_default())?;
        }
        write!(
            output,
            "</ol>\n</nav>\n<footer>\n<p>Written by dateline {}. Offsets (<code>data-start</code>, \
             <code>data-end</code>) count the Unicode code points of an article's text, the end \
             excluded. The page loads nothing and sends nothing.</p>\n</footer>\n\
             <script>{SCRIPT}</script>\n</body>\n</html>\n",
            env!("CARGO_PKG_VERSION")
        )
    }
}

/// Everything before the first article.
fn beginning() -> String {
    let hash = |source: &str| base64(&Sha256::digest(source.as_bytes()));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"generator\" content=\"dateline {}\">\n\
         <meta name=\"dateline-page\" content=\"1\">\n\
         <meta name=\"dateline-offsets\" content=\"codepoint\">\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <title>Annotated news</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        hash(STYLE),
        hash(SCRIPT),
        env!("CARGO_PKG_VERSION")
    );
    page.push_str(include_str!("page.html"));
    page.push_str("<ul id=\"legend\">\n");
    for (at, (label, meaning)) in KNOWN.iter().enumerate() {
        let _ = writeln!(
            page,
            "<li data-show=\"{label}\"><span class=\"e s{at} z\">{label}</span> \
             <small>{meaning}</small></li>"
        );
    }
    page.push_str(
        "<li data-show=\"*quotes\"><span class=\"q a z\" data-n=\"1\">Quotes</span> \
         <small>what somebody said</small></li>\n\
         <li data-show=\"*dates\"><span class=\"d v z\" data-value=\"2021-05-01\">Times</span> \
         <small>with their dates</small></li>\n\
         </ul>\n</section>\n</details>\n<main id=\"articles\" tabindex=\"-1\">\n",
    );
    page
}

/// An article of the page.
struct Page<'a> {
    document: &'a Document<'a>,
    /// Which article it is, from 1.
    number: u64,
    named: Named<'a>,
}

impl Page<'_> {
    fn article(&self, losses: &mut Losses) -> String {
        let document = self.document;
        let mut out = String::with_capacity(2 * document.text().len() + 4096);
        self.head(&mut out);
        if document.with_text {
            if document.text().contains('\0') {
                let why = "null characters stand as U+FFFD, since no page can hold them";
                losses.note(document, Part::Article, None, Fate::Replaced, why);
            }
            out.push_str("<div class=\"text\">");
            let marks = self.marks(losses);
            let layout = marks::lay(&marks, document.text().len());
            self.note_buried(&layout, &marks, losses);
            self.write(&layout, &marks, &mut out);
            out.push_str("</div>\n");
        } else {
            self.words_alone(losses, &mut out);
        }
        lists::quotes(document, &self.named, self.number, &mut out);
        self.named.write(self.number, &mut out);
        lists::remarks_on_marks(document, self.number, &mut out);
        out.push_str("</article>\n");
        out
    }

    /// The heading, and what is known about the article.
    fn head(&self, out: &mut String) {
        let Document {
            article,
            annotations,
            annotator,
            ..
        } = self.document;
        let Head {
            title,
            date,
            source,
            place,
            byline,
            editor,
            url,
            language,
            ..
        } = &article.head;
        let number = self.number;
        let _ = write!(
            out,
            "<article id=\"a{number}\" aria-labelledby=\"a{number}h\""
        );
        attribute("data-id", article.id.as_str(), out);
        attribute("data-annotator", annotator, out);
        attribute("data-status", annotations.status.as_str(), out);
        attribute("data-origin", &annotations.model, out);
        let updated = annotations.updated.map(|time| time.to_string());
        attribute_of("data-updated", updated.as_deref(), out);
        let length = self.document.index.code_points();
        let _ = write!(
            out,
            " data-length=\"{length}\" data-sha256=\"{}\"",
            article.sha256()
        );
        out.push_str(">\n<header>\n");
        let _ = write!(out, "<h2 id=\"a{number}h\" dir=\"auto\"");
        match title {
            Some(title) if !title.value.trim().is_empty() => {
                out.push_str(" data-field=\"title\">");
                text(&title.value, out);
            }
            _ => {
                out.push('>');
                text(&heading(article), out);
            }
        }
        out.push_str("</h2>\n<dl>");
        let value = |of: &Option<crate::article::Located<String>>| {
            of.as_ref().map(|located| located.value.clone())
        };
        let fields = [
            ("Place", "place", value(place)),
            ("Date", "date", date.as_ref().map(|d| d.value.to_string())),
            ("Source", "source", value(source)),
            ("By", "byline", value(byline)),
            ("Edited by", "editor", value(editor)),
            ("Language", "language", language.clone()),
        ];
        for (name, field, value) in fields {
            if let Some(value) = value {
                let _ = write!(
                    out,
                    "<div><dt>{name}</dt><dd data-field=\"{field}\" dir=\"auto\">"
                );
                text(&value, out);
                out.push_str("</dd></div>");
            }
        }
        if url.is_some() {
            out.push_str("<div><dt>Link</dt><dd>");
            lists::link(url.as_deref(), "url", out);
            out.push_str("</dd></div>");
        }
        out.push_str("<div><dt>File</dt><dd><bdi>");
        text(article.id.as_str(), out);
        out.push_str("</bdi></dd></div><div><dt>Annotated by</dt><dd><bdi>");
        text(annotator, out);
        let _ = writeln!(
            out,
            "</bdi>, {}</dd></div></dl>",
            annotations.status.as_str().replace('_', " ")
        );
        if !annotations.tags.is_empty() || annotations.note.is_some() {
            out.push_str("<div class=\"remark\">");
            lists::tags(&annotations.tags, out);
            lists::note(annotations.note.as_deref(), out);
            out.push_str("</div>\n");
        }
        out.push_str("</header>\n");
    }

    /// What is marked, and a loss for what covers no words.
    fn marks(&self, losses: &mut Losses) -> Vec<Mark> {
        let document = self.document;
        let marks = marks::marks(document.annotations, document.text());
        let annotations = document.annotations;
        let why = "they cover no words of the text";
        let missing = |span: Span| span.is_empty() || !span.fits(document.text());
        for entity in annotations.entities.iter().filter(|e| missing(e.span)) {
            losses.note(
                document,
                Part::Entities,
                Some(&entity.id),
                Fate::Dropped,
                why,
            );
        }
        for date in annotations.dates.iter().filter(|d| missing(d.span)) {
            losses.note(document, Part::Dates, Some(&date.id), Fate::Dropped, why);
        }
        for quote in &annotations.quotes {
            let said = &quote.said;
            let speaker = said.speaker.as_ref().and_then(|s| s.span);
            let mut spans = said.content.iter().copied().chain(said.cue).chain(speaker);
            if spans.any(missing) {
                losses.note(
                    document,
                    Part::Quotes,
                    Some(&quote.id),
                    Fate::Without,
                    "parts of them cover no words of the text",
                );
            }
        }
        marks
    }

    fn note_buried(&self, layout: &Layout, marks: &[Mark], losses: &mut Losses) {
        let annotations = self.document.annotations;
        for mark in layout.buried.iter().filter_map(|at| marks.get(*at)) {
            let why = "too many others cover the same words";
            let (part, id, fate) = match mark.kind {
                Kind::Entity => (
                    Part::Entities,
                    annotations.entities.get(mark.at).map(|e| &e.id),
                    Fate::Dropped,
                ),
                Kind::Date => (
                    Part::Dates,
                    annotations.dates.get(mark.at).map(|d| &d.id),
                    Fate::Dropped,
                ),
                Kind::Quote | Kind::Speaker | Kind::Cue => (
                    Part::Quotes,
                    annotations.quotes.get(mark.at).map(|q| &q.id),
                    Fate::Without,
                ),
            };
            losses.note(self.document, part, id, fate, why);
        }
    }

    /// Writes the text with its marks.
    fn write(&self, layout: &Layout, marks: &[Mark], out: &mut String) {
        for step in &layout.steps {
            match step {
                Step::Text(span) => text(self.document.words(*span), out),
                Step::Close => out.push_str("</mark>"),
                Step::Open(at) => {
                    if let Some(segment) = layout.segments.get(*at)
                        && let Some(mark) = marks.get(segment.mark)
                    {
                        self.open(mark, *segment, out);
                    }
                }
            }
        }
    }

    /// Writes the marked words, each on a line, where the text stays behind.
    fn words_alone(&self, losses: &mut Losses, out: &mut String) {
        out.push_str("<ul class=\"words\">\n");
        for mark in self.marks(losses) {
            out.push_str("<li>");
            let whole = Segment {
                mark: 0,
                first: true,
                last: true,
                level: 0,
            };
            self.open(&mark, whole, out);
            text(self.document.words(mark.span), out);
            out.push_str("</mark></li>\n");
        }
        out.push_str("</ul>\n");
    }

    /// Writes the tag with which a segment begins.
    fn open(&self, mark: &Mark, segment: Segment, out: &mut String) {
        let annotations = self.document.annotations;
        let (start, end) = self.document.code_points(mark.span);
        let article = self.number;
        let at = mark.at;
        let ends = match (segment.first, segment.last) {
            (true, true) => " a z",
            (true, false) => " a",
            (false, true) => " z",
            (false, false) => "",
        };
        let level = match segment.level {
            0 => String::new(),
            level => format!(" l{level}"),
        };
        let begin = |out: &mut String, class: &str, verdict, name: Option<char>, id: &str| {
            let _ = write!(
                out,
                "<mark class=\"{class}{}{level}{ends}\"",
                class_of(verdict)
            );
            if let Some(name) = name.filter(|_| segment.first && mark.piece == 0) {
                let _ = write!(out, " id=\"a{article}{name}{at}\"");
            }
            attribute("data-id", id, out);
            let _ = write!(out, " data-start=\"{start}\" data-end=\"{end}\"");
        };
        match mark.kind {
            Kind::Quote | Kind::Speaker | Kind::Cue => {
                let Some(quote) = annotations.quotes.get(at) else {
                    return;
                };
                let (class, name) = match mark.kind {
                    Kind::Speaker => ("w", None),
                    Kind::Cue => ("c", None),
                    _ => ("q", Some('t')),
                };
                let verdict = quote.review.verdict;
                begin(out, class, verdict, name, quote.id.as_str());
                let _ = write!(out, " data-n=\"{}\"", at + 1);
            }
            Kind::Entity => {
                let Some(entity) = annotations.entities.get(at) else {
                    return;
                };
                let (slot, is_known) = slot(&entity.label);
                let own = if is_known { "" } else { " own" };
                let class = format!("e s{slot}{own}");
                let verdict = entity.review.verdict;
                begin(out, &class, verdict, Some('e'), entity.id.as_str());
                attribute("data-label", entity.label.as_str(), out);
                if let Some(row) = self.named.of_entity.get(at) {
                    let _ = write!(out, " data-p=\"{row}\"");
                }
                if segment.first {
                    lists::decided(&entity.review, out);
                    lists::made(&entity.review, annotations, out);
                    lists::score(entity.score, out);
                }
            }
            Kind::Date => {
                let Some(date) = annotations.dates.get(at) else {
                    return;
                };
                let words = self.document.words(mark.span);
                let tells = date.value.as_deref().is_some_and(|value| value != words);
                let class = if tells { "d v" } else { "d" };
                begin(out, class, date.review.verdict, Some('d'), date.id.as_str());
                attribute_of("data-value", date.value.as_deref(), out);
                if segment.first {
                    lists::decided(&date.review, out);
                    lists::made(&date.review, annotations, out);
                }
            }
        }
        out.push('>');
    }
}
