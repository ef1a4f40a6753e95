//! Tasks of Prodigy, and documents of spaCy.

use std::collections::{HashMap, HashSet};
use std::io;

use serde_json::{Map, Value};

use crate::annotation::{Status, Verdict};
use crate::extract::Label;
use crate::interchange::assemble::{Link, Region, Role, assemble, kind};
use crate::interchange::draft::{Draft, DraftCluster, DraftSpan};
use crate::interchange::fields::{
    HEAD, articles, hash, head, is_named, list, name, number, review, span, string, strings, text,
    unit, unread,
};
use crate::interchange::reader::{Source, Take};
use crate::interchange::{Fault, Unit};

/// Reads tasks, one a line or in an array: spans and relations, also those of spaCy's `Doc.to_json`
/// (`ents`, groups of `spans`) and its training data (`entities`).
///
/// # Errors
/// When the file cannot be read.
pub fn read(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let named = source.text_field;
    articles(source, take, |fields, faults| {
        Ok(vec![draft(fields, named, faults)?])
    })
}

fn draft(
    task: &Map<String, Value>,
    named: Option<&str>,
    faults: &mut Vec<Fault>,
) -> Result<Draft, Fault> {
    let text = text(task, named, &["text"])?;
    let none = Map::new();
    let meta = task.get("meta").and_then(Value::as_object).unwrap_or(&none);
    let mut draft = Draft {
        is_named: is_named(task, named),
        id: name(meta.get("id").or_else(|| task.get("id"))).unwrap_or_default(),
        text: Some(text),
        sha256: hash(task),
        annotator: annotator(task),
        status: task
            .get("status")
            .and_then(|status| serde_json::from_value(status.clone()).ok()),
        tags: strings(task, "tags", faults),
        note: string(task, "note"),
        tells_clusters: task.contains_key("clusters"),
        unit: Some(unit(task)?.unwrap_or(Unit::CodePoint)),
        ..Draft::default()
    };
    head(&mut draft, meta);
    let known: Vec<&str> = READ.iter().copied().chain(named).collect();
    unread(&mut draft, task, &known, "tasks");
    let known: Vec<&str> = HEAD.into_iter().chain(["id"]).collect();
    unread(&mut draft, meta, &known, "the meta of tasks");
    if task
        .get("meta")
        .is_some_and(|meta| !meta.is_object() && !meta.is_null())
    {
        faults.push(Fault::new("meta", "is no object"));
    }
    let answer = answer(task, faults);
    // Who answered a task is done with it.
    draft.status = draft.status.or(match answer {
        Some("accept" | "reject") => Some(Status::Reviewed),
        Some("ignore") => Some(Status::Skipped),
        _ => None,
    });
    categories(task, answer, &mut draft, faults);
    // An export has that answer for all work that is not reviewed.
    let is_reviewed = task.get("status").is_none() || draft.status == Some(Status::Reviewed);
    let outdoes = match answer {
        Some("reject") => true,
        Some("ignore") => is_reviewed,
        _ => false,
    };
    let answer = match answer {
        Some("reject") => Some(Verdict::Rejected),
        // Nobody said whether they are right.
        Some("ignore") => Some(Verdict::Unreviewed),
        _ => None,
    };
    for cluster in list(task, "clusters", faults)
        .iter()
        .filter_map(Value::as_object)
    {
        draft.clusters.extend(read_cluster(cluster));
    }
    let mut regions = Vec::new();
    let own = draft.tells_clusters;
    let words = words(task, &mut draft, faults);
    match task.get("spans") {
        Some(Value::Array(spans)) => {
            for fields in spans.iter().filter_map(Value::as_object) {
                unread(&mut draft, fields, &OF_SPAN, "spans");
            }
            all(spans, "spans", own, &mut regions, faults);
            prove(spans, &words, &mut regions, faults);
        }
        Some(Value::Object(groups)) => {
            for (group, spans) in groups {
                draft.leave_out("names of groups of spans");
                let spans = spans.as_array().map(Vec::as_slice).unwrap_or_default();
                all(spans, &format!("spans.{group}"), own, &mut regions, faults);
            }
        }
        None | Some(Value::Null) => {}
        Some(_) => faults.push(Fault::new("spans", "is no list")),
    }
    let ents = list(task, "ents", faults);
    all(ents, "ents", own, &mut regions, faults);
    for (i, entity) in list(task, "entities", faults).iter().enumerate() {
        regions.extend(tuple(entity, &format!("entities[{i}]"), faults));
    }
    for region in &mut regions {
        let verdict = region.review.verdict;
        // What was accepted came with the export; the answer was given after that.
        if verdict.is_none_or(|verdict| outdoes && verdict.stands()) {
            region.review.verdict = answer;
        }
    }
    tell_apart(&mut regions);
    let links = links(task, &regions, faults);
    assemble(&mut draft, regions, &links);
    Ok(draft)
}

