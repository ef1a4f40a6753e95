use super::*;
use chrono::NaiveDate;

fn article(feed: &str, item: &str) -> Article {
    let frame = frame(feed.as_bytes());
    read(
        item.as_bytes(),
        &frame,
        "a.xml:1",
        Origin::default(),
        &ReadOptions::default(),
    )
    .unwrap()
}

fn value(located: Option<&crate::article::Located<String>>) -> Option<&str> {
    located.map(|located| located.value.as_str())
}

const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="x"><channel><title>Courier &#8211; News</title>
<atom:link href="https://c.example/feed" rel="self"/><link>https://c.example</link><language>en-GB</language><image><title>Logo</title></image>"#;

#[test]
fn an_item_of_rss_is_an_article() {
    let item = r#"<item><title>Gate &amp;amp; key</title><link>https://c.example/gate</link><guid isPermaLink="false">c-17</guid>
<pubDate>Tue, 05 Mar 2024 18:20:00 +0000</pubDate><dc:creator><![CDATA[Ana Ruiz]]></dc:creator><category>Harbour</category><category><![CDATA[Tide]]></category>
<description>Short.</description><media:title>Picture</media:title><slash:comments>4</slash:comments>
<content:encoded><![CDATA[<p>The gate is <b>shut</b>.</p><p>&#8220;Wait,&#8221; she said.<br/>Then rain.</p><script>x</script>]]></content:encoded></item>"#;
    let article = article(RSS, item);
    assert_eq!(
        &*article.text,
        "The gate is shut.\n\n“Wait,” she said.\nThen rain."
    );
    assert_eq!(article.id.as_str(), "c-17");
    assert_eq!(article.head.url.as_deref(), Some("https://c.example/gate"));
    assert_eq!(value(article.head.title.as_ref()), Some("Gate & key"));
    assert_eq!(article.head.day(), NaiveDate::from_ymd_opt(2024, 3, 5));
    assert_eq!(value(article.head.byline.as_ref()), Some("Ana Ruiz"));
    assert_eq!(value(article.head.source.as_ref()), Some("Courier – News"));
    assert_eq!(article.head.language.as_deref(), Some("en-GB"));
    assert_eq!(article.metadata["keywords"], "Harbour, Tide");
    assert_eq!(article.metadata["description"], "Short.");
    assert_eq!(article.metadata["slash:comments"], "4");
}

#[test]
fn entries_of_atom_and_items_of_rss_1_are_articles() {
    let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="html">Courier</title><id>x</id>"#;
    let entry = |content: &str| {
        article(
            feed,
            &format!(
                r#"<entry><title>Gate</title><link rel="replies" href="https://c.example/r"/><link rel="alternate" href="https://c.example/gate?a=1&amp;b=2"/>
            <id>tag:c.example,2024:1</id><published>2024-03-05T10:00:00Z</published><updated>2025-01-01T00:00:00Z</updated>
            <author><name>Ana Ruiz</name><email>a@c.example</email></author><author><name>Tomas Ruel</name></author>{content}</entry>"#
            ),
        )
    };
    let contents = [
        r#"<content type="html">&lt;p&gt;The gate&amp;nbsp;is shut.&lt;/p&gt;&lt;p&gt;So.&lt;/p&gt;</content><summary>S</summary>"#,
        r#"<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The gate&#160;<em>is</em> shut.</p><p>So.</p></div></content>"#,
        r#"<content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>The gate&#160;<h:em>is</h:em> shut.</h:p><h:p>So.</h:p></h:div></content>"#,
        "<summary>The gate\u{a0}is shut.\n\nSo.</summary>",
    ];
    for content in contents {
        let article = entry(content);
        assert_eq!(&*article.text, "The gate\u{a0}is shut.\n\nSo.", "{content}");
        assert_eq!(
            article.head.url.as_deref(),
            Some("https://c.example/gate?a=1&b=2")
        );
        assert_eq!(article.id.as_str(), "tag:c.example,2024:1");
        assert_eq!(
            value(article.head.byline.as_ref()),
            Some("Ana Ruiz, Tomas Ruel")
        );
        assert_eq!(article.head.day(), NaiveDate::from_ymd_opt(2024, 3, 5));
        assert_eq!(article.head.language.as_deref(), Some("en"));
    }
    let written = article(
        feed,
        r#"<entry><title type="text">On &lt;em></title><content type="text">Use &lt;em&gt;care&lt;/em&gt;.

A &amp;amp; B</content><id>2</id></entry>"#,
    );
    assert_eq!(&*written.text, "Use <em>care</em>.\n\nA &amp; B");
    assert_eq!(value(written.head.title.as_ref()), Some("On <em>"));
    let old = article(
        r#"<rdf:RDF><channel rdf:about="https://c.example"><title>Courier</title><items><rdf:Seq><rdf:li resource="a"/></rdf:Seq></items></channel>"#,
        r#"<item rdf:about="https://c.example/gate"><title>Gate</title><link>https://c.example/gate</link><dc:date>2024-03-05</dc:date><dc:creator>desk@c.example (Ana Ruiz)</dc:creator></item>"#,
    );
    assert_eq!(&*old.text, "Gate");
    assert_eq!(old.id.as_str(), "https://c.example/gate");
    assert_eq!(value(old.head.byline.as_ref()), Some("Ana Ruiz"));
    assert_eq!(value(old.head.source.as_ref()), Some("Courier"));
}

#[test]
fn an_item_says_itself_where_it_was_taken_from() {
    let taken = article(
        RSS,
        "<item><title>Gate</title><source url='https://v.example'>Valley Voice</source></item>",
    );
    assert_eq!(value(taken.head.source.as_ref()), Some("Valley Voice"));
    let taken = article(
        RSS,
        "<entry><title>Gate</title><source><id>1</id><title>Valley Voice</title></source></entry>",
    );
    assert_eq!(value(taken.head.source.as_ref()), Some("Valley Voice"));
    let unnamed = article(
        "<rss><channel><link>https://www.v.example/news</link>",
        "<item><title>Gate</title></item>",
    );
    assert_eq!(value(unnamed.head.source.as_ref()), Some("v.example"));
}

#[test]
fn sloppy_items_are_read_and_broken_ones_told() {
    let sloppy = article(
        RSS,
        "<item><title>Rum & rice &ndash; a feast</title><description>Tom &amp; Ana < 3 &lt;b&gt;boats&lt;/b&gt;</description>",
    );
    assert_eq!(
        value(sloppy.head.title.as_ref()),
        Some("Rum & rice – a feast")
    );
    let origin = Origin {
        path: "a.rss".into(),
        line: 7,
    };
    let read = |item: &str| {
        read(
            item.as_bytes(),
            &Frame::default(),
            "a",
            origin.clone(),
            &ReadOptions::default(),
        )
    };
    let problem = read("<item><link>https://c.example</link></item>")
        .unwrap_err()
        .to_string();
    assert_eq!(
        problem,
        "a.rss:7: text: the record has neither text nor title; name its field with --map text=NAME"
    );
    let problem = read("<item><title>a</title><![CDATA[ x")
        .unwrap_err()
        .to_string();
    assert!(
        problem.starts_with("a.rss:7: the item is not XML: "),
        "{problem}"
    );
}

#[test]
fn an_old_encoding_is_that_which_the_feed_states() {
    let feed = b"<?xml version='1.0' encoding='windows-1251'?><rss><channel><title>\xcc\xee\xf1\xea\xe2\xe0</title>";
    let frame = frame(feed);
    assert_eq!(frame.source.as_deref(), Some("Москва"));
    let item = b"<item><title>\xcf\xee\xf0\xf2</title></item>";
    let article = read(
        item,
        &frame,
        "a",
        Origin::default(),
        &ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(
        (&*article.text, article.encoding),
        ("Порт", Some("windows-1251"))
    );
}

#[test]
fn an_item_of_a_json_feed_is_an_article() {
    let feed = br#"{"version": "https://jsonfeed.org/version/1.1", "title": "Courier", "language": "en", "items": [{"id": 1"#;
    let frame = json_frame(feed);
    let read = |item: &str| {
        read_json(
            item.as_bytes(),
            &frame,
            "a",
            Origin::default(),
            &ReadOptions::default(),
        )
    };
    let article = read(
        r#"{"id":"17","external_url":"https://v.example/gate","content_html":"<p>The gate is shut.</p><p>So.</p>","content_text":"no",
        "date_published":"2024-03-05T10:00:00Z","author":{"name":"Ana Ruiz"},"tags":["tide"]}"#,
    )
    .unwrap();
    assert_eq!(&*article.text, "The gate is shut.\n\nSo.");
    assert_eq!(
        (
            value(article.head.source.as_ref()),
            value(article.head.byline.as_ref())
        ),
        (Some("Courier"), Some("Ana Ruiz"))
    );
    assert_eq!(article.head.url.as_deref(), Some("https://v.example/gate"));
    assert_eq!(article.head.day(), NaiveDate::from_ymd_opt(2024, 3, 5));
    assert_eq!(
        &*read(r#"{"id":2,"content_text":"Plain.\n\nText."}"#)
            .unwrap()
            .text,
        "Plain.\n\nText."
    );
    assert!(read(r#"{"id":3}"#).is_err());
}
