use proptest::prelude::*;

use super::*;
use crate::article::Located;

fn extracted(text: &str) -> Suggestions {
    let mut article = Article::from_text("a", text);
    article.head.date = chrono::NaiveDate::from_ymd_opt(2021, 5, 1).map(Located::beside);
    extract(&article)
}

/// The mentions as `LABEL text`, dates and money included.
fn mentions(text: &str) -> Vec<String> {
    let found = extracted(text).mentions;
    let line = |m: &Mention| format!("{} {}", m.label, m.span.of(text));
    found.iter().map(line).collect()
}

/// Each cluster as its name and then its aliases.
fn clusters(text: &str) -> Vec<Vec<String>> {
    let names = |cluster: Cluster| {
        std::iter::once(cluster.name)
            .chain(cluster.aliases)
            .collect()
    };
    extracted(text).clusters.into_iter().map(names).collect()
}

#[test]
fn people_organisations_places_and_peoples_are_found_without_titles_or_articles() {
    let text = "ERBIL – Col. Peter Hallman, the Director of the Northern Coordination Council (NCC), told reporters on Saturday that Iran-backed militias threaten Iraq's north.\n\nPrime Minister Masrour Barzani met the Iraqi Foreign Minister in Baghdad. The Interior Ministry paid $5 million.\n";
    assert_eq!(
        mentions(text),
        [
            "LOC ERBIL",
            "PERSON Peter Hallman",
            "ORG Northern Coordination Council",
            "ORG NCC",
            "DATE Saturday",
            "LOC Iran",
            "LOC Iraq",
            "PERSON Masrour Barzani",
            "NORP Iraqi",
            "LOC Baghdad",
            "ORG Interior Ministry",
            "MONEY $5 million",
        ]
    );
}

#[test]
fn names_do_not_run_across_lines_even_where_a_hard_wrapped_text_breaks_one() {
    let lines = "Sacha Kovalenko\nMinistry of Health\nPeter Hallman spoke.";
    let wrapped = "The trade figures rose in the first half of the year, says Peter\nHallman, an economist of a bank in the capital who watches the\nharbours and the railways of the country and writes about the\ntrade in grain and oil every week for a newspaper in London.\n";
    let sums = wrapped
        .replace("a bank", "a bank of $5\nmillion")
        .replace("week", "May\n2021");
    for text in [lines, wrapped, &sums] {
        for mention in extracted(text).mentions {
            assert!(!mention.span.of(text).contains('\n'));
        }
    }
    assert_eq!(
        mentions(wrapped),
        ["PERSON Peter", "PERSON Hallman", "LOC London"]
    );
}

// The other model does not know the channel.
#[cfg(not(feature = "open-only"))]
#[test]
fn marks_of_layout_are_cut_off_names_and_the_stop_of_a_company_form_is_not() {
    assert_eq!(
        mentions("> Angela Merkel flew home."),
        ["PERSON Angela Merkel"]
    );
    assert_eq!(
        mentions("He left Microsoft Corp. on Monday."),
        ["ORG Microsoft Corp.", "DATE Monday"]
    );
}

#[test]
fn a_number_that_comes_again_belongs_to_the_name() {
    let text =
        "Channel 4 reported it. The minister told Channel 4 on Monday. In Harbour 9 men left.";
    let found = mentions(text);
    assert_eq!(
        found.iter().filter(|m| m.ends_with("Channel 4")).count(),
        2,
        "{found:?}"
    );
}

#[test]
fn a_surname_goes_to_the_nearest_bearer_and_namesakes_stay_two() {
    let text = "Masrour Barzani spoke on Monday. “Yes,” Barzani said. Later Nechirvan Barzani arrived. Barzani said no.";
    let found = extracted(text);
    let people: Vec<Option<usize>> = found
        .mentions
        .iter()
        .filter(|m| m.label == Label::PERSON)
        .map(|m| m.cluster)
        .collect();
    assert_eq!(people.len(), 4);
    assert_eq!(people[0], people[1]);
    assert_eq!(people[2], people[3]);
    assert_ne!(people[0], people[2]);
    assert_eq!(found.clusters[people[0].unwrap()].aliases, ["Barzani"]);
}