/// What a task says of its whole text: the choices that were made, the category that was asked for, or
/// spaCy's categories with at least as much for them as against them.
fn categories(
    task: &Map<String, Value>,
    answer: Option<&str>,
    draft: &mut Draft,
    faults: &mut Vec<Fault>,
) {
    let chosen = list(task, "accept", faults).iter();
    let chosen = chosen.filter_map(|id| name(Some(id)));
    let asked = task.get("label").and_then(Value::as_str);
    for category in chosen.chain(asked.map(str::to_owned)) {
        match answer {
            Some("reject") => draft.leave_out("categories that were rejected"),
            Some("ignore") => draft.leave_out("categories of tasks that were ignored"),
            _ => draft.tags.push(category),
        }
    }
    scored(task, draft);
}

/// Categories with a score each, as spaCy has them.
pub(in crate::interchange) fn scored(task: &Map<String, Value>, draft: &mut Draft) {
    let all = task.get("cats").and_then(Value::as_object);
    for (category, score) in all.into_iter().flatten() {
        let holds = score.as_f64().is_some_and(|score| score >= 0.5);
        if holds || *score == Value::Bool(true) {
            draft.tags.push(category.clone());
        }
    }
}

/// Who answered a task; of older versions only the session tells.
fn annotator(task: &Map<String, Value>) -> Option<String> {
    let names = ["annotator", "_annotator_id", "_session_id"];
    names.into_iter().find_map(|key| name(task.get(key)))
}

/// What was answered.
fn answer<'a>(task: &'a Map<String, Value>, faults: &mut Vec<Fault>) -> Option<&'a str> {
    match task.get("answer") {
        None | Some(Value::Null) => None,
        Some(Value::String(answer)) if ["accept", "reject", "ignore"].contains(&&**answer) => {
            Some(answer)
        }
        Some(other) => {
            let reason = format!("is {other}; accept, reject and ignore are known");
            faults.push(Fault::new("answer", reason));
            None
        }
    }
}

/// The fields of a task that are read, or that say nothing of the text.
const READ: [&str; 22] = [
    "id",
    "text",
    "tokens",
    "spans",
    "relations",
    "ents",
    "entities",
    "clusters",
    "meta",
    "offsets",
    "sha256",
    "status",
    "tags",
    "note",
    "annotator",
    "answer",
    "accept",
    "options",
    "label",
    "cats",
    "config",
    "view_id",
];

/// The same of a span.
const OF_SPAN: [&str; 20] = [
    "input_hash",
    "start",
    "end",
    "token_start",
    "token_end",
    "label",
    "text",
    "id",
    "piece",
    "kind",
    "negated",
    "speaker",
    "value",
    "cluster",
    "score",
    "verdict",
    "tags",
    "note",
    "link",
    "updated",
];

/// The same of a token; what a machine says of its grammar is told as one.
const OF_TOKEN: [&str; 7] = ["text", "start", "end", "id", "ws", "disabled", "style"];

/// The words that the tokens of a task have: these prove its offsets. Parts of words, as other tokenizers
/// make them, do not stand in the text as they are.
fn words(
    task: &Map<String, Value>,
    draft: &mut Draft,
    faults: &mut Vec<Fault>,
) -> Vec<Option<DraftSpan>> {
    let mut words = Vec::new();
    let mut is_analysed = false;
    for (i, token) in list(task, "tokens", faults).iter().enumerate() {
        let range = number(token.get("start")).zip(number(token.get("end")));
        let text = token.get("text").and_then(Value::as_str);
        let fields = token.as_object();
        let is_part = fields.is_none_or(|fields| fields.contains_key("tokenizer_id"));
        let text = text.filter(|text| !text.is_empty() && !is_part);
        if text.is_some() && range.is_none() {
            let reason = "has no start and end that are numbers from 0";
            faults.push(Fault::new(format!("tokens[{i}]"), reason));
        }
        let word = range.zip(text);
        let word = word.map(|((start, end), text)| DraftSpan {
            start,
            end,
            text: Some(text.to_owned()),
            field: format!("tokens[{i}]"),
            ..DraftSpan::default()
        });
        draft.proofs.extend(word.clone());
        words.push(word);
        let mut names = fields.into_iter().flat_map(Map::keys);
        is_analysed |=
            names.any(|name| !OF_TOKEN.contains(&name.as_str()) && name != "tokenizer_id");
    }
    if is_analysed {
        draft.leave_out("texts whose tokens are analysed (tags, lemmas, heads)");
    }
    words
}

