//! Colours and styles by role, and what a terminal can show of them.
//!
//! Views name roles, never colours. Every role of the article's text differs from every other by
//! modifiers alone, so that nothing is told by colour only: see [`Theme::MONOCHROME`].
//!
//! | what | without colour | in the margin |
//! |---|---|---|
//! | an unreviewed name | underlined | `?` |
//! | accepted | bold | `✓` |
//! | corrected | bold, underlined | `~` |
//! | added | bold, italic | `+` |
//! | rejected | dim, crossed out | `×` |
//! | quote | italic | a bar: `┊` unreviewed, `▎` decided |
//! | match, the present match | reversed and dim, reversed and bold | |
//! | selection, the item in focus, cursor | reversed; and bold and underlined; and underlined | |

mod depth;
mod file;
mod palette;

pub use depth::{ColourDepth, Ground, nearest, shows_italics};
pub use file::read;

use ratatui::style::{Color, Modifier, Style};

use crate::annotation::Verdict;
use crate::extract::Label;
use palette::Palette;

/// What a piece of the screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Ordinary text, and the ground of the whole screen.
    Text,
    /// What matters less: hints, counts, borders of panes that are not in focus.
    Muted,
    /// A heading.
    Title,
    /// The border of the pane in focus.
    Focused,
    /// A key in a hint.
    Key,
    /// The row of a list that the cursor is on.
    Row,
    /// Something that went wrong.
    Error,
    /// Something to look at.
    Warning,
    /// Something done.
    Success,
    /// A stand-in for a character that is not shown.
    Replaced,
    /// Lines of an article that are not the story: header, byline, credits.
    Furniture,
    /// What somebody said.
    Quote,
    /// The bar in the margin beside a quote.
    QuoteBar,
    /// The words that say that somebody speaks.
    Cue,
    /// The words that name a speaker.
    Speaker,
    /// A name that nobody looked at.
    Unreviewed,
    /// A name that was right.
    Accepted,
    /// A name that was mended.
    Corrected,
    /// A name that was none.
    Rejected,
    /// A name that a person marked.
    Added,
    /// Where a search matches.
    Match,
    /// The match that the cursor is on.
    CurrentMatch,
    /// What is selected.
    Selection,
    /// The item that the next decision is about.
    Item,
    /// The cursor in the text.
    Cursor,
}

impl Role {
    /// Every role, in order.
    pub const ALL: [Self; 25] = [
        Self::Text,
        Self::Muted,
        Self::Title,
        Self::Focused,
        Self::Key,
        Self::Row,
        Self::Error,
        Self::Warning,
        Self::Success,
        Self::Replaced,
        Self::Furniture,
        Self::Quote,
        Self::QuoteBar,
        Self::Cue,
        Self::Speaker,
        Self::Unreviewed,
        Self::Accepted,
        Self::Corrected,
        Self::Rejected,
        Self::Added,
        Self::Match,
        Self::CurrentMatch,
        Self::Selection,
        Self::Item,
        Self::Cursor,
    ];

    /// Its name in a theme file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Muted => "muted",
            Self::Title => "title",
            Self::Focused => "focused",
            Self::Key => "key",
            Self::Row => "row",
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Success => "success",
            Self::Replaced => "replaced",
            Self::Furniture => "furniture",
            Self::Quote => "quote",
            Self::QuoteBar => "quote-bar",
            Self::Cue => "cue",
            Self::Speaker => "speaker",
            Self::Unreviewed => "unreviewed",
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Rejected => "rejected",
            Self::Added => "added",
            Self::Match => "match",
            Self::CurrentMatch => "current-match",
            Self::Selection => "selection",
            Self::Item => "item",
            Self::Cursor => "cursor",
        }
    }

    /// The role of a name with this verdict.
    pub fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Unreviewed => Self::Unreviewed,
            Verdict::Accepted => Self::Accepted,
            Verdict::Corrected => Self::Corrected,
            Verdict::Rejected => Self::Rejected,
            Verdict::Added => Self::Added,
        }
    }

    /// How it looks without any colour.
    fn modifiers(self) -> Modifier {
        match self {
            Self::Text | Self::Speaker => Modifier::empty(),
            Self::Muted | Self::Furniture | Self::Replaced | Self::QuoteBar => Modifier::DIM,
            Self::Title | Self::Focused | Self::Key | Self::Success | Self::Accepted => {
                Modifier::BOLD
            }
            Self::Quote => Modifier::ITALIC,
            Self::Cue => Modifier::ITALIC.union(Modifier::DIM),
            Self::Unreviewed => Modifier::UNDERLINED,
            Self::Corrected | Self::Warning => Modifier::BOLD.union(Modifier::UNDERLINED),
            Self::Added => Modifier::BOLD.union(Modifier::ITALIC),
            Self::Rejected => Modifier::DIM.union(Modifier::CROSSED_OUT),
            Self::Row | Self::Selection => Modifier::REVERSED,
            Self::Match => Modifier::REVERSED.union(Modifier::DIM),
            Self::CurrentMatch | Self::Error => Modifier::REVERSED.union(Modifier::BOLD),
            Self::Item => Modifier::REVERSED
                .union(Modifier::BOLD)
                .union(Modifier::UNDERLINED),
            Self::Cursor => Modifier::REVERSED.union(Modifier::UNDERLINED),
        }
    }
}

/// A label's place among the colours of labels: see [`Theme::slot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u8);

/// A style for every role and every label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    roles: [Style; Role::ALL.len()],
    labels: Vec<Style>,
    /// Labels that were given a style of their own, which stand after the built-in ones.
    own: Vec<Label>,
}

