//! What a page says about its article: metas, JSON-LD, microdata, times, bylines.

use super::lex::{Tag, Visitor, is_void, one_line};

/// How many metas, times and the like are noted.
const MOST: usize = 400;

/// How much text of a heading, a byline or a time is noted, in bytes.
const LONGEST_WORDS: usize = 1 << 10;

/// How many scripts of JSON-LD, and how much of one, in bytes.
const MOST_SCRIPTS: usize = 32;
const LONGEST_SCRIPT: usize = 2 << 20;

/// A byline is not longer than this, in bytes.
const LONGEST_BYLINE: usize = 120;

/// What was noted of a page, in the page's order.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub language: Option<String>,
    pub canonical: Option<String>,
    /// What relative addresses are counted from, where the page says so.
    pub base: Option<String>,
    /// The address that a browser wrote into a page it saved.
    pub saved_from: Option<String>,
    pub title: Option<String>,
    /// The first heading of the first order.
    pub heading: Option<String>,
    /// Names in small letters, and contents.
    metas: Vec<(String, String)>,
    /// JSON-LD.
    pub scripts: Vec<String>,
    /// Properties of microdata (`itemprop`), and their values.
    items: Vec<(String, String)>,
    /// What `time` elements state.
    pub times: Vec<String>,
    /// What they show instead.
    pub shown_times: Vec<String>,
    /// Short texts of elements that are called dates.
    pub stamps: Vec<String>,
    /// Texts of elements that are called bylines.
    pub bylines: Vec<String>,
    capture: Option<Capture>,
    /// How many elements are open that are beside the article.
    aside: u32,
}

/// Text that is being noted.
#[derive(Debug)]
struct Capture {
    what: What,
    element: String,
    /// How many elements of the name are open.
    depth: u32,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Title,
    Heading,
    Script,
    Time,
    ShownTime,
    Stamp,
    Byline,
    Item(String),
}

impl Notes {
    /// The content of the first of these metas that has one, the names in their order of worth.
    pub fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let found = self.metas.iter().find(|(known, _)| known == name);
            found.map(|(_, content)| content.as_str())
        })
    }

    /// The contents of all metas of a name.
    pub fn metas<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of_name = self.metas.iter().filter(move |(known, _)| known == name);
        of_name.map(|(_, content)| content.as_str())
    }

    /// The first value of a property of microdata.
    pub fn item(&self, property: &str) -> Option<&str> {
        let found = self.items.iter().find(|(known, _)| known == property);
        found.map(|(_, value)| value.as_str())
    }

    fn note_meta(&mut self, tag: &Tag) {
        let Some(content) = tag.get("content").map(one_line).filter(|c| !c.is_empty()) else {
            return;
        };
        let names = ["property", "name", "itemprop", "http-equiv"];
        for name in names.into_iter().filter_map(|name| tag.get(name)) {
            if self.metas.len() < MOST {
                let name = name.trim().to_ascii_lowercase();
                self.metas.push((name, content.clone()));
            }
        }
        if let Some(property) = tag.get("itemprop") {
            self.note_item(property, &content);
        }
    }

    fn note_item(&mut self, property: &str, value: &str) {
        if self.items.len() < MOST && !value.is_empty() {
            self.items.push((property.to_owned(), value.to_owned()));
        }
    }

    /// What of an element's text is to be noted.
    fn wanted(&self, tag: &Tag) -> Option<What> {
        let name = tag.name.as_str();
        match name {
            "title" => return self.title.is_none().then_some(What::Title),
            "script" => {
                let is_json = tag.get("type").is_some_and(|t| {
                    let t = t.trim();
                    t.get(..19)
                        .is_some_and(|t| t.eq_ignore_ascii_case("application/ld+json"))
                });
                return (is_json && self.scripts.len() < MOST_SCRIPTS).then_some(What::Script);
            }
            _ => {}
        }
        if self.aside > 0 {
            return None;
        }
        if let Some(property) = tag.get("itemprop") {
            let property = property.split_ascii_whitespace().next().unwrap_or_default();
            let known = ["headline", "datePublished", "author", "publisher", "name"];
            if known.contains(&property) && (property != "name" || name != "h1") {
                return Some(What::Item(property.to_owned()));
            }
        }
        match name {
            "h1" => self.heading.is_none().then_some(What::Heading),
            "time" => (self.times.len() < MOST).then_some(What::Time),
            _ if is_void(name) || self.bylines.len() + self.stamps.len() >= MOST => None,
            "html" | "body" | "main" | "article" | "section" | "ul" | "ol" | "table" => None,
            _ => {
                if tag.get("rel").is_some_and(|rel| has_word(rel, &["author"])) {
                    return Some(What::Byline);
                }
                let names = [tag.get("class"), tag.get("id")];
                let mut tokens = names
                    .into_iter()
                    .flatten()
                    .flat_map(str::split_ascii_whitespace);
                tokens.find_map(|token| {
                    if has_word(
                        token,
                        &[
                            "comment", "comments", "bio", "avatar", "image", "photo", "related",
                        ],
                    ) {
                        None
                    } else if has_word(token, &["byline", "author", "authors", "writer"]) {
                        Some(What::Byline)
                    } else if has_word(
                        token,
                        &["date", "dateline", "published", "timestamp", "pubdate"],
                    ) {
                        Some(What::Stamp)
                    } else {
                        None
                    }
                })
            }
        }
    }

    fn keep(&mut self, capture: Capture) {
        if capture.what == What::Script {
            self.scripts.push(capture.text);
            return;
        }
        let text = one_line(&capture.text);
        if text.is_empty() {
            return;
        }
        match capture.what {
            What::Title => self.title = Some(text),
            What::Heading => self.heading = Some(text),
            What::Time => self.times.push(text),
            What::ShownTime => self.shown_times.push(text),
            What::Stamp => self.stamps.push(text),
            What::Byline if text.len() <= LONGEST_BYLINE => self.bylines.push(text),
            What::Item(property) => {
                if property == "headline" && self.heading.is_none() && capture.element == "h1" {
                    self.heading = Some(text.clone());
                }
                self.note_item(&property, &text);
            }
            What::Byline | What::Script => {}
        }
    }
}

