//! What leaves the article: words and links to the clipboard, the record to be read.

use crate::annotation::ItemRef;
use crate::span::Span;
use crate::store::Record;
use crate::text::display;
use crate::tui::effect::Effect;
use crate::tui::link;

use super::App;

impl App {
    /// Copies the selection or the item under the cursor, with speaker, source and date if wanted.
    pub(super) fn copy(&mut self, citation: bool) {
        let Some(reader) = &self.reader else { return };
        let text = reader.text();
        let item = self.target();
        let selection = reader.selection();
        let spans: Vec<Span> = match (selection, &item) {
            (Some(span), _) => vec![span],
            (None, Some(ItemRef::Quote(id))) => reader
                .annotations
                .quote(id)
                .map_or_else(Vec::new, |q| q.said.content.clone()),
            (None, Some(item)) => reader.annotations.span(item).into_iter().collect(),
            (None, None) => Vec::new(),
        };
        if spans.is_empty() {
            self.complain("nothing here to copy; v selects words");
            return;
        }
        let pieces: Vec<String> = spans
            .iter()
            .map(|span| {
                span.of(text)
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        let mut copied = pieces.join(" … ");
        if citation {
            let speaker = match &item {
                Some(ItemRef::Quote(id)) if selection.is_none() => {
                    reader.annotations.quote(id).and_then(|q| {
                        reader
                            .annotations
                            .speaker_name(q.said.speaker.as_ref()?, text)
                    })
                }
                _ => None,
            };
            let head = &reader.opened.article.head;
            let date = head.day().map(|day| day.to_string());
            let parts = [
                speaker.map(str::to_owned),
                head.source.as_ref().map(|source| source.value.clone()),
                date,
                head.url.clone(),
            ];
            let citation: Vec<String> = parts.into_iter().flatten().collect();
            if !citation.is_empty() {
                copied.push_str(" — ");
                copied.push_str(&citation.join(", "));
            }
        }
        self.effects.push(Effect::Copy(pasteable(&copied)));
        if let Some(reader) = &mut self.reader {
            reader.anchor = None;
        }
    }

    /// Says which article is open: titles are not always one of a kind.
    pub(super) fn tell_whereabouts(&mut self) {
        let Some(reader) = &self.reader else {
            return self.complain("no article is open");
        };
        let article = &reader.opened.article;
        let id = article.id.as_str();
        let path = article.origin.path.to_string_lossy();
        let line = article.origin.line;
        let place = match &*path {
            "" => format!("standard input, line {line}"),
            path if line > 1 => format!("{path}, line {line}"),
            path => path.to_owned(),
        };
        let row = self.list.row_of(reader.opened.index);
        let of = self.list.len(&self.corpus);
        let number = row.map_or_else(String::new, |row| format!(" · {} of {of}", row + 1));
        let told = format!(
            "{} · {}{number}",
            display::visible(id),
            display::visible(&place)
        );
        self.say(told);
    }

    /// Shows the record that the article has, or would have.
    pub(super) fn open_record(&mut self) {
        let Some(reader) = &self.reader else {
            return self.complain("no article is open");
        };
        let article = &reader.opened.article;
        let record = Record::new(
            article,
            &reader.opened.offsets,
            &reader.annotations,
            &self.settings.annotator,
            None,
        );
        match record.to_json() {
            Ok(json) => {
                let json = String::from_utf8_lossy(&json);
                let lines: Vec<String> = json.lines().map(str::to_owned).collect();
                let title = format!("Record of {}", display::visible(article.id.as_str()));
                self.open_reading(&title, &lines);
            }
            Err(error) => self.complain(error.to_string()),
        }
    }

    pub(super) fn open_link(&mut self) {
        match self.link().map(link::safe) {
            Some(Some(url)) => self.effects.push(Effect::OpenLink(url)),
            Some(None) => {
                self.complain(
                    "the article's link is no plain one of http or https; it is not opened",
                );
            }
            None => self.complain("the article has no link"),
        }
    }

    pub(super) fn copy_link(&mut self) {
        match self.link().map(str::to_owned) {
            Some(url) => self.effects.push(Effect::Copy(pasteable(&url))),
            None => self.complain("the article has no link"),
        }
    }

    fn link(&self) -> Option<&str> {
        let head = &self.reader.as_ref()?.opened.article.head;
        head.url.as_deref()
    }
}

/// A text as it may be pasted anywhere: without control characters, which a shell or an editor would
/// take for keys.
fn pasteable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
