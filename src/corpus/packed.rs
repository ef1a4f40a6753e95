//! Files that lie compressed: gzip with any number of members, zstd with any number of frames. Records
//! in UTF-16 are as good as compressed: their content is what they are in UTF-8.

mod frames;
mod narrowing;

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::ingest::kind::is_wide;
use flate2::bufread::MultiGzDecoder;
use frames::Frames;
use narrowing::Narrowing;

/// What unpacks to more than so many times its size is a bomb.
pub const MOST_TIMES: u64 = 300;

/// So many bytes may be unpacked from anything.
const ALWAYS: u64 = 64 << 20;

/// No more bytes than this are unpacked from one file.
pub const MOST_UNPACKED: u64 = 64 << 30;

/// How many files are kept unpacked for reads here and there.
const MOST_SPOOLS: usize = 8;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Packing {
    /// Not at all.
    #[default]
    None,
    Gzip,
    Zstd,
    /// In UTF-16, with a byte order mark.
    Wide,
}

impl Packing {
    /// By the name and the first bytes of a file.
    pub fn of_file(path: &Path, beginning: &[u8]) -> Self {
        match Self::of(beginning) {
            Self::None if is_wide(path, beginning) => Self::Wide,
            packing => packing,
        }
    }

    /// By the first bytes of a file, where it is compressed.
    fn of(beginning: &[u8]) -> Self {
        if beginning.starts_with(b"\x1f\x8b") {
            Self::Gzip
        } else if beginning.starts_with(b"\x28\xb5\x2f\xfd") {
            Self::Zstd
        } else {
            Self::None
        }
    }

    /// The name of what is inside: without `.gz` or `.zst`.
    pub fn name_inside(path: &Path) -> PathBuf {
        const EXTENSIONS: &[&str] = &["gz", "gzip", "zst", "zstd"];
        let known =
            |e: &std::ffi::OsStr| EXTENSIONS.iter().any(|known| e.eq_ignore_ascii_case(known));
        match path.extension() {
            Some(extension) if known(extension) => path.with_extension(""),
            _ => path.to_owned(),
        }
    }
}

/// What a file holds, unpacked where it is gzip or zstd, under the limits for articles.
///
/// # Errors
/// When its beginning cannot be read.
pub fn unpacked<'a>(mut input: impl Read + 'a) -> io::Result<Box<dyn BufRead + 'a>> {
    const CAPACITY: usize = 64 << 10;
    let mut beginning = Vec::new();
    input.by_ref().take(4).read_to_end(&mut beginning)?;
    let packing = Packing::of(&beginning);
    let input = io::Cursor::new(beginning).chain(input);
    if packing == Packing::None {
        return Ok(Box::new(BufReader::with_capacity(CAPACITY, input)));
    }
    let input = Unpacked::new(packing, input);
    Ok(Box::new(BufReader::with_capacity(CAPACITY, input)))
}

/// The name of what is in a file: without `.gz` or `.zst`.
pub fn name_inside(path: &Path) -> PathBuf {
    Packing::name_inside(path)
}

/// Why a compressed file cannot be read on.
#[derive(Clone, Debug)]
pub(super) struct Damage {
    what: String,
    /// Whether what comes before it can be used.
    is_partial: bool,
}

