//! Opening files, folders and standard input: what is found, in which order, under which names.

#![cfg(test)]

#[path = "corpus/kept.rs"]
mod kept;
#[path = "corpus/kinds.rs"]
mod kinds;

use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use dateline::article::{Article, ArticleId};
use dateline::corpus::{self, Corpus, IndexEvent};
use dateline::ingest::{Problem, ReadOptions};

/// What was found.
struct Opened {
    corpus: Corpus,
    problems: Vec<String>,
    options: ReadOptions,
}

impl Opened {
    fn ids(&self) -> Vec<&str> {
        self.corpus.rows().map(|row| row.id).collect()
    }

    fn titles(&self) -> Vec<&str> {
        self.corpus.rows().map(|row| row.title).collect()
    }

    fn read(&self, i: usize) -> Article {
        self.corpus.locator(i).unwrap().read(&self.options).unwrap()
    }
}

fn open_with(paths: &[PathBuf], mut input: &[u8], options: &ReadOptions) -> Opened {
    let mut opened = Opened {
        corpus: Corpus::default(),
        problems: Vec::new(),
        options: options.clone(),
    };
    let mut done = false;
    corpus::index_with(paths, &mut input, options, &mut |event| {
        match event {
            IndexEvent::Batch(batch) => opened.corpus.push_batch(batch),
            IndexEvent::Problem(problem) => opened.problems.push(problem.to_string()),
            IndexEvent::Progress { done, total } => {
                assert!(total.is_none_or(|total| done <= total));
            }
            IndexEvent::Awaited(_) | IndexEvent::Filled(_) => panic!("nothing is kept"),
            IndexEvent::Done => done = true,
        }
        ControlFlow::Continue(())
    });
    assert!(done, "the end is told");
    assert_agrees_with_stream(paths, &opened);
    opened
}

fn open(paths: &[PathBuf]) -> Opened {
    open_with(paths, b"", &ReadOptions::default())
}

/// What is read one by one is what streaming reads, and the list shows the same.
fn assert_agrees_with_stream(paths: &[PathBuf], opened: &Opened) {
    if paths.iter().any(|p| p == Path::new("-")) {
        return;
    }
    let mut articles = Vec::new();
    let mut problems = Vec::new();
    corpus::stream(paths, &opened.options, |root, read| {
        match read {
            Ok(article) => articles.push((root, article)),
            Err(problem) => problems.push(problem.to_string()),
        }
        ControlFlow::Continue(())
    });
    assert_eq!(problems, opened.problems);
    assert_eq!(articles.len(), opened.corpus.len());
    for (i, (root, article)) in articles.iter().enumerate() {
        assert_eq!(opened.corpus.root(i), Some(*root));
        assert_eq!(opened.corpus.find(*root, &article.id), Some(i));
        let read = opened.read(i);
        assert_eq!(read.id, article.id);
        assert_eq!(read.text, article.text);
        assert_eq!(read.head, article.head);
        assert_eq!(read.metadata, article.metadata);
        assert_eq!(read.origin, article.origin);
        let row = opened.corpus.row(i).unwrap();
        assert_eq!(row.id, article.id.as_str());
        assert_eq!(row.title, article.headline());
        assert_eq!(row.date, article.head.day());
        let source = article.head.source.as_ref().map(|s| s.value.as_str());
        assert_eq!(row.source, source);
    }
}

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

fn one_file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, Opened) {
    let dir = folder(&[(name, bytes)]);
    let opened = open(&[dir.path().join(name)]);
    (dir, opened)
}

