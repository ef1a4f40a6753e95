//! What was found in articles, kept on disk for the next time that one of them is read.
//!
//! It stands in packs of some thousand articles, entries of the cache. An article is known by its
//! text and its head, whatever file it is in; a pack by the model and by the program itself, another
//! build of which may find something else.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::article::{Article, Head, Located};
use crate::cache::{Cache, Entry, Mark, Name};
use crate::extract::Suggestions;
use crate::extract::model::Model;
use crate::extract::packed::{VERSION, pack, unpack};
use crate::span::Span;

use super::suggestions::Source;

/// How many packs there are at most.
const PACKS: u32 = 32;
/// How long a pack may be, in bytes: all together take 128 MB.
const PACK: usize = 4 << 20;
/// So many bytes are worth a write; what was found last is lost where the program ends before that.
const WORTH: usize = 512 << 10;
/// What is found in a very long text is not kept if it takes more than this.
const LONGEST: usize = 1 << 20;

/// What an article is known by: the first 16 bytes of a SHA-256.
type Key = u128;

/// What was found in articles, for all threads. Nothing that it cannot do is an error: then the
/// article is looked at again.
#[derive(Debug, Default)]
pub struct Kept(Option<Shared>);

#[derive(Debug)]
struct Shared {
    cache: Cache,
    /// What all of it was worked out by.
    by: Mark,
    most: u32,
    state: Mutex<State>,
    /// Held by whoever reads or writes packs.
    writing: Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    /// Whether what is on the disk was looked at.
    opened: bool,
    packs: BTreeMap<u32, Pack>,
    /// The pack of an article, and its section there.
    places: HashMap<Key, (u32, u32)>,
    /// What no pack has yet.
    fresh: HashMap<Key, Vec<u8>>,
    bytes: usize,
}

#[derive(Debug)]
struct Pack {
    entry: Arc<Entry>,
    keys: Vec<Key>,
    /// How long its sections are together.
    bytes: usize,
    /// How often something in it was wanted.
    wanted: u32,
}

impl Kept {
    /// What is kept in a cache; nothing where it is not the program that suggests.
    pub fn new(cache: Option<&Cache>, source: &Source) -> Self {
        let Source::Model(model) = source else {
            return Self(None);
        };
        Self(cache.and_then(|cache| Shared::new(cache.clone(), model, PACKS)))
    }

    /// Looks at what is on the disk. Until somebody did, nothing is known to be kept.
    pub fn open(&self) {
        if let Some(shared) = &self.0 {
            shared.open();
        }
    }

    /// What is found in an article with a model: what was kept, else what `find` gives, which is kept
    /// from then on.
    pub fn or_find(
        &self,
        article: &Article,
        model: &Model,
        find: impl FnOnce() -> Option<Suggestions>,
    ) -> Option<Suggestions> {
        let Some(shared) = &self.0 else {
            return find();
        };
        let key = key_of(article);
        let bytes = shared.find(key);
        let kept = bytes.and_then(|bytes| unpack(&bytes, &article.text, model.name()));
        if kept.is_some() {
            return kept;
        }
        let found = find()?;
        shared.keep(key, &found);
        Some(found)
    }

    /// Writes what was found since, if it is much, or whatever it is.
    pub fn write(&self, all: bool) {
        let Some(shared) = &self.0 else { return };
        let bytes = shared.state().bytes;
        if bytes >= WORTH || (all && bytes > 0) {
            let written = shared.write();
            if let Err(error) = written {
                tracing::debug!("what was found is not kept: {error}");
            }
        }
    }
}

