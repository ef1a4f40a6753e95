use proptest::prelude::*;

use super::*;

const FILE: &[u8] = include_bytes!("../../speech.weights");

/// The features of two names.
fn features(values: [u64; 2]) -> Features {
    let mut features = Features::default();
    for (name, value) in values.into_iter().enumerate() {
        features.add(name as u64, value);
    }
    features
}

#[test]
fn the_shipped_file_is_whole_and_small() {
    let model = Model::parse(FILE).unwrap();
    assert_eq!(model.file(), FILE);
    assert!(FILE.len() <= 400 * 1024, "{} bytes", FILE.len());
}

#[test]
fn a_model_survives_its_file() {
    let tables = Task::ALL.map(|task| vec![0.0, 1.0, -2.0, f32::from(task as u8) / 2.0]);
    let model = Model::of(&tables);
    let file: &'static [u8] = model.file().leak();
    let read = Model::parse(file).unwrap();
    for task in Task::ALL {
        for value in 0..20 {
            let seen = features([value, value * 7]);
            let (own, other) = (model.weigh(task, &seen), read.weigh(task, &seen));
            assert!((own - other).abs() < 1e-6);
        }
    }
}

#[test]
fn without_weights_the_last_end_and_every_reading_stand() {
    assert_eq!(decide(Task::End, &[0.0, 0.0, 0.0]).chosen, Some(2));
    assert_eq!(decide(Task::Speech, &[0.0]).chosen, Some(0));
    assert_eq!(decide(Task::End, &[]).chosen, None);
}

#[test]
fn what_is_unlikely_is_refused_only_where_all_may_be_wrong() {
    assert_eq!(decide(Task::Speech, &[-2.0]).chosen, None);
    assert_eq!(decide(Task::Speaker, &[-2.0, -1.0]).chosen, None);
    assert_eq!(decide(Task::Start, &[-2.0, -1.0]).chosen, Some(1));
    let sure = decide(Task::Speech, &[2.0]);
    assert!(sure.chosen == Some(0) && (sure.score - 0.88).abs() < 0.01);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_damaged_file_is_refused(at in 0..FILE.len(), bit in 0u8..8, cut in prop::bool::ANY) {
        let mut file = FILE.to_vec();
        if cut {
            file.truncate(at);
        } else {
            file[at] ^= 1 << bit;
        }
        prop_assert!(Model::parse(file.leak()).is_none());
    }
}
