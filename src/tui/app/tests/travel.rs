//! Going from place to place.

use super::desk::{Desk, lines};
use crate::tui::app::areas::Pane;

#[test]
fn hint_letters_jump_to_spans() {
    let mut desk = Desk::new(&["▮[PER?|Ana] met [ORG?|the [LOC?|Rome] Club] and [PER-|Bo]."]);
    desk.keys(";");
    desk.hint("Rome");
    assert_eq!(
        (desk.at(), desk.current().as_deref()),
        ("Rome Club and Bo.", Some("Rome"))
    );
    desk.keys("Ctrl-o");
    assert_eq!(desk.at(), "Ana met the Rome Club and Bo.");
    desk.keys("; Esc");
    assert!(desk.app.modals.is_empty());
    desk.keys("; z");
    assert!(desk.app.modals.is_empty(), "no place has this letter");
}

#[test]
fn many_places_get_two_letters_each() {
    let text = "[LOC?|Rome] ".repeat(60);
    let mut desk = Desk::new(&[&format!("▮{text}")]);
    desk.keys("; s");
    assert_eq!(
        desk.reader().cursor,
        "Rome ".len(),
        "the first ones have one letter"
    );
    desk.keys("; m");
    assert!(!desk.app.modals.is_empty(), "the last ones two");
    desk.keys("a");
    assert!(desk.app.modals.is_empty() && desk.reader().cursor > "Rome ".len() * 20);
}

#[test]
fn letters_stand_on_rows_of_every_pane_and_on_the_link() {
    let mut desk = Desk::new(&["▮[PER?|Ana] met [ORG?|Acme].", "two", "three"]);
    desk.resize(160, 45);
    let reader = desk.app.reader.as_mut().unwrap();
    let article = std::sync::Arc::make_mut(&mut reader.opened.article);
    article.head.url = Some("https://example.org/a".to_owned());
    // Two names, the link, their two lines in the inspector, three rows of the list.
    desk.keys("; j");
    assert_eq!((desk.article(), desk.focus()), ("b", Pane::List));
    // Nothing but the rows is left to choose.
    desk.keys("; d");
    assert_eq!((desk.article(), desk.focus()), ("c", Pane::List));
    desk.keys("Ctrl-o Ctrl-o");
    assert_eq!((desk.article(), desk.focus()), ("a", Pane::Reader));
    desk.keys("; f");
    assert_eq!((desk.at(), desk.focus()), ("Acme.", Pane::Inspector));
    let reader = desk.app.reader.as_mut().unwrap();
    let article = std::sync::Arc::make_mut(&mut reader.opened.article);
    article.head.url = Some("https://example.org/a".to_owned());
    desk.keys(";");
    assert!(desk.rows()[0].contains("┌─d"), "on the title");
    desk.keys("d");
    assert!(matches!(
        desk.effects.last(),
        Some(crate::tui::effect::Effect::OpenLink(_))
    ));
}

#[test]
fn letters_stand_on_every_word_the_nearest_with_one() {
    let mut desk = Desk::new(&["One two ▮three four, “five” six."]);
    desk.keys("gw");
    desk.hint("five");
    assert_eq!(desk.at(), "five” six.");
    desk.keys("v gw");
    desk.hint("two");
    assert_eq!(desk.selected(), Some("two three four, “f"));
    desk.keys("Ctrl-o");
    assert_eq!(desk.at(), "five” six.");
    let many = "word ".repeat(2_000);
    let mut desk = Desk::new(&[&many]);
    desk.resize(200, 60).keys("gw m m");
    assert!(desk.app.modals.is_empty() && desk.reader().cursor > 100);
}

#[test]
fn a_star_goes_round_the_mentions_of_one_name() {
    let mut desk = Desk::new(&[
        "▮[PER?@1|Ana Ruiz] met [PER?|Bo]. [PER?@1|Ruiz] left [PER-@1|Ana] with [PER?@1|Ms Ruiz].",
    ]);
    desk.keys("*");
    assert_eq!(desk.current().as_deref(), Some("Ruiz"));
    desk.keys("*");
    assert_eq!(desk.current().as_deref(), Some("Ms Ruiz"));
    desk.keys("*");
    assert_eq!(desk.current().as_deref(), Some("Ana Ruiz"));
    desk.keys("Ctrl-o Ctrl-o");
    assert_eq!(desk.reader().cursor, desk.find("Ruiz left"));
    desk.keys("]j");
    assert_eq!(desk.reader().cursor, desk.find("Ms Ruiz"));
}

