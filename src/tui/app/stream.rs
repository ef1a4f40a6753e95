//! A review stream: what nobody decided yet, over the whole corpus, in an order of one's choice.
//!
//! While one is on, going on after a verdict and `next-undecided` follow it, across articles.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet, VecDeque};

use crate::annotation::Verdict;
use crate::survey::{Finding, Kind, Survey, Word};
use crate::tui::action::Action;

use super::areas::Pane;
use super::picker::{Choice, Choosing, Entry, Picker};
use super::reader::Reader;
use super::{App, Awaiting};

/// How many items are lined up at a time; the rest is lined up when these are through.
const AT_ONCE: usize = 5_000;

/// In which order a stream goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Article by article, each in the order of its text.
    Article,
    /// What the machine is least certain of first.
    Certainty,
    /// Label by label.
    Label,
    /// Surface form by surface form, those with most left first.
    Form,
    /// Quotes without a speaker, article by article.
    Unattributed,
}

impl Order {
    /// Every order.
    pub const ALL: [Self; 5] = [
        Self::Article,
        Self::Certainty,
        Self::Label,
        Self::Form,
        Self::Unattributed,
    ];

    /// Its name, as `:stream` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Certainty => "certainty",
            Self::Label => "label",
            Self::Form => "form",
            Self::Unattributed => "unattributed",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Article => "article by article",
            Self::Certainty => "least certain first",
            Self::Label => "label by label",
            Self::Form => "same words together, the most frequent first",
            Self::Unattributed => "quotes without a speaker",
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Article => 'a',
            Self::Certainty => 'c',
            Self::Label => 'l',
            Self::Form => 'f',
            Self::Unattributed => 'u',
        }
    }

    fn wants(self, finding: &Finding) -> bool {
        let unattributed = finding.kind == Kind::Quote && finding.name.is_none();
        finding.is_open() && (self != Self::Unattributed || unattributed)
    }
}

/// An item that is lined up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stop {
    index: usize,
    finding: Finding,
}

/// A review under way.
#[derive(Debug)]
pub struct Stream {
    /// Its order.
    pub order: Order,
    /// The stops that one was at; the present one is the last.
    past: Vec<Stop>,
    /// The stops to come.
    queue: VecDeque<Stop>,
    /// The version of the survey that they were lined up from.
    of: u64,
    /// Whether one waits for more to be read.
    waits: bool,
}

impl Stream {
    fn new(order: Order) -> Self {
        Self {
            order,
            past: Vec::new(),
            queue: VecDeque::new(),
            of: 0,
            waits: true,
        }
    }

    /// The articles of the next stops, each once, after that of the present stop.
    fn ahead(&self, open: usize) -> impl Iterator<Item = usize> {
        let mut last = open;
        self.queue.iter().filter_map(move |stop| {
            let other = stop.index != last;
            last = stop.index;
            other.then_some(stop.index)
        })
    }

    /// Whether what was read since may come before what is lined up. Same words, and same labels,
    /// stay together.
    fn is_stale(&self, version: u64) -> bool {
        let (Some(next), Some(now)) = (self.queue.front(), self.past.last()) else {
            return self.queue.is_empty();
        };
        let other = match self.order {
            Order::Article | Order::Unattributed => false,
            Order::Certainty => true,
            Order::Label => next.finding.label != now.finding.label,
            Order::Form => next.finding.form != now.finding.form,
        };
        other && self.of != version
    }

    /// Lines up what is left, without those that one was at.
    fn line_up(&mut self, survey: &Survey) {
        let past: HashSet<(usize, usize)> = self.past.iter().map(Stop::place).collect();
        self.queue = lined_up(survey, self.order, |stop| !past.contains(&stop.place())).into();
        self.of = survey.version();
    }
}

impl Stop {
    fn place(&self) -> (usize, usize) {
        (self.index, self.finding.span().start)
    }
}