#[test]
fn every_container_of_records_opens() {
    let records = [
        r#"{"id":"a","title":"One","date":"2021-05-01","source":"Wire","text":"First."}"#,
        r#"{"id":"b","title":"Two","date":"2021-05-02","source":"Wire","text":"Second."}"#,
    ];
    for (name, bytes) in [
        ("dump.jsonl", records.join("\n")),
        (
            "crlf.ndjson",
            format!("{}\r\n\r\n{}\r\n", records[0], records[1]),
        ),
        ("mark.jsonl", format!("\u{feff}{}", records.join("\n"))),
        ("dump.json", format!("[{},\n{}]", records[0], records[1])),
        ("joined.json", records.concat()),
        ("pretty.json", records.join("\n").replace(',', ",\n  ")),
        ("unnamed", records.join("\n")),
    ] {
        let (_dir, opened) = one_file(name, bytes.as_bytes());
        assert_eq!(opened.ids(), ["a", "b"], "{name}");
        assert_eq!(opened.titles(), ["One", "Two"], "{name}");
        assert_eq!(&*opened.read(1).text, "Second.", "{name}");
        let row = opened.corpus.row(0).unwrap();
        assert_eq!(row.date.unwrap().to_string(), "2021-05-01", "{name}");
        assert_eq!(row.source, Some("Wire"), "{name}");
        assert!(opened.problems.is_empty(), "{name}: {:?}", opened.problems);
    }
}

#[test]
fn folders_are_read_in_name_order_without_what_is_hidden() {
    let dir = folder(&[
        ("b/2.txt", b"Second."),
        ("b/10.txt", b"Tenth."),
        ("a.txt", b"First."),
        ("c.md", b"# Title\n\nText."),
        (".hidden.txt", b"no"),
        ("dateline.toml", b"theme = \"dark\""),
        (".git/x.txt", b"no"),
        ("b.annotations/ana/articles/x.json", b"{\"text\":\"no\"}"),
        ("d/.keep", b""),
    ]);
    std::os::unix::fs::symlink(dir.path(), dir.path().join("b/loop")).unwrap();
    let opened = open(&[dir.path().to_owned()]);
    assert_eq!(opened.ids(), ["a.txt", "b/10.txt", "b/2.txt", "c.md"]);
    assert_eq!(opened.titles(), ["First.", "Tenth.", "Second.", "Title"]);
    assert!(opened.problems.is_empty(), "{:?}", opened.problems);
}

#[test]
fn a_folder_of_many_files_is_listed_in_order_whatever_they_are() {
    let mut files = Vec::new();
    for i in 0..700 {
        let (name, bytes) = match i % 100 {
            7 => (
                format!("{i:03}.jsonl"),
                format!("{{\"text\":\"A {i}\"}}\n{{\"text\":\"B {i}\"}}\n"),
            ),
            8 => (
                format!("{i:03}.html"),
                format!("<h1>Page {i}</h1><p>It rained.</p>"),
            ),
            9 => (format!("{i:03}.pdf"), "%PDF-1.7".to_owned()),
            10 => (format!("{i:03}.jsonl"), "{broken\n".to_owned()),
            _ => (format!("{i:03}.txt"), format!("Text {i}.")),
        };
        files.push((name, bytes));
    }
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_bytes()))
        .collect();
    let dir = folder(&files);
    let opened = open(&[dir.path().to_owned()]);
    assert_eq!(opened.ids().len(), 700 + 7 - 14);
    assert_eq!(opened.problems.len(), 14);
    assert!(opened.ids().is_sorted());
    assert!(opened.problems.is_sorted(), "{:?}", opened.problems);
}

#[test]
fn several_paths_keep_their_own_names() {
    let dir = folder(&[
        ("a/x.txt", b"In a."),
        ("b/x.txt", b"In b."),
        ("c/x.txt", b"In c."),
    ]);
    let paths = ["a", "b", "c/x.txt"].map(|path| dir.path().join(path));
    let opened = open(&paths);
    assert_eq!(opened.ids(), ["x.txt", "x.txt", "x.txt"]);
    assert_eq!(opened.corpus.root(1), Some(1));
    let id = ArticleId::new("x.txt");
    assert_eq!(opened.corpus.find(1, &id), Some(1));
    assert_eq!(opened.corpus.find(2, &id), Some(2));
    assert_eq!(opened.corpus.find(3, &id), None);
    assert!(opened.problems.is_empty());
    // In one root they have to be told apart.
    let options = ReadOptions {
        roots: vec![0, 1, 0],
        ..ReadOptions::default()
    };
    let opened = open_with(&paths, b"", &options);
    assert_eq!(opened.ids(), ["x.txt", "x.txt", "x.txt#2"]);
    assert_eq!(opened.corpus.root(2), Some(0));
    assert_eq!(opened.problems.len(), 1);
}

