//! The survey of a corpus of 100,000 articles with a million findings.

use std::sync::{Arc, LazyLock};

use dateline::annotation::Annotations;
use dateline::article::Article;
use dateline::extract::{Cluster, Label, Mention, Suggestions};
use dateline::span::{OffsetIndex, Span};
use dateline::survey::{Digest, Group, Survey};
use divan::Bencher;

const ARTICLES: usize = 100_000;
/// How many findings an article has.
const EACH: usize = 10;

fn main() {
    divan::main();
}

/// An article of ten names: a few that all articles have, some that many, some that few.
fn digest(index: usize) -> Digest {
    let names: Vec<String> = (0..EACH)
        .map(|at| {
            let common = [7, 50, 400, 3_000, 30_000, 300_000];
            let of = common[at % common.len()];
            format!("Name {} {}", at, (index * 7919 + at * 104_729) % of)
        })
        .collect();
    let text = names.join(" met ");
    let mut start = 0;
    let mut mentions = Vec::new();
    let mut clusters = Vec::new();
    for (at, name) in names.iter().enumerate() {
        mentions.push(Mention {
            span: Span::new(start, start + name.len()),
            label: Label::BUILT_IN[at % 4].clone(),
            score: 0.9,
            cluster: Some(at),
        });
        clusters.push(Cluster {
            label: Label::BUILT_IN[at % 4].clone(),
            name: name.clone(),
            aliases: Vec::new(),
        });
        start += name.len() + " met ".len();
    }
    let found = Suggestions {
        model: Arc::from("model 1"),
        mentions,
        clusters,
        ..Suggestions::default()
    };
    let article = Article::from_text(index.to_string(), text);
    let offsets = OffsetIndex::new(&article.text);
    let annotations = Annotations::fresh(&found, &article.text, &offsets);
    Digest::of(index, &article, &annotations)
}

static WHOLE: LazyLock<Survey> = LazyLock::new(|| {
    let mut survey = Survey::default();
    for index in 0..ARTICLES {
        survey.put(digest(index));
    }
    survey
});

/// An article that is read for the first time.
#[divan::bench(min_time = 1)]
fn put(bencher: Bencher<'_, '_>) {
    let mut survey = Survey::default();
    let mut index = 0;
    bencher
        .with_inputs(|| {
            index += 1;
            digest(index)
        })
        .bench_local_values(|digest| survey.put(digest));
}

/// What a digest takes where the article was read.
#[divan::bench]
fn make_digest(bencher: Bencher<'_, '_>) {
    let mut index = 0;
    bencher.bench_local(|| {
        index += 1;
        digest(index)
    });
}

/// All groups of a million findings, the largest first.
#[divan::bench]
fn list_groups(bencher: Bencher<'_, '_>) {
    let survey = &*WHOLE;
    bencher.bench(|| {
        let mut groups: Vec<&Group> = survey.groups().collect();
        groups.sort_unstable_by_key(|group| (std::cmp::Reverse(group.counts.all()), group.form));
        groups.len()
    });
}

/// The places of one group among a million findings.
#[divan::bench]
fn find_members(bencher: Bencher<'_, '_>) {
    let survey = &*WHOLE;
    let group = survey.groups().next().expect("a group");
    bencher.bench(|| survey.members(group).count());
}
