//! Other programs on the same annotations and texts: taking over from one, and what one changed
//! meanwhile.

use crate::annotation::edit::{Change, Swap};
use crate::annotation::{Dated, Entity, Party, Quotation, Review};
use crate::article::ArticleId;
use crate::text::display;
use crate::tui::effect::{Effect, Place};

use super::picker::{Choice, Choosing, Entry, Picker};
use super::placing;
use super::{App, Awaiting};

impl App {
    /// Asks for the annotations that another program wrote until now.
    pub(super) fn take_over(&mut self) {
        let root = self.root();
        match self.read_only.get(root) {
            Some(Some(_)) => self.effects.push(Effect::TakeOver { root, asked: true }),
            _ => self.say("these annotations are yours to write already"),
        }
    }

    /// An edit was tried where nothing may be written: perhaps it may be by now.
    pub(super) fn try_again(&mut self) {
        let root = self.root();
        if matches!(self.read_only.get(root), Some(Some(_))) {
            self.effects.push(Effect::TakeOver { root, asked: false });
        }
    }

    /// Who comes back may have been at the annotations with another program meanwhile.
    pub(super) fn look_around(&mut self) {
        let locked = |reader: &super::Reader| reader.locked.is_some();
        if self.loading.is_none() && self.reader.as_ref().is_some_and(locked) {
            // The record that could not be read may have been mended.
            self.reread();
        }
        let opened = self.reader.as_ref().map(|reader| &reader.opened);
        let open = opened.map(|opened| (opened.root, opened.article.id.clone()));
        // What is told of records from now on is younger than what was seen of them.
        self.noted.clear();
        self.effects.push(Effect::LookAround(open));
    }

    /// The program that wrote annotations has ended.
    pub(super) fn store_freed(&mut self, root: usize, told: String) {
        if let Some(slot) = self.read_only.get_mut(root) {
            *slot = Some(told.clone());
        }
        self.say(told);
    }

    /// Annotations were opened anew: nothing of what was known of them before counts.
    pub(super) fn store_renewed(&mut self, told: String) {
        self.reread();
        self.say(told);
    }

    /// The record of an article is another one than was known.
    pub(super) fn changed_outside(&mut self, root: usize, id: ArticleId, told: Option<String>) {
        let opened = self.reader.as_ref().map(|reader| &reader.opened);
        if opened.is_some_and(|opened| opened.root == root && opened.article.id == id) {
            self.reread();
        }
        // Where something was decided here, the record is to hold that too.
        self.behind.push((root, id));
        self.recover();
        if let Some(told) = told {
            self.complain(told);
        }
    }

    /// The text of an article is another one than was read.
    pub(super) fn text_changed(&mut self, root: usize, id: &ArticleId) {
        if self.is_open(root, id) {
            self.reread();
            self.complain("the text was changed on the disk: it was read again");
        }
    }

    /// Reads the open article again from the disk, and stays at its place.
    pub(super) fn reread(&mut self) {
        let Some(reader) = &self.reader else { return };
        if self.loading.is_some() {
            // Whatever comes is read from now on.
            return;
        }
        let opened = &reader.opened;
        let place = Place {
            root: opened.root,
            article: opened.article.id.clone(),
            cursor: reader.cursor,
            top: reader.top,
        };
        let index = opened.index;
        let selected = self.list.selected;
        self.load(index);
        self.list.selected = selected;
        self.awaiting = Some(Awaiting::Place(place));
    }

    /// Says that items of the open article were changed both here and outside, if some were.
    pub(super) fn tell_disputed(&mut self) {
        let disputed = self.reader.as_ref().map_or(0, |r| r.disputed.len());
        if disputed == 0 {
            return;
        }
        let items = match disputed {
            1 => "one thing was changed".to_owned(),
            count => format!("{count} things were changed"),
        };
        self.complain(format!(
            "{items} both here and outside; :conflicts shows both versions and asks which is to stay \
             (nothing is written over until then)"
        ));
    }

    /// Shows both versions of what was changed here and outside, to choose one.
    pub(super) fn choose_version(&mut self) {
        let Some(reader) = &self.reader else { return };
        if reader.disputed.is_empty() {
            return self.say("nothing in this article was changed both here and outside");
        }
        let choice = |letter, text: &str, choice| Entry {
            letter: Some(letter),
            text: text.to_owned(),
            detail: String::new(),
            available: true,
            choice,
        };
        let mut entries = vec![
            choice('m', "keep mine", Choice::Version { mine: true }),
            choice('t', "take theirs", Choice::Version { mine: false }),
        ];
        for change in &reader.disputed {
            let (theirs, mine) = versions(change, reader.text());
            let about = about(change, reader.text());
            entries.push(Entry {
                letter: None,
                text: format!("{about} · mine: {mine} · theirs: {theirs}"),
                detail: String::new(),
                available: true,
                choice: change.item().map_or(Choice::Line, Choice::Item),
            });
        }
        let title = "Changed both here and outside: which is to stay?";
        self.open_picker(Picker::by_letter(Choosing::Version, title, entries));
    }

