//! Which names are one person's: full names in their forms, then the family or given name alone.

use std::collections::HashMap;

use super::group::Groups;
use super::name::Name;
use super::spelling::{is_family_first, is_initial_of, is_variant, same_given, skeleton};

/// How many people of one name are compared with a new name.
const NAMESAKES: usize = 16;
/// How many forms of a person's full name, and how many of the titles, are kept.
const FORMS: usize = 8;

/// A person as the full names of the article make them known.
struct Person {
    /// The first mention.
    first: usize,
    /// Mentions with different forms of the full name.
    forms: Vec<usize>,
    /// Titles of office seen beside the name, a set for each occurrence.
    titles: Vec<Vec<String>>,
    gender: Option<Gender>,
    /// The sentence of the latest mention so far, and the mention itself: the first one in that sentence.
    latest: Option<(usize, usize)>,
}

/// A person under one of the words of the name.
#[derive(Clone, Copy, Debug)]
struct Bearer {
    person: usize,
    /// How well the word alone names the person: the family name best, then the given name.
    rank: u8,
}

/// How many people a form of a name fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Nowhere,
    /// One person, by number.
    As(usize),
    /// More than one.
    Twice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gender {
    Male,
    Female,
}

/// Joins the names of each person.
pub(super) fn people(names: &[Name], groups: &mut Groups) {
    let mut cast = Cast::default();
    for (at, name) in names.iter().enumerate() {
        if name.is_person() && name.core.len() > 1 {
            cast.add(names, at);
        }
    }
    for person in &cast.people {
        for &form in &person.forms {
            groups.join(person.first, form);
        }
    }
    for (at, name) in names.iter().enumerate().filter(|(_, n)| n.is_person()) {
        if let Some(&person) = cast.full.get(name.core.as_slice()) {
            cast.see(person, at, name);
            groups.join(cast.people.get(person).map_or(at, |p| p.first), at);
            continue;
        }
        let Some(word) = name.core.last() else {
            continue;
        };
        let first = match cast.bearer(names, word, name) {
            Some(person) => {
                cast.see(person, at, name);
                cast.people.get(person).map(|p| p.first)
            }
            // Nobody bears it in full: it is its own.
            None => Some(*cast.alone.entry(word).or_insert(at)),
        };
        groups.join(first.unwrap_or(at), at);
    }
}

/// The people of an article, by the words of their names.
#[derive(Default)]
struct Cast<'n> {
    people: Vec<Person>,
    /// Who bears a full name.
    full: HashMap<&'n [String], usize>,
    /// Who bears a word, in order of appearance.
    bearers: HashMap<&'n str, Vec<Bearer>>,
    /// Who bears a family name of these consonants.
    sounds: HashMap<String, Vec<Bearer>>,
    /// The first mention of a lone name that nobody bears in full.
    alone: HashMap<&'n str, usize>,
}

impl<'n> Cast<'n> {
    /// Takes a mention with a full name in: another of somebody known, another form of it, or a new person.
    fn add(&mut self, names: &'n [Name], at: usize) {
        let Some(name) = names.get(at) else {
            return;
        };
        let person = match self.full.get(name.core.as_slice()) {
            Some(&person) => person,
            None => {
                let known = match self.known_as(names, name) {
                    Known::As(person) => Some(person),
                    // `Ruiz Urquiola`, where two have both family names.
                    Known::Twice if self.is_family(names, name) => return,
                    Known::Nowhere | Known::Twice => None,
                };
                let person = known.unwrap_or(self.people.len());
                if known.is_none() {
                    self.people.push(Person {
                        first: at,
                        forms: Vec::new(),
                        titles: Vec::new(),
                        gender: None,
                        latest: None,
                    });
                }
                self.file(person, name);
                if let Some(person) = self.people.get_mut(person)
                    && person.forms.len() < FORMS
                {
                    person.forms.push(at);
                }
                person
            }
        };
        if let Some(person) = self.people.get_mut(person) {
            person.learn(name);
        }
    }

    /// Files a form of a person's name under its words.
    fn file(&mut self, person: usize, name: &'n Name) {
        self.full.insert(&name.core, person);
        let count = name.core.len();
        let family_first = is_family_first(&name.core);
        for (i, part) in name.core.iter().enumerate() {
            let rank = match i {
                0 if family_first => 0,
                _ if i + 1 == count => 0,
                0 => 1,
                _ => 2,
            };
            if part.len() <= 2 && rank == 2 {
                continue;
            }
            let bearer = Bearer { person, rank };
            push(self.bearers.entry(part).or_default(), bearer);
            if rank == 0 {
                push(self.sounds.entry(skeleton(part)).or_default(), bearer);
            }
        }
    }

