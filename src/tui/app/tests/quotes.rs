//! Who says what, and what looks wrong about it.

use super::check;
use super::desk::Desk;
use crate::annotation::Verdict;

/// Two articles with quotes that lack speakers, an article without any between them.
const ARTICLES: &[&str] = &[
    "▮[Q?|“One,”] [cue|said] [by|[PER?|Ana]]. [Q?|“Two.”] And [Q?|“three.”]",
    "[Q?|“Four,”] [cue|said] [by|[PER?|Bo]].",
    "[PER?|Cy] left. [Q?|“Five.”] [Q+|“Six.”] [Q-|“Seven.”] [Q*|“Eight.”]",
];

#[test]
fn brackets_go_through_the_quotes_that_lack_a_speaker() {
    let mut desk = Desk::new(ARTICLES);
    let at = |desk: &mut Desk, keys: &str| {
        desk.keys(keys);
        desk.current().unwrap()
    };
    assert_eq!(at(&mut desk, "]s"), "“Two.”");
    assert_eq!(at(&mut desk, "]s"), "“three.”");
    assert_eq!(at(&mut desk, "]s"), "“Five.”");
    assert_eq!((desk.article(), desk.said()), ("c", "next article"));
    assert_eq!(
        at(&mut desk, "]s"),
        "“Eight.”",
        "accepted and rejected ones are decided"
    );
    desk.keys("]s");
    assert_eq!(
        desk.said(),
        "no quote without a speaker below; this is the last article"
    );
    assert_eq!(at(&mut desk, "2[s"), "“three.”");
    assert_eq!((desk.article(), desk.said()), ("a", "article before"));
    assert_eq!(at(&mut desk, "Ctrl-o"), "“Five.”", "one way back");
}

#[test]
fn names_and_quotes_are_gone_to_over_the_ends_of_articles() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys("2]e");
    assert_eq!((desk.article(), desk.at()), ("b", "Bo."));
    desk.keys("]q");
    assert_eq!(
        (desk.article(), desk.current().as_deref()),
        ("c", Some("“Five.”"))
    );
    desk.keys("2[q");
    assert_eq!(
        (desk.article(), desk.current().as_deref()),
        ("b", Some("“Four,”"))
    );
    desk.keys("v ]q");
    assert_eq!(
        desk.article(),
        "b",
        "a selection ends where its article does"
    );
    assert_eq!(desk.said(), "no quote below in this article");
}

#[test]
fn somebody_who_is_not_in_the_article_is_typed() {
    check(
        "▮[Q?|“No,”] said the man of [PER?|Bo Li].",
        "s + \"Ana Ruiz\" Enter",
        "[Q~|“No,”] said the man of [PER?|▮Bo Li].",
    );
    let mut desk = Desk::new(&["▮[Q?|“No,”] [by|he] [cue|said] of [PER?|Bo Li]."]);
    desk.resize(160, 45);
    desk.keys("s");
    assert_eq!(desk.picker().title, "Who says “No,” · now he = ?");
    desk.keys("+ \"Ana Ruiz\" Enter");
    assert_eq!(desk.said().split(';').next(), Some("Ana Ruiz says it"));
    desk.keys("[q s");
    assert_eq!(desk.picker().title, "Who says “No,” · now he = Ana Ruiz");
    desk.keys("+");
    assert_eq!(desk.prompt().line.text(), "Ana Ruiz", "to be mended");
    desk.keys("Ctrl-u Enter");
    assert_eq!(
        desk.prompt().error.as_deref(),
        Some("a name cannot be empty")
    );
    desk.keys("\"Bo Li\" Enter [q s");
    assert_eq!(desk.picker().title, "Who says “No,” · now he = Bo Li");
    desk.keys("Esc");
    let said = &desk.reader().annotations.quotes[0].said;
    assert!(
        said.speaker.as_ref().unwrap().cluster.is_some(),
        "the one of the article"
    );
    desk.keys("u u");
    assert_eq!(
        desk.markup(),
        "[Q?|“No,”] [by|he] [cue|said] of [PER?|Bo Li]."
    );
}

#[test]
fn somebody_else_than_the_machine_named_is_typed_on_an_empty_line() {
    let mut desk = Desk::spoken("▮[Q?|“No,”] [by|Nobody] [cue|said].", "Nobody");
    desk.keys("s +");
    assert_eq!(desk.prompt().line.text(), "");
    desk.keys("\"Ana Ruiz\" Enter");
    assert_eq!(desk.said().split(';').next(), Some("Ana Ruiz says it"));
}

#[test]
fn a_speaker_chosen_as_it_is_makes_the_quote_right() {
    check(
        "▮[Q?|“No,”] [cue|said] [by|[PER?|Ana]].",
        "s a",
        "[Q+|“No,”] [cue|said] [by|[PER?|▮Ana]].",
    );
    check("▮[Q?|“No.”]", "s -", "[Q+|“No.”]");
    let mut desk = Desk::new(&["▮[Q*|“No.”]"]);
    desk.keys("s - ]s");
    assert_eq!(
        desk.said(),
        "no quote without a speaker below; this is the last article"
    );
    assert_eq!(desk.reader().annotations.quotes[0].review.tags, ["checked"]);
}

