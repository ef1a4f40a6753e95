use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value};

use super::{Aspect, Kept};
use crate::annotation::{Annotations, Entity, ItemId, Quotation, Review, Status};
use crate::interchange::Format;
use crate::interchange::carried::corrected;
use crate::interchange::draft::Draft;
use crate::interchange::example::{Example, examples, ordinary};
use crate::interchange::lay::{Reading, lay};
use crate::interchange::roundtrip::again;
use crate::span::Span;

/// What is known of an article: the aspects of what was written, or of what came back.
struct Known<'a> {
    text: &'a str,
    told_text: Vec<String>,
    head: Map<String, Value>,
    annotations: Annotations,
}

impl<'a> Known<'a> {
    fn of(example: &'a Example) -> Self {
        let head = &example.article.head;
        let fields = [
            ("title", head.title.as_ref().map(|l| l.value.clone())),
            ("date", head.day().map(|day| day.to_string())),
            ("source", head.source.as_ref().map(|l| l.value.clone())),
            ("url", head.url.clone()),
        ];
        let fields = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
        Self {
            text: &example.article.text,
            told_text: vec![example.article.text.to_string()],
            head: fields.collect(),
            annotations: example.annotations.clone(),
        }
    }

    /// Of the drafts of a format that has several files for an article.
    fn back(drafts: &[Draft], example: &'a Example) -> Self {
        let mut known = Self {
            text: &example.article.text,
            told_text: Vec::new(),
            head: Map::new(),
            annotations: Annotations::default(),
        };
        let all = &mut known.annotations;
        for draft in drafts {
            known.told_text.extend(draft.text.clone());
            known.head.extend(draft.fields.clone());
            let laid = lay(draft, &example.article.text, &Reading::plain("import x"));
            let new = laid.annotations;
            // Of several files one says how far the work is.
            if new.status != Status::New {
                all.status = new.status;
            }
            all.tags.extend(new.tags);
            all.note = all.note.take().or(new.note);
            all.model = new.model;
            all.updated = new.updated;
            all.entities.extend(new.entities);
            all.quotes.extend(new.quotes);
            all.dates.extend(new.dates);
            all.clusters.extend(new.clusters);
        }
        known
    }

    fn entity(entity: &Entity) -> String {
        format!("{} {}", Self::at(entity.span), entity.label)
    }

    fn at(span: Span) -> String {
        format!("{}-{}", span.start, span.end)
    }

    fn quote(quote: &Quotation) -> String {
        let pieces: Vec<String> = quote.said.content.iter().map(|p| Self::at(*p)).collect();
        format!("quote {}", pieces.join(","))
    }

    /// Every item with what is said of all kinds of items.
    fn items(&self) -> Vec<(String, &ItemId, Option<f32>, &Review)> {
        let all = &self.annotations;
        let entities = all.entities.iter();
        let entities = entities.map(|e| (Self::entity(e), &e.id, e.score, &e.review));
        let quotes = all.quotes.iter();
        let quotes = quotes.map(|q| (Self::quote(q), &q.id, q.score, &q.review));
        let dates = all.dates.iter();
        let dates = dates.map(|d| (format!("date {}", Self::at(d.span)), &d.id, None, &d.review));
        entities.chain(quotes).chain(dates).collect()
    }

