//! Who is who over the corpus.

use super::desk::Desk;
use crate::annotation::registry::Known;
use crate::tui::event::Event;

const ARTICLES: &[&str] = &[
    "▮[PER?|Bill Ruiz] met [ORG?|Acme]. [Q?|“We won,”] said [by|[PER?|Bill Ruiz]].",
    "[PER?|William Ruiz] won. [Q?|“Again,”] said [by|[PER?|William Ruiz]].",
    "[PER?|Bill Ruiz] lost in [LOC?|Bergen].",
    "Nothing.",
];

/// The rows of a table on the screen without their frame, blanks folded.
fn rows(desk: &Desk) -> Vec<String> {
    let rows = desk.rows().into_iter().skip(2);
    let folded = rows.map(|row| {
        let row = row.trim_matches(|c: char| c == '┃' || c == ' ').to_owned();
        row.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    folded
        .take_while(|row| !row.is_empty() && !row.starts_with('┗'))
        .collect()
}

/// The entries as `name (other names) label link note`.
fn registry(desk: &Desk) -> Vec<String> {
    let entries = desk.app.registries[0].entries();
    let entry = |known: &Known| {
        let aliases = match known.aliases.as_slice() {
            [] => String::new(),
            aliases => format!(" ({})", aliases.join(", ")),
        };
        let rest = [known.link.as_deref(), known.note.as_deref()];
        let rest: Vec<&str> = rest.into_iter().flatten().collect();
        let entry = format!("{}{aliases} {} {}", known.name, known.label, rest.join(" "));
        entry.trim_end().to_owned()
    };
    entries.map(entry).collect()
}

/// In each article, the clusters as `name` and, where it is said who they are, `=` and that name.
fn told(desk: &Desk) -> Vec<String> {
    let told = desk.records().into_iter().map(|record| {
        let clusters = record.clusters.iter().map(|party| match &party.key {
            Some(key) => {
                let known = desk.app.registries[0].get(key);
                format!("{}={}", party.name, known.map_or("?", |k| &k.name))
            }
            None => party.name.clone(),
        });
        clusters.collect::<Vec<_>>().join(", ")
    });
    told.collect()
}

#[test]
fn names_over_the_corpus_stand_in_the_order_of_their_mentions_and_are_narrowed_by_typing() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys("g n").deliver();
    assert_eq!(
        rows(&desk),
        [
            "Bill Ruiz PERSON 3 1 2",
            "William Ruiz PERSON 2 1 1",
            "Acme ORG 1 · 1",
            "Bergen LOC 1 · 1",
        ]
    );
    assert!(desk.shows("all 4 articles read"), "{:?}", desk.rows());
    desk.keys("/ r u i z Enter");
    assert_eq!(rows(&desk).len(), 2);
    desk.keys("q : n a m e s Space o r g Enter");
    assert_eq!(rows(&desk), ["Acme ORG 1 · 1"]);
}

#[test]
fn a_name_opens_its_mentions_and_quotes_with_their_lines() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys("g n Enter").deliver();
    let line = "Bill Ruiz met Acme. “We won,” said Bill Ruiz.";
    assert_eq!(
        rows(&desk),
        [
            format!("Article a ? {line}"),
            format!("Article a says ? {line}"),
            format!("Article a ? {line}"),
            "Article c ? Bill Ruiz lost in Bergen.".to_owned(),
        ]
    );
    desk.keys("G Enter").deliver();
    assert_eq!(desk.article(), "c");
    assert!(desk.at().starts_with("Bill Ruiz"));
}

