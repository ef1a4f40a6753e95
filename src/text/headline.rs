//! What stands for an article where there is room for one line.

use std::borrow::Cow;

use super::sentence::sentences;
use crate::article::Article;
use crate::span::{Span, floor_boundary, from, until};

/// A headline is cut to this many bytes.
pub const LONGEST_HEADLINE: usize = 200;

impl Article {
    /// The title, or the story's first sentence, on one line and of bounded length.
    ///
    /// Line breaks and runs of white space become one space; a longer one is cut at a word and
    /// ends in `…`.
    pub fn headline(&self) -> Cow<'_, str> {
        match &self.head.title {
            Some(title) if !title.value.trim().is_empty() => one_line(&title.value),
            _ => one_line(self.first_sentence()),
        }
    }

    /// The first sentence after the header and the lines above the story.
    fn first_sentence(&self) -> &str {
        /// No first sentence is longer than this many bytes.
        const FAR: usize = 4 * LONGEST_HEADLINE;
        let text = &*self.text;
        let mut start = self.head.header.map_or(0, |h| h.end);
        for furniture in &self.head.furniture {
            let between = Span::new(start, furniture.start);
            if furniture.end > start && between.of(text).trim().is_empty() {
                start = furniture.end;
            }
        }
        let rest = from(text, start);
        let start = start + (rest.len() - rest.trim_start().len());
        let near = Span::new(start, floor_boundary(text, start + FAR));
        let block = near.of(text).split("\n\n").next().unwrap_or_default();
        let block = block.split("\r\n\r\n").next().unwrap_or_default();
        let block = Span::new(start, start + block.len());
        sentences(text, block)
            .first()
            .map_or("", |sentence| sentence.of(text))
    }
}

/// A title on one line, of at most [`LONGEST_HEADLINE`] bytes.
pub fn one_line(written: &str) -> Cow<'_, str> {
    let trimmed = written.trim();
    let plain = trimmed.len() <= LONGEST_HEADLINE
        && !trimmed.contains(|c: char| c.is_control())
        && !trimmed.contains("  ");
    if plain {
        return Cow::Borrowed(trimmed);
    }
    let mut line = String::with_capacity(trimmed.len().min(LONGEST_HEADLINE));
    for word in trimmed.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        let gap = usize::from(!line.is_empty());
        if line.len() + gap + word.len() > LONGEST_HEADLINE - '…'.len_utf8() {
            if line.is_empty() {
                line.push_str(until(word, floor_boundary(word, LONGEST_HEADLINE - 3)));
            }
            line.push('…');
            break;
        }
        if gap > 0 {
            line.push(' ');
        }
        line.push_str(word);
    }
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Located;
    use proptest::prelude::*;

    #[test]
    fn a_title_stands_for_the_article_and_else_its_first_sentence() {
        let text = "ERBIL (K24) – Col. Ana Ruiz spoke.\nShe left.";
        let mut article = Article::from_text("a", text);
        article.head.header = Some(Span::new(0, text.find("Col.").unwrap()));
        assert_eq!(article.headline(), "Col. Ana Ruiz spoke.");
        article.head.title = Some(Located::beside("  Talks\n go on ".to_owned()));
        assert_eq!(article.headline(), "Talks go on");
    }

    #[test]
    fn the_lines_above_the_story_are_passed_over() {
        let text = "https://news.example/1\r\n\r\nHe said\r\nso. More.";
        let mut article = Article::from_text("a", text);
        article.head.furniture = vec![Span::new(0, 22)];
        assert_eq!(article.headline(), "He said so.");
    }

    proptest! {
        #[test]
        fn a_headline_is_one_bounded_line(text in "[\\PC\r\n\t]{0,600}") {
            let article = Article::from_text("a", text);
            let line = article.headline();
            prop_assert!(line.len() <= LONGEST_HEADLINE);
            prop_assert!(!line.contains(['\n', '\r', '\t']));
        }
    }
}
