use std::collections::BTreeSet;
use std::io::Cursor;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::annotation::history::Step;

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
    let (mut bytes, mut entries) = (Vec::new(), Entries::new());
    for some in lines(group, writing, |_| None) {
        let (lines, of_them) = some.unwrap();
        bytes.extend(lines);
        entries.extend(of_them);
    }
    (bytes, entries)
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

fn read(bytes: &[u8]) -> Contents {
    reading::read_lines(Cursor::new(bytes), None).unwrap()
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
    let mut contents = read(&bytes);
    assert_eq!(contents.damage, []);
    assert_eq!((contents.places.len(), contents.seq), (3, 5));
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
            let contents = read(&damaged);
            let line = starts.partition_point(|start| *start <= at) as u64;
            if at + 1 == bytes.len() {
                // The last line break is no part of what was written: it is put there again.
                assert_eq!((contents.places.len(), contents.unterminated), (3, true));
                assert_eq!(contents.end, at as u64);
                continue;
            }
            assert!(!contents.damage.is_empty(), "byte {at}");
            let first = contents.damage.iter().map(|damage| damage.line).min();
            // The decision to which the line belongs is told where it begins.
            let begins = if (3..=5).contains(&line) { 3 } else { line };
            assert!(first == Some(line) || first == Some(begins), "byte {at}");
            // Line 1 is the head, line n + 1 holds number n. A line break is no part of either.
            for group in &numbers {
                let whole = bytes[at] == b'\n' || !group.contains(&(line - 1));
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
        let contents = read(&bytes[..cut]);
        // The line break is the least of a line.
        let whole = ends.iter().filter(|end| cut + 1 >= **end).count();
        assert_eq!(contents.places.len(), whole, "cut at {cut}");
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
        let again = read(&next);
        assert_eq!(again.places.len(), whole + 1, "cut at {cut}");
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
        ("out of order", vec![line(0), line(5), line(1)], 2, vec![1]),
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
            vec![2, 3],
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
        let contents = read(&bytes);
        let damage: Vec<u64> = contents.damage.iter().map(|damage| damage.line).collect();
        assert_eq!((contents.places.len(), damage), (groups, told), "{what}");
        let unused: u64 = contents.unused.iter().map(|s| s.end - s.start).sum();
        let used = contents.used.iter().map(|s| s.end - s.start);
        let known = unused + used.sum::<u64>();
        assert_eq!(known, bytes.len() as u64, "{what}: nothing is cut off");
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
    let contents = read(&newer.unwrap());
    assert_eq!(contents.newer, Some(VERSION + 1));
}

/// What happens to a journal between two sessions.
#[derive(Clone, Debug)]
enum Harm {
    Flip(usize, u8),
    Cut(usize),
    Remove(usize, usize),
    Insert(usize, Vec<u8>),
    Zero(usize, usize),
    /// A stretch stands somewhere a second time.
    Copy(usize, usize, usize),
    /// A line stands somewhere a second time.
    CopyLine(usize, usize),
}

fn harm() -> impl Strategy<Value = Harm> {
    let at = 0..10_000_usize;
    let short = 0..400_usize;
    prop_oneof![
        (at.clone(), 1..=255_u8).prop_map(|(at, bits)| Harm::Flip(at, bits)),
        at.clone().prop_map(Harm::Cut),
        (at.clone(), short.clone()).prop_map(|(at, length)| Harm::Remove(at, length)),
        (at.clone(), prop::collection::vec(any::<u8>(), 0..40))
            .prop_map(|(at, bytes)| Harm::Insert(at, bytes)),
        (at.clone(), short.clone()).prop_map(|(at, length)| Harm::Zero(at, length)),
        (at.clone(), short, at.clone()).prop_map(|(at, length, to)| Harm::Copy(at, length, to)),
        (0..40_usize, 0..40_usize).prop_map(|(line, to)| Harm::CopyLine(line, to)),
    ]
}

/// Each byte with the place where it was at first; none for what was not there.
type Traced = Vec<(u8, Option<usize>)>;

impl Harm {
    fn happen(&self, bytes: &mut Traced) {
        let within = |at: usize, bytes: &Traced| at % (bytes.len() + 1);
        let stretch = |at: usize, length: usize, bytes: &Traced| {
            let from = within(at, bytes);
            from..(from + length).min(bytes.len())
        };
        let fresh = |part: &[(u8, Option<usize>)]| -> Traced {
            part.iter().map(|(byte, _)| (*byte, None)).collect()
        };
        match self {
            Self::Flip(at, bits) => {
                let at = within(*at, bytes);
                if let Some((byte, from)) = bytes.get_mut(at) {
                    (*byte, *from) = (*byte ^ bits, None);
                }
            }
            Self::Cut(at) => bytes.truncate(within(*at, bytes)),
            Self::Remove(at, length) => drop(bytes.drain(stretch(*at, *length, bytes))),
            Self::Insert(at, new) => {
                let at = within(*at, bytes);
                bytes.splice(at..at, new.iter().map(|byte| (*byte, None)));
            }
            Self::Zero(at, length) => {
                let stretch = stretch(*at, *length, bytes);
                bytes[stretch].fill((0, None));
            }
            Self::Copy(at, length, to) => {
                let part = fresh(&bytes[stretch(*at, *length, bytes)]);
                let to = within(*to, bytes);
                bytes.splice(to..to, part);
            }
            Self::CopyLine(line, to) => {
                let plain: Vec<u8> = bytes.iter().map(|(byte, _)| *byte).collect();
                let starts = starts(&plain);
                let line = line % starts.len();
                let end = starts.get(line + 1).copied().unwrap_or(plain.len());
                let part = fresh(&bytes[starts[line]..end]);
                let to = starts[to % starts.len()];
                bytes.splice(to..to, part);
            }
        }
    }
}

proptest! {
    #[test]
    fn what_harms_a_journal_costs_only_what_it_touches(
        sizes in prop::collection::vec(1..4_usize, 1..12),
        harms in prop::collection::vec(harm(), 1..4),
    ) {
        let names = ["a", "b", "c"];
        let groups: Vec<Group> = (1..)
            .zip(&sizes)
            .map(|(number, size)| group(number, &names[..*size]))
            .collect();
        let (bytes, numbers) = journal(&groups);
        let starts = starts(&bytes);
        let mut traced: Traced = (0..).zip(&bytes).map(|(at, byte)| (*byte, Some(at))).collect();
        for harm in &harms {
            harm.happen(&mut traced);
        }
        let harmed: Vec<u8> = traced.iter().map(|(byte, _)| *byte).collect();
        let contents = read(&harmed);
        let found = seqs(&contents);

        // Nothing twice, and each decision whole or not at all.
        prop_assert_eq!(found.len(), contents.entries.len());
        for group in &numbers {
            let found = found.intersection(group).count();
            prop_assert!(found == 0 || found == group.len());
        }
        // What was not touched is there: all of its bytes are, in one piece each line.
        let at = |place: usize| traced.iter().position(|(_, from)| *from == Some(place));
        for group in &numbers {
            let untouched = group.iter().all(|seq| {
                let (start, end) = (starts[*seq as usize], starts[*seq as usize + 1] - 1);
                at(start).is_some_and(|now| {
                    (start..end).zip(now..).all(|(was, now)| {
                        traced.get(now).is_some_and(|(_, from)| *from == Some(was))
                    })
                })
            });
            if untouched {
                prop_assert!(group.is_subset(&found), "{:?} of {:?}", group, found);
            }
        }
        // Every byte is used or set aside, but for line breaks and what takes the place of one.
        let mut told = vec![0; harmed.len()];
        for stretch in &contents.used {
            for at in stretch.clone() {
                told[at as usize] |= 1;
            }
        }
        for stretch in &contents.unused {
            for at in stretch.clone() {
                told[at as usize] |= 2;
            }
        }
        let untold = told.iter().filter(|told| **told == 0).count();
        prop_assert!(untold <= 1, "{} bytes are neither used nor set aside", untold);
        // What is set aside is told.
        let sound = contents.unused.is_empty() && !contents.disordered;
        prop_assert_eq!(sound, contents.damage.is_empty());
    }
}

#[test]
fn a_decision_about_very_many_articles_is_there_whole_or_not_at_all() {
    let ids: Vec<String> = (0..2 * AT_ONCE + 10).map(|id| id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let many = group(1, &ids);
    let mut bytes = first_line("j", "ana").unwrap();
    let (lines, entries) = written(&many, "j", 1, bytes.len() as u64);
    bytes.extend(lines);
    for (entry, seq) in entries.iter().map(|(_, entry)| entry).zip(1..) {
        let start = usize::try_from(entry.offset).unwrap();
        let line = &bytes[start..start + entry.length];
        let body = unsealed(line.strip_suffix(b"\n").unwrap()).unwrap();
        assert_eq!(serde_json::from_slice::<Line>(&body).unwrap().seq, seq);
    }
    let undone = |bytes: &[u8]| read(bytes).history.undo(TIME.parse().unwrap());
    assert_eq!(undone(&bytes), Some(many.inverse(2, TIME.parse().unwrap())));
    for part in [AT_ONCE, 2 * AT_ONCE, ids.len() - 1] {
        let end = usize::try_from(entries[part].1.offset).unwrap();
        assert_eq!(undone(&bytes[..end]), None, "{part} lines");
    }
}
