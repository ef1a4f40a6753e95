//! Suggestions as annotations: what an article looks like before, and what stays when a machine is asked again.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::anchor::Unplaced;
use super::{Annotations, Dated, Entity, ItemId, Items, Party, Quotation, Review, Said, Speaker};
use crate::extract::{self, Label, Suggestions};
use crate::span::{OffsetIndex, Span};

impl Annotations {
    /// An article on which nothing was decided: every suggestion is there, unreviewed.
    pub fn fresh(suggestions: &Suggestions, text: &str, index: &OffsetIndex) -> Self {
        let origin = &suggestions.model;
        let mut names = Names::default();
        let clusters: Items<Party> = suggestions
            .clusters
            .iter()
            .enumerate()
            .map(|(i, cluster)| Party {
                id: cluster_id(i),
                label: cluster.label.clone(),
                name: cluster.name.clone(),
                aliases: cluster.aliases.clone(),
                key: None,
                was: None,
                review: suggested(origin),
            })
            .collect();
        let entities = suggestions
            .mentions
            .iter()
            .map(|mention| {
                let (start, end) = index.code_points_of(text, mention.span);
                Entity {
                    id: names.unique(format!("e{start}-{end}-{}", mention.label)),
                    span: mention.span,
                    label: mention.label.clone(),
                    score: Some(rounded(mention.score)),
                    cluster: mention.cluster.map(cluster_id),
                    was: None,
                    review: suggested(origin),
                }
            })
            .collect();
        let quotes = suggestions
            .quotes
            .iter()
            .map(|quote| {
                let (start, end) = index.code_points_of(text, quote.extent());
                Quotation {
                    id: names.unique(format!("q{start}-{end}")),
                    said: said(quote),
                    score: Some(rounded(quote.score)),
                    was: None,
                    review: suggested(origin),
                }
            })
            .collect();
        let dates = suggestions
            .dates
            .iter()
            .map(|date| {
                let (start, end) = index.code_points_of(text, date.span);
                Dated {
                    id: names.unique(format!("d{start}-{end}")),
                    span: date.span,
                    value: date.value.clone(),
                    was: None,
                    review: suggested(origin),
                }
            })
            .collect();
        let mut annotations = Self {
            model: Arc::clone(&suggestions.model),
            entities,
            quotes,
            dates,
            clusters,
            ..Self::default()
        };
        annotations.sort();
        annotations
    }

    /// Replaces what nobody decided by another machine's suggestions.
    ///
    /// Everything decided or imported stays; a suggestion that says again what was decided, or rejected,
    /// with the same range and label is left out. Only the screen changes: nothing is written.
    #[must_use]
    pub fn with_suggestions(&self, fresh: Self) -> Self {
        let mut result = self.clone();
        // What somebody said something about is kept, though it was neither accepted nor rejected;
        // so is what was imported to be reviewed.
        let undecided = Review::is_replaceable;
        result.entities.retain(|e| !undecided(&e.review));
        result.quotes.retain(|q| !undecided(&q.review));
        result.dates.retain(|d| !undecided(&d.review));
        let entities: HashSet<(Span, Label)> = result
            .entities
            .iter()
            .flat_map(|e| [Some((e.span, e.label.clone())), e.was.clone()])
            .flatten()
            .collect();
        let quotes: HashSet<Span> = result
            .quotes
            .iter()
            .flat_map(|q| [Some(q.extent()), q.was.as_deref().map(Said::extent)])
            .flatten()
            .collect();
        let dates: HashSet<Span> = result
            .dates
            .iter()
            .flat_map(|d| [Some(d.span), d.was.as_ref().map(|w| w.0)])
            .flatten()
            .collect();

        // The other machine's clusters get new numbers, or join the one of the same name and label.
        let mut renamed: HashMap<ItemId, ItemId> = HashMap::new();
        let used: HashSet<ItemId> = result.used_clusters();
        result
            .clusters
            .retain(|c| !undecided(&c.review) || used.contains(&c.id));
        // A number that only a mention names any more is taken all the same.
        let mut next = 1 + result
            .clusters
            .iter()
            .map(|c| &c.id)
            .chain(&used)
            .filter_map(|id| id.as_str().strip_prefix('c')?.parse::<u64>().ok())
            .max()
            .unwrap_or(0);
        let kept: HashMap<(Label, String), ItemId> = result
            .clusters
            .iter()
            .rev()
            .map(|c| ((c.label.clone(), c.name.clone()), c.id.clone()))
            .collect();
        for mut party in fresh.clusters {
            let same = kept
                .get(&(party.label.clone(), party.name.clone()))
                .cloned();
            let id = same.clone().unwrap_or_else(|| {
                let id = ItemId::new(format!("c{next}"));
                next += 1;
                id
            });
            renamed.insert(party.id.clone(), id.clone());
            if same.is_none() {
                party.id = id;
                result.clusters.push(party);
            }
        }
        let rename = |id: Option<ItemId>| id.and_then(|id| renamed.get(&id).cloned());

        // An id may be taken by an item that a person moved from there.
        let mut taken: HashSet<ItemId> = result
            .entities
            .iter()
            .map(|e| &e.id)
            .chain(result.quotes.iter().map(|q| &q.id))
            .chain(result.dates.iter().map(|d| &d.id))
            .cloned()
            .collect();
        for mut entity in fresh.entities {
            if !entities.contains(&(entity.span, entity.label.clone())) {
                entity.id = free_id(&entity.id, &mut taken);
                entity.cluster = rename(entity.cluster);
                result.entities.push(entity);
            }
        }
        for mut quote in fresh.quotes {
            if !quotes.contains(&quote.extent()) {
                quote.id = free_id(&quote.id, &mut taken);
                if let Some(speaker) = &mut quote.said.speaker {
                    speaker.cluster = rename(speaker.cluster.take());
                }
                result.quotes.push(quote);
            }
        }
        for mut date in fresh.dates {
            if !dates.contains(&date.span) {
                date.id = free_id(&date.id, &mut taken);
                result.dates.push(date);
            }
        }
        let used = result.used_clusters();
        result
            .clusters
            .retain(|c| !undecided(&c.review) || used.contains(&c.id));
        result.model = fresh.model;
        result.sort();
        result
    }

