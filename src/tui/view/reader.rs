//! The article with everything that lies over it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{frame_of, heading, message, put, status_sign};
use crate::annotation::{Annotations, ItemRef, Quotation, Verdict};
use crate::extract::Label;
use crate::span::Span;
use crate::text::display;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::app::areas::{LEFT_MARGIN, Pane, RIGHT_MARGIN, inside};
use crate::tui::app::reader::Reader;
use crate::tui::layout::Row;
use crate::tui::paint::{Mark, roles_at, runs};
use crate::tui::theme::{Role, quote_bar};

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let Some(reader) = &app.reader else {
        frame_of(app, area, Pane::Reader, "", "", buffer);
        return nothing(app, inside(area), buffer);
    };
    let right = notices(app, reader);
    let title = fitted(app, reader, &right, area);
    frame_of(app, area, Pane::Reader, &title, &right, buffer);
    let Some(text_area) = app.areas.text else {
        return;
    };
    if reader.text().trim().is_empty() {
        return message(app, inside(area), &["the article has no text"], buffer);
    }
    let visible = reader.visible();
    let runs = runs(visible, &marks(app, reader, visible));
    let theme = &app.settings.theme;
    let replaced = theme.style(Role::Replaced);
    let quotes: Vec<(usize, &Quotation)> = reader
        .shown_over(visible)
        .filter(|l| matches!(l.item, ItemRef::Quote(_)) && l.verdict != Verdict::Rejected)
        .filter_map(|listed| {
            let at = reader.shown().quote_at(listed.item.id())?;
            Some((at, reader.shown().quotes.get(at)?))
        })
        .collect();
    for (at, row) in reader
        .page
        .iter()
        .enumerate()
        .take(usize::from(text_area.height))
    {
        let y = text_area.y + at as u16;
        let mut right = text_area.x;
        for cell in row.cells().iter().filter(|cell| cell.width > 0) {
            let shown = cell.shown(reader.text());
            let x = text_area.x + cell.column;
            let mut style = roles_at(&runs, cell.span.start).style(theme);
            if shown.replaced {
                style = style.patch(replaced);
            }
            for column in x..(x + cell.width).min(text_area.right()) {
                if let Some(place) = buffer.cell_mut((column, y)) {
                    place.set_symbol(if column == x { &shown.symbol } else { " " });
                    place.set_style(style);
                }
            }
            right = x + cell.width;
        }
        // A cursor on a line break, or at the end of the text, stands after the row's last cell.
        let at_end = row.range.contains(reader.cursor)
            || (row.range.end == reader.cursor && reader.cursor == reader.text().len());
        if at_end
            && row
                .columns_of(Span::new(reader.cursor, reader.cursor + 1))
                .is_none()
            && right < text_area.right()
            && let Some(place) = buffer.cell_mut((right, y))
        {
            place.set_style(theme.style(cursor_role(app)));
        }
        margins(
            app,
            reader,
            &quotes,
            row,
            Rect::new(text_area.x, y, text_area.width, 1),
            buffer,
        );
    }
}

/// The title as far as there is room for it beside the notices.
fn fitted(app: &App, reader: &Reader, notices: &str, area: Rect) -> String {
    // Borders, blanks, and the notices with theirs.
    let beside = if notices.is_empty() {
        6
    } else {
        display::width(notices) + 9
    };
    headline(app, reader, usize::from(area.width).saturating_sub(beside))
}

/// The cells of the title.
pub(super) fn title(app: &App, area: Rect) -> Option<Rect> {
    let reader = app.reader.as_ref()?;
    let notices = notices(app, reader);
    let (_, _, room) = heading(area, &notices);
    let title = fitted(app, reader, &notices, area);
    let width = display::width(&display::visible(&title)) as u16;
    Some(Rect {
        x: room.x + 1,
        width: width.min(room.width.saturating_sub(2)),
        ..room
    })
}

fn cursor_role(app: &App) -> Role {
    if app.settings.wanted.focus == Pane::Reader {
        Role::Cursor
    } else {
        Role::Item
    }
}

/// The title, and after it day, place and source: a long title makes room for them.
fn headline(app: &App, reader: &Reader, room: usize) -> String {
    let article = &reader.opened.article;
    let head = &article.head;
    let title = app
        .corpus
        .row(reader.opened.index)
        .map_or("", |row| row.title);
    let title = if title.trim().is_empty() {
        article.id.as_str()
    } else {
        title
    };
    let sign = status_sign(reader.annotations.status, true);
    let mut known = Vec::new();
    known.extend(head.day().map(|day| day.to_string()));
    let short = |value: &str| display::fit(value, room).into_owned();
    known.extend(head.place.as_ref().map(|place| short(&place.value)));
    known.extend(head.source.as_ref().map(|source| short(&source.value)));
    let known: Vec<String> = known.iter().map(|part| format!(" · {part}")).collect();
    let known = known.concat();
    let left = room.saturating_sub(display::width(&known) + 2);
    // No title is cut to less than this for what stands behind it, in cells.
    let left = left.max(room.min(24));
    format!("{sign} {}{known}", display::fit(title, left))
}

