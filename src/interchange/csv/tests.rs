use proptest::collection::vec;
use proptest::prelude::*;

use super::harmless;
use crate::interchange::Format;
use crate::interchange::example::{example, examples, write};

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
