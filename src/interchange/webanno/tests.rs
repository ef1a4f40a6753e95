use proptest::prelude::*;

use super::read;
use super::rows::Rows;
use crate::annotation::Quotation;
use crate::interchange::carried::read as read_with;
use crate::interchange::draft::{Draft, DraftSpan};
use crate::interchange::example::{Example, example, examples};
use crate::interchange::lay::{Reading, lay};
use crate::interchange::library::is_like;
use crate::interchange::reader::Source;
use crate::interchange::{Format, Unit};
use crate::span::Span;

/// What is between two bars of the worked example's file, to compare it as a whole.
const WORKED: &str = "\
#FORMAT=WebAnno TSV 3.3
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value
#T_SP=webanno.custom.Quotation|kind|name|negated|note|part
#T_RL=webanno.custom.Attribution|role|BT_webanno.custom.Quotation


#Text=😀 Mayor Ana Díaz of North and South Bergen said: “We will rebuild.”
1-1\t0-2\t😀\t_\t_\t_\t_\t_\t_\t_\t_\t_\t
1-2\t3-8\tMayor\t*[1]\tPERSON[1]\t_\t_\t_\t_\t_\t_\t_\t
1-3\t9-12\tAna\t*[1]|*[2]\tPERSON[1]|PERSON[2]\t*[5]\t*[5]\t*[5]\t*[5]\tspeaker[5]\tspeaker\t1-12[4_5]\t
1-4\t13-17\tDíaz\t*[1]|*[2]\tPERSON[1]|PERSON[2]\t*[5]\t*[5]\t*[5]\t*[5]\tspeaker[5]\t_\t_\t
1-5\t18-20\tof\t_\t_\t_\t_\t_\t_\t_\t_\t_\t
1-6\t21-26\tNorth\t_\t_\tindirect\t*\tfalse\t*\tcontent\t_\t_\t
";

#[test]
fn the_worked_example_is_in_rows() {
    let written = example().write(Format::Webanno);
    let file = &written.files["n-001.tsv"];
    assert!(file.starts_with(WORKED), "{file}");
    let bergen = "1-9\t37-43\tBergen\t*[3]\tLOC[3]\t*\t*\t*\t*\tcontent\tpart\t1-6\t\n";
    assert!(file.contains(bergen), "{file}");
    assert!(
        file.contains("\n\n#Text=She left.\n2-1\t69-72\tShe\t*\tPERSON\t"),
        "{file}"
    );
    for lost in ["no layer for people", "no place for title, day and source"] {
        let is_told = written.losses.iter().any(|loss| loss.contains(lost));
        assert!(is_told, "{lost}");
    }
}

#[test]
fn the_targets_of_slots_join_no_spans_and_are_told() {
    let file = "#FORMAT=WebAnno TSV 3.3\n\
        #T_SP=webanno.custom.Frame|value|ROLE_webanno.custom.Frame:who_webanno.custom.FrameWhoLink|webanno.custom.Who\n\n\n\
        #Text=hit Bo and left\n\
        1-1\t0-3\thit\tBLOW\tagent\t1-2[2]\t\n\
        1-2\t4-6\tBo\t_\t_\t_\t\n\
        1-3\t7-10\tand\t_\t_\t_\t\n\
        1-4\t11-15\tleft\tWALK\tagent;patient\t1-2[2];1-1[7]\t\n";
    let (drafts, faults) = read_with(read, file.as_bytes());
    assert_eq!(faults, []);
    let spans: Vec<_> = drafts[0]
        .entities
        .iter()
        .map(|e| (e.label.as_str(), e.pieces[0].start, e.pieces[0].end))
        .collect();
    assert_eq!(spans, [("BLOW", 0, 3), ("WALK", 11, 15)]);
    assert_eq!(drafts[0].entities[0].review.tags, [""; 0]);
    let left_out: Vec<_> = drafts[0].left_out.iter().collect();
    assert_eq!(left_out, [(&"slots of spans".into(), &2)]);
}

