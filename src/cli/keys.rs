//! `dateline keys`: the keys of the UI, as the configuration leaves them.

use std::fmt::Write as _;
use std::io::Write as _;

use super::Keys;
use super::messages::Messages;
use super::outcome::Outcome;
use super::run::configuration;
use crate::config::Config;
use crate::output::Output;
use crate::text::display::visible_lines;
use crate::tui::action::{Context, Group, TABLE};
use crate::tui::keymap::Keymap;
use crate::tui::session::keymap;

/// Prints the table.
///
/// # Errors
/// When the file that `--config` names cannot be read, or standard output cannot be written.
pub fn run(typed: &Keys, messages: &Messages) -> anyhow::Result<Outcome> {
    let loaded = configuration(typed.config.as_deref(), &[])?;
    let mut complaints: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    let (keymap, unusable) = keymap(&loaded.config);
    complaints.extend(unusable);
    for complaint in &complaints {
        messages.problem(complaint);
    }
    let mut output = Output::open(None)?;
    for page in [table(&keymap), own(&loaded.config)] {
        output.write_all(visible_lines(&page).as_bytes())?;
    }
    output.finish()?;
    Ok(Outcome::of_faults(complaints.len() as u64))
}

/// The commands of the user's own, as lines of the same kind.
fn own(config: &Config) -> String {
    let mut lines = String::new();
    for command in &config.commands {
        if lines.is_empty() {
            lines.push_str("\nYour own\n");
        }
        let (keys, name) = (command.keys.join(", "), format!(":{}", command.name));
        let _ = writeln!(lines, "  {keys:<18} {name:<20} {}", command.about());
    }
    lines
}

/// The table as lines: keys, the action's name, what it does, where.
fn table(keymap: &Keymap) -> String {
    let mut table = String::new();
    for group in Group::ALL {
        if !table.is_empty() {
            table.push('\n');
        }
        table.push_str(group.as_str());
        table.push('\n');
        for spec in TABLE.iter().filter(|spec| spec.group == group) {
            let keys = keymap.keys_of(spec.action).join(", ");
            let panes: Vec<&str> = spec
                .contexts
                .iter()
                .filter(|context| **context != Context::Anywhere)
                .map(|context| context.as_str())
                .collect();
            let panes = if panes.is_empty() {
                String::new()
            } else {
                format!(" ({})", panes.join(", "))
            };
            let name = format!(":{}", spec.usage());
            let _ = writeln!(table, "  {keys:<18} {name:<24} {}{panes}", spec.help);
        }
    }
    table
}
