use super::*;

const TEXT: &str = "“The bridge will open on Monday,” said Maria Lopez. “We are ready.”\n\
    Lopez said the work took four years. He added that it was worth it.";

fn quote(covered: &str, kind: &str, speaker: Option<&str>) -> Quoted {
    let run = |words: &str| {
        let start = TEXT[..TEXT.find(words).unwrap()].chars().count();
        (start, start + words.chars().count())
    };
    Quoted {
        parts: Some(vec![run(covered)]),
        kind: kind.to_owned(),
        speaker: speaker.map(|words| Speaking {
            run: Run {
                start: Some(run(words).0),
                end: Some(run(words).1),
                text: Some(words.to_owned()),
            },
            canonical: None,
        }),
        core: true,
        ..Quoted::default()
    }
}

fn score(track: Track, gold: &[Quoted], predicted: &[Quoted]) -> Scores {
    let text: Vec<char> = TEXT.chars().collect();
    let mut tally = Tally::new(track);
    tally.add(&text, gold, &[], predicted);
    tally.scores()
}

#[test]
fn quote_marks_and_punctuation_at_the_ends_make_no_difference() {
    let gold = [quote(
        "“The bridge will open on Monday,”",
        "direct",
        Some("Maria Lopez"),
    )];
    let found = [quote(
        "The bridge will open on Monday",
        "direct",
        Some("Lopez."),
    )];
    let scores = score(Track::AllSpeech, &gold, &found);
    assert_eq!(scores.exact, Agreement::of(1, 1, 1));
    assert_eq!(
        scores.joint,
        Agreement::of(1, 1, 1),
        "a shared surname is enough"
    );
}

#[test]
fn half_of_the_words_are_an_overlap_but_less_is_none() {
    let gold = [quote("the work took four years", "indirect", None)];
    let more = [quote("took four years", "indirect", None)];
    let less = [quote("years. He added", "indirect", None)];
    let overlapping = score(Track::AllSpeech, &gold, &more);
    assert_eq!(overlapping.overlap, Agreement::of(1, 1, 1));
    assert_eq!(overlapping.exact, Agreement::of(0, 1, 1));
    assert_eq!(
        score(Track::AllSpeech, &gold, &less).overlap,
        Agreement::of(0, 1, 1)
    );
}

#[test]
fn indirect_speech_counts_only_in_the_track_of_all_speech() {
    let gold = [
        quote(
            "“The bridge will open on Monday,”",
            "direct",
            Some("Maria Lopez"),
        ),
        quote("the work took four years", "indirect", Some("Lopez said")),
    ];
    assert_eq!(score(Track::AllSpeech, &gold, &[]).gold, 2);
    let inside = score(Track::InsideMarks, &gold, &gold);
    assert_eq!((inside.gold, inside.predicted), (1, 1));
    assert!((inside.overlap.f1 - 1.0).abs() < 1e-9);
}

#[test]
fn an_optional_quote_may_be_found_or_left() {
    let mut may = quote("“We are ready.”", "direct", None);
    may.optional = true;
    let gold = [
        quote("the work took four years", "indirect", None),
        may.clone(),
    ];
    let with = [gold[0].clone(), may];
    let without = [gold[0].clone()];
    for predicted in [&with[..], &without[..]] {
        let scores = score(Track::AllSpeech, &gold, predicted);
        assert_eq!((scores.gold, scores.predicted), (1, 1));
    }
}

#[test]
fn a_wrong_speaker_is_an_overlap_without_a_joint_hit() {
    let gold = [quote("“We are ready.”", "direct", Some("Maria Lopez"))];
    let found = [quote("“We are ready.”", "direct", Some("the work"))];
    let scores = score(Track::AllSpeech, &gold, &found);
    assert_eq!(scores.overlap, Agreement::of(1, 1, 1));
    assert_eq!(scores.joint, Agreement::of(0, 1, 1));
    assert!(scores.speaker < 1e-9 && scores.speaker_named < 1e-9);
    assert_eq!(scores.recall_by_kind["direct"].to_string(), "1");
}

#[test]
fn quote_marks_are_paired_by_their_neighbours_and_over_paragraphs() {
    let text = "“A b,” she said. “C d.\n\n“E f.”\n\nHe \"x y\" said: \"no end\nNext.";
    let text: Vec<char> = text.chars().collect();
    let regions: Vec<String> = marks::quoted_regions(&text)
        .into_iter()
        .map(|(start, end)| text[start..end].iter().collect())
        .collect();
    assert_eq!(
        regions,
        ["“A b,”", "“C d.", "“E f.”", "\"x y\"", "\"no end"]
    );
}
