use std::fmt::Write as _;
use std::fs;

use super::*;
use crate::annotation::Status;
use crate::extract::Label;

const LINES: &str = concat!(
    r#"{"id":"1","text":"Ana Ruiz met Bo.","entities":[{"start":0,"end":8,"label":"PER","text":"Ana Ruiz"}]}"#,
    "\n",
    r#"{"id":"2","text":"Oslo slept.\n","entities":[{"start":0,"end":4,"label":"LOC","text":"Oslo"},{"start":5,"end":99,"label":"X"}]}"#,
    "\n",
    r#"{"id":"9","text":"Nowhere.","entities":[]}"#,
    "\n"
);

struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    /// Two articles in a dump, the second under another id, with other line breaks.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let dump = concat!(
            r#"{"id":"1","text":"Ana Ruiz met Bo."}"#,
            "\n",
            r#"{"id":"b","text":"Oslo slept.\r\n"}"#,
            "\n"
        );
        fs::write(dir.path().join("news.jsonl"), dump).unwrap();
        fs::write(dir.path().join("gold.jsonl"), LINES).unwrap();
        Self { dir }
    }

    fn request(&self, how: How) -> Request {
        Request {
            files: vec![self.dir.path().join("gold.jsonl")],
            format: Format::Jsonl,
            into: self.dir.path().join("news.jsonl"),
            reading: ReadOptions::default(),
            annotations: None,
            annotator: "ana".to_owned(),
            how,

            from: None,
            offsets: None,
            labels: LabelMap::conll(),
            names: BTreeMap::new(),
            model: Arc::clone(Model::built_in()),
            now: "2026-05-01T10:00:00Z".parse().unwrap(),
        }
    }

    fn import(&self, request: &Request) -> (Result<Report, ImportError>, Vec<String>) {
        let mut told = Vec::new();
        let report = import(request, &mut |telling| match telling {
            Telling::Problem(problem) => {
                let problem = problem.to_string();
                let dir = self.dir.path().display().to_string();
                told.push(problem.replace(&dir, ""));
            }
            Telling::Note(note) => told.push(note),
            Telling::Progress(_) => {}
        });
        (report, told)
    }

    fn store(&self) -> Store {
        let dir = self.dir.path().join("news.jsonl.annotations");
        Store::open(&dir, "ana", Access::Writable).unwrap()
    }

    fn annotations(&self, number: usize) -> Annotations {
        let library = Library::open(
            &[self.dir.path().join("news.jsonl")],
            ReadOptions::default(),
        )
        .unwrap();
        let article = library.article(number).unwrap().unwrap();
        let index = OffsetIndex::new(&article.text);
        let loaded = self.store().load(&article, &index, &Annotations::default());
        loaded.unwrap().annotations
    }
}

#[test]
fn articles_are_found_by_id_or_text_and_all_else_is_told() {
    let desk = Desk::new();
    let (report, told) = desk.import(&desk.request(How::Suggestions));
    let report = report.unwrap();
    assert_eq!((report.read, report.matched, report.changed), (3, 2, 2));
    assert_eq!((report.added, report.decisions), (2, 1));
    assert!(report.is_faulty());
    assert!(
        told[0].starts_with("/gold.jsonl:2: entities[1].text: 5-99 is no range"),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("/gold.jsonl:3: id: no article of"),
        "{told:?}"
    );
    let first = desk.annotations(0);
    assert_eq!(first.entities[0].label, Label::PERSON);
    assert_eq!(first.entities[0].id.as_str(), "e0-8-PER");
    assert_eq!(&*first.entities[0].review.origin, "import gold.jsonl");
    assert_eq!(desk.annotations(1).entities.len(), 1);
    assert_eq!(desk.store().pending(), [], "the records alone say it");

    let (again, _) = desk.import(&desk.request(How::Suggestions));
    let again = again.unwrap();
    assert_eq!((again.added, again.unchanged, again.decisions), (0, 2, 0));
}

