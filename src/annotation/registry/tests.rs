use super::*;
use proptest::prelude::*;

fn known(key: &str, names: &[&str]) -> Known {
    let mut known = Known::new(key.to_owned(), names[0], Label::PERSON);
    known.aliases = names[1..].iter().map(|name| (*name).to_owned()).collect();
    known
}

#[test]
fn a_name_finds_its_only_bearer_and_none_where_two_share_it() {
    let mut registry = Registry::new([
        known("1", &["David Williams", "Williams"]),
        known("2", &["Serena Williams", "Williams"]),
    ]);
    let only = |registry: &Registry, name: &str, label: Label| {
        registry.only(name, &label).map(|known| known.key.clone())
    };
    assert_eq!(
        only(&registry, "David Williams", Label::PERSON).as_deref(),
        Some("1")
    );
    assert_eq!(only(&registry, "David Williams", Label::ORG), None);
    assert_eq!(only(&registry, "Williams", Label::PERSON), None);
    let gone = registry.delete("2").unwrap();
    registry.apply(&[gone]).unwrap();
    assert_eq!(
        only(&registry, "Williams", Label::PERSON).as_deref(),
        Some("1")
    );
    assert_eq!(only(&registry, "Serena Williams", Label::PERSON), None);
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
                prop_assert_eq!(
                    registry.only(name, &Label::PERSON),
                    again.only(name, &Label::PERSON)
                );
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
