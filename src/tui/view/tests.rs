//! What the screen shows, text and styles.

use std::fmt::Write as _;
use std::path::PathBuf;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Style};

use crate::tui::app::tests::desk::{Desk, rows};
use crate::tui::event::Event;
use crate::tui::theme::Theme;

/// A screen as text: its rows, then for each row where it is styled, then what the styles are.
fn dump(buffer: &Buffer) -> String {
    let mut dump = String::new();
    for row in rows(buffer) {
        let _ = writeln!(dump, "{row}");
    }
    let mut styles: Vec<Style> = Vec::new();
    let mut runs = String::new();
    for (at, row) in buffer
        .content
        .chunks(usize::from(buffer.area.width))
        .enumerate()
    {
        let mut line = String::new();
        let mut column = 0;
        while let Some(cell) = row.get(column) {
            let style = style_of(cell);
            let length = row[column..]
                .iter()
                .take_while(|cell| style_of(cell) == style)
                .count();
            if style != plain() {
                let known = styles.iter().position(|known| *known == style);
                let number = known.unwrap_or_else(|| {
                    styles.push(style);
                    styles.len() - 1
                });
                let _ = write!(line, " {column}+{length}:{}", name_of(number));
            }
            column += length;
        }
        if !line.is_empty() {
            let _ = writeln!(runs, "{at:>2}{line}");
        }
    }
    let _ = write!(dump, "---\n{runs}---\n");
    for (number, style) in styles.iter().enumerate() {
        let _ = writeln!(dump, "{} {}", name_of(number), described(*style));
    }
    dump
}

fn style_of(cell: &Cell) -> Style {
    cell.style()
}

fn plain() -> Style {
    style_of(&Cell::EMPTY)
}

/// `a` to `z`, then `aa` and so on.
fn name_of(number: usize) -> String {
    let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
    match number / 26 {
        0 => letter(number).to_string(),
        more => format!("{}{}", letter(more - 1), letter(number)),
    }
}

fn described(style: Style) -> String {
    let colour =
        |colour: Option<Color>| colour.filter(|c| *c != Color::Reset).map(|c| c.to_string());
    let mut words = Vec::new();
    words.extend(colour(style.fg));
    words.extend(colour(style.bg).map(|c| format!("on {c}")));
    words.extend(colour(style.underline_color).map(|c| format!("line {c}")));
    words.extend(
        style
            .add_modifier
            .iter_names()
            .map(|(name, _)| name.to_lowercase()),
    );
    words.join(" ")
}

fn samples(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("sample_data")
        .join(name)
}

/// One of the sample articles with what a good day's extraction finds in it.
const ERBIL: (&str, &str) = ("erbil-mine-clearance.txt", include_str!("tests/erbil.txt"));

/// The sample articles of news agencies, one of them in the reader, some of its suggestions decided.
fn erbil(width: u16, height: u16) -> Desk {
    let others = [
        ("corvane-headline-only.txt", ""),
        ("galway-ferry-collision.txt", ""),
    ];
    let mut desk = Desk::reading(&[samples("wire")], &[ERBIL, others[0], others[1]]);
    desk.resize(width, height);
    desk.keys(":\"open erbil-mine-clearance.txt\"<Enter> Esc Enter");
    desk.keys("4 Tab a a x a c o Tab a Tab a");
    desk
}

/// A sample article without any suggestion.
fn bare(name: &str) -> Desk {
    Desk::reading(&[samples("wire").join(name)], &[(name, "")])
}

macro_rules! screen {
    ($desk:expr) => {
        insta::assert_snapshot!(dump(&$desk.screen()))
    };
}

#[test]
fn three_panes() {
    screen!(erbil(160, 45));
}

#[test]
fn two_panes() {
    screen!(erbil(100, 30));
}

#[test]
fn two_panes_stacked() {
    screen!(erbil(80, 24));
}

#[test]
fn one_pane() {
    screen!(erbil(50, 20));
}

