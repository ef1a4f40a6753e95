use super::*;
use proptest::prelude::*;

/// What must never reach a terminal, line breaks aside.
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(
            c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}' | '\u{ad}'
        )
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{e000}'..='\u{f8ff}')
        || matches!(c, '\u{e0000}'..='\u{e007f}' | '\u{fff9}'..='\u{fffb}')
}

/// Text with all that is hostile, and all that only looks so.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        (0u32..0xa0).prop_map(|c| char::from_u32(c).into_iter().collect()),
        (0x2000u32..0x2070).prop_map(|c| char::from_u32(c).into_iter().collect()),
        (0xe0000u32..0xe0200).prop_map(|c| char::from_u32(c).into_iter().collect()),
        (0x300u32..0x340).prop_map(|c| char::from_u32(c).into_iter().collect()),
        prop::sample::select(vec![
            "a",
            "é",
            "ی\u{200c}",
            "👩‍👩‍👧",
            "🇩🇪",
            "漢",
            "ｶﾞ",
            "\r\n",
            "\u{1b}[2J",
            "❤\u{fe0f}",
            "각",
            "ᄀ",
            "क्षि",
            "\u{600}",
            "\t",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn what_acts_on_a_terminal_is_shown_as_a_picture() {
    for (text, seen) in [
        ("\u{1b}[31mred\u{7}", "␛[31mred␇"),
        ("a\u{9b}2J", "a�2J"),
        ("abc\u{202e}fdp.exe", "abc�fdp.exe"),
        ("pay\u{200b}pal", "pay·pal"),
        ("pay\u{200d}pal", "pay·pal"),
        ("\u{feff}Text", "·Text"),
        ("🏴\u{e0067}\u{e0062}\u{e007f}", "🏴·"),
        ("A\u{fe0f}", "A·"),
        ("\u{301}a", "◌\u{301}a"),
        ("one\ttwo\r\nthree\nfour\rfive", "one two three four␍five"),
        ("del\u{7f} line\u{2028}", "del␡ line␤"),
    ] {
        assert_eq!(visible(text), seen, "{text:?}");
    }
}

#[test]
fn what_readers_need_stays_as_it_is() {
    for text in [
        "plain ASCII",
        "Çağla, Łódź",
        "👩🏻‍❤️‍💋‍👨🏼 🇩🇪 1️⃣ ❤️",
        "می‌خواهم",
        "क्षत्रिय",
        "葛\u{e0100}飾",
        "שלום",
    ] {
        assert_eq!(visible(text), text);
    }
}

#[test]
fn piled_up_marks_are_cut_off() {
    let pile = format!("Z{}", "\u{301}".repeat(50_000));
    let shown = shown(&pile);
    assert!(shown.replaced && shown.symbol.ends_with('…') && shown.symbol.chars().count() == 11);
    assert_eq!(shown.width, 2);
}

#[test]
fn lines_keep_their_breaks_and_tabs_their_stops() {
    assert_eq!(
        visible_lines("a\tb\r\n\u{1b}c\n漢\td"),
        "a       b\n␛c\n漢      d"
    );
}

#[test]
fn a_title_is_cut_where_it_fits() {
    assert_eq!(fit("Erbil", 5), "Erbil");
    assert_eq!(fit("Erbil attack", 6), "Erbil…");
    assert_eq!(fit("漢字漢字", 5), "漢字…");
    assert_eq!(fit("漢字漢字", 4), "漢…");
    assert_eq!(fit("anything", 0), "");
}

proptest! {
    #[test]
    fn nothing_hostile_is_ever_shown(text in hostile()) {
        for seen in [visible(&text), fit(&text, 10)] {
            prop_assert!(!seen.contains(is_forbidden), "{seen:?}");
        }
        prop_assert!(!visible_lines(&text).contains(|c| c != '\n' && is_forbidden(c)));
    }

    #[test]
    fn every_grapheme_takes_at_least_a_cell_and_not_many(text in hostile()) {
        for grapheme in text.graphemes(true) {
            let width = shown(grapheme).width;
            prop_assert!((1..=30).contains(&width), "{grapheme:?} takes {width}");
        }
    }

    #[test]
    fn a_fitted_line_fits(text in hostile(), columns in 0usize..20) {
        let fitted = fit(&text, columns);
        let cells: usize = fitted.graphemes(true).map(|g| usize::from(cells(g))).sum();
        prop_assert!(cells <= columns, "{fitted:?} takes {cells} of {columns}");
    }
}
