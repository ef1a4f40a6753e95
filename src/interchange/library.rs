//! The articles that the annotations of a file are about, found by their ids or by their texts.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::draft::{Draft, DraftEntity};
use super::lay::{Essence, essence, is_visible};
use super::names::names_of;
use crate::article::{Article, ArticleId};
use crate::corpus::{self, Corpus, IndexEvent};
use crate::ingest::{Problem, ReadOptions};

/// Articles; of their texts only hashes are kept, and these only once one was not found by its id.
#[derive(Debug)]
pub struct Library {
    corpus: Corpus,
    roots: usize,
    options: ReadOptions,
    texts: Option<Texts>,
    /// Articles by what their files are called in an export of many, once one was asked for.
    files: OnceCell<HashMap<String, u32>>,
}

/// Articles by the beginnings of their hashes: what is found is looked at again.
#[derive(Debug, Default)]
struct Texts {
    exact: HashMap<u64, u32>,
    essential: HashMap<u64, u32>,
    /// By the hash of the address, the only one of it.
    address: HashMap<u64, Option<u32>>,
}

/// What a text is found by: what is visible of it, or where nothing is, what else tokens are made of.
#[derive(Clone, Default)]
struct Essential {
    seen: Essence,
    is_seen: bool,
    unseen: Sha256,
}

impl Essential {
    fn of(texts: impl IntoIterator<Item = impl AsRef<str>>) -> u64 {
        let mut essential = Self::default();
        for text in texts {
            essential.add(text.as_ref());
        }
        essential.key()
    }

    /// Adds what comes next.
    fn add(&mut self, text: &str) {
        self.seen.add(text);
        self.is_seen = self.is_seen || text.contains(is_visible);
        if !self.is_seen {
            let unseen = text
                .chars()
                .filter(|c| !c.is_whitespace() && !c.is_control());
            self.unseen.update(unseen.collect::<String>());
        }
    }

    fn key(self) -> u64 {
        if self.is_seen {
            key(&self.seen.finish())
        } else {
            key(&self.unseen.finalize())
        }
    }
}

/// An article that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Which one it is, by its number.
    pub number: usize,
    /// The article.
    pub article: Article,
}

impl Library {
    /// Looks up the articles of paths.
    ///
    /// # Errors
    /// The first path that cannot be opened.
    pub fn open(paths: &[PathBuf], options: ReadOptions) -> Result<Self, Problem> {
        corpus::check(paths, &options)?;
        let mut corpus = Corpus::default();
        corpus::index(paths, &options, &mut |event| {
            if let IndexEvent::Batch(batch) = event {
                corpus.push_batch(batch);
            }
            ControlFlow::Continue(())
        });
        Ok(Self {
            corpus,
            roots: paths.len(),
            options,
            texts: None,
            files: OnceCell::new(),
        })
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.corpus.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.corpus.is_empty()
    }

