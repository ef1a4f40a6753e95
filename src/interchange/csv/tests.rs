use std::ops::ControlFlow;

use proptest::collection::vec;
use proptest::prelude::*;

use super::harmless;
use crate::interchange::Format;
use crate::interchange::doubt;
use crate::interchange::example::{example, examples, write};
use crate::interchange::lay::{Reading, lay};
use crate::interchange::reader::Source;

#[test]
fn the_example_has_a_row_for_each() {
    let written = example().write(Format::Csv);
    let shown = written.output.replace("\r\n", "\n");
    insta::assert_snapshot!(shown.replace('\u{feff}', "(BOM)"));
    insta::assert_snapshot!("losses", written.losses.join("\n"));
    let people = &written.files["people.csv"];
    assert!(people.contains("n-001,ana,c1,,Ana Díaz,PERSON,3,1,"));
}

#[test]
fn without_articles_there_are_columns() {
    let written = write(&[], Format::Csv);
    assert_eq!(written.files.len(), 5);
    let quotes = &written.files["quotes.csv"];
    assert!(quotes.starts_with("\u{feff}article,annotator,id,start,end,"));
}

#[test]
fn no_cell_is_run_and_every_one_can_be_had_back() {
    let cells = [
        "=1+1", "+1", "-1", "@x", "\tx", "\r=1", "'=1", "''", "＝1", "plain", "",
    ];
    for cell in cells {
        let written = harmless(cell);
        let runs = ['=', '+', '-', '@', '\t', '\r', '＝'];
        assert!(!written.starts_with(runs), "{written}");
        assert_eq!(written.strip_prefix('\'').unwrap_or(&written), cell);
    }
}

/// The rows of a table as RFC 4180 has it.
fn parsed(table: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = table.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(c),
        }
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_row_has_its_cells_and_words_are_where_they_say(examples in vec(examples(), 0..3)) {
        let written = write(&examples, Format::Csv);
        for table in written.files.values() {
            let rows = parsed(table.trim_start_matches('\u{feff}'));
            prop_assert!(rows.iter().all(|row| row.len() == rows[0].len()));
        }
        let table = parsed(&written.files["entities.csv"]);
        let mut rows = table.iter().skip(1);
        for example in &examples {
            let text: Vec<char> = example.article.text.chars().collect();
            for _ in &example.annotations.entities {
                let row = rows.next().unwrap();
                let at = |column: usize| row[column].parse::<usize>().unwrap();
                let kept = |c: &char| {
                    if c.is_control() && !"\t\r\n".contains(*c) { '\u{fffd}' } else { *c }
                };
                let words: String = text[at(3)..at(4)].iter().map(kept).collect();
                prop_assert_eq!(row[7].strip_prefix('\'').unwrap_or(&row[7]), words);
            }
        }
        prop_assert!(rows.next().is_none());
    }
}

