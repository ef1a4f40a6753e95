use std::collections::BTreeSet;

use serde_json::json;

use super::*;

const TIME: &str = "2026-05-01T10:00:00Z";

fn group(number: u64, articles: &[&str]) -> Group {
    let steps = articles.iter().map(|article| Step {
        article: Some(ArticleId::new(*article)),
        changes: vec![wire::Change {
            at: "note".to_owned(),
            before: json!(null),
            after: json!("“we”\n"),
        }]
        .into(),
    });
    Group {
        number,
        what: format!("edit {number}"),
        time: TIME.parse().unwrap(),
        undoes: None,
        steps: steps.collect(),
    }
}

fn written(group: &Group, journal: &str, seq: u64, offset: u64) -> (Vec<u8>, Entries) {
    let writing = Writing {
        journal,
        seq,
        offset,
    };
    lines(group, writing, |_| None).unwrap()
}

/// A journal of the groups, and the numbers of the lines of each.
fn journal(groups: &[Group]) -> (Vec<u8>, Vec<BTreeSet<u64>>) {
    let mut bytes = first_line("j", "ana").unwrap();
    let mut seq = 0;
    let mut numbers = Vec::new();
    for group in groups {
        let (more, entries) = written(group, "j", seq + 1, 0);
        bytes.extend(more);
        numbers.push(entries.iter().map(|(_, entry)| entry.seq).collect());
        seq += entries.len() as u64;
    }
    (bytes, numbers)
}

fn three() -> [Group; 3] {
    [
        group(1, &["a"]),
        group(2, &["a", "b", "c"]),
        group(3, &["b"]),
    ]
}

fn seqs(contents: &Contents) -> BTreeSet<u64> {
    contents.entries.iter().map(|(_, e)| e.seq).collect()
}

/// Where each line begins, and where the last one ends.
fn starts(bytes: &[u8]) -> Vec<usize> {
    let breaks = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n');
    std::iter::once(0)
        .chain(breaks.map(|(i, _)| i + 1))
        .collect()
}

#[test]
fn a_journal_tells_what_was_written() {
    let (bytes, _) = journal(&three());
    let mut contents = read_lines(&bytes[..]).unwrap();
    assert_eq!(contents.damage, []);
    assert_eq!((contents.groups, contents.seq), (3, 5));
    assert_eq!(contents.id.as_deref(), Some("j"));
    assert_eq!(contents.end, bytes.len() as u64);
    let undo = contents.history.undo(TIME.parse().unwrap()).unwrap();
    assert_eq!(undo, three()[2].inverse(4, TIME.parse().unwrap()));
    contents.history.push(undo);
    assert_eq!(
        contents.history.undo(TIME.parse().unwrap()),
        Some(three()[1].inverse(5, TIME.parse().unwrap()))
    );
}

#[test]
fn a_changed_byte_costs_no_other_decision_and_is_told() {
    let (bytes, numbers) = journal(&three());
    let starts = starts(&bytes);
    for at in 0..bytes.len() {
        for flip in [1, 0x20, 0x80] {
            let mut damaged = bytes.clone();
            damaged[at] ^= flip;
            let contents = read_lines(&damaged[..]).unwrap();
            let line = starts.partition_point(|start| *start <= at) as u64;
            if at + 1 == bytes.len() {
                // The last line break is no part of what was written: it is put there again.
                assert_eq!((contents.groups, contents.unterminated), (3, true));
                assert_eq!(contents.end, at as u64);
                continue;
            }
            assert!(!contents.damage.is_empty(), "byte {at}");
            let first = contents.damage.iter().map(|damage| damage.line).min();
            // The decision to which the line belongs is told where it begins.
            let begins = if (3..=5).contains(&line) { 3 } else { line };
            assert!(first == Some(line) || first == Some(begins), "byte {at}");
            // Line 1 is the head, line n + 1 holds number n. A line break joins two lines.
            let touched = [line - 1, if bytes[at] == b'\n' { line } else { 0 }];
            for group in &numbers {
                let whole = touched.iter().all(|number| !group.contains(number));
                let found = seqs(&contents).intersection(group).count();
                assert_eq!(found, if whole { group.len() } else { 0 }, "byte {at}");
            }
        }
    }
}

