//! Names that are one name in another spelling: transliterations, short forms, initials.

/// Given names that are spelt in many ways, a line a name; anything else known as a given name is another name.
const SPELLINGS: &[&[&str]] = &[
    &[
        "mohammed", "muhammad", "mohamed", "mohammad", "muhammed", "mohamad", "muhamad", "mohamud",
        "mohd", "mehmet", "mahomed",
    ],
    &["ahmed", "ahmad", "ahmet", "achmad"],
    &[
        "hussein", "hussain", "husain", "hossein", "husayn", "hussien", "hosein",
    ],
    &["masoud", "massoud", "masud", "masood", "mesud", "massud"],
    &["mahmoud", "mahmud", "mehmood", "mahmood"],
    &["yusuf", "yousef", "youssef", "yousif", "yusef", "yousuf"],
    &["omar", "umar", "omer"],
    &["osama", "usama"],
    &["qasim", "qassem", "qasem", "kassem", "kasim"],
    &["ibrahim", "ebrahim", "ibraheem"],
    &["abdullah", "abdallah", "abdulla"],
    &["khaled", "khalid"],
    &["saddam", "sadam"],
    &["nuri", "nouri", "noori"],
    &["moqtada", "muqtada"],
    &["fouad", "fuad"],
    &["bashar", "bachar"],
    &["volodymyr", "vladimir"],
    &["alexander", "aleksandr", "aleksander", "oleksandr", "alex"],
    &["sergei", "sergey", "serhiy", "sergiy"],
    &["yuri", "yury", "yuriy"],
    &["dmitry", "dmitri", "dmitriy", "dmytro"],
    &["andrei", "andrey", "andriy"],
    &["bill", "william", "will", "billy"],
    &["bob", "robert", "rob", "bobby"],
    &["joe", "joseph", "joey"],
    &["mike", "michael", "mick"],
    &["jim", "james", "jimmy", "jamie"],
    &["tom", "thomas", "tommy"],
    &["tony", "anthony", "antony"],
    &["dick", "richard", "rick", "rich"],
    &["ted", "edward", "ed", "eddie", "theodore"],
    &["dan", "daniel", "danny"],
    &["dave", "david"],
    &["steve", "steven", "stephen"],
    &["chris", "christopher"],
    &["nick", "nicholas", "nicolas"],
    &["ben", "benjamin", "bibi"],
    &["sam", "samuel"],
    &["matt", "matthew"],
    &["greg", "gregory"],
    &["jeff", "jeffrey", "geoffrey"],
    &["ken", "kenneth"],
    &["ron", "ronald"],
    &["don", "donald"],
    &["pete", "peter"],
    &["liz", "elizabeth", "beth"],
    &["kate", "katherine", "catherine", "kathy"],
    &["sue", "susan"],
    &["maggie", "margaret"],
    &["jenny", "jennifer"],
    &["fred", "frederick"],
    &["andy", "andrew"],
    &["charlie", "charles", "chuck"],
    &["larry", "lawrence"],
    &["jerry", "gerald", "jerome"],
    &["tim", "timothy"],
    &["phil", "philip", "phillip"],
    &["pat", "patrick", "patricia"],
    &["gabe", "gabriel"],
    &["leo", "leonard"],
    &["abe", "abraham"],
    &["josh", "joshua"],
    &["jon", "jonathan"],
];

/// Whether two words can be one given name: the same, an initial of the other, or another form of it.
pub(super) fn same_given(one: &str, other: &str) -> bool {
    one == other
        || is_initial_of(one, other)
        || is_initial_of(other, one)
        || SPELLINGS
            .iter()
            .any(|forms| forms.contains(&one) && forms.contains(&other))
        || is_variant(one, other)
}

/// Whether `short` is one letter, and `long` begins with it.
pub(super) fn is_initial_of(short: &str, long: &str) -> bool {
    short.chars().count() == 1 && long.starts_with(short)
}

/// Whether two words of some length differ in their vowels or doubled letters alone, and in little of that
/// (`Nechirvan`, `Nechervan`; `Zelensky`, `Zelenskiy`), and are no two given names.
pub(super) fn is_variant(one: &str, other: &str) -> bool {
    const SHORTEST: usize = 5;
    const MOST_EDITS: usize = 2;
    if one == other {
        return true;
    }
    let known = |name: &str| SPELLINGS.iter().any(|forms| forms.contains(&name));
    one.len().min(other.len()) >= SHORTEST
        && !(known(one) || known(other))
        // `Christian` and `Christina`, `Mario` and `Maria` are two.
        && gender_mark(one) == gender_mark(other)
        && skeleton(one) == skeleton(other)
        && edits_within(one, other, MOST_EDITS)
}

