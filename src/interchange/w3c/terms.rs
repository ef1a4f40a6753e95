//! Terms and names that the writer and the reader have in common.

use std::fmt::Write as _;

use crate::annotation::ItemId;
use crate::interchange::document::Document;
use crate::interchange::names::escaped;

/// The context of the recommendation.
pub const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
/// What dateline's own terms begin with; no article's IRI does.
pub const VOCABULARY: &str = "urn:x-dateline:term/";
/// What the IRIs of annotators and their annotations begin with.
pub const NAMES: &str = "urn:x-dateline:annotator/";
/// A purpose that older contexts leave out.
pub const ASSESSING: &str = "http://www.w3.org/ns/oa#assessing";

/// What an annotation is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The article as a whole.
    Article,
    /// A name.
    Entity,
    /// A quotation's content.
    Quote,
    /// The words that attribute a quotation.
    Cue,
    /// The words that name who speaks.
    Speaker,
    /// An expression of time.
    Date,
    /// A person or thing.
    Cluster,
}

impl Layer {
    /// The layer of a name.
    pub fn of(name: &str) -> Option<Self> {
        let all = [
            Self::Article,
            Self::Entity,
            Self::Quote,
            Self::Cue,
            Self::Speaker,
            Self::Date,
            Self::Cluster,
        ];
        all.into_iter().find(|layer| layer.as_str() == name)
    }

    /// Its name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Entity => "entity",
            Self::Quote => "quote",
            Self::Cue => "cue",
            Self::Speaker => "speaker",
            Self::Date => "date",
            Self::Cluster => "cluster",
        }
    }
}

/// The IRI of an annotator.
pub fn annotator(name: &str) -> String {
    format!("{NAMES}{}", escaped(name))
}

/// The IRI of what an annotator says about an article.
pub fn collection(document: &Document<'_>) -> String {
    let annotator = annotator(document.annotator);
    format!("{annotator}/{}", escaped(document.article.id.as_str()))
}

/// The IRI of an item in a collection.
pub fn item(collection: &str, layer: Layer, id: &ItemId) -> String {
    let mut iri = format!("{collection}/{}/", layer.as_str());
    let _ = write!(iri, "{}", escaped(id.as_str()));
    iri
}
