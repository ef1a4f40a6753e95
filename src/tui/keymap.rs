//! Which keys mean which action, in which pane: the table's defaults under the user's own.

use ratatui::crossterm::event::KeyCode;

use super::action::{Action, Context, TABLE};
use super::key::{Key, NoKey, sequence, written};

/// What keys mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// An action.
    Action(Action),
    /// A command of the user's own, by its place among them.
    Command(usize),
}

/// One binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The keys, in order.
    pub keys: Vec<Key>,
    /// Where they apply.
    pub context: Context,
    /// What they mean.
    pub means: Meaning,
    /// Whether the user said so.
    own: bool,
}

impl Binding {
    /// Whether the user gave it, beside those that are usual.
    pub fn is_own(&self) -> bool {
        self.own
    }

    fn is_of(&self, action: Action) -> bool {
        self.means == Meaning::Action(action)
    }

    /// Whether these keys, typed in some pane, are never heard out because the other binding is
    /// done first.
    fn is_hidden_by(&self, other: &Self) -> bool {
        let shorter = self.keys.len() > other.keys.len() && self.keys.starts_with(&other.keys);
        // A pane's own keys go before those that apply anywhere.
        let before = other.context == self.context || self.context == Context::Anywhere;
        shorter && before
    }
}

/// The keys that are bound.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// What a sequence of keys has led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// An action.
    Action(Action),
    /// A command of the user's own, by its place among them.
    Command(usize),
    /// The beginning of longer sequences.
    Prefix,
    /// Nothing.
    Nothing,
}

/// A key binding of the user's that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadBinding {
    /// There is no such action.
    #[error("no action '{0}'; `dateline keys` lists them")]
    NoAction(String),
    /// There is no such pane.
    #[error("no pane '{0}'; use one of {panes}", panes = panes().join(", "))]
    NoPane(String),
    /// The action does nothing in the pane.
    #[error("'{0}' does nothing in the {1}")]
    Elsewhere(String, &'static str),
    /// The action works everywhere and keeps its keys in one pane.
    #[error(
        "'{0}' works in every pane: \"none\" frees its keys in [keys], not in the table of one pane"
    )]
    Everywhere(String),
    /// An arrow would mean something else.
    #[error("{0} always moves; use another key")]
    Arrow(String),
    /// The keys cannot be read.
    #[error(transparent)]
    NoKey(#[from] NoKey),
}

/// The names of the panes that keys may be given for.
fn panes() -> Vec<&'static str> {
    let mut panes: Vec<&str> = Vec::new();
    for context in TABLE.iter().flat_map(|spec| spec.contexts) {
        if *context != Context::Anywhere && !panes.contains(&context.as_str()) {
            panes.push(context.as_str());
        }
    }
    panes
}

/// The pane of this name.
fn pane(name: &str) -> Result<Context, BadBinding> {
    TABLE
        .iter()
        .flat_map(|spec| spec.contexts)
        .find(|context| **context != Context::Anywhere && context.as_str() == name)
        .copied()
        .ok_or_else(|| BadBinding::NoPane(name.to_owned()))
}

/// Whether keys are one arrow without modifiers: those who know no other keys can always move.
fn is_arrow(keys: &[Key]) -> bool {
    let arrows = [KeyCode::Up, KeyCode::Down, KeyCode::Left, KeyCode::Right];
    matches!(keys, [key] if key.modifiers.is_empty() && arrows.contains(&key.code))
}

fn refuse_arrows<'a>(mut sequences: impl Iterator<Item = &'a Vec<Key>>) -> Result<(), BadBinding> {
    match sequences.find(|keys| is_arrow(keys)) {
        Some(arrow) => Err(BadBinding::Arrow(written(arrow))),
        None => Ok(()),
    }
}

impl Default for Keymap {
    fn default() -> Self {
        let bindings = TABLE
            .iter()
            .flat_map(|spec| {
                spec.contexts.iter().flat_map(move |&context| {
                    spec.keys.iter().filter_map(move |keys| {
                        Some(Binding {
                            keys: sequence(keys).ok()?,
                            context,
                            means: Meaning::Action(spec.action),
                            own: false,
                        })
                    })
                })
            })
            .collect();
        Self { bindings }
    }
}

