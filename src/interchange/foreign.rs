mod corrected;
mod desk;
mod kept;
mod returning;
mod speakers;
mod told;
mod whole;

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use super::draft::Draft;
use super::lay::{Laid, Reading, joined, lay};
use super::reader::{Read, Source};
use crate::annotation::{Status, Verdict};

/// An emoji, an overlap, a name in pieces, a pronoun, a quote with cue and speaker: 78 code points.
const TEXT: &str =
    "😀 Mayor Ana Díaz of North and South Bergen said: “We will rebuild.”\nShe left.\n";

/// What a reader makes of a file: its articles, and what is wrong.
fn read_as(name: &str, file: &str, read: Read) -> (Vec<Draft>, Vec<String>) {
    let mut drafts = Vec::new();
    let mut told = Vec::new();
    let mut input = file.as_bytes();
    let mut source = Source {
        path: Path::new(name),
        input: &mut input,
        text_field: None,
    };
    let done: io::Result<()> = read(&mut source, &mut |line, draft| {
        match draft {
            Ok(draft) => drafts.push(draft),
            Err(fault) => told.push(format!("{line}: {fault}")),
        }
        ControlFlow::Continue(())
    });
    done.unwrap();
    (drafts, told)
}

fn laid(draft: &Draft) -> Laid {
    let text = draft.text.as_deref().unwrap_or(TEXT);
    lay(draft, text, &Reading::plain("import x"))
}

/// Names and quotes in a line each.
fn shown(draft: &Draft) -> Vec<String> {
    let laid = laid(draft);
    let text = draft.text.as_deref().unwrap_or(TEXT);
    let mut lines: Vec<String> = laid
        .faults
        .iter()
        .map(|(line, fault)| format!("{line}: {fault}"))
        .collect();
    let annotations = &laid.annotations;
    for entity in &annotations.entities {
        lines.push(format!("{}: {}", entity.label, entity.span.of(text)));
    }
    for quote in &annotations.quotes {
        let content: Vec<&str> = quote.said.content.iter().map(|s| s.of(text)).collect();
        let cue = quote.said.cue.map_or("-", |cue| cue.of(text));
        let speaker = quote.said.speaker.as_ref();
        let name = speaker.and_then(|speaker| annotations.speaker_name(speaker, text));
        lines.push(format!(
            "{} / {cue} / {}",
            content.join(" … "),
            name.unwrap_or("-")
        ));
    }
    for date in &annotations.dates {
        let value = date.value.as_deref().unwrap_or("-");
        lines.push(format!("{} = {value}", date.span.of(text)));
    }
    lines
}

fn only(name: &str, file: &str, read: Read) -> Draft {
    let (mut drafts, told) = read_as(name, file, read);
    assert_eq!(told, [""; 0]);
    assert_eq!(drafts.len(), 1);
    drafts.remove(0)
}

const EXPECTED: [&str; 3] = [
    "PER: Ana Díaz",
    "PER: She",
    "“We will rebuild.” / said / Ana Díaz",
];

#[test]
fn prodigy_tasks_have_spans_and_relations() {
    let file = serde_json::json!({
        "text": TEXT,
        "spans": [
            {"start": 8, "end": 16, "label": "PER", "token_start": 2, "token_end": 3},
            {"start": 49, "end": 67, "label": "QUOTE"},
            {"start": 43, "end": 47, "label": "CUE"},
            {"start": 68, "end": 71, "label": "PER", "text": "She"},
        ],
        "tokens": [{"text": "Díaz", "start": 12, "end": 16}, {"text": "”", "start": 66, "end": 67}],
        "relations": [
            {"head": 1, "child": 0, "label": "speaker"},
            {"head": 1, "child": 0, "label": "cue",
             "head_span": {"start": 49, "end": 67, "label": "QUOTE"},
             "child_span": {"start": 43, "end": 47, "label": "CUE"}},
        ],
        "meta": {"id": "n-001", "title": "Bergen"},
        "answer": "reject",
    });
    let draft = only("x.jsonl", &file.to_string(), super::prodigy::read);
    assert_eq!(draft.id, "n-001");
    assert_eq!(draft.fields["title"], "Bergen");
    assert_eq!(shown(&draft), EXPECTED);
    assert_eq!(draft.entities[0].review.verdict, Some(Verdict::Rejected));
}

