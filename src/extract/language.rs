//! Whether a text is English, and what it is in if not.
//!
//! Scripts are counted first; among languages in Latin letters the most frequent words of grammar
//! decide. Headlines and other short texts give too little to go by and count as English.

use super::gazetteer::{Kinds, gazetteer};
use crate::span::{Span, ceil_boundary, floor_boundary, until};
use crate::text::fold::fold;
use crate::text::token::{TokenKind, tokens};

/// How much is read at the beginning and in the middle of a text, in bytes.
const SAMPLE: usize = 8 * 1024;
/// The fewest letters that speak for a script other than Latin.
const FEW_LETTERS: usize = 12;
/// The fewest words of grammar of another language that make a text foreign.
const FEW_HITS: usize = 5;
/// The fewest lower-case words of which hardly any is English that make a text foreign.
const FEW_WORDS: usize = 60;

/// The most frequent words of grammar that are not English words too, folded.
const GRAMMAR: &[(&str, &[&str])] = &[
    (
        "de",
        &[
            "der", "die", "und", "das", "ist", "nicht", "ein", "eine", "mit", "von", "den", "dem",
            "zu", "auf", "fur", "im", "sich", "des", "auch", "wird", "sind", "nach", "bei",
            "einen", "einer", "wurde", "haben", "hat", "dass", "aus", "sie", "uber", "noch",
            "werden",
        ],
    ),
    (
        "fr",
        &[
            "le", "la", "les", "des", "et", "est", "une", "un", "dans", "pour", "que", "qui",
            "sur", "par", "pas", "plus", "avec", "ce", "au", "aux", "du", "son", "sont", "ont",
            "ete", "cette", "mais", "nous", "vous", "il", "elle", "ses", "leur", "apres", "entre",
        ],
    ),
    (
        "es",
        &[
            "el", "la", "los", "las", "que", "y", "en", "un", "una", "por", "con", "para", "del",
            "se", "su", "al", "lo", "como", "mas", "pero", "sus", "este", "esta", "ha", "fue",
            "son", "entre", "desde", "sobre", "tambien", "segun", "hasta", "cuando", "muy",
        ],
    ),
    (
        "it",
        &[
            "il", "di", "che", "la", "e", "della", "per", "un", "una", "non", "con", "sono", "del",
            "dei", "delle", "nel", "alla", "al", "si", "da", "le", "gli", "anche", "ha", "come",
            "piu", "ma", "dal", "questo", "stato", "nella", "essere", "dopo", "degli",
        ],
    ),
    (
        "pt",
        &[
            "o", "os", "que", "e", "da", "em", "um", "uma", "para", "com", "nao", "por", "mais",
            "dos", "das", "se", "na", "no", "ao", "foi", "pelo", "pela", "sao", "tem", "mas",
            "seu", "sua", "ele", "ela", "tambem", "entre", "depois", "segundo", "ser",
        ],
    ),
    (
        "nl",
        &[
            "het", "een", "van", "de", "en", "dat", "niet", "zijn", "op", "voor", "met", "ook",
            "naar", "maar", "aan", "bij", "door", "om", "te", "er", "uit", "heeft", "wordt",
            "werd", "hij", "nog", "over", "deze", "dit", "worden", "hebben", "ze", "al", "tot",
        ],
    ),
    (
        "pl",
        &[
            "i", "w", "z", "na", "nie", "sie", "ze", "do", "jest", "to", "jak", "po", "co", "za",
            "od", "przez", "dla", "ktory", "ktore", "jego", "byl", "tym", "oraz", "tego", "ale",
            "o", "ich", "przed", "tak", "juz", "bylo", "ktora", "moze",
        ],
    ),
    (
        "tr",
        &[
            "ve",
            "bir",
            "bu",
            "icin",
            "ile",
            "da",
            "de",
            "olarak",
            "daha",
            "olan",
            "cok",
            "gibi",
            "kadar",
            "sonra",
            "ancak",
            "en",
            "oldu",
            "dedi",
            "ise",
            "ne",
            "ya",
            "her",
            "ki",
            "veya",
            "oldugu",
            "tarafindan",
            "yeni",
            "buyuk",
            "iki",
            "degil",
            "etti",
            "soyledi",
        ],
    ),
    (
        "ku",
        &[
            "u", "li", "ji", "bi", "ku", "di", "de", "ya", "yen", "ev", "bu", "kir", "ji", "hat",
            "dike", "ser", "her", "wan", "we", "wi", "em", "xwe", "yek", "ne", "jibo", "dibe",
            "dikin", "hatiye", "kirin", "le", "bo", "da", "ye",
        ],
    ),
    (
        "sv",
        &[
            "och", "att", "det", "som", "ar", "for", "inte", "pa", "med", "har", "av", "till",
            "den", "ett", "om", "var", "de", "sig", "fran", "kan", "men", "han", "hon", "vid",
            "efter",
        ],
    ),
    (
        "id",
        &[
            "yang", "dan", "di", "untuk", "dengan", "dari", "pada", "ini", "itu", "tidak", "dalam",
            "akan", "ke", "oleh", "telah", "juga", "adalah", "bahwa", "atau", "sebagai", "karena",
            "mereka", "kami", "ada",
        ],
    ),
];

