//! The bodies of the fuzz targets, over their seeds and over everything that they ever found.

#![cfg(test)]

mod targets;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use targets::TARGETS;

/// The files of a folder; none where there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The seeds of a target, and what was ever found with it.
fn inputs(target: &str) -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let kinds = ["seeds", "findings"].into_iter();
    kinds
        .flat_map(|kind| files(&here.join(kind).join(target)))
        .collect()
}

#[test]
fn seeds_and_findings_hold() {
    for target in TARGETS {
        let inputs = inputs(target.name);
        assert!(!inputs.is_empty(), "{} has no seeds", target.name);
        for input in inputs {
            let data = fs::read(&input).unwrap();
            let held = std::panic::catch_unwind(|| targets::run(target.name, &data));
            assert!(held.is_ok(), "{}", input.display());
        }
    }
}

/// Numbers without end (`SplitMix64`, Steele et al. 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end.max(1) as u64).unwrap()
    }
}

/// Bytes that mean much to readers.
const PIECES: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"\n",
    b"\0",
    b"\xfe",
    b"\xff",
    b"\xef\xbb\xbf",
    b"null",
    b"-0",
    b"1e999",
    b"18446744073709551615",
    b"-1",
    b"\\ud83d",
    b"\xe2\x80\x9c",
    b"\xe2\x80\x9d",
    b"\xcc\x81",
    b"\x1b[",
    b"\xc2\x9b",
    b"\xe2\x80\xae",
    b"!",
    b"''",
    b" said ",
    b"\r\n\r\n",
    b"\t",
    b"#",
    b"/",
    b"\xf0\x9f\x91\xa9\xe2\x80\x8d",
];

/// One input made of others.
fn mutated(inputs: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let mut data = inputs[numbers.below(inputs.len())].clone();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(data.len() + 1);
        let end = (at + numbers.below(24)).min(data.len());
        match numbers.below(7) {
            0 => drop(data.drain(at..end)),
            1 => drop(data.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied())),
            2 => drop(data.splice(at..end, PIECES[numbers.below(PIECES.len())].iter().copied())),
            3 => {
                let copied = data[at..end].repeat(1 + numbers.below(4));
                drop(data.splice(at..at, copied));
            }
            4 => {
                let other = &inputs[numbers.below(inputs.len())];
                let from = numbers.below(other.len() + 1);
                drop(data.splice(at..end, other[from..].iter().copied()));
            }
            _ => {
                if let Some(byte) = data.get_mut(at) {
                    *byte = u8::try_from(numbers.below(256)).unwrap();
                }
            }
        }
    }
    data.truncate(4096);
    data
}

/// Runs every target over chance changes of its seeds for so long.
fn chance(each: Duration, chosen: Option<&str>, seed: u64) {
    for target in TARGETS
        .iter()
        .filter(|target| chosen.is_none_or(|name| name == target.name))
    {
        let inputs: Vec<Vec<u8>> = inputs(target.name)
            .iter()
            .map(|path| fs::read(path).unwrap())
            .collect();
        let mut numbers = Numbers(seed);
        let (begun, mut runs) = (Instant::now(), 0u64);
        while begun.elapsed() < each {
            let data = mutated(&inputs, &mut numbers);
            let held = std::panic::catch_unwind(|| targets::run(target.name, &data));
            if held.is_err() {
                let kept =
                    std::env::temp_dir().join(format!("dateline-{}-{seed}-{runs}", target.name));
                fs::write(&kept, &data).unwrap();
                panic!("{}: see {}", target.name, kept.display());
            }
            runs += 1;
        }
        println!("{}: {runs} inputs", target.name);
    }
}

#[test]
fn what_chance_makes_of_the_seeds_holds() {
    chance(Duration::from_millis(30), None, 1);
}

#[test]
#[ignore = "takes minutes; for machines without the nightly toolchain, otherwise fuzz/run"]
fn what_chance_makes_of_the_seeds_holds_for_long() {
    let variable = |name: &str| std::env::var(name).ok();
    let number = |name: &str| variable(name).and_then(|value| value.parse().ok());
    let each = Duration::from_secs(number("SECONDS_EACH").unwrap_or(20));
    chance(
        each,
        variable("TARGET").as_deref(),
        number("SEED").unwrap_or(2),
    );
}
