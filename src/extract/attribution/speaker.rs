//! Who a speaker's words refer to: names, roles and pronouns, resolved to the people of the article.

use std::collections::HashMap;

use crate::extract::attribution::lexicon::{self, class};
use crate::extract::quote::marks::Region;
use crate::extract::{Cluster, Document, Label, Mention, Speaker};
use crate::span::{Span, from};
use crate::text::fold::fold;

/// What a name or pronoun says about a person's gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gender {
    Male,
    Female,
}

/// A mention of a cluster outside quote marks.
#[derive(Clone, Copy, Debug)]
struct Named {
    span: Span,
    cluster: usize,
    person: bool,
    organisation: bool,
    /// Whether it begins its sentence or clause, as subjects do.
    leads: bool,
}

/// The people and organisations of an article, and who spoke last.
#[derive(Debug)]
pub(crate) struct Cast<'a> {
    text: &'a str,
    clusters: &'a [Cluster],
    paragraphs: &'a [Span],
    /// Mentions with a cluster, in order of their start.
    named: Vec<Named>,
    genders: HashMap<usize, Gender>,
    /// Words of roles (`prime minister`) beside a mention: its index in `named`, the words folded.
    roles: Vec<(usize, Vec<String>)>,
    /// The last speaker that was resolved: its cluster and the byte of its words.
    last: Option<(usize, usize)>,
    /// The last speaker's words, for plural pronouns.
    group: Option<(Span, Option<usize>)>,
}

/// How far back a pronoun looks, in mentions.
const BACK: usize = 60;
/// How far back a pronoun looks, in paragraphs.
const PARAGRAPHS: usize = 4;

impl<'a> Cast<'a> {
    /// Gathers names, genders and roles.
    pub fn new(
        document: &'a Document<'_>,
        mentions: &[Mention],
        clusters: &'a [Cluster],
        regions: &[Region],
    ) -> Self {
        let text = document.text();
        let mut named: Vec<Named> = mentions
            .iter()
            .filter(|m| m.span.fits(text))
            .filter_map(|m| {
                let cluster = m.cluster.filter(|&c| c < clusters.len())?;
                if [Label::DATE, Label::MONEY].contains(&m.label) {
                    return None;
                }
                let inside = regions
                    .get(regions.partition_point(|r| r.span.end <= m.span.start))
                    .is_some_and(|r| r.span.covers(m.span));
                (!inside).then_some(Named {
                    span: m.span,
                    cluster,
                    person: m.label == Label::PERSON,
                    organisation: m.label == Label::ORG,
                    leads: false,
                })
            })
            .collect();
        named.sort_by_key(|n| (n.span.start, n.span.end));
        let mut cast = Self {
            text,
            clusters,
            paragraphs: &document.paragraphs,
            named,
            genders: HashMap::new(),
            roles: Vec::new(),
            last: None,
            group: None,
        };
        cast.study(document);
        cast
    }

    /// Learns from the words around each mention who leads, and what titles and roles people have.
    fn study(&mut self, document: &Document) {
        let tokens = &document.tokens;
        let mut sentence = 0;
        let mut at = 0;
        for i in 0..self.named.len() {
            let Some(&name) = self.named.get(i) else {
                break;
            };
            while document
                .sentences
                .get(sentence)
                .is_some_and(|s| s.end <= name.span.start)
            {
                sentence += 1;
            }
            while tokens
                .get(at)
                .is_some_and(|t| t.span.start < name.span.start)
            {
                at += 1;
            }
            let start = document.sentences.get(sentence).map_or(0, |s| s.start);
            let mut words = Vec::new();
            let mut leads = name.span.start == start;
            let mut k = at;
            while let Some(token) = k.checked_sub(1).and_then(|b| tokens.get(b)) {
                if token.span.start < start || at - k > 8 {
                    leads |= token.span.start < start;
                    break;
                }
                let word = token.span.of(self.text);
                let entry = lexicon::look_up(word);
                if word != "." && !word.chars().any(char::is_alphanumeric)
                    || entry.class
                        & (class::AUXILIARY | class::VERB | class::COORDINATOR | class::RELATIVE)
                        != 0
                    || entry.verb.is_some() && word.chars().next().is_some_and(char::is_lowercase)
                {
                    break;
                }
                if word != "." {
                    words.push(fold(word));
                }
                k -= 1;
            }
            leads |= k == 0 || tokens.get(k).is_some_and(|t| t.span.start <= start);
            self.named[i].leads = leads;
            if !name.person {
                continue;
            }
            let after = self.role_after(tokens, at, name.span.end);
            let gender = words
                .first()
                .and_then(|title| gender_of_title(title))
                .or_else(|| {
                    words
                        .iter()
                        .chain(&after)
                        .find_map(|word| gender_of_role(word))
                })
                .or_else(|| first_name_gender(name.span.of(self.text)));
            if let Some(gender) = gender {
                self.genders.entry(name.cluster).or_insert(gender);
            }
            words.extend(after);
            if !words.is_empty() {
                self.roles.push((i, words));
            }
        }
        for (i, cluster) in self.clusters.iter().enumerate() {
            if cluster.label == Label::PERSON
                && let Some(gender) = first_name_gender(&cluster.name)
            {
                self.genders.entry(i).or_insert(gender);
            }
        }
    }

