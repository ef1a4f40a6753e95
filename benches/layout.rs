//! What a key costs in the reader: laying out, painting, finding and filtering, in short texts and long ones.

use std::sync::Arc;

use dateline::extract::Label;
use dateline::search::find::{Pattern, Syntax};
use dateline::search::fuzzy::Query;
use dateline::span::Span;
use dateline::text::motion;
use dateline::text::paragraph::Lines;
use dateline::tui::layout::{Breaks, Flow, layout};
use dateline::tui::paint::{Mark, runs};
use dateline::tui::theme::{ColourDepth, Role, Theme};
use divan::{Bencher, black_box};

/// A page of the screen: rows and cells.
const PAGE: (usize, u16) = (45, 80);

const SENTENCE: &str = "The ministry’s spokesperson, José Núñez, told Reuters in Erbil on Saturday that “this attack reminds us of the threat” along the border. ";

fn main() {
    divan::main();
}

/// An article of paragraphs of about 400 bytes.
fn article(bytes: usize) -> Arc<str> {
    let paragraph = format!("{}\n\n", SENTENCE.repeat(3));
    let text = paragraph.repeat(bytes / paragraph.len() + 1);
    text.get(..text.floor_char_boundary(bytes))
        .unwrap_or(&text)
        .into()
}

/// Lines broken by hand at 64 bytes.
fn wire(bytes: usize) -> Arc<str> {
    let line = "Showers continued throughout the week in the Bahia cocoa zone,\n";
    let paragraph = format!("    {}", line.repeat(6));
    paragraph.repeat(bytes / paragraph.len() + 1).into()
}

fn titles(count: usize) -> Vec<String> {
    let words = [
        "Kurdistan",
        "attack",
        "shows",
        "need",
        "for",
        "cooperation",
        "Zürich",
        "bank",
        "chief",
        "resigns",
        "after",
        "ministers’",
        "talks",
        "in",
        "Erbil",
        "oil",
        "prices",
        "rise",
        "as",
        "Iran",
        "warns",
        "of",
    ];
    let mut seed = 1usize;
    let mut draw = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        words
            .get((seed >> 33) % words.len())
            .copied()
            .unwrap_or_default()
    };
    (0..count)
        .map(|_| (0..10).map(|_| draw()).collect::<Vec<_>>().join(" "))
        .collect()
}

#[divan::bench]
fn layout_of_an_article(bencher: Bencher<'_, '_>) {
    let text = article(2700);
    let breaks = Breaks::of(&text, Lines::Separate);
    bencher.bench(|| layout(black_box(&text), Span::new(0, text.len()), PAGE.1, breaks));
}

#[divan::bench]
fn flow_of_5_mb(bencher: Bencher<'_, '_>) {
    let text = article(5_000_000);
    bencher.bench(|| Flow::new(text.clone(), Lines::Separate));
}

#[divan::bench]
fn flow_of_5_mb_joined(bencher: Bencher<'_, '_>) {
    let text = wire(5_000_000);
    bencher.bench(|| Flow::new(text.clone(), Lines::Joined));
}

#[divan::bench]
fn page_at_the_end_of_5_mb(bencher: Bencher<'_, '_>) {
    let flow = Flow::new(article(5_000_000), Lines::Separate);
    bencher.bench(|| flow.page(black_box(4_990_000), PAGE.0, PAGE.1));
}

#[divan::bench]
fn page_at_the_end_of_5_mb_joined(bencher: Bencher<'_, '_>) {
    let flow = Flow::new(wire(5_000_000), Lines::Joined);
    bencher.bench(|| flow.page(black_box(4_990_000), PAGE.0, PAGE.1));
}