impl Shared {
    fn new(cache: Cache, model: &Model, most: u32) -> Option<Self> {
        let program = std::env::current_exe().and_then(std::fs::metadata).ok()?;
        let mut by = Mark::default().with(model.header_bytes());
        for (label, name) in model.names() {
            by = by.with(label.as_str()).with(name.as_str());
        }
        by.add_file(&program);
        Some(Self {
            cache,
            by,
            most,
            state: Mutex::default(),
            writing: Mutex::default(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // It is whole, whichever thread ended.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.state().opened {
            return;
        }
        let packs: Vec<(u32, Pack)> = (0..self.most)
            .filter_map(|number| Some((number, self.read(number)?)))
            .collect();
        let mut state = self.state();
        state.opened = true;
        for (number, pack) in packs {
            state.take(number, pack);
        }
    }

    /// Reads what a pack has.
    fn read(&self, number: u32) -> Option<Pack> {
        let entry = self.cache.open(&name(number), &self.by)?;
        let mut keys = Vec::new();
        let keys = entry.section(0, &mut keys)?;
        let (keys, rest) = keys.as_chunks::<16>();
        if !rest.is_empty() || keys.len() + 1 != entry.len() {
            return None;
        }
        Some(Pack {
            bytes: entry.bytes(),
            keys: keys.iter().map(|key| Key::from_le_bytes(*key)).collect(),
            entry: Arc::new(entry),
            wanted: 0,
        })
    }

    fn find(&self, key: Key) -> Option<Vec<u8>> {
        let mut state = self.state();
        if let Some(bytes) = state.fresh.get(&key) {
            return Some(bytes.clone());
        }
        let (number, section) = *state.places.get(&key)?;
        let pack = state.packs.get_mut(&number)?;
        pack.wanted = pack.wanted.saturating_add(1);
        let entry = Arc::clone(&pack.entry);
        drop(state);
        let mut bytes = Vec::new();
        entry.section(section as usize, &mut bytes)?;
        Some(bytes)
    }

    fn keep(&self, key: Key, found: &Suggestions) {
        let Some(bytes) = pack(found).filter(|bytes| bytes.len() <= LONGEST) else {
            return;
        };
        let mut state = self.state();
        // Where nobody writes there is an end.
        if state.bytes < 2 * WORTH {
            state.bytes += bytes.len();
            let before = state.fresh.insert(key, bytes);
            state.bytes -= before.map_or(0, |before| before.len());
        }
    }

    /// Writes what no pack has yet: into one that has room, else into one of its own.
    fn write(&self) -> io::Result<()> {
        self.open();
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (number, before, fresh) = {
            let mut state = self.state();
            let fresh = std::mem::take(&mut state.fresh);
            let length = std::mem::take(&mut state.bytes);
            let roomy = state.packs.iter().filter(|(_, p)| p.bytes + length <= PACK);
            let roomy = roomy.min_by_key(|(_, pack)| pack.bytes);
            match roomy {
                Some((number, pack)) => {
                    let before = (Arc::clone(&pack.entry), pack.keys.clone());
                    (*number, Some(before), fresh)
                }
                None => (self.free(&state), None, fresh),
            }
        };
        let mut sections: Vec<(Key, Vec<u8>)> = Vec::new();
        if let Some((entry, keys)) = before {
            for (section, key) in (1..).zip(keys) {
                let mut bytes = Vec::new();
                if !fresh.contains_key(&key) && entry.section(section, &mut bytes).is_some() {
                    sections.push((key, bytes));
                }
            }
        }
        sections.extend(fresh);
        let keys: Vec<u8> = sections.iter().flat_map(|(k, _)| k.to_le_bytes()).collect();
        let mut writer = self.cache.begin(&name(number), &self.by)?;
        writer.section(&keys)?;
        for (_, bytes) in &sections {
            writer.section(bytes)?;
        }
        writer.finish()?;
        let pack = self.read(number);
        let mut state = self.state();
        state.forget(number);
        if let Some(pack) = pack {
            state.take(number, pack);
        }
        Ok(())
    }

    /// The number for another pack: one that nobody has, else that of the pack that was wanted least.
    fn free(&self, state: &State) -> u32 {
        let others = (0..self.most).filter(|number| !state.packs.contains_key(number));
        let unused = others
            .clone()
            .find(|number| !self.cache.has(&name(*number)));
        let least = || {
            let packs = state.packs.iter();
            let least = packs.min_by_key(|(_, pack)| pack.wanted);
            least.map_or(0, |(number, _)| *number)
        };
        unused.or(others.min()).unwrap_or_else(least)
    }
}

impl State {
    fn take(&mut self, number: u32, pack: Pack) {
        for (section, key) in (1..).zip(&pack.keys) {
            self.places.insert(*key, (number, section));
        }
        self.packs.insert(number, pack);
    }

    fn forget(&mut self, number: u32) {
        for key in self.packs.remove(&number).map_or(Vec::new(), |p| p.keys) {
            if self.places.get(&key).is_some_and(|place| place.0 == number) {
                self.places.remove(&key);
            }
        }
    }
}

fn name(number: u32) -> Name {
    let of = Mark::default().with(number.to_le_bytes());
    Name::new("found", VERSION, &of)
}

/// What an article is known by: everything that the extraction sees of it.
fn key_of(article: &Article) -> Key {
    let Head {
        title,
        date,
        source,
        place,
        byline,
        editor,
        url: _,
        language,
        header,
        furniture,
    } = &article.head;
    let mut mark = Mark::default().with(article.text.as_bytes());
    for words in [title, source, place, byline, editor] {
        add_located(&mut mark, words.as_ref(), Clone::clone);
    }
    add_located(&mut mark, date.as_ref(), ToString::to_string);
    mark.add(language.as_deref().unwrap_or_default());
    add_span(&mut mark, *header);
    for span in furniture {
        add_span(&mut mark, Some(*span));
    }
    let digest = mark.digest();
    digest
        .first_chunk()
        .map_or(0, |first| Key::from_le_bytes(*first))
}

fn add_located<T>(mark: &mut Mark, located: Option<&Located<T>>, words: impl Fn(&T) -> String) {
    mark.add(located.map_or_else(String::new, |located| words(&located.value)));
    add_span(mark, located.and_then(|located| located.span));
}

fn add_span(mark: &mut Mark, span: Option<Span>) {
    let (start, end) = span.map_or((u64::MAX, 0), |s| (s.start as u64, s.end as u64));
    mark.add([start.to_le_bytes(), end.to_le_bytes()].concat());
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::extract::{Cluster, Label, Mention};

    fn article(number: usize) -> Article {
        Article::from_text(
            number.to_string(),
            format!("Ana Ruiz spoke {number} times."),
        )
    }

    fn found(text: &str) -> Suggestions {
        Suggestions {
            model: Model::built_in().name().into(),
            mentions: vec![Mention {
                span: Span::new(0, 8),
                label: Label::PERSON,
                score: 0.5,
                cluster: Some(0),
            }],
            clusters: vec![Cluster {
                label: Label::PERSON,
                name: text.to_owned(),
                aliases: Vec::new(),
            }],
            ..Suggestions::default()
        }
    }

    fn opened(cache: &Cache, most: u32) -> Kept {
        let kept = Kept(Shared::new(cache.clone(), Model::built_in(), most));
        kept.open();
        kept
    }

    /// What is kept of an article; none where it would be looked at again.
    fn kept_of(kept: &Kept, article: &Article) -> Option<Suggestions> {
        kept.or_find(article, Model::built_in(), || None)
    }

    fn keep(kept: &Kept, article: &Article, found: Suggestions) {
        kept.or_find(article, Model::built_in(), || Some(found));
    }

    #[test]
    fn what_was_found_is_there_at_once_and_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::at(folder.path().join("cache"));
        let kept = opened(&cache, PACKS);
        for number in 0..50 {
            keep(&kept, &article(number), found(&number.to_string()));
            if number % 20 == 0 {
                kept.write(true);
            }
        }
        let all = |kept: &Kept| {
            (0..50).all(|n| kept_of(kept, &article(n)) == Some(found(&n.to_string())))
        };
        assert!(all(&kept));
        kept.write(true);
        assert!(all(&kept));
        assert!(all(&opened(&cache, PACKS)));
        assert_eq!(cache.usage().entries, 1, "what is small stands together");
        assert_eq!(kept_of(&kept, &article(50)), None);
    }

    #[test]
    fn another_head_or_another_model_is_another_matter() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::at(folder.path().join("cache"));
        let kept = opened(&cache, PACKS);
        keep(&kept, &article(1), found("Ana Ruiz"));
        kept.write(true);
        let mut dated = article(1);
        dated.head.date = Some(Located::beside("2026-05-01".parse().unwrap()));
        assert_eq!(kept_of(&kept, &dated), None);
        dated.head.date = None;
        dated.head.url = Some("https://news.example".to_owned());
        assert!(kept_of(&kept, &dated).is_some());
        let names = [(Label::PERSON, Label::new("PER"))].into();
        let calling = Model::built_in().calling(names);
        let other = Kept(Shared::new(cache.clone(), &calling, PACKS));
        other.open();
        assert_eq!(kept_of(&other, &article(1)), None);
        // It has room of its own as long as there is any.
        keep(&other, &article(1), found("Ana"));
        other.write(true);
        assert!(kept_of(&opened(&cache, PACKS), &article(1)).is_some());
    }

