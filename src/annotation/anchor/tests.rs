use proptest::prelude::*;

use super::*;
use crate::annotation::Annotations;
use crate::annotation::markup::parse;
use crate::span::{OffsetIndex, Span};

/// A text and what a record holds of it.
struct Recorded {
    text: String,
    spans: Spans,
}

fn record(text: &str, annotations: &Annotations) -> Recorded {
    let index = OffsetIndex::new(text);
    let at = Coordinates {
        text,
        index: &index,
    };
    let quotes = annotations.quotes.iter();
    let mut spans = Spans {
        entities: annotations.entities.iter().map(|e| at.entity(e)).collect(),
        quotes: quotes.map(|q| at.quote(q, &annotations.clusters)).collect(),
        dates: annotations.dates.iter().map(|d| at.date(d)).collect(),
        unplaced: Vec::new(),
    };
    note_repeated(
        &mut spans.entities,
        &mut spans.quotes,
        &mut spans.dates,
        text,
    );
    Recorded {
        text: text.to_owned(),
        spans,
    }
}

fn recorded(markup: &str) -> Recorded {
    let (text, annotations, _) = parse(markup);
    record(&text, &annotations)
}

impl Recorded {
    fn anchored(&self, text: &str) -> (Spans, Tally) {
        let index = OffsetIndex::new(text);
        let at = Coordinates {
            text,
            index: &index,
        };
        let old = Old {
            sha256: &crate::article::hex_sha256(self.text.as_bytes()),
            length: Some(self.text.chars().count()),
        };
        let now = crate::article::hex_sha256(text.as_bytes());
        anchor(self.spans.clone(), old, &now, at)
    }
}

/// The starts of what was placed, and how many were kept, moved, and not found.
fn placed(recorded: &Recorded, text: &str) -> (Vec<usize>, [usize; 3]) {
    let index = OffsetIndex::new(text);
    let at = Coordinates {
        text,
        index: &index,
    };
    let (spans, tally) = recorded.anchored(text);
    let mut annotations = Annotations::default();
    for entity in spans.entities {
        annotations.entities.push(at.read_entity(entity).unwrap());
    }
    for quote in spans.quotes {
        annotations.quotes.push(at.read_quote(quote).unwrap());
    }
    let items = annotations.items();
    (
        items
            .iter()
            .map(|l| index.code_point_of(text, l.span.start))
            .collect(),
        [tally.kept, tally.moved, tally.unplaced],
    )
}

#[test]
fn a_span_follows_its_words_only_where_there_is_no_doubt() {
    let markup =
        "Once. On Monday 😀 in the old town of [LOC+|Bergen] it rained again and again and again.";
    let recorded = recorded(markup);
    for (what, text, start) in [
        (
            "nothing changed near",
            "Once. On Monday 😀 in the old town of Bergen it rained again and again and again. More.",
            Some(37),
        ),
        (
            "put before",
            "NEW: Once. On Monday 😀 in the old town of Bergen it rained again and again and again.",
            Some(42),
        ),
        (
            "another end",
            "Once. On Monday 😀 in the old town of Bergen the sun shone all day long on all.",
            None,
        ),
        (
            "another beginning",
            "They tell us that far in Bergen it rained again and again and again.",
            None,
        ),
        (
            "both ends",
            "In the old town of Bergen it rained all day on us.",
            None,
        ),
        (
            "other words",
            "Once. On Monday 😀 in the old town of Tromsø it rained again and again and again.",
            None,
        ),
        (
            "all is new",
            "Nobody has ever said that Bergen is a dry place to live and to work in.",
            None,
        ),
        (
            "twice",
            "In the old town of Bergen it rained. In the old town of Bergen it rained.",
            None,
        ),
        (
            "two places",
            "Once. On Monday 😀 in the old town of Bergen. In Bergen it rained again and again and again.",
            None,
        ),
        ("nothing left", "", None),
    ] {
        let (starts, _) = placed(&recorded, text);
        assert_eq!(starts.first().copied(), start, "{what}");
    }
}

