//! The types that annotations are written in.

/// A type of feature structures.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Its name, with its package.
    pub name: &'static str,
    /// The type that it is a kind of.
    pub parent: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// Its own features, and of many types the same ones besides.
    pub features: &'static [&'static [Feature]],
}

/// A feature of a type.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub range: Range,
}

/// What a feature holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// A string.
    Text,
    /// A number.
    Decimal,
    /// True or false.
    Truth,
    /// Strings.
    Texts,
    /// Integers.
    Integers,
    /// A structure of a type.
    One(&'static str),
    /// Structures of a type.
    Many(&'static str),
}

/// What is known of the document, as `DKPro` has it.
pub const METADATA: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";
/// A sentence, as `DKPro` has it.
pub const SENTENCE: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence";
/// A token, as `DKPro` has it.
pub const TOKEN: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token";
/// A name, as `DKPro` has it.
pub const ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
/// The article and what was decided about it as a whole.
pub const ARTICLE: &str = "dateline.Article";
/// A person or thing.
pub const CLUSTER: &str = "dateline.Cluster";
/// What a quotation says.
pub const SAID: &str = "dateline.Said";
/// A quotation.
pub const QUOTE: &str = "dateline.Quote";
/// An expression of time.
pub const DATE: &str = "dateline.Date";
/// What the machine had suggested of a name or date.
pub const ORIGINAL: &str = "dateline.Original";
/// A run of text that belongs to a quotation.
pub const PIECE: &str = "dateline.Piece";
/// A piece of a quotation's content.
pub const CONTENT: &str = "dateline.Content";
/// A run inside quote marks.
pub const QUOTED: &str = "dateline.Quoted";
/// The words that attribute a quotation.
pub const CUE: &str = "dateline.Cue";
/// The words that name who speaks.
pub const SPEAKER: &str = "dateline.Speaker";

/// What spans are a kind of.
const ANNOTATION: &str = "uima.tcas.Annotation";
/// What everything is a kind of.
const TOP: &str = "uima.cas.TOP";

const fn feature(name: &'static str, range: Range) -> Feature {
    Feature { name, range }
}

/// What every item has.
const REVIEW: &[Feature] = &[
    feature("id", Range::Text),
    feature("origin", Range::Text),
    feature("verdict", Range::Text),
    feature("score", Range::Decimal),
    feature("tags", Range::Texts),
    feature("note", Range::Text),
    feature("updated", Range::Text),
];

/// The feature for the words that a span covers.
pub const WORDS: &str = "words";

/// The words that a span covers.
const COVERED: &[Feature] = &[feature(WORDS, Range::Text)];

/// An external identifier, in the name that `DKPro` gives it.
const IDENTIFIER: &[Feature] = &[feature("identifier", Range::Text)];

/// All types, those before that others are a kind of.
pub const TYPES: &[Type] = &[
    Type {
        name: METADATA,
        parent: "uima.tcas.DocumentAnnotation",
        description: "What the document is.",
        features: &[&[
            feature("documentTitle", Range::Text),
            feature("documentId", Range::Text),
            feature("documentUri", Range::Text),
        ]],
    },
    Type {
        name: SENTENCE,
        parent: ANNOTATION,
        description: "A sentence.",
        features: &[],
    },
    Type {
        name: TOKEN,
        parent: ANNOTATION,
        description: "A token.",
        features: &[],
    },
    Type {
        name: ENTITY,
        parent: ANNOTATION,
        description: "A name: its label (value), an external identifier, the cluster that it belongs to, and what was decided about it.",
        features: &[
            &[feature("value", Range::Text)],
            COVERED,
            IDENTIFIER,
            &[
                feature("cluster", Range::One(CLUSTER)),
                feature("original", Range::One(ORIGINAL)),
            ],
            REVIEW,
        ],
    },
    Type {
        name: ARTICLE,
        parent: TOP,
        description: "The article: its fields, and what was decided about it as a whole. Offsets are UTF-16 code units; controls are pairs of an offset and the character that stands there, where XML has none for it.",
        features: &[&[
            feature("offsets", Range::Text),
            feature("date", Range::Text),
            feature("source", Range::Text),
            feature("place", Range::Text),
            feature("byline", Range::Text),
            feature("editor", Range::Text),
            feature("url", Range::Text),
            feature("sha256", Range::Text),
            feature("annotator", Range::Text),
            feature("model", Range::Text),
            feature("status", Range::Text),
            feature("tags", Range::Texts),
            feature("note", Range::Text),
            feature("updated", Range::Text),
            feature("controls", Range::Integers),
        ]],
    },
    Type {
        name: CLUSTER,
        parent: TOP,
        description: "A person or thing that names and speakers refer to.",
        features: &[
            &[
                feature("label", Range::Text),
                feature("name", Range::Text),
                feature("aliases", Range::Texts),
                feature("key", Range::Text),
                feature("originalLabel", Range::Text),
                feature("originalName", Range::Text),
            ],
            IDENTIFIER,
            REVIEW,
        ],
    },
    Type {
        name: PIECE,
        parent: ANNOTATION,
        description: "A run of text that belongs to a quotation; only of this type where it belongs to what the machine had suggested.",
        features: &[COVERED],
    },
    Type {
        name: CONTENT,
        parent: PIECE,
        description: "A piece of a quotation's content.",
        features: &[],
    },
    Type {
        name: QUOTED,
        parent: PIECE,
        description: "A run of a quotation inside quote marks.",
        features: &[],
    },
    Type {
        name: CUE,
        parent: PIECE,
        description: "The words that attribute a quotation.",
        features: &[],
    },
    Type {
        name: SPEAKER,
        parent: PIECE,
        description: "The words that name who speaks.",
        features: &[],
    },
    Type {
        name: SAID,
        parent: ANNOTATION,
        description: "What a quotation says, from its first piece to its last.",
        features: &[
            COVERED,
            &[
                feature("kind", Range::Text),
                feature("content", Range::Many(PIECE)),
                feature("quoted", Range::Many(PIECE)),
                feature("cue", Range::One(PIECE)),
                feature("speaker", Range::One(PIECE)),
                feature("speakerCluster", Range::One(CLUSTER)),
                feature("speakerName", Range::Text),
                feature("negated", Range::Truth),
            ],
        ],
    },
    Type {
        name: QUOTE,
        parent: SAID,
        description: "A quotation, and what was decided about it.",
        features: &[&[feature("original", Range::One(SAID))], IDENTIFIER, REVIEW],
    },
    Type {
        name: DATE,
        parent: ANNOTATION,
        description: "An expression of time with its ISO 8601 value.",
        features: &[
            &[
                feature("value", Range::Text),
                feature("original", Range::One(ORIGINAL)),
            ],
            COVERED,
            IDENTIFIER,
            REVIEW,
        ],
    },
    Type {
        name: ORIGINAL,
        parent: ANNOTATION,
        description: "What the machine had suggested where a person changed it: the range, and the label or value.",
        features: &[&[feature("value", Range::Text)], COVERED],
    },
];

impl Type {
    /// Its own features.
    pub fn features(self) -> impl Iterator<Item = Feature> {
        self.features.iter().flat_map(|some| some.iter().copied())
    }
}