    /// Who is known by another form of the name.
    fn known_as(&self, names: &[Name], name: &Name) -> Known {
        let sound = name.core.last().map(|last| skeleton(last));
        let mut found = Known::Nowhere;
        let lists = name
            .core
            .iter()
            .filter_map(|word| self.bearers.get(word.as_str()))
            .chain(sound.and_then(|sound| self.sounds.get(&sound)));
        for bearer in lists.flat_map(|list| list.iter().rev().take(NAMESAKES)) {
            if matches!(found, Known::As(person) if person == bearer.person) {
                continue;
            }
            let same = self.people.get(bearer.person).is_some_and(|person| {
                let mut forms = person.forms.iter().filter_map(|&form| names.get(form));
                forms.all(|form| same_person(form, name))
            });
            if same {
                found = match found {
                    Known::Nowhere => Known::As(bearer.person),
                    Known::As(_) | Known::Twice => return Known::Twice,
                };
            }
        }
        found
    }

    /// Whether the name is the end of somebody's fuller name: family names alone.
    fn is_family(&self, names: &[Name], name: &Name) -> bool {
        let known = name
            .core
            .last()
            .and_then(|last| self.bearers.get(last.as_str()));
        known.is_some_and(|known| {
            let mut near = known.iter().rev().take(NAMESAKES);
            near.any(|bearer| self.ends_with(names, bearer.person, name))
        })
    }

    /// Whether a form of the person's name ends with this one.
    fn ends_with(&self, names: &[Name], person: usize, name: &Name) -> bool {
        self.people.get(person).is_some_and(|person| {
            let mut forms = person.forms.iter().filter_map(|&form| names.get(form));
            forms.any(|form| form.core.len() > name.core.len() && form.core.ends_with(&name.core))
        })
    }

    /// The person whom a lone name means: of those who bear it as their family name, or else at all, the one with
    /// the same title; then whoever was named last; then the first to come.
    fn bearer(&self, names: &[Name], word: &str, name: &Name) -> Option<usize> {
        let exact = self.bearers.get(word).map_or(&[][..], Vec::as_slice);
        let alike = |bearer: &&Bearer| {
            let mut forms = self.people.get(bearer.person)?.forms.iter();
            forms.find(|&&form| {
                names.get(form).is_some_and(|form| {
                    form.core
                        .iter()
                        .any(|part| part.len() > 4 && is_variant(part, word))
                })
            })
        };
        let sounds: Vec<Bearer> = if exact.is_empty() {
            let list = self
                .sounds
                .get(&skeleton(word))
                .map_or(&[][..], Vec::as_slice);
            list.iter()
                .take(NAMESAKES)
                .filter(|bearer| alike(bearer).is_some())
                .copied()
                .collect()
        } else {
            Vec::new()
        };
        let known = if exact.is_empty() { &sounds[..] } else { exact };
        let title = Title::of(&name.titles);
        let gender = gender_of(&name.titles);
        known
            .iter()
            .rev()
            .take(NAMESAKES)
            .chain(known.iter().take(NAMESAKES))
            .filter(|b| name.core.len() == 1 || self.ends_with(names, b.person, name))
            .filter_map(|bearer| Some((bearer, self.people.get(bearer.person)?)))
            .filter(|(_, person)| {
                gender.is_none() || person.gender.is_none() || person.gender == gender
            })
            .min_by_key(|(bearer, person)| {
                let fit = title.fit(&person.titles);
                let (sentence, mention) = person.latest.unwrap_or((0, person.first));
                (
                    bearer.rank,
                    std::cmp::Reverse(fit),
                    person.latest.is_none(),
                    std::cmp::Reverse(sentence),
                    mention,
                )
            })
            .map(|(bearer, _)| bearer.person)
    }

    /// Notes that a person is named here.
    fn see(&mut self, person: usize, at: usize, name: &Name) {
        if let Some(person) = self.people.get_mut(person) {
            if person
                .latest
                .is_none_or(|(sentence, _)| sentence != name.sentence)
            {
                person.latest = Some((name.sentence, at));
            }
            person.learn(name);
        }
    }
}

fn push(list: &mut Vec<Bearer>, bearer: Bearer) {
    let known = list
        .iter()
        .rev()
        .take(NAMESAKES)
        .any(|b| b.person == bearer.person && b.rank <= bearer.rank);
    if !known {
        list.push(bearer);
    }
}