/// Everything that a line down at the end of a long text asks for.
#[divan::bench]
fn line_down_at_the_end_of_5_mb(bencher: Bencher<'_, '_>) {
    let flow = Flow::new(article(5_000_000), Lines::Separate);
    let top = flow.step(4_980_000, 0, PAGE.1);
    let cursor = flow.step(top, 42, PAGE.1);
    bencher.bench(|| {
        let cursor = flow.move_rows(black_box(cursor), 1, 30, PAGE.1);
        let top = flow.follow(top, cursor, 3, PAGE.0, PAGE.1);
        flow.page(top, PAGE.0, PAGE.1)
    });
}

#[divan::bench]
fn page_in_a_line_of_1_mb(bencher: Bencher<'_, '_>) {
    let text: Arc<str> = SENTENCE.repeat(1_000_000 / SENTENCE.len()).into();
    let flow = Flow::new(text, Lines::Separate);
    bencher.bench(|| flow.page(black_box(500_000), PAGE.0, PAGE.1));
}

#[divan::bench]
fn page_in_a_line_of_1_mb_without_a_space(bencher: Bencher<'_, '_>) {
    let flow = Flow::new("漢字".repeat(170_000).into(), Lines::Separate);
    bencher.bench(|| flow.page(black_box(500_000), PAGE.0, PAGE.1));
}

#[divan::bench]
fn flow_of_50_000_combining_marks(bencher: Bencher<'_, '_>) {
    let text: Arc<str> = format!("Z{}", "\u{301}".repeat(50_000)).into();
    bencher.bench(|| {
        let flow = Flow::new(text.clone(), Lines::Separate);
        flow.page(0, PAGE.0, PAGE.1)
    });
}

#[divan::bench]
fn word_forward_in_5_mb(bencher: Bencher<'_, '_>) {
    let text = article(5_000_000);
    bencher.bench(|| motion::word_forward(&text, black_box(4_990_000)));
}

#[divan::bench]
fn sentence_back_in_a_line_of_1_mb(bencher: Bencher<'_, '_>) {
    let text = SENTENCE.repeat(1_000_000 / SENTENCE.len());
    bencher.bench(|| motion::sentence_back(&text, black_box(500_000), Lines::Separate));
}

/// Names and verdicts by the thousand, as in a text of 5 MB, of which a page is seen.
#[divan::bench]
fn runs_of_12_000_marks(bencher: Bencher<'_, '_>) {
    let theme =
        Theme::named(Theme::TERMINAL, ColourDepth::Sixteen, None).unwrap_or_else(|| unreachable!());
    let slot = theme.slot(&Label::PERSON);
    let marks: Vec<Mark> = (0..6000)
        .flat_map(|i| {
            let span = Span::new(i * 40, i * 40 + 15);
            [Mark::label(span, slot), Mark::role(span, Role::Unreviewed)]
        })
        .collect();
    bencher.bench(|| {
        let runs = runs(Span::new(100_000, 104_000), black_box(&marks));
        runs.iter()
            .map(|run| run.roles.style(&theme))
            .collect::<Vec<_>>()
    });
}

/// The same marks, all of them on one page.
#[divan::bench]
fn runs_of_12_000_marks_on_a_page(bencher: Bencher<'_, '_>) {
    let marks: Vec<Mark> = (0..12_000)
        .map(|i| Mark::role(Span::new(i % 4000, i % 4000 + 60), Role::Unreviewed))
        .collect();
    bencher.bench(|| runs(Span::new(0, 4060), black_box(&marks)));
}

#[divan::bench(args = ["zyxquark", "josé núñez", "erbil on", "e"])]
fn find_in_5_mb(bencher: Bencher<'_, '_>, typed: &str) {
    let text = article(5_000_000);
    bencher.bench(|| {
        let pattern = Pattern::new(typed, Syntax::Words);
        pattern.map(|pattern| pattern.matches(&text).count())
    });
}

#[divan::bench(args = ["i", "zurich", "kurd talks", "zyxq"])]
fn filter_100_000_titles(bencher: Bencher<'_, '_>, typed: &str) {
    let titles = titles(100_000);
    bencher.bench(|| Query::new(typed).rank(&titles));
}