impl Keymap {
    /// Gives an action other keys wherever it applies, as [`Self::rebind_in`]; `"none"` is no key.
    ///
    /// # Errors
    /// [`BadBinding`] when there is no such action or key; nothing is changed then.
    pub fn rebind(&mut self, name: &str, keys: &[&str]) -> Result<Vec<Binding>, BadBinding> {
        let keys: Vec<&&str> = keys.iter().filter(|keys| **keys != "none").collect();
        self.rebind_in(name, None, &keys)
    }

    /// Gives an action other keys, in one pane or wherever it applies: they replace its own there,
    /// and free these keys of what they meant. No keys leave it without; but arrows always mean what
    /// they usually do. Gives what lost a key.
    ///
    /// # Errors
    /// [`BadBinding`] when there is no such action, pane or key, or an arrow is to mean something
    /// else; nothing is changed then.
    pub fn rebind_in(
        &mut self,
        name: &str,
        context: Option<&str>,
        keys: &[impl AsRef<str>],
    ) -> Result<Vec<Binding>, BadBinding> {
        let spec = TABLE
            .iter()
            .find(|spec| spec.name == name)
            .ok_or_else(|| BadBinding::NoAction(name.to_owned()))?;
        let contexts = match context.map(pane).transpose()? {
            None => spec.contexts.to_vec(),
            Some(pane) if spec.contexts.contains(&pane) => vec![pane],
            Some(_) if !spec.contexts.contains(&Context::Anywhere) => {
                let pane = context.unwrap_or_default();
                let pane = panes().into_iter().find(|known| *known == pane);
                return Err(BadBinding::Elsewhere(
                    name.to_owned(),
                    pane.unwrap_or_default(),
                ));
            }
            Some(_) if keys.is_empty() => return Err(BadBinding::Everywhere(name.to_owned())),
            Some(pane) => vec![pane],
        };
        let mut sequences = sequences(keys)?;
        let usual: Vec<Vec<Key>> = spec.keys.iter().flat_map(|keys| sequence(keys)).collect();
        refuse_arrows(sequences.iter().filter(|keys| !usual.contains(keys)))?;
        sequences.retain(|keys| !is_arrow(keys));
        let own = |b: &mut Binding| b.is_of(spec.action) && contexts.contains(&b.context);
        let before: Vec<Binding> = self.bindings.extract_if(.., own).collect();
        let lost = self.put(Meaning::Action(spec.action), &contexts, &sequences);
        let arrows = before.into_iter().filter(|b| is_arrow(&b.keys));
        self.bindings.extend(arrows);
        Ok(lost)
    }

    /// Gives a command of the user's own its keys, in every pane. Gives what lost a key.
    ///
    /// # Errors
    /// [`BadBinding`] when one is no key, or an arrow; nothing is changed then.
    pub fn bind(
        &mut self,
        command: usize,
        keys: &[impl AsRef<str>],
    ) -> Result<Vec<Binding>, BadBinding> {
        let sequences = sequences(keys)?;
        refuse_arrows(sequences.iter())?;
        Ok(self.put(Meaning::Command(command), &[Context::Anywhere], &sequences))
    }

    fn put(
        &mut self,
        means: Meaning,
        contexts: &[Context],
        sequences: &[Vec<Key>],
    ) -> Vec<Binding> {
        let mut lost = Vec::new();
        for keys in sequences {
            for &context in contexts {
                // What is the user's own and works anywhere is not hidden by a pane's usual keys.
                let usual = |b: &Binding| context == Context::Anywhere && !b.own;
                lost.extend(self.bindings.extract_if(.., |b| {
                    b.keys == *keys && b.means != means && (b.context == context || usual(b))
                }));
                self.bindings.push(Binding {
                    keys: keys.clone(),
                    context,
                    means,
                    own: true,
                });
            }
        }
        lost
    }

