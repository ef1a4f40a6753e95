use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

fn read(text: &str) -> Head {
    recognise(text, Head::default())
}

fn ymd(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn value(found: Option<&Located<String>>) -> Option<&str> {
    found.map(|f| f.value.as_str())
}

/// The text's header, title, byline and the rest as one line for comparison.
fn summary(text: &str) -> String {
    let head = read(text);
    let mut out = Vec::new();
    let mut add = |name: &str, found: Option<&Located<String>>| {
        if let Some(found) = found {
            let span = found.span.expect("found in the text");
            assert!(span.fits(text));
            out.push(format!("{name}={}", found.value));
        }
    };
    add("title", head.title.as_ref());
    add("place", head.place.as_ref());
    add("source", head.source.as_ref());
    add("byline", head.byline.as_ref());
    add("editor", head.editor.as_ref());
    if let Some(day) = head.day() {
        out.push(format!("date={day}"));
    }
    if let Some(header) = head.header {
        out.push(format!("story={:.12}", from(text, header.end)));
    }
    out.join(" | ")
}

#[test]
fn the_header_of_the_first_article_is_read() {
    let text = " date 2021-05-01 ERBIL (Kurdistan 24) – Col. David Williams spoke.\n\nHe left.\n\nEditing by Khrush Najari";
    let head = read(text);
    assert_eq!(value(head.place.as_ref()), Some("Erbil"));
    assert_eq!(value(head.source.as_ref()), Some("Kurdistan 24"));
    assert_eq!(value(head.editor.as_ref()), Some("Khrush Najari"));
    assert_eq!(head.day(), Some(ymd(2021, 5, 1)));
    assert_eq!(
        head.header.unwrap().of(text),
        "date 2021-05-01 ERBIL (Kurdistan 24) – "
    );
    assert_eq!(head.furniture.len(), 1);
    assert_eq!(head.furniture[0].of(text), "Editing by Khrush Najari");
    assert_eq!(head.place.unwrap().span.unwrap().of(text), "ERBIL");
    assert_eq!(head.date.unwrap().span.unwrap().of(text), "2021-05-01");
    assert_eq!(head.title, None);
}

#[test]
fn headers_of_every_agency_are_read() {
    for (text, expected) in [
        (
            "WASHINGTON (AP) — The vote is on.",
            "place=Washington | source=AP | story=The vote is ",
        ),
        (
            "LONDON, May 1 2021 (Reuters) - Oil rose.",
            "place=London | source=Reuters | date=2021-05-01 | story=Oil rose.",
        ),
        (
            "Paris (AFP) – Le vote.",
            "place=Paris | source=AFP | story=Le vote.",
        ),
        (
            "Oyam & Gulu, Uganda , Jun 14 2022 (IPS) - Lawrence was born.",
            "place=Oyam & Gulu, Uganda | source=IPS | date=2022-06-14 | story=Lawrence was",
        ),
        (
            "YAOUNDÉ, May 13 2022 (IPS) - Growing up.",
            "place=Yaoundé | source=IPS | date=2022-05-13 | story=Growing up.",
        ),
        (
            "Colombo, Sri Lanka – The man who fell.",
            "place=Colombo, Sri Lanka | story=The man who ",
        ),
        (
            "SANTIAGO – Situated high.",
            "place=Santiago | story=Situated hig",
        ),
        (
            "CAIRO - 13 July 2022: Talaat spoke.",
            "place=Cairo | date=2022-07-13 | story=Talaat spoke",
        ),
        (
            "RAIPUR: A Maoist rebel was killed in an encounter with the police forces on Tuesday, they said.",
            "place=Raipur | story=A Maoist reb",
        ),
        (
            "Muscat: Intending to support the government’s efforts to regulate the sector, the bank has now introduced its long awaited escrow account service.",
            "place=Muscat | story=Intending to",
        ),
        (
            "Srinagar- A minor boy.",
            "place=Srinagar | story=A minor boy.",
        ),
        (
            "ANAHEIM, Calif. --Shohei Ohtani won.",
            "place=Anaheim, Calif. | story=Shohei Ohtan",
        ),
        (
            "KUWAIT CITY, July 25, 2022: The wood.",
            "place=Kuwait City | date=2022-07-25 | story=The wood.",
        ),
        (
            "Ulaanbaatar /MONTSAME/. President came.",
            "place=Ulaanbaatar | source=MONTSAME | story=President ca",
        ),
        (
            "BANDAR SERI BEGAWAN, July 25 2022 (Borneo Bulletin/ANN): An officer.",
            "place=Bandar Seri Begawan | source=Borneo Bulletin/ANN | date=2022-07-25 | story=An officer.",
        ),
        (
            "afrol News, 25 March 2014 - It is a crime.",
            "source=afrol News | date=2014-03-25 | story=It is a crim",
        ),
        (
            "afrol News - In May it rained.",
            "source=afrol News | story=In May it ra",
        ),
        (
            "GENEVA (5 May 2021) – Experts said.",
            "place=Geneva | date=2021-05-05 | story=Experts said",
        ),
        (
            "(Reuters) - Shares fell.",
            "source=Reuters | story=Shares fell.",
        ),
        (
            "RIO DE JANEIRO, Feb 26, 1987 - Rain.",
            "place=Rio de Janeiro | date=1987-02-26 | story=Rain.",
        ),
        (
            "KYIV, Ukraine (AP) — The war goes on.",
            "place=Kyiv, Ukraine | source=AP | story=The war goes",
        ),
        (
            "LONDON/PARIS (Reuters) – Oil rose.",
            "place=London/Paris | source=Reuters | story=Oil rose.",
        ),
        (
            "(Xinhua) NAIROBI, Jan. 5, 2021 – Rain fell.",
            "place=Nairobi | source=Xinhua | date=2021-01-05 | story=Rain fell.",
        ),
        (
            "PARIS, AFP — Le vote.",
            "place=Paris | source=AFP | story=Le vote.",
        ),
        (
            "Kyiv. 1 May 2021. Interfax-Ukraine – Rain fell.",
            "place=Kyiv | source=Interfax-Ukraine | date=2021-05-01 | story=Rain fell.",
        ),
        (
            "SCRANTON, PA — Rain fell.",
            "place=Scranton, PA | story=Rain fell.",
        ),
        (
            "Rabat (MAP) – Rain fell.",
            "place=Rabat | source=MAP | story=Rain fell.",
        ),
        ("CNN — Rain fell.", "source=CNN | story=Rain fell."),
        (
            "WASHINGTON — (AP) Rain fell.",
            "place=Washington | source=AP | story=Rain fell.",
        ),
        (
            "JERUSALEM (AP) _ Rain fell.",
            "place=Jerusalem | source=AP | story=Rain fell.",
        ),
        (
            "BERLIN, (dpa) - Rain fell.",
            "place=Berlin | source=dpa | story=Rain fell.",
        ),
        (
            "Erbil (Kurdistan24) – Rain fell.",
            "place=Erbil | source=Kurdistan24 | story=Rain fell.",
        ),
        (
            "N'DJAMENA — “We wait,” he said.",
            "place=N'Djamena | story=“We wait,” h",
        ),
    ] {
        assert_eq!(summary(text), expected, "{text}");
    }
}

#[test]
fn prose_is_no_header() {
    for text in [
        "It's a myth - and nobody minds - he said.",
        "Q: Who is it?\nA: Nobody.",
        "Ana: I will.\nBen: So will I.\nAna: Good.",
        "Bengal school jobs case: Partha and his aide were arrested.",
        "EXCLUSIVE: The plan is out.",
        "UPDATE 1 - Shares fall.",
        "NASA – America's space agency – said so.",
        "Barack Obama - the former president - spoke.",
        "The twin-engine aircraft fell. It burned: badly.",
        "2021 - The year in pictures.",
        "Monday - The court sits.",
        "Trump: I Will Win It All",
        "REPORTER: Do you think so?",
        "BUSTED: Senator Caught in a Lie",
        "Warsaw - Old City, New Ideas",
        "He told the BBC (which asked) - No.",
        "By 2016, Vijayan went to the house.",
        "By law, an offender is assessed.",
        "US - China talks resumed on Monday in the city, the minister said.",
        "Apple (AAPL) - The company said that it would go on as before.",
        "Toyota (Japan) – The company said that it would go on as before.",
        "Prime Minister Ana Ruiz - The talks go on, she said on Monday.",
        "COVID-19: The number of cases rose again in the whole of the country on Monday, they said.",
        "THREE pupils from Walvis Bay started a business.",
        "",
        "\n\n",
        "–",
        "(",
        "-- ",
    ] {
        assert_eq!(summary(text), "", "{text}");
    }
}

#[test]
fn lines_above_the_story_are_no_story() {
    let text = "https://www.ipsnews.net/2022/06/farmers/\r\n\r\nFarmers Adapt to Drought\r\nBy Ana Ruiz, IPS\r\n\r\nBULAWAYO, Jun 10 (IPS) - Onions and rice.\r\n";
    let head = read(text);
    assert_eq!(
        head.url.as_deref(),
        Some("https://www.ipsnews.net/2022/06/farmers/")
    );
    assert_eq!(
        head.day(),
        Some(ymd(2022, 6, 10)),
        "the address tells the year"
    );
    assert_eq!(value(head.place.as_ref()), Some("Bulawayo"));
}

#[test]
fn a_title_line_stands_apart_from_the_story() {
    let long = "The Riyadh municipality launched its development arm on Monday in the presence of the mayor and of many guests, it said in a statement.";
    for (text, title) in [
        (format!("Talks go on\n\n{long}"), Some("Talks go on")),
        (format!("Talks go on\n{long}"), Some("Talks go on")),
        (
            format!("Talks go on\nNobody knows why\n\n{long}"),
            Some("Talks go on"),
        ),
        (format!("He went home.\n\n{long}"), None),
        ("Talks go on".to_owned(), None),
        (
            "Sens. Alan Cranston and\nDaniel Evans said they\nintroduced a bill.\n".to_owned(),
            None,
        ),
        (format!("{long}\n\n{long}"), None),
    ] {
        assert_eq!(value(read(&text).title.as_ref()), title, "{text}");
    }
}

#[test]
fn a_header_under_short_lines_begins_the_story() {
    let text = "Barbs fly before the vote.\n\nINTENSE CAMPAIGNING.\n\nMANCHESTER, N.H. (AP) — With a storm coming, they left.";
    let head = read(text);
    assert_eq!(
        value(head.title.as_ref()),
        Some("Barbs fly before the vote")
    );
    assert_eq!(value(head.place.as_ref()), Some("Manchester, N.H."));
    assert_eq!(head.furniture.len(), 2);
}

#[test]
fn a_known_title_is_found_again_in_the_text() {
    let text = "TALKS GO ON\n\nThe talks went on.";
    let known = Head {
        title: Some(Located::beside("Talks go on".to_owned())),
        ..Head::default()
    };
    let head = recognise(text, known);
    assert_eq!(head.title.unwrap().span.unwrap().of(text), "TALKS GO ON");
    assert_eq!(head.furniture.len(), 1);
}

#[test]
fn closings_name_writers_and_editors() {
    for (closing, byline, editor) in [
        ("Editing by Khrush Najari", None, Some("Khrush Najari")),
        (
            "Reporting by Ana Ruiz; Editing by Ben Ode",
            Some("Ana Ruiz"),
            Some("Ben Ode"),
        ),
        (
            "(Reporting by Ana Ruiz in Erbil and J. Ode; editing by Bo Li.)",
            Some("Ana Ruiz in Erbil and J. Ode"),
            Some("Bo Li"),
        ),
        ("Edited by Bo Li.", None, Some("Bo Li")),
        ("Editing by hand is slow work.", None, None),
        ("He left.", None, None),
    ] {
        let text = format!("The story.\n\n{closing}\n");
        let head = read(&text);
        assert_eq!(value(head.byline.as_ref()), byline, "{closing}");
        assert_eq!(value(head.editor.as_ref()), editor, "{closing}");
    }
    let text = "He left. (Reporting by Ana Ruiz; Editing by Bo Li)\n";
    let head = read(text);
    assert_eq!(value(head.editor.as_ref()), Some("Bo Li"));
    assert_eq!(
        head.furniture[0].of(text),
        "(Reporting by Ana Ruiz; Editing by Bo Li)"
    );
    let text = "It rose.\n\nReporting by Ana Ruiz; Editing by Bo Li\n\nOur Standards: The Trust Principles.\n";
    assert_eq!(value(read(text).editor.as_ref()), Some("Bo Li"));
    let text = "It rose.\n\n Reuter\n\u{3}";
    let head = read(text);
    assert_eq!(value(head.source.as_ref()), Some("Reuters"));
}

#[test]
fn fields_beside_the_text_stay_and_get_their_span() {
    let text = "ERBIL, May 1 (Kurdistan 24) – It rained.";
    let known = Head {
        date: Some(Located::beside(ymd(2021, 5, 1))),
        source: Some(Located::beside("K24".to_owned())),
        ..Head::default()
    };
    let head = recognise(text, known);
    let date = head.date.unwrap();
    assert_eq!(date.value, ymd(2021, 5, 1));
    assert_eq!(date.span.unwrap().of(text), "May 1");
    assert_eq!(value(head.source.as_ref()), Some("K24"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_read_calmly(
        text in "\\PC{0,80}|([A-Z]{2,8}[ ,:()–—/.\r\n-]{1,3}(May 1|2021-05-01|By|Editing by)?[ ]?){0,8}"
    ) {
        let head = read(&text);
        for span in head.furniture.iter().chain(&head.header) {
            prop_assert!(span.fits(&text));
        }
    }
}
