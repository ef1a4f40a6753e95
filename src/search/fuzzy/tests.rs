use super::*;
use proptest::prelude::*;

const TITLES: [&str; 7] = [
    "Zürich bank chief resigns",
    "ISIS attack shows need for cooperation",
    "Iran and Iraq agree on “joint” border force",
    "It rained in Amman all night",
    "Władysław Zamoyski dies in Łódź",
    "Сергей Лавров прибыл в Минск",
    "Bank of England keeps rates",
];

fn found(query: &str) -> Vec<usize> {
    let ranked = Query::new(query).rank(&TITLES);
    ranked.iter().map(|ranked| ranked.index).collect()
}

fn highlighted<'t>(query: &str, title: &'t str) -> Vec<&'t str> {
    let places = Query::new(query).places(title);
    places.into_iter().map(|place| place.of(title)).collect()
}

#[test]
fn plain_letters_find_names_with_marks() {
    for (query, title) in [
        ("zurich", 0),
        ("ZÜRICH", 0),
        ("lodz", 4),
        ("wladyslaw", 4),
        ("лавров", 5),
    ] {
        assert_eq!(found(query), [title], "{query}");
    }
}

#[test]
fn every_word_must_be_found_and_the_closest_come_first() {
    assert_eq!(found("bank"), [6, 0]);
    assert_eq!(found("bank zur"), [0]);
    assert_eq!(found("iran")[0], 2);
    assert_eq!(found("zzz"), [0; 0]);
    assert_eq!(found(" ").len(), TITLES.len());
}

#[test]
fn what_matched_can_be_highlighted() {
    assert_eq!(highlighted("zurich", TITLES[0]), ["Zürich"]);
    assert_eq!(highlighted("joint iraq", TITLES[2]), ["Iraq", "joint"]);
    assert_eq!(highlighted("lodz", TITLES[4]), ["Łódź"]);
    assert_eq!(highlighted("лавр", TITLES[5]), ["Лавр"]);
    assert_eq!(highlighted("nothing", TITLES[0]), [""; 0]);
}

#[test]
fn many_candidates_are_ranked_as_few_are() {
    let titles: Vec<String> = (0..3 * CHUNK)
        .map(|i| format!("{} {i}", TITLES[i % 7]))
        .collect();
    let ranked = Query::new("lodz").rank(&titles);
    assert_eq!(ranked.len(), (3 * CHUNK - 4).div_ceil(7));
    assert!(ranked.iter().all(|ranked| ranked.index % 7 == 4));
}

proptest! {
    #[test]
    fn any_query_ranks_any_title(query in "\\PC{0,12}|[a-zé ]{0,8}", titles in prop::collection::vec("\\PC{0,30}|[a-zé ]{0,30}", 0..8)) {
        let query = Query::new(&query);
        for ranked in query.rank(&titles) {
            let title = &titles[ranked.index];
            let places = query.places(title);
            prop_assert_eq!(places.is_empty(), query.is_empty());
            prop_assert!(places.iter().all(|place| place.fits(title) && !place.is_empty()));
            prop_assert!(places.windows(2).all(|pair| pair[0].end < pair[1].start));
        }
    }

    #[test]
    fn a_title_is_found_by_its_own_beginning(title in "[a-zA-Z’é]{1,9}( [a-zA-Zü]{1,9}){0,5}", letters in 1usize..9) {
        let typed: String = title.chars().take(letters).collect();
        prop_assert_eq!(Query::new(&typed).rank(&[&title]).len(), 1);
    }
}
