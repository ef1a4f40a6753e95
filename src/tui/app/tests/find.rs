//! Finding: in the article, in the list, among the commands.

use super::desk::Desk;
use crate::interchange::Format;
use crate::tui::action::TABLE;
use crate::tui::app::Modal;
use crate::tui::app::areas::Pane;
use crate::tui::app::list::Line;
use crate::tui::effect::{Effect, Purpose};

#[test]
fn a_search_shows_its_matches_as_it_is_typed() {
    let mut desk = Desk::new(&["▮The cat saw a cow and a cat."]);
    desk.keys("/ c");
    assert_eq!(desk.at(), "cat saw a cow and a cat.");
    desk.keys("o");
    assert_eq!(desk.at(), "cow and a cat.");
    desk.keys("Backspace at");
    assert_eq!(desk.at(), "cat saw a cow and a cat.");
    assert_eq!(desk.reader().find.as_ref().unwrap().matches.len(), 2);
    desk.keys("Enter");
    assert!(desk.said().contains("2 matches"), "{}", desk.said());
    desk.keys("n");
    assert_eq!((desk.at(), desk.said()), ("cat.", "match 2 of 2"));
    desk.keys("n");
    assert_eq!(desk.said(), "match 1 of 2, from the top again");
    desk.keys("N");
    assert_eq!(desk.said(), "match 2 of 2, from the bottom again");
    desk.keys("Esc");
    assert!(desk.reader().find.is_none(), "the search is over");
    assert_eq!(desk.focus(), Pane::Reader);
    desk.keys("n");
    assert_eq!(
        desk.said(),
        "match 1 of 2, from the top again",
        "n takes it up again"
    );
}

#[test]
fn escape_takes_the_search_back_to_where_it_began() {
    let mut text = "▮line\n".to_owned();
    text.push_str(&"line\n".repeat(100));
    text.push_str("needle\n");
    let mut desk = Desk::new(&[&text]);
    desk.keys("3 j");
    let (cursor, top) = (desk.reader().cursor, desk.reader().top);
    desk.keys("/needle");
    assert_eq!(desk.at(), "needle");
    assert!(desk.reader().top > 0);
    desk.keys("Esc");
    assert_eq!((desk.reader().cursor, desk.reader().top), (cursor, top));
    desk.keys("/needle Ctrl-c");
    assert_eq!((desk.reader().cursor, desk.reader().top), (cursor, top));
    desk.keys("/n Backspace");
    assert_eq!((desk.reader().cursor, desk.reader().top), (cursor, top));
    desk.keys("Backspace");
    assert!(
        desk.app.modals.is_empty(),
        "an empty line's Backspace leaves it"
    );
}

#[test]
fn case_matters_when_a_capital_is_typed_and_lines_and_accents_do_not() {
    let matches = |text: &str, typed: &str| {
        let mut desk = Desk::new(&[text]);
        desk.keys(&format!("/\"{typed}\"<Enter>"));
        desk.reader()
            .find
            .as_ref()
            .map_or(0, |find| find.matches.len())
    };
    assert_eq!(matches("Cat cat CAT", "cat"), 3);
    assert_eq!(matches("Cat cat CAT", "Cat"), 1);
    assert_eq!(matches("Ana\nRuiz, Ana  Ruiz", "ana ruiz"), 2);
    assert_eq!(matches("1 22 333", "/[0-9]{2,}/"), 2);
}

#[test]
fn a_search_without_a_match_says_so_and_a_wrong_pattern_why() {
    let mut desk = Desk::new(&["The cat."]);
    desk.keys("/dog");
    assert_eq!(desk.prompt().error.as_deref(), Some("no match"));
    desk.keys("Enter");
    assert!(
        desk.complained().contains("no match for \"dog\""),
        "{}",
        desk.said()
    );
    desk.keys("n");
    assert!(
        desk.complained().contains("no match for \"dog\""),
        "{}",
        desk.said()
    );
    desk.keys("/ /( ");
    assert!(desk.prompt().error.is_some());
    desk.keys("Esc Esc n");
    assert!(desk.app.modals.is_empty());
    let mut desk = Desk::new(&["The cat."]);
    desk.keys("n");
    assert!(
        desk.said().contains("nothing was searched"),
        "{}",
        desk.said()
    );
}