#[test]
fn a_row_that_says_more_than_the_layers_have_columns_for_is_told() {
    let file = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Place|size\n\n\n\
        #Text=to Bo\n1-1\t0-2\tto\t_\t_\t\n1-2\t3-5\tBo\ttown\tbig\t\n";
    let (_, faults) = read_with(read, file.as_bytes());
    let told = faults
        .iter()
        .map(|(line, fault)| format!("{line}: {fault}"));
    let told: Vec<String> = told.collect();
    assert_eq!(told, ["7: 1-2: has 2 cells, but the layers have 1 column"]);
}

#[test]
fn every_line_of_text_that_is_written_is_read_as_it_was() {
    let all: String = ('\0'..='\u{7f}').chain("é😀\\f\\b".chars()).collect();
    let written = super::escape::line(&all);
    assert_eq!(super::escape::unescaped_line(&written), all);
}

#[test]
fn parts_of_tokens_stacks_and_escapes_are_read() {
    let file = "#FORMAT=WebAnno TSV 3.3\n\
        #T_SP=webanno.custom.Span|value\n\
        #T_SP=webanno.custom.Bare|\n\n\n\
        #Text=aaaaaa bbbbbb\n\
        1-1\t0-6\taaaaaa\t2[1]|x\\|y\\\\[2]\t_\t\n\
        1-1.1\t3-6\taaa\t9\\[3\\][3]\t_\t\n\
        1-2\t7-13\tbbbbbb\t2[1]|9\\[3\\][3]\t*\t\n\
        1-2.1\t7-10\tbbb\tPER\\_SON\t_\t\n\
        1-3\tx\n";
    let (drafts, faults) = read_with(read, file.as_bytes());
    let told: Vec<String> = drafts[0]
        .entities
        .iter()
        .map(|e| format!("{} {}-{}", e.label, e.pieces[0].start, e.pieces[0].end))
        .collect();
    let expected = [
        "2 0-13",
        "x|y\\ 0-6",
        "9[3] 3-13",
        "Bare 7-13",
        "PER_SON 7-10",
    ];
    assert_eq!(told, expected);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].0, 11);
}

