//! The scores of several models side by side.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::Scores;

/// The width of a column, in cells.
const COLUMN: usize = 22;

/// A table of F1 in per cent: a column a model, and how much each further one differs from the first.
pub(super) fn table(scored: &[(String, Scores)]) -> String {
    let mut table = format!("{:<34}", "F1");
    for (name, _) in scored {
        let _ = write!(table, " {name:>COLUMN$}");
    }
    table.push('\n');
    for (row, figures) in rows(scored) {
        let _ = write!(table, "{row:<34}");
        let first = figures.first().copied().flatten();
        for (at, figure) in figures.iter().enumerate() {
            let cell = match (figure, first) {
                (None, _) => "-".to_owned(),
                (Some(figure), Some(first)) if at > 0 => {
                    format!("{:.1} ({:+.1})", 100.0 * figure, 100.0 * (figure - first))
                }
                (Some(figure), _) => format!("{:.1}", 100.0 * figure),
            };
            let _ = write!(table, " {cell:>COLUMN$}");
        }
        table.push('\n');
    }
    table
}

/// All scores of each model, and the differences of F1 from the first, from -1 to 1.
pub(super) fn json(scored: &[(String, Scores)]) -> Value {
    let models: Vec<Value> = scored
        .iter()
        .map(|(name, scores)| scores.json(name))
        .collect();
    let differences = |at: usize| -> Map<String, Value> {
        let rows = rows(scored).into_iter();
        rows.filter_map(|(row, figures)| {
            let difference = figures.get(at)?.as_ref()? - figures.first()?.as_ref()?;
            Some((row, json!(difference)))
        })
        .collect()
    };
    let differences: Vec<Value> = (1..scored.len())
        .map(|at| json!({"model": scored.get(at).map(|(name, _)| name), "f1": differences(at)}))
        .collect();
    json!({"models": models, "differences": differences})
}

/// What is compared, with the figure of each model that has it.
fn rows(scored: &[(String, Scores)]) -> Vec<(String, Vec<Option<f64>>)> {
    let all: Vec<Vec<(String, f64)>> = scored.iter().map(|(_, scores)| scores.figures()).collect();
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in all.iter().flatten() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let of = |name: &String| {
        let figures = all
            .iter()
            .map(|figures| figures.iter().find(|(own, _)| own == name));
        figures
            .map(|figure| figure.map(|(_, figure)| *figure))
            .collect()
    };
    names
        .into_iter()
        .map(|name| (name.clone(), of(name)))
        .collect()
}