#[test]
fn a_search_goes_on_in_the_next_article_and_earlier_ones_come_back() {
    let mut desk = Desk::new(&["A cat.", "The cat."]);
    desk.keys("/cat<Enter> ]a n");
    assert_eq!((desk.article(), desk.at()), ("b", "cat."));
    desk.keys("/the<Enter> / Up Up");
    assert_eq!(desk.prompt().line.text(), "cat");
    desk.keys("Down");
    assert_eq!(desk.prompt().line.text(), "the");
}

#[test]
fn matches_are_counted_from_the_cursor() {
    let mut desk = Desk::new(&["▮a1 a2 a3 a4 a5"]);
    desk.keys("/a<Enter> 3 n");
    assert_eq!(desk.at(), "a4 a5");
    desk.keys("2 N");
    assert_eq!(desk.at(), "a2 a3 a4 a5");
}

/// Articles whose titles are these.
fn list_of(titles: &[&str]) -> Desk {
    let texts: Vec<String> = titles
        .iter()
        .map(|title| format!("{title} is here."))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut desk = Desk::titled(titles, &texts);
    desk.open();
    desk
}

#[test]
fn a_filter_narrows_the_list_as_it_is_typed() {
    let mut desk = list_of(&["Rome burns", "Zürich sinks", "Oslo sleeps"]);
    desk.keys("2 j");
    assert_eq!(desk.article(), "c");
    desk.keys("f zurich");
    assert!(desk.shows("1/1 of 3 · zurich"), "{:#?}", desk.rows());
    assert!(!desk.shows("Rome"));
    assert!(desk.rows()[1].contains("Zürich"));
    desk.keys("Esc");
    assert!(
        desk.shows("Articles 3/3"),
        "Esc restores list and selection: {:#?}",
        desk.rows()
    );
    desk.keys("f zurich Enter");
    assert_eq!(desk.article(), "b");
    desk.keys("Esc");
    assert!(desk.shows("Articles 2/3"), "{:#?}", desk.rows());
    desk.keys("f xxx");
    assert!(desk.shows("no title matches"));
    desk.keys("Enter Esc");
    assert_eq!((desk.article(), desk.shows("Articles 2/3")), ("b", true));
    desk.keys(":\"filter oslo\"<Enter>");
    assert!(desk.shows("1/1 of 3 · oslo"), "{:#?}", desk.rows());
}

#[test]
fn a_line_number_a_name_or_its_unique_beginning_is_a_command() {
    let mut desk = Desk::new(&["▮one\ntwo\nthree"]);
    desk.keys(":3<Enter>");
    assert_eq!(desk.at(), "three");
    desk.keys(":1<Enter>");
    assert_eq!(desk.at(), "one");
    desk.keys(":99<Enter>");
    assert_eq!(desk.at(), "three");
    desk.keys(":zen<Enter>");
    assert!(desk.app.settings.wanted.zen);
    desk.keys(":ze<Enter>");
    assert!(!desk.app.settings.wanted.zen);
    desk.keys(":pal<Enter>");
    assert_eq!(desk.picker().title, "Actions");
    desk.keys("Esc Esc :acept<Enter>");
    assert!(
        desk.complained().contains("did you mean accept?"),
        "{}",
        desk.said()
    );
    desk.keys(":nxt-undecided<Enter>");
    assert!(
        desk.complained().contains("next-undecided"),
        "{}",
        desk.said()
    );
    desk.keys(":<Enter>");
    assert_eq!(desk.complained(), "");
    desk.keys(":q<Enter>");
    assert!(matches!(desk.effects.last(), Some(Effect::Quit)));
}

