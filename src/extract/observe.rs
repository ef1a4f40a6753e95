//! An article as the tagger's training sees it.

use super::model::Model;
use super::tagger::feature::Sheet;
use super::tagger::groups::Groups;
use super::tagger::{FirstReading, score, sentences};
use super::word::Words;
use super::{Document, Measures, date};
use crate::article::Article;
use crate::span::Span;

/// The words of an article with their features.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    /// Where each word stands.
    pub(crate) words: Vec<Span>,
    /// The sentences, as ranges of words.
    pub(crate) sentences: Vec<std::ops::Range<usize>>,
    /// The features of all words.
    pub(crate) features: Vec<u64>,
    /// Where each word's features end.
    pub(crate) ends: Vec<usize>,
}

/// Looks at an article as the tagger does.
pub(crate) fn observe(article: &Article, groups: Groups) -> Observed {
    let document = Document::new(article);
    let words = Words::new(&document);
    let dates = date::expressions(&words, article.head.day());
    let evidence = Measures::new(&words, &dates).evidence(&words);
    let mut sheet = Sheet::new(&words, &evidence, groups);
    let mut observed = Observed {
        words: words.all.iter().map(|word| word.span).collect(),
        sentences: sentences(&words),
        ..Observed::default()
    };
    for sentence in &observed.sentences {
        sheet.turn_to(sentence.clone());
        for at in 0..sentence.len() {
            sheet.features(at, &mut |feature| observed.features.push(feature));
            observed.ends.push(observed.features.len());
        }
    }
    observed
}

/// Looks at an article as the tagger's second reading does, after a first one with `model`: with what
/// speaks for each label of each word, a row for each.
pub(crate) fn observe_again(article: &Article, model: &Model) -> (Observed, Vec<f32>) {
    let document = Document::new(article);
    let words = Words::new(&document);
    let dates = date::expressions(&words, article.head.day());
    let evidence = Measures::new(&words, &dates).evidence(&words);
    let first = FirstReading::new(&words, &evidence, model);
    let mut observed = Observed {
        words: words.all.iter().map(|word| word.span).collect(),
        ..Observed::default()
    };
    let (mut sums, mut scores, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for sentence in &first.sentences {
        first.sums(sentence, &mut sums);
        score(&sums, model, &mut scores);
        all.extend_from_slice(&scores);
        for at in sentence.clone() {
            first
                .elsewhere
                .features(at, &mut |feature| observed.features.push(feature));
            observed.ends.push(observed.features.len());
        }
    }
    observed.sentences = first.sentences;
    (observed, all)
}
