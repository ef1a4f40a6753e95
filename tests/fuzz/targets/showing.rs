//! What is shown: nothing that a terminal obeys, in the cells that were reckoned with.

use std::path::Path;
use std::sync::Arc;

use dateline::ingest::Problem;
use dateline::span::{Span, floor_boundary};
use dateline::text::display::{fit, shown, visible, visible_lines, width, wrapped};
use dateline::text::motion;
use dateline::text::paragraph::Lines;
use dateline::tui::layout::Flow;
use unicode_segmentation::UnicodeSegmentation;

use super::bytes::Bytes;

/// Whether a character does something to a terminal, reorders a line or hides.
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'
            | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{34f}')
            // Beside the variants of ideographs, which follow one.
            && !matches!(c, '\u{e0100}'..='\u{e01ef}')
}

#[track_caller]
fn harmless(text: &str) {
    assert!(!text.contains(is_harmful), "{text:?}");
}

/// Whatever is shown is harmless and as wide as was said.
pub fn display(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let columns = usize::from(bytes.byte());
    let text = bytes.text();
    let line = visible(&text);
    harmless(&line);
    visible_lines(&text).split('\n').for_each(harmless);
    let short = fit(&text, columns);
    harmless(&short);
    assert!(width(&short) <= columns, "{short:?} in {columns}");
    let lines = wrapped(&line, columns);
    assert!(
        lines
            .iter()
            .flat_map(|line| line.split(' '))
            .filter(|word| !word.is_empty())
            .eq(line.split(' ').filter(|word| !word.is_empty()))
    );
    for grapheme in text.graphemes(true) {
        let shown = shown(grapheme);
        harmless(&shown.symbol);
        assert!(shown.width >= 1 && !shown.symbol.is_empty());
    }
    let problem = Problem::of_file(Path::new(&*text), &*text).in_field(&*text);
    harmless(&problem.to_string());
}

/// A text laid out: rows cover it once, fit the width, and bytes and cells name each other.
pub fn layout(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let columns = u16::from(bytes.byte() % 64) + 1;
    let lines = match bytes.byte() & 1 {
        0 => Lines::Separate,
        _ => Lines::Joined,
    };
    let (at, by, height) = (
        bytes.number(),
        bytes.byte(),
        usize::from(bytes.byte() % 40) + 1,
    );
    let text: Arc<str> = bytes.text().into();
    let flow = Flow::new(Arc::clone(&text), lines);
    let mut next = 0;
    for row in flow.page(0, usize::MAX, columns) {
        assert_eq!(row.range.start, next);
        next = row.range.end;
        let (mut byte, mut column) = (row.range.start, 0);
        for cell in row.cells() {
            assert_eq!((cell.span.start, cell.column), (byte, column));
            assert!(!cell.span.is_empty() && cell.span.fits(&text));
            byte = cell.span.end;
            column += cell.width;
            let shown = cell.shown(&text);
            harmless(&shown.symbol);
            if cell.width == 0 {
                assert!(cell.span.of(&text).chars().all(char::is_whitespace));
                continue;
            }
            assert_eq!(row.cell_of(cell.span.start), cell.column);
            assert_eq!(row.byte_at(cell.column), cell.span.start);
            assert_eq!(row.byte_at(cell.column + cell.width - 1), cell.span.start);
        }
        assert_eq!(byte, row.range.end);
        assert!(column <= columns);
    }
    assert_eq!(next, text.len());
    let start = flow.step(floor_boundary(&text, at % (text.len() + 1)), 0, columns);
    let down = flow.step(start, isize::from(by), columns);
    let rows = flow.page(start, usize::from(by) + 1, columns);
    assert_eq!(rows.last().map(|row| row.range.start), Some(down));
    assert_eq!(
        flow.step(down, 1 - rows.len().cast_signed(), columns),
        start
    );
    let top = flow.follow(0, start, 2, height, columns);
    let page = flow.page(top, height, columns);
    assert!(page.iter().any(|row| row.range.contains(start)) || start == text.len());
}

/// Every motion ends on a boundary of the text, goes the way it says, and comes to an end.
pub fn motion(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let at = bytes.number();
    let lines = match bytes.byte() & 1 {
        0 => Lines::Separate,
        _ => Lines::Joined,
    };
    let text = bytes.text();
    let byte = floor_boundary(&text, at % (text.len() + 1));
    let forward = [
        motion::right(&text, byte),
        motion::word_forward(&text, byte),
        motion::word_end(&text, byte),
        motion::paragraph_forward(&text, byte, lines),
        motion::sentence_forward(&text, byte, lines),
    ];
    let back = [
        motion::left(&text, byte),
        motion::word_back(&text, byte),
        motion::line_start(&text, byte),
        motion::paragraph_back(&text, byte, lines),
        motion::sentence_back(&text, byte, lines),
    ];
    for to in forward.into_iter().chain(back).chain([
        motion::line_end(&text, byte),
        motion::end_after(&text, byte),
        motion::end_before(&text, byte),
        motion::last(&text),
    ]) {
        assert!(text.is_char_boundary(to), "{to} of {text:?}");
    }
    assert!(
        back.iter().all(|to| *to <= byte),
        "{back:?} from {byte} in {text:?}"
    );
    let spans: [Option<Span>; 4] = [
        Some(motion::grapheme_at(&text, byte)),
        motion::word_at(&text, byte),
        motion::paragraph_at(&text, byte, lines),
        motion::sentence_at(&text, byte, lines),
    ];
    for span in spans
        .into_iter()
        .flatten()
        .chain([motion::line_at(&text, byte)])
    {
        assert!(span.fits(&text), "{span:?} of {text:?}");
    }
}