#[test]
fn a_command_takes_words_after_its_name() {
    let mut desk = Desk::new(&["▮[PER?|Ana] one.", "Two."]);
    desk.keys(":\"tag vip, war\"<Enter> :\"note who is she?\"<Enter>");
    let review = desk.reader().annotations.entities[0].review.clone();
    assert_eq!(
        (review.tags, review.note.as_deref()),
        (vec!["vip".into(), "war".into()], Some("who is she?"))
    );
    desk.keys(":\"open b\"<Enter>");
    assert_eq!(desk.article(), "b");
    desk.keys(":\"e nowhere\"<Enter>");
    assert!(desk.complained().contains("no article"), "{}", desk.said());
    desk.keys(":\"export json out.json\"<Enter>");
    assert!(matches!(
        desk.effects.last(),
        Some(Effect::Export(export)) if export.format == Format::Json && export.path.as_deref() == Some("out.json".as_ref())
    ));
}

#[test]
fn commands_are_completed_and_come_back() {
    let mut desk = Desk::new(&["one"]);
    desk.keys(":pal Tab");
    assert_eq!(desk.prompt().line.text(), "palette");
    desk.keys("Ctrl-u acc Tab");
    assert_eq!(desk.prompt().line.text(), "accept");
    desk.keys("Esc :zen<Enter> :problems<Enter> : Up");
    assert_eq!(desk.prompt().line.text(), "problems");
    desk.keys("Up");
    assert_eq!(desk.prompt().line.text(), "zen");
    desk.keys("Up");
    assert_eq!(
        desk.prompt().line.text(),
        "zen",
        "there is nothing before it"
    );
    desk.keys("Down Down");
    assert_eq!(desk.prompt().line.text(), "");
}

#[test]
fn the_palette_narrows_and_performs() {
    let mut desk = Desk::new(&["▮[PER?|Ana] one."]);
    desk.keys("Ctrl-p");
    assert_eq!(desk.choices().len(), TABLE.len());
    desk.keys("\"accept all\"");
    assert!(
        desk.choices()[0].starts_with("accept-all"),
        "{:?}",
        desk.choices()
    );
    desk.keys("Enter");
    assert_eq!(desk.markup(), "[PER+|Ana] one.");
    desk.keys("Ctrl-p swap-ends Enter");
    assert!(
        desk.complained().contains("works in the selection"),
        "{}",
        desk.said()
    );
    assert!(!desk.app.modals.is_empty(), "one can choose another");
}

#[test]
fn help_lists_the_keys_that_work_with_those_of_ones_own() {
    let mut desk = Desk::new(&["one"]);
    desk.app
        .settings
        .keymap
        .rebind("accept", &["Ctrl-y"])
        .unwrap();
    desk.app.settings.keymap.rebind("zen", &["none"]).unwrap();
    desk.keys("?");
    let keys = |desk: &Desk, name: &str| {
        let start = format!("{name}: ");
        let entries = &desk.picker().entries;
        entries
            .iter()
            .find(|e| e.text.starts_with(&start))
            .unwrap()
            .detail
            .clone()
    };
    assert_eq!(keys(&desk, "accept"), "Ctrl-y");
    assert_eq!(keys(&desk, "zen"), "");
    assert_eq!(keys(&desk, "down"), "j Down");
    assert_eq!(keys(&desk, "make"), "works in the selection · Enter");
    let first = &desk.picker().entries[0];
    assert!(first.available, "what works here comes first: {first:?}");
    desk.keys("/accept");
    assert!(desk.choices()[0].starts_with("accept: "));
    desk.keys("Esc");
    assert!(desk.app.modals.is_empty());
    desk.keys("? ?");
    assert!(desk.app.modals.is_empty());
}

