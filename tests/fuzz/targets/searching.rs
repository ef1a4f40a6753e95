//! What is typed or configured: queries, patterns, keys.

use dateline::search::find::Pattern;
use dateline::search::fuzzy;
use dateline::search::query::{Query, Values, candidates};
use dateline::search::scan::Needle;
use dateline::tui::key::{sequence, written};
use dateline::tui::keymap::Keymap;

use super::bytes::Bytes;

/// Values with names that need care.
struct Odd;

impl Values for Odd {
    fn sources(&self) -> Vec<String> {
        vec!["AP".to_owned(), "a \"b\": c".to_owned()]
    }

    fn tags(&self) -> Vec<String> {
        vec!["war".to_owned(), "\u{1b}[1m".to_owned(), String::new()]
    }

    fn labels(&self) -> Vec<String> {
        vec!["PERSON".to_owned()]
    }

    fn names(&self, _labels: &[&str], key: &str) -> Vec<String> {
        vec![key.to_owned()]
    }

    fn speakers(&self, key: &str) -> Vec<String> {
        vec![key.to_uppercase()]
    }
}

/// A query is understood or refused, alike while it is typed and when it is; a pattern's matches lie in the text.
pub fn query(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let cursor = usize::from(bytes.byte());
    let typed = bytes.text();
    let text = bytes.text();
    let today = "2026-05-01".parse().unwrap();
    let (rest, wrong) = Query::parse_rest(&typed, today);
    let whole = Query::parse(&typed, today);
    assert_eq!(whole.is_ok(), wrong.is_none());
    let _ = (
        rest.is_empty(),
        rest.narrows(&rest),
        rest.asks_for_work(),
        rest.found().len(),
    );
    let cursor = dateline::span::floor_boundary(&typed, cursor);
    let (range, offered) = candidates(&typed, cursor, &Odd);
    assert!(typed.get(range.clone()).is_some(), "{range:?} of {typed:?}");
    assert!(offered.len() <= 100);
    for pattern in [Pattern::typed(&typed).ok().map(|(pattern, _)| pattern)]
        .into_iter()
        .flatten()
    {
        let mut end = 0;
        for span in pattern.matches(&text) {
            assert!(span.fits(&text) && !span.is_empty() && span.start >= end);
            end = span.end;
        }
    }
    if let Ok(needle) = Needle::new(&typed) {
        let found = needle.matches(&text).count();
        let (pattern, _) = Pattern::typed(&typed).unwrap();
        assert_eq!(found, pattern.matches(&text).count());
    }
    let fuzzy = fuzzy::Query::new(&typed);
    let ranked = fuzzy.rank(&[&*text, "Zürich"]);
    assert!(ranked.len() <= 2);
    fuzzy
        .places(&text)
        .iter()
        .for_each(|span| assert!(span.fits(&text)));
}

/// Keys are read as they are written, show nothing that a terminal obeys, and bind or do not.
pub fn keys(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Ok(keys) = sequence(&text) else {
        return;
    };
    for key in &keys {
        let name = key.to_string();
        assert!(!name.contains(char::is_control), "{name:?}");
        assert_eq!(name.parse(), Ok(*key), "{name:?}");
    }
    assert!(!written(&keys).contains(char::is_control));
    let mut keymap = Keymap::default();
    let _ = keymap.bind(0, &[text.into_owned()]);
    let _ = keymap.hidden();
}
