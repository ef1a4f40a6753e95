use super::*;
use crate::article::{Article, Head};
use crate::extract::Label;
use proptest::prelude::*;

/// The quotes of a text in which every listed full name is a person.
fn read(text: &str, people: &[&str]) -> Vec<Quote> {
    let article = Article::from_text("t", text);
    let document = Document::new(&article);
    let mut mentions = Vec::new();
    let mut clusters = Vec::new();
    for (cluster, &name) in people.iter().enumerate() {
        let surname = name.rsplit(' ').next().unwrap();
        clusters.push(Cluster {
            label: Label::PERSON,
            name: name.to_owned(),
            aliases: vec![surname.to_owned()],
        });
        for (at, _) in text.match_indices(surname) {
            let start = if text[..at + surname.len()].ends_with(name) {
                at + surname.len() - name.len()
            } else {
                at
            };
            mentions.push(Mention {
                span: Span::new(start, at + surname.len()),
                label: Label::PERSON,
                score: 1.0,
                cluster: Some(cluster),
            });
        }
    }
    quotes(&document, &mentions, &clusters)
}

/// A quote as `kind content … | cue | speaker = name`.
fn shown(text: &str, quote: &Quote) -> String {
    let content: Vec<&str> = quote.content.iter().map(|s| s.of(text)).collect();
    let speaker = quote.speaker.as_ref();
    format!(
        "{} {} | {} | {} = {}",
        quote.kind.as_str(),
        content.join(" … "),
        quote.cue.map_or("", |s| s.of(text)),
        speaker.and_then(|s| s.span).map_or("", |s| s.of(text)),
        speaker.and_then(|s| s.name.as_deref()).unwrap_or(""),
    )
}

fn lines(text: &str, people: &[&str]) -> Vec<String> {
    read(text, people).iter().map(|q| shown(text, q)).collect()
}

#[test]
fn a_wire_story_comes_out_with_every_speaker() {
    let text = "Col. David Williams, the Director of the Coordination Center (KCC), told Kurdistan 24 in an exclusive interview that the attack shows ISIS continues to pose a threat.\n\n\
        “This attack reminds us that Daesh (ISIS) is still a threat,” he said.\n\n\
        “A key aspect is the centers, that, along with enabling support, will be key,” he added.\n\n\
        Three fighters were killed during clashes early Saturday. The Peshmerga Ministry said that forces repelled the attack but did not specify further.\n\n\
        “The Coalition, first of all, regrets the loss,” Col. David Williams told Kurdistan 24.\n\n\
        “As such, we send our condolences to the families.”\n\n\
        Kurdistan Region Prime Minister Masrour Barzani on Saturday also stated ISIS remains \"a serious threat.\"\n\n\
        The incident highlights “the importance of cooperation between the army and the forces there,\" the prime minister affirmed.\n\n\
        The Kurdistan Region President Nechirvan Salih, in a statement, underlined that a joint force should be created.";
    assert_eq!(
        lines(
            text,
            &["David Williams", "Masrour Barzani", "Nechirvan Salih"]
        ),
        [
            "indirect that the attack shows ISIS continues to pose a threat | told | Col. David Williams, the Director of the Coordination Center (KCC) = David Williams",
            "direct “This attack reminds us that Daesh (ISIS) is still a threat,” | said | he = David Williams",
            "direct “A key aspect is the centers, that, along with enabling support, will be key,” | added | he = David Williams",
            "indirect that forces repelled the attack but did not specify further | said | The Peshmerga Ministry = The Peshmerga Ministry",
            "direct “The Coalition, first of all, regrets the loss,” … “As such, we send our condolences to the families.” | told | Col. David Williams = David Williams",
            "mixed ISIS remains \"a serious threat.\" | also stated | Kurdistan Region Prime Minister Masrour Barzani = Masrour Barzani",
            "mixed The incident highlights “the importance of cooperation between the army and the forces there,\" | affirmed | the prime minister = Masrour Barzani",
            "indirect that a joint force should be created | underlined | The Kurdistan Region President Nechirvan Salih = Nechirvan Salih",
        ]
    );
}

#[test]
fn a_quote_over_paragraphs_is_one_whose_cue_may_stand_in_the_last() {
    let text = "“The river rose in an hour.\n\n“Nobody had warned us.\n\n“We lost the barn,” said Ana Ruiz.";
    assert_eq!(
        lines(text, &["Ana Ruiz"]),
        [
            "direct “The river rose in an hour. … “Nobody had warned us. … “We lost the barn,” | said | Ana Ruiz = Ana Ruiz"
        ]
    );
}

#[test]
fn one_sentence_may_hold_several_attributions() {
    assert_eq!(
        lines(
            "Ana Ruiz said the vote was fair and warned that a recount would take weeks, but Mark Webb said he was sure.",
            &["Ana Ruiz", "Mark Webb"]
        ),
        [
            "indirect the vote was fair | said | Ana Ruiz = Ana Ruiz",
            "indirect that a recount would take weeks | warned | Ana Ruiz = Ana Ruiz",
            "indirect he was sure | said | Mark Webb = Mark Webb",
        ]
    );
    assert_eq!(
        lines(
            "Mark Webb repeated his claim that the gate was shut, according to the report.",
            &["Mark Webb"]
        ),
        [
            "indirect Mark Webb repeated his claim that the gate was shut | according to | the report = the report"
        ]
    );
}

