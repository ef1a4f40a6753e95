//! Web annotations as drafts: collections, pages, and annotations on their own.

use std::collections::HashMap;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::group::draft;
use super::hypothesis;
use super::node::{agent, id, iri, is, list, object, text};
use super::terms::{Layer, NAMES};
use crate::interchange::Fault;
use crate::interchange::json::stream;
use crate::interchange::reader::{Source, Take};

/// Annotations of one source, with what was told about it.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The source's IRI.
    pub source: String,
    /// The collection that they are in, which many may share.
    pub collection: Arc<Map<String, Value>>,
    /// The annotations, each with its place in the file.
    pub items: Vec<(String, Map<String, Value>)>,
    /// Who made all of them, where the collection does not say.
    pub creator: Option<String>,
    /// Whether offsets count in a page around the text.
    pub is_paged: bool,
}

impl Group {
    /// The annotations of each of its creators, where the collection is nobody's; those that are nobody's
    /// stand with those of the first, and a link stands with what it is a link from. Where what somebody
    /// made is linked to what somebody else made, all of them stand together.
    fn by_creator(mut self) -> Vec<Self> {
        if annotator(&self.collection).is_some() {
            return vec![self];
        }
        let mut creators = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (_, item) in &self.items {
            if let Some(creator) = agent(item, "creator") {
                places.entry(creator).or_insert_with_key(|creator| {
                    creators.push(creator.clone());
                    creators.len() - 1
                });
            }
        }
        let place = |item: &Map<String, Value>| {
            let creator = agent(item, "creator");
            let place = creator.and_then(|name| places.get(&name)).copied();
            place.unwrap_or_default()
        };
        let made: HashMap<String, usize> = self
            .items
            .iter()
            .filter_map(|(_, item)| Some((id(item)?.to_owned(), place(item))))
            .collect();
        let place = |item: &Map<String, Value>| {
            let from = list(item, "target").iter().find_map(iri);
            let from = from.and_then(|from| made.get(from)).copied();
            from.unwrap_or_else(|| place(item))
        };
        let is_apart = self.items.iter().all(|(_, item)| {
            let mut bodies = list(item, "body").iter().filter_map(iri);
            bodies.all(|to| made.get(to).is_none_or(|to| *to == place(item)))
        });
        if !is_apart {
            return vec![self];
        }
        let items = std::mem::take(&mut self.items);
        let of = |creator: Option<String>| Self {
            creator,
            ..self.clone()
        };
        let mut groups: Vec<Self> = creators.into_iter().map(|name| of(Some(name))).collect();
        if groups.is_empty() {
            groups.push(of(None));
        }
        for (field, item) in items {
            if let Some(group) = groups.get_mut(place(&item)) {
                group.items.push((field, item));
            }
        }
        groups
    }
}

/// Reads collections, pages and annotations, and what Hypothesis hands out: a document, a list of them,
/// or one a line. Annotations on their own are taken together as long as they are of one source.
///
/// # Errors
/// When the file cannot be read.
pub fn read(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let mut alone = Group::default();
    let mut begun = 0;
    let mut stopped = false;
    stream(&mut source.input, |line, value| {
        let mut is_paged = false;
        let value = value.map(|value| match value {
            Value::Object(node) if hypothesis::is_one(&node) => {
                is_paged = true;
                Value::Object(hypothesis::translated(node))
            }
            value => value,
        });
        let flow = match value {
            Ok(Value::Object(node)) if is(&node, "Annotation") => {
                let of = source_of(&node);
                let goes_on = of.as_ref().is_none_or(|of| *of == alone.source);
                let flow = if goes_on || alone.items.is_empty() {
                    ControlFlow::Continue(())
                } else {
                    hand_on(begun, std::mem::take(&mut alone), take)
                };
                if alone.items.is_empty() {
                    begun = line;
                    alone.source = of.unwrap_or_default();
                }
                alone.is_paged |= is_paged;
                let field = id(&node).unwrap_or_default().to_owned();
                alone.items.push((field, node));
                flow
            }
            Ok(Value::Object(node)) => {
                let mut flow = ControlFlow::Continue(());
                for group in groups(node) {
                    if flow.is_continue() {
                        flow = match group {
                            Ok(group) => hand_on(line, group, take),
                            Err(fault) => take(line, Err(fault)),
                        };
                    }
                }
                flow
            }
            Ok(_) => take(line, Err(Fault::new("", "is no web annotation"))),
            Err(reason) => take(line, Err(Fault::new("", reason))),
        };
        stopped = flow.is_break();
        flow
    })?;
    if !stopped && !alone.items.is_empty() {
        let _ = hand_on(begun, alone, take);
    }
    Ok(())
}

fn hand_on(line: u64, group: Group, take: &mut Take<'_>) -> ControlFlow<()> {
    for group in group.by_creator() {
        let (draft, faults) = draft(&group);
        for fault in faults {
            take(line, Err(fault))?;
        }
        take(line, Ok(draft))?;
    }
    ControlFlow::Continue(())
}

