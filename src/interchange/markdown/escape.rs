//! Text that is text in Markdown, whatever stands in it.

use std::borrow::Cow;

use crate::text::display::is_obeyed;

/// Words as one run of text: no character of them begins a heading, a list, a link, an emphasis or
/// HTML, in `CommonMark`, its tables, automatic links and formulas. Line breaks become spaces; what
/// terminals obey is left out.
pub fn inline(words: &str) -> String {
    begin(&escaped(words))
}

/// Text inside a line, without white space taken from its ends.
pub(super) fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len() + words.len() / 8);
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            _ if is_break(c) => escaped.push(' '),
            _ if is_obeyed(c) => {}
            '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '<' | '>' | '&' | '|' | '~' | '$'
            | '^' | '#' | '=' => escaped.extend(['\\', c]),
            // What would begin an address.
            ':' if chars.peek() == Some(&'/') => escaped.push_str("\\:"),
            '.' if ends_with_www(&escaped) => escaped.push_str("\\."),
            // Escaped, it is an address of e-mail still: a joiner that nobody sees cuts it.
            '@' => escaped.push_str("@\u{2060}"),
            _ => escaped.push(c),
        }
    }
    escaped
}

fn ends_with_www(text: &str) -> bool {
    let mut last = text.chars().rev();
    last.by_ref()
        .take(3)
        .filter(|c| matches!(c, 'w' | 'W'))
        .count()
        == 3
}

/// A line of escaped text without white space around, which begins no list and no definition.
pub(super) fn begin(line: &str) -> String {
    let line = line.trim();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = crate::span::from(line, digits);
    if digits > 0 && rest.starts_with(['.', ')']) {
        return format!("{}\\{rest}", crate::span::until(line, digits));
    }
    if line.starts_with(['-', '+', ':', '%']) {
        return format!("\\{line}");
    }
    line.to_owned()
}

/// Words as code, which stand as they are.
pub(super) fn code(words: &str) -> String {
    let shown = |c: char| match c {
        '`' => Some('\''),
        _ if is_break(c) => Some(' '),
        _ => Some(c).filter(|c| !is_obeyed(*c)),
    };
    let words: String = words.chars().filter_map(shown).collect();
    let words = match words.trim() {
        "" => Cow::Borrowed("_"),
        words => Cow::Borrowed(words),
    };
    format!("`{words}`")
}

/// Whether a character ends a line, or moves on in it.
fn is_break(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\x0b' | '\x0c' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Whether a character is left out.
pub(super) fn is_left_out(c: char) -> bool {
    is_obeyed(c) && !is_break(c)
}
