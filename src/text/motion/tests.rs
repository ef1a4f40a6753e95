use super::*;
use crate::text::paragraph::paragraphs;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

const STORY: &str = "“We won't go,” Col. O’Brien's aide told U.S. forces. He left.\n\nA second paragraph. It ends.\n";

/// The places that a motion visits from the beginning (or the end) of a text.
fn visited(text: &str, start: usize, motion: impl Fn(usize) -> usize) -> Vec<&str> {
    let mut at = start;
    let mut seen = Vec::new();
    loop {
        let next = motion(at);
        if next == at || seen.len() == 50 {
            return seen;
        }
        at = next;
        seen.push(from(text, at).split_whitespace().next().unwrap_or_default());
    }
}

#[test]
fn words_are_what_names_are_made_of() {
    let text = "Col. O’Brien's U.S. aide (said) …";
    assert_eq!(
        visited(text, 0, |at| word_forward(text, at)),
        [
            ".",
            "O’Brien's",
            "'s",
            "U.S.",
            "aide",
            "(said)",
            "said)",
            ")",
            "…"
        ]
    );
    assert_eq!(
        visited(text, text.len(), |at| word_back(text, at)),
        [
            "…",
            ")",
            "said)",
            "(said)",
            "aide",
            "U.S.",
            "'s",
            "O’Brien's",
            ".",
            "Col."
        ]
    );
    assert_eq!(
        visited(text, 0, |at| word_end(text, at)),
        ["l.", ".", "n's", "s", ".", "e", "(said)", "d)", ")", "…"]
    );
    assert_eq!(word_at(text, 6).map(|word| word.of(text)), Some("O’Brien"));
    assert_eq!(word_at(text, 4), None);
}

#[test]
fn the_edges_of_a_span_move_by_words() {
    let text = "the North and South Bergen mayor's";
    assert_eq!(end_after(text, 9), 13);
    assert_eq!(end_after(text, 20), 26);
    assert_eq!(end_before(text, 26), 19);
    assert_eq!(end_before(text, 14), 13);
    assert_eq!(end_before(text, 3), 0);
    assert_eq!(end_after(text, text.len()), text.len());
}

#[test]
fn sentences_and_paragraphs_follow_one_another() {
    let forward = |at| sentence_forward(STORY, at, Lines::Separate);
    assert_eq!(visited(STORY, 0, forward), ["He", "A", "It", ""]);
    let back = |at| sentence_back(STORY, at, Lines::Separate);
    assert_eq!(visited(STORY, STORY.len(), back), ["It", "A", "He", "“We"]);
    let forward = |at| paragraph_forward(STORY, at, Lines::Separate);
    assert_eq!(visited(STORY, 0, forward), ["A", ""]);
    let back = |at| paragraph_back(STORY, at, Lines::Separate);
    assert_eq!(visited(STORY, STORY.len(), back), ["A", "“We"]);
    let sentence = sentence_at(STORY, 80, Lines::Separate);
    assert_eq!(sentence.map(|s| s.of(STORY)), Some("A second paragraph."));
}

#[test]
fn lines_end_before_their_breaks() {
    let text = "ab\r\n\r\ncde";
    for (byte, start, end) in [
        (0, 0, 1),
        (2, 0, 1),
        (3, 0, 1),
        (4, 4, 4),
        (8, 6, 8),
        (9, 6, 8),
    ] {
        assert_eq!(
            (line_start(text, byte), line_end(text, byte)),
            (start, end),
            "at {byte}"
        );
    }
}

#[test]
fn a_megabyte_without_a_space_is_walked_in_pieces() {
    let text = "a".repeat(1 << 20);
    let next = word_forward(&text, 1000);
    assert!(next > 1000 && next < 2000);
    assert_eq!(
        sentence_back(&text, 1 << 19, Lines::Separate),
        (1 << 19) - SENTENCE_REACH
    );
}

fn awkward() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "a", "Word", " ", "  ", "\n", "\r\n", "\n\n", "\t", ". ", "? ", "“", ".”", "漢字", "👩‍👩‍👧", "🇩🇪",
            "e\u{301}", "\u{301}", "'s", "U.S.", "\u{1b}", "\u{ad}", "\u{3000}", "\n  ", "\r", "12,000",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn modes() -> impl Strategy<Value = Lines> {
    prop::sample::select(vec![Lines::Separate, Lines::Joined])
}

proptest! {
    #[test]
    fn every_motion_lands_on_a_grapheme_and_goes_its_way(text in awkward(), lines in modes()) {
        let starts: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
        let last = starts.last().copied().unwrap_or(0);
        for &at in &starts {
            for next in [
                right(&text, at),
                word_forward(&text, at),
                word_end(&text, at),
                sentence_forward(&text, at, lines),
                paragraph_forward(&text, at, lines),
            ] {
                prop_assert!(starts.contains(&next) && (next > at || at == last), "{at} to {next}");
            }
            for next in [
                left(&text, at),
                word_back(&text, at),
                sentence_back(&text, at, lines),
                paragraph_back(&text, at, lines),
            ] {
                prop_assert!(starts.contains(&next) && (next < at || at == 0), "{at} to {next}");
            }
            prop_assert!(end_after(&text, at) >= at && end_before(&text, at) <= at);
            prop_assert!(line_start(&text, at) <= at && starts.contains(&line_end(&text, at)));
        }
    }

    #[test]
    fn paragraphs_are_those_of_the_whole_text(text in awkward(), lines in modes()) {
        let all = paragraphs(&text, lines);
        for (at, c) in text.char_indices() {
            if !c.is_whitespace() {
                let wanted = all.iter().find(|paragraph| paragraph.contains(at));
                prop_assert_eq!(paragraph_at(&text, at, lines), wanted.copied());
            }
        }
    }

    #[test]
    fn graphemes_are_stepped_over_one_by_one(text in awkward()) {
        let starts: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
        for pair in starts.windows(2) {
            prop_assert_eq!((right(&text, pair[0]), left(&text, pair[1])), (pair[1], pair[0]));
        }
        for at in 0..=text.len() {
            prop_assert!(grapheme_at(&text, at).fits(&text));
        }
    }
}