#[test]
fn the_first_words_are_known_when_what_stood_before_them_is_gone() {
    let head = "---\ntitle: Rain in the north\nsource: Zagros Post, of the city\n---\n";
    let dateline = "[LOC+|ERBIL], [DATE+|May 4] ([ORG+|Zagros Post]) - Shells lie in the valleys";
    let rest = " east of [LOC+|Soran], where nobody walks any more.\n";
    let far = " and in all of the hills that lie behind them on both sides of the river";
    let plain = |markup: &str| parse(markup).0;
    for (what, old, new, found) in [
        (
            "the text goes on as it did",
            format!("{head}{dateline}{rest}"),
            format!("{dateline}{rest}"),
            4,
        ),
        (
            "what follows is known farther on",
            format!("{head}{dateline}{far}{far}{rest}"),
            format!("{dateline}{far}{far}{rest}"),
            4,
        ),
        (
            "nothing else is known",
            format!("{head}[LOC+|ERBIL] - Shells lie in the valleys east of it.\n"),
            "[LOC+|ERBIL] - Shells lie in the valleys east of it.\n".to_owned(),
            1,
        ),
        (
            "what follows is other, and so far that it cannot be told",
            format!("{head}{dateline}{far}{far}{rest}"),
            format!("{dateline}{far}{rest}"),
            1,
        ),
        (
            "another town",
            format!("{head}{dateline}{rest}"),
            format!("{}{rest}", dateline.replace("ERBIL", "DUHOK")),
            2,
        ),
        (
            "too little is left",
            format!("{head}[LOC+|ERBIL] - Shells."),
            "[LOC+|ERBIL] - Shells.".to_owned(),
            0,
        ),
        (
            "it begins so twice",
            format!("{head}{dateline}{far}{far}{rest}"),
            format!(
                "{dateline} {}{}{far}{rest}",
                &plain(dateline)[..40],
                &far[41..]
            ),
            1,
        ),
    ] {
        let old = recorded(&old);
        let new = plain(&new);
        let (spans, tally) = old.anchored(&new);
        for entity in &spans.entities {
            let (start, end) = (entity.start, entity.end);
            let words: String = new.chars().skip(start).take(end - start).collect();
            assert_eq!(Some(words), entity.text, "{what}");
        }
        assert_eq!(tally.moved, found, "{what}: {new}");
    }
    // Where the old text had the same before already, it is not known which of both is left.
    let twice = format!("He said: {dateline}.\n{head}{dateline}{far}{far}{rest}");
    let left = plain(&format!("{dateline}{far}{far}{rest}"));
    let (starts, tally) = placed(&recorded(&twice), &left);
    assert_eq!((starts.len(), tally), (1, [0, 1, 6]));
}

#[test]
fn words_alone_are_no_proof() {
    let recorded = recorded("He met [PER+|Jens Stoltenberg] there on his way to the harbour town.");
    let (starts, tally) = placed(&recorded, "All others saw Jens Stoltenberg too.");
    assert_eq!((starts, tally), (vec![], [0, 0, 1]));
}

#[test]
fn what_stood_twice_is_known_by_its_neighbours_only() {
    let same = "He told reporters in the capital that [PER+|he] would not go to the summit at all.";
    let [one, two, three] = [
        "[LOC+|Bergen] was quiet on the first day of the long strike at its port.\n",
        "[LOC+|Tromsø] was loud on the second day, as ferries came back to its quays.\n",
        "[LOC+|Bodø] was neither: all of its boats were far out at sea that morning.\n",
    ];
    let old = recorded(&format!("{one}{same}\n{two}{same}\n{three}"));
    let plain = |markup: &str| parse(markup).0;
    let [same, one, two, three] = [same, one, two, three].map(plain);
    let names = |text: &str| {
        let (starts, tally) = placed(&old, text);
        (starts.len(), tally[2])
    };
    // All of it moved: between what stands once the rest stands too.
    assert_eq!(
        names(&format!("UPDATE 2\n{one}{same}\n{two}{same}\n{three}")),
        (5, 0)
    );
    // One of both is gone: which one the other is says what stands around it.
    let (starts, tally) = placed(&old, &format!("{one}{two}{same}\n{three}"));
    assert_eq!((starts.len(), tally), (3, [1, 2, 2]));
    // What is left is the one before the third, not the one behind the first.
    assert_eq!(names(&format!("{one}{same}\n{three}")), (3, 2));
}

