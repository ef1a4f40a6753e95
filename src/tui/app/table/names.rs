//! People, organisations and places over the corpus: who is who.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::annotation::registry::{Known, Registry};
use crate::extract::Label;
use crate::survey::{Named, Survey};
use crate::tui::theme::Role;

use super::{Around, Cell, Column, Marks, Place, Rows, Width};

/// Everyone and everything that is named, those named most first.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<Name>,
}

/// One person or thing.
#[derive(Clone, Debug)]
pub struct Name {
    /// What the articles tell of it.
    pub named: Named,
    /// What is known of it over all articles.
    pub known: Option<Box<Known>>,
}

impl Name {
    /// What it is called.
    pub fn title<'a>(&'a self, survey: &'a Survey) -> &'a str {
        match &self.known {
            Some(known) => &known.name,
            None => survey.text(self.named.name),
        }
    }

    /// What kind of thing it is.
    pub fn label<'a>(&'a self, survey: &'a Survey) -> &'a str {
        match &self.known {
            Some(known) => known.label.as_str(),
            None => self.named.party.map_or("", |party| survey.text(party)),
        }
    }
}

/// The entry of a key, whichever root's analyst made it.
pub fn known<'a>(registries: &'a [Registry], key: &str) -> Option<&'a Known> {
    registries.iter().find_map(|registry| registry.get(key))
}

const COLUMNS: &[Column] = &[
    Column {
        heading: "name",
        width: Width::Share(3),
        right: false,
        from: 0,
    },
    Column {
        heading: "label",
        width: Width::Fixed(9),
        right: false,
        from: 0,
    },
    Column {
        heading: "mentions",
        width: Width::Fixed(8),
        right: true,
        from: 0,
    },
    Column {
        heading: "quotes",
        width: Width::Fixed(6),
        right: true,
        from: 50,
    },
    Column {
        heading: "articles",
        width: Width::Fixed(8),
        right: true,
        from: 60,
    },
    Column {
        heading: "names",
        width: Width::Fixed(5),
        right: true,
        from: 75,
    },
    Column {
        heading: "who",
        width: Width::Share(1),
        right: false,
        from: 75,
    },
];

impl Names {
    /// The names of what was read so far.
    pub fn of(survey: &Survey, registries: &[Registry]) -> Self {
        let date = survey.word(Label::DATE.as_str());
        let money = survey.word(Label::MONEY.as_str());
        let mut names: Vec<Name> = survey
            .named()
            .filter(|named| {
                let is_thing = named
                    .party
                    .is_some_and(|_| ![date, money].contains(&named.party));
                is_thing && named.mentions.standing() + named.quotes.standing() > 0
            })
            .map(|named| Name {
                known: named
                    .key
                    .and_then(|key| known(registries, survey.text(key)))
                    .map(|known| Box::new(known.clone())),
                named: named.clone(),
            })
            .collect();
        // Those named equally often stay in the order in which they were met.
        names.sort_by_key(|name| {
            let mentions = name.named.mentions.standing();
            (Reverse(mentions), Reverse(name.named.articles))
        });
        Self { names }
    }

    /// The name of a row.
    pub fn name(&self, row: usize) -> Option<&Name> {
        self.names.get(row)
    }
}

impl Rows for Names {
    fn heading(&self) -> Cow<'_, str> {
        Cow::Borrowed("Names")
    }

    fn progress(&self) -> Option<&str> {
        None
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn len(&self) -> usize {
        self.names.len()
    }

    fn cells(&self, row: usize, around: Around<'_>) -> Vec<Cell> {
        let Some(name) = self.names.get(row) else {
            return Vec::new();
        };
        let aliases = name.known.as_ref().map_or(0, |known| known.aliases.len());
        let who = match (&name.known, name.named.key) {
            (Some(known), _) => {
                let note = known.note.as_deref();
                let says = known.link.as_deref().or(note).unwrap_or_default();
                Cell::new(format!("= {says}").trim_end())
            }
            // Its entry was lost, or is another analyst's.
            (None, Some(_)) => Cell::like(Role::Warning, "= ?"),
            (None, None) => Cell::default(),
        };
        vec![
            Cell::new(name.title(around.survey)),
            Cell::like(Role::Muted, name.label(around.survey)),
            Cell::count(name.named.mentions.standing()),
            Cell::count(name.named.quotes.standing()),
            Cell::count(name.named.articles),
            match aliases {
                0 => Cell::default(),
                _ => Cell::new((aliases + 1).to_string()),
            },
            who,
        ]
    }

    fn words<'a>(&'a self, row: usize, around: Around<'a>) -> Cow<'a, str> {
        let Some(name) = self.names.get(row) else {
            return Cow::Borrowed("");
        };
        let mut words = format!(
            "{} {}",
            name.title(around.survey),
            name.label(around.survey)
        );
        if let Some(known) = &name.known {
            let link = known.link.as_deref();
            for more in known.aliases.iter().map(String::as_str).chain(link) {
                words.push(' ');
                words.push_str(more);
            }
        }
        Cow::Owned(words)
    }

    fn key(&self, row: usize) -> u64 {
        /// Keys and names are numbered alike: what is marked must not be taken for the other.
        const KEYED: u64 = 1 << 63;
        self.names.get(row).map_or(0, |Name { named, .. }| {
            let number =
                |word: Option<crate::survey::Word>| word.map_or(0, |w| u64::from(w.number()));
            match named.key {
                Some(key) => KEYED | number(Some(key)),
                None => number(named.party) << 32 | number(Some(named.name)),
            }
        })
    }

    fn place(&self, _row: usize) -> Option<Place> {
        None
    }

    fn marks(&self) -> Marks {
        Marks::Chosen
    }

    fn nothing(&self) -> Vec<String> {
        vec!["nobody is named yet".to_owned()]
    }
}
