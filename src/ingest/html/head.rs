//! What a page says about its article, from the best of the places where it says so.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::lex::plain;
use super::linked::Linked;
use super::notes::Notes;
use crate::article::{Article, Origin};
use crate::ingest::fields::{Fields, is_web_address};
use crate::ingest::{ReadOptions, date, identity};
use crate::span::{from, until};

/// What a page states.
#[derive(Debug, Default)]
pub(super) struct Stated {
    /// Its fields; the text is that which JSON-LD has.
    pub fields: Fields,
    /// Everything else that is worth keeping.
    metadata: Map<String, Value>,
    /// What its `time` elements show.
    pub shown_times: Vec<String>,
}

impl Stated {
    pub fn of(notes: &Notes, options: &ReadOptions) -> Self {
        let mut stated = Self::found(notes);
        for (field, name) in &options.map {
            if let Some(value) = meta(notes, &[&name.to_ascii_lowercase()]) {
                stated.fields.set(*field, value);
            }
        }
        stated
    }

    fn found(notes: &Notes) -> Self {
        let linked = Linked::of(&notes.scripts);
        let url = address(notes, &linked);
        let source = source(notes, &linked, url.as_deref());
        let published = published(notes, &linked);
        let mut metadata = Map::new();
        let mut keep = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                metadata.insert(name.to_owned(), Value::String(value));
            }
        };
        // The time of day stays readable.
        keep("published", published.clone().filter(|p| p.len() > 10));
        let modified = linked.modified.clone();
        keep(
            "modified",
            modified.or_else(|| meta(notes, &["article:modified_time", "og:updated_time"])),
        );
        let description = meta(
            notes,
            &["og:description", "description", "twitter:description"],
        );
        keep(
            "description",
            description.or_else(|| linked.description.clone()),
        );
        let section = meta(notes, &["article:section", "parsely-section"]);
        keep("section", section.or_else(|| linked.section.clone()));
        let tags: Vec<&str> = notes.metas("article:tag").collect();
        let tags = (!tags.is_empty()).then(|| tags.join(", "));
        let keywords = tags.or_else(|| meta(notes, &["keywords", "news_keywords"]));
        keep("keywords", keywords.or_else(|| linked.keywords.clone()));
        let day = published.as_deref().and_then(date::day);
        let in_url = || url.as_deref().and_then(date::day_in_url);
        let fields = Fields {
            date: day.or_else(in_url),
            title: title(notes, &linked, source.as_deref()),
            byline: byline(notes, &linked),
            language: language(notes, &linked),
            source,
            url,
            text: linked.body,
            ..Fields::default()
        };
        Self {
            fields,
            metadata,
            shown_times: notes.shown_times.clone(),
        }
    }

    /// The article, still without a text.
    pub fn article(self, locator: &str, origin: Origin) -> Article {
        let mut fields = self.fields;
        Article {
            id: identity(fields.id.take(), fields.url.as_deref(), locator),
            text: "".into(),
            head: fields.into_head(),
            metadata: self.metadata,
            origin,
            encoding: None,
        }
    }
}

/// The content of the first of these metas, its character references resolved once more: pages often
/// write them twice.
fn meta(notes: &Notes, names: &[&str]) -> Option<String> {
    notes
        .meta(names)
        .map(plain)
        .filter(|content| !content.is_empty())
}

/// The page's own address: never one that is no article's, as that of the whole site.
fn address(notes: &Notes, linked: &Linked) -> Option<String> {
    let base = notes.base.as_deref();
    let canonical = notes.canonical.as_deref();
    let canonical = canonical
        .map(str::trim)
        .filter(|address| !address.is_empty())
        .map(|address| absolute(address, base));
    let stated = [
        canonical.as_deref(),
        notes.meta(&["og:url"]),
        linked.url.as_deref(),
        notes.saved_from.as_deref(),
        notes.meta(&["twitter:url", "parsely-link", "citation_public_url"]),
    ];
    let mut stated = stated.into_iter().flatten().map(str::trim);
    let own = stated.find(|url| {
        let path = url.split_once("://").map_or("", |(_, rest)| rest);
        let path = path.split_once('/').map_or("", |(_, path)| path);
        is_web_address(url) && !path.is_empty() && !url.contains(char::is_whitespace)
    });
    own.map(str::to_owned)
}

