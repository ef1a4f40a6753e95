//! What terminals of every kind and size are shown.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::bytes::{Piece, is_query, looks, pieces};
use super::desk::{Desk, WIDE};
use super::terminal::Terminal;

#[test]
fn no_terminal_is_ever_asked_for_an_answer() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\t", "Tab next");
    terminal.keys("\x0c");
    terminal.resize(100, 20);
    terminal.press(":redraw\r", "Quinn");
    terminal.press("?", "Keys in the reader");
    terminal.press("q", "?");
    terminal.keys(":q\r");
    terminal.end();
    let asked: Vec<_> = pieces(&terminal.raw).into_iter().filter(is_query).collect();
    assert_eq!(asked, []);
}

#[test]
fn every_frame_is_one_synchronized_update_and_none_clears_the_screen() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\ta", "accepted Mara Quinn");
    terminal.press("?", "Keys in the reader");
    terminal.keys("q");
    terminal.see_no("Keys in the reader");
    terminal.keys(":q\r");
    terminal.end();
    let written = pieces(&terminal.raw);
    let count = |wanted: &str| {
        let wanted = Piece::Csi(wanted.to_owned());
        written.iter().filter(|piece| **piece == wanted).count()
    };
    let frames = count("?2026h");
    assert!(frames > 3);
    // Giving the terminal back ends an update that a panic may have left open.
    assert_eq!(count("?2026l"), frames + 1);
    assert!(
        count("2J") <= 1,
        "only the first frame begins on a clear screen"
    );
    let bytes = terminal.raw.len() / frames;
    assert!(bytes < 10_000, "{bytes} bytes a frame");
}

#[test]
fn a_storm_of_sizes_ends_where_it_began() {
    let desk = Desk::empty();
    for story in 10..60 {
        let paragraphs: Vec<String> = (1..400)
            .map(|n| {
                format!("Paragraph {n} is about harbours, boats, ropes and nets in May {story}.")
            })
            .collect();
        let text = paragraphs.join("\n\n");
        desk.article(&format!("{story}.txt"), text.as_bytes());
    }
    let mut terminal = Terminal::start(desk.dateline(&["news"]), WIDE);
    terminal.see("Articles 1/50");
    terminal.press("30G", "Articles 30/50");
    terminal.press("6k\t", "Tab next");
    terminal.press("/Paragraph 200\r", "Paragraph 200 ");
    terminal.press("7k:\x7f", " · saved");
    terminal.see("? help");
    let before = terminal.text();
    let sizes = (1..=20).flat_map(|n: u16| [(n, n), (140 / n, 1), (1, 24 / n + 1), (300, 100 / n)]);
    for (columns, rows) in sizes {
        terminal.resize(columns, rows);
    }
    terminal.resize(1, 1);
    terminal.quiet(Duration::from_millis(50));
    terminal.resize(30, 8);
    terminal.see("at least, please");
    terminal.resize(WIDE.0, WIDE.1);
    terminal.until("the same screen", |terminal| terminal.text() == before);
    terminal.keys(":q\r");
    assert!(terminal.end().success());
}

#[test]
fn every_small_size_is_drawn_and_none_ends_the_program() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\tc", "Label of Mara Quinn");
    for size in [
        (1, 1),
        (2, 1),
        (1, 2),
        (3, 3),
        (10, 3),
        (39, 10),
        (40, 9),
        (40, 10),
        (41, 11),
        (79, 12),
        (80, 24),
    ] {
        terminal.resize(size.0, size.1);
        let small = size.0 < 40 || size.1 < 10;
        terminal.until(&format!("{size:?}"), |terminal| {
            let text = terminal.text();
            let fitting = text.lines().count() <= usize::from(size.1);
            fitting
                && if small {
                    text.starts_with(['4', '…'])
                } else {
                    text.contains("PERSON")
                }
        });
    }
    terminal.keys("\x1b");
    terminal.see_no("PERSON");
    terminal.keys(":q\r");
    assert!(terminal.end().success());
}

#[test]
fn without_a_terminal_that_can_show_it_the_program_says_what_can() {
    let desk = Desk::with_two_stories();
    let mut command = desk.reviewing();
    command.env("TERM", "dumb");
    let mut terminal = Terminal::start(command, WIDE);
    assert_eq!(terminal.end().exit_code(), 2);
    assert!(terminal.shows("dateline show"), "{}", terminal.text());
    assert!(!terminal.raw.contains(&b'\x1b'));

    let piped = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .arg(desk.news())
        .env("HOME", desk.path("home"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(piped.status.code(), Some(2));
    assert_eq!(piped.stdout, b"");
    let told = String::from_utf8(piped.stderr).unwrap();
    assert!(
        told.contains("dateline show") && told.lines().count() == 1,
        "{told}"
    );
}

#[test]
fn without_colours_everything_is_still_told_apart() {
    let desk = Desk::with_two_stories();
    let mut command = desk.reviewing();
    command.env("NO_COLOR", "1");
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("unreviewed here");
    terminal.press("\ta", "accepted Mara Quinn");
    terminal.press("/pay\r", "one match");
    let told = |terminal: &Terminal, word: &str| {
        let rows = terminal.screen().rows(0, WIDE.0).collect::<Vec<_>>();
        let (row, line) = rows
            .iter()
            .enumerate()
            .find(|(_, line)| line.contains(word))
            .unwrap();
        let (before, _) = line.split_once(word).unwrap();
        let column = before.chars().count();
        let cell = terminal.screen().cell(row as u16, column as u16).unwrap();
        (
            cell.bold(),
            cell.dim(),
            cell.italic(),
            cell.underline(),
            cell.inverse(),
        )
    };
    let plain = told(&terminal, "harbour master");
    assert_eq!(plain, told(&terminal, "nobody"));
    for word in ["Mara Quinn,", "Corvane Line will", "pay,"] {
        assert_ne!(told(&terminal, word), plain, "{word}");
    }
    assert_ne!(
        told(&terminal, "Mara Quinn,"),
        told(&terminal, "Corvane Line will")
    );
    terminal.press("?", "Keys in the reader");
    terminal.keys("q:q\r");
    terminal.end();
    for parameters in pieces(&terminal.raw).iter().filter_map(looks) {
        let coloured = |n: &u16| matches!(n, 30..=38 | 40..=48 | 58 | 90..=107);
        assert!(!parameters.iter().any(coloured), "{parameters:?}");
    }
}