#[test]
fn one_undo_takes_an_import_back() {
    let desk = Desk::new();
    let (report, _) = desk.import(&desk.request(How::Annotations));
    assert_eq!(report.unwrap().added, 2);
    assert_eq!(desk.annotations(0).status, Status::InProgress);
    let mut store = desk.store();
    let history = store.history();
    let undo = history
        .undo("2026-05-02T10:00:00Z".parse().unwrap())
        .unwrap();
    assert_eq!(undo.what, "import gold.jsonl");
    store.append(&undo).unwrap();
    drop(store);
    assert_eq!(desk.annotations(0), Annotations::default());
    assert_eq!(desk.annotations(1), Annotations::default());
}

#[test]
fn nothing_is_done_where_somebody_else_annotates() {
    let desk = Desk::new();
    desk.import(&desk.request(How::Annotations)).0.unwrap();
    let held = desk.store();
    let (refused, _) = desk.import(&desk.request(How::Suggestions));
    let told = refused.unwrap_err().to_string();
    assert!(
        told.contains("is annotating here; end it first; nothing was imported"),
        "{told}"
    );
    drop(held);
}

#[test]
fn articles_are_made_of_the_texts_where_there_are_none() {
    let desk = Desk::new();
    let mut request = desk.request(How::Annotations);
    request.into = desk.dir.path().join("new.jsonl");
    let (report, _) = desk.import(&request);
    let report = report.unwrap();
    assert_eq!((report.made, report.matched, report.added), (3, 3, 2));
    request.into = desk.dir.path().join("new");
    let told = desk.import(&request).0.unwrap_err().to_string();
    assert!(told.contains("is not there; name the articles"), "{told}");
    assert!(!request.into.exists());
}

#[test]
fn where_no_article_is_made_the_first_fault_is_told_with_its_place() {
    for (format, line, fault) in [
        (Format::Prodigy, "{\"spans\": []}", "text: is missing"),
        (Format::Doccano, "{\"text\": ", "is no JSON"),
    ] {
        let desk = Desk::new();
        let file = desk.dir.path().join("broken.jsonl");
        fs::write(&file, line).unwrap();
        let request = Request {
            files: vec![file.clone()],
            format,
            into: desk.dir.path().join("new.jsonl"),
            ..desk.request(How::Annotations)
        };
        let told = desk.import(&request).0.unwrap_err().to_string();
        let place = format!("{}:1: ", file.display());
        assert!(told.contains(&place) && told.contains(fault), "{told}");
    }
}

#[test]
fn two_lines_about_one_article_are_one_decision() {
    let desk = Desk::new();
    let more =
        r#"{"id":"1","text":"Ana Ruiz met Bo.","entities":[{"start":13,"end":15,"label":"PER"}]}"#;
    fs::write(
        desk.dir.path().join("gold.jsonl"),
        format!("{LINES}{more}\n"),
    )
    .unwrap();
    let (report, _) = desk.import(&desk.request(How::Suggestions));
    let report = report.unwrap();
    assert_eq!((report.changed, report.added, report.decisions), (2, 3, 1));
    assert_eq!(desk.annotations(0).entities.len(), 2);
}

/// What names of a text are annotated, in rows of `WebAnno`.
fn rows(text: &str, names: &[(usize, usize)]) -> String {
    let mut file =
        format!("#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Name|value\n\n\n#Text={text}\n");
    let mut at = 0;
    for (place, word) in text.split(' ').enumerate() {
        let name = names
            .iter()
            .position(|(first, past)| (*first..*past).contains(&place));
        let cell = name.map_or("_".to_owned(), |name| format!("N{name}[{}]", name + 1));
        let end = at + word.encode_utf16().count();
        writeln!(file, "1-{}\t{at}-{end}\t{word}\t{cell}\t", place + 1).unwrap();
        at = end + 1;
    }
    file
}

const WORDS: &str = "😀 Ana Ruiz met a man whom nobody there knew well , Bo Lund of the water board , \
                     and they saw New Oslo Town today .";

/// Imports rows into an article of the same id with another text.
fn rows_on(text: &str) -> (Report, Vec<String>, Vec<String>) {
    let desk = Desk::new();
    let article = serde_json::json!({"id": "w", "text": text}).to_string();
    fs::write(desk.dir.path().join("news.jsonl"), article).unwrap();
    let file = desk.dir.path().join("w.tsv");
    fs::write(&file, rows(WORDS, &[(1, 3), (12, 14), (22, 25)])).unwrap();
    let request = Request {
        files: vec![file],
        format: Format::Webanno,
        ..desk.request(How::Annotations)
    };
    let (report, told) = desk.import(&request);
    let entities = desk.annotations(0).entities;
    let names = entities.iter().map(|e| e.span.of(text).to_owned());
    (report.unwrap(), told, names.collect())
}

