//! A place where files of other tools are imported, and exported again.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use crate::annotation::Annotations;
use crate::article::Article;
use crate::extract::model::Model;
use crate::ingest::ReadOptions;
use crate::interchange::Format;
use crate::interchange::archive::Annotators;
use crate::interchange::export::{self, export_to};
use crate::interchange::import::{self, How, Report, import};
use crate::interchange::library::Library;
use crate::interchange::selection::{LabelMap, Selection};
use crate::span::{OffsetIndex, Span};
use crate::store::{Access, Store};

/// Files of another tool, and a store for what they say.
pub(super) struct Desk {
    pub(super) folder: tempfile::TempDir,
    pub(super) format: Format,
    /// Whose work in the files alone is imported.
    pub(super) from: Option<String>,
}

impl Desk {
    /// With articles, where the files have no texts to make them of.
    pub(super) fn new(format: Format, articles: &str, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("theirs")).unwrap();
        for (name, file) in files {
            fs::write(folder.path().join("theirs").join(name), file).unwrap();
        }
        if !articles.is_empty() {
            fs::write(folder.path().join("first.jsonl"), articles).unwrap();
        }
        Self {
            folder,
            format,
            from: None,
        }
    }

    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn import(&self, from: &str, into: &str) -> Report {
        let request = import::Request {
            files: vec![self.at(from)],
            format: self.format,
            into: self.at(into),
            reading: ReadOptions::default(),
            annotations: None,
            annotator: "ana".to_owned(),
            how: How::Annotations,

            from: self.from.clone(),
            offsets: None,
            labels: LabelMap::default(),
            names: std::collections::BTreeMap::new(),
            model: Arc::clone(Model::built_in()),
            now: "2026-05-01T10:00:00Z".parse().unwrap(),
        };
        let mut told = Vec::new();
        let report = import(&request, &mut |telling| match telling {
            import::Telling::Problem(problem) => told.push(problem.to_string()),
            import::Telling::Note(note) => told.push(note),
            import::Telling::Progress(_) => {}
        });
        assert_eq!(told, [""; 0], "{}", self.format);
        report.unwrap()
    }

    /// Exports all that is known; what was written.
    pub(super) fn export(&self, from: &str, to: &str) -> String {
        let mut request = export::Request {
            paths: vec![self.at(from)],
            reading: ReadOptions::default(),
            annotations: None,
            annotators: Annotators::Named(vec!["ana".to_owned()]),
            selection: Selection {
                statuses: Vec::new(),
                all: true,
                ..Selection::default()
            },
            schema: Vec::new(),
            format: self.format,
            model: Arc::clone(Model::built_in()),
        };
        let to = self.at(to);
        let report = export_to(&mut request, Some(&to), |_, _| {}).unwrap();
        assert_eq!(report.problems, [""; 0], "{}", self.format);
        if to.is_file() {
            return fs::read_to_string(to).unwrap();
        }
        let files = fs::read_dir(to).unwrap();
        files
            .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
            .collect()
    }

    /// All that is known of the articles, a line each, with offsets in code points.
    pub(super) fn known(&self, name: &str) -> BTreeSet<String> {
        let path = self.at(name);
        let library = Library::open(std::slice::from_ref(&path), ReadOptions::default()).unwrap();
        let place = path.with_added_extension("annotations");
        let mut store = Store::open(&place, "ana", Access::Writable).unwrap();
        let mut known = BTreeSet::new();
        for number in 0.. {
            let Ok(Some(article)) = library.article(number) else {
                break;
            };
            let index = OffsetIndex::new(&article.text);
            let loaded = store.load(&article, &index, &Annotations::default());
            known.extend(facts(&article, &index, &loaded.unwrap().annotations));
        }
        known
    }
}

fn facts(article: &Article, index: &OffsetIndex, all: &Annotations) -> Vec<String> {
    let text = &article.text;
    let at = |span: Span| {
        let (start, end) = index.code_points_of(text, span);
        format!("{start}-{end} {}", span.of(text))
    };
    let maybe = |span: Option<Span>| span.map_or("-".to_owned(), at);
    let name = |id: Option<_>| id.and_then(|id| all.cluster(id)).map(|party| &party.name);
    let mut facts = vec![format!("{:?} {:?} {:?}", all.status, all.tags, all.note)];
    for item in &all.entities {
        let review = &item.review;
        facts.push(format!(
            "{} {} {:?} {:?} {:?} {:?} {:?} {:?}",
            item.label,
            at(item.span),
            name(item.cluster.as_ref()),
            review.verdict,
            item.score,
            review.tags,
            review.note,
            review.link
        ));
    }
    for item in &all.quotes {
        let (said, review) = (&item.said, &item.review);
        let speaker = said.speaker.as_ref();
        facts.push(format!(
            "{:?} {:?} cue {} speaker {} {:?} {} {:?} {:?} {:?} {:?}",
            said.kind,
            said.content
                .iter()
                .map(|piece| at(*piece))
                .collect::<Vec<_>>(),
            maybe(said.cue),
            maybe(speaker.and_then(|speaker| speaker.span)),
            speaker.and_then(|speaker| all.speaker_name(speaker, text)),
            said.negated,
            item.score,
            review.tags,
            review.note,
            review.verdict,
        ));
    }
    for item in &all.dates {
        facts.push(format!(
            "{} = {:?} {:?}",
            at(item.span),
            item.value,
            item.review.verdict
        ));
    }
    facts
        .into_iter()
        .map(|fact| format!("{}: {fact}", article.id))
        .collect()
}
