//! How a page tells labels from each other.

use crate::annotation::Verdict;
use crate::extract::Label;

/// The labels of a page's legend: what they stand for, in the order of the style's colours.
pub(super) const KNOWN: [(Label, &str); 9] = [
    (Label::PERSON, "people"),
    (Label::ORG, "organisations"),
    (Label::LOC, "places"),
    (Label::NORP, "nations, faiths, parties"),
    (Label::DATE, "named dates"),
    (Label::MONEY, "sums of money"),
    (Label::EVENT, "events"),
    (Label::PRODUCT, "products"),
    (Label::MISC, "other names"),
];

/// The place of a label among the page's colours and underlines, and whether it is the label that
/// they were made for: another one says its name in place of a letter.
pub(super) fn slot(label: &Label) -> (usize, bool) {
    if let Some(at) = KNOWN.iter().position(|(known, ..)| known == label) {
        return (at, true);
    }
    let at = match label.as_str() {
        "PER" => 0,
        "GPE" | "FAC" => 2,
        name => name.bytes().map(usize::from).sum::<usize>() % KNOWN.len(),
    };
    (at, false)
}

/// The class of what does not stand, if any.
pub(super) fn class_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Unreviewed => " u",
        Verdict::Rejected => " r",
        Verdict::Accepted | Verdict::Corrected | Verdict::Added => "",
    }
}
