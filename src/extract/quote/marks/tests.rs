use super::*;
use crate::article::Article;

fn quoted(text: &str) -> Vec<String> {
    let article = Article::from_text("t", text);
    let document = Document::new(&article);
    regions(&document)
        .into_iter()
        .map(|r| r.span.of(text).to_owned())
        .collect()
}

#[test]
fn every_style_of_marks_is_read() {
    for text in [
        "“We will not pay,” he said.",
        "\"We will not pay,\" he said.",
        "``We will not pay,'' he said.",
        "''We will not pay,'' he said.",
        "« We will not pay », he said.",
        "„We will not pay“, he said.",
        "“We will not pay,“ he said.",
        "\"We will not pay,” he said.",
        "＂We will not pay,＂ he said.",
        "\" We will not pay , \" he said.",
        "‘We can’t pay the boss’s friends,’ he said.",
    ] {
        let found = quoted(text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(
            text.starts_with(&found[0]) && found[0].contains("pay"),
            "{text}"
        );
        assert!(!found[0].contains("he said"), "{text}");
    }
}

#[test]
fn apostrophes_and_inches_are_no_quotes() {
    assert!(
        quoted("The workers’ union hasn’t met since the ’90s; it’s the teachers’ turn.").is_empty()
    );
    assert!(quoted("The 6\" pipe and the 5'10\" wall.").is_empty());
    assert!(quoted("Rock 'n' roll in '68.").is_empty());
}

#[test]
fn a_quote_over_paragraphs_goes_on_and_a_lone_mark_does_not() {
    let text = "“One.\n\n“Two.\n\n“Three,” he said.";
    let article = Article::from_text("t", text);
    let found = regions(&Document::new(&article));
    assert_eq!(
        found.iter().map(|r| r.continues).collect::<Vec<_>>(),
        [true, true, false]
    );
    assert_eq!(
        quoted("He said, “The first was better.\n\nShares rose “a bit.”"),
        ["“The first was better.", "“a bit.”"]
    );
    assert_eq!(
        quoted("“One has\n\ntwo parts,” he said."),
        ["“One has", "two parts,”"]
    );
}

#[test]
fn marks_inside_others_stay_inside() {
    assert_eq!(
        quoted("“He said, ‘You have ten minutes,’ and left,” she said."),
        ["“He said, ‘You have ten minutes,’ and left,”"]
    );
    assert_eq!(
        quoted("‘He called it “a farce” and hung up,’ she said."),
        ["‘He called it “a farce” and hung up,’"]
    );
}