#[test]
fn a_quote_moves_as_a_whole_or_not_at_all() {
    let markup = "[Q1+|“We are all here,”] [by|[PER+|she]] [cue|said], [Q1+|“and we stay.”]";
    let quote = recorded(markup);
    let (text, ..) = parse(markup);
    let (starts, tally) = placed(&quote, &format!("Oslo. {text}"));
    assert_eq!((starts, tally), (vec![6, 25], [0, 2, 0]));
    let (starts, tally) = placed(&quote, &text.replace("said", "told us"));
    assert_eq!((starts, tally), (vec![], [0, 0, 2]));
    // Its pieces may have moved apart, as long as each is certain.
    let before = "Nobody at [ORG+|Acme] had believed that it would come to this. ";
    let after = " It rained in [LOC+|Bergen], and the people at the gates began to sing again.";
    let markup = format!("{before}{}{after}", markup.replace("she", "Ana Ruiz"));
    let quote = recorded(&markup);
    let (text, ..) = parse(&markup);
    let (starts, tally) = placed(&quote, &text.replace(" Ana", " – as we heard – Ana"));
    assert_eq!((starts.len(), tally), (4, [2, 2, 0]));
}

#[test]
fn undecided_spans_that_are_gone_are_let_go() {
    let gone = recorded("In [LOC?|Bergen] and [LOC-|Oslo].");
    let (starts, tally) = placed(&gone, "Elsewhere.");
    assert_eq!((starts, tally), (vec![], [0, 0, 1]));
}

#[test]
fn a_corrected_name_stays_where_only_what_the_machine_took_for_it_was_changed() {
    let markup = "Once. The new Ministry for the Protection of the Old Harbours and Quays of \
                  [LOC~|Bergen] spoke again and again and again.";
    let (text, mut annotations, _) = parse(markup);
    let from = text.find("Ministry").unwrap();
    let mut entity = annotations.entities[0].clone();
    entity.was = Some((Span::new(from, entity.span.end), entity.label.clone()));
    annotations.entities.replace(0, entity);
    let recorded = record(&text, &annotations);
    assert!(
        recorded.spans.entities[0]
            .review
            .was
            .as_ref()
            .unwrap()
            .text
            .is_some()
    );
    let now = text.replace("Ministry", "Office");
    let start = now[..now.find("Bergen").unwrap()].chars().count();
    assert_eq!(placed(&recorded, &now), (vec![start], [0, 1, 0]));
    // Where it is in doubt an analyst can still say where it is.
    let elsewhere = "Nobody has ever said that Bergen is a dry place to live and to work in.";
    let (spans, _) = recorded.anchored(elsewhere);
    let index = OffsetIndex::new(elsewhere);
    let at = Coordinates {
        text: elsewhere,
        index: &index,
    };
    assert_eq!(propose(&spans.unplaced[0], at).len(), 1);
}

#[test]
fn what_waits_comes_back_when_its_text_does() {
    let old =
        recorded("On Monday it rained in [LOC+|Bergen], said [PER+|Ana Ruiz] to the town council.");
    let (text, now) = (
        old.text.clone(),
        "Nothing of all this is here any more, it seems.",
    );
    let (spans, tally) = old.anchored(now);
    assert_eq!((spans.unplaced.len(), tally.unplaced), (2, 2));
    let later = Recorded {
        text: now.to_owned(),
        spans,
    };
    let (starts, tally) = placed(&later, &text);
    assert_eq!((starts, tally), (vec![23, 36], [2, 0, 0]));
}