#[test]
fn spacys_own_json_is_read_too() {
    let file = serde_json::json!([
        {"text": "Ana met Bo.", "ents": [{"start": 0, "end": 3, "label": "PER"}]},
        {"text": "Ana met Bo.", "spans": {"sc": [{"start": 8, "end": 10, "label": "PER"}]}},
        {"text": "Ana met Bo.", "entities": [[0, 3, "PER"], [8, 10]]},
    ]);
    let (drafts, told) = read_as("x.json", &file.to_string(), super::prodigy::read);
    let shown: Vec<String> = drafts.iter().flat_map(shown).collect();
    assert_eq!(shown, ["PER: Ana", "PER: Bo", "PER: Ana"]);
    assert_eq!(told, ["1: [2].entities[1]: is no [start, end, label]"]);
}

#[test]
fn doccano_counts_utf16_units() {
    let file = serde_json::json!({
        "id": 1, "text": TEXT,
        "entities": [
            {"id": 10, "label": "PER", "start_offset": 9, "end_offset": 17},
            {"id": 11, "label": "QUOTE", "start_offset": 50, "end_offset": 68},
            {"id": 12, "label": "CUE", "start_offset": 44, "end_offset": 48},
            {"id": 13, "label": "PER", "start_offset": 69, "end_offset": 72},
        ],
        "relations": [
            {"id": 3, "from_id": 11, "to_id": 10, "type": "speaker"},
            {"id": 4, "from_id": 11, "to_id": 12, "type": "cue"},
            {"id": 5, "from_id": 99, "to_id": 12, "type": "cue"},
        ],
        "Comments": ["verify"],
    });
    let draft = only("x.jsonl", &file.to_string(), super::doccano::read);
    assert_eq!(shown(&draft), EXPECTED);
    assert_eq!(
        (draft.id.as_str(), draft.note.as_deref()),
        ("1", Some("verify"))
    );
    assert_eq!(draft.left_out["relations of spans that are not there"], 1);
    let labels = serde_json::json!({"text": TEXT, "label": [[9, 17, "PER"], "politics"]});
    let draft = only("x.jsonl", &labels.to_string(), super::doccano::read);
    assert_eq!(shown(&draft), ["PER: Ana Díaz"]);
    assert_eq!(draft.tags, ["politics"]);
}

#[test]
fn label_studio_joins_the_controls_of_a_region() {
    let label = |id: &str, start: usize, end: usize, text: &str, label: &str| {
        serde_json::json!({"id": id, "from_name": "label", "to_name": "text", "type": "labels",
            "value": {"start": start, "end": end, "text": text, "labels": [label]}})
    };
    let file = serde_json::json!([{
        "id": 7, "data": {"text": TEXT},
        "annotations": [{"completed_by": 3, "result": [
            label("r1", 8, 16, "Ana Díaz", "PER"),
            label("r2", 49, 67, "“We will rebuild.”", "QUOTE"),
            {"id": "r2", "from_name": "note", "to_name": "text", "type": "textarea",
             "value": {"start": 49, "end": 67, "text": ["verify"]}},
            label("r3", 43, 47, "said", "CUE"),
            label("r4", 68, 71, "She", "PER"),
            {"type": "relation", "from_id": "r2", "to_id": "r1", "direction": "right", "labels": ["speaker"]},
            {"type": "relation", "from_id": "r2", "to_id": "r3", "direction": "right", "labels": ["cue"]},
            {"id": "d1", "from_name": "topic", "to_name": "text", "type": "choices",
             "value": {"choices": ["politics"]}},
        ]}],
    }]);
    let draft = only("x.json", &file.to_string(), super::label_studio::read);
    assert_eq!(shown(&draft), EXPECTED);
    assert_eq!(draft.annotator.as_deref(), Some("3"));
    assert_eq!(draft.tags, ["politics"]);
    assert_eq!(draft.quotes[0].review.note.as_deref(), Some("verify"));
}

#[test]
fn citrons_groups_name_the_speakers() {
    let file = serde_json::json!({
        "text": TEXT,
        "quotes": [{
            "id": "q1", "cue": {"start": 43, "end": 47, "text": "said"},
            "sources": [{"start": 68, "end": 71, "text": "She"}],
            "contents": [{"start": 49, "end": 67, "text": "“We will rebuild.”"}],
        }],
        "coreference_groups": [[
            {"start": 8, "end": 16, "text": "Ana Díaz"}, {"start": 68, "end": 71, "text": "She"},
        ]],
    });
    let draft = only("x.json", &file.to_string(), super::citron::read);
    assert_eq!(shown(&draft), ["“We will rebuild.” / said / Ana Díaz"]);
}

