//! Making spans and mending them.

use super::check;
use super::desk::Desk;
use crate::annotation::Verdict;
use crate::tui::app::Modal;

const TEXT: &str = "▮Ana Ruiz met Acme. She left, too.\nIt rained.";

fn selected(keys: &str) -> String {
    let mut desk = Desk::new(&[TEXT]);
    desk.keys(keys);
    desk.selected().unwrap_or_default().to_owned()
}

#[test]
fn motions_extend_a_selection() {
    for (keys, words) in [
        ("v", "A"),
        ("v l", "An"),
        ("v 2 l", "Ana"),
        ("v l l h", "An"),
        ("v e", "Ana"),
        ("v 2 e", "Ana Ruiz"),
        ("v w", "Ana "),
        ("v 3 w b", "Ana Ruiz m"),
        ("v $", "Ana Ruiz met Acme. She left, too."),
        ("w v 0", "Ana R"),
        ("v )", "Ana Ruiz met Acme. "),
        ("v ) (", "A"),
        ("v }", "Ana Ruiz met Acme. She left, too.\n"),
        ("v } {", "A"),
        ("v j", "Ana Ruiz met Acme. She left, too.\nI"),
        ("v j k", "A"),
        ("v G", "Ana Ruiz met Acme. She left, too.\nIt rained."),
        ("w v e o l", "uiz"),
        ("w v e o", "Ruiz"),
        ("w v i w", "Ruiz"),
        ("w v i s", "Ana Ruiz met Acme."),
        ("w v i p", "Ana Ruiz met Acme. She left, too."),
        ("v w Esc", ""),
        ("v w q", ""),
        ("v w v", ""),
    ] {
        assert_eq!(selected(keys), words, "{keys}");
    }
}

#[test]
fn the_entity_or_quote_around_the_cursor_is_selected() {
    let mut desk = Desk::new(&["[Q?|“We met [PER?|Ana ▮Ruiz],”] said"]);
    desk.keys("v i e");
    assert_eq!(desk.selected(), Some("Ana Ruiz"));
    desk.keys("Esc v i q");
    assert_eq!(desk.selected(), Some("“We met Ana Ruiz,”"));
    desk.keys("Esc $ v i e");
    assert!(
        desk.complained().contains("none under the cursor"),
        "{}",
        desk.said()
    );
}

#[test]
fn a_selection_becomes_an_entity_by_the_labels_key() {
    check(
        "▮Ana Ruiz met Acme.",
        "v 2 e Enter p",
        "[PER*|▮Ana Ruiz] met Acme.",
    );
    check(
        "▮Ana Ruiz met Acme.",
        "v 2 w h Enter p",
        "[PER*|▮Ana Ruiz] met Acme.",
    );
    check(
        "▮Ana Ruiz met Acme.",
        "v 2 e c p",
        "[PER*|▮Ana Ruiz] met Acme.",
    );
    check(
        "▮Ana Ruiz met Acme.",
        "v 2 e a p",
        "[PER*|▮Ana Ruiz] met Acme.",
    );
    check(
        "▮Storm Ute hit.",
        "v 2 e Enter /eve<Enter>",
        "[EVENT*|▮Storm Ute] hit.",
    );
    check(
        "▮Storm Ute hit.",
        "v 2 e Enter Down Enter",
        "[ORG*|▮Storm Ute] hit.",
    );
    check("▮Storm Ute hit.", "v 2 e Enter Esc", "▯Storm Ut▮e hit.");
    check(
        "▮Ana met Ana.",
        "v e Enter p w w v e Enter p",
        "[PER*|Ana] met [PER*|▮Ana].",
    );
    // What is there already is said to be right.
    check("▮[PER?|Ana] met", "v e Enter p", "[PER+|▮Ana] met");
}

#[test]
fn spans_may_nest_and_cross() {
    check(
        "[ORG?|Bank of ▮America] said",
        "v e Enter l",
        "[ORG?|Bank of [LOC*|▮America]] said",
    );
    let mut desk = Desk::new(&["▮Bank of [ORG?|America Corp] said"]);
    desk.keys("v 3 e Enter o");
    assert_eq!(desk.entities(), ["Bank of America/ORG", "America Corp/ORG"]);
    desk.keys("w w w a");
    assert_eq!(
        desk.reader().annotations.entities[1].review.verdict,
        Verdict::Accepted
    );
    desk.keys("u u");
    assert_eq!(desk.entities(), ["America Corp/ORG"]);
}

