//! What the journal gives back: undo, decisions done again, an end that was cut off.

use super::*;

#[test]
fn undo_and_redo_go_on_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    desk.edit(&accept("Ana Ruiz", &desk));
    let one = desk.annotations.clone();
    desk.edit(&accept("Bergen", &desk));
    let two = desk.annotations.clone();
    desk.save();
    let bytes = fs::read_to_string(desk.record()).unwrap();
    drop(desk);

    let mut desk = Desk::open(dir.path(), article());
    desk.undo();
    assert_eq!(desk.annotations, one);
    drop(desk);
    let mut desk = Desk::open(dir.path(), article());
    assert_eq!(desk.annotations, one);
    let redo = desk.history.redo(now()).unwrap();
    desk.take(redo);
    assert_eq!(desk.annotations, two);
    desk.save();
    let again = fs::read_to_string(desk.record()).unwrap();
    assert_eq!(again, bytes.replace("\"seq\": 2", "\"seq\": 4"));
}

#[test]
fn a_decision_that_fits_no_more_is_told_and_the_others_are_done() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    desk.edit(&accept("Ana Ruiz", &desk));
    desk.save();
    desk.edit(&accept("Bergen", &desk));
    desk.edit(&accept("Saturday", &desk));
    let record = desk.record();
    let expected = desk.annotations.updated;
    drop(desk);
    // Meanwhile somebody rejected Bergen in the file.
    let json = fs::read_to_string(&record).unwrap();
    let at = json.find("\"text\": \"Bergen\"").unwrap();
    let (front, back) = json.split_at(at);
    let back = back.replacen("\"unreviewed\"", "\"rejected\"", 1);
    fs::write(&record, format!("{front}{back}")).unwrap();

    let mut store = look(dir.path());
    let loaded = load(&mut store, &article(), "model 1").unwrap();
    assert_eq!(
        verdicts(&loaded.annotations),
        [Verdict::Accepted, Verdict::Rejected, Verdict::Accepted]
    );
    let told: Vec<u64> = loaded.conflicts.iter().map(|c| c.seq).collect();
    assert_eq!(told, [2], "{:?}", loaded.conflicts);
    assert!(loaded.conflicts[0].reason.contains("LOC"));
    assert_eq!(loaded.annotations.updated, expected);
    // Both versions are there to choose from.
    let [edit::Change::Entity(_, swap)] = loaded.disputed.as_slice() else {
        panic!("{:?}", loaded.disputed);
    };
    let verdict = |side: &Option<crate::annotation::Entity>| side.as_ref().unwrap().review.verdict;
    assert_eq!(verdict(&swap.before), Verdict::Rejected);
    assert_eq!(verdict(&swap.after), Verdict::Accepted);
}

#[test]
fn decisions_on_another_models_suggestions_are_done_again() {
    for saved in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let mut desk = Desk::open(dir.path(), article());
        if saved {
            desk.edit(&Edit::SetNote(None, Some("note".to_owned())));
            desk.save();
        }
        desk.edit(&accept("Bergen", &desk));
        desk.edit(&Edit::AddEntity(Span::new(5, 10), Label::MISC));
        drop(desk);

        // The next model finds other things, and numbers what it finds in another way.
        let mut suggestions = suggestions(TEXT, "model 2");
        suggestions.mentions.remove(1);
        suggestions.clusters.swap(0, 1);
        for mention in &mut suggestions.mentions {
            mention.cluster = mention.cluster.map(|c| [1, 0, 2][c]);
            mention.score = 0.5;
        }
        let article = article();
        let index = OffsetIndex::new(TEXT);
        let fresh = Annotations::fresh(&suggestions, TEXT, &index);
        let loaded = look(dir.path()).load(&article, &index, &fresh).unwrap();
        assert_eq!(loaded.conflicts, []);
        let annotations = loaded.annotations;
        let words: Vec<_> = annotations
            .entities
            .iter()
            .map(|e| {
                let cluster = annotations.cluster(e.cluster.as_ref().unwrap());
                let name = cluster.map_or("", |c| c.name.as_str());
                (e.span.of(TEXT), e.review.verdict, name)
            })
            .collect();
        assert_eq!(
            words,
            [
                ("Mayor", Verdict::Added, "Mayor"),
                ("Ana Ruiz", Verdict::Unreviewed, "Ana Ruiz"),
                ("Bergen", Verdict::Accepted, "Bergen"),
                ("Saturday", Verdict::Unreviewed, "Saturday"),
            ]
        );
        assert_eq!(&*annotations.model, "model 2");
    }
}

