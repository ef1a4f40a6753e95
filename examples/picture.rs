//! Draws the picture of the screen that the README shows, from the program itself:
//!
//! ```sh
//! cargo run --example picture > docs/screen.svg
//! ```
//!
//! A session is played over the sample articles, without a terminal, and its last frame is
//! written as SVG. A test holds the picture in the repository to it.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use dateline::annotation::{Annotations, Timestamp};
use dateline::config::Config;
use dateline::corpus::{self, Corpus};
use dateline::extract::extract;
use dateline::ingest::ReadOptions;
use dateline::tui::app::App;
use dateline::tui::app::reader::{Laid, Opened};
use dateline::tui::effect::Effect;
use dateline::tui::event::Event;
use dateline::tui::key::sequence;
use dateline::tui::{session, view};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event as TerminalEvent, KeyEvent};
use ratatui::style::{Color, Modifier};

/// The screen, in cells.
const SIZE: (u16, u16) = (132, 36);
/// What is typed: the story is found, some suggestions are decided, the cursor rests on a quote.
const TYPED: &str = ": o p e n Space w i r e / e r b i l - m i n e - c l e a r a n c e . t x t Enter \
                     Enter Tab a a a a a x a a ] q ] q";
/// The size of a cell, in pixels.
const CELL: (f32, f32) = (8.43, 18.0);

fn main() -> anyhow::Result<()> {
    print!("{}", picture()?);
    Ok(())
}

/// The last frame of the session.
fn picture() -> anyhow::Result<String> {
    let mut played = Played::begin()?;
    for key in sequence(TYPED)? {
        let event = KeyEvent::new(key.code, key.modifiers);
        played.tell(Event::Terminal(vec![TerminalEvent::Key(event)]))?;
    }
    let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1))?;
    terminal.draw(|frame| view::draw(&played.app, frame))?;
    svg(terminal.backend().buffer())
}

/// A session without threads: what is asked for is done at once.
struct Played {
    app: App,
    now: Timestamp,
}

impl Played {
    fn begin() -> anyhow::Result<Self> {
        let paths = vec![PathBuf::from("sample_data")];
        let roots = vec!["sample_data".to_owned()];
        let colours = |name: &str| (name == "COLORTERM").then(|| "truecolor".to_owned());
        let (settings, _) = session::settings(&Config::default(), "alice", roots, colours);
        let now: Timestamp = "2026-05-01T09:00:00Z".parse()?;
        let mut next = 0;
        let new_id = Box::new(move || {
            next += 1;
            format!("picture-{next}")
        });
        let app = App::new(settings, Corpus::default(), None, now, new_id);
        let mut played = Self { app, now };
        played.tell(Event::Terminal(vec![TerminalEvent::Resize(SIZE.0, SIZE.1)]))?;
        let mut events = Vec::new();
        corpus::index(&paths, &ReadOptions::default(), &mut |event| {
            events.push(event);
            ControlFlow::Continue(())
        });
        for event in events {
            played.tell(Event::Indexed(event))?;
        }
        Ok(played)
    }

