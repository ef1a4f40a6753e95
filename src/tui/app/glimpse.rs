//! What is known of a long article's annotations before they are there.

use std::sync::Arc;

use crate::annotation::Annotations;
use crate::span::Span;

use super::listing::Listing;

/// What was found in the part of an article that is on the screen.
///
/// It is shown, and nothing more: decisions wait for the whole, which may say otherwise.
#[derive(Clone, Debug)]
pub struct Glimpse {
    /// The part.
    pub span: Span,
    /// What was found there, at its place in the article.
    pub annotations: Arc<Annotations>,
    /// The same in the order of the text.
    pub(super) listing: Listing,
}

impl Glimpse {
    /// Prepares what was found for the screen.
    pub fn new(span: Span, annotations: Arc<Annotations>) -> Self {
        Self {
            span,
            listing: Listing::of(&annotations),
            annotations,
        }
    }
}
