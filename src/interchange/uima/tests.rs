use proptest::prelude::*;

use super::xml::is_forbidden;
use super::{read_cas, read_xmi};
use crate::interchange::carried::{carried, corrected, read};
use crate::interchange::example::{example, examples};
use crate::interchange::{Format, Unit};

/// What XML leaves of a string.
fn clean(text: &str) -> String {
    let clean = |c| if is_forbidden(c) { ' ' } else { c };
    text.chars().map(clean).collect()
}

#[test]
fn offsets_are_utf16_units() {
    let written = example().write(Format::Cas);
    let file = &written.files["n-001.json"];
    let json: serde_json::Value = serde_json::from_str(file).unwrap();
    let all = json["%FEATURE_STRUCTURES"].as_array().unwrap();
    let spans = |kind: &str| -> Vec<(u64, u64)> {
        let of_kind = all.iter().filter(|one| {
            let name = one["%TYPE"].as_str().unwrap();
            name.ends_with(kind)
        });
        let number = |value: &serde_json::Value| value.as_u64().unwrap();
        of_kind
            .map(|one| (number(&one["begin"]), number(&one["end"])))
            .collect()
    };
    assert_eq!(
        spans(".NamedEntity"),
        [(3, 17), (9, 17), (31, 43), (69, 72)]
    );
    assert_eq!(spans("dateline.Cue"), [(44, 48)]);
    assert_eq!(spans("dateline.Quote"), [(21, 43), (50, 68)]);
    assert_eq!(spans("dateline.Content"), [(21, 26), (37, 43), (50, 68)]);
    assert_eq!(written.losses, [""; 0]);

    let written = example().write(Format::Xmi);
    let file = &written.files["n-001.xmi"];
    assert!(
        file.contains("begin=\"9\" end=\"17\" words=\"Ana Díaz\" value=\"PERSON\""),
        "{file}"
    );
    assert!(
        file.contains("“We will rebuild.”&#10;She left.&#10;\""),
        "{file}"
    );
    assert!(written.files.contains_key("TypeSystem.xml"));
    assert_eq!(written.losses, [""; 0]);
}

#[test]
fn what_xml_cannot_hold_is_told_and_comes_back() {
    let mut example = example();
    example.article.text = "a\u{0}b\u{1b}😀\u{ffff}".into();
    example.annotations = crate::annotation::Annotations::default();
    let example = crate::interchange::example::Example::new(example.article, example.annotations);
    let written = example.write(Format::Xmi);
    let file = &written.files["n-001.xmi"];
    assert!(file.contains("sofaString=\"a b 😀 \""), "{file}");
    assert_eq!(written.losses.len(), 1, "{:?}", written.losses);
    let (drafts, faults) = read(read_xmi, file.as_bytes());
    assert_eq!(drafts[0].text.as_deref(), Some("a\u{0}b\u{1b}😀\u{ffff}"));
    assert_eq!(faults, []);
}