/// Without frames nothing but text and its marks is on the screen, and a sign says where keys go.
#[test]
fn without_borders_no_line_is_drawn() {
    let mut desk = erbil(160, 45);
    desk.keys(":\"set borders=none\"<Enter>");
    for keys in ["", "c", "Esc Ctrl-p", "Esc g"] {
        desk.keys(keys);
        let rows = desk.rows().join("\n");
        let drawn = |c: char| ('\u{2500}'..='\u{257f}').contains(&c) && c != '┊';
        assert_eq!(rows.chars().find(|c| drawn(*c)), None, "{keys}\n{rows}");
        assert!(rows.contains("   >◐ ") || rows.contains(" >"), "{rows}");
    }
}

#[test]
fn too_small() {
    screen!(erbil(30, 8));
}

#[test]
fn the_list_in_focus() {
    let mut desk = erbil(160, 45);
    desk.keys("r r Esc");
    screen!(desk);
}

#[test]
fn the_list_in_focus_stacked() {
    let mut desk = erbil(80, 24);
    desk.keys("r r Esc");
    screen!(desk);
}

#[test]
fn the_list_alone() {
    let mut desk = erbil(50, 20);
    desk.keys("Esc");
    screen!(desk);
}

#[test]
fn the_inspector_in_the_lists_place() {
    let mut desk = erbil(100, 30);
    desk.keys("gi 3 j");
    screen!(desk);
}

#[test]
fn the_inspector_alone() {
    let mut desk = erbil(50, 20);
    desk.keys("gi 3 j");
    screen!(desk);
}

#[test]
fn selected_words() {
    let mut desk = erbil(100, 30);
    desk.keys("}} v i s");
    screen!(desk);
}

#[test]
fn matches_over_names_and_quotes() {
    let mut desk = erbil(160, 45);
    desk.keys("gg/\"the \"<Enter> n n n");
    screen!(desk);
}

#[test]
fn a_search_being_typed() {
    let mut desk = erbil(80, 24);
    desk.keys("/zürich");
    screen!(desk);
}

#[test]
fn the_menu_of_labels() {
    let mut desk = erbil(100, 30);
    desk.keys("c");
    screen!(desk);
}

#[test]
fn the_menu_over_a_selection() {
    let mut desk = erbil(100, 30);
    desk.keys("}} v 3 e Enter");
    screen!(desk);
}

#[test]
fn the_menu_over_a_selection_alone() {
    let mut desk = erbil(50, 20);
    desk.keys("}} v 3 e Enter");
    screen!(desk);
}

#[test]
fn the_speakers() {
    let mut desk = erbil(100, 30);
    desk.keys("]q s");
    screen!(desk);
}

#[test]
fn the_help() {
    let mut desk = erbil(100, 30);
    desk.keys("? /select-");
    screen!(desk);
}

#[test]
fn the_help_alone() {
    let mut desk = erbil(50, 20);
    desk.keys("? /select- <Down>");
    screen!(desk);
}

#[test]
fn the_palette() {
    let mut desk = erbil(100, 30);
    desk.keys("Ctrl-p select-");
    screen!(desk);
}

#[test]
fn the_problems() {
    let mut desk = erbil(100, 30);
    desk.happens(Event::Problem(
        "weekly-crawl.jsonl:118: text: invalid unicode code point, a surrogate without its other half; \
         the record was left out, mend the line and open the file again"
            .to_owned(),
    ));
    desk.happens(Event::Problem(
        "notes.csv: no field holds a text; use --map text=NAME".to_owned(),
    ));
    desk.keys("gp");
    screen!(desk);
}

#[test]
fn hints_over_names() {
    let mut desk = erbil(100, 30);
    desk.keys(";");
    screen!(desk);
}

#[test]
fn hints_over_words() {
    let mut desk = erbil(100, 30);
    desk.keys("]q ]q C");
    screen!(desk);
}

#[test]
fn a_pending_prefix() {
    let mut desk = erbil(100, 30);
    desk.keys("}} v 3 i").wait(300);
    screen!(desk);
}

#[test]
fn an_empty_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::reading(&[folder.path().to_owned()], &[]);
    desk.app.settings.roots = vec!["news".to_owned()];
    screen!(desk);
}

#[test]
fn no_title_matches() {
    let mut desk = erbil(100, 30);
    desk.keys("Esc Esc fzzz<Enter>");
    screen!(desk);
}

#[test]
fn nothing_is_found() {
    let mut desk = Desk::new(&["Nothing to see here, she thought."]);
    desk.resize(160, 12);
    screen!(desk);
}

