use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;

fn name(of: &str) -> Name {
    Name::new("thing", 1, &Mark::default().with(of))
}

fn from(what: &str) -> Mark {
    Mark::default().with(what)
}

struct Place {
    _folder: tempfile::TempDir,
    cache: Cache,
}

impl Place {
    fn bounded(most: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::with_most(folder.path().join("made/when/needed"), most);
        Self {
            _folder: folder,
            cache,
        }
    }

    fn new() -> Self {
        Self::bounded(1 << 20)
    }

    fn file(&self, name: &Name) -> PathBuf {
        self.cache.folder.join(&name.file)
    }
}

#[test]
fn what_is_kept_comes_back_and_only_for_the_same_name_and_origin() {
    let Place { cache, .. } = &Place::new();
    assert_eq!(cache.get(&name("a"), &from("x")), None);
    cache.put(&name("a"), &from("x"), b"kept").unwrap();
    assert_eq!(cache.get(&name("a"), &from("x")).unwrap(), b"kept");
    assert_eq!(cache.get(&name("a"), &from("y")), None, "made from another");
    assert_eq!(cache.get(&name("b"), &from("x")), None, "another thing");
    let newer = Name::new("thing", 2, &Mark::default().with("a"));
    assert_eq!(cache.get(&newer, &from("x")), None, "another version");
    cache.put(&name("a"), &from("y"), b"").unwrap();
    assert_eq!(cache.get(&name("a"), &from("y")).unwrap(), b"");
    assert_eq!(
        cache.usage().entries,
        1,
        "the newer takes the older's place"
    );
}

#[test]
fn parts_of_a_mark_do_not_run_into_each_other() {
    let one = Mark::default().with("ab").with("c").digest();
    let other = Mark::default().with("a").with("bc").digest();
    assert_ne!(one, other);
}

#[test]
fn sections_are_read_one_by_one() {
    let Place { cache, .. } = &Place::new();
    let mut writer = cache.begin(&name("a"), &from("x")).unwrap();
    for section in [&b"first"[..], b"", b"the third one"] {
        writer.section(section).unwrap();
    }
    assert!(cache.open(&name("a"), &from("x")).is_none(), "half written");
    writer.finish().unwrap();
    let entry = cache.open(&name("a"), &from("x")).unwrap();
    let mut buffer = Vec::new();
    assert_eq!(entry.len(), 3);
    assert_eq!(entry.section(2, &mut buffer).unwrap(), b"the third one");
    assert_eq!(entry.section(0, &mut buffer).unwrap(), b"first");
    assert_eq!(entry.section(1, &mut buffer).unwrap(), b"");
    assert_eq!(entry.section(3, &mut buffer), None);
}

#[test]
fn only_the_user_can_read_and_write_it() {
    let place = Place::new();
    place.cache.put(&name("a"), &from("x"), b"kept").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place.file(&name("a"))), 0o600);
    assert_eq!(mode(place.cache.folder()), 0o700);
    fs::set_permissions(place.cache.folder(), fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(place.cache.get(&name("a"), &from("x")), None);
    assert!(place.cache.put(&name("b"), &from("x"), b"").is_err());
}

#[test]
fn a_byte_that_changed_and_a_length_that_changed_are_a_miss() {
    let place = Place::new();
    let (a, x) = (name("a"), from("x"));
    let mut writer = place.cache.begin(&a, &x).unwrap();
    writer.section(b"some bytes that are kept").unwrap();
    writer.section(b"and some more").unwrap();
    writer.finish().unwrap();
    let whole = fs::read(place.file(&a)).unwrap();
    let both = || -> Option<Vec<u8>> {
        let entry = place.cache.open(&a, &x)?;
        let (mut all, mut buffer) = (Vec::new(), Vec::new());
        for number in 0..entry.len() {
            all.extend(entry.section(number, &mut buffer)?);
        }
        Some(all)
    };
    assert!(both().is_some());
    for at in 0..whole.len() {
        for bit in [0, 7] {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << bit;
            fs::write(place.file(&a), &damaged).unwrap();
            assert_eq!(both(), None, "bit {bit} of byte {at}");
        }
    }
    for len in 0..whole.len() {
        fs::write(place.file(&a), &whole[..len]).unwrap();
        assert_eq!(both(), None, "cut to {len} bytes");
    }
    fs::write(place.file(&a), [&whole[..], b"\0"].concat()).unwrap();
    assert_eq!(both(), None, "one byte more");
}

