//! Logistic regression over sparse binary features, for choices among any number of options.
//!
//! An option's odds are the exponential of the sum of its features' weights; its probability is
//! its share among the options of its lesson (the conditional logit, `McFadden` 1974), and of one more
//! option without features where all may be wrong. With a single option that may be wrong this is
//! binary logistic regression. Weights are fitted by stochastic gradient descent with a step for
//! each weight (`AdaGrad`: Duchi, Hazan and Singer, 2011), in an order that a fixed seed gives: the
//! same lessons give the same weights, bit by bit.

/// Options to choose from, each the indices of its features' weights.
#[derive(Clone, Debug, Default)]
pub struct Lesson {
    /// At least one option.
    pub options: Vec<Vec<u32>>,
    /// The right one; none where all are wrong.
    pub right: Option<usize>,
    /// Whether all options may be wrong.
    pub refusable: bool,
}

/// How weights are fitted.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The number of weights.
    pub weights: usize,
    /// How often all lessons are gone through.
    pub rounds: usize,
    /// The size of a weight's first step.
    pub step: f32,
    /// How strongly a weight is drawn to zero each time that it is used.
    pub decay: f32,
    /// In how many lessons a weight must be of use; others stay zero.
    pub least: u32,
    /// Weights below this are set to zero in the end.
    pub prune: f32,
}

/// The weights that explain the lessons best.
pub fn fit(lessons: &[Lesson], settings: &Settings) -> Vec<f32> {
    let mut weights = vec![0f32; settings.weights];
    let mut sums = vec![0f32; settings.weights];
    let mut squares = vec![1e-2f32; settings.weights];
    let useful = useful(lessons, settings);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let mut seed = 1u64;
    let kept = settings.rounds.div_ceil(2);
    let mut scores = Vec::new();
    for round in 0..settings.rounds {
        shuffle(&mut order, &mut seed);
        let step = settings.step * (1.0 - round as f32 / (settings.rounds as f32 + 1.0));
        for &at in &order {
            let lesson = &lessons[at];
            scores.clear();
            scores.extend(
                lesson
                    .options
                    .iter()
                    .map(|option| option.iter().map(|&i| weights[i as usize]).sum::<f32>()),
            );
            into_shares(&mut scores, lesson.refusable);
            for (option, (features, share)) in lesson.options.iter().zip(&scores).enumerate() {
                let error = share - f32::from(u8::from(lesson.right == Some(option)));
                if error.abs() < 1e-4 {
                    continue;
                }
                for &i in features {
                    let i = i as usize;
                    if !useful[i] {
                        continue;
                    }
                    let slope = error + settings.decay * weights[i];
                    squares[i] += slope * slope;
                    weights[i] -= step * slope / squares[i].sqrt();
                }
            }
        }
        if round + kept >= settings.rounds {
            for (sum, weight) in sums.iter_mut().zip(&weights) {
                *sum += weight / kept as f32;
            }
        }
    }
    for sum in &mut sums {
        if sum.abs() < settings.prune {
            *sum = 0.0;
        }
    }
    sums
}

/// Turns logarithms of odds into shares.
fn into_shares(scores: &mut [f32], refusable: bool) {
    let least = if refusable { 0.0 } else { f32::MIN };
    let top = scores.iter().fold(least, |top, &score| top.max(score));
    let mut all = if refusable { (-top).exp() } else { 0.0 };
    for score in scores.iter_mut() {
        *score = (*score - top).exp();
        all += *score;
    }
    for score in scores {
        *score /= all;
    }
}

/// Which weights are used by enough lessons.
fn useful(lessons: &[Lesson], settings: &Settings) -> Vec<bool> {
    let mut seen = vec![0u32; settings.weights];
    let mut last = vec![usize::MAX; settings.weights];
    for (at, lesson) in lessons.iter().enumerate() {
        for &i in lesson.options.iter().flatten() {
            let i = i as usize;
            if last[i] != at {
                last[i] = at;
                seen[i] += 1;
            }
        }
    }
    seen.into_iter().map(|n| n >= settings.least).collect()
}

/// Puts the order into another (Fisher and Yates), by a xorshift generator (Marsaglia, 2003).
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for i in (1..order.len()).rev() {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        order.swap(i, (*seed % (i as u64 + 1)) as usize);
    }
}

#[cfg(test)]
mod tests;
