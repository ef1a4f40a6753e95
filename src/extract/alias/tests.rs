use proptest::prelude::*;

use crate::article::Article;
use crate::extract::word::Words;
use crate::extract::{Cluster, Document, Label, Mention};
use crate::span::Span;

/// A text in which mentions are marked `[P|Ana Ruiz]`: P, O, L, N and M are the first letters of their labels.
fn read(marked: &str) -> (String, Vec<Mention>) {
    let mut text = String::new();
    let mut mentions = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let (inside, after) = after.split_once(']').unwrap();
        let (label, name) = inside.split_once('|').unwrap();
        let start = text.len();
        text.push_str(name);
        let label = match label {
            "P" => Label::PERSON,
            "O" => Label::ORG,
            "L" => Label::LOC,
            "N" => Label::NORP,
            _ => Label::MISC,
        };
        mentions.push(Mention {
            span: Span::new(start, text.len()),
            label,
            score: 0.9,
            cluster: None,
        });
        rest = after;
    }
    text.push_str(rest);
    (text, mentions)
}

fn clusters(marked: &str) -> (Vec<Mention>, Vec<Cluster>) {
    let (text, mut mentions) = read(marked);
    let article = Article::from_text("a", text);
    let document = Document::new(&article);
    let found = super::clusters(&Words::new(&document), &mut mentions);
    (mentions, found)
}

/// Each cluster as its name and then its aliases.
fn named(marked: &str) -> Vec<Vec<String>> {
    let names = |c: Cluster| std::iter::once(c.name).chain(c.aliases).collect();
    clusters(marked).1.into_iter().map(names).collect()
}