/// The first of what is left in an order.
fn lined_up(survey: &Survey, order: Order, wanted: impl Fn(&Stop) -> bool) -> Vec<Stop> {
    let mut stops: Vec<Stop> = survey
        .findings()
        .filter(|(_, finding)| order.wants(finding))
        .map(|(index, finding)| Stop {
            index,
            finding: *finding,
        })
        .filter(wanted)
        .collect();
    let mut frequent: HashMap<Word, usize> = HashMap::new();
    if order == Order::Form {
        for stop in &stops {
            *frequent.entry(stop.finding.form).or_default() += 1;
        }
    }
    let compare = |a: &Stop, b: &Stop| {
        let (f, g) = (&a.finding, &b.finding);
        let first = match order {
            Order::Article | Order::Unattributed => Ordering::Equal,
            Order::Certainty => {
                let score = |finding: &Finding| finding.score().unwrap_or(f32::MAX);
                score(f).total_cmp(&score(g))
            }
            Order::Label => survey.text(f.label).cmp(survey.text(g.label)),
            Order::Form => {
                let open = |f: &Finding| frequent.get(&f.form).copied().unwrap_or(0);
                let by_words = || survey.text(f.form).cmp(survey.text(g.form));
                let by_label = || survey.text(f.label).cmp(survey.text(g.label));
                let by_count = open(g).cmp(&open(f));
                by_count.then_with(by_words).then_with(by_label)
            }
        };
        first.then_with(|| a.place().cmp(&b.place()))
    };
    if stops.len() > AT_ONCE {
        stops.select_nth_unstable_by(AT_ONCE, compare);
        stops.truncate(AT_ONCE);
    }
    stops.sort_unstable_by(compare);
    stops
}

impl App {
    /// Opens the orders of a stream, to choose one.
    pub(super) fn choose_stream(&mut self) {
        self.begin_survey();
        let mut entries: Vec<Entry> = Order::ALL
            .into_iter()
            .map(|order| Entry {
                letter: Some(order.letter()),
                text: order.help().to_owned(),
                detail: String::new(),
                available: true,
                choice: Choice::Stream(Some(order)),
            })
            .collect();
        if self.stream.is_some() {
            entries.push(Entry {
                letter: Some('x'),
                text: "end the stream".to_owned(),
                detail: String::new(),
                available: true,
                choice: Choice::Stream(None),
            });
        }
        let title = "Review over the whole corpus";
        self.open_picker(Picker::by_letter(Choosing::Action, title, entries));
    }

    /// Begins a stream, or ends the one that is on.
    pub(super) fn set_stream(&mut self, order: Option<Order>) {
        let Some(order) = order else {
            if self.stream.take().is_some() {
                self.say("the stream is at its end; Tab goes through this article again");
            }
            return;
        };
        self.begin_survey();
        self.hide_tables();
        self.settings.wanted.focus = Pane::Reader;
        self.stream = Some(Stream::new(order));
        self.step_stream();
    }

    /// Reads the name of an order, as `:stream` takes it.
    pub(super) fn command_stream(&mut self, name: &str) {
        if name.is_empty() {
            return self.choose_stream();
        }
        if name == "off" {
            return self.set_stream(None);
        }
        match Order::ALL.into_iter().find(|order| order.as_str() == name) {
            Some(order) => self.set_stream(Some(order)),
            None => {
                let names = Order::ALL.map(Order::as_str).join(", ");
                self.complain(format!("no such order; one of {names}, or off"));
            }
        }
    }

    /// Goes to the next item of the stream that nobody decided.
    pub(super) fn step_stream(&mut self) {
        while let Some(stop) = self.next_stop() {
            if self.is_undecided_stop(&stop) {
                if let Some(stream) = &mut self.stream {
                    stream.past.push(stop);
                    stream.waits = false;
                }
                return self.go_to_stop(stop);
            }
        }
        let progress = self.survey_progress();
        let left = self.survey.findings();
        let order = self.stream.as_ref().map(|stream| stream.order);
        let left = left.filter(|(_, f)| order.is_some_and(|order| order.wants(f)));
        let skipped = left.count();
        if !self.survey_is_complete() {
            if let Some(stream) = &mut self.stream {
                stream.waits = true;
            }
            self.say(format!("nothing more is found yet; {progress}"));
        } else if skipped > 0 {
            if let Some(stream) = &mut self.stream {
                stream.past.clear();
            }
            let key = self.settings.keymap.key_of(Action::NextUndecided);
            let key = key.unwrap_or_default();
            self.say(format!(
                "{skipped} passed over; {key} begins with them again"
            ));
        } else {
            self.stream = None;
            self.say(format!("everything is decided; {progress}"));
        }
    }