impl Person {
    /// Learns title and gender from the words beside the name.
    fn learn(&mut self, name: &Name) {
        if self.gender.is_none() {
            self.gender = gender_of(&name.titles);
        }
        let office = Title::of(&name.titles).0;
        if !office.is_empty() && self.titles.len() < FORMS && !self.titles.contains(&office) {
            self.titles.push(office);
        }
    }
}

/// The words of an office, sorted.
struct Title(Vec<String>);

impl Title {
    fn of(titles: &[String]) -> Self {
        let mut office: Vec<String> = titles
            .iter()
            .filter(|word| !is_courtesy(word))
            .cloned()
            .collect();
        office.sort_unstable();
        office.dedup();
        Self(office)
    }

    /// How well the title fits those of a person: 3 the same, 2 part of one, 1 a word in common, 0 not at all.
    fn fit(&self, known: &[Vec<String>]) -> u8 {
        if self.0.is_empty() {
            return 0;
        }
        let fit = |other: &Vec<String>| {
            let common = self.0.iter().filter(|word| other.contains(word)).count();
            match common {
                0 => 0,
                _ if common == self.0.len() && common == other.len() => 3,
                _ if common == self.0.len() => 2,
                _ => 1,
            }
        };
        known.iter().map(fit).max().unwrap_or(0)
    }
}

/// Words beside a name that are no office.
fn is_courtesy(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "mx"
            | "dr"
            | "sir"
            | "former"
            | "late"
            | "then"
            | "acting"
            | "incoming"
            | "outgoing"
            | "deputy-"
            | "named"
            | "called"
            | "friend"
            | "colleague"
    )
}

/// What a title or role beside a name says about gender.
fn gender_of(titles: &[String]) -> Option<Gender> {
    titles.iter().find_map(|word| match word.as_str() {
        "mr" | "sir" | "lord" | "king" | "prince" | "father" | "brother" | "son" | "husband"
        | "uncle" | "businessman" | "spokesman" | "chairman" | "congressman" | "actor" => {
            Some(Gender::Male)
        }
        "mrs" | "ms" | "miss" | "madam" | "madame" | "lady" | "dame" | "queen" | "princess"
        | "sister" | "mother" | "daughter" | "wife" | "aunt" | "widow" | "businesswoman"
        | "spokeswoman" | "chairwoman" | "congresswoman" | "actress" => Some(Gender::Female),
        _ => None,
    })
}

/// Whether two full names can be one person's.
fn same_person(one: &Name, other: &Name) -> bool {
    let (one, other) = (one.core.as_slice(), other.core.as_slice());
    let (s, l) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let ([s_first, .., s_last], [l_first, .., l_last]) = (s, l) else {
        return false;
    };
    if s.len() == l.len() {
        // One word may be spelt in another way.
        let differing = s.iter().zip(l).filter(|(a, b)| a != b).count();
        let middle = |(a, b): (&String, &String)| {
            a == b || is_initial_of(a, b) || is_initial_of(b, a) || is_variant(a, b)
        };
        let family_first = is_family_first(s) && is_family_first(l);
        let inner = s
            .iter()
            .zip(l)
            .skip(1)
            .take(s.len().saturating_sub(2))
            .all(middle);
        let given = if family_first {
            s_first == l_first && is_variant(s_last, l_last)
        } else {
            same_given(s_first, l_first) && is_variant(s_last, l_last)
        };
        return differing <= 1 && given && inner
            || differing == s.len() - 1 && given && inner && s_last == l_last;
    }
    // `Mohammed bin Salman` of `Mohammed bin Salman Al Saud`, `Maria Garcia` of `Maria Garcia Lopez`
    if l.starts_with(s) {
        return true;
    }
    // `Garcia Lopez` of `Maria Garcia Lopez`
    if l.ends_with(s) {
        return true;
    }
    // `Teresa Flores` or `Maria Flores` of `Maria Teresa Flores Garza`
    if let ([first, second], [given, middle, family, _]) = (s, l)
        && second == family
        && (first == given || first == middle)
    {
        return true;
    }
    // `George Bush` of `George W. Bush`; `Juan Garcia Lopez` of `Juan Carlos Garcia Lopez`
    let tail = s.get(1..).unwrap_or_default();
    let initials = s.len() > 2 && tail.iter().any(|part| part.chars().count() == 1);
    let family =
        l.ends_with(tail) || s.len() == 2 && is_variant(s_last, l_last) && s_first == l_first;
    same_given(s_first, l_first) && family && !initials && !is_family_first(s)
}
