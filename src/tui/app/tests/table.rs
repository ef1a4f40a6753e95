//! Full-screen lists over the corpus: moving, narrowing, marking, going to places and back.

use super::desk::Desk;
use crate::span::Span;
use crate::tui::app::table::Source;
use crate::tui::app::table::hits::{Hit, Hits};
use crate::tui::app::table::{Marks, Table};

const ARTICLES: [&str; 3] = [
    "Ann Lee came.\nThen Bo left.",
    "Nobody saw Ann Lee\n leave.",
    "Bo spoke.",
];

const SHOWN: &str = "\
┏━ Mentions 1/3 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃  date        article                          line                                               ┃
┃              Article a          PERSON        Ann Lee came.                                      ┃
┃              Article b          PERSON        Nobody saw Ann Lee                                 ┃
┃              Article c          ORG           Bo spoke.                                          ┃";

/// A desk with a table of the places of `Ann Lee` and `Bo`.
fn desk(marks: Marks) -> Desk {
    let mut desk = Desk::new(&ARTICLES);
    let hits = vec![
        Hit::new(0, Span::new(0, 7), "PERSON"),
        Hit::new(1, Span::new(11, 18), "PERSON"),
        Hit::new(2, Span::new(0, 2), "ORG"),
    ];
    desk.app
        .open_table(Source::Hits(Hits::new("Mentions", marks, hits)));
    desk.keys("");
    desk.happens(crate::tui::event::Event::Terminal(Vec::new()));
    desk
}

fn table(desk: &Desk) -> &Table {
    desk.app.tables.shown().expect("a table is shown")
}

#[test]
fn a_table_shows_each_place_with_its_article_and_line_and_enter_goes_there_and_esc_comes_back() {
    let mut desk = desk(Marks::Chosen);
    desk.resize(100, 10);
    assert_eq!(desk.rows()[..5].join("\n"), SHOWN);
    desk.keys("j Enter");
    assert!(desk.app.tables.shown().is_none());
    assert_eq!(desk.reader().opened.index, 1);
    assert_eq!(desk.reader().cursor, 11);
    desk.keys("Esc");
    assert_eq!(table(&desk).selected, 1, "the table is where it was");
    desk.keys("Esc");
    assert!(desk.app.tables.shown().is_none());
    assert_eq!(desk.reader().opened.index, 1);
}

#[test]
fn the_next_row_opens_without_the_table_and_the_table_can_be_shown_again() {
    let mut desk = desk(Marks::Chosen);
    desk.keys("Enter ] r ] r");
    assert_eq!(desk.reader().opened.index, 2);
    assert_eq!(desk.said(), "3 of 3");
    desk.keys("] r");
    assert_eq!(desk.said(), "this is the last row");
    desk.keys("[ r g t");
    assert_eq!(table(&desk).selected, 1);
}

#[test]
fn a_table_is_narrowed_by_typing_and_esc_shows_all_again() {
    let mut desk = desk(Marks::Chosen);
    desk.keys("f n o b Enter");
    let shown: Vec<_> = (0..table(&desk).len())
        .map(|at| table(&desk).row(at))
        .collect();
    assert_eq!(shown, [Some(1)], "the line counts as well as the title");
    desk.keys("Esc");
    assert_eq!(table(&desk).len(), 3);
}

#[test]
fn marks_choose_rows_or_leave_them_out() {
    let mut desk = desk(Marks::Chosen);
    assert_eq!(table(&desk).chosen(), [0], "without marks the selected row");
    desk.keys("Space j Space");
    assert_eq!(table(&desk).chosen(), [0, 2]);
    desk.keys("g g Space");
    assert_eq!(table(&desk).chosen(), [2]);

    let mut desk = self::desk(Marks::LeftOut);
    desk.keys("j Space");
    assert_eq!(table(&desk).chosen(), [0, 2]);
}

#[test]
fn nothing_behind_a_table_can_be_decided() {
    let mut desk = desk(Marks::Chosen);
    let before = desk.records();
    desk.keys("r A a x ] e Tab T");
    assert_eq!(desk.records(), before);
    assert!(desk.app.tables.shown().is_some());
}

#[test]
fn the_list_behind_a_table_is_not_put_in_another_order() {
    let mut desk = desk(Marks::Chosen);
    for command in ["sort -date", "group source"] {
        desk.keys(&format!(":\"{command}\"<Enter>"));
        assert!(
            desk.complained().contains("does not work in a table"),
            "{command}: {}",
            desk.said()
        );
    }
}

#[test]
fn the_matches_of_a_search_are_a_table() {
    let mut desk = Desk::new(&ARTICLES);
    desk.keys("g /");
    assert!(desk.said().contains("no search"));
    desk.keys("/ e n Enter g /");
    assert_eq!(table(&desk).len(), 1);
    assert!(desk.shows("Then Bo left."));
}

#[test]
fn the_mouse_selects_marks_turns_and_opens_rows() {
    use ratatui::crossterm::event::{
        Event as TerminalEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
    };
    let mut desk = desk(Marks::Chosen);
    let rows = desk.app.areas.table_rows();
    desk.click((rows.x + 20, rows.y + 2));
    assert_eq!((table(&desk).selected, desk.reader().opened.index), (2, 0));
    desk.terminal(TerminalEvent::Mouse(MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: rows.x + 20,
        row: rows.y,
        modifiers: KeyModifiers::CONTROL,
    }));
    assert_eq!((table(&desk).selected, table(&desk).marked()), (0, 1));
    // Headings and what lies under the table take no clicks.
    desk.click((rows.x + 2, rows.y - 1))
        .click((rows.x + 2, rows.y + 9));
    assert_eq!(table(&desk).selected, 0);
    desk.mouse(MouseEventKind::ScrollDown, (rows.x, rows.y));
    assert_eq!(table(&desk).selected, 0);
    let last = (rows.x + 20, rows.y + 2);
    desk.click(last).click(last);
    assert!(desk.app.tables.shown().is_none());
    assert_eq!(desk.reader().opened.index, 2);
}

#[test]
fn surface_forms_are_counted_over_the_corpus_and_show_each_mention_with_its_line() {
    let mut desk = Desk::new(&[
        "▮[PER?|Ana] met [ORG?|Acme].",
        "[ORG?|Acme] sued [ORG?|Ana].",
        "[ORG?|Acme] won.",
    ]);
    desk.resize(100, 12).keys("a g f");
    let rows = desk.rows();
    insta::assert_snapshot!(rows[..rows.len() - 1].join("\n"));
    desk.keys("f a c m e Enter Enter");
    assert_eq!(table(&desk).len(), 3);
    assert!(desk.shows("Acme sued Ana."));
    desk.keys("j Enter");
    assert_eq!(desk.reader().opened.index, 1);
    desk.keys("Esc Esc");
    assert_eq!(table(&desk).len(), 1, "the filter is kept");
}
