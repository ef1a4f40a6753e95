//! What was said over the corpus, with who says it: all quotes, those without a speaker, those
//! about which something looks wrong.

use std::borrow::Cow;

use crate::annotation::Verdict;
use crate::survey::{Finding, Kind, Survey, Target};
use crate::tui::theme::{Role, verdict_sign};

use super::{Around, Cell, Column, Marks, Place, Rows, Width};

/// Which quotes are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// All that were not rejected.
    #[default]
    All,
    /// Those that lack a speaker.
    Unattributed,
    /// Those about which something looks wrong.
    Doubtful,
}

impl Only {
    /// The next choice, after the last one the first.
    pub fn next(self) -> Self {
        match self {
            Self::All => Self::Unattributed,
            Self::Unattributed => Self::Doubtful,
            Self::Doubtful => Self::All,
        }
    }

    fn takes(self, finding: &Finding) -> bool {
        match self {
            Self::All => true,
            Self::Unattributed => finding.lacks_speaker,
            Self::Doubtful => !finding.doubts.is_empty(),
        }
    }
}

/// Quotes over the corpus.
#[derive(Debug, Default)]
pub struct Quotes {
    only: Only,
    quotes: Vec<(usize, Finding)>,
}

const COLUMNS: &[Column] = &[
    column("", Width::Fixed(1), 0),
    column("speaker", Width::Share(2), 0),
    column("cue", Width::Fixed(12), 110),
    column("quote", Width::Share(5), 0),
    column("article", Width::Share(2), 130),
    column("date", Width::Fixed(10), 90),
    Column {
        right: true,
        ..column("sure", Width::Fixed(5), 60)
    },
    column("!", Width::Fixed(1), 0),
];

const fn column(heading: &'static str, width: Width, from: u16) -> Column {
    Column {
        heading,
        width,
        right: false,
        from,
    }
}

impl Quotes {
    /// The quotes of what was read so far.
    pub fn of(survey: &Survey, only: Only) -> Self {
        let said = survey.findings().filter(|(_, finding)| {
            finding.kind == Kind::Quote
                && finding.verdict != Verdict::Rejected
                && only.takes(finding)
        });
        let quotes = said.map(|(index, finding)| (index, *finding)).collect();
        Self { only, quotes }
    }

    /// The same from what is known by now.
    pub fn renewed(&self, survey: &Survey) -> Self {
        Self::of(survey, self.only)
    }

    /// The next choice of quotes.
    pub fn turned(&self, survey: &Survey) -> Self {
        Self::of(survey, self.only.next())
    }

    /// The quote of a row.
    pub fn finding(&self, row: usize) -> Option<&Finding> {
        self.quotes.get(row).map(|(_, finding)| finding)
    }

    /// The article of a row, and how the quote is found in it.
    pub fn target(&self, row: usize) -> Option<(usize, Target)> {
        let (index, finding) = self.quotes.get(row)?;
        let target = Target {
            kind: Kind::Quote,
            span: finding.span(),
            label: None,
        };
        Some((*index, target))
    }
}

impl Rows for Quotes {
    fn heading(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self.only {
            Only::All => "Quotes",
            Only::Unattributed => "Quotes without a speaker",
            Only::Doubtful => "Quotes to look at",
        })
    }

    fn progress(&self) -> Option<&str> {
        None
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn len(&self) -> usize {
        self.quotes.len()
    }

    fn cells(&self, row: usize, around: Around<'_>) -> Vec<Cell> {
        let Some((index, quote)) = self.quotes.get(row) else {
            return Vec::new();
        };
        let survey = around.survey;
        let article = around.corpus.row(*index);
        let day = article.as_ref().and_then(|article| article.date);
        let speaker = match quote.name {
            Some(name) => Cell::new(survey.text(name)),
            None if quote.lacks_speaker => Cell::like(Role::Warning, "who?"),
            None => Cell::like(Role::Muted, "nobody known"),
        };
        let score = quote.score().map(|score| format!("{:.0} %", score * 100.0));
        let sign = if quote.doubts.is_empty() { "" } else { "!" };
        vec![
            Cell::like(Role::Muted, verdict_sign(quote.verdict).to_string()),
            speaker,
            Cell::like(Role::Muted, quote.cue.map_or("", |cue| survey.text(cue))),
            Cell::new(survey.text(quote.form)),
            Cell::like(Role::Muted, article.map_or("", |article| article.title)),
            Cell::like(
                Role::Muted,
                day.map(|day| day.to_string()).unwrap_or_default(),
            ),
            Cell::like(Role::Muted, score.unwrap_or_default()),
            Cell::like(Role::Warning, sign),
        ]
    }

    fn words<'a>(&'a self, row: usize, around: Around<'a>) -> Cow<'a, str> {
        let Some((index, quote)) = self.quotes.get(row) else {
            return Cow::Borrowed("");
        };
        let survey = around.survey;
        let title = around.corpus.row(*index).map_or("", |row| row.title);
        let speaker = quote.name.map_or("", |name| survey.text(name));
        let doubts: Vec<&str> = quote.doubts.names().collect();
        let form = survey.text(quote.form);
        Cow::Owned(format!("{speaker} {form} {title} {}", doubts.join(" ")))
    }

    fn key(&self, row: usize) -> u64 {
        self.quotes.get(row).map_or(0, |(index, quote)| {
            (*index as u64) << 32 | quote.span().start as u64
        })
    }

    fn place(&self, row: usize) -> Option<Place> {
        self.quotes.get(row).map(|(index, quote)| Place {
            index: *index,
            span: quote.span(),
        })
    }

    fn marks(&self) -> Marks {
        Marks::Chosen
    }

    fn nothing(&self) -> Vec<String> {
        let nothing = match self.only {
            Only::All => "no quotes yet",
            Only::Unattributed => "no quote lacks a speaker",
            Only::Doubtful => "nothing looks wrong",
        };
        vec![nothing.to_owned()]
    }
}
