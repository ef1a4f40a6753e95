//! The colours of the themes.

use ratatui::style::{Color, Modifier, Style};

use super::Role;

/// The colours that a theme's styles are made of.
pub(super) struct Palette {
    /// Ordinary text and its ground; reset where they are the terminal's own.
    pub(super) text: (Color, Color),
    /// What matters less.
    pub(super) muted: Color,
    /// What is in focus, and keys.
    pub(super) accent: Color,
    pub(super) error: Color,
    pub(super) warning: Color,
    pub(super) success: Color,
    pub(super) quote: Color,
    /// Text and ground of a match.
    pub(super) found: (Color, Color),
    /// Text and ground of the match that the cursor is on.
    pub(super) current: (Color, Color),
    /// In the order of the built-in labels.
    pub(super) labels: [Color; 9],
}

/// An exact colour, as `0x00RR_GGBB`.
const fn rgb(hex: u32) -> Color {
    Color::from_u32(hex)
}

/// The terminal's own sixteen colours, which its user chose to be readable on their ground. Plain
/// blue, the one that is too dark on most of them, is not used.
pub(super) const TERMINAL: Palette = Palette {
    text: (Color::Reset, Color::Reset),
    muted: Color::DarkGray,
    accent: Color::Cyan,
    error: Color::Red,
    warning: Color::Yellow,
    success: Color::Green,
    quote: Color::Green,
    found: (Color::Black, Color::Yellow),
    current: (Color::Black, Color::Cyan),
    labels: [
        Color::Cyan,
        Color::Magenta,
        Color::Yellow,
        Color::LightBlue,
        Color::LightCyan,
        Color::LightYellow,
        Color::LightRed,
        Color::LightGreen,
        Color::LightMagenta,
    ],
};

/// For dark grounds, after the colours that Okabe and Ito chose for all kinds of colour vision
/// (“Color Universal Design”, 2008), some of them lighter.
pub(super) const DARK: Palette = Palette {
    text: (Color::Reset, Color::Reset),
    muted: rgb(0x009a_9a9a),
    accent: rgb(0x0056_b4e9),
    error: rgb(0x00ff_7a59),
    warning: rgb(0x00f0_e442),
    success: rgb(0x002f_c497),
    quote: rgb(0x008f_d1b5),
    found: (rgb(0x0000_0000), rgb(0x00d8_c832)),
    current: (rgb(0x0000_0000), rgb(0x00ff_9e2c)),
    labels: [
        rgb(0x0056_b4e9),
        rgb(0x00e6_9f00),
        rgb(0x00d4_7fb4),
        rgb(0x00f0_e442),
        rgb(0x002f_c497),
        rgb(0x00b8_d9f2),
        rgb(0x00f0_7a30),
        rgb(0x00c9_b6ff),
        rgb(0x00d0_d0d0),
    ],
};

/// For light grounds: the same hues, darker.
pub(super) const LIGHT: Palette = Palette {
    text: (Color::Reset, Color::Reset),
    muted: rgb(0x0066_6666),
    accent: rgb(0x0000_629b),
    error: rgb(0x00b0_3000),
    warning: rgb(0x0080_6000),
    success: rgb(0x0000_6b4e),
    quote: rgb(0x002c_6550),
    found: (rgb(0x0000_0000), rgb(0x00f0_e442)),
    current: (rgb(0x0000_0000), rgb(0x00ff_b050)),
    labels: [
        rgb(0x0000_629b),
        rgb(0x008c_5a00),
        rgb(0x009c_2f75),
        rgb(0x0000_4d3a),
        rgb(0x005f_5f00),
        rgb(0x0027_4b6e),
        rgb(0x00a8_3c00),
        rgb(0x005a_3fb0),
        rgb(0x0050_5050),
    ],
};

/// Light colours, of the same hues, on a ground that is painted black: every one of them stands out
/// from it by 7 to 1 at least, which WCAG 2.2 asks for at its highest level.
pub(super) const HIGH_CONTRAST: Palette = Palette {
    text: (rgb(0x00ff_ffff), rgb(0x0000_0000)),
    muted: rgb(0x00d8_d8d8),
    accent: rgb(0x007f_d4ff),
    error: rgb(0x00ff_a08a),
    warning: rgb(0x00ff_f050),
    success: rgb(0x0060_f0c0),
    quote: rgb(0x00a8_f0d0),
    found: (rgb(0x0000_0000), rgb(0x00ff_f050)),
    current: (rgb(0x0000_0000), rgb(0x00ff_b347)),
    labels: [
        rgb(0x007f_d4ff),
        rgb(0x00ff_b800),
        rgb(0x00ff_90c8),
        rgb(0x00ff_ff60),
        rgb(0x0060_f0c0),
        rgb(0x00d0_ebff),
        rgb(0x00ff_a070),
        rgb(0x00dc_d0ff),
        rgb(0x00ff_ffff),
    ],
};

/// The same of sixteen colours.
pub(super) const HIGH_CONTRAST_16: Palette = Palette {
    text: (Color::White, Color::Black),
    muted: Color::White,
    accent: Color::LightCyan,
    error: Color::LightRed,
    warning: Color::LightYellow,
    success: Color::LightGreen,
    quote: Color::LightGreen,
    found: (Color::Black, Color::LightYellow),
    current: (Color::Black, Color::LightCyan),
    labels: [
        Color::LightCyan,
        Color::LightMagenta,
        Color::LightYellow,
        Color::White,
        Color::LightCyan,
        Color::LightYellow,
        Color::LightRed,
        Color::LightGreen,
        Color::White,
    ],
};

impl Palette {
    /// The style of a role: its modifiers, unless a colour says the same better.
    pub(super) fn style(&self, role: Role) -> Style {
        let plain = Style::new();
        match role {
            Role::Text => plain.fg(self.text.0).bg(self.text.1),
            Role::Muted | Role::Furniture | Role::Replaced => plain.fg(self.muted),
            Role::Focused | Role::Key => plain.fg(self.accent).add_modifier(Modifier::BOLD),
            Role::Error => plain.fg(self.error).add_modifier(Modifier::BOLD),
            Role::Warning => plain.fg(self.warning),
            Role::Success => plain.fg(self.success),
            Role::Quote => plain.fg(self.quote).add_modifier(Modifier::ITALIC),
            Role::QuoteBar | Role::Speaker => plain.fg(self.quote),
            Role::Match => plain.fg(self.found.0).bg(self.found.1),
            Role::CurrentMatch => plain
                .fg(self.current.0)
                .bg(self.current.1)
                .add_modifier(Modifier::BOLD),
            Role::Title
            | Role::Row
            | Role::Cue
            | Role::Unreviewed
            | Role::Accepted
            | Role::Corrected
            | Role::Rejected
            | Role::Added
            | Role::Selection
            | Role::Item
            | Role::Cursor => plain.add_modifier(role.modifiers()),
        }
    }
}
