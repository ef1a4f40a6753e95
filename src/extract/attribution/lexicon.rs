//! The closed classes and reporting verbs that attribution reads a sentence by.
//!
//! Which complement a verb takes was chosen by counting, over the training part of PolNeAR
//! (Newell, Margolin and Ruths, 2018), how often each form followed by that complement attributes
//! something.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word may be, as bits.
pub(crate) mod class {
    /// A subject pronoun (`he`, `they`).
    pub const PRONOUN: u32 = 1;
    /// An object pronoun (`him`, `us`).
    pub const OBJECT: u32 = 1 << 1;
    /// An article, possessive or quantifier that begins a noun phrase.
    pub const DETERMINER: u32 = 1 << 2;
    /// An auxiliary or modal verb.
    pub const AUXILIARY: u32 = 1 << 3;
    /// A form of *be*.
    pub const BE: u32 = 1 << 4;
    /// An adverb that may stand inside a verb group.
    pub const ADVERB: u32 = 1 << 5;
    /// A negation.
    pub const NEGATION: u32 = 1 << 6;
    /// A preposition.
    pub const PREPOSITION: u32 = 1 << 7;
    /// `and`, `or`, `but`, `then`.
    pub const COORDINATOR: u32 = 1 << 8;
    /// A word that begins a clause (`when`, `because`, `although`).
    pub const SUBORDINATOR: u32 = 1 << 9;
    /// `who`, `which`, `that`, `whom`, `whose`.
    pub const RELATIVE: u32 = 1 << 10;
    /// `whether`, `if`, `how`, `why`, `what`, `when`, `where`.
    pub const QUESTION: u32 = 1 << 11;
    /// A day, month or other word of time that may follow a cue.
    pub const TIME: u32 = 1 << 12;
    /// A noun for something said in (`statement`, `interview`, `tweet`).
    pub const MEDIUM: u32 = 1 << 13;
    /// A noun of speech that takes a clause (`claim`, `assertion`).
    pub const SPEECH_NOUN: u32 = 1 << 14;
    /// A plain verb of common use: it ends a subject.
    pub const VERB: u32 = 1 << 15;
    /// `to`.
    pub const TO: u32 = 1 << 16;
    /// `that`.
    pub const THAT: u32 = 1 << 17;
    /// A noun that names a person by a role, or people as a group.
    pub const ROLE: u32 = 1 << 18;
    /// A word that links a sentence to the one before it (`Meanwhile`).
    pub const LINK: u32 = 1 << 20;
    /// `his`, `her`, `their`.
    pub const POSSESSIVE: u32 = 1 << 21;
    /// A preposition that never stands inside a name.
    pub const CIRCUMSTANCE: u32 = 1 << 22;
    /// A determiner that never stands alone.
    pub const ARTICLE: u32 = 1 << 19;
}

/// What may follow a reporting verb as its content, as bits.
pub(crate) mod takes {
    /// A clause with *that*.
    pub const THAT: u16 = 1;
    /// A clause without *that*.
    pub const BARE: u16 = 1 << 1;
    /// A question (*whether*, *how*).
    pub const QUESTION: u16 = 1 << 2;
    /// A noun phrase, with what follows it.
    pub const NOUN: u16 = 1 << 3;
    /// *to* and an infinitive.
    pub const INFINITIVE: u16 = 1 << 4;
    /// Someone who is told, before the content.
    pub const RECIPIENT: u16 = 1 << 5;
    /// Speech in quote marks.
    pub const SPEECH: u16 = 1 << 6;
    /// A noun phrase that holds quote marks.
    pub const MARKED: u16 = 1 << 7;
    /// Nothing: the word is as often a noun.
    pub const ALSO_NOUN: u16 = 1 << 8;
}

/// The form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `say`
    Base,
    /// `says`
    Third,
    /// `said`
    Past,
    /// `saying`
    Gerund,
}

/// A reporting verb in one of its forms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verb {
    /// Its base form.
    pub base: &'static str,
    /// Which form it is.
    pub form: Form,
    /// What it takes, as bits of [`takes`].
    pub takes: u16,
    /// The prepositions that may stand before its content.
    pub prepositions: &'static str,
}

