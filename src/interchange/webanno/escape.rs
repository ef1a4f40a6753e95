//! What stands for characters that mean something to the format.

use crate::span::{Span, from};

/// A value in a cell. It has no carriage return: readers take one for the end of the row.
pub fn value(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    let mut rest = value.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' | '[' | ']' | '|' | '_' | ';' | '*' => escaped.extend(['\\', c]),
            '-' if rest.peek() == Some(&'>') => escaped.push_str("\\-"),
            '\t' => escaped.push_str("\\t"),
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' | '\r' => escaped.push_str("\\n"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A line of text.
pub fn line(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\u{c}' => escaped.push_str("\\f"),
            '\u{8}' => escaped.push_str("\\b"),
            '\0'..='\x07' | '\x0e'..='\x1f' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The value that a cell stands for. What follows a backslash stands for itself, but for `t`, `n` and `r`.
pub fn unescaped(cell: &str) -> String {
    resolved(cell, |c| c)
}

/// The text that a line stands for: `f` and `b` are a form feed and a backspace, too.
pub fn unescaped_line(line: &str) -> String {
    resolved(line, |c| match c {
        'f' => '\u{c}',
        'b' => '\u{8}',
        c => c,
    })
}

/// What is written, without its backslashes; `other` says what stands behind one where that is neither
/// `t`, `n` nor `r`.
fn resolved(written: &str, other: impl Fn(char) -> char) -> String {
    let mut value = String::with_capacity(written.len());
    let mut rest = written.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        value.extend(rest.next().map(|c| match c {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            c => other(c),
        }));
    }
    value
}

/// The parts of a cell, cut where a separator is not escaped.
pub fn parts(cell: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut is_escaped = false;
    for (place, c) in cell.char_indices() {
        if c == separator && !is_escaped {
            parts.push(Span::new(start, place).of(cell));
            start = place + c.len_utf8();
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts.push(from(cell, start));
    parts
}
