use super::*;
use proptest::prelude::*;
use serde_json::Value;

/// A reader that gives a few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(self.0.len()).min(buffer.len());
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// All records of a stream, with their bytes.
fn split_by(bytes: &[u8], shape: Shape, step: usize, longest: usize) -> Vec<(Piece, Vec<u8>)> {
    let mut splitter = Splitter::with_longest(Vec::new(), Drops(bytes, step), shape, longest);
    let mut found = Vec::new();
    while let Some(block) = splitter.next_block().unwrap() {
        for piece in block.pieces {
            if !piece.too_long {
                let start = piece.offset as usize;
                let end = start + piece.len as usize;
                assert_eq!(block.bytes_of(piece), &bytes[start..end]);
            }
            found.push((*piece, block.bytes_of(piece).to_vec()));
        }
    }
    found
}

fn texts(bytes: &str, shape: Shape) -> Vec<String> {
    split_by(bytes.as_bytes(), shape, 7, LONGEST_RECORD)
        .into_iter()
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect()
}

fn places(bytes: &str, shape: Shape) -> Vec<(u64, u32)> {
    split_by(bytes.as_bytes(), shape, 7, LONGEST_RECORD)
        .into_iter()
        .map(|(piece, _)| (piece.line, piece.part))
        .collect()
}

#[test]
fn the_shape_is_seen_in_the_first_line() {
    for (beginning, named, shape) in [
        ("{\"a\":1}\n{\"a\":2}\n", false, Shape::Lines),
        ("\u{feff}{\"a\":1}\r\n{\"a\":2}", false, Shape::Lines),
        ("{\n \"a\": 1\n}\n", true, Shape::Brackets),
        ("[\n{\"a\":1}]", true, Shape::Brackets),
        ("[{\"a\":1},{\"a\":2}]", false, Shape::Brackets),
        ("{\"a\":1}{\"a\":2}\n", false, Shape::Brackets),
        ("{\"a\":\"cut\n{\"a\":2}\n", false, Shape::Lines),
        ("{\"a\":1,\n{\"a\":2}\n", true, Shape::Lines),
        ("nonsense\n{\"a\":2}\n", true, Shape::Lines),
        ("{\"a\":1}", false, Shape::Brackets),
    ] {
        assert_eq!(Shape::of(beginning.as_bytes(), named), shape, "{beginning}");
    }
}

#[test]
fn lines_are_records_and_empty_ones_are_none() {
    let bytes = "{\"a\":1}\r\n\n  {\"b\":\n{\"c\":3} ";
    assert_eq!(
        texts(bytes, Shape::Lines),
        ["{\"a\":1}", "{\"b\":", "{\"c\":3}"]
    );
    assert_eq!(places(bytes, Shape::Lines), [(1, 1), (3, 1), (4, 1)]);
}

#[test]
fn elements_of_arrays_and_sequences_are_records() {
    assert_eq!(
        texts("[{\"a\":[1,{}]},\n {\"b\":\"]}\\\"\"}]", Shape::Brackets),
        ["{\"a\":[1,{}]}", "{\"b\":\"]}\\\"\"}"]
    );
    let bytes = "{\"a\":1}{\"a\":2}\n{\n\"a\":3}";
    assert_eq!(places(bytes, Shape::Brackets), [(1, 1), (1, 2), (2, 1)]);
    assert!(texts("[]", Shape::Brackets).is_empty());
    assert!(texts(" \n", Shape::Brackets).is_empty());
}

#[test]
fn a_broken_element_costs_no_other() {
    for bytes in [
        "[\n{\"id\":1},\n{\"id\":2,\"text\":\"cut\n},\n{\"id\":3}\n]",
        "[\n{\"id\":1},\n{\"id\":2,\"text\":\"raw\nbreak\"},\n{\"id\":3}\n]",
        "[\n{\"id\":1},\n{\"id\":2,\"list\":[1,2},\n{\"id\":3}\n]",
        "[\n{\"id\":1},\n{\"id\":2,\n{\"id\":3}\n]",
        "[{\"id\":1}, null, {\"id\":3}]",
        "[{\"id\":1}, {\"id\":3}, {\"id\":4]",
        "{\"id\":1}} {\"id\":3}",
    ] {
        let found = texts(bytes, Shape::Brackets);
        for whole in ["{\"id\":1}", "{\"id\":3}"] {
            assert!(found.iter().any(|f| f == whole), "{bytes}: {found:?}");
        }
    }
}

#[test]
fn a_record_that_is_too_long_is_given_up_and_the_next_is_found() {
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(500));
    for (bytes, shape) in [
        (format!("{{}}\n{long}\n{{\"b\":1}}\n"), Shape::Lines),
        (format!("[{{}},\n{long},\n{{\"b\":1}}]"), Shape::Brackets),
    ] {
        let found = split_by(bytes.as_bytes(), shape, 50, 100);
        let flags: Vec<bool> = found.iter().map(|(p, _)| p.too_long).collect();
        assert_eq!(flags, [false, true, false], "{shape:?}");
        assert_eq!(found[1].0.line, 2);
        assert_eq!(found[2].1, b"{\"b\":1}");
        assert_eq!(found[2].0.line, 3);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[\\PC\n\"\\\\{}\\[\\],:]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            any_object(inner),
        ]
    })
}

fn any_object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    proptest::collection::vec(("[\\PC\"\\\\]{0,6}", inner), 0..4)
        .prop_map(|members| Value::Object(members.into_iter().collect()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn valid_arrays_give_exactly_their_elements(
        elements in proptest::collection::vec(any_object(any_json()), 0..6),
        pretty in any::<bool>(),
        step in 1usize..40,
    ) {
        let array = Value::from(elements.clone());
        let written = if pretty {
            serde_json::to_string_pretty(&array)
        } else {
            serde_json::to_string(&array)
        }
        .unwrap();
        let found: Vec<Value> = split_by(written.as_bytes(), Shape::Brackets, step, LONGEST_RECORD)
            .iter()
            .map(|(_, bytes)| serde_json::from_slice(bytes).unwrap())
            .collect();
        prop_assert_eq!(found, elements);
    }

    #[test]
    fn valid_sequences_give_exactly_their_objects(
        objects in proptest::collection::vec(any_object(any_json()), 0..6),
        between in "[ \n\r\t]{0,3}",
        step in 1usize..40,
    ) {
        let written = objects.iter().map(Value::to_string).collect::<Vec<_>>().join(&between);
        let found: Vec<Value> = split_by(written.as_bytes(), Shape::Brackets, step, LONGEST_RECORD)
            .iter()
            .map(|(_, bytes)| serde_json::from_slice(bytes).unwrap())
            .collect();
        prop_assert_eq!(found, objects);
    }

    #[test]
    fn any_bytes_are_split_calmly_and_alike_in_any_steps(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            "[{}\\[\\],:\"\\\\\n a1]{0,120}".prop_map(String::into_bytes),
        ],
        step in 1usize..40,
    ) {
        for shape in [Shape::Lines, Shape::Brackets] {
            let found = split_by(&bytes, shape, step, LONGEST_RECORD);
            prop_assert_eq!(&found, &split_by(&bytes, shape, bytes.len().max(1), LONGEST_RECORD));
            for pair in found.windows(2) {
                prop_assert!(pair[0].0.offset + pair[0].0.len <= pair[1].0.offset);
            }
            let short = split_by(&bytes, shape, step, 20);
            prop_assert_eq!(short.len(), found.len());
        }
    }
}
