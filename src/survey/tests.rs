use proptest::prelude::*;

use super::*;
use crate::annotation::markup;
use crate::article::Article;

fn digest(index: usize, written: &str) -> Digest {
    let (text, annotations, _) = markup::parse(written);
    Digest::of(
        index,
        &Article::from_text(index.to_string(), text),
        &annotations,
    )
}

/// The groups as `kind form/label all open articles`, sorted.
fn groups(survey: &Survey) -> Vec<String> {
    let mut groups: Vec<String> = survey
        .groups()
        .map(|group| {
            format!(
                "{:?} {}/{} {} {} {}",
                group.kind,
                survey.text(group.form),
                survey.text(group.label),
                group.counts.all(),
                group.counts.open(),
                group.articles,
            )
        })
        .collect();
    groups.sort();
    groups
}

#[test]
fn the_same_words_with_the_same_label_are_one_group_over_all_articles() {
    let mut survey = Survey::default();
    survey.put(digest(
        0,
        "[PER?|Ana  Ruiz] met [PER-|Ana Ruiz] on [T?2021|Monday].",
    ));
    survey.put(digest(
        7,
        "[PER+|Ana\nRuiz] of [ORG?|Ana Ruiz] said [Q?|“no”].",
    ));
    assert_eq!(
        groups(&survey),
        [
            "Date Monday/DATE 1 1 1",
            "Entity Ana Ruiz/ORG 1 1 1",
            "Entity Ana Ruiz/PERSON 3 1 2",
            "Quote “no”/direct 1 1 1",
        ]
    );
    assert_eq!((survey.read(), survey.counts().all()), (2, 6));
    let ana = survey.word("Ana Ruiz").unwrap();
    let group = survey.group(Kind::Entity, ana, survey.word("PERSON").unwrap());
    let of: Vec<usize> = survey.members(group.unwrap()).map(|(at, _)| at).collect();
    assert_eq!(of, [0, 0, 7]);
}

#[test]
fn a_person_is_one_over_articles_and_a_key_joins_two_names() {
    let mut survey = Survey::default();
    let written = "[Q?|“No,”] said [by|[PER?@1|Ana Ruiz]]. [PER?@1|Ruiz] left.";
    survey.put(digest(0, written));
    survey.put(digest(1, written));
    let (text, mut annotations, _) = markup::parse("[PER?@1|A. Ruiz] won.");
    annotations.clusters[0].key = Some("k".to_owned());
    survey.put(Digest::of(2, &Article::from_text("2", text), &annotations));
    let all = |survey: &Survey| -> Vec<(String, usize, usize, usize)> {
        survey
            .named()
            .map(|n| {
                (
                    survey.text(n.name).to_owned(),
                    n.mentions.all(),
                    n.quotes.all(),
                    n.articles,
                )
            })
            .collect()
    };
    assert_eq!(
        all(&survey),
        [
            ("Ana Ruiz".to_owned(), 4, 2, 2),
            ("A. Ruiz".to_owned(), 1, 0, 1)
        ]
    );
    let ana = survey.named().next().unwrap().clone();
    assert_eq!(survey.findings_of(&ana).count(), 6);
    let (text, mut annotations, _) = markup::parse(written);
    annotations.clusters[0].key = Some("k".to_owned());
    survey.put(Digest::of(0, &Article::from_text("0", text), &annotations));
    let keyed = survey.named().find(|n| n.key.is_some()).unwrap();
    assert_eq!((keyed.mentions.all(), keyed.articles), (3, 2));
}

#[test]
fn a_finding_leads_back_to_its_item_and_to_no_other() {
    let written = "[PER?|Ana] [ORG?|[LOC?|Rome] Club] [Q?|“so [PER?|Bo]”] [T?2021|May]";
    let (text, annotations, _) = markup::parse(written);
    let mut survey = Survey::default();
    survey.put(Digest::of(3, &Article::from_text("3", text), &annotations));
    let items: Vec<ItemRef> = annotations.items().into_iter().map(|l| l.item).collect();
    let found: Vec<ItemRef> = survey
        .findings()
        .map(|(_, f)| survey.target(f).find(&annotations).unwrap())
        .collect();
    assert_eq!(found, items);
    let mut gone = annotations.clone();
    gone.entities.retain(|_| false);
    let entity = survey.findings().next().unwrap().1;
    assert_eq!(survey.target(entity).find(&gone), None);
}

