//! What cannot be written.

use super::desk::Desk;
use crate::annotation::history::History;
use crate::tui::action::TABLE;
use crate::tui::app::Saving;
use crate::tui::effect::Effect;
use crate::tui::event::Event;

fn read_only(articles: &[&str]) -> Desk {
    let mut desk = Desk::new(articles);
    desk.happens(Event::StoreOpened {
        root: 0,
        read_only: Some("bo has it open".to_owned()),
        history: Box::new(History::default()),
        problems: Vec::new(),
    });
    desk
}

#[test]
fn read_only_refuses_every_edit_and_says_why() {
    for spec in TABLE.iter().filter(|spec| spec.edits) {
        let mut desk = read_only(&["▮[PER?|Ana] said [Q?|“no”] on [T?2021|Monday].", "two"]);
        if spec.name == "make" {
            desk.keys("v e");
        }
        desk.keys(&format!(":{}<Enter>", spec.name));
        assert!(
            desk.complained().contains("bo has it open"),
            "{}: {}",
            spec.name,
            desk.said()
        );
        assert_eq!(
            (desk.article(), desk.app.modals.len()),
            ("a", 0),
            "{}",
            spec.name
        );
        desk.keys("Esc Esc");
        assert_eq!(desk.journal.len(), 0, "{}", spec.name);
    }
    let mut desk = read_only(&["▮[PER?|Ana] said"]);
    assert!(desk.shows("read-only"), "{:#?}", desk.rows());
    desk.keys(":\"tag x\"<Enter>");
    assert!(
        desk.complained().contains("bo has it open"),
        "{}",
        desk.said()
    );
    desk.keys(":\"status reviewed\"<Enter>");
    assert!(
        desk.complained().contains("bo has it open"),
        "{}",
        desk.said()
    );
    desk.keys(":w<Enter>");
    assert!(desk.said().contains("bo has it open"), "{}", desk.said());
    // Reading goes on.
    desk.keys("]e y");
    assert!(matches!(desk.effects.last(), Some(Effect::Copy(text)) if text == "Ana"));
}

#[test]
fn what_is_not_saved_says_so_until_it_is() {
    let mut desk = Desk::new(&["▮[PER?|Ana] and [PER?|Bo] and [PER?|Cy]"]);
    assert!(desk.shows("saved"));
    desk.disk_full = Some("no space left");
    desk.keys("a x");
    assert!(
        desk.complained().contains("no space left"),
        "{}",
        desk.said()
    );
    desk.keys("j");
    assert!(desk.shows("NOT SAVED"), "{:#?}", desk.rows());
    desk.keys(":w<Enter>");
    assert!(
        desk.complained().contains("no space left"),
        "{}",
        desk.said()
    );
    // Leaving would lose it: the program says so first.
    desk.keys("Esc q");
    assert!(
        !desk
            .effects
            .iter()
            .any(|e| matches!(e, Effect::Quit | Effect::QuitNow)),
        "{}",
        desk.said()
    );
    assert!(
        desk.complained().contains("2 decisions are not saved"),
        "{}",
        desk.said()
    );
    // The worker tries again by itself.
    desk.disk_full = None;
    desk.save_again();
    assert!(matches!(desk.app.saving, Saving::Failed(1, _)));
    desk.save_again();
    assert_eq!(desk.app.saving, Saving::Saved);
    assert_eq!(desk.said(), "what was not saved is saved now");
    desk.keys("j");
    assert!(desk.shows("· saved"), "{:#?}", desk.rows());
}

#[test]
fn what_is_not_saved_can_be_left_all_the_same() {
    for keys in ["q q", ":q<Enter> :q<Enter>", ":q!<Enter>", "Ctrl-c Ctrl-c"] {
        let mut desk = Desk::new(&["▮[PER?|Ana] and [PER?|Bo] and [PER?|Cy]"]);
        desk.disk_full = Some("no space left");
        desk.keys("a Esc");
        desk.keys(keys);
        assert!(
            matches!(desk.effects.last(), Some(Effect::Quit | Effect::QuitNow)),
            "{keys}"
        );
    }
}

#[test]
fn a_failing_record_makes_its_article_read_only() {
    let mut desk = Desk::new(&["▮[PER?|Ana] said", "two"]);
    desk.slow = true;
    desk.keys("]a");
    desk.refuse_record("b.json: line 3: not JSON");
    assert!(desk.complained().contains("not JSON"), "{}", desk.said());
    desk.keys("A");
    assert!(desk.complained().contains("not JSON"), "{}", desk.said());
    assert_eq!(desk.journal.len(), 0);
    desk.slow = false;
    desk.keys("[a a");
    assert_eq!(
        desk.journal.len(),
        1,
        "other articles are not the worse for it"
    );
}

#[test]
fn problems_are_told_and_listed() {
    let mut desk = Desk::new(&["one"]);
    desk.keys("gp");
    assert!(
        desk.said().contains("everything could be read"),
        "{}",
        desk.said()
    );
    desk.happens(Event::Problem("b.jsonl:3: text: is missing".to_owned()));
    assert!(desk.complained().contains("b.jsonl:3"));
    assert!(desk.shows("1 !"), "{:#?}", desk.rows());
    desk.keys("gp");
    assert_eq!(desk.choices(), ["b.jsonl:3: text: is missing"]);
}

#[test]
fn copies_are_told_and_cite_their_source() {
    let mut desk = Desk::new(&["[Q?|▮“No, [PER?|Bo],”] [by|[PER?|Ana Ruiz]] [cue|said]."]);
    desk.keys("Y");
    assert!(
        matches!(desk.effects.last(), Some(Effect::Copy(text)) if text == "“No, Bo,” — Ana Ruiz"),
        "{:?}",
        desk.effects.last()
    );
    desk.keys("v e y");
    assert!(matches!(desk.effects.last(), Some(Effect::Copy(text)) if text == "“No"));
    desk.happens(Event::Copied(Ok("xclip")));
    assert_eq!(desk.said(), "copied (xclip)");
    desk.happens(Event::Copied(Err("too long".to_owned())));
    assert_eq!(desk.complained(), "not copied: too long");
}
