//! Hostile text made visible: what a terminal may be sent in place of what an article holds.
//!
//! An article may hold escape sequences, characters that reorder a line, invisible ones, and marks
//! piled up without end. None of them may reach a terminal. They are replaced where text is shown,
//! a grapheme at a time; the text itself is never changed.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How far apart tab stops are, in cells.
pub const TAB: usize = 8;

/// The most code points of one grapheme that are shown; the longest emoji sequences have ten.
const LONGEST_GRAPHEME: usize = 10;

/// Stands for a character that does something to the terminal or the line, or cannot stand alone: `�`.
const HARMFUL: char = '\u{fffd}';

/// Stands for a character that cannot be seen: `·`.
const INVISIBLE: char = '·';

/// Carries a combining mark that has no letter to stand on: `◌`.
const DOTTED_CIRCLE: char = '◌';

/// Stands for what was cut off: `…`.
pub const CUT: &str = "…";

/// A grapheme as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<'a> {
    /// What to print: free of control, escape, bidi and invisible characters.
    pub symbol: Cow<'a, str>,
    /// How many cells it takes: at least one.
    pub width: u16,
    /// Whether it is not the text's own characters, or not all of them.
    pub replaced: bool,
}

/// Shows one grapheme.
///
/// Control characters become their pictures (`␛`), bidi controls, private-use characters and
/// non-characters `�`, invisible ones `·`; a mark without a letter gets a dotted circle; what
/// follows the tenth code point of a grapheme is cut off with `…`. A tab and a line break are
/// control characters here: where they are blank space, layout knows so.
pub fn shown(grapheme: &str) -> Shown<'_> {
    if let [b' '..=b'~'] = grapheme.as_bytes() {
        return own(grapheme, 1);
    }
    let mut symbol = Cow::Borrowed(grapheme);
    if needs_replacing(grapheme) {
        symbol = Cow::Owned(replaced(grapheme));
    }
    if symbol.starts_with(is_combining_mark) {
        symbol = Cow::Owned(replaced(&format!("{DOTTED_CIRCLE}{grapheme}")));
    }
    // Half a syllable, a prefix of nothing.
    if cells(&symbol) == 0 {
        symbol = Cow::Owned(HARMFUL.to_string());
    }
    Shown {
        width: cells(&symbol).max(1),
        replaced: matches!(symbol, Cow::Owned(_)),
        symbol,
    }
}

fn own(symbol: &str, width: u16) -> Shown<'_> {
    Shown {
        symbol: Cow::Borrowed(symbol),
        width,
        replaced: false,
    }
}

/// How many cells a shown symbol takes, as the screen library counts them: half-width sound marks
/// (U+FF9E, U+FF9F) take a cell of their own.
fn cells(symbol: &str) -> u16 {
    let sound_marks = symbol.matches(['\u{ff9e}', '\u{ff9f}']).count();
    u16::try_from(symbol.width() + sound_marks).unwrap_or(u16::MAX)
}

fn needs_replacing(grapheme: &str) -> bool {
    let mut before = None;
    for (count, c) in grapheme.chars().enumerate() {
        if count == LONGEST_GRAPHEME || stand_in(c, before).is_some() {
            return true;
        }
        before = Some(c);
    }
    false
}

fn replaced(grapheme: &str) -> String {
    let mut symbol = String::with_capacity(grapheme.len().min(64));
    let mut before = None;
    for (count, c) in grapheme.chars().enumerate() {
        if count == LONGEST_GRAPHEME {
            symbol.push_str(CUT);
            break;
        }
        let c = stand_in(c, before).unwrap_or(c);
        if !(is_stand_in(c) && before == Some(c)) {
            symbol.push(c);
        }
        before = Some(c);
    }
    symbol
}

/// What is shown in place of `c`, which follows `before` as shown in its grapheme; none when `c`
/// may be shown.
fn stand_in(c: char, before: Option<char>) -> Option<char> {
    match c {
        ' '..='~' => None,
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
        '\x7f' => Some('␡'),
        // Next line and line separator; paragraph separator.
        '\u{85}' | '\u{2028}' => Some('␤'),
        '\u{2029}' => Some('¶'),
        '\u{200c}' | '\u{200d}' if joins(before) => None,
        _ if is_variation_selector(c) && varies(before) => None,
        _ if is_harmful(c) => Some(HARMFUL),
        _ if is_invisible(c) => Some(INVISIBLE),
        _ => None,
    }
}

/// A text of which everything that does something to a terminal, reorders a line or cannot be seen is
/// written as an escape (`\u{1b}`), so that it can be told and looked for.
///
/// For names and ids of files in messages, which also end in logs.
pub fn escaped(text: &str) -> impl fmt::Display + '_ {
    Escaped(text)
}

struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_plain(self.0) {
            return f.write_str(self.0);
        }
        let mut before = None;
        for c in self.0.chars() {
            match stand_in(c, before) {
                Some(shown) => {
                    before = Some(shown);
                    fmt::Display::fmt(&c.escape_unicode(), f)?;
                }
                None => {
                    before = Some(c);
                    f.write_char(c)?;
                }
            }
        }
        Ok(())
    }
}

