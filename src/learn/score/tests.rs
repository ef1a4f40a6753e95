use super::*;

fn document(json: &str) -> Document {
    serde_json::from_str(json).unwrap()
}

#[test]
fn gold_and_the_programs_own_output_are_read_alike() {
    let gold = document(
        r#"{"id":"a","text":"x","quotes":[{"start":0,"end":9,"parts":[[0,4],[6,9]],"kind":"direct","speaker":{"start":4,"end":6,"text":"he","canonical":"Ana Ruiz"},"cue":null}]}"#,
    );
    let own = document(
        r#"{"id":"a","entities":[{"id":"e0-1-ORG","start":0,"end":1,"label":"ORG"}],"quotes":[{"id":"q0-9","kind":"direct","content":[{"start":0,"end":4,"text":"…"},{"start":6,"end":9,"text":"…"}],"speaker":{"start":4,"end":6,"text":"he","cluster":"c1","name":"Ana Ruiz"}}]}"#,
    );
    let (ours, theirs) = (&gold.quotes.unwrap()[0], &own.quotes.as_ref().unwrap()[0]);
    assert_eq!(ours.pieces(), vec![(0, 4), (6, 9)]);
    assert_eq!(ours.pieces(), theirs.pieces());
    assert_eq!(ours.speaker, theirs.speaker);
    assert_eq!(own.names().unwrap()[0].label, "ORG");
}

#[test]
fn a_range_outside_the_text_is_named() {
    let gold = document(
        r#"{"id":1,"text":"short","spans":[{"start":0,"end":5,"label":"ORG"},{"start":3,"end":9,"label":"ORG"}]}"#,
    );
    assert_eq!(gold.misplaced(5), Some(("spans[1]".to_owned(), 3, 9)));
    assert_eq!(gold.misplaced(9), None);
}

#[test]
fn nothing_to_count_is_zero_and_not_a_division_by_it() {
    assert_eq!(Agreement::of(0, 0, 0), Agreement::default());
    assert!((Agreement::of(1, 2, 4).f1 - 1.0 / 3.0).abs() < 1e-9);
}