#[test]
fn what_was_cut_off_leaves_the_rest_readable_and_room_for_more() {
    let (bytes, numbers) = journal(&three());
    let starts = starts(&bytes);
    let ends = [starts[2], starts[5], starts[6]];
    for cut in 0..=bytes.len() {
        let contents = read_lines(&bytes[..cut]).unwrap();
        // The line break is the least of a line.
        let whole = ends.iter().filter(|end| cut + 1 >= **end).count();
        assert_eq!(contents.groups, whole, "cut at {cut}");
        let expected: BTreeSet<u64> = numbers[..whole].iter().flatten().copied().collect();
        assert_eq!(seqs(&contents), expected);

        let mut next = bytes[..contents.end as usize].to_vec();
        if contents.end == 0 {
            next = first_line("j", "ana").unwrap();
        } else if contents.unterminated {
            next.push(b'\n');
        }
        let offset = next.len() as u64;
        let number = contents.seq + 1;
        let (more, entries) = written(&group(9, &["x", "y"]), "j", number, offset);
        next.extend(more);
        let again = read_lines(&next[..]).unwrap();
        assert_eq!(again.groups, whole + 1, "cut at {cut}");
        assert_eq!(again.damage, [], "cut at {cut}");
        let (_, x) = &again.entries[again.entries.len() - 2];
        assert_eq!(x.offset, entries[0].1.offset);
    }
}

#[test]
fn lines_that_do_not_belong_are_left_out_and_told() {
    let (bytes, _) = journal(&three());
    let starts = starts(&bytes);
    let line = |n: usize| &bytes[starts[n]..starts[n + 1]];
    let (foreign, _) = written(&group(4, &["z"]), "other", 9, 0);
    for (what, lines, groups, told) in [
        (
            "twice",
            vec![line(0), line(1), line(1), line(5)],
            2,
            vec![3],
        ),
        ("out of order", vec![line(0), line(5), line(1)], 1, vec![3]),
        (
            "another's",
            vec![line(0), line(1), &foreign, line(5)],
            2,
            vec![3],
        ),
        (
            "no end",
            vec![line(0), line(2), line(3), line(5)],
            1,
            vec![2],
        ),
        (
            "no beginning",
            vec![line(0), line(1), line(3), line(4)],
            1,
            vec![3, 4],
        ),
        (
            "no middle",
            vec![line(0), line(2), line(4), line(5)],
            1,
            vec![2, 3],
        ),
        ("no head", vec![line(1), line(5)], 2, vec![]),
        ("two heads", vec![line(0), line(0), line(1)], 1, vec![2]),
        (
            "only noise",
            vec![b"\n", b"\0\xff\n", b"{}\n"],
            0,
            vec![1, 2, 3],
        ),
    ] {
        let bytes = lines.concat();
        let contents = read_lines(&bytes[..]).unwrap();
        let damage: Vec<u64> = contents.damage.iter().map(|damage| damage.line).collect();
        assert_eq!((contents.groups, damage), (groups, told), "{what}");
        assert_eq!(
            contents.end,
            bytes.len() as u64,
            "{what}: nothing is cut off"
        );
    }
}

#[test]
fn a_newer_journal_is_not_read() {
    let newer = sealed(&Header {
        format: FORMAT.to_owned(),
        version: VERSION + 1,
        journal: "j".to_owned(),
        annotator: "ana".to_owned(),
    });
    let contents = read_lines(&newer.unwrap()[..]).unwrap();
    assert_eq!(contents.newer, Some(VERSION + 1));
}