#[test]
fn everything_is_reviewed() {
    let mut desk = Desk::new(&["[PER?|Ana] said [Q?|“no”].", "[PER?|Bo] left."]);
    desk.resize(160, 12).keys("A r A r");
    screen!(desk);
}

#[test]
fn an_article_in_another_language() {
    let mut desk = Desk::reading(&[samples("wire/rhein-niedrigwasser-de.txt")], &[]);
    desk.resize(160, 24);
    screen!(desk);
}

#[test]
fn read_only() {
    let mut desk = erbil(100, 30);
    desk.happens(Event::StoreOpened {
        root: 0,
        read_only: Some("bo has it open".to_owned()),
        history: Box::default(),
        problems: Vec::new(),
    });
    desk.keys("Ctrl-l");
    screen!(desk);
}

#[test]
fn a_decision_that_is_not_saved() {
    let mut desk = erbil(80, 24);
    desk.disk_full = Some("no space left on device (os error 28)");
    desk.keys("a j");
    screen!(desk);
}

#[test]
fn lines_joined_into_paragraphs() {
    let mut desk = bare("corvane-results-wrapped.txt");
    desk.resize(100, 24).keys("Enter");
    screen!(desk);
}

#[test]
fn lines_as_they_are() {
    let mut desk = bare("corvane-results-wrapped.txt");
    desk.resize(100, 24).keys("Enter J j");
    screen!(desk);
}

#[test]
fn wide_characters() {
    let mut desk = bare("hsinchu-photonics-cjk.txt");
    desk.resize(100, 24).keys("Enter / Takahashi<Enter> v 3 e");
    screen!(desk);
}

#[test]
fn emoji_and_text_from_right_to_left() {
    let mut desk = bare("slemani-bridge-festival-emoji.txt");
    desk.resize(100, 30).keys("Enter G");
    screen!(desk);
}

#[test]
fn hostile_text() {
    let mut desk = Desk::new(&[
        "Tab\there, \u{1b}\\[31mred\u{1b}\\[0m, bell\u{7}, \u{202e}reversed\u{202c}, soft\u{ad}hyphen, zero\u{200b}width, \
         a\u{300}\u{301}\u{302}\u{303}, \u{feff}mark, del\u{7f}, \r\nand a very-long-word-without-any-space-at-all-that-does-not-fit-on-one-row-of-this-pane-and-must-break.",
    ]);
    desk.resize(80, 16);
    screen!(desk);
}

/// Without colours every verdict, and everything laid over it, looks different from the others.
#[test]
fn verdicts_without_colours() {
    let mut desk = Desk::new(&[
        "[PER?|Unreviewed] [PER+|Accepted] [PER~|Corrected] [PER*|Added] [PER-|Rejected] plain.\n\
         [Q?|“[PER?|Unreviewed] [PER+|Accepted] [PER~|Corrected] [PER*|Added] [PER-|Rejected] quoted.”]\n\
         [Q+|“Decided.”] [cue|said] [by|he]. ▮The end.",
    ]);
    desk.app.settings.theme = Theme::monochrome();
    desk.resize(160, 12).keys("gx k k k k");
    let buffer = desk.screen();
    let style_at = |words: &str, nth: usize| {
        let at = desk
            .reader()
            .text()
            .match_indices(words)
            .nth(nth)
            .unwrap()
            .0;
        let (column, row) = desk.cell_of(at + 1);
        buffer.cell((column, row)).unwrap().style()
    };
    for line in 0..2 {
        let mut styles: Vec<Style> = ["Unreviewed", "Accepted", "Corrected", "Added", "Rejected"]
            .map(|words| style_at(words, line))
            .to_vec();
        styles.push(style_at(["plain", "quoted"][line], 0));
        for (at, style) in styles.iter().enumerate() {
            assert!(!styles[at + 1..].contains(style), "line {line}: {style:?}");
        }
    }
    screen!(desk);
}

#[test]
fn a_command_being_typed() {
    let mut desk = erbil(100, 30);
    desk.keys(":select- Tab Tab");
    screen!(desk);
}

#[test]
fn what_stands_behind_a_command() {
    let mut desk = erbil(80, 24);
    desk.keys(":\"status re\"");
    screen!(desk);
}