impl Damage {
    /// What is to be told where the articles before it are opened.
    pub(super) fn of_articles(&self) -> String {
        let Self { what, is_partial } = self;
        if *is_partial {
            return format!("{what} (records before that open)");
        }
        what.clone()
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Damage {}

/// What a file holds, unpacked as it is read.
///
/// Where it is damaged, cut off or a bomb, reading gives all that came before and then that error, again
/// and again.
pub(super) struct Unpacked<R: Read> {
    decoder: Decoder<BufReader<Counted<R>>>,
    consumed: Arc<AtomicU64>,
    /// Whether the decoder asked for more bytes than there are.
    ended: Arc<AtomicBool>,
    given: u64,
    damage: Option<Damage>,
}

enum Decoder<R: BufRead> {
    Gzip(Box<MultiGzDecoder<R>>),
    Zstd(Box<Frames<R>>),
    Wide(Box<Narrowing<R>>),
}

impl<R: Read> Unpacked<R> {
    /// Unpacks what is not [`Packing::None`].
    pub fn new(packing: Packing, reader: R) -> Self {
        let (consumed, ended) = (Arc::default(), Arc::default());
        let counted = Counted {
            reader,
            count: Arc::clone(&consumed),
            ended: Arc::clone(&ended),
        };
        let buffered = BufReader::with_capacity(64 << 10, counted);
        Self {
            decoder: match packing {
                Packing::Zstd => Decoder::Zstd(Box::new(Frames::new(buffered))),
                Packing::Wide => Decoder::Wide(Box::new(Narrowing::new(buffered))),
                Packing::Gzip | Packing::None => {
                    Decoder::Gzip(Box::new(MultiGzDecoder::new(buffered)))
                }
            },
            consumed,
            ended,
            given: 0,
            damage: None,
        }
    }

    /// How many compressed bytes were read, as it grows.
    pub fn consumed(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.consumed)
    }

    /// Reads until `want` bytes, the end, or what cannot be read: that is told by the next read.
    pub fn read_beginning(&mut self, want: usize) -> Vec<u8> {
        let mut bytes = vec![0; want];
        let mut filled = 0;
        while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
            match self.read(room) {
                Ok(0) | Err(_) => break,
                Ok(count) => filled += count,
            }
        }
        bytes.truncate(filled);
        bytes
    }

    fn fail(&mut self, what: String, is_partial: bool) -> io::Error {
        let damage = self.damage.insert(Damage { what, is_partial });
        io::Error::other(damage.clone())
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(damage) = &self.damage {
            return Err(io::Error::other(damage.clone()));
        }
        let read = match &mut self.decoder {
            Decoder::Gzip(gzip) => gzip.read(buffer),
            Decoder::Zstd(zstd) => zstd.read(buffer),
            Decoder::Wide(wide) => wide.read(buffer),
        };
        let given = self.given;
        match read {
            Ok(count) => self.given += count as u64,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(_) if self.ended.load(Ordering::Relaxed) => {
                let what =
                    format!("is cut off: its content ends after {given} bytes; get the whole file");
                return Err(self.fail(what, true));
            }
            Err(error) => {
                let what = format!(
                    "is damaged after {given} bytes of its content ({error}); get it again"
                );
                return Err(self.fail(what, true));
            }
        }
        let consumed = self.consumed.load(Ordering::Relaxed);
        if self.given > ALWAYS && self.given > MOST_TIMES.saturating_mul(consumed) {
            let what = format!(
                "unpacks to more than {MOST_TIMES} times its size, as what is made to fill disks does; unpack it by hand if it is meant so"
            );
            return Err(self.fail(what, false));
        }
        if self.given > MOST_UNPACKED {
            let what = format!("unpacks to more than {} GB; split it", MOST_UNPACKED >> 30);
            return Err(self.fail(what, false));
        }
        read
    }
}

/// Counts the bytes that pass, and notes their end.
struct Counted<R> {
    reader: R,
    count: Arc<AtomicU64>,
    ended: Arc<AtomicBool>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        if count == 0 && !buffer.is_empty() {
            self.ended.store(true, Ordering::Relaxed);
        }
        Ok(count)
    }
}

/// A file that was unpacked, under what it was when that was done.
type Spool = ((PathBuf, u64, i64, i64), Arc<File>);

/// The files that were unpacked last, each in an unlinked temporary file.
static SPOOLS: Mutex<VecDeque<Spool>> = Mutex::new(VecDeque::new());

