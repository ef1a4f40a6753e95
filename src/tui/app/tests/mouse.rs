//! The mouse.

use ratatui::crossterm::event::{MouseButton, MouseEventKind};

use super::desk::{Desk, lines};
use crate::tui::app::areas::Pane;

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
    assert_eq!(desk.selected(), None);
    desk.wait(1000).click(at).wait(1000).click(at);
    assert_eq!(desk.selected(), None, "too slow for a double click");
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
    desk.mouse(MouseEventKind::ScrollDown, (list.x + 2, list.y + 2));
    assert_eq!((desk.article(), desk.focus()), ("d", Pane::Reader));
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