/// What is read, with its words.
fn worded(file: &str) -> Draft {
    let mut found = None;
    let mut input = file.as_bytes();
    let path = std::path::Path::new("x.tsv");
    let mut source = Source {
        path,
        input: &mut input,
        text_field: None,
    };
    read(&mut source, &mut |_, draft| {
        found = draft.ok().or(found.take());
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    found.unwrap()
}

#[test]
fn words_that_are_not_as_long_as_their_rows_prove_nothing() {
    let file = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Name|value\n\n\n\
        #Text=Ana Ruiz met Bo .\n\
        1-1\t0-3\tAna\tA[1]\t\n\
        1-2\t4-9\tRuiz\tA[1]\t\n\
        1-3\t10-13\tmet\t_\t\n\
        1-4\t14-16\tBo\tB\t\n\
        1-5\t3-18446744073709551615\t.\tC\t\n";
    let words: Vec<_> = worded(file)
        .entities
        .iter()
        .map(|e| e.pieces[0].text.clone().unwrap_or_default())
        .collect();
    // The name in two rows has the words of the one that is wrong: they cannot stand in both.
    assert_eq!(words, ["Ruiz", "Bo", "."]);
}

#[test]
fn a_sentence_whose_text_is_not_that_of_its_rows_is_told() {
    let file = |text: &str, rows: &str| {
        let head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Name|value\n\n\n#Text=“Go”,\n#Text=Ana\n";
        let mut told = Vec::new();
        let file = format!(
            "{head}1-1\t0-1\t“\t_\t\n1-2\t1-3\tGo\t_\t\n1-3\t6-9\tAna\t_\t\n\n#Text={text}\n{rows}"
        );
        let mut input = file.as_bytes();
        let mut source = Source {
            path: std::path::Path::new("x.tsv"),
            input: &mut input,
            text_field: None,
        };
        read(&mut source, &mut |line, draft| {
            told.extend(draft.err().map(|fault| format!("{line}: {fault}")));
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        told
    };
    let rows = "2-1\t12-14\tBo\tA\t\n2-2\t15-19\tleft\t_\t\n";
    assert_eq!(file(" Bo left.", rows), [""; 0]);
    let told = |words: &str| {
        format!(
            "11: #Text: is not what its rows say: {words:?} does not stand in it at their offsets"
        )
    };
    assert_eq!(file(" Bo stays.", rows), [told("left")]);
    assert_eq!(file("Bo  left.", rows), [told("left")]);
    assert_eq!(file("Jo left.", rows), [told("Bo")]);
}

#[test]
fn rows_that_count_code_points_are_known_by_their_words() {
    let file = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Name|value\n\n\n\
        #Text=😀 Ana Ruiz\n1-1\t0-1\t😀\t_\t\n1-2\t2-5\tAna\tA[1]\t\n1-3\t6-10\tRuiz\tA[1]\t\n";
    let draft = worded(file);
    assert_eq!(draft.unit, Some(Unit::CodePoint));
    assert_eq!(
        draft.entities[0].pieces[0].text.as_deref(),
        Some("Ana Ruiz")
    );
    assert_eq!(draft.respaced.as_deref(), Some("😀 Ana Ruiz"));
}

#[test]
fn a_file_of_something_else_is_refused() {
    for file in ["", "Acme B-ORG\n", "#FORMAT=WebAnno TSV 2\n"] {
        let (drafts, faults) = read_with(read, file.as_bytes());
        assert!(
            drafts.is_empty() && faults[0].1.reason.contains("TSV 3"),
            "{file}"
        );
    }
}

/// What of an example has rows.
fn expected(example: &Example) -> Vec<String> {
    let document = example.document();
    let mut rows = Rows::new(document.text());
    let mut covered = |span: Span| {
        let units = rows.cover(span);
        let first = rows.span(*units.first()?)?;
        let last = rows.span(*units.last()?)?;
        Some(document.utf16(Span::new(first.start, last.end)))
    };
    let clean = |text: &Option<String>| text.as_ref().map(|text| lines(text));
    let annotations = &example.annotations;
    let mut told = Vec::new();
    for entity in &annotations.entities {
        let span = covered(entity.span);
        let link = clean(&entity.review.link);
        told.extend(span.map(|span| format!("{} {span:?} {link:?}", entity.label)));
    }
    for date in &annotations.dates {
        told.extend(covered(date.span).map(|span| format!("date {span:?} {:?}", date.value)));
    }
    for Quotation { said, review, .. } in &annotations.quotes {
        let content: Vec<_> = said
            .content
            .iter()
            .filter_map(|span| covered(*span))
            .collect();
        if content.is_empty() {
            continue;
        }
        let cue = said.cue.and_then(&mut covered);
        let speaker = said
            .speaker
            .as_ref()
            .and_then(|s| s.span)
            .and_then(&mut covered);
        let name = document.speaker_name(said).map(lines);
        told.push(format!(
            "{:?} {content:?} {cue:?} {speaker:?} {name:?} {} {:?}",
            said.kind,
            said.negated,
            clean(&review.note)
        ));
    }
    told.sort();
    told
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn told(draft: &Draft) -> Vec<String> {
    let at = |span: &DraftSpan| (span.start, span.end);
    let entities = draft.entities.iter();
    let entities =
        entities.map(|e| format!("{} {:?} {:?}", e.label, at(&e.pieces[0]), e.review.link));
    let dates = draft
        .dates
        .iter()
        .map(|d| format!("date {:?} {:?}", at(&d.span), d.value));
    let quotes = draft.quotes.iter().map(|q| {
        let mut content: Vec<_> = q.content.iter().map(at).collect();
        content.sort_unstable();
        let (cue, speaker) = (q.cue.as_ref().map(at), q.speaker.as_ref().map(at));
        let (name, note) = (&q.speaker_name, &q.review.note);
        let kind = q.kind.unwrap();
        format!(
            "{kind:?} {content:?} {cue:?} {speaker:?} {name:?} {} {note:?}",
            q.negated
        )
    });
    let mut told: Vec<String> = entities.chain(dates).chain(quotes).collect();
    told.sort();
    told
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_has_rows_comes_back(example in examples()) {
        let written = example.write(Format::Webanno);
        for file in written.files.values() {
            let (drafts, faults) = read_with(read, file.as_bytes());
            prop_assert_eq!(faults, []);
            prop_assert_eq!(told(&drafts[0]), expected(&example));
            let (draft, text) = (worded(file), &example.article.text);
            prop_assert_eq!(lay(&draft, text, &Reading::plain("")).faults, []);
            prop_assert!(is_like(&draft, text) || !draft.has_text());
        }
    }
}