const ANN: &str = "\
T1\tPER 8 16\tAna Díaz
T3\tGPE 20 25;36 42\tNorth Bergen
T5\tCUE 43 47\tsaid
T6\tQUOTE 49 67\t“We will rebuild.”
T7\tPER 68 71\tShe
E1\tCUE:T5 Content:T6 Source:T1
*\tEquiv T1 T7
A2\tConfidence T6 High
N1\tReference T1 Wikidata:Q42\tAna Díaz
#1\tAnnotatorNotes T6\tverify against broadcast
";

#[test]
fn brat_has_events_groups_references_and_notes() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("n.txt"), TEXT).unwrap();
    std::fs::write(folder.path().join("n.ann"), ANN).unwrap();
    for name in ["n.ann", "n.txt"] {
        let path = folder.path().join(name);
        let file = std::fs::read_to_string(&path).unwrap();
        let draft = only(path.to_str().unwrap(), &file, super::brat::read);
        assert_eq!(draft.id, "n");
        assert_eq!(draft.text.as_deref(), Some(TEXT));
        let laid = laid(&draft);
        assert_eq!(laid.widened, 1);
        let entities = &laid.annotations.entities;
        assert_eq!(entities[1].span.of(TEXT), "North and South Bergen");
        assert_eq!(entities[0].cluster, entities[2].cluster);
        assert_eq!(entities[0].review.link.as_deref(), Some("Q42"));
        let quote = &laid.annotations.quotes[0];
        assert_eq!(quote.review.tags, ["Confidence: High"]);
        assert_eq!(
            quote.review.note.as_deref(),
            Some("verify against broadcast")
        );
        assert_eq!(shown(&draft)[3], "“We will rebuild.” / said / Ana Díaz");
    }
}

#[test]
fn the_text_beside_brats_annotations_may_be_compressed() {
    use std::io::Write as _;
    let gzip = |bytes: &str| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(bytes.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("n.txt.gz"), gzip(TEXT)).unwrap();
    std::fs::write(folder.path().join("n.ann.gz"), gzip(ANN)).unwrap();
    // What is inside the files is called so.
    for (name, file) in [("n.ann", ANN), ("n.txt", TEXT)] {
        let path = folder.path().join(name);
        let draft = only(path.to_str().unwrap(), file, super::brat::read);
        assert_eq!(draft.text.as_deref(), Some(TEXT));
        assert_eq!(shown(&draft)[3], "“We will rebuild.” / said / Ana Díaz");
    }
    // Half a text is none.
    let half = gzip(TEXT);
    std::fs::write(folder.path().join("n.txt.gz"), &half[..half.len() / 2]).unwrap();
    let path = folder.path().join("n.ann");
    let (drafts, told) = read_as(path.to_str().unwrap(), ANN, super::brat::read);
    assert!(told[0].contains("n.txt: is cut off"), "{told:?}");
    assert_eq!((drafts.len(), drafts[0].text.as_deref()), (1, None));
}

#[test]
fn what_a_shared_task_gives_and_asks_for_is_one_article() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("n.txt"), TEXT).unwrap();
    let asked = "T6\tQUOTE 49 67\t“We will rebuild.”\nT7\tPER 0\nR1\tspeaker Arg1:T6 Arg2:T1\n";
    std::fs::write(at("n.a2"), asked).unwrap();
    let given = "T1\tPER 8 16\tAna Díaz\n";
    let path = at("n.a1");
    let (drafts, told) = read_as(path.to_str().unwrap(), given, super::brat::read);
    let fault = format!("{}:2: T7: \"0\" is no start and end", at("n.a2").display());
    assert_eq!(told, [format!("1: {fault}")]);
    let [draft] = drafts.as_slice() else {
        panic!("{drafts:?}");
    };
    assert_eq!(draft.id, "n");
    assert_eq!((draft.entities.len(), draft.quotes.len()), (1, 1));
    assert!(draft.quotes[0].speaker.is_some());
}