/// Whether a terminal may obey a character, or reorder a line or hide text by it: what files that
/// somebody prints had better escape. Joiners and variation selectors, which letters need, are none.
pub fn is_obeyed(c: char) -> bool {
    let shapes = matches!(c, '\u{200c}' | '\u{200d}') || is_variation_selector(c);
    c.is_control()
        || is_harmful(c)
        || matches!(c, '\u{2028}' | '\u{2029}')
        || is_invisible(c) && !shapes
}

fn is_harmful(c: char) -> bool {
    match c {
        // Control characters of the second set.
        '\u{80}'..='\u{9f}'
        // Bidi embeddings, overrides and isolates.
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        // Annotations between lines.
        | '\u{fff9}'..='\u{fffb}'
        // Private use: no two fonts agree on a glyph or its width.
        | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'
        // Non-characters, as the last two of every plane are.
        | '\u{fdd0}'..='\u{fdef}' => true,
        _ => u32::from(c) & 0xfffe == 0xfffe,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        // Soft hyphen, grapheme joiner, bidi marks.
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200e}' | '\u{200f}'
        // Zero-width space and joiners, word joiner, invisible operators, deprecated formats, byte order mark.
        | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}'
        | '\u{feff}' | '\u{fff0}'..='\u{fff8}'
        // Fillers of Hangul, inherent vowels of Khmer.
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{17b4}' | '\u{17b5}'
        // Controls of hieroglyphs, shorthand and music.
        | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        // Tags, which spell hidden text.
        | '\u{e0000}'..='\u{e0fff}'
    ) || is_variation_selector(c)
}

fn is_stand_in(c: char) -> bool {
    matches!(c, HARMFUL | INVISIBLE)
}

/// Whether a joiner after `before` has an effect that readers see: between emoji, and in the
/// scripts that join letters, all of which lie beyond Latin, Greek and Cyrillic.
fn joins(before: Option<char>) -> bool {
    before
        .is_some_and(|b| b >= '\u{590}' && !is_stand_in(b) && !matches!(b, '\u{200c}' | '\u{200d}'))
}

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a variation selector after `before` can have an effect: letters of ASCII have no variants.
fn varies(before: Option<char>) -> bool {
    before.is_some_and(|b| {
        (!b.is_ascii() || matches!(b, '0'..='9' | '#' | '*'))
            && !is_stand_in(b)
            && !is_variation_selector(b)
    })
}

/// Makes a text visible as one line: tabs and line breaks become spaces.
///
/// For titles, file names and whatever else stands in a message.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        match grapheme {
            "\t" | "\n" | "\r\n" => line.push(' '),
            _ => line.push_str(&shown(grapheme).symbol),
        }
    }
    Cow::Owned(line)
}

/// Makes a text of several lines visible: `\n` stays, a `\r\n` becomes one, tabs reach the next stop.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    if text.split('\n').all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut lines = String::with_capacity(text.len());
    let mut column = 0;
    for grapheme in text.graphemes(true) {
        match grapheme {
            "\n" | "\r\n" => {
                lines.push('\n');
                column = 0;
            }
            "\t" => {
                let blank = TAB - column % TAB;
                lines.extend(std::iter::repeat_n(' ', blank));
                column += blank;
            }
            _ => {
                let shown = shown(grapheme);
                lines.push_str(&shown.symbol);
                column += usize::from(shown.width);
            }
        }
    }
    Cow::Owned(lines)
}

/// Makes a text visible as one line of at most `columns` cells, cut off with `…` where it is longer.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if text.len() <= columns && is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len().min(4 * columns));
    // The width of the line, and its length at the last place where `…` still fits.
    let (mut width, mut room) = (0, 0);
    for grapheme in text.graphemes(true) {
        let shown = match grapheme {
            "\t" | "\n" | "\r\n" => own(" ", 1),
            _ => shown(grapheme),
        };
        width += usize::from(shown.width);
        if width > columns {
            line.truncate(room);
            if columns > 0 {
                line.push_str(CUT);
            }
            return Cow::Owned(line);
        }
        line.push_str(&shown.symbol);
        if width < columns {
            room = line.len();
        }
    }
    Cow::Owned(line)
}

/// Breaks visible text at its spaces, so that no part is wider than `columns` cells if its words
/// allow. All parts are as far in as the text is, by half of the room at most.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let words = text.trim_start_matches(' ');
    let blanks = " ".repeat((text.len() - words.len()).min(columns / 2));
    let mut lines = Vec::new();
    let mut line = blanks.clone();
    for (number, word) in words.split(' ').enumerate() {
        let bare = line.len() == blanks.len();
        if !bare && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::replace(&mut line, blanks.clone()));
        } else if number > 0 && !bare {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// How many cells [`visible`] of a text takes.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    text.graphemes(true)
        .map(|grapheme| match grapheme {
            "\t" | "\n" | "\r\n" => 1,
            _ => usize::from(shown(grapheme).width),
        })
        .sum()
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests;
