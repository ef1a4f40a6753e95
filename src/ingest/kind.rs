//! What kind a file is: by its content, and by its extension where the content could be either.

use std::path::Path;

use super::decode::decode;

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One article of plain text.
    Text,
    /// One article of Markdown.
    Markdown,
    /// One article of a web page.
    Html,
    /// JSON objects: one, an array of them, a line each, or one after another.
    Json,
    /// One article of XML as trafilatura writes it, or in TEI.
    Xml,
    /// Items of RSS or Atom.
    Feed,
    /// Items of a JSON Feed.
    JsonFeed,
    /// Rows of CSV or TSV under a header.
    Table,
    /// Something that is not read.
    Unreadable(Unreadable),
}

/// What a file is that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// XML that is no feed.
    Xml,
    /// A gzip, zstd, zip, bzip2 or xz file.
    Compressed(&'static str),
    /// A PDF or an office document.
    Document(&'static str),
    /// Bytes that are no text.
    Binary,
}

/// What the extension of a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// JSON of any shape.
    Json,
    /// JSON, a record a line.
    Lines,
    /// A web page.
    Html,
    /// XML: a feed or a document.
    Xml,
    /// A table whose cells a comma divides, or whatever does.
    Csv,
    /// A table whose cells a tab divides.
    Tsv,
}

impl Named {
    /// Every extension that says something, the usual one of each first.
    pub const EXTENSIONS: [(Self, &[&str]); 8] = [
        (Self::Text, &["txt", "text"]),
        (Self::Markdown, &["md", "markdown"]),
        (Self::Json, &["json"]),
        (Self::Lines, &["jsonl", "ndjson"]),
        (Self::Html, &["html", "htm", "xhtml", "shtml"]),
        (Self::Xml, &["xml", "rss", "atom", "rdf", "tei"]),
        (Self::Csv, &["csv"]),
        (Self::Tsv, &["tsv", "tab"]),
    ];

    /// What a name's extension says, in whichever capitals.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?;
        let is_it = |known: &&str| extension.eq_ignore_ascii_case(known);
        let mut all = Self::EXTENSIONS.into_iter();
        all.find_map(|(named, known)| known.iter().any(is_it).then_some(named))
    }
}

impl Kind {
    /// Whether a file of the kind is one article.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Text | Self::Markdown | Self::Html | Self::Xml)
    }
}

impl Unreadable {
    /// What is wrong and what to do, for a [`Problem`](super::Problem).
    pub fn advice(self) -> String {
        match self {
            Self::Xml => {
                "is XML, but neither a feed nor TEI; convert its items to JSON Lines".to_owned()
            }
            Self::Compressed(how @ ("gzip" | "zstd")) => {
                format!("is compressed twice ({how}); decompress it once")
            }
            Self::Compressed(how) => format!("is compressed ({how}); decompress it first"),
            Self::Document(what) => format!("is {what}, which is not read; save its text as .txt"),
            Self::Binary => "is not text; leave it out, or convert it to text".to_owned(),
        }
    }
}

/// The kind of a file, from its name and its first kilobytes.
pub fn sniff(path: &Path, beginning: &[u8]) -> Kind {
    if let Some(kind) = by_signature(beginning) {
        return kind;
    }
    match Named::of(path) {
        Some(Named::Text) => Kind::Text,
        Some(Named::Markdown) => Kind::Markdown,
        Some(Named::Json | Named::Lines) => json(beginning),
        Some(Named::Html) => Kind::Html,
        Some(Named::Xml) => xml(beginning),
        Some(Named::Csv | Named::Tsv) => Kind::Table,
        None if is_utf16(beginning) => by_content(decode(beginning).text.as_bytes()),
        None => by_content(beginning),
    }
}

/// Files whose first bytes say that they are no text, whatever their name.
fn by_signature(beginning: &[u8]) -> Option<Kind> {
    const SIGNATURES: &[(&[u8], Unreadable)] = &[
        (b"\x1f\x8b", Unreadable::Compressed("gzip")),
        (b"\x28\xb5\x2f\xfd", Unreadable::Compressed("zstd")),
        (b"BZh", Unreadable::Compressed("bzip2")),
        (b"\xfd7zXZ\0", Unreadable::Compressed("xz")),
        (
            b"PK\x03\x04",
            Unreadable::Document("a zip archive or an office document"),
        ),
        (b"%PDF-", Unreadable::Document("a PDF")),
        (b"{\\rtf", Unreadable::Document("rich text")),
        (
            b"\xd0\xcf\x11\xe0",
            Unreadable::Document("an office document"),
        ),
    ];
    if let Some((_, what)) = SIGNATURES.iter().find(|(s, _)| beginning.starts_with(s)) {
        return Some(Kind::Unreadable(*what));
    }
    (!is_utf16(beginning) && is_binary(beginning)).then_some(Kind::Unreadable(Unreadable::Binary))
}

