//! JSON-LD: the article among the things that a page describes.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::lex::plain;

/// How many objects of a page are looked at.
const MOST_NODES: usize = 2_000;

/// What JSON-LD says of the article.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub headline: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub authors: Vec<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    pub description: Option<String>,
    pub section: Option<String>,
    pub keywords: Option<String>,
    /// The article's text as it is written there, sometimes with markup.
    pub body: Option<String>,
}

impl Linked {
    /// The first article of these scripts, one with a text before one without; the name of the site,
    /// where only that is described.
    pub fn of(scripts: &[String]) -> Self {
        let values: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
        let nodes = nodes(&values);
        let by_id: HashMap<&str, &Map<String, Value>> = nodes
            .iter()
            // A reference has nothing but its name.
            .filter(|node| node.len() > 1)
            .filter_map(|node| Some((node.get("@id")?.as_str()?, *node)))
            .collect();
        let articles = || nodes.iter().copied().filter(|node| is_a(node, is_article));
        let whole = articles().find(|node| node.get("articleBody").is_some_and(Value::is_string));
        let mut linked = match whole.or_else(|| articles().next()) {
            Some(article) => Self::of_article(article, &by_id),
            None => Self::default(),
        };
        if linked.publisher.is_none() {
            let site = nodes
                .iter()
                .find(|node| is_a(node, |kind| kind == "WebSite"));
            linked.publisher = site.and_then(|site| text(site.get("name")?, &by_id));
        }
        linked
    }

    fn of_article(
        article: &Map<String, Value>,
        by_id: &HashMap<&str, &Map<String, Value>>,
    ) -> Self {
        let value = |name: &str| article.get(name).and_then(|value| text(value, by_id));
        let authors = match article.get("author").or_else(|| article.get("creator")) {
            Some(Value::Array(authors)) => authors.iter().filter_map(|a| text(a, by_id)).collect(),
            Some(author) => text(author, by_id).into_iter().collect(),
            None => Vec::new(),
        };
        let page = article.get("mainEntityOfPage").and_then(|page| match page {
            Value::Object(page) => page.get("@id")?.as_str(),
            page => page.as_str(),
        });
        Self {
            headline: value("headline").or_else(|| value("name")),
            published: value("datePublished").or_else(|| value("dateCreated")),
            modified: value("dateModified"),
            authors,
            publisher: value("publisher").or_else(|| value("sourceOrganization")),
            url: value("url").or_else(|| page.map(str::to_owned)),
            language: value("inLanguage"),
            description: value("description"),
            section: value("articleSection"),
            keywords: value("keywords"),
            body: article
                .get("articleBody")
                .and_then(Value::as_str)
                .filter(|body| !body.trim().is_empty())
                .map(str::to_owned),
        }
    }
}

/// A script's value; scripts are often wrapped in comments, or have line breaks inside their strings.
fn parse(script: &str) -> Option<Value> {
    let unwrapped = script.trim();
    let unwrapped = ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["]
        .iter()
        .find_map(|wrap| unwrapped.strip_prefix(wrap))
        .unwrap_or(unwrapped)
        .trim_start();
    let unwrapped = ["-->", "//]]>", "/*]]>*/", "]]>", ";"]
        .iter()
        .find_map(|wrap| unwrapped.strip_suffix(wrap))
        .unwrap_or(unwrapped)
        .trim_end();
    serde_json::from_str(unwrapped).ok().or_else(|| {
        let calm: String = unwrapped
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        serde_json::from_str(&calm).ok()
    })
}

/// All objects, those outside before those inside.
fn nodes(values: &[Value]) -> Vec<&Map<String, Value>> {
    let mut nodes = Vec::new();
    let mut waiting: std::collections::VecDeque<&Value> = values.iter().collect();
    while let Some(value) = waiting.pop_front() {
        match value {
            Value::Array(values) => waiting.extend(values),
            Value::Object(node) => {
                nodes.push(node);
                // What stands inside a live blog or below an article is not the article.
                let inside = node
                    .iter()
                    .filter(|(name, _)| !matches!(name.as_str(), "liveBlogUpdate" | "comment"));
                let inside = inside.map(|(_, value)| value);
                waiting.extend(inside.filter(|value| value.is_object() || value.is_array()));
            }
            _ => {}
        }
        if nodes.len() >= MOST_NODES || waiting.len() >= MOST_NODES {
            break;
        }
    }
    nodes
}

fn is_a(node: &Map<String, Value>, wanted: impl Fn(&str) -> bool) -> bool {
    let wanted = |kind: &Value| {
        let kind = kind.as_str().unwrap_or_default();
        wanted(kind.rsplit(['/', ':', '#']).next().unwrap_or(kind))
    };
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(wanted),
        Some(kind) => wanted(kind),
        None => false,
    }
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article")
        || matches!(
            kind,
            "BlogPosting" | "LiveBlogPosting" | "SocialMediaPosting" | "Report" | "NewsReport"
        )
}

/// A value as text on one line: itself, the name of what it is or refers to, or all of a list.
fn text(value: &Value, by_id: &HashMap<&str, &Map<String, Value>>) -> Option<String> {
    let found = match value {
        Value::String(text) => plain(text),
        Value::Object(node) => {
            let named = node.get("name").or_else(|| node.get("@value"));
            let named = named.or_else(|| by_id.get(node.get("@id")?.as_str()?)?.get("name"));
            let named = match named? {
                Value::Array(names) => names.first()?,
                name => name,
            };
            plain(named.as_str()?)
        }
        Value::Array(values) => {
            let texts: Vec<String> = values
                .iter()
                .filter(|value| !value.is_array())
                .filter_map(|value| text(value, by_id))
                .collect();
            texts.join(", ")
        }
        _ => return None,
    };
    Some(found).filter(|found| !found.is_empty())
}