#[test]
fn a_text_that_repeats_itself_without_end_takes_no_time() {
    let names: Vec<String> = (12..300)
        .map(|n| format!("[PER+|{}]", "a".repeat(n)))
        .collect();
    let repeating = recorded(&names.join(" "));
    let text = "a".repeat(500_000);
    let (starts, tally) = placed(&repeating, &text);
    assert_eq!((starts.len(), tally), (0, [0, 0, 288]));
}

/// A text under revision: each character with the place in the first text that it comes from.
#[derive(Clone, Debug)]
struct Revised(Vec<Vec<(char, Option<usize>)>>);

/// A revision: what an editor, a crawler or a converter does to a text.
#[derive(Clone, Debug)]
enum Revision {
    Delete(usize),
    Insert(usize, usize),
    Replace(usize, usize),
    Duplicate(usize, usize),
    Move(usize, usize),
    Cut(usize, usize, usize),
    Put(usize, usize, usize),
    Upper(usize),
    PlainQuotes,
    CrLf,
}

fn revision() -> impl Strategy<Value = Revision> {
    let at = 0usize..100;
    prop_oneof![
        at.clone().prop_map(Revision::Delete),
        (at.clone(), at.clone()).prop_map(|(at, seed)| Revision::Insert(at, seed)),
        (at.clone(), at.clone()).prop_map(|(at, seed)| Revision::Replace(at, seed)),
        (at.clone(), at.clone()).prop_map(|(at, to)| Revision::Duplicate(at, to)),
        (at.clone(), at.clone()).prop_map(|(at, to)| Revision::Move(at, to)),
        (at.clone(), at.clone(), 1usize..30).prop_map(|(at, from, n)| Revision::Cut(at, from, n)),
        (at.clone(), at.clone(), at.clone()).prop_map(|(at, to, seed)| Revision::Put(at, to, seed)),
        at.prop_map(Revision::Upper),
        Just(Revision::PlainQuotes),
        Just(Revision::CrLf),
    ]
}

/// For each code point of a text, where it is in the first of equal lines that follow each other:
/// of which of them one was taken away leaves no trace.
fn alike(text: &str) -> Vec<usize> {
    let mut firsts: Vec<usize> = Vec::new();
    let mut before: (&str, usize) = ("", 0);
    for line in text.split_inclusive('\n') {
        let first = if line == before.0 {
            before.1
        } else {
            firsts.len()
        };
        before = (line, first);
        firsts.extend((0..line.chars().count()).map(|at| first + at));
    }
    firsts
}

/// Whether the words at `new` are those that stood at `old`, or cannot be told from them: they are
/// of a stretch of text, the same in both texts, in which much besides comes from around `old`, or
/// which stands once in both.
fn is_its_own(text: &str, now: &[(char, Option<usize>)], old: (usize, usize), new: usize) -> bool {
    const MUCH: usize = 20;
    let before: Vec<char> = text.chars().collect();
    let alike = alike(text);
    let same = |step: isize| {
        let places = (0..).map(move |i: isize| (step * i, old.0, new));
        places.map_while(|(by, old, new)| {
            let old = old.checked_add_signed(by)?;
            let (c, from) = now.get(new.checked_add_signed(by)?)?;
            let is_from = from.is_some_and(|from| alike.get(from) == alike.get(old));
            (before.get(old) == Some(c)).then_some(is_from)
        })
    };
    let own = |places: &mut dyn Iterator<Item = bool>| {
        let mut most = 0;
        let mut run = 0;
        for own in places {
            run = if own { run + 1 } else { 0 };
            most = most.max(run);
        }
        most
    };
    let (back, on) = (same(-1).count(), same(1).count());
    let words = same(1).take(old.1 - old.0).all(|own| own);
    let is_joined = own(&mut same(1)) >= MUCH || own(&mut same(-1)) >= MUCH;
    let from_start = old.0 == new && back == old.0 + 1;
    let to_end = before.len() - old.0 == now.len() - new && on == before.len() - old.0;
    let stretch: String = before[old.0 + 1 - back..old.0 + on].iter().collect();
    let now: String = now.iter().map(|(c, _)| *c).collect();
    let once = |text: &str| text.match_indices(&stretch).count() == 1;
    words || is_joined || from_start || to_end || (once(text) && once(&now))
}

