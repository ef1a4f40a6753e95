//! What other tools wrote goes through a store and back to them: nothing changes that nobody changed.

use std::fs;

use super::desk::Desk;
use super::{ANN, TEXT};
use crate::interchange::Format;
use crate::interchange::import::Report;

/// Holds that files come back: what stands in them in `words` stands in the export, too, what they say
/// is all said again, and nothing is new in it.
#[track_caller]
fn returns(desk: &Desk, items: usize, words: &[&str]) -> Report {
    let format = desk.format;
    let report = desk.import("theirs", "first.jsonl");
    assert_eq!(report.added, items as u64, "{format}");
    let first = desk.known("first.jsonl");
    let back = desk.export("first.jsonl", "back");
    for words in words {
        assert!(back.contains(words), "{format} has no {words} in:\n{back}");
    }
    let again = desk.import("back", "first.jsonl");
    assert_eq!(
        (again.changed, again.conflicts),
        (0, 0),
        "{format}: {again:?}"
    );
    assert_eq!(again.unchanged, items as u64, "{format}");
    fs::copy(desk.at("first.jsonl"), desk.at("second.jsonl")).unwrap();
    desk.import("back", "second.jsonl");
    assert_eq!(desk.known("second.jsonl"), first, "{format}");
    assert_eq!(desk.export("first.jsonl", "back"), back, "{format}");
    report
}

fn article() -> String {
    serde_json::json!({"id": "n", "text": TEXT}).to_string()
}

#[test]
fn label_studios_export() {
    let region = |id: &str, start: usize, end: usize, text: &str, label: &str, origin: &str| {
        serde_json::json!({"id": id, "from_name": "label", "to_name": "text", "type": "labels",
            "origin": origin,
            "value": {"start": start, "end": end, "text": text, "labels": [label]}})
    };
    let relation = |to: &str, label: &str| {
        serde_json::json!({"type": "relation", "from_id": "r2", "to_id": to, "direction": "right",
            "labels": [label]})
    };
    let annotation = serde_json::json!({
        "id": 12, "completed_by": 3, "was_cancelled": false, "ground_truth": false,
        "lead_time": 31.5, "unique_id": "0b2e", "import_id": null, "last_action": null,
        "result": [
            region("r1", 8, 16, "Ana Díaz", "PER", "manual"),
            region("r2", 49, 67, "“We will rebuild.”", "QUOTE", "manual"),
            {"id": "r2", "from_name": "note", "to_name": "text", "type": "textarea",
             "origin": "manual", "value": {"start": 49, "end": 67, "text": ["verify"]}},
            region("r3", 43, 47, "said", "CUE", "manual"),
            region("r4", 20, 42, "North and South Bergen", "GPE", "prediction"),
            region("r5", 30, 42, "South Bergen", "GPE", "prediction-changed"),
            relation("r1", "speaker"), relation("r3", "cue"),
            {"id": "d1", "from_name": "topic", "to_name": "text", "type": "choices",
             "value": {"choices": ["politics"]}},
        ],
    });
    let prediction = serde_json::json!({
        "id": 5, "model_version": "tagger-2", "score": 0.8, "result": [
            {"id": "p1", "from_name": "label", "to_name": "text", "type": "labels", "score": 0.75,
             "value": {"start": 68, "end": 71, "text": "She", "labels": ["PER"]}},
        ],
    });
    let tasks = serde_json::json!([{
        "id": 7, "inner_id": 1, "project": 3, "updated_by": 1, "total_annotations": 1,
        "cancelled_annotations": 0, "total_predictions": 1, "comment_count": 0,
        "created_at": "2026-01-05T09:30:00.000000Z", "updated_at": "2026-01-05T09:31:00.000000Z",
        "file_upload": "4f1c-news.json", "drafts": [], "meta": {},
        "data": {"text": TEXT, "headline": "Bergen"},
        "annotations": [annotation], "predictions": [prediction],
    }]);
    let desk = Desk::new(
        Format::LabelStudio,
        "",
        &[("project-3.json", &tasks.to_string())],
    );
    returns(&desk, 5, &["\"verify\"", "\"prediction-changed\"", "0.75"]);
}

