use super::*;
use crate::annotation::markup;

fn decided(markup: &str, status: Status) -> Option<Gold> {
    let (text, mut annotations, _) = markup::parse(markup);
    annotations.status = status;
    let article = Article::from_text("a", text);
    of_decisions(&article, &annotations, &[Label::PERSON, Label::ORG], 1.0)
}

fn words(gold: &Gold, spans: &[(Span, Label)]) -> Vec<String> {
    let text = &gold.article.text;
    let shown = |(span, label): &(Span, Label)| format!("{label} {}", span.of(text));
    spans.iter().map(shown).collect()
}

#[test]
fn what_stands_is_gold_and_what_was_rejected_is_evidence_against_it() {
    let story = "[PER+|Ana Ruiz] of [ORG*|Harbour News] met [ORG-|Monday Morning] and [PER?|Bo].";
    let gold = decided(story, Status::InProgress).unwrap();
    assert_eq!(
        words(&gold, &gold.spans),
        ["PERSON Ana Ruiz", "ORG Harbour News"]
    );
    assert_eq!(words(&gold, &gold.refused), ["ORG Monday Morning"]);
    assert_eq!(gold.complete, []);
}

#[test]
fn a_reviewed_article_is_gold_in_whole_unless_something_was_left_undecided() {
    let whole = decided("[PER+|Ana Ruiz] met nobody.", Status::Reviewed).unwrap();
    assert_eq!(whole.complete, [Label::PERSON, Label::ORG]);
    let left = decided("[PER+|Ana Ruiz] met [PER?|Bo].", Status::Reviewed).unwrap();
    assert_eq!(left.complete, []);
}

#[test]
fn an_article_on_which_nothing_was_decided_teaches_nothing() {
    assert!(decided("[PER?|Ana Ruiz] met nobody.", Status::New).is_none());
    let nameless = decided("It rained.", Status::Reviewed).unwrap();
    assert_eq!((nameless.spans.len(), nameless.complete.len()), (0, 2));
}

#[test]
fn of_names_inside_one_another_the_longest_is_learnt() {
    let name = |start, end, label: &str| Labelled {
        start,
        end,
        label: label.into(),
    };
    let article = Article::from_text("a", "ünion of São Paulo");
    let names = [
        name(9, 18, "LOC"),
        name(0, 18, "ORG"),
        name(5, 5, "LOC"),
        name(3, 99, "LOC"),
    ];
    let gold = of_names(article, &names, vec![Label::ORG], 1.0);
    assert_eq!(words(&gold, &gold.spans), ["ORG ünion of São Paulo"]);
}