    /// Has one version stay of what was changed here and outside.
    pub(super) fn settle_version(&mut self, mine: bool) {
        let Some(reader) = &mut self.reader else {
            return;
        };
        let disputed = std::mem::take(&mut reader.disputed);
        let (root, article) = (reader.opened.root, reader.opened.article.id.clone());
        if mine {
            let mut changes = disputed.clone();
            changes.push(Change::Updated(Swap {
                before: reader.annotations.updated,
                after: reader.annotations.updated.max(Some(self.now)),
            }));
            if !self.commit_changes(changes, "keep my version") {
                if let Some(reader) = &mut self.reader {
                    reader.disputed = disputed;
                }
                return;
            }
            self.refresh_inspector();
            self.say("your version stays; u takes that back");
        } else {
            self.say("their version stays");
        }
        self.effects.push(Effect::Settle {
            root,
            article,
            mine,
        });
    }

    /// Annotations were written elsewhere, or not.
    pub(super) fn written_to(&mut self, result: Result<String, String>) {
        match result {
            Ok(told) => self.say(told),
            Err(reason) => self.complain(format!("not written: {reason}")),
        }
    }

    /// Writes the annotations elsewhere.
    pub(super) fn write_to(&mut self, dir: &str) {
        let root = self.root();
        let dir = std::path::PathBuf::from(dir);
        self.say(format!(
            "writing to {}",
            display::visible(&dir.to_string_lossy())
        ));
        self.effects.push(Effect::WriteTo { root, dir });
    }
}

/// How much of a text stands in a line, in cells.
const NAMED: usize = 32;

fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(NAMED).collect();
    display::fit(&display::visible(&words.join(" ")), NAMED).into_owned()
}

/// What a change is about, in few words.
fn about(change: &Change, text: &str) -> String {
    fn either<T>(swap: &Swap<Option<T>>) -> Option<&T> {
        swap.before.as_ref().or(swap.after.as_ref())
    }
    let words = match change {
        Change::Entity(_, swap) => either(swap).map(|e| short(e.span.of(text))),
        Change::Quote(_, swap) => either(swap).map(|q| short(q.extent().of(text))),
        Change::Date(_, swap) => either(swap).map(|d| short(d.span.of(text))),
        Change::Cluster(_, swap) => either(swap).map(|party| short(&party.name)),
        Change::Unplaced(_, swap) => either(swap).map(|u| short(&placing::line_of(u).1)),
        Change::Status(_) => Some("status".to_owned()),
        Change::Tags(_) => Some("tags".to_owned()),
        Change::Note(_) => Some("note".to_owned()),
        Change::Updated(_) => Some("time".to_owned()),
    };
    words.unwrap_or_default()
}

/// Both versions of what a change is about, in few words: before it and after it.
fn versions(change: &Change, text: &str) -> (String, String) {
    fn both<T>(swap: &Swap<T>, told: impl Fn(&T) -> String) -> (String, String) {
        (told(&swap.before), told(&swap.after))
    }
    fn of<T>(told: impl Fn(&T) -> String) -> impl Fn(&Option<T>) -> String {
        move |item| item.as_ref().map_or_else(|| "not there".to_owned(), &told)
    }
    match change {
        Change::Entity(_, swap) => both(
            swap,
            of(|e: &Entity| {
                let (verdict, words) = (e.review.verdict.as_str(), short(e.span.of(text)));
                format!("{verdict} {} “{words}”{}", e.label, rest(&e.review))
            }),
        ),
        Change::Quote(_, swap) => both(
            swap,
            of(|q: &Quotation| {
                let speaker = q.said.speaker.as_ref();
                let words = speaker
                    .and_then(|s| s.span)
                    .map(|span| short(span.of(text)));
                let name = words.or_else(|| speaker.and_then(|s| s.name.as_deref().map(short)));
                let by = name.map_or_else(String::new, |name| format!(", said by {name}"));
                format!("{}{by}{}", q.review.verdict.as_str(), rest(&q.review))
            }),
        ),
        Change::Date(_, swap) => both(
            swap,
            of(|d: &Dated| {
                let value = d.value.as_deref().unwrap_or("no value");
                format!("{} {value}{}", d.review.verdict.as_str(), rest(&d.review))
            }),
        ),
        Change::Cluster(_, swap) => both(
            swap,
            of(|party: &Party| format!("{}{}", short(&party.name), rest(&party.review))),
        ),
        Change::Unplaced(_, swap) => {
            let told = |there: bool| if there { "in doubt" } else { "not in doubt" };
            both(swap, |unplaced| told(unplaced.is_some()).to_owned())
        }
        Change::Status(swap) => both(swap, |status| status.as_str().replace('_', " ")),
        Change::Tags(swap) => both(swap, |tags| {
            if tags.is_empty() {
                return "none".to_owned();
            }
            short(&tags.join(", "))
        }),
        Change::Note(swap) => both(swap, |note| {
            note.as_deref().map_or_else(|| "none".to_owned(), short)
        }),
        Change::Updated(swap) => both(swap, |time| {
            time.map_or_else(|| "never".to_owned(), |time| time.to_string())
        }),
    }
}

/// Tags, note and link of an item, where it has any.
fn rest(review: &Review) -> String {
    let tags =
        (!review.tags.is_empty()).then(|| format!("; tags {}", short(&review.tags.join(", "))));
    let note = review
        .note
        .as_deref()
        .map(|note| format!("; note {}", short(note)));
    let link = review
        .link
        .as_deref()
        .map(|link| format!("; link {}", short(link)));
    [tags, note, link].into_iter().flatten().collect()
}