/// What the analyst should know about the article, short.
fn notices(app: &App, reader: &Reader) -> String {
    // How many tags are named, and how much of each, in cells.
    const TAGS: usize = 12;
    const TAG: usize = 40;
    let mut notices = Vec::new();
    let index = reader.opened.index;
    let story = app.survey.story(index).len().saturating_sub(1);
    let copies = app.survey.copies_of(index).len();
    match copies {
        0 => {}
        1 => notices.push("1 copy".to_owned()),
        _ => notices.push(format!("{copies} copies")),
    }
    match story.saturating_sub(copies) {
        0 => {}
        1 => notices.push("1 version".to_owned()),
        versions => notices.push(format!("{versions} versions")),
    }
    if let Some(language) = reader.foreign {
        notices.push(format!("{language}: not English, no suggestions"));
    }
    if let Some(encoding) = reader.opened.article.encoding {
        notices.push(format!("read as {encoding}"));
    }
    if !reader.annotated {
        notices.push("reading …".to_owned());
    }
    let tags = reader.annotations.tags.iter().take(TAGS);
    let tags: Vec<String> = tags
        .map(|tag| format!("#{}", display::fit(tag, TAG)))
        .collect();
    if !tags.is_empty() {
        notices.push(tags.join(" "));
    }
    if reader.annotations.note.is_some() {
        notices.push("note".to_owned());
    }
    notices.join(" · ")
}

/// Everything that is painted over the visible text.
fn marks(app: &App, reader: &Reader, visible: Span) -> Vec<Mark> {
    let theme = &app.settings.theme;
    let annotations = reader.shown();
    let mut marks = Vec::new();
    let shows = |verdict: Verdict| app.show_rejected || verdict != Verdict::Rejected;
    let head = &reader.opened.article.head;
    let furniture = head.header.iter().chain(&head.furniture);
    marks.extend(furniture.map(|span| Mark::role(*span, Role::Furniture)));
    for (_, quote) in annotations
        .quotes
        .near(visible)
        .filter(|(_, q)| shows(q.review.verdict))
    {
        let speaker = quote.said.speaker.as_ref().and_then(|speaker| speaker.span);
        let rejected = quote.review.verdict == Verdict::Rejected;
        let role = if rejected {
            Role::Rejected
        } else {
            Role::Quote
        };
        marks.extend(
            quote
                .said
                .content
                .iter()
                .map(|piece| Mark::role(*piece, role)),
        );
        if !rejected {
            marks.extend(quote.said.cue.map(|cue| Mark::role(cue, Role::Cue)));
            marks.extend(speaker.map(|span| Mark::role(span, Role::Speaker)));
        }
    }
    for listed in reader.shown_over(visible).filter(|l| shows(l.verdict)) {
        let label = match &listed.item {
            ItemRef::Entity(id) => annotations.entity(id).map(|e| &e.label),
            ItemRef::Date(_) => Some(&Label::DATE),
            ItemRef::Quote(_) | ItemRef::Cluster(_) => None,
        };
        if let Some(label) = label {
            marks.push(Mark::label(listed.span, theme.slot(label)));
            marks.push(Mark::role(listed.span, Role::of(listed.verdict)));
        }
    }
    if let Some(find) = &reader.find {
        let first = find.matches.partition_point(|m| m.end <= visible.start);
        for found in find
            .matches
            .iter()
            .skip(first)
            .take_while(|m| m.start < visible.end)
        {
            let role = if found.contains(reader.cursor) {
                Role::CurrentMatch
            } else {
                Role::Match
            };
            marks.push(Mark::role(*found, role));
        }
    }
    if let Some(selection) = reader.selection() {
        marks.push(Mark::role(selection, Role::Selection));
    } else if let Some(item) = reader.current() {
        marks.extend(
            item_spans(&reader.annotations, &item)
                .into_iter()
                .map(|span| Mark::role(span, Role::Item)),
        );
    }
    let cursor = crate::text::motion::grapheme_at(reader.text(), reader.cursor);
    marks.push(Mark::role(cursor, cursor_role(app)));
    marks
}

/// The bytes of an item: of a quote, its pieces.
fn item_spans(annotations: &Annotations, item: &ItemRef) -> Vec<Span> {
    match item {
        ItemRef::Quote(id) => annotations
            .quote(id)
            .map_or_else(Vec::new, |quote| quote.said.content.clone()),
        _ => annotations.span(item).into_iter().collect(),
    }
}

