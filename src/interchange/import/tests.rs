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
