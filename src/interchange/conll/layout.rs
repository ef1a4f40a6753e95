//! How the rows of a file of tokens are laid out.

/// The columns of a row, between tabs or else spaces; empty ones at its end are none.
pub fn columns(line: &str) -> Vec<&str> {
    let mut columns: Vec<&str> = if line.contains('\t') {
        line.split('\t').collect()
    } else {
        line.split(' ')
            .filter(|column| !column.is_empty())
            .collect()
    };
    while columns.last().is_some_and(|last| last.trim().is_empty()) {
        columns.pop();
    }
    columns
}

/// Whether it is a tag of any scheme.
pub fn is_tag(tag: &str) -> bool {
    let is_prefix = |prefix: &str| matches!(prefix, "B" | "I" | "E" | "S" | "L" | "U");
    let labelled = tag.split_once('-');
    tag == "O" || labelled.is_some_and(|(prefix, label)| is_prefix(prefix) && !label.is_empty())
}

/// Whether a line is a remark: a number sign, and no tag at its end.
pub fn is_comment(line: &str) -> bool {
    line.starts_with('#') && !columns(line).last().is_some_and(|last| is_tag(last))
}

/// Whether a line has a token.
pub fn is_row(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with("-DOCSTART-") && !is_comment(line)
}

/// How the rows of a file are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Not known yet.
    Unknown,
    /// The token first, the tag last.
    Plain,
    /// The number of the token first, the token second, the tag last.
    Numbered,
    /// The same with two tags at the end, of names and of names inside these, as `GermEval` has them.
    Nested,
    /// The ten columns of CoNLL-U, the tag among what is in the last one.
    Universal,
}

impl Layout {
    /// As the rows of the first sentences tell: of one row alone nothing can be told.
    pub fn of<'a>(rows: impl Iterator<Item = &'a str>) -> Self {
        let rows: Vec<Vec<&str>> = rows.map(columns).collect();
        let mut numbers = rows.iter().filter_map(|row| row.first());
        let (mut next, mut most) = (1, 1);
        // Words of several tokens have a range, tokens that were added a decimal.
        let is_numbered = numbers.all(|number| match number.parse::<usize>() {
            Ok(number) => {
                let goes_on = number == 1 || number == next;
                next = number.saturating_add(1);
                most = next.max(most);
                goes_on
            }
            Err(_) => number
                .split(['-', '.'])
                .all(|part| part.parse::<u32>().is_ok()),
        });
        let all = |test: &dyn Fn(&[&str]) -> bool| rows.iter().all(|row| test(row));
        // Numbers that are tokens themselves have filler or the same part of speech behind them.
        let mut seconds = rows.iter().map(|row| row.get(1));
        let second = seconds.next();
        if seconds.all(|other| Some(other) == second) {
            return Self::Plain;
        }
        if most < 3 || !is_numbered || !all(&|row| row.len() > 2) {
            return Self::Plain;
        }
        if all(&|row| row.len() == 10) {
            return Self::Universal;
        }
        let is_tagged = |row: &[&str]| match row {
            [_, _, outer, inner] => is_tag(outer) && is_tag(inner),
            _ => false,
        };
        if all(&is_tagged) {
            return Self::Nested;
        }
        Self::Numbered
    }

    /// The token of a row and its tag; none where the row stands for other rows.
    pub fn of_row<'a>(self, columns: &[&'a str]) -> Option<(&'a str, &'a str)> {
        let first = columns.first().copied().unwrap_or_default();
        let last = columns.last().copied().unwrap_or_default();
        if self == Self::Unknown || self == Self::Plain {
            return Some((first, last));
        }
        let token = columns.get(1).copied().unwrap_or_default();
        match self {
            Self::Universal if first.contains(['-', '.']) => None,
            Self::Universal => {
                let tag = last.split('|').filter_map(|field| field.split_once('='));
                let mut tag = tag.filter(|(name, _)| matches!(*name, "NE" | "NER"));
                Some((token, tag.next().map_or("O", |(_, tag)| tag)))
            }
            Self::Nested => Some((token, columns.get(2).copied().unwrap_or_default())),
            _ => Some((token, last)),
        }
    }
}
