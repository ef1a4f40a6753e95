//! Tasks of Label Studio.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use crate::annotation::{Status, Verdict};
use crate::bounded;
use crate::interchange::assemble::{Link, Region, Role, assemble, kind};
use crate::interchange::draft::{Draft, DraftSpan, add_note};
use crate::interchange::fields::{
    HEAD, articles, hash, head, list, name, number, score, string, text as told_text, unit, unread,
};
use crate::interchange::reader::{Source, Take};
use crate::interchange::{Fault, Unit};

/// Reads tasks: of one annotation with the predictions beside it, or of several annotators an
/// article each. Offsets are code points.
///
/// # Errors
/// When the file cannot be read.
pub fn read(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let named = source.text_field.map(str::to_owned);
    let named = named.or_else(|| configured(source.path));
    articles(source, take, |task, faults| {
        drafts(task, named.as_deref(), faults)
    })
}

/// The field that the labelling configuration beside a file shows as the text (`value="$story"`).
fn configured(path: &Path) -> Option<String> {
    let beside = path.with_extension("xml");
    let xml = bounded::read_text(&beside, LONGEST_CONFIGURATION).ok()?;
    let mut tags = ["<Text", "<HyperText", "<Paragraphs"].into_iter();
    let tag = tags.find_map(|tag| Some(xml.split_once(tag)?.1))?;
    let value = tag.split('>').next()?.split_once("value=\"$")?.1;
    Some(value.split('"').next()?.to_owned())
}

/// The text of a task: the field that the configuration names, else `text`, else the only string; and
/// what the field is called.
fn text<'a>(
    data: &'a Map<String, Value>,
    named: Option<&'a str>,
) -> Result<(&'a str, String), Fault> {
    let known = named.into_iter().chain(["text"]);
    if let Some(found) = known
        .into_iter()
        .find_map(|name| Some((name, string(data, name)?)))
    {
        return Ok(found);
    }
    let strings = data
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?)));
    let strings: Vec<(&String, &str)> = strings.collect();
    match strings.as_slice() {
        [(name, only)] => Ok((name, (*only).to_owned())),
        [] => {
            let missing = told_text(data, named, &["text"]).err();
            let missing = missing.unwrap_or_else(|| Fault::new("text", "is missing"));
            let field = format!("data.{}", missing.field);
            Err(Fault::new(field, missing.reason))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
            let reason = format!(
                "is missing, and any of {} may be the text; name it (--map text=NAME), or put the labelling \
                 configuration beside the file, under its name with .xml",
                names.join(", ")
            );
            Err(Fault::new("data.text", reason))
        }
    }
}

/// How much text the annotations of a task are of at most, each of all of it, in bytes.
const MOST_TEXT: usize = 256 << 20;
/// A longer configuration is not read, in bytes.
const LONGEST_CONFIGURATION: u64 = 1 << 20;

/// Results and how they are to be taken.
struct Part<'a> {
    results: &'a [Value],
    field: String,
    /// Whether somebody decided them.
    decided: bool,
    /// Whether this program wrote the task: then its regions are called as their items are.
    own: bool,
}

