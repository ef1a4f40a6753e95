//! The one table of actions: name, help, default keys, where they apply.
//!
//! Keys, the `?` help, the footer's hints, the palette, `:` commands, `dateline keys` and the
//! README's key table are all read from here.

mod argument;

pub use argument::{Argument, Kind};

/// Where a key applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Everywhere.
    Anywhere,
    /// In the list of articles.
    List,
    /// In the article.
    Reader,
    /// In the article while words are selected.
    Select,
    /// In the list of entities and quotes.
    Inspector,
    /// In a full-screen list over the corpus.
    Table,
}

impl Context {
    /// The name in help and documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anywhere => "anywhere",
            Self::List => "list",
            Self::Reader => "reader",
            Self::Select => "selection",
            Self::Inspector => "inspector",
            Self::Table => "table",
        }
    }
}

/// Under which heading help lists an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Deciding what was found.
    Review,
    /// Making and mending.
    Mend,
    /// Moving about.
    Move,
    /// Finding.
    Find,
    /// Panes, display, files.
    View,
    /// The rest.
    Rest,
}

impl Group {
    /// All headings, in the order of help.
    pub const ALL: [Self; 6] = [
        Self::Review,
        Self::Mend,
        Self::Move,
        Self::Find,
        Self::View,
        Self::Rest,
    ];

    /// The heading.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Review => "Review",
            Self::Mend => "Make and mend",
            Self::Move => "Move",
            Self::Find => "Find",
            Self::View => "View",
            Self::Rest => "Rest",
        }
    }
}

/// A row of the table.
#[derive(Debug)]
pub struct Spec {
    /// The action.
    pub action: Action,
    /// Its name as a command (`:accept`) and in the configuration.
    pub name: &'static str,
    /// What it does, as a short imperative.
    pub help: &'static str,
    /// One or two words for the footer.
    pub short: &'static str,
    /// Its heading.
    pub group: Group,
    /// Where its keys apply; several where they mean the same in more than one pane.
    pub contexts: &'static [Context],
    /// Its default keys, each a sequence separated by spaces.
    pub keys: &'static [&'static str],
    /// Whether it writes annotations, and so is unavailable when they are read-only.
    pub edits: bool,
    /// What it takes behind its name, as a command.
    pub argument: Option<Argument>,
}

impl Spec {
    /// How it is written as a command: `status STATUS`.
    pub fn usage(&self) -> String {
        match self.argument {
            Some(argument) => format!("{} {}", self.name, argument.form),
            None => self.name.to_owned(),
        }
    }
}

macro_rules! argument {
    () => {
        None
    };
    ($kind:ident $form:literal) => {
        Some(Argument {
            form: $form,
            kind: Kind::$kind,
        })
    };
}

/// A row: the action, its name, a word for the footer, its heading, where it applies, its keys,
/// whether it edits, its help; and what it takes behind its name, if anything.
macro_rules! actions {
    ($($action:ident $name:literal $short:literal $group:ident [$($context:ident)+] [$($key:literal)*] $edits:literal $help:literal $(($kind:ident $form:literal))?;)+) => {
        /// Something that the person at the keyboard can ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $(
                #[doc = $help]
                $action,
            )+
        }

        /// Every action once.
        pub const TABLE: &[Spec] = &[
            $(Spec {
                action: Action::$action,
                name: $name,
                help: $help,
                short: $short,
                group: Group::$group,
                contexts: &[$(Context::$context),+],
                keys: &[$($key),*],
                edits: $edits,
                argument: argument!($($kind $form)?),
            },)+
        ];
    };
}