#[test]
fn names_are_merged_over_the_corpus_after_a_look_as_one_decision() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys("g n").deliver();
    desk.keys("M");
    assert!(desk.complained().contains("Space"), "one is not enough");
    desk.keys("j k");
    assert!(desk.shows("M merge"), "{:?}", desk.rows());
    desk.keys("Space Space M").deliver();
    assert!(desk.shows("These are Bill Ruiz"), "{:?}", desk.rows());
    assert_eq!(rows(&desk).len(), 3);
    assert!(registry(&desk).is_empty(), "nothing is done yet");
    desk.keys("a").deliver();
    assert_eq!(registry(&desk), ["Bill Ruiz (William Ruiz) PERSON"]);
    assert_eq!(
        told(&desk),
        [
            "Bill Ruiz=Bill Ruiz, Acme",
            "William Ruiz=Bill Ruiz",
            "Bill Ruiz=Bill Ruiz, Bergen",
            ""
        ]
    );
    assert_eq!(rows(&desk)[0], "Bill Ruiz PERSON 5 2 3 2 =");
    assert_eq!(desk.app.tables.shown().unwrap().selected, 0);
    desk.keys("u").deliver();
    assert!(registry(&desk).is_empty());
    assert_eq!(
        told(&desk),
        ["Bill Ruiz, Acme", "William Ruiz", "Bill Ruiz, Bergen", ""]
    );
    assert_eq!(rows(&desk)[0], "Bill Ruiz PERSON 3 1 2");
    desk.keys("Ctrl-r").deliver();
    assert_eq!(registry(&desk), ["Bill Ruiz (William Ruiz) PERSON"]);
    assert_eq!(rows(&desk)[0], "Bill Ruiz PERSON 5 2 3 2 =");
}

#[test]
fn what_is_left_out_of_a_merge_stays_somebody_else() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys("g n").deliver();
    // The last row is the namesake of the third article.
    desk.keys("Space Space M G Space a").deliver();
    assert_eq!(
        told(&desk),
        [
            "Bill Ruiz=Bill Ruiz, Acme",
            "William Ruiz=Bill Ruiz",
            "Bill Ruiz, Bergen",
            ""
        ]
    );
    assert_eq!(
        rows(&desk)[..2],
        ["Bill Ruiz PERSON 4 2 2 2 =", "Bill Ruiz PERSON 1 · 1"],
        "namesakes stay apart"
    );
}

#[test]
fn a_linked_and_renamed_name_is_so_everywhere_and_an_entry_changes_without_its_articles() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys("g n : l i n k Space Q 1 Enter").deliver();
    assert!(desk.shows("These are Bill Ruiz = Q1"), "{:?}", desk.rows());
    desk.keys("a").deliver();
    assert_eq!(registry(&desk), ["Bill Ruiz PERSON Q1"]);
    assert_eq!(rows(&desk)[0], "Bill Ruiz PERSON 3 1 2 = Q1");
    let before = desk.records();
    desk.keys(": r e n a m e Space W i l l Enter").deliver();
    assert_eq!(registry(&desk), ["Will (Bill Ruiz) PERSON Q1"]);
    desk.keys("i m a y o r Enter").deliver();
    assert_eq!(registry(&desk), ["Will (Bill Ruiz) PERSON Q1 mayor"]);
    assert_eq!(desk.records(), before, "only the entry changes");
    assert_eq!(rows(&desk)[0], "Will PERSON 3 1 2 2 = Q1");
    desk.keys("u u").deliver();
    assert_eq!(registry(&desk), ["Bill Ruiz PERSON Q1"]);
    assert_eq!(rows(&desk)[0], "Bill Ruiz PERSON 3 1 2 = Q1");
}

#[test]
fn a_name_is_taken_out_of_an_entry_again() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys("g n").deliver();
    desk.keys("Space Space M a").deliver();
    desk.keys("g g : s p l i t Enter").deliver();
    assert_eq!(rows(&desk).len(), 3);
    desk.keys("a");
    assert!(desk.complained().contains("mark"), "nothing is marked");
    desk.keys("g g j Space a").deliver();
    assert_eq!(registry(&desk), ["Bill Ruiz PERSON"]);
    assert_eq!(told(&desk)[1], "William Ruiz");
    assert_eq!(told(&desk)[0], "Bill Ruiz=Bill Ruiz, Acme");
}