/// What the lexicon knows of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    /// Bits of [`class`].
    pub class: u32,
    /// The reporting verb, if it is one.
    pub verb: Option<Verb>,
}

/// Base, third person, past (and participle), gerund; complements (`t`hat, `b`are clause,
/// `w`h-question, `n`oun phrase, `i`nfinitive, `r`ecipient, `q`uote marks, `m`arked noun phrase; `x` where the word is
/// as often a noun);
/// prepositions before the content.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const VERBS: &[Row] = &[
    ("say", "says", "said", "saying", "tbwniq", ""),
    ("tell", "tells", "told", "telling", "tbwirq", ""),
    ("add", "adds", "added", "adding", "tbq", ""),
    ("write", "writes", "wrote|written", "writing", "tbwq", ""),
    ("ask", "asks", "asked", "asking", "wirnq", "about for"),
    ("note", "notes", "noted", "noting", "tbwqx", ""),
    ("report", "reports", "reported", "reporting", "tbnqx", ""),
    ("suggest", "suggests", "suggested", "suggesting", "tbnq", ""),
    ("announce", "announces", "announced", "announcing", "tbnq", ""),
    ("argue", "argues", "argued", "arguing", "tbq", "for against"),
    ("tweet", "tweets", "tweeted", "tweeting", "tbnqx", ""),
    ("retweet", "retweets", "retweeted", "retweeting", "n", ""),
    ("continue", "continues", "continued", "continuing", "q", ""),
    ("describe", "describes", "described", "describing", "n", ""),
    ("respond", "responds", "responded", "responding", "tq", "to"),
    ("declare", "declares", "declared", "declaring", "tbnq", ""),
    ("explain", "explains", "explained", "explaining", "tbwnq", ""),
    ("acknowledge", "acknowledges", "acknowledged", "acknowledging", "tbwnq", ""),
    ("urge", "urges", "urged", "urging", "n", ""),
    ("refer", "refers", "referred", "referring", "", "to"),
    ("warn", "warns", "warned", "warning", "tbrq", "of about against"),
    ("talk", "talks", "talked", "talking", "x", "about of"),
    ("cite", "cites", "cited", "citing", "n", ""),
    ("speak", "speaks", "spoke|spoken", "speaking", "", "about of"),
    ("conclude", "concludes", "concluded", "concluding", "tbq", ""),
    ("reveal", "reveals", "revealed", "revealing", "tbwn", ""),
    ("state", "states", "stated", "stating", "tbwnqx", ""),
    ("promise", "promises", "promised", "promising", "tbinx", ""),
    ("vow", "vows", "vowed", "vowing", "tinqx", ""),
    ("recall", "recalls", "recalled", "recalling", "tbwnq", ""),
    ("pledge", "pledges", "pledged", "pledging", "tinx", ""),
    ("claim", "claims", "claimed", "claiming", "tbinqx", ""),
    ("insist", "insists", "insisted", "insisting", "tbq", "on"),
    ("propose", "proposes", "proposed", "proposing", "tn", ""),
    ("point", "points", "pointed", "pointing", "x", "to"),
    ("indicate", "indicates", "indicated", "indicating", "tbwn", ""),
    ("mention", "mentions", "mentioned", "mentioning", "tnx", ""),
    ("predict", "predicts", "predicted", "predicting", "tbnq", ""),
    ("admit", "admits", "admitted", "admitting", "tbnq", "to"),
    ("complain", "complains", "complained", "complaining", "tbq", "about of"),
    ("deny", "denies", "denied", "denying", "tn", ""),
    ("assure", "assures", "assured", "assuring", "trq", ""),
    ("reiterate", "reiterates", "reiterated", "reiterating", "tnq", ""),
    ("confirm", "confirms", "confirmed", "confirming", "tbwn", ""),
    ("repeat", "repeats", "repeated", "repeating", "nq", ""),
    ("remind", "reminds", "reminded", "reminding", "tr", "of"),
    ("assert", "asserts", "asserted", "asserting", "tbnq", ""),
    ("boast", "boasts", "boasted", "boasting", "tbq", "about of"),
    ("stress", "stresses", "stressed", "stressing", "tnq", ""),
    ("concede", "concedes", "conceded", "conceding", "tbq", ""),
    ("joke", "jokes", "joked", "joking", "tbq", "about"),
    ("remark", "remarks", "remarked", "remarking", "tbqx", "on"),
    ("decline", "declines", "declined", "declining", "i", ""),
    ("refuse", "refuses", "refused", "refusing", "i", ""),
    ("echo", "echos", "echoed", "echoing", "nx", ""),
    ("shout", "shouts", "shouted", "shouting", "q", ""),
    ("emphasize", "emphasizes", "emphasized", "emphasizing", "twnq", ""),
    ("emphasise", "emphasises", "emphasised", "emphasising", "twnq", ""),
    ("lament", "laments", "lamented", "lamenting", "tnq", ""),
    ("caution", "cautions", "cautioned", "cautioning", "tbrq", "against"),
    ("quote", "quotes", "quoted", "quoting", "nx", ""),
    ("demand", "demands", "demanded", "demanding", "tnqx", ""),
    ("allege", "alleges", "alleged", "alleging", "tbn", ""),
    ("recommend", "recommends", "recommended", "recommending", "tn", ""),
    ("imply", "implies", "implied", "implying", "tbn", ""),
    ("comment", "comments", "commented", "commenting", "tqx", "on"),
    ("testify", "testifies", "testified", "testifying", "tb", ""),
    ("maintain", "maintains", "maintained", "maintaining", "t", ""),
    ("contend", "contends", "contended", "contending", "tb", ""),
    ("accuse", "accuses", "accused", "accusing", "m", ""),
    ("criticize", "criticizes", "criticized", "criticizing", "m", ""),
    ("criticise", "criticises", "criticised", "criticising", "m", ""),
    ("blast", "blasts", "blasted", "blasting", "m", ""),
    ("slam", "slams", "slammed", "slamming", "m", ""),
    ("praise", "praises", "praised", "praising", "mx", ""),
    ("blame", "blames", "blamed", "blaming", "mx", ""),
    ("mock", "mocks", "mocked", "mocking", "mq", ""),
    ("denounce", "denounces", "denounced", "denouncing", "m", ""),
    ("decry", "decries", "decried", "decrying", "m", ""),
    ("dismiss", "dismisses", "dismissed", "dismissing", "m", ""),
    ("deride", "derides", "derided", "deriding", "m", ""),
    ("dub", "dubs", "dubbed", "dubbing", "m", ""),
    ("label", "labels", "labeled", "labeling", "mx", ""),
    ("brand", "brands", "branded", "branding", "mx", ""),
    ("characterize", "characterizes", "characterized", "characterizing", "m", ""),
    ("characterise", "characterises", "characterised", "characterising", "m", ""),
    ("portray", "portrays", "portrayed", "portraying", "m", ""),
    ("thank", "thanks", "thanked", "thanking", "m", ""),
    ("credit", "credits", "credited", "crediting", "mx", ""),
    ("question", "questions", "questioned", "questioning", "mwx", ""),
    ("condemn", "condemns", "condemned", "condemning", "m", ""),
    ("call", "calls", "called", "calling", "nqx", "for on"),
    ("find", "finds", "found", "finding", "tx", ""),
    ("show", "shows", "showed|shown", "showing", "tx", ""),
    ("rule", "rules", "ruled", "ruling", "tbx", ""),
    ("learn", "learns", "learned", "learning", "t", ""),
    ("believe", "believes", "believed", "believing", "t", ""),
    ("estimate", "estimates", "estimated", "estimating", "tbnx", ""),
    ("agree", "agrees", "agreed", "agreing", "t", ""),
    ("fear", "fears", "feared", "fearing", "tqx", ""),
    ("observe", "observes", "observed", "observing", "tbq", ""),
    ("reason", "reasons", "reasoned", "reasoning", "tbqx", ""),
    ("theorize", "theorizes", "theorized", "theorizing", "t", ""),
    ("speculate", "speculates", "speculated", "speculating", "t", ""),
    ("forecast", "forecasts", "forecast|forecasted", "forecasting", "tnx", ""),
    ("underline", "underlines", "underlined", "underlining", "tn", ""),
    ("underscore", "underscores", "underscored", "underscoring", "tn", ""),
    ("affirm", "affirms", "affirmed", "affirming", "tbnq", ""),
    ("reaffirm", "reaffirms", "reaffirmed", "reaffirming", "tn", ""),
    ("proclaim", "proclaims", "proclaimed", "proclaiming", "tbnq", ""),
    ("attest", "attests", "attested", "attesting", "t", ""),
    ("disclose", "discloses", "disclosed", "disclosing", "tbwn", ""),
    ("signal", "signals", "signaled", "signaling", "tnx", ""),
    ("hint", "hints", "hinted", "hinting", "tbx", "at"),
    ("clarify", "clarifies", "clarified", "clarifying", "twq", ""),
    ("counter", "counters", "countered", "countering", "tq", ""),
    ("retort", "retorts", "retorted", "retorting", "tq", ""),
    ("quip", "quips", "quipped", "quipping", "q", ""),
    ("muse", "muses", "mused", "musing", "q", ""),
    ("opine", "opines", "opined", "opining", "tq", ""),
    ("interject", "interjects", "interjected", "interjecting", "q", ""),
    ("exclaim", "exclaims", "exclaimed", "exclaiming", "q", ""),
    ("reply", "replies", "replied", "replying", "tq", ""),
    ("answer", "answers", "answered", "answering", "tqx", ""),
    ("whisper", "whispers", "whispered", "whispering", "q", ""),
    ("scream", "screams", "screamed", "screaming", "q", ""),
    ("yell", "yells", "yelled", "yelling", "q", ""),
    ("cry", "cries", "cried", "crying", "qx", ""),
    ("bark", "barks", "barked", "barking", "q", ""),
    ("sigh", "sighs", "sighed", "sighing", "q", ""),
    ("laugh", "laughs", "laughed", "laughing", "qx", ""),
    ("plead", "pleads", "pleaded", "pleading", "q", ""),
    ("swear", "swears", "swore|sworn", "swearing", "tbi", ""),
    ("inform", "informs", "informed", "informing", "tr", "of"),
    ("notify", "notifies", "notified", "notifying", "tr", ""),
    ("advise", "advises", "advised", "advising", "trn", ""),
    ("read", "reads", "read", "reading", "qx", ""),
    ("text", "texts", "texted", "texting", "qx", ""),
    ("email", "emails", "emailed", "emailing", "tqx", ""),
    ("post", "posts", "posted", "posting", "nqx", ""),
    ("sing", "sings", "sang|sung", "singing", "q", ""),
    ("chant", "chants", "chanted", "chanting", "q", ""),
    ("intone", "intones", "intoned", "intoning", "q", ""),
    ("fume", "fumes", "fumed", "fuming", "q", ""),
    ("vent", "vents", "vented", "venting", "q", ""),
    ("gush", "gushes", "gushed", "gushing", "q", ""),
    ("snap", "snaps", "snapped", "snapping", "q", ""),
    ("elaborate", "elaborates", "elaborated", "elaborating", "q", ""),
    ("recount", "recounts", "recounted", "recounting", "twnq", ""),
    ("attack", "attacks", "attacked", "attacking", "mx", ""),
    ("compare", "compares", "compared", "comparing", "m", ""),
    ("ridicule", "ridicules", "ridiculed", "ridiculing", "m", ""),
    ("bash", "bashes", "bashed", "bashing", "m", ""),
    ("belittle", "belittles", "belittled", "belittling", "m", ""),
    ("commend", "commends", "commended", "commending", "m", ""),
    ("defend", "defends", "defended", "defending", "m", ""),
    ("depict", "depicts", "depicted", "depicting", "m", ""),
    ("deem", "deems", "deemed", "deeming", "m", ""),
    ("put", "puts", "put", "putting", "q", ""),
    ("shoot", "shoots", "shot", "shooting", "tq", ""),
    ("fire", "fires", "fired", "firing", "tq", ""),
    ("hit", "hits", "hit", "hitting", "tq", ""),
    ("share", "shares", "shared", "sharing", "qx", ""),
    ("hail", "hails", "hailed", "hailing", "m", ""),
    ("tout", "touts", "touted", "touting", "m", ""),
    ("liken", "likens", "likened", "likening", "m", ""),
    ("pray", "prays", "prayed", "praying", "q", ""),
    ("begin", "begins", "began|begun", "beginning", "qx", ""),
    ("think", "thinks", "thought", "thinking", "qx", ""),
    ("highlight", "highlights", "highlighted", "highlighting", "mx", ""),
    ("outline", "outlines", "outlined", "outlining", "mx", ""),
    ("express", "expresses", "expressed", "expressing", "mx", ""),
    ("voice", "voices", "voiced", "voicing", "nx", ""),
    ("rebut", "rebuts", "rebutted", "rebutting", "q", ""),
    ("rail", "rails", "railed", "railing", "q", ""),
    ("crow", "crows", "crowed", "crowing", "q", ""),
    ("growl", "growls", "growled", "growling", "q", ""),
    ("tease", "teases", "teased", "teasing", "q", ""),
    ("scoff", "scoffs", "scoffed", "scoffing", "tq", ""),
    ("chide", "chides", "chided", "chiding", "m", ""),
    ("scold", "scolds", "scolded", "scolding", "q", ""),
    ("volunteer", "volunteers", "volunteered", "volunteering", "q", ""),
    ("venture", "ventures", "ventured", "venturing", "q", ""),
    ("wonder", "wonders", "wondered", "wondering", "wq", ""),
    ("relate", "relates", "related", "relating", "q", ""),
    ("recite", "recites", "recited", "reciting", "q", ""),
    ("reflect", "reflects", "reflected", "reflecting", "q", ""),
    ("appeal", "appeals", "appealed", "appealing", "qx", ""),
    ("challenge", "challenges", "challenged", "challenging", "qx", ""),
    ("protest", "protests", "protested", "protesting", "tqx", ""),
    ("object", "objects", "objected", "objecting", "qx", ""),
];

