use super::*;
use crate::ingest::Field;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::fmt::Write as _;

fn page(markup: &str) -> Article {
    read(
        markup.as_bytes(),
        "page.html",
        Origin::default(),
        &ReadOptions::default(),
    )
    .unwrap()
}

fn value(located: Option<&crate::article::Located<String>>) -> Option<&str> {
    located.map(|located| located.value.as_str())
}

/// Three paragraphs of one story.
const STORY: [&str; 3] = [
    "The harbour of Velmoor will stay closed until Friday, the port authority said on Tuesday, after \
     divers found a second crack in the lock gate that holds back the tide.",
    "“We will not open it until we have looked at every hinge,” said Ines Qvarfort, the harbour master. \
     “Nobody wants to see what happens when it goes.”",
    "Eleven ships wait outside, two of them with grain for the mills of the valley, which have enough \
     for nine days, according to the chamber of commerce.",
];

/// The story between tags.
fn story(before: &str, after: &str) -> String {
    STORY
        .map(|paragraph| format!("{before}{paragraph}{after}"))
        .concat()
}

fn joined() -> String {
    STORY.join("\n\n")
}

#[test]
fn a_page_of_a_newspaper_gives_its_story_and_what_it_says_of_it() {
    let markup = format!(
        r##"<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Velmoor harbour stays shut | The Valley Courier</title>
<link rel="canonical" href="https://www.courier.example/news/2024/03/05/velmoor-harbour">
<meta property="og:title" content="Velmoor harbour stays shut"><meta property="og:site_name" content="The Valley Courier">
<meta name="description" content="A second crack &amp; eleven ships">
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[
 {{"@type":"Organization","@id":"#org","name":"The Valley Courier"}},
 {{"@type":"Person","@id":"#a","name":"Tomas Ruel"}},
 {{"@type":["NewsArticle","Article"],"headline":"Velmoor harbour stays shut","datePublished":"2024-03-05T18:20:00+01:00",
   "author":[{{"@id":"#a"}},{{"@type":"Person","name":"Adaeze O&#39;Hara"}}],"publisher":{{"@id":"#org"}}}}]}}</script>
<script>var a = "<p>not this</p>";</script><style>p {{ color: red }}</style></head>
<body class="single has-sidebar"><div id="cookie-banner"><p>We use cookies, and so do our 812 partners, to make this page slower.</p></div>
<header role="banner"><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<main><article class="post-12 category-news"><h1>Velmoor harbour stays shut</h1>
<p class="byline">By <a rel="author" href="/x">Tomas Ruel</a></p><time datetime="2024-03-06T01:00:00Z">Yesterday</time>
<figure><img src="lock.jpg"><figcaption>The lock gate of Velmoor, pictured in January, when it still held.</figcaption></figure>
{}<div class="ad-slot"><p>Advertisement</p></div><div class="related-articles"><h3>Related</h3><p><a href="/z">Ferry line sold to a banker, workers say, and nobody asked them</a></p></div>{}
<div class="newsletter-signup"><p>Sign up to our newsletter to have the news of the valley every morning.</p><form><input name="m"></form></div>
</article></main><section id="comments"><h2>Comments</h2><p>harbourfan: I always said that the gate would go one day, and nobody listened to me, as usual.</p></section>
<footer><p>Copyright The Valley Courier. All rights reserved, all wrongs reversed.</p></footer></body></html>"##,
        story("<p>", "</p>\n").split_once("<p>“We").unwrap().0,
        story("<p>", "</p>\n")
            .split_once("<p>“We")
            .map(|(_, rest)| format!("<p>“We{rest}"))
            .unwrap(),
    );
    let article = page(&markup);
    assert_eq!(&*article.text, joined());
    assert_eq!(
        value(article.head.title.as_ref()),
        Some("Velmoor harbour stays shut")
    );
    assert_eq!(article.head.day(), NaiveDate::from_ymd_opt(2024, 3, 5));
    assert_eq!(
        value(article.head.byline.as_ref()),
        Some("Tomas Ruel, Adaeze O'Hara")
    );
    assert_eq!(
        value(article.head.source.as_ref()),
        Some("The Valley Courier")
    );
    assert_eq!(article.head.language.as_deref(), Some("en-GB"));
    let url = "https://www.courier.example/news/2024/03/05/velmoor-harbour";
    assert_eq!(article.head.url.as_deref(), Some(url));
    assert_eq!(article.id.as_str(), url);
    assert_eq!(
        article.metadata["description"],
        "A second crack & eleven ships"
    );
    assert_eq!(article.metadata["published"], "2024-03-05T18:20:00+01:00");
    // A list shows the same without looking for the text.
    let heading = heading(
        markup.as_bytes(),
        "page.html",
        Origin::default(),
        &ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(
        (heading.id, heading.head.title, heading.head.date),
        (article.id, article.head.title, article.head.date)
    );
}