/// The tag of the language of `text` where it is not English; `und` where it cannot be told.
///
/// `stated` is what the article's metadata say (a BCP 47 tag); it decides where the text does not
/// contradict it.
pub fn foreign(text: &str, stated: Option<&str>) -> Option<&'static str> {
    let parts = sample(text);
    if let Some(script) = other_script(parts) {
        return Some(script);
    }
    let counts = Counts::of(parts);
    let stated = stated.and_then(primary);
    if let Some(tag) = stated
        && tag != "en"
        && counts.english * 12 < counts.words.max(1)
    {
        return Some(tag);
    }
    let (tag, hits) = counts.best();
    let sure = if stated == Some("en") { 5 } else { 2 };
    if hits >= FEW_HITS && hits > sure * counts.english && hits * 9 > counts.words {
        return Some(tag);
    }
    let unknown = counts.lower >= FEW_WORDS
        && counts.known * 5 < counts.lower
        && counts.english * 25 < counts.words;
    (unknown && stated != Some("en")).then_some("und")
}

/// The beginning of the text and a part from its middle.
fn sample(text: &str) -> [&str; 2] {
    let head = until(text, floor_boundary(text, SAMPLE));
    if text.len() < 4 * SAMPLE {
        return [head, ""];
    }
    let middle = Span::new(
        ceil_boundary(text, text.len() / 2),
        floor_boundary(text, text.len() / 2 + SAMPLE),
    );
    [head, middle.of(text)]
}

/// The language of a stated tag, as far as one is known here.
fn primary(tag: &str) -> Option<&'static str> {
    const OTHERS: [&str; 12] = [
        "en", "ar", "ckb", "fa", "ru", "uk", "zh", "ja", "ko", "ur", "hi", "el",
    ];
    let language = tag
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    GRAMMAR
        .iter()
        .map(|(known, _)| *known)
        .chain(OTHERS)
        .find(|known| *known == language)
}

/// Counts of letters by script.
#[derive(Default)]
struct Scripts {
    latin: usize,
    cyrillic: usize,
    arabic: usize,
    han: usize,
    kana: usize,
    hangul: usize,
    greek: usize,
    other: usize,
    ukrainian: usize,
    sorani: usize,
    persian: usize,
    urdu: usize,
}

