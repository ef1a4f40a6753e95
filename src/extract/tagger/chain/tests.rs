use proptest::prelude::*;

use super::*;

/// All rows of labels of so many words that the transitions allow, each with its score.
fn rows(transitions: &Transitions, scores: &[f32]) -> Vec<(Vec<usize>, f64)> {
    let labels = transitions.labels();
    let mut rows = vec![(Vec::new(), 0.0)];
    for word in scores.chunks_exact(labels) {
        let mut longer = Vec::new();
        for (row, sum) in &rows {
            let from = row.last().copied().unwrap_or(labels);
            for to in (0..labels).filter(|to| transitions.allows(from, *to)) {
                let step = transitions.weights()[from * labels + to] + word[to];
                longer.push(([&row[..], &[to]].concat(), sum + f64::from(step)));
            }
        }
        rows = longer;
    }
    rows
}

/// Transitions over two kinds, and scores for up to four words.
fn cases() -> impl Strategy<Value = (Transitions, Vec<f32>)> {
    let weights = prop::collection::vec(-2.0f32..2.0, 30);
    let words = prop::collection::vec(prop::collection::vec(-3.0f32..3.0, 5), 1..5);
    (weights, words).prop_map(|(weights, words)| {
        let transitions = Transitions::with(2, &weights).expect("thirty weights");
        (transitions, words.concat())
    })
}

fn is_near(a: f32, b: f64) -> bool {
    (f64::from(a) - b).abs() < 1e-3
}

proptest! {
    #[test]
    fn probabilities_are_those_of_all_rows((transitions, scores) in cases()) {
        let labels = transitions.labels();
        let rows = rows(&transitions, &scores);
        let total: f64 = rows.iter().map(|(_, sum)| sum.exp()).sum();
        let mut lattice = Lattice::default();
        lattice.run(&transitions, &scores, None);
        prop_assert!((lattice.log_sum() - total.ln()).abs() < 1e-3);
        let share = |holds: &dyn Fn(&[usize]) -> bool| {
            let hits = rows.iter().filter(|(row, _)| holds(row));
            hits.map(|(_, sum)| sum.exp()).sum::<f64>() / total
        };
        let words = scores.len() / labels;
        let mut marginals = vec![0.0; labels];
        for at in 0..words {
            lattice.marginals(at, &mut marginals);
            for (label, probability) in marginals.iter().enumerate() {
                prop_assert!(is_near(*probability, share(&|row| row[at] == label)));
            }
        }
        for first in 0..words {
            for end in first + 1..=words {
                for kind in 0..2 {
                    let exact = share(&|row| {
                        row[first] == begin(kind)
                            && row[first + 1..end].iter().all(|label| *label == inside(kind))
                            && row.get(end).is_none_or(|label| *label != inside(kind))
                    });
                    prop_assert!(is_near(lattice.span(&transitions, kind, first..end), exact));
                }
            }
        }
    }

    #[test]
    fn the_best_path_is_the_best_of_all_rows((transitions, scores) in cases()) {
        let labels = transitions.labels();
        let path: Vec<usize> = best_path(&transitions, &scores).into_iter().map(usize::from).collect();
        let mut sum = 0.0;
        let mut from = labels;
        for (to, word) in path.iter().zip(scores.chunks_exact(labels)) {
            prop_assert!(transitions.allows(from, *to));
            sum += f64::from(transitions.weights()[from * labels + to] + word[*to]);
            from = *to;
        }
        let best = rows(&transitions, &scores).into_iter().map(|(_, sum)| sum);
        prop_assert!(sum >= best.fold(f64::MIN, f64::max) - 1e-3);
    }

    #[test]
    fn a_mask_rules_labels_out((transitions, scores) in cases()) {
        let labels = transitions.labels();
        // No name at all is always possible.
        let masks = vec![0b0_1011u64; scores.len() / labels];
        let mut lattice = Lattice::default();
        lattice.run(&transitions, &scores, Some(&masks));
        let mut marginals = vec![0.0; labels];
        for at in 0..masks.len() {
            lattice.marginals(at, &mut marginals);
            prop_assert!(is_near(marginals.iter().sum(), 1.0));
            prop_assert!(marginals[2] == 0.0 && marginals[4] == 0.0);
        }
    }
}

#[test]
fn scores_beyond_all_measure_do_not_break_the_reckoning() {
    let transitions = Transitions::new(2);
    let scores = [1e6f32, -1e6, 0.0, 1e6, -1e6].repeat(300);
    let mut lattice = Lattice::default();
    lattice.run(&transitions, &scores, None);
    assert!(lattice.log_sum().is_finite());
    assert!(lattice.span(&transitions, 1, 0..1).is_finite());
    assert_eq!(best_path(&transitions, &scores).len(), 300);
}
