//! The JSON of UIMA's common analysis structure, version 0.4.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use super::build::structures;
use super::graph::{Graph, Held, Node};
use super::read::Wrong;
use super::structure::{FIRST, SOFA, Structure, Structures, Value};
use super::types::{Range, TYPES};
use crate::interchange::document::Document;
use crate::interchange::json::harmless;
use crate::interchange::losses::Losses;
use crate::interchange::names::FileNames;
use crate::interchange::writer::FolderWriter;
use crate::interchange::{Fault, Unit};
use crate::output::Folder;

/// Writes a file of JSON for each article. All that a record says of its items is there.
#[derive(Debug)]
pub struct CasWriter {
    /// The types, which are the same in every file.
    types: String,
}

impl Default for CasWriter {
    fn default() -> Self {
        Self {
            types: types().to_string(),
        }
    }
}

impl FolderWriter for CasWriter {
    fn document(
        &mut self,
        document: &Document<'_>,
        folder: &mut Folder,
        names: &mut FileNames,
        losses: &mut Losses,
    ) -> io::Result<()> {
        losses.note_own(document);
        let mut name = names.name(document).into_os_string();
        name.push(".json");
        let mut file = folder.file(name.as_ref())?;
        write(&structures(document), &self.types, &mut file)?;
        file.finish()
    }
}

/// Writes structures, a line each.
fn write(structures: &Structures<'_>, types: &str, output: &mut dyn Write) -> io::Result<()> {
    write!(output, "{{\"%TYPES\":{types},\n\"%FEATURE_STRUCTURES\":[\n")?;
    let mut sofa = json!({
        "%ID": SOFA,
        "%TYPE": "uima.cas.Sofa",
        "sofaNum": 1,
        "sofaID": "_InitialView",
        "mimeType": "text/plain",
    });
    match structures.text {
        Some(text) => sofa["sofaString"] = text.into(),
        None => sofa["sofaURI"] = structures.uri.as_str().into(),
    }
    output.write_all(harmless(&sofa.to_string()).as_bytes())?;
    let mut arrays = Arrays {
        next: FIRST + structures.all.len(),
        made: Vec::new(),
    };
    for (place, structure) in structures.all.iter().enumerate() {
        let object = Json::Object(object(place + FIRST, structure, &mut arrays));
        write!(output, ",\n{}", harmless(&object.to_string()))?;
    }
    for array in arrays.made {
        write!(output, ",\n{}", harmless(&array.to_string()))?;
    }
    let members: Vec<usize> = (FIRST..FIRST + structures.all.len()).collect();
    let views = json!({"_InitialView": {"%SOFA": SOFA, "%MEMBERS": members}});
    writeln!(output, "],\n\"%VIEWS\":{views}}}")
}

/// Arrays are structures of their own, which stand behind the others.
struct Arrays {
    next: usize,
    made: Vec<Json>,
}

impl Arrays {
    fn add(&mut self, kind: &str, elements: &Json) -> Json {
        let id = self.next;
        self.next += 1;
        self.made
            .push(json!({"%ID": id, "%TYPE": kind, "%ELEMENTS": elements}));
        id.into()
    }
}

fn object(id: usize, structure: &Structure<'_>, arrays: &mut Arrays) -> Map<String, Json> {
    let mut object = Map::new();
    object.insert("%ID".to_owned(), id.into());
    object.insert("%TYPE".to_owned(), structure.kind.into());
    if let Some((begin, end)) = structure.range {
        object.insert("@sofa".to_owned(), SOFA.into());
        object.insert("begin".to_owned(), begin.into());
        object.insert("end".to_owned(), end.into());
    }
    for (name, value) in &structure.features {
        let (key, json) = match value {
            Value::Text(text) => ((*name).to_owned(), Json::from(text.as_ref())),
            Value::Decimal(number) => ((*name).to_owned(), Json::from(*number)),
            Value::Truth(truth) => ((*name).to_owned(), Json::from(*truth)),
            Value::One(id) => (format!("@{name}"), Json::from(*id)),
            Value::Texts(texts) => {
                let array = arrays.add("uima.cas.StringArray", &json!(texts));
                (format!("@{name}"), array)
            }
            Value::Integers(integers) => {
                let array = arrays.add("uima.cas.IntegerArray", &json!(integers));
                (format!("@{name}"), array)
            }
            Value::Many(ids) => {
                let array = arrays.add("uima.cas.FSArray", &json!(ids));
                (format!("@{name}"), array)
            }
        };
        object.insert(key, json);
    }
    object
}