impl Theme {
    /// The theme of a terminal's own sixteen colours, on its own ground.
    pub const TERMINAL: &'static str = "terminal";
    /// The theme without colours.
    pub const MONOCHROME: &'static str = crate::config::MONOCHROME;
    /// The names of the themes that the program brings.
    pub const NAMES: [&'static str; 6] = crate::config::THEMES;

    /// The theme of this name, as far as the terminal can show it; none where there is no such theme.
    ///
    /// Without colours every theme is the monochrome one. Where there are 256, exact colours become
    /// the nearest of them; where there are sixteen, which everyone's terminal has made readable on
    /// its ground, `dark` and `light` are the terminal's own. `auto` is that of the two that fits
    /// the ground, as far as that is known, and else the terminal's own.
    pub fn named(name: &str, depth: ColourDepth, ground: Option<Ground>) -> Option<Self> {
        let (exact, sixteen) = match (name, ground) {
            (Self::MONOCHROME, _) => return Some(Self::monochrome()),
            ("dark", _) | ("auto", Some(Ground::Dark)) => (&palette::DARK, &palette::TERMINAL),
            ("light", _) | ("auto", Some(Ground::Light)) => (&palette::LIGHT, &palette::TERMINAL),
            ("high-contrast", _) => (&palette::HIGH_CONTRAST, &palette::HIGH_CONTRAST_16),
            (Self::TERMINAL | "auto", _) => (&palette::TERMINAL, &palette::TERMINAL),
            _ => return None,
        };
        Some(match depth {
            ColourDepth::None => Self::monochrome(),
            ColourDepth::Sixteen => Self::coloured(sixteen),
            ColourDepth::Indexed | ColourDepth::Exact => {
                Self::coloured(exact).map(|colour| nearest(colour, depth))
            }
        })
    }

    /// The theme without colours.
    pub fn monochrome() -> Self {
        Self {
            roles: Role::ALL.map(|role| Style::new().add_modifier(role.modifiers())),
            labels: vec![Style::new(); Label::BUILT_IN.len()],
            own: Vec::new(),
        }
    }

    fn coloured(palette: &Palette) -> Self {
        Self {
            roles: Role::ALL.map(|role| palette.style(role)),
            labels: palette.labels.iter().map(|&c| Style::new().fg(c)).collect(),
            own: Vec::new(),
        }
    }

    /// Does without italics, for terminals that show something else in their place: see [`shows_italics`].
    pub fn without_italics(mut self) -> Self {
        for style in &mut self.roles {
            style.add_modifier.remove(Modifier::ITALIC);
        }
        self
    }

    /// Replaces every colour.
    fn map(mut self, colour: impl Fn(Color) -> Color) -> Self {
        for style in self.roles.iter_mut().chain(&mut self.labels) {
            style.fg = style.fg.map(&colour);
            style.bg = style.bg.map(&colour);
        }
        self
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.roles.get(role as usize).copied().unwrap_or_default()
    }

    /// Gives a role another style.
    pub fn set(&mut self, role: Role, style: Style) {
        if let Some(place) = self.roles.get_mut(role as usize) {
            *place = style;
        }
    }

    /// The place of a label among the colours; a label that nobody gave a style shares one of the built-in ones.
    pub fn slot(&self, label: &Label) -> Slot {
        let built_in = Label::BUILT_IN.len();
        let own = self.own.iter().position(|l| l == label);
        let slot = own
            .map(|at| built_in + at)
            .or_else(|| Label::BUILT_IN.iter().position(|l| l == label))
            .unwrap_or_else(|| label.as_str().bytes().map(usize::from).sum::<usize>() % built_in);
        Slot(slot as u8)
    }

    /// The style of a label's place.
    pub fn label(&self, slot: Slot) -> Style {
        self.labels
            .get(usize::from(slot.0))
            .copied()
            .unwrap_or_default()
    }

    /// Gives a label a style; at most a hundred labels have one of their own.
    pub fn set_label(&mut self, label: &Label, style: Style) {
        /// How many labels may have a style of their own.
        const MOST: usize = 100;
        let built_in = Label::BUILT_IN.len();
        if let Some(at) = self.own.iter().position(|l| l == label) {
            if let Some(place) = self.labels.get_mut(built_in + at) {
                *place = style;
            }
        } else if self.own.len() < MOST {
            self.own.push(label.clone());
            self.labels.push(style);
        }
    }
}

/// The sign of a verdict in margins and lists, one cell wide.
pub fn verdict_sign(verdict: Verdict) -> char {
    match verdict {
        Verdict::Unreviewed => '?',
        Verdict::Accepted => '✓',
        Verdict::Corrected => '~',
        Verdict::Rejected => '×',
        Verdict::Added => '+',
    }
}

/// The bar in the margin beside a quote with this verdict, one cell wide.
pub fn quote_bar(verdict: Verdict) -> char {
    match verdict {
        Verdict::Unreviewed => '┊',
        Verdict::Rejected => ' ',
        Verdict::Accepted | Verdict::Corrected | Verdict::Added => '▎',
    }
}

/// The letter that stands for a label in the margin, one cell wide: a capital for the built-in
/// labels (`$` for money), the first letter of any other in lower case.
pub fn label_letter(label: &Label) -> char {
    match label.as_str() {
        "PERSON" => 'P',
        "ORG" => 'O',
        "LOC" => 'L',
        "NORP" => 'N',
        "DATE" => 'D',
        "MONEY" => '$',
        "EVENT" => 'E',
        "PRODUCT" => 'T',
        "MISC" => 'M',
        name => name
            .chars()
            .next()
            .filter(char::is_ascii_alphanumeric)
            .map_or('*', |c| c.to_ascii_lowercase()),
    }
}

#[cfg(test)]
mod tests;
