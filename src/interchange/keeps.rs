//! What comes back of annotations that were exported and are imported again, format by format.
//!
//! The tests of this module export arbitrary articles, read them again and hold what came back to
//! this table, in both directions: it promises nothing that is lost, and hides nothing that stays.

use std::fmt::Write as _;

use super::Format;

/// Something that is known of an article, an item or a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The article's text.
    Text,
    /// Its title, day, source and address.
    Head,
    /// Its status.
    Status,
    /// The note on it.
    ArticleNote,
    /// Its tags.
    ArticleTags,
    /// The ids of items.
    Ids,
    /// Names: their ranges and labels.
    Names,
    /// Which names name the same.
    Same,
    /// What people and things are called, and their labels.
    Parties,
    /// Their other names, and their keys across articles.
    Aliases,
    /// Quotes: the pieces of their content.
    Quotes,
    /// Whether they are direct, mixed or indirect, and negated.
    Kinds,
    /// The words that attribute them.
    Cues,
    /// The words that name the speaker.
    Words,
    /// The speaker's fullest name.
    Speakers,
    /// Expressions of time: their ranges.
    Dates,
    /// Their values.
    Values,
    /// What was decided about items.
    Verdicts,
    /// How sure the machine was.
    Scores,
    /// Notes on items.
    Notes,
    /// Tags of items.
    Tags,
    /// Links to something outside.
    Links,
    /// Who made and decided it, when, and what the machine's original was.
    History,
}

/// Whether an aspect comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Exactly, whatever the article holds.
    Whole,
    /// Exactly in an ordinary article; otherwise as said.
    But(&'static str),
    /// In another form, or in part, as said.
    Partly(&'static str),
    /// Not at all.
    Not,
}

use Aspect::{
    Aliases, ArticleNote, ArticleTags, Cues, Dates, Head, History, Ids, Kinds, Links, Names, Notes,
    Parties, Quotes, Same, Scores, Speakers, Status, Tags, Text, Values, Verdicts, Words,
};
use Kept::{But, Not, Partly, Whole};

impl Aspect {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 23] = [
        Text,
        Head,
        Status,
        ArticleNote,
        ArticleTags,
        Names,
        Same,
        Parties,
        Aliases,
        Quotes,
        Kinds,
        Cues,
        Words,
        Speakers,
        Dates,
        Values,
        Verdicts,
        Scores,
        Notes,
        Tags,
        Links,
        Ids,
        History,
    ];

    /// What it is called in the table.
    pub fn name(self) -> &'static str {
        match self {
            Text => "text",
            Head => "title, day, source, address",
            Status => "status",
            ArticleNote => "note on the article",
            ArticleTags => "tags of the article",
            Ids => "ids",
            Names => "names and labels",
            Same => "who is the same",
            Parties => "what they are called",
            Aliases => "other names, keys",
            Quotes => "quotes, in pieces",
            Kinds => "kind, negation",
            Cues => "cues",
            Words => "speakers' words",
            Speakers => "speakers' names",
            Dates => "dates",
            Values => "their values",
            Verdicts => "verdicts",
            Scores => "scores",
            Notes => "notes",
            Tags => "tags",
            Links => "links",
            History => "who, when, original",
        }
    }
}

/// What is made anew of names, where a format does not say who is who.
const ANEW: Kept =
    Partly("made anew: of names that are said to be the same, or have the same words");
/// What is found out from the text.
const FOUND: Kept = Partly("found out from the text again");
/// What brat does to what it carries.
const BRAT: Kept = But(
    "white space at the ends of a span is left out and a span is cut where a line ends; of labels \
     only letters, digits, `-` and `_` of ASCII stay; notes and tags are one line, tags have no `, ` in \
     them, links no white space; a name whose label means a part of a quote (`QUOTE`, `CUE`) is that",
);
/// What Label Studio does to what it carries.
const LABEL_STUDIO: Kept = But(
    "control characters in labels and tags are replaced; what was rejected comes back undecided; a \
     name without a link has that of its cluster; a name whose label means a part of a quote is that",
);
/// What doccano does to what it carries.
const DOCCANO: Kept = But(
    "of two spans on the same words with the same label one stays, also of a name and a part of a quote",
);
/// What tokens do to what they carry.
const ROWS: Kept = But(
    "spans end where their visible words do, and what has none is left out; a label `QUOTE` is no \
     name's; line ends in strings are LF",
);
/// What a table's cells do to what they carry.
const CELLS: Kept = But("control characters become U+FFFD; tags have no `; ` in them");
/// What a page does to what it carries.
const PAGE: Kept = But(
    "NUL becomes U+FFFD; of two dates on the same words, or a date on those of a name `DATE`, one stays; \
     a cue or a speaker that is the quote's own words, or a person or \
     thing whose name is blank, is left out",
);
/// What XML does to strings.
const XML: Kept = But("characters that XML forbids become spaces in strings other than the text");

