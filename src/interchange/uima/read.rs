//! What feature structures say about an article.

use std::collections::{HashMap, HashSet};
use std::io;
use std::ops::ControlFlow;

use serde_json::Value;

use super::graph::{Controls, Graph, Held, Node, References};
use super::json::graph as json_graph;
use super::types::{
    ARTICLE, CLUSTER, CONTENT, CUE, DATE, METADATA, ORIGINAL, PIECE, QUOTE, QUOTED, SAID, SENTENCE,
    SPEAKER, TOKEN, WORDS,
};
use super::xml::is_forbidden;
use super::xml_read::graph as xml_graph;
use crate::extract::Label;
use crate::interchange::draft::{
    Draft, DraftCluster, DraftDate, DraftEntity, DraftQuote, DraftReview, DraftSpan, quote_kind,
    verdict,
};
use crate::interchange::reader::{Source, Take};
use crate::interchange::{Fault, Unit};

/// What `DKPro`'s types of names begin with.
const NAMES: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.";
/// What `DKPro`'s other types begin with, and those that `INCEpTION` keeps for itself.
const OTHERS: [&str; 3] = [
    "uima.",
    "de.tudarmstadt.ukp.dkpro.core.api.",
    "de.tudarmstadt.ukp.clarin.webanno.",
];
/// The features of names that are read as what they are, of layers of other tools.
const READ: [&str; 6] = ["sofa", "begin", "end", "value", "identifier", "note"];
/// The same of what this program wrote.
const OWN: [&str; 15] = [
    "sofa",
    "begin",
    "end",
    "value",
    "identifier",
    "id",
    "origin",
    "updated",
    "verdict",
    "score",
    "tags",
    "note",
    "original",
    "cluster",
    WORDS,
];
/// A chain of mentions.
const CHAIN: &str = "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceChain";
/// A mention in it.
const LINK: &str = "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink";

/// Reads a file of JSON.
///
/// # Errors
/// When the file cannot be read.
pub fn read_cas(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    read(source, take, json_graph)
}

/// Reads a file of XMI; the types beside it are not needed.
///
/// # Errors
/// When the file cannot be read.
pub fn read_xmi(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    read(source, take, xml_graph)
}

/// The unit of a name.
pub(super) fn unit(name: &str) -> Option<Unit> {
    match name.to_ascii_uppercase().replace(['-', '_'], "").as_str() {
        "UTF16" => Some(Unit::Utf16),
        "UTF32" | "CODEPOINT" | "CODEPOINTS" => Some(Unit::CodePoint),
        _ => None,
    }
}

/// What is wrong, and on which line.
pub type Wrong = (u64, Fault);

fn read(
    source: &mut Source<'_>,
    take: &mut Take<'_>,
    parse: fn(&str) -> Result<Graph, Wrong>,
) -> io::Result<()> {
    let graph = match source.whole()? {
        Ok(file) => parse(&file),
        Err(fault) => Err((0, fault)),
    };
    match graph {
        Ok(graph) => {
            let mut reading = Reading {
                graph: &graph,
                draft: Draft::default(),
                faults: graph.faults.clone(),
                is_own: false,
                has_text: false,
                controls: Controls::default(),
            };
            let is_there = reading.read(source.stem());
            for (line, fault) in reading.faults {
                if take(line, Err(fault)) == ControlFlow::Break(()) {
                    return Ok(());
                }
            }
            if is_there {
                let _ = take(1, Ok(reading.draft));
            }
        }
        Err((line, fault)) => {
            let _ = take(line, Err(fault));
        }
    }
    Ok(())
}

struct Reading<'a> {
    graph: &'a Graph,
    draft: Draft,
    faults: Vec<Wrong>,
    /// Whether this program wrote the file.
    is_own: bool,
    has_text: bool,
    controls: Controls,
}