#[test]
fn prodigys_database() {
    let task = |answer: &str, text: &str| {
        serde_json::json!({
            "text": text, "_input_hash": 101, "_task_hash": -7, "_is_binary": false,
            "_view_id": "relations", "_timestamp": 1_767_605_400, "_annotator_id": "news-ana",
            "_session_id": "news-ana", "answer": answer,
            "tokens": [
                {"text": "Ana", "start": 8, "end": 11, "id": 2, "ws": true, "disabled": false},
                {"text": "Díaz", "start": 12, "end": 16, "id": 3, "ws": true, "disabled": false},
            ],
            "spans": [
                {"start": 8, "end": 16, "label": "PER", "token_start": 2, "token_end": 3},
                {"start": 49, "end": 67, "label": "QUOTE", "token_start": 11, "token_end": 16},
                {"start": 43, "end": 47, "label": "CUE", "token_start": 9, "token_end": 9},
            ],
            "relations": [
                {"head": 16, "child": 3, "label": "speaker", "color": "#ffd882",
                 "head_span": {"start": 49, "end": 67, "label": "QUOTE"},
                 "child_span": {"start": 8, "end": 16, "label": "PER"}},
                {"head": 16, "child": 9, "label": "cue",
                 "head_span": {"start": 49, "end": 67, "label": "QUOTE"},
                 "child_span": {"start": 43, "end": 47, "label": "CUE"}},
            ],
            "meta": {"id": answer, "source": "Bergen Post"},
        })
        .to_string()
    };
    let other = TEXT.replace("rebuild", "restore");
    let third = TEXT.replace("rebuild", "recover");
    let tasks = [
        task("accept", TEXT),
        task("reject", &other),
        task("ignore", &third),
    ];
    let desk = Desk::new(Format::Prodigy, "", &[("news.jsonl", &tasks.join("\n"))]);
    let words = [
        r#""answer":"accept""#,
        r#""answer":"reject""#,
        r#""answer":"ignore""#,
        "Bergen Post",
    ];
    returns(&desk, 6, &words);
}

#[test]
fn doccanos_relations() {
    let entity = |id: u64, label: &str, start: usize, end: usize| serde_json::json!({"id": id, "label": label, "start_offset": start, "end_offset": end});
    let line = serde_json::json!({
        "id": 1, "text": TEXT, "source": "Bergen Post", "Comments": ["verify"],
        "entities": [
            entity(10, "PER", 9, 17), entity(11, "QUOTE", 50, 68), entity(12, "CUE", 44, 48),
            entity(13, "LOC", 21, 43), entity(14, "LOC", 31, 43),
        ],
        "relations": [
            {"id": 3, "from_id": 11, "to_id": 10, "type": "speaker"},
            {"id": 4, "from_id": 11, "to_id": 12, "type": "cue"},
        ],
    });
    let desk = Desk::new(Format::Doccano, "", &[("admin.jsonl", &line.to_string())]);
    let words = [
        r#""label":"PER","start_offset":9,"end_offset":17"#,
        r#""label":"QUOTE","start_offset":50,"end_offset":68"#,
        r#""Comments":["verify"]"#,
    ];
    returns(&desk, 4, &words);
}

#[test]
fn brats_folder() {
    let desk = Desk::new(Format::Brat, "", &[("n.txt", TEXT), ("n.ann", ANN)]);
    let words = [
        "\tPER 8 16\tAna Díaz\n",
        "\tCUE 43 47\tsaid\n",
        "\tQUOTE 49 67\t“We will rebuild.”\n",
        // A name is one range here, and the report says so.
        "\tGPE 20 42\tNorth and South Bergen\n",
        "Wikidata:Q42\tAna Díaz\n",
        "\tverify against broadcast\n",
    ];
    assert_eq!(returns(&desk, 4, &words).widened, 1);
}

#[test]
fn inceptions_tsv() {
    let file = "#FORMAT=WebAnno TSV 3.3
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value
#T_SP=webanno.custom.Place|value


#Text=😀 Mayor Ana Díaz of North and South Bergen said: “We will rebuild.”
1-1\t0-2\t😀\t_\t_\t_\t
1-2\t3-8\tMayor\t*[2]\tTITLE[2]\t_\t
1-3\t9-12\tAna\thttp://www.wikidata.org/entity/Q42[1]|*[2]\tPER[1]|TITLE[2]\t_\t
1-4\t13-17\tDíaz\thttp://www.wikidata.org/entity/Q42[1]|*[2]\tPER[1]|TITLE[2]\t_\t
1-5\t18-20\tof\t_\t_\t_\t
1-6\t21-26\tNorth\t_\t_\t_\t
1-7\t27-30\tand\t_\t_\t_\t
1-8\t31-36\tSouth\t*[3]\tLOC[3]\t_\t
1-9\t37-43\tBergen\t*[3]\tLOC[3]\ttown\t
1-10\t44-48\tsaid\t_\t_\t_\t
1-11\t48-49\t:\t_\t_\t_\t

#Text=She left.
2-1\t69-72\tShe\t*\tPER\t_\t
2-2\t73-77\tleft\t_\t_\t_\t
2-3\t77-78\t.\t_\t_\t_\t
";
    let desk = Desk::new(Format::Webanno, &article(), &[("n.tsv", file)]);
    returns(&desk, 5, &["9-12\tAna\t", "Q42", "LOC", "69-72\tShe\t"]);
}

