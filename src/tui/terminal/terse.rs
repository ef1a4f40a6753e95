//! Cells to bytes: what ratatui's own backend says, in fewer of them.
//!
//! A change of style is one sequence with just what changes, and a gap on a line is crossed by a
//! short relative move where nothing before it could have taken another width than was reckoned.
//! A slow connection shows the difference, and so does a terminal multiplexer's processor time.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// The codes that set each modifier.
const SET: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// The codes that end modifiers, and which.
const END: [(Modifier, u8); 7] = [
    (Modifier::BOLD.union(Modifier::DIM), 22),
    (Modifier::ITALIC, 23),
    (Modifier::UNDERLINED, 24),
    (Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK), 25),
    (Modifier::REVERSED, 27),
    (Modifier::HIDDEN, 28),
    (Modifier::CROSSED_OUT, 29),
];

/// A backend that writes little.
pub struct Terse<W: Write> {
    inner: CrosstermBackend<W>,
    /// A sequence as it is put together.
    codes: String,
}

impl<W: Write> Terse<W> {
    pub fn new(writer: W) -> Self {
        Self {
            inner: CrosstermBackend::new(writer),
            codes: String::new(),
        }
    }

    fn move_to(&mut self, from: Option<Position>, to: Position) -> io::Result<()> {
        match from {
            Some(from) if from == to => Ok(()),
            Some(from) if from.y == to.y && from.x < to.x => match to.x - from.x {
                1 => write!(self.inner, "\x1b[C"),
                cells => write!(self.inner, "\x1b[{cells}C"),
            },
            _ => write!(self.inner, "\x1b[{};{}H", to.y + 1, to.x + 1),
        }
    }

    /// Goes from one look to another by the shorter of two ways: what differs, or all from nothing.
    fn change(&mut self, from: Look, to: Look) -> io::Result<()> {
        self.codes.clear();
        from.codes_to(to, &mut self.codes);
        let differing = self.codes.len();
        if to != Look::PLAIN {
            self.codes.push_str(";0");
        }
        Look::PLAIN.codes_to(to, &mut self.codes);
        let (change, anew) = self.codes.split_at(differing);
        let shorter = if anew.len() < change.len() {
            anew
        } else {
            change
        };
        let codes = shorter.strip_prefix(';').unwrap_or(shorter);
        write!(self.inner, "\x1b[{codes}m")
    }
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    line: Color,
    modifier: Modifier,
}

impl Look {
    const PLAIN: Self = Self {
        fg: Color::Reset,
        bg: Color::Reset,
        line: Color::Reset,
        modifier: Modifier::empty(),
    };

    fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            line: cell.underline_color,
            modifier: cell.modifier,
        }
    }

    /// The codes that lead from this look to another, each with a semicolon before it.
    fn codes_to(self, to: Self, codes: &mut String) {
        let mut kept = self.modifier;
        for (ended, code) in END {
            if kept.difference(to.modifier).intersects(ended) {
                push(codes, &[code]);
                kept = kept.difference(ended);
            }
        }
        for (set, code) in SET {
            if to.modifier.difference(kept).contains(set) {
                push(codes, &[code]);
            }
        }
        for (from, to, code) in [
            (self.fg, to.fg, 38),
            (self.bg, to.bg, 48),
            (self.line, to.line, 58),
        ] {
            if from == to {
                continue;
            }
            match to {
                Color::Reset => push(codes, &[code + 1]),
                Color::Rgb(red, green, blue) => push(codes, &[code, 2, red, green, blue]),
                colour => push(codes, &[code, 5, index(colour)]),
            }
        }
    }
}

fn push(codes: &mut String, numbers: &[u8]) {
    for number in numbers {
        codes.push(';');
        codes.push_str(&number.to_string());
    }
}

/// The number of a colour of the palette.
fn index(colour: Color) -> u8 {
    match colour {
        Color::Indexed(index) => index,
        Color::Black | Color::Reset | Color::Rgb(..) => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    }
}

/// Whether every terminal gives it one cell.
fn is_plain(symbol: &str) -> bool {
    matches!(symbol.as_bytes(), [b' '..=b'~'])
}

impl<W: Write> Backend for Terse<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut look = Look::PLAIN;
        // Where the cursor is, as far as that is sure.
        let mut cursor: Option<Position> = None;
        // Where it is if the terminal reckons as the program does.
        let mut expected: Option<Position> = None;
        for (x, y, cell) in content {
            let at = Position { x, y };
            if expected != Some(at) {
                self.move_to(cursor, at)?;
                cursor = Some(at);
            }
            let wanted = Look::of(cell);
            if wanted != look {
                self.change(look, wanted)?;
                look = wanted;
            }
            self.inner.write_all(cell.symbol().as_bytes())?;
            let next = Position { x: x + 1, y };
            expected = Some(next);
            cursor = cursor.filter(|_| is_plain(cell.symbol())).map(|_| next);
        }
        self.inner.write_all(b"\x1b[m")
    }

    fn append_lines(&mut self, lines: u16) -> io::Result<()> {
        self.inner.append_lines(lines)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, what: ClearType) -> io::Result<()> {
        self.inner.clear_region(what)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

impl<W: Write> Write for Terse<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests;
