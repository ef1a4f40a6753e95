//! How far the work is.

use super::desk::Desk;

#[test]
fn the_list_tells_what_was_never_opened() {
    let mut desk = Desk::closed(&["One.", "[PER?|Two].", "Three."]);
    desk.open().resize(100, 12);
    let signs = |desk: &Desk| -> String {
        let rows = desk.rows();
        let signs = rows.iter().skip(1).take(3);
        signs.filter_map(|row| row.chars().nth(1)).collect()
    };
    assert_eq!(signs(&desk), "◔○○", "the first one is opened at once");
    desk.keys("j j");
    assert_eq!(signs(&desk), "◔◔◔");
    desk.keys("k Tab a");
    assert_eq!(signs(&desk), "◔◐◔", "what was decided says more");
    assert_eq!(desk.app.unseen(), 0);
}

#[test]
fn the_lists_edge_tells_the_decisions_of_the_day_and_their_pace() {
    let written = "[PER?|Ana] ".repeat(12);
    let mut desk = Desk::new(&[&written, "Another."]);
    desk.resize(100, 12);
    let edge = |desk: &Desk| desk.rows()[10].clone();
    assert!(!edge(&desk).contains("today"), "{}", edge(&desk));
    desk.keys("Tab a");
    assert!(
        edge(&desk).contains(" 1 unseen · 1 today "),
        "{}",
        edge(&desk)
    );
    for _ in 0..6 {
        desk.wait(20_000).keys("a");
    }
    assert!(edge(&desk).contains(" 7 today, 180/h "), "{}", edge(&desk));
    desk.keys("u");
    assert!(edge(&desk).contains(" 6 today, 180/h "), "{}", edge(&desk));
    desk.wait(24 * 3_600_000).keys("j");
    assert!(!edge(&desk).contains("today"), "{}", edge(&desk));
}