actions! {
    NextUndecided "next-undecided" "next" Review [Anywhere] ["Tab" "] u"] false "Go to the next suggestion that nobody decided, into the next article if need be";
    PreviousUndecided "previous-undecided" "previous" Review [Anywhere] ["Shift-Tab" "[ u"] false "Go to the previous suggestion that nobody decided";
    Accept "accept" "accept" Review [Reader Inspector Select Table] ["a"] true "Accept the suggestion under the cursor, and go on";
    Reject "reject" "reject" Review [Reader Inspector Select Table] ["x"] true "Reject it, for good, and go on";
    Relabel "relabel" "label" Review [Reader Inspector Select Table] ["c"] true "Change its label, and go on" (Label "[LABEL]");
    Speaker "speaker" "speaker" Review [Reader Inspector Table] ["s"] true "Say who speaks in the quote, by a hint letter" (Name "[NAME]");
    Cue "cue" "cue" Review [Reader Inspector] ["C"] true "Say which words attribute the quote, by a hint letter";
    Check "check" "checks" Review [Anywhere] ["g k"] false "List what looks wrong about the article's quotes and names, to go there";
    NextWaiting "next-waiting" "to place" Review [Anywhere] ["] d"] false "Go to the next decided span that is in doubt since the text changed, and choose its place";
    PreviousWaiting "previous-waiting" "to place before" Review [Anywhere] ["[ d"] false "Go to the one before that is in doubt since the text changed";
    AcceptAll "accept-all" "accept all" Review [Reader Inspector List] ["A"] true "Accept all that is left in this article";
    Copies "copies" "to copies" Review [Reader Inspector] ["g c"] true "Decide in all articles of the same text as is decided here (says first in how many)";
    ReviewedNext "reviewed" "done, next" Review [Anywhere] ["r"] true "Set the article reviewed and open the next one";
    Skip "skip" "skip" Review [Anywhere] ["S"] true "Set the article skipped and open the next one";
    InProgress "in-progress" "in progress" Review [Anywhere] [] true "Set the article in progress again";
    SetStatus "status" "status" Review [Anywhere] [] true "Set the article's status and stay" (Status "STATUS");
    Alike "alike" "all alike" Review [Reader Inspector] ["&"] true "Decide the same about all of the same words, here or over the corpus";
    Stream "stream" "stream" Review [Anywhere] ["g r"] false "Review what is left over the whole corpus, in an order of your choice: article, certainty, label, form, unattributed; off ends it" (Words "[ORDER]");
    Repeat "repeat" "again" Review [Reader Inspector Select] ["."] true "Do the last decision again, here";

    SelectText "select" "select" Mend [Reader Select] ["v"] false "Begin to select words, which motions extend, or leave them";
    ExtendLeft "extend-left" "select left" Mend [Reader Select] ["Shift-Left"] false "Select to the left; a plain motion ends it";
    ExtendRight "extend-right" "select right" Mend [Reader Select] ["Shift-Right"] false "Select to the right";
    ExtendUp "extend-up" "select up" Mend [Reader Select] ["Shift-Up"] false "Select up a line";
    ExtendDown "extend-down" "select down" Mend [Reader Select] ["Shift-Down"] false "Select down a line";
    SwapEnds "swap-ends" "other end" Mend [Select] ["o"] false "Move the other end of the selection";
    Make "make" "label it" Mend [Select] ["Enter"] true "Make an entity or a quote of the selection" (Label "[LABEL]");
    ObjectWord "select-word" "word" Mend [Select] ["i w"] false "Select the word";
    ObjectSentence "select-sentence" "sentence" Mend [Select] ["i s"] false "Select the sentence";
    ObjectParagraph "select-paragraph" "paragraph" Mend [Select] ["i p"] false "Select the paragraph";
    ObjectEntity "select-entity" "entity" Mend [Select] ["i e"] false "Select the entity";
    ObjectQuote "select-quote" "quote" Mend [Select] ["i q"] false "Select the quote";
    RightEdgeOut "right-edge-right" "right edge +" Mend [Reader Inspector] [">"] true "Move the right edge one word to the right";
    RightEdgeIn "right-edge-left" "right edge -" Mend [Reader Inspector] ["<"] true "Move the right edge one word to the left";
    LeftEdgeOut "left-edge-left" "left edge +" Mend [Reader Inspector] ["H"] true "Move the left edge one word to the left";
    LeftEdgeIn "left-edge-right" "left edge -" Mend [Reader Inspector] ["L"] true "Move the left edge one word to the right";
    Delete "delete" "delete" Mend [Reader Inspector] ["d"] true "Delete a span of one's own; a suggestion is rejected";
    Tag "tag" "tag" Mend [Reader Inspector] ["t"] true "Tag the entity or quote" (Tags "[TAG, …]");
    Note "note" "note" Mend [Reader Inspector Table] ["i"] true "Write a note on it (Ctrl-e opens $EDITOR)" (Words "[NOTE]");
    EditNote "edit-note" "edit note" Mend [Reader Inspector] ["Ctrl-e"] true "Write the note on it in $EDITOR";
    TagArticle "tag-article" "tag article" Mend [Anywhere] ["T"] true "Tag the article" (Tags "[TAG, …]");
    NoteArticle "note-article" "note article" Mend [Anywhere] ["I"] true "Write a note on the article" (Words "[NOTE]");
    Merge "merge" "merge" Mend [Reader Inspector Table] ["M"] true "Merge this name with another of the same person or thing" (Name "[NAME]");
    Split "split" "split" Mend [Reader Inspector Table] [] true "Take this mention out of its group, as somebody else";
    Rename "rename" "rename" Mend [Reader Inspector Table] [] true "Give the person or thing another full name" (Words "[NAME]");
    Link "link" "link" Mend [Reader Inspector Table] [] true "Give it an external identifier (Wikidata or any other)" (Words "[ID]");
    SameAs "same-as" "same as" Mend [Reader Inspector] ["="] true "Say that this is who is known by this name over the corpus";
    Everywhere "everywhere" "everywhere" Mend [Anywhere] ["g e"] true "Do the last merging, renaming or linking of a name in the whole corpus";
    DateValue "date-value" "date value" Mend [Reader Inspector] [] true "Say which day, month or year a date means" (Words "[DATE]");
    Undo "undo" "undo" Mend [Anywhere] ["u"] true "Undo the last decision, in whichever article it was";
    Redo "redo" "redo" Mend [Anywhere] ["Ctrl-r"] true "Do again what was undone";

    Down "down" "down" Move [Anywhere] ["j" "Down"] false "Go down a line";
    Up "up" "up" Move [Anywhere] ["k" "Up"] false "Go up a line";
    Left "left" "left" Move [Reader Select] ["h" "Left"] false "Go left a character";
    Right "right" "right" Move [Reader Select] ["l" "Right"] false "Go right a character";
    WordForward "word-forward" "word" Move [Reader Select] ["w"] false "Go to the next word";
    WordBack "word-back" "word back" Move [Reader Select] ["b"] false "Go to the word before";
    WordEnd "word-end" "word end" Move [Reader Select] ["e"] false "Go to the end of the word";
    SentenceForward "sentence-forward" "sentence" Move [Reader Select] [")"] false "Go to the next sentence";
    SentenceBack "sentence-back" "sentence back" Move [Reader Select] ["("] false "Go to the sentence before";
    ParagraphForward "paragraph-forward" "paragraph" Move [Reader Select] ["}"] false "Go to the next paragraph";
    ParagraphBack "paragraph-back" "paragraph back" Move [Reader Select] ["{"] false "Go to the paragraph before";
    LineStart "line-start" "line start" Move [Reader Select] ["0"] false "Go to the beginning of the line";
    LineEnd "line-end" "line end" Move [Reader Select] ["$"] false "Go to the end of the line";
    Top "top" "top" Move [Anywhere] ["g g" "Home"] false "Go to the top, or to the line of the count";
    Bottom "bottom" "bottom" Move [Anywhere] ["G" "End"] false "Go to the bottom, or to the line of the count";
    HalfDown "half-page-down" "half page" Move [Anywhere] ["Ctrl-d"] false "Go down half a page";
    HalfUp "half-page-up" "half page up" Move [Anywhere] ["Ctrl-u"] false "Go up half a page";
    PageDown "page-down" "page" Move [Anywhere] ["Ctrl-f" "PageDown" "Space"] false "Go down a page";
    PageUp "page-up" "page up" Move [Anywhere] ["Ctrl-b" "PageUp"] false "Go up a page";
    NextEntity "next-entity" "next entity" Move [Anywhere] ["] e"] false "Go to the next entity, into the next article if need be";
    PreviousEntity "previous-entity" "previous entity" Move [Anywhere] ["[ e"] false "Go to the entity before";
    NextQuote "next-quote" "next quote" Move [Anywhere] ["] q"] false "Go to the next quote, into the next article if need be";
    PreviousQuote "previous-quote" "previous quote" Move [Anywhere] ["[ q"] false "Go to the quote before";
    NextUnattributed "next-unattributed" "no speaker" Move [Anywhere] ["] s"] false "Go to the next quote that lacks a speaker, into the next article if need be";
    PreviousUnattributed "previous-unattributed" "no speaker before" Move [Anywhere] ["[ s"] false "Go to the quote before that lacks a speaker";
    SameName "same-name" "same name" Move [Reader Inspector] ["*"] false "Go to the next mention of the same person or thing, or the next place of the word";
    Hints "hints" "jump" Move [Anywhere] [";"] false "Go to anything on the screen by its hint letters: names, quotes, rows, the link";
    HintWords "hint-words" "to a word" Move [Reader Select] ["g w"] false "Go to any word on the screen by its hint letters";
    Widen "widen" "wider" Move [Reader] ["+"] false "Take the span around this one, where spans nest";
    OpenArticle "open" "open" Move [Anywhere] [] false "Open the article of this id" (Article "ID");
    NextArticle "next-article" "next article" Move [Anywhere] ["] a"] false "Open the next article";
    PreviousArticle "previous-article" "article before" Move [Anywhere] ["[ a"] false "Open the article before";
    NextRow "next-row" "next row" Move [Anywhere] ["] r"] false "Open the place of the last table's next row";
    PreviousRow "previous-row" "row before" Move [Anywhere] ["[ r"] false "Open the place of the last table's row before";
    JumpBack "jump-back" "back" Move [Anywhere] ["Ctrl-o" "[ j"] false "Go back to where the last jump began";
    JumpForward "jump-forward" "forward" Move [Anywhere] ["] j" "Ctrl-i"] false "Go forward again (Ctrl-i where the terminal tells it from Tab)";
    Jumps "jumps" "jumps" Move [Anywhere] [] false "List the places that jumps began from";
    Mark "mark" "mark" Move [Anywhere] ["m"] false "Mark this place by a letter";
    Marks "marks" "marks" Move [Anywhere] ["'"] false "Go to the mark of a letter; ' again goes to before the last jump";

    Find "find" "find" Find [Reader Select Inspector] ["/"] false "Find in the article as you type (a space matches any white space; /…/ is a pattern)" (Words "[WORDS]");
    FindNext "find-next" "next match" Find [Reader Select Inspector] ["n"] false "Go to the next match";
    FindPrevious "find-previous" "match before" Find [Reader Select Inspector] ["N"] false "Go to the match before";
    Forms "forms" "forms" Find [Anywhere] ["g f"] false "List the surface forms over the corpus, with counts, to decide on many at once";
    Names "names" "names" Find [Anywhere] ["g n"] false "List the people, organisations and places of the corpus, to say who is who" (Words "[WORDS]");
    Said "said" "said" Find [Reader Inspector Table] ["g s"] false "List everything that this person said, over the corpus";
    Mentions "mentions" "mentions" Find [Reader Inspector Table] ["g *"] false "List every mention of this person or thing, over the corpus";
    Quotes "quotes" "quotes" Find [Anywhere] ["g q"] false "List the quotes over the corpus with speaker, cue and confidence";
    QuotesOnly "quotes-only" "which quotes" Find [Table] ["o"] false "List all quotes, those without a speaker, those to look at, by turns";
    Statistics "stats" "statistics" Find [Anywhere] ["g S"] false "Show counts with bars: the work, what was found, when, who speaks";
    Matches "matches" "matches" Find [Reader Inspector] ["g /"] false "List the matches of the search, each with its line";
    Filter "filter" "filter" Find [List Table] ["f" "/"] false "Show only the articles whose titles match or that answer a query (source: after: person: text: …), or the rows of a table, as you type" (Query "[QUERY]");
    Search "search" "search all" Find [Anywhere] ["F"] false "Search the texts of all articles, and list the places (/…/ is a pattern)" (Words "WORDS");
    Query "query" "query" Find [Anywhere] [] false "Show the articles that answer a saved query, or one that is typed" (SavedQuery "NAME");
    Queries "queries" "queries" Find [Anywhere] ["g F"] false "Choose a saved query";
    SaveQuery "save-query" "save query" Find [Anywhere] [] false "Save filter, order and headings of the list under a name" (SavedQuery "NAME");
    ForgetQuery "forget-query" "forget query" Find [Anywhere] [] false "Forget a saved query" (SavedQuery "NAME");
    Sort "sort" "sort" Find [Anywhere] [] false "Order the list by date, source, status, open (suggestions), title or file; -date has the last first" (Order "ORDER");
    Group "group" "group" Find [Anywhere] [] false "Put the articles of a date, source, status or story under a heading each; none takes the headings away" (Grouping "GROUP");
    EndFind "no-highlight" "end search" Find [Anywhere] [] false "End the search, so that its matches are not shown any more";
    Command "command" "command" Find [Anywhere] [":"] false "Give a command by name";
    Palette "palette" "palette" Find [Anywhere] ["Ctrl-p"] false "Search all actions";
    Help "help" "help" Find [Anywhere] ["?"] false "Show the keys that work here" (Command "[COMMAND]");

    NextPane "next-pane" "next pane" View [Anywhere] ["Ctrl-w"] false "Go to the next pane";
    Enter "enter" "open" View [List Inspector Table] ["Enter" "l" "Right"] false "Open the article, or go to the entity or quote in the text";
    LastTable "table" "table" View [Anywhere] ["g t"] false "Show the last table (search results, names …) again, where it was";
    MarkRow "mark-row" "mark" View [Table] ["Space"] false "Mark the row for the next decision, or leave it out where all are meant";
    MarkAll "mark-all" "mark all" View [Table] ["v"] false "Mark all rows shown, or take all marks away";
    Back "back" "back" View [Anywhere] ["Esc"] false "Go back: end the selection, the filter, the search, then to the list";
    JoinLines "join-lines" "join lines" View [Anywhere] ["J"] false "Join hand-broken lines into paragraphs, or show them as they are";
    ToggleList "toggle-list" "list" View [Anywhere] ["g l"] false "Show or hide the list";
    ToggleInspector "toggle-inspector" "inspector" View [Anywhere] ["g i"] false "Show or hide the inspector";
    Zen "zen" "zen" View [Anywhere] ["z"] false "Show the article alone";
    ToggleRejected "toggle-rejected" "rejected" View [Anywhere] ["g x"] false "Show or hide what was rejected";
    Problems "problems" "problems" View [Anywhere] ["g p"] false "List what could not be read";
    ToggleMouse "toggle-mouse" "mouse" View [Anywhere] ["g m"] false "Give the mouse to the terminal, or take it back (Shift and a drag are always the terminal's own)";
    Log "log" "log" View [Anywhere] [] false "Show the end of the log (-v has one written)";
    Theme "theme" "theme" View [Anywhere] [] false "Choose the colours, which show as you go" (Theme "[NAME]");
    Set "set" "set" View [Anywhere] [] false "Change a setting until the program ends (:set all lists them)" (Setting "NAME[=VALUE]");
    ConfigReload "config-reload" "reload" View [Anywhere] [] false "Read the configuration again, as is done whenever the terminal has the focus again";

    Copy "copy" "copy" Rest [Reader Select Inspector] ["y"] false "Copy the selection, entity or quote";
    CopyCitation "copy-citation" "cite" Rest [Reader Select Inspector] ["Y"] false "Copy it with speaker, source and date";
    CopyLink "copy-link" "copy link" Rest [List Reader Inspector] ["g y"] false "Copy the article's link";
    OpenLink "open-link" "open link" Rest [List Reader Inspector] ["o"] false "Open the article's link in the browser";
    Pipe "pipe" "pipe" Rest [List Reader Inspector Select] ["|"] false "Give the article or the selection to a command, as text or with --md or --json" (Words "[--md|--json] COMMAND");
    Output "output" "output" Rest [Anywhere] [] false "Show again what the last command gave";
    Export "export" "export" Rest [Anywhere] [] false "Export the reviewed articles to a file, or into a folder where the format is one; export! writes over a file" (Export "FORMAT [OPTIONS] [FILE]");
    Whereabouts "where" "where" View [Anywhere] ["Ctrl-g"] false "Say which article is open: its id, its file and line, its number in the list";
    Record "record" "record" View [Anywhere] [] false "Show the article's record as JSON";
    Redraw "redraw" "redraw" Rest [Anywhere] ["Ctrl-l"] false "Draw the screen anew";
    Suspend "suspend" "suspend" Rest [Anywhere] ["Ctrl-z"] false "Suspend the program; fg brings it back";
    Write "write" "write" Rest [Anywhere] [] false "Say whether everything is saved (it is, the moment it is done) and try again what is not; with a folder, write all annotations there too" (Folder "[FOLDER]");
    TakeOver "take-over" "take over" Rest [Anywhere] [] false "Annotate here, where another program did until it ended or the disk did not let you";
    Conflicts "conflicts" "conflicts" Review [Anywhere] [] false "Show both versions of what was changed here and by another program, and choose which is to stay";
    Close "close" "close" Rest [Anywhere] ["q"] false "Close the top layer; quit from the base";
    Quit "quit" "quit" Rest [Anywhere] [] false "Quit";
    QuitUnsaved "quit!" "quit" Rest [Anywhere] [] false "Quit, whatever is not saved yet";
}