    fn tell(&mut self, event: Event) -> anyhow::Result<()> {
        let mut waiting = vec![event];
        while let Some(event) = waiting.pop() {
            for effect in self.app.update(event, self.now) {
                match effect {
                    Effect::Load { ticket, index } => {
                        let opened = self.open(index)?;
                        let found = extract(&opened.article);
                        let annotations =
                            Annotations::fresh(&found, &opened.article.text, &opened.offsets);
                        let text = &opened.article.text;
                        let annotations = Arc::new(annotations);
                        let laid = Laid::new(text, annotations, found.foreign, Vec::new());
                        // The last one waiting is the next one told.
                        waiting.push(Event::Laid {
                            ticket,
                            result: Ok(Box::new(laid)),
                        });
                        waiting.push(Event::Opened {
                            ticket,
                            result: Ok(Box::new(opened)),
                        });
                    }
                    Effect::Save(_) => waiting.push(Event::Saved),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn open(&self, index: usize) -> anyhow::Result<Opened> {
        let locator = self.app.corpus.locator(index).context("no such article")?;
        let article = locator.read(&ReadOptions::default())?;
        Ok(Opened::new(index, 0, article))
    }
}

/// The colours of a common dark terminal.
fn colour(colour: Color, usual: &'static str) -> String {
    match colour {
        Color::Black => "#1e2127".to_owned(),
        Color::Red | Color::LightRed => "#e06c75".to_owned(),
        Color::Green | Color::LightGreen => "#98c379".to_owned(),
        Color::Yellow | Color::LightYellow => "#e5c07b".to_owned(),
        Color::Blue | Color::LightBlue => "#61afef".to_owned(),
        Color::Magenta | Color::LightMagenta => "#c678dd".to_owned(),
        Color::Cyan | Color::LightCyan => "#56b6c2".to_owned(),
        Color::Gray => "#abb2bf".to_owned(),
        Color::DarkGray | Color::Indexed(8) => "#7f848e".to_owned(),
        Color::White => "#ffffff".to_owned(),
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Reset | Color::Indexed(_) => usual.to_owned(),
    }
}

fn svg(buffer: &Buffer) -> anyhow::Result<String> {
    const GROUND: &str = "#1e2127";
    const INK: &str = "#d7dae0";
    let (width, height) = (f32::from(SIZE.0) * CELL.0, f32::from(SIZE.1) * CELL.1);
    let mut svg = String::new();
    writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {:.0}\" role=\"img\" aria-label=\"dateline: list of articles, reader and inspector\">",
        width + 20.0,
        height + 20.0
    )?;
    writeln!(
        svg,
        "<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{GROUND}\"/>\n<g font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\" transform=\"translate(10 10)\" xml:space=\"preserve\">"
    )?;
    for row in 0..SIZE.1 {
        let mut column = 0;
        while column < SIZE.0 {
            let first = buffer.cell((column, row)).context("outside the screen")?;
            let style = first.style();
            let mut text = String::new();
            let start = column;
            while let Some(cell) = buffer
                .cell((column, row))
                .filter(|cell| cell.style() == style)
            {
                text.push_str(cell.symbol());
                column += 1;
            }
            let modifiers = style.add_modifier;
            let (mut ink, mut ground) = (
                colour(style.fg.unwrap_or(Color::Reset), INK),
                colour(style.bg.unwrap_or(Color::Reset), GROUND),
            );
            if modifiers.contains(Modifier::REVERSED) {
                std::mem::swap(&mut ink, &mut ground);
            }
            let (x, y) = (f32::from(start) * CELL.0, f32::from(row) * CELL.1);
            let wide = f32::from(column - start) * CELL.0;
            if ground != GROUND {
                writeln!(
                    svg,
                    "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{}\" fill=\"{ground}\"/>",
                    CELL.1
                )?;
            }
            if text.trim().is_empty() {
                continue;
            }
            let mut marks = String::new();
            if modifiers.contains(Modifier::BOLD) {
                marks.push_str(" font-weight=\"bold\"");
            }
            if modifiers.contains(Modifier::ITALIC) {
                marks.push_str(" font-style=\"italic\"");
            }
            if modifiers.contains(Modifier::UNDERLINED) {
                marks.push_str(" text-decoration=\"underline\"");
            }
            if modifiers.contains(Modifier::CROSSED_OUT) {
                marks.push_str(" text-decoration=\"line-through\"");
            }
            if modifiers.contains(Modifier::DIM) {
                marks.push_str(" opacity=\"0.65\"");
            }
            // Browsers take blanks at the ends away, and stretch what is left.
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
            let escaped = escaped.replace(' ', "\u{a0}");
            writeln!(
                svg,
                "<text x=\"{x:.1}\" y=\"{:.1}\" textLength=\"{wide:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"{marks}>{escaped}</text>",
                y + 13.5
            )?;
        }
    }
    svg.push_str("</g>\n</svg>\n");
    Ok(svg)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_picture_in_the_readme_is_what_the_program_draws() {
        let shown = std::fs::read_to_string("docs/screen.svg").unwrap();
        assert!(
            shown == super::picture().unwrap(),
            "`cargo run --example picture > docs/screen.svg` draws it anew"
        );
    }
}
