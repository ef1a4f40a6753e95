//! One article of XML: as trafilatura writes it, or in TEI.

use serde_json::{Map, Value};

use super::html::charset::decode_page;
use super::html::flow::Flow;
use super::html::lex::{Tag, Visitor, one_line, visit};
use super::{Problem, ReadOptions, json};
use crate::article::{Article, Origin};

/// Reads a document; the elements of its body become paragraphs, lists and rows.
///
/// # Errors
/// When it has neither text nor title.
pub fn read(
    bytes: &[u8],
    locator: &str,
    origin: Origin,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    let decoded = decode_page(bytes);
    let mut document = Document::default();
    visit(&decoded.text, &mut document);
    let mut record = document.head;
    let text = document.flow.finish();
    if !text.is_empty() {
        record.insert("text".to_owned(), Value::String(text));
    }
    let mut article = json::article(record, locator, origin, options)?;
    article.encoding = decoded.encoding;
    Ok(article)
}

/// A document that is being read.
#[derive(Debug, Default)]
struct Document {
    head: Map<String, Value>,
    flow: Flow,
    part: Part,
    /// The field whose text is being read.
    field: Option<(&'static str, String)>,
    /// How many elements are open that are no part of the article.
    beside: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Before,
    Head,
    Body,
}

impl Document {
    fn set(&mut self, name: &str, value: &str) {
        let value = one_line(value);
        // TEI says things twice.
        if !value.is_empty() && !self.head.contains_key(name) {
            self.head.insert(name.to_owned(), Value::String(value));
        }
    }
}

/// Elements beside the article.
fn is_beside(tag: &Tag) -> bool {
    tag.name == "comments" || (tag.name == "div" && tag.get("type") == Some("comments"))
}

/// An element of TEI by its name in HTML.
fn in_html(name: &str, rend: Option<&str>) -> &'static str {
    match name {
        "p" | "ab" | "fw" => "p",
        "head" => "h2",
        "div" | "text" | "main" | "body" => "div",
        "list" if rend == Some("ol") => "ol",
        "list" => "ul",
        "item" => "li",
        "table" => "table",
        "row" => "tr",
        "cell" => "td",
        "quote" => "blockquote",
        "code" => "pre",
        "lb" => "br",
        _ => "span",
    }
}

impl Visitor for Document {
    fn start(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if self.beside > 0 || (self.part == Part::Body && is_beside(tag)) {
            self.beside += u32::from(!tag.closed);
            return;
        }
        match (self.part, name) {
            (_, "doc") => {
                for field in [
                    "title", "author", "date", "url", "hostname", "sitename", "source", "id",
                    "language",
                ] {
                    if let Some(value) = tag.get(field) {
                        self.set(field, value);
                    }
                }
            }
            (Part::Before, "teiheader") => self.part = Part::Head,
            (Part::Before, "main" | "body") => self.part = Part::Body,
            (Part::Head, "title") => self.field = Some(("title", String::new())),
            (Part::Head, "author") => self.field = Some(("author", String::new())),
            (Part::Head, "publisher") => self.field = Some(("sitename", String::new())),
            (Part::Head, "date") if tag.get("type") != Some("download") => {
                self.field = Some(("date", String::new()));
            }
            (Part::Head, "ptr") if tag.get("type") == Some("URL") => {
                let url = tag.get("target").unwrap_or_default().to_owned();
                self.set("url", &url);
            }
            (Part::Body, _) => {
                let html = Tag::named(in_html(name, tag.get("rend")));
                self.flow.start(&html);
                if tag.closed && html.name != "br" {
                    self.flow.end(&html.name);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.beside > 0 {
            self.beside -= 1;
            return;
        }
        if let Some((field, text)) = self.field.take() {
            self.set(field, &text);
        }
        match (self.part, name) {
            (Part::Head, "teiheader") | (Part::Body, "main" | "body") => self.part = Part::Before,
            (Part::Body, "list") => self.flow.end("ul"),
            (Part::Body, _) => self.flow.end(in_html(name, None)),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, field)) = &mut self.field {
            field.push_str(text);
        } else if self.part == Part::Body && self.beside == 0 {
            self.flow.words(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    const MAIN: &str = r#"<head rend="h2">What now</head><p>The gate is <hi rend="b">shut</hi>,<lb/>she said.</p>
      <list rend="ol"><item>One</item><item>Two</item></list><table><row><cell>a</cell><cell>b</cell></row></table><p/>"#;
    const TEXT: &str = "What now\n\nThe gate is shut,\nshe said.\n\n1. One\n2. Two\n\na\tb";

    fn check(xml: &str) {
        let article = read(
            xml.as_bytes(),
            "a.xml",
            Origin::default(),
            &ReadOptions::default(),
        )
        .unwrap();
        assert_eq!(&*article.text, TEXT);
        let head = &article.head;
        assert_eq!(
            head.title.as_ref().map(|t| t.value.as_str()),
            Some("Gate & key")
        );
        assert_eq!(
            head.byline.as_ref().map(|t| t.value.as_str()),
            Some("Ana Ruiz; Tomas Ruel")
        );
        assert_eq!(
            head.source.as_ref().map(|t| t.value.as_str()),
            Some("Courier")
        );
        assert_eq!(head.day(), NaiveDate::from_ymd_opt(2024, 3, 5));
        assert_eq!(article.id.as_str(), "https://c.example/gate");
    }

    #[test]
    fn documents_of_trafilatura_are_articles() {
        check(&format!(
            r#"<doc sitename="Courier" title="Gate &amp; key" author="Ana Ruiz; Tomas Ruel" date="2024-03-05" url="https://c.example/gate" hostname="c.example" fingerprint="9430"><main>{MAIN}</main><comments><p>First!</p></comments></doc>"#
        ));
        check(&format!(
            r#"<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title type="main">Gate &amp; key</title>
            <author>Ana Ruiz; Tomas Ruel</author></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><bibl>Gate, Courier, 2024</bibl><biblFull><titleStmt><title>Other</title></titleStmt>
            <publicationStmt><publisher>Courier</publisher><ptr type="URL" target="https://c.example/gate"/><date>2024-03-05</date></publicationStmt></biblFull></sourceDesc></fileDesc>
            <profileDesc><creation><date type="download">2026-11-23</date></creation></profileDesc></teiHeader><text><body><div type="entry">{MAIN}</div><div type="comments"><p>First!</p></div></body></text></TEI>"#
        ));
    }

    #[test]
    fn a_document_without_a_text_is_a_problem() {
        let read = |xml: &str| {
            read(
                xml.as_bytes(),
                "a",
                Origin::default(),
                &ReadOptions::default(),
            )
        };
        assert!(read("<doc><main/></doc>").is_err());
        assert!(read("<doc title='Gate'><main><p>").is_ok_and(|article| &*article.text == "Gate"));
    }
}
