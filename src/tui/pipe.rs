//! Runs a command of the user's beside the program: its input is given, its output kept.

use std::io::{self, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use crossbeam_channel::Sender;
use rustix::process::{Pid, Signal, kill_process_group};

use super::app::pipe::Piped;
use super::effect::Program;
use super::event::Event;

/// How much of what a command writes is kept, in bytes.
const MOST: usize = 256 * 1024;

/// A command that runs, with what it started, in a process group of its own.
#[derive(Debug)]
pub struct Job {
    group: Pid,
    /// Whether it was asked to end.
    asked: bool,
}

impl Job {
    /// Starts a command; its end comes as an event.
    ///
    /// # Errors
    /// When the shell, or the program, cannot be run.
    pub fn start(command: &Program, input: String, events: &Sender<Event>) -> io::Result<Self> {
        let (output, written) = io::pipe()?;
        let mut child = words(command)
            .stdin(Stdio::piped())
            .stdout(written.try_clone()?)
            .stderr(written)
            .process_group(0)
            .spawn()?;
        let group = Pid::from_child(&child);
        if let Some(mut stdin) = child.stdin.take() {
            // A command need not read all that it is given.
            thread::spawn(move || {
                let _ = stdin.write_all(input.as_bytes());
            });
        }
        let events = events.clone();
        let command = command.shown();
        thread::spawn(move || {
            let mut kept = Vec::new();
            let read = (&output).take(MOST as u64 + 1).read_to_end(&mut kept);
            let cut = kept.len() > MOST;
            kept.truncate(MOST);
            // Nobody reads on: what still writes is told so.
            drop(output);
            let ended = read.and_then(|_| child.wait());
            let result = ended.map_err(|error| format!("| {command}: {error}"));
            let _ = events.send(Event::Piped(result.map(|ended| Piped {
                output: String::from_utf8_lossy(&kept).into_owned(),
                failure: failure(ended).filter(|_| !cut),
                command,
                cut,
            })));
        });
        Ok(Self {
            group,
            asked: false,
        })
    }

    /// Asks the command to end; asked again, makes it.
    pub fn stop(&mut self) {
        let signal = if self.asked {
            Signal::KILL
        } else {
            Signal::TERM
        };
        self.asked = true;
        let _ = kill_process_group(self.group, signal);
        // One that waits for the keyboard hears nothing else before.
        let _ = kill_process_group(self.group, Signal::CONT);
    }
}

/// The program that is run, with its arguments: for a line, the user's shell.
fn words(command: &Program) -> Command {
    match command {
        Program::Line(line) => {
            let shell = std::env::var_os("SHELL").filter(|shell| !shell.is_empty());
            let mut command = Command::new(shell.unwrap_or_else(|| "/bin/sh".into()));
            command.arg("-c").arg(line);
            command
        }
        Program::Words(words) => {
            let mut words = words.iter();
            let mut command = Command::new(words.next().map_or("", String::as_str));
            command.args(words);
            command
        }
    }
}

fn failure(ended: ExitStatus) -> Option<String> {
    match (ended.code(), ended.signal()) {
        (Some(0), _) => None,
        (Some(code), _) => Some(format!("exit {code}")),
        (None, Some(signal)) => Some(format!("signal {signal}")),
        (None, None) => Some(ended.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::unbounded;

    fn run(command: &str, input: &str) -> Piped {
        let (sender, events) = unbounded();
        started(&Program::Line(command.to_owned()), input, &sender);
        match events.recv().unwrap() {
            Event::Piped(Ok(piped)) => piped,
            other => panic!("{other:?}"),
        }
    }

    fn started(command: &Program, input: &str, sender: &Sender<Event>) -> Job {
        Job::start(command, input.to_owned(), sender).unwrap()
    }

    #[test]
    fn words_are_read_by_no_shell() {
        let (sender, events) = unbounded();
        let words = ["printf", "%s|", "a b", "$HOME; true", ""];
        started(
            &Program::Words(words.map(str::to_owned).to_vec()),
            "",
            &sender,
        );
        let Event::Piped(Ok(piped)) = events.recv().unwrap() else {
            panic!("it ended otherwise");
        };
        assert_eq!(piped.output, "a b|$HOME; true||");
        let none = Program::Words(vec!["no-such-program".to_owned()]);
        assert!(Job::start(&none, String::new(), &sender).is_err());
    }

    #[test]
    fn a_command_gets_its_input_and_both_of_its_outputs_are_kept() {
        let piped = run("cat; echo told >&2; exit 3", "Ana\n");
        assert_eq!(piped.output, "Ana\ntold\n");
        assert_eq!(piped.failure.as_deref(), Some("exit 3"));
        let long = "x".repeat(1_000_000);
        assert_eq!(run("wc -c", &long).output.trim(), "1000000");
        // One that reads nothing of a long input does not hang.
        assert_eq!(run("echo done", &long).output, "done\n");
    }

    #[test]
    fn one_that_never_ends_is_cut_and_one_that_is_stopped_ends() {
        let piped = run("yes", "");
        assert!(piped.cut && piped.output.len() == MOST && piped.failure.is_none());
        let (sender, events) = unbounded();
        let mut job = started(&Program::Line("cat; sleep 1000".to_owned()), "", &sender);
        job.stop();
        let Event::Piped(Ok(piped)) = events.recv().unwrap() else {
            panic!("it ended otherwise");
        };
        assert_eq!(piped.failure.as_deref(), Some("signal 15"));
    }
}