#[test]
fn plus_takes_the_next_larger_span() {
    let mut desk = Desk::new(&["[Q?|“The [ORG?|Bank of [LOC?|▮America]] lost”]"]);
    let current = |desk: &Desk| desk.current().unwrap();
    assert_eq!(current(&desk), "America");
    desk.keys("+");
    assert_eq!(current(&desk), "Bank of America");
    desk.keys("+");
    assert_eq!(current(&desk), "“The Bank of America lost”");
    desk.keys("+");
    assert_eq!(current(&desk), "America");
    desk.keys("+ a");
    assert!(
        desk.markup().contains("[ORG+|Bank of [LOC?|"),
        "{}",
        desk.markup()
    );
}

#[test]
fn a_selection_becomes_a_quote_with_speaker_and_cue() {
    let mut desk = Desk::new(&["▮“No,” said [PER?|Ana Ruiz]. “Never.”"]);
    desk.keys("v 2 e Enter q");
    assert_eq!(desk.markup(), "[Q*|“No,”] said [PER?|Ana Ruiz]. “Never.”");
    desk.keys("s");
    assert_eq!(
        desk.choices(),
        ["Ana Ruiz", "somebody else …", "nobody known"]
    );
    desk.keys("a C").hint("said");
    assert_eq!(
        desk.markup(),
        "[Q*|“No,”] [cue|said] [by|[PER?|Ana Ruiz]]. “Never.”"
    );
    let last = desk.find("“Never");
    desk.app.reader.as_mut().unwrap().go(last);
    desk.keys("v $ Enter +");
    assert_eq!(
        desk.markup(),
        "[Q1*|“No,”] [cue|said] [by|[PER?|Ana Ruiz]]. [Q1*|“Never.”]"
    );
    desk.keys("u u u u");
    assert_eq!(desk.markup(), "“No,” said [PER?|Ana Ruiz]. “Never.”");
}

#[test]
fn selected_words_become_cue_or_speaker_of_the_quote_beside_them() {
    check(
        "[Q?|“No,”] ▮warned the miller.",
        "v e Enter k",
        "[Q~|“No,”] [cue|warned] the miller.",
    );
    let mut desk = Desk::new(&["[Q?|“No,”] warned ▮the miller."]);
    desk.keys("v 2 e Enter s");
    assert_eq!(desk.markup(), "[Q~|“No,”] warned [by|the miller].");
    assert!(
        desk.said().contains("the miller says it"),
        "{}",
        desk.said()
    );
}

#[test]
fn a_quote_over_paragraphs_is_made_of_a_piece_each() {
    check(
        "▮“One.\n\n“Two.”\n\nThree.",
        "v } $ Enter q",
        "[Q1*|“One.]\n\n[Q1*|“Two.”]\n\nThree.",
    );
}

#[test]
fn a_pronoun_stays_the_speakers_words_and_changes_its_meaning() {
    let mut desk =
        Desk::new(&["[PER?|Ana Ruiz] met [PER?|Bo Li]. ▮[Q?|“No,”] [by|she] [cue|said]."]);
    desk.keys("s");
    assert_eq!(
        desk.choices(),
        ["Bo Li", "Ana Ruiz", "somebody else …", "nobody known"],
        "the nearest first"
    );
    desk.keys("s");
    assert_eq!(
        desk.markup(),
        "[PER?|Ana Ruiz] met [PER?|Bo Li]. [Q~|“No,”] [by|she] [cue|said]."
    );
    assert!(desk.said().contains("Ana Ruiz says it"), "{}", desk.said());
    desk.resize(160, 45);
    assert!(desk.shows("Ana Ruiz: “No,”"), "{:#?}", desk.rows());
    desk.keys("s -");
    assert!(desk.shows("nobody known: “No,”"), "{:#?}", desk.rows());
}

#[test]
fn setting_the_speaker_goes_on_to_the_next_suggestion() {
    check(
        "[PER+|Ana] said [Q?|▮“no”] and [PER?|Bo] met [PER?|Cy].",
        "s s",
        "[by|[PER+|Ana]] said [Q~|“no”] and [PER?|▮Bo] met [PER?|Cy].",
    );
}