/// Whether a file holds records in UTF-16, which are told apart when they are UTF-8.
pub fn is_wide(path: &Path, beginning: &[u8]) -> bool {
    is_utf16(beginning)
        && match sniff(path, beginning) {
            Kind::Json | Kind::JsonFeed | Kind::Feed | Kind::Table => true,
            Kind::Text | Kind::Markdown | Kind::Html | Kind::Xml | Kind::Unreadable(_) => false,
        }
}

/// Whether a byte order mark says UTF-16.
fn is_utf16(beginning: &[u8]) -> bool {
    matches!(
        encoding_rs::Encoding::for_bom(beginning),
        Some((encoding, _)) if encoding != encoding_rs::UTF_8
    )
}

/// Whether the bytes are no text: many NULs, or no UTF-8 and control bytes that no text has.
fn is_binary(beginning: &[u8]) -> bool {
    let zeros = memchr::memchr_iter(0, beginning).count();
    if zeros * 4 > beginning.len() {
        return true;
    }
    let cut_or_whole = match std::str::from_utf8(beginning) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    let odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    !cut_or_whole && beginning.iter().filter(odd).count() * 50 > beginning.len()
}

/// JSON, or a feed in it.
fn json(beginning: &[u8]) -> Kind {
    match memchr::memmem::find(beginning, b"jsonfeed.org/version") {
        Some(_) => Kind::JsonFeed,
        None => Kind::Json,
    }
}

/// What XML is, by its first element.
fn xml(beginning: &[u8]) -> Kind {
    let text = super::html::charset::decode_page(beginning).text;
    let mut rest = text.trim_start_matches('\u{feff}');
    loop {
        rest = rest.trim_start();
        let (begin, end) = [("<?", "?>"), ("<!--", "-->"), ("<!", ">")]
            .into_iter()
            .find(|(begin, _)| rest.starts_with(begin))
            .unwrap_or_default();
        if begin.is_empty() {
            break;
        }
        if begin == "<!"
            && rest
                .get(..14)
                .is_some_and(|t| t.eq_ignore_ascii_case("<!doctype html"))
        {
            return Kind::Html;
        }
        match rest.split_once(end) {
            Some((_, after)) => rest = after,
            None => break,
        }
    }
    let name = rest.strip_prefix('<').unwrap_or_default();
    let name = name
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next();
    let name = name.unwrap_or_default().to_ascii_lowercase();
    match name.rsplit(':').next().unwrap_or_default() {
        "rss" | "feed" | "rdf" => Kind::Feed,
        "html" => Kind::Html,
        "doc" | "tei" => Kind::Xml,
        _ => Kind::Unreadable(Unreadable::Xml),
    }
}

fn by_content(beginning: &[u8]) -> Kind {
    let bytes = beginning
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(beginning)
        .trim_ascii_start();
    let next = |after: &[u8]| {
        let rest = bytes.strip_prefix(after)?;
        rest.trim_ascii_start().first().copied()
    };
    if matches!(next(b"{"), Some(b'"' | b'}')) || matches!(next(b"["), Some(b'{' | b']')) {
        return json(beginning);
    }
    let start: Vec<u8> = bytes.iter().take(16).map(u8::to_ascii_lowercase).collect();
    if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") {
        return Kind::Html;
    }
    let tags = [&b"<?xml"[..], b"<rss", b"<feed", b"<rdf:rdf", b"<tei"];
    if tags.iter().any(|tag| start.starts_with(tag)) {
        return xml(beginning);
    }
    Kind::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, beginning: &[u8]) -> Kind {
        sniff(Path::new(name), beginning)
    }

    #[test]
    fn content_decides_where_the_name_says_nothing() {
        assert_eq!(kind("dump", b" {\"text\": 1}"), Kind::Json);
        assert_eq!(kind("dump", b"\xef\xbb\xbf[\n {}]"), Kind::Json);
        assert_eq!(kind("note", b"[Editor's note] It rained."), Kind::Text);
        assert_eq!(kind("note.txt", b"{\"text\": 1}"), Kind::Text);
        assert_eq!(kind("README.MD", b"# Title"), Kind::Markdown);
        assert_eq!(kind("empty.txt", b""), Kind::Text);
        assert_eq!(kind("wide.txt", b"\xff\xfeZ\0o\0"), Kind::Text);
        assert_eq!(kind("wide", b"\xff\xfe{\0\"\0"), Kind::Json);
    }

    #[test]
    fn what_is_not_read_is_named() {
        for (name, beginning) in [
            ("a.jsonl.gz", &b"\x1f\x8b\x08"[..]),
            ("a.txt", b"%PDF-1.7"),
            ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01"),
            ("a.xml", b"<sitemapindex/>"),
        ] {
            let Kind::Unreadable(what) = kind(name, beginning) else {
                panic!("{name} was taken for text");
            };
            assert!(what.advice().contains(';'), "{name} says what to do");
        }
    }
}
