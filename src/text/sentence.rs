//! Sentences inside paragraphs.

use crate::span::{Span, from, until};

/// Abbreviations after which a full stop does not end a sentence (lower case, without the stop).
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "lt", "col", "gen", "sgt", "capt",
    "cmdr", "maj", "cpl", "pvt", "adm", "brig", "st", "jr", "sr", "no", "vs", "rev", "hon", "pres",
    "fr", "messrs", "mt", "ft", "dept", "est", "approx", "jan", "feb", "mar", "apr", "jun", "jul",
    "aug", "sep", "sept", "oct", "nov", "dec", "art", "para", "supt", "insp", "det", "asst", "ald",
    "atty", "al-hajj", "pp", "op", "cf", "viz", "eds", "ed", "vol",
];

/// Abbreviations that may end a sentence: they do when a capital that begins no name follows.
const FINAL: &[&str] = &[
    "inc", "co", "corp", "ltd", "llc", "plc", "bros", "etc", "u.s", "u.k", "u.n", "e.u", "a.m",
    "p.m", "d.c",
];

/// The sentences of one paragraph, in order, without the white space between them.
///
/// Closing quote marks and brackets belong to the sentence that they close. The text is split at
/// `.`, `!`, `?` and `…` only where what follows looks like a beginning, never after an
/// initial (`J. Smith`) or a title (`Col. Williams`).
pub fn sentences(text: &str, paragraph: Span) -> Vec<Span> {
    let covered = paragraph.of(text);
    let mut found = Vec::new();
    let mut start = 0;
    for (i, c) in covered.char_indices() {
        if !matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？') || i < start {
            continue;
        }
        let mut end = i + c.len_utf8();
        end += run_length(from(covered, end), |c| matches!(c, '.' | '!' | '?' | '…'));
        end += run_length(from(covered, end), |c| {
            matches!(c, '”' | '’' | '"' | '\'' | ')' | ']' | '»' | '」')
        });
        if ends_sentence(covered, start, i, c, end) {
            push(
                &mut found,
                text,
                paragraph.start + start,
                paragraph.start + end,
            );
            start = end;
        }
    }
    push(&mut found, text, paragraph.start + start, paragraph.end);
    found
}

fn push(found: &mut Vec<Span>, text: &str, start: usize, end: usize) {
    let span = Span::new(start, end).trim(text);
    if !span.is_empty() {
        found.push(span);
    }
}

fn run_length(rest: &str, belongs: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !belongs(c)).unwrap_or(rest.len())
}

/// Whether the mark `c` at `at`, with all that belongs to it up to `end`, ends the sentence begun at `start`.
fn ends_sentence(text: &str, start: usize, at: usize, c: char, end: usize) -> bool {
    let rest = from(text, end);
    if matches!(c, '。' | '！' | '？') || rest.is_empty() {
        return true;
    }
    let Some(next) = rest.trim_start().chars().next() else {
        return true;
    };
    if !rest.starts_with(char::is_whitespace) {
        return false;
    }
    let opens = matches!(
        next,
        '“' | '"' | '‘' | '\'' | '(' | '[' | '«' | '„' | '—' | '–' | '-' | '•'
    );
    // Scripts without case begin sentences with any letter.
    if next.is_lowercase() || !(next.is_alphanumeric() || opens) {
        return false;
    }
    if c != '.' {
        return true;
    }
    let before = until(text, at);
    let word_start = before
        .char_indices()
        .rev()
        .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '.' | '-')))
        .map_or(0, |(i, c)| i + c.len_utf8());
    let word = from(before, word_start.max(start)).trim_start_matches(['.', '-']);
    let lower = word.to_lowercase();
    if ABBREVIATIONS.contains(&lower.as_str()) {
        // `No.` is an abbreviation before a figure, a word at a sentence's end.
        return lower == "no" && !next.is_ascii_digit();
    }
    if FINAL.contains(&lower.as_str()) {
        return opens || begins_with_function_word(rest.trim_start());
    }
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    !initial
}

/// Whether the text begins with a word that begins sentences and not names.
fn begins_with_function_word(text: &str) -> bool {
    let word: String = text.chars().take_while(|c| c.is_alphabetic()).collect();
    matches!(
        word.to_lowercase().as_str(),
        "the"
            | "a"
            | "an"
            | "in"
            | "on"
            | "at"
            | "he"
            | "she"
            | "it"
            | "they"
            | "we"
            | "but"
            | "and"
            | "this"
            | "that"
            | "these"
            | "those"
            | "his"
            | "her"
            | "its"
            | "their"
            | "for"
            | "as"
            | "if"
            | "when"
            | "while"
            | "after"
            | "before"
            | "with"
            | "there"
            | "some"
            | "i"
            | "you"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text, Span::new(0, text.len()))
            .into_iter()
            .map(|s| s.of(text))
            .collect()
    }

    #[test]
    fn titles_initials_and_figures_do_not_end_a_sentence() {
        assert_eq!(
            split(
                "Col. David B. Williams told Acme Inc. on Monday. It rose 5.5 percent. “Yes.” He left at 3 a.m. The end"
            ),
            [
                "Col. David B. Williams told Acme Inc. on Monday.",
                "It rose 5.5 percent.",
                "“Yes.”",
                "He left at 3 a.m.",
                "The end"
            ]
        );
        assert_eq!(
            split("He came to the U.S. Army base. Who? Me!"),
            ["He came to the U.S. Army base.", "Who?", "Me!"]
        );
    }
}
