//! Writes tasks.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::configuration::{Configuration, legal};
use crate::annotation::Verdict;
use crate::interchange::document::{Document, Heading};
use crate::interchange::json::harmless;
use crate::interchange::lacks::{self, Lack};
use crate::interchange::losses::{Fate, Losses, Part};
use crate::interchange::marks::{Mark, Marks, Role, kind};
use crate::interchange::writer::{Companion, StreamWriter};

/// Writes an array of tasks. Offsets are code points.
///
/// What stands is an annotation; what is undecided or rejected is a prediction.
#[derive(Clone, Debug, Default)]
pub struct LabelStudioWriter {
    tasks: u64,
    configuration: Configuration,
}

#[derive(Serialize)]
struct Task<'a> {
    data: Subject<'a>,
    annotations: [Annotation; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    predictions: Vec<Prediction<'a>>,
    meta: Meta<'a>,
}

/// What the configuration may show.
#[derive(Serialize)]
struct Subject<'a> {
    text: &'a str,
    id: &'a str,
    #[serde(flatten)]
    heading: Heading<'a>,
}

#[derive(Serialize)]
struct Annotation {
    result: Vec<Value>,
    was_cancelled: bool,
    ground_truth: bool,
}

#[derive(Serialize)]
struct Prediction<'a> {
    model_version: &'a str,
    result: Vec<Value>,
}

#[derive(Serialize)]
struct Meta<'a> {
    annotator: &'a str,
    offsets: &'static str,
    sha256: String,
    /// Until when decisions are in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
}

/// The results of one task.
struct Results<'a, 'b> {
    document: &'b Document<'a>,
    configuration: &'b mut Configuration,
    /// Names of regions are such of the whole file.
    task: u64,
    decided: Vec<Value>,
    open: Vec<Value>,
}

/// Whether an item is part of what the annotator says.
fn stands(mark: &Mark<'_>) -> bool {
    let review = match mark.role {
        Role::Entity(entity, _) => &entity.review,
        Role::Piece(quote, _) | Role::Cue(quote) | Role::Speaker(quote) => &quote.review,
        Role::Date(date) => &date.review,
    };
    review.verdict.stands()
}

fn origin(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Added => "manual",
        Verdict::Corrected => "prediction-changed",
        Verdict::Unreviewed | Verdict::Accepted | Verdict::Rejected => "prediction",
    }
}

impl<'a> Results<'a, '_> {
    fn id(&self, mark: &Mark<'_>) -> String {
        format!("{}/{}", self.task, mark.name())
    }

    /// Adds what one control says about a region.
    fn add(&mut self, mark: &Mark<'a>, control: &str, kind: &str, said: Value) {
        let (start, end) = self.document.code_points(mark.span);
        let mut value = json!({"start": start, "end": end});
        if kind == "labels" {
            value["text"] = json!(self.document.words(mark.span));
        }
        // What is typed stands where the words do.
        value[if kind == "textarea" { "text" } else { kind }] = said;
        let mut result = json!({
            "id": self.id(mark),
            "from_name": control,
            "to_name": "text",
            "type": kind,
            "value": value,
        });
        if kind == "labels" {
            if let Some(review) = mark.review() {
                result["origin"] = json!(origin(review.verdict));
            }
            if let Some(score) = mark.score() {
                result["score"] = json!(score);
            }
        }
        if stands(mark) {
            self.decided.push(result);
        } else {
            self.open.push(result);
        }
    }

    fn typed(&mut self, mark: &Mark<'a>, control: &str, words: Option<&str>) {
        if let Some(words) = words {
            self.add(mark, control, "textarea", json!([words]));
        }
    }

    fn region(&mut self, mark: &Mark<'a>) {
        let label = legal(mark.label());
        self.add(mark, "label", "labels", json!([label]));
        self.configuration.labels.insert(label.into_owned());
        if let Role::Piece(quote, 0) = mark.role {
            self.add(mark, "kind", "choices", json!([kind(quote.said.kind)]));
            if quote.said.negated {
                self.add(mark, "negation", "choices", json!(["negated"]));
            }
            let speaker = quote.said.speaker.as_ref();
            if speaker.is_some_and(|speaker| speaker.span.is_none()) {
                let name = self.document.speaker_name(&quote.said);
                self.typed(mark, "name", name);
            }
        }
        let party = mark.cluster().and_then(|id| self.document.party(id));
        self.typed(mark, "name", party.map(|party| party.name.as_str()));
        self.typed(mark, "value", mark.value());
        let Some(review) = mark.review() else { return };
        let link = party.and_then(|party| party.review.link.as_deref());
        self.typed(mark, "link", review.link.as_deref().or(link));
        self.typed(mark, "note", review.note.as_deref());
        if !review.tags.is_empty() {
            let tags: Vec<_> = review.tags.iter().map(|tag| legal(tag)).collect();
            self.add(mark, "tag", "choices", json!(tags));
            let met = tags.into_iter().map(std::borrow::Cow::into_owned);
            self.configuration.tags.extend(met);
        }
    }

    /// What is said about the article.
    fn article(&mut self) {
        let annotations = self.document.annotations;
        let mut add = |name: &str, kind: &str, value: Value| {
            self.decided.push(json!({
                "id": format!("{}/{name}", self.task),
                "from_name": name,
                "to_name": "text",
                "type": kind,
                "value": value,
            }));
        };
        let status = annotations.status.as_str();
        add("status", "choices", json!({"choices": [status]}));
        if !annotations.tags.is_empty() {
            let tags: Vec<_> = annotations.tags.iter().map(|tag| legal(tag)).collect();
            add("topic", "choices", json!({"choices": tags}));
            let met = tags.into_iter().map(std::borrow::Cow::into_owned);
            self.configuration.topics.extend(met);
        }
        if let Some(note) = &annotations.note {
            add("article_note", "textarea", json!({"text": [note]}));
        }
    }
}