#[test]
fn what_was_half_written_makes_room_for_the_next_decision() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    desk.edit(&accept("Ana Ruiz", &desk));
    let before = desk.annotations.clone();
    desk.edit(&accept("Bergen", &desk));
    let path = desk.store.folder().join("journal.jsonl");
    drop(desk);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 20]).unwrap();

    let mut desk = Desk::open(dir.path(), article());
    assert_eq!(desk.annotations, before);
    assert_eq!(desk.store.problems().len(), 1);
    desk.edit(&accept("Saturday", &desk));
    let after = desk.annotations.clone();
    drop(desk);
    let desk = Desk::open(dir.path(), article());
    assert_eq!(desk.annotations, after);
    assert_eq!(desk.store.problems(), []);
}

#[test]
fn a_journal_of_another_machine_is_not_confused_with_this_ones() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    desk.edit(&accept("Ana Ruiz", &desk));
    desk.save();
    let (record, mine) = (desk.record(), desk.store.journal.id().to_owned());
    drop(desk);
    // The other machine edited the same record later, and it came here through version control.
    let json = fs::read_to_string(&record).unwrap();
    let theirs = json
        .replace(&mine, "theirs")
        .replacen("\"accepted\"", "\"rejected\"", 1)
        .replace("2026-05-01T10:00:01Z", "2099-05-01T10:00:01Z");
    // It says how much it holds of this journal; an earlier version did not, and holds what is older.
    let holds = format!("\"others\": {{\"{mine}\": 1}}");
    for others in [holds.as_str(), "\"x\": 0"] {
        fs::write(&record, theirs.replace("\"others\": {}", others)).unwrap();
        let mut store = look(dir.path());
        let loaded = load(&mut store, &article(), "model 1").unwrap();
        assert_eq!(loaded.conflicts, []);
        assert_eq!(
            loaded.annotations.entities[0].review.verdict,
            Verdict::Rejected
        );
    }
    // It was made without knowing what was decided here: that is not to be lost.
    fs::write(&record, theirs).unwrap();
    let loaded = load(&mut look(dir.path()), &article(), "model 1").unwrap();
    assert_eq!(loaded.disputed.len(), 1, "{:?}", loaded.disputed);
}

/// How many decisions the journal of a desk holds.
fn groups(desk: &Desk) -> usize {
    let mut journal = JournalFile::new(desk.store.folder(), desk.store.annotator());
    journal.read().unwrap().history.times().count()
}

#[test]
fn a_long_journal_is_shortened_to_what_can_be_undone() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    for _ in 0..3 {
        desk.edit(&accept("Ana Ruiz", &desk));
        desk.edit(&Edit::SetNote(None, Some(desk.minute.to_string())));
    }
    let path = desk.store.folder().join("journal.jsonl");
    let before = desk.annotations.clone();
    let length = || fs::metadata(&path).unwrap().len();
    let long = length();
    desk.store.shorten(2).unwrap();
    assert_eq!(length(), long, "the record does not hold it yet");
    desk.save();
    desk.store.shorten(2).unwrap();
    assert!(length() < long);
    desk.edit(&accept("Bergen", &desk));
    assert_eq!(groups(&desk), 3);
    assert!(desk.undo());
    drop(desk);
    let mut desk = Desk::open(dir.path(), article());
    assert_eq!(desk.store.problems(), []);
    assert_eq!(desk.annotations, before);
    let redo = desk.history.redo(now()).unwrap();
    desk.take(redo);
    assert_eq!(
        desk.annotations.entities[1].review.verdict,
        Verdict::Accepted
    );
}