/// What stands in the margin beside a row between two pieces of one quote.
const BETWEEN: char = '·';

/// The quote's bar on the left, and on the right the letters of what begins on the row.
fn margins(
    app: &App,
    reader: &Reader,
    quotes: &[(usize, &Quotation)],
    row: &Row,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = &app.settings.theme;
    let beside = |piece: &Span| piece.overlaps(row.range) && row.columns_of(*piece).is_some();
    let quotes = || quotes.iter().map(|(number, quote)| (*number, *quote));
    let quoted = quotes().find(|(_, quote)| quote.said.content.iter().any(beside));
    let between = || {
        let mut quotes = quotes();
        let holds = |quote: &Quotation| beside(&quote.extent());
        quotes.any(|(_, quote)| quote.said.content.len() > 1 && holds(quote))
    };
    let bar = match quoted {
        Some((_, quote)) => Some(quote_bar(quote.review.verdict)),
        // Between its pieces a quote goes on.
        None => between().then_some(BETWEEN),
    };
    if let Some(bar) = bar {
        let left = Rect::new(area.x.saturating_sub(LEFT_MARGIN), area.y, 1, 1);
        let style = theme.style(Role::QuoteBar);
        put(buffer, left, 0, 0, &bar.to_string(), style);
    }
    let margin = Rect::new(area.right() + 1, area.y, RIGHT_MARGIN - 1, 1);
    let mut column = 0;
    for (letters, label) in letters(app, reader, quotes(), row.range) {
        let style = match &label {
            Some(label) => theme.label(theme.slot(label)),
            None => theme.style(Role::QuoteBar),
        };
        if column + display::width(&letters) as u16 > margin.width {
            put(
                buffer,
                margin,
                margin.width - 1,
                0,
                display::CUT,
                theme.style(Role::Muted),
            );
            break;
        }
        column = put(buffer, margin, column, 0, &letters, style);
    }
}

/// The letters of what begins on a row: a name's label, a quote's number in the article.
fn letters<'a>(
    app: &App,
    reader: &Reader,
    shown: impl Iterator<Item = (usize, &'a Quotation)>,
    range: Span,
) -> Vec<(String, Option<Label>)> {
    let annotations = reader.shown();
    let shows = |verdict: Verdict| app.show_rejected || verdict != Verdict::Rejected;
    let mut found: Vec<(usize, String, Option<Label>)> = Vec::new();
    let first = annotations
        .entities
        .partition_point(|e| e.span.start < range.start);
    for entity in annotations
        .entities
        .iter()
        .skip(first)
        .take_while(|e| e.span.start < range.end)
    {
        if shows(entity.review.verdict) {
            let letter = app.settings.letter(&entity.label).to_string();
            found.push((entity.span.start, letter, Some(entity.label.clone())));
        }
    }
    let first = annotations
        .quotes
        .partition_point(|q| q.extent().start < range.start);
    for (number, quote) in annotations.quotes.iter().enumerate().skip(first) {
        let start = quote.extent().start;
        if start >= range.end {
            break;
        }
        if shows(quote.review.verdict) {
            // Before the whole article is read, nobody knows how many quotes stand before.
            let letters = if reader.annotated {
                format!("\"{}", number + 1)
            } else {
                "\"".to_owned()
            };
            found.push((start, letters, None));
        }
    }
    // A further piece has the quote's number again, unless the row shows to what it belongs.
    for (number, quote) in shown.filter(|_| reader.annotated) {
        for pair in quote.said.content.windows(2) {
            if let [before, piece] = pair
                && range.contains(piece.start)
                && !before.overlaps(range)
            {
                found.push((piece.start, format!("+{}", number + 1), None));
            }
        }
    }
    found.sort_by_key(|(start, _, _)| *start);
    found
        .into_iter()
        .map(|(_, letters, label)| (letters, label))
        .collect()
}

/// Why there is no article to show, and what to do.
fn nothing(app: &App, area: Rect, buffer: &mut Buffer) {
    if let Some(reason) = &app.unreadable {
        let problems = format!(
            "{} lists all problems; ]a opens the next article",
            app.settings
                .keymap
                .key_of(Action::Problems)
                .unwrap_or_default()
        );
        return message(
            app,
            area,
            &["this article cannot be read:", reason, &problems],
            buffer,
        );
    }
    if app.indexing.is_some() {
        return message(app, area, &["reading …"], buffer);
    }
    if app.list.is_filtered() {
        return message(
            app,
            area,
            &["no title matches the filter", "Esc shows all again"],
            buffer,
        );
    }
    if app.areas.list.is_some() {
        // The list says it.
        return;
    }
    let roots = app.settings.roots.join(", ");
    message(app, area, &["no articles in", &roots, "q quits"], buffer);
}