impl<'a> Reading<'a> {
    /// Reads the first view, or that which is called so; whether there is one. Of further views, which
    /// have texts of their own, it is told how much is in them.
    fn read(&mut self, stem: String) -> bool {
        self.draft.id = stem;
        self.draft.unit = Some(self.graph.unit.unwrap_or(Unit::Utf16));
        let graph = self.graph;
        let sofas: Vec<&Node> = graph
            .nodes()
            .filter(|n| n.kind == "uima.cas.Sofa")
            .collect();
        let initial = |node: &&&Node| node.text("sofaID") == Some("_InitialView");
        let Some(sofa) = sofas.iter().find(initial).or_else(|| sofas.first()) else {
            let reason = "has no text: no uima.cas.Sofa is in it";
            self.faults.push((0, Fault::new("", reason)));
            return false;
        };
        let elsewhere = graph.views.iter().filter(|(id, _)| *id != sofa.id);
        let elsewhere = elsewhere.flat_map(|(_, members)| members);
        for node in elsewhere.filter_map(|id| graph.node(*id)) {
            let is_document = node.kind == METADATA || node.kind.starts_with("uima.");
            if node.is_span() && !is_document {
                self.draft
                    .leave_out_at("annotations of other views", node.line);
            }
        }
        let mut members: Vec<&Node> = match graph.views.iter().find(|(id, _)| *id == sofa.id) {
            Some((_, members)) => members.iter().filter_map(|id| graph.node(*id)).collect(),
            None => graph.nodes().collect(),
        };
        members.sort_by_key(|node| node.id);
        members.dedup_by_key(|node| node.id);
        let mut chains = Vec::new();
        // Of a file of this program all features are known.
        let about = members.iter().find(|node| node.kind == ARTICLE);
        let is_own = about.is_some();
        self.is_own = is_own;
        if let Some(about) = about {
            self.controls = Controls::new(&graph.integers(about, "controls"), is_forbidden);
        }
        self.has_text = sofa.text("sofaString").is_some();
        self.strays();
        let references = if is_own {
            References::default()
        } else {
            graph.references()
        };
        for node in members {
            let entities = self.draft.entities.len();
            match node.kind.as_str() {
                METADATA => self.metadata(node),
                ARTICLE => {
                    // Only this program writes it, and then all clusters.
                    self.draft.tells_clusters = true;
                    self.article(node);
                }
                CLUSTER => self.cluster(node),
                QUOTE => self.quote(node),
                DATE => self.date(node),
                CHAIN => chains.push(node),
                // These are read from where something refers to them, or say nothing more.
                SAID | PIECE | CONTENT | QUOTED | CUE | SPEAKER | ORIGINAL | LINK | SENTENCE
                | TOKEN => {}
                kind if kind.starts_with(NAMES) => self.entity(node),
                kind if OTHERS.iter().any(|other| kind.starts_with(other)) => {
                    if node.is_span() && !kind.starts_with("uima.") {
                        self.draft
                            .leave_out_at("annotations of other layers", node.line);
                    }
                }
                _ => self.other(node),
            }
            if !is_own && self.draft.entities.len() > entities {
                self.features(node, &references);
            }
        }
        self.chains(&chains);
        let text = sofa.text("sofaString");
        self.draft.text = text.map(|text| self.controls.put_back(text, 0).into_owned());
        true
    }

    fn metadata(&mut self, node: &Node) {
        if let Some(id) = node.given("documentId") {
            self.draft.id = id;
        }
        self.field("title", node.given("documentTitle"));
        let language = node.given("language");
        let language = language.filter(|language| language != "x-unspecified");
        self.field("language", language);
    }

