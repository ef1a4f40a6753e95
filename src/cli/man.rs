//! `dateline man`: the manual page, with a section for every subcommand.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_mangen::Man;

use super::Typed;
use super::outcome::Outcome;
use crate::output::Output;

/// Prints the manual page.
///
/// # Errors
/// When standard output cannot be written.
pub fn run() -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    output.write_all(page()?.as_bytes())?;
    output.finish()?;
    Ok(Outcome::Done)
}

/// The manual page, in roff.
///
/// # Errors
/// Never: it is written to memory.
pub fn page() -> io::Result<String> {
    // That of the source: the page is the same whatever commit it is made of.
    let mut command = Typed::command().version(env!("CARGO_PKG_VERSION"));
    command.build();
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for subcommand in command.get_subcommands() {
        let name = subcommand.get_name().to_owned();
        if name == "help" {
            continue;
        }
        let man = Man::new(subcommand.clone());
        let mut section = Vec::new();
        man.render_synopsis_section(&mut section)?;
        man.render_description_section(&mut section)?;
        man.render_options_section(&mut section)?;
        let section = String::from_utf8_lossy(&section).replace(".SH ", ".SS ");
        write!(page, ".SH \"DATELINE {}\"\n{section}", name.to_uppercase())?;
    }
    man.render_extra_section(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