#[test]
fn inceptions_cas() {
    let entity = |id: u64, begin: usize, end: usize, value: &str| {
        serde_json::json!({"%ID": id, "@sofa": 1, "begin": begin, "end": end, "value": value,
            "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"})
    };
    let mut linked = entity(4, 9, 17, "PER");
    linked["identifier"] = "http://www.wikidata.org/entity/Q42".into();
    let file = serde_json::json!({
        "%TYPES": {
            "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity": {
                "%NAME": "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity",
                "%SUPER_TYPE": "uima.tcas.Annotation",
                "value": {"%NAME": "value", "%RANGE": "uima.cas.String"},
                "identifier": {"%NAME": "identifier", "%RANGE": "uima.cas.String"},
            },
            "webanno.custom.Place": {
                "%NAME": "webanno.custom.Place", "%SUPER_TYPE": "uima.tcas.Annotation",
                "kind": {"%NAME": "kind", "%RANGE": "uima.cas.String"},
            },
        },
        "%FEATURE_STRUCTURES": [
            {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView",
             "mimeType": "text", "sofaString": TEXT},
            {"%ID": 2, "@sofa": 1, "begin": 0, "end": 79, "language": "en", "documentTitle": "n.txt",
             "documentId": "ana", "isLastSegment": false,
             "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"},
            {"%ID": 3, "@sofa": 1, "begin": 9, "end": 12,
             "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"},
            linked, entity(5, 3, 17, "TITLE"), entity(6, 31, 43, "LOC"), entity(7, 69, 72, "PER"),
            {"%ID": 8, "@sofa": 1, "begin": 37, "end": 43, "kind": "town",
             "%TYPE": "webanno.custom.Place"},
        ],
        "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2, 3, 4, 5, 6, 7, 8]}},
    });
    let desk = Desk::new(Format::Cas, "", &[("n.json", &file.to_string())]);
    let words = [r#""begin":9,"end":17"#, "Q42", r#""begin":69,"end":72"#];
    returns(&desk, 5, &words);
}

#[test]
fn inceptions_xmi() {
    let text = TEXT.replace('\n', "&#10;");
    let file = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore"
 xmlns:type2="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"
 xmlns:type3="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
 xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/>
<type2:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="79" language="en" documentTitle="n.txt" documentId="ana" isLastSegment="false"/>
<type3:Token xmi:id="3" sofa="1" begin="9" end="12" order="0"/>
<type:NamedEntity xmi:id="4" sofa="1" begin="9" end="17" value="PER" identifier="http://www.wikidata.org/entity/Q42"/>
<type:NamedEntity xmi:id="5" sofa="1" begin="3" end="17" value="TITLE"/>
<type:NamedEntity xmi:id="6" sofa="1" begin="31" end="43" value="LOC"/>
<type:NamedEntity xmi:id="7" sofa="1" begin="69" end="72" value="PER"/>
<custom:Place xmi:id="8" sofa="1" begin="37" end="43" kind="town"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="{text}"/>
<cas:View sofa="1" members="2 3 4 5 6 7 8"/>
</xmi:XMI>
"#
    );
    let desk = Desk::new(Format::Xmi, "", &[("n.xmi", &file)]);
    let words = [r#"begin="9" end="17""#, "Q42", r#"begin="69" end="72""#];
    returns(&desk, 5, &words);
}

#[test]
fn web_annotations() {
    let annotation = |id: u64, bodies: serde_json::Value, start: usize, end: usize, exact: &str| {
        serde_json::json!({
            "@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation",
            "id": format!("https://annotate.example/a{id}"), "motivation": "classifying",
            "created": "2026-01-05T09:30:00Z", "creator": "https://annotate.example/ana",
            "body": bodies,
            "target": {"source": "https://news.example/bergen", "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {"type": "TextQuoteSelector", "exact": exact},
            ]},
        })
    };
    let body = |purpose: &str, value: &str| serde_json::json!({"type": "TextualBody", "purpose": purpose, "value": value});
    let bodies = serde_json::json!([
        body("tagging", "PER"),
        {"type": "SpecificResource", "purpose": "identifying",
         "source": "http://www.wikidata.org/entity/Q42"},
        body("commenting", "verify"),
    ]);
    let lines = [
        annotation(1, bodies, 8, 16, "Ana Díaz"),
        annotation(2, body("tagging", "LOC"), 30, 42, "South Bergen"),
        annotation(3, body("tagging", "PER"), 68, 71, "She"),
    ];
    let lines = lines.map(|line| line.to_string()).join("\n");
    let article = serde_json::json!({
        "id": "n", "url": "https://news.example/bergen", "text": TEXT,
    });
    let desk = Desk::new(Format::W3c, &article.to_string(), &[("anno.jsonl", &lines)]);
    let words = [
        r#""start":8,"end":16"#,
        "Q42",
        "verify",
        "https://news.example/bergen",
    ];
    returns(&desk, 3, &words);
}

