//! Words that many findings share, kept once.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

/// A text that is kept once: compared, hashed and copied as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(NonZeroU32);

impl Word {
    fn at(place: usize) -> Self {
        let number = u32::try_from(place).unwrap_or(u32::MAX - 1);
        Self(NonZeroU32::MIN.saturating_add(number))
    }

    /// The number: no other word has it.
    pub fn number(self) -> u32 {
        self.0.get()
    }

    /// Its place among the words.
    pub(super) fn place(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Words by their texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    texts: Vec<Arc<str>>,
    places: HashMap<Arc<str>, Word>,
}

impl Words {
    /// The word of a text, which is kept from now on.
    pub(super) fn put(&mut self, text: &str) -> Word {
        if let Some(word) = self.places.get(text) {
            return *word;
        }
        self.add(Arc::from(text))
    }

    /// The words of texts that were kept elsewhere.
    pub(super) fn take_in(&mut self, texts: &[Arc<str>]) -> Vec<Word> {
        let word = |text: &Arc<str>| match self.places.get(text) {
            Some(word) => *word,
            None => self.add(Arc::clone(text)),
        };
        texts.iter().map(word).collect()
    }

    fn add(&mut self, text: Arc<str>) -> Word {
        let word = Word::at(self.texts.len());
        self.texts.push(Arc::clone(&text));
        self.places.insert(text, word);
        word
    }

    /// The word of a text, if it is kept.
    pub(super) fn word(&self, text: &str) -> Option<Word> {
        self.places.get(text).copied()
    }

    /// The text of a word.
    pub(super) fn text(&self, word: Word) -> &str {
        self.texts.get(word.place()).map_or("", |text| text)
    }

    /// The texts, in the order in which they came.
    pub(super) fn into_texts(self) -> Vec<Arc<str>> {
        self.texts
    }
}