#[test]
fn what_looks_wrong_is_listed_and_gone_to() {
    let mut desk = Desk::new(&[
        "▮[Q?|“One,”] [cue|said] [by|he]. The [ORG?|Berg]en \"team.\n\nIt [Q+|“lost,”] [by|she] [cue|said].",
    ]);
    desk.keys("gk");
    assert_eq!(desk.picker().title, "3 things to look at");
    let told = |desk: &Desk| {
        let entries = desk.picker().entries.iter();
        let told = entries.map(|entry| format!("{}: {}", entry.text, entry.detail));
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        told(&desk),
        [
            "“One,”: pronoun of nobody known",
            "Berg: begins or ends inside a word",
            "\": quote mark never closed",
        ]
    );
    desk.keys("j Enter");
    assert_eq!(desk.current().as_deref(), Some("Berg"));
    desk.keys(":check<Enter> G Enter");
    assert!(desk.at().starts_with("\"team."), "{}", desk.at());
    desk.keys("gg a ]e x");
    desk.keys("gk");
    assert_eq!(
        told(&desk),
        ["\": quote mark never closed"],
        "the others were decided"
    );
}

#[test]
fn a_quote_of_ones_own_warns_until_it_is_said_to_be_right() {
    let mut desk = Desk::new(&["▮[Q*|“One,”] [cue|said] [by|he]. [PER?|Ana] left."]);
    desk.resize(160, 45).keys("Ctrl-w");
    assert!(
        desk.shows("! pronoun of nobody known"),
        "{:#?}",
        desk.rows()
    );
    assert!(desk.shows("! +"), "{:#?}", desk.rows());
    desk.keys("Esc a");
    assert_eq!(
        desk.reader().annotations.quotes[0].review.verdict,
        Verdict::Added
    );
    desk.keys("[q gk");
    assert_eq!(desk.said(), "nothing looks wrong in this article");
    assert!(!desk.shows("! pronoun"), "{:#?}", desk.rows());
    desk.keys("u gk");
    assert_eq!(desk.picker().title, "One thing to look at");
}

#[test]
fn the_inspector_tells_about_the_selected_quote() {
    let far = "and so on ".repeat(12);
    let mut desk = Desk::new(&[&format!(
        "[PER?|David Williams] came. {far}[by|He] {far}. ▮[Q1?|“This attack shows,”] [cue|said], [Q1?|“that Daesh is there.”]"
    )]);
    desk.resize(160, 45).keys("Tab Tab");
    for told in [
        "Quote 1 · direct · 90 %",
        "He = ? · said",
        "! speaker 123 characters away",
        "“This attack shows,” … “that",
        "Daesh is there.”",
    ] {
        assert!(desk.shows(told), "{told}: {:#?}", desk.rows());
    }
    desk.keys("s a [q");
    assert!(
        desk.shows("He = David Williams · said"),
        "{:#?}",
        desk.rows()
    );
    // A click on what is told is no click on a line.
    let row = desk
        .rows()
        .iter()
        .position(|row| row.contains("· said"))
        .unwrap();
    let before = desk.app.inspector.selected;
    desk.click((140, row as u16));
    assert_eq!(desk.app.inspector.selected, before);
    desk.resize(59, 10);
    assert!(desk.shows("Quote 1"), "{:#?}", desk.rows());
}

#[test]
fn pieces_of_a_quote_belong_together_in_the_margin() {
    let mut desk = Desk::new(&[
        "▮[Q1?|“One,”] [cue|said] [by|[PER?|Ana]].\n\nShe paused.\n\n[Q1?|“Two.”] [Q?|“Three.”]",
    ]);
    desk.resize(80, 20);
    let rows = desk.rows();
    let of = |words: &str| rows.iter().find(|row| row.contains(words)).unwrap().clone();
    assert!(of("She paused").contains("· She paused"), "{rows:#?}");
    assert!(of("“Two.”").contains("+1"), "{rows:#?}");
    assert!(of("“Three.”").contains("\"2"), "{rows:#?}");
}

#[test]
fn nobody_who_was_rejected_speaks_or_is_merged() {
    let mut desk = Desk::new(&["▮[Q?|“One.”] [PER-|Bo] met [PER?|Ana] and [PER?|Cy]."]);
    desk.keys("s");
    assert!(!desk.choices().contains(&"Bo"), "{:?}", desk.choices());
    assert!(desk.choices().contains(&"Ana"));
    desk.keys("Esc ]e M");
    assert_eq!(desk.choices(), ["Cy"]);
}

#[test]
fn a_date_is_merged_with_nobody_and_unlike_labels_are_told() {
    let mut desk = Desk::new(&["▮[PER?|Ana] met [ORG?|Anas Club] on [DATE?|May 1]."]);
    desk.keys("M");
    assert_eq!(desk.choices(), ["Anas Club"]);
    desk.keys("Enter");
    assert!(
        desk.said().contains("merged PERSON with ORG"),
        "{}",
        desk.said()
    );
    desk.keys("]e ]e M");
    assert!(desk.complained().contains("date"), "{}", desk.said());
    let mut desk = Desk::new(&["▮[PER?|Ana] met on [DATE?|May 1]."]);
    desk.keys("M");
    assert!(desk.complained().contains("nobody"), "{}", desk.said());
}

#[test]
fn the_speaker_is_named_in_the_quotes_own_sentence_if_it_can_be() {
    for (article, wanted) in [
        (
            "▮[PER?@1|Mohiuddin Roni], who leads the union of all drivers of the whole city, said: [Q?|“One.”] [PER?@1|Roni] left.",
            "Mohiuddin Roni",
        ),
        (
            "[PER?@1|Mohiuddin Roni] came to the house on a day in May. He left. ▮[Q?|“One.”] [PER?@1|Roni] left.",
            "Mohiuddin Roni",
        ),
        ("▮[Q?|“One.”] It rained. [PER?@1|Roni] left.", "Roni"),
    ] {
        let mut desk = Desk::new(&[article]);
        desk.keys("]q s Enter");
        let reader = desk.reader();
        let speaker = reader.annotations.quotes[0].said.speaker.as_ref();
        let span = speaker.and_then(|speaker| speaker.span);
        let span = span.expect("somebody speaks");
        assert_eq!(span.of(reader.text()), wanted, "{article}");
    }
}