#[test]
fn jumps_lead_back_and_forth_across_articles() {
    let mut desk = Desk::new(&["▮one\ntwo\nthree", "four\nfive", "six"]);
    desk.keys("3 G ]a 2 G ]a");
    assert_eq!(desk.article(), "c");
    desk.keys("Ctrl-o");
    assert_eq!((desk.article(), desk.at()), ("b", "five"));
    desk.keys("[j");
    assert_eq!((desk.article(), desk.at()), ("b", "four"));
    desk.keys("[j [j");
    assert_eq!((desk.article(), desk.at()), ("a", "one"));
    desk.keys("[j");
    assert!(
        desk.said().contains("nothing further back"),
        "{}",
        desk.said()
    );
    desk.keys("]j ]j ]j ]j");
    assert_eq!((desk.article(), desk.at()), ("c", "six"));
    desk.keys("]j");
    assert!(
        desk.said().contains("nothing further forward"),
        "{}",
        desk.said()
    );
}

#[test]
fn brackets_step_through_entities_and_quotes() {
    let mut desk = Desk::new(&["▮[PER?|Ana] [Q?|“a [ORG+|b] c”] [PER-|Bo] [LOC*|Rome] [Q?|“d”]"]);
    let at = |desk: &mut Desk, keys: &str| {
        desk.keys(keys);
        desk.current().unwrap()
    };
    assert_eq!(at(&mut desk, "]e"), "b");
    assert_eq!(at(&mut desk, "]e"), "Rome");
    assert_eq!(at(&mut desk, "[e [e"), "Ana");
    assert_eq!(at(&mut desk, "2 ] e"), "Rome");
    assert_eq!(at(&mut desk, "]q"), "“d”");
    assert_eq!(at(&mut desk, "[q"), "“a b c”");
    desk.keys("[q");
    assert!(desk.said().contains("no quote above"), "{}", desk.said());
}

#[test]
fn brackets_keep_a_selection_growing() {
    let mut desk = Desk::new(&["▮one [PER?|Ana] two"]);
    desk.keys("v ]e");
    assert_eq!(desk.selected(), Some("one A"));
}

#[test]
fn counts_and_ends() {
    let lines = lines(100);
    let mut desk = Desk::new(&[&format!("▮{lines}"), "two", "three"]);
    desk.keys("10 G");
    assert_eq!(desk.at(), "line 10");
    desk.keys("20 g g");
    assert_eq!(desk.at(), "line 20");
    desk.keys("5 j 2 k");
    assert_eq!(desk.at(), "line 23");
    desk.keys("gg");
    assert_eq!(desk.at(), "line 1");
    desk.keys("G");
    assert_eq!(desk.reader().percent(), 100);
    desk.keys("Home");
    assert_eq!(desk.at(), "line 1");
    desk.keys("1 2");
    assert_eq!(desk.app.count, Some(12));
    assert!(desk.shows("12"), "the count is shown while it waits");
    desk.keys("Esc j");
    assert_eq!(desk.at(), "line 2", "Esc takes the count back");
    desk.keys("Esc");
    assert_eq!(desk.focus(), Pane::List);
    desk.keys("G");
    assert_eq!(desk.article(), "c");
    desk.keys("2 g g");
    assert_eq!(desk.article(), "b");
    desk.keys("k");
    assert_eq!(desk.article(), "a");
    desk.keys("99 j");
    assert_eq!(desk.article(), "c");
    desk.keys("]a");
    assert!(desk.said().contains("last article"), "{}", desk.said());
}

#[test]
fn half_pages_keep_the_cursors_row_and_pages_overlap() {
    let lines = lines(300);
    let mut desk = Desk::new(&[&format!("▮{lines}")]);
    desk.keys("9 j");
    let row = |desk: &Desk| desk.cell_of(desk.reader().cursor).1;
    let (before, height) = (row(&desk), desk.reader().height());
    desk.keys("Ctrl-d");
    assert_eq!(row(&desk), before);
    assert_eq!(desk.at(), format!("line {}", 10 + height / 2));
    desk.keys("Ctrl-d Ctrl-u Ctrl-u");
    assert_eq!((row(&desk), desk.at()), (before, "line 10"));
    desk.keys("Space");
    assert_eq!(
        (row(&desk), desk.at()),
        (before, format!("line {}", 10 + height - 2).as_str())
    );
    desk.keys("Ctrl-b");
    assert_eq!((row(&desk), desk.at()), (before, "line 10"));
    desk.keys("G Ctrl-d Space");
    assert_eq!(desk.reader().percent(), 100);
}