#[test]
fn prompts_take_pastes_as_text() {
    let mut desk = Desk::new(&["The cat.\nThe dog."]);
    desk.keys("/").paste("cat.\nthe");
    assert_eq!(desk.prompt().line.text(), "cat. the");
    assert_eq!(desk.at(), "cat.");
    desk.keys("Esc").paste("x");
    assert_eq!(desk.journal.len(), 0, "elsewhere a paste is ignored");
}

/// Articles with a date and a source each.
fn wire() -> Desk {
    let mut desk = Desk::lines(&[
        r#"{"id":"a","title":"Rome burns","date":"2026-01-02","source":"Reuters","text":"Smoke over the hills."}"#,
        r#"{"id":"b","title":"Zürich sinks","date":"2026-01-01","source":"AFP","text":"The flood came."}"#,
        r#"{"id":"c","title":"Oslo sleeps","date":"2026-01-02","source":"AFP","text":"No flood, no smoke."}"#,
    ]);
    desk.open();
    desk
}

/// The titles that the list shows, and its headings.
fn listed(desk: &Desk) -> Vec<String> {
    let app = &desk.app;
    let lines = (0..).map_while(|line| app.list.line(line, &app.corpus));
    let said = lines.map(|line| match line {
        Line::Heading(heading, count) => format!("[{} {count}]", heading.row),
        Line::Row(row) => {
            let index = app.list.article(row, &app.corpus).unwrap();
            app.corpus.row(index).unwrap().title.to_owned()
        }
    });
    said.collect()
}

#[test]
fn a_title_without_a_day_takes_the_room_of_a_long_one() {
    let mut desk = Desk::lines(&[
        r#"{"id":"a","title":"Rome burns","date":"2026-01-02","text":"Smoke."}"#,
        r#"{"id":"b","title":"Oslo sleeps","text":"No smoke."}"#,
    ]);
    desk.open();
    desk.resize(200, 30);
    let rows = desk.rows();
    assert!(rows[1].contains(" 2026-01-02 Rome burns"), "{}", rows[1]);
    assert!(rows[2].contains("○ Oslo sleeps"), "{}", rows[2]);
    desk.resize(100, 30);
    let rows = desk.rows();
    assert!(rows[2].contains("○       Oslo sleeps"), "{}", rows[2]);
}

#[test]
fn a_filter_asks_for_sources_days_and_texts_and_says_what_is_wrong_with_it() {
    let mut desk = wire();
    desk.keys("f source:afp");
    assert_eq!(listed(&desk), ["Zürich sinks", "Oslo sleeps"]);
    assert!(desk.shows("of 3 · source:afp"), "{:#?}", desk.rows());
    desk.keys("\" on:2026-01-02\"");
    assert_eq!(listed(&desk), ["Oslo sleeps"]);
    desk.keys("Ctrl-u \"text:flood -text:smoke\"");
    assert_eq!(listed(&desk), ["Zürich sinks"]);
    desk.keys("\" sorce:x\"");
    let error = desk.prompt().error.clone().unwrap();
    assert!(
        error.starts_with("did you mean source:?") && error.contains("sorce:"),
        "{error}"
    );
    assert_eq!(listed(&desk), ["Zürich sinks"], "what is right is answered");
    desk.keys("Enter");
    assert!(matches!(desk.app.modals.last(), Some(Modal::Prompt(_))));
    desk.keys("Esc");
    assert_eq!(listed(&desk).len(), 3);
    assert_eq!(desk.article(), "a", "the open article is selected again");
    assert!(desk.shows("Articles 1/3"));
}

#[test]
fn what_is_wrong_with_a_filter_is_told_in_full_where_the_line_is_short() {
    let mut desk = wire();
    desk.resize(80, 24);
    desk.keys("f \"flood after:tomorow\"");
    let said = desk.prompt().error.clone().unwrap();
    assert!(said.chars().count() > 60, "{said}");
    let rows = desk.rows();
    assert_eq!(rows[23].trim(), "filter: flood after:tomorow");
    let above = format!("{} {}", rows[21].trim(), rows[22].trim());
    assert!(above.ends_with(&said), "{rows:#?}");
    desk.keys("Ctrl-u source:");
    let rows = desk.rows();
    assert!(rows[23].contains("whose articles?"), "{}", rows[23]);
    assert!(rows[22].starts_with('└'), "the rows are free again");
}