    /// The words of an apposition after a name: `, the city’s mayor,`.
    fn role_after(
        &self,
        tokens: &[crate::text::token::Token],
        at: usize,
        end: usize,
    ) -> Vec<String> {
        /// The most words of a role.
        const LONGEST: usize = 8;
        let mut rest = tokens
            .iter()
            .skip(at)
            .skip_while(|t| t.span.start < end)
            .take(LONGEST + 1);
        if rest.next().is_none_or(|t| t.span.of(self.text) != ",") {
            return Vec::new();
        }
        let mut words = Vec::new();
        for token in rest {
            let word = token.span.of(self.text);
            let entry = lexicon::look_up(word);
            if !word.chars().any(char::is_alphanumeric)
                || entry.class & (class::AUXILIARY | class::VERB | class::RELATIVE | class::PRONOUN)
                    != 0
                || entry.verb.is_some()
            {
                break;
            }
            words.push(fold(word));
        }
        words
    }

    /// The speaker that `span` names; `antecedent` is what a relative pronoun there refers to.
    pub fn speaker(&mut self, span: Span, antecedent: Option<Span>) -> Speaker {
        let words = span.of(self.text);
        let entry = lexicon::look_up(words);
        let pronoun = entry.class & (class::PRONOUN | class::POSSESSIVE) != 0;
        let (cluster, fallback) = if let Some(antecedent) = antecedent {
            (
                self.inside(antecedent).or_else(|| self.role(antecedent)),
                antecedent,
            )
        } else if pronoun {
            self.pronoun(span)
        } else {
            (self.inside(span).or_else(|| self.role(span)), span)
        };
        if !pronoun || cluster.is_some() {
            if let Some(cluster) = cluster {
                self.last = Some((cluster, span.start));
            }
            self.group = Some((fallback, cluster));
        }
        let name = match cluster.and_then(|c| self.clusters.get(c)) {
            Some(cluster) => cluster.name.clone(),
            None => fallback
                .of(self.text)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
        };
        Speaker {
            span: Some(span),
            cluster,
            name: Some(name),
        }
    }

    /// The person, or else the organisation, that a noun phrase names.
    fn inside(&self, span: Span) -> Option<usize> {
        let first = self.named.partition_point(|n| n.span.start < span.start);
        let within = || {
            self.named
                .iter()
                .skip(first)
                .take_while(|n| n.span.start < span.end)
                .filter(|n| span.covers(n.span))
        };
        let after = |n: &Named| from(self.text, n.span.end).trim_start_matches([' ', '\u{a0}']);
        let heads = |n: &&Named| {
            let rest = after(n);
            let inside = n.span.end < span.end;
            !inside || !(rest.starts_with(['\'', '’']) || rest.starts_with(char::is_alphanumeric))
        };
        if let Some(person) = within().filter(|n| n.person).find(heads) {
            return Some(person.cluster);
        }
        // `the Peshmerga Ministry`, but not `Pentagon officials` or `a spokesman for the airline`.
        let other = within().find(|n| !n.person && heads(n))?;
        let before = Span::new(span.start, other.span.start).of(self.text);
        before
            .split_whitespace()
            .all(|word| lexicon::look_up(word).class & class::DETERMINER != 0)
            .then_some(other.cluster)
    }

    /// The person whose title or description holds all the words of a role (`the prime minister`).
    fn role(&self, span: Span) -> Option<usize> {
        let words: Vec<String> = span
            .of(self.text)
            .split(|c: char| !(c.is_alphanumeric() || c == '-'))
            .filter(|word| {
                !word.is_empty() && lexicon::look_up(word).class & class::DETERMINER == 0
            })
            .map(fold)
            .collect();
        let definite = span
            .of(self.text)
            .split_whitespace()
            .next()
            .is_some_and(|first| first.eq_ignore_ascii_case("the"));
        if words.is_empty() || words.len() > 6 || !definite {
            return None;
        }
        let limit = self.roles.partition_point(|&(i, _)| {
            self.named.get(i).is_some_and(|n| n.span.start < span.start)
        });
        self.roles
            .iter()
            .take(limit)
            .rev()
            .take(BACK * 4)
            .find(|(_, role)| words.iter().all(|word| role.contains(word)))
            .and_then(|&(i, _)| self.named.get(i))
            .map(|n| n.cluster)
    }