#[test]
fn of_a_long_line_that_is_none_of_brats_the_beginning_is_told() {
    let file = format!("{{\"text\":\"{}\"}}\n", "word ".repeat(2000));
    let (_, told) = read_as("n.ann", &file, super::brat::read);
    assert!(told[0].starts_with("1: {\"text\":\"word word"), "{told:?}");
    assert!(
        told[0].ends_with("…: is no line of brat's standoff"),
        "{told:?}"
    );
    assert!(told[0].chars().count() < 200, "{told:?}");
}

#[test]
fn what_is_wrong_in_brat_is_told_with_its_line() {
    let file =
        "T1\tPER 8 16\tAna\nT2\tPER x 3\tAna\nX1\ty\nR1\tspeaker Arg1:T9\nT3\tPER 8 16\tAnaxDíaz\n";
    let (drafts, told) = read_as("n.ann", file, super::brat::read);
    assert_eq!(
        told,
        [
            "1: T1: \"Ana\" is not as long as its offsets say",
            "2: T2: \"x 3\" is no start and end",
            "3: X1: is no line of brat's standoff",
            "4: R1: has not two arguments",
        ]
    );
    assert_eq!(
        shown(&drafts[0]),
        ["5: T3: the text at 8-16 is \"Ana Díaz\", not \"AnaxDíaz\""]
    );
}

#[test]
fn tokens_of_conll_are_laid_over_the_text() {
    let file = "\
-DOCSTART- -X- O O

😀 -X- O O
Mayor -X- O O
Ana -X- O B-PER
Díaz -X- O I-PER
of -X- O O
North -X- O B-LOC
and -X- O O
South -X- O B-LOC
Bergen -X- O I-LOC
said: -X- O O
“We -X- O O
will -X- O O
rebuild.” -X- O O

She -X- O B-PER
left. -X- O O

-DOCSTART- -X- O O

Bo -X- O B-PER
";
    let (drafts, told) = read_as("x.conll", file, super::conll::read_conll);
    assert_eq!(told, [""; 0]);
    assert_eq!(drafts.len(), 2);
    assert_eq!(
        shown(&drafts[0]),
        [
            "PER: Ana Díaz",
            "LOC: North",
            "LOC: South Bergen",
            "PER: She"
        ]
    );
    assert_eq!(joined(&drafts[1].tokens), "Bo\n");
}

#[test]
fn iob1_is_read_and_told() {
    let of = |draft: &Draft| -> Vec<String> {
        let entities = draft.entities.iter();
        let names =
            entities.map(|e| format!("{} {}-{}", e.label, e.pieces[0].start, e.pieces[0].end));
        names.collect()
    };
    let file = "-DOCSTART- -X- O O\n\nAna NNP I-NP I-PER\nRuiz NNP I-NP I-PER\nBo NNP I-NP B-PER\n\
        met VB I-VP O\nAcme NNP I-NP I-ORG\nOslo NNP I-NP I-LOC\n\nOslo NNP I-NP I-LOC\n\
        -DOCSTART- -X- O O\n\nNobody NN I-NP O\n";
    let (drafts, told) = read_as("x", file, super::conll::read_conll);
    assert_eq!(told, [""; 0]);
    let expected = ["PER 0-2", "PER 2-3", "ORG 4-5", "LOC 5-6", "LOC 6-7"];
    assert_eq!(of(&drafts[0]), expected);
    let how: Vec<_> = drafts.iter().map(|d| d.read_as.is_some()).collect();
    assert_eq!(how, [true, false]);
    assert!(drafts[0].read_as.unwrap().contains("IOB1"));
    // What is neither is told.
    let both = "-DOCSTART- O\n\nAna I-PER\n-DOCSTART- O\n\nBo B-PER\nand O\nOslo I-LOC\n";
    let (drafts, told) = read_as("x", both, super::conll::read_conll);
    assert_eq!((of(&drafts[0]).len(), of(&drafts[1]).len()), (1, 1));
    let begins = "6: tag: \"B-PER\" begins a name as in IOB2, but articles before this one were read as IOB1";
    let goes_on = "8: tag: \"I-LOC\" goes on with a name that no B-LOC began";
    assert_eq!(told, [begins, goes_on]);
}

