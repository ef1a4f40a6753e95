//! What is looked at of a word again and again, reckoned once.

use super::groups::Groups;
use crate::extract::word::Word;
use crate::text::token::TokenKind;

/// How many lengths of beginnings and endings are looked at.
const AFFIXES: usize = 5;

/// What is looked at of a word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom {
    /// The word in lower case, digits as 0.
    pub(super) key: u64,
    /// The word as it is written.
    pub(super) exact: u64,
    /// Its shape, where runs of the same kind of character are cut to two.
    pub(super) shape: u64,
    /// Its shape, where runs are cut to one.
    pub(super) brief: u64,
    /// Its last 1 to 5 characters.
    pub(super) tails: [u64; AFFIXES],
    /// Its first 1 to 5 characters.
    pub(super) heads: [u64; AFFIXES],
    /// The number of its characters, at most 7.
    pub(super) letters: usize,
    /// The words that are used like it, from coarse to fine.
    pub(super) groups: Option<[u16; 3]>,
    /// What it is known as by itself.
    pub(super) kinds: u32,
    /// What longer names that it is part of are known as.
    pub(super) covered: u32,
    /// Where in such a name it stands: 0 first, 1 inside, 2 last.
    pub(super) place: u64,
    /// Whether it is written as a name is.
    pub(super) capital: bool,
    /// The first and the last word of the run of capitalised words that it stands in.
    pub(super) run: (u32, u32),
}

/// What stands before the first word of a sentence and behind the last.
pub(super) const NOWHERE: Atom = Atom {
    key: 1,
    exact: 1,
    shape: 1,
    brief: 1,
    tails: [0; AFFIXES],
    heads: [0; AFFIXES],
    letters: 0,
    groups: None,
    kinds: 0,
    covered: 0,
    place: 0,
    capital: false,
    run: (0, 0),
};

/// The hash of a template's name (FNV-1a).
pub(super) const fn salt(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < bytes.len() {
        hash ^= bytes[i] as u64;
        hash = hash.wrapping_mul(0x0100_0000_01b3);
        i += 1;
    }
    hash
}

/// Two hashes as one (Fibonacci hashing).
pub(super) fn mix(a: u64, b: u64) -> u64 {
    let product = (a ^ b.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ (product >> 32)
}

/// The key of a word in lower case, digits as 0: what groups are filed under, too.
pub(crate) fn word_key(text: &str) -> u64 {
    text.chars().fold(const { salt("word") }, |key, c| {
        each_lower(c, key, |key, c| mix(key, c.into()))
    })
}

fn each_lower<T>(c: char, start: T, mut step: impl FnMut(T, char) -> T) -> T {
    if c.is_ascii() {
        return step(
            start,
            if c.is_ascii_digit() {
                '0'
            } else {
                c.to_ascii_lowercase()
            },
        );
    }
    if c.is_numeric() {
        return step(start, '0');
    }
    c.to_lowercase().fold(start, step)
}

/// Looks at a word.
pub(super) fn atom(text: &str, word: &Word, groups: &Groups) -> Atom {
    let mut atom = Atom {
        key: const { salt("word") },
        exact: const { salt("exact") },
        shape: const { salt("shape") },
        brief: const { salt("shape") },
        kinds: word.kinds.bits(),
        capital: word.case.is_name() && word.token != TokenKind::Mark,
        ..NOWHERE
    };
    let (mut last, mut length) = ('\0', 0);
    let mut head = const { salt("letters") };
    // The last characters, the youngest first.
    let mut latest = ['\0'; AFFIXES];
    for c in text.chars() {
        atom.exact = mix(atom.exact, c.into());
        let kind = kind_of(c);
        length = if kind == last { length + 1 } else { 0 };
        if length == 0 {
            atom.brief = mix(atom.brief, kind.into());
        }
        if length < 2 {
            atom.shape = mix(atom.shape, kind.into());
        }
        last = kind;
        each_lower(c, (), |(), c| {
            atom.key = mix(atom.key, c.into());
            head = mix(head, c.into());
            if let Some(slot) = atom.heads.get_mut(atom.letters) {
                *slot = head;
            }
            atom.letters += 1;
            latest.rotate_right(1);
            latest[0] = c;
        });
    }
    let mut tail = const { salt("letters") };
    for (slot, c) in atom.tails.iter_mut().zip(latest).take(atom.letters) {
        tail = mix(tail, c.into());
        *slot = tail;
    }
    atom.groups = groups.of(atom.key);
    atom
}

fn kind_of(c: char) -> char {
    match c {
        'a'..='z' => 'x',
        'A'..='Z' => 'X',
        '0'..='9' => '0',
        c if c.is_ascii() => c,
        c if c.is_uppercase() => 'X',
        c if c.is_alphabetic() => 'x',
        c if c.is_numeric() => '0',
        c => c,
    }
}
