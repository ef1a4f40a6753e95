use super::super::draft::DraftToken;
use super::*;

/// The worked example of the formats, but for the emoji's place.
const TEXT: &str = "😀 Mayor Ana Díaz said: “We will rebuild.”\nShe left.\n";

fn piece(start: usize, end: usize, text: Option<&str>) -> DraftSpan {
    DraftSpan {
        start,
        end,
        text: text.map(str::to_owned),
        field: format!("spans[{start}]"),
        line: 0,
        ..DraftSpan::default()
    }
}

fn entity(pieces: Vec<DraftSpan>, label: &str) -> DraftEntity {
    DraftEntity {
        pieces,
        label: Label::new(label),
        cluster: None,
        was: None,
        review: DraftReview::default(),
    }
}

fn draft(unit: Unit, entities: Vec<DraftEntity>) -> Draft {
    Draft {
        unit: Some(unit),
        entities,
        ..Draft::default()
    }
}

fn told(laid: &Laid) -> Vec<String> {
    let faults = laid.faults.iter();
    faults
        .map(|(line, fault)| format!("{line}: {fault}"))
        .collect()
}

#[test]
fn spans_are_placed_in_the_unit_of_the_file_and_proven() {
    for (unit, start) in [(Unit::CodePoint, 8), (Unit::Utf16, 9)] {
        let ana = piece(start, start + 8, Some("Ana Díaz"));
        let laid = lay(
            &draft(unit, vec![entity(vec![ana], "PER")]),
            TEXT,
            &Reading::plain("import x"),
        );
        assert_eq!(told(&laid), [""; 0]);
        let entity = &laid.annotations.entities[0];
        assert_eq!(entity.span.of(TEXT), "Ana Díaz");
        assert_eq!(entity.id.as_str(), "e8-16-PER", "ids count code points");
        assert_eq!(&*entity.review.origin, "import x");
    }
}

#[test]
fn what_cannot_be_proven_is_left_out_and_told_with_its_field() {
    let spans = [
        piece(8, 16, Some("Ana Diaz")),
        piece(5, 5, None),
        piece(9, 2, None),
        piece(0, 999, None),
        piece(usize::MAX, usize::MAX - 1, None),
    ];
    let entities: Vec<_> = spans
        .into_iter()
        .map(|span| entity(vec![span], "PER"))
        .collect();
    let laid = lay(&draft(Unit::CodePoint, entities), TEXT, &Reading::plain(""));
    assert!(laid.annotations.entities.is_empty());
    let told = told(&laid);
    assert_eq!(
        told[0],
        "0: spans[8]: the text at 8-16 is \"Ana Díaz\", not \"Ana Diaz\""
    );
    assert_eq!(told[1], "0: spans[5]: 5-5 covers nothing");
    assert!(
        told[3].ends_with("0-999 is no range of a text of 52 code points"),
        "{told:?}"
    );
    assert_eq!(told.len(), 5);
    let cut = draft(Unit::Utf16, vec![entity(vec![piece(1, 4, None)], "X")]);
    let laid = lay(&cut, TEXT, &Reading::plain(""));
    assert!(laid.faults[0].1.reason.contains("cuts a character in two"));
}

#[test]
fn a_name_in_pieces_is_widened_and_counted() {
    let pieces = vec![piece(8, 11, Some("Ana")), piece(12, 16, Some("Díaz"))];
    let laid = lay(
        &draft(Unit::CodePoint, vec![entity(pieces, "PER")]),
        TEXT,
        &Reading::plain(""),
    );
    assert_eq!(laid.annotations.entities[0].span.of(TEXT), "Ana Díaz");
    assert_eq!(laid.widened, 1);
}

#[test]
fn labels_are_called_what_they_are_called_here() {
    let reading = Reading {
        there: LabelMap::conll(),
        names: BTreeMap::from([("GPE".to_owned(), "LOC".to_owned())]),
        ..Reading::plain("")
    };
    let entities = ["PER", "MISC", "GPE", "LOC"]
        .into_iter()
        .map(|label| entity(vec![piece(2, 7, None)], label))
        .collect();
    let laid = lay(&draft(Unit::CodePoint, entities), TEXT, &reading);
    let labels: Vec<_> = laid
        .annotations
        .entities
        .iter()
        .map(|e| e.label.as_str())
        .collect();
    assert_eq!(labels, ["LOC", "LOC", "MISC", "PERSON"]);
}

