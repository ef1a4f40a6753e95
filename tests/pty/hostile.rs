//! Nothing that stands in an article, a name, a record or a paste reaches the terminal as a command.

use std::fs;

use super::bytes::{Piece, Standing, pieces};
use super::desk::{Desk, WIDE, files};
use super::terminal::Terminal;

/// Every control character, sequences of every kind, and characters that reorder or hide.
fn hostile(mark: &str) -> String {
    let controls: String = (0..=0x9f_u8)
        .map(char::from)
        .filter(|c| c.is_control())
        .flat_map(|c| [c, 'x'])
        .collect();
    format!(
        "{mark}\x1b[666;77H\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x1bP+q544e\x1b\\\x1b[6n\x1b[?1049l\x1bc\x1b_Gi=1\x1b\\\
         \u{9b}666;78H\u{9d}0;owned\u{9c}{controls}\
         \u{202e}desrever\u{202c}\u{2066}x\u{2069}\u{200f}\u{061c}\u{e0041}\u{e007f}\u{feff}\u{2028}\u{2029}{mark}"
    )
}

/// What dateline itself sends.
fn is_own(sequence: &str) -> bool {
    let numbers = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b';')
    };
    let modes = [
        "25", "1000", "1002", "1003", "1004", "1006", "1015", "1049", "2004", "2026",
    ];
    match sequence.split_at(sequence.len() - 1) {
        ("2" | "", "J") | ("" | "0", "K") | (">1" | "<1", "u") => true,
        (parameters, "H") => {
            let mut places = parameters.split(';').map(|n| n.parse().unwrap_or(u16::MAX));
            numbers(parameters) && places.all(|n| n <= 200)
        }
        (parameters, "m") => numbers(parameters),
        (parameters, "h" | "l") => parameters
            .strip_prefix('?')
            .is_some_and(|mode| modes.contains(&mode)),
        _ => false,
    }
}

#[track_caller]
fn harmless(raw: &[u8]) {
    for piece in pieces(raw) {
        match piece {
            Piece::Csi(sequence) => assert!(is_own(&sequence), "CSI {sequence:?}"),
            Piece::Text(text) => {
                let bad = |c: char| {
                    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}'
                        | '\u{61c}' | '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e0fff}')
                };
                assert!(!text.contains(bad), "{text:?}");
            }
            // Messages after the end.
            Piece::Control('\r' | '\n') => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(Standing::after(raw), Standing::usual());
}

#[test]
fn articles_cannot_speak_to_the_terminal() {
    let desk = Desk::empty();
    let text = |mark: &str| {
        format!(
            "{} Mara Quinn {}\n\nShe said: “{}”",
            hostile(mark),
            hostile(mark),
            hostile(mark)
        )
    };
    let article = serde_json::json!({
        "id": hostile("id"), "title": hostile("title"), "source": hostile("source"), "url": format!("https://x/{}", hostile("url")),
        "author": hostile("author"), "place": hostile("place"), "language": hostile("tongue"), "text": text("text"),
    });
    let broken = format!(
        "{{\"id\": \"b\", \"text\": {}\n{{\"{}\": 1\n",
        article["title"],
        hostile("field")
    );
    let lone = "{\"id\": \"lone\", \"text\": \"\\ud800\"}\n";
    desk.article("a.jsonl", format!("{article}\n{broken}{lone}").as_bytes());
    desk.article("b\x1b]0;owned\x07\u{202e}.txt", text("plain").as_bytes());
    desk.article("c\u{9b}666H.json", b"{");
    desk.article(
        "d.html",
        format!("<title>{}</title><p>{}</p>", hostile("head"), text("page")).as_bytes(),
    );
    let mut command = desk.dateline(&["news"]);
    command.env("DATELINE_ANNOTATOR", "ana\x1b]0;owned\x07");
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("Articles 1/");
    terminal.see("records could not be read");
    // Every article, what could not be read, the names, the search, the menus, the inspector.
    terminal.keys("jjjkkk");
    terminal.press("gp", "What could not be read");
    terminal.keys("GGq");
    terminal.keys("gg\t");
    terminal.see("Tab next");
    for (key, prompt, mark, answer) in [
        ("T", "article's tags: ", "tag", "tagged"),
        ("I", "article's note: ", "note", "noted"),
        ("/", " /", "sought", "no match"),
        (":", " :", "nonsense", "no command"),
    ] {
        terminal.press(key, prompt);
        terminal.keys(&format!("\x1b[200~{}\x1b[201~", hostile(mark)));
        terminal.press("\r", answer);
    }
    terminal.press("ggvG\r", "What is it?");
    terminal.press("o", " is ORG");
    terminal.press("gi", "Entities");
    terminal.keys("gi");
    terminal.press("]qs", "Who says");
    terminal.keys("\x1b");
    terminal.see_no("Who says");
    terminal.press("u", "undid");
    terminal.press(
        ":export json \x1b[200~/nowhere/\x1b[31mx\x1b[201~\r",
        "/nowhere",
    );
    terminal.keys(":q\r");
    assert_eq!(terminal.end().exit_code(), 1);
    // The problems are told once more, on the shell's own screen.
    terminal.see("dateline: ");
    harmless(&terminal.raw);
}

#[test]
fn records_and_suggestions_cannot_speak_to_the_terminal() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\ta", "accepted Mara Quinn");
    terminal.keys(":q\r");
    terminal.end();
    let articles = desk.annotations().join("articles");
    let record = files(&articles).remove(0);
    let mut kept: serde_json::Value = serde_json::from_slice(&fs::read(&record).unwrap()).unwrap();
    kept["tags"] = serde_json::json!([hostile("tag")]);
    kept["note"] = hostile("note").into();
    kept["entities"][0]["note"] = hostile("remark").into();
    kept["entities"][0]["tags"] = serde_json::json!([hostile("tag")]);
    kept["entities"][0]["label"] = hostile("label").into();
    kept["entities"][1]["link"] = hostile("link").into();
    kept["clusters"] = serde_json::json!([{"id": "c1", "label": hostile("kind"), "name": hostile("name"), "verdict": "accepted"}]);
    kept["entities"][0]["cluster"] = "c1".into();
    fs::write(&record, kept.to_string()).unwrap();
    let broken = format!("{{\"format\": \"dateline\", \"status\": {}", kept["note"]);
    fs::write(
        articles.join("b\x1b]0;owned\x07-0000000000000000.json"),
        broken,
    )
    .unwrap();
    let found = serde_json::json!({"id": "2-mine.txt", "offsets": "codepoint", "model": hostile("model"),
        "entities": [{"id": hostile("item"), "start": 0, "end": 5, "label": hostile("label"), "text": "ERBIL"},
                     {"id": "e2", "start": 0, "end": 9_000, "label": "LOC", "text": hostile("beyond")}]});
    fs::write(desk.path("found.jsonl"), format!("{found}\n")).unwrap();
    let mut terminal = Terminal::start(desk.reviewing(), WIDE);
    terminal.see("Articles 1/2");
    terminal.keys("\t");
    terminal.press("i", "note:");
    terminal.keys("\x1b");
    terminal.see_no("note:");
    terminal.press("gp", "What could not be read");
    terminal.press("q", "Tab next");
    terminal.press("]a", "Shells");
    terminal.press("ggc", "Label of");
    terminal.keys("\x1b");
    terminal.see_no("Label of");
    terminal.press("a", "accepted");
    terminal.keys(":q\r");
    terminal.end();
    harmless(&terminal.raw);
}
