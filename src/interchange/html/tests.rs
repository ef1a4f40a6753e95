use std::ops::ControlFlow;
use std::path::Path;

use proptest::prelude::*;
use sha2::Digest as _;

use super::escape;
use super::read;
use super::token::{Token, Tokens};
use super::write::HtmlWriter;
use crate::annotation::{Annotations, Entity, ItemId, Review, Status, Verdict};
use crate::article::{Article, Located};
use crate::extract::Label;
use crate::interchange::draft::{Draft, DraftSpan};
use crate::interchange::example::{Example, example, examples, write};
use crate::interchange::losses::Losses;
use crate::interchange::reader::Source;
use crate::interchange::writer::StreamWriter as _;
use crate::interchange::{Fault, Format};
use crate::span::Span;

/// What a page says: its articles, and what is wrong in it.
fn reading(page: &str) -> (Vec<Draft>, Vec<(u64, Fault)>) {
    let (mut drafts, mut faults) = (Vec::new(), Vec::new());
    let mut input = page.as_bytes();
    let mut source = Source {
        path: Path::new("page.html"),
        input: &mut input,
        text_field: None,
    };
    read(&mut source, &mut |line, article| {
        match article {
            Ok(draft) => drafts.push(draft),
            Err(fault) => faults.push((line, fault)),
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    (drafts, faults)
}

fn page(example: &Example) -> String {
    example.write(Format::Html).output
}

/// The article of a page of one, without what is around it.
fn article(page: &str) -> &str {
    let start = page.find("<article ").unwrap();
    let end = page.find("</article>").unwrap();
    &page[start..end]
}

fn plain(text: &str) -> Example {
    Example::new(Article::from_text("a", text), Annotations::default())
}

fn entity(id: &str, span: Span) -> Entity {
    Entity {
        id: ItemId::new(id),
        span,
        label: Label::PERSON,
        score: None,
        cluster: None,
        was: None,
        review: Review {
            verdict: Verdict::Added,
            ..Review::default()
        },
    }
}

#[test]
fn the_example_is_marked_where_its_table_says() {
    insta::assert_snapshot!(article(&page(&example())));
}

#[test]
fn the_example_is_read_back() {
    let (drafts, faults) = reading(&page(&example()));
    assert_eq!(faults, []);
    let [draft] = &drafts[..] else {
        panic!("{drafts:?}")
    };
    assert_eq!(draft.id, "n-001");
    assert_eq!(draft.annotator.as_deref(), Some("ana"));
    assert_eq!(draft.status, Some(Status::Reviewed));
    assert_eq!(draft.tags, ["politics"]);
    assert_eq!(
        draft.note.as_deref(),
        Some("Check the office.\nAsk the desk.")
    );
    assert_eq!(draft.fields["title"], "Bergen to rebuild");
    assert_eq!(draft.fields["date"], "2026-01-05");
    assert_eq!(draft.fields["url"], "https://news.example/n-001");
    let said = draft.quotes.iter().find(|q| q.content[0].start == 49);
    let said = said.unwrap();
    assert_eq!(said.speaker.as_ref().map(|s| s.start), Some(8));
    assert_eq!(said.cue.as_ref().map(|s| s.end), Some(47));
    assert_eq!(said.speaker_cluster.as_deref(), Some("c1"));
    assert_eq!(said.review.tags, ["promise"]);
    let cluster = draft.clusters.iter().find(|c| c.id == "c1").unwrap();
    assert_eq!(cluster.name.as_deref(), Some("Ana Díaz"));
    assert_eq!(cluster.aliases, ["Mayor Ana Díaz"]);
    assert_eq!(cluster.review.link.as_deref(), Some("Q42"));
}

#[test]
fn an_article_of_which_nothing_can_be_seen_is_called_by_its_id() {
    for blank in ["", " \r\n", "\u{200b}\u{1}"] {
        let page = page(&plain(blank));
        assert!(
            page.contains("<h2 id=\"a1h\" dir=\"auto\">a</h2>"),
            "{page}"
        );
        assert!(page.contains("<a href=\"#a1\"><bdi>a</bdi></a>"));
    }
}

#[test]
fn the_policy_lets_no_style_or_script_run_but_the_pages_own() {
    let page = page(&plain(
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
    ));
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    assert!(!page.contains("<img"));
    assert!(!page.contains(" style=\"") && !page.contains(" onclick="));
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    // What ends the element early would be no part of the hash, and run as text.
    let inside = |name: &str| {
        let start = page.find(&format!("<{name}>")).unwrap() + name.len() + 2;
        let end = page.find(&format!("</{name}>")).unwrap();
        let hash = sha2::Sha256::digest(&page.as_bytes()[start..end]);
        format!("{name}-src 'sha256-{}'", crate::text::base64::base64(&hash))
    };
    for name in ["style", "script"] {
        assert!(page.contains(&inside(name)), "{name}");
    }
    for source in [include_str!("page.css"), include_str!("page.js")] {
        assert!(!source.contains("</") && !source.contains('\r'));
        assert!(!source.contains("innerHTML") && !source.contains("http"));
    }
}

#[test]
fn only_the_web_is_linked_to() {
    for (link, is_linked) in [
        ("https://www.wikidata.org/wiki/Q42", true),
        ("HTTP://x.org", true),
        ("javascript:alert(1)", false),
        ("JaVaScRiPt://x.org/%0aalert(1)", false),
        ("data:text/html,x", false),
        ("https://x.org/\u{202e}", false),
        (" https://x.org", false),
        ("//x.org", false),
        ("https://", false),
    ] {
        assert_eq!(escape::web(link).is_some(), is_linked, "{link}");
    }
    let mut example = plain("see https://x.org");
    example.article.head.url = Some("javascript:alert(1)".to_owned());
    let page = page(&example);
    let article = article(&page);
    assert!(!article.contains("href=\"j") && !article.contains("href=\"https"));
    assert!(article.contains("javascript:alert(1)"));
}

#[test]
fn line_breaks_controls_and_overrides_survive_and_reach_nothing_else() {
    let text = "\n a\r\nb\rc\t\u{202e}d\u{2028}\u{85}\u{1b}[2J\u{feff}";
    let page = page(&plain(text));
    assert!(page.contains("<bdi class=\"x\" data-x=\"U+202E\">\u{202e}</bdi>"));
    let (drafts, faults) = reading(&page);
    assert_eq!(faults, []);
    assert_eq!(drafts[0].text.as_deref(), Some(text));
}

#[test]
fn a_null_is_replaced_and_told() {
    let written = plain("a\0b").write(Format::Html);
    let (drafts, faults) = reading(&written.output);
    assert_eq!(faults, []);
    assert_eq!(drafts[0].text.as_deref(), Some("a\u{fffd}b"));
    assert_eq!(written.losses.len(), 1, "{:?}", written.losses);
}

#[test]
fn marks_that_cross_are_cut_and_those_that_nest_are_not() {
    let annotations = Annotations {
        entities: vec![
            entity("whole", Span::new(0, 9)),
            entity("cut", Span::new(6, 12)),
            entity("inside", Span::new(2, 4)),
        ]
        .into(),
        ..Annotations::default()
    };
    let page = page(&Example::new(
        Article::from_text("a", "abcdefghijklmno"),
        annotations,
    ));
    let marks = |id: &str| {
        page.matches(&format!("<mark class=\"e s0 a z\" id=\"a1e{id}\""))
            .count()
    };
    assert_eq!(page.matches("data-id=\"whole\" data-start").count(), 1);
    assert_eq!(page.matches("data-id=\"inside\" data-start").count(), 1);
    assert_eq!(page.matches("data-id=\"cut\" data-start").count(), 2);
    assert_eq!(marks("1"), 1, "what nests is one element");
    let (drafts, faults) = reading(&page);
    assert_eq!(faults, []);
    let cut = drafts[0]
        .entities
        .iter()
        .find(|e| e.review.id.as_deref() == Some("cut"));
    assert_eq!(cut.unwrap().pieces[0].text.as_deref(), Some("ghijkl"));
}

#[test]
fn a_thousand_marks_over_each_other_are_told_and_stay_small() {
    let text = "x".repeat(4000);
    let annotations = Annotations {
        entities: (0..1000)
            .map(|i| entity(&format!("e{i}"), Span::new(i, 2000 + i)))
            .collect(),
        ..Annotations::default()
    };
    let written = Example::new(Article::from_text("a", text.as_str()), annotations);
    let written = written.write(Format::Html);
    assert!(written.output.len() < 8_000_000, "{}", written.output.len());
    assert_eq!(written.losses.len(), 1, "{:?}", written.losses);
    assert_eq!(reading(&written.output).1, []);
}

#[test]
fn a_mark_that_was_moved_is_found_out() {
    let whole = page(&example());
    let (_, faults) = reading(&whole.replace("data-start=\"68\"", "data-start=\"67\""));
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].1.reason.contains("says 67-71, but marks 68-71"));
    let (_, faults) = reading(&whole.replace("She</mark> left", "She left</mark>"));
    assert!(!faults.is_empty());
    let (_, faults) = reading(&whole.replace(" left.", " went."));
    assert_eq!(faults[0].1.field, "data-sha256");
}

#[test]
fn what_is_no_page_is_told() {
    for (page, told) in [
        ("", "is no page"),
        ("<article data-id=\"a\">\n</article>\n", "is no page"),
        (&*page(&example()).replace("</article>", ""), "does not end"),
        (
            &*page(&example()).replace("</div>", ""),
            "ends what did not begin",
        ),
        (
            &*page(&example()).replace("<mark class=\"c", "<mark class=\""),
            "has no class",
        ),
        (
            &*page(&example()).replace("<h2", "<h2 x='"),
            "not as dateline writes",
        ),
    ] {
        let (drafts, faults) = reading(page);
        assert_eq!(drafts, []);
        assert!(faults[0].1.reason.contains(told), "{faults:?}");
    }
}

#[test]
fn without_the_text_there_are_only_the_marked_words() {
    let example = example();
    let mut document = example.document();
    document.with_text = false;
    let mut output = Vec::new();
    let mut writer = HtmlWriter::new();
    let mut losses = Losses::default();
    writer.begin(&mut output).unwrap();
    writer
        .document(&document, &mut output, &mut losses)
        .unwrap();
    writer.finish(&mut output).unwrap();
    let page = String::from_utf8(output).unwrap();
    assert!(!page.contains(" left."));
    let (drafts, faults) = reading(&page);
    assert_eq!(faults, []);
    assert_eq!(drafts[0].text, None);
    assert_eq!(drafts[0].entities.len(), 4);
}

#[test]
fn many_articles_are_listed_in_order() {
    let mut examples = vec![plain("One."), plain("Two."), plain("Three.")];
    examples[1].article.head.title = Some(Located::beside("A <title>".to_owned()));
    let page = write(&examples, Format::Html).output;
    let contents = &page[page.find("<nav").unwrap()..];
    let places: Vec<_> = [
        "#a1\"><bdi>One.",
        "#a2\"><bdi>A &lt;title&gt;",
        "#a3\"><bdi>Three.",
    ]
    .iter()
    .map(|entry| contents.find(entry).unwrap())
    .collect();
    assert!(places.is_sorted());
    assert_eq!(reading(&page).0.len(), 3);
}

/// Whether a span of a page is that of the article, with its words.
fn covers(example: &Example, draft: &DraftSpan, span: Span) -> bool {
    let document = example.document();
    let words = document.words(span).replace('\0', "\u{fffd}");
    (draft.start, draft.end) == document.code_points(span) && draft.text == Some(words)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_document_is_read_back_as_it_was(example in examples()) {
        let page = page(&example);
        let (drafts, faults) = reading(&page);
        prop_assert_eq!(faults, []);
        prop_assert_eq!(drafts.len(), 1);
        let draft = &drafts[0];
        let annotations = &example.annotations;
        prop_assert_eq!(draft.text.clone(), Some(example.article.text.replace('\0', "\u{fffd}")));
        prop_assert_eq!(draft.status, Some(annotations.status));
        prop_assert_eq!(draft.tags.clone(), clean(&annotations.tags));
        prop_assert_eq!(draft.entities.len(), annotations.entities.len());
        for entity in &annotations.entities {
            let read = draft.entities.iter().find(|e| e.review.id.as_deref() == Some(entity.id.as_str())).unwrap();
            prop_assert!(covers(&example, &read.pieces[0], entity.span));
            prop_assert_eq!(&read.label, &entity.label);
            prop_assert_eq!(read.cluster.as_deref(), entity.cluster.as_ref().map(ItemId::as_str));
            prop_assert_eq!(read.review.verdict, Some(entity.review.verdict));
            prop_assert_eq!(read.review.score, entity.score);
            prop_assert_eq!(read.review.tags.clone(), clean(&entity.review.tags));
            prop_assert_eq!(read.review.note.clone(), entity.review.note.as_deref().map(cleaned));
            prop_assert_eq!(read.review.link.clone(), entity.review.link.as_deref().map(cleaned));
        }
        prop_assert_eq!(draft.quotes.len(), annotations.quotes.len());
        for (read, quote) in draft.quotes.iter().zip(&annotations.quotes) {
            prop_assert_eq!(read.kind, Some(quote.said.kind));
            prop_assert_eq!(read.negated, quote.said.negated);
            prop_assert_eq!(read.content.len(), quote.said.content.len());
            for (piece, span) in read.content.iter().zip(&quote.said.content) {
                prop_assert!(covers(&example, piece, *span));
            }
            prop_assert_eq!(read.cue.is_some(), quote.said.cue.is_some());
            let speaker = quote.said.speaker.as_ref();
            let span = speaker.and_then(|s| s.span);
            prop_assert_eq!(read.speaker.is_some(), span.is_some());
            if let Some((read, span)) = read.speaker.as_ref().zip(span) {
                prop_assert!(covers(&example, read, span));
            }
            let name = speaker.and_then(|s| s.name.as_deref());
            prop_assert_eq!(read.speaker_name.clone(), name.map(cleaned));
        }
        prop_assert_eq!(draft.dates.len(), annotations.dates.len());
        for date in &annotations.dates {
            let read = draft.dates.iter().find(|d| d.review.id.as_deref() == Some(date.id.as_str())).unwrap();
            prop_assert!(covers(&example, &read.span, date.span));
            prop_assert_eq!(read.value.as_deref(), date.value.as_deref());
        }
        prop_assert_eq!(draft.clusters.len(), annotations.clusters.len());
    }

    #[test]
    fn nothing_in_a_text_is_a_tag(text in crate::interchange::example::texts()) {
        let mut page = String::new();
        escape::text(&text, &mut page);
        let mut tokens = Tokens { rest: &page };
        let mut read = String::new();
        for token in tokens.by_ref() {
            match token {
                Token::Text(words) => read.push_str(&words),
                Token::Open(name, _) | Token::Close(name) => prop_assert_eq!(name, "bdi"),
            }
        }
        prop_assert_eq!(tokens.rest, "");
        prop_assert_eq!(read, cleaned(&text));
        let mut value = String::new();
        escape::attribute("a", &text, &mut value);
        let inside = value.strip_prefix(" a=\"").unwrap().strip_suffix('"').unwrap();
        prop_assert!(!inside.contains(['"', '<', '>', '\r', '\0']));
    }

    #[test]
    fn no_page_makes_the_reader_fail(
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), "[<>/\"=&;a-e0-9 ]{0,4}"), 1..6)
    ) {
        let mut page = page(&example());
        let begin = page.find("<article").unwrap();
        for (at, put) in edits {
            let at = page.floor_char_boundary(begin + at.index(page.len() - begin));
            let end = page.ceil_char_boundary((at + 3).min(page.len()));
            page.replace_range(at..end, &put);
        }
        reading(&page);
    }
}

fn cleaned(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn clean(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| cleaned(text)).collect()
}
