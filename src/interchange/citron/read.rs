//! Citron's quotes.

use std::collections::{HashMap, HashSet};
use std::io;

use serde_json::{Map, Value};

use crate::extract::Label;
use crate::interchange::draft::{Draft, DraftCluster, DraftQuote, DraftReview, DraftSpan};
use crate::interchange::fields::{
    articles, hash, is_named, list, name, score, span, text, unit, unread,
};
use crate::interchange::reader::{Source, Take};
use crate::interchange::{Fault, Unit};

/// Reads articles with quotes, one a line or in an array. Offsets are code points.
///
/// Groups of names without a label are known by the speakers in them: these are the people of the
/// quotes.
///
/// # Errors
/// When the file cannot be read.
pub fn read(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let named = source.text_field;
    articles(source, take, |fields, faults| {
        Ok(vec![draft(fields, named, faults)?])
    })
}

fn draft(
    article: &Map<String, Value>,
    named: Option<&str>,
    faults: &mut Vec<Fault>,
) -> Result<Draft, Fault> {
    let text = text(article, named, &["text"])?;
    let mut draft = Draft {
        is_named: is_named(article, named),
        id: name(article.get("id")).unwrap_or_default(),
        text: Some(text),
        sha256: hash(article),
        unit: Some(unit(article)?.unwrap_or(Unit::CodePoint)),
        tells_clusters: true,
        ..Draft::default()
    };
    let known = [
        "id",
        "text",
        "offsets",
        "sha256",
        "quotes",
        "quotes_without_cue",
        "coreference_groups",
    ];
    let known: Vec<&str> = known.into_iter().chain(named).collect();
    unread(&mut draft, article, &known, "articles");
    let mut groups = Groups::default();
    for (i, group) in list(article, "coreference_groups", faults)
        .iter()
        .enumerate()
    {
        let field = format!("coreference_groups[{i}]");
        groups.add(pieces(Some(group), &field, faults));
    }
    for name in ["quotes", "quotes_without_cue"] {
        for (i, item) in list(article, name, faults).iter().enumerate() {
            let field = format!("{name}[{i}]");
            let Some(item) = item.as_object() else {
                faults.push(Fault::new(field, "is no object"));
                continue;
            };
            let quote = quote(item, &field, &mut draft, &mut groups, faults);
            draft.quotes.extend(quote);
        }
    }
    for (number, group) in groups.all.into_iter().enumerate() {
        let (speakers, fullest) = (group.speakers, group.fullest);
        draft.proofs.extend(group.spans.iter().cloned());
        if speakers.is_empty() {
            draft.leave_out("groups of names of whom nothing is quoted");
            continue;
        }
        for span in &group.spans {
            if !speakers.contains(&(span.start, span.end)) {
                draft.leave_out("mentions in groups, which have no label");
            }
        }
        let words = group.spans.iter().filter_map(|span| span.text.clone());
        let longest = words.rev().max_by_key(|words| words.chars().count());
        draft.clusters.push(DraftCluster {
            id: group_id(number),
            label: Some(Label::PERSON),
            name: fullest.or(longest),
            aliases: Vec::new(),
            was: None,
            key: None,
            review: DraftReview::default(),
        });
    }
    Ok(draft)
}

/// Spans that name the same.
#[derive(Default)]
struct Group {
    spans: Vec<DraftSpan>,
    /// Those of them that are the sources of quotes.
    speakers: HashSet<(usize, usize)>,
    /// The longest name that a quote has for its source.
    fullest: Option<String>,
}

/// All groups, and which of them have a span.
#[derive(Default)]
struct Groups {
    all: Vec<Group>,
    by_place: HashMap<(usize, usize), Vec<usize>>,
}

impl Groups {
    fn add(&mut self, spans: Vec<DraftSpan>) -> usize {
        let number = self.all.len();
        for span in &spans {
            let of = self.by_place.entry((span.start, span.end)).or_default();
            of.push(number);
        }
        self.all.push(Group {
            spans,
            ..Group::default()
        });
        number
    }

    fn of(&self, span: &DraftSpan) -> &[usize] {
        let of = self.by_place.get(&(span.start, span.end));
        of.map(Vec::as_slice).unwrap_or_default()
    }

    /// The group of a speaker: one that has all of the names, too, else any; a new one where there is none.
    fn of_speaker(&mut self, speaker: &DraftSpan, names: &[DraftSpan]) -> Option<usize> {
        let of = self.of(speaker);
        let has_all = |group: &&usize| names.iter().all(|name| self.of(name).contains(group));
        let known = of.iter().find(has_all).or(of.first()).copied();
        if known.is_none() && !names.is_empty() {
            let spans = std::iter::once(speaker).chain(names).cloned().collect();
            return Some(self.add(spans));
        }
        known
    }
}

fn group_id(number: usize) -> String {
    format!("c{}", number + 1)
}

fn pieces(list: Option<&Value>, field: &str, faults: &mut Vec<Fault>) -> Vec<DraftSpan> {
    let is_list = list.is_none_or(|list| list.is_array() || list.is_null());
    if !is_list {
        faults.push(Fault::new(field, "is no list"));
    }
    let list = list.and_then(Value::as_array).into_iter().flatten();
    let mut pieces = Vec::new();
    for (i, item) in list.enumerate() {
        match span(item, ("start", "end"), &format!("{field}[{i}]")) {
            Ok(piece) => pieces.push(piece),
            Err(fault) => faults.push(fault),
        }
    }
    pieces
}

fn quote(
    item: &Map<String, Value>,
    field: &str,
    draft: &mut Draft,
    groups: &mut Groups,
    faults: &mut Vec<Fault>,
) -> Option<DraftQuote> {
    let known = [
        "id",
        "cue",
        "sources",
        "contents",
        "coreferences",
        "confidence",
    ];
    unread(draft, item, &known, "quotes");
    let content = pieces(item.get("contents"), &format!("{field}.contents"), faults);
    if content.is_empty() {
        faults.push(Fault::new(format!("{field}.contents"), "has no piece"));
        return None;
    }
    let mut sources = pieces(item.get("sources"), &format!("{field}.sources"), faults).into_iter();
    let speaker = sources.next();
    for _ in sources {
        draft.leave_out("further sources of a quote");
    }
    let cue = item.get("cue").filter(|cue| !cue.is_null());
    let cue = cue.map(|cue| span(cue, ("start", "end"), &format!("{field}.cue")));
    let cue = match cue.transpose() {
        Ok(cue) => cue,
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    let names = pieces(
        item.get("coreferences"),
        &format!("{field}.coreferences"),
        faults,
    );
    draft.proofs.extend(names.iter().cloned());
    let group = speaker
        .as_ref()
        .and_then(|speaker| groups.of_speaker(speaker, &names));
    if let Some((group, speaker)) = group
        .and_then(|at| groups.all.get_mut(at))
        .zip(speaker.as_ref())
    {
        group.speakers.insert((speaker.start, speaker.end));
        // A name beside others may be the shorter one.
        let own = speaker.text.clone().filter(|_| !names.is_empty());
        let names = names.into_iter().filter_map(|name| name.text).chain(own);
        let names = group.fullest.take().into_iter().chain(names);
        group.fullest = names.rev().max_by_key(|name| name.chars().count());
    } else if !names.is_empty() {
        draft.leave_out("names of sources that are not there");
    }
    Some(DraftQuote {
        content,
        cue,
        speaker,
        speaker_cluster: group.map(group_id),
        review: DraftReview {
            id: name(item.get("id")),
            score: score(item.get("confidence")),
            ..DraftReview::default()
        },
        ..DraftQuote::default()
    })
}
