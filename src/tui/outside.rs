//! Other programs: the browser and the user's editor.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;

use crossbeam_channel::Sender;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process, waitpid};

use super::event::Event;
use super::worker::signals::{can_suspend, suspend};

/// Opens a link by the system's own program, without a shell.
pub fn open_link(url: String, events: &Sender<Event>) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let events = events.clone();
    thread::spawn(move || {
        let ended = Command::new(opener)
            .arg(&url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let notice = match ended {
            Ok(status) if status.success() => format!("opened {url}"),
            Ok(status) => format!("{opener} failed ({status}): {url}"),
            Err(error) => format!("cannot run {opener}: {error}"),
        };
        let _ = events.send(Event::Notice(notice));
    });
}

/// The last lines of the log, and where it is.
///
/// # Errors
/// Says why where there is none.
pub fn read_log() -> Result<(PathBuf, Vec<String>), String> {
    /// As much as anybody reads on a screen.
    const LINES: usize = 500;
    const BYTES: i64 = 128 << 10;
    let none = "nothing is logged; start dateline with DATELINE_LOG=debug, or with -v";
    let path = crate::cli::log::file().ok_or("there is no home folder, and so no log")?;
    let mut file = File::open(&path).map_err(|_| none.to_owned())?;
    let mut bytes = Vec::new();
    // A short log has no place so far before its end.
    let _ = file.seek(SeekFrom::End(-BYTES));
    file.read_to_end(&mut bytes)
        .map_err(|error| format!("{}: {error}", path.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.get(lines.len().saturating_sub(LINES)..);
    match last.unwrap_or_default() {
        [] => Err(none.to_owned()),
        last => Ok((path, last.iter().map(|line| (*line).to_owned()).collect())),
    }
}

/// Tells what a folder holds: the names in it that can be typed, those of folders with a slash at
/// their end. A folder that cannot be read holds nothing.
pub fn read_folder(folder: String, events: &Sender<Event>) {
    /// Nobody finds a name among more.
    const MOST: usize = 2000;
    let events = events.clone();
    // It may be on a slow disk.
    thread::spawn(move || {
        let path = if folder.is_empty() { "." } else { &folder };
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .take(MOST)
            .filter_map(|entry| {
                let mut name = entry.file_name().into_string().ok()?;
                if entry.path().is_dir() {
                    name.push('/');
                }
                Some(name).filter(|name| !name.contains(char::is_control))
            })
            .collect();
        names.sort();
        let _ = events.send(Event::FolderRead { folder, names });
    });
}

/// Lets the user edit a text in `$VISUAL` or `$EDITOR` (with its arguments), else in `vi`.
///
/// # Errors
/// Says why where the editor cannot be run or fails, or its text cannot be read.
pub fn edit(text: &str) -> Result<String, String> {
    let set = |name: &str| {
        std::env::var(name)
            .ok()
            .filter(|value| !value.trim().is_empty())
    };
    let editor = set("VISUAL")
        .or_else(|| set("EDITOR"))
        .unwrap_or_else(|| "vi".to_owned());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let mut file = tempfile::Builder::new()
        .prefix("dateline-note-")
        .suffix(".txt")
        .tempfile()
        .map_err(|error| format!("no file to edit: {error}"))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.flush())
        .map_err(|error| format!("no file to edit: {error}"))?;
    let child = Command::new(program)
        .args(words)
        .arg(file.path())
        .spawn()
        .map_err(|error| format!("cannot run {editor}: {error}; set $EDITOR"))?;
    let ended = wait(&child).map_err(|error| format!("{editor} is out of reach: {error}"))?;
    if ended.exit_status() != Some(0) {
        let how = ended
            .exit_status()
            .map_or_else(String::new, |code| format!(" with {code}"));
        return Err(format!("{editor} failed{how}; the note is as it was"));
    }
    // An editor may put another file in its place, so it is read by its name.
    let edited = std::fs::read_to_string(file.path())
        .map_err(|error| format!("the note is as it was: {error}"))?;
    Ok(edited.trim_end().to_owned())
}

/// Waits for the editor's end. When it is stopped, the program stops as well: the shell that brings
/// back the one brings back the other. Without such a shell the editor goes on.
fn wait(editor: &Child) -> io::Result<WaitStatus> {
    let editor = Pid::from_child(editor);
    loop {
        match waitpid(Some(editor), WaitOptions::UNTRACED) {
            Ok(Some((_, status))) if !status.stopped() => return Ok(status),
            Ok(Some(_)) if can_suspend() => suspend()?,
            Ok(Some(_)) => kill_process(editor, Signal::CONT)?,
            Ok(None) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