fn drafts(
    task: &Map<String, Value>,
    named: Option<&str>,
    faults: &mut Vec<Fault>,
) -> Result<Vec<Draft>, Fault> {
    let data = match task.get("data") {
        Some(Value::Object(data)) => data,
        Some(_) => return Err(Fault::new("data", "is no object")),
        None if task.contains_key("annotation_id") => return Err(Fault::new("data", MINIMAL)),
        None => return Err(Fault::new("data", "is missing")),
    };
    let (story, text) = text(data, named)?;
    let none = Map::new();
    let meta = task.get("meta").and_then(Value::as_object).unwrap_or(&none);
    let mut about = Draft {
        id: name(data.get("id").or_else(|| task.get("id"))).unwrap_or_default(),
        is_named: named == Some(story),
        text: Some(text),
        sha256: hash(meta),
        annotator: name(meta.get("annotator")),
        made_of: name(meta.get("annotator")),
        as_of: string(meta, "updated").and_then(|time| time.parse().ok()),
        unit: Some(unit(meta)?.unwrap_or(Unit::CodePoint)),
        ..Draft::default()
    };
    head(&mut about, data);
    unread(&mut about, task, &READ, "tasks");
    let known: Vec<&str> = HEAD.into_iter().chain(["id", story]).collect();
    unread(&mut about, data, &known, "the data of tasks");
    for _ in list(task, "drafts", faults) {
        about.leave_out("drafts of annotations, which were not submitted");
    }
    let is_own = meta.contains_key("annotator");
    let mut cancelled = 0;
    let mut parts = |of: &'static str, decided: bool| {
        let mut parts = Vec::new();
        for (i, item) in list(task, of, faults).iter().enumerate() {
            let field = format!("{of}[{i}]");
            // Exports have them so as a rule.
            if item.is_u64() && !decided {
                about.leave_out("predictions of which the file has the number alone");
                continue;
            }
            let Some(item) = item.as_object() else {
                faults.push(Fault::new(field, "is no object"));
                continue;
            };
            // What this program wrote of a skipped article is all that is known of it: only Label
            // Studio says who completed an annotation.
            let own = !item.contains_key("completed_by") && is_own;
            if item.get("was_cancelled") == Some(&Value::Bool(true)) && !own {
                cancelled += 1;
                about.leave_out("annotations that were cancelled");
                continue;
            }
            if item.get("ground_truth") == Some(&Value::Bool(true)) {
                about.leave_out("marks of annotations as the ground truth");
            }
            let Some(results) = item.get("result").and_then(Value::as_array) else {
                faults.push(Fault::new(format!("{field}.result"), "is no list"));
                continue;
            };
            let part = Part {
                results,
                field: format!("{field}.result"),
                decided,
                own: is_own,
            };
            parts.push((person(item.get("completed_by")), part));
        }
        parts
    };
    let mut annotations: Vec<(Option<String>, Part)> = parts("annotations", true);
    let predictions: Vec<Part> = parts("predictions", false)
        .into_iter()
        .map(|(_, part)| part)
        .collect();
    if annotations.is_empty() && cancelled > 0 {
        about.status = Some(Status::Skipped);
    }
    let length = about.text.as_ref().map_or(0, String::len);
    if length.saturating_mul(annotations.len()) > MOST_TEXT {
        let (count, most) = (annotations.len(), MOST_TEXT >> 20);
        let reason = format!(
            "are {count}, each of the whole text: more than {most} MiB of it in all; give each of them a \
             task of its own"
        );
        return Err(Fault::new("annotations", reason));
    }
    let mut drafts = Vec::new();
    while annotations.len() > 1 {
        let (annotator, part) = annotations.remove(0);
        let mut draft = about.clone();
        draft.left_out.clear();
        draft.annotator = annotator.or(draft.annotator);
        fill(&mut draft, &[part], faults);
        drafts.push(draft);
    }
    let (annotator, last) = annotations.pop().unzip();
    about.annotator = annotator.flatten().or(about.annotator);
    let parts: Vec<Part> = last.into_iter().chain(predictions).collect();
    fill(&mut about, &parts, faults);
    drafts.push(about);
    Ok(drafts)
}

/// What the smaller of Label Studio's exports lacks.
const MINIMAL: &str = "is missing: JSON-MIN has no regions that could be told apart; export JSON";

/// The fields of a task that are read, or that say nothing of the text.
const READ: [&str; 24] = [
    "id",
    "inner_id",
    "data",
    "meta",
    "annotations",
    "predictions",
    "drafts",
    "project",
    "updated_by",
    "created_at",
    "updated_at",
    "file_upload",
    "storage_filename",
    "overlap",
    "allow_skip",
    "is_labeled",
    "total_annotations",
    "cancelled_annotations",
    "total_predictions",
    "comment_count",
    "unresolved_comment_count",
    "last_comment_updated_at",
    "comment_authors",
    "annotations_ids",
];

/// Who completed an annotation: a number, or an object of one.
fn person(value: Option<&Value>) -> Option<String> {
    let fields = value.and_then(Value::as_object);
    let mut names = ["email", "username", "id"].into_iter();
    let told = fields.and_then(|fields| names.find_map(|key| name(fields.get(key))));
    told.or_else(|| name(value))
}