#[test]
fn a_table_that_promises_much_takes_no_memory() {
    let place = Place::new();
    let (a, x) = (name("a"), from("x"));
    place.cache.put(&a, &x, b"kept").unwrap();
    let whole = fs::read(place.file(&a)).unwrap();
    let tail = whole.len() - 16;
    for count in [2, 1 << 40, u64::MAX, u64::MAX / 16, u64::MAX / 16 + 2] {
        let mut hostile = whole.clone();
        hostile[tail..tail + 8].copy_from_slice(&count.to_le_bytes());
        fs::write(place.file(&a), &hostile).unwrap();
        assert_eq!(place.cache.get(&a, &x), None);
    }
}

#[test]
fn what_was_used_longest_ago_goes_first() {
    let place = Place::bounded(1_000);
    let used = |of: &str, seconds: u64| {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        File::open(place.file(&name(of)))
            .and_then(|file| file.set_modified(at))
            .unwrap();
    };
    let x = from("x");
    for (of, seconds) in [("a", 10), ("b", 20), ("c", 30)] {
        place.cache.put(&name(of), &x, &[1; 200]).unwrap();
        used(of, seconds);
    }
    assert!(place.cache.get(&name("a"), &x).is_some(), "used just now");
    place.cache.put(&name("d"), &x, &[1; 200]).unwrap();
    let there = ["a", "b", "c", "d"].map(|of| place.cache.get(&name(of), &x).is_some());
    assert_eq!(there, [true, false, true, true]);
    assert!(place.cache.usage().bytes <= 1_000);
    assert!(place.cache.put(&name("e"), &x, &[1; 1_000]).is_err());
    assert_eq!(
        place.cache.usage().entries,
        3,
        "nothing goes for what is too large"
    );
}

#[test]
fn files_of_others_stay_and_what_a_crash_left_goes() {
    let place = Place::bounded(400);
    let x = from("x");
    place.cache.put(&name("a"), &x, &[1; 200]).unwrap();
    let theirs = ["thing", "thing-1", "README", "x-0123456789abcdef"];
    for file in theirs {
        fs::write(place.cache.folder.join(file), [0; 400]).unwrap();
    }
    let left = place.cache.folder.join(".tmp-left");
    let mut old = File::create(&left).unwrap();
    old.write_all(b"half").unwrap();
    old.set_modified(SystemTime::now() - ABANDONED * 2).unwrap();
    place.cache.put(&name("b"), &x, &[1; 200]).unwrap();
    assert!(place.cache.get(&name("b"), &x).is_some());
    assert!(
        theirs
            .iter()
            .all(|file| place.cache.folder.join(file).exists())
    );
    assert!(!left.exists());
}

#[test]
fn what_is_no_file_is_a_miss_and_is_replaced() {
    let place = Place::new();
    let x = from("x");
    place.cache.put(&name("a"), &x, b"kept").unwrap();
    symlink(place.file(&name("a")), place.file(&name("b"))).unwrap();
    assert_eq!(place.cache.get(&name("b"), &x), None);
    place.cache.put(&name("b"), &x, b"own").unwrap();
    assert_eq!(place.cache.get(&name("a"), &x).unwrap(), b"kept");
    fs::create_dir(place.file(&name("c"))).unwrap();
    assert_eq!(place.cache.get(&name("c"), &x), None);
    assert!(place.cache.put(&name("c"), &x, b"").is_err());
}

#[test]
fn a_file_is_told_from_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let mark = || {
        let mut mark = Mark::default();
        mark.add_file(&fs::metadata(&path).unwrap());
        mark.digest()
    };
    fs::write(&path, "one").unwrap();
    let first = mark();
    assert_eq!(first, mark());
    fs::write(folder.path().join("new"), "two").unwrap();
    let times = fs::metadata(&path).unwrap().modified().unwrap();
    let new = File::options().write(true).open(folder.path().join("new"));
    new.unwrap().set_modified(times).unwrap();
    fs::rename(folder.path().join("new"), &path).unwrap();
    assert_ne!(first, mark(), "another file of the same size and time");
    let about = fs::metadata(&path).unwrap();
    assert!(!is_settled(&about, SystemTime::now()));
    assert!(is_settled(
        &about,
        SystemTime::now() + Duration::from_secs(3)
    ));
}
