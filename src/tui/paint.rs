//! Layers of marks over a text, merged into runs that each have one style.
//!
//! Names, quotes, matches, selection and cursor overlap and nest. Each kind has a channel of its
//! own, a visual means that leaves the others readable: [`runs`] finds by one sweep over the
//! boundaries what covers every piece of the visible text, and [`Roles::style`] patches the
//! channels' styles over one another in a fixed order.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use ratatui::style::{Modifier, Style};

use super::theme::{Role, Slot, Theme};
use crate::span::Span;

/// A visual means that one kind of mark has for itself, in the order in which they are laid over
/// one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Channel {
    Furniture,
    Quote,
    Attribution,
    Label,
    Verdict,
    Search,
    Selection,
    Item,
    Cursor,
}

const CHANNELS: usize = Channel::Cursor as usize + 1;

/// What a mark is painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// A role's style.
    Role(Role),
    /// A label's colour.
    Label(Slot),
}

impl Ink {
    fn channel(self) -> Channel {
        match self {
            Self::Label(_) => Channel::Label,
            Self::Role(role) => match role {
                Role::Quote => Channel::Quote,
                Role::Cue | Role::Speaker => Channel::Attribution,
                Role::Unreviewed
                | Role::Accepted
                | Role::Corrected
                | Role::Rejected
                | Role::Added => Channel::Verdict,
                Role::Match | Role::CurrentMatch => Channel::Search,
                Role::Selection => Channel::Selection,
                Role::Item => Channel::Item,
                Role::Cursor => Channel::Cursor,
                _ => Channel::Furniture,
            },
        }
    }

    fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Role(role) => theme.style(role),
            Self::Label(slot) => theme.label(slot),
        }
    }
}

/// A part of the text that is painted. A name has two: its label's colour and its verdict's look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The bytes it covers.
    pub span: Span,
    /// What it is painted with.
    pub ink: Ink,
}

impl Mark {
    /// A part painted in a role's style.
    pub fn role(span: Span, role: Role) -> Self {
        Self {
            span,
            ink: Ink::Role(role),
        }
    }

    /// A part painted in a label's colour.
    pub fn label(span: Span, slot: Slot) -> Self {
        Self {
            span,
            ink: Ink::Label(slot),
        }
    }
}

/// What covers one piece of text: on each channel the innermost mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles([Option<Ink>; CHANNELS]);

impl Roles {
    /// Whether the innermost mark of its kind is painted with `ink`.
    pub fn has(&self, ink: Ink) -> bool {
        self.0.get(ink.channel() as usize) == Some(&Some(ink))
    }

    /// The theme's styles of all that covers the piece, patched over one another.
    ///
    /// Italics in italics stand upright, as in print: where both the quote and the verdict are in
    /// italics, the verdict would not show otherwise.
    pub fn style(&self, theme: &Theme) -> Style {
        let inks = self.0.iter().flatten();
        let style = inks.fold(Style::default(), |style, ink| style.patch(ink.style(theme)));
        let italic = |channel: Channel| {
            let ink = self.0.get(channel as usize).copied().flatten();
            ink.is_some_and(|ink| ink.style(theme).add_modifier.contains(Modifier::ITALIC))
        };
        if italic(Channel::Quote) && italic(Channel::Verdict) {
            return style.remove_modifier(Modifier::ITALIC);
        }
        style
    }
}

/// A piece of text that is covered by the same marks from end to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The bytes.
    pub span: Span,
    /// What covers them.
    pub roles: Roles,
}

/// Orders the open marks of a channel from the innermost out: start, end, place among the marks.
type Depth = (Reverse<usize>, usize, Reverse<usize>);

/// The runs of `range`, in order; they cover it once, and neighbours differ.
///
/// Of marks on one channel the innermost is seen: the one that begins last, of those the one that
/// ends first, of those the one that comes last. Takes O((n + k) log k) for `n` marks of which `k`
/// lie in the range.
pub fn runs(range: Span, marks: &[Mark]) -> Vec<Run> {
    if range.is_empty() {
        return Vec::new();
    }
    let mut boundaries: Vec<(usize, bool, usize)> = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        if let Some(seen) = mark.span.intersect(range).filter(|s| !s.is_empty()) {
            boundaries.push((seen.start, true, at));
            boundaries.push((seen.end, false, at));
        }
    }
    boundaries.sort_unstable();
    let mut open: [BTreeSet<Depth>; CHANNELS] = std::array::from_fn(|_| BTreeSet::new());
    let mut found: Vec<Run> = Vec::new();
    let mut roles = Roles::default();
    let mut start = range.start;
    for (place, opens, at) in boundaries {
        push(&mut found, Span::new(start, place), roles);
        start = place;
        let Some(mark) = marks.get(at) else { continue };
        let channel = mark.ink.channel() as usize;
        let (Some(open), Some(seen)) = (open.get_mut(channel), roles.0.get_mut(channel)) else {
            continue;
        };
        let key = (Reverse(mark.span.start), mark.span.end, Reverse(at));
        if opens {
            open.insert(key);
        } else {
            open.remove(&key);
        }
        let innermost = open.first().and_then(|&(_, _, Reverse(at))| marks.get(at));
        *seen = innermost.map(|mark| mark.ink);
    }
    push(&mut found, Span::new(start, range.end), roles);
    found
}

fn push(found: &mut Vec<Run>, span: Span, roles: Roles) {
    if span.is_empty() {
        return;
    }
    match found.last_mut() {
        Some(last) if last.roles == roles => last.span.end = span.end,
        _ => found.push(Run { span, roles }),
    }
}

/// What covers `byte`, of runs as [`runs`] gives them; nothing where it lies outside them.
pub fn roles_at(runs: &[Run], byte: usize) -> Roles {
    let at = runs.partition_point(|run| run.span.end <= byte);
    runs.get(at)
        .filter(|run| run.span.contains(byte))
        .map_or_else(Roles::default, |run| run.roles)
}

#[cfg(test)]
mod tests;
