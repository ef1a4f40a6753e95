//! A page → the part of its markup that matters for finding the article, in bounded depth and number.
//!
//! What builds a tree of any page takes time or stack without bounds on pages that are made to harm; of
//! what is written here, it cannot.

use super::lex::{Tag, Visitor, is_block, is_void};
use super::notes::has_word;

/// No more elements than this are inside each other; deeper ones are left out, their text is not.
const DEEPEST: usize = 128;

/// After so many elements no more begin; their text stays.
const MOST_ELEMENTS: usize = 100_000;

/// What is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rigour {
    /// Also what is called something that is beside the article: related links, adverts, captions.
    Strict,
    /// Only what is never part of it: navigation, forms, scripts.
    Mild,
}

/// Writes a page again with what matters.
#[derive(Debug)]
pub(super) struct Reducer {
    pub markup: String,
    rigour: Rigour,
    /// The open elements, by name; those that are left out, too.
    open: Vec<Open>,
    /// How many elements are open that were too deep.
    beyond: usize,
    /// The number of open elements from which on all is left out.
    left_out: Option<usize>,
    elements: usize,
}

#[derive(Debug)]
struct Open {
    name: String,
    /// What was written for it, if anything.
    written: Option<&'static str>,
}

impl Reducer {
    pub fn new(rigour: Rigour) -> Self {
        Self {
            markup: String::new(),
            rigour,
            open: Vec::new(),
            beyond: 0,
            left_out: None,
            elements: 0,
        }
    }

    fn is_inside(&self, name: &str) -> bool {
        self.open.iter().rev().any(|open| open.name == name)
    }

    /// Ends the elements from number `from` on.
    fn close_from(&mut self, from: usize) {
        while self.open.len() > from {
            let Some(open) = self.open.pop() else { break };
            if self.left_out == Some(self.open.len()) {
                self.left_out = None;
                continue;
            }
            if let Some(name) = open.written.filter(|_| self.left_out.is_none()) {
                self.write_end(name);
            }
        }
    }

    fn write_end(&mut self, name: &str) {
        self.markup.push_str("</");
        self.markup.push_str(name);
        self.markup.push('>');
    }

    /// Ends what cannot hold what begins now: a paragraph before a block, an item before the next.
    fn close_implied(&mut self, name: &str) {
        /// An element whose end was left out is not far away.
        const NEAR: usize = 16;
        let (ended, until): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu", "dir"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "tr" => (&["tr"], &["table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "thead" | "tbody" | "tfoot" => (&["thead", "tbody", "tfoot"], &["table"]),
            name if is_block(name) => (&["p"], &["td", "th", "table", "button", "object"]),
            _ => return,
        };
        let mut found = None;
        for (at, open) in self.open.iter().enumerate().rev().take(NEAR) {
            if until.contains(&open.name.as_str()) {
                break;
            }
            if ended.contains(&open.name.as_str()) {
                found = Some(at);
                break;
            }
        }
        if let Some(at) = found {
            self.close_from(at);
        }
    }

    fn is_left_out(&self, tag: &Tag) -> bool {
        let name = tag.name.as_str();
        if is_never_read(name) || tag.get("hidden").is_some() {
            return true;
        }
        if matches!(name, "html" | "body" | "main" | "article") {
            return false;
        }
        if name == "footer" {
            return !self.is_inside("blockquote");
        }
        let hidden = |style: &str| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            style.to_ascii_lowercase().contains("display:none")
        };
        if tag.get("aria-hidden") == Some("true") || tag.get("style").is_some_and(hidden) {
            return true;
        }
        let role = tag.get("role").unwrap_or_default();
        let beside = [
            "navigation",
            "complementary",
            "banner",
            "contentinfo",
            "search",
            "dialog",
            "alertdialog",
            "menu",
            "menubar",
            "tooltip",
            "tablist",
        ];
        beside.contains(&role) || (self.rigour == Rigour::Strict && is_called_beside(tag))
    }
}

impl Visitor for Reducer {
    fn start(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if matches!(name, "html" | "body" | "head") {
            return;
        }
        self.close_implied(name);
        if is_void(name) {
            if self.left_out.is_none() && matches!(name, "br" | "hr") {
                self.markup
                    .push_str(if name == "br" { "<br>" } else { "<hr>" });
            }
            return;
        }
        if self.open.len() >= DEEPEST {
            self.beyond += 1;
            return;
        }
        let mut written = None;
        if self.left_out.is_none() {
            if self.is_left_out(tag) {
                self.left_out = Some(self.open.len());
            } else if name == "q" {
                self.markup.push('“');
            } else if let Some(name) = written_as(name)
                && self.elements < MOST_ELEMENTS
            {
                let named = ["class", "id", "itemprop", "rel"].map(|a| (a, tag.get(a)));
                if name != "span" || named.iter().any(|(_, value)| value.is_some()) {
                    self.elements += 1;
                    written = Some(name);
                    write_start(name, &named, &mut self.markup);
                }
            }
        }
        self.open.push(Open {
            name: name.to_owned(),
            written,
        });
    }

