//! Names, quotes and expressions of time of an import, beside those that are there.

use super::remarks::Remarks;
use super::{Known, Merging, is_open, made, swap};
use crate::annotation::edit::Change;
use crate::annotation::{Dated, Entity, Quotation, Review, Said, Speaker, Verdict};
use crate::interchange::import::How;

impl<'a> Merging<'a> {
    pub(super) fn entity(&mut self, given: &'a Entity) {
        if self.is_no_suggestion(&given.review) {
            return;
        }
        let says = (given.span, given.label.clone());
        let known = self.entities.get(&says).copied();
        match known {
            Some(Known::Met) => self.merged.unchanged += 1,
            None | Some(Known::Changed(_)) if self.corrects_entity(given) => {}
            Some(Known::Changed(own)) => {
                let differs = "its range or label was changed here";
                self.settled((&own.id, &own.review), &given.review, Some(differs));
            }
            Some(Known::Same(own)) if is_open(&own.review) => {
                self.take_entity(own, given);
            }
            Some(Known::Same(own)) => {
                let (id, beside) = (&own.id, self.beside(own, &given.review));
                match self.remarks((id, &own.review), &beside) {
                    Remarks::Taken(review) => {
                        let after = Entity {
                            review,
                            ..own.clone()
                        };
                        self.corrected(Change::Entity(id.clone(), swap(own, after)));
                    }
                    Remarks::Refused => {}
                    Remarks::Same => self.settled((id, &own.review), &given.review, None),
                }
            }
            None => {
                let mut entity = given.clone();
                entity.id = self.free_id(&given.id);
                entity.cluster = self.cluster(given.cluster.as_ref());
                entity.review = self.review(&given.review);
                if self.terms.how == How::Suggestions {
                    entity.was = None;
                }
                self.merged.added += 1;
                let change = Change::Entity(entity.id.clone(), made(entity));
                self.merged.changes.push(change);
            }
        }
        self.entities.entry(says).or_insert(Known::Met);
    }

    /// A suggested name as the import says it.
    pub(super) fn take_entity(&mut self, own: &Entity, given: &Entity) {
        let Some(review) = self.taken(&own.review, &given.review) else {
            return;
        };
        let cluster = match &own.cluster {
            Some(cluster) => Some(cluster.clone()),
            None => self.cluster(given.cluster.as_ref()),
        };
        let after = Entity {
            cluster,
            was: given.was.clone(),
            review,
            ..own.clone()
        };
        let change = Change::Entity(own.id.clone(), swap(own, after));
        self.merged.changes.push(change);
    }

    pub(super) fn quote(&mut self, given: &'a Quotation) {
        if self.is_no_suggestion(&given.review) {
            return;
        }
        let extent = given.extent();
        match self.quotes.get(&extent).copied() {
            Some(Known::Met) => self.merged.unchanged += 1,
            _ if self.corrects_quote(given) => {}
            Some(Known::Changed(own)) => {
                let differs = "its content was changed here";
                self.settled((&own.id, &own.review), &given.review, Some(differs));
            }
            Some(Known::Same(own)) if is_open(&own.review) => {
                if let Some(review) = self.taken(&own.review, &given.review) {
                    let after = self.taken_quote(own, given, review);
                    self.merged
                        .changes
                        .push(Change::Quote(own.id.clone(), swap(own, after)));
                }
            }
            Some(Known::Same(own)) => {
                let theirs = given.said.speaker.as_ref().and_then(|s| s.span);
                let ours = own.said.speaker.as_ref().and_then(|s| s.span);
                let other = theirs.is_some() && theirs != ours;
                let differs =
                    other.then_some("the file names another speaker than was decided here");
                match self.remarks((&own.id, &own.review), &given.review) {
                    Remarks::Taken(review) => {
                        let after = Quotation {
                            review,
                            ..own.clone()
                        };
                        self.corrected(Change::Quote(own.id.clone(), swap(own, after)));
                        self.quotes.insert(extent, Known::Met);
                        return;
                    }
                    Remarks::Refused => {}
                    Remarks::Same => {
                        self.settled((&own.id, &own.review), &given.review, differs);
                    }
                }
            }
            None => {
                let mut quote = given.clone();
                quote.id = self.free_id(&given.id);
                self.said(&mut quote.said);
                match (&mut quote.was, self.terms.how) {
                    (was, How::Suggestions) => *was = None,
                    (Some(was), How::Annotations) => self.said(was),
                    (None, How::Annotations) => {}
                }
                quote.review = self.review(&given.review);
                self.merged.added += 1;
                let change = Change::Quote(quote.id.clone(), made(quote));
                self.merged.changes.push(change);
            }
        }
        self.quotes.entry(extent).or_insert(Known::Met);
    }