impl Visitor for Notes {
    fn start(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        match name {
            "html" if self.language.is_none() => {
                let language = tag.get("lang").or_else(|| tag.get("xml:lang"));
                self.language = language
                    .map(str::trim)
                    .filter(|l| !l.is_empty())
                    .map(str::to_owned);
            }
            "meta" => self.note_meta(tag),
            "base" if self.base.is_none() => {
                self.base = tag.get("href").map(|href| href.trim().to_owned());
            }
            "link" => {
                let canonical = tag
                    .get("rel")
                    .is_some_and(|rel| has_word(rel, &["canonical"]));
                if canonical && self.canonical.is_none() {
                    self.canonical = tag.get("href").map(|href| href.trim().to_owned());
                }
            }
            "nav" | "aside" | "footer" => self.aside += 1,
            _ => {}
        }
        if let Some(capture) = &mut self.capture {
            if capture.element == name {
                capture.depth += 1;
            }
            // A time inside a byline is noted by its attribute alone.
            if name != "time" || capture.what == What::Time {
                return;
            }
        }
        if let (Some(property), Some(content)) = (tag.get("itemprop"), tag.get("content"))
            && name != "meta"
        {
            self.note_item(property, content.trim());
        }
        let stated = tag.get("datetime").map(str::trim);
        let stated = stated.filter(|time| !time.is_empty() && name == "time" && self.aside == 0);
        if let Some(stated) = stated.filter(|_| self.times.len() < MOST) {
            match tag.get("itemprop") {
                Some("datePublished") => self.note_item("datePublished", stated),
                _ => self.times.push(stated.to_owned()),
            }
        }
        if self.capture.is_some() {
            return;
        }
        let what = match stated {
            Some(_) => Some(What::ShownTime).filter(|_| self.shown_times.len() < MOST),
            None => self.wanted(tag),
        };
        self.capture = what.map(|what| Capture {
            what,
            element: name.to_owned(),
            depth: 1,
            text: String::new(),
        });
    }

    fn end(&mut self, name: &str) {
        if matches!(name, "nav" | "aside" | "footer") {
            self.aside = self.aside.saturating_sub(1);
        }
        if let Some(mut capture) = self.capture.take() {
            if capture.element == name {
                capture.depth -= 1;
            }
            // Where its end was forgotten, the next larger block ends it.
            let ended = matches!(name, "body" | "html" | "article" | "main" | "table");
            if capture.depth == 0 || ended {
                self.keep(capture);
            } else {
                if !capture.text.ends_with(' ') && super::lex::is_block(name) {
                    capture.text.push(' ');
                }
                self.capture = Some(capture);
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(capture) = &mut self.capture {
            let most = match capture.what {
                What::Script => LONGEST_SCRIPT,
                _ => LONGEST_WORDS,
            };
            let room = most.saturating_sub(capture.text.len());
            capture.text.push_str(crate::span::until(
                text,
                crate::span::floor_boundary(text, room),
            ));
        }
    }

    fn comment(&mut self, text: &str) {
        // <!-- saved from url=(0031)https://news.example/a -->
        if let Some((_, rest)) = text.split_once("saved from url=(")
            && let Some((_, address)) = rest.split_once(')')
        {
            self.saved_from = Some(address.trim().to_owned());
        }
    }
}

/// Whether one of the words of a name (`post__author-name`, `articleDate`) is one of these.
pub(super) fn has_word(name: &str, words: &[&str]) -> bool {
    words_of(name).any(|word| words.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// The words of a name: it is divided at all but letters and figures, and before capitals that follow a
/// small letter.
fn words_of(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .flat_map(|part| {
            let mut rest = part;
            std::iter::from_fn(move || {
                if rest.is_empty() {
                    return None;
                }
                let bytes = rest.as_bytes();
                let end = (1..bytes.len())
                    .find(|at| {
                        bytes.get(*at).is_some_and(u8::is_ascii_uppercase)
                            && bytes.get(at - 1).is_some_and(u8::is_ascii_lowercase)
                    })
                    .unwrap_or(bytes.len());
                let word = rest.get(..end)?;
                rest = rest.get(end..)?;
                Some(word)
            })
        })
}
