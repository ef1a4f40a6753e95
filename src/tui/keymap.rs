//! Which keys mean which action, in which pane: the table's defaults under the user's own.

use super::action::{Action, Context, TABLE};
use super::key::{Key, NoKey, sequence, written};

/// One binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The keys, in order.
    pub keys: Vec<Key>,
    /// Where they apply.
    pub context: Context,
    /// What they mean.
    pub action: Action,
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
    /// The keys cannot be read.
    #[error(transparent)]
    NoKey(#[from] NoKey),
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
                            action: spec.action,
                        })
                    })
                })
            })
            .collect();
        Self { bindings }
    }
}

impl Keymap {
    /// Gives an action other keys: they replace its own, and free these keys of what they meant there.
    /// `"none"` alone leaves the action without keys.
    ///
    /// # Errors
    /// [`BadBinding`] when there is no such action or key; nothing is changed then.
    pub fn rebind(&mut self, name: &str, keys: &[impl AsRef<str>]) -> Result<(), BadBinding> {
        let spec = TABLE
            .iter()
            .find(|spec| spec.name == name)
            .ok_or_else(|| BadBinding::NoAction(name.to_owned()))?;
        let sequences = keys
            .iter()
            .map(AsRef::as_ref)
            .filter(|keys| *keys != "none")
            .map(sequence)
            .collect::<Result<Vec<_>, _>>()?;
        self.bindings.retain(|b| b.action != spec.action);
        for keys in sequences {
            for &context in spec.contexts {
                self.bindings
                    .retain(|b| b.keys != keys || b.context != context);
                self.bindings.push(Binding {
                    keys: keys.clone(),
                    context,
                    action: spec.action,
                });
            }
        }
        Ok(())
    }

    /// What the keys typed so far mean in a pane; its own bindings go before those that apply anywhere.
    pub fn find(&self, keys: &[Key], context: Context) -> Found {
        let reachable =
            |context: Context| self.bindings.iter().filter(move |b| b.context == context);
        for context in [context, Context::Anywhere] {
            if let Some(binding) = reachable(context).find(|b| b.keys == keys) {
                return Found::Action(binding.action);
            }
            if reachable(context).any(|b| b.keys.starts_with(keys)) {
                return Found::Prefix;
            }
        }
        Found::Nothing
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
        for binding in self.bindings.iter().filter(|b| b.action == action) {
            let text = written(&binding.keys);
            if !keys.contains(&text) {
                keys.push(text);
            }
        }
        keys
    }

    /// The action's first key, written.
    pub fn key_of(&self, action: Action) -> Option<String> {
        self.bindings
            .iter()
            .find(|b| b.action == action)
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
