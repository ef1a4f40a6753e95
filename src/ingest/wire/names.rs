//! Telling the names of places and agencies from labels and prose.

use super::{is_connector, is_name_like};

/// Words that stand before a dash or colon and are no place: labels of stories and of speakers' turns.
const LABELS: &[&str] = &[
    "about",
    "anchor",
    "byline",
    "host",
    "look",
    "moderator",
    "reporter",
    "revealed",
    "transcript",
    "advisory",
    "alert",
    "analysis",
    "answer",
    "breaking",
    "brief",
    "caption",
    "chart",
    "column",
    "comment",
    "commentary",
    "correction",
    "corrected",
    "credit",
    "date",
    "developing",
    "editor",
    "editorial",
    "editors",
    "exclusive",
    "explainer",
    "explained",
    "fact",
    "factbox",
    "feature",
    "file",
    "flash",
    "from",
    "graphic",
    "highlights",
    "image",
    "insight",
    "interview",
    "just",
    "listen",
    "live",
    "map",
    "more",
    "newsmaker",
    "note",
    "opinion",
    "photo",
    "photos",
    "picture",
    "podcast",
    "poll",
    "preview",
    "profile",
    "question",
    "quotes",
    "read",
    "refile",
    "related",
    "report",
    "review",
    "see",
    "snapshot",
    "source",
    "special",
    "spotlight",
    "story",
    "subject",
    "summary",
    "table",
    "talking",
    "tags",
    "timeline",
    "tip",
    "title",
    "to",
    "topic",
    "update",
    "updated",
    "urgent",
    "video",
    "view",
    "warning",
    "watch",
    "wrapup",
    "yes",
    "no",
    "he",
    "she",
    "it",
    "they",
    "we",
    "you",
    "i",
    "this",
    "that",
    "these",
    "those",
    "there",
    "then",
    "but",
    "so",
    "also",
    "now",
    "today",
    "yesterday",
    "tomorrow",
    "who",
    "what",
    "when",
    "where",
    "why",
    "how",
    "if",
    "first",
    "second",
    "third",
    "finally",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "nb",
    "ps",
    "q",
    "a",
    "an",
    "in",
    "on",
    "at",
    "by",
    "for",
    "and",
    "or",
    "not",
    "mr",
    "mrs",
    "ms",
    "dr",
    "prime",
    "president",
    "minister",
    "king",
    "queen",
    "prince",
    "pope",
    "sheikh",
    "gen",
    "general",
    "col",
    "colonel",
    "sen",
    "senator",
    "rep",
    "gov",
    "governor",
    "judge",
    "prof",
    "professor",
    "captain",
    "sir",
];

/// News agencies and broadcasters that datelines name, in lower case.
const AGENCIES: &[&str] = &[
    "aap",
    "abna",
    "afp",
    "agencies",
    "aina",
    "ana",
    "anf",
    "angop",
    "ani",
    "ansa",
    "ap",
    "apa",
    "aps",
    "anadolu",
    "anadolu agency",
    "associated press",
    "azertac",
    "bbc",
    "belga",
    "belta",
    "bernama",
    "bloomberg",
    "bss",
    "cna",
    "cnbc",
    "cnn",
    "ctk",
    "dpa",
    "efe",
    "ians",
    "ina",
    "interfax",
    "interfax-ukraine",
    "ips",
    "irib",
    "irna",
    "isna",
    "itar-tass",
    "jiji",
    "jiji press",
    "kcna",
    "kuna",
    "kyodo",
    "kyodo news",
    "lusa",
    "mehr",
    "mena",
    "montsame",
    "npr",
    "nina",
    "pap",
    "petra",
    "pti",
    "qna",
    "reuters",
    "ria",
    "ria novosti",
    "rudaw",
    "saba",
    "sana",
    "shafaq news",
    "tanjug",
    "tasnim",
    "tass",
    "the canadian press",
    "ukrinform",
    "upi",
    "voa",
    "wafa",
    "wam",
    "xinhua",
    "yonhap",
    "yonhap news",
];

/// Agencies whose short names are those of states and other things where no brackets stand around them.
const BRACKETED: &[&str] = &["aa", "cp", "map", "nan", "pa", "spa", "tap", "uni"];

/// Whether this is the name of an agency that datelines name.
pub(super) fn is_known_agency(name: &str) -> bool {
    let name = name.to_lowercase();
    name.split('/').all(|one| AGENCIES.contains(&one.trim()))
}

