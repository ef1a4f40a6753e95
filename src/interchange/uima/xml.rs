//! XMI: UIMA's common analysis structure as XML, with the types in a file beside.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use super::build::structures;
use super::structure::{FIRST, SOFA, Structure, Structures, Value};
use super::types::{ARTICLE, CLUSTER, DATE, ENTITY, QUOTE, Range, TYPES, WORDS};
use crate::annotation::ItemId;
use crate::interchange::document::Document;
use crate::interchange::losses::{Fate, Losses, Part};
use crate::interchange::names::FileNames;
use crate::interchange::writer::FolderWriter;
use crate::output::Folder;
use crate::text::display::is_obeyed;

/// Writes a file of XMI for each article, and the types once.
#[derive(Debug, Default)]
pub struct XmiWriter {}

impl FolderWriter for XmiWriter {
    fn document(
        &mut self,
        document: &Document<'_>,
        folder: &mut Folder,
        names: &mut FileNames,
        losses: &mut Losses,
    ) -> io::Result<()> {
        losses.note_own(document);
        let mut structures = structures(document);
        note_controls(document, &mut structures, losses);
        let mut name = names.name(document).into_os_string();
        name.push(".xmi");
        let mut file = folder.file(name.as_ref())?;
        write(&structures, &mut file)?;
        file.finish()
    }

    fn finish(&mut self, folder: &mut Folder) -> io::Result<()> {
        folder.write(Path::new("TypeSystem.xml"), type_system().as_bytes())
    }
}

/// What XML 1.0 has no way to write.
pub(super) fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

/// Notes what XML cannot carry; the text's characters are kept as numbers, so that they can be put back.
fn note_controls(document: &Document<'_>, structures: &mut Structures<'_>, losses: &mut Losses) {
    /// What becomes of them.
    const WHY: &str = "XML has no control characters; spaces stand for them";
    let mut controls = Vec::new();
    let mut offset = 0;
    for c in document.article.text.chars() {
        if is_forbidden(c) {
            controls.extend([offset, c as usize]);
        }
        offset += c.len_utf16();
    }
    if !controls.is_empty() && structures.text.is_some() {
        losses.note(document, Part::Article, None, Fate::Replaced, WHY);
    }
    for structure in &mut structures.all {
        let part = match structure.kind {
            ENTITY => Part::Entities,
            QUOTE => Part::Quotes,
            DATE => Part::Dates,
            CLUSTER => Part::Clusters,
            _ => Part::Article,
        };
        let odd = |text: &str| text.contains(is_forbidden);
        let is_odd = structure.features.iter().any(|(name, value)| match value {
            // The words of the text are put back as the text is.
            Value::Text(text) => *name != WORDS && odd(text),
            Value::Texts(texts) => texts.iter().any(|text| odd(text)),
            _ => false,
        });
        if is_odd {
            let id = structure.features.iter().find_map(|(name, value)| {
                let Value::Text(text) = value else {
                    return None;
                };
                (*name == "id").then(|| ItemId::new(text.as_ref()))
            });
            losses.note(document, part, id.as_ref(), Fate::Replaced, WHY);
        }
        if structure.kind == ARTICLE && !controls.is_empty() {
            let controls = Value::Integers(std::mem::take(&mut controls));
            structure.features.push(("controls", controls));
        }
    }
}

/// Writes structures, a line each.
fn write(structures: &Structures<'_>, output: &mut dyn Write) -> io::Result<()> {
    let mut head = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\"",
    );
    let mut packages: Vec<&str> = TYPES.iter().map(|kind| package(kind.name).0).collect();
    packages.sort_unstable();
    packages.dedup();
    for package in packages {
        let path = package.replace('.', "/");
        let _ = write!(head, " xmlns:{}=\"http:///{path}.ecore\"", prefix(package));
    }
    head.push_str(" xmi:version=\"2.0\">\n<cas:NULL xmi:id=\"0\"/>\n");
    output.write_all(head.as_bytes())?;
    for (place, structure) in structures.all.iter().enumerate() {
        output.write_all(element(place + FIRST, structure).as_bytes())?;
    }
    let mut tail = format!(
        "<cas:Sofa xmi:id=\"{SOFA}\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text/plain\""
    );
    match structures.text {
        Some(text) => attribute(&mut tail, "sofaString", text),
        None => attribute(&mut tail, "sofaURI", &structures.uri),
    }
    let _ = write!(tail, "/>\n<cas:View sofa=\"{SOFA}\" members=\"");
    for place in 0..structures.all.len() {
        let space = if place == 0 { "" } else { " " };
        let _ = write!(tail, "{space}{}", place + FIRST);
    }
    tail.push_str("\"/>\n</xmi:XMI>\n");
    output.write_all(tail.as_bytes())
}

