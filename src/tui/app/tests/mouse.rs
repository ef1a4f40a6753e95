//! The mouse.

use ratatui::crossterm::event::{
    Event as TerminalEvent, KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::Rect;

use super::desk::{Desk, lines};
use crate::tui::app::areas::Pane;
use crate::tui::event::Event;

const DRAG: MouseEventKind = MouseEventKind::Drag(MouseButton::Left);
const PRESS: MouseEventKind = MouseEventKind::Down(MouseButton::Left);

#[test]
fn a_click_goes_where_it_points() {
    let mut desk = Desk::new(&["One [PER?|Ana] two.", "three"]);
    desk.resize(160, 45);
    let ana = desk.cell_of(desk.find("na two"));
    desk.click(ana);
    assert_eq!(
        (desk.at(), desk.current().as_deref()),
        ("na two.", Some("Ana"))
    );
    let list = desk.app.areas.list.unwrap();
    desk.click((list.x + 3, list.y + 2));
    assert_eq!((desk.article(), desk.focus()), ("b", Pane::List));
    desk.click((list.x + 3, list.y + 1));
    assert_eq!(desk.article(), "a");
    let inspector = desk.app.areas.inspector.unwrap();
    desk.click((inspector.x + 3, inspector.y + 2));
    assert_eq!((desk.at(), desk.focus()), ("Ana two.", Pane::Inspector));
    // Beside everything, and on frames, nothing happens.
    desk.click((0, 44)).click((list.x, list.y)).click((159, 43));
    assert_eq!(desk.article(), "a");
}

#[test]
fn two_clicks_select_a_word_and_three_a_sentence() {
    let mut desk = Desk::new(&["One two. Three four five."]);
    let at = desk.cell_of(desk.find("our"));
    desk.click(at).click(at);
    assert_eq!(desk.selected(), Some("four"));
    desk.click(at);
    assert_eq!(desk.selected(), Some("Three four five."));
    desk.click(at);
    assert_eq!(
        desk.selected(),
        Some("One two. Three four five."),
        "the paragraph"
    );
    desk.click(at);
    assert_eq!(desk.selected(), None);
    desk.wait(1000).click(at).wait(1000).click(at);
    assert_eq!(desk.selected(), None, "too slow for a double click");
}

#[test]
fn two_clicks_on_a_name_select_all_of_it() {
    let mut desk = Desk::new(&["One [PER?|Ana Ruiz] two."]);
    let at = desk.cell_of(desk.find("uiz"));
    desk.click(at).click(at);
    assert_eq!(desk.selected(), Some("Ana Ruiz"));
}

#[test]
fn a_click_on_a_frame_only_gives_the_pane_the_keys() {
    let mut desk = Desk::new(&["▮One\ntwo\nthree", "four"]);
    desk.keys("2 j Esc");
    let reader = desk.app.areas.reader.unwrap();
    desk.click((reader.x + 5, reader.y));
    assert_eq!((desk.focus(), desk.at()), (Pane::Reader, "three"));
}

#[test]
fn a_double_click_in_the_list_opens_the_article() {
    let mut desk = Desk::closed(&["one", "two"]);
    desk.open();
    let list = desk.app.areas.list.unwrap();
    desk.click((list.x + 3, list.y + 2))
        .click((list.x + 3, list.y + 2));
    assert_eq!((desk.article(), desk.focus()), ("b", Pane::Reader));
}

#[test]
fn a_drag_selects_either_way() {
    let mut desk = Desk::new(&["One two. Three four five."]);
    let cell = |desk: &Desk, words: &str| desk.cell_of(desk.find(words));
    let (from, to) = (cell(&desk, "two"), cell(&desk, "e four"));
    desk.mouse(PRESS, from).mouse(DRAG, to);
    assert_eq!(desk.selected(), Some("two. Three"));
    desk.mouse(PRESS, to).mouse(DRAG, from);
    assert_eq!(desk.selected(), Some("two. Three"));
    desk.keys("Enter p");
    assert_eq!(desk.markup(), "One [PER*|two. Three] four five.");
}

#[test]
fn a_drag_ends_with_its_article() {
    let mut desk = Desk::new(&["▮One two three four.", "[PER?|Bo]"]);
    let at = desk.cell_of(desk.find("four"));
    desk.mouse(PRESS, at).keys("Tab");
    assert_eq!(desk.article(), "b");
    desk.mouse(DRAG, (0, 0));
    assert_eq!(desk.selected(), None);
}

#[test]
fn a_drag_beyond_the_edge_scrolls() {
    let lines = lines(200);
    let mut desk = Desk::new(&[&lines]);
    let area = desk.app.areas.text.unwrap();
    desk.mouse(PRESS, (area.x, area.y));
    for _ in 0..50 {
        desk.mouse(DRAG, (area.x, area.bottom() + 1));
    }
    assert!(desk.reader().cursor > desk.find("line 60"), "{}", desk.at());
    assert!(desk.selected().unwrap().starts_with("line 1\n"));
}

#[test]
fn the_wheel_turns_what_is_under_it_and_leaves_the_focus() {
    let lines = lines(200);
    let mut articles: Vec<&str> = vec![&lines];
    articles.extend(["x"; 40]);
    let mut desk = Desk::new(&articles);
    let (text, list) = (desk.app.areas.text.unwrap(), desk.app.areas.list.unwrap());
    desk.mouse(MouseEventKind::ScrollDown, (text.x, text.y));
    assert!(desk.reader().top > 0);
    desk.mouse(MouseEventKind::ScrollUp, (text.x, text.y));
    assert_eq!(desk.reader().top, 0);
    let under = (list.x + 2, list.y + 2);
    desk.mouse(MouseEventKind::ScrollDown, under);
    assert_eq!((desk.article(), desk.focus()), ("a", Pane::Reader));
    assert!(desk.rows()[1].contains("Article d"), "{:?}", desk.rows());
    // What is under the pointer now is what a click opens.
    desk.click(under);
    assert_eq!(desk.article(), "e");
    for _ in 0..100 {
        desk.mouse(MouseEventKind::ScrollDown, under);
    }
    let last = usize::from(list.bottom()) - 2;
    assert!(desk.rows()[last].contains("Article o"), "the last rows");
    desk.mouse(MouseEventKind::ScrollUp, under);
    assert_eq!(desk.article(), "e");
    desk.keys("j");
    assert_eq!(desk.article(), "f");
    assert!(desk.shows("Article f"), "a key shows what is selected");
}

#[test]
fn the_wheel_over_the_inspector_leaves_the_cursor() {
    let names: Vec<String> = (0..60).map(|n| format!("[ORG?|Firm{n}]")).collect();
    let mut desk = Desk::new(&[&format!("▮{}", names.join(" "))]);
    desk.resize(160, 20);
    let inspector = desk.app.areas.inspector.unwrap();
    let under = (inspector.x + 2, inspector.y + 2);
    for _ in 0..3 {
        desk.mouse(MouseEventKind::ScrollDown, under);
    }
    assert_eq!((desk.reader().cursor, desk.focus()), (0, Pane::Reader));
    assert!(desk.rows()[1].contains("Firm8"), "{:?}", desk.rows());
    desk.click(under);
    assert_eq!(desk.current().as_deref(), Some("Firm9"));
}

#[test]
fn many_turns_at_once_are_one_and_the_way_back_is_immediate() {
    let lines = lines(2000);
    let mut desk = Desk::new(&[&lines]);
    let text = desk.app.areas.text.unwrap();
    let turn = |kind| {
        TerminalEvent::Mouse(MouseEvent {
            kind,
            column: text.x,
            row: text.y,
            modifiers: KeyModifiers::NONE,
        })
    };
    let mut burst = vec![turn(MouseEventKind::ScrollDown); 100];
    desk.happens(Event::Terminal(burst.clone()));
    assert!(desk.rows()[1].contains("line 301"), "{:?}", desk.rows());
    burst.extend(vec![turn(MouseEventKind::ScrollUp); 100]);
    burst.push(TerminalEvent::Key(KeyCode::Char('j').into()));
    desk.happens(Event::Terminal(burst));
    assert!(desk.rows()[1].contains("line 301"), "{:?}", desk.rows());
}

#[test]
fn borders_between_panes_are_dragged() {
    let mut desk = Desk::new(&["One [PER?|Ana] two."]);
    desk.resize(160, 45);
    let widths = |desk: &Desk| {
        let areas = &desk.app.areas;
        let width = |pane: Option<Rect>| pane.map_or(0, |pane| pane.width);
        (width(areas.list), width(areas.inspector))
    };
    assert_eq!(widths(&desk), (40, 32));
    let list = desk.app.areas.list.unwrap();
    desk.mouse(PRESS, (list.right() - 1, 20))
        .mouse(DRAG, (49, 21));
    assert_eq!(widths(&desk), (50, 32));
    desk.mouse(DRAG, (29, 21));
    assert_eq!(widths(&desk), (30, 32));
    desk.mouse(DRAG, (159, 21)).mouse(DRAG, (0, 21));
    assert_eq!(widths(&desk), (12, 32), "no narrower");
    desk.mouse(MouseEventKind::Up(MouseButton::Left), (0, 21));
    desk.mouse(DRAG, (80, 21));
    assert_eq!(widths(&desk), (12, 32), "it was let go");
    let inspector = desk.app.areas.inspector.unwrap();
    desk.mouse(PRESS, (inspector.x, 20))
        .mouse(DRAG, (inspector.x - 8, 20));
    assert_eq!(widths(&desk), (12, 40));
    assert_eq!(desk.selected(), None);
    desk.resize(80, 30);
    let list = desk.app.areas.list.unwrap();
    desk.mouse(PRESS, (5, list.bottom() - 1))
        .mouse(DRAG, (5, 14));
    assert_eq!(desk.app.areas.list.unwrap().height, 15);
}

#[test]
fn a_click_beside_an_open_list_closes_it() {
    let mut desk = Desk::new(&["▮[PER?|Ana] said"]);
    desk.keys("c").click((0, 0));
    assert!(desk.app.modals.is_empty());
    assert_eq!(desk.markup(), "[PER?|Ana] said");
}

#[test]
fn a_click_on_an_entry_chooses_it() {
    let mut desk = Desk::new(&["▮[PER?|Ana] said"]);
    desk.keys("c");
    let rows = desk.rows();
    let (row, line) = rows
        .iter()
        .enumerate()
        .find(|(_, line)| line.contains("o ORG"))
        .expect("the label is listed");
    let column = line.split("o ORG").next().unwrap().chars().count();
    desk.click((column as u16, row as u16));
    assert_eq!(desk.markup(), "[ORG~|Ana] said");
}

#[test]
fn without_the_mouse_nothing_happens() {
    use crate::tui::effect::Effect;
    let mut desk = Desk::new(&["One two."]);
    desk.keys("gm");
    assert!(matches!(desk.effects.last(), Some(Effect::Mouse(false))));
    let at = desk.cell_of(4);
    desk.click(at)
        .click(at)
        .mouse(MouseEventKind::ScrollDown, at);
    assert_eq!((desk.reader().cursor, desk.selected()), (0, None));
    desk.keys("gm").click(at);
    assert!(matches!(desk.effects.last(), Some(Effect::Mouse(true))));
    assert_eq!(desk.reader().cursor, 4);
}