#[test]
fn an_acronym_is_the_name_it_stands_for_and_the_fullest_name_leads() {
    let text = "The Northern Coordination Council (NCC) met Daesh (ISIS) fighters, said the NCC. The European Union objected; the EU and ISIS were silent. Iraq and the Iraqi army, and Iraqis, too.";
    let found = clusters(text);
    for expected in [
        &["Northern Coordination Council", "NCC"][..],
        &["Daesh", "ISIS"],
        &["European Union", "EU"],
        &["Iraq"],
        &["Iraqi", "Iraqis"],
    ] {
        assert!(
            found.iter().any(|names| names == expected),
            "{expected:?} in {found:?}"
        );
    }
}

#[test]
fn a_text_in_another_language_gives_its_language_alone() {
    let found = extracted(
        "Die Regierung hat am Montag mitgeteilt, dass die Zahl der Opfer gestiegen ist und dass die Suche nach den Vermissten in Berlin nicht unterbrochen wird.",
    );
    assert_eq!(found.foreign, Some("de"));
    assert!(found.mentions.is_empty() && found.dates.is_empty() && found.quotes.is_empty());
}

#[test]
fn sums_of_money_are_found_whole() {
    for (text, sum) in [
        ("It cost US$6 billion more.", "US$6 billion"),
        ("It cost $30bn more.", "$30bn"),
        ("They paid 150,000 yuan each.", "150,000 yuan"),
        ("worth about 22 billion cedis", "22 billion cedis"),
        ("a fine of Rs 4000 each", "Rs 4000"),
        ("worth €300 million.", "€300 million"),
        ("spent two million pounds", "two million pounds"),
        ("paid RM69.6 million for it", "RM69.6 million"),
        ("paid Dh5,000 for it", "Dh5,000"),
        ("another R21.9 billion of it", "R21.9 billion"),
        ("bail of N$15 000 in all", "N$15 000"),
        ("put up US $1.5 billion more", "US $1.5 billion"),
        ("would cost $25-35 million more", "$25-35 million"),
        ("income of 250-300 rupees a day", "250-300 rupees"),
        ("the 30-million-dollar temple", "30-million-dollar"),
        ("bananas at 7CUP a pound", "7CUP"),
        ("it earned LE 22 billion more", "LE 22 billion"),
        ("paid US dollars 6000 for him", "US dollars 6000"),
        ("the multimillion-dollar business", "multimillion-dollar"),
        ("150,000 Egyptian Pounds each", "150,000 Egyptian Pounds"),
    ] {
        let found = mentions(text);
        assert!(found.contains(&format!("MONEY {sum}")), "{text}: {found:?}");
    }
    assert!(
        mentions("They won 5 and lost 3 in 2019 when Leeds won. At COP 27 and COP26, on the R2 and the N1 and in K2.")
            .iter()
            .all(|m| !m.starts_with("MONEY"))
    );
}

#[test]
fn a_megabyte_on_one_line_takes_no_more_than_its_share() {
    let sentence =
        "Al-Hassan of Ministry of Health (MOH) and of the Bank-of Al Iraq 24 said May 3-5 ";
    let text = sentence.repeat(1_000);
    let found = extracted(&text);
    assert!(found.mentions.iter().all(|m| m.span.fits(&text)));
    assert!(found.clusters.len() < 100);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_text_spans_fit_in_order_and_every_mention_has_its_cluster(
        text in "\\PC{0,80}|([A-Z][a-z]{1,6}|[A-Z]{1,4}|of|and|al|de|Gen|Mr|the|said|[0-9]{1,4}|['’.,()$&–\\-\n\t\r ]){0,60}"
    ) {
        let found = extracted(&text);
        let again = std::thread::scope(|scope| scope.spawn(|| extracted(&text)).join());
        prop_assert!(again.is_ok_and(|again| again == found));
        let mut last = Span::default();
        for mention in &found.mentions {
            prop_assert!(mention.span.fits(&text) && !mention.span.is_empty());
            prop_assert!(mention.span >= last);
            let lines = mention.span.of(&text).contains(['\n', '\r']);
            prop_assert!(!lines);
            prop_assert!((0.0..=1.0).contains(&mention.score));
            prop_assert!(mention.cluster.is_some_and(|at| found.clusters[at].label == mention.label));
            last = mention.span;
        }
        for date in &found.dates {
            prop_assert!(date.span.fits(&text));
        }
    }
}
