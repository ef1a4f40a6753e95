//! Web pages: the readable text of one, and what the page says about it.

pub(super) mod charset;
pub(super) mod flow;
mod head;
pub(super) mod lex;
mod linked;
mod notes;
mod reduce;

use dom_smoothie::{Config, Readability};

use super::{Problem, ReadOptions, date, wire};
use crate::article::{Article, Origin};
use crate::text::headline::one_line;
use charset::decode_page;
use flow::text_of;
use head::Stated;
pub(super) use head::host;
use lex::{Tag, Visitor};
use notes::Notes;
use reduce::{Reducer, Rigour, escape};

/// A page of more bytes is not read.
pub const LONGEST_PAGE: usize = 16 << 20;

/// A text of fewer bytes is doubted: the page is looked at again in other ways.
const SHORT: usize = 400;

/// Reads a web page: its text is what is left of it when everything beside the article is taken away.
///
/// What `--map` names is the name of a `meta`: `--map byline=citation_author`.
/// The id is the page's canonical address, else `locator`. Without a text the title is the text.
///
/// # Errors
/// When the page is longer than [`LONGEST_PAGE`], or has neither text nor title.
pub fn read(
    bytes: &[u8],
    locator: &str,
    origin: Origin,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    if bytes.len() > LONGEST_PAGE {
        return Err(too_long(&origin));
    }
    let decoded = decode_page(bytes);
    let mut page = Page::new(Rigour::Strict);
    lex::visit(&decoded.text, &mut page);
    let stated = Stated::of(&page.notes, options);
    let mut text = article_text(&page.reduced.markup, &stated);
    if text.len() < SHORT {
        let mut mild = Reducer::new(Rigour::Mild);
        lex::visit(&decoded.text, &mut mild);
        let more = article_text(&mild.markup, &stated);
        if more.len() > 2 * text.len() {
            text = more;
        }
    }
    // Where the text comes by a script, or ends at a paywall, the page often states it all the same.
    if let Some(body) = &stated.fields.text {
        let body = if body.contains("</") {
            text_of(body)
        } else {
            paragraphs(body)
        };
        if body.len() > 2 * text.len() {
            text = body;
        }
    }
    let title = stated.fields.title.clone();
    if text.is_empty() {
        text = title.unwrap_or_default();
    }
    if text.is_empty() {
        return Err(Problem::of_file(
            &origin.path,
            "the page has neither text nor title; save its text as .txt",
        ));
    }
    let mut article = stated.article(locator, origin);
    article.head = wire::recognise(&text, article.head);
    article.text = text.into();
    article.encoding = decoded.encoding;
    Ok(article)
}

/// Reads what a page says about its article, without its text; none where it has no title, or cannot be
/// read.
pub fn heading(
    bytes: &[u8],
    locator: &str,
    origin: Origin,
    options: &ReadOptions,
) -> Option<Article> {
    if bytes.len() > LONGEST_PAGE {
        return None;
    }
    let decoded = decode_page(bytes);
    let mut notes = Notes::default();
    lex::visit(&decoded.text, &mut notes);
    let article = Stated::of(&notes, options).article(locator, origin);
    article.head.title.is_some().then_some(article)
}

fn too_long(origin: &Origin) -> Problem {
    Problem::of_file(
        &origin.path,
        format!(
            "the page is longer than {} MB; save its text as .txt",
            LONGEST_PAGE >> 20
        ),
    )
}

/// What is read of a page in one go.
struct Page {
    notes: Notes,
    reduced: Reducer,
}

impl Page {
    fn new(rigour: Rigour) -> Self {
        Self {
            notes: Notes::default(),
            reduced: Reducer::new(rigour),
        }
    }
}

impl Visitor for Page {
    fn start(&mut self, tag: &Tag) {
        self.notes.start(tag);
        self.reduced.start(tag);
    }

    fn end(&mut self, name: &str) {
        self.notes.end(name);
        self.reduced.end(name);
    }

    fn text(&mut self, text: &str) {
        self.notes.text(text);
        self.reduced.text(text);
    }

    fn comment(&mut self, text: &str) {
        self.notes.comment(text);
    }
}

/// The article's text in a page's reduced markup.
fn article_text(markup: &str, stated: &Stated) -> String {
    let mut page = String::with_capacity(markup.len() + 128);
    page.push_str("<html><head><title>");
    escape(
        stated.fields.title.as_deref().unwrap_or_default(),
        &mut page,
    );
    page.push_str("</title></head><body>");
    page.push_str(markup);
    page.push_str("</body></html>");
    let config = Config {
        disable_json_ld: true,
        ..Config::default()
    };
    let found = Readability::new(page, None, Some(config)).and_then(|mut page| page.parse());
    let text = match found {
        Ok(article) => text_of(&article.content),
        // Too little for it to tell: all that is there.
        Err(_) => text_of(markup),
    };
    without_furniture(&text, stated)
}

/// The paragraphs of plain text, with a blank line between them.
fn paragraphs(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(lex::one_line)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n\n")
}

/// The text without its title above it, its byline, and the lines that pages put between paragraphs.
fn without_furniture(text: &str, stated: &Stated) -> String {
    let title = stated
        .fields
        .title
        .as_deref()
        .map(|title| one_line(title).into_owned());
    let mut kept = Vec::new();
    for paragraph in text.split("\n\n") {
        let is_title = kept.is_empty() && title.as_deref() == Some(paragraph);
        let is_time = stated.shown_times.iter().any(|time| time == paragraph);
        if !is_title && !is_time && !is_furniture(paragraph) && !is_stamp(paragraph) {
            kept.push(paragraph);
        }
    }
    kept.join("\n\n")
}

/// Whether a paragraph says when the article was published, and nothing else.
fn is_stamp(paragraph: &str) -> bool {
    const WORDS: &[&str] = &[
        "Published",
        "Updated",
        "Last updated",
        "Posted",
        "First published",
    ];
    /// No line of these is longer, in bytes.
    const LONGEST: usize = 64;
    let rest = WORDS.iter().find_map(|word| paragraph.strip_prefix(word));
    let rest = rest.filter(|_| paragraph.len() <= LONGEST && !paragraph.contains('\n'));
    let bare = |rest: &str| {
        date::day(
            rest.trim_matches(|c: char| !c.is_alphanumeric())
                .trim_start_matches("on "),
        )
    };
    rest.is_some_and(|rest| bare(rest).is_some())
}

/// Whether a paragraph is one that pages put between those of the article.
fn is_furniture(paragraph: &str) -> bool {
    /// In small letters, without marks at the end.
    const LINES: &[&str] = &[
        "ad",
        "ad feedback",
        "advertisement",
        "advertisement - scroll to continue",
        "advertisement, continue reading below",
        "article continues after this advertisement",
        "article continues below",
        "article continues below advertisement",
        "comments",
        "continue reading",
        "continue reading below",
        "continue reading the main story",
        "copy link",
        "email",
        "facebook",
        "follow us",
        "leave a comment",
        "listen to this article",
        "loading",
        "read more",
        "recommended stories",
        "related articles",
        "related stories",
        "save",
        "scroll to continue",
        "share",
        "share this",
        "share this article",
        "skip advertisement",
        "skip past newsletter promotion",
        "sponsored",
        "story continues below advertisement",
        "supported by",
        "tweet",
        "twitter",
        "whatsapp",
    ];
    /// No line of these is longer, in bytes.
    const LONGEST: usize = 48;
    if paragraph.len() > LONGEST {
        return false;
    }
    let bare = paragraph
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    LINES.contains(&bare.as_str())
}

#[cfg(test)]
mod tests;
