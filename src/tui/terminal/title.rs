//! The article's link, as a link of the terminal (OSC 8) over its title.

use std::io::{self, Write};

use ratatui::backend::Backend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::crossterm::style::Print;
use ratatui::crossterm::{cursor, queue};
use ratatui::layout::Rect;

use crate::text::display;
use crate::tui::link;

/// What is a link on the screen. Ratatui knows of none: cells that it draws anew are none any more.
#[derive(Debug, Default)]
pub struct Title {
    shown: Option<Shown>,
}

#[derive(Clone, Debug, PartialEq)]
struct Shown {
    row: Rect,
    begin: String,
    cells: Vec<Cell>,
}

impl Title {
    /// Every cell is drawn anew.
    pub fn reset(&mut self) {
        self.shown = None;
    }

    /// Makes cells of a row a link, and what was one before none, where the frame that was just
    /// drawn has not left it so. Nothing else on the screen is touched.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn show(
        &mut self,
        wanted: Option<(Rect, &str)>,
        drawn: &Buffer,
        backend: &mut (impl Backend<Error = io::Error> + Write),
    ) -> io::Result<()> {
        let shown = wanted.and_then(|(row, url)| {
            Some(Shown {
                row,
                begin: link::begin(url)?,
                cells: cells(row, drawn),
            })
        });
        if shown == self.shown {
            return Ok(());
        }
        let before = std::mem::replace(&mut self.shown, shown);
        queue!(backend, cursor::SavePosition)?;
        if let Some(before) = before {
            write(before.row, &cells(before.row, drawn), backend)?;
        }
        if let Some(shown) = &self.shown {
            queue!(backend, Print(&shown.begin))?;
            write(shown.row, &shown.cells, backend)?;
            queue!(backend, Print(link::END))?;
        }
        queue!(backend, cursor::RestorePosition)
    }
}

/// The cells of a row, as far as they are on the screen.
fn cells(row: Rect, drawn: &Buffer) -> Vec<Cell> {
    let places = (row.x..row.right()).map_while(|x| drawn.cell((x, row.y)));
    places.cloned().collect()
}

fn write(
    row: Rect,
    cells: &[Cell],
    backend: &mut (impl Backend<Error = io::Error> + Write),
) -> io::Result<()> {
    let mut free = row.x;
    let placed = (row.x..).zip(cells).filter(|(x, cell)| {
        // A wide character covers the cell after it.
        let covers = *x >= free;
        if covers {
            free = x + (display::width(cell.symbol()) as u16).max(1);
        }
        covers
    });
    backend.draw(placed.map(|(x, cell)| (x, row.y, cell)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::backend::CrosstermBackend;
    use ratatui::style::Style;

    const URL: &str = "https://example.org/a";

    fn written(title: &mut Title, wanted: Option<(Rect, &str)>, drawn: &Buffer) -> String {
        let mut bytes = Vec::new();
        title
            .show(wanted, drawn, &mut CrosstermBackend::new(&mut bytes))
            .unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_title_is_a_link_until_its_cells_change_or_go() {
        let mut drawn = Buffer::empty(Rect::new(0, 0, 20, 2));
        drawn.set_string(3, 0, "日本 tea", Style::default());
        let row = Rect::new(3, 0, 8, 1);
        let mut title = Title::default();
        let first = written(&mut title, Some((row, URL)), &drawn);
        let (before, after) = first
            .split_once("\x1b]8;;https://example.org/a\x1b\\")
            .unwrap();
        assert_eq!(before, "\x1b7");
        let (inside, after) = after.split_once("\x1b]8;;\x1b\\").unwrap();
        assert_eq!(after, "\x1b8");
        assert!(inside.contains("日\x1b[1;6H本\x1b[1;8H tea"), "{inside:?}");
        assert_eq!(written(&mut title, Some((row, URL)), &drawn), "");
        drawn.set_string(3, 0, "x", Style::default());
        assert!(written(&mut title, Some((row, URL)), &drawn).contains("]8;;https"));
        // Another article has none: the cells are written without.
        let last = written(&mut title, None, &drawn);
        assert!(last.contains('x') && !last.contains("]8;"), "{last:?}");
        assert_eq!(written(&mut title, None, &drawn), "");
        // What is no safe link is none.
        let unsafe_url = Some((row, "https://example.org/\x1b\\"));
        assert_eq!(written(&mut title, unsafe_url, &drawn), "");
    }
}