fn fill(draft: &mut Draft, parts: &[Part<'_>], faults: &mut Vec<Fault>) {
    let mut regions: Vec<Region> = Vec::new();
    let mut links = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for part in parts {
        let (first, first_link) = (regions.len(), links.len());
        for (i, result) in part.results.iter().enumerate() {
            let field = format!("{}[{i}]", part.field);
            let Some(result) = result.as_object() else {
                faults.push(Fault::new(field, "is no object"));
                continue;
            };
            let kind = result
                .get("type")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if kind == "relation" {
                link(result, &field, &mut links, draft, faults);
            } else if kind.ends_with("labels") {
                let labels = result.get("value").and_then(|value| value.get(kind));
                for _ in labels
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .skip(1)
                {
                    draft.leave_out("further labels of a region");
                }
                let found = region(result, kind, &field, part.decided, faults);
                regions.extend(found.map(|region| with_meta(region, result, draft)));
            }
        }
        let mut own: HashMap<String, usize> = HashMap::new();
        for (at, region) in regions.iter().enumerate().skip(first) {
            own.entry(region.key.clone()).or_insert(at);
        }
        // What other controls say of a region may stand before it.
        let results = part.results.iter().enumerate();
        for (i, result) in results.filter_map(|(i, result)| Some((i, result.as_object()?))) {
            let kind = result
                .get("type")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if kind != "relation" && !kind.ends_with("labels") {
                let id = name(result.get("id")).unwrap_or_default();
                let at = own.get(&id).or_else(|| places.get(&id));
                let region = at.and_then(|at| regions.get_mut(*at));
                let field = format!("{}[{i}]", part.field);
                match said(draft, region, result, (kind, part.own)) {
                    Ok(()) => {}
                    Err(reason) => faults.push(Fault::new(format!("{field}.value"), reason)),
                }
            }
        }
        if part.own {
            name_items(regions.get_mut(first..).unwrap_or_default());
        }
        // An annotation that was made of a prediction has regions of the same names.
        let apart = |key: &str| {
            let is_met = places.contains_key(key) && own.contains_key(key);
            is_met.then(|| format!("{} {key}", part.field))
        };
        let new = links.get_mut(first_link..).unwrap_or_default();
        let ends = new
            .iter_mut()
            .flat_map(|link: &mut Link| [&mut link.from, &mut link.to]);
        let regions = regions.get_mut(first..).unwrap_or_default();
        for key in ends.chain(regions.iter_mut().map(|region| &mut region.key)) {
            *key = apart(key).unwrap_or_else(|| std::mem::take(key));
        }
        for (key, at) in own {
            places.entry(key).or_insert(at);
        }
    }
    assemble(draft, regions, &links);
}

/// Gives items the ids that their regions have in a file of this program: `3/e8-16-PERSON`.
fn name_items(regions: &mut [Region]) {
    for region in regions {
        // Of a quote only the first piece says the kind; the others and the words around have its id, too.
        let is_whole = match region.role {
            Role::Entity | Role::Date => true,
            Role::Piece => region.kind.is_some(),
            Role::Cue | Role::Speaker => false,
        };
        let id = region.key.split_once('/');
        let id = id.filter(|(task, _)| task.bytes().all(|b| b.is_ascii_digit()));
        region.review.id = id.filter(|_| is_whole).map(|(_, id)| id.to_owned());
    }
}

fn region(
    result: &Map<String, Value>,
    kind: &str,
    field: &str,
    decided: bool,
    faults: &mut Vec<Fault>,
) -> Option<Region> {
    let value = result.get("value")?;
    let at = |name: &str| {
        let offset = value
            .get("globalOffsets")
            .and_then(|global| global.get(name));
        number(offset.or_else(|| value.get(name)))
    };
    let Some((start, end)) = at("start").zip(at("end")) else {
        faults.push(Fault::new(
            format!("{field}.value"),
            "has no start and end that count characters",
        ));
        return None;
    };
    let labels = value.get(kind).and_then(Value::as_array);
    let label = labels.and_then(|labels| labels.first()?.as_str());
    let Some(label) = label else {
        faults.push(Fault::new(format!("{field}.value.{kind}"), "has no label"));
        return None;
    };
    let piece = DraftSpan {
        start,
        end,
        text: value.get("text").and_then(Value::as_str).map(str::to_owned),
        field: field.to_owned(),
        line: 0,
        ..DraftSpan::default()
    };
    let key = name(result.get("id")).unwrap_or_else(|| field.to_owned());
    let mut region = Region::new(key, label, vec![piece]);
    region.review.score = score(result.get("score"));
    region.review.verdict = match result.get("origin").and_then(Value::as_str) {
        _ if !decided => Some(Verdict::Unreviewed),
        Some("manual") => Some(Verdict::Added),
        Some("prediction-changed") => Some(Verdict::Corrected),
        Some("prediction") => Some(Verdict::Accepted),
        _ => None,
    };
    Some(region)
}

fn link(
    result: &Map<String, Value>,
    field: &str,
    links: &mut Vec<Link>,
    draft: &mut Draft,
    faults: &mut Vec<Fault>,
) {
    let ends = name(result.get("from_id")).zip(name(result.get("to_id")));
    let Some((from, to)) = ends else {
        faults.push(Fault::new(field, "has no from_id and to_id"));
        return;
    };
    let labels = list(result, "labels", faults).iter();
    let labels: Vec<&str> = labels.filter_map(Value::as_str).collect();
    if labels.is_empty() {
        draft.leave_out("relations of other kinds");
    }
    links.extend(labels.into_iter().map(|label| Link {
        label: label.to_owned(),
        from: from.clone(),
        to: to.clone(),
        line: 0,
    }));
}

/// A region with the note that was typed beside it.
fn with_meta(mut region: Region, result: &Map<String, Value>, draft: &mut Draft) -> Region {
    let meta = result.get("meta").and_then(Value::as_object);
    if let Some(meta) = meta {
        match meta.get("text") {
            Some(Value::String(line)) => region.review.add_note(line),
            Some(Value::Array(lines)) => {
                for line in lines.iter().filter_map(Value::as_str) {
                    region.review.add_note(line);
                }
            }
            _ => {}
        }
        unread(draft, meta, &["text"], "the meta of regions");
    }
    unread(draft, result, &OF_RESULT, "regions");
    region
}

/// The fields of a region that are read, or that say how it is shown.
const OF_RESULT: [&str; 13] = [
    "id",
    "from_name",
    "to_name",
    "type",
    "value",
    "origin",
    "score",
    "meta",
    "hidden",
    "locked",
    "readonly",
    "image_rotation",
    "item_index",
];

/// Where a result stands, if it says so in characters.
fn place(value: &Value) -> Option<(usize, usize)> {
    let global = value.get("globalOffsets").unwrap_or(value);
    number(global.get("start")).zip(number(global.get("end")))
}

/// What another control says of a region, or of the article; `own` where this program wrote the task.
///
/// Other projects have controls of the same names: what has no meaning here is a tag or a note.
fn said(
    draft: &mut Draft,
    region: Option<&mut Region>,
    result: &Map<String, Value>,
    (control, own): (&str, bool),
) -> Result<(), String> {
    let Some(value) = result.get("value") else {
        return Ok(());
    };
    let words: Vec<&str> = match value.get(if control == "textarea" {
        "text"
    } else {
        control
    }) {
        Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(word)) => vec![word],
        _ => Vec::new(),
    };
    let from = result.get("from_name").and_then(Value::as_str);
    let typed = words.join("\n");
    let (Some(first), "choices" | "textarea") = (words.first(), control) else {
        draft.leave_out("answers to other controls");
        return Ok(());
    };
    let first = (*first).to_owned();
    let tags = words.iter().map(|word| (*word).to_owned());
    if value.get("start").is_none() {
        match (from, control) {
            (Some("status"), _) if draft.status.is_none() && first.parse::<Status>().is_ok() => {
                draft.status = first.parse().ok();
            }
            (_, "choices") => draft.tags.extend(tags),
            _ => add_note(&mut draft.note, &typed),
        }
        return Ok(());
    }
    let Some(region) = region else {
        draft.leave_out("answers about spans that are not there");
        return Ok(());
    };
    let of_region = region.pieces.first().map(|piece| (piece.start, piece.end));
    if let (Some((start, end)), Some((own_start, own_end))) = (place(value), of_region)
        && (start, end) != (own_start, own_end)
    {
        return Err(format!(
            "stands at {start}-{end}, but its region {own_start}-{own_end}"
        ));
    }
    let tells_date = own || region.role == Role::Date || region.label == "DATE";
    let review = &mut region.review;
    match (from, control, region.role) {
        (Some("kind"), "choices", Role::Piece) if kind(&first).is_some() => {
            region.kind = kind(&first);
        }
        (Some("negation"), "choices", Role::Piece) if first == "negated" => region.negated = true,
        (Some("name"), "textarea", Role::Piece | Role::Speaker | Role::Entity)
            if region.speaker.1.is_none() =>
        {
            region.speaker.1 = Some(first);
            for more in words.iter().skip(1) {
                review.add_note(more);
            }
        }
        (Some("value"), "textarea", _) if tells_date && region.value.is_none() => {
            region.value = Some(first);
        }
        (Some("link"), "textarea", _) if review.link.is_none() && words.len() == 1 => {
            review.link = Some(first);
        }
        (_, "textarea", _) => review.add_note(&typed),
        _ => review.tags.extend(tags),
    }
    Ok(())
}
