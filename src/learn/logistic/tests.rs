use super::*;

const SETTINGS: Settings = Settings {
    weights: 8,
    rounds: 20,
    step: 0.5,
    decay: 1e-4,
    least: 1,
    prune: 0.0,
};

fn lesson(options: &[&[u32]], right: Option<usize>) -> Lesson {
    Lesson {
        options: options.iter().map(|o| o.to_vec()).collect(),
        right,
        refusable: options.len() == 1,
    }
}

#[test]
fn an_option_that_is_right_three_times_of_four_gets_three_quarters() {
    let lessons: Vec<Lesson> = (0..400)
        .map(|i| lesson(&[&[0]], (i % 4 > 0).then_some(0)))
        .collect();
    let weight = fit(&lessons, &SETTINGS)[0];
    let share = 1.0 / (1.0 + (-weight).exp());
    assert!((share - 0.75).abs() < 0.03, "{share}");
}

#[test]
fn of_several_options_the_one_with_the_telling_feature_wins() {
    let lessons: Vec<Lesson> = (0..200)
        .map(|i| {
            if i % 2 == 0 {
                lesson(&[&[0, 2], &[1, 2], &[2]], Some(1))
            } else {
                lesson(&[&[1, 3], &[0, 3]], Some(0))
            }
        })
        .collect();
    let weights = fit(&lessons, &SETTINGS);
    assert!(weights[1] > weights[0] + 1.0, "{weights:?}");
}

#[test]
fn the_same_lessons_give_the_same_weights() {
    let lessons: Vec<Lesson> = (0..50)
        .map(|i| lesson(&[&[i % 5], &[5 + i % 3]], Some(i as usize % 2)))
        .collect();
    assert_eq!(fit(&lessons, &SETTINGS), fit(&lessons, &SETTINGS));
}

#[test]
fn features_of_few_lessons_get_no_weight() {
    let mut lessons = vec![lesson(&[&[0]], Some(0)); 5];
    lessons.push(lesson(&[&[1]], Some(0)));
    let settings = Settings {
        least: 2,
        ..SETTINGS
    };
    let weights = fit(&lessons, &settings);
    assert!(weights[0] > 0.0 && weights[1].abs() < f32::EPSILON);
}
