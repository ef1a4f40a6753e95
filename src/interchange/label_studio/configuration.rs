//! The labelling configuration: what annotators see, and which labels and tags there are.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::annotation::Status;
use crate::interchange::marks::{CONTINUES, COREF, CUE, CUE_OF, QUOTE, SPEAKER, SPEAKER_OF, TIMEX};

/// The labels and tags that were met.
#[derive(Clone, Debug, Default)]
pub(super) struct Configuration {
    pub(super) labels: BTreeSet<String>,
    pub(super) tags: BTreeSet<String>,
    pub(super) topics: BTreeSet<String>,
}

/// A word as XML can hold it: without the characters that XML 1.0 forbids.
pub(super) fn legal(word: &str) -> Cow<'_, str> {
    let is_legal = |c: char| {
        matches!(c, '\t' | '\n' | '\r') || c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    if !word.is_empty() && word.chars().all(is_legal) {
        return Cow::Borrowed(word);
    }
    if word.is_empty() {
        return Cow::Borrowed("_");
    }
    let legal = word.chars().map(|c| if is_legal(c) { c } else { '_' });
    Cow::Owned(legal.collect())
}

/// A word as the value of an attribute.
fn attribute(word: &str) -> String {
    let mut escaped = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(escaped, "&#{};", u32::from(c));
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

fn values<'a>(xml: &mut String, tag: &str, words: impl IntoIterator<Item = &'a str>) {
    for word in words {
        let _ = writeln!(xml, "    <{tag} value=\"{}\"/>", attribute(word));
    }
}

fn choices<'a>(xml: &mut String, head: &str, words: impl IntoIterator<Item = &'a str>) {
    let mut words = words.into_iter().peekable();
    if words.peek().is_none() {
        return;
    }
    let _ = writeln!(xml, "  <Choices {head}>");
    values(xml, "Choice", words);
    xml.push_str("  </Choices>\n");
}

impl Configuration {
    /// The whole file.
    pub(super) fn xml(&self) -> String {
        let own = [CUE, QUOTE, SPEAKER, TIMEX];
        let labels: BTreeSet<&str> = self.labels.iter().map(String::as_str).chain(own).collect();
        let mut xml = "<View>\n  <!-- Offsets are code points. -->\n".to_owned();
        xml.push_str("  <Labels name=\"label\" toName=\"text\">\n");
        values(&mut xml, "Label", labels);
        xml.push_str("  </Labels>\n  <Relations>\n");
        values(&mut xml, "Relation", [SPEAKER_OF, CUE_OF, CONTINUES, COREF]);
        xml.push_str("  </Relations>\n  <Text name=\"text\" value=\"$text\"/>\n");
        let of_quotes = "perRegion=\"true\" whenTagName=\"label\" whenLabelValue=\"QUOTE\"";
        choices(
            &mut xml,
            &format!("name=\"kind\" toName=\"text\" choice=\"single\" {of_quotes}"),
            ["direct", "mixed", "indirect"],
        );
        choices(
            &mut xml,
            &format!("name=\"negation\" toName=\"text\" choice=\"single\" {of_quotes}"),
            ["negated"],
        );
        for name in ["name", "value", "link", "note"] {
            let _ = writeln!(
                xml,
                "  <TextArea name=\"{name}\" toName=\"text\" perRegion=\"true\" placeholder=\"{name}\"/>"
            );
        }
        choices(
            &mut xml,
            "name=\"tag\" toName=\"text\" choice=\"multiple\" perRegion=\"true\"",
            self.tags.iter().map(String::as_str),
        );
        choices(
            &mut xml,
            "name=\"status\" toName=\"text\" choice=\"single\"",
            Status::ALL.map(Status::as_str),
        );
        choices(
            &mut xml,
            "name=\"topic\" toName=\"text\" choice=\"multiple\"",
            self.topics.iter().map(String::as_str),
        );
        xml.push_str(
            "  <TextArea name=\"article_note\" toName=\"text\" placeholder=\"note on the article\"/>\n</View>\n",
        );
        xml
    }
}
