use proptest::prelude::*;

use super::*;
use crate::annotation::markup::parse;
use crate::annotation::{ItemId, Said, Speaker};

/// What looks wrong in markup: the names of the warnings, each with its words.
fn doubts(markup: &str) -> Vec<(String, String)> {
    let (text, annotations, _) = parse(markup);
    told(&annotations, &text)
}

fn told(annotations: &Annotations, text: &str) -> Vec<(String, String)> {
    let found = Checks::of(text).all(annotations, text);
    let named = |doubt: Doubt| {
        (
            doubt.warning.name().to_owned(),
            doubt.span.of(text).to_owned(),
        )
    };
    found.into_iter().map(named).collect()
}

fn one(warning: &str, words: &str) -> Vec<(String, String)> {
    vec![(warning.to_owned(), words.to_owned())]
}

#[test]
fn what_is_as_it_should_be_is_not_warned_about() {
    for fine in [
        "",
        "[Q?|“We won,”] [cue|said] [by|[PER?|Ana Ruiz]] of [ORG?|Bergen].",
        "[Q1?|“One.]\n\n[Q1?|“Two,”] [cue|said] [by|[PER?|Ana Ruiz]].",
        // A quote of the same speaker without a cue of its own goes on from the one before.
        "[Q?|“We won,”] [cue|said] [by|[PER?|Ana Ruiz]]. [Q?|“Twice.”]",
        "[Q?|“We won.”] — [by|[PER?|Ana Ruiz]]",
        "[by|[PER?|Ana Ruiz]]: [Q?|We won]",
        "A pipe of 6\" and a wall of 5'10\".",
        "[PER?|Ruiz]'s [NORP?|Franco]-[NORP?|German] [LOC?|U.S.]-led",
    ] {
        let (text, mut annotations, _) = parse(fine);
        let first = annotations
            .quotes
            .first()
            .and_then(|q| q.said.speaker.clone());
        for quote in annotations.quotes.iter_mut() {
            quote.said.speaker.clone_from(&first);
        }
        assert_eq!(told(&annotations, &text), [], "{fine}");
    }
}

#[test]
fn a_mark_that_nothing_closes_is_told_at_its_quote_or_alone() {
    assert_eq!(
        doubts("[Q?|“We won, it seems.] [cue|said] [by|[PER?|Ana]].\n\nThen she left."),
        one("never_closed", "“We won, it seems.")
    );
    assert_eq!(
        doubts("He gave the \"reason and went.\n\nThen she left."),
        one("never_closed", "\"")
    );
    assert_eq!(
        doubts("Of “all and “some”, he took some."),
        one("never_closed", "“")
    );
}

#[test]
fn a_speaker_far_away_is_told_with_the_distance() {
    let far = format!("[by|[PER?|Ana]] {} [cue|said] [Q?|“no”].", "é ".repeat(60));
    let (text, annotations, _) = parse(&far);
    let warnings = Checks::of(&text).quote(&annotations, 0, &text);
    assert_eq!(warnings, [Warning::FarSpeaker(127)]);
    assert_eq!(warnings[0].to_string(), "speaker 127 characters away");
    let near = format!("[by|[PER?|Ana]] {} [cue|said] [Q?|“no”].", "é ".repeat(40));
    assert_eq!(doubts(&near), []);
}

#[test]
fn a_speaker_must_be_somebody_and_have_a_cue() {
    assert_eq!(
        doubts("[Q?|“No,”] [cue|said] [by|he]."),
        one("pronoun", "“No,”")
    );
    assert_eq!(
        doubts("[Q?|“No,”] [cue|said] [by|[LOC?|Rome]]."),
        one("no_party", "“No,”")
    );
    assert_eq!(
        doubts("[Q?|“No,”] [by|[PER?|Ana]]."),
        one("without_cue", "“No,”")
    );
    assert_eq!(doubts("[Q?|“No,”] [cue|said] [by|officials]."), []);

    let (text, mut annotations, _) = parse("[Q?|“No,”] [cue|said] [by|he] of [PER?|Ana].");
    let ana = annotations.clusters[0].id.clone();
    annotations.quotes[0].said.speaker.as_mut().unwrap().cluster = Some(ana);
    assert_eq!(told(&annotations, &text), [], "he is Ana");
}