/// What a table says: a line for each item, and for each fault.
fn told(table: &[u8]) -> Vec<String> {
    let mut input = table;
    let mut source = Source {
        path: std::path::Path::new("t.csv"),
        input: &mut input,
        text_field: None,
    };
    let mut told = Vec::new();
    super::read(&mut source, &mut |line, found| {
        match found {
            Err(fault) => told.push(format!("{line}: {fault}")),
            Ok(draft) => {
                if let Some(status) = draft.status {
                    let note = draft.note.as_deref().unwrap_or_default();
                    told.push(format!("{} {:?} {note}", status.as_str(), draft.tags));
                }
                for entity in &draft.entities {
                    let [piece] = entity.pieces.as_slice() else {
                        continue;
                    };
                    let words = piece.text.as_deref().unwrap_or("-");
                    let (start, end) = (piece.start, piece.end);
                    let mut item = format!("{start}-{end} {words} {}", entity.label);
                    item.extend(entity.review.score.map(|score| format!(" {score}")));
                    item.extend(entity.review.note.as_ref().map(|note| format!(" {note}")));
                    told.push(item);
                }
                for quote in &draft.quotes {
                    told.push(format!("quote, negated: {}", quote.negated));
                }
                told.extend(draft.left_out.iter().map(|(what, n)| format!("{n} {what}")));
                told.extend(draft.read_as.map(str::to_owned));
            }
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    told
}

#[test]
fn a_quote_mark_inside_a_cell_takes_no_other_rows_with_it() {
    let table = "article,start,end,text,label,note\n\
                 n,0,5,6\" gun,GUN,\n\
                 n,6,9,Ana,PER,\"two\n lines \"\"x\"\"\"\n\
                 n,10,12,Bo,PER,\"open\n\
                 n,13,15,Cy,PER,\n";
    assert_eq!(
        told(table.as_bytes()),
        [
            "5: row: a quote mark opens a cell and none closes it",
            "0-5 6\" gun GUN",
            "6-9 Ana PER two\n lines \"x\"",
            "13-15 Cy PER",
        ]
    );
}

#[test]
fn a_table_that_a_spreadsheet_saved_again_says_the_same() {
    let german = "sep=;\r\narticle;start;end;text;label;score\r\nn;0;4;Zoë;PER;0,75\r\n";
    let zoe = ["0-4 Zoë PER 0.75"];
    assert_eq!(told(german.as_bytes()), zoe);
    let recoded = [zoe[0], super::read::RECODED];
    let (windows, ..) = encoding_rs::WINDOWS_1252.encode(german);
    assert_eq!(told(&windows), recoded);
    let wide: Vec<u8> =
        "\u{feff}article\tstart\tend\ttext\tlabel\tscore\r\nn\t0\t4\tZoë\tPER\t0.75\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
    assert_eq!(told(&wide), recoded);
    let quotes =
        "article;start;end;speaker;negated\nn;0;4;Ana;WAHR\nn;5;9;Ana;FALSE\nn;5;9;Ana;?\n";
    assert_eq!(
        told(quotes.as_bytes()),
        [
            "4: negated: \"?\" is none of true, false",
            "quote, negated: true",
            "quote, negated: false",
        ]
    );
    assert_eq!(
        told(b"article,start,end,label\rn,0,4,PER\r"),
        [
            "1: rows: end in carriage returns alone; save the table with the line ends of Windows or Unix"
        ]
    );
}

#[test]
fn what_a_cell_says_is_never_taken_for_something_else() {
    let table = "article,start,end,offsets,label,verdict,score\n\
                 n,0,4,utf16,PER,Accepted,\n\
                 n,5,9,bytes,PER,,\n\
                 n,5,9,,PER,refused,\n\
                 n,5,9,codepoint,ORG,,93%\n";
    assert_eq!(
        told(table.as_bytes()),
        [
            "3: offsets: \"bytes\" is none of codepoint and utf16",
            "0-4 - PER",
            "4: verdict: \"refused\" is none of unreviewed, accepted, corrected, rejected, added",
            "5-9 - ORG",
            "1 scores that are no number from 0 to 1",
        ]
    );
    let twice = "article,start,end,label,label\nn,0,4,PER,ORG\n";
    assert_eq!(
        told(twice.as_bytes()),
        ["1: label: is the name of two columns"]
    );
    let others = "article,start,end,label,mine,mine\nn,0,4,PER,a,b\n";
    assert_eq!(told(others.as_bytes()), ["0-4 - PER"]);
    let local = "article,start,end,value\nn,0,4,01/31/2026\nn,0,4,2026-01-31/2026-02-01\n";
    assert!(told(local.as_bytes())[0].starts_with("2: value: \"01/31/2026\" is not"));
    assert_eq!(told(local.as_bytes()).len(), 1);
}

#[test]
fn what_stands_beside_control_characters_proves_where_words_are() {
    let text = "😀 saw Ana\u{7}Ruiz\u{1b}[2J, who left.";
    let faults = |start: usize| {
        let end = start + 12;
        let table = format!(
            "article,start,end,offsets,text,label\nn,{start},{end},codepoint,Ana\u{fffd}Ruiz\u{fffd}[2J,PER\n"
        );
        let mut input = table.as_bytes();
        let mut source = Source {
            path: std::path::Path::new("t.csv"),
            input: &mut input,
            text_field: None,
        };
        let mut faults = Vec::new();
        super::read(&mut source, &mut |_, found| {
            let draft = found.unwrap();
            assert!(doubt::bare(&draft).is_empty());
            let laid = lay(&draft, text, &Reading::strict());
            faults.extend(laid.faults.into_iter().map(|(_, fault)| fault.to_string()));
            assert_eq!(
                laid.annotations.entities.len(),
                usize::from(faults.is_empty())
            );
            ControlFlow::Continue(())
        })
        .unwrap();
        faults
    };
    assert_eq!(faults(6), [""; 0]);
    assert_eq!(faults(7).len(), 1);
}

#[test]
fn the_table_of_articles_tells_their_status_tags_and_notes() {
    let table = "article,status,tags,note\nn,reviewed,a; b,look\nm,done,,\n";
    assert_eq!(
        told(table.as_bytes()),
        [
            "reviewed [\"a\", \"b\"] look",
            "3: status: \"done\" is none of new, in_progress, reviewed, skipped",
        ]
    );
    assert!(told(b"article,cluster,name,tags\nn,c1,Ana,a\n").is_empty());
}
