//! Web pages, feeds, tables and documents among the files that are opened.

use std::io::Write as _;
use std::path::PathBuf;

use dateline::ingest::ReadOptions;

use super::{folder, one_file, open, open_with};

#[test]
fn feeds_open_item_by_item_with_the_line_of_each() {
    let rss = "<?xml version='1.0'?>\n<rss><channel><title>Courier</title>\n<!-- <item> -->\n<item><title>One</title>\n<description><![CDATA[</item> <b>x</b>]]></description></item>\n\n<item><title>Two</title><guid>g2</guid></item><item><link>x</link></item>\n<item><title>Four</title>\n<item><title a='>'>Five</title></item></channel></rss>";
    let (_folder, opened) = one_file("a.rss", rss.as_bytes());
    assert_eq!(opened.titles(), ["One", "Two", "Four", "Five"]);
    assert_eq!(opened.ids(), ["a.rss:4", "g2", "a.rss:8", "a.rss:9"]);
    assert_eq!(opened.problems.len(), 1, "{:?}", opened.problems);
    assert!(
        opened.problems[0].contains("a.rss:7: text: "),
        "{:?}",
        opened.problems
    );
    assert_eq!(&*opened.read(0).text, "x");
    assert_eq!(opened.read(3).head.source.unwrap().value, "Courier");
    assert_eq!(opened.corpus.row(1).unwrap().source, Some("Courier"));
}

#[test]
fn a_json_feed_opens_item_by_item() {
    let feed = "{\"version\": \"https://jsonfeed.org/version/1\", \"title\": \"Courier\",\n\"items\": [\n{\"id\": \"1\", \"content_html\": \"<p>One.</p><p>Two.</p>\"},\n{\"id\": \"2\"}]}";
    let (_folder, opened) = one_file("feed.json", feed.as_bytes());
    assert_eq!(opened.ids(), ["1"]);
    assert_eq!(&*opened.read(0).text, "One.\n\nTwo.");
    assert_eq!(opened.read(0).head.source.unwrap().value, "Courier");
    assert!(
        opened.problems[0].contains("feed.json:4: text: "),
        "{:?}",
        opened.problems
    );
}

#[test]
fn tables_open_row_by_row_with_the_line_of_each() {
    let table = "\u{feff}id;title;text\r\n1;One;\"First\r\nline\"\r\n\r\n;Two;\"a \"\"b\"\"; c\"\r\n3;Three;x;y\r\n4;Four;z";
    let (_folder, opened) = one_file("a.csv", table.as_bytes());
    assert_eq!(opened.titles(), ["One", "Two", "Four"]);
    assert_eq!(opened.ids(), ["1", "a.csv:5", "4"]);
    assert_eq!(&*opened.read(0).text, "First\r\nline");
    assert_eq!(&*opened.read(1).text, "a \"b\"; c");
    assert_eq!(opened.problems.len(), 1);
    assert!(
        opened.problems[0].contains("a.csv:6: the row has 4 cells, the header 3"),
        "{:?}",
        opened.problems
    );
    let (_folder, opened) = one_file("a.tsv", b"title\ttext\nOne\t\"x\ty\"\n");
    assert_eq!(&*opened.read(0).text, "x\ty");
}

#[test]
fn a_mark_that_is_never_closed_costs_its_own_line() {
    let table = "title,text\nOne,a\nTwo,\"b\nThree,c\nFour,\"d\"\nFive,e";
    let (_folder, opened) = one_file("a.csv", table.as_bytes());
    // The mark is taken to be closed by the one on line 5, and what stands between is one cell.
    assert_eq!(opened.titles(), ["One", "Two", "Five"]);
    let table = "title,text\nOne,a\nTwo,\"b\nThree,c\nFive,e";
    let (_folder, opened) = one_file("a.csv", table.as_bytes());
    assert_eq!(opened.titles(), ["One", "Three", "Five"]);
    assert_eq!(opened.ids(), ["a.csv:2", "a.csv:4", "a.csv:5"]);
    assert!(
        opened.problems[0].contains("a.csv:3: a quotation mark is opened"),
        "{:?}",
        opened.problems
    );
}

#[test]
fn a_table_without_a_text_is_one_problem() {
    let (_folder, opened) = one_file("a.csv", b"when,who\n2024,a\n2025,b\n");
    assert!(opened.corpus.is_empty());
    assert_eq!(opened.problems.len(), 1);
    assert!(
        opened.problems[0]
            .contains("a.csv: the first row names no column with a text or a title (when, who)")
    );
}

