//! Search keys: lower case, without diacritics.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds `text` for comparison: compatibility-decomposed, marks dropped, lower case,
/// the few Latin letters that do not decompose (ø, ł, ı, ß …) spelt plainly.
///
/// The result has no offsets in common with the text; it is a key, never shown.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut key);
    }
    key
}

/// Adds the folded spelling of one character to `key`: nothing for a mark.
pub fn fold_char(c: char, key: &mut String) {
    if c.is_ascii() {
        key.push(c.to_ascii_lowercase());
        return;
    }
    for part in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)) {
        for lower in part.to_lowercase().filter(|c| !is_combining_mark(*c)) {
            match plain(lower) {
                Some(spelt) => key.push_str(spelt),
                None => key.push(lower),
            }
        }
    }
}

/// The plain spelling of Latin letters that Unicode does not decompose.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'þ' => "th",
        'ħ' => "h",
        '’' | '‘' | 'ʼ' | 'ʻ' => "'",
        '–' | '—' | '‐' | '‑' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn names_with_marks_are_found_by_plain_letters() {
        for (name, key) in [
            ("Zürich", "zurich"),
            ("Łódź", "lodz"),
            ("İzmir", "izmir"),
            ("Søren Ærø", "soren aero"),
            ("ÇAĞLA", "cagla"),
            ("O’Brien", "o'brien"),
            ("plain ASCII", "plain ascii"),
        ] {
            assert_eq!(fold(name), key);
        }
    }
}