/// Words that no text had before.
fn fresh(seed: usize) -> Vec<(char, Option<usize>)> {
    let words = format!(
        "Meanwhile, number {seed} of {} told us that he left. ",
        seed * 7919
    );
    words.chars().map(|c| (c, None)).collect()
}

impl Revised {
    fn of(text: &str) -> Self {
        let mut paragraphs = vec![Vec::new()];
        for (at, c) in text.chars().enumerate() {
            if let Some(last) = paragraphs.last_mut() {
                last.push((c, Some(at)));
            }
            if c == '\n' {
                paragraphs.push(Vec::new());
            }
        }
        Self(paragraphs)
    }

    fn revise(&mut self, revision: &Revision) {
        let count = self.0.len().max(1);
        let line = |at: usize| at % count;
        match revision {
            _ if self.0.is_empty() => {}
            Revision::Delete(at) => drop(self.0.remove(line(*at))),
            Revision::Insert(at, seed) => self.0.insert(line(*at), fresh(*seed)),
            Revision::Replace(at, seed) => self.0[line(*at)] = fresh(*seed),
            Revision::Duplicate(at, to) => {
                let copy = self.0[line(*at)].clone();
                self.0.insert(line(*to), copy);
            }
            Revision::Move(at, to) => {
                let moved = self.0.remove(line(*at));
                self.0.insert(line(*to).min(self.0.len()), moved);
            }
            Revision::Cut(at, from, length) => {
                let paragraph = &mut self.0[line(*at)];
                let from = from % paragraph.len().max(1);
                let to = (from + length).min(paragraph.len());
                paragraph.drain(from.min(to)..to);
            }
            Revision::Put(at, to, seed) => {
                let paragraph = &mut self.0[line(*at)];
                let to = to % (paragraph.len() + 1);
                paragraph.splice(to..to, fresh(*seed));
            }
            Revision::Upper(at) => {
                for (c, _) in &mut self.0[line(*at)] {
                    *c = c.to_ascii_uppercase();
                }
            }
            Revision::PlainQuotes => {
                for (c, _) in self.0.iter_mut().flatten() {
                    *c = if matches!(c, '“' | '”') { '"' } else { *c };
                }
            }
            Revision::CrLf => {
                for paragraph in &mut self.0 {
                    if paragraph.last().is_some_and(|(c, _)| *c == '\n') {
                        let end = paragraph.len() - 1;
                        paragraph.insert(end, ('\r', None));
                    }
                }
            }
        }
    }
}

/// Paragraphs as news has them: some are like no other, some stand again and again.
fn paragraph(kind: usize, number: usize) -> String {
    match kind {
        0 => format!(
            "On day {number} the US sent {} men to Port {number}, he said.\n",
            number * 31
        ),
        1 => "Click here to read all of our news from the US, as he does every day.\n".to_owned(),
        2 => "He said so.\n".to_owned(),
        3 => format!("“We lost {number} boats,” he said. “He said so.” US officials did not.\n"),
        _ => "He said that he, the US and he agreed that he said so to the US.\n".to_owned(),
    }
}

