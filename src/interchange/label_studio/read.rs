//! Tasks of Label Studio.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use crate::annotation::{Status, Verdict};
use crate::bounded;
use crate::interchange::assemble::{Link, Region, Role, assemble, kind};
use crate::interchange::draft::{Draft, DraftSpan, add_note};
use crate::interchange::fields::{articles, head, list, name, number, score, string};
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

/// The text of a task: the field that the configuration names, else `text`, else the only string.
fn text(data: &Map<String, Value>, named: Option<&str>) -> Result<String, Fault> {
    let known = named.into_iter().chain(["text"]);
    if let Some(text) = known.into_iter().find_map(|name| string(data, name)) {
        return Ok(text);
    }
    let strings = data
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?)));
    let strings: Vec<(&String, &str)> = strings.collect();
    match strings.as_slice() {
        [(_, only)] => Ok((*only).to_owned()),
        [] => Err(Fault::new("data.text", "is missing")),
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
    let data = task.get("data").and_then(Value::as_object);
    let data = data.ok_or_else(|| Fault::new("data", "is missing"))?;
    let text = text(data, named)?;
    let meta = task.get("meta");
    let mut about = Draft {
        id: name(data.get("id").or_else(|| task.get("id"))).unwrap_or_default(),
        text: Some(text),
        annotator: name(meta.and_then(|meta| meta.get("annotator"))),
        as_of: meta.and_then(|meta| meta.get("updated")?.as_str()?.parse().ok()),
        unit: Some(Unit::CodePoint),
        ..Draft::default()
    };
    head(&mut about, data);
    let is_own = meta.is_some_and(|meta| meta.get("annotator").is_some());
    let parts = |of: &'static str, decided: bool| {
        let items = list(task, of).iter().enumerate();
        items.filter_map(move |(i, item)| {
            // What this program wrote of a skipped article is all that is known of it: only Label
            // Studio says who completed an annotation.
            let own = item.get("completed_by").is_none() && is_own;
            let cancelled = item.get("was_cancelled") == Some(&Value::Bool(true)) && !own;
            let results = item.get("result").and_then(Value::as_array)?;
            let part = Part {
                results,
                field: format!("{of}[{i}].result"),
                decided,
                own: is_own,
            };
            (!cancelled).then_some((name(item.get("completed_by")), part))
        })
    };
    let mut annotations: Vec<(Option<String>, Part)> = parts("annotations", true).collect();
    let predictions: Vec<Part> = parts("predictions", false).map(|(_, part)| part).collect();
    let all = list(task, "annotations");
    if annotations.len() < all.len() {
        let cancelled = all.len() - annotations.len();
        about
            .left_out
            .insert("annotations that were cancelled", cancelled as u64);
        if annotations.is_empty() {
            about.status = Some(Status::Skipped);
        }
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
    about.annotator = about.annotator.or(annotator.flatten());
    let parts: Vec<Part> = last.into_iter().chain(predictions).collect();
    fill(&mut about, &parts, faults);
    drafts.push(about);
    Ok(drafts)
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
                regions.extend(region(result, kind, &field, part.decided, faults));
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
    let labels = list(result, "labels");
    match labels.first().and_then(Value::as_str) {
        Some(label) => links.push(Link {
            label: label.to_owned(),
            from,
            to,
        }),
        None => draft.leave_out("relations of other kinds"),
    }
}

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