#[test]
fn going_up_and_down_keeps_the_column() {
    let mut desk = Desk::new(&["12345▮6789\nab\n123456789"]);
    desk.keys("j");
    assert_eq!(desk.at(), "b");
    desk.keys("j");
    assert_eq!(desk.at(), "6789");
}

#[test]
fn the_screen_keeps_its_top_when_it_is_resized() {
    let lines: Vec<String> = (1..=300)
        .map(|n| format!("{}\n", format!("word{n} ").repeat(30)))
        .collect();
    let mut desk = Desk::new(&[&format!("▮{}", lines.concat())]);
    desk.keys("100 G Ctrl-d");
    let before = desk.rows();
    desk.resize(60, 20)
        .resize(160, 45)
        .resize(39, 9)
        .resize(100, 30);
    assert_eq!(desk.rows(), before);
}

#[test]
fn panes_are_gone_through_and_folded_away() {
    let mut desk = Desk::new(&["[PER?|Ana] one.", "two"]);
    desk.resize(160, 45).keys("Ctrl-w");
    assert_eq!(desk.focus(), Pane::Inspector);
    desk.keys("Ctrl-w");
    assert_eq!(desk.focus(), Pane::List);
    desk.keys("j Enter");
    assert_eq!((desk.article(), desk.focus()), ("b", Pane::Reader));
    desk.keys("gl");
    assert!(desk.app.areas.list.is_none());
    desk.keys("gl gi");
    assert!(desk.app.areas.inspector.is_none() && desk.app.areas.list.is_some());
    desk.keys("z");
    assert!(desk.app.areas.list.is_none() && desk.app.areas.inspector.is_none());
    desk.keys("q");
    assert!(desk.app.areas.list.is_some(), "q closes the top layer");
    desk.resize(100, 30).keys("gi");
    assert_eq!(desk.focus(), Pane::Inspector, "it takes the list's place");
    desk.keys("Esc Esc q");
    assert!(matches!(
        desk.effects.last(),
        Some(crate::tui::effect::Effect::Quit)
    ));
}

#[test]
fn moving_in_the_inspector_moves_the_reader() {
    let mut desk = Desk::new(&["One [PER?|Ana] two [Q?|“no”] three [T?2021|then]."]);
    desk.resize(160, 45).keys("Ctrl-w gg");
    assert_eq!(desk.at(), "Ana two “no” three then.");
    desk.keys("j");
    assert_eq!(desk.at(), "“no” three then.");
    desk.keys("j");
    assert_eq!(desk.at(), "then.");
    desk.keys("j k k");
    assert_eq!(desk.at(), "Ana two “no” three then.");
    desk.keys("Enter");
    assert_eq!(
        (desk.focus(), desk.at()),
        (Pane::Reader, "Ana two “no” three then.")
    );
}

#[test]
fn lines_are_joined_or_shown_as_they_are() {
    let wire = "    Showers continued throughout the week in the Bahia cocoa zone,\n".to_owned()
        + &"Showers continued throughout the week in the Bahia cocoa zone,\n".repeat(8);
    let mut desk = Desk::new(&[&wire]);
    desk.keys("J");
    assert!(desk.said().contains("as they are"), "{}", desk.said());
    desk.keys("J");
    assert!(desk.said().contains("joined"), "{}", desk.said());
}

#[test]
fn the_place_is_remembered_on_leaving() {
    use crate::tui::effect::Effect;
    let mut desk = Desk::new(&["one\ntwo", "▮three\nfour"]);
    desk.keys("]a j q q");
    let place = desk.effects.iter().find_map(|effect| match effect {
        Effect::Remember(place) => Some(place.clone()),
        _ => None,
    });
    let place = place.expect("a place");
    assert_eq!((place.article.as_str(), place.cursor), ("b", 6));
}
