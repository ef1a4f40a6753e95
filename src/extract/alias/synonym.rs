//! Names of one country, organisation or city the world over, which no rule of spelling joins.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Each line holds the names of one thing, folded, the best known first.
const SYNONYMS: &[&[&str]] = &[
    &[
        "united states",
        "us",
        "usa",
        "united states of america",
        "america",
    ],
    &["united kingdom", "uk", "britain", "great britain"],
    &["united arab emirates", "uae", "emirates"],
    &["china", "peoples republic of china", "prc"],
    &["south korea", "republic of korea", "rok", "s korea"],
    &[
        "north korea",
        "democratic peoples republic of korea",
        "dprk",
        "n korea",
    ],
    &[
        "democratic republic of the congo",
        "democratic republic of congo",
        "drc",
        "dr congo",
        "congo kinshasa",
    ],
    &[
        "republic of the congo",
        "republic of congo",
        "congo brazzaville",
    ],
    &["russia", "russian federation"],
    &["iran", "islamic republic of iran"],
    &["iraq", "republic of iraq"],
    &["syria", "syrian arab republic"],
    &["turkey", "turkiye", "republic of turkey"],
    &["czech republic", "czechia"],
    &["ivory coast", "cote divoire"],
    &["myanmar", "burma"],
    &["netherlands", "holland"],
    &["eswatini", "swaziland"],
    &["east timor", "timor leste"],
    &["cape verde", "cabo verde"],
    &["saudi arabia", "ksa", "kingdom of saudi arabia"],
    &["south africa", "rsa", "republic of south africa"],
    &["european union", "eu"],
    &["united nations", "un", "united nations organization"],
    &[
        "nato",
        "north atlantic treaty organization",
        "north atlantic treaty organisation",
    ],
    &["african union", "au"],
    &[
        "world health organization",
        "who",
        "world health organisation",
    ],
    &[
        "islamic state",
        "isis",
        "isil",
        "daesh",
        "islamic state of iraq and syria",
        "islamic state of iraq and the levant",
        "islamic state of iraq and al sham",
        "daish",
    ],
    &["al qaeda", "al qaida", "alqaeda"],
    &["kurdistan workers party", "pkk"],
    &["kurdistan democratic party", "kdp"],
    &["patriotic union of kurdistan", "puk"],
    &["kurdistan regional government", "krg"],
    &[
        "kurdistan region",
        "kurdistan region of iraq",
        "kri",
        "iraqi kurdistan region",
    ],
    &["syrian democratic forces", "sdf"],
    &["peoples protection units", "ypg"],
    &["hezbollah", "hizbollah", "hizbullah", "hezbullah"],
    &["kyiv", "kiev"],
    &["kharkiv", "kharkov"],
    &["odesa", "odessa"],
    &["mumbai", "bombay"],
    &["kolkata", "calcutta"],
    &["chennai", "madras"],
    &["yangon", "rangoon"],
    &["erbil", "arbil", "hewler", "irbil", "hawler"],
    &[
        "sulaymaniyah",
        "sulaimani",
        "sulaimaniyah",
        "slemani",
        "sulaimaniya",
        "sulaymaniya",
    ],
    &["duhok", "dohuk", "dahuk"],
    &["qamishli", "qamishlo", "qamishly", "kamishli"],
    &["kobani", "kobane"],
    &["new york", "new york city", "nyc"],
    &["washington", "washington dc"],
    &["ho chi minh city", "saigon"],
    &["federal bureau of investigation", "fbi"],
    &["central intelligence agency", "cia"],
    &["international monetary fund", "imf"],
];

/// The first name of each line, by each of its names.
static FIRST: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = SYNONYMS
        .iter()
        .filter_map(|names| Some((names, *names.first()?)));
    let pairs = lines.flat_map(|(names, first)| names.iter().map(move |name| (*name, first)));
    pairs.collect()
});

/// The best known name of what these words name, if it has others.
pub(super) fn name_of(core: &[String]) -> Option<&'static str> {
    /// No name of the list has more words.
    const LONGEST: usize = 8;
    if core.len() > LONGEST {
        return None;
    }
    FIRST.get(core.join(" ").as_str()).copied()
}