    /// The one that a pronoun refers to, and the words to fall back to.
    fn pronoun(&self, span: Span) -> (Option<usize>, Span) {
        let word = fold(span.of(self.text));
        let gender = match word.as_str() {
            "he" | "his" => Gender::Male,
            "she" | "her" => Gender::Female,
            "they" | "it" | "their" => return self.group_pronoun(span, word == "it"),
            _ => return (None, span),
        };
        let fits = |cluster: usize| self.genders.get(&cluster).is_none_or(|&g| g == gender);
        let knows = |cluster: usize| self.genders.get(&cluster) == Some(&gender);
        let limit = self.named.partition_point(|n| n.span.end <= span.start);
        let here = self.paragraph(span.start);
        let near: Vec<&Named> = self
            .named
            .iter()
            .take(limit)
            .rev()
            .take(BACK)
            .filter(|n| n.person && fits(n.cluster))
            .take_while(|n| self.paragraph(n.span.start) + PARAGRAPHS >= here)
            .collect();
        let subject = near.iter().find(|n| n.leads);
        let last = self.last.filter(|&(cluster, at)| {
            fits(cluster)
                && self
                    .clusters
                    .get(cluster)
                    .is_some_and(|c| c.label == Label::PERSON)
                && self.paragraph(at) + PARAGRAPHS >= here
        });
        let chosen = match (subject, last) {
            (Some(subject), Some((cluster, at))) => {
                if at >= subject.span.start || !knows(subject.cluster) && knows(cluster) {
                    cluster
                } else {
                    subject.cluster
                }
            }
            (Some(subject), None) => subject.cluster,
            (None, Some((cluster, _))) => cluster,
            (None, None) => match near.iter().find(|n| knows(n.cluster)).or(near.first()) {
                Some(n) => n.cluster,
                None => return (None, span),
            },
        };
        (Some(chosen), span)
    }

    /// `they` and `it` refer to the last speaker that is no single person.
    fn group_pronoun(&self, span: Span, single: bool) -> (Option<usize>, Span) {
        let limit = self.named.partition_point(|n| n.span.end <= span.start);
        let here = self.paragraph(span.start);
        let group = self.group.filter(|&(words, cluster)| {
            words.start < span.start
                && self.paragraph(words.start) + 1 >= here
                && cluster.is_none_or(|c| {
                    self.clusters
                        .get(c)
                        .is_some_and(|c| c.label != Label::PERSON)
                })
                && lexicon::look_up(words.of(self.text)).class & class::PRONOUN == 0
        });
        let organisation = self
            .named
            .iter()
            .take(limit)
            .rev()
            .take(8)
            .find(|n| n.leads && n.organisation && self.paragraph(n.span.start) + 1 >= here);
        match (group, organisation) {
            (Some((words, cluster)), None) => (cluster, words),
            (Some((words, cluster)), Some(n)) if words.start >= n.span.start || !single => {
                (cluster, words)
            }
            (_, Some(n)) if single => (Some(n.cluster), span),
            _ => (None, span),
        }
    }

    /// The number of the paragraph that holds `byte`.
    fn paragraph(&self, byte: usize) -> usize {
        self.paragraphs.partition_point(|p| p.end <= byte)
    }
}

/// What a title before a name says.
fn gender_of_title(title: &str) -> Option<Gender> {
    match title {
        "mr" | "sir" | "lord" | "king" | "prince" | "pope" | "father" => Some(Gender::Male),
        "mrs" | "ms" | "miss" | "madam" | "lady" | "dame" | "queen" | "princess" | "sister" => {
            Some(Gender::Female)
        }
        _ => None,
    }
}

/// What a role beside a name says.
fn gender_of_role(role: &str) -> Option<Gender> {
    let female = [
        "woman",
        "wife",
        "mother",
        "daughter",
        "actress",
        "sister",
        "grandmother",
        "widow",
        "girl",
    ];
    let male = [
        "businessman",
        "husband",
        "father",
        "son",
        "actor",
        "brother",
        "grandfather",
        "boy",
    ];
    if role.ends_with("woman") || female.contains(&role) {
        return Some(Gender::Female);
    }
    (role.ends_with("sman") || role.ends_with("rman") || male.contains(&role))
        .then_some(Gender::Male)
}

