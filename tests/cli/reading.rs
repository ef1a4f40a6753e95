//! What is read of what was typed: patterns, kinds, encodings.

use super::*;

fn ids(desk: &Desk, arguments: &[&str]) -> Vec<String> {
    let out = stdout(&mut desk.dateline(arguments));
    let ids = lines(&out)
        .into_iter()
        .map(|line| line["id"].as_str().map(str::to_owned));
    ids.map(Option::unwrap).collect()
}

/// A desk with some files in folders.
fn with_many() -> Desk {
    let desk = Desk::new();
    for name in [
        "2021/05/b.txt",
        "2021/05/a.txt",
        "2021/06/notes.md",
        "2022/c.txt",
        "2022/.draft.txt",
        "top.txt",
    ] {
        desk.write(&format!("news/{name}"), format!("{name}\n\n{STORY}"));
    }
    desk
}

#[test]
fn a_pattern_opens_its_folder_and_reads_the_files_that_are_meant() {
    let desk = with_many();
    assert_eq!(
        ids(&desk, &["extract", "news/**/*.txt"]),
        ["2021/05/a.txt", "2021/05/b.txt", "2022/c.txt", "top.txt"]
    );
    assert_eq!(
        ids(&desk, &["extract", "news/202?/**/*.{md,markdown}"]),
        ["2021/06/notes.md"]
    );
    assert_eq!(
        ids(&desk, &["extract", "news/2021/*", "news/2022/.*"]),
        ["05/a.txt", "05/b.txt", "06/notes.md", ".draft.txt"]
    );
    assert_eq!(
        ids(&desk, &["extract", "*/top.txt"]),
        ["news/top.txt"],
        "the folder of a pattern without one is the current one"
    );
}

#[test]
fn what_several_paths_name_is_read_once() {
    let desk = with_many();
    let all = [
        "2021/05/a.txt",
        "2021/05/b.txt",
        "2021/06/notes.md",
        "2022/c.txt",
        "top.txt",
    ];
    let txt = [all[0], all[1], all[3], all[4]];
    for (paths, read) in [
        (
            &["news/**/*.txt", "news/**/*.md"][..],
            &[txt[0], txt[1], txt[2], txt[3], all[2]][..],
        ),
        (&["news/**/*.txt", "news/**/*.txt"], &txt),
        (&["news", "news/**/*.txt"], &all),
        (&["news", "news/2021", "news/2021/05/a.txt", "./news"], &all),
        (
            &["news/**/*.txt", "news"],
            &[txt[0], txt[1], txt[2], txt[3], all[2]],
        ),
        (
            &["news/top.txt", "news"],
            &["top.txt", all[0], all[1], all[2], all[3]],
        ),
        (&["news/top.txt", "news/top.txt"], &["top.txt"]),
        (&["news/top.txt", "news/*.txt"], &["top.txt"]),
        (
            &["news/*", "news/top.txt", "news/2022/.draft.txt"],
            &[all[0], all[1], all[2], all[3], all[4], ".draft.txt"],
        ),
        (&["news/20*", "news/**/05/*"], &all[..4]),
    ] {
        assert_eq!(
            ids(&desk, &[&["extract"], paths].concat()),
            read,
            "{paths:?}"
        );
    }
    // Two names of one file are two articles, as in the folder.
    fs::hard_link(desk.path("news/top.txt"), desk.path("news/tip.txt")).unwrap();
    assert_eq!(
        ids(&desk, &["extract", "news/top.txt", "news/tip.txt"]),
        ["top.txt", "tip.txt"]
    );
    // An id that is met again in another file of the folder.
    desk.write("dump/a.jsonl", "{\"id\":\"1\",\"text\":\"One.\"}\n");
    desk.write("dump/b.json", "{\"id\":\"1\",\"text\":\"Two.\"}\n");
    assert_eq!(
        ids(&desk, &["extract", "dump/*.jsonl", "dump/*.json"]),
        ["1", "1#2"]
    );
}