#[test]
fn of_equal_lines_beside_one_that_moved_none_is_known() {
    let day = |n: usize| paragraph(0, n);
    let (click, said) = (paragraph(1, 0), paragraph(2, 0));
    let middle = format!("{said}{click}{click}{said}{click}");
    let text = format!("{}{said}{}{middle}{}{}", day(1), day(3), day(9), day(10));
    let middle = format!("{click}{said}{click}{click}{said}");
    let new = format!("{}{said}{}{middle}{}{}", day(1), day(3), day(9), day(10));
    let mut annotations = Annotations::default();
    let words = text
        .match_indices("news")
        .chain(text.match_indices("Port 9"));
    for (at, (start, word)) in words.enumerate() {
        annotations
            .entities
            .push(entity(at, Span::new(start, start + word.len())));
    }
    let (spans, _) = record(&text, &annotations).anchored(&new);
    let words: Vec<&str> = spans
        .entities
        .iter()
        .filter_map(|e| e.text.as_deref())
        .collect();
    assert_eq!(words, ["Port 9"]);
    assert_eq!(spans.unplaced.len(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_span_ever_lands_on_other_words_than_its_own(
        kinds in proptest::collection::vec(0usize..5, 1..14),
        every in 1usize..6,
        revisions in proptest::collection::vec(revision(), 1..5),
    ) {
        let text: String = (1..).zip(&kinds).map(|(n, kind)| paragraph(*kind, n)).collect();
        // Every so many words something is decided.
        let mut annotations = Annotations::default();
        let all = Span::new(0, text.len());
        let words = crate::text::token::tokens(&text, all).into_iter().step_by(every);
        for (at, token) in words.enumerate() {
            annotations.entities.push(entity(at, token.span));
        }
        let old = record(&text, &annotations);
        let mut revised = Revised::of(&text);
        for revision in &revisions {
            revised.revise(revision);
        }
        let now: Vec<(char, Option<usize>)> = revised.0.concat();
        let new: String = now.iter().map(|(c, _)| *c).collect();
        let (spans, tally) = old.anchored(&new);
        prop_assert_eq!(spans.entities.len() + spans.unplaced.len(), annotations.entities.len());
        prop_assert_eq!(tally.unplaced, spans.unplaced.len());
        for entity in &spans.entities {
            let before = old.spans.entities.iter().find(|e| e.id == entity.id).unwrap();
            prop_assert_eq!(&entity.text, &before.text);
            prop_assert!(
                is_its_own(&text, &now, (before.start, before.end), entity.start),
                "{:?} at {} was at {} of\n{}\nand is now in\n{}",
                entity.text, entity.start, before.start, text, new
            );
        }
    }

    #[test]
    fn whatever_the_text_became_placed_spans_cover_their_words(
        before in "[a-c “”é😀]{0,40}",
        cut in 0usize..60,
        length in 0usize..20,
    ) {
        let markup = "😀 [PER+|Ana Ruiz] of [LOC-|Bergen] said: [Q1+|“We,”] [by|she] [cue|said], [Q1+|“won.”]";
        let recorded = recorded(markup);
        let chars: Vec<char> = recorded.text.chars().collect();
        let cut = cut.min(chars.len());
        let end = (cut + length).min(chars.len());
        let text: String = chars[..cut].iter().copied()
            .chain(before.chars())
            .chain(chars[end..].iter().copied())
            .collect();
        // Reading what was placed holds its words against the text.
        let (starts, tally) = placed(&recorded, &text);
        prop_assert_eq!(starts.len() + tally[2], 3);
        prop_assert_eq!(tally.iter().sum::<usize>(), 3);
    }
}

fn entity(at: usize, span: Span) -> crate::annotation::Entity {
    crate::annotation::Entity {
        id: ItemId::new(format!("e{at}")),
        span,
        label: crate::extract::Label::PERSON,
        score: None,
        cluster: None,
        was: None,
        review: crate::annotation::Review {
            verdict: crate::annotation::Verdict::Added,
            ..crate::annotation::Review::default()
        },
    }
}