#[test]
fn an_article_is_named_by_its_id_else_its_address_else_its_place() {
    let (_dir, opened) = one_file(
        "dump.json",
        br#"[{"id":7,"text":"a"},{"id":null,"url":"https://x.example/1","text":"b"},{"text":"c"},
{"id":"","text":"d"}]"#,
    );
    assert_eq!(
        opened.ids(),
        ["7", "https://x.example/1", "dump.json:1.3", "dump.json:2"]
    );
    assert_eq!(opened.read(2).origin.line, 1);
}

#[test]
fn a_name_met_twice_is_counted_and_told() {
    let (dir, opened) = one_file(
        "dump.jsonl",
        b"{\"id\":1,\"text\":\"a\"}\n{\"id\":\"1\",\"text\":\"b\"}\n{\"id\":\"1#2\",\"text\":\"c\"}\n{\"id\":1,\"text\":\"d\"}\n",
    );
    assert_eq!(opened.ids(), ["1", "1#2", "1#2#2", "1#3"]);
    assert_eq!(&*opened.read(1).text, "b");
    let path = dir.path().join("dump.jsonl");
    assert_eq!(
        opened.problems[0],
        format!(
            "{}:2: id: “1” was met before and is called “1#2” here; give each article its own id",
            path.display()
        )
    );
    assert_eq!(opened.problems.len(), 3);
}

#[test]
fn a_broken_record_is_told_and_the_rest_opens() {
    let mut bytes = b"{\"id\":\"a\",\"text\":\"one\"}\n{\"id\":\"b\",\"text\":\"half \\ud83d\"}\n{\"id\":\"c\",\"te\n42\n[1]\n".to_vec();
    bytes.extend(
        b"{\"id\":\"d\",\"text\":\"\xff\"}\n{\"id\":\"e\"}\n{\"id\":\"f\",\"text\":\"six\"}\n",
    );
    let (dir, opened) = one_file("dump.jsonl", &bytes);
    assert_eq!(opened.ids(), ["a", "f"]);
    let path = dir.path().join("dump.jsonl");
    let lines: Vec<String> = (2..=7)
        .map(|n| format!("{}:{n}: ", path.display()))
        .collect();
    assert_eq!(opened.problems.len(), lines.len(), "{:?}", opened.problems);
    for (problem, line) in opened.problems.iter().zip(&lines) {
        assert!(problem.starts_with(line), "{problem}");
        assert!(problem.contains("; "), "says what to do: {problem}");
    }
    assert!(
        opened.problems[0].contains(": text: "),
        "{}",
        opened.problems[0]
    );
}

#[test]
fn a_broken_element_of_an_array_is_told_and_the_rest_opens() {
    let (_dir, opened) = one_file(
        "dump.json",
        b"[\n {\"id\":\"a\",\"text\":\"one\"},\n {\"id\":\"b\",\"text\":oops},\n {\"id\":\"c\",\"text\":\"three\"}\n]\n",
    );
    assert_eq!(opened.ids(), ["a", "c"]);
    assert_eq!(opened.problems.len(), 1);
    assert!(
        opened.problems[0].contains("dump.json:3: text: "),
        "{}",
        opened.problems[0]
    );
}

#[test]
fn standard_input_is_kept_for_later_reads() {
    let stdin = [PathBuf::from("-")];
    let lines = b"{\"text\":\"one\"}\n{\"id\":\"x\",\"text\":\"two\"}\n";
    let opened = open_with(&stdin, lines, &ReadOptions::default());
    assert_eq!(opened.ids(), ["-:1", "x"]);
    assert_eq!(&*opened.read(1).text, "two");
    assert_eq!(&*opened.read(0).text, "one");
    let opened = open_with(&stdin, b"Erbil rests.", &ReadOptions::default());
    assert_eq!(opened.ids(), ["-"]);
    assert_eq!(&*opened.read(0).text, "Erbil rests.");
}

