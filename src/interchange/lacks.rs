//! What formats have no place for, told alike by all of them.

use super::document::Document;
use super::losses::{Fate, Losses, Part};
use crate::annotation::{ItemId, Review, Status, Verdict};

/// Something that an item or an article may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// That it is undecided or rejected.
    Verdict,
    /// The machine's confidence.
    Score,
    /// A note.
    Note,
    /// Tags.
    Tags,
    /// A link to something outside.
    Link,
    /// Whom or what a name names.
    Cluster,
    /// A person's or thing's other names, and its key across articles.
    Aliases,
    /// Whether a quote is direct, mixed or indirect, and whether its cue is negated.
    Kind,
    /// A speaker without words of their own.
    Speaker,
    /// Whom the words of a speaker name.
    Whom,
    /// The value of an expression of time.
    Value,
    /// That the article is not reviewed.
    Status,
    /// The article's title, day and source.
    Head,
}

use Lack::{Aliases, Cluster, Head, Kind, Link, Note, Score, Speaker, Tags, Value, Whom};

/// All that a review holds beside the verdict.
pub const REVIEW: [Lack; 3] = [Note, Tags, Link];

impl Lack {
    fn why(self) -> &'static str {
        match self {
            Self::Verdict => "no place for a verdict: it looks like an accepted one",
            Score => "no place for the confidence",
            Note => "no place for a note",
            Tags => "no place for tags",
            Link => "no place for a link",
            Cluster => "no place for whom or what it names",
            Aliases => "no place for other names and keys",
            Kind => "no place for a quote's kind",
            Speaker => "no place for a speaker without words there",
            Whom => "no place for whom the words of its speaker name",
            Value => "no place for a value",
            Self::Status => "no place for the status: it looks like a reviewed one",
            Head => "no place for title, day and source",
        }
    }

    fn concerns(self, review: &Review) -> bool {
        match self {
            Self::Verdict => matches!(review.verdict, Verdict::Unreviewed | Verdict::Rejected),
            Note => review.note.is_some(),
            Tags => !review.tags.is_empty(),
            Link => review.link.is_some(),
            _ => false,
        }
    }
}

/// Notes what of a document's items of one part, and of its article, a format has no place for.
pub fn tell(document: &Document<'_>, losses: &mut Losses, part: Part, lacks: &[Lack]) {
    let mut note = |item: Option<&ItemId>, lack: Lack, concerns: bool| {
        if concerns {
            losses.note(document, part, item, Fate::Without, lack.why());
        }
    };
    let annotations = document.annotations;
    for lack in lacks.iter().copied() {
        match part {
            Part::Article => {
                let head = &document.article.head;
                let concerns = match lack {
                    Note => annotations.note.is_some(),
                    Tags => !annotations.tags.is_empty(),
                    Lack::Status => annotations.status != Status::Reviewed,
                    Head => head.title.is_some() || head.date.is_some() || head.source.is_some(),
                    _ => false,
                };
                note(None, lack, concerns);
            }
            Part::Entities => {
                for entity in &annotations.entities {
                    let concerns = match lack {
                        Score => entity.score.is_some(),
                        Cluster => entity.cluster.is_some(),
                        _ => lack.concerns(&entity.review),
                    };
                    note(Some(&entity.id), lack, concerns);
                }
            }
            Part::Quotes => {
                for quote in &annotations.quotes {
                    let speaker = quote.said.speaker.as_ref();
                    let concerns = match lack {
                        Score => quote.score.is_some(),
                        Kind => true,
                        Speaker => speaker.is_some_and(|speaker| speaker.span.is_none()),
                        Whom => speaker.is_some_and(|s| s.span.is_some() && s.cluster.is_some()),
                        _ => lack.concerns(&quote.review),
                    };
                    note(Some(&quote.id), lack, concerns);
                }
            }
            Part::Dates => {
                for date in &annotations.dates {
                    let concerns = match lack {
                        Value => date.value.is_some(),
                        _ => lack.concerns(&date.review),
                    };
                    note(Some(&date.id), lack, concerns);
                }
            }
            Part::Clusters => {
                for party in &annotations.clusters {
                    let concerns = match lack {
                        Aliases => !party.aliases.is_empty() || party.key.is_some(),
                        _ => lack.concerns(&party.review),
                    };
                    note(Some(&party.id), lack, concerns);
                }
            }
        }
    }
}

/// Notes that a format has no place for any item of a part.
pub fn drop_all(document: &Document<'_>, losses: &mut Losses, part: Part, why: &'static str) {
    let annotations = document.annotations;
    let ids: Vec<&ItemId> = match part {
        Part::Entities => annotations.entities.iter().map(|e| &e.id).collect(),
        Part::Quotes => annotations.quotes.iter().map(|q| &q.id).collect(),
        Part::Dates => annotations.dates.iter().map(|d| &d.id).collect(),
        Part::Clusters => annotations.clusters.iter().map(|c| &c.id).collect(),
        Part::Article => Vec::new(),
    };
    for id in ids {
        losses.note(document, part, Some(id), Fate::Dropped, why);
    }
}
