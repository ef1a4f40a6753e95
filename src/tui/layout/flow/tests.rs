use super::super::tests::{awkward, modes};
use super::*;
use proptest::prelude::*;

/// A long text of short and long paragraphs.
fn long() -> impl Strategy<Value = String> {
    let paragraph = prop_oneof![
        4 => awkward(),
        1 => (awkward(), 1usize..200).prop_map(|(text, times)| text.repeat(times)),
        1 => "[a-z]{9000}",
    ];
    prop::collection::vec(paragraph, 0..8).prop_map(|paragraphs| paragraphs.join("\n"))
}

#[test]
fn a_page_keeps_its_place_when_the_width_changes() {
    let text: Arc<str> = "one two three four five six seven eight nine ten\n"
        .repeat(200)
        .into();
    let flow = Flow::new(text, Lines::Separate);
    let top = flow.step(5000, 0, 20);
    for width in [80, 7, 33] {
        assert!(flow.page(top, 10, width)[0].range.contains(top));
    }
}

#[test]
fn the_end_fills_the_page() {
    let text: Arc<str> = "line\n".repeat(100).into();
    let flow = Flow::new(text, Lines::Separate);
    assert_eq!(flow.clamp_top(500, 10, 80), 450);
    assert_eq!(flow.scroll(440, 5, 10, 80), 450);
    assert_eq!(flow.scroll(20, -9, 10, 80), 0);
    assert_eq!(flow.percent(499), 99);
    assert_eq!(flow.percent(500), 100);
    assert_eq!(Flow::new("".into(), Lines::Separate).percent(0), 100);
}

#[test]
fn a_page_follows_the_cursor_no_farther_than_it_must() {
    let text: Arc<str> = "line\n".repeat(100).into();
    let flow = Flow::new(text, Lines::Separate);
    for (byte, top) in [
        (115, 100),
        (135, 100),
        (140, 105),
        (95, 85),
        (0, 0),
        (499, 450),
    ] {
        assert_eq!(flow.follow(100, byte, 2, 10, 80), top, "to {byte}");
    }
}

#[test]
fn a_cursor_keeps_its_column() {
    let flow = Flow::new("abcdef\nab\nabcdef\n".into(), Lines::Separate);
    assert_eq!(flow.move_rows(4, 1, 4, 80), 8);
    assert_eq!(flow.move_rows(4, 2, 4, 80), 14);
    assert_eq!(flow.move_rows(14, -9, 4, 80), 4);
}

#[test]
fn blocks_of_a_long_line_end_with_sentences() {
    let text: Arc<str> = "It is a sentence of some words. ".repeat(1000).into();
    let flow = Flow::new(text.clone(), Lines::Separate);
    assert!(flow.blocks().count() > 5);
    for block in flow.blocks() {
        assert!(block.of(&text).ends_with(". "));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn blocks_cover_the_text_once_and_are_small(text in long(), lines in modes()) {
        let flow = Flow::new(text.as_str().into(), lines);
        let mut next = 0;
        for block in flow.blocks() {
            prop_assert_eq!(block.start, next);
            prop_assert!(block.fits(&text) && block.len() <= LONGEST + GATHERED);
            prop_assert!(!block.is_empty() || text.is_empty());
            next = block.end;
        }
        prop_assert_eq!(next, text.len());
    }

    #[test]
    fn a_page_begins_with_the_row_that_shows_its_top(text in long(), lines in modes(), at in 0.0..1.0f64, width in 1u16..100) {
        let flow = Flow::new(text.as_str().into(), lines);
        let top = floor_boundary(&text, (at * text.len() as f64) as usize);
        let row = flow.row_at(top, width);
        prop_assert!(row.range.contains(top) || text.is_empty());
        let page = flow.page(top, 30, width);
        prop_assert_eq!(&page[0], &row);
        for pair in page.windows(2) {
            prop_assert_eq!(pair[0].range.end, pair[1].range.start);
        }
    }

    #[test]
    fn going_down_and_up_again_returns(text in long(), lines in modes(), at in 0.0..1.0f64, by in 0isize..60, width in 1u16..100) {
        let flow = Flow::new(text.as_str().into(), lines);
        let start = flow.step(floor_boundary(&text, (at * text.len() as f64) as usize), 0, width);
        let down = flow.step(start, by, width);
        let rows = flow.page(start, by.unsigned_abs() + 1, width);
        prop_assert_eq!(rows.last().map(|row| row.range.start), Some(down));
        prop_assert_eq!(flow.step(down, 1 - rows.len().cast_signed(), width), start);
    }

    #[test]
    fn a_followed_byte_is_on_the_page(
        text in long(), lines in modes(), from in 0.0..1.0f64, to in 0.0..1.0f64,
        height in 1usize..40, margin in 0usize..9, width in 1u16..100,
    ) {
        let flow = Flow::new(text.as_str().into(), lines);
        let byte = |at: f64| floor_boundary(&text, (at * text.len() as f64) as usize);
        let top = flow.follow(byte(from), byte(to), margin, height, width);
        let page = flow.page(top, height, width);
        prop_assert_eq!(page[0].range.start, top);
        prop_assert!(page.iter().any(|row| row.range.contains(byte(to))) || byte(to) == text.len());
        prop_assert!(page.len() == height || top == 0);
        prop_assert_eq!(flow.follow(top, byte(to), margin, height, width), top, "it stays");
    }
}
