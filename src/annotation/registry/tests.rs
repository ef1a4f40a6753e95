use super::*;
use proptest::prelude::*;

fn known(key: &str, names: &[&str]) -> Known {
    let mut known = Known::new(key.to_owned(), names[0], Label::PERSON);
    known.aliases = names[1..].iter().map(|name| (*name).to_owned()).collect();
    known
}

#[test]
fn a_name_finds_all_who_bear_it() {
    let mut registry = Registry::new([
        known("1", &["David Williams", "Williams"]),
        known("2", &["Serena Williams", "Williams"]),
    ]);
    let called = |registry: &Registry, name: &str, label: Label| {
        let found = registry.called(name, &label).into_iter();
        let keys = found.map(|known| known.key.clone());
        keys.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(called(&registry, "David Williams", Label::PERSON), "1");
    assert_eq!(called(&registry, "David Williams", Label::ORG), "");
    assert_eq!(called(&registry, "Williams", Label::PERSON), "1 2");
    let gone = registry.delete("2").unwrap();
    registry.apply(&[gone]).unwrap();
    assert_eq!(called(&registry, "Williams", Label::PERSON), "1");
    assert_eq!(called(&registry, "Serena Williams", Label::PERSON), "");
}

#[test]
fn a_renamed_or_merged_entry_keeps_every_name_it_had_once() {
    let mut one = known("1", &["Bill Ruiz", "Ruiz"]);
    one.rename("William Ruiz");
    assert_eq!(
        one.names().collect::<Vec<_>>(),
        ["William Ruiz", "Ruiz", "Bill Ruiz"]
    );
    one.rename("Ruiz");
    assert_eq!(
        one.names().collect::<Vec<_>>(),
        ["Ruiz", "Bill Ruiz", "William Ruiz"]
    );
    let mut other = known("2", &["W. Ruiz", "Ruiz"]);
    other.link = Some("Q1".to_owned());
    other.note = Some("the mayor".to_owned());
    one.note = Some("of Bergen".to_owned());
    one.take_in(&other);
    assert_eq!(one.names().count(), 4);
    assert_eq!(one.link.as_deref(), Some("Q1"));
    assert_eq!(one.note.as_deref(), Some("of Bergen\nthe mayor"));
}

#[test]
fn a_name_that_is_taken_away_leaves_another_to_lead() {
    let mut ana = known("1", &["Bill Ruiz", "Ruiz", "B. Ruiz"]);
    ana.forget(&["Bill Ruiz", "B. Ruiz"]);
    assert_eq!(ana.names().collect::<Vec<_>>(), ["Ruiz"]);
    ana.forget(&["Ruiz"]);
    assert_eq!(ana.name, "Ruiz", "one always stays");
}

#[test]
fn changes_that_do_not_fit_leave_everything_as_it_was() {
    let mut registry = Registry::new([known("1", &["Ana Ruiz"])]);
    let before = registry.clone();
    let rename = registry.edit("1", |known| known.rename("A. Ruiz")).unwrap();
    let made = registry.make(known("2", &["Bo Lind"]));
    let conflict = registry.apply(&[made, rename.clone(), rename]).unwrap_err();
    assert_eq!(conflict.what, "Ana Ruiz");
    assert!(registry.entries().eq(before.entries()));
}

proptest! {
    #[test]
    fn what_is_taken_back_is_as_it_was(deeds in prop::collection::vec((0..4u8, 0..3u8, "[ab]{1,2}"), 0..12)) {
        let mut registry = Registry::default();
        let mut states = vec![registry.clone()];
        let mut done = Vec::new();
        for (deed, key, name) in deeds {
            let key = key.to_string();
            let change = match deed {
                0 => Some(registry.make(known(&key, &[&name]))),
                1 => registry.edit(&key, |known| known.rename(&name)),
                2 => registry.edit(&key, |known| known.call(&name)),
                _ => registry.delete(&key),
            };
            let Some(change) = change else { continue };
            registry.apply(std::slice::from_ref(&change)).unwrap();
            prop_assert!(registry.holds(std::slice::from_ref(&change)));
            // What names find is what a registry made anew of the entries finds.
            let again = Registry::new(registry.entries().cloned());
            for name in ["a", "b", "aa", "ab", "ba", "bb"] {
                let keys = |registry: &Registry| {
                    let called = registry.called(name, &Label::PERSON).into_iter();
                    let mut keys: Vec<String> = called.map(|known| known.key.clone()).collect();
                    keys.sort();
                    keys
                };
                prop_assert_eq!(keys(&registry), keys(&again));
            }
            done.push(change);
            states.push(registry.clone());
        }
        for change in done.into_iter().rev() {
            prop_assert!(registry.entries().eq(states.pop().unwrap().entries()));
            let back = Change {
                key: change.key,
                swap: Swap { before: change.swap.after, after: change.swap.before },
            };
            registry.apply(&[back]).unwrap();
        }
        prop_assert_eq!(registry.entries().count(), 0);
    }
}
