//! Puts text on the clipboard: by the system's own program where there is a desktop, else by the terminal.

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crossbeam_channel::bounded;

use crate::text::base64::base64;

/// More bytes than this the terminals cut or refuse in one OSC 52 sequence.
const MOST: usize = 74_000;

/// How long a program may take.
pub const PATIENCE: Duration = Duration::from_secs(1);

/// How a text gets to the clipboard.
#[derive(Debug, PartialEq, Eq)]
pub enum Way {
    /// A program that takes the text on its standard input.
    Program(&'static str, &'static [&'static str]),
    /// A sequence that asks the terminal to (OSC 52); inside tmux, wrapped to be passed on.
    Terminal,
}

/// The ways that the environment promises, the best first.
pub fn ways(variable: impl Fn(&str) -> Option<String>) -> Vec<Way> {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let mut ways = Vec::new();
    if cfg!(target_os = "macos") {
        ways.push(Way::Program("pbcopy", &[]));
    }
    if set("WAYLAND_DISPLAY") {
        ways.push(Way::Program("wl-copy", &[]));
    }
    if set("DISPLAY") {
        ways.push(Way::Program("xclip", &["-selection", "clipboard"]));
        ways.push(Way::Program("xsel", &["--clipboard", "--input"]));
    }
    if set("TMUX") {
        // Of itself tmux takes the sequence from no program; told so it passes the text on.
        ways.push(Way::Program("tmux", &["load-buffer", "-w", "-"]));
    }
    ways.push(Way::Terminal);
    ways
}

/// Gives a text to a program; says whether it took it, which one that hangs does not.
pub fn give(
    program: &'static str,
    arguments: &'static [&'static str],
    text: &str,
    patience: Duration,
) -> bool {
    let (told, tells) = bounded(1);
    let text = text.to_owned();
    thread::spawn(move || {
        let _ = told.send(take(program, arguments, &text));
    });
    tells.recv_timeout(patience).unwrap_or(false)
}

fn take(program: &str, arguments: &[&str], text: &str) -> bool {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return false };
    let written = child
        .stdin
        .take()
        .is_some_and(|mut input| input.write_all(text.as_bytes()).is_ok());
    written && child.wait().is_ok_and(|status| status.success())
}

/// The sequence that asks the terminal to take a text (OSC 52).
///
/// # Errors
/// Says how long the text is when that is more than terminals take.
pub fn sequence(text: &str, in_tmux: bool) -> Result<Vec<u8>, String> {
    let encoded = base64(text.as_bytes());
    if encoded.len() > MOST {
        return Err(format!(
            "{} bytes are more than a terminal's clipboard takes ({MOST})",
            encoded.len()
        ));
    }
    let sequence = format!("\x1b]52;c;{encoded}\x07");
    Ok(if in_tmux {
        format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b")).into_bytes()
    } else {
        sequence.into_bytes()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desktops_own_clipboard_goes_before_the_terminals() {
        let in_x = |name: &str| (name == "DISPLAY").then(|| ":0".to_owned());
        assert_eq!(ways(in_x).last(), Some(&Way::Terminal));
        assert!(ways(in_x).len() > 1);
        assert!(ways(|_| None).contains(&Way::Terminal));
        let in_tmux = |name: &str| (name == "TMUX").then(|| "/tmp/tmux".to_owned());
        let tmux = Way::Program("tmux", &["load-buffer", "-w", "-"]);
        assert_eq!(ways(in_tmux).first(), Some(&tmux));
    }

    #[test]
    fn a_program_takes_the_text_or_the_next_way_is_gone() {
        let long = Duration::from_secs(30);
        assert!(give("sh", &["-c", "test \"$(cat)\" = hi"], "hi", long));
        assert!(!give("false", &[], "hi", long));
        assert!(!give("no such program", &[], "hi", long));
        assert!(!give("sleep", &["2"], "hi", Duration::from_millis(1)));
    }

    #[test]
    fn what_the_terminal_would_cut_is_refused_aloud() {
        assert!(sequence(&"x".repeat(60_000), false).is_err());
        assert_eq!(sequence("hi", false).unwrap(), b"\x1b]52;c;aGk=\x07");
        assert!(sequence("hi", true).unwrap().starts_with(b"\x1bPtmux;"));
    }
}