/// The types as JSON.
fn types() -> Json {
    let all = TYPES.iter().map(|kind| {
        let mut object = Map::new();
        object.insert("%NAME".to_owned(), kind.name.into());
        object.insert("%SUPER_TYPE".to_owned(), kind.parent.into());
        object.insert("%DESCRIPTION".to_owned(), kind.description.into());
        for feature in kind.features() {
            let range = match feature.range {
                Range::Text => "uima.cas.String".to_owned(),
                Range::Decimal => "uima.cas.Float".to_owned(),
                Range::Truth => "uima.cas.Boolean".to_owned(),
                Range::Texts => "uima.cas.String[]".to_owned(),
                Range::Integers => "uima.cas.Integer[]".to_owned(),
                Range::One(kind) => kind.to_owned(),
                Range::Many(kind) => format!("{kind}[]"),
            };
            let told = json!({"%NAME": feature.name, "%RANGE": range});
            object.insert(feature.name.to_owned(), told);
        }
        (kind.name.to_owned(), Json::Object(object))
    });
    Json::Object(all.collect())
}

/// What the header says that offsets count, whichever draft of the format named it.
fn unit(json: &Json) -> Result<Option<Unit>, Fault> {
    let header = json.get("%HEADER").unwrap_or(json).as_object();
    let all = header.into_iter().flatten();
    let mut told = all.filter(|(name, _)| name.to_ascii_uppercase().contains("OFFSET"));
    told.next().map_or(Ok(None), |(name, unit)| {
        let told = unit.as_str().unwrap_or_default();
        super::read::unit(told).map(Some).ok_or_else(|| {
            Fault::new(
                name.as_str(),
                format!("is {unit}; UTF-16 and UTF-32 are known"),
            )
        })
    })
}

/// Reads a file.
///
/// # Errors
/// Where it is no JSON, or has no structures.
pub fn graph(file: &str) -> Result<Graph, Wrong> {
    let wrong = |field: &str, reason: String| (0, Fault::new(field, reason));
    let json: Json = serde_json::from_str(file).map_err(|error| {
        let line = error.line() as u64;
        (line, Fault::new("", format!("is no JSON: {error}")))
    })?;
    let mut graph = Graph::default();
    graph.unit = unit(&json).map_err(|fault| (0, fault))?;
    let structures = json.get("%FEATURE_STRUCTURES");
    let structures: Vec<(Option<u64>, &Json)> = match structures {
        Some(Json::Array(all)) => all.iter().map(|one| (None, one)).collect(),
        Some(Json::Object(all)) => all.iter().map(|(id, one)| (id.parse().ok(), one)).collect(),
        _ => {
            let reason = "is no list; this is no CAS of version 0.4".to_owned();
            return Err(wrong("%FEATURE_STRUCTURES", reason));
        }
    };
    for (place, (id, structure)) in structures.into_iter().enumerate() {
        let id = id.or_else(|| structure.get("%ID").and_then(Json::as_u64));
        let kind = structure.get("%TYPE").and_then(Json::as_str);
        let (Some(id), Some(kind), Json::Object(object)) = (id, kind, structure) else {
            let field = format!("%FEATURE_STRUCTURES[{place}]");
            graph
                .faults
                .push(wrong(&field, "has no %ID or %TYPE".to_owned()));
            continue;
        };
        let features =
            object.iter().map(
                |(name, value)| match (name.strip_prefix('@'), value.as_u64()) {
                    (Some(name), Some(id)) => (name.to_owned(), Held::Reference(id)),
                    _ => (name.clone(), Held::Json(value.clone())),
                },
            );
        graph.add(Node {
            id,
            kind: kind.to_owned(),
            line: 0,
            features: features.collect(),
        });
    }
    let views = json.get("%VIEWS");
    if views.is_some_and(|views| !views.is_object() && !views.is_null()) {
        graph
            .faults
            .push(wrong("%VIEWS", "is no object".to_owned()));
    }
    let views = views.and_then(Json::as_object);
    for view in views.into_iter().flat_map(Map::values) {
        let members = view.get("%MEMBERS").and_then(Json::as_array);
        let members = members.into_iter().flatten().filter_map(Json::as_u64);
        let sofa = view.get("%SOFA").and_then(Json::as_u64);
        graph
            .views
            .extend(sofa.map(|sofa| (sofa, members.collect())));
    }
    Ok(graph)
}