/// Holds spans against the tokens that they say they cover: these have the words.
fn prove(
    spans: &[Value],
    words: &[Option<DraftSpan>],
    regions: &mut Vec<Region>,
    faults: &mut Vec<Fault>,
) {
    regions.retain_mut(|region| {
        let [piece] = region.pieces.as_mut_slice() else {
            return true;
        };
        let place = piece
            .field
            .strip_prefix("spans[")
            .and_then(|rest| rest.strip_suffix(']'));
        let span = place.and_then(|place| spans.get(place.parse::<usize>().ok()?));
        let at = |name: &str| number(span?.get(name));
        let Some((first, last)) = at("token_start").zip(at("token_end")) else {
            return true;
        };
        // All tokens are proven by themselves; these two hold the span.
        let word = |at: usize| words.get(at)?.as_ref();
        let Some((first, last)) = word(first).zip(word(last)).filter(|_| first <= last) else {
            return true;
        };
        let (start, end) = (first.start, last.end);
        if (piece.start, piece.end) == (start, end) {
            piece.parts = vec![first.clone(), last.clone()];
            return true;
        }
        // A span of characters may begin and end inside its tokens.
        let is_inside = start <= piece.start && piece.end <= end;
        if !is_inside {
            let reason = format!(
                "{}-{} is not where its tokens stand, which is {start}-{end}",
                piece.start, piece.end
            );
            faults.push(Fault::new(piece.field.clone(), reason));
        }
        is_inside
    });
}

fn read_cluster(cluster: &Map<String, Value>) -> Option<DraftCluster> {
    Some(DraftCluster {
        id: name(cluster.get("id"))?,
        label: cluster.get("label").and_then(Value::as_str).map(Label::new),
        name: string(cluster, "name"),
        aliases: strings(cluster, "aliases", &mut Vec::new()),
        was: None,
        key: string(cluster, "key"),
        review: review(cluster),
    })
}

fn all(spans: &[Value], list: &str, own: bool, regions: &mut Vec<Region>, faults: &mut Vec<Fault>) {
    for (i, item) in spans.iter().enumerate() {
        let field = format!("{list}[{i}]");
        match region(item, &field, own) {
            Ok(region) => regions.push(region),
            Err(fault) => faults.push(fault),
        }
    }
}

/// A span; `own` where this program wrote it, which says more of it than its label.
fn region(item: &Value, field: &str, own: bool) -> Result<Region, Fault> {
    let piece = span(item, ("start", "end"), field)?;
    let label = item.get("label").and_then(Value::as_str);
    let label = label.ok_or_else(|| Fault::new(format!("{field}.label"), "is missing"))?;
    let fields = item.as_object().cloned().unwrap_or_default();
    let mut region = Region::new(key(&piece.start, &piece.end, label), label, vec![piece]);
    let is_piece = fields.contains_key("piece") || fields.contains_key("kind");
    if own && !is_piece && fields.contains_key("verdict") && region.role != Role::Date {
        region.role = Role::Entity;
    }
    region.review = review(&fields);
    // spaCy has NIL where it knows of no entry.
    let entry = string(&fields, "kb_id").filter(|id| !id.is_empty() && id != "NIL");
    region.review.link = region.review.link.take().or(entry);
    region.value = string(&fields, "value");
    region.cluster = name(fields.get("cluster"));
    region.kind = string(&fields, "kind").as_deref().and_then(kind);
    region.negated = fields.get("negated") == Some(&Value::Bool(true));
    if let Some(speaker) = fields.get("speaker") {
        region.speaker = (name(speaker.get("cluster")), name(speaker.get("name")));
    }
    if own {
        let id = string(&fields, "id");
        match region.role {
            Role::Entity | Role::Date => region.review.id = id,
            Role::Piece => {
                region.review.id.clone_from(&id);
                region.quote = id;
            }
            Role::Cue | Role::Speaker => region.quote = id,
        }
        if region.role == Role::Piece && region.kind.is_none() {
            // Only the first piece carries what the quote carries.
            region.review = crate::interchange::draft::DraftReview::default();
        }
    }
    Ok(region)
}