#[test]
fn edges_move_by_words_and_keep_what_the_span_carries() {
    check(
        "The [PER?|Ana] Ruiz said",
        "]e >",
        "The [PER~|Ana Ruiz] said",
    );
    check(
        "The [PER?|Ana] Ruiz said",
        "]e > <",
        "The [PER+|Ana] Ruiz said",
    );
    check(
        "Dr [PER?|Ana Ruiz] said",
        "]e H",
        "[PER~|▮Dr Ana Ruiz] said",
    );
    check(
        "[PER?|Dr Ana Ruiz] said",
        "]e L",
        "Dr [PER~|▮Ana Ruiz] said",
    );
    check(
        "One two [PER?|Ana] three four",
        "]e 2 > 2 H",
        "[PER~|One two Ana three four]",
    );
    check("[PER?|Ana] said", "]e <", "[PER?|Ana] said");
    check("[PER?|Ana] said", "]e L", "[PER?|Ana] said");
    check("▮[Q?|“No,”] he said", "> >", "[Q~|“No,” he said]");
    let mut desk = Desk::new(&["▮[PER?|Ana] Ruiz said"]);
    desk.keys("t\"vip\"<Enter> i\"check\"<Enter> :link<Enter>Q42<Enter>");
    let before = desk.reader().annotations.entities[0].clone();
    assert_eq!(desk.link_of(0).as_deref(), Some("Q42"));
    desk.keys(">");
    let after = &desk.reader().annotations.entities[0];
    assert_eq!((&after.id, &after.cluster), (&before.id, &before.cluster));
    assert_eq!(
        (&after.review.tags, &after.review.note, &after.review.link),
        (
            &before.review.tags,
            &before.review.note,
            &before.review.link
        )
    );
    assert_eq!(desk.markup(), "[PER~|Ana Ruiz] said");
}

#[test]
fn ones_own_span_is_deleted_and_a_suggestion_rejected() {
    check("[PER*|Ana] met [ORG?|Acme]", "d", "Ana met [ORG?|▮Acme]");
    check(
        "[PER*|Ana] met [ORG?|Acme]",
        "Tab d",
        "[PER*|Ana] met [ORG-|Acme]",
    );
}

#[test]
fn spans_and_articles_take_tags_and_notes() {
    let mut desk = Desk::new(&["▮[PER?|Ana] said"]);
    desk.keys("t \"front page,  vip, vip\" Enter i \"who?\" Enter T \"war\" Enter I \"hm\" Enter");
    let annotations = &desk.reader().annotations;
    assert_eq!(annotations.entities[0].review.tags, ["front page", "vip"]);
    assert_eq!(annotations.entities[0].review.note.as_deref(), Some("who?"));
    assert_eq!(annotations.tags, ["war"]);
    assert_eq!(annotations.note.as_deref(), Some("hm"));
    assert_eq!(desk.markup(), "[PER?|Ana] said", "which decides nothing");
    desk.resize(160, 45);
    assert!(desk.shows("#war · note"), "{:#?}", desk.rows());
    desk.keys("i");
    assert_eq!(desk.prompt().line.text(), "who?");
    desk.keys("Ctrl-u Enter");
    assert_eq!(desk.reader().annotations.entities[0].review.note, None);
    desk.keys("u i Ctrl-e");
    assert!(
        matches!(desk.effects.last(), Some(crate::tui::effect::Effect::EditText(text)) if text == "who?")
    );
    desk.happens(crate::tui::event::Event::Edited(
        Ok("two\nlines".to_owned()),
    ));
    assert_eq!(
        desk.reader().annotations.entities[0].review.note.as_deref(),
        Some("two\nlines")
    );
}

#[test]
fn a_note_of_several_lines_keeps_them_when_its_prompt_is_opened_again() {
    let mut desk = Desk::new(&["▮[PER?|Ana] said"]);
    desk.keys("i Ctrl-e");
    desk.happens(crate::tui::event::Event::Edited(
        Ok("two\nlines".to_owned()),
    ));
    desk.keys("i Enter");
    assert_eq!(
        desk.reader().annotations.entities[0].review.note.as_deref(),
        Some("two\nlines")
    );
    desk.keys("i Ctrl-e");
    assert!(
        matches!(desk.effects.last(), Some(crate::tui::effect::Effect::EditText(text)) if text == "two\nlines")
    );
}

#[test]
fn names_of_one_person_are_merged_under_the_fuller_name() {
    for keys in ["Tab M a", "2 Tab M a"] {
        let mut desk = Desk::new(&[
            "The [PER?|Ruiz] is [PER?|Ana Ruiz]; [Q?|“no”] [by|[PER?|Ruiz]] [cue|said].",
        ]);
        desk.keys(keys);
        let annotations = &desk.reader().annotations;
        let names: Vec<&str> = annotations
            .clusters
            .iter()
            .map(|c| c.name.as_str())
            .collect();
        assert_eq!(names, ["Ana Ruiz"], "{keys}");
        assert_eq!(annotations.clusters[0].aliases, ["Ruiz"]);
        assert!(
            desk.markup().contains("@1|Ruiz] is [PER?@1|Ana Ruiz]"),
            "{}",
            desk.markup()
        );
        let speaker = annotations.quotes[0].said.speaker.as_ref().unwrap();
        assert_eq!(
            annotations.speaker_name(speaker, desk.reader().text()),
            Some("Ana Ruiz")
        );
        desk.keys("u");
        assert_eq!(desk.reader().annotations.clusters.len(), 2);
    }
}