#[test]
fn kind_quoted_runs_and_speaker_come_from_the_text() {
    let quote = DraftQuote {
        content: vec![piece(23, 41, None)],
        cue: Some(piece(17, 21, Some("said"))),
        speaker: Some(piece(8, 16, None)),
        ..DraftQuote::default()
    };
    let draft = Draft {
        quotes: vec![quote],
        entities: vec![entity(vec![piece(8, 16, None)], "PERSON")],
        ..Draft::default()
    };
    let laid = lay(&draft, TEXT, &Reading::plain(""));
    assert_eq!(told(&laid), [""; 0]);
    let quote = &laid.annotations.quotes[0];
    assert_eq!(quote.said.content[0].of(TEXT), "“We will rebuild.”");
    assert_eq!(quote.said.quoted[0].of(TEXT), "“We will rebuild.”");
    let speaker = quote.said.speaker.as_ref().unwrap();
    assert_eq!(speaker.cluster, laid.annotations.entities[0].cluster);
    assert_eq!(laid.annotations.clusters[0].name, "Ana Díaz");
}

#[test]
fn tokens_are_found_whatever_white_space_is_between_them() {
    let tokens = |words: &str| -> Vec<DraftToken> {
        words
            .split(' ')
            .enumerate()
            .map(|(i, word)| DraftToken {
                text: word.to_owned(),
                begins_sentence: i == 0,
                line: i as u64 + 1,
            })
            .collect()
    };
    let mut draft = draft(Unit::None, vec![entity(vec![piece(2, 4, None)], "PER")]);
    draft.tokens = tokens("😀 Mayor Ana Díaz said : “ We will rebuild . ” She left .");
    let laid = lay(&draft, TEXT, &Reading::plain(""));
    assert_eq!(told(&laid), [""; 0]);
    assert_eq!(laid.annotations.entities[0].span.of(TEXT), "Ana Díaz");
    draft.tokens = tokens("😀 Mayor Anna");
    let laid = lay(&draft, TEXT, &Reading::plain(""));
    assert!(told(&laid)[0].starts_with("3: token 3: is \"Anna\", but in the text \"Ana Díaz"));
    draft.tokens = tokens("😀 Mayor");
    let laid = lay(&draft, TEXT, &Reading::plain(""));
    assert!(
        told(&laid)[0].contains("goes on with 'A'"),
        "{:?}",
        told(&laid)
    );
}

fn ana() -> Annotations {
    let ana = piece(8, 16, Some("Ana Díaz"));
    let she = piece(42, 45, Some("She"));
    let entities = vec![entity(vec![ana], "PER"), entity(vec![she], "PER")];
    lay(&draft(Unit::CodePoint, entities), TEXT, &Reading::plain("")).annotations
}

#[test]
fn other_white_space_moves_spans_with_their_characters() {
    let to = TEXT.replace('\n', "\r\n").replace("Ana ", "Ana\n\u{a0}");
    let (moved, told) = transfer(ana(), TEXT, &to);
    assert_eq!(told, []);
    let words: Vec<_> = moved.entities.iter().map(|e| e.span.of(&to)).collect();
    assert_eq!(words, ["Ana\n\u{a0}Díaz", "She"]);
    assert_eq!(moved.entities[1].id.as_str(), "e44-47-PER");
}

#[test]
fn another_text_takes_only_what_stands_in_it_for_certain() {
    let to = "Breaking. ".to_owned() + TEXT;
    let (moved, told) = transfer(ana(), TEXT, &to);
    assert_eq!(told, []);
    assert_eq!(moved.entities[0].span.of(&to), "Ana Díaz");
    let (moved, told) = transfer(ana(), TEXT, "Nothing of the kind was said.");
    assert!(moved.entities.is_empty());
    assert_eq!(told.len(), 2);
}

#[test]
fn nothing_is_made_that_no_record_can_hold() {
    let unlabelled = entity(vec![piece(8, 16, None)], " ");
    let laid = lay(
        &draft(Unit::CodePoint, vec![unlabelled]),
        TEXT,
        &Reading::plain(""),
    );
    assert_eq!(told(&laid), ["0: spans[8]: its label is empty"]);
    let mut quote = draft(Unit::CodePoint, Vec::new());
    quote.quotes.push(DraftQuote {
        content: vec![piece(23, 41, None)],
        quoted: vec![piece(23, 41, None), piece(8, 16, None)],
        ..DraftQuote::default()
    });
    let laid = lay(&quote, TEXT, &Reading::plain(""));
    assert_eq!(
        told(&laid),
        ["0: spans[8]: the words in quote marks lie outside the content"]
    );
    assert_eq!(laid.annotations.quotes[0].said.quoted.len(), 1);
    // A token that stands for nothing that is seen.
    let mut unseen = draft(Unit::None, vec![entity(vec![piece(0, 1, None)], "PER")]);
    unseen.tokens.push(DraftToken {
        text: "\u{fffd}".to_owned(),
        begins_sentence: true,
        line: 1,
    });
    let laid = lay(&unseen, "\0", &Reading::plain(""));
    assert_eq!(
        told(&laid),
        ["0: spans[0]: 0-1 covers no visible character"]
    );
    assert!(laid.annotations.entities.is_empty());
}