#[test]
fn paragraphs_are_found_in_every_shape_of_markup() {
    for body in [
        format!(
            "<table><tr><td><font face=Arial size=2>{}</font></td></tr></table>",
            story("", "<br>\n<br>")
        ),
        format!(
            "<CENTER><TABLE><TR><TD width=120><A HREF=a>News</A><BR><A HREF=b>Sport</A></TD><TD>{}</TABLE>",
            story("<P>", "\n")
        ),
        format!(
            "<div><div><div>{}</div></div></div>",
            story("<div>", "</div>")
        ),
        format!("<article>{}</article>", story("<p><span>", "</span></p>")),
        format!("<div itemprop=articleBody>{}</div>", story("<p>", "")),
        format!("<p>{}", story("<p>", "</p></div></b>")),
        format!(
            "<x-page><x-story>{}</x-story></x-page>",
            story("<p>", "</p>")
        ),
        format!(
            "<form id=aspnetForm><div class=content>{}</div></form>",
            story("<p>", "</p>")
        ),
    ] {
        let article = page(&format!(
            "<html><head><title>Velmoor</title></head><body>{body}</body></html>"
        ));
        let found: Vec<&str> = article.text.split("\n\n").collect();
        assert!(
            STORY.iter().all(|p| found.contains(p)),
            "{body}\n{}",
            article.text
        );
    }
}

#[test]
fn lists_tables_quotations_and_headings_stay() {
    let article = page(&format!(
        "<title>Velmoor</title><article>{}<h2>What now</h2><ul><li>Look at <b>every</b> hinge.</li><li>Wait.</li></ul>\
         <blockquote><p>Nobody goes in, and nobody goes out, not even the pilot.</p></blockquote>\
         <table><tr><th>Ship</th><th>Days</th></tr><tr><td>Isolde</td><td>3</td></tr><tr><td>Grayling</td><td>5</td></tr></table>\
         <p>The valley waits with them, for grain and for news of the gate.</p></article>",
        story("<p>", "</p>")
    ));
    let rest = article.text.strip_prefix(&joined()).unwrap();
    assert_eq!(
        rest,
        "\n\nWhat now\n\n- Look at every hinge.\n- Wait.\n\nNobody goes in, and nobody goes out, not even the pilot.\
         \n\nShip\tDays\nIsolde\t3\nGrayling\t5\n\nThe valley waits with them, for grain and for news of the gate."
    );
}

#[test]
fn a_live_blog_has_its_own_title_and_not_that_of_an_entry() {
    let story = STORY.map(|line| format!("<p>{line}</p>")).concat();
    let article = page(&format!(
        r#"<script type="application/ld+json">{{"@type":"LiveBlogPosting","headline":"Velmoor waits: live",
        "liveBlogUpdate":[{{"@type":"BlogPosting","headline":"First","articleBody":"Water rises."}}]}}</script>
        <main><h1>Velmoor waits: live</h1><article><h2>First</h2>{story}</article></main>"#
    ));
    assert_eq!(
        value(article.head.title.as_ref()),
        Some("Velmoor waits: live")
    );
}

