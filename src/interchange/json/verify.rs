//! Proves that a file says what it seems to say.

use std::cmp::Reverse;
use std::collections::HashSet;

use serde_json::Value;

use super::Item;
use crate::annotation::wire::Coordinates;
use crate::article::hex_sha256;
use crate::interchange::Fault;
use crate::span::OffsetIndex;
use crate::text::count::counted;

impl Item {
    /// Everything that is wrong with it: spans that do not cover their words in `text`, lists out of
    /// order, ids met twice, references to nothing.
    pub fn verify(&self, text: &str) -> Vec<Fault> {
        let index = OffsetIndex::new(text);
        let (_, mut faults) = self.annotations(Coordinates {
            text,
            index: &index,
        });
        faults.extend(self.unit().err());
        let hash = hex_sha256(text.as_bytes());
        if let Some(sha256) = self.sha256.as_ref().filter(|known| **known != hash) {
            let reason = format!("is {sha256}, but the text's is {hash}: it is another text");
            faults.push(Fault::new("article.sha256", reason));
        }
        let points = index.code_points() as u64;
        if let Some(length) = self.length.filter(|length| *length != points) {
            let points = counted(points, "code point", "code points");
            let reason = format!("is {length}, but the text has {points}");
            faults.push(Fault::new("article.length", reason));
        }
        self.verify_items(&mut faults);
        faults
    }

    /// What needs no text: order, ids, references, and that every span has its words.
    fn verify_items(&self, faults: &mut Vec<Fault>) {
        let clusters: HashSet<&str> = self
            .items("clusters")
            .iter()
            .filter_map(|cluster| cluster.get("id")?.as_str())
            .collect();
        let mut ids: HashSet<&str> = HashSet::new();
        for list in ["entities", "quotes", "dates", "clusters"] {
            let mut before = (0, Reverse(u64::MAX));
            for (i, item) in self.items(list).iter().enumerate() {
                let mut fault = |field: &str, reason: String| {
                    faults.push(Fault::new(format!("{list}[{i}].{field}"), reason));
                };
                match item.get("id").and_then(Value::as_str) {
                    None | Some("") => fault("id", "is missing".to_owned()),
                    Some(id) if !ids.insert(id) => {
                        fault("id", format!("{id:?} was met before"));
                    }
                    Some(_) => {}
                }
                let speaker = item.get("speaker");
                for (field, cluster) in [
                    ("cluster", item.get("cluster")),
                    ("speaker.cluster", speaker.and_then(|s| s.get("cluster"))),
                ] {
                    if let Some(id) = cluster.and_then(Value::as_str)
                        && !clusters.contains(id)
                    {
                        fault(field, format!("there is no cluster {id:?}"));
                    }
                }
                if let Some((start, end)) = extent(item) {
                    if (start, Reverse(end)) < before {
                        fault(
                            "start",
                            "stands before the one above it in the text".to_owned(),
                        );
                    }
                    before = (start, Reverse(end));
                }
                for field in silent(item) {
                    fault(&field, MISSING.to_owned());
                }
                let was = item.get("was").filter(|was| !was.is_null());
                for field in was.into_iter().flat_map(|was| unproven(was, item)) {
                    fault(&format!("was.{field}"), MISSING.to_owned());
                }
                for (field, said) in [("", Some(item)), ("was.", was)] {
                    let content = said.map(|said| pieces(said, "content")).unwrap_or_default();
                    let quoted = said.map(|said| pieces(said, "quoted")).unwrap_or_default();
                    for (j, quoted) in quoted.iter().enumerate() {
                        if !content.iter().any(|p| p.0 <= quoted.0 && quoted.1 <= p.1) {
                            let reason = "lies outside the content".to_owned();
                            fault(&format!("{field}quoted[{j}]"), reason);
                        }
                    }
                }
                let content = pieces(item, "content");
                if content.windows(2).any(|w| matches!(w, [a, b] if b.0 < a.1)) {
                    fault(
                        "content",
                        "its pieces overlap or are out of order".to_owned(),
                    );
                }
            }
        }
    }

    /// How many entities, quotes and dates it has.
    pub fn spans(&self) -> u64 {
        let lists = ["entities", "quotes", "dates"].into_iter();
        lists.map(|list| self.items(list).len() as u64).sum()
    }

    /// The items of a list, as the file has them.
    pub fn items(&self, list: &str) -> &[Value] {
        let values = self.fields.get(list).and_then(Value::as_array);
        values.map(Vec::as_slice).unwrap_or_default()
    }
}

fn range(value: &Value) -> Option<(u64, u64)> {
    Some((value.get("start")?.as_u64()?, value.get("end")?.as_u64()?))
}

fn pieces(quote: &Value, field: &str) -> Vec<(u64, u64)> {
    let pieces = quote.get(field).and_then(Value::as_array);
    pieces.into_iter().flatten().filter_map(range).collect()
}

/// From an item's first code point to its last; none for a cluster.
fn extent(item: &Value) -> Option<(u64, u64)> {
    range(item).or_else(|| {
        let content = pieces(item, "content");
        Some((content.first()?.0, content.last()?.1))
    })
}

const MISSING: &str = "the words that the span covers are missing";

/// The fields of an original that should hold covered words and do not: it may be where its item is.
fn unproven(was: &Value, item: &Value) -> Vec<String> {
    let is_same = range(was).is_some() && range(was) == range(item);
    if is_same { Vec::new() } else { silent(was) }
}

/// The fields of an item that should hold covered words and do not.
fn silent(item: &Value) -> Vec<String> {
    let is_silent =
        |value: &Value| range(value).is_some() && value.get("text").is_none_or(|t| !t.is_string());
    let mut fields = Vec::new();
    if is_silent(item) {
        fields.push("text".to_owned());
    }
    for name in ["cue", "speaker"] {
        if item.get(name).is_some_and(is_silent) {
            fields.push(format!("{name}.text"));
        }
    }
    let content = item.get("content").and_then(Value::as_array);
    for (i, piece) in content.into_iter().flatten().enumerate() {
        if is_silent(piece) {
            fields.push(format!("content[{i}].text"));
        }
    }
    fields
}