fn element(id: usize, structure: &Structure<'_>) -> String {
    let (package, name) = package(structure.kind);
    let name = format!("{}:{name}", prefix(package));
    let mut line = format!("<{name} xmi:id=\"{id}\"");
    if let Some((begin, end)) = structure.range {
        let _ = write!(line, " sofa=\"{SOFA}\" begin=\"{begin}\" end=\"{end}\"");
    }
    let mut children = String::new();
    for (feature, value) in &structure.features {
        match value {
            Value::Text(text) => attribute(&mut line, feature, text),
            Value::Decimal(number) => attribute(&mut line, feature, &number.to_string()),
            Value::Truth(truth) => attribute(&mut line, feature, &truth.to_string()),
            Value::One(id) => attribute(&mut line, feature, &id.to_string()),
            Value::Many(ids) | Value::Integers(ids) => {
                let ids: Vec<String> = ids.iter().map(usize::to_string).collect();
                attribute(&mut line, feature, &ids.join(" "));
            }
            Value::Texts(texts) => {
                for text in *texts {
                    let _ = write!(children, "<{feature}>{}</{feature}>", escaped(text));
                }
            }
        }
    }
    if children.is_empty() {
        line.push_str("/>\n");
    } else {
        let _ = writeln!(line, ">{children}</{name}>");
    }
    line
}

fn attribute(line: &mut String, name: &str, value: &str) {
    let _ = write!(line, " {name}=\"{}\"", escaped(value));
}

/// A text inside an element or an attribute; what XML forbids is a space. White space is written so
/// that no parser makes another of it, and so is what terminals obey.
fn escaped(text: &str) -> Cow<'_, str> {
    let odd = |c: char| {
        matches!(c, '&' | '<' | '>' | '"' | '\n' | '\r' | '\t') || is_forbidden(c) || is_obeyed(c)
    };
    if !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if is_forbidden(c) => escaped.push(' '),
            '\n' | '\r' | '\t' => {
                let _ = write!(escaped, "&#{};", c as u32);
            }
            c if is_obeyed(c) => {
                let _ = write!(escaped, "&#{};", c as u32);
            }
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// The package and the last part of a type's name.
fn package(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("uima.noNamespace", name))
}

/// What stands for a package before the names of elements.
fn prefix(package: &'static str) -> &'static str {
    match package {
        "de.tudarmstadt.ukp.dkpro.core.api.metadata.type" => "metadata",
        "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type" => "segmentation",
        "de.tudarmstadt.ukp.dkpro.core.api.ner.type" => "ner",
        _ => package,
    }
}

/// The description of the types, for the tools that read XMI.
fn type_system() -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n<name>dateline</name>\n<description>Offsets are UTF-16 code units.</description>\n<version>1</version>\n<types>\n",
    );
    for kind in TYPES {
        let _ = write!(
            xml,
            "<typeDescription>\n<name>{}</name>\n<description>{}</description>\n<supertypeName>{}</supertypeName>\n<features>\n",
            kind.name,
            escaped(kind.description),
            kind.parent
        );
        for feature in kind.features() {
            let (range, elements) = match feature.range {
                Range::Text => ("uima.cas.String", None),
                Range::Decimal => ("uima.cas.Float", None),
                Range::Truth => ("uima.cas.Boolean", None),
                Range::Texts => ("uima.cas.StringArray", None),
                Range::Integers => ("uima.cas.IntegerArray", None),
                Range::One(kind) => (kind, None),
                Range::Many(kind) => ("uima.cas.FSArray", Some(kind)),
            };
            let _ = write!(
                xml,
                "<featureDescription><name>{}</name><description/><rangeTypeName>{range}</rangeTypeName>",
                feature.name
            );
            if let Some(kind) = elements {
                let _ = write!(xml, "<elementType>{kind}</elementType>");
            }
            xml.push_str("</featureDescription>\n");
        }
        xml.push_str("</features>\n</typeDescription>\n");
    }
    xml.push_str("</types>\n</typeSystemDescription>\n");
    xml
}