/// The language of a text whose letters are mostly not Latin.
fn other_script(parts: [&str; 2]) -> Option<&'static str> {
    let mut n = Scripts::default();
    for c in parts.iter().flat_map(|part| part.chars()) {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => n.latin += 1,
            '\u{370}'..='\u{3ff}' => n.greek += 1,
            '\u{400}'..='\u{52f}' => {
                n.cyrillic += 1;
                n.ukrainian +=
                    usize::from(matches!(c, 'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ'));
            }
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' => {
                n.arabic += 1;
                n.sorani += usize::from(matches!(c, 'ێ' | 'ۆ' | 'ڕ' | 'ڵ' | 'ە' | 'ڤ'));
                n.persian += usize::from(matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ی' | 'ک'));
                n.urdu += usize::from(matches!(c, 'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' | 'ہ'));
            }
            '\u{3040}'..='\u{30ff}' => n.kana += 1,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => n.han += 1,
            '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => n.hangul += 1,
            c if c.is_alphabetic() => n.other += 1,
            _ => {}
        }
    }
    // A character of these scripts says about as much as two Latin letters.
    let east = 2 * (n.han + n.kana + n.hangul);
    let foreign = east + n.cyrillic + n.arabic + n.greek + n.other;
    if foreign < FEW_LETTERS || foreign < 2 * n.latin {
        return None;
    }
    let most = [east, n.cyrillic, n.arabic, n.greek, n.other]
        .into_iter()
        .max()?;
    Some(if most == east {
        match () {
            () if n.hangul > n.han + n.kana => "ko",
            () if n.kana * 12 > n.han => "ja",
            () => "zh",
        }
    } else if most == n.cyrillic {
        if n.ukrainian * 40 > n.cyrillic {
            "uk"
        } else {
            "ru"
        }
    } else if most == n.arabic {
        match () {
            () if n.urdu * 25 > n.arabic => "ur",
            () if n.sorani * 20 > n.arabic => "ckb",
            () if n.persian * 25 > n.arabic => "fa",
            () => "ar",
        }
    } else if most == n.greek {
        "el"
    } else {
        "und"
    })
}

/// Counts of words by language.
#[derive(Default)]
struct Counts {
    words: usize,
    lower: usize,
    known: usize,
    english: usize,
    others: [usize; GRAMMAR.len()],
}

impl Counts {
    fn of(parts: [&str; 2]) -> Self {
        let mut counts = Self::default();
        for part in parts {
            let tokens = tokens(part, Span::new(0, part.len()));
            for (i, token) in tokens.iter().enumerate() {
                if token.kind != TokenKind::Word {
                    continue;
                }
                counts.words += 1;
                let word = token.span.of(part);
                let (kinds, _) = gazetteer().names_at(part, tokens.get(i..=i).unwrap_or_default());
                let lower = word.chars().all(char::is_lowercase);
                if lower {
                    counts.lower += 1;
                    counts.known += usize::from(kinds.any(Kinds::COMMON | Kinds::FUNCTION));
                }
                if word.len() > 14 {
                    continue;
                }
                let key = fold(word);
                counts.english += usize::from(is_english(&key));
                // With a capital they are parts of names (`Los Angeles`).
                if !lower {
                    continue;
                }
                for ((_, grammar), hits) in GRAMMAR.iter().zip(&mut counts.others) {
                    *hits += usize::from(grammar.contains(&key.as_str()));
                }
            }
        }
        counts
    }

    /// The other language with the most words of grammar.
    fn best(&self) -> (&'static str, usize) {
        let mut best = ("und", 0);
        for ((tag, _), &hits) in GRAMMAR.iter().zip(&self.others) {
            if hits > best.1 {
                best = (tag, hits);
            }
        }
        best
    }
}

/// Whether the word is one of the most frequent words of English grammar.
fn is_english(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "of"
            | "and"
            | "to"
            | "that"
            | "is"
            | "was"
            | "for"
            | "with"
            | "as"
            | "his"
            | "at"
            | "by"
            | "from"
            | "has"
            | "have"
            | "it"
            | "this"
            | "are"
            | "be"
            | "were"
            | "which"
            | "they"
            | "their"
            | "had"
            | "will"
            | "said"
            | "its"
            | "not"
            | "but"
            | "who"
            | "been"
            | "would"
            | "you"
            | "than"
            | "after"
            | "about"
            | "when"
            | "there"
            | "she"
            | "her"
    )
}

#[cfg(test)]
mod tests {
    use super::foreign;

