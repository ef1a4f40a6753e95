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

/// What text stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ground {
    /// Something near black.
    Dark,
    /// Something near white.
    Light,
}

impl Ground {
    /// What the terminal says in `COLORFGBG` (`15;0`: the numbers of the colours of text and
    /// ground), as rxvt and Konsole do; none where it says nothing.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let value = variable("COLORFGBG")?;
        let (_, ground) = value.rsplit_once(';')?;
        match ground.parse().ok()? {
            0..=6 | 8 => Some(Self::Dark),
            7 | 9..=15 => Some(Self::Light),
            _ => None,
        }
    }
}

/// The colour nearest to an exact one that a terminal shows; others are left as they are.
pub fn nearest(colour: Color, depth: ColourDepth) -> Color {
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
    match depth {
        ColourDepth::Exact => colour,
        ColourDepth::Indexed => {
            let nearest = indexed().min_by_key(|&(_, shown)| distance(shown));
            nearest.map_or(colour, |(index, _)| Color::Indexed(index))
        }
        ColourDepth::Sixteen => {
            let nearest = SIXTEEN.iter().min_by_key(|&&(_, shown)| distance(shown));
            nearest.map_or(colour, |&(named, _)| named)
        }
        ColourDepth::None => Color::Reset,
    }
}

/// The colours of the xterm palette that no user redefines: its cube and its greys.
fn indexed() -> impl Iterator<Item = (u8, [i32; 3])> {
    /// The intensities of the cube's six steps.
    const STEPS: [i32; 6] = [0, 95, 135, 175, 215, 255];
    let cube = (0..216).map(|i| {
        let step = |i: u8| STEPS.get(usize::from(i % 6)).copied().unwrap_or_default();
        (16 + i, [step(i / 36), step(i / 6), step(i)])
    });
    let greys = (0..24).map(|i| (232 + i, [8 + 10 * i32::from(i); 3]));
    cube.chain(greys)
}

/// The sixteen colours as xterm shows them where nobody changed them.
const SIXTEEN: [(Color, [i32; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 0, 0]),
    (Color::LightGreen, [0, 255, 0]),
    (Color::LightYellow, [255, 255, 0]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 0, 255]),
    (Color::LightCyan, [0, 255, 255]),
    (Color::White, [255, 255, 255]),
];