/// Whether a name in brackets behind a place can hardly be anything but an agency's.
pub(super) fn is_likely_agency(name: &str) -> bool {
    is_known_agency(name)
        || BRACKETED.contains(&name.to_lowercase().as_str())
        || has_agency_word(name)
        || name.contains(|c: char| c.is_ascii_digit() || c.is_whitespace())
}

/// Words that a place's name does not have and an agency's has.
const AGENCY_WORDS: &[&str] = &[
    "news",
    "agency",
    "press",
    "times",
    "post",
    "herald",
    "daily",
    "online",
    "wire",
    "radio",
    "tv",
    "television",
    "tribune",
    "gazette",
    "journal",
    "reuters",
    "staff",
];

/// Whether the words could be a place's or an agency's name: capitals, and few of them.
pub(super) fn is_place_like(rest: &str) -> bool {
    const MOST_BYTES: usize = 70;
    const MOST_WORDS: usize = 8;
    rest.len() <= MOST_BYTES
        && rest.split_whitespace().count() <= MOST_WORDS
        && rest.chars().all(|c| {
            c.is_alphanumeric()
                || c.is_whitespace()
                || matches!(c, ',' | '.' | '\'' | '’' | '-' | '/' | '&' | '‘' | '`')
        })
        && rest.chars().filter(char::is_ascii_digit).count() <= 2
        && (is_name_like(rest) || has_agency_word(rest))
}

/// Whether the words in brackets could name an agency.
pub(super) fn is_agency_name(inner: &str) -> bool {
    const MOST_BYTES: usize = 50;
    let short = inner.len() <= 8 && inner.chars().all(char::is_alphabetic);
    inner.len() <= MOST_BYTES
        && inner.chars().next().is_some_and(char::is_alphabetic)
        && (short || is_name_like(inner))
}

fn has_agency_word(words: &str) -> bool {
    words
        .split(|c: char| !c.is_alphanumeric())
        .any(|w| AGENCY_WORDS.contains(&w.to_lowercase().as_str()))
}

/// Whether the words before the dash name who publishes and not where: by a word such as “News”, or
/// because the web address has the same name.
pub(super) fn is_agency(words: &str, url: Option<&str>) -> bool {
    // Newport News is in capitals; agencies write their own names as they please.
    if is_known_agency(words) || has_agency_word(words) && !is_capitals(words) {
        return true;
    }
    let Some(host) = url.and_then(|u| u.split("//").nth(1)) else {
        return false;
    };
    let host = host.split('/').next().unwrap_or_default();
    let name = host
        .split('.')
        .filter(|part| *part != "www")
        .max_by_key(|part| part.len())
        .unwrap_or_default();
    let joined: String = words
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    name.len() >= 4 && joined.contains(name)
}

pub(super) fn is_label(rest: &str) -> bool {
    rest.split(|c: char| !c.is_alphanumeric())
        .find(|w| !w.is_empty())
        .is_some_and(|w| LABELS.contains(&w.to_lowercase().as_str()))
}

/// Whether the first part of the place is all in capitals (`ANAHEIM, Calif.`).
pub(super) fn is_capitals(rest: &str) -> bool {
    let first = rest.split(',').next().unwrap_or_default();
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3 && !first.chars().any(char::is_lowercase)
}

/// The name with capitals as in running text: `KUALA LUMPUR` → `Kuala Lumpur`, `RIO DE JANEIRO` →
/// `Rio de Janeiro`; words that are not all capitals, and abbreviations, stay.
pub(super) fn ordinary_capitals(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut word = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() || matches!(c, '.' | '\'' | '’') {
            word.push(c);
        } else {
            push_word(&mut out, &word);
            word.clear();
            out.push(c);
        }
    }
    push_word(&mut out, &word);
    out
}

fn push_word(out: &mut String, word: &str) {
    const ABBREVIATIONS: &[&str] = &[
        "UK", "US", "USA", "UAE", "DC", "DRC", "EU", "UN", "NY", "LA", "NSW", "BC",
    ];
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let inner_stop = word.trim_end_matches('.').contains('.');
    if letters < 2
        || word.chars().any(char::is_lowercase)
        || inner_stop
        || (ABBREVIATIONS.contains(&word) && !out.is_empty())
        // A state: `SCRANTON, PA`.
        || (letters == 2 && out.ends_with(", "))
    {
        out.push_str(word);
        return;
    }
    let lower = word.to_lowercase();
    if !out.is_empty() && is_connector(&lower) {
        out.push_str(&lower);
        return;
    }
    // `N'DJAMENA`: a capital after the apostrophe that follows one letter.
    let mut capital = true;
    for (i, c) in word.chars().enumerate() {
        if capital {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        capital = i == 1 && matches!(c, '\'' | '’');
    }
}