#[test]
fn a_file_of_inception_is_read() {
    let file = "<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\" \
        xmlns:ner=\"http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore\" \
        xmlns:type=\"http:///de/tudarmstadt/ukp/dkpro/core/api/coref/type.ecore\" \
        xmlns:custom=\"http:///webanno/custom.ecore\">\n\
        <ner:NamedEntity xmi:id=\"10\" sofa=\"1\" begin=\"0\" end=\"3\" value=\"PER\" identifier=\"Q1\"/>\n\
        <ner:NamedEntity xmi:id=\"11\" sofa=\"1\" begin=\"4\" end=\"7\" value=\"PER\"/>\n\
        <type:CoreferenceChain xmi:id=\"12\" first=\"13\"/>\n\
        <type:CoreferenceLink xmi:id=\"13\" sofa=\"1\" begin=\"0\" end=\"3\" next=\"14\"/>\n\
        <type:CoreferenceLink xmi:id=\"14\" sofa=\"1\" begin=\"4\" end=\"7\" next=\"13\"/>\n\
        <custom:Event xmi:id=\"15\" sofa=\"1\" begin=\"4\" end=\"x\"/>\n\
        <custom:Event xmi:id=\"16\" sofa=\"1\" begin=\"8\" end=\"9\"/>\n\
        <custom:Link xmi:id=\"17\" sofa=\"1\" begin=\"8\" end=\"9\" Governor=\"16\" Dependent=\"10\"/>\n\
        <cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" sofaString=\"Ana&#10;she &amp; x\"/>\n\
        <cas:View sofa=\"1\" members=\"10 11 12 15 16 17\"/>\n</xmi:XMI>";
    let (drafts, faults) = read(read_xmi, file.as_bytes());
    let draft = &drafts[0];
    let entities = draft.entities.iter();
    let told: Vec<String> = entities
        .map(|e| format!("{} {} {:?}", e.label, e.pieces[0].start, e.cluster))
        .collect();
    let chain = "Some(\"chain 12\")";
    let expected = [
        format!("PER 0 {chain}"),
        format!("PER 4 {chain}"),
        "Event 8 None".to_owned(),
    ];
    assert_eq!(told, expected);
    assert_eq!(draft.entities[0].review.link.as_deref(), Some("Q1"));
    assert_eq!(draft.text.as_deref(), Some("Ana\nshe & x"));
    assert_eq!(draft.id, "file");
    assert_eq!(draft.left_out.values().sum::<u64>(), 1);
    assert_eq!(faults.len(), 1);
    assert_eq!(
        (faults[0].0, faults[0].1.field.as_str()),
        (7, "Event 15.begin")
    );
}

#[test]
fn numbers_of_other_layers_are_tags_and_what_is_not_read_is_told() {
    let file = "<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\" \
        xmlns:ner=\"http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore\" \
        xmlns:custom=\"http:///webanno/custom.ecore\">\n\
        <ner:NamedEntity xmi:id=\"4\" sofa=\"1\" begin=\"0\" end=\"3\"/>\n\
        <custom:Town xmi:id=\"5\" sofa=\"1\" begin=\"0\" end=\"3\" value=\"LOC\" label=\"old\" order=\"2\" \
            people=\"4\" near=\"6\"/>\n\
        <custom:Town xmi:id=\"6\" sofa=\"1\" begin=\"4\" end=\"7\" people=\"900\" near=\"5\"/>\n\
        <ner:NamedEntity xmi:id=\"7\" sofa=\"2\" begin=\"0\" end=\"3\" value=\"PER\"/>\n\
        <cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" sofaString=\"Ana saw\"/>\n\
        <cas:Sofa xmi:id=\"2\" sofaNum=\"2\" sofaID=\"English\" sofaString=\"Eve\"/>\n\
        <cas:View sofa=\"1\" members=\"4 5 6\"/>\n<cas:View sofa=\"2\" members=\"7\"/>\n</xmi:XMI>";
    let (drafts, faults) = read(read_xmi, file.as_bytes());
    assert_eq!(faults, []);
    let entities = drafts[0].entities.iter();
    let told: Vec<String> = entities
        .map(|e| format!("{} {}", e.label, e.review.tags.join(", ")))
        .collect();
    let expected = [
        "NamedEntity ",
        "LOC label: old, order: 2, people: 4",
        "Town people: 900",
    ];
    assert_eq!(told, expected);
    let left_out = drafts[0].left_out.iter();
    let left_out: Vec<_> = left_out.map(|(what, count)| (&**what, *count)).collect();
    let expected = [
        ("annotations of other views", 1),
        ("references of other layers", 2),
    ];
    assert_eq!(left_out, expected);
}