#[test]
fn rows_lie_on_their_words_in_a_text_that_changed() {
    let names = ["Ana Ruiz", "Bo Lund", "New Oslo Town"];
    let text = WORDS.to_owned();
    // As it was, with other white space, and behind a line that is new.
    for (text, names) in [
        (text.clone(), names),
        (
            text.replace("New ", "New\n\n") + "\n",
            ["Ana Ruiz", "Bo Lund", "New\n\nOslo Town"],
        ),
        (format!("Oslo, 2 May. {text}"), names),
    ] {
        let (report, told, found) = rows_on(&text);
        assert_eq!(told, [""; 0], "{text}");
        assert_eq!(found, names, "{text}");
        assert_eq!(report.added, 3);
    }
}

#[test]
fn rows_of_other_words_are_told_and_not_laid_on_what_stands_there_now() {
    let (_, told, found) = rows_on(&WORDS.replace("Bo Lund", "Al Berg"));
    assert_eq!(found, ["Ana Ruiz", "New Oslo Town"]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("stands nowhere for certain"), "{told:?}");
    // Only a word in the middle is another one.
    let (_, told, found) = rows_on(&WORDS.replace("New Oslo Town", "New Rome Town"));
    assert_eq!((found.len(), told.len()), (2, 1), "{told:?}");
    let other = "Nothing of it stands here, though it is about as long as the other one.";
    let (report, told, found) = rows_on(other);
    assert_eq!((report.added, found.len()), (0, 0));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("has another text"), "{told:?}");
}

#[test]
fn articles_are_made_of_rows() {
    let desk = Desk::new();
    let file = desk.dir.path().join("w.tsv");
    fs::write(&file, rows(WORDS, &[(1, 3)])).unwrap();
    let into = desk.dir.path().join("made.jsonl");
    let request = Request {
        files: vec![file],
        format: Format::Webanno,
        into: into.clone(),
        ..desk.request(How::Annotations)
    };
    let (report, told) = desk.import(&request);
    assert_eq!(told, [""; 0]);
    let report = report.unwrap();
    assert_eq!((report.made, report.added), (1, 1));
    let library = Library::open(&[into], ReadOptions::default()).unwrap();
    let article = library.article(0).unwrap().unwrap();
    assert_eq!(&*article.text, WORDS);
}

