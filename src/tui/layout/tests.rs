use super::*;
use proptest::prelude::*;
use ratatui::buffer::CellWidth;
use unicode_width::UnicodeWidthStr as _;

/// The rows as they look, each ended by `|` at its last cell.
fn seen(text: &str, width: u16, lines: Lines) -> Vec<String> {
    let flow = Flow::new(text.into(), lines);
    flow.page(0, 1000, width)
        .iter()
        .map(|row| painted(row, text) + "|")
        .collect()
}

fn painted(row: &Row, text: &str) -> String {
    let mut painted = String::new();
    for cell in row.cells() {
        let shown = cell.shown(text);
        let blank = usize::from(cell.width).saturating_sub(shown.symbol.width());
        painted.push_str(&shown.symbol);
        painted.extend(std::iter::repeat_n(' ', blank));
    }
    painted
}

/// Text with everything that makes layout hard.
pub(super) fn awkward() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "a", "word", "Lebanon", " ", "  ", "\n", "\r\n", "\n\n", "\t", "-", "— ", "“", ".” ", "漢字",
            "カタカナｶﾞ", "👩‍👩‍👧", "🇩🇪", "e\u{301}", "שלום", "مرحبا", "\u{200b}", "\u{1b}[1m", "\u{202e}",
            "\u{ad}", "\r", "\u{c}", "\u{2028}", "\u{3000}", "\u{a0}", "(", "         ", "ᄀᄀᄀᄀ",
            "https://example.org/a/b", "averyverylongwordthatfitsnowhere", "\n  ", "\n\t", " \n ",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => (0u32..0xa0).prop_map(|c| char::from_u32(c).into_iter().collect()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

pub(super) fn modes() -> impl Strategy<Value = Lines> {
    prop::sample::select(vec![Lines::Separate, Lines::Joined])
}

#[test]
fn words_wrap_and_white_space_hangs() {
    assert_eq!(
        seen("The quick brown fox.  It ran", 10, Lines::Separate),
        ["The quick |", "brown fox.|", "It ran|"]
    );
}

#[test]
fn long_words_are_cut_and_addresses_break_at_slashes() {
    assert_eq!(
        seen(
            "to incomprehensible https://a.org/bb/cc",
            8,
            Lines::Separate
        ),
        [
            "to |",
            "incompre|",
            "hensible|",
            "https://|",
            "a.org/|",
            "bb/cc|"
        ]
    );
}

#[test]
fn wide_characters_are_never_split() {
    assert_eq!(seen("漢字漢字", 5, Lines::Separate), ["漢字|", "漢字|"]);
    assert_eq!(seen("漢a", 1, Lines::Separate), ["…|", "a|"]);
}

#[test]
fn tabs_reach_the_next_stop_and_placeholders_take_their_cells() {
    assert_eq!(
        seen("a\tb\u{1b}[1m\u{202e}c\r\nd", 30, Lines::Separate),
        ["a       b␛[1m�c|", "d|"]
    );
}

#[test]
fn blank_lines_are_rows() {
    assert_eq!(
        seen("a\n\n\nb\n", 9, Lines::Separate),
        ["a|", "|", "|", "b|"]
    );
    assert_eq!(seen("", 9, Lines::Separate), ["|"]);
}

#[test]
fn broken_lines_are_joined_and_paragraphs_set_apart() {
    let wire = "Showers continued in\nthe cocoa zone, \n a firm said.\n    It is dry.\n    The dry period\nends.\n\n REUTER\n";
    assert_eq!(
        seen(wire, 60, Lines::Joined),
        [
            "Showers continued in the cocoa zone, a firm said.|",
            "|",
            "    It is dry.|",
            "|",
            "    The dry period ends.|",
            "|",
            " REUTER|"
        ]
    );
    let table = "Shr 34 cts vs 1.19 dlrs\n    Net 807,000\n    Revs 510.2 mln\n";
    assert_eq!(
        seen(table, 60, Lines::Joined),
        [
            "Shr 34 cts vs 1.19 dlrs|",
            "    Net 807,000|",
            "    Revs 510.2 mln|"
        ]
    );
}

#[test]
fn paragraphs_on_bare_lines_are_set_apart() {
    let long =
        "A paragraph that is longer than one row of the screen, as those of web pages mostly are.";
    let text = format!("{long}\n{long}\n");
    let flow = Flow::new(text.as_str().into(), Lines::Separate);
    let rows = flow.page(0, 9, 200);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1].range.of(&text), "\n");
    assert_eq!(
        seen(&format!("{long}\n\n{long}\n\n{long}"), 200, Lines::Separate).len(),
        5
    );
}