#[test]
fn text_is_decoded_and_otherwise_untouched() {
    let dir = folder(&[
        ("1.txt", "\u{feff} A\r\nb \r\n".as_bytes()),
        (
            "2.txt",
            b"Le pr\xe9sident a \xe9t\xe9 \xe9lu \xe0 Gen\xe8ve.",
        ),
        ("3.txt", b""),
    ]);
    let opened = open(&[dir.path().to_owned()]);
    assert_eq!(&*opened.read(0).text, " A\r\nb \r\n");
    assert_eq!(opened.read(0).encoding, None);
    assert_eq!(&*opened.read(1).text, "Le président a été élu à Genève.");
    assert_eq!(opened.read(1).encoding, Some("windows-1252"));
    assert_eq!(&*opened.read(2).text, "");
}

#[test]
fn records_in_utf16_are_read_again_where_they_lie() {
    let mut text = String::new();
    for i in 0..3_000 {
        let _ = writeln!(text, "{{\"id\":{i},\"text\":\"Zoë {i} 😀\"}}");
    }
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    let wide: Vec<u8> = [0xfe, 0xff].into_iter().chain(units).collect();
    let (_dir, opened) = one_file("dump.jsonl", &wide);
    assert_eq!(opened.ids().len(), 3_000);
    assert_eq!(&*opened.read(2_999).text, "Zoë 2999 😀");
    assert!(opened.problems.is_empty(), "{:?}", opened.problems);
}