#[test]
fn a_name_known_over_the_corpus_is_suggested_and_only_the_analyst_says_so() {
    let mut desk = Desk::new(ARTICLES);
    let mut known = Known::new(
        "k1".to_owned(),
        "William Ruiz",
        crate::extract::Label::PERSON,
    );
    known.call("Bill Ruiz");
    known.link = Some("Q1".to_owned());
    let entries = crate::annotation::registry::Registry::new([known]);
    desk.happens(Event::Registry {
        root: 0,
        registry: Box::new(entries),
        problems: Vec::new(),
    });
    desk.resize(150, 30);
    assert!(desk.shows("=? Q1"), "{:#?}", desk.rows());
    assert_eq!(told(&desk)[0], "Bill Ruiz, Acme", "nothing is said yet");
    desk.keys("=");
    assert_eq!(desk.said(), "this is William Ruiz");
    assert_eq!(told(&desk)[0], "Bill Ruiz=William Ruiz, Acme");
    assert!(desk.shows("= Q1") && !desk.shows("=?"));
    desk.keys("u");
    assert_eq!(told(&desk)[0], "Bill Ruiz, Acme");
}

#[test]
fn of_two_known_by_one_name_the_analyst_chooses() {
    let mut desk = Desk::new(ARTICLES);
    let known = |key: &str, note: &str| {
        let mut known = Known::new(key.to_owned(), "Bill Ruiz", crate::extract::Label::PERSON);
        known.note = Some(note.to_owned());
        known
    };
    let entries =
        crate::annotation::registry::Registry::new([known("k1", "mayor"), known("k2", "actor")]);
    desk.happens(Event::Registry {
        root: 0,
        registry: Box::new(entries),
        problems: Vec::new(),
    });
    desk.resize(150, 30);
    assert!(desk.shows("=? one of 2"), "{:#?}", desk.rows());
    desk.keys("=");
    assert_eq!(desk.choices(), ["Bill Ruiz, mayor", "Bill Ruiz, actor"]);
    desk.keys("j Enter");
    assert_eq!(desk.record(0).clusters[0].key.as_deref(), Some("k2"));
}

#[test]
fn what_somebody_said_is_listed_from_a_quote_a_name_and_the_table() {
    for keys in ["g s", "] q g s", "g n g s"] {
        let mut desk = Desk::new(ARTICLES);
        desk.keys(keys).deliver();
        let line = "Bill Ruiz met Acme. “We won,” said Bill Ruiz.";
        assert_eq!(rows(&desk), [format!("Article a ? {line}")], "{keys}");
        assert!(desk.shows("Bill Ruiz said"));
    }
}

#[test]
fn the_mentions_of_a_name_go_on_in_the_corpus() {
    let mut desk = Desk::new(ARTICLES);
    desk.survey().keys("* *");
    assert_eq!(
        desk.said(),
        "mention 1 of 2, from the top again; g* lists the corpus's"
    );
    desk.keys("* g *").deliver();
    assert_eq!(rows(&desk).len(), 3);
    desk.keys("Enter").deliver();
    assert_eq!(desk.article(), "c");
}

#[test]
fn what_was_merged_in_an_article_is_merged_everywhere_when_asked() {
    let mut desk = Desk::new(&[
        "▮[PER?|Bill Ruiz] or [PER?|William Ruiz].",
        "[PER?|William Ruiz] won.",
        "[PER?|Bill Ruiz] lost.",
    ]);
    desk.keys("M a");
    assert_eq!(
        desk.said(),
        "Bill Ruiz is William Ruiz; ge does so in the whole corpus"
    );
    desk.keys("g e").deliver();
    assert!(desk.shows("These are William Ruiz"), "{:?}", desk.rows());
    desk.keys("a").deliver();
    assert_eq!(registry(&desk), ["William Ruiz (Bill Ruiz) PERSON"]);
    assert_eq!(
        told(&desk),
        [
            "William Ruiz=William Ruiz",
            "William Ruiz=William Ruiz",
            "Bill Ruiz=William Ruiz"
        ]
    );
    // One undo for the corpus, one for the article.
    desk.keys("u u").deliver();
    assert_eq!(
        told(&desk),
        ["Bill Ruiz, William Ruiz", "William Ruiz", "Bill Ruiz"]
    );
}

#[test]
fn a_rename_in_an_article_is_offered_to_the_corpus() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys(": r e n a m e Space W i l l Enter");
    assert!(
        desk.said().ends_with("in the whole corpus"),
        "{}",
        desk.said()
    );
    desk.keys("g e").deliver();
    desk.keys("a").deliver();
    assert_eq!(registry(&desk), ["Will (Bill Ruiz) PERSON"]);
    assert_eq!(told(&desk)[2], "Bill Ruiz=Will, Bergen");
}