#[test]
fn columns_and_bytes_name_each_other() {
    let text = "a漢\tb cccc";
    let row = &layout(
        text,
        Span::new(0, text.len()),
        10,
        Breaks::of(text, Lines::Separate),
    )[0];
    assert_eq!(row.range.of(text), "a漢\tb ");
    for (byte, column) in [(0, 0), (1, 1), (4, 3), (5, 8)] {
        assert_eq!(row.cell_of(byte), column);
        assert_eq!(row.byte_at(column), byte);
    }
    assert_eq!(row.byte_at(2), 1, "the second half of a wide character");
    assert_eq!(row.byte_at(5), 4, "inside a tab");
    assert_eq!(row.byte_at(99), 6);
    assert_eq!(row.columns_of(Span::new(1, 5)), Some((1, 8)));
    assert_eq!(row.columns_of(Span::new(7, 9)), None);
}

proptest! {
    #[test]
    fn rows_cover_the_text_once_and_fit(text in awkward(), width in 1u16..40, lines in modes()) {
        let flow = Flow::new(text.as_str().into(), lines);
        let mut next = 0;
        for row in flow.page(0, usize::MAX, width) {
            prop_assert_eq!(row.range.start, next);
            next = row.range.end;
            let (mut byte, mut column) = (row.range.start, 0);
            for cell in row.cells() {
                prop_assert_eq!((cell.span.start, cell.column), (byte, column));
                prop_assert!(!cell.span.is_empty() && cell.span.fits(&text));
                byte = cell.span.end;
                column += cell.width;
                let shown = cell.shown(&text);
                prop_assert!(!shown.symbol.contains(char::is_control));
                if cell.look != Look::Blank && cell.width > 0 {
                    prop_assert_eq!(shown.symbol.cell_width(), cell.width);
                }
            }
            prop_assert_eq!(byte, row.range.end);
            prop_assert!(column <= width);
        }
        prop_assert_eq!(next, text.len());
    }

    #[test]
    fn every_cell_is_found_by_its_byte_and_by_its_column(text in awkward(), width in 1u16..40, lines in modes()) {
        let flow = Flow::new(text.as_str().into(), lines);
        for row in flow.page(0, usize::MAX, width) {
            for cell in row.cells().iter().filter(|c| c.width > 0) {
                prop_assert_eq!(row.cell_of(cell.span.start), cell.column);
                prop_assert_eq!(row.byte_at(cell.column), cell.span.start);
                prop_assert_eq!(row.byte_at(cell.column + cell.width - 1), cell.span.start);
            }
            prop_assert!(row.cell_of(row.range.end) < width);
        }
    }

    #[test]
    fn only_hung_white_space_takes_no_cell(text in awkward(), width in 1u16..40, lines in modes()) {
        let flow = Flow::new(text.as_str().into(), lines);
        for row in flow.page(0, usize::MAX, width) {
            for cell in row.cells().iter().filter(|c| c.width == 0) {
                prop_assert!(cell.span.of(&text).chars().all(char::is_whitespace));
            }
        }
    }

    #[test]
    fn a_row_ends_no_sooner_than_it_must(words in prop::collection::vec("[a-z]{1,9}", 1..40), width in 9u16..30) {
        let text = words.join(" ");
        let rows = layout(&text, Span::new(0, text.len()), width, Breaks { lines: Lines::Separate, apart: false });
        for pair in rows.windows(2) {
            let next = pair[1].range.of(&text).split(' ').next().unwrap_or_default();
            prop_assert!(pair[0].range.of(&text).len() + next.len() > usize::from(width));
        }
    }
}
