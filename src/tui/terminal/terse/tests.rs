use std::num::NonZero;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::*;

const SIZE: (u16, u16) = (12, 3);

fn written(from: &Buffer, to: &Buffer) -> Vec<u8> {
    let mut bytes = Vec::new();
    let changed = from.diff(to);
    Terse::new(&mut bytes).draw(changed.into_iter()).unwrap();
    bytes
}

fn at_length(from: &Buffer, to: &Buffer) -> Vec<u8> {
    let mut bytes = Vec::new();
    let changed = from.diff(to);
    let mut backend = CrosstermBackend::new(&mut bytes);
    backend.draw(changed.into_iter()).unwrap();
    bytes
}

/// What a terminal shows that got all this: each cell with its look.
fn shown(frames: &[Vec<u8>]) -> Vec<String> {
    let [height, width] = [SIZE.1, SIZE.0].map(|cells| NonZero::new(cells).unwrap());
    let mut terminal = vt100::Parser::new(height, width, 0);
    for frame in frames {
        terminal.process(frame);
    }
    let screen = terminal.screen();
    let cells = (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (x, y)));
    cells
        .filter_map(|(x, y)| {
            let cell = screen.cell(y, x)?;
            let words = if cell.contents().is_empty() {
                " "
            } else {
                cell.contents()
            };
            let (bold, dim) = (cell.bold(), cell.dim());
            let (italic, underline, inverse) = (cell.italic(), cell.underline(), cell.inverse());
            let (fg, bg) = (cell.fgcolor(), cell.bgcolor());
            let looks = [bold, dim, italic, underline, inverse];
            Some(format!("{x},{y} {words:?} {fg:?} {bg:?} {looks:?}"))
        })
        .collect()
}

fn colour() -> impl Strategy<Value = Color> {
    prop_oneof![
        Just(Color::Reset),
        Just(Color::Red),
        Just(Color::DarkGray),
        Just(Color::LightCyan),
        any::<u8>().prop_map(Color::Indexed),
        any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ]
}

fn style() -> impl Strategy<Value = Style> {
    (colour(), colour(), any::<u16>()).prop_map(|(fg, bg, bits)| {
        // The model of a terminal knows no blinking.
        let unknown = Modifier::SLOW_BLINK | Modifier::RAPID_BLINK | Modifier::HIDDEN;
        let modifier = Modifier::from_bits_truncate(bits).difference(unknown);
        Style::new().fg(fg).bg(bg).add_modifier(modifier)
    })
}

/// A screen on which some words stand.
fn screen() -> impl Strategy<Value = Buffer> {
    let words = prop_oneof![
        Just("“é”"),
        Just("汉字"),
        Just("ab cd"),
        Just("x"),
        Just("   ")
    ];
    let word = (0..SIZE.0, 0..SIZE.1, words, style());
    proptest::collection::vec(word, 0..8).prop_map(|words| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        for (x, y, word, style) in words {
            buffer.set_stringn(x, y, word, usize::from(SIZE.0 - x), style);
        }
        // Nor does it know bold and dim together.
        for cell in &mut buffer.content {
            if cell.modifier.contains(Modifier::BOLD) {
                cell.modifier.remove(Modifier::DIM);
            }
        }
        buffer
    })
}

proptest! {
    #[test]
    fn a_terminal_shows_what_it_shows_at_length(first in screen(), second in screen()) {
        let empty = Buffer::empty(first.area);
        let terse = [written(&empty, &first), written(&first, &second)];
        let long = [at_length(&empty, &first), at_length(&first, &second)];
        prop_assert_eq!(shown(&terse), shown(&long));
        prop_assert!(terse[1].len() <= long[1].len());
    }
}

#[test]
fn a_change_of_style_is_one_sequence() {
    let empty = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    let mut buffer = empty.clone();
    let name = Style::new()
        .fg(Color::Cyan)
        .add_modifier(Modifier::UNDERLINED);
    buffer.set_string(0, 0, "Ana", name);
    buffer.set_string(3, 0, "said", Style::new());
    buffer.set_string(9, 0, "so", Style::new());
    let bytes = written(&empty, &buffer);
    assert_eq!(
        String::from_utf8_lossy(&bytes),
        "\x1b[1;1H\x1b[4;38;5;6mAna\x1b[msaid\x1b[2Cso\x1b[m"
    );
}

#[test]
fn what_may_be_wider_than_reckoned_is_passed_by_an_absolute_move() {
    let empty = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    let mut buffer = empty.clone();
    buffer.set_string(0, 0, "é", Style::new());
    buffer.set_string(5, 0, "x", Style::new());
    buffer.set_string(7, 0, "y", Style::new());
    let bytes = written(&empty, &buffer);
    assert_eq!(
        String::from_utf8_lossy(&bytes),
        "\x1b[1;1Hé\x1b[1;6Hx\x1b[Cy\x1b[m"
    );
}
