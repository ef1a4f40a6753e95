//! Settings that change while the program runs.

use std::path::Path;

use ratatui::crossterm::event::Event as TerminalEvent;

use super::Desk;
use crate::config::{Config, Layer, Loaded, ThemeFile, apply};
use crate::extract::Label;
use crate::tui::effect::{Effect, Program};
use crate::tui::event::Event;
use crate::tui::theme::Role;

/// The desk, its configuration read from a text.
fn configured(articles: &[&str], text: &str) -> Desk {
    let mut desk = Desk::new(articles);
    reload(&mut desk, text);
    desk
}

fn reload(desk: &mut Desk, text: &str) {
    let mut loaded = Loaded::default();
    loaded.config.theme_files.push(ThemeFile {
        name: "mine".to_owned(),
        path: "mine.toml".into(),
        text: "quote = \"red\"\n".to_owned(),
    });
    loaded.diagnostics = apply(&mut loaded.config, Path::new("c.toml"), text, Layer::User);
    desk.happens(Event::Configured {
        result: Ok(Box::new(loaded)),
        asked: true,
    });
}

#[test]
fn set_changes_shows_and_toggles() {
    let mut desk = Desk::new(&["[PER?|Ana Ruiz] said"]);
    desk.keys(":\"set text_width=40\"<Enter>");
    assert_eq!(desk.app.settings.wanted.text_width, 40);
    assert_eq!(desk.said(), "text_width = 40");
    desk.keys(":\"set tw?\"<Enter>");
    assert_eq!(desk.said(), "text_width = 40");
    desk.keys(":\"set tw&\"<Enter>");
    assert_eq!(desk.app.settings.wanted.text_width, 80);
    for (typed, advance) in [
        ("noadvance", false),
        ("advance", true),
        ("advance!", false),
        ("advance on", true),
    ] {
        desk.keys(&format!(":\"set {typed}\"<Enter>"));
        assert_eq!(desk.app.settings.advance, advance, "{typed}");
    }
    desk.keys("gm :\"set mouse?\"<Enter>");
    assert_eq!(desk.said(), "mouse = false", "a key changed it");
    desk.keys(":\"set mouse\"<Enter>");
    assert!(matches!(desk.effects.last(), Some(Effect::Mouse(true))));
    desk.keys(":\"set all\"<Enter>");
    assert!(
        desk.picker()
            .entries
            .iter()
            .any(|e| e.text.starts_with("scrolloff = 3"))
    );
}

#[test]
fn set_refuses_as_a_file_is_refused() {
    let mut desk = Desk::new(&["[PER?|Ana Ruiz] said"]);
    for (typed, said) in [
        (
            "text_width=wide",
            "'text_width' is a whole number from 0 to 1000",
        ),
        ("theme=drak", "no theme 'drak'; use one of"),
        (
            "scrollof=3",
            "no setting 'scrollof'; did you mean scrolloff?",
        ),
        (
            "annotator=eve",
            "'annotator' cannot change while the program runs",
        ),
    ] {
        desk.keys(&format!(":\"set {typed}\"<Enter>"));
        assert!(desk.said().starts_with(said), "{}", desk.said());
    }
}

#[test]
fn what_was_set_stays_until_its_file_says_otherwise() {
    let mut desk = configured(
        &["[PER?|Ana Ruiz] said"],
        "scrolloff = 1\ntext_width = 50\n",
    );
    desk.keys(":\"set scrolloff=7\"<Enter> :\"set tw=60\"<Enter>");
    reload(&mut desk, "scrolloff = 1\ntext_width = 70\n");
    assert_eq!(desk.app.settings.scrolloff, 7);
    assert_eq!(desk.app.settings.wanted.text_width, 70);
    assert_eq!(desk.said(), "the configuration was read again");
}

#[test]
fn a_mistake_is_told_and_the_rest_applies() {
    let mut desk = configured(
        &["[PER?|Ana Ruiz] said"],
        "theme = \"drak\"\nscrolloff = 4\n[keys]\naccept = \"F5\"\n",
    );
    assert_eq!(desk.app.settings.scrolloff, 4);
    assert!(
        desk.said().starts_with("c.toml:1:9: no theme 'drak'"),
        "{}",
        desk.said()
    );
    assert_eq!(desk.app.problems.len(), 1);
    desk.keys("F5");
    assert_eq!(desk.markup(), "[PER+|Ana Ruiz] said");
    reload(&mut desk, "");
    assert_eq!(
        desk.app.problems,
        Vec::<String>::new(),
        "what was mended is told no more"
    );
    assert_eq!(
        desk.app
            .settings
            .keymap
            .key_of(crate::tui::action::Action::Accept)
            .as_deref(),
        Some("a")
    );
}

#[test]
fn keys_that_clash_are_told() {
    for (text, told) in [
        (
            "[keys]\naccept = \"x\"\n",
            "c.toml:2:1: keys: accept takes 'x' from reject (reader, inspector, selection, table), which has no key left there",
        ),
        (
            "[keys]\naccept = \"y\"\nreject = \"y\"\n",
            "c.toml:3:1: keys: reject takes 'y' from accept (reader, inspector, selection, table), which was given it, too",
        ),
        (
            "[keys.reader]\naccept = \"g\"\n",
            "c.toml:2:1: keys: 'g' (accept) hides 'gg' (top), which cannot be typed any more",
        ),
        (
            "[[command]]\nname = \"mine\"\nrun = [\"acept\", \"3\"]\n",
            "c.toml:1:1: command: mine: no command 'acept'",
        ),
        (
            "[[command]]\nname = \"undo\"\nrun = \"redo\"\n",
            "c.toml:1:1: command: 'undo' is a command already",
        ),
        (
            "[keys.porch]\naccept = \"g\"\n",
            "c.toml:2:1: keys: no pane 'porch'; use one of reader, inspector, selection, table, list",
        ),
    ] {
        let desk = configured(&["[PER?|Ana Ruiz] said"], text);
        let problems = &desk.app.problems;
        assert!(
            problems.iter().any(|problem| problem.starts_with(told)),
            "{problems:#?}"
        );
    }
    // Who says that it is meant is not told.
    let meant = "[keys]\naccept = \"x\"\nreject = \"none\"\nfind = \"f\"\n";
    let desk = configured(&["[PER?|Ana Ruiz] said"], meant);
    assert_eq!(desk.app.problems, Vec::<String>::new());
}