#[test]
fn a_mention_is_split_from_its_group_and_a_group_renamed_and_linked() {
    let mut desk = Desk::new(&["[PER?@1|Ana Ruiz] is not [PER?@1|▮Ruiz]."]);
    desk.keys(":split<Enter>");
    assert_eq!(desk.markup(), "[PER?|Ana Ruiz] is not [PER?|Ruiz].");
    desk.keys(":rename<Enter> Ctrl-u \"Eva Ruiz\" Enter");
    let name = |desk: &Desk, at: usize| desk.reader().annotations.clusters[at].name.clone();
    assert_eq!(
        (name(&desk, 0), name(&desk, 1)),
        ("Ana Ruiz".to_owned(), "Eva Ruiz".to_owned())
    );
    desk.keys(":rename<Enter> Ctrl-u Enter");
    assert!(
        desk.prompt()
            .error
            .as_deref()
            .is_some_and(|e| e.contains("empty"))
    );
    desk.keys("Esc :link<Enter> Q7 Enter");
    assert_eq!(desk.link_of(1).as_deref(), Some("Q7"), "of whom it names");
}

#[test]
fn a_date_gets_a_value_that_is_one() {
    let mut desk = Desk::new(&["On [T?|▮Saturday] it rained."]);
    desk.keys(":date-value<Enter>2021-13-01<Enter>");
    let error = desk.prompt().error.clone().unwrap_or_default();
    assert!(error.contains("is no date"), "what is typed stays: {error}");
    desk.keys("Ctrl-u 2021-05-01/2021-06 Enter");
    assert_eq!(
        desk.markup(),
        "On [T~2021-05-01/2021-06|Saturday] it rained."
    );
    for value in ["2021", "2021-02-29/2021", "21", "2021-5-1"] {
        let mut desk = Desk::new(&["On [T?|▮Saturday] it rained."]);
        desk.keys(&format!(":date-value<Enter>{value}<Enter>"));
        assert_eq!(desk.app.modals.is_empty(), value == "2021", "{value}");
    }
}

#[test]
fn what_cannot_be_done_here_says_why() {
    for (keys, why) in [
        ("a", "nothing here to decide"),
        ("x", "nothing here to decide"),
        ("c", "no name and no date"),
        ("s", "no quote is near"),
        ("C", "no quote is near"),
        (">", "no span"),
        ("t", "nothing to tag"),
        ("i", "nothing to note"),
        ("M", "no name"),
        (":split<Enter>", "no name"),
        (":rename<Enter>", "no name"),
        (":link<Enter>", "nothing to link"),
        (":date-value<Enter>", "no date"),
        ("y", "nothing here to copy"),
        ("o", "no link"),
        ("#", "does nothing here"),
        (":make<Enter>", "works in the selection"),
    ] {
        let mut desk = Desk::new(&["Nothing is here."]);
        desk.keys(keys);
        assert!(desk.said().contains(why), "{keys}: {}", desk.said());
        assert!(desk.app.modals.is_empty(), "{keys}");
        assert_eq!(desk.journal.len(), 0, "{keys}");
    }
}

#[test]
fn a_key_of_another_pane_says_where_it_works() {
    let mut desk = Desk::new(&["▮[PER?|Ana] said"]);
    desk.keys("Esc M");
    assert_eq!(
        desk.said(),
        "M (merge) works in the reader, the inspector and the table; ? shows what works here"
    );
    desk.keys(":split<Enter>");
    assert!(
        desk.said()
            .ends_with("works in the reader, the inspector and the table"),
        "{}",
        desk.said()
    );
}

#[test]
fn a_menu_can_be_left_and_narrowed() {
    let mut desk = Desk::new(&["▮[PER?|Ana] said"]);
    desk.keys("c");
    assert_eq!(desk.choices().len(), 9);
    desk.keys("/or");
    assert_eq!(desk.choices()[0], "ORG");
    desk.keys("Backspace Backspace Backspace");
    assert!(desk.picker().typed.is_none());
    desk.keys("Esc");
    assert!(desk.app.modals.is_empty());
    desk.keys("c q");
    assert!(desk.app.modals.is_empty());
    desk.keys("c").paste("o");
    assert!(
        matches!(desk.app.modals.last(), Some(Modal::Picker(_))),
        "a paste is no choice"
    );
    assert_eq!(desk.markup(), "[PER?|Ana] said");
}