    /// The article of this number.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub fn article(&self, number: usize) -> Result<Option<Article>, Problem> {
        let locator = self.corpus.locator(number);
        locator.map(|at| at.read(&self.options)).transpose()
    }

    /// The article that a draft is about: the one of its id, if that has its text or the draft has
    /// none; else the one of its text; else the one of its text but for white space; else the one of
    /// its id, whatever its text. One of which the draft has nothing but the address is the only one
    /// with that.
    ///
    /// # Errors
    /// When the article cannot be read.
    pub fn find(&mut self, draft: &Draft) -> Result<Option<Found>, Problem> {
        let by_id = self.by_id(&draft.id)?;
        let is_it = |found: &Found| is_of(draft, &found.article.text);
        if by_id.as_ref().is_some_and(is_it) {
            return Ok(by_id);
        }
        let found = self.by_text(draft)?.or(by_id);
        let is_bare = draft.sha256.is_none() && !draft.has_text();
        match draft.fields.get("url").and_then(Value::as_str) {
            Some(address) if found.is_none() && is_bare => self.by_address(address),
            _ => Ok(found),
        }
    }

    fn by_address(&mut self, address: &str) -> Result<Option<Found>, Problem> {
        let key = key(&Sha256::digest(address.as_bytes()));
        let number = self.texts().address.get(&key).copied().flatten();
        let found = self.found(number.map(|number| number as usize))?;
        Ok(found.filter(|found| found.article.head.url.as_deref() == Some(address)))
    }

    /// The article of this id, or whose file in an export is called so.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn by_id(&self, id: &str) -> Result<Option<Found>, Problem> {
        if id.is_empty() {
            return Ok(None);
        }
        let id = ArticleId::new(id);
        let number = (0..self.roots).find_map(|root| self.corpus.find(root, &id));
        let by_file = || self.files().get(id.as_str()).map(|number| *number as usize);
        self.found(number.or_else(by_file))
    }

    fn files(&self) -> &HashMap<String, u32> {
        self.files.get_or_init(|| {
            let mut files = HashMap::new();
            for number in 0..self.corpus.len() {
                let id = self.corpus.id_str(number).unwrap_or_default();
                for name in names_of(id) {
                    files.entry(name).or_insert(number as u32);
                }
            }
            files
        })
    }

    /// The articles that a draft holds one after the other, where it has nothing but their tokens and
    /// nothing stands between them: it is cut after a sentence with which an article ends.
    pub fn split(&mut self, draft: Draft) -> Vec<Draft> {
        let is_one = draft.tokens.is_empty() || !draft.id.is_empty();
        if is_one || matches!(self.by_text(&draft), Ok(Some(_)) | Err(_)) {
            return vec![draft];
        }
        let texts = self.texts();
        let mut cuts = vec![0];
        let mut running = Essential::default();
        let following = draft
            .tokens
            .iter()
            .skip(1)
            .map(|token| token.begins_sentence);
        let following = following.chain([true]);
        for (at, (token, ends)) in draft.tokens.iter().zip(following).enumerate() {
            running.add(&token.text);
            if ends && texts.essential.contains_key(&running.clone().key()) {
                cuts.push(at + 1);
                running = Essential::default();
            }
        }
        if cuts.last() != Some(&draft.tokens.len()) {
            cuts.push(draft.tokens.len());
        }
        let mut entities = draft.entities.into_iter().peekable();
        let mut tokens = draft.tokens.into_iter();
        let (mut left_out, mut left_at) = (draft.left_out, draft.left_at);
        let mut parts = Vec::new();
        for cut in cuts.windows(2) {
            let [from, to] = cut else { continue };
            let mut part = Draft {
                unit: draft.unit,
                read_as: draft.read_as,
                left_out: std::mem::take(&mut left_out),
                left_at: std::mem::take(&mut left_at),
                tokens: tokens.by_ref().take(to - from).collect(),
                ..Draft::default()
            };
            let is_inside = |entity: &DraftEntity| {
                let first = entity.pieces.first();
                first.is_some_and(|piece| piece.start < *to)
            };
            while let Some(mut entity) = entities.next_if(is_inside) {
                for piece in &mut entity.pieces {
                    piece.start = piece.start.saturating_sub(*from);
                    piece.end = piece.end.saturating_sub(*from);
                }
                part.entities.push(entity);
            }
            parts.push(part);
        }
        parts
    }

    fn found(&self, number: Option<usize>) -> Result<Option<Found>, Problem> {
        let Some(number) = number else {
            return Ok(None);
        };
        let article = self.article(number)?;
        Ok(article.map(|article| Found { number, article }))
    }

    fn by_text(&mut self, draft: &Draft) -> Result<Option<Found>, Problem> {
        let exact = match (&draft.text, &draft.sha256) {
            (Some(text), _) => Some(key(&Sha256::digest(text.as_bytes()))),
            (None, Some(hex)) => hex
                .get(..16)
                .and_then(|hex| u64::from_str_radix(hex, 16).ok()),
            (None, None) => None,
        };
        let essential = match draft.own_text() {
            Some(text) => Some(Essential::of([text])),
            None if draft.tokens.is_empty() => None,
            None => Some(Essential::of(&draft.tokens)),
        };
        if exact.is_none() && essential.is_none() {
            return Ok(None);
        }
        let texts = self.texts();
        let exact = exact.and_then(|key| texts.exact.get(&key));
        let number = exact.or_else(|| texts.essential.get(&essential?));
        let number = number.map(|number| *number as usize);
        let found = self.found(number)?;
        Ok(found.filter(|found| is_like(draft, &found.article.text)))
    }

    /// Reads all articles once, for their hashes.
    fn texts(&mut self) -> &Texts {
        let (corpus, options) = (&self.corpus, &self.options);
        self.texts.get_or_insert_with(|| {
            let mut texts = Texts::default();
            for number in 0..corpus.len() {
                // An article that cannot be read is told where the articles are listed.
                let Some(Ok(article)) = corpus.locator(number).map(|at| at.read(options)) else {
                    continue;
                };
                let (text, number) = (&*article.text, number as u32);
                let exact = key(&Sha256::digest(text.as_bytes()));
                texts.exact.entry(exact).or_insert(number);
                let essential = Essential::of([text]);
                texts.essential.entry(essential).or_insert(number);
                if let Some(address) = &article.head.url {
                    let address = texts
                        .address
                        .entry(key(&Sha256::digest(address.as_bytes())));
                    address
                        .and_modify(|one| *one = None)
                        .or_insert(Some(number));
                }
            }
            texts
        })
    }
}