#[test]
fn front_matter_is_the_head_and_no_text() {
    let front = "---\ntitle: The bridge: open\nauthor: Ana Ruiz\nurl: https://harbour.example/bridge\nsitename: Harbour News\ndate: 2021-05-01\ntags: ['a', 'b']\n---\n";
    let body = "# The bridge: open\n\nZoë said so.\n";
    // A beginning is listed, the whole is read.
    let long = format!("{front}{body}{}", "It rained. ".repeat(2_000));
    for (name, text) in [
        ("a.md", format!("{front}{body}")),
        ("a.txt", format!("{front}It rained.")),
        ("a.md", long),
        ("a.txt", "---\ntitle: x\nnever closed".to_owned()),
        (
            "a.txt",
            format!("---\ntitle: {}\n---\nIt rained.", "x".repeat(1 << 20)),
        ),
    ] {
        let (_dir, opened) = one_file(name, text.as_bytes());
        let article = opened.read(0);
        let kept = text.strip_prefix(front).unwrap_or(&text);
        assert_eq!(&*article.text, kept);
        assert_eq!(opened.ids(), [name]);
        if kept.len() == text.len() {
            continue;
        }
        assert_eq!(
            article.head.url.as_deref(),
            Some("https://harbour.example/bridge")
        );
        assert_eq!(opened.titles(), ["The bridge: open"]);
        let title = article.head.title.as_ref().unwrap();
        assert_eq!(title.value, "The bridge: open");
        assert_eq!(
            title.span.map(|span| span.of(kept)),
            name.ends_with("md").then_some("The bridge: open")
        );
        assert_eq!(article.head.day().unwrap().to_string(), "2021-05-01");
        assert_eq!(article.head.source.as_ref().unwrap().value, "Harbour News");
        assert_eq!(article.head.byline.as_ref().unwrap().value, "Ana Ruiz");
        assert_eq!(article.metadata["tags"], "['a', 'b']");
        let mut found = String::new();
        for stretch in opened.corpus.stretches_from(0) {
            let (mut file, mut buffer) = (None, Vec::new());
            let bytes = stretch.read(&mut file, &mut buffer).unwrap();
            found = stretch.text(bytes, &opened.options).unwrap();
        }
        assert_eq!(found, kept, "what is searched is what is shown");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_advice() {
    let dir = folder(&[
        ("a.txt", b"Text."),
        ("b.html", b"<html>"),
        ("c.jsonl.gz", b"\x1f\x8b\x08"),
        ("d.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
    ]);
    let opened = open(&[dir.path().to_owned(), dir.path().join("missing")]);
    assert_eq!(opened.ids(), ["a.txt"]);
    assert_eq!(opened.problems.len(), 4);
    assert!(opened.problems.iter().all(|p| p.contains("; ")));
    let missing =
        corpus::check(&[dir.path().join("missing")], &ReadOptions::default()).unwrap_err();
    assert!(
        missing
            .to_string()
            .ends_with("there is no such file or folder; check the path")
    );
    let empty = tempfile::tempdir().unwrap();
    assert!(open(&[empty.path().to_owned()]).corpus.is_empty());
}

#[test]
fn a_file_that_changed_is_told() {
    let (dir, opened) = one_file(
        "dump.jsonl",
        b"{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"b\"}\n",
    );
    let path = dir.path().join("dump.jsonl");
    let read = |i: usize| -> Result<Article, Problem> {
        opened.corpus.locator(i).unwrap().read(&opened.options)
    };
    let mut grown = fs::read(&path).unwrap();
    grown.extend(b"{\"id\":3,\"text\":\"c\"}\n");
    fs::write(&path, &grown).unwrap();
    assert_eq!(
        &*read(1).unwrap().text,
        "b",
        "what is appended changes nothing before it"
    );
    fs::write(
        &path,
        b"{\"id\":9,\"text\":\"z\"}\n{\"id\":8,\"text\":\"y\"}\n",
    )
    .unwrap();
    assert!(read(0).unwrap_err().reason.contains("has changed"));
    fs::write(&path, b"{}").unwrap();
    assert!(read(1).unwrap_err().reason.contains("has changed"));
    fs::remove_file(&path).unwrap();
    assert!(read(0).unwrap_err().reason.contains("no such file"));
}

#[test]
fn no_part_of_a_row_or_item_is_taken_for_an_article_of_a_file_that_grew() {
    let rows = "First,Ana Ruiz left Bergen.\nSecond,Bo Lund came home.\n";
    let items = "<item><title>First</title><description>Ana Ruiz left Bergen.</description></item>\n\
                 <item><title>Second</title><description>Bo Lund came home.</description></item>\n";
    for (name, head, articles, newer, tail) in [
        (
            "t.csv",
            "title,text\n",
            rows,
            "Third,Cy Eik stayed where he was.\n",
            "",
        ),
        (
            "f.rss",
            "<rss version=\"2.0\"><channel>\n",
            items,
            "<item><title>Third</title><description>Cy Eik stayed where he was.</description></item>\n",
            "</channel></rss>\n",
        ),
    ] {
        let file = |articles: &str| format!("{head}{articles}{tail}");
        let (dir, opened) = one_file(name, file(articles).as_bytes());
        let read = |i: usize| opened.corpus.locator(i).unwrap().read(&opened.options);
        let path = dir.path().join(name);
        fs::write(&path, file(&format!("{articles}{newer}"))).unwrap();
        assert!(read(1).unwrap().text.contains("Bo Lund came home."));
        fs::write(&path, file(&format!("{newer}{articles}"))).unwrap();
        for i in 0..2 {
            let told = read(i).map(|article| article.text.to_string());
            assert!(
                told.is_err_and(|problem| problem.reason.contains("has changed")),
                "{name}"
            );
        }
    }
}

#[test]
fn no_part_of_a_row_is_taken_for_an_article_of_a_table_that_was_sorted() {
    let rows = [
        "Second,Bo Lund came home.\n",
        "First,Ana Ruiz left Bergen.\n",
    ];
    let table = |rows: [&str; 2]| format!("title,text\n{}", rows.concat());
    let (dir, opened) = one_file("t.csv", table(rows).as_bytes());
    let read = |i: usize| opened.corpus.locator(i).unwrap().read(&opened.options);
    fs::write(dir.path().join("t.csv"), table([rows[1], rows[0]])).unwrap();
    for i in 0..2 {
        let told = read(i).map(|article| article.text.to_string());
        let is_told = |problem: &Problem| problem.reason.contains("has changed");
        assert!(told.as_ref().is_err_and(is_told), "{told:?}");
    }
}

#[test]
fn a_table_with_a_byte_order_mark_and_without_a_header_may_grow() {
    let row = |n: usize| {
        format!(
            "https://a.example/{n}\t{n}\tab12cd34ef56ab78\ta.example\tTitle {n}\tnull\t2024-05-01\t\
             Ana Ruiz left Bergen.\tnull\tnull\tarticle\n"
        )
    };
    let file = format!("\u{feff}{}{}", row(1), row(2));
    let (dir, opened) = one_file("t.tsv", file.as_bytes());
    fs::write(dir.path().join("t.tsv"), file + &row(3)).unwrap();
    for i in 0..2 {
        let read = opened.corpus.locator(i).unwrap().read(&opened.options);
        let text = read.unwrap().text.to_string();
        assert!(text.contains("Ana Ruiz left Bergen."), "{text:?}");
    }
}

#[test]
fn the_first_articles_come_in_a_small_batch_and_the_order_stays() {
    let mut lines = String::new();
    for i in 0..5000 {
        let _ = writeln!(
            lines,
            "{{\"id\":{i},\"title\":\"T{i}\",\"date\":\"2021-05-01\",\"source\":\"W\",\"text\":\"x\"}}"
        );
    }
    let dir = folder(&[("dump.jsonl", lines.as_bytes())]);
    let mut sizes = Vec::new();
    let mut corpus = Corpus::default();
    corpus::index(
        &[dir.path().to_owned()],
        &ReadOptions::default(),
        &mut |event| {
            if let IndexEvent::Batch(batch) = event {
                sizes.push(batch.len());
                corpus.push_batch(batch);
            }
            ControlFlow::Continue(())
        },
    );
    assert_eq!(sizes[0], 50);
    assert!(
        corpus
            .rows()
            .enumerate()
            .all(|(i, row)| row.id == i.to_string())
    );
    assert_eq!(corpus.find(0, &ArticleId::new("4999")), Some(4999));
}

#[test]
fn a_break_ends_the_work() {
    let dir = folder(&[("a.txt", b"a"), ("b.txt", b"b")]);
    let mut seen = 0;
    corpus::stream(&[dir.path().to_owned()], &ReadOptions::default(), |_, _| {
        seen += 1;
        ControlFlow::Break(())
    });
    assert_eq!(seen, 1);
}

#[test]
fn the_output_of_crawlers_and_annotation_tools_opens_as_it_is() {
    let (_dir, opened) = one_file(
        "dump.jsonl",
        concat!(
            // trafilatura
            r#"{"title":"T","author":"Ana Ruiz","hostname":"x.example","date":"2021-05-01","id":null,"raw_text":"r","text":"Body.","language":"en","source":"https://x.example/1","source-hostname":"X Daily"}"#, "\n",
            // news-please
            r#"{"authors":["Ana Ruiz","Bo Li"],"date_publish":"2021-05-01 10:00:00","maintext":"Body.","source_domain":"x.example","text":null,"title":"T","url":"https://x.example/2"}"#, "\n",
            // newspaper4k
            r#"{"url":"https://x.example/3","title":"T","text":"Body.","publish_date":"2021-05-01T00:00:00","authors":["Ana Ruiz"],"meta_lang":"en"}"#, "\n",
            // NewsAPI
            r#"{"source":{"id":null,"name":"X Daily"},"author":"Ana Ruiz","title":"T","url":"https://x.example/4","publishedAt":"2021-05-01T10:00:00Z","content":"Body."}"#, "\n",
            // Prodigy
            r#"{"text":"Body.","spans":[{"start":0,"end":4,"label":"X"}],"meta":{"title":"T","date":"2021-05-01","source":"X Daily","id":"p1"}}"#, "\n",
            // doccano
            r#"{"id":5,"text":"Body.","label":[[0,4,"X"]],"title":"T","created_at":1619877600}"#, "\n",
        )
        .as_bytes(),
    );
    assert_eq!(
        opened.ids(),
        [
            "https://x.example/1",
            "https://x.example/2",
            "https://x.example/3",
            "https://x.example/4",
            "p1",
            "5"
        ]
    );
    for i in 0..opened.corpus.len() {
        let row = opened.corpus.row(i).unwrap();
        assert_eq!(
            (row.title, row.date.unwrap().to_string().as_str()),
            ("T", "2021-05-01")
        );
        assert_eq!(&*opened.read(i).text, "Body.");
    }
    let sources: Vec<Option<&str>> = opened.corpus.rows().map(|r| r.source).collect();
    assert_eq!(
        sources,
        [
            Some("X Daily"),
            Some("x.example"),
            None,
            Some("X Daily"),
            Some("X Daily"),
            None
        ]
    );
    let byline = |i: usize| opened.read(i).head.byline.unwrap().value;
    assert_eq!(byline(0), "Ana Ruiz");
    assert_eq!(byline(1), "Ana Ruiz, Bo Li");
    assert!(opened.read(4).metadata.contains_key("spans"));
    assert!(opened.read(5).metadata.contains_key("label"));
    assert!(!opened.read(5).metadata.contains_key("text"));
}

#[test]
fn the_answer_of_a_news_service_is_an_array_inside_an_object() {
    let bytes = r#"{"status":"ok","totalResults":2,"articles":[
{"title":"One","content":"First.","url":"https://x.example/1"},
{"title":"Two","content":"Second.","url":"https://x.example/2"}],
"next":{"text":"no article"}}"#;
    for bytes in [bytes.to_owned(), bytes.replace('\n', "")] {
        let (_dir, opened) = one_file("answer.json", bytes.as_bytes());
        assert_eq!(opened.titles(), ["One", "Two"], "{:?}", opened.problems);
        assert!(opened.problems.is_empty(), "{:?}", opened.problems);
    }
    let one = br#"{"text":"Body.","items":[{"text":"a footnote"}]}"#;
    assert_eq!(one_file("one.json", one).1.titles(), ["Body."]);
}

#[test]
fn other_names_are_mapped() {
    let dir = folder(&[(
        "dump.jsonl",
        br#"{"story":"Body.","text":"not this","kopf":"T","data":{"key":"k1"}}"#,
    )]);
    let mut options = ReadOptions::default();
    options.add_map("text=story").unwrap();
    options.add_map("title=kopf").unwrap();
    options.add_map("id=data.key").unwrap();
    assert!(options.add_map("body=story").is_err());
    assert!(options.add_map("text").is_err());
    let opened = open_with(&[dir.path().join("dump.jsonl")], b"", &options);
    assert_eq!(opened.ids(), ["k1"]);
    assert_eq!(opened.titles(), ["T"]);
    assert_eq!(&*opened.read(0).text, "Body.");
}

#[test]
fn without_a_text_the_title_is_the_text() {
    let (_dir, opened) = one_file(
        "dump.jsonl",
        br#"{"title":"Only this","date":"2021-05-01"}"#,
    );
    let article = opened.read(0);
    assert_eq!(&*article.text, "Only this");
    assert_eq!(article.headline(), "Only this");
    assert!(article.head.furniture.is_empty());
}

/// More than a megabyte, so that it is read on several threads.
fn large(line: impl Fn(usize) -> String) -> String {
    (0..3_000).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "{}", line(number));
        text
    })
}