    fn end(&mut self, name: &str) {
        if is_void(name) || matches!(name, "html" | "body" | "head") {
            return;
        }
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            if name == "q" && self.left_out.is_none() {
                self.markup.push('”');
            }
            self.close_from(at);
        }
    }

    fn text(&mut self, text: &str) {
        if self.left_out.is_none() {
            escape(text, &mut self.markup);
        }
    }
}

fn write_start(name: &str, attributes: &[(&str, Option<&str>)], to: &mut String) {
    to.push('<');
    to.push_str(name);
    for (attribute, value) in attributes {
        if let Some(value) = value {
            to.push(' ');
            to.push_str(attribute);
            to.push_str("=\"");
            escape(value, to);
            to.push('"');
        }
    }
    if name == "a" {
        to.push_str(" href=\"/\"");
    }
    to.push('>');
}

/// Writes text so that it is read as text again.
pub(super) fn escape(text: &str, to: &mut String) {
    for c in text.chars() {
        match c {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            c => to.push(c),
        }
    }
}

/// The element that is written for another, where one is.
fn written_as(name: &str) -> Option<&'static str> {
    const SAME: &[&str] = &[
        "a",
        "article",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "span",
        "table",
        "tbody",
        "td",
        "th",
        "tr",
        "ul",
    ];
    if let Some(same) = SAME.iter().find(|same| **same == name) {
        return Some(same);
    }
    match name {
        "center" | "form" | "fieldset" | "figure" | "details" | "summary" | "hgroup"
        | "address" => Some("div"),
        "menu" | "dir" => Some("ul"),
        _ => None,
    }
}

/// Elements that never hold the article.
fn is_never_read(name: &str) -> bool {
    matches!(
        name,
        "aside"
            | "audio"
            | "button"
            | "canvas"
            | "caption"
            | "datalist"
            | "dialog"
            | "figcaption"
            | "iframe"
            | "label"
            | "legend"
            | "nav"
            | "noscript"
            | "object"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "title"
            | "video"
    )
}

/// Whether an element is called something that is beside the article.
fn is_called_beside(tag: &Tag) -> bool {
    /// What makes a name one of something beside, wherever it stands in it.
    const WORDS: &[&str] = &[
        "ad",
        "ads",
        "advert",
        "advertisement",
        "advertising",
        "adslot",
        "adunit",
        "banner",
        "breadcrumb",
        "breadcrumbs",
        "byline",
        "caption",
        "captions",
        "comments",
        "consent",
        "cookie",
        "cookies",
        "credit",
        "disqus",
        "donate",
        "gdpr",
        "livefyre",
        "metered",
        "newsletter",
        "newsletters",
        "outbrain",
        "pagination",
        "popup",
        "promo",
        "promos",
        "recirc",
        "recirculation",
        "recommended",
        "recommendations",
        "related",
        "share",
        "sharebar",
        "sharing",
        "shareline",
        "sidebar",
        "skip",
        "social",
        "socials",
        "sponsor",
        "sponsored",
        "subscribe",
        "subscription",
        "signup",
        "taboola",
        "toolbar",
        "trending",
        "widget",
    ];
    /// How names begin that say what the whole page or story is, has or is about.
    const ABOUT: &[&str] = &[
        "has", "no", "with", "without", "is", "js", "tag", "category", "type", "format", "status",
        "post", "page", "hentry", "layout", "theme", "col", "not", "non", "after", "before",
    ];
    let names = [tag.get("class"), tag.get("id")];
    let tokens = names
        .into_iter()
        .flatten()
        .flat_map(str::split_ascii_whitespace);
    // A page's own building blocks have many names, an inserted one few.
    tokens.take(24).any(|token| {
        let first = token
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let about = ABOUT.iter().any(|word| first.eq_ignore_ascii_case(word));
        !about
            && has_word(token, WORDS)
            && !has_word(
                token,
                &[
                    "body",
                    "content",
                    "main",
                    "story",
                    "text",
                    "wrapper",
                    "container",
                ],
            )
    })
}
