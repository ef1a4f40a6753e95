use proptest::prelude::*;

use super::*;
use crate::annotation::Annotations;
use crate::annotation::markup::parse;
use crate::span::OffsetIndex;

fn spans(markup: &str) -> Spans {
    let (text, annotations, _) = parse(markup);
    let index = OffsetIndex::new(&text);
    let at = Coordinates {
        text: &text,
        index: &index,
    };
    Spans {
        entities: annotations.entities.iter().map(|e| at.entity(e)).collect(),
        quotes: annotations
            .quotes
            .iter()
            .map(|q| at.quote(q, &annotations.clusters))
            .collect(),
        dates: annotations.dates.iter().map(|d| at.date(d)).collect(),
        unplaced: Vec::new(),
    }
}

/// The starts of what was placed, and how many were kept, moved, and not found.
fn placed(spans: Spans, text: &str) -> (Vec<usize>, [usize; 3]) {
    let index = OffsetIndex::new(text);
    let at = Coordinates {
        text,
        index: &index,
    };
    let (spans, tally) = anchor(spans, at);
    let mut annotations = Annotations::default();
    for entity in spans.entities {
        annotations.entities.push(at.read_entity(entity).unwrap());
    }
    for quote in spans.quotes {
        annotations.quotes.push(at.read_quote(quote).unwrap());
    }
    let items = annotations.items();
    (
        items
            .iter()
            .map(|l| index.code_point_of(text, l.span.start))
            .collect(),
        [tally.kept, tally.moved, tally.unplaced],
    )
}

#[test]
fn a_span_follows_its_words_only_where_there_is_no_doubt() {
    let markup =
        "Once. On Monday 😀 in the old town of [LOC+|Bergen] it rained again and again and again.";
    for (what, text, start) in [
        (
            "nothing changed near",
            "Once. On Monday 😀 in the old town of Bergen it rained again and again and again. More.",
            Some(37),
        ),
        (
            "put before",
            "NEW: Once. On Monday 😀 in the old town of Bergen it rained again and again and again.",
            Some(42),
        ),
        (
            "another end",
            "Then. On Monday 😀 in the old town of Bergen the sun shone all day long on all.",
            Some(37),
        ),
        (
            "another beginning",
            "They tell us that far in Bergen it rained again and again and again.",
            Some(25),
        ),
        (
            "both ends",
            "In the old town of Bergen it rained all day on us.",
            Some(19),
        ),
        (
            "other words",
            "Once. On Monday 😀 in the old town of Tromsø it rained again and again and again.",
            None,
        ),
        (
            "all is new",
            "Nobody has ever said that Bergen is a dry place to live and to work in.",
            None,
        ),
        (
            "twice",
            "In the old town of Bergen it rained. In the old town of Bergen it rained.",
            None,
        ),
        (
            "two places",
            "Once. On Monday 😀 in the old town of Bergen. In Bergen it rained again and again and again.",
            None,
        ),
        ("nothing left", "", None),
    ] {
        let (starts, _) = placed(spans(markup), text);
        assert_eq!(starts.first().copied(), start, "{what}");
    }
}

#[test]
fn long_words_stand_for_themselves() {
    let markup = "He met [PER+|Jens Stoltenberg] there.";
    let (starts, tally) = placed(spans(markup), "All others saw Jens Stoltenberg too.");
    assert_eq!((starts, tally), (vec![15], [0, 1, 0]));
    let twice = "All others saw Jens Stoltenberg, and Jens Stoltenberg saw them.";
    assert_eq!(placed(spans(markup), twice).1, [0, 0, 1]);
}

#[test]
fn a_quote_moves_as_a_whole_or_not_at_all() {
    let markup = "[Q1+|“We are all here,”] [by|[PER+|she]] [cue|said], [Q1+|“and we stay.”]";
    let (text, ..) = parse(markup);
    let (starts, tally) = placed(spans(markup), &format!("Oslo. {text}"));
    assert_eq!((starts, tally), (vec![6, 25], [0, 2, 0]));
    let (starts, tally) = placed(spans(markup), &text.replace("said", "told us"));
    assert_eq!((starts, tally), (vec![19], [1, 0, 1]));
}

#[test]
fn undecided_spans_that_are_gone_are_let_go() {
    let (starts, tally) = placed(spans("In [LOC?|Bergen] and [LOC-|Oslo]."), "Elsewhere.");
    assert_eq!((starts, tally), (vec![], [0, 0, 1]));
}

#[test]
fn a_text_that_repeats_itself_without_end_takes_no_time() {
    let names: Vec<String> = (12..300)
        .map(|n| format!("[PER+|{}]", "a".repeat(n)))
        .collect();
    let markup = names.join(" ");
    let text = "a".repeat(500_000);
    let (starts, tally) = placed(spans(&markup), &text);
    assert_eq!((starts.len(), tally), (0, [0, 0, 288]));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_text_became_placed_spans_cover_their_words(
        before in "[a-c “”é😀]{0,40}",
        cut in 0usize..60,
        length in 0usize..20,
    ) {
        let markup = "😀 [PER+|Ana Ruiz] of [LOC-|Bergen] said: [Q1+|“We,”] [by|she] [cue|said], [Q1+|“won.”]";
        let (text, ..) = parse(markup);
        let chars: Vec<char> = text.chars().collect();
        let cut = cut.min(chars.len());
        let end = (cut + length).min(chars.len());
        let text: String = chars[..cut].iter().copied()
            .chain(before.chars())
            .chain(chars[end..].iter().copied())
            .collect();
        // Reading what was placed holds its words against the text.
        let (starts, tally) = placed(spans(markup), &text);
        prop_assert_eq!(starts.len() + tally[2], 3);
        prop_assert_eq!(tally.iter().sum::<usize>(), 3);
    }
}