#[test]
fn a_large_file_is_listed_as_a_small_one_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.jsonl");
    let filler = "x".repeat(500);
    let text = large(|number| match number % 10 {
        3 => format!(r#"{{"text":"No name {number} {filler}"}}"#),
        4 => String::new(),
        5 => format!("broken {number}"),
        6 => format!(r#"{{"id":"again","text":"Again {number} {filler}"}}"#),
        7 => format!(r#"{{"id":{number},"title":["odd {number}"],"text":"{filler}"}}"#),
        _ => format!(r#"{{"id":"a{number}","title":"T {number}","text":"{filler}"}}"#),
    });
    assert!(text.len() > 1 << 20);
    fs::write(&file, format!("\u{feff}{}", text.trim_end())).unwrap();
    // It is held to what streaming the same file gives.
    let opened = open(std::slice::from_ref(&file));
    assert_eq!(opened.corpus.len(), 3_000 * 8 / 10);
    assert_eq!(opened.corpus.row(3).unwrap().id, "large.jsonl:4");
    assert_eq!(opened.corpus.row(2_000).unwrap().id, "a2500");
    assert_eq!(opened.read(2_000).origin.line, 2_501);
    let ids = opened.ids();
    assert_eq!(ids[4], "again");
    assert_eq!(ids[12], "again#2");
    assert_eq!(ids.iter().filter(|id| id.starts_with("again")).count(), 300);
    let named = ArticleId::new("large.jsonl:2994");
    assert_eq!(
        opened.corpus.find(0, &named),
        opened.ids().iter().position(|id| *id == named.as_str())
    );
    assert!(opened.corpus.find(0, &named).is_some());
}