/// The last vowel that tells `Maria` from `Mario`.
fn gender_mark(name: &str) -> Option<char> {
    name.chars()
        .next_back()
        .filter(|c| matches!(c, 'a' | 'o' | 'e'))
}

/// The consonants of a name, doubled ones once, those that transliterations confuse made alike.
pub(super) fn skeleton(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut last = '\0';
    for (i, c) in name.chars().enumerate() {
        let c = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' if i == 0 => '*',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' => continue,
            'q' | 'c' => 'k',
            'w' => 'v',
            // An h that only marks another sound: `Khaled`, `Kaled`.
            'h' if last == 'k' || last == 'g' || last == 'd' || last == 't' => continue,
            other => other,
        };
        if c != last {
            key.push(c);
        }
        last = c;
    }
    key
}

/// Whether two words are at most so many edits (insertions, deletions, replacements) apart.
fn edits_within(one: &str, other: &str, most: usize) -> bool {
    /// No name that is compared has more letters.
    const LONGEST: usize = 24;
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most || one.len().max(other.len()) > LONGEST {
        return false;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (j, b) in other.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX - 1);
            let cost = (diagonal + usize::from(a != b))
                .min(above + 1)
                .min(left + 1);
            diagonal = above;
            if let Some(cell) = row.get_mut(j) {
                *cell = left;
            }
            left = cost;
        }
        if let Some(cell) = row.last_mut() {
            *cell = left;
        }
    }
    row.last().is_some_and(|&edits| edits <= most)
}

/// Family names that stand first in China, Korea and Vietnam, without those that are mostly given names elsewhere.
const FAMILY_FIRST: &[&str] = &[
    "kim", "lee", "park", "choi", "jung", "jeong", "kang", "cho", "yoon", "jang", "lim", "han",
    "shin", "seo", "kwon", "hwang", "ahn", "song", "hong", "moon", "yang", "bae", "baek", "heo",
    "nam", "noh", "roh", "ha", "jeon", "chung", "ryu", "yoo", "xi", "wang", "li", "zhang", "liu",
    "chen", "huang", "zhao", "wu", "zhou", "xu", "sun", "ma", "zhu", "hu", "guo", "he", "lin",
    "gao", "luo", "zheng", "liang", "xie", "tang", "deng", "feng", "cao", "peng", "zeng", "xiao",
    "tian", "dong", "pan", "yuan", "cai", "jiang", "yu", "du", "ye", "cheng", "wei", "su", "lu",
    "ding", "ren", "shen", "yao", "qin", "jia", "hou", "meng", "wen", "mao", "bo", "tsai", "hsu",
    "chiang", "nguyen", "tran", "pham", "hoang", "phan", "vu", "dang", "bui", "ngo", "chan",
    "wong", "ng", "cheung", "leung", "kwok", "tung", "tsang", "yeung", "goh", "tan", "ong",
];

/// Whether the first word of a full name is its family name (`Xi Jinping`, `Kim Jong Un`).
pub(super) fn is_family_first(core: &[String]) -> bool {
    /// Longer words are no given names of these languages.
    const LONGEST_GIVEN: usize = 8;
    let Some((first, given)) = core.split_first() else {
        return false;
    };
    (1..=2).contains(&given.len())
        && FAMILY_FIRST.contains(&first.as_str())
        && given
            .iter()
            .all(|word| (2..=LONGEST_GIVEN).contains(&word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_and_other_names_are_not() {
        for (one, other) in [
            ("nechirvan", "nechervan"),
            ("zelensky", "zelenskiy"),
            ("mohammed", "muhammad"),
            ("qaddafi", "kadafi"),
            ("bill", "william"),
            ("j", "john"),
        ] {
            assert!(
                same_given(one, other) && same_given(other, one),
                "{one}, {other}"
            );
        }
        for (one, other) in [
            ("hassan", "hussein"),
            ("masrour", "masoud"),
            ("maria", "mario"),
            ("ali", "ala"),
            ("christina", "christian"),
            ("john", "jane"),
            ("", "x"),
        ] {
            assert!(!same_given(one, other), "{one}, {other}");
        }
    }
}
