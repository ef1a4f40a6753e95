//! A paragraph as attribution sees it: words with their classes, and each quoted stretch as one item.

use crate::extract::attribution::lexicon::{self, Verb, class};
use crate::extract::quote::marks::Region;
use crate::extract::word::lower_key;
use crate::span::Span;
use crate::text::token::{Token, TokenKind};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word; whether it begins with a capital.
    Word { capital: bool },
    /// A number.
    Number,
    /// A cut-off `'s` or contraction.
    Clitic,
    /// A single mark.
    Mark(char),
    /// A stretch in quote marks: its index among the regions.
    Quote(usize),
}

/// One item of a paragraph.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Its word classes, as bits of [`class`].
    pub class: u32,
    /// The reporting verb, if it is one.
    pub verb: Option<Verb>,
    /// The word in lower case, hashed; zero for what is no word.
    pub key: u64,
}

impl Item {
    /// Whether it belongs to any of the classes.
    pub fn is(&self, classes: u32) -> bool {
        self.class & classes != 0
    }

    /// Whether it is this mark.
    pub fn mark(&self, c: char) -> bool {
        self.kind == Kind::Mark(c)
    }

    /// Whether it is a word that begins with a capital.
    pub fn capital(&self) -> bool {
        self.kind == Kind::Word { capital: true }
    }

    /// Whether it is a word that begins without a capital.
    pub fn lower(&self) -> bool {
        self.kind == Kind::Word { capital: false }
    }

    /// Whether it is a quoted stretch.
    pub fn quote(&self) -> Option<usize> {
        match self.kind {
            Kind::Quote(region) => Some(region),
            _ => None,
        }
    }

    /// Whether it is a comma, semicolon, colon, bracket or dash.
    pub fn divides(&self) -> bool {
        matches!(
            self.kind,
            Kind::Mark(
                ',' | ';' | ':' | '—' | '–' | '―' | '(' | ')' | '[' | ']' | '•' | '“' | '”' | '"'
            )
        )
    }

    /// Whether it ends a sentence.
    pub fn stops(&self) -> bool {
        matches!(self.kind, Kind::Mark('.' | '!' | '?' | '…'))
    }
}

/// A sentence of the frame: a range of items that no quoted stretch is cut by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    /// The first item.
    pub first: usize,
    /// One past the last item.
    pub end: usize,
}

/// The items of `paragraph`, given the tokens that begin at or after its start and the regions inside it.
pub(crate) fn items(text: &str, tokens: &[Token], regions: &[(usize, Region)]) -> Vec<Item> {
    let mut found = Vec::with_capacity(tokens.len());
    let mut pending = regions.iter().peekable();
    let mut reached = 0;
    for token in tokens {
        while let Some(&&(index, region)) = pending.peek() {
            if region.span.start > token.span.start {
                break;
            }
            found.push(Item {
                span: region.span,
                kind: Kind::Quote(index),
                class: 0,
                verb: None,
                key: 0,
            });
            reached = region.span.end;
            pending.next();
        }
        if token.span.start < reached {
            continue;
        }
        found.push(item(text, *token));
    }
    found
}

fn item(text: &str, token: Token) -> Item {
    let word = token.span.of(text);
    let first = word.chars().next().unwrap_or(' ');
    let (kind, entry) = match token.kind {
        TokenKind::Word => (
            Kind::Word {
                capital: first.is_uppercase(),
            },
            lexicon::look_up(word),
        ),
        TokenKind::Number => (Kind::Number, lexicon::Entry::default()),
        TokenKind::Clitic => (Kind::Clitic, lexicon::look_up(word)),
        TokenKind::Mark => (Kind::Mark(first), lexicon::Entry::default()),
    };
    Item {
        span: token.span,
        kind,
        class: entry.class,
        verb: entry.verb,
        key: match token.kind {
            TokenKind::Word | TokenKind::Clitic => lower_key(word),
            _ => 0,
        },
    }
}

/// Cuts a paragraph's items into sentences at the given sentence ends, never inside a quoted stretch.
///
/// After a quoted stretch that ends with a full stop, question or exclamation mark, a short tag
/// (`“Stop!” a guard yelled.`) stays with it.
pub(crate) fn sentences(items: &[Item], ends: &[usize]) -> Vec<Range> {
    let mut found = Vec::new();
    let mut first = 0;
    let mut at = 0;
    for &end in ends {
        while items.get(at).is_some_and(|item| item.span.end <= end) {
            at += 1;
        }
        if at == first || items.get(at).is_some_and(|item| item.span.start < end) {
            continue;
        }
        let after_quote = items.get(at - 1).is_some_and(|item| item.quote().is_some());
        if after_quote && (begins_with_tag(items, at) || dashed(items, at)) {
            continue;
        }
        found.push(Range { first, end: at });
        first = at;
    }
    if first < items.len() {
        found.push(Range {
            first,
            end: items.len(),
        });
    }
    found
}

/// Whether a dash and a name follow up to the end of the paragraph (`“…” — Mary Fox, 64, farmer`).
fn dashed(items: &[Item], at: usize) -> bool {
    /// The longest such end, in items.
    const LONGEST: usize = 12;
    let rest = items.get(at..).unwrap_or_default();
    rest.len() <= LONGEST
        && rest.first().is_some_and(|item| {
            item.mark('—') || item.mark('–') || item.mark('―') || item.mark('-')
        })
        && rest.get(1).is_some_and(Item::capital)
}

/// Whether the items from `at` on are a speaker and a verb of speech that say nothing of their own:
/// they end there, or with a word of time or place.
fn begins_with_tag(items: &[Item], at: usize) -> bool {
    /// The most items before the verb.
    const SUBJECT: usize = 8;
    let rest = items.get(at..).unwrap_or_default();
    let Some(verb) = rest.iter().take(SUBJECT).position(|item| {
        item.verb.is_some_and(|verb| {
            verb.takes & lexicon::takes::SPEECH != 0 && verb.form != lexicon::Form::Gerund
        })
    }) else {
        return false;
    };
    if verb == 0 {
        return rest.first().is_some_and(Item::lower);
    }
    if rest.iter().take(verb).any(|item| {
        item.divides() || item.stops() || item.quote().is_some() || item.is(class::COORDINATOR)
    }) {
        return false;
    }
    let mut after = rest.iter().skip(verb + 1);
    let Some(next) = after.next() else {
        return true;
    };
    if next.stops() || next.mark(',') {
        return true;
    }
    // `Ray told reporters on Tuesday.`: nothing but a recipient and words of time.
    let told = rest
        .get(verb)
        .and_then(|item| item.verb)
        .is_some_and(|v| v.takes & lexicon::takes::RECIPIENT != 0);
    let mut length = 1;
    let mut item = next;
    loop {
        if item.stops() || item.mark(',') {
            return length <= 8;
        }
        let adjunct = item.is(class::TIME
            | class::MEDIUM
            | class::PREPOSITION
            | class::DETERMINER
            | class::OBJECT
            | class::ADVERB)
            && !item.is(class::THAT);
        if length > 8 || !(adjunct || told && (item.capital() || item.lower() && length == 1)) {
            return false;
        }
        length += 1;
        match after.next() {
            Some(following) => item = following,
            None => return true,
        }
    }
}