#[test]
fn content_without_words_or_marks_and_words_of_two_quotes_are_told() {
    assert_eq!(
        doubts("[Q?|“…”] [cue|said] [by|[PER?|Ana]]."),
        one("empty", "“…”")
    );
    let (text, mut annotations, _) = parse("[Q?|We won,] [cue|said] [by|[PER?|Ana]].");
    annotations.quotes[0].said.quoted.clear();
    assert_eq!(told(&annotations, &text), one("without_marks", "We won,"));

    let (text, mut annotations, _) = parse("[Q?|“We won, and won,”] he said.");
    let mut other = annotations.quotes[0].clone();
    other.id = ItemId::new("other");
    other.said.content = vec![Span::new(0, text.find(" and").unwrap())];
    annotations.quotes.push(other);
    annotations.sort();
    let both = told(&annotations, &text);
    assert_eq!(both.len(), 2);
    assert!(both.iter().all(|(warning, _)| warning == "overlaps"));
    annotations.quotes[0].review.verdict = Verdict::Rejected;
    assert_eq!(
        told(&annotations, &text),
        [],
        "what was rejected takes no place"
    );
}

#[test]
fn a_name_that_cuts_a_word_is_told() {
    assert_eq!(doubts("The [ORG?|Berg]en team"), one("cuts_word", "Berg"));
    assert_eq!(
        doubts("The pre[ORG?|Bergen] team"),
        one("cuts_word", "Bergen")
    );
    assert_eq!(doubts("北[LOC?|京]市 and ال[LOC?|قاهرة]"), []);
}

#[test]
fn who_looked_is_not_warned_again() {
    for looked in ["+", "-"] {
        let markup = format!("[Q{looked}|“No,”] [cue|said] [by|he]. The [ORG{looked}|Berg]en team");
        assert_eq!(doubts(&markup), []);
    }
    for own in ["~", "*"] {
        let markup = format!("[Q{own}|“No,”] [cue|said] [by|he].");
        assert_eq!(doubts(&markup).len(), 1);
        let (text, mut annotations, _) = parse(&markup);
        annotations.quotes[0].review.tags = vec![CHECKED.to_owned()];
        assert_eq!(told(&annotations, &text), []);
    }
}

#[test]
fn a_quote_waits_for_its_speaker_until_somebody_says_that_nobody_is_known() {
    let quote = |markup: &str| parse(markup).1.quotes.remove(0).unwrap();
    assert!(lacks_speaker(&quote("[Q?|“No.”]")));
    assert!(lacks_speaker(&quote("[Q*|“No.”]")));
    assert!(!lacks_speaker(&quote("[Q+|“No.”]")), "right as it is");
    assert!(!lacks_speaker(&quote("[Q-|“No.”]")));
    assert!(!lacks_speaker(&quote("[Q?|“No,”] [cue|said] [by|Ana].")));
    let mut taken = quote("[Q~|“No.”]");
    assert!(lacks_speaker(&taken));
    taken.was = Some(Box::new(Said {
        speaker: Some(Speaker::default()),
        ..taken.said.clone()
    }));
    assert!(!lacks_speaker(&taken), "nobody known, says the analyst");
}

#[test]
fn every_warning_has_a_name_of_its_own() {
    let all = [
        Warning::Empty,
        Warning::NeverClosed,
        Warning::WithoutMarks,
        Warning::Overlaps,
        Warning::WithoutCue,
        Warning::FarSpeaker(1),
        Warning::Pronoun,
        Warning::NoParty,
        Warning::CutsWord,
    ];
    assert_eq!(all.map(Warning::name), Warning::NAMES);
}

proptest! {
    #[test]
    fn any_text_and_any_spans_are_checked(
        text in "[a-zé“”\"' .\n]{0,80}",
        cuts in proptest::collection::vec(0usize..160, 4..5),
    ) {
        let at = |cut: usize| crate::span::floor_boundary(&text, cut.min(text.len()));
        let span = |a: usize, b: usize| Span::new(at(a).min(at(b)), at(a).max(at(b)));
        let (_, mut annotations, _) = parse("[Q?|“No,”] [cue|said] [by|he].");
        let said = &mut annotations.quotes[0].said;
        said.content = vec![span(cuts[0], cuts[1])];
        said.quoted.clear();
        said.cue = None;
        said.speaker = Some(Speaker { span: Some(span(cuts[2], cuts[3])), ..Speaker::default() });
        for doubt in Checks::of(&text).all(&annotations, &text) {
            prop_assert!(doubt.span.fits(&text));
        }
    }
}