#[test]
fn what_is_put_again_unchanged_is_no_change_and_long_words_are_cut() {
    let mut survey = Survey::default();
    survey.put(digest(0, "[PER?|Ana]"));
    let version = survey.version();
    survey.put(digest(0, "[PER?|Ana]"));
    assert_eq!((survey.version(), survey.read()), (version, 1));
    survey.put(digest(0, "[PER+|Ana]"));
    assert!(survey.version() > version);
    let long = format!("[Q?|“{}”]", "ä ".repeat(1000));
    survey.put(digest(1, &long));
    let quote = survey.article(1).unwrap().findings[0];
    let form = survey.text(quote.form);
    assert!(form.ends_with('…') && form.chars().count() <= 161, "{form}");
}

#[test]
fn a_quote_brings_its_cue_and_what_looks_wrong_about_it() {
    let mut survey = Survey::default();
    survey.put(digest(
        0,
        "[Q?|“No,”] [cue|said]  [by|he]. [Q?|“Yes.”] The [ORG?|Berg]en team of [PER?|Bo].",
    ));
    let told: Vec<(String, Vec<&str>, bool)> = survey
        .findings()
        .map(|(_, f)| {
            let cue = f.cue.map_or("", |cue| survey.text(cue));
            (cue.to_owned(), f.doubts.names().collect(), f.lacks_speaker)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("said".to_owned(), vec!["pronoun"], false),
            (String::new(), vec![], true),
            (String::new(), vec!["cuts_word"], false),
            (String::new(), vec![], false),
        ]
    );
    assert!(size_of::<Finding>() <= 40, "a million of them are kept");
}

const NAMES: &[&str] = &["Ana", "Bo Li", "Ana\u{a0}Ruiz", "ﬁ", "日本", "e\u{301}"];
const KINDS: &[&str] = &[
    "PER?", "PER+", "ORG-", "ORG?@1", "PER?@1", "Q?", "T?2021", "DATE?",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever is put and put again, the counts are those of a survey that saw only the last.
    #[test]
    fn counts_are_those_of_a_recount(
        puts in prop::collection::vec(
            (
                0..5usize,
                prop::collection::vec(
                    (prop::sample::select(KINDS), prop::sample::select(NAMES)),
                    0..8,
                ),
            ),
            0..20,
        ),
    ) {
        let written = |items: &[(&str, &str)]| -> String {
            let items = items.iter().map(|(kind, name)| format!("[{kind}|{name}] and "));
            items.collect()
        };
        let mut survey = Survey::default();
        let mut last = HashMap::new();
        for (index, items) in &puts {
            survey.put(digest(*index, &written(items)));
            last.insert(*index, written(items));
        }
        let mut anew = Survey::default();
        for (index, written) in &last {
            anew.put(digest(*index, written));
        }
        prop_assert_eq!(groups(&survey), groups(&anew));
        prop_assert_eq!(survey.counts(), anew.counts());
        prop_assert_eq!(survey.read(), anew.read());
        let named = |survey: &Survey| {
            let mut named: Vec<String> = survey
                .named()
                .map(|n| {
                    let (mentions, quotes) = (n.mentions, n.quotes);
                    format!("{} {mentions:?} {quotes:?} {}", survey.text(n.name), n.articles)
                })
                .collect();
            named.sort();
            named
        };
        prop_assert_eq!(named(&survey), named(&anew));
        for group in survey.groups() {
            let members: Vec<(usize, &Finding)> = survey.members(group).collect();
            prop_assert_eq!(members.len(), group.counts.all());
            let open = members.iter().filter(|(_, f)| f.is_open()).count();
            prop_assert_eq!(open, group.counts.open());
        }
    }
}