#[test]
fn a_filter_stands_until_escape_and_earlier_ones_come_back() {
    let mut desk = wire();
    desk.keys("f afp Enter");
    assert!(desk.shows("no title matches"));
    desk.keys("f Ctrl-u source:afp Enter");
    assert_eq!(desk.article(), "b");
    desk.keys("j");
    assert_eq!(desk.article(), "c");
    desk.keys("f Ctrl-u Up Up");
    assert_eq!(desk.prompt().line.text(), "afp");
    desk.keys("Esc");
    assert_eq!((desk.article(), listed(&desk).len()), ("c", 3));
}

#[test]
fn keys_typed_before_the_list_is_filtered_wait_for_it() {
    let mut desk = list_of(&["Rome burns", "Zürich sinks", "Oslo sleeps"]);
    desk.slow_list = true;
    desk.keys("f zurich Enter j");
    assert_eq!(desk.article(), "a");
    assert!(desk.app.list.is_pending());
    desk.deliver_list();
    desk.deliver();
    assert_eq!(desk.article(), "b", "the one that was filtered for");
    assert!(desk.app.modals.is_empty());
}

#[test]
fn the_letters_that_match_are_shown_in_the_list() {
    let mut desk = list_of(&["Rome burns", "Zürich sinks"]);
    desk.keys("f zurch");
    let screen = desk.screen();
    let row = &desk.rows()[1];
    let column = row.chars().position(|c| c == 'Z').unwrap() as u16;
    let marked = |at: u16| screen[(column + at, 1)].style() != screen[(column + 8, 1)].style();
    let shown: Vec<bool> = (0..6).map(marked).collect();
    assert_eq!(shown, [true, true, true, false, true, true], "{row}");
}

#[test]
fn the_list_is_sorted_and_grouped_and_the_open_article_stays_selected() {
    let mut desk = wire();
    assert_eq!(desk.article(), "a");
    desk.resize(150, 30);
    desk.keys(":\"sort title\"<Enter>");
    assert_eq!(listed(&desk), ["Oslo sleeps", "Rome burns", "Zürich sinks"]);
    assert!(desk.shows("2/3 · by title"), "{:#?}", desk.rows());
    desk.keys("j");
    assert_eq!(desk.article(), "b");
    desk.keys(":\"sort -date\"<Enter> :\"group source\"<Enter>");
    assert_eq!(
        listed(&desk),
        [
            "[0 2]",
            "Oslo sleeps",
            "Zürich sinks",
            "[2 1]",
            "Rome burns"
        ]
    );
    assert!(
        desk.shows("AFP 2") && desk.shows("Reuters 1"),
        "{:#?}",
        desk.rows()
    );
    assert_eq!(desk.app.list.selected, 1, "the open one");
    desk.keys("j");
    assert_eq!(desk.article(), "a", "over the heading");
    desk.keys("2 k");
    assert_eq!(desk.article(), "c");
    desk.keys("G");
    assert_eq!(desk.article(), "a");
    desk.keys("f source:afp Enter");
    assert_eq!(listed(&desk), ["[0 2]", "Oslo sleeps", "Zürich sinks"]);
    desk.keys("Esc :\"group none\"<Enter> :\"sort file\"<Enter>");
    assert_eq!(listed(&desk), ["Rome burns", "Zürich sinks", "Oslo sleeps"]);
    desk.keys(":\"sort size\"<Enter>");
    assert!(
        desk.complained().contains("date, source"),
        "{}",
        desk.said()
    );
}

