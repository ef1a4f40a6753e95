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

/// Compares the expressions of each text with those expected, and reports all that differ.
fn check(cases: &[(&str, &[(&str, &str)])]) {
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let found = read(text);
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (&**a, &**b)).collect();
        if &found != expected {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
        ("the 1961 bill", &[("1961", "1961")]),
        ("(1537-1566)", &[("1537-1566", "1537/1566")]),
        ("closed on Mondays", &[("Mondays", "?")]),
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

/// Compares the value of the one expression of each text, written on `day`.
fn check_on(day: (i32, u32, u32), cases: &[(&str, &str)]) {
    let day = NaiveDate::from_ymd_opt(day.0, day.1, day.2);
    let mut wrong = Vec::new();
    for (text, value) in cases {
        let found = read_on(text, day);
        if !matches!(&found[..], [(_, one)] if one == value) {
            wrong.push(format!("{text}: {found:?}, not {value}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_preposition_and_the_tense_tell_which_day_of_a_name_is_meant() {
    // Saturday, 1 May 2021.
    check_on(
        (2021, 5, 1),
        &[
            ("The talks were extended until Tuesday.", "2021-05-04"),
            (
                "The court adjourned the case until late Tuesday.",
                "2021-05-04",
            ),
            ("The road stays closed until Monday.", "2021-05-03"),
            ("The permit runs through Friday.", "2021-05-07"),
            ("The rebels did not answer until Tuesday.", "2021-04-27"),
            ("She was in hospital until Tuesday.", "2021-04-27"),
            ("The truce holds until Saturday.", "?"),
            ("The vote is planned for Sunday.", "2021-05-02"),
            ("The vote was postponed to Thursday.", "2021-05-06"),
            ("He was blamed for Sunday's attack.", "2021-04-25"),
            ("The parliament meets on Tuesday.", "2021-05-04"),
            ("On Monday, the court will hear the case.", "2021-05-03"),
            ("Monday's vote will be close.", "2021-05-03"),
            ("On Monday, he said that it will rain.", "2021-04-26"),
            ("He said Monday would be a holiday.", "2021-05-03"),
            ("She said the two would talk on Monday.", "2021-05-03"),
            ("He plans to fly to Rome on Monday.", "2021-05-03"),
            (
                "Police tightened controls ahead of Sunday's march.",
                "2021-05-02",
            ),
            ("A curfew starting Monday was announced.", "2021-05-03"),
            ("They must leave by Wednesday.", "2021-05-05"),
            ("By Wednesday, the water had gone.", "2021-04-28"),
            ("The attack on Thursday killed two.", "2021-04-29"),
            ("Flights have stopped since Wednesday.", "2021-04-28"),
            ("They meet this Friday.", "2021-05-07"),
            (
                "The institute confirmed this Friday that it rained.",
                "2021-04-30",
            ),
            ("He arrived on Tuesday last week.", "2021-04-20"),
            ("He was shot on Friday evening.", "2021-04-30"),
            ("The law runs until December.", "2021-12"),
            ("The fair was held on May 30.", "?"),
            ("The fair will be held on April 20.", "?"),
            ("The fair of October 30.", "?"),
            ("The fair was held on November 30.", "2020-11-30"),
            ("The fair will be held on November 30.", "2021-11-30"),
            ("The fall in March is small.", "2021-03"),
            ("In December, voters will choose.", "2021-12"),
            ("It had fallen in the week to Wednesday.", "2021-04-28"),
            ("It was sold in June.", "?"),
            ("It died on 21 August the same year.", "?"),
            ("Until the end of March, the port made a profit.", "2021-03"),
            ("The fair of June 3.", "2021-06-03"),
        ],
    );
    // Wednesday, 5 May 2021: this week's Friday would be “on Friday”.
    check_on(
        (2021, 5, 5),
        &[
            ("They meet next Friday.", "2021-05-14"),
            ("They met last Friday.", "2021-04-30"),
            ("They met on Wednesday.", "2021-05-05"),
        ],
    );
    // A story of 3 January speaks of the month and the days just past.
    check_on(
        (2022, 1, 3),
        &[
            ("It fell in December.", "2021-12"),
            ("It fell on December 30.", "2021-12-30"),
            ("It will open in February.", "2022-02"),
            ("It fell last month.", "2021-12"),
            ("It fell on Friday, 31 December.", "2021-12-31"),
        ],
    );
}

#[test]
fn a_range_is_one_expression_with_both_its_ends() {
    check(&[
        (
            "from May 3 to 7",
            &[("May 3 to 7", "2021-05-03/2021-05-07")],
        ),
        (
            "from 3 to 7 May",
            &[("3 to 7 May", "2021-05-03/2021-05-07")],
        ),
        (
            "from May 28 to June 3",
            &[("May 28 to June 3", "2021-05-28/2021-06-03")],
        ),
        (
            "between 28 November and 3 January 2020",
            &[("28 November and 3 January 2020", "2019-11-28/2020-01-03")],
        ),
        ("between 2014 and 2017", &[("2014 and 2017", "2014/2017")]),
        (
            "from 2014 to last year",
            &[("2014 to last year", "2014/2020")],
        ),
        (
            "from December to March",
            &[("December to March", "2020-12/2021-03")],
        ),
        (
            "January to June last year",
            &[("January to June last year", "2020-01/2020-06")],
        ),
        (
            "It was open from Tuesday to Thursday.",
            &[("Tuesday to Thursday", "2021-04-27/2021-04-29")],
        ),
        (
            "It was moved from Tuesday to Thursday.",
            &[("Tuesday", "2021-04-27"), ("Thursday", "2021-05-06")],
        ),
        (
            "on September 26 and 27",
            &[("September 26 and 27", "2021-09-26/2021-09-27")],
        ),
        ("on 3 and 9 March 2021", &[("3 and 9 March 2021", "?")]),
        (
            "in March and April",
            &[("March", "2021-03"), ("April", "2021-04")],
        ),
        ("fell from 2019 to 20 cents", &[("2019", "2019")]),
        ("from May 3 to 20 towns", &[("May 3", "2021-05-03")]),
        (
            "first quarter of 2021",
            &[("first quarter of 2021", "2021-01/2021-03")],
        ),
        (
            "the second half of last year",
            &[("second half of last year", "2020-07/2020-12")],
        ),
        ("in Q3 2019", &[("Q3 2019", "2019-07/2019-09")]),
        ("the 19th century", &[("19th century", "1801/1900")]),
        (
            "the 1960s and 70s",
            &[("1960s", "1960/1969"), ("70s", "1970/1979")],
        ),
        ("a man in his 70s", &[]),
    ]);
}

#[test]
fn parts_of_a_time_have_the_value_of_the_whole() {
    check(&[
        ("in early 2020", &[("early 2020", "2020")]),
        ("in mid-March", &[("mid-March", "2021-03")]),
        ("the late 1990s", &[("late 1990s", "1990/1999")]),
        (
            "earlier this week",
            &[("earlier this week", "2021-04-26/2021-05-02")],
        ),
        ("later this year", &[("later this year", "2021")]),
        ("late last month", &[("late last month", "2021-04")]),
        ("since last year", &[("last year", "2020")]),
        ("in March last year", &[("March last year", "2020-03")]),
        ("yesterday evening", &[("yesterday evening", "2021-04-30")]),
        ("this morning", &[("this morning", "2021-05-01")]),
        (
            "over the past three years",
            &[("past three years", "2018-05-01/2021-05-01")],
        ),
        (
            "over the last year",
            &[("last year", "2020-05-01/2021-05-01")],
        ),
        ("the previous year", &[("previous year", "?")]),
        ("the next day", &[("next day", "?")]),
        ("a decade ago", &[("a decade ago", "2011")]),
        ("two days from now", &[("two days from now", "2021-05-03")]),
        ("on Christmas Eve", &[("Christmas Eve", "2020-12-24")]),
        (
            "on Christmas Eve 2019",
            &[("Christmas Eve 2019", "2019-12-24")],
        ),
    ]);
}

#[test]
fn only_the_dates_inside_an_expression_are_named() {
    for (text, named) in [
        ("last Saturday", &["Saturday"][..]),
        ("Saturday night", &["Saturday"]),
        ("in early 2020", &["2020"]),
        ("in March last year", &["March"]),
        ("first quarter of 2021", &["2021"]),
        ("from 2014 to 2017", &["2014", "2017"]),
        ("from May 3 to 7", &["May 3 to 7"]),
        ("earlier this week", &[]),
        ("the 19th century", &[]),
    ] {
        let article = Article::from_text("a", text);
        let document = Document::new(&article);
        let found = expressions(&Words::new(&document), None);
        let spans = found.iter().flat_map(|f| &f.named);
        let spans: Vec<&str> = spans.map(|s| s.of(text)).collect();
        assert_eq!(spans, named, "{text}");
    }
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
        ("https://news.example/2022/07/20/visit", &[]),
        ("It is to last 18 months.", &[]),
        ("He called at the last minute.", &[]),
        ("“Yes,” June says.", &[]),
        ("of 1065 villas", &[]),
        ("on Good Friday", &[]),
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
        text in "\\PC{0,60}|([0-9]{1,5}|May|March|Saturday|from|to|and|until|will|last|next|years?|ago|two|of|early|quarter|-|/|,|\\.| |\n){0,40}",
        year in -262_000i32..262_000, day in 1u32..366,
    ) {
        let day = NaiveDate::from_yo_opt(year, day);
        let article = Article::from_text("a", text.as_str());
        let document = Document::new(&article);
        let mut end = 0;
        for found in expressions(&Words::new(&document), day) {
            let span = found.expression.span;
            prop_assert!(span.start >= end && span.fits(&text) && !span.is_empty());
            prop_assert!(found.named.iter().all(|named| span.covers(*named)));
            end = span.end;
        }
    }
}
