//! Nothing that stands in an article, a name, a record or a paste reaches the terminal as a command.

use std::fs;

use super::bytes::{Piece, Standing, pieces};
use super::desk::{Desk, WIDE, files};
use super::terminal::Terminal;

/// How long nothing is written once a lone Esc was taken for what it is.
const SILENCE: std::time::Duration = std::time::Duration::from_millis(150);

/// Every control character, sequences of every kind, and characters that reorder, hide or pile up.
fn hostile(mark: &str) -> String {
    let controls: String = (0..=0x9f_u8)
        .map(char::from)
        .filter(|c| c.is_control())
        .flat_map(|c| [c, 'x'])
        .collect();
    format!(
        "{mark}\x1b[666;77H\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x1bP+q544e\x1b\\\x1b[6n\x1b[?1049l\x1bc\x1b_Gi=1\x1b\\\
         \x1b^private\x1b\\\x1bXstring\x1b\\\x1b#8\x1b(0\x1bN\x1bZ\x1b[5i\x1b[21t\x1b]8;;file:///etc\x1b\\\
         \u{9b}666;78H\u{9d}0;owned\u{9c}\u{90}q\u{9c}\u{98}x\u{9c}\u{9e}x\u{9f}x{controls}\
         \u{202a}\u{202b}\u{202d}\u{202e}desrever\u{202c}\u{2066}x\u{2067}x\u{2068}x\u{2069}\u{200e}\u{200f}\u{061c}\
         \u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{34f}\u{180e}\u{206a}\u{2028}\u{2029}\u{85}\
         \u{e0001}\u{e0041}\u{e007f}a\u{fe0f}\u{e0100}\u{fff9}a\u{fffa}b\u{fffb}\u{fffe}\u{e000}\u{10ffff}\
         o\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}{mark}"
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
        (cells, "C") => cells.is_empty() || cells.parse().is_ok_and(|n: u16| n <= 200),
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

/// Whether a character does something to the terminal, reorders a line or hides.
fn is_harmful(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}'
        | '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{200b}' | '\u{2060}'..='\u{2064}'
        | '\u{206a}'..='\u{206f}' | '\u{ad}' | '\u{34f}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Whether a command to the terminal is one that dateline gives: a plain link to the web, or what
/// was copied, of which nothing is a control character.
fn is_own_command(command: &str) -> bool {
    if let Some(copied) = command.strip_prefix("]52;c;") {
        let bytes = unbase64(copied);
        return !String::from_utf8(bytes).unwrap().contains(char::is_control);
    }
    let Some(url) = command.strip_prefix("]8;;") else {
        return false;
    };
    url.is_empty()
        || (url.starts_with("https://") || url.starts_with("http://"))
            && url.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The bytes that base64 stands for.
fn unbase64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sixes: Vec<u32> = text
        .bytes()
        .filter(|byte| *byte != b'=')
        .map(|byte| ALPHABET.iter().position(|own| *own == byte).unwrap() as u32)
        .collect();
    let bytes = sixes.chunks(4).flat_map(|four| {
        let bits = four.iter().fold(0, |bits, six| bits << 6 | six) << (6 * (4 - four.len()));
        let [_, a, b, c] = bits.to_be_bytes();
        [a, b, c].into_iter().take(four.len() - 1)
    });
    bytes.collect()
}

#[track_caller]
fn harmless(raw: &[u8]) {
    for piece in pieces(raw) {
        match piece {
            Piece::Csi(sequence) => assert!(is_own(&sequence), "CSI {sequence:?}"),
            Piece::Text(text) => {
                let (_, from) = text.split_at(text.find(is_harmful).unwrap_or(text.len()));
                assert_eq!(from.chars().take(20).collect::<String>(), "");
            }
            Piece::Command(command) => assert!(is_own_command(&command), "{command:?}"),
            // Around a link the cursor is kept.
            Piece::Escape(sequence) => assert!(["7", "8"].contains(&&*sequence), "{sequence:?}"),
            // Messages after the end.
            Piece::Control('\r' | '\n') => {}
            other @ Piece::Control(_) => panic!("{other:?}"),
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

/// An article of which every field is hostile, and what a machine says about it.
fn everything(desk: &Desk) {
    let head = "It rained. ";
    let names = format!("{}, {} and {}", "Mara Quinn", "Soran", hostile("words"));
    let text = format!(
        "{head}{names} met on Monday. {} said: “{}”",
        hostile("x"),
        hostile("said")
    );
    let all = |mark: &str| hostile(mark);
    let point = |words: &str| {
        text.find(words)
            .map(|byte| text.split_at(byte).0.chars().count())
            .unwrap()
    };
    let (mara, soran) = (point("Mara Quinn"), point("Soran"));
    for (file, id) in [("a.jsonl", all("id")), ("b.jsonl", "plain".to_owned())] {
        let article = serde_json::json!({
            "id": id, "title": all("title"), "date": "2021-05-01", "source": all("source"),
            "url": format!("https://x.org/{}\"; rm -rf `x`", "a b"), "author": all("author"), "text": text,
        });
        desk.article(file, format!("{article}\n").as_bytes());
    }
    let found: Vec<String> = [all("id"), "plain".to_owned()]
        .into_iter()
        .map(|id| {
            serde_json::json!({
                "id": id, "offsets": "codepoint", "model": all("model"),
                "entities": [
                    {"id": all("e1"), "start": mara, "end": mara + 10, "label": all("label"), "text": "Mara Quinn", "cluster": all("c1"), "score": 0.9},
                    {"id": "e2", "start": soran, "end": soran + 5, "label": "LOC", "text": "Soran", "cluster": "c2", "score": 0.9},
                    {"id": "e3", "start": mara, "end": mara + 60, "label": "PERSON", "score": 0.5, "cluster": all("c1")}
                ],
                "clusters": [
                    {"id": all("c1"), "label": all("label"), "name": all("name"), "aliases": [all("alias")], "key": all("key"), "link": all("link")},
                    {"id": "c2", "label": "LOC", "name": all("place")}
                ],
                "quotes": [{
                    "id": all("q1"), "kind": "indirect", "content": [{"start": 0, "end": 9, "text": "It rained"}], "quoted": [],
                    "cue": null, "speaker": {"name": all("speaker"), "cluster": all("c1")}, "negated": false, "score": 0.9
                }],
                "dates": [{"id": "d1", "start": point("Monday"), "end": point("Monday") + 6, "text": "Monday", "value": all("value")}]
            })
            .to_string()
        })
        .collect();
    std::fs::write(desk.path("found.jsonl"), found.join("\n")).unwrap();
}

#[test]
fn tables_menus_and_other_programs_cannot_speak_to_the_terminal() {
    let desk = Desk::empty();
    everything(&desk);
    // A browser that tells how it was called.
    let bin = desk.path("bin");
    std::fs::create_dir(&bin).unwrap();
    let browser = bin.join("xdg-open");
    std::fs::write(&browser, "#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" > opened\n").unwrap();
    std::fs::set_permissions(
        &browser,
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )
    .unwrap();
    let mut command = desk.reviewing();
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", bin.display()));
    command.env("TERM_PROGRAM", "WezTerm");
    command.env("DATELINE_ANNOTATOR", hostile("ana").replace('\0', ""));
    command.env("DATELINE_LOG", "trace");
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("Entities 3");
    terminal.press("]a", "2/2");
    terminal.press("[a", "1/2");
    // Tables over the corpus.
    for (keys, told) in [
        ("gf", "Surface forms"),
        ("gn", "Names"),
        ("gq", "Quotes"),
        ("gS", "Statistics"),
    ] {
        terminal.press(keys, told);
        terminal.keys("jjGgg");
        terminal.press("q", "Articles 1/2");
    }
    terminal.press("Frained\r", "Search for rained 1/2");
    terminal.press("q", "Articles 1/2");
    // What was done, by all the ways that tell it.
    terminal.keys("\t");
    terminal.press("]ea", "accepted");
    terminal.press("g", "list");
    terminal.keys("\x1b");
    terminal.quiet(SILENCE);
    terminal.press(":record\r", "Record of");
    terminal.keys("G");
    terminal.keys("q");
    terminal.see_no("Record of");
    terminal.press("|cat\r", "─ | cat ─");
    terminal.keys("Gq");
    terminal.see_no("─ | cat ─");
    terminal.press("|--json cat >&2\r", "─ | cat >&2 ─");
    terminal.keys("Gq");
    terminal.see_no("─ | cat >&2 ─");
    terminal.press(":log\r", "dateline/log");
    terminal.keys("q");
    terminal.press("y", "copied");
    terminal.press("gy", "copied");
    terminal.press("o", "opened");
    let opened = std::fs::read_to_string(desk.path("opened")).unwrap();
    assert_eq!(opened, "1|https://x.org/a%20b%22;%20rm%20-rf%20%60x%60|");
    terminal.press(":stats-of\r", "no command");
    terminal.keys(":q\r");
    terminal.end();
    harmless(&terminal.raw);
    // The log may be printed.
    let log = std::fs::read_to_string(desk.path("home/state/dateline/log")).unwrap();
    assert!(log.contains("started"));
    assert!(
        !log.contains(|c: char| is_harmful(c) || c.is_control() && c != '\n'),
        "{log}"
    );
}

#[test]
fn configurations_cannot_speak_to_the_terminal() {
    let desk = Desk::with_two_stories();
    // TOML takes no control characters but as escapes.
    let escaped = |mark: &str| {
        let codes = hostile(mark);
        let codes = codes.chars().map(|c| format!("\\U{:08X}", u32::from(c)));
        format!("\"{}\"", codes.collect::<Vec<_>>().concat())
    };
    let file = desk.path("home/config/dateline/config.toml");
    std::fs::create_dir_all(desk.path("home/config/dateline/themes")).unwrap();
    let toml = format!(
        "theme = {theme}\n{unknown} = 3\nannotator = {annotator}\n[keys]\n{action} = [\"x\"]\naccept = [{key}]\n\
         [[label]]\nname = {label}\nkey = \"z\"\nguideline = {guideline}\ncolor = {color}\n\
         [[label]]\nname = \"SHIP\"\nkey = \"w\"\nguideline = {guideline}\n\
         [[command]]\nname = \"tidy\"\nhelp = {guideline}\nkeys = [\"g\", {key}]\nrun = [{action}]\n",
        theme = escaped("theme"),
        unknown = escaped("setting"),
        annotator = escaped("annotator"),
        action = escaped("action"),
        key = escaped("key"),
        label = escaped("label"),
        guideline = escaped("guideline"),
        color = escaped("color"),
    );
    std::fs::write(&file, &toml).unwrap();
    std::fs::write(desk.path("home/config/dateline/themes/a\x1b[31m.toml"), "").unwrap();
    std::fs::write(
        desk.path("home/config/dateline/themes/own.toml"),
        format!("{} = 3\nquote = {}\n", escaped("role"), escaped("colour")),
    )
    .unwrap();
    std::fs::write(desk.news().join("dateline.toml"), &toml).unwrap();
    let state = desk.path("home/state/dateline");
    std::fs::create_dir_all(&state).unwrap();
    let queries =
        serde_json::json!({hostile("name"): {"query": hostile("query"), "sort": hostile("sort")}});
    std::fs::write(state.join("queries.json"), queries.to_string()).unwrap();
    let history = serde_json::json!({"commands": [hostile("command")], "finds": [hostile("find")]});
    std::fs::write(state.join("history.json"), history.to_string()).unwrap();
    let mut command = desk.reviewing();
    command.env_remove("DATELINE_ANNOTATOR");
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("Entities 3");
    terminal.press("gp", "What could not be read");
    terminal.keys("Gq");
    terminal.see_no("What could not be read");
    terminal.press("gF", "quer");
    terminal.keys("\r");
    terminal.keys("\x1b");
    terminal.press("\t?", "Keys");
    terminal.keys("G\x1b");
    terminal.see_no("Keys");
    terminal.press(":theme\r", "Theme");
    terminal.keys("\x1b");
    terminal.see_no("Theme");
    terminal.press(":set all\r", "Settings");
    terminal.keys("G\x1b");
    terminal.see_no("Settings");
    terminal.press(":", " :");
    terminal.press("\x1b[A\x1b[A\x1b[A", "command");
    terminal.keys("\x1b");
    terminal.quiet(SILENCE);
    terminal.press("]ec", "Label of");
    terminal.keys("\x1b");
    terminal.quiet(SILENCE);
    terminal.keys(":q\r");
    terminal.end();
    harmless(&terminal.raw);
    for arguments in [
        &["config", "--check"][..],
        &["config"],
        &["doctor", "news"],
        &["keys"],
    ] {
        let mut terminal = Terminal::start(desk.dateline(arguments), WIDE);
        terminal.end();
        harmless(&terminal.raw);
    }
}

#[test]
fn subcommands_cannot_speak_to_the_terminal() {
    let desk = Desk::empty();
    everything(&desk);
    let text = format!("{} said it rained.", hostile("plain"));
    desk.article("c\x1b]0;owned\x07\u{202e}.txt", text.as_bytes());
    desk.article(
        "d\u{9b}.json",
        format!("{{\"{}\": {{\"text\": \n", hostile("field")).as_bytes(),
    );
    desk.article("e.txt", b"caf\xe9 \x9b31m \xff\xfe\xed\xa0\x80 \x1b[31m");
    // Somebody decided, and left a record that cannot be read.
    let mut command = desk.reviewing();
    command.env("DATELINE_ANNOTATOR", "ana");
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("Entities 3");
    terminal.press("\tI", "article's note: ");
    terminal.press("seen\r", "noted");
    terminal.keys("R:q\r");
    terminal.end();
    let articles = desk.annotations().join("articles");
    let broken = format!(
        "{{\"format\": {:?}, \"entities\": [{{\"verdict\": {}}}]}}",
        "dateline-record",
        serde_json::json!(hostile("verdict"))
    );
    std::fs::write(articles.join("x\x1b[31m-0000000000000000.json"), broken).unwrap();
    std::fs::write(
        desk.annotations().join("journal.jsonl"),
        format!("{}\n{{}}\n", hostile("journal")),
    )
    .unwrap();
    let gold = serde_json::json!({"id": hostile("id"), "text": hostile("text"), "spans": [{"start": 1, "end": 3, "label": hostile("label")}]});
    std::fs::write(
        desk.path("gold\x1b[31m.jsonl"),
        format!(
            "{gold}\n{gold}\n{{\"id\": {}\n",
            serde_json::json!(hostile("id"))
        ),
    )
    .unwrap();
    std::fs::write(desk.path("model\x1b[31m"), hostile("model")).unwrap();
    let odd = "no\x1b]0;owned\x07\u{202e}";
    let runs: &[&[&str]] = &[
        &["show", "news"],
        &["show", "news", "--id", odd],
        &["extract", "news"],
        &["extract", "news", "--model", "model\x1b[31m"],
        &["extract", odd],
        &["stats", "news"],
        &["stats", "news", "--json"],
        &["export", "news", "--status", "all", "--annotator", "all"],
        &["export", "news", "--annotator", odd],
        &["verify", "found.jsonl"],
        &["verify", "gold\x1b[31m.jsonl", "--against", "news"],
        &["eval", "--gold", "gold\x1b[31m.jsonl"],
        &[
            "eval",
            "--gold",
            "gold\x1b[31m.jsonl",
            "--pred",
            "found.jsonl",
        ],
        &["eval", "--gold", "gold\x1b[31m.jsonl", "--json"],
        &["train", "gold\x1b[31m.jsonl", "-o", "out.model"],
        &["doctor", odd],
        &["news", odd],
        &["--theme", odd, "news"],
        &["extract", "--map", odd],
        &["export", "--format", odd],
        &[odd, "--no\x1b[31m"],
    ];
    for arguments in runs {
        let mut command = desk.dateline(arguments);
        command.env("DATELINE_LOG", "trace");
        let mut terminal = Terminal::start(command, WIDE);
        terminal.end();
        assert!(!terminal.raw.is_empty(), "{arguments:?}");
        let raw = terminal.raw.clone();
        let held = std::panic::catch_unwind(|| harmless(&raw));
        assert!(held.is_ok(), "{arguments:?}");
    }
    let log = std::fs::read_to_string(desk.path("home/state/dateline/log")).unwrap();
    assert!(
        !log.contains(|c: char| is_harmful(c) || c.is_control() && c != '\n'),
        "{log}"
    );
}