    /// The user's bindings that are never heard out, or hide others that are not the user's: the
    /// hidden one, and the one that hides it.
    pub fn hidden(&self) -> Vec<(&Binding, &Binding)> {
        let pairs = self
            .bindings
            .iter()
            .flat_map(|one| self.bindings.iter().map(move |other| (one, other)));
        pairs
            .filter(|(one, other)| (one.own || other.own) && one.is_hidden_by(other))
            .collect()
    }

    /// What the keys typed so far mean in a pane; its own bindings go before those that apply anywhere.
    pub fn find(&self, keys: &[Key], context: Context) -> Found {
        let reachable =
            |context: Context| self.bindings.iter().filter(move |b| b.context == context);
        for context in [context, Context::Anywhere] {
            if let Some(binding) = reachable(context).find(|b| b.keys == keys) {
                return match binding.means {
                    Meaning::Action(action) => Found::Action(action),
                    Meaning::Command(command) => Found::Command(command),
                };
            }
            if reachable(context).any(|b| b.keys.starts_with(keys)) {
                return Found::Prefix;
            }
        }
        Found::Nothing
    }

    /// The action that keys mean in some other pane.
    pub fn find_elsewhere(&self, keys: &[Key]) -> Option<Action> {
        self.bindings
            .iter()
            .filter(|binding| binding.keys == keys)
            .find_map(|binding| match binding.means {
                Meaning::Action(action) => Some(action),
                Meaning::Command(_) => None,
            })
    }

    /// What may follow the keys typed so far in a pane.
    pub fn continuations(&self, keys: &[Key], context: Context) -> Vec<&Binding> {
        self.bindings
            .iter()
            .filter(|b| [context, Context::Anywhere].contains(&b.context))
            .filter(|b| b.keys.len() > keys.len() && b.keys.starts_with(keys))
            .collect()
    }

    /// The keys of an action, written, each once, in the order of their binding.
    pub fn keys_of(&self, action: Action) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for binding in self.bindings.iter().filter(|b| b.is_of(action)) {
            let text = written(&binding.keys);
            if !keys.contains(&text) {
                keys.push(text);
            }
        }
        keys
    }

    /// Whether there are keys that mean this in a pane.
    pub fn has(&self, means: Meaning, context: Context) -> bool {
        let here = [context, Context::Anywhere];
        self.bindings
            .iter()
            .any(|b| b.means == means && here.contains(&b.context))
    }

    /// The action's first key, written.
    pub fn key_of(&self, action: Action) -> Option<String> {
        self.bindings
            .iter()
            .find(|b| b.is_of(action))
            .map(|b| written(&b.keys))
    }

    /// Whether an action's keys work in a pane.
    pub fn applies(&self, action: Action, context: Context) -> bool {
        action
            .spec()
            .contexts
            .iter()
            .any(|c| [context, Context::Anywhere].contains(c))
    }
}