const CLASSES: &[(u32, &str)] = &[
    (class::PRONOUN, "he she they it i we who you"),
    (class::OBJECT, "him her them us me"),
    (
        class::DETERMINER,
        "the a an his her their its my our your this these those some many most several one another \
         other both all each every no any few two three four five six seven eight nine ten dozens hundreds",
    ),
    (
        class::ARTICLE,
        "the a an his their its my our your every no",
    ),
    (
        class::AUXILIARY,
        "has have had is are was were be been being am will would could may might can should must \
         shall did does do didn doesn don hasn haven hadn wouldn couldn won isn wasn weren aren ca wo 'll 've 'd 're 'm",
    ),
    (
        class::BE,
        "is are was were be been being am wasn weren isn aren 're 'm",
    ),
    (
        class::ADVERB,
        "also later then again even still now already first once often never not ever just always \
         soon further instead too quickly simply reportedly repeatedly previously recently famously \
         flatly bluntly publicly angrily finally initially immediately only twice since earlier today yesterday n't 't",
    ),
    (
        class::LINK,
        "meanwhile however moreover furthermore additionally nevertheless nonetheless instead indeed thus similarly \
         likewise consequently besides elsewhere separately afterward perhaps",
    ),
    (
        class::CIRCUMSTANCE,
        "during after before since following amid despite through until without via alongside regarding",
    ),
    (class::POSSESSIVE, "his her their"),
    (class::NEGATION, "not never n't 't neither nor"),
    (
        class::PREPOSITION,
        "of in on at by for with from during after before about against between into over under \
         through since until as to without within among amid despite following like near around \
         outside inside across behind beyond upon toward towards via per alongside regarding",
    ),
    (class::COORDINATOR, "and or but then yet nor"),
    (
        class::SUBORDINATOR,
        "when while because although though if since where whether so until unless whereas as after before once what how why",
    ),
    (class::RELATIVE, "who which that whom whose"),
    (
        class::QUESTION,
        "whether if how why what when where who which whom",
    ),
    (
        class::TIME,
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july \
         august september october november december today yesterday tonight earlier later recently \
         afterward afterwards last this week weekend month year hours days weeks morning afternoon evening night ago",
    ),
    (
        class::MEDIUM,
        "statement interview tweet speech email e-mail letter post conference briefing blog memo report \
         article column note message rally debate appearance call hearing book video release facebook twitter \
         instagram telephone phone press news filing op-ed broadcast address remarks testimony time tuesday wednesday \
         thursday friday saturday sunday monday morning afternoon night",
    ),
    (
        class::SPEECH_NOUN,
        "claim claims assertion assertions statement allegation allegations accusation argument suggestion contention \
         warning prediction denial pledge promise vow remark comment insistence complaint declaration admission \
         acknowledgment belief view opinion call calls report reports mention mentions question questions \
         promises pledges vows warnings demand demands request requests announcement argument arguments comments \
         remarks predictions suggestions proposal proposals criticism talk",
    ),
    (
        class::VERB,
        "is are was were has have had will would did does do became become took take takes made make makes went gave give \
         gives got get gets came come comes left left met saw see sees knew kept held lost won ran led put set sent \
         brought began went rose fell grew stood spent paid built bought sold wanted wants want became",
    ),
    (class::TO, "to"),
    (class::THAT, "that"),
    (
        class::ROLE,
        "officials critics supporters experts police aides researchers analysts people reports sources authorities \
         voters lawmakers residents witnesses prosecutors investigators organizers protesters scientists economists \
         mayor minister president spokesman spokeswoman spokesperson chief director official governor senator \
         secretary chairman chairwoman judge lawyer attorney critic aide analyst reporter report poll study \
         doctors activists rebels militants republicans democrats conservatives liberals executives traders dealers \
         farmers workers employees teachers students parents diplomats commentators observers editors reporters \
         journalists polls surveys studies documents records pm police court",
    ),
];