    #[test]
    fn the_number_of_packs_is_bounded_and_those_that_are_wanted_stay() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::at(folder.path().join("cache"));
        let kept = opened(&cache, 2);
        let long = |number: usize| found(&number.to_string().repeat(PACK / 5));
        for number in 1..=9 {
            keep(&kept, &article(number), long(number));
            kept.write(true);
            assert!(kept_of(&kept, &article(1)).is_some(), "{number}");
        }
        assert_eq!(cache.usage().entries, 2);
        assert!(cache.usage().bytes < 2 * PACK as u64 + 1_000);
        assert!(kept_of(&kept, &article(9)).is_some());
        let gone = (1..=9).filter(|n| kept_of(&kept, &article(*n)).is_none());
        assert!(gone.count() > 0);
    }

    #[test]
    fn what_is_damaged_foreign_or_gone_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("cache");
        let cache = Cache::at(&place);
        let kept = opened(&cache, PACKS);
        keep(&kept, &article(1), found("Ana Ruiz"));
        kept.write(true);
        let file = fs::read_dir(&place)
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        let whole = fs::read(&file).unwrap();
        for at in 0..whole.len() {
            let mut harmed = whole.clone();
            harmed[at] ^= 1;
            fs::write(&file, harmed).unwrap();
            let told = kept_of(&opened(&cache, PACKS), &article(1));
            assert_eq!(told, None, "byte {at}");
        }
        fs::remove_file(&file).unwrap();
        assert!(kept_of(&kept, &article(1)).is_some(), "it is still open");
        let again = opened(&cache, PACKS);
        keep(&again, &article(1), found("Ana Ruiz"));
        again.write(true);
        assert!(kept_of(&opened(&cache, PACKS), &article(1)).is_some());
    }

    #[test]
    fn sections_that_are_sound_and_say_what_is_not_in_the_text_are_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::at(folder.path().join("cache"));
        let shared = Shared::new(cache.clone(), Model::built_in(), PACKS).unwrap();
        let mut lies = found("Ana Ruiz");
        lies.mentions[0].span = Span::new(3, 300);
        let key = key_of(&article(1)).to_le_bytes();
        for sections in [
            vec![&key[..], &pack(&lies).unwrap()],
            vec![&key[..]],
            vec![&key[1..], b""],
        ] {
            let mut writer = cache.begin(&name(0), &shared.by).unwrap();
            for section in sections {
                writer.section(section).unwrap();
            }
            writer.finish().unwrap();
            assert_eq!(kept_of(&opened(&cache, PACKS), &article(1)), None);
        }
    }
}