/// Reads sequences of keys.
fn sequences(keys: &[impl AsRef<str>]) -> Result<Vec<Vec<Key>>, NoKey> {
    keys.iter().map(|keys| sequence(keys.as_ref())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(keymap: &Keymap, keys: &str, context: Context) -> Found {
        keymap.find(&sequence(keys).unwrap(), context)
    }

    #[test]
    fn a_panes_own_keys_go_before_those_of_everywhere() {
        let keymap = Keymap::default();
        assert_eq!(
            find(&keymap, "/", Context::List),
            Found::Action(Action::Filter)
        );
        assert_eq!(
            find(&keymap, "/", Context::Reader),
            Found::Action(Action::Find)
        );
        assert_eq!(find(&keymap, "i", Context::Select), Found::Prefix);
        assert_eq!(
            find(&keymap, "i", Context::Reader),
            Found::Action(Action::Note)
        );
        assert_eq!(find(&keymap, "g", Context::List), Found::Prefix);
        assert_eq!(find(&keymap, "#", Context::List), Found::Nothing);
    }

    #[test]
    fn the_user_can_rebind_and_unbind_every_key() {
        let mut keymap = Keymap::default();
        keymap.rebind("accept", &["Ctrl-y", "x"]).unwrap();
        assert_eq!(
            find(&keymap, "x", Context::Reader),
            Found::Action(Action::Accept)
        );
        assert_eq!(find(&keymap, "a", Context::Reader), Found::Nothing);
        keymap.rebind("accept", &["none"]).unwrap();
        assert_eq!(keymap.key_of(Action::Accept), None);
        assert!(keymap.rebind("acept", &["x"]).is_err());
        assert!(keymap.rebind("accept", &["Foo"]).is_err());
    }

    #[test]
    fn a_key_can_be_given_in_one_pane_alone() {
        let mut keymap = Keymap::default();
        let lost = keymap.rebind_in("accept", Some("reader"), &["x"]).unwrap();
        let reject = |context| (Meaning::Action(Action::Reject), context);
        let told: Vec<_> = lost.iter().map(|b| (b.means, b.context)).collect();
        assert_eq!(told, [reject(Context::Reader)]);
        let accept = Found::Action(Action::Accept);
        assert_eq!(find(&keymap, "x", Context::Reader), accept);
        assert_eq!(find(&keymap, "a", Context::Reader), Found::Nothing);
        assert_eq!(find(&keymap, "a", Context::Inspector), accept);
        keymap.rebind_in("quit", Some("list"), &["x"]).unwrap();
        let quit = Found::Action(Action::Quit);
        assert_eq!(find(&keymap, "x", Context::List), quit);
        for (action, pane) in [("accept", "list"), ("accept", "porch"), ("quit", "list")] {
            assert!(keymap.rebind_in(action, Some(pane), &[""; 0]).is_err());
        }
    }

    #[test]
    fn a_key_that_hides_longer_ones_is_known() {
        let mut keymap = Keymap::default();
        assert_eq!(keymap.hidden().len(), 0);
        keymap.rebind_in("accept", Some("reader"), &["g"]).unwrap();
        let hidden = keymap.hidden();
        let tops = hidden.iter().filter(|(one, _)| one.is_of(Action::Top));
        assert_eq!(tops.count(), 1);
        assert!(hidden.iter().all(|(_, other)| other.is_of(Action::Accept)));
    }

    #[test]
    fn a_command_of_ones_own_works_in_every_pane() {
        let mut keymap = Keymap::default();
        keymap.bind(3, &["f", "g w"]).unwrap();
        for context in [Context::List, Context::Reader] {
            assert_eq!(find(&keymap, "f", context), Found::Command(3));
            assert_eq!(find(&keymap, "g w", context), Found::Command(3));
            assert_eq!(find(&keymap, "g", context), Found::Prefix);
        }
        assert_eq!(keymap.key_of(Action::Filter).as_deref(), Some("/"));
    }

    #[test]
    fn arrows_always_move() {
        let mut keymap = Keymap::default();
        keymap.rebind("down", &["Ctrl-t"]).unwrap();
        keymap.rebind("up", &["none"]).unwrap();
        keymap.rebind("enter", &["Space"]).unwrap();
        for (keys, context, action) in [
            ("Ctrl-t", Context::Reader, Action::Down),
            ("Down", Context::Reader, Action::Down),
            ("Up", Context::List, Action::Up),
            ("Right", Context::List, Action::Enter),
        ] {
            assert_eq!(find(&keymap, keys, context), Found::Action(action));
        }
        assert_eq!(keymap.key_of(Action::Down).as_deref(), Some("Ctrl-t"));
        let bad = keymap.rebind("accept", &["Down"]).unwrap_err();
        assert_eq!(bad.to_string(), "Down always moves; use another key");
        assert!(keymap.bind(0, &["Left"]).is_err());
        keymap.rebind("down", &["Down", "n"]).unwrap();
    }

    /// No default key of one action hides that of another.
    #[test]
    fn no_default_key_means_two_things_in_one_pane() {
        let keymap = Keymap::default();
        for (i, a) in keymap.bindings.iter().enumerate() {
            for b in keymap.bindings.iter().skip(i + 1) {
                let clash = a.context == b.context
                    && (a.keys.starts_with(&b.keys) || b.keys.starts_with(&a.keys));
                assert!(!clash, "{a:?} and {b:?}");
            }
        }
    }
}
