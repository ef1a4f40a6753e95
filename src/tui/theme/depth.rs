//! How many colours a terminal shows, and what it shows in place of one.

use ratatui::style::Color;

/// How many colours a terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColourDepth {
    /// None, or none are wanted.
    None,
    /// The sixteen of its palette.
    Sixteen,
    /// The 256 of the xterm palette.
    Indexed,
    /// Any.
    Exact,
}

impl ColourDepth {
    /// What the environment says, of which `variable` gives a variable's value.
    ///
    /// `NO_COLOR` (not empty) comes first, see <https://no-color.org>; then `COLORTERM` and `TERM`.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| variable(name).unwrap_or_default();
        let term = value("TERM");
        if !value("NO_COLOR").is_empty() || matches!(&*term, "dumb" | "vt52") {
            return Self::None;
        }
        if term.starts_with("vt1") || term.starts_with("vt2") || term.ends_with("-m") {
            return Self::None;
        }
        // GNU screen hands on the outer terminal's COLORTERM and then shows no exact colours.
        let screen = term.starts_with("screen") && value("TMUX").is_empty();
        let exact = matches!(&*value("COLORTERM"), "truecolor" | "24bit");
        let known = [
            "kitty",
            "alacritty",
            "ghostty",
            "foot",
            "wezterm",
            "contour",
            "-direct",
        ];
        if (exact || known.iter().any(|name| term.contains(name))) && !screen {
            Self::Exact
        } else if term.contains("256color") || exact {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }
}

/// Whether a terminal with this `TERM` shows italics as such: GNU screen shows reversed text, the
/// Linux console a colour.
pub fn shows_italics(term: &str) -> bool {
    !(term.starts_with("screen") || term == "linux")
}

/// The nearest colour of the xterm palette, of its cube and greys, which no user redefines.
pub(super) fn nearest_indexed(colour: Color) -> Color {
    /// The intensities of the cube's six steps.
    const STEPS: [i32; 6] = [0, 95, 135, 175, 215, 255];
    let Color::Rgb(r, g, b) = colour else {
        return colour;
    };
    let wanted = [r, g, b].map(i32::from);
    let distance = |shown: [i32; 3]| -> i32 {
        wanted
            .iter()
            .zip(shown)
            .map(|(w, s)| (w - s) * (w - s))
            .sum()
    };
    let cube = (0..216).map(|i| {
        let step = |i: usize| STEPS.get(i % 6).copied().unwrap_or_default();
        (16 + i, [step(i / 36), step(i / 6), step(i)])
    });
    let greys = (0..24).map(|i| (232 + i, [8 + 10 * i as i32; 3]));
    let nearest = cube.chain(greys).min_by_key(|&(_, shown)| distance(shown));
    nearest.map_or(colour, |(index, _)| Color::Indexed(index as u8))
}