fn key(start: &impl ToString, end: &impl ToString, label: &str) -> String {
    format!("{}-{}-{label}", start.to_string(), end.to_string())
}

/// `[0, 5, "PER"]`
pub(in crate::interchange) fn tuple(
    item: &Value,
    field: &str,
    faults: &mut Vec<Fault>,
) -> Option<Region> {
    let parts = item.as_array().map(Vec::as_slice).unwrap_or_default();
    let read = match parts {
        [start, end, label, ..] => number(Some(start))
            .zip(number(Some(end)))
            .zip(label.as_str()),
        _ => None,
    };
    let Some(((start, end), label)) = read else {
        faults.push(Fault::new(field, "is no [start, end, label]"));
        return None;
    };
    let piece = crate::interchange::draft::DraftSpan {
        start,
        end,
        field: field.to_owned(),
        ..Default::default()
    };
    Some(Region::new(key(&start, &end, label), label, vec![piece]))
}

/// Gives spans of one label at one place keys of their own, by the items that they are of.
fn tell_apart(regions: &mut [Region]) {
    let mut met = HashSet::new();
    for region in regions {
        if !met.insert(region.key.clone())
            && let Some(id) = region.quote.as_ref().or(region.review.id.as_ref())
        {
            region.key = key_of(&region.key, id);
        }
    }
}

/// The key of a span of an item, where others have the same label at the same place.
fn key_of(key: &str, id: &str) -> String {
    format!("{key} {id}")
}

/// Relations: by the spans at their ends, else by the last tokens of these.
fn links(task: &Map<String, Value>, regions: &[Region], faults: &mut Vec<Fault>) -> Vec<Link> {
    let mut by_token: HashMap<usize, &str> = HashMap::new();
    let ends: HashMap<usize, usize> = list(task, "tokens", &mut Vec::new())
        .iter()
        .enumerate()
        .filter_map(|(i, token)| Some((number(token.get("end"))?, i)))
        .collect();
    for region in regions {
        let end = region.pieces.last().map_or(0, |piece| piece.end);
        if let Some(token) = ends.get(&end) {
            by_token.entry(*token).or_insert(&region.key);
        }
    }
    let keys: HashSet<&str> = regions.iter().map(|region| region.key.as_str()).collect();
    let mut links = Vec::new();
    for (i, relation) in list(task, "relations", faults).iter().enumerate() {
        let end = |name: &str| -> Option<String> {
            if let Some(span) = relation.get(format!("{name}_span")) {
                let label = span.get("label").and_then(Value::as_str)?;
                let (start, end) = (number(span.get("start"))?, number(span.get("end"))?);
                let key = key(&start, &end, label);
                let id = relation.get(format!("{name}_id")).and_then(Value::as_str);
                let own = id.map(|id| key_of(&key, id));
                let own = own.filter(|own| keys.contains(own.as_str())).unwrap_or(key);
                return Some(own).filter(|own| keys.contains(own.as_str()));
            }
            let token = number(relation.get(name))?;
            by_token.get(&token).map(|key| (*key).to_owned())
        };
        let label = relation.get("label").and_then(Value::as_str);
        match (end("head"), end("child"), label) {
            (Some(from), Some(to), Some(label)) => links.push(Link {
                label: label.to_owned(),
                from,
                to,
                line: 0,
            }),
            _ => faults.push(Fault::new(
                format!("relations[{i}]"),
                "has no head, child or label that is a span's",
            )),
        }
    }
    // What this program wrote says by ids what is one.
    if task.contains_key("clusters") {
        let own = regions.iter();
        let own = own.filter(|region| region.quote.is_some() || region.review.id.is_some());
        let own: HashSet<&str> = own.map(|region| region.key.as_str()).collect();
        links.retain(|link| {
            let is_told = ["coref", "continues", "cue"].contains(&link.label.as_str());
            // A person drew what has no id at one of its ends.
            !(is_told && own.contains(link.from.as_str()) && own.contains(link.to.as_str()))
        });
    }
    links
}