#[test]
fn a_click_selects_the_article_of_its_line_and_none_on_a_heading() {
    let mut desk = wire();
    desk.keys(":\"group source\"<Enter>");
    let row = desk
        .rows()
        .iter()
        .position(|row| row.contains("AFP 2"))
        .unwrap() as u16;
    desk.click((5, row));
    assert_eq!(desk.article(), "a");
    desk.click((5, row + 2));
    assert_eq!(desk.article(), "c");
}

#[test]
fn a_heading_is_shown_with_its_first_article() {
    let mut desk = wire();
    desk.resize(100, 10);
    desk.keys(":\"group date\"<Enter> G g g");
    assert!(
        desk.rows()[1].contains("2026-01-01, Thursday"),
        "{:#?}",
        desk.rows()
    );
}

/// What the table on the screen shows: heading, rows below the columns.
fn table(desk: &Desk) -> Vec<String> {
    let shown = desk.rows();
    shown.into_iter().filter(|row| !row.is_empty()).collect()
}

#[test]
fn a_search_of_all_texts_lists_places_that_open_with_their_matches_shown() {
    let mut desk = wire();
    desk.resize(120, 20);
    desk.keys("F");
    assert_eq!(desk.prompt().line.text(), "search ");
    desk.keys("flood<Enter>");
    let shown = table(&desk).join("\n");
    assert!(shown.contains("Search for flood"), "{shown}");
    assert!(shown.contains("The flood came."), "{shown}");
    assert!(shown.contains("No flood, no smoke."), "{shown}");
    assert!(!shown.contains("Smoke over"), "{shown}");
    desk.keys("j Enter");
    assert_eq!((desk.article(), desk.at()), ("c", "flood, no smoke."));
    assert_eq!(desk.reader().find.as_ref().unwrap().matches.len(), 1);
    desk.keys("n");
    assert_eq!(desk.said(), "match 1 of 1, from the top again");
    desk.keys("[r");
    assert_eq!((desk.article(), desk.at()), ("b", "flood came."));
    assert!(desk.reader().find.is_some());
    desk.keys(":\"search /[/\"<Enter>");
    assert!(desk.complained().contains("unclosed"), "{}", desk.said());
    desk.keys(":\"search nowhere\"<Enter>");
    assert!(desk.shows("nothing found"), "{:#?}", desk.rows());
}

#[test]
fn a_search_that_goes_on_says_how_far_it_is_and_escape_ends_it() {
    let mut desk = wire();
    desk.resize(120, 20);
    desk.slow_list = true;
    desk.keys("F flood<Enter>");
    assert!(desk.shows("0 of 3 articles searched"), "{:#?}", desk.rows());
    desk.keys("Esc");
    assert!(desk.shows("ended at 0 of 3 articles"), "{:#?}", desk.rows());
    desk.deliver_list();
    assert!(!desk.shows("The flood came."), "it came too late");
    assert!(matches!(
        desk.effects.last(),
        Some(Effect::EndScan(Purpose::Hits))
    ));
    desk.keys("Esc");
    assert!(desk.shows("Rome burns"), "the table is closed");
}

#[test]
fn a_filter_for_what_was_found_fills_in_as_articles_are_read() {
    let titles = ["One", "Two", "Three"];
    let texts = [
        "[PER?|Ana Ruiz] one.",
        "[ORG?|EU] two.",
        "[PER-|Ana Ruiz] three.",
    ];
    let mut desk = Desk::titled(&titles, &texts);
    desk.open();
    desk.resize(160, 20);
    desk.slow = true;
    desk.keys("f org:eu");
    assert!(
        desk.shows("0/0… of 3, 1 read · org:eu"),
        "the open one: {:#?}",
        desk.rows()
    );
    assert!(desk.shows("nothing found so far"), "{:#?}", desk.rows());
    desk.deliver();
    assert_eq!(listed(&desk), ["Two"]);
    desk.keys("Ctrl-u person:ruiz");
    assert_eq!(listed(&desk), ["One"], "rejected ones do not count");
    assert!(!desk.shows(" read"), "{:#?}", desk.rows());
    desk.keys("Ctrl-u -entity:eu");
    assert_eq!(listed(&desk), ["One", "Three"]);
    desk.keys("Ctrl-u label:org");
    assert_eq!(listed(&desk), ["Two"]);
    desk.keys("Ctrl-u has:quote");
    assert_eq!(listed(&desk), [] as [&str; 0]);
}

