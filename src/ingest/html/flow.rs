//! Markup → readable text: paragraphs with a blank line between them.

use super::lex::{Tag, Visitor, is_block, visit};

/// The text of some markup, as a reader sees it.
///
/// Blocks are divided by blank lines, items of a list and rows of a table by line breaks; an item
/// begins with `- ` or its number, cells are divided by tabs. White space inside a line is one space.
pub(in crate::ingest) fn text_of(markup: &str) -> String {
    let mut flow = Flow::default();
    visit(markup, &mut flow);
    flow.finish()
}

/// Text that grows line by line.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Flow {
    text: String,
    /// The line that is written.
    line: String,
    /// What divides the line from the text before it.
    before: Gap,
    /// What divides the next word from the line.
    due: Gap,
    /// Whether white space stands before the next word.
    spaced: bool,
    /// What the next word begins with: the bullet of an item, or the tab before a cell.
    mark: String,
    lists: Vec<List>,
    /// The element whose text is not read, and how many of its name are open.
    silent: Option<(String, u32)>,
    /// How many elements are open whose white space is kept.
    kept: u32,
    /// How many tables are open.
    tables: u32,
    /// The cells of the row so far.
    cells: u32,
    /// Whether the open cell has words.
    filled: bool,
    /// Whether a line ended between them.
    broken: bool,
}

/// What divides two words, the weakest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ingest) enum Gap {
    /// Nothing, or a space.
    #[default]
    Space,
    /// A line break.
    Line,
    /// A blank line.
    Paragraph,
}

/// An open list.
#[derive(Debug)]
struct List {
    /// The number of the next item, where they are numbered.
    number: Option<u32>,
    items: u32,
}

/// How many lists inside each other are told apart.
const MOST_LISTS: usize = 64;

impl Flow {
    /// The whole text.
    pub fn finish(mut self) -> String {
        self.close_line();
        self.text
    }

    /// Says that the next word is divided at least so from what is there.
    pub fn divide(&mut self, gap: Gap) {
        self.due = self.due.max(gap);
    }

