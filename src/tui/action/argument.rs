//! What commands take behind their names.

/// What a command takes behind its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argument {
    /// How help writes it: `STATUS`, `FORMAT [FILE]`; what may be left out stands in brackets.
    pub form: &'static str,
    /// What is offered while it is typed.
    pub kind: Kind,
}

/// What is offered while an argument is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing: any words.
    Words,
    /// The statuses of an article.
    Status,
    /// The labels.
    Label,
    /// Tags that are in use, separated by commas.
    Tags,
    /// A format, options, and a file.
    Export,
    /// A folder.
    Folder,
    /// The ids and titles of articles.
    Article,
    /// The people and things that the open article names.
    Name,
    /// The names of commands.
    Command,
    /// The names of settings, and what each may be.
    Setting,
    /// The fields of a query for articles, and their values.
    Query,
    /// The names of saved queries.
    SavedQuery,
    /// What the list is ordered by.
    Order,
    /// What the list is grouped by.
    Grouping,
    /// The names of themes.
    Theme,
}

impl Argument {
    /// Whether the command does nothing without it.
    pub fn is_needed(&self) -> bool {
        !self.form.starts_with('[')
    }
}
