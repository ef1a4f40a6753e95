//! Whatever is typed, nothing panics, and what must hold holds.

use proptest::prelude::*;
use ratatui::crossterm::event::{
    Event as TerminalEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use super::desk::{Desk, keys};
use crate::tui::action::TABLE;
use crate::tui::key::{Key, sequence};

const ARTICLES: &[&str] = &[
    "[PER?@1|Ana Ruiz] of [ORG?|the [LOC?|Rome] Club] spoke on [DATE?|[T?2021-05-01|Saturday]].\n\n\
     [Q1?|“We lost,”] [by|[PER?@1|Ruiz]] [cue|said], [Q1?|“and won.”] [PER?|Bo Li] left [T?|last year].\n",
    "",
    "\u{feff}👩‍🚀 [LOC?|東京] e\u{301}\u{301}\u{301} \u{202e}العربية\u{202c} [PER?|İpek]\r\n\r\n\tTab\u{1b}\\[31m \u{200b}x",
    "a\n\n\n\nb",
];

/// Something from the terminal.
#[derive(Clone, Debug)]
enum Typed {
    Keys(Vec<Key>),
    Paste(String),
    Resize(u16, u16),
    Mouse(MouseEventKind, u16, u16),
    Deliver,
}

fn typed() -> impl Strategy<Value = Typed> {
    let bound: Vec<Vec<Key>> = TABLE
        .iter()
        .flat_map(|spec| spec.keys)
        .map(|keys| sequence(keys).unwrap())
        .collect();
    let named: Vec<Vec<Key>> = TABLE
        .iter()
        .map(|spec| keys(&format!(":\"{}\"<Enter>", spec.name)))
        .collect();
    let mouse = prop_oneof![
        Just(MouseEventKind::Down(MouseButton::Left)),
        Just(MouseEventKind::Drag(MouseButton::Left)),
        Just(MouseEventKind::ScrollDown),
        Just(MouseEventKind::ScrollUp),
    ];
    prop_oneof![
        8 => prop::sample::select(bound).prop_map(Typed::Keys),
        3 => prop::sample::select(named).prop_map(Typed::Keys),
        4 => any::<char>().prop_map(|c| Typed::Keys(keys(&format!("\"{c}\"")))),
        4 => prop::sample::select(vec!["a", "s", "p", "q", "/", "Enter", "Esc", "Backspace", "9", "0"])
            .prop_map(|key| Typed::Keys(keys(key))),
        1 => ".{0,8}".prop_map(Typed::Paste),
        1 => (0u16..180, 0u16..60).prop_map(|(width, height)| Typed::Resize(width, height)),
        2 => (mouse, 0u16..180, 0u16..60).prop_map(|(kind, x, y)| Typed::Mouse(kind, x, y)),
        2 => Just(Typed::Deliver),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// The desk checks after each event that everything is where it must be.
    #[test]
    fn nothing_that_is_typed_breaks_anything(
        all in prop::collection::vec(typed(), 1..60), slow: bool, first in 0usize..4,
    ) {
        let mut desk = Desk::new(ARTICLES);
        desk.slow = slow;
        desk.keys(&format!("{} g g", first + 1));
        for typed in all {
            match typed {
                Typed::Keys(keys) => keys.into_iter().for_each(|key| desk.key(key)),
                Typed::Paste(text) => { desk.paste(&text); }
                Typed::Resize(width, height) => { desk.resize(width, height); }
                Typed::Mouse(kind, column, row) => desk.terminal(TerminalEvent::Mouse(MouseEvent {
                    kind, column, row, modifiers: KeyModifiers::NONE,
                })),
                Typed::Deliver => { desk.deliver(); }
            }
            desk.screen();
        }
    }
}