/// The table as Markdown: what the README shows.
pub fn markdown() -> String {
    use std::fmt::Write as _;
    let mut table = String::from("| keys | command | what it does | where |\n|---|---|---|---|\n");
    for group in Group::ALL {
        let _ = writeln!(table, "| **{}** | | | |", group.as_str());
        for spec in TABLE.iter().filter(|spec| spec.group == group) {
            let keys: Vec<String> = spec
                .keys
                .iter()
                .filter_map(|keys| super::key::sequence(keys).ok())
                .map(|keys| format!("`{}`", super::key::written(&keys)))
                .collect();
            let panes: Vec<&str> = spec.contexts.iter().map(|c| c.as_str()).collect();
            let _ = writeln!(
                table,
                "| {} | `:{}` | {} | {} |",
                keys.join(" "),
                spec.usage(),
                spec.help,
                panes.join(", ")
            );
        }
    }
    table
}

impl Action {
    /// The action's row of the table.
    pub fn spec(self) -> &'static Spec {
        // The macro makes a row for every variant, in the order of the variants.
        &TABLE[self as usize]
    }

    /// In which panes it works, for messages.
    pub fn told_places(self) -> String {
        let places: Vec<&str> = self.spec().contexts.iter().map(|c| c.as_str()).collect();
        match places.as_slice() {
            [others @ .., last] if !others.is_empty() => {
                format!("works in the {} and the {last}", others.join(", the "))
            }
            _ => format!("works in the {}", places.concat()),
        }
    }

    /// The action of this name, as commands and the configuration spell it; a unique beginning will do.
    pub fn named(name: &str) -> Option<Self> {
        if let Some(alias) = ALIASES.iter().find(|(alias, _)| *alias == name) {
            return Some(alias.1);
        }
        if let Some(spec) = TABLE.iter().find(|spec| spec.name == name) {
            return Some(spec.action);
        }
        let mut beginnings = TABLE.iter().filter(|spec| spec.name.starts_with(name));
        match (beginnings.next(), beginnings.next()) {
            (Some(spec), None) if !name.is_empty() => Some(spec.action),
            _ => None,
        }
    }

    /// What else the action is called, by those who come from vim.
    pub fn aliases(self) -> impl Iterator<Item = &'static str> {
        let of_it = ALIASES.iter().filter(move |(_, action)| *action == self);
        of_it.map(|(alias, _)| *alias)
    }
}

