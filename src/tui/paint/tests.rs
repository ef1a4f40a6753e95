use super::*;
use crate::extract::Label;
use crate::tui::theme::ColourDepth;
use proptest::prelude::*;
use ratatui::style::{Color, Modifier};

fn theme() -> Theme {
    Theme::named(Theme::TERMINAL, ColourDepth::Sixteen, None).unwrap()
}

fn role(start: usize, end: usize, role: Role) -> Mark {
    Mark::role(Span::new(start, end), role)
}

#[test]
fn what_overlaps_stays_readable_on_its_own_channel() {
    let theme = theme();
    let person = theme.slot(&Label::PERSON);
    let marks = [
        role(0, 20, Role::Quote),
        Mark::label(Span::new(5, 10), person),
        role(5, 10, Role::Unreviewed),
        role(8, 15, Role::Selection),
    ];
    let runs = runs(Span::new(0, 30), &marks);
    let spans: Vec<_> = runs.iter().map(|r| (r.span.start, r.span.end)).collect();
    assert_eq!(
        spans,
        [(0, 5), (5, 8), (8, 10), (10, 15), (15, 20), (20, 30)]
    );
    let all = roles_at(&runs, 9);
    for mark in &marks {
        assert!(all.has(mark.ink));
    }
    let style = all.style(&theme);
    assert_eq!(
        style.fg,
        Some(Color::Cyan),
        "the label's colour wins over the quote's"
    );
    assert_eq!(
        style.add_modifier,
        Modifier::ITALIC | Modifier::UNDERLINED | Modifier::REVERSED
    );
    assert_eq!(roles_at(&runs, 25), Roles::default());
}

#[test]
fn the_innermost_of_nested_names_is_seen() {
    let theme = theme();
    let (org, place) = (theme.slot(&Label::ORG), theme.slot(&Label::LOC));
    let marks = [
        Mark::label(Span::new(14, 24), place),
        Mark::label(Span::new(0, 24), org),
        Mark::label(Span::new(14, 24), org),
    ];
    let runs = runs(Span::new(0, 24), &marks[..2]);
    assert!(roles_at(&runs, 0).has(Ink::Label(org)));
    assert!(roles_at(&runs, 14).has(Ink::Label(place)));
    let runs = super::runs(Span::new(0, 24), &marks);
    assert!(
        roles_at(&runs, 14).has(Ink::Label(org)),
        "of equals the last"
    );
}

proptest! {
    #[test]
    fn runs_say_of_every_byte_what_covers_it(
        marks in prop::collection::vec((0usize..60, 0usize..20, prop::sample::select(Role::ALL.to_vec())), 0..30),
        range in (0usize..50, 0usize..50),
    ) {
        let marks: Vec<_> = marks.into_iter().map(|(start, length, r)| role(start, start + length, r)).collect();
        let range = Span::new(range.0, range.0 + range.1);
        let runs = runs(range, &marks);
        let mut next = range.start;
        for run in &runs {
            prop_assert!(run.span.start == next && !run.span.is_empty());
            next = run.span.end;
        }
        prop_assert_eq!(next, range.end);
        prop_assert!(runs.windows(2).all(|pair| pair[0].roles != pair[1].roles));
        for byte in range.start..range.end {
            let mut wanted = Roles::default();
            let mut covering: Vec<_> = marks.iter().filter(|m| m.span.contains(byte)).collect();
            covering.sort_by_key(|m| (m.span.start, Reverse(m.span.end)));
            for mark in covering {
                wanted.0[mark.ink.channel() as usize] = Some(mark.ink);
            }
            prop_assert_eq!(roles_at(&runs, byte), wanted);
        }
    }
}