#[test]
fn citrons_quotes() {
    let file = serde_json::json!({
        "text": TEXT,
        "quotes": [{
            "id": "q1", "confidence": 0.75, "cue": {"start": 43, "end": 47, "text": "said"},
            "sources": [{"start": 8, "end": 16, "text": "Ana Díaz"}],
            "contents": [
                {"start": 49, "end": 57, "text": "“We will"},
                {"start": 58, "end": 67, "text": "rebuild.”"},
            ],
        }],
        "coreference_groups": [[
            {"start": 8, "end": 16, "text": "Ana Díaz"}, {"start": 68, "end": 71, "text": "She"},
        ]],
    })
    .to_string();
    let desk = Desk::new(Format::Citron, "", &[("n.jsonl", &file)]);
    let words = [r#""start":49,"end":57"#, r#""start":58,"end":67"#, "0.75"];
    returns(&desk, 1, &words);
}

#[test]
fn columns_of_tokens() {
    let rows = |filler: &str, tags: [&str; 4]| {
        let [first, last, single, other] = tags;
        format!(
            "Mayor{filler}O\nAna{filler}{first}\nDíaz{filler}{last}\nof{filler}O\nOslo{filler}{single}\n\
             Bergen{filler}{other}\n.{filler}O\n\nShe{filler}{other}\nleft{filler}O\n.{filler}O\n"
        )
    };
    let iob2 = ["B-PER", "I-PER", "B-LOC", "B-MISC"];
    let conll = format!("-DOCSTART- -X- O O\n\n{}", rows(" NNP B-NP ", iob2));
    let desk = Desk::new(Format::Conll, "", &[("n.conll", &conll)]);
    returns(
        &desk,
        4,
        &[
            "Ana -X- O B-PER\nDíaz -X- O I-PER\n",
            "Oslo -X- O B-LOC\nBergen -X- O B-MISC\n",
        ],
    );

    let file = rows("\t", iob2);
    let desk = Desk::new(Format::Iob2, "", &[("n.iob2", &file)]);
    returns(&desk, 4, &[file.as_str()]);

    let file = rows("\t", ["B-PER", "E-PER", "S-LOC", "S-MISC"]);
    let desk = Desk::new(Format::Bioes, "", &[("n.bioes", &file)]);
    returns(&desk, 4, &[file.as_str()]);
}

#[test]
fn tables() {
    let names = "article;start;end;label;text;checked by\nn;8;16;PER;Ana Díaz;Bo\nn;30;42;LOC;South Bergen;Bo\n";
    let quotes = "article;start;end;text;speaker;cue;cue_start;cue_end\n\
        n;49;67;“We will rebuild.”;Ana Díaz;said;43;47\n";
    let files = [("entities.csv", names), ("quotes.csv", quotes)];
    let desk = Desk::new(Format::Csv, &article(), &files);
    returns(
        &desk,
        3,
        &[
            ",8,16,codepoint,PER,",
            ",30,42,codepoint,LOC,",
            "“We will rebuild.”",
        ],
    );
}