#[test]
fn pronouns_go_to_the_person_of_their_gender_outside_the_quote() {
    let people = ["Mark Webb", "Lisa Tran", "Paul Reed"];
    assert_eq!(
        lines(
            "Mark Webb met Lisa Tran at the clinic. “Paul Reed was there too,” she said.",
            &people
        ),
        ["direct “Paul Reed was there too,” | said | she = Lisa Tran"]
    );
    assert_eq!(
        lines(
            "Lisa Tran met Mark Webb at the clinic. “I was relieved,” he said.",
            &people
        ),
        ["direct “I was relieved,” | said | he = Mark Webb"]
    );
}

#[test]
fn a_recipient_a_time_and_a_place_are_neither_content_nor_speaker() {
    assert_eq!(
        lines(
            "Chief Dan Ray told reporters in Leeds on Tuesday that the man had fled.",
            &["Dan Ray"]
        ),
        ["indirect that the man had fled | told | Chief Dan Ray = Dan Ray"]
    );
}

#[test]
fn negated_and_declined_cues_are_marked() {
    for text in [
        "Voss did not say whether he would step down.",
        "Voss declined to comment on the report.",
    ] {
        let found = read(text, &[]);
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].negated, "{text}");
    }
    assert!(!read("Voss said he would not step down.", &[])[0].negated);
}

#[test]
fn transcripts_headlines_and_dashes_name_their_speakers() {
    assert_eq!(
        lines(
            "WALLACE: Will you run again?\n\nVOSS: I have not decided.",
            &[]
        ),
        [
            "direct Will you run again? | : | WALLACE = WALLACE",
            "direct I have not decided. | : | VOSS = VOSS",
        ]
    );
    assert_eq!(
        lines("Pope: war is a defeat for all", &[]),
        ["indirect war is a defeat for all | : | Pope = Pope"]
    );
    assert_eq!(
        lines(
            "“Change comes from below, not above.”\n— Ines Costa",
            &["Ines Costa"]
        ),
        ["direct “Change comes from below, not above.” |  | Ines Costa = Ines Costa"]
    );
}

#[test]
fn scare_quotes_titles_and_look_alikes_are_dropped() {
    for text in [
        "The so-called “smart” meters were never installed.",
        "He runs a shop that sells “gently used” shoes.",
        "The word “recession” does not appear in the report.",
        "Robert “Bobby the Bat” Marino was arrested on Friday.",
        "The company added 200 jobs in June.",
        "Say you win; what then?",
    ] {
        assert_eq!(lines(text, &[]), [""; 0], "{text}");
    }
}

#[test]
fn the_head_of_an_article_is_not_read() {
    let text = "Reporting by Ana Ruiz said\nLEEDS (AP) — “We won,” she said.\nEditing by Tom Fox, who said so";
    let mut article = Article::from_text("t", text);
    let end = text.find('“').unwrap();
    article.head = Head {
        header: Some(Span::new(27, end)),
        furniture: vec![
            Span::new(0, 26),
            Span::new(text.find("Editing").unwrap(), text.len()),
        ],
        ..Head::default()
    };
    let found = quotes(&Document::new(&article), &[], &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].content[0].of(text), "“We won,”");
}

#[test]
fn hard_wrapped_content_runs_over_line_breaks() {
    let text = "The harvest came in late this year and the board is\nworried about prices, the chairman of the board said on\nMonday. He said that the crop would be smaller than it\nhad been for ten years, and that exports would fall by a\nthird in the coming season in all of the provinces.\n";
    let found = read(text, &[]);
    assert!(
        found
            .iter()
            .any(|q| q.content.len() == 1 && q.content[0].of(text).contains("than it\nhad been"))
    );
}

#[test]
fn lone_marks_and_endless_paragraphs_take_linear_time() {
    for unit in [
        "\" ",
        "‘a ",
        "“",
        "' \"a",
        "he said, \"",
        "according to the ",
        "X, ",
        "said that he told ",
        "(a—b, who said ",
    ] {
        read(&unit.repeat(60_000 / unit.len()), &[]);
        let text = format!("{unit}\n\n").repeat(30_000 / unit.len());
        read(&text, &[]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn spans_lie_in_the_text_in_order(
        text in "(\\PC|[“”\"'‘’«» ,.:?\n—-]| said| he | told | that |\n\n“|,” X said|according to |, who | and warned |Q: |[A-Z][a-z]{1,4} ){0,60}"
    ) {
        for quote in read(&text, &["Ab Cd"]) {
            let mut last = 0;
            prop_assert!(!quote.content.is_empty());
            for piece in &quote.content {
                prop_assert!(piece.fits(&text) && !piece.is_empty() && piece.start >= last);
                last = piece.end;
            }
            for span in quote.quoted.iter().chain(&quote.cue) {
                prop_assert!(span.fits(&text) && !span.is_empty());
            }
            if let Some(span) = quote.speaker.and_then(|s| s.span) {
                prop_assert!(span.fits(&text) && !span.is_empty());
            }
        }
    }
}
