use proptest::prelude::*;

use super::*;
use crate::annotation::{Entity, Review};
use crate::extract::Label;

fn entity(id: usize, start: usize, len: usize) -> Entity {
    Entity {
        id: ItemId::new(format!("e{id}")),
        span: Span::new(start, start + len),
        label: Label::PERSON,
        score: None,
        cluster: None,
        was: None,
        review: Review::default(),
    }
}

fn sorted(count: usize) -> Items<Entity> {
    let mut items: Items<Entity> = (0..count).map(|at| entity(at, at * 10, 5)).collect();
    items.sort();
    items
}

/// What is done to items.
#[derive(Clone, Debug)]
enum Doing {
    Put(usize, usize),
    Remove(usize),
    Move(usize, usize, usize),
    Copy,
}

fn doing() -> impl Strategy<Value = Doing> {
    prop_oneof![
        (0..3000usize, 0..40usize).prop_map(|(start, len)| Doing::Put(start, len)),
        (0..2000usize).prop_map(Doing::Remove),
        (0..2000usize, 0..3000usize, 0..40usize).prop_map(|(at, s, l)| Doing::Move(at, s, l)),
        Just(Doing::Copy),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn items_are_what_a_sorted_list_of_them_is_whatever_is_done(
        count in prop_oneof![Just(0usize), Just(3), Just(700), Just(1300)],
        doings in prop::collection::vec(doing(), 1..300),
        window in (0..3000usize, 0..200usize),
    ) {
        let mut list: Vec<Entity> = (0..count).map(|at| entity(at, at * 2, at % 7)).collect();
        let mut items = Items::from(list.clone());
        items.sort();
        items.note_places();
        let mut copies = Vec::new();
        for (number, doing) in doings.into_iter().enumerate() {
            match doing {
                Doing::Put(start, len) => {
                    let made = entity(10_000 + number, start, len);
                    list.push(made.clone());
                    items.put(made);
                }
                Doing::Remove(at) if at < list.len() => {
                    prop_assert_eq!(items.remove(at), Some(list.remove(at)));
                }
                Doing::Move(at, start, len) if at < list.len() => {
                    list[at].span = Span::new(start, start + len);
                    items.replace(at, list[at].clone());
                }
                Doing::Remove(_) | Doing::Move(..) => {}
                Doing::Copy => copies.push((items.clone(), list.clone())),
            }
            list.sort_by(Ordered::order);
        }
        copies.push((items, list));
        for (items, list) in copies {
            prop_assert_eq!(items.len(), list.len());
            prop_assert!(items.iter().eq(&list), "from the first on");
            prop_assert!(items.iter().rev().eq(list.iter().rev()), "from the last on");
            prop_assert_eq!(&items, &Items::from(list.clone()));
            for (at, entity) in list.iter().enumerate().step_by(7) {
                prop_assert_eq!(items.get(at), Some(entity));
                prop_assert_eq!(items.place(&entity.id), Some(at));
                prop_assert_eq!(items.iter().nth(at), Some(entity));
                prop_assert!(items.iter().skip(at).take(3).eq(list.iter().skip(at).take(3)));
            }
            prop_assert_eq!(items.place(&ItemId::new("e9999")), None);
            prop_assert_eq!(items.get(list.len()), None);
            let window = Span::new(window.0, window.0 + window.1);
            let near = items.near(window).map(|(at, entity)| (at, entity.clone()));
            let near: Vec<(usize, Entity)> = near.collect();
            let there = list.iter().cloned().enumerate();
            let there = there.filter(|(_, entity)| entity.span.overlaps(window));
            prop_assert_eq!(near, there.collect::<Vec<_>>());
            let begun = list.partition_point(|e| e.span.start < window.start);
            prop_assert_eq!(items.partition_point(|e| e.span.start < window.start), begun);
        }
    }

    #[test]
    fn items_are_gone_through_from_both_ends_at_once(
        steps in prop::collection::vec((any::<bool>(), 0..90usize), 0..60),
    ) {
        let list: Vec<Entity> = (0..700).map(|at| entity(at, at * 2, 1)).collect();
        let items = Items::from(list.clone());
        let (mut own, mut plain) = (items.iter(), list.iter());
        for (back, over) in steps {
            prop_assert_eq!(own.len(), plain.len());
            if back {
                prop_assert_eq!(own.nth_back(over), plain.nth_back(over));
            } else {
                prop_assert_eq!(own.nth(over), plain.nth(over));
            }
        }
        prop_assert!(own.eq(plain));
    }
}

#[test]
fn a_copy_shares_all_but_what_was_changed() {
    let mut items = sorted(2000);
    let copy = items.clone();
    items.remove(1000);
    let same = |one: &Run<Entity>, other: &Run<Entity>| Arc::ptr_eq(&one.items, &other.items);
    let runs = items.runs.iter().zip(&copy.runs);
    let shared = runs.filter(|(one, other)| same(one, other)).count();
    assert_eq!((items.runs.len(), shared), (8, 7));
    assert_eq!((items.len(), copy.len()), (1999, 2000));
}

#[test]
fn items_are_found_however_they_were_changed() {
    let mut items = sorted(1000);
    let of = |items: &Items<Entity>, id: usize| items.place(&ItemId::new(format!("e{id}")));
    assert_eq!(of(&items, 700), Some(700));
    items.retain(|e| e.id.as_str() != "e3");
    assert_eq!((of(&items, 700), of(&items, 3)), (Some(699), None));
    items.push(entity(5000, 3, 3));
    assert_eq!(of(&items, 5000), Some(999), "where it was put");
    items.sort();
    assert_eq!(of(&items, 5000), Some(1));
    for item in items.iter_mut() {
        item.span = Span::new(20_000 - item.span.start, 20_000);
    }
    assert_eq!(of(&items, 0), Some(0), "though they are in no order");
    items.sort();
    assert_eq!((of(&items, 5000), of(&items, 0)), (Some(998), Some(999)));
    let far = Span::new(19_995, 19_999);
    assert_eq!(
        items.near(far).count(),
        999,
        "all but the empty one are about the last bytes"
    );
}

#[test]
fn of_two_of_the_same_id_one_is_left_when_the_other_goes() {
    let mut items = sorted(1000);
    items.put(entity(7, 9000, 1));
    items.sort();
    let id = ItemId::new("e7");
    let at = items.place(&id).unwrap();
    items.remove(at);
    assert!(items.place(&id).is_some());
}