#[test]
fn what_nothing_can_refer_to_and_who_is_named_nowhere_is_told_with_its_line() {
    let file = "<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\" \
        xmlns:ner=\"http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore\" \
        xmlns:type=\"http:///de/tudarmstadt/ukp/dkpro/core/api/coref/type.ecore\">\n\
        <ner:NamedEntity sofa=\"1\" begin=\"0\" end=\"3\" value=\"PER\"/>\n\
        <ner:NamedEntity xmi:id=\"4\" sofa=\"1\" begin=\"0\" end=\"3\" value=\"PER\"/>\n\
        <ner:NamedEntity xmi:id=\"4\" sofa=\"1\" begin=\"4\" end=\"7\" value=\"LOC\"/>\n\
        <ner:NamedEntity xmi:id=\"5\" sofa=\"1\" begin=\"4\" end=\"7\" value=\"LOC\"/>\n\
        <type:CoreferenceChain xmi:id=\"12\" first=\"13\"/>\n\
        <type:CoreferenceLink xmi:id=\"13\" sofa=\"1\" begin=\"0\" end=\"3\" next=\"14\"/>\n\
        <type:CoreferenceLink xmi:id=\"14\" sofa=\"1\" begin=\"4\" end=\"7\" next=\"13\"/>\n\
        <cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" sofaString=\"Ana saw\"/>\n\
        <cas:View sofa=\"1\" members=\"4 12 13 14 77\"/>\n</xmi:XMI>";
    let (drafts, faults) = read(read_xmi, file.as_bytes());
    let told: Vec<String> = faults.iter().map(|(at, f)| format!("{at}: {f}")).collect();
    assert_eq!(
        told,
        [
            "2: NamedEntity: has no xmi:id that is a number; it is left out",
            "0: view: there is no structure 77 that it could show",
            "4: NamedEntity 4: its id was met before; it is left out",
        ]
    );
    let draft = &drafts[0];
    assert_eq!(draft.entities.len(), 1);
    let told: Vec<_> = draft
        .left_at
        .iter()
        .map(|(what, at)| (*what, *at))
        .collect();
    assert_eq!(
        told,
        [
            ("annotations that no view shows", 5),
            ("mentions of chains, which have no label", 8),
        ]
    );
    assert_eq!(draft.left_out.values().sum::<u64>(), 2);
}

#[test]
fn harmful_xml_is_refused() {
    let laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><xmi:XMI/>";
    let deep = format!("<xmi:XMI>{}", "<a>".repeat(100_000));
    let files = [
        (laughs, "document type"),
        ("<xmi:XMI><a>&b;</a></xmi:XMI>", "entity"),
        ("<xmi:XMI a=\"&b;\"/>", "is no XML"),
        (&deep, "deeper"),
        ("<xmi:XMI>\n<a></b></xmi:XMI>", "is no XML"),
        ("<xmi:XMI>", "whole"),
        ("<html/>", "no whole XMI"),
        ("", "no whole XMI"),
        ("<xmi:XMI/>", "no text"),
    ];
    for (file, reason) in files {
        let (drafts, faults) = read(read_xmi, file.as_bytes());
        assert!(
            drafts.is_empty() && faults.len() == 1,
            "{reason}: {faults:?}"
        );
        assert!(faults[0].1.reason.contains(reason), "{reason}: {faults:?}");
    }
}

#[test]
fn broken_json_is_told() {
    let files = [
        ("{\n\"a\":}", 2, "is no JSON"),
        ("{}", 0, "%FEATURE_STRUCTURES"),
        (
            "{\"%FEATURE_STRUCTURES\":[{\"%ID\":1}]}",
            0,
            "%FEATURE_STRUCTURES[0]",
        ),
        ("{\"%FEATURE_STRUCTURES\":[]}", 0, "no text"),
    ];
    for (file, line, told) in files {
        let (drafts, faults) = read(read_cas, file.as_bytes());
        assert!(drafts.is_empty(), "{file}");
        assert_eq!(faults[0].0, line, "{file}");
        assert!(faults[0].1.to_string().contains(told), "{}", faults[0].1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn json_gives_back_everything(example in examples()) {
        let example = corrected(example);
        let written = example.write(Format::Cas);
        for file in written.files.values() {
            let (drafts, faults) = read(read_cas, file.as_bytes());
            prop_assert_eq!(faults, []);
            prop_assert_eq!(&drafts[0], &carried(&example, Unit::Utf16, str::to_owned));
        }
    }

    #[test]
    fn xmi_gives_back_everything(example in examples()) {
        let example = corrected(example);
        let written = example.write(Format::Xmi);
        let files = written.files.iter().filter(|(name, _)| *name != "TypeSystem.xml");
        for (_, file) in files {
            let (drafts, faults) = read(read_xmi, file.as_bytes());
            prop_assert_eq!(faults, []);
            prop_assert_eq!(&drafts[0], &carried(&example, Unit::Utf16, clean));
        }
    }
}