/// What a full name's first word says, by common first names.
fn first_name_gender(name: &str) -> Option<Gender> {
    let first = name.split_whitespace().next()?;
    if !name.trim().contains(' ') {
        return None;
    }
    let first = fold(first);
    if FEMALE.split(' ').any(|n| n == first) {
        return Some(Gender::Female);
    }
    if MALE.split(' ').any(|n| n == first) {
        return Some(Gender::Male);
    }
    None
}

/// Frequent first names of women (1990 United States Census, and names frequent in world news).
const FEMALE: &str = "mary patricia linda barbara elizabeth jennifer maria susan margaret dorothy lisa nancy karen betty \
helen sandra donna carol ruth sharon michelle laura sarah kimberly deborah jessica shirley cynthia angela melissa brenda amy \
anna rebecca virginia kathleen pamela martha debra amanda stephanie carolyn christine marie janet catherine frances ann joyce \
diane alice julie heather teresa doris gloria evelyn jean cheryl mildred katherine joan ashley judith rose janice kelly nicole \
judy christina kathy theresa beverly denise tammy irene jane lori rachel marilyn andrea kathryn louise sara anne jacqueline \
wanda bonnie julia ruby lois tina phyllis norma paula diana annie lillian emily peggy gladys rita dawn connie tracy edna \
tiffany carmen rosa cindy grace wendy victoria edith kim sherry sylvia josephine thelma shannon sheila ethel ellen elaine \
marjorie carrie charlotte monica esther pauline emma juanita anita rhonda hazel amber eva debbie april leslie clara lucille \
joanne eleanor valerie danielle megan alicia suzanne michele gail bertha darlene veronica jill erin geraldine lauren cathy \
joann lorraine lynn sally regina erica beatrice dolores bernice audrey yvonne annette samantha marion dana stacy ana renee \
ida vivian roberta holly brittany melanie loretta yolanda jeanette laurie katie kristen vanessa alma sue elsie beth jeanne \
hillary melania ivanka michelle theresa angela priya lucia ines elena olga natalia svetlana fatima aisha amina layla leila \
zeinab mariam noor nadia yasmin sofia isabel claudia giulia francesca chiara marta karin ingrid astrid greta ursula petra \
mei xiu yuki sakura keiko indira sonia sushma mamata priyanka benazir malala jacinda nicola kamala nikki condoleezza madeleine \
ivy fay dana zoe renee maya leah naomi hannah olivia sophie chloe mia ella lucy molly";

/// Frequent first names of men, from the same sources.
const MALE: &str = "james john robert michael william david richard charles joseph thomas christopher daniel paul mark donald \
george kenneth steven edward brian ronald anthony kevin jason matthew gary timothy jose larry jeffrey frank scott eric stephen \
andrew raymond gregory joshua jerry dennis walter patrick peter harold douglas henry carl arthur ryan roger joe juan jack \
albert jonathan justin terry gerald keith samuel willie ralph lawrence nicholas roy benjamin bruce brandon adam harry fred \
wayne billy steve louis jeremy aaron randy howard eugene carlos russell bobby victor martin ernest phillip todd jesse craig \
alan shawn clarence sean philip chris johnny earl jimmy antonio danny bryan tony luis mike stanley leonard nathan dale manuel \
rodney curtis norman allen marvin vincent glenn jeffery travis jeff chad jacob lee melvin alfred kyle francis bradley jesus \
herbert frederick ray joel edwin don eddie ricky troy randall barry alexander bernard mario leroy francisco marcus micheal \
theodore clifford miguel oscar jay jim tom calvin alex jon ronnie bill lloyd tommy leon derek warren darrell jerome floyd leo \
alvin tim wesley gordon dean greg jorge dustin pedro derrick dan lewis zachary corey herman maurice vernon roberto clyde glen \
hector shane ricardo sam rick lester brent ramon charlie tyler gilbert gene marc reginald ruben brett angel nathaniel rafael \
edgar milton raul ben chester cecil duane franklin andre elmer brad gabriel ron mitchell roland arnold harvey jared adrian \
karl cory claude erik darryl jamie neil christian javier fernando clinton ted mathew tyrone darren lonnie lance cody julio \
bernie barack donald vladimir emmanuel boris xi jinping narendra ahmed mohammed muhammad mohamed ali hassan hussein ibrahim \
omar khalid abdullah mahmoud mustafa masrour nechirvan haider bashar recep tayyip ivan sergei dmitry igor hans klaus wolfgang \
pierre jacques francois giovanni marco giuseppe silvio matteo kofi nelson imran nawaz rahul amit rajesh suresh hiroshi shinzo \
kenji wei jun carl newt mitt rand ted jeb rudy chuck mitch alexei volodymyr benjamin yair elon satya tim";