impl Format {
    /// Whether an aspect comes back from the format.
    pub fn keeps(self, aspect: Aspect) -> Kept {
        match self {
            Self::Json | Self::Jsonl | Self::Cas => Whole,
            Self::Xmi => match aspect {
                Text | Status | Same | Quotes | Kinds | Cues | Words | Dates | Verdicts
                | Scores => Whole,
                _ => XML,
            },
            Self::W3c => match aspect {
                Text => Not,
                _ => Whole,
            },
            Self::Prodigy => match aspect {
                History => Not,
                Words | Speakers => But(
                    "of two quotes that begin with the very same words both speakers are the first one's",
                ),
                Ids | Dates | Values | Verdicts | Notes | Tags | Links => {
                    But("an expression of time that a name `DATE` tells is told by that name alone")
                }
                _ => Whole,
            },
            Self::Brat => match aspect {
                Text => Whole,
                Head | Status | ArticleNote | ArticleTags | Aliases | Scores | Ids | History => Not,
                Same | Parties | Speakers => ANEW,
                _ => BRAT,
            },
            Self::LabelStudio => match aspect {
                Text | Head | Status | ArticleNote => Whole,
                Aliases | History => Not,
                Same | Parties => ANEW,
                Speakers => But("a quote that stands has no speaker who is undecided or rejected"),
                _ => LABEL_STUDIO,
            },
            Self::Conll | Self::Iob2 | Self::Bioes => match aspect {
                Names => But(
                    "of names that overlap the longest stays, widened to whole tokens and cut where a \
                     sentence ends; labels and tokens have no white space in them",
                ),
                Parties => ANEW,
                _ => Not,
            },
            Self::Csv => match aspect {
                Text | Head | Aliases | History => Not,
                Status | Names | Same | Quotes | Kinds | Cues | Words | Dates | Values
                | Verdicts | Scores | Ids => Whole,
                Parties => Partly(
                    "named and labelled by the first row that has them; `people.csv` is not read again",
                ),
                ArticleNote | ArticleTags | Speakers | Notes | Tags | Links => CELLS,
            },
            Self::Citron => match aspect {
                Text | Quotes | Cues | Words => Whole,
                Kinds => FOUND,
                Speakers => {
                    Partly("of speakers who are named more than once: by their longest name")
                }
                Scores | Ids => Partly("those of quotes"),
                _ => Not,
            },
            Self::Doccano => match aspect {
                Text | Head | Status | ArticleTags => Whole,
                ArticleNote => Partly("one note of all notes, on the article"),
                Names | Quotes | Cues | Words | Dates => DOCCANO,
                Kinds => FOUND,
                Same | Parties | Speakers => ANEW,
                Aliases | Values | Verdicts | Scores | Notes | Tags | Links | Ids | History => Not,
            },
            Self::Webanno => match aspect {
                Names | Quotes | Kinds | Cues | Words | Speakers | Dates | Values => ROWS,
                Parties => ANEW,
                Notes => Partly("those of quotes"),
                Links => Partly("those of names"),
                _ => Not,
            },
            Self::Html => match aspect {
                History => Not,
                Status => Whole,
                _ => PAGE,
            },
            Self::Markdown => Not,
        }
    }
}

/// The table of what comes back, in Markdown: an aspect a row, formats alike in one column.
pub fn table() -> String {
    let mut columns: Vec<Vec<Format>> = Vec::new();
    for format in Format::ALL.into_iter().filter(|f| f.reader().is_some()) {
        let alike = |column: &&mut Vec<Format>| {
            let first = column.first();
            first.is_some_and(|first| {
                Aspect::ALL
                    .iter()
                    .all(|a| first.keeps(*a) == format.keeps(*a))
            })
        };
        match columns.iter_mut().find(alike) {
            Some(column) => column.push(format),
            None => columns.push(vec![format]),
        }
    }
    let mut notes: Vec<&'static str> = Vec::new();
    let mut table = String::from("|");
    for column in &columns {
        let names: Vec<String> = column.iter().map(|f| format!("`{f}`")).collect();
        let _ = write!(table, " | {}", names.join(" "));
    }
    let _ = writeln!(table, " |\n|---{}|", "|---".repeat(columns.len()));
    for aspect in Aspect::ALL {
        let _ = write!(table, "| {}", aspect.name());
        for first in columns.iter().filter_map(|column| column.first()) {
            let cell = match first.keeps(aspect) {
                Whole => "yes".to_owned(),
                But(why) => format!("yes ({})", number(&mut notes, why)),
                Partly(why) => format!("partly ({})", number(&mut notes, why)),
                Not => "no".to_owned(),
            };
            let _ = write!(table, " | {cell}");
        }
        table.push_str(" |\n");
    }
    table.push('\n');
    for (at, note) in notes.iter().enumerate() {
        let _ = writeln!(table, "{}. {note}", at + 1);
    }
    table
}

/// The number of a note, from 1.
fn number(notes: &mut Vec<&'static str>, note: &'static str) -> usize {
    if let Some(at) = notes.iter().position(|known| *known == note) {
        return at + 1;
    }
    notes.push(note);
    notes.len()
}

#[cfg(test)]
mod tests;