static WORDS: LazyLock<HashMap<&'static str, Entry>> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, Entry> = HashMap::new();
    for &(class, list) in CLASSES {
        for word in list.split_whitespace() {
            words.entry(word).or_default().class |= class;
        }
    }
    for &(base, third, past, gerund, complements, prepositions) in VERBS {
        let takes = complements.chars().map(complement).fold(0, |a, b| a | b);
        // The past last: `read`, `forecast` are read as past forms.
        let forms = [
            (Form::Base, base),
            (Form::Third, third),
            (Form::Gerund, gerund),
            (Form::Past, past),
        ];
        for (form, spellings) in forms {
            for spelling in spellings.split('|') {
                words.entry(spelling).or_default().verb = Some(Verb {
                    base,
                    form,
                    takes,
                    prepositions,
                });
            }
        }
    }
    words
});

fn complement(letter: char) -> u16 {
    match letter {
        't' => takes::THAT,
        'b' => takes::BARE,
        'w' => takes::QUESTION,
        'n' => takes::NOUN,
        'i' => takes::INFINITIVE,
        'r' => takes::RECIPIENT,
        'q' => takes::SPEECH,
        'm' => takes::MARKED,
        'x' => takes::ALSO_NOUN,
        _ => 0,
    }
}

/// What the lexicon knows of `word`, whatever its case.
pub(crate) fn look_up(word: &str) -> Entry {
    /// No listed word is longer, in bytes.
    const LONGEST: usize = 16;
    let mut buffer = [0u8; LONGEST + 4];
    let mut length = 0;
    if word.len() > LONGEST {
        return open_class(word);
    }
    for c in word.chars() {
        let plain = if c == '’' || c == 'ʼ' {
            '\''
        } else {
            c.to_ascii_lowercase()
        };
        length += plain.encode_utf8(&mut buffer[length..]).len();
    }
    let lower = std::str::from_utf8(&buffer[..length]).unwrap_or_default();
    match WORDS.get(lower) {
        Some(&entry) => entry,
        None if word.starts_with(char::is_uppercase) => Entry::default(),
        None => open_class(lower),
    }
}

/// What the shape of an unlisted word says.
fn open_class(word: &str) -> Entry {
    let class = if word.len() > 4 && word.ends_with("ly") {
        class::ADVERB
    } else {
        0
    };
    Entry { class, verb: None }
}
