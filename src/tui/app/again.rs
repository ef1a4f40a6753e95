//! Doing the last decision again.

use crate::annotation::ItemRef;
use crate::extract::Label;
use crate::text::display;
use crate::tui::action::Action;

use super::App;
use super::reader::Reader;

/// A decision that can be done again elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decision {
    Accept,
    Reject,
    Relabel(Label),
    Make(Label),
    MakeQuote,
    /// The tags of an item.
    Tags(Vec<String>),
    /// The tags of the article.
    TagArticle(Vec<String>),
    /// What was answered to an action that asks: who speaks, or who else it is.
    Answer(Action, String),
}

impl Decision {
    /// What it does, in words.
    fn words(&self) -> String {
        match self {
            Self::Accept => "accept".to_owned(),
            Self::Reject => "reject".to_owned(),
            Self::Relabel(label) | Self::Make(label) => format!("label {label}"),
            Self::MakeQuote => "make a quote".to_owned(),
            Self::Tags(tags) => format!("tag {}", tags.join(", ")),
            Self::TagArticle(tags) => format!("tag the article {}", tags.join(", ")),
            Self::Answer(action, name) => format!("{} {name}", action.spec().name),
        }
    }
}

impl App {
    /// Does the last decision again: on the selected words, or on what is under the cursor. Where
    /// that cannot be, says what it would have done.
    pub(super) fn repeat(&mut self) {
        let Some(last) = self.last.clone() else {
            return self.say("nothing was decided yet");
        };
        let reader = self.reader.as_ref();
        let selection = reader.and_then(Reader::selection);
        let targets = self.targets();
        let named = targets
            .iter()
            .any(|item| matches!(item, ItemRef::Entity(_)));
        let what = display::visible(&last.words()).into_owned();
        let lacks = match (&last, selection) {
            (Decision::TagArticle(_), _)
            | (Decision::Make(_) | Decision::Relabel(_) | Decision::MakeQuote, Some(_)) => None,
            (Decision::Relabel(_) | Decision::Make(_), None) if !named => {
                Some("the cursor is on no name and nothing is selected")
            }
            (Decision::MakeQuote, None) => Some("nothing is selected"),
            (_, Some(_)) => Some("it is for what was found, not for selected words"),
            (_, None) if targets.is_empty() => Some("the cursor is on nothing"),
            (_, None) => None,
        };
        if let Some(lacks) = lacks {
            return self.complain(format!("again would {what}, but {lacks}"));
        }
        match (last, selection) {
            (Decision::Make(label) | Decision::Relabel(label), Some(span)) => {
                self.make(span, &label);
            }
            (Decision::MakeQuote, Some(span)) => self.make_quote(span),
            (Decision::Make(label) | Decision::Relabel(label), None) => {
                self.relabel(&targets, &label);
            }
            (Decision::Accept, _) => self.accept(),
            (Decision::Reject, _) => self.reject(),
            (Decision::Tags(tags), _) => self.set_tags(self.target(), tags),
            (Decision::TagArticle(tags), _) => self.set_tags(None, tags),
            (Decision::Answer(action, name), _) => self.answer_with(action, &name),
            (Decision::MakeQuote, None) => {}
        }
    }
}