#[test]
fn a_file_that_is_cut_off_says_that_nothing_was_imported() {
    use std::io::Write as _;
    let desk = Desk::new();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(LINES.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let file = desk.dir.path().join("gold.jsonl.gz");
    fs::write(&file, &packed[..packed.len() - 12]).unwrap();
    let request = Request {
        files: vec![file],
        ..desk.request(How::Annotations)
    };
    let told = desk.import(&request).0.unwrap_err().to_string();
    assert!(
        told.contains("is cut off: its content ends after"),
        "{told}"
    );
    assert!(
        told.ends_with("get the whole file; nothing was imported"),
        "{told}"
    );
    assert!(desk.annotations(0).entities.is_empty());
}

#[test]
fn the_text_may_be_in_another_field() {
    let label = serde_json::json!({"id": "r", "from_name": "label", "to_name": "text", "type": "labels",
        "value": {"start": 0, "end": 8, "labels": ["PER"]}});
    let task = serde_json::json!([{"id": 1, "data": {"story": "Ana Ruiz met Bo.", "head": "Two met"},
        "annotations": [{"result": [label]}]}]);
    let prodigy = serde_json::json!({"story": "Ana Ruiz met Bo.",
        "spans": [{"start": 0, "end": 8, "label": "PER"}]});
    let doccano = serde_json::json!({"story": "Ana Ruiz met Bo.", "label": [[0, 8, "PER"]]});
    for (format, file) in [
        (Format::LabelStudio, &task),
        (Format::Prodigy, &prodigy),
        (Format::Doccano, &doccano),
    ] {
        let desk = Desk::new();
        fs::write(desk.dir.path().join("gold.jsonl"), file.to_string()).unwrap();
        let mut request = desk.request(How::Annotations);
        request.format = format;
        let (report, _) = desk.import(&request);
        assert_eq!(report.unwrap().added, 0, "{format}");
        request.reading.add_map("text=story").unwrap();
        let (report, told) = desk.import(&request);
        assert_eq!(
            (report.unwrap().added, told.len()),
            (1, 0),
            "{format}: {told:?}"
        );
    }
}

#[test]
fn tags_with_control_characters_are_told_only_where_they_are_news() {
    let desk = Desk::new();
    let gold = desk.dir.path().join("gold.jsonl");
    let line = |tag: &str| {
        serde_json::json!({"id": "1", "text": "Ana Ruiz met Bo.", "tags": [tag],
            "entities": [{"start": 0, "end": 8, "label": "PER", "tags": [tag, "sure"]}]})
    };
    fs::write(&gold, line("a\u{1}b").to_string()).unwrap();
    let request = desk.request(How::Annotations);
    let (report, _) = desk.import(&request);
    let told = &report.unwrap().left_out["tags with control characters"];
    assert_eq!(told.count, 2);
    // A record may have such tags, and comes back from any format as it is.
    let records = desk.dir.path().join("news.jsonl.annotations/ana/articles");
    let file = fs::read_dir(records)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let record = fs::read_to_string(&file).unwrap();
    let tagged = record.replace("\"sure\"", "\"a\\u0001b\", \"sure\"");
    fs::write(
        &file,
        tagged.replacen("\"tags\": []", "\"tags\": [\"a\\u0001b\"]", 1),
    )
    .unwrap();
    let before = desk.annotations(0);
    assert_eq!(before.tags, ["a\u{1}b"]);
    for tag in ["a\u{1}b", "a\u{fffd}b", "a b"] {
        fs::write(&gold, line(tag).to_string()).unwrap();
        let (report, told) = desk.import(&request);
        let report = report.unwrap();
        assert_eq!(
            (report.changed, report.left_out.len()),
            (0, 0),
            "{tag:?}: {told:?}"
        );
    }
    assert_eq!(desk.annotations(0), before);
}

/// Imports a file into an article of the same id that has another text at all its offsets.
fn told_of_another_text(name: &str, format: Format, file: &str) -> (u64, Vec<String>) {
    let desk = Desk::new();
    let article = serde_json::json!({"id": "w", "text": "Once more: Bo Lund and Ana Ruiz, “no” she said, “not now”."});
    fs::write(desk.dir.path().join("news.jsonl"), article.to_string()).unwrap();
    fs::write(desk.dir.path().join(name), file).unwrap();
    let request = Request {
        files: vec![desk.dir.path().join(name)],
        format,
        ..desk.request(How::Annotations)
    };
    let (report, told) = desk.import(&request);
    (report.unwrap().added, told)
}

#[test]
fn no_format_lays_its_words_on_others() {
    // The text of these was: Ana Ruiz met Bo: “no” she said, “not now”.
    let pieces = "article,start,end,kind,speaker,text,pieces\nw,16,42,direct,,“no” … “not now”,\"[[16,20],[31,40]]\"\n";
    let table = "article,start,end,label,text\nw,0,8,PER,Ana Ruiz\n";
    let standoff = "T1\tPER 0 3;4 8\tAna Ruiz\nT2\tQUOTE 16 20\t“no”\nT3\tCUE 21 24;25 29\tshe said\n\
        R1\tcue Arg1:T2 Arg2:T3\n";
    let sha256 =
        crate::article::hex_sha256("Ana Ruiz met Bo: “no” she said, “not now”.".as_bytes());
    let web = serde_json::json!({"type": "AnnotationPage",
        "about": {"id": "urn:x:w", "articleId": "w", "sha256": sha256},
        "items": [{"id": "urn:x:1", "type": "Annotation", "motivation": "classifying",
            "body": {"type": "TextualBody", "value": "PER"},
            "target": {"source": "urn:x:w", "selector": {"type": "TextPositionSelector", "start": 0, "end": 8}}}]});
    let line = r#"{"id":"w","entities":[{"start":0,"end":8,"label":"PER","text":"Ana Ruiz"}]}"#;
    for (name, format, file) in [
        ("w.csv", Format::Csv, pieces),
        ("w.csv", Format::Csv, table),
        ("w.ann", Format::Brat, standoff),
        ("w.json", Format::W3c, &web.to_string()),
        ("w.jsonl", Format::Jsonl, line),
    ] {
        let (added, told) = told_of_another_text(name, format, file);
        assert_eq!(added, 0, "{format}: {told:?}");
        assert!(!told.is_empty(), "{format}");
    }
}

#[test]
fn a_table_gives_the_pieces_of_a_quote_their_words() {
    let row = |words: &str| {
        format!(
            "article,start,end,kind,speaker,text,pieces\nw,33,56,direct,,{words},\"[[33,37],[48,57]]\"\n"
        )
    };
    let (added, told) = told_of_another_text("w.csv", Format::Csv, &row("“no” … “not now”"));
    assert_eq!((added, told), (1, Vec::new()));
    for other in ["“no” … “not then”", "“no” “not now”", "“no”"] {
        let (added, told) = told_of_another_text("w.csv", Format::Csv, &row(other));
        assert_eq!((added, told.len()), (0, 1), "{told:?}");
    }
}

#[test]
fn names_that_were_asked_for_and_are_nowhere_are_told() {
    let desk = Desk::new();
    let notes = |request: &Request| -> Vec<String> {
        let mut notes = Vec::new();
        import(request, &mut |telling| {
            if let Telling::Note(note) = telling {
                notes.push(note);
            }
        })
        .unwrap();
        notes
    };
    let mut request = desk.request(How::Annotations);
    request.labels = "PERSON=PER,ORG=COMPANY".parse().unwrap();
    assert_eq!(
        notes(&request),
        ["--labels …=COMPANY: no name in the files has this label"]
    );
    let task = serde_json::json!({"story": "Ana Ruiz met Bo.", "text": "Ana Ruiz met Bo.",
        "spans": [{"start": 0, "end": 8, "label": "PER"}]});
    fs::write(desk.dir.path().join("gold.jsonl"), task.to_string()).unwrap();
    let mut request = desk.request(How::Annotations);
    request.format = Format::Prodigy;
    request.reading.add_map("text=story").unwrap();
    assert_eq!(notes(&request), [""; 0]);
    let mut request = desk.request(How::Annotations);
    request.format = Format::Prodigy;
    request.reading.add_map("text=stroy").unwrap();
    assert_eq!(
        notes(&request),
        ["--map text=stroy: no text in the files stands in such a field"]
    );
}

#[test]
fn offsets_that_seem_to_count_something_else_are_told() {
    let desk = Desk::new();
    let text = "😀 Ana Ruiz met Bo Lund.";
    fs::write(
        desk.dir.path().join("news.jsonl"),
        serde_json::json!({"id": "1", "text": text}).to_string(),
    )
    .unwrap();
    let task = serde_json::json!({"text": text, "label": [[2, 10, "PER"], [15, 22, "PER"]]});
    fs::write(desk.dir.path().join("gold.jsonl"), task.to_string()).unwrap();
    let mut request = desk.request(How::Annotations);
    request.format = Format::Doccano;
    let (report, _) = desk.import(&request);
    let read_as = report.unwrap().read_as;
    assert_eq!(read_as.len(), 1);
    assert!(
        read_as.keys().all(|how| how.contains("--offsets")),
        "{read_as:?}"
    );
    let desk = Desk::new();
    fs::write(desk.dir.path().join("gold.jsonl"), task.to_string()).unwrap();
    fs::write(
        desk.dir.path().join("news.jsonl"),
        serde_json::json!({"id": "1", "text": text}).to_string(),
    )
    .unwrap();
    let mut request = desk.request(How::Annotations);
    request.format = Format::Doccano;
    request.offsets = Some(Unit::CodePoint);
    let (report, _) = desk.import(&request);
    assert!(report.unwrap().read_as.is_empty());
    assert_eq!(desk.annotations(0).entities[0].span.of(text), "Ana Ruiz");
}
