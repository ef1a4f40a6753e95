//! The program is killed at any moment: what it had shown as saved is there, and one decision more at
//! most; every file of JSON is whole, and undo goes on where it was.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use dateline::annotation::Annotations;
use dateline::article::Article;
use dateline::span::OffsetIndex;
use dateline::store::{Access, ReadOnly, Store};
use portable_pty::CommandBuilder;

use super::desk::{Desk, FERRY, WIDE};
use super::terminal::Terminal;

/// Numbers that look like chance and are the same for the same seed (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

/// The tag of the article; none at first.
type Tag = Option<String>;

/// What was decided, what can be taken back, and what can be done again.
#[derive(Clone, Debug)]
struct Work {
    now: Tag,
    done: Vec<Tag>,
    undone: Vec<Tag>,
    count: u32,
}

impl Work {
    fn new() -> Self {
        Self {
            now: None,
            done: Vec::new(),
            undone: Vec::new(),
            count: 0,
        }
    }

    /// The keys of some step, and the work after it.
    fn step(&self, dice: &mut Dice) -> (String, Self) {
        let mut next = self.clone();
        match dice.roll(4) {
            0 if !self.done.is_empty() => {
                let before = next.done.pop().unwrap();
                next.undone.push(std::mem::replace(&mut next.now, before));
                ("u".to_owned(), next)
            }
            1 if !self.undone.is_empty() => {
                let after = next.undone.pop().unwrap();
                next.done.push(std::mem::replace(&mut next.now, after));
                ("\x12".to_owned(), next)
            }
            _ => {
                next.count += 1;
                let tag = format!("t{:04}", next.count);
                let keys = format!("T\x15{tag}\r");
                next.undone.clear();
                next.done.push(next.now.replace(tag));
                (keys, next)
            }
        }
    }

    fn is_shown(&self, terminal: &Terminal) -> bool {
        match &self.now {
            Some(tag) => terminal.shows(&format!("#{tag}")),
            None => !terminal.shows("#t0"),
        }
    }
}

/// The tag that is found on the disk by whoever looks next, for whom all files are whole.
#[track_caller]
fn found(desk: &Desk) -> Tag {
    whole(&desk.annotations());
    let dir = desk.path("news.annotations");
    let mut store = Store::open(&dir, "ana", Access::ReadOnly(ReadOnly::Asked)).unwrap();
    let article = Article::from_text("1-ferry.txt", FERRY);
    let index = OffsetIndex::new(FERRY);
    let loaded = store.load(&article, &index, &Annotations::default());
    let loaded = loaded.unwrap();
    assert!(loaded.conflicts.is_empty(), "{:?}", loaded.conflicts);
    loaded.annotations.tags.first().cloned()
}

/// Every file of JSON in a folder is whole.
#[track_caller]
fn whole(folder: &Path) {
    for path in super::desk::files(folder) {
        if path.is_dir() {
            whole(&path);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let bytes = fs::read(&path).unwrap();
            let json = serde_json::from_slice::<serde_json::Value>(&bytes);
            assert!(json.is_ok(), "{}: {json:?}", path.display());
        }
    }
}

/// Kills the program so often, each time in the middle of some step of the same work.
fn kill(times: u64, seed: u64) {
    let dice = &mut Dice(seed);
    let desk = Desk::with_two_stories();
    let mut work = Work::new();
    for kill in 0..times {
        let what = format!("seed {seed}, kill {kill}");
        let mut terminal = desk.opened();
        for _ in 0..dice.roll(3) {
            let (keys, next) = work.step(dice);
            terminal.keys(&keys);
            terminal.until(&format!("{what}: {:?}", next.now), |t| next.is_shown(t));
            terminal.saved();
            work = next;
        }
        let (keys, next) = work.step(dice);
        terminal.keys(&keys);
        let moment = Instant::now() + Duration::from_micros(dice.roll(40_000));
        while Instant::now() < moment {
            std::hint::spin_loop();
        }
        terminal.kill();
        let found = found(&desk);
        let known = found == work.now || found == next.now;
        assert!(
            known,
            "{what}: {found:?} is neither of {work:?} nor {next:?}"
        );
        if found == next.now {
            work = next;
        }
    }
    let mut terminal = desk.opened();
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    if work.now.is_some() {
        let record = desk.record("1-ferry.txt");
        assert_eq!(record["tags"][0].as_str(), work.now.as_deref());
    }
}

/// A seed of one's own, to look at a failure again.
fn seed() -> Option<u64> {
    std::env::var("DATELINE_SEED").ok()?.parse().ok()
}

#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_shown_as_saved() {
    kill(10, seed().unwrap_or(1));
}

#[test]
#[ignore = "takes minutes; run by tests/crash.sh"]
fn three_hundred_kills_lose_nothing_that_was_shown_as_saved() {
    let first = seed().unwrap_or(1000);
    for seed in first..first + 10 {
        kill(30, seed);
    }
}

/// The program on the two stories, killed as it begins the n-th of these system calls.
fn killed_at(desk: &Desk, call: &str, count: u32) -> CommandBuilder {
    let mut command = desk.program("strace");
    let inject = format!("inject={call}:signal=SIGKILL:when={count}");
    let trace = format!("trace={call}");
    command.args(["-f", "-qqq", "-o", "/dev/null", "-e", &trace, "-e", &inject]);
    command.arg(env!("CARGO_BIN_EXE_dateline"));
    command.args(["news", "--suggestions", "found.jsonl"]);
    command
}

/// Works until the program is killed; gives what was shown as saved, and what was under way.
fn until_killed(mut terminal: Terminal, work: &mut Work, dice: &mut Dice) -> Option<Work> {
    if !terminal.lives_until(|t| t.shows("ana · saved") && t.footer().contains("reviewed")) {
        return Some(work.clone());
    }
    for _ in 0..6 {
        let (keys, next) = work.step(dice);
        terminal.keys(&keys);
        if !terminal.lives_until(|t| next.is_shown(t)) {
            return Some(next);
        }
        terminal.keys(":\x7f");
        if !terminal.lives_until(|t| t.shows(" · saved")) {
            return Some(next);
        }
        *work = next;
    }
    terminal.keys(":q\r");
    terminal
        .end()
        .success()
        .then_some(())
        .is_none()
        .then(|| work.clone())
}

#[test]
#[ignore = "takes minutes and needs strace; run by tests/crash.sh"]
fn a_kill_at_every_system_call_of_a_save_loses_nothing_that_was_shown_as_saved() {
    let calls = [
        "lseek",
        "ftruncate",
        "fdatasync",
        "fsync",
        "rename",
        "unlink",
        "mkdir",
        "fchmod",
    ];
    let mut kills = 0;
    for call in calls {
        for count in 1.. {
            let what = format!("{call} {count}");
            let desk = Desk::with_two_stories();
            let mut work = Work::new();
            let terminal = Terminal::start(killed_at(&desk, call, count), WIDE);
            let underway = until_killed(terminal, &mut work, &mut Dice(7));
            let found = found(&desk);
            let shown = work.now.clone();
            let Some(next) = underway else {
                assert_eq!(found, shown, "{what}: not killed");
                println!("{call}: killed at each of {}", count - 1);
                break;
            };
            kills += 1;
            assert!(
                found == shown || found == next.now,
                "{what}: {shown:?} shown, {found:?}"
            );
            let mut again = desk.opened();
            again.keys(":q\r");
            assert!(again.end().success(), "{what}");
            assert_eq!(super::crash::found(&desk), found, "{what}");
        }
    }
    assert!(kills > 20, "{kills}");
}