#[test]
fn annotations_of_several_paths_in_a_folder_are_those_of_the_folder() {
    let desk = with_many();
    desk.annotate("news", "alice", review_people);
    let all = [
        "2021/05/a.txt",
        "2021/05/b.txt",
        "2021/06/notes.md",
        "2022/c.txt",
        "top.txt",
    ];
    for (paths, read) in [
        (
            &["news/**/*.txt", "news/**/*.md"][..],
            &[all[0], all[1], all[3], all[4], all[2]][..],
        ),
        (&["news/2022/c.txt", "news/top.txt"], &all[3..]),
        (&["news/2021/06", "news/2021"], &[all[2], all[0], all[1]]),
        (&["news/2021", "news"], &all),
        (&["news", "news/*.txt"], &all),
    ] {
        let export = [&["export", "--format", "jsonl"], paths].concat();
        let assert = desk.dateline(&export).assert().code(0);
        let out = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
        let records = lines(&out);
        let ids = records
            .iter()
            .map(|record| record["article"]["id"].as_str());
        assert_eq!(
            ids.map(Option::unwrap).collect::<Vec<_>>(),
            read,
            "{paths:?}"
        );

        let shown = stdout(&mut desk.dateline(&[&["show"], paths].concat()));
        assert_eq!(shown.matches("Maria Lopez PERSON (accepted)").count(), 0);
        let counts = stdout(&mut desk.dateline(&[&["stats", "--json"], paths].concat()));
        let counts: Value = serde_json::from_str(&counts).unwrap();
        assert_eq!(counts["articles"], read.len(), "{paths:?}");

        desk.write("out.jsonl", &out);
        let verify = ["verify", "out.jsonl", "--format", "jsonl"];
        let against = paths.iter().flat_map(|path| ["--against", path]);
        let verify: Vec<&str> = verify.into_iter().chain(against).collect();
        desk.dateline(&verify).assert().code(0);
    }
    // One that is missing is told where its path is opened, and nowhere else.
    fs::remove_file(desk.path("news/2021/05/b.txt")).unwrap();
    let export = ["export", "--format", "jsonl"];
    desk.dateline(&[&export[..], &["news/top.txt", "news/2022"]].concat())
        .assert()
        .code(0);
    desk.dateline(&[&export[..], &["news/top.txt", "news/2021"]].concat())
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "2021/05/b.txt: alice annotated it",
        ));
}