/// An address that may be counted from the page's base (RFC 3986, 5.2).
fn absolute<'a>(address: &'a str, base: Option<&str>) -> Cow<'a, str> {
    if is_web_address(address) {
        return address.into();
    }
    let (scheme, rest) = base
        .filter(|base| is_web_address(base))
        .and_then(|base| base.split_once("://"))
        .unwrap_or(("https", ""));
    let is_of_scheme = address
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|first| first.contains(':'));
    if is_of_scheme {
        return address.into();
    }
    if address.starts_with("//") {
        return format!("{scheme}:{address}").into();
    }
    if rest.is_empty() {
        return address.into();
    }
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = until(path, path.find(['?', '#']).unwrap_or(path.len()));
    if address.starts_with(['?', '#']) {
        return format!("{scheme}://{host}/{path}{address}").into();
    }
    match address.strip_prefix('/') {
        Some(address) => format!("{scheme}://{host}/{address}").into(),
        None => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let between = if folder.is_empty() { "" } else { "/" };
            let path = format!("{folder}{between}{address}");
            format!("{scheme}://{host}/{}", undotted(&path)).into()
        }
    }
}

/// A path without its steps to the same folder and to the one above (RFC 3986, 5.2.4).
fn undotted(path: &str) -> String {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let mut kept: Vec<&str> = Vec::new();
    let mut parts = until(path, end).split('/').peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        match part {
            ".." => drop(kept.pop()),
            "." => {}
            part => kept.push(part),
        }
        if is_last && matches!(part, "." | "..") {
            kept.push("");
        }
    }
    format!("{}{}", kept.join("/"), from(path, end))
}

fn source(notes: &Notes, linked: &Linked, url: Option<&str>) -> Option<String> {
    let host = || url.and_then(host).map(str::to_owned);
    let named = meta(notes, &["og:site_name", "og:sitename", "sitename"]);
    let named = named.or_else(|| linked.publisher.clone());
    let other = [
        "publisher",
        "dc.publisher",
        "dcterms.publisher",
        "copyright",
        "application-name",
    ];
    let named = named.or_else(|| meta(notes, &other));
    let named = named.or_else(|| notes.item("publisher").map(str::to_owned));
    named
        .filter(|name| !is_web_address(name) && name.len() <= 120)
        .or_else(host)
}

/// When it was published, as it is written; what can be read as a day goes before what cannot.
fn published(notes: &Notes, linked: &Linked) -> Option<String> {
    const NAMES: &[&str] = &[
        "article:published_time",
        "article:published",
        "og:published_time",
        "og:article:published_time",
        "datepublished",
        "parsely-pub-date",
        "sailthru.date",
        "pubdate",
        "publishdate",
        "publish-date",
        "publish_date",
        "published_date",
        "publication_date",
        "date.published",
        "dc.date.issued",
        "dcterms.issued",
        "dcterms.created",
        "dc.date.created",
        "dc.date",
        "dcterms.date",
        "date",
        "article_date_original",
        "article.published",
        "cxenseparse:recs:publishtime",
        "citation_publication_date",
        "citation_date",
        "rnews:datepublished",
        "created",
        "doc_date",
        "timestamp",
    ];
    let in_metas = NAMES.iter().flat_map(|name| notes.metas(name));
    let stated = linked.published.as_deref().into_iter();
    let stated = stated.chain(in_metas).chain(notes.item("datePublished"));
    let shown = notes.times.iter().chain(&notes.stamps).map(String::as_str);
    let mut all = stated
        .chain(shown)
        .map(str::trim)
        .filter(|date| date.len() <= 120);
    all.find(|written| {
        let bare = written.split_once(": ").map_or(*written, |(_, date)| date);
        date::day(written).or_else(|| date::day(bare)).is_some()
    })
    .map(|written| match date::day(written) {
        Some(_) => written.to_owned(),
        None => written
            .split_once(": ")
            .map_or(written, |(_, date)| date)
            .to_owned(),
    })
}