/// A file's content, unpacked once for many reads; of one that is damaged, what comes before that.
pub(super) fn spooled(path: &Path, packing: Packing) -> io::Result<Arc<File>> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    let key = (
        path.to_owned(),
        about.len(),
        about.mtime(),
        about.mtime_nsec(),
    );
    // Whoever waits here wants the same file, as a rule.
    let mut spools = SPOOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(at) = spools.iter().position(|(known, _)| *known == key)
        && let Some(spool) = spools.remove(at)
    {
        let file = Arc::clone(&spool.1);
        spools.push_back(spool);
        return Ok(file);
    }
    let mut spool = tempfile::tempfile()?;
    match io::copy(&mut Unpacked::new(packing, file), &mut spool) {
        Err(error) if error.get_ref().is_none_or(|inner| !inner.is::<Damage>()) => {
            return Err(error);
        }
        _ => {}
    }
    let spool = Arc::new(spool);
    spools.push_back((key, Arc::clone(&spool)));
    if spools.len() > MOST_SPOOLS {
        spools.pop_front();
    }
    Ok(spool)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn unpack(packed: &[u8]) -> (Vec<u8>, Option<String>) {
        let mut unpacked = Unpacked::new(Packing::of(packed), packed);
        let mut bytes = Vec::new();
        let said = unpacked
            .read_to_end(&mut bytes)
            .err()
            .map(|error| error.to_string());
        (bytes, said)
    }

    #[test]
    fn members_and_frames_are_read_one_after_the_other() {
        let skippable = b"\x50\x2a\x4d\x18\x03\0\0\0abc";
        for packed in [
            [gzip(b"one "), gzip(b"two")].concat(),
            [zstd(b"one "), zstd(b"two")].concat(),
            [&zstd(b"one ")[..], skippable, &zstd(b"two")].concat(),
        ] {
            assert_eq!(unpack(&packed), (b"one two".to_vec(), None));
        }
    }

    #[test]
    fn what_is_cut_off_or_damaged_gives_what_came_before() {
        let text: Vec<u8> = (0..200_000u32)
            .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
            .collect();
        for packed in [gzip(&text), zstd(&text)] {
            let (bytes, said) = unpack(&packed[..packed.len() * 3 / 4]);
            assert!(text.starts_with(&bytes) && bytes.len() > text.len() / 2);
            assert!(
                said.unwrap()
                    .starts_with("is cut off: its content ends after ")
            );
        }
        let mut damaged = gzip(&text);
        let end = damaged.len();
        damaged[end - 6] ^= 1;
        assert!(
            unpack(&damaged)
                .1
                .unwrap()
                .starts_with("is damaged after 800000 bytes")
        );
    }

    #[test]
    fn utf16_is_read_as_utf8_however_it_is_cut() {
        let text = "Zoë 😀\r\n".repeat(30_000);
        for (mark, bytes) in [
            ([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]),
            ([0xfe, 0xff], u16::to_be_bytes),
        ] {
            let units = text.encode_utf16().flat_map(bytes);
            let wide: Vec<u8> = mark.into_iter().chain(units).collect();
            let packing = Packing::of_file(Path::new("a.csv"), &wide);
            let mut read = String::new();
            let mut unpacked = Unpacked::new(packing, wide.as_slice());
            unpacked.read_to_string(&mut read).unwrap();
            assert_eq!(packing, Packing::Wide);
            assert!(read == text);
            assert_eq!(Packing::of_file(Path::new("a.txt"), &wide), Packing::None);
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = gzip(&vec![b' '; 70 << 20]);
        let (bytes, said) = unpack(&bomb);
        assert!(bytes.len() as u64 <= ALWAYS + (1 << 20));
        assert!(said.unwrap().contains("more than 300 times its size"));
    }

    #[test]
    fn names_tell_what_is_inside() {
        for (path, inside) in [
            ("a/b.jsonl.gz", "a/b.jsonl"),
            ("b.CSV.ZST", "b.CSV"),
            ("b.gz", "b"),
            ("b.txt", "b.txt"),
        ] {
            assert_eq!(Packing::name_inside(Path::new(path)), Path::new(inside));
        }
    }
}