#[test]
fn what_lies_in_several_paths_is_read_by_the_one_with_the_nearest_annotations() {
    let desk = with_many();
    desk.annotate("news/2021", "alice", review_people);
    let inside = ["05/a.txt", "05/b.txt", "06/notes.md"];
    let outside = ["2022/c.txt", "top.txt"];
    let export = |paths: &[&str]| {
        let export = [&["export", "--format", "jsonl"], paths].concat();
        let assert = desk.dateline(&export).assert().code(0);
        let out = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
        let records = lines(&out).into_iter();
        records
            .map(|record| record["article"]["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for (paths, read) in [
        (&["news", "news/2021"][..], [&outside[..], &inside].concat()),
        (&["news/2021", "news"], [&inside[..], &outside].concat()),
        (
            &["news/**/*", "news/2021", "news/2021/05/b.txt"],
            [&outside[..], &inside].concat(),
        ),
        (
            &["news/2021/05/b.txt", "news", "news/2021/*"],
            [&["b.txt"], &outside[..], &["05/a.txt", "06/notes.md"]].concat(),
        ),
    ] {
        assert_eq!(
            ids(&desk, &[&["extract"], paths].concat()),
            read,
            "{paths:?}"
        );
        let mut exported = export(paths);
        exported.sort();
        assert_eq!(exported, inside, "{paths:?}");
        let counts = stdout(&mut desk.dateline(&[&["stats", "--json"], paths].concat()));
        let counts: Value = serde_json::from_str(&counts).unwrap();
        assert_eq!(counts["articles"], 5, "{paths:?}");
        let show = ["show", "--annotator", "alice", "--id", "05/a.txt"];
        let shown = stdout(&mut desk.dateline(&[&show[..], paths].concat()));
        assert!(shown.contains("· accepted"), "{paths:?}: {shown}");
    }
    // What is opened of the inner folder alone is its own; all else is the outer one's.
    assert_eq!(
        ids(&desk, &["extract", "news", "news/2021/05/*.txt"]),
        ["2021/06/notes.md", outside[0], outside[1], "a.txt", "b.txt"]
    );
    // A file's own annotations are nearer than those of all folders.
    desk.annotate("news/top.txt", "alice", review_people);
    for paths in [["news", "news/top.txt"], ["news/top.txt", "news"]] {
        assert_eq!(export(&paths), ["top.txt"], "{paths:?}");
    }
    assert_eq!(
        export(&["news", "news/2021", "news/top.txt"]),
        [inside[0], inside[1], inside[2], "top.txt"]
    );
}

#[test]
fn a_folder_for_annotations_is_one_place_for_all_paths() {
    let desk = with_many();
    desk.write("old/top.txt", format!("Another one.\n\n{STORY}"));
    let export = |paths: &[&str]| {
        let export = [
            "export", "-a", "notes", "--format", "jsonl", "--status", "any", "--all",
        ];
        let assert = desk.dateline(&[&export[..], paths].concat()).assert();
        let out = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
        let ids = lines(&out).into_iter();
        ids.map(|record| record["article"]["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let found = stdout(&mut desk.dateline(&["extract", "news/2022", "news/top.txt"]));
    desk.write("found.jsonl", found);
    let import = [
        "import",
        "found.jsonl",
        "--format",
        "jsonl",
        "-a",
        "notes",
        "--as",
        "annotations",
    ];
    for into in ["news/2022", "news/top.txt"] {
        desk.dateline(&[&import[..], &["--into", into]].concat())
            .assert()
            .code(1);
    }
    assert_eq!(export(&["news/2022", "news/top.txt"]), ["c.txt", "top.txt"]);
    assert_eq!(export(&["news/2022", "news/2022/c.txt"]), ["c.txt"]);
}

#[cfg(unix)]
#[test]
fn what_links_lead_to_twice_is_met_by_each_way_and_comes_once() {
    let desk = Desk::new();
    desk.write("n/real/1.txt", "One.");
    desk.write("n/real/deep/2.txt", "Two.");
    std::os::unix::fs::symlink("real", desk.path("n/aa")).unwrap();
    std::os::unix::fs::symlink("..", desk.path("n/real/up")).unwrap();
    let met = |pattern: &str| ids(&desk, &["extract", pattern]);
    assert_eq!(met("n/**/real/*.txt"), ["real/1.txt"]);
    assert_eq!(met("n/**/real/**/*.txt"), ["real/1.txt", "real/deep/2.txt"]);
    assert_eq!(met("n/**/*.txt"), ["aa/1.txt", "aa/deep/2.txt"]);
    assert_eq!(met("n/*/*.txt"), ["aa/1.txt"]);
}

#[test]
fn an_address_in_front_matter_is_no_name() {
    let desk = Desk::new();
    for name in ["d/a.md", "d/b.md"] {
        let text = format!(
            "---\ntitle: Rain\nurl: https://harbour.example/rain\nid: 7\n---\n{name}: it rained.\n"
        );
        desk.write(name, &text);
    }
    assert_eq!(ids(&desk, &["extract", "d"]), ["a.md", "b.md"]);
    let all = lines(&stdout(&mut desk.dateline(&["extract", "d"])));
    assert!(all.iter().all(|line| line["title"] == "Rain"), "{all:?}");
}

#[test]
fn a_file_that_is_there_is_itself_and_no_pattern() {
    let desk = with_many();
    desk.write("news/[top].txt", STORY);
    desk.write("news/t.txt", STORY);
    assert_eq!(ids(&desk, &["extract", "news/[top].txt"]), ["[top].txt"]);
    assert_eq!(
        ids(&desk, &["extract", "news/[!x].txt"]),
        ["t.txt"],
        "no file is called so"
    );
}

#[test]
fn a_pattern_that_means_nothing_or_is_broken_is_refused() {
    let desk = with_many();
    for (typed, told) in [
        (
            "news/*.pdf",
            "dateline: news/*.pdf: no file has such a name",
        ),
        (
            "none/*.txt",
            "dateline: none/*.txt: no file has such a name",
        ),
        (
            "news/[ab.txt",
            "dateline: news/[ab.txt: character 6: this [ is not closed",
        ),
    ] {
        for command in ["extract", "show", "stats"] {
            desk.dateline(&[command, typed])
                .assert()
                .code(2)
                .stdout("")
                .stderr(predicate::str::starts_with(told));
        }
    }
}

#[test]
fn annotations_of_a_pattern_are_those_of_its_folder() {
    let desk = with_many();
    desk.annotate("news", "alice", review_people);
    let export = ["export", "news/2021/**/*.txt", "--format", "jsonl"];
    let assert = desk.dateline(&export).assert().code(0);
    let out = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    let exported: Vec<Value> = lines(&out);
    let ids: Vec<&str> = exported
        .iter()
        .map(|record| record["article"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["2021/05/a.txt", "2021/05/b.txt"]);

    // What is imported into a pattern is about its files alone.
    desk.write("theirs.jsonl", &out);
    let import = ["import", "theirs.jsonl", "--format", "jsonl", "--into"];
    desk.dateline(&[&import[..], &["news/2021/05/a*"]].concat())
        .assert()
        .code(1)
        .stderr(predicate::str::contains("2 articles read, 1 found"));
    let verify = ["verify", "theirs.jsonl", "--format", "jsonl", "--against"];
    desk.dateline(&[&verify[..], &["news/**/05/*"]].concat())
        .assert()
        .code(0);
}

/// UTF-16 with its byte order mark, as spreadsheets write it.
fn utf16(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}

#[test]
fn standard_input_can_be_of_every_kind_that_files_are() {
    let desk = Desk::new();
    let table = "title\ttext\nBridge\tThe bridge, he said, opens.\n";
    for (kind, input, title) in [
        ("csv", "text;title\nIt rained.;Rain\n", "Rain"),
        ("tsv", table, "Bridge"),
        ("tab", table, "Bridge"),
        ("md", "# Rain\n\nIt rained.\n", "Rain"),
        ("html", "<h1>Rain</h1><p>It rained all day.</p>", "Rain"),
        ("htm", "<h1>Rain</h1><p>It rained all day.</p>", "Rain"),
        (
            "rss",
            "<rss><channel><item><title>Rain</title></item></channel></rss>",
            "Rain",
        ),
        ("ndjson", "{\"title\":\"Rain\",\"text\":\"Wet.\"}\n", "Rain"),
    ] {
        let mut command = desk.dateline(&["extract", "--stdin-kind", kind, "-"]);
        let out = stdout(command.write_stdin(input));
        assert_eq!(lines(&out)[0]["title"], title, "{kind}: {out}");
    }
    desk.dateline(&["extract", "--stdin-kind", "pdf", "-"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains(
            "[possible values: txt, md, json, jsonl, html, xml, csv, tsv]",
        ));
}

#[test]
fn records_in_utf16_are_read_as_they_are_in_utf8() {
    let desk = Desk::new();
    for (name, text, count) in [
        (
            "a.json",
            "[{\"id\":1,\"text\":\"Zoë 😀 said so.\"},\n{\"id\":2,\"text\":\"No.\"}]",
            2,
        ),
        (
            "b.jsonl",
            "{\"text\":\"Zoë 😀 said so.\"}\r\n{\"text\":\"No.\"}\r\n",
            2,
        ),
        ("c.csv", "title;text\r\nRain;\"Zoë 😀 said; so.\"\r\n", 1),
        ("d.tsv", "title\ttext\r\nRain\tZoë 😀 said so.\r\n", 1),
        (
            "e.xml",
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?><rss><channel><item><title>Zoë</title></item></channel></rss>",
            1,
        ),
        ("dump", "{\"text\":\"Zoë 😀 said so.\"}\n", 1),
    ] {
        let plain = format!("plain/{name}");
        desk.write(&plain, text);
        let wide = format!("wide/{name}");
        desk.write(&wide, utf16(text));
        let out = stdout(&mut desk.dateline(&["extract", &plain]));
        assert_eq!(lines(&out).len(), count, "{name}: {out}");
        assert_eq!(
            stdout(&mut desk.dateline(&["extract", &wide])),
            out,
            "{name}"
        );
        let kind = name.rsplit('.').next().unwrap().replace("dump", "json");
        let mut piped = desk.dateline(&["extract", "--stdin-kind", &kind, "-"]);
        let out = stdout(piped.write_stdin(utf16(text)));
        assert_eq!(lines(&out).len(), count, "{name} from a pipe: {out}");
        desk.dateline(&["show", &wide])
            .assert()
            .code(0)
            .stdout(predicate::str::contains("Zoë"));
    }
}

#[test]
fn what_was_read_as_utf16_is_told_and_what_is_broken_in_it() {
    let desk = Desk::new();
    // Half of a character in the place of #.
    let broken = |text: &str| {
        let mut bytes = utf16(text);
        let at = bytes.chunks(2).position(|unit| unit == [b'#', 0]).unwrap();
        bytes[2 * at..2 * at + 2].copy_from_slice(&0xd83d_u16.to_le_bytes());
        bytes
    };
    desk.write("news/a.csv", utf16("title;text\r\nRain;Wet.\r\n"));
    let lines_of = "{\"text\":\"One.\"}\n{\"text\":\"Two #.\"}\n{\"text\":\"Three.\"}\n";
    desk.write("news/b.jsonl", broken(lines_of));
    desk.write("news/c.txt", broken("It rained # all day."));
    desk.write("news/d.txt", utf16("It rained all day."));
    desk.write("news/e.txt", b"\xef\xbb\xbfIt rained \xff all day.");
    let output = desk.dateline(&["extract", "news"]).assert().code(0);
    let output = output.get_output();
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    let told: Vec<&str> = told.lines().filter(|line| line.contains("UTF-")).collect();
    let expected = [
        "dateline: news/a.csv: is not UTF-8 and was read as UTF-16; ",
        "dateline: news/b.jsonl: is not UTF-8 and was read as UTF-16; ",
        "dateline: news/b.jsonl: is damaged UTF-16: each half of a character was read as U+FFFD; ",
        "dateline: news/c.txt: is damaged UTF-16: ",
        "dateline: news/d.txt: is not UTF-8 and was read as UTF-16LE; ",
        "dateline: news/e.txt: is damaged UTF-8: ",
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (line, expected) in told.iter().zip(expected) {
        assert!(line.starts_with(expected), "{line}");
    }
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(lines(&out)[2]["text"], "Two \u{fffd}.");
    let mut piped = desk.dateline(&["extract", "--stdin-kind", "jsonl", "-"]);
    piped
        .write_stdin(utf16(lines_of))
        .assert()
        .stderr(predicate::str::contains("was read as UTF-16; "));
}

#[test]
fn a_file_that_was_not_utf8_is_told_once() {
    let desk = Desk::new();
    let latin = |text: &str| -> Vec<u8> {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect()
    };
    let story = "Ana Ruiz, the mayor of Málaga, said the café in Córdoba will open.\n";
    desk.write("news/latin.txt", latin(story));
    desk.write(
        "news/table.csv",
        latin(&format!("title,text\nA,\"{story}\"\nB,\"{story}\"\n")),
    );
    let mut damaged = "Zoë, Çağla, Søren, Renée, Bożena said so."
        .as_bytes()
        .to_vec();
    damaged.push(0xff);
    desk.write("news/torn.txt", damaged);
    desk.write("news/well.txt", story);
    let told = |name: &str, what: &str| format!("dateline: news/{name}: {what}");
    let expected = [
        told("latin.txt", "is not UTF-8 and was read as windows-125"),
        told("table.csv", "is not UTF-8 and was read as windows-125"),
        told("torn.txt", "is damaged UTF-8: "),
    ];
    desk.annotate("news", "alice", review_people);
    for arguments in [
        &["extract", "news"][..],
        &["export", "news", "--format", "jsonl"],
    ] {
        let output = desk.dateline(arguments).assert().code(0);
        let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
        let told: Vec<&str> = told.lines().filter(|line| line.contains("UTF-8")).collect();
        assert_eq!(told.len(), expected.len(), "{told:?}");
        for (line, expected) in told.iter().zip(&expected) {
            assert!(line.starts_with(expected.as_str()), "{line}");
        }
    }
    desk.dateline(&["extract", "-q", "news"])
        .assert()
        .stderr("");
}

#[test]
fn a_feed_that_is_cut_off_is_told_with_what_was_read() {
    let desk = Desk::new();
    let feed = "<rss><channel><item><title>One</title></item><item><title>Two</title><description>It rained.</description></item></channel></rss>";
    for (end, read) in [
        (feed.len() - 30, "1 item read; "),
        (
            feed.find("ained").unwrap(),
            "2 items read, the last in part; ",
        ),
        (feed.len() - 10, "2 items read; "),
        (feed.find("<item><title>Two").unwrap(), "1 item read; "),
    ] {
        desk.write("cut.xml", feed.get(..end).unwrap());
        desk.dateline(&["extract", "cut.xml"])
            .assert()
            .code(1)
            .stdout(predicate::str::contains("One"))
            .stderr(predicate::str::contains(format!(
                "dateline: cut.xml: the feed is cut off: {read}get the whole file"
            )));
    }
    // An item with nothing in it is refused, and told by itself.
    let nothing = "<item></item>";
    let one = "<item><title>One</title></item>";
    for (items, read) in [
        (format!("{one}{nothing}"), "1 item read; "),
        (format!("{nothing}{one}<item><ti"), "1 item read; "),
        (
            format!("{one}{nothing}<item><title>Two</title>"),
            "2 items read, the last in part; ",
        ),
    ] {
        desk.write("cut.xml", format!("<rss><channel>{items}"));
        desk.dateline(&["extract", "cut.xml"])
            .assert()
            .code(1)
            .stderr(predicate::str::contains(format!(
                "cut.xml: the feed is cut off: {read}get the whole file"
            )));
    }
    for whole in [feed, "<feed><entry><title>One</title></entry></feed>"] {
        desk.write("whole.xml", whole);
        desk.dateline(&["extract", "whole.xml"])
            .assert()
            .code(0)
            .stderr("");
    }
}