#[test]
fn what_comes_by_a_script_is_read_where_the_page_states_it() {
    let body = STORY.join("\\n");
    let article = page(&format!(
        r#"<title>Velmoor</title><script type="application/ld+json">
        <!-- {{"@type":"NewsArticle","headline":"Velmoor
        waits","articleBody":"{body}"}} --></script>
        <div id="root"></div><p>Please enable JavaScript.</p>"#
    ));
    assert_eq!(&*article.text, joined());
    assert_eq!(value(article.head.title.as_ref()), Some("Velmoor waits"));
}

#[test]
fn titles_dates_and_bylines_are_found_where_old_pages_put_them() {
    let old = |head: &str, body: &str| {
        page(&format!(
            "<html><head>{head}</head><body>{body}{}</body></html>",
            story("<p>", "</p>")
        ))
    };
    let title = |head: &str, body: &str| old(head, body).head.title.map(|title| title.value);
    assert_eq!(
        title(
            "<title>Harbour of Velmoor stays shut - Courier Online</title>",
            ""
        )
        .as_deref(),
        Some("Harbour of Velmoor stays shut")
    );
    assert_eq!(
        title("<title>Gate - part two of a story</title>", "").as_deref(),
        Some("Gate - part two of a story")
    );
    assert_eq!(
        title(
            "<title>Shut! News from the valley</title>",
            "<h1>Shut!</h1>"
        )
        .as_deref(),
        Some("Shut!")
    );
    assert_eq!(
        title("", "<h1>Velmoor waits</h1>").as_deref(),
        Some("Velmoor waits")
    );
    let day = NaiveDate::from_ymd_opt(2024, 3, 5);
    for (head, body) in [
        (
            "<meta name=pubdate content='Tue, 05 Mar 2024 18:20:00 GMT'>",
            "",
        ),
        ("<meta name='DC.date.issued' content='2024-03-05'>", ""),
        (
            "",
            "<span itemprop=datePublished content=2024-03-05>today</span>",
        ),
        (
            "",
            "<p>by X <time datetime='2024-03-05T10:00'>5h ago</time></p>",
        ),
        ("", "<div class='post-date'>Published: March 5, 2024</div>"),
        (
            "<link rel=canonical href='https://c.example/2024/03/05/a'>",
            "",
        ),
        (
            "<meta name=date content='soon'><meta name=dc.date content='5 March 2024'>",
            "<aside><time datetime=2001-01-01></time></aside>",
        ),
    ] {
        assert_eq!(old(head, body).head.day(), day, "{head}{body}");
    }
    for (head, body) in [
        ("<meta name=author content='By Ana Ruiz'>", ""),
        (
            "<meta property=article:author content='https://face.example/ana'>",
            "<a rel=author>Ana Ruiz</a>",
        ),
        (
            "",
            "<span itemprop=author itemscope><span itemprop=name>Ana Ruiz</span></span>",
        ),
        ("", "<div class='article-byline'>By Ana Ruiz |</div>"),
    ] {
        assert_eq!(
            value(old(head, body).head.byline.as_ref()),
            Some("Ana Ruiz"),
            "{head}{body}"
        );
    }
    let saved = old(
        "<!-- saved from url=(0031)https://c.example/velmoor.html -->",
        "",
    );
    assert_eq!(saved.id.as_str(), "https://c.example/velmoor.html");
    assert_eq!(value(saved.head.source.as_ref()), Some("c.example"));
    for (head, address) in [
        (
            "<link rel=canonical href='//c.example/a/b'>",
            "https://c.example/a/b",
        ),
        (
            "<base href='http://c.example/news/x'><link rel=canonical href='/a'>",
            "http://c.example/a",
        ),
        (
            "<base href='http://c.example/news/x'><link rel=canonical href='y.html'>",
            "http://c.example/news/y.html",
        ),
        (
            "<base href='http://c.example/news/x'><link rel=canonical href='?id=5'>",
            "http://c.example/news/x?id=5",
        ),
        (
            "<base href='http://c.example/news/x/'><link rel=canonical href='../2024/./y.html?a=../b'>",
            "http://c.example/news/2024/y.html?a=../b",
        ),
        ("<link rel=canonical href='/a'>", "page.html"),
        (
            "<base href='http://c.example/news/x'><link rel=canonical href=''>",
            "page.html",
        ),
        (
            "<base href='http://c.example/x'><link rel=canonical href='file:/a/b'>",
            "page.html",
        ),
    ] {
        assert_eq!(old(head, "").id.as_str(), address, "{head}");
    }
    let wrong = old("<link rel=canonical href='https://c.example/'>", "");
    assert_eq!(
        wrong.id.as_str(),
        "page.html",
        "the address of the whole site is no article's"
    );
}

#[test]
fn a_map_names_metas() {
    let mut options = ReadOptions::default();
    options.map.push((Field::Byline, "X-Desk".to_owned()));
    let markup =
        "<title>T</title><meta name=x-desk content='Night desk'><meta name=author content=A>";
    let article = read(markup.as_bytes(), "a", Origin::default(), &options).unwrap();
    assert_eq!(value(article.head.byline.as_ref()), Some("Night desk"));
}

#[test]
fn a_page_without_a_text_is_its_title_and_one_without_both_a_problem() {
    assert_eq!(
        &*page("<title>Harbour shut</title><img src=a>").text,
        "Harbour shut"
    );
    let origin = Origin {
        path: "a.html".into(),
        line: 1,
    };
    let problem = read(
        b"<html><script>x</script>",
        "a",
        origin,
        &ReadOptions::default(),
    )
    .unwrap_err();
    assert_eq!(
        problem.to_string(),
        "a.html: the page has neither text nor title; save its text as .txt"
    );
}

#[test]
fn what_is_made_to_harm_takes_time_within_bounds_and_no_stack() {
    let many = 12_000;
    let mut attributes = "<div".to_owned();
    for n in 0..many {
        let _ = write!(attributes, " a{n}=1");
    }
    for hostile in [
        "<div>".repeat(many),
        "<b><p>".repeat(many),
        "<table><tr><td>".repeat(many),
        format!("{}{}", "<i>".repeat(many), "</b>".repeat(many)),
        attributes,
        format!("<p class=\"{}\">", "a ".repeat(many)),
        "<ul><li>".repeat(many),
        "<!--".repeat(many),
        "<script type=application/ld+json>".repeat(many),
        format!(
            "<script type=application/ld+json>{}</script>",
            "[".repeat(many)
        ),
        "&".repeat(many),
        "<a href=x".repeat(many),
    ] {
        let markup = format!("{hostile}<p>{}</p>", STORY[0]);
        let _ = read(
            markup.as_bytes(),
            "a",
            Origin::default(),
            &ReadOptions::default(),
        );
    }
    let deep = format!("{}<p>{}", "<div>".repeat(many), STORY[0]);
    assert_eq!(&*page(&deep).text, STORY[0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_markup_is_read_the_same_each_time(
        pieces in proptest::collection::vec(
            prop_oneof![
                "\\PC{0,12}",
                proptest::sample::select(vec![
                    "<p>", "</p>", "<div>", "</div>", "<br>", "<li>", "<ul>", "</ul>", "<td>", "<tr>", "<table>",
                    "</table>", "<a>", "</a>", "<h1>", "<time>", "<title>", "</title>", "<q>", "<pre>", "&amp;", "\n",
                    "<article>", "<!--", "-->", "<script>", "</script>", "<span class=byline>", "<b", "\"", "'", "=",
                ]).prop_map(str::to_owned),
            ],
            0..40,
        ),
    ) {
        let markup = pieces.concat();
        let again = || read(markup.as_bytes(), "a", Origin::default(), &ReadOptions::default());
        match (again(), again()) {
            (Ok(one), Ok(two)) => {
                prop_assert_eq!(&one.text, &two.text);
                prop_assert_eq!(one.head, two.head);
                prop_assert!(!one.text.contains("\n\n\n"), "{:?}", one.text);
            }
            (Err(one), Err(two)) => prop_assert_eq!(one, two),
            _ => prop_assert!(false, "read once and not the other time"),
        }
    }
}
