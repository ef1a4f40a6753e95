//! Cells: quoted as RFC 4180 has it, and without what a spreadsheet would run.

use std::borrow::Cow;

/// Whether a spreadsheet takes a cell that begins so for a formula, or a command.
fn runs(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠'
    )
}

/// A cell that no spreadsheet runs: where it begins like a formula, or with an apostrophe, it gets an
/// apostrophe in front. Taking away the first character of every cell that begins with an apostrophe
/// gives the cells as they were.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(|c| runs(c) || c == '\'') {
        return Cow::Owned(format!("'{cell}"));
    }
    Cow::Borrowed(cell)
}

/// Adds a cell to a row.
pub(super) fn push(row: &mut String, cell: &str) {
    let mut cell = harmless(cell);
    // What nobody sees and many a reader of tables stumbles over.
    if cell.contains(is_control) {
        cell = Cow::Owned(cell.replace(is_control, "\u{fffd}"));
    }
    if cell.contains(['"', ',', '\n', '\r', '\'']) || cell.trim() != cell {
        row.push('"');
        row.push_str(&cell.replace('"', "\"\""));
        row.push('"');
    } else {
        row.push_str(&cell);
    }
}

/// Whether a character has no place in a cell.
pub(super) fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}
