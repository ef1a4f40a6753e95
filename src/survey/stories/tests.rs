use proptest::prelude::*;

use super::*;

/// A story of sentences, each with words of its own.
fn story(of: &str, sentences: std::ops::Range<usize>) -> String {
    let sentence = |n: usize| {
        let words = (0..8).map(|w| format!("{of}{n}x{w}"));
        format!("{}. ", words.collect::<Vec<_>>().join(" "))
    };
    sentences.map(sentence).collect()
}

fn put(stories: &mut Stories, index: usize, text: &str) {
    let fingerprint = crate::article::Article::from_text("a", text).fingerprint();
    stories.put(index, fingerprint, Shape::of(text).map(Box::new));
}

#[test]
fn updates_of_a_story_stand_together_and_other_stories_do_not() {
    let mut stories = Stories::default();
    let texts = [
        story("flood", 0..20),
        story("vote", 0..20),
        // An update: a new lead, two sentences more, one less.
        format!("UPDATE 1. {}", story("flood", 1..22)),
        story("match", 0..20),
        story("FLOOD", 0..20),
        // Too different to be a version: a quarter is the same.
        format!("{}{}", story("vote", 0..8), story("talks", 0..16)),
    ];
    for (at, text) in texts.iter().enumerate() {
        put(&mut stories, at, text);
    }
    let first = stories.story(0).unwrap();
    assert_eq!(stories.articles(first), [0, 2, 4]);
    for alone in [1, 3, 5] {
        let story = stories.story(alone).unwrap();
        assert_eq!(stories.articles(story), [alone as u32]);
    }
    put(&mut stories, 2, "put again, it stays where it is");
    assert_eq!(stories.story(2), Some(first));
}

#[test]
fn texts_too_short_for_a_shape_stand_together_where_they_are_identical() {
    let mut stories = Stories::default();
    for (at, text) in ["", "Oslo wins.", "Oslo wins.", "", "Oslo loses."]
        .iter()
        .enumerate()
    {
        put(&mut stories, at, text);
    }
    let together = |at| stories.articles(stories.story(at).unwrap()).to_vec();
    assert_eq!(together(2), [1, 2]);
    assert_eq!(together(0), [0, 3]);
    assert_eq!(together(4), [4]);
    assert_eq!(stories.story(9), None);
}

#[test]
fn what_texts_have_in_common_is_told_from_their_shapes() {
    let whole = Shape::of(&story("flood", 0..40)).unwrap();
    for (kept, least, most) in [
        (40, 64, 64),
        (36, 50, 64),
        (32, 40, 62),
        (10, 5, 30),
        (0, 0, 4),
    ] {
        let other = story("flood", 0..kept) + &story("vote", kept..40);
        let common = whole.common(&Shape::of(&other).unwrap());
        assert!((least..=most).contains(&common), "{kept}: {common}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_text_has_a_shape_or_none_and_is_like_itself(text in "\\PC{0,400}") {
        if let Some(shape) = Shape::of(&text) {
            prop_assert!(shape.is_like(&shape));
            prop_assert_eq!(Some(shape), Shape::of(&text));
        }
    }
}
