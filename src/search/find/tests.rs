use super::*;
use proptest::prelude::*;

const TEXT: &str = "The Kurdistan Region’s north\r\n  and south.\nKurdistan, kurdistan; Díaz said “no”. Price 5.50";

fn found(typed: &str, syntax: Syntax) -> Vec<&'static str> {
    let pattern = Pattern::new(typed, syntax).unwrap();
    pattern.matches(TEXT).map(|span| span.of(TEXT)).collect()
}

#[test]
fn case_matters_only_where_the_pattern_has_capitals() {
    assert_eq!(found("kurdistan", Syntax::Words).len(), 3);
    assert_eq!(found("Kurdistan", Syntax::Words).len(), 2);
    assert_eq!(found(r"\Wkurdistan\b", Syntax::Regex).len(), 3);
    assert_eq!(
        found(r"\p{Lu}urdistan", Syntax::Regex).len(),
        3,
        "\\p{{Lu}} is no capital"
    );
    assert_eq!(found("K.rdistan", Syntax::Regex).len(), 2);
}

#[test]
fn a_space_matches_across_line_breaks() {
    assert_eq!(found("north and", Syntax::Words), ["north\r\n  and"]);
    assert_eq!(found("north  and", Syntax::Words), ["north\r\n  and"]);
    assert_eq!(found("n[a-z]+ and", Syntax::Regex), ["north\r\n  and"]);
    assert_eq!(found("south.$", Syntax::Regex), ["south."]);
}

#[test]
fn diacritics_count_and_quote_marks_do_not() {
    assert_eq!(found("diaz", Syntax::Words), [""; 0]);
    assert_eq!(found("díaz", Syntax::Words), ["Díaz"]);
    assert_eq!(found("region's", Syntax::Words), ["Region’s"]);
    assert_eq!(found("\"no\"", Syntax::Words), ["“no”"]);
}

#[test]
fn words_stand_for_themselves() {
    assert_eq!(found("5.5", Syntax::Words), ["5.5"]);
    assert_eq!(found("5.5", Syntax::WholeWords), [""; 0]);
    assert_eq!(found(".*", Syntax::Words), [""; 0]);
    assert_eq!(found("said", Syntax::WholeWords), ["said"]);
    assert_eq!(found("“no”", Syntax::WholeWords), ["“no”"]);
}

#[test]
fn empty_matches_are_left_out() {
    assert_eq!(found("", Syntax::Words), [""; 0]);
    assert_eq!(found("z*", Syntax::Regex), ["z"]);
}

#[test]
fn a_bad_pattern_says_what_is_wrong_and_where() {
    let message = |typed| Pattern::new(typed, Syntax::Regex).unwrap_err().to_string();
    assert_eq!(message("said (“no"), "unclosed group at character 6");
    assert_eq!(message("a b**["), "unclosed character class at character 6");
    assert!(message(r"(\pL{100}){100}{100}").starts_with("the pattern is too large"));
}

#[test]
fn going_on_wraps_and_says_so() {
    let matches = [Span::new(5, 6), Span::new(9, 12)];
    let to = |index, wrapped| Some(Next { index, wrapped });
    assert_eq!(next(&matches, 0), to(0, false));
    assert_eq!(next(&matches, 5), to(1, false));
    assert_eq!(next(&matches, 9), to(0, true));
    assert_eq!(previous(&matches, 9), to(0, false));
    assert_eq!(previous(&matches, 5), to(1, true));
    assert_eq!(next(&[], 3), None);
    assert_eq!(previous(&[], 3), None);
}

proptest! {
    #[test]
    fn any_words_find_themselves(before in "\\PC{0,20}", typed in "\\PC{1,12}", after in "\\PC{0,20}") {
        prop_assume!(!typed.trim().is_empty());
        let text = format!("{before}{typed}{after}");
        let pattern = Pattern::new(&typed, Syntax::Words).unwrap();
        let matches: Vec<_> = pattern.matches(&text).collect();
        prop_assert!(!matches.is_empty());
        prop_assert!(matches.iter().all(|span| span.fits(&text) && !span.is_empty()));
        prop_assert!(matches.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }

    #[test]
    fn no_expression_panics(typed in "[a-zA-Z \\\\\\[\\](){}*+?.^$|&~0-9-]{0,16}|\\PC{0,12}", text in "\\PC{0,40}") {
        if let Ok(pattern) = Pattern::new(&typed, Syntax::Regex) {
            prop_assert!(pattern.matches(&text).all(|span| span.fits(&text) && !span.is_empty()));
        }
    }
}