    /// Each thing that an aspect says, for itself.
    fn facts(&self, aspect: Aspect) -> BTreeSet<String> {
        let all = &self.annotations;
        let reviewed = |of: fn(&Review) -> Option<String>| -> Vec<String> {
            let items = self.items().into_iter();
            items
                .filter_map(|(key, _, _, review)| Some(format!("{key}: {}", of(review)?)))
                .collect()
        };
        let said = |of: &dyn Fn(&Quotation) -> Option<String>| -> Vec<String> {
            let quotes = all.quotes.iter();
            quotes
                .filter_map(|q| Some(format!("{}: {}", Self::quote(q), of(q)?)))
                .collect()
        };
        let facts: Vec<String> = match aspect {
            Aspect::Text => self.told_text.clone(),
            Aspect::Head => {
                let known = ["title", "date", "source", "url"];
                let fields = self
                    .head
                    .iter()
                    .filter(|(name, _)| known.contains(&name.as_str()));
                fields
                    .map(|(name, value)| format!("{name}: {value}"))
                    .collect()
            }
            Aspect::Status => vec![all.status.as_str().to_owned()],
            Aspect::ArticleNote => {
                let lines = all.note.iter().flat_map(|note| note.split('\n'));
                lines.map(str::to_owned).collect()
            }
            Aspect::ArticleTags => all.tags.clone(),
            Aspect::Ids => self
                .items()
                .into_iter()
                .map(|(key, id, ..)| format!("{key}: {id}"))
                .collect(),
            Aspect::Names => all.entities.iter().map(Self::entity).collect(),
            Aspect::Same => {
                let mut groups: BTreeMap<&ItemId, BTreeSet<String>> = BTreeMap::new();
                for entity in &all.entities {
                    if let Some(cluster) = &entity.cluster {
                        groups
                            .entry(cluster)
                            .or_default()
                            .insert(Self::entity(entity));
                    }
                }
                let groups = groups.into_values().filter(|group| group.len() > 1);
                groups
                    .map(|group| group.into_iter().collect::<Vec<_>>().join(" = "))
                    .collect()
            }
            Aspect::Parties => {
                let parties = all.clusters.iter();
                parties.map(|p| format!("{} {}", p.label, p.name)).collect()
            }
            Aspect::Aliases => {
                let parties = all
                    .clusters
                    .iter()
                    .filter(|p| !p.aliases.is_empty() || p.key.is_some());
                parties
                    .map(|p| format!("{}: {:?} {:?}", p.name, p.aliases, p.key))
                    .collect()
            }
            Aspect::Quotes => all.quotes.iter().map(Self::quote).collect(),
            Aspect::Kinds => said(&|q| Some(format!("{:?} {}", q.said.kind, q.said.negated))),
            Aspect::Cues => said(&|q| q.said.cue.map(Self::at)),
            Aspect::Words => said(&|q| q.said.speaker.as_ref()?.span.map(Self::at)),
            Aspect::Speakers => said(&|q| {
                let name = all.speaker_name(q.said.speaker.as_ref()?, self.text);
                name.map(str::to_owned)
            }),
            Aspect::Dates => all.dates.iter().map(|d| Self::at(d.span)).collect(),
            Aspect::Values => {
                let dates = all.dates.iter();
                dates
                    .filter_map(|d| Some(format!("{}: {}", Self::at(d.span), d.value.as_ref()?)))
                    .collect()
            }
            Aspect::Verdicts => reviewed(|review| Some(review.verdict.as_str().to_owned())),
            Aspect::Scores => {
                let items = self.items().into_iter();
                items
                    .filter_map(|(key, _, score, _)| Some(format!("{key}: {:.4}", score?)))
                    .collect()
            }
            Aspect::Notes => reviewed(|review| review.note.clone()),
            Aspect::Tags => {
                reviewed(|review| (!review.tags.is_empty()).then(|| format!("{:?}", review.tags)))
            }
            Aspect::Links => reviewed(|review| review.link.clone()),
            Aspect::History => {
                let entities = all
                    .entities
                    .iter()
                    .filter_map(|e| Some(format!("{:?}", e.was.as_ref()?)));
                let decided =
                    reviewed(|review| Some(format!("{} {:?}", review.origin, review.updated)));
                entities.chain(decided).collect()
            }
        };
        facts.into_iter().collect()
    }
}

fn formats() -> impl Iterator<Item = Format> {
    Format::ALL
        .into_iter()
        .filter(|format| format.reader().is_some())
}

/// What was written of an aspect, and what came back.
fn there_and_back(
    example: &Example,
    format: Format,
) -> Vec<(Aspect, BTreeSet<String>, BTreeSet<String>)> {
    let (drafts, _) = again(std::slice::from_ref(example), format);
    let (before, after) = (Known::of(example), Known::back(&drafts, example));
    let is_record = drafts.iter().any(|draft| draft.record.is_some());
    let aspects = Aspect::ALL.into_iter();
    aspects
        // A record hands its article's head on whole.
        .filter(|aspect| !(is_record && *aspect == Aspect::Head))
        .map(|aspect| (aspect, before.facts(aspect), after.facts(aspect)))
        .collect()
}

#[test]
fn the_table_hides_nothing_that_comes_back_and_names_no_part_that_does_not() {
    let mut runner = TestRunner::deterministic();
    let samples: Vec<Example> = (0..12)
        .map(|_| corrected(ordinary().new_tree(&mut runner).unwrap().current()))
        .collect();
    for format in formats() {
        let (mut lost, mut kept) = (Vec::new(), Vec::new());
        for sample in &samples {
            for (aspect, before, after) in there_and_back(sample, format) {
                if before != after {
                    lost.push(aspect);
                }
                if before.intersection(&after).next().is_some() {
                    kept.push(aspect);
                }
            }
        }
        for aspect in Aspect::ALL {
            match format.keeps(aspect) {
                Kept::Not => assert!(lost.contains(&aspect), "{format} keeps {aspect:?}"),
                Kept::Partly(_) => {
                    assert!(lost.contains(&aspect), "{format} keeps {aspect:?} whole");
                    assert!(
                        kept.contains(&aspect),
                        "{format} keeps nothing of {aspect:?}"
                    );
                }
                Kept::Whole | Kept::But(_) => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_the_table_says_of_any_article_comes_back(example in examples()) {
        let example = corrected(example);
        for format in formats() {
            for (aspect, before, after) in there_and_back(&example, format) {
                if format.keeps(aspect) == Kept::Whole {
                    prop_assert_eq!(before, after, "{} {:?}", format, aspect);
                }
            }
        }
    }

    #[test]
    fn what_the_table_says_of_an_ordinary_article_comes_back(example in ordinary()) {
        let example = corrected(example);
        for format in formats() {
            for (aspect, before, after) in there_and_back(&example, format) {
                if matches!(format.keeps(aspect), Kept::Whole | Kept::But(_)) {
                    prop_assert_eq!(before, after, "{} {:?}", format, aspect);
                }
            }
        }
    }
}