fn key(hash: &[u8]) -> u64 {
    let bytes = hash.iter().take(8);
    bytes.fold(0, |key, byte| key << 8 | u64::from(*byte))
}

/// Whether a draft is of exactly this text, as far as it says.
fn is_of(draft: &Draft, text: &str) -> bool {
    match (&draft.text, &draft.sha256) {
        (Some(own), _) => own == text,
        (None, Some(hex)) => *hex == crate::article::hex_sha256(text.as_bytes()),
        (None, None) => !draft.has_text() || is_like(draft, text),
    }
}

/// Whether a draft's text differs from this one in nothing but white space.
pub fn is_like(draft: &Draft, text: &str) -> bool {
    if is_of_text(draft, text) {
        return true;
    }
    essence_of(draft).is_some_and(|own| own == essence([text]))
}

/// What is known of a draft's text but for its white space.
fn essence_of(draft: &Draft) -> Option<[u8; 32]> {
    match draft.own_text() {
        Some(text) => Some(essence([text])),
        None if draft.tokens.is_empty() => None,
        None => Some(essence(draft.tokens.iter())),
    }
}

fn is_of_text(draft: &Draft, text: &str) -> bool {
    match (&draft.text, &draft.sha256) {
        (Some(own), _) => own == text,
        (None, Some(hex)) => *hex == crate::article::hex_sha256(text.as_bytes()),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::draft::DraftToken;

    #[test]
    fn an_article_is_known_by_the_name_of_its_file_in_an_export() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("a b")).unwrap();
        for name in ["a b/Díaz.txt", "plain.txt"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let paths = [folder.path().to_owned()];
        let library = Library::open(&paths, ReadOptions::default()).unwrap();
        let text = |id: &str| library.by_id(id).unwrap().map(|found| found.article.text);
        for id in ["a b/Díaz.txt", "plain.txt"] {
            assert_eq!(text(id).as_deref(), Some(id));
            for name in names_of(id) {
                assert_eq!(text(&name).as_deref(), Some(id), "{name}");
            }
        }
        assert_eq!(text("other"), None);
    }

    #[test]
    fn an_article_without_visible_characters_is_found_by_the_others() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a", "\0\n"), ("b", "\u{fffe}"), ("c", "\u{fffe} \u{200d}")] {
            std::fs::write(folder.path().join(format!("{name}.txt")), text).unwrap();
        }
        let paths = [folder.path().to_owned()];
        let mut library = Library::open(&paths, ReadOptions::default()).unwrap();
        for (tokens, id) in [
            (&["\u{fffe}"][..], Some("b.txt")),
            (&["\u{fffe}", "\u{200d}"], Some("c.txt")),
            (&["\u{200d}"], None),
        ] {
            let tokens = tokens.iter().map(|token| DraftToken {
                text: (*token).into(),
                ..DraftToken::default()
            });
            let draft = Draft {
                tokens: tokens.collect(),
                ..Draft::default()
            };
            let found = library.find(&draft).unwrap();
            let found = found.map(|found| found.article.id.to_string());
            assert_eq!(found.as_deref(), id);
        }
    }
}
