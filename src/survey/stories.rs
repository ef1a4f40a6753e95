//! Which articles tell one story: identical texts, and those that are versions of one.
//!
//! Shapes that may be alike are found by the keys that they share, so that no article is compared
//! with more than a few others, however many there are. Each joins the story of the one that it is
//! most like.

use std::collections::HashMap;

use super::shape::Shape;

/// The stories of the articles that were read.
#[derive(Debug, Default)]
pub(super) struct Stories {
    /// The story of each article, by its place in the corpus.
    of: Vec<Option<u32>>,
    /// The articles of each story, in the order in which they were read.
    articles_of: Vec<Vec<u32>>,
    shapes: Vec<Option<Box<Shape>>>,
    /// The story of each text.
    of_text: HashMap<u128, u32>,
    /// The first article whose shape has a key.
    of_key: HashMap<u32, u32>,
}

impl Stories {
    /// Takes in an article, unless it is known.
    pub(super) fn put(&mut self, index: usize, text: u128, shape: Option<Box<Shape>>) {
        if self.of.len() <= index {
            self.of.resize(index + 1, None);
            self.shapes.resize_with(index + 1, || None);
        }
        if self.story(index).is_some() {
            return;
        }
        let known = self.of_text.get(&text).copied();
        let found = known.or_else(|| self.like(shape.as_deref()?));
        let story = found.unwrap_or_else(|| {
            self.articles_of.push(Vec::new());
            self.articles_of.len() as u32 - 1
        });
        if let Some(articles) = self.articles_of.get_mut(story as usize) {
            articles.push(index as u32);
        }
        if let Some(of) = self.of.get_mut(index) {
            *of = Some(story);
        }
        self.of_text.insert(text, story);
        if known.is_some() {
            return;
        }
        for key in shape.iter().flat_map(|shape| shape.keys()) {
            self.of_key.entry(key).or_insert(index as u32);
        }
        if let Some(place) = self.shapes.get_mut(index) {
            *place = shape;
        }
    }

    /// The story of the article that a shape is most like.
    fn like(&self, shape: &Shape) -> Option<u32> {
        let mut near: Vec<u32> = shape
            .keys()
            .filter_map(|key| self.of_key.get(&key).copied())
            .collect();
        near.sort_unstable();
        near.dedup();
        let like = near.into_iter().filter_map(|index| {
            let other = self.shapes.get(index as usize)?.as_deref()?;
            shape
                .is_like(other)
                .then(|| (shape.common(other), std::cmp::Reverse(index)))
        });
        let (_, std::cmp::Reverse(index)) = like.max()?;
        self.story(index as usize)
    }

    /// The story of an article.
    pub(super) fn story(&self, index: usize) -> Option<u32> {
        *self.of.get(index)?
    }

    /// The articles of a story, in the order in which they were read.
    pub(super) fn articles(&self, story: u32) -> &[u32] {
        self.articles_of
            .get(story as usize)
            .map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests;