impl LabelStudioWriter {
    fn results(
        &mut self,
        document: &Document<'_>,
        losses: &mut Losses,
    ) -> (Vec<Value>, Vec<Value>) {
        let marks = Marks::of(document, losses);
        let mut results = Results {
            document,
            configuration: &mut self.configuration,
            task: self.tasks,
            decided: Vec::new(),
            open: Vec::new(),
        };
        for mark in &marks.list {
            results.region(mark);
            let mut note = |fate, why| {
                losses.note(document, mark.part(), Some(mark.item()), fate, why);
            };
            if legal(mark.label()) != mark.label() {
                note(Fate::Replaced, "a label has no control characters");
            }
            match mark.role {
                Role::Piece(_, 1) => {
                    note(
                        Fate::Split,
                        "each piece is a region of its own, related to the one before it",
                    );
                }
                _ if mark
                    .review()
                    .is_some_and(|r| r.verdict == Verdict::Rejected) =>
                {
                    note(
                        Fate::Without,
                        "it stands among the predictions, as undecided ones do",
                    );
                }
                _ => {}
            }
        }
        for (label, from, to) in marks.related() {
            let relation = json!({
                "type": "relation",
                "from_id": results.id(from),
                "to_id": results.id(to),
                "direction": "right",
                "labels": [label],
            });
            match (stands(from), stands(to)) {
                (true, true) => results.decided.push(relation),
                (false, false) => results.open.push(relation),
                _ => {
                    let why = "a relation does not lead from annotations to predictions";
                    losses.note(document, from.part(), Some(from.item()), Fate::Without, why);
                }
            }
        }
        results.article();
        (results.decided, results.open)
    }
}

impl StreamWriter for LabelStudioWriter {
    fn begin(&mut self, output: &mut dyn Write) -> io::Result<()> {
        output.write_all(b"[")
    }

    fn document(
        &mut self,
        document: &Document<'_>,
        output: &mut dyn Write,
        losses: &mut Losses,
    ) -> io::Result<()> {
        lacks::tell(
            document,
            losses,
            Part::Clusters,
            &[Lack::Aliases, Lack::Note, Lack::Tags],
        );
        let comma = if self.tasks > 0 { "," } else { "" };
        self.tasks += 1;
        let (decided, open) = self.results(document, losses);
        let annotations = document.annotations;
        let task = Task {
            data: Subject {
                text: document.text(),
                id: document.article.id.as_str(),
                heading: document.heading(),
            },
            annotations: [Annotation {
                result: decided,
                was_cancelled: annotations.status == crate::annotation::Status::Skipped,
                ground_truth: false,
            }],
            predictions: (!open.is_empty())
                .then_some(Prediction {
                    model_version: &annotations.model,
                    result: open,
                })
                .into_iter()
                .collect(),
            meta: Meta {
                annotator: document.annotator,
                offsets: "codepoint",
                sha256: document.article.sha256(),
                updated: annotations.updated.map(|time| time.to_string()),
            },
        };
        let json = serde_json::to_string(&task)?;
        write!(output, "{comma}\n{}", harmless(&json))
    }

    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()> {
        output.write_all(b"\n]\n")
    }

    fn companion(&self) -> Option<Companion> {
        Some(Companion {
            extension: "xml",
            content: self.configuration.xml(),
        })
    }
}