#[test]
fn a_command_of_ones_own_does_its_lines_each_on_the_article_that_it_is_meant_for() {
    let text = "[[command]]\nname = \"all-right\"\nkeys = \"g c\"\n\
                run = [\"accept-all\", \"reviewed\", \"next-entity\", \"reject\"]\n";
    let mut desk = configured(&["[PER?|Ana Ruiz] said", "so [PER?|Bo Li] did"], text);
    desk.slow = true;
    desk.keys("gc");
    assert_eq!(desk.app.held(), 2, "the others wait for the next article");
    desk.deliver();
    assert_eq!(desk.markup(), "so [PER-|Bo Li] did");
    assert_eq!(
        desk.record(0).entities[0].review.verdict,
        crate::annotation::Verdict::Accepted
    );
}

#[test]
fn a_program_of_ones_own_reads_the_selection_or_the_article() {
    let text = "[[command]]\nname = \"words\"\nkeys = \"g w\"\npipe = [\"wc\", \"-w\"]\n\
                [[command]]\nname = \"cite\"\npipe = [\"--md\", \"my tool\"]\n";
    let mut desk = configured(&["One [PER?|Ana] two."], text);
    let given = |desk: &Desk| match desk.effects.last() {
        Some(Effect::Pipe { command, input }) => (command.clone(), input.clone()),
        other => panic!("nothing was given but {other:?}"),
    };
    let words = |words: &[&str]| Program::Words(words.iter().map(|w| (*w).to_owned()).collect());
    desk.keys("gw");
    assert_eq!(
        given(&desk),
        (words(&["wc", "-w"]), "One Ana two.".to_owned())
    );
    desk.happens(Event::Piped(Err("wc -w: cannot be run".to_owned())));
    assert_eq!(desk.complained(), "wc -w: cannot be run");
    desk.keys(":cite<Enter>");
    assert_eq!(given(&desk).0, words(&["my tool"]));
}

#[test]
fn a_theme_shows_while_it_is_being_chosen() {
    let mut desk = configured(&["[PER?|Ana Ruiz] said"], "");
    let before = desk.app.settings.theme.clone();
    desk.keys(":theme<Enter>");
    assert_eq!(
        desk.app.settings.theme, before,
        "the present one is selected"
    );
    desk.keys("\"mono\"");
    let monochrome = desk.app.settings.theme.clone();
    assert_ne!(monochrome, before);
    desk.keys("Esc");
    assert_eq!(desk.app.settings.theme, before);
    desk.keys(":theme<Enter>\"mine\"<Enter>");
    assert_eq!(desk.said(), "theme = mine");
    let quote = desk.app.settings.theme.style(Role::Quote);
    assert_eq!(quote.fg, Some(ratatui::style::Color::Red));
    desk.keys(":\"theme monochrome\"<Enter>");
    assert_eq!(desk.app.settings.theme, monochrome);
}

#[test]
fn coming_back_to_the_terminal_asks_whether_the_configuration_has_changed() {
    let mut desk = Desk::new(&["[PER?|Ana Ruiz] said"]);
    desk.happens(Event::Terminal(vec![TerminalEvent::FocusGained]));
    assert!(matches!(
        desk.effects.last(),
        Some(Effect::Configure { asked: false })
    ));
    desk.keys(":config-reload<Enter>");
    assert!(matches!(
        desk.effects.last(),
        Some(Effect::Configure { asked: true })
    ));
}

#[test]
fn a_label_of_ones_own_has_its_key_as_its_letter_and_its_guideline_on_request() {
    let text = "[[label]]\nname = \"VESSEL\"\nkey = \"v\"\nguideline = \"\"\"Ships,\nby name.\"\"\"\n\
                [[label]]\nname = \"VIRUS\"\nkey = \"i\"\n[[label]]\nname = \"MAIL\"\n";
    let mut desk = configured(&["[VESSEL?|Ana Ruiz] said"], text);
    let letter = |desk: &Desk, name: &str| desk.app.settings.letter(&Label::new(name));
    assert_eq!(
        (letter(&desk, "VESSEL"), letter(&desk, "VIRUS")),
        ('v', 'i')
    );
    assert_eq!(letter(&desk, "PERSON"), 'P');
    desk.keys("c");
    let mail = desk
        .picker()
        .entries
        .last()
        .map(|e| (e.text.clone(), e.letter));
    assert_eq!(mail, Some(("MAIL".to_owned(), Some('a'))), "a free letter");
    desk.keys("?");
    let texts = |desk: &Desk| {
        desk.picker()
            .entries
            .iter()
            .map(|e| e.text.clone())
            .collect::<Vec<_>>()
    };
    assert!(texts(&desk).contains(&"VESSEL: Ships, by name.".to_owned()));
    desk.keys("Esc i");
    assert_eq!(desk.markup(), "[VIRUS~|Ana Ruiz] said");
}

#[test]
fn the_default_configuration_has_no_clash() {
    let (_, clashes) = crate::tui::session::keymap(&Config::default());
    assert_eq!(clashes, Vec::<String>::new());
}
