use super::*;
use crate::article::Article;
use crate::extract::extract_with;
use proptest::prelude::*;

fn bytes() -> Vec<u8> {
    Model::built_in().bytes.to_vec()
}

#[test]
fn the_models_that_are_compiled_in_are_whole() {
    for name in Model::NAMES {
        let model = Model::named(name).unwrap();
        let again = Model::parse(model.bytes.to_vec()).unwrap();
        assert_eq!(
            (again.name(), again.labels()),
            (model.name(), model.labels())
        );
    }
    assert!(Model::named("other").is_none());
}

#[test]
fn what_is_no_model_is_told_from_a_damaged_one() {
    let alien = |bytes: &[u8]| Model::parse(bytes.to_vec()).unwrap_err();
    assert_eq!(alien(b""), ModelError::Alien);
    assert_eq!(alien(b"{\"id\":1}\n"), ModelError::Alien);
    assert_eq!(alien(&[0xff; 300]), ModelError::Alien);
    let whole = bytes();
    assert_eq!(alien(&whole[..whole.len() - 1]), ModelError::Damaged);
    assert_eq!(alien(&[&whole[..], b"x"].concat()), ModelError::Damaged);
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(alien(&changed), ModelError::Damaged);
    let end = memchr::memchr(b'\n', &whole).unwrap();
    let mut header: serde_json::Value = serde_json::from_slice(&whole[..end]).unwrap();
    let with = |header: &serde_json::Value| {
        let line = serde_json::to_vec(header).unwrap();
        Model::parse([&line[..], &whole[end..]].concat()).map(drop)
    };
    header["features"] = 0.into();
    assert!(matches!(with(&header), Err(ModelError::Version { .. })));
    header = serde_json::from_slice(&whole[..end]).unwrap();
    header["labels"] = serde_json::json!(["PERSON"]);
    assert!(matches!(with(&header), Err(ModelError::Header(_))));
}

/// A small model whose body is `table` and `groups`, whatever they are.
fn model_of(table: &[u8], groups: &[u8]) -> Vec<u8> {
    let labels = [Label::PERSON];
    Parts {
        name: "small 1",
        labels: &labels,
        scale: 0.1,
        calibration: [1.0, 0.0],
        transitions: &Transitions::new(1),
        table,
        second: &crate::extract::tagger::table::pack(Vec::new()),
        groups,
        card: Card::default(),
    }
    .into_bytes()
}

/// A table of two features.
fn table() -> Vec<u8> {
    crate::extract::tagger::table::pack(vec![(1 << 40, vec![1, 2]), (7 << 50, vec![-3, 4])])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_bytes_make_the_program_panic(
        cut in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        groups in prop::collection::vec(any::<u8>(), 0..40),
        signed in any::<bool>(),
    ) {
        let article = Article::from_text("a", "Ana Ruiz spoke in Galway.");
        let mut table = table();
        if signed {
            // With a checksum that fits: made on purpose.
            for (at, byte) in &changes {
                let at = at.index(table.len());
                table[at] = *byte;
            }
            let most = table.len();
            table.truncate(most - cut.index(3));
        }
        let mut bytes = model_of(&table, &groups);
        if !signed {
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            let most = bytes.len();
            bytes.truncate(cut.index(most + 1));
        }
        if let Ok(model) = Model::parse(bytes) {
            extract_with(&article, &model);
        }
    }
}