#[test]
fn a_match_may_run_over_the_end_of_a_row() {
    let mut desk =
        Desk::new(&["▮The committee of inquiry into the flooding met the harbour board again."]);
    desk.resize(40, 12);
    desk.keys("/\"into the flooding met the harbour\"<Enter>");
    assert_eq!(desk.said(), "one match");
    let rows: Vec<_> = desk.reader().page.iter().map(|row| row.range).collect();
    let found = desk.reader().find.as_ref().unwrap().matches[0];
    let over = rows
        .iter()
        .filter(|row| row.start < found.end && found.start < row.end);
    assert!(over.count() > 1, "{rows:?} {found:?}");
}

#[test]
fn the_word_under_the_cursor_is_searched_where_it_is_no_name() {
    let mut desk = Desk::new(&["▮The cat saw a cow, a Cat and a catfish. [PER?|Ana] left."]);
    desk.keys("w *");
    assert_eq!(desk.at(), "Cat and a catfish. Ana left.");
    assert_eq!(desk.said(), "match 2 of 2");
    desk.keys("*");
    assert_eq!(desk.said(), "match 1 of 2, from the top again");
    assert_eq!(desk.at(), "cat saw a cow, a Cat and a catfish. Ana left.");
}

#[test]
fn what_the_list_shows_is_saved_by_a_name_and_shown_again() {
    let mut desk = wire();
    desk.keys(":\"save-query x\"<Enter>");
    assert!(
        desk.complained().contains("nothing to save"),
        "{}",
        desk.said()
    );
    desk.keys("g F");
    assert!(desk.said().contains("no query is saved"), "{}", desk.said());
    desk.keys("f source:afp Enter :\"sort title\"<Enter> :\"save-query agency\"<Enter>");
    assert!(desk.said().contains("saved as agency"), "{}", desk.said());
    assert!(matches!(
        desk.effects.last(),
        Some(Effect::KeepQuery(name, Some(saved)))
            if name == "agency" && saved.query == "source:afp" && saved.sort.as_deref() == Some("title")
    ));
    desk.keys("Esc Esc :\"sort none\"<Enter>");
    assert_eq!(listed(&desk).len(), 3);
    desk.keys(":\"query agency\"<Enter>");
    assert_eq!(listed(&desk), ["Oslo sleeps", "Zürich sinks"]);
    desk.keys(":\"query on:2026-01-01\"<Enter>");
    assert_eq!(
        listed(&desk),
        ["Zürich sinks"],
        "a name that is none is a query"
    );
    desk.keys("g F");
    assert_eq!(desk.choices(), ["agency"]);
    desk.keys("Enter");
    assert_eq!(listed(&desk).len(), 2);
    desk.keys(":\"forget-query agency\"<Enter> g F");
    assert!(desk.said().contains("no query is saved"), "{}", desk.said());
}

#[test]
fn stories_stand_under_headings_as_far_as_articles_were_read() {
    let mut desk = Desk::titled(
        &["One", "Two", "One again"],
        &[
            "Smoke over the hills of Rome.",
            "The flood came.",
            "Smoke over the hills of Rome.",
        ],
    );
    desk.open();
    desk.resize(160, 20);
    desk.keys(":\"group story\"<Enter>");
    assert_eq!(listed(&desk), ["[0 2]", "One", "One again", "[2 1]", "Two"]);
    assert!(desk.shows("each its own story 1"), "{:#?}", desk.rows());
}