#[test]
fn tags_that_break_the_rules_are_told_and_left_out() {
    let (drafts, told) = read_as(
        "x",
        "Ana\tI-PER\nRuiz\tI-PER\nmet\tO\nBo\tB-PER\nLund\tI-LOC\nx\tY\ny\n",
        super::conll::read_iob2,
    );
    assert_eq!(
        told,
        [
            "6: tag: \"Y\" is none of O, B-LABEL and the like",
            "7: tag: is missing behind the token",
            "1: tag: \"I-PER\" goes on with a name that no B-PER began",
            "5: tag: \"I-LOC\" goes on with a name that no B-LOC began",
        ]
    );
    assert_eq!(drafts[0].entities.len(), 1);
    let (drafts, told) = read_as(
        "x",
        "Ana\tB-PER\nRuiz\tE-PER\nBo\tS-PER\nin\tO\nNew\tB-LOC\n,\tO\n",
        super::conll::read_bioes,
    );
    assert_eq!(
        told,
        ["6: tag: the name of B-LOC in line 5 has no E- or L-"]
    );
    let names: Vec<(usize, usize)> = drafts[0]
        .entities
        .iter()
        .map(|e| (e.pieces[0].start, e.pieces[0].end))
        .collect();
    assert_eq!(names, [(0, 2), (2, 3)]);
}

#[test]
fn tables_of_names_quotes_and_dates_are_read() {
    let entities = "\u{feff}article,annotator,id,start,end,label,text,note\r\n\
        n-001,ana,e1,8,16,PER,Ana Díaz,\"'=a, \"\"b\"\"\r\nc\"\r\n\
        n-001,ana,e2,x,16,PER,,\r\nn-002,ana,e3,0,1,PER,,\r\n";
    let (drafts, told) = read_as("entities.csv", entities, super::csv::read);
    assert_eq!(told, ["4: start: \"x\" is no number from 0"]);
    assert_eq!(drafts.len(), 2);
    assert_eq!(drafts[0].id, "n-001");
    assert_eq!(shown(&drafts[0]), ["PER: Ana Díaz"]);
    assert_eq!(
        drafts[0].entities[0].review.note.as_deref(),
        Some("=a, \"b\"\r\nc")
    );
    let quotes = "article;start;end;pieces;speaker;cue;cue_start;cue_end\n\
        n-001;49;67;\"[[49,67]]\";Ana Díaz;said;43;47\n";
    let (drafts, told) = read_as("quotes.csv", quotes, super::csv::read);
    assert_eq!(told, [""; 0]);
    assert_eq!(shown(&drafts[0]), ["“We will rebuild.” / said / Ana Díaz"]);
    let (drafts, told) = read_as("people.csv", "article,name\nn-001,Ana\n", super::csv::read);
    assert_eq!((drafts.len(), told.len()), (0, 0));
    let (_, told) = read_as("odd.csv", "a,b\n1,2\n", super::csv::read);
    assert_eq!(told, ["1: article: is no column of the first row"]);
}

#[test]
fn malformed_files_are_told_and_never_a_panic() {
    let readers: [Read; 7] = [
        super::prodigy::read,
        super::doccano::read,
        super::label_studio::read,
        super::citron::read,
        super::brat::read,
        super::conll::read_conll,
        super::csv::read,
    ];
    let files = [
        "",
        "\0",
        "null",
        "[1,[],{}]",
        "{\"text\":1}",
        "{\"text\":\"a\",\"spans\":7,\"entities\":[[]],\"relations\":[1],\"quotes\":[0,{}],\"label\":[[1]]}",
        "{\"data\":{\"text\":\"a\"},\"annotations\":[{\"result\":[{\"type\":\"labels\"},1,{\"type\":\"relation\"}]}]}",
        "article,start\n\"",
        "T1\t\nE1\t\n*\t\nA1\t\nN1\t\n#1\t\nR1\t\n",
        "T1\tX 5 1;2\tx\nT1\tX 18446744073709551615 18446744073709551615\tx\n",
        "a\tB-\nb\t-\n\tB-X\n",
    ];
    for read in readers {
        for file in files {
            let (drafts, _) = read_as("x.y", file, read);
            for draft in &drafts {
                laid(draft);
            }
        }
    }
    let (_, told) = read_as("x", "{\"spans\":[]}\nnonsense\n", super::prodigy::read);
    assert_eq!(told[0], "1: text: is missing");
    assert!(told[1].starts_with("2: is no JSON"));
    let status = serde_json::json!({"text": "a", "status": "reviewed"}).to_string();
    assert_eq!(
        only("x", &status, super::prodigy::read).status,
        Some(Status::Reviewed)
    );
}
