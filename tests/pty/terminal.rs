//! A pseudo-terminal with a program in it, and a screen that shows what the program draws.

use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long anything may take before a test fails; a busy machine is no failure.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a condition is looked at that no output announces.
const GLANCE: Duration = Duration::from_millis(10);

/// A terminal that answers nothing, with a program in it.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn std::io::Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// Every byte that was written to the terminal.
    pub raw: Vec<u8>,
    /// Whoever holds this keeps the terminal from taking in what is written.
    reading: Arc<Mutex<()>>,
    /// Whether nobody has the terminal open any more.
    hung_up: bool,
    /// How much of it is on the screen.
    shown: usize,
    /// The modes of the line before the program began.
    pub modes: String,
}

impl Terminal {
    /// Starts a program in a terminal of so many columns and rows.
    pub fn start(command: CommandBuilder, (columns, rows): (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let modes = format!("{:?}", pair.master.get_termios().unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let keyboard = pair.master.take_writer().unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        let reading = Arc::new(Mutex::new(()));
        let attentive = Arc::clone(&reading);
        thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(read) = reader.read(&mut buffer) {
                drop(attentive.lock());
                if read == 0 || sender.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            master: pair.master,
            keyboard,
            child,
            output,
            screen: vt100::Parser::new(cells(rows), cells(columns), 0),
            raw: Vec::new(),
            reading,
            hung_up: false,
            shown: 0,
            modes,
        }
    }

    /// While this is locked the terminal takes in nothing more of what is written.
    pub fn reading(&self) -> Arc<Mutex<()>> {
        Arc::clone(&self.reading)
    }

    /// Takes in what is written next; says whether anything was before `wait` was over.
    fn take(&mut self, wait: Duration) -> bool {
        match self.output.recv_timeout(wait) {
            Ok(bytes) => {
                self.raw.extend(bytes);
                self.show();
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => {
                // Nothing comes any more: the program is about to end.
                self.hung_up = true;
                thread::yield_now();
                false
            }
        }
    }

    /// Shows what was written and is not on the screen yet.
    fn show(&mut self) {
        let rest = &self.raw[self.shown..];
        let whole = match std::str::from_utf8(rest) {
            Ok(whole) => whole,
            // A character that was cut in two waits for its other half.
            Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap(),
        };
        // A frame shows when it is whole.
        let whole = match whole.rsplit_once("\x1b[?2026h") {
            Some((before, frame)) if !frame.contains("\x1b[?2026l") => before,
            _ => whole,
        };
        self.shown += whole.len();
        // The screen leaves U+FFFD out, where terminals show it: another sign stands for it.
        let shown = whole.replace('\u{fffd}', "¿");
        self.screen.process(shown.as_bytes());
    }

    /// Waits until `found` holds of the screen.
    #[track_caller]
    pub fn until(&mut self, what: &str, found: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !found(self) {
            assert!(
                Instant::now() < deadline,
                "never came: {what}; the screen:\n{}",
                self.text()
            );
            self.take(GLANCE);
        }
    }

    /// Waits until `found` holds of the screen, or the program has ended: then false.
    #[track_caller]
    pub fn lives_until(&mut self, found: impl Fn(&Self) -> bool) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while !found(self) {
            if self.hung_up || self.child.try_wait().unwrap().is_some() {
                return false;
            }
            assert!(Instant::now() < deadline, "the screen:\n{}", self.text());
            self.take(GLANCE);
        }
        true
    }

    /// Waits until a text is on the screen.
    #[track_caller]
    pub fn see(&mut self, text: &str) {
        self.until(text, |terminal| terminal.shows(text));
    }

    /// Waits until a text is no longer on the screen.
    #[track_caller]
    pub fn see_no(&mut self, text: &str) {
        self.until(&format!("no {text}"), |terminal| !terminal.shows(text));
    }

    /// Whether a text is on the screen.
    pub fn shows(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// The screen as lines.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// The last line of the screen.
    pub fn footer(&self) -> String {
        self.text().lines().last().unwrap_or_default().to_owned()
    }

    /// The screen itself.
    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// Types keys, as the bytes that terminals send for them.
    pub fn keys(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Types keys and waits for a text on the screen.
    #[track_caller]
    pub fn press(&mut self, keys: &str, text: &str) {
        self.keys(keys);
        self.see(text);
    }

    /// Takes the last message away, and waits until the footer says that all is saved.
    #[track_caller]
    pub fn saved(&mut self) {
        // A command that is not typed to its end.
        self.keys(":\x7f");
        self.see(" · saved");
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.screen
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// Waits until nothing is written for a while.
    #[track_caller]
    pub fn quiet(&mut self, silence: Duration) {
        let deadline = Instant::now() + PATIENCE;
        let mut since = Instant::now();
        while since.elapsed() < silence {
            assert!(Instant::now() < deadline, "it never fell silent");
            if self.take(silence.saturating_sub(since.elapsed()).max(GLANCE)) {
                since = Instant::now();
            }
        }
    }

    /// The program's process.
    pub fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// The leader of the group of processes that have the keyboard.
    pub fn foreground(&self) -> u32 {
        self.master.process_group_leader().unwrap().cast_unsigned()
    }

    /// Sends the program a signal, by its name.
    pub fn signal(&self, name: &str) {
        signal(name, self.process());
    }

    /// Waits until the program has ended, and takes in the last that it wrote.
    #[track_caller]
    pub fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                while !self.hung_up && Instant::now() < deadline {
                    self.take(GLANCE);
                }
                return status;
            }
            assert!(
                Instant::now() < deadline,
                "it does not end; the screen:\n{}",
                self.text()
            );
            self.take(GLANCE);
        }
    }

    /// Ends the program at once, as a crash of the machine would.
    pub fn kill(&mut self) {
        self.signal("KILL");
        self.end();
    }

    /// The modes of the line now.
    pub fn modes_now(&self) -> String {
        format!("{:?}", self.master.get_termios().unwrap())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

/// Sends a process a signal, by its name.
pub fn signal(name: &str, process: u32) {
    let sent = Command::new("kill")
        .args([&format!("-{name}"), &process.to_string()])
        .status();
    assert!(sent.unwrap().success(), "kill -{name} {process}");
}
