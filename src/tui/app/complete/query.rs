//! What a query for articles may become: fields, and their values as far as they are known.

use std::collections::BTreeSet;

use super::{App, Candidate, Completion};
use crate::search::query::{Values, candidates, has};
use crate::span::from;
use crate::survey::Named;

/// How many names that were met are offered at most.
const MOST: usize = 300;

impl App {
    /// Offers what the part of a query before the end of the line may become; the query begins at a
    /// byte of it.
    pub(super) fn offer_query(&self, line: &str, start: usize) -> Completion {
        let typed = from(line, start);
        let (replaced, words) = candidates(typed, typed.len(), self);
        let words = words.into_iter().map(|word| Candidate::new(word, ""));
        Completion::over(line, start + replaced.start, words.collect())
    }

    /// The names that were met, in which something folded stands, and which are what is asked for.
    fn met(&self, key: &str, wanted: impl Fn(&Named) -> bool) -> Vec<String> {
        let named = self.survey.named().filter(|named| wanted(named));
        named
            .map(|named| self.survey.text(named.name))
            .filter(|name| has(name, key))
            .take(MOST)
            .map(str::to_owned)
            .collect()
    }
}

impl Values for App {
    fn sources(&self) -> Vec<String> {
        let sources: BTreeSet<&str> = self.corpus.sources().collect();
        sources.into_iter().map(str::to_owned).collect()
    }

    fn tags(&self) -> Vec<String> {
        self.known_tags().into_iter().collect()
    }

    fn labels(&self) -> Vec<String> {
        let labels = self.settings.labels.iter();
        labels.map(|label| label.label.to_string()).collect()
    }

    fn names(&self, labels: &[&str], key: &str) -> Vec<String> {
        let fits = |label: &str| labels.is_empty() || labels.contains(&label);
        let mut names = self.met(key, |named| {
            let label = named.party.map(|label| self.survey.text(label));
            named.mentions.all() > 0 && label.is_some_and(fits)
        });
        let here = self.annotations().into_iter().flat_map(|a| &a.clusters);
        let here = here.filter(|party| fits(party.label.as_str()));
        names.extend(here.map(|party| party.name.clone()));
        names
    }

    fn speakers(&self, key: &str) -> Vec<String> {
        self.met(key, |named| named.quotes.all() > 0)
    }
}