    fn field(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.draft.fields.insert(name.to_owned(), value.into());
        }
    }

    fn article(&mut self, node: &Node) {
        for name in ["date", "source", "place", "byline", "editor", "url"] {
            self.field(name, node.given(name));
        }
        self.draft.sha256 = node.given("sha256");
        self.draft.annotator = node.given("annotator");
        self.draft.model = node.given("model");
        if let Some(offsets) = self.told(node, "offsets", unit) {
            self.draft.unit = Some(offsets);
        }
        self.draft.tags = self.graph.texts(node, "tags");
        self.draft.note = node.text("note").map(str::to_owned);
        self.draft.status = self.told(node, "status", |status| status.parse().ok());
        self.draft.updated = self.told(node, "updated", |time| time.parse().ok());
    }

    /// What a feature tells, if it can be understood.
    fn told<T>(
        &mut self,
        node: &Node,
        feature: &str,
        understand: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = node.given(feature)?;
        let told = understand(&text);
        if told.is_none() {
            let reason = format!("{text:?} is no {feature}; it is left out");
            self.wrong(node, feature, reason);
        }
        told
    }

    fn wrong(&mut self, node: &Node, feature: &str, reason: impl Into<String>) {
        let field = format!("{}.{feature}", node.told());
        self.faults.push((node.line, Fault::new(field, reason)));
    }

    /// Whether this program wrote a structure: other layers have features of the same names.
    fn is_own(&self, node: &Node) -> bool {
        let verdict = || node.given("verdict").as_deref().and_then(verdict);
        self.is_own || verdict().is_some() && node.features.contains_key("id")
    }

    fn review(&mut self, node: &Node) -> DraftReview {
        if !self.is_own(node) {
            return DraftReview {
                note: node.text("note").map(str::to_owned),
                link: node.text("identifier").map(str::to_owned),
                ..DraftReview::default()
            };
        }
        let score = node.decimal("score");
        DraftReview {
            id: node.given("id"),
            origin: node.given("origin"),
            updated: self.told(node, "updated", |time| time.parse().ok()),
            verdict: self.told(node, "verdict", verdict),
            score: score.filter(|score| (0.0..=1.0).contains(score)),
            tags: self.graph.texts(node, "tags"),
            note: node.text("note").map(str::to_owned),
            link: node.text("identifier").map(str::to_owned),
        }
    }

    /// Where a structure stands.
    fn span(&mut self, node: &Node) -> Option<DraftSpan> {
        let Some((start, end)) = node.range() else {
            self.wrong(
                node,
                "begin",
                "has no begin and end that are numbers from 0",
            );
            return None;
        };
        let words = node.text(WORDS).filter(|_| self.is_own(node));
        let mut span = DraftSpan {
            start,
            end,
            text: words.map(|words| self.controls.put_back(words, start).into_owned()),
            field: node.told(),
            line: node.line,
            ..DraftSpan::default()
        };
        // In a tool that shows the text somebody may have given it other edges.
        if span.text.is_some() && self.has_text {
            self.draft.proofs.push(span.clone());
            span.text = None;
        }
        Some(span)
    }

    /// Tells what cannot be told from others, and what the first view does not show.
    fn strays(&mut self) {
        let graph = self.graph;
        let mut shown: HashSet<u64> = HashSet::new();
        for (_, members) in &graph.views {
            for id in members {
                if graph.node(*id).is_none() {
                    let reason = format!("there is no structure {id} that it could show");
                    self.faults.push((0, Fault::new("view", reason)));
                }
                shown.insert(*id);
            }
        }
        let is_known = |kind: &str| {
            kind.starts_with("dateline.") || OTHERS.iter().any(|other| kind.starts_with(other))
        };
        for node in graph.nodes() {
            let is_first = graph
                .node(node.id)
                .is_some_and(|first| std::ptr::eq(first, node));
            let is_name = node.kind.starts_with(NAMES) || !is_known(&node.kind);
            if !is_first {
                self.faults.push((
                    node.line,
                    Fault::new(node.told(), "its id was met before; it is left out"),
                ));
            } else if is_name
                && node.is_span()
                && !graph.views.is_empty()
                && !shown.contains(&node.id)
            {
                self.draft
                    .leave_out_at("annotations that no view shows", node.line);
            }
        }
    }

    /// Where the structure stands that a feature refers to.
    fn span_at(&mut self, node: &Node, feature: &str) -> Option<DraftSpan> {
        let graph = self.graph;
        match graph.one(node, feature) {
            Some(piece) => self.span(piece),
            None => {
                if node.features.contains_key(feature) {
                    self.wrong(node, feature, "refers to nothing");
                }
                None
            }
        }
    }

    /// What a cluster is called by what refers to it.
    fn cluster_at(&self, node: &Node, feature: &str) -> Option<String> {
        self.graph.one(node, feature).map(cluster_id)
    }

    fn cluster(&mut self, node: &Node) {
        let review = self.review(node);
        let original = node.text("originalLabel").zip(node.text("originalName"));
        self.draft.clusters.push(DraftCluster {
            id: cluster_id(node),
            label: node.given("label").as_deref().map(Label::new),
            name: node.given("name"),
            aliases: self.graph.texts(node, "aliases"),
            was: original.map(|(label, name)| (Label::new(label), name.to_owned())),
            key: node.given("key"),
            review,
        });
    }

    fn entity(&mut self, node: &Node) {
        // `DKPro` has a type of its own for persons, and so on; that of all names may stand without
        // a label, too.
        let label = node.given("value");
        let label = label.unwrap_or_else(|| node.short().to_owned());
        self.span_of_label(node, &label);
    }

    /// A span of a layer that nobody told about.
    fn other(&mut self, node: &Node) {
        let is_relation = node.features.contains_key("Governor");
        if !node.is_span() || is_relation {
            self.draft
                .leave_out_at("annotations of other layers", node.line);
            return;
        }
        let label = node.given("value").or_else(|| node.given("label"));
        let label = label.unwrap_or_else(|| node.short().to_owned());
        self.span_of_label(node, &label);
    }

    /// What else the layer of a name says of it becomes tags: `kind: town`.
    fn features(&mut self, node: &Node, references: &References<'_>) {
        let mut tags = Vec::new();
        let has_value = node.given("value").is_some();
        let known = if self.is_own(node) {
            &OWN[..]
        } else {
            &READ[..]
        };
        for (name, held) in &node.features {
            let feature = name.as_str();
            let is_label = feature == "label" && !has_value;
            let is_known =
                is_label || known.contains(&feature) || feature.contains(['%', ':', '^', '@']);
            // The mark of a number that JSON has no way to write.
            let feature = feature.trim_end_matches('#');
            let value = match held {
                _ if is_known => continue,
                Held::Json(Value::Null) => continue,
                Held::Json(Value::String(text)) => text.clone(),
                Held::Json(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
                Held::Text(text) if !references.contains(&(node.kind.as_str(), feature)) => {
                    text.clone()
                }
                Held::Texts(_) | Held::Reference(_) if !self.graph.texts(node, name).is_empty() => {
                    let several = self.graph.texts(node, name).into_iter();
                    tags.extend(several.map(|value| format!("{feature}: {value}")));
                    continue;
                }
                Held::Json(_) | Held::Text(_) | Held::Texts(_) | Held::Reference(_) => {
                    self.draft
                        .leave_out_at("references of other layers", node.line);
                    continue;
                }
            };
            if !value.is_empty() {
                tags.push(format!("{feature}: {value}"));
            }
        }
        tags.sort();
        if let Some(entity) = self.draft.entities.last_mut() {
            entity.review.tags.append(&mut tags);
        }
    }

    fn span_of_label(&mut self, node: &Node, label: &str) {
        let Some(span) = self.span(node) else {
            return;
        };
        let is_own = self.is_own(node);
        let was = is_own.then(|| self.span_at(node, "original")).flatten();
        let was = was.and_then(|span| {
            let label = self.graph.one(node, "original")?.given("value")?;
            Some((span, Label::new(&label)))
        });
        let review = self.review(node);
        self.draft.entities.push(DraftEntity {
            pieces: vec![span],
            label: Label::new(label),
            cluster: self.cluster_at(node, "cluster").filter(|_| is_own),
            was,
            review,
        });
    }

    fn quote(&mut self, node: &Node) {
        let mut quote = self.said(node);
        quote.review = self.review(node);
        quote.was = self
            .graph
            .one(node, "original")
            .map(|original| Box::new(self.said(original)));
        self.draft.quotes.push(quote);
    }

    fn said(&mut self, node: &Node) -> DraftQuote {
        // Its own words only prove where it begins and ends.
        let whole = self.span(node).filter(|span| span.text.is_some());
        self.draft.proofs.extend(whole);
        DraftQuote {
            kind: self.told(node, "kind", quote_kind),
            content: self.spans(node, "content"),
            quoted: self.spans(node, "quoted"),
            cue: self.span_at(node, "cue"),
            speaker: self.span_at(node, "speaker"),
            speaker_cluster: self.cluster_at(node, "speakerCluster"),
            speaker_name: node.text("speakerName").map(str::to_owned),
            negated: node.truth("negated"),
            ..DraftQuote::default()
        }
    }

    fn spans(&mut self, node: &Node, feature: &str) -> Vec<DraftSpan> {
        let pieces = self.graph.many(node, feature);
        pieces
            .into_iter()
            .filter_map(|piece| self.span(piece))
            .collect()
    }

    fn date(&mut self, node: &Node) {
        let Some(span) = self.span(node) else {
            return;
        };
        let was = self.span_at(node, "original").and_then(|span| {
            let original = self.graph.one(node, "original")?;
            Some((span, original.text("value").map(str::to_owned)))
        });
        let review = self.review(node);
        self.draft.dates.push(DraftDate {
            span,
            value: node.text("value").map(str::to_owned),
            was,
            review,
        });
    }

    /// Chains of mentions: names that stand where a mention stands belong to one cluster.
    fn chains(&mut self, chains: &[&'a Node]) {
        let mut by_span: HashMap<(usize, usize), String> = HashMap::new();
        let names = self.draft.entities.iter().filter_map(|e| e.pieces.first());
        let names: HashSet<(usize, usize)> = names.map(|name| (name.start, name.end)).collect();
        for chain in chains {
            let mut link = self.graph.one(chain, "first");
            // A chain that leads back to itself has an end, too.
            let mut passed = HashSet::new();
            while let Some(node) = link.filter(|node| passed.insert(node.id)) {
                if let Some(range) = node.range() {
                    if !names.contains(&range) {
                        let what = "mentions of chains, which have no label";
                        self.draft.leave_out_at(what, node.line);
                    }
                    by_span.insert(range, format!("chain {}", chain.id));
                }
                link = self.graph.one(node, "next");
            }
        }
        let mut met: HashMap<&str, usize> = HashMap::new();
        for entity in &mut self.draft.entities {
            let span = entity.pieces.first();
            let chain = span.and_then(|span| by_span.get(&(span.start, span.end)));
            if let Some(chain) = chain.filter(|_| entity.cluster.is_none()) {
                *met.entry(chain).or_default() += 1;
                entity.cluster = Some(chain.clone());
            }
        }
        let mut named: Vec<String> = met.into_keys().map(str::to_owned).collect();
        named.sort();
        self.draft
            .clusters
            .extend(named.into_iter().map(|id| DraftCluster {
                id,
                label: None,
                name: None,
                aliases: Vec::new(),
                was: None,
                key: None,
                review: DraftReview::default(),
            }));
    }
}

/// What a cluster is called in a file: its lasting id, else that of its structure.
fn cluster_id(node: &Node) -> String {
    node.given("id").unwrap_or_else(|| node.id.to_string())
}
