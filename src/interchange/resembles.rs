//! Which format a file looks like: told where it was read as another one and nothing came of it.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::Format;
use super::reader::files_in;
use crate::corpus::{STANDARD_INPUT, unpacked};
use crate::span::{floor_boundary, until};

/// So many bytes of a file are looked at.
const BEGINNING: u64 = 64 << 10;

/// What a file looks like, for people, where it is another format than it was read as: the first of
/// files and folders of which that can be said.
pub fn hint(paths: &[PathBuf], format: Format) -> Option<String> {
    let files = paths
        .iter()
        .filter(|path| *path != Path::new(STANDARD_INPUT));
    files.take(9).find_map(|path| {
        let file = if path.is_dir() {
            // Its files are those of the format it is read as; any others may tell.
            files_in(path, &[""]).ok()?.into_iter().next()?
        } else {
            path.clone()
        };
        let mut beginning = Vec::new();
        // A pipe was read to its end, and opening it again would wait for another writer.
        if !file.is_file() {
            return None;
        }
        let input = unpacked(File::open(&file).ok()?).ok()?;
        // What came before an error is enough to look at.
        let _ = input.take(BEGINNING).read_to_end(&mut beginning);
        let other = resembles(&String::from_utf8_lossy(&beginning))?;
        let is_record = |format| matches!(format, Format::Json | Format::Jsonl);
        let is_same = other == format || is_record(other) && is_record(format);
        (!is_same).then(|| {
            format!(
                "{}: looks like {other}, not {format}; --format {other} reads it",
                file.display()
            )
        })
    })
}

/// The format that a file's beginning looks like, if it can be told.
fn resembles(beginning: &str) -> Option<Format> {
    let text = beginning.trim_start_matches('\u{feff}').trim_start();
    let first = text.lines().next().unwrap_or_default();
    if text.starts_with("#FORMAT=WebAnno TSV 3") {
        return Some(Format::Webanno);
    }
    if text.starts_with('<') {
        let lower = until(text, floor_boundary(text, 4096)).to_ascii_lowercase();
        let is = |word: &str| lower.contains(word);
        return match () {
            () if is("<xmi:xmi") => Some(Format::Xmi),
            () if is("<html") && is("dateline") => Some(Format::Html),
            () => None,
        };
    }
    if text.starts_with(['{', '[']) {
        return of_json(text);
    }
    if text.starts_with("-DOCSTART-") {
        return Some(Format::Conll);
    }
    if is_standoff(first) {
        return Some(Format::Brat);
    }
    let cells: Vec<&str> = first.split([',', ';', '\t']).map(str::trim).collect();
    if cells.contains(&"article") && cells.contains(&"start") {
        return Some(Format::Csv);
    }
    of_tokens(text)
}

/// By names that only one format has.
fn of_json(text: &str) -> Option<Format> {
    // Names of fields, whatever white space follows them.
    let has = |name: &str| text.contains(&format!("\"{name}\""));
    // Of lists that hold words or other lists; objects inside have such labels, too.
    let labels = |name: &str| {
        let name = format!("\"{name}\"");
        let values = text.split(&name).skip(1);
        let mut values = values.filter_map(|rest| rest.trim_start().strip_prefix(':'));
        values.any(|value| {
            let list = value.trim_start().strip_prefix('[').map(str::trim_start);
            list.is_some_and(|list| list.starts_with(['"', '[']))
        })
    };
    let all = [
        (has("%FEATURE_STRUCTURES") || has("%TYPES"), Format::Cas),
        (
            text.contains("/ns/anno.jsonld") || has("TextQuoteSelector"),
            Format::W3c,
        ),
        (
            has("data") && has("annotations") && has("result"),
            Format::LabelStudio,
        ),
        (has("quotes") && has("contents"), Format::Citron),
        (has("start_offset"), Format::Doccano),
        (
            has("clusters") && has("quotes") && has("sha256"),
            Format::Jsonl,
        ),
        (
            has("_input_hash") || has("_view_id") || has("token_start") || has("answer"),
            Format::Prodigy,
        ),
        (has("text") && has("spans"), Format::Prodigy),
        (
            has("text") && (labels("label") || labels("labels")),
            Format::Doccano,
        ),
    ];
    all.into_iter()
        .find_map(|(is, format)| is.then_some(format))
}

/// `T1<TAB>PER 8 16<TAB>Ana Díaz`
fn is_standoff(line: &str) -> bool {
    let mut columns = line.split('\t');
    let id = columns.next().unwrap_or_default();
    let is_id = id
        .strip_prefix('T')
        .is_some_and(|n| n.parse::<u64>().is_ok());
    let data = columns.next().unwrap_or_default();
    is_id
        && data
            .split([' ', ';'])
            .skip(1)
            .all(|n| n.parse::<u64>().is_ok())
}

/// Lines of a token and a tag.
fn of_tokens(text: &str) -> Option<Format> {
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(200);
    let (mut tagged, mut ends, mut columns) = (0, false, 0);
    for line in lines {
        let cells: Vec<&str> = line.split(['\t', ' ']).collect();
        let tag = cells.last().copied().unwrap_or_default();
        let prefix = tag.split_once('-').map(|(prefix, _)| prefix);
        let is_tag = tag == "O" || matches!(prefix, Some("B" | "I" | "E" | "S" | "L" | "U"));
        if !is_tag || cells.len() < 2 {
            return None;
        }
        tagged += 1;
        columns = cells.len();
        ends |= matches!(prefix, Some("E" | "S" | "L" | "U"));
    }
    match (tagged, ends, columns) {
        (0..3, ..) => None,
        (_, true, _) => Some(Format::Bioes),
        (_, false, 2) => Some(Format::Iob2),
        _ => Some(Format::Conll),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::Layout;
    use crate::interchange::example::{example, write};

    #[test]
    fn every_export_looks_like_what_it_is() {
        let example = [example()];
        for format in Format::ALL.into_iter().filter(|f| f.reader().is_some()) {
            let written = write(&example, format);
            let file = match format.layout() {
                Layout::Stream => written.output,
                Layout::Folder => {
                    let [ending, ..] = format.reader().unwrap().files else {
                        panic!("{format} has no files");
                    };
                    let files = written.files.into_iter();
                    let found = files.filter(|(name, _)| name.ends_with(ending));
                    // Of tables that of names: quotes and dates have other columns.
                    let mut found = found
                        .filter(|(name, _)| format != Format::Csv || name.contains("entities"));
                    found.next().unwrap().1
                }
            };
            let known = match format {
                Format::Json => Format::Jsonl,
                other => other,
            };
            assert_eq!(resembles(&file), Some(known), "{format}");
        }
    }

    #[test]
    fn what_could_be_anything_is_not_guessed_at() {
        for file in [
            "",
            "\u{0}",
            "Ana met Bo.",
            "{\"text\":\"Ana\"}",
            "<a>",
            "<😀",
            "[1]",
            "{\"id\":\"a\",\"text\":\"Ana\",\"entities\":[{\"start\":0,\"end\":3,\"label\":\"PER\"}]}",
            "[{\"text\":\"Ana\",\"label\":[{\"start\":0,\"end\":3,\"labels\":[{}]}]}]",
        ] {
            assert_eq!(resembles(file), None, "{file}");
        }
        assert_eq!(
            resembles("{\"text\":\"Ana\",\"label\":[[0,3,\"PER\"]]}"),
            Some(Format::Doccano)
        );
    }
}