    fn used_clusters(&self) -> HashSet<ItemId> {
        self.entities
            .iter()
            .filter_map(|e| e.cluster.clone())
            .chain(
                self.quotes
                    .iter()
                    .filter_map(|q| q.said.speaker.as_ref()?.cluster.clone()),
            )
            .chain(self.unplaced.iter().filter_map(Unplaced::cluster))
            .collect()
    }
}

impl Said {
    /// The bytes from the first piece's start to the last piece's end.
    pub fn extent(&self) -> Span {
        let start = self.content.first().map_or(0, |s| s.start);
        Span::new(start, self.content.last().map_or(start, |s| s.end))
    }
}

/// Gives each id once: a second claim gets `-2`.
#[derive(Default)]
struct Names(HashMap<String, usize>);

impl Names {
    fn unique(&mut self, id: String) -> ItemId {
        let seen = self.0.entry(id.clone()).or_insert(0);
        *seen += 1;
        if *seen == 1 {
            ItemId::new(id)
        } else {
            ItemId::new(format!("{id}-{seen}"))
        }
    }
}

/// The id, or the first of `id-2`, `id-3` … that is not taken.
fn free_id(id: &ItemId, taken: &mut HashSet<ItemId>) -> ItemId {
    let mut free = id.clone();
    let mut next = 2;
    while !taken.insert(free.clone()) {
        free = ItemId::new(format!("{id}-{next}"));
        next += 1;
    }
    free
}

/// Two decimals are what a confidence is worth, and they come back from a file as they went.
fn rounded(score: f32) -> f32 {
    (score * 100.0).round() / 100.0
}

fn cluster_id(index: usize) -> ItemId {
    ItemId::new(format!("c{}", index + 1))
}

fn suggested(origin: &Arc<str>) -> Review {
    Review {
        origin: Arc::clone(origin),
        ..Review::default()
    }
}

fn said(quote: &extract::Quote) -> Said {
    Said {
        kind: quote.kind,
        content: quote.content.clone(),
        quoted: quote.quoted.clone(),
        cue: quote.cue,
        speaker: quote.speaker.as_ref().map(|speaker| Speaker {
            span: speaker.span,
            cluster: speaker.cluster.map(cluster_id),
            // The cluster's name is looked up, so that a renamed person is renamed everywhere.
            name: match speaker.cluster {
                Some(_) => None,
                None => speaker.name.clone(),
            },
        }),
        negated: quote.negated,
    }
}
