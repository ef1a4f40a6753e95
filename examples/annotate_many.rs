//! Writes a record for every article of a file of JSON Lines (`id`, `body`), as if somebody had worked on all of
//! them, to measure with: `annotate_many FILE ANNOTATOR`.
//!
//! Each record holds some names, of which the first are accepted; two of three articles are reviewed.

use std::error::Error;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline::annotation::{Annotations, Status, Verdict};
use dateline::article::Article;
use dateline::extract::{Label, Mention, Suggestions};
use dateline::span::{OffsetIndex, Span};
use dateline::store::{Record, folder_name, record_name};

/// How many names a record holds.
const NAMES: usize = 8;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "annotate_many FILE ANNOTATOR";
    let file = PathBuf::from(arguments.next().ok_or(usage)?);
    let annotator = arguments.next().ok_or(usage)?;
    let mut dir = file.clone().into_os_string();
    dir.push(".annotations");
    let folder = Path::new(&dir).join(folder_name(&annotator));
    let articles = folder.join("articles");
    fs::create_dir_all(&articles)?;
    let lines = BufReader::new(fs::File::open(&file)?).lines();
    for (number, line) in lines.enumerate() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let (Some(id), Some(text)) = (line["id"].as_str(), line["body"].as_str()) else {
            continue;
        };
        let article = Article::from_text(id, text);
        let index = OffsetIndex::new(text);
        let annotations = annotated(text, &index, number);
        let record = Record::new(&article, &index, &annotations, &annotator, None);
        fs::write(articles.join(record_name(id)), record.to_json()?)?;
    }
    Ok(())
}

/// What somebody said about an article.
fn annotated(text: &str, index: &OffsetIndex, number: usize) -> Annotations {
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(capital);
    let mentions = words.take(NAMES).map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        Mention {
            span: Span::new(start, start + word.len()),
            label: Label::PERSON,
            score: 0.9,
            cluster: None,
        }
    });
    let suggestions = Suggestions {
        model: Arc::from("measure 1"),
        mentions: mentions.collect(),
        ..Suggestions::default()
    };
    let mut annotations = Annotations::fresh(&suggestions, text, index);
    let time = "2026-05-01T10:00:00Z".parse().ok();
    for entity in annotations.entities.iter_mut().take(NAMES / 2) {
        entity.review.verdict = Verdict::Accepted;
        entity.review.updated = time;
    }
    annotations.updated = time;
    annotations.status = match number % 3 {
        0 => Status::InProgress,
        _ => Status::Reviewed,
    };
    annotations
}