/// The annotations of a collection, a page or a graph, by their sources.
fn groups(mut node: Map<String, Value>) -> Vec<Result<Group, Fault>> {
    let from = |node: &mut Map<String, Value>| {
        // The last two are those of Hypothesis: of a search and of an export.
        let keys = ["items", "@graph", "rows", "annotations"];
        keys.into_iter().find_map(|key| match node.remove(key) {
            Some(Value::Array(items)) => Some((key.to_owned(), items)),
            Some(item @ Value::Object(_)) => Some((key.to_owned(), vec![item])),
            _ => None,
        })
    };
    let page = match node.get_mut("first") {
        Some(Value::Object(page)) => {
            from(page).map(|(path, items)| (format!("first.{path}"), items))
        }
        _ => None,
    };
    let elsewhere = elsewhere(&node);
    let Some((path, items)) = page.or_else(|| from(&mut node)) else {
        let reason = "has no items: it is neither an annotation nor a collection or page with them";
        return vec![Err(elsewhere.unwrap_or_else(|| Fault::new("", reason)))];
    };
    let about = object(&node, "about").and_then(id).map(str::to_owned);
    let mut groups: Vec<Group> = Vec::new();
    let mut by_source: HashMap<String, usize> = HashMap::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut links = Vec::new();
    let mut faults: Vec<Result<Group, Fault>> = elsewhere.into_iter().map(Err).collect();
    if let Some(about) = about {
        by_source.insert(about.clone(), 0);
        groups.push(Group {
            source: about,
            ..Group::default()
        });
    }
    for (place, item) in items.into_iter().enumerate() {
        let field = format!("{path}[{place}]");
        let Value::Object(item) = item else {
            faults.push(Err(Fault::new(field, "is no annotation")));
            continue;
        };
        let is_paged = hypothesis::is_one(&item);
        let item = if is_paged {
            hypothesis::translated(item)
        } else {
            item
        };
        let Some(source) = source_of(&item) else {
            links.push((field, item));
            continue;
        };
        let at = *by_source.entry(source.clone()).or_insert_with(|| {
            groups.push(Group {
                source,
                ..Group::default()
            });
            groups.len() - 1
        });
        by_id.extend(id(&item).map(|id| (id.to_owned(), at)));
        if let Some(group) = groups.get_mut(at) {
            group.is_paged |= is_paged;
            group.items.push((field, item));
        }
    }
    for (field, item) in links {
        let to = list(&item, "target").iter().find_map(iri);
        let at = to.and_then(|to| by_id.get(to)).copied().unwrap_or_default();
        match groups.get_mut(at) {
            Some(group) => group.items.push((field, item)),
            None => faults.push(Err(Fault::new(field, "has no target"))),
        }
    }
    let node = Arc::new(node);
    for group in &mut groups {
        group.collection = Arc::clone(&node);
    }
    faults
        .into_iter()
        .chain(groups.into_iter().map(Ok))
        .collect()
}

/// That a collection goes on in another file, which is not fetched.
fn elsewhere(node: &Map<String, Value>) -> Option<Fault> {
    let next =
        |node: &Map<String, Value>| list(node, "next").iter().find_map(iri).map(str::to_owned);
    let (field, page) = match object(node, "first") {
        Some(page) => ("first.next", next(page)),
        None => match text(node, "first") {
            Some(first) => ("first", Some(first.to_owned())),
            None => ("next", next(node)),
        },
    };
    let reason = format!(
        "what stands on {:?} was not read; save that page as a file, too",
        page?
    );
    Some(Fault::new(field, reason))
}

/// The source that an annotation is about; none where it is about other annotations.
fn source_of(item: &Map<String, Value>) -> Option<String> {
    let is_link = text(item, "motivation") == Some("linking");
    let target = list(item, "target").iter().find_map(iri)?;
    let is_own = target.starts_with(NAMES);
    (!is_link && !is_own).then(|| target.to_owned())
}

/// What an annotation is of, where it says so.
pub fn layer(item: &Map<String, Value>) -> Option<Layer> {
    text(item, "layer").and_then(Layer::of)
}

/// Who made a collection.
pub fn annotator(collection: &Map<String, Value>) -> Option<String> {
    agent(collection, "creator")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn groups_of_many_sources_and_people_hold_one_collection() {
        let item = |number: u32, source: u32| {
            json!({"type": "Annotation", "creator": format!("person {number}"),
                "target": format!("http://a.example/{source}")})
        };
        let items = [item(1, 1), item(2, 1), item(3, 2)];
        let page = json!({"type": "AnnotationPage", "label": "long", "items": items});
        let groups = groups(page.as_object().unwrap().clone());
        let groups = groups.into_iter().map(Result::unwrap);
        let groups: Vec<Group> = groups.flat_map(Group::by_creator).collect();
        assert_eq!(groups.len(), 3);
        let [first, others @ ..] = groups.as_slice() else {
            return;
        };
        let shares = |group: &Group| Arc::ptr_eq(&group.collection, &first.collection);
        assert!(others.iter().all(shares));
    }
}
