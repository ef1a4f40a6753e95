use chrono::NaiveDate;
use proptest::prelude::*;

use super::expressions;
use crate::article::Article;
use crate::extract::Document;
use crate::extract::word::Words;

/// The expressions of a text of Saturday, 1 May 2021, with their values (`?` where there is none).
fn read(text: &str) -> Vec<(String, String)> {
    read_on(text, NaiveDate::from_ymd_opt(2021, 5, 1))
}

fn read_on(text: &str, day: Option<NaiveDate>) -> Vec<(String, String)> {
    let article = Article::from_text("a", text);
    let document = Document::new(&article);
    let found = expressions(&Words::new(&document), day).into_iter();
    let pair = |found: super::Found| {
        let value = found.expression.value.unwrap_or_else(|| "?".into());
        (found.expression.span.of(text).to_owned(), value)
    };
    found.map(pair).collect()
}

fn check(cases: &[(&str, &[(&str, &str)])]) {
    for (text, expected) in cases {
        let found = read(text);
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(&found, expected, "{text}");
    }
}

#[test]
fn dates_of_every_usual_form_are_resolved() {
    check(&[
        ("On 2021-05-01 it began.", &[("2021-05-01", "2021-05-01")]),
        ("27 January 2022", &[("27 January 2022", "2022-01-27")]),
        (
            "the 27th of January, 2022",
            &[("27th of January, 2022", "2022-01-27")],
        ),
        (
            "on January 27, 2022, he",
            &[("January 27, 2022", "2022-01-27")],
        ),
        ("on Feb. 3 he", &[("Feb. 3", "2021-02-03")]),
        ("at 26-FEB-1987 15:01", &[("26-FEB-1987", "1987-02-26")]),
        ("28.01.2022", &[("28.01.2022", "2022-01-28")]),
        (
            "from May 3-5, 2021",
            &[("May 3-5, 2021", "2021-05-03/2021-05-05")],
        ),
        ("from May 3-5", &[("May 3-5", "2021-05-03/2021-05-05")]),
        (
            "Saturday, May 1, 2021, saw",
            &[("Saturday, May 1, 2021", "2021-05-01")],
        ),
        ("in May 2021", &[("May 2021", "2021-05")]),
        ("May-June 2021", &[("May-June 2021", "2021-05/2021-06")]),
        ("since March", &[("March", "2021-03")]),
        ("in December he", &[("December", "2020-12")]),
        (
            "in 2015 and 2022-2023",
            &[("2015", "2015"), ("2022-2023", "2022/2023")],
        ),
        ("during the 1990s", &[("1990s", "1990/1999")]),
        ("the 2017 referendum", &[("2017", "2017")]),
    ]);
}

#[test]
fn relative_expressions_are_resolved_against_the_day_of_the_article() {
    check(&[
        ("in clashes early Saturday.", &[("Saturday", "2021-05-01")]),
        ("They met on Friday.", &[("Friday", "2021-04-30")]),
        (
            "They met last Saturday.",
            &[("last Saturday", "2021-04-24")],
        ),
        (
            "They meet next Saturday.",
            &[("next Saturday", "2021-05-08")],
        ),
        ("They will meet on Monday.", &[("Monday", "2021-05-03")]),
        (
            "The minister said on Monday that they will meet.",
            &[("Monday", "2021-04-26")],
        ),
        (
            "They will meet, he said Monday.",
            &[("Monday", "2021-04-26")],
        ),
        ("forces since last year in order", &[("last year", "2020")]),
        ("from last night's attack", &[("last night", "2021-04-30")]),
        (
            "yesterday and today",
            &[("yesterday", "2021-04-30"), ("today", "2021-05-01")],
        ),
        ("Yesterday, it rained.", &[("Yesterday", "2021-04-30")]),
        (
            "two weeks ago",
            &[("two weeks ago", "2021-04-12/2021-04-18")],
        ),
        ("10 days ago", &[("10 days ago", "2021-04-21")]),
        ("a few years ago", &[("a few years ago", "?")]),
        ("last week", &[("last week", "2021-04-19/2021-04-25")]),
        ("next month", &[("next month", "2021-06")]),
        (
            "over the past two weeks",
            &[("past two weeks", "2021-04-17/2021-05-01")],
        ),
        ("this weekend", &[("this weekend", "2021-05-01/2021-05-02")]),
    ]);
}

#[test]
fn what_only_looks_like_a_date_is_left_alone() {
    check(&[
        ("It may rain and we march on.", &[]),
        ("Theresa May spoke.", &[]),
        ("It cost $2000 and 1950 votes.", &[]),
        ("more than 2000 people", &[]),
        ("the second man sat in the sun", &[]),
        ("on 31 February 2021", &[("31 February 2021", "?")]),
        ("at 2021-13-45", &[("2021", "2021")]),
        ("Boeing 737-2000", &[]),
    ]);
}

#[test]
fn without_a_day_only_full_dates_have_a_value() {
    let found = read_on("On Saturday, last year, in May 2020 and on 3 June.", None);
    let values: Vec<&str> = found.iter().map(|(_, value)| &**value).collect();
    assert_eq!(values, ["?", "?", "2020-05", "?"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn expressions_are_in_order_and_never_fail(
        text in "([0-9]{1,5}|May|March|Saturday|last|next|years?|ago|two|of|-|/|,|\\.| |\n){0,40}",
        year in -262_000i32..262_000, day in 1u32..366,
    ) {
        let day = NaiveDate::from_yo_opt(year, day);
        let article = Article::from_text("a", text.as_str());
        let document = Document::new(&article);
        let mut end = 0;
        for found in expressions(&Words::new(&document), day) {
            let span = found.expression.span;
            prop_assert!(span.start >= end && span.fits(&text) && !span.is_empty());
            prop_assert!(found.named.is_none_or(|named| span.covers(named)));
            end = span.end;
        }
    }
}