    #[test]
    fn texts_in_other_languages_are_told_apart() {
        for (tag, text) in [
            (
                "de",
                "Die Regierung hat am Montag mitgeteilt, dass die Zahl der Opfer auf zwölf gestiegen ist und dass die Suche nach den Vermissten auch in der Nacht nicht unterbrochen wird.",
            ),
            (
                "fr",
                "Le gouvernement a annoncé lundi que les négociations avec les syndicats sont dans une impasse et que la grève pourrait se poursuivre dans les prochains jours pour une durée indéterminée.",
            ),
            (
                "es",
                "El gobierno anunció el lunes que las negociaciones con los sindicatos están en un punto muerto y que la huelga podría continuar en los próximos días, según fuentes de la oficina.",
            ),
            (
                "it",
                "Il governo ha annunciato lunedì che le trattative con i sindacati sono in una fase di stallo e che lo sciopero potrebbe continuare nei prossimi giorni, anche per la mancanza di un accordo.",
            ),
            (
                "pt",
                "O governo anunciou na segunda-feira que as negociações com os sindicatos não avançaram e que a greve pode continuar nos próximos dias, segundo uma fonte do ministério da economia.",
            ),
            (
                "nl",
                "De regering heeft maandag laten weten dat het aantal slachtoffers is gestegen en dat de zoektocht naar de vermisten ook in de nacht niet wordt onderbroken door het slechte weer.",
            ),
            (
                "pl",
                "Rząd poinformował w poniedziałek, że liczba ofiar wzrosła do dwunastu i że poszukiwania zaginionych nie zostaną przerwane, jak to było po ostatniej powodzi w tym regionie.",
            ),
            (
                "tr",
                "Hükümet pazartesi günü yaptığı açıklamada bu yıl için yeni bir bütçe ve daha çok destek olacağını, ancak bunun kadar önemli olan başka bir konu olduğunu söyledi.",
            ),
            (
                "ku",
                "Hikûmeta Herêma Kurdistanê ragihand ku wê ji bo gel û welat li ser vê yekê bi hemû aliyan re danûstandinan bike û ji wan re bêje ku ev biryar li gorî qanûnê ye.",
            ),
            (
                "ckb",
                "حکومەتی هەرێمی کوردستان ڕایگەیاند کە لە ڕۆژانی داهاتوودا کۆبوونەوەیەکی گرنگ دەکات",
            ),
            (
                "fa",
                "دولت اعلام کرد که گفتگوها با اتحادیه‌ها در روزهای آینده ادامه خواهد یافت و چند پیشنهاد",
            ),
            (
                "ar",
                "أعلنت الحكومة يوم الاثنين أن المفاوضات مع النقابات ستستمر في الأيام المقبلة",
            ),
            (
                "ru",
                "Правительство сообщило в понедельник, что число жертв выросло до двенадцати.",
            ),
            (
                "uk",
                "Уряд повідомив у понеділок, що кількість жертв зросла до дванадцяти осіб.",
            ),
            ("zh", "政府星期一宣布，与工会的谈判将在未来几天继续进行。"),
            (
                "ja",
                "政府は月曜日、労働組合との交渉を今後数日間続けると発表した。",
            ),
            (
                "ko",
                "정부는 월요일 노동조합과의 협상을 앞으로 며칠간 계속하겠다고 발표했다.",
            ),
        ] {
            assert_eq!(foreign(text, None), Some(tag), "{text}");
        }
    }

    #[test]
    fn english_short_and_doubtful_texts_count_as_english() {
        for text in [
            "",
            "Angela Merkel",
            "Le Monde",
            "Real Madrid 3-1 Atlético de Madrid",
            "Al Ahly vs Zamalek: Die Hard fans in Cairo",
            "The minister said “el pueblo unido jamás será vencido” and left the room after an hour.",
            "El Salvador, La Paz, Los Angeles, San José, Las Vegas, El Paso, La Rioja, Los Lagos",
            "He was born in München (慕尼黑) and moved to Москва in 1990.",
            "1. 2. 3. 4. 5.",
        ] {
            assert_eq!(foreign(text, None), None, "{text}");
        }
    }

    #[test]
    fn what_the_metadata_state_decides_where_the_text_says_little() {
        assert_eq!(foreign("Regierung tritt zurück", Some("de-AT")), Some("de"));
        let english = "The government said that it will not resign after the vote in the capital.";
        assert_eq!(foreign(english, Some("de")), None);
        assert_eq!(
            foreign("Der Spiegel: die Zeit und das Bild", Some("en")),
            None
        );
    }
}