    /// The next stop, from what is lined up, or else from what is known by now.
    fn next_stop(&mut self) -> Option<Stop> {
        let version = self.survey.version();
        if self.stream.as_ref()?.is_stale(version) {
            self.renew_open();
            let Self { stream, survey, .. } = self;
            stream.as_mut()?.line_up(survey);
        }
        let stream = self.stream.as_mut()?;
        stream.queue.pop_front()
    }

    /// Goes back to the item of the stream before the present one, whatever was decided about it.
    pub(super) fn step_stream_back(&mut self) {
        let Some(stream) = &mut self.stream else {
            return;
        };
        let here = stream.past.pop();
        let Some(before) = stream.past.last().copied() else {
            stream.past.extend(here);
            return self.say("this is where the stream began");
        };
        if let Some(here) = here {
            stream.queue.push_front(here);
        }
        self.go_to_stop(before);
    }

    /// Whether nobody decided on a stop yet.
    fn is_undecided_stop(&self, stop: &Stop) -> bool {
        if let Some(reader) = self.annotated_reader(stop.index) {
            let target = self.survey.target(&stop.finding);
            let item = target.find(&reader.annotations);
            return item.is_some_and(|item| self.verdict(&item) == Some(Verdict::Unreviewed));
        }
        let span = stop.finding.span();
        self.survey.article(stop.index).is_some_and(|read| {
            let before = |f: &Finding| f.span().start < span.start;
            let from = read.findings.partition_point(before);
            let rest = read.findings.get(from..).unwrap_or_default();
            let mut here = rest.iter().take_while(|f| f.span().start == span.start);
            here.any(|f| f.is_open() && f.span() == span && f.kind == stop.finding.kind)
        })
    }

    /// The reader, if it has this article and its annotations.
    fn annotated_reader(&self, index: usize) -> Option<&Reader> {
        let reader = self.reader.as_ref()?;
        let there = self.loading.is_none() && reader.annotated;
        (there && reader.opened.index == index).then_some(reader)
    }

    fn go_to_stop(&mut self, stop: Stop) {
        if self.annotated_reader(stop.index).is_some() {
            return self.arrive_at_stop();
        }
        self.load(stop.index);
        self.awaiting = Some(Awaiting::Stop);
    }

    /// Goes to the stop in the article that is open now.
    pub(super) fn arrive_at_stop(&mut self) {
        let stop = self.stream.as_ref().and_then(|stream| stream.past.last());
        let (Some(stop), Some(annotations)) = (stop, self.annotations()) else {
            return;
        };
        match self.survey.target(&stop.finding).find(annotations) {
            Some(item) => self.focus_item(&item),
            // The article is not what it was when it was read.
            None => self.step_stream(),
        }
    }

    /// The articles that the stream leads to next.
    pub(super) fn stream_ahead(&self, open: usize) -> Option<Vec<usize>> {
        /// As many as reading ahead keeps.
        const NEAR: usize = 4;
        let stream = self.stream.as_ref()?;
        let mut near: Vec<usize> = Vec::new();
        for index in stream.ahead(open).take(NEAR * 4) {
            if index != open && !near.contains(&index) {
                near.push(index);
            }
        }
        near.truncate(NEAR);
        Some(near)
    }

    /// More was read: a stream that waits for something to review goes on.
    pub(super) fn feed_stream(&mut self) {
        let waits = self.stream.as_ref().is_some_and(|stream| stream.waits);
        let idle = self.loading.is_none() && self.modals.is_empty();
        if waits && idle && self.tables.shown().is_none() {
            self.step_stream();
        }
    }
}
