use proptest::prelude::*;

use super::*;
use crate::extract::extract;

/// A paragraph with a name, a date and a quote; `end` stands behind it.
fn story(end: &str) -> String {
    format!(
        "The minister, Ana Ruiz, met José Núñez in Bergen on Saturday.{end}“We will rebuild the whole of the old town,” Ruiz said.{end}"
    )
}

fn dated(text: &str) -> Article {
    let mut article = Article::from_text("a", text);
    article.head.date = chrono::NaiveDate::from_ymd_opt(2021, 5, 1).map(Located::beside);
    article
}

/// The words of all that was found.
fn words(found: &Suggestions, text: &str) -> Vec<String> {
    let mentions = found
        .mentions
        .iter()
        .map(|m| format!("{} {}", m.label, m.span.of(text)));
    let quotes = found.quotes.iter().map(|q| {
        let speaker = q.speaker.as_ref().and_then(|s| s.span);
        let speaker = speaker.map_or("", |span| span.of(text));
        format!("{speaker}: {}", q.extent().of(text))
    });
    let dates = found
        .dates
        .iter()
        .map(|d| format!("{} {:?}", d.span.of(text), d.value));
    mentions.chain(quotes).chain(dates).collect()
}

#[test]
fn a_part_in_the_middle_says_what_the_whole_says_there() {
    let text = story("\n").repeat(400);
    let article = dated(&text);
    let at = text.len() / 2;
    let part = extract_part(&article, Model::built_in(), Span::new(at, at + 3000));
    assert!(part.span.covers(Span::new(at, at + 3000)));
    assert!(part.span.len() < 4000, "{:?}", part.span);
    let whole = extract(&article);
    let inside = |span: Span| part.span.covers(span);
    let there = Suggestions {
        mentions: whole
            .mentions
            .into_iter()
            .filter(|m| inside(m.span))
            .collect(),
        quotes: whole
            .quotes
            .into_iter()
            .filter(|q| inside(q.extent()))
            .collect(),
        dates: whole.dates.into_iter().filter(|d| inside(d.span)).collect(),
        ..Suggestions::default()
    };
    let (found, wanted) = (words(&part.suggestions, &text), words(&there, &text));
    assert_eq!(found, wanted);
    assert!(
        found.contains(&"Ruiz: “We will rebuild the whole of the old town,”".to_owned()),
        "{found:#?}"
    );
    assert!(found.contains(&"Saturday Some(\"2021-05-01\")".to_owned()));
}

#[test]
fn a_window_over_everything_finds_what_the_whole_article_has() {
    let text = story("\n\n");
    let article = dated(&text);
    let part = extract_part(&article, Model::built_in(), Span::new(0, text.len()));
    assert_eq!(part.span, Span::new(0, text.len()));
    assert_eq!(part.suggestions, extract(&article));
}

#[test]
fn the_title_and_header_of_the_article_are_those_of_its_first_part_alone() {
    let title = "Ana Ruiz Visits Bergen\n";
    let text = format!("{title}{}", story("\n").repeat(200));
    let mut article = dated(&text);
    let span = Span::new(0, title.len() - 1);
    article.head.title = Some(Located::at(title.trim().to_owned(), span));
    article.head.furniture = vec![span];
    let first = alone(&article, Span::new(0, 500));
    assert_eq!(
        first.head.title.as_ref().and_then(|title| title.span),
        Some(span)
    );
    assert_eq!(first.head.furniture, [span]);
    let later = alone(&article, Span::new(title.len(), 500));
    assert_eq!(later.head.title.as_ref().and_then(|title| title.span), None);
    assert!(later.head.furniture.is_empty());
}

#[test]
fn hand_broken_lines_stay_joined_in_a_part() {
    let paragraph = "   Showers continued throughout the week in\nthe cocoa zone, alleviating the drought since early\nJanuary and improving prospects for the coming season,\nalthough levels have not been restored, said Peter\nHallman of the trade board.\n";
    let text = paragraph.repeat(100);
    let at = text.len() / 2;
    let part = extract_part(&dated(&text), Model::built_in(), Span::new(at, at + 10));
    assert_eq!(part.span.of(&text), paragraph);
    let names = words(&part.suggestions, &text);
    assert!(names.contains(&"PERSON Hallman".to_owned()), "{names:?}");
}

#[test]
fn a_paragraph_without_end_is_cut_between_words() {
    let text = "Ana Ruiz went to Bergen and ".repeat(4000);
    let part = extract_part(&dated(&text), Model::built_in(), Span::new(50_003, 50_005));
    assert!(part.span.len() < 100, "{:?}", part.span);
    assert!(part.span.covers(Span::new(50_003, 50_005)));
    let whole = "x".repeat(100_000);
    let part = extract_part(&dated(&whole), Model::built_in(), Span::new(50_000, 50_010));
    assert_eq!(part.span, Span::new(50_000, 50_010));
}

#[test]
fn a_text_in_another_language_says_so_in_every_part() {
    let text =
        "Der Minister ist nach Bergen gefahren und hat mit den Leuten von dort gesprochen, die nicht mehr auf eine Antwort warten wollen. "
            .repeat(100);
    let part = extract_part(&dated(&text), Model::built_in(), Span::new(5000, 5100));
    assert_eq!(part.suggestions.foreign, Some("de"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_window_of_any_text_gives_spans_that_lie_in_it(
        text in "\\PC{0,60}|([A-Za-z“”é😀.,'\" \r\n]{0,400})",
        start in 0usize..420,
        length in 0usize..420,
    ) {
        let article = Article::from_text("a", text.as_str());
        let part = extract_part(&article, Model::built_in(), Span::new(start, start + length));
        prop_assert!(part.span.fits(&text));
        let found = &part.suggestions;
        let mentions = found.mentions.iter().map(|m| m.span);
        let dates = found.dates.iter().map(|d| d.span);
        let quotes = found.quotes.iter().flat_map(|q| {
            let speaker = q.speaker.as_ref().and_then(|s| s.span);
            q.content.iter().chain(&q.quoted).copied().chain(q.cue).chain(speaker)
        });
        for span in mentions.chain(dates).chain(quotes) {
            prop_assert!(span.fits(&text) && part.span.covers(span), "{span:?} in {:?}", part.span);
        }
    }
}
