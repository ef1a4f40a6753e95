//! Which lines of a pane are on the screen.

/// What is seen of lines of which one is selected.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// The first line on the screen.
    pub top: usize,
    /// The first line before the screen took another size.
    kept: Option<usize>,
    /// What was selected when the wheel turned the lines under it: as long as that is, they stay.
    left: Option<usize>,
}

impl Window {
    /// Keeps the first line through sizes of the screen at which it cannot stay.
    pub fn keep_top(&mut self) {
        self.kept.get_or_insert(self.top);
    }

    /// Takes the first line as it is.
    pub fn leave_top(&mut self) {
        self.kept = None;
    }

    /// Scrolls by lines; what is selected stays so, in sight or not.
    pub fn scroll(&mut self, by: isize, selected: usize) {
        self.top = self.top.saturating_add_signed(by);
        self.left = Some(selected);
    }

    /// Shows what is selected again.
    pub fn come_back(&mut self) {
        self.left = None;
    }

    /// Moves so far that `line` is among `height` lines, with the one above it where `headed` says so
    /// and there is room. It is that of what is selected, of `count` lines; below the last there is
    /// nothing to see.
    pub fn show(
        &mut self,
        line: usize,
        headed: bool,
        selected: usize,
        height: usize,
        count: usize,
    ) {
        let height = height.max(1);
        let last = count.saturating_sub(height);
        self.top = self.kept.unwrap_or(self.top).min(last);
        let first = line.saturating_sub(usize::from(headed && height > 1));
        if self.left == Some(selected) {
            // The wheel has turned the lines away from it.
        } else if first < self.top {
            self.top = first;
        } else if line >= self.top + height {
            self.top = line + 1 - height;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_selected_is_in_sight_with_the_heading_above_where_there_is_room() {
        let mut window = Window::default();
        window.show(9, false, 9, 4, 20);
        assert_eq!(window.top, 6);
        window.show(5, true, 5, 4, 20);
        assert_eq!(window.top, 4);
        window.show(5, true, 5, 1, 20);
        assert_eq!(window.top, 5);
        window.show(3, true, 3, 1, 20);
        assert_eq!(window.top, 3);
    }

    #[test]
    fn what_the_wheel_turned_away_from_comes_back_when_it_is_left() {
        let mut window = Window::default();
        window.scroll(7, 0);
        window.show(0, false, 0, 4, 20);
        assert_eq!(window.top, 7);
        window.show(1, false, 1, 4, 20);
        assert_eq!(window.top, 1);
        window.scroll(900, 1);
        window.show(1, false, 1, 4, 20);
        assert_eq!(window.top, 16);
    }

    #[test]
    fn the_first_line_is_kept_through_other_sizes_of_the_screen() {
        let mut window = Window::default();
        window.show(12, false, 12, 4, 20);
        window.keep_top();
        window.show(12, false, 12, 20, 20);
        assert_eq!(window.top, 0);
        window.show(12, false, 12, 4, 20);
        assert_eq!(window.top, 9);
        window.leave_top();
        window.show(12, false, 12, 20, 20);
        window.show(12, false, 12, 8, 20);
        assert_eq!(window.top, 5);
    }
}