fn language(notes: &Notes, linked: &Linked) -> Option<String> {
    let stated = notes.language.clone();
    let stated = stated.or_else(|| linked.language.clone());
    let stated = stated.or_else(|| {
        meta(
            notes,
            &["og:locale", "content-language", "language", "dc.language"],
        )
    });
    let stated = stated?.split([',', ';']).next()?.trim().replace('_', "-");
    let fits = |part: &str| {
        !part.is_empty() && part.len() <= 8 && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    stated.split('-').all(fits).then_some(stated)
}

fn title(notes: &Notes, linked: &Linked, source: Option<&str>) -> Option<String> {
    let whole = notes.title.as_deref().unwrap_or_default();
    let strip = |title: String| without_site(&title, source).to_owned();
    // The page's own heading, where the window's title has it too, is what readers see.
    let heading = notes
        .heading
        .as_deref()
        .filter(|heading| whole.starts_with(heading));
    let stated = linked.headline.clone().or_else(|| {
        meta(
            notes,
            &[
                "og:title",
                "twitter:title",
                "parsely-title",
                "sailthru.title",
                "dc.title",
                "dcterms.title",
                "citation_title",
            ],
        )
    });
    stated
        .map(strip)
        .or_else(|| heading.map(str::to_owned))
        .or_else(|| notes.item("headline").map(str::to_owned))
        .or_else(|| {
            let bare = without_site(whole, source);
            let bare = if bare == whole {
                without_tail(whole)
            } else {
                bare
            };
            Some(bare.to_owned())
        })
        .filter(|title| !title.is_empty())
        .or_else(|| notes.heading.clone())
}

/// What divides a title from the name of the site behind it.
const DIVIDERS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " » ", " • ", " · "];

/// The title without the site's name at its end.
fn without_site<'a>(title: &'a str, source: Option<&str>) -> &'a str {
    let Some(source) = source else { return title };
    let cut = DIVIDERS.iter().find_map(|divider| {
        let (before, after) = title.rsplit_once(divider)?;
        after
            .trim()
            .eq_ignore_ascii_case(source)
            .then_some(before.trim())
    });
    cut.filter(|before| !before.is_empty()).unwrap_or(title)
}

/// The title without a short part at its end that looks like a site's name.
fn without_tail(title: &str) -> &str {
    /// What is left is a headline, what goes a name, in words.
    const LEAST: usize = 4;
    let cut = DIVIDERS.iter().find_map(|divider| {
        let (before, after) = title.rsplit_once(divider)?;
        let (left, gone) = (
            before.split_whitespace().count(),
            after.split_whitespace().count(),
        );
        (left >= LEAST && gone <= LEAST && gone < left).then_some(before.trim())
    });
    cut.unwrap_or(title)
}

fn byline(notes: &Notes, linked: &Linked) -> Option<String> {
    const NAMES: &[&str] = &[
        "author",
        "article:author",
        "article:author_name",
        "parsely-author",
        "sailthru.author",
        "byl",
        "dc.creator",
        "dcterms.creator",
        "citation_author",
        "og:author",
        "authors",
        "creator",
        "dc.contributor",
    ];
    let is_name = |name: &String| {
        let letters = name.chars().any(char::is_alphabetic);
        letters && !is_web_address(name) && !name.contains("www.") && name.len() <= 240
    };
    let from_metas = || {
        NAMES.iter().find_map(|name| {
            let mut all: Vec<String> = Vec::new();
            for author in notes.metas(name).map(plain).filter(is_name) {
                if !all.contains(&author) {
                    all.push(author);
                }
            }
            (!all.is_empty()).then(|| all.join(", "))
        })
    };
    let authors: Vec<String> = linked
        .authors
        .iter()
        .filter(|a| is_name(a))
        .cloned()
        .collect();
    let stated = (!authors.is_empty()).then(|| authors.join(", "));
    let stated = stated.or_else(from_metas);
    let stated = stated.or_else(|| notes.item("author").map(str::to_owned).filter(is_name));
    let stated = stated.or_else(|| notes.bylines.iter().find(|b| is_name(b)).cloned())?;
    let bare = ["By ", "by ", "BY "]
        .iter()
        .find_map(|by| stated.strip_prefix(by));
    let bare = bare.unwrap_or(&stated).trim();
    let bare = bare.trim_end_matches(['|', ',', '•', '·', ' ', '-', '–']);
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// The host of an address, without `www.`.
pub(in crate::ingest) fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}
