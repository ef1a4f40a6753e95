//! Markup → tags and text, one after the other, by the rules of the HTML standard.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// The attributes that anything here looks at; of a page with a million, no others are kept.
const KEPT: &[&str] = &[
    "aria-hidden",
    "author",
    "class",
    "content",
    "date",
    "datetime",
    "hidden",
    "hostname",
    "href",
    "http-equiv",
    "id",
    "itemprop",
    "lang",
    "language",
    "name",
    "property",
    "rel",
    "rend",
    "role",
    "sitename",
    "source",
    "start",
    "style",
    "target",
    "title",
    "type",
    "url",
    "xml:lang",
];

/// How much of an attribute is kept, in bytes.
const LONGEST_VALUE: usize = 16 << 10;

/// A start tag.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Tag {
    /// Its name in small letters.
    pub name: String,
    /// Whether it ends itself, as XML writes it (`<p/>`).
    pub closed: bool,
    attributes: Vec<(&'static str, String)>,
}

impl Tag {
    /// A tag without attributes.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// The value of one of the attributes that are kept.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// What becomes of markup.
pub(in crate::ingest) trait Visitor {
    /// A start tag.
    fn start(&mut self, tag: &Tag);

    /// An end tag, its name in small letters.
    fn end(&mut self, name: &str);

    /// Text, with its character references resolved; that of scripts, too.
    fn text(&mut self, text: &str);

    /// A comment.
    fn comment(&mut self, text: &str) {
        let _ = text;
    }
}

/// Takes markup apart, in time linear in its length.
pub(in crate::ingest) fn visit(markup: &str, visitor: &mut impl Visitor) {
    let mut tag = Tag::default();
    let mut attribute = None;
    let handle = |event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                tag.name = String::from_utf8_lossy(name).into_owned();
                tag.attributes.clear();
                attribute = None;
            }
            CallbackEvent::AttributeName { name } => {
                attribute = KEPT.iter().copied().find(|kept| kept.as_bytes() == name);
                if let Some(name) = attribute.take_if(|name| tag.get(name).is_none()) {
                    tag.attributes.push((name, String::new()));
                    attribute = Some(name);
                } else {
                    attribute = None;
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if let (Some(_), Some((_, place))) = (attribute.take(), tag.attributes.last_mut()) {
                    let value = value.get(..LONGEST_VALUE).unwrap_or(value);
                    *place = String::from_utf8_lossy(value).into_owned();
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                tag.closed = self_closing;
                visitor.start(&tag);
            }
            CallbackEvent::EndTag { name } => visitor.end(&String::from_utf8_lossy(name)),
            CallbackEvent::String { value } => visitor.text(&String::from_utf8_lossy(value)),
            CallbackEvent::Comment { value } => visitor.comment(&String::from_utf8_lossy(value)),
            CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    };
    let mut emitter = CallbackEmitter::new(handle);
    emitter.naively_switch_states(true);
    // Nothing is given back: the handler has seen it all when this ends.
    Tokenizer::new_with_emitter(markup, emitter).for_each(drop);
}

/// Elements without an end.
pub(in crate::ingest) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements before and after which a line of text ends.
pub(in crate::ingest) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// The text of markup on one line, without its tags.
pub(in crate::ingest) fn plain(markup: &str) -> String {
    struct Plain(String);
    impl Visitor for Plain {
        fn start(&mut self, tag: &Tag) {
            if is_block(&tag.name) || tag.name == "br" {
                self.0.push(' ');
            }
        }
        fn end(&mut self, name: &str) {
            if is_block(name) {
                self.0.push(' ');
            }
        }
        fn text(&mut self, text: &str) {
            self.0.push_str(text);
        }
    }
    if !markup.contains(['&', '<']) {
        return one_line(markup);
    }
    let mut plain = Plain(String::new());
    visit(markup, &mut plain);
    one_line(&plain.0)
}

/// The words with one space between them.
pub(in crate::ingest) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}
