use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

fn open(beginning: &str) -> Result<Opening, String> {
    opening(beginning.as_bytes(), false, &ReadOptions::default())
}

fn row(header: &str, row: &[u8]) -> Result<Article, Problem> {
    let frame = open(header).unwrap().frame;
    let origin = Origin {
        path: "a.csv".into(),
        line: 3,
    };
    read(row, &frame, "a.csv:3", origin, &ReadOptions::default())
}

#[test]
fn the_header_tells_the_separator() {
    for (header, separator) in [
        ("id,title,text\n", b','),
        ("id;title;text, if any\n", b';'),
        ("id\ttitle\ttext\r\n", b'\t'),
        ("\"id\"|\"title\"|\"text\"", b'|'),
        ("text", b','),
    ] {
        assert_eq!(open(header).unwrap().frame.separator, separator, "{header}");
    }
    let stated = open("sep=;\r\nid;title;a, b\r\n").unwrap();
    assert_eq!((stated.frame.separator, stated.skipped), (b';', 2));
    assert_eq!(
        open("text,,text\n").unwrap().frame.columns,
        ["text", "column 2", "text (3)"]
    );
}

#[test]
fn a_header_without_a_text_says_what_to_do() {
    let said = open("when,who,what\n2024,a,b\n").unwrap_err();
    assert!(
        said.contains("(when, who, what)") && said.contains("--map text=COLUMN"),
        "{said}"
    );
    let mut options = ReadOptions::default();
    options.map.push((Field::Text, "what".to_owned()));
    assert!(
        opening(b"when;who;what\n", false, &options)
            .is_ok_and(|opening| opening.frame.separator == b';')
    );
    assert!(open("").is_err());
    let old = open("id,title,text\r1,A,Ana left\r").unwrap_err();
    assert!(old.contains("carriage returns"), "{old}");
    assert!(open("id,title,text\r").is_ok());
}

#[test]
fn a_row_is_an_article() {
    let article = row(
        "id,title,body,date,author,source,section\n",
        "17,\"Gate, shut\",\"One.\n\nShe said \"\"no\"\".\",2024-03-05 10:00:00,\"['Ana Ruiz', \"\"Tim O'Hara\"\"]\",Courier,Harbour".as_bytes(),
    )
    .unwrap();
    assert_eq!(&*article.text, "One.\n\nShe said \"no\".");
    assert_eq!(article.id.as_str(), "17");
    assert_eq!(article.head.title.unwrap().value, "Gate, shut");
    assert_eq!(article.head.byline.unwrap().value, "Ana Ruiz, Tim O'Hara");
    assert_eq!(
        article.head.date.unwrap().value,
        NaiveDate::from_ymd_opt(2024, 3, 5).unwrap()
    );
    assert_eq!(article.metadata["section"], "Harbour");
}

#[test]
fn a_row_that_cannot_be_read_says_why() {
    let header = "title,text\n";
    for (bytes, said) in [
        (&b"a,b,c"[..], "the row has 3 cells, the header 2"),
        (b"a,\"b", "a quotation mark is opened and never closed"),
        (b",", "the record has neither text nor title"),
    ] {
        let problem = row(header, bytes).unwrap_err().to_string();
        assert!(
            problem.starts_with("a.csv:3: ") && problem.contains(said),
            "{problem}"
        );
    }
    assert_eq!(&*row(header, b"a,b,,").unwrap().text, "b");
    assert_eq!(&*row(header, b"a").unwrap().text, "a");
    let old = row(
        header,
        b"Gen\xe8ve,Le pr\xe9sident a d\xe9j\xe0 \xe9t\xe9 \xe9lu \xe0 Gen\xe8ve",
    )
    .unwrap();
    assert!(old.text.ends_with("été élu à Genève"));
    assert_eq!(old.encoding, Some("windows-1252"));
}

#[test]
fn a_table_of_trafilatura_needs_no_header() {
    let written = "https://c.example/gate\tnull\t9430a0564b6e50d2\tnull\tGate\tnull\t2024-03-05\t\"One.\nTwo.\"\tnull\tnull\tnull\r\n";
    let opening = open(written).unwrap();
    assert_eq!((opening.skipped, opening.frame.separator), (0, b'\t'));
    let article = read(
        written.trim_end().as_bytes(),
        &opening.frame,
        "a",
        Origin::default(),
        &ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(&*article.text, "One.\nTwo.");
    assert_eq!(article.id.as_str(), "https://c.example/gate");
    assert!(article.metadata.get("comments").is_none());
    // Of a page that says what it is the last cell is no name of a column.
    let typed = written.replace("null\r\n", "article\r\n");
    assert_eq!(open(&typed).unwrap(), opening);
}

proptest! {
    #[test]
    fn rows_end_where_the_csv_crate_ends_them(table in "[a,\"\n]{0,60}", cut in 0usize..60) {
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(table.as_bytes());
        let mut expected = Vec::new();
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).unwrap() {
            expected.push(record.clone());
        }
        // In two parts, as blocks of a stream come.
        let bytes = table.as_bytes();
        let cut = cut.min(bytes.len());
        let mut quotes = Quotes::new(b',');
        let (mut found, mut start) = (Vec::new(), 0);
        for (from, to) in [(0, cut), (cut, bytes.len())] {
            let mut at = from;
            while let Some(end) = quotes.row_end(&bytes[..to], at) {
                found.push(&bytes[start..end]);
                start = end + 1;
                at = start;
            }
        }
        found.push(&bytes[start..]);
        let read: Vec<csv::ByteRecord> = found
            .into_iter()
            .filter(|row| !row.is_empty())
            .filter_map(|row| {
                let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(row);
                let mut record = csv::ByteRecord::new();
                reader.read_byte_record(&mut record).unwrap().then_some(record)
            })
            .collect();
        prop_assert_eq!(read.iter().map(|r| r.iter().collect::<Vec<_>>()).collect::<Vec<_>>(), expected.iter().map(|r| r.iter().collect::<Vec<_>>()).collect::<Vec<_>>());
    }
}
