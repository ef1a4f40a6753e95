//! Where each part of the screen is: a pure function of the screen's size and of what is shown.

use ratatui::layout::Rect;

/// A part of the screen that keys can go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The list of articles.
    #[default]
    List,
    /// The article.
    Reader,
    /// Its entities and quotes.
    Inspector,
}

/// The screen is too small below this width, in cells.
pub const MIN_WIDTH: u16 = 40;
/// The screen is too small below this height, in cells.
pub const MIN_HEIGHT: u16 = 10;
/// From this width on three panes stand side by side.
const THREE: u16 = 120;
/// From this width on list and reader stand side by side.
const TWO: u16 = 90;
/// From this width on list and reader stand one above the other; below, one shows at a time.
const STACKED: u16 = 60;
/// Left of the text: the quote's bar and a blank.
pub const LEFT_MARGIN: u16 = 2;
/// Right of the text: a blank and the letters of what stands on the row.
pub const RIGHT_MARGIN: u16 = 7;

/// What decides the arrangement beside the size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Which pane has the keys.
    pub focus: Pane,
    /// Whether the list is hidden.
    pub hide_list: bool,
    /// Whether the inspector is hidden.
    pub hide_inspector: bool,
    /// Whether the article stands alone.
    pub zen: bool,
    /// The widest line of text, in cells; 0 for as wide as the pane.
    pub text_width: u16,
    /// The width of the list, in cells; 0 for a share of the screen.
    pub list_width: u16,
    /// The width of the inspector, in cells; 0 for a share of the screen.
    pub inspector_width: u16,
    /// The height of what stands above the reader on a narrow screen, in cells; 0 for a share.
    pub upper_height: u16,
}

/// A border that two panes share, which can be dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Border {
    /// Between the list and what is right of it.
    List,
    /// Between the inspector and what is left of it.
    Inspector,
    /// Between the reader and what stands above it.
    Upper,
}

/// The rectangles of the screen, in cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// The whole screen.
    pub screen: Rect,
    /// The list with its frame.
    pub list: Option<Rect>,
    /// The reader with its frame.
    pub reader: Option<Rect>,
    /// The text inside the reader, without its margins.
    pub text: Option<Rect>,
    /// The inspector with its frame.
    pub inspector: Option<Rect>,
    /// The line at the bottom.
    pub footer: Rect,
    /// Whether there is no room for anything but a message.
    pub too_small: bool,
}

impl Areas {
    /// Arranges a screen of `width` times `height` cells.
    pub fn of(width: u16, height: u16, wanted: Wanted) -> Self {
        let screen = Rect::new(0, 0, width, height);
        let mut areas = Self {
            screen,
            footer: Rect::new(0, height.saturating_sub(1), width, height.min(1)),
            ..Self::default()
        };
        if width < MIN_WIDTH || height < MIN_HEIGHT {
            areas.too_small = true;
            return areas;
        }
        let body = Rect::new(0, 0, width, height - 1);
        areas.arrange(body, wanted);
        areas.text = areas
            .reader
            .map(|reader| text_area(reader, wanted.text_width));
        areas
    }

    fn arrange(&mut self, body: Rect, wanted: Wanted) {
        let inspecting = wanted.focus == Pane::Inspector;
        if wanted.zen && !inspecting {
            self.reader = Some(body);
            return;
        }
        if body.width < STACKED {
            match wanted.focus {
                Pane::List => self.list = Some(body),
                Pane::Reader => self.reader = Some(body),
                Pane::Inspector => self.inspector = Some(body),
            }
            return;
        }
        let list = !wanted.hide_list || wanted.focus == Pane::List;
        let three = body.width >= THREE;
        let inspector = inspecting || (three && !wanted.hide_inspector);
        if body.width < TWO {
            if list || inspector {
                let upper = match wanted.upper_height {
                    0 => (body.height * 3 / 10).clamp(4, 12),
                    wished => wished.clamp(3, body.height - 4),
                };
                let above = Rect::new(body.x, body.y, body.width, upper);
                if inspecting {
                    self.inspector = Some(above);
                } else {
                    self.list = Some(above);
                }
                self.reader = Some(Rect::new(
                    body.x,
                    body.y + upper,
                    body.width,
                    body.height - upper,
                ));
            } else {
                self.reader = Some(body);
            }
            return;
        }
        let mut left = body.x;
        let mut right = body.x + body.width;
        // Without room for three the inspector takes the list's place while it has the keys.
        if list && (three || !inspecting) {
            let width = share(wanted.list_width, body.width, 4, 28, 48);
            self.list = Some(Rect::new(left, body.y, width, body.height));
            left += width;
        }
        if inspector {
            let width = share(wanted.inspector_width, body.width, 5, 26, 44);
            self.inspector = Some(Rect::new(right - width, body.y, width, body.height));
            right -= width;
        }
        self.reader = Some(Rect::new(left, body.y, right - left, body.height));
    }