    /// A suggested quote as the import says it: what it does not say stays.
    fn taken_quote(&mut self, own: &Quotation, given: &Quotation, review: Review) -> Quotation {
        let mut after = own.clone();
        after.review = review;
        if after.review.verdict == Verdict::Unreviewed || !given.review.verdict.stands() {
            return after;
        }
        let said = self.said_here(own, given);
        if said != own.said {
            after.was = Some(Box::new(own.said.clone()));
            after.said = said;
            after.review.verdict = Verdict::Corrected;
        }
        after
    }

    /// What the import says of a quote that is here; what it does not say stays.
    pub(super) fn said_here(&mut self, own: &Quotation, given: &Quotation) -> Said {
        let mut said = given.said.clone();
        said.cue = said.cue.or(own.said.cue);
        match (&mut said.speaker, &own.said.speaker) {
            (None, speaker) => said.speaker.clone_from(speaker),
            (Some(Speaker { span, cluster, .. }), Some(ours))
                if *span == ours.span && ours.cluster.is_some() =>
            {
                cluster.clone_from(&ours.cluster);
            }
            _ => self.said(&mut said),
        }
        said
    }

    fn said(&mut self, said: &mut Said) {
        if let Some(speaker) = &mut said.speaker {
            speaker.cluster = self.cluster(speaker.cluster.as_ref());
        }
    }

    pub(super) fn date(&mut self, given: &'a Dated) {
        if self.is_no_suggestion(&given.review) {
            return;
        }
        match self.dates.get(&given.span).copied() {
            Some(Known::Met) => self.merged.unchanged += 1,
            _ if self.corrects_date(given) => {}
            Some(Known::Changed(own)) => {
                let differs = "its range or value was changed here";
                self.settled((&own.id, &own.review), &given.review, Some(differs));
            }
            Some(Known::Same(own)) if is_open(&own.review) => {
                if let Some(review) = self.taken(&own.review, &given.review) {
                    let mut after = Dated {
                        review,
                        ..own.clone()
                    };
                    let says = given.value.is_some() && given.value != own.value;
                    if says && after.review.verdict.stands() {
                        after.value.clone_from(&given.value);
                        after.was = Some((own.span, own.value.clone()));
                        after.review.verdict = Verdict::Corrected;
                    }
                    self.merged
                        .changes
                        .push(Change::Date(own.id.clone(), swap(own, after)));
                }
            }
            Some(Known::Same(own)) => {
                let other = given.value.is_some() && given.value != own.value;
                let differs = other.then_some("the file has another value than was decided here");
                let remarks = if self.dated.contains(&own.span) {
                    Remarks::Same
                } else {
                    self.remarks((&own.id, &own.review), &given.review)
                };
                match remarks {
                    Remarks::Taken(review) => {
                        let after = Dated {
                            review,
                            ..own.clone()
                        };
                        self.corrected(Change::Date(own.id.clone(), swap(own, after)));
                    }
                    Remarks::Refused => {}
                    Remarks::Same => {
                        self.settled((&own.id, &own.review), &given.review, differs);
                    }
                }
            }
            None => {
                let mut date = given.clone();
                date.id = self.free_id(&given.id);
                date.review = self.review(&given.review);
                if self.terms.how == How::Suggestions {
                    date.was = None;
                }
                self.merged.added += 1;
                let change = Change::Date(date.id.clone(), made(date));
                self.merged.changes.push(change);
            }
        }
        self.dates.entry(given.span).or_insert(Known::Met);
    }
}