#[test]
fn pages_and_documents_open_among_others() {
    let folder = folder(&[
        (
            "a.html",
            b"<title>Page</title><p>The page has one paragraph and no more than that.</p>",
        ),
        (
            "b.xml",
            b"<doc title='Document' date='2024-03-05'><main><p>One.</p><p>Two.</p></main></doc>",
        ),
        ("c.xml", b"<urlset><url><loc>x</loc></url></urlset>"),
        ("d.html", b"<script>x</script>"),
        ("e.txt", b"Plain."),
    ]);
    let opened = open(&[folder.path().to_owned()]);
    assert_eq!(opened.titles(), ["Page", "Document", "Plain."]);
    assert_eq!(opened.ids(), ["a.html", "b.xml", "e.txt"]);
    assert_eq!(&*opened.read(1).text, "One.\n\nTwo.");
    assert_eq!(opened.problems.len(), 2, "{:?}", opened.problems);
    assert!(opened.problems[0].contains("c.xml: is XML, but neither a feed nor TEI; "));
    assert!(opened.problems[1].contains("d.html: the page has neither text nor title"));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn lines(count: usize) -> String {
    let line = |n| {
        format!(
            "{{\"id\": \"{n}\", \"title\": \"Title {n}\", \"text\": \"Text {}\"}}\n",
            n * n
        )
    };
    (0..count).map(line).collect()
}

#[test]
fn what_lies_compressed_opens_as_it_would_unpacked() {
    let dump = lines(3_000);
    let folder = folder(&[
        (
            "a.jsonl.gz",
            &[
                gzip(&dump.as_bytes()[..9_999]),
                gzip(&dump.as_bytes()[9_999..]),
            ]
            .concat(),
        ),
        ("b.csv.zst", &zstd(b"title,text\nRow,\"x\ny\"\n")),
        ("c.txt.gz", &gzip(b"Plain text.")),
        (
            "d.html.zst",
            &zstd(b"<title>Page</title><p>The page has one paragraph and no more.</p>"),
        ),
        ("e.gz", &gzip(b"{\"title\": \"Named by nothing\"}")),
        ("f.txt.gz", &gzip(&gzip(b"twice"))),
    ]);
    let opened = open(&[folder.path().to_owned()]);
    assert_eq!(opened.corpus.len(), 3_004);
    assert_eq!(
        &opened.ids()[2_998..],
        [
            "2998",
            "2999",
            "b.csv.zst:2",
            "c.txt.gz",
            "d.html.zst",
            "e.gz:1"
        ]
    );
    for n in [0, 2_999, 57, 1_500] {
        assert_eq!(*opened.read(n).text, *format!("Text {}", n * n));
    }
    assert_eq!(&*opened.read(3_000).text, "x\ny");
    assert_eq!(&*opened.read(3_001).text, "Plain text.");
    assert_eq!(opened.titles()[3_002], "Page");
    assert_eq!(opened.problems.len(), 1);
    assert!(
        opened.problems[0].contains("f.txt.gz: is compressed twice (gzip); "),
        "{:?}",
        opened.problems
    );
    let found: Vec<usize> = opened
        .corpus
        .stretches_from(0)
        .map(|stretch| stretch.count())
        .collect();
    assert_eq!(found.iter().sum::<usize>(), 3_004);
    let mut file = None;
    for stretch in opened.corpus.stretches_from(0) {
        let mut buffer = Vec::new();
        let bytes = stretch.read(&mut file, &mut buffer).unwrap();
        let last = stretch.span(stretch.count() - 1).unwrap();
        let text = stretch
            .text(&bytes[last.start..last.end], &opened.options)
            .unwrap();
        assert_eq!(
            *text,
            *opened.read(stretch.first() + stretch.count() - 1).text
        );
    }
}

#[test]
fn of_a_file_that_is_cut_off_what_came_before_opens() {
    for (name, packed) in [
        ("a.jsonl.gz", gzip(lines(8_000).as_bytes())),
        ("a.jsonl.zst", zstd(lines(8_000).as_bytes())),
    ] {
        let (_folder, opened) = one_file(name, &packed[..packed.len() / 2]);
        assert!(opened.corpus.len() > 1_000, "{}", opened.corpus.len());
        assert_eq!(*opened.read(1_000).text, *"Text 1000000");
        assert_eq!(opened.problems.len(), 1);
        assert!(
            opened.problems[0].contains(&format!("{name}: is cut off: its content ends after ")),
            "{:?}",
            opened.problems
        );
    }
}

#[test]
fn a_compressed_file_that_changed_is_told() {
    let (folder, opened) = one_file("a.jsonl.gz", &gzip(lines(3).as_bytes()));
    std::fs::write(folder.path().join("a.jsonl.gz"), gzip(lines(4).as_bytes())).unwrap();
    let problem = opened
        .corpus
        .locator(1)
        .unwrap()
        .read(&opened.options)
        .unwrap_err();
    assert!(
        problem
            .to_string()
            .contains("has changed since it was opened")
    );
}

#[test]
fn standard_input_may_be_compressed() {
    let opened = open_with(
        &[PathBuf::from("-")],
        &gzip(lines(500).as_bytes()),
        &ReadOptions::default(),
    );
    assert_eq!(opened.corpus.len(), 500);
    assert_eq!(&*opened.read(499).text, "Text 249001");
}

#[test]
fn a_table_of_newspaper4k_opens_as_it_is() {
    let table = "url,read_more_link,language,title,images,keywords,tags,authors,publish_date,summary,meta_site_name,canonical_link,text\r\n\
                 https://c.example/gate,,en,Gate shut,\"['a', 'b']\",['gate'],[],\"['Ana Ruiz', \"\"Tim O'Hara\"\"]\",2024-03-05T18:20:00+00:00,,Courier,https://c.example/gate,\"The gate is shut.\n\nSo.\"\r\n";
    let (_folder, opened) = one_file("n.csv", table.as_bytes());
    let article = opened.read(0);
    assert_eq!(&*article.text, "The gate is shut.\n\nSo.");
    assert_eq!(article.id.as_str(), "https://c.example/gate");
    assert_eq!(article.head.byline.unwrap().value, "Ana Ruiz, Tim O'Hara");
    assert_eq!(article.head.source.unwrap().value, "Courier");
    assert_eq!(
        opened.corpus.row(0).unwrap().date.unwrap().to_string(),
        "2024-03-05"
    );
}