    /// Adds words.
    pub fn words(&mut self, text: &str) {
        if self.kept > 0 {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 {
                    let again = self.due >= Gap::Line;
                    self.divide(if again { Gap::Paragraph } else { Gap::Line });
                }
                if !is_blank(line) {
                    self.begin_word();
                    self.line.push_str(line.trim_end_matches('\r'));
                }
            }
            return;
        }
        self.spaced |= text.starts_with(|c: char| c.is_ascii_whitespace());
        for word in text.split_ascii_whitespace() {
            self.begin_word();
            self.line.push_str(word);
            self.spaced = true;
        }
        self.spaced &= text.ends_with(|c: char| c.is_ascii_whitespace());
        if text.is_empty() {
            self.spaced = false;
        }
    }

    fn begin_word(&mut self) {
        if self.due > Gap::Space {
            self.close_line();
            self.broken |= self.filled;
            self.spaced = false;
        }
        if !self.mark.is_empty() {
            let mark = std::mem::take(&mut self.mark);
            self.line.push_str(&mark);
            self.spaced = false;
        }
        if self.spaced && !self.line.is_empty() && !self.line.ends_with([' ', '\t']) {
            self.line.push(' ');
        }
        self.spaced = false;
        self.filled = true;
    }

    /// Whether nothing stands yet in the open item or cell: a block there begins no other line.
    fn is_fresh(&self) -> bool {
        !self.mark.is_empty() || (self.cells > 0 && !self.filled)
    }

    /// Moves the line to the text, with what was due behind it.
    fn close_line(&mut self) {
        if is_blank(&self.line) {
            self.before = self.before.max(self.due);
        } else {
            if !self.text.is_empty() {
                self.text.push_str(match self.before {
                    Gap::Paragraph => "\n\n",
                    _ => "\n",
                });
            }
            let line = self.line.trim_end();
            self.text.push_str(if self.kept > 0 {
                line
            } else {
                line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
            });
            self.before = self.due;
        }
        self.line.clear();
        self.due = Gap::Space;
    }

    /// Whether an element's text is not read; notes that one of it begins or ends.
    fn is_silent(&mut self, name: &str, by: i32) -> bool {
        if let Some((open, count)) = &mut self.silent {
            if open == name {
                *count = count.saturating_add_signed(by);
                if *count == 0 {
                    self.silent = None;
                }
            }
            return true;
        }
        if by > 0 && is_unread(name) {
            self.silent = Some((name.to_owned(), 1));
            return true;
        }
        false
    }

    fn item(&mut self) {
        let Some(list) = self.lists.last_mut() else {
            self.divide(Gap::Line);
            "- ".clone_into(&mut self.mark);
            return;
        };
        // A paragraph at the end of the item before does not drive the two apart.
        if list.items > 0 {
            self.due = Gap::Line;
        } else {
            self.due = self.due.max(Gap::Line);
        }
        list.items += 1;
        self.mark = match &mut list.number {
            Some(number) => {
                let mark = format!("{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            None => "- ".to_owned(),
        };
    }

    fn cell(&mut self) {
        if self.cells > 0 && !self.broken {
            self.due = Gap::Space;
            self.mark.push('\t');
        } else {
            self.mark.clear();
            if self.cells > 0 {
                self.divide(Gap::Paragraph);
            }
        }
        self.cells += 1;
        (self.filled, self.broken) = (false, false);
    }
}

impl Visitor for Flow {
    fn start(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if self.is_silent(name, 1) {
            return;
        }
        match name {
            "br" => {
                let empty = self.line.is_empty() || self.due >= Gap::Line;
                self.divide(if empty { Gap::Paragraph } else { Gap::Line });
            }
            "q" => {
                self.begin_word();
                self.line.push('“');
            }
            "ul" | "ol" | "menu" | "dir" => {
                let inside = !self.lists.is_empty();
                self.divide(if inside { Gap::Line } else { Gap::Paragraph });
                if self.lists.len() < MOST_LISTS {
                    let first = tag.get("start").and_then(|n| n.trim().parse().ok());
                    self.lists.push(List {
                        number: (name == "ol").then(|| first.unwrap_or(1)),
                        items: 0,
                    });
                }
            }
            "li" => self.item(),
            "dt" | "dd" | "thead" | "tbody" | "tfoot" => self.divide(Gap::Line),
            "tr" => {
                self.divide(Gap::Line);
                self.cells = 0;
            }
            "td" | "th" => self.cell(),
            "table" => {
                self.divide(Gap::Paragraph);
                self.tables += 1;
            }
            _ => {
                if is_block(name) && !self.is_fresh() {
                    self.divide(Gap::Paragraph);
                }
                self.kept += u32::from(name == "pre");
            }
        }
    }

    fn end(&mut self, name: &str) {
        if self.is_silent(name, -1) {
            return;
        }
        match name {
            "q" => self.line.push('”'),
            "ul" | "ol" | "menu" | "dir" => {
                self.lists.pop();
                let inside = !self.lists.is_empty();
                self.divide(if inside { Gap::Line } else { Gap::Paragraph });
                self.mark.clear();
            }
            "li" | "dt" | "dd" | "tr" | "thead" | "tbody" | "tfoot" => {
                self.divide(Gap::Line);
                self.mark.clear();
                if name == "tr" {
                    self.cells = 0;
                }
            }
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                self.divide(Gap::Paragraph);
                self.mark.clear();
                (self.cells, self.broken) = (0, true);
            }
            _ => {
                if is_block(name) && !self.is_fresh() {
                    self.divide(Gap::Paragraph);
                }
                if name == "pre" && self.kept > 0 {
                    self.close_line();
                    self.before = Gap::Paragraph;
                    self.kept -= 1;
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.silent.is_none() {
            self.words(text);
        }
    }
}

/// Elements whose text is not for reading.
fn is_unread(name: &str) -> bool {
    matches!(
        name,
        "audio"
            | "button"
            | "canvas"
            | "head"
            | "iframe"
            | "noscript"
            | "object"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "title"
            | "video"
    )
}

/// Whether there is nothing to see.
fn is_blank(line: &str) -> bool {
    let unseen = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
            )
    };
    line.chars().all(unseen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_paragraphs_and_white_space_is_one_space() {
        assert_eq!(
            text_of(
                "<h2>Floods</h2><p>The river\n   rose <b>by two</b> metres.\t</p> <div>It fell.</div>"
            ),
            "Floods\n\nThe river rose by two metres.\n\nIt fell."
        );
        assert_eq!(text_of("a<b>b</b> c<i> d</i>"), "ab c d");
        assert_eq!(text_of("<p>&nbsp;</p><p>\u{200b}</p>"), "");
        assert_eq!(
            text_of("<p>said &ldquo;no&rdquo; &amp; left</p>"),
            "said “no” & left"
        );
    }

    #[test]
    fn line_breaks_end_lines_and_two_of_them_paragraphs() {
        assert_eq!(
            text_of("One.<br>Two.<br><br>Three.<br />\n<br>&nbsp;<br>Four."),
            "One.\nTwo.\n\nThree.\n\nFour."
        );
    }

    #[test]
    fn lists_and_tables_keep_their_rows() {
        assert_eq!(
            text_of(
                "<p>He wants:</p><ul><li>bread</li><li><p>salt</p></li><li>tea<ol start=3><li>black<li>green</ol></li></ul><p>Now.</p>"
            ),
            "He wants:\n\n- bread\n- salt\n- tea\n3. black\n4. green\n\nNow."
        );
        assert_eq!(
            text_of(
                "<table><caption>Votes</caption><tr><th>Party<th>Seats</tr><tr><td><p>Red</p></td><td>4</td></tr></table>After"
            ),
            "Votes\n\nParty\tSeats\nRed\t4\n\nAfter"
        );
    }

    #[test]
    fn what_is_not_for_reading_is_left_out() {
        assert_eq!(
            text_of(
                "<style>p{}</style><p>Yes<script>if (a<b) {'</p>'}</script>.</p><svg><title>x</title></svg><!-- no -->"
            ),
            "Yes."
        );
        assert_eq!(text_of("<q>We wait</q>, she said."), "“We wait”, she said.");
        assert_eq!(text_of("<pre>a  b\n\n  c</pre>d"), "a  b\n\n  c\n\nd");
    }
}