/// What vim's users type.
const ALIASES: &[(&str, Action)] = &[
    ("w", Action::Write),
    ("wa", Action::Write),
    ("q", Action::Quit),
    ("qa", Action::Quit),
    ("wq", Action::Quit),
    ("wqa", Action::Quit),
    ("x", Action::Quit),
    ("xa", Action::Quit),
    ("q!", Action::QuitUnsaved),
    ("qa!", Action::QuitUnsaved),
    ("e", Action::OpenArticle),
    ("edit", Action::OpenArticle),
    ("h", Action::Help),
    ("u", Action::Undo),
    ("se", Action::Set),
    ("colorscheme", Action::Theme),
    ("red", Action::Redo),
    ("n", Action::NextArticle),
    ("bn", Action::NextArticle),
    ("bp", Action::PreviousArticle),
    ("noh", Action::EndFind),
    ("nohlsearch", Action::EndFind),
    ("y", Action::Copy),
    ("ju", Action::Jumps),
    ("stop", Action::Suspend),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::key;

    #[test]
    fn every_action_has_its_own_name_and_readable_keys() {
        for (i, spec) in TABLE.iter().enumerate() {
            assert_eq!(spec.action as usize, i);
            assert!(
                TABLE
                    .iter()
                    .skip(i + 1)
                    .all(|other| other.name != spec.name),
                "{}",
                spec.name
            );
            for keys in spec.keys {
                key::sequence(keys).unwrap();
            }
        }
    }

    #[test]
    fn commands_are_found_by_name_alias_and_unique_beginning() {
        assert_eq!(Action::named("accept"), Some(Action::Accept));
        assert_eq!(Action::named("wq"), Some(Action::Quit));
        assert_eq!(Action::named("pal"), Some(Action::Palette));
        assert_eq!(Action::named("ne"), None, "several begin so");
        assert_eq!(Action::named(""), None);
    }
}