/// For each text, the number of the cluster of each mention, counted as they appear.
fn check(cases: &[(&str, &[usize])]) {
    let mut wrong = Vec::new();
    for (marked, expected) in cases {
        let (mentions, found) = clusters(marked);
        let got: Vec<usize> = mentions.iter().filter_map(|m| m.cluster).collect();
        if got != *expected {
            let names: Vec<String> = found.into_iter().map(|c| c.name).collect();
            wrong.push(format!("{marked}: {got:?} {names:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_person_is_known_by_every_form_of_the_name() {
    check(&[
        (
            "[P|Ana Ruiz] spoke. [P|Ruiz] left. [P|Ana] stayed.",
            &[0, 0, 0],
        ),
        ("Dr. [P|Ruiz] spoke. [P|Ana Ruiz] left.", &[0, 0]),
        ("[P|J. Ode] and [P|John Ode]", &[0, 0]),
        ("[P|J.K. Harrow] wrote. [P|Joanne Harrow] did.", &[0, 0]),
        ("[P|JD Marlow] and [P|J. D. Marlow]", &[0, 0]),
        ("[P|George W. Bush] and [P|George Bush]", &[0, 0]),
        ("[P|George W. Bush] and [P|George H. W. Bush]", &[0, 1]),
        (
            "[P|Maria Garcia Lopez] spoke. [P|Garcia Lopez] left.",
            &[0, 0],
        ),
        (
            "[P|Maria Garcia Lopez] met [P|Maria Garcia] and [P|Lopez].",
            &[0, 0, 0],
        ),
        (
            "[P|Mohammed bin Salman Al Saud], or [P|Mohammed bin Salman], said [P|bin Salman].",
            &[0, 0, 0],
        ),
        (
            "[P|Nouri al-Maliki] spoke. [P|Maliki] and [P|al-Maliki] did.",
            &[0, 0, 0],
        ),
        ("[P|Nechirvan Barzani] and [P|Nechervan Barzani]", &[0, 0]),
        ("[P|Volodymyr Zelensky] spoke. [P|Zelenskiy] left.", &[0, 0]),
        ("[P|Mohammed Ali Khan] and [P|Muhammad Ali Khan]", &[0, 0]),
        (
            "[P|Kim Jong Un] met [P|Kim Jong-un]. [P|Kim] left.",
            &[0, 0, 0],
        ),
        ("[P|Xi Jinping] met [P|Xi].", &[0, 0]),
        ("[P|Martin Luther King Jr.] and [P|King]", &[0, 0]),
        ("[P|Liam O’Hara] and [P|O'Hara]", &[0, 0]),
        (
            "[P|President Masrour Barzani] and [P|Masrour Barzani]",
            &[0, 0],
        ),
        ("[P|Pelé Santos], better known as [P|Zico], plays.", &[0, 0]),
    ]);
}

#[test]
fn people_who_share_a_name_stay_apart() {
    check(&[
        ("[P|Kim Jong Un] and [P|Kim Yo Jong]", &[0, 1]),
        ("[P|Masrour Barzani] and [P|Masoud Barzani]", &[0, 1]),
        ("[P|John Smith] and [P|Jane Smith]", &[0, 1]),
        ("[P|Hassan Karimi] and [P|Hussein Karimi]", &[0, 1]),
        // Nobody can tell whose initial it is.
        (
            "[P|Masrour Barzani] and [P|Masoud Barzani] and [P|M. Barzani]",
            &[0, 1, 2],
        ),
        ("[P|Ode] and [P|Ruiz] met [P|Ode].", &[0, 1, 0]),
    ]);
}

#[test]
fn a_family_name_goes_to_the_bearer_with_the_title_or_gender_else_to_the_latest_subject() {
    check(&[
        (
            "President [P|Nechirvan Barzani] met Prime Minister [P|Masrour Barzani]. President [P|Barzani] left, and Prime Minister [P|Barzani] stayed.",
            &[0, 1, 0, 1],
        ),
        (
            "[P|Nechirvan Barzani], the president, met [P|Masrour Barzani], the prime minister. Later President [P|Barzani] left.",
            &[0, 1, 0],
        ),
        (
            "Mr. [P|Adam Ode] met Mrs. [P|Eva Ode]. Mr. [P|Ode] left. Mrs. [P|Ode] stayed.",
            &[0, 1, 0, 1],
        ),
        // The subject of the sentence before, not its object.
        (
            "[P|Masrour Barzani] saw [P|Masoud Barzani]. [P|Barzani] left.",
            &[0, 1, 0],
        ),
        (
            "[P|Masrour Barzani] spoke. [P|Masoud Barzani] replied. [P|Barzani] left.",
            &[0, 1, 1],
        ),
        (
            "[P|Ana Ruiz Urquiola] and [P|Omar Ruiz Urquiola]. [P|Ruiz Urquiola] left.",
            &[0, 1, 0],
        ),
        // A headline names whom the story names first.
        (
            "[P|Barzani] in Rome\n\n[P|Masrour Barzani] met [P|Masoud Barzani].",
            &[0, 0, 1],
        ),
    ]);
}

#[test]
fn organisations_are_known_by_their_short_forms() {
    check(&[
        (
            "the [O|Kurdistan Coordination Center] ([O|KCC]) met. The [O|KCC] left.",
            &[0, 0, 0],
        ),
        ("[O|KCC] ([O|Kurdistan Coordination Center])", &[0, 0]),
        ("the [O|Workers' Party] ([O|PT]) and the [O|PT]", &[0, 0, 0]),
        ("[O|Daesh] ([O|ISIS]) and [O|Islamic State]", &[0, 0, 0]),
        ("[O|ISIS], also known as [O|Daesh],", &[0, 0]),
        ("the [O|Northern Salt League], or [O|NSL], met", &[0, 0]),
        (
            "[O|Toyota Motor Corp.] rose. [O|Toyota] fell. [O|Toyota Motor] rose.",
            &[0, 0, 0],
        ),
        (
            "[O|Harlow Mining Ltd] and [O|Harlow Mining Corporation]",
            &[0, 0],
        ),
        (
            "the [O|University of Duhok] and [O|Duhok University]",
            &[0, 0],
        ),
        (
            "the [O|Ministry of Health] and the [O|Health Ministry]",
            &[0, 0],
        ),
        (
            "the [O|European Commission] met. The [O|Commission] left.",
            &[0, 0],
        ),
        ("[O|Deutsche Bank] and [O|Deutsche Bank AG]", &[0, 0]),
        (
            "the [O|Burkinabe Ministry of Culture] and the [O|Ministry of Culture]",
            &[0, 0],
        ),
        (
            "the [O|Communist Party of Cuba] and the [O|Communist Party]",
            &[0, 0],
        ),
        (
            "[O|El Sewedy Electric] and [O|Elsewedy Electric Co]",
            &[0, 0],
        ),
        (
            "[O|Harlow Group] and [O|Harlow] and [O|Harlow News]",
            &[0, 0, 1],
        ),
        // What is whole by itself is no short form of what belongs to it.
        ("[O|UN Refugee Agency] and [O|UN]", &[0, 1]),
        ("[O|World Bank Forum] and [O|World Bank]", &[0, 1]),
        ("[O|Belt and Road Initiative] and [O|Belt]", &[0, 1]),
        // A short form that could be either is neither.
        (
            "[O|Harlow Mining] and [O|Harlow Shipping] and [O|Harlow]",
            &[0, 1, 2],
        ),
        // A place is no short form of what stands in it.
        ("[O|Baghdad University] and [O|Baghdad]", &[0, 1]),
        ("[O|Bank of Ode] and [O|Bank of Ruiz]", &[0, 1]),
        ("[O|Salt League] ([L|Rome])", &[0, 1]),
    ]);
}

#[test]
fn a_country_has_one_cluster_and_its_people_another() {
    check(&[
        (
            "the [L|US], the [L|U.S.], the [L|United States] and [L|America]",
            &[0, 0, 0, 0],
        ),
        ("[L|Iraq] and [N|Iraqi] and [N|Iraqis]", &[0, 1, 1]),
        (
            "[L|Washington] and [P|Denzel Washington] and [P|Washington]",
            &[0, 1, 1],
        ),
        ("[L|Kyiv] and [L|Kiev]", &[0, 0]),
        ("[L|Kuwait] and [L|Kuwait City]", &[0, 1]),
        ("[L|Iraq]'s army and [L|Iraq’s] police", &[0, 0]),
    ]);
}

#[test]
fn the_fullest_name_leads_and_others_follow_once() {
    for (marked, expected) in [
        (
            "[P|BARZANI] IN ROME\n\nPresident [P|Barzani] left. [P|Masrour Barzani] said so. [P|Barzani] said.",
            &["Masrour Barzani", "BARZANI"][..],
        ),
        (
            "[P|President Masrour Barzani] met [P|Masrour Barzani].",
            &["Masrour Barzani", "President Masrour Barzani"],
        ),
        ("[L|ERBIL] – It rained.", &["Erbil"]),
        ("[L|BAGHDAD] – It rained in [L|Baghdad].", &["Baghdad"]),
        (
            "The [L|US] and the [L|United States]",
            &["United States", "US"],
        ),
        ("[O|ISIS] and [O|Daesh]", &["Daesh", "ISIS"]),
        ("[N|Iraqis] and [N|Iraqi]", &["Iraqi", "Iraqis"]),
        ("the [O|NCC]", &["NCC"]),
        (
            "[P|George Bush] and [P|George W. Bush]",
            &["George W. Bush", "George Bush"],
        ),
        ("[P|T. P. Ode] and [P|Ode]", &["T. P. Ode", "Ode"]),
        ("[P|J. Ode] and [P|John Ode]", &["John Ode", "J. Ode"]),
        ("[P|Peter\nHallman]", &["Peter Hallman"]),
    ] {
        assert_eq!(named(marked), [expected.to_vec()], "{marked}");
    }
}

#[test]
fn a_label_is_corrected_where_the_article_shows_it() {
    let labels = |marked: &str| -> Vec<String> {
        let (mentions, _) = clusters(marked);
        mentions.iter().map(|m| m.label.to_string()).collect()
    };
    assert_eq!(
        labels("the [O|Kurdistan Coordination Center] ([M|KCC]) met. The [P|KCC] left."),
        ["ORG", "ORG", "ORG"]
    );
    assert_eq!(
        labels("[P|Masrour Barzani] met. [L|Barzani] left."),
        ["PERSON", "PERSON"]
    );
    // A town, or what is named again and again, is what it is.
    assert_eq!(
        labels("[P|Denzel Washington] went to [L|Washington]."),
        ["PERSON", "LOC"]
    );
    assert_eq!(
        labels("[P|Akio Zandor] left [O|Zandor]. [O|Zandor] rose."),
        ["PERSON", "ORG", "ORG"]
    );
}

#[test]
fn many_namesakes_take_no_more_than_their_share() {
    use std::fmt::Write as _;
    let mut marked = String::new();
    for i in 0..3_000_u32 {
        let letter = |n: u32| char::from_u32(u32::from('a') + n % 26).unwrap();
        let given: String = [i, i / 26, i / 676].into_iter().map(letter).collect();
        let _ = write!(
            marked,
            "[P|X{given} Barzani] met [P|Barzani] of [O|Barzani {given} Bank]. "
        );
    }
    let (mentions, found) = clusters(&marked);
    assert_eq!(mentions.len(), 9_000);
    assert!(found.len() > 3_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_mentions_of_any_text_have_a_cluster_of_their_label(
        text in "\\PC{0,60}|([A-Z][a-z]{0,5}|[A-Z]{1,4}|al|bin|of|the|or|also known as|Mr|Prime Minister|Ministry|['’.,()\\- \n]){0,40}",
        cuts in prop::collection::vec((0usize..200, 1usize..20, 0usize..9), 0..24),
    ) {
        let boundary = |at: usize| {
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let mut mentions: Vec<Mention> = cuts
            .iter()
            .map(|&(start, length, label)| Mention {
                span: Span::new(boundary(start), boundary(start + length)),
                label: Label::BUILT_IN[label].clone(),
                score: 0.5,
                cluster: None,
            })
            .collect();
        mentions.sort_by_key(|m| m.span);
        let article = Article::from_text("a", text.as_str());
        let document = Document::new(&article);
        let words = Words::new(&document);
        let mut again = mentions.clone();
        let found = super::clusters(&words, &mut mentions);
        prop_assert_eq!(&found, &super::clusters(&words, &mut again));
        for mention in &mentions {
            let cluster = mention.cluster.and_then(|at| found.get(at));
            prop_assert!(cluster.is_some_and(|c| c.label == mention.label));
        }
    }
}