    /// The rows of a table, which takes the whole screen but the footer; the row above them holds
    /// the headings of its columns.
    pub fn table_rows(&self) -> Rect {
        let inner = inside(Rect {
            height: self.screen.height.saturating_sub(1),
            ..self.screen
        });
        Rect {
            y: inner.y + 1,
            height: inner.height.saturating_sub(1),
            ..inner
        }
    }

    /// The border under a cell that two panes share: where the frames of both stand.
    pub fn border_at(&self, column: u16, row: u16) -> Option<Border> {
        let reader = self.reader?;
        let beside = (reader.y..reader.bottom()).contains(&row);
        for (pane, border) in [
            (self.list, Border::List),
            (self.inspector, Border::Inspector),
        ] {
            let Some(pane) = pane else { continue };
            if pane.bottom() == reader.y {
                // Its last row is a line; the row below is the reader's title.
                if row + 1 == pane.bottom() && (pane.x..pane.right()).contains(&column) {
                    return Some(Border::Upper);
                }
                continue;
            }
            let between = if pane.x < reader.x {
                [reader.x.saturating_sub(1), reader.x]
            } else {
                [pane.x.saturating_sub(1), pane.x]
            };
            if beside && between.contains(&column) {
                return Some(border);
            }
        }
        None
    }

    /// The pane under a cell.
    pub fn pane_at(&self, column: u16, row: u16) -> Option<Pane> {
        let at = ratatui::layout::Position::new(column, row);
        let holds = |area: Option<Rect>| area.is_some_and(|area| area.contains(at));
        if holds(self.reader) {
            Some(Pane::Reader)
        } else if holds(self.list) {
            Some(Pane::List)
        } else if holds(self.inspector) {
            Some(Pane::Inspector)
        } else {
            None
        }
    }
}

/// What is inside a pane's frame.
pub fn inside(pane: Rect) -> Rect {
    Rect::new(
        pane.x + 1,
        pane.y + 1,
        pane.width.saturating_sub(2),
        pane.height.saturating_sub(2),
    )
}

fn share(wished: u16, whole: u16, part: u16, least: u16, most: u16) -> u16 {
    /// No pane is narrower than this, in cells.
    const LEAST: u16 = 12;
    if wished > 0 {
        // Something is left for the reader, whatever is wished.
        return wished.clamp(LEAST, whole * 2 / 5);
    }
    (whole / part).clamp(least, most).min(whole / 3)
}

fn text_area(reader: Rect, text_width: u16) -> Rect {
    let inner = inside(reader);
    let room = inner
        .width
        .saturating_sub(LEFT_MARGIN + RIGHT_MARGIN)
        .max(1);
    let width = if text_width > 0 {
        room.min(text_width)
    } else {
        room
    };
    let indent = (room - width) / 2;
    Rect::new(inner.x + LEFT_MARGIN + indent, inner.y, width, inner.height)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn panes_fold_away_as_the_screen_narrows() {
        let wanted = Wanted::default();
        let shown = |width| {
            let areas = Areas::of(width, 30, wanted);
            (
                areas.list.is_some(),
                areas.reader.is_some(),
                areas.inspector.is_some(),
            )
        };
        assert_eq!(shown(160), (true, true, true));
        assert_eq!(shown(119), (true, true, false));
        assert_eq!(shown(80), (true, true, false));
        assert_eq!(shown(59), (true, false, false));
        assert!(Areas::of(39, 30, wanted).too_small);
        assert!(Areas::of(80, 9, wanted).too_small);
    }

    proptest! {
        #[test]
        fn every_area_lies_on_the_screen_and_the_focused_pane_is_shown(
            width in 0u16..400, height in 0u16..120, focus in 0..3, zen: bool, hide_list: bool,
            hide_inspector: bool, text_width in 0u16..200, list_width in 0u16..500, inspector_width: u8,
            upper_height: u8,
        ) {
            let focus = [Pane::List, Pane::Reader, Pane::Inspector][focus as usize];
            let wanted = Wanted { focus, hide_list, hide_inspector, zen, text_width, list_width, inspector_width: inspector_width.into(), upper_height: upper_height.into() };
            let areas = Areas::of(width, height, wanted);
            for area in [areas.list, areas.reader, areas.text, areas.inspector, Some(areas.footer)].into_iter().flatten() {
                prop_assert!(areas.screen.intersection(area) == area, "{area:?} in {:?}", areas.screen);
            }
            if !areas.too_small && !zen {
                let shown = match focus {
                    Pane::List => areas.list,
                    Pane::Reader => areas.reader,
                    Pane::Inspector => areas.inspector,
                };
                prop_assert!(shown.is_some());
            }
        }
    }
}
