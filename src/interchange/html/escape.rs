//! Text that a browser shows and gives back as it is, whatever is in it.

use std::fmt::Write as _;

/// What stands for a NUL, which no page can hold.
pub(super) const REPLACEMENT: char = '\u{fffd}';

/// Appends text between tags.
///
/// A browser reads the same characters back, but [`REPLACEMENT`] for a NUL. Control characters, and
/// those that reorder a line, stand in an element of their own, which keeps their effect inside and
/// shows their number.
pub(super) fn text(text: &str, out: &mut String) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(c),
            // A browser would read a plain one as a line feed.
            '\r' if chars.peek() == Some(&'\n') => out.push_str("&#13;"),
            c if acts(c) => {
                let _ = write!(out, "<bdi class=\"x\" data-x=\"U+{:04X}\">", u32::from(c));
                match c {
                    '\r' => out.push_str("&#13;"),
                    '\0' => out.push(REPLACEMENT),
                    c => out.push(c),
                }
                out.push_str("</bdi>");
            }
            c => out.push(c),
        }
    }
}

/// Appends the value of an attribute, which stands in double quote marks.
pub(super) fn value(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' => out.push_str("&#10;"),
            '\0' => out.push(REPLACEMENT),
            c => out.push(c),
        }
    }
}

/// Appends ` name="value"`.
pub(super) fn attribute(name: &str, written: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    value(written, out);
    out.push('"');
}

/// Appends ` name="value"` where there is a value.
pub(super) fn attribute_of(name: &str, written: Option<&str>, out: &mut String) {
    if let Some(written) = written {
        attribute(name, written, out);
    }
}

/// Whether a character does something to what stands beside it: controls, and the embeddings,
/// overrides and isolates of the bidirectional algorithm.
fn acts(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The link, where a click on it may lead there: to the web and nowhere else.
pub(super) fn web(link: &str) -> Option<&str> {
    let (scheme, rest) = link.split_once("://")?;
    let known = ["http", "https"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme));
    let odd = |c: char| c.is_whitespace() || acts(c);
    (known && !rest.is_empty() && !link.contains(odd)).then_some(link)
}
