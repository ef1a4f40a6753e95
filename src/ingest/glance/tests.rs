use super::*;
use crate::article::Origin;
use crate::ingest::{ReadOptions, json};
use proptest::prelude::*;

/// What reading the whole record would list.
fn read(record: &[u8]) -> Option<(String, String, Option<NaiveDate>, Option<String>)> {
    let article = json::read(record, "here", Origin::default(), &ReadOptions::default()).ok()?;
    Some((
        article.id.to_string(),
        article.headline().into_owned(),
        article.head.day(),
        article.head.source.map(|s| s.value),
    ))
}

fn seen(record: &[u8]) -> Option<(String, String, Option<NaiveDate>, Option<String>)> {
    let seen = glance(record)?;
    Some((
        seen.id.as_deref().unwrap_or("here").to_owned(),
        seen.headline.into_owned(),
        seen.date,
        seen.source.map(Cow::into_owned),
    ))
}

#[test]
fn plain_records_are_seen_without_parsing() {
    for record in [
        r#"{"id":"a","title":"T","date":"2021-05-01","source":"W","text":"x"}"#,
        r#" { "id" : 7 , "headline" : " T\n\"q\" " , "published":"1 May 2021", "publisher":"W", "body":"\ud83d\ude00" , "n":[1,{"a":[]},{},-2.5,null] } "#,
        r#"{"url":"https://x.example/1","title":"T","date":"2021-05-01","text":"ERBIL (AP) – It rained."}"#,
        r#"{"text":"ERBIL, May 1 2021 (AP) – It rained. He left.","title":null}"#,
        r#"{"title":"Only","date":"2021-05-01"}"#,
        r#"{"text":"x","date":""}"#,
    ] {
        assert!(seen(record.as_bytes()).is_some(), "{record}");
        assert_eq!(seen(record.as_bytes()), read(record.as_bytes()), "{record}");
    }
}

#[test]
fn what_is_not_plain_or_not_valid_is_left_to_parsing() {
    for record in [
        r#"{"id":"a","title":{"rendered":"T"},"text":"x"}"#,
        r#"{"text":"x","meta":{"title":"T"}}"#,
        r#"{"text":"half \ud83d"}"#,
        r#"{"text":"half \ude00"}"#,
        "{\"text\":\"tab\there\"}",
        r#"{"text":"x",}"#,
        r#"{"text":"x"} {}"#,
        r#"{"text":"x","n":01}"#,
        r#"{"text":"x","n":[1,}"#,
        r#"{"text":"x","n":1e999}"#,
        r#"{"text":"x","text":"y"}"#,
        r#"{"text":"x""#,
        r#"{"n":1}"#,
        "[]",
        "",
    ] {
        assert_eq!(seen(record.as_bytes()), None, "{record}");
    }
}

fn any_record() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("id"),
        Just("url"),
        Just("text"),
        Just("body"),
        Just("title"),
        Just("headline"),
        Just("date"),
        Just("published"),
        Just("source"),
        Just("publisher"),
        Just("meta"),
        Just("x"),
        Just("data"),
    ];
    let value = prop_oneof![
        Just("\"2021-05-01\"".to_owned()),
        Just("\"https://x.example/2021/05/01/a\"".to_owned()),
        Just("\"ERBIL (AP) – It rained.\\n\\nEditing by Bo Li\"".to_owned()),
        Just("null".to_owned()),
        Just("12".to_owned()),
        Just("-0".to_owned()),
        Just("1.5".to_owned()),
        Just("[\"a\",{\"title\":\"b\"}]".to_owned()),
        Just("{\"title\":\"b\",\"id\":3}".to_owned()),
        Just("\"\\u00e9 \\ud83d\\ude00\"".to_owned()),
        Just("\" \"".to_owned()),
        "\"[a-zA-Z. ]{0,20}\"",
    ];
    proptest::collection::vec((name, value), 0..7).prop_map(|members| {
        let members: Vec<String> = members
            .into_iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", members.join(", "))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_glance_lists_what_reading_lists(record in any_record()) {
        if let Some(seen) = seen(record.as_bytes()) {
            prop_assert_eq!(Some(seen), read(record.as_bytes()), "{}", record);
        }
    }

    #[test]
    fn what_a_glance_takes_parses(
        record in any_record(),
        at in any::<proptest::sample::Index>(),
        byte in prop_oneof![Just(b'"'), Just(b'\\'), Just(b'{'), Just(b']'), Just(b','), Just(b'\n'), any::<u8>()],
    ) {
        let mut bytes = record.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Some(seen) = seen(&bytes) {
            prop_assert_eq!(Some(seen), read(&bytes));
        }
    }
}
