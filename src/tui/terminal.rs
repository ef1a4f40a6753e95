//! The terminal itself: taken at the beginning, given back at every end.

mod terse;
mod title;

use std::fs::File;
use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crossbeam_channel::bounded;

use ratatui::Terminal;
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
    EnableFocusChange, KeyboardEnhancementFlags, PopKeyboardEnhancementFlags,
    PushKeyboardEnhancementFlags,
};
use ratatui::crossterm::style::Print;
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute, queue};

use rustix::termios::{QueueSelector, tcflush};

use super::app::App;
use super::{link, view};
use terse::Terse;
use title::Title;

/// One frame is collected here and written at once.
const FRAME: usize = 64 * 1024;

/// Asks for buttons, drags and the wheel, in the form without limits; not for each move of the
/// pointer, of which nothing comes.
const MOUSE: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1015h\x1b[?1006h";

/// Whether the terminal is ours at the moment: what there is to give back.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether the kitty keyboard protocol was pushed.
static KEYBOARD: AtomicBool = AtomicBool::new(false);
/// Whether any thread has panicked.
static PANICKED: AtomicBool = AtomicBool::new(false);

/// The screen that frames are drawn on.
pub struct Screen {
    terminal: Terminal<Terse<BufWriter<Stdout>>>,
    mouse: bool,
    /// Whether the terminal is known to show links.
    links: bool,
    title: Title,
}

impl Screen {
    /// Takes the terminal; never waits for an answer from it.
    ///
    /// # Errors
    /// When it cannot be put into raw mode or written to.
    pub fn take(mouse: bool) -> io::Result<Self> {
        let terminal = Terminal::new(Terse::new(BufWriter::with_capacity(FRAME, io::stdout())))?;
        let variable = |name: &str| std::env::var(name).ok();
        let mut screen = Self {
            terminal,
            mouse,
            links: link::are_shown(variable),
            title: Title::default(),
        };
        screen.enter()?;
        Ok(screen)
    }

    /// Takes the terminal again after it was given back.
    ///
    /// # Errors
    /// When it cannot be put into raw mode or written to.
    pub fn enter(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let mut out = io::stdout();
        queue!(
            out,
            EnterAlternateScreen,
            EnableBracketedPaste,
            EnableFocusChange,
            cursor::Hide
        )?;
        // The Linux console prints what it does not know.
        if !matches!(std::env::var("TERM").as_deref(), Ok("linux" | "dumb")) {
            KEYBOARD.store(true, Ordering::SeqCst);
            let flags = KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES;
            queue!(out, PushKeyboardEnhancementFlags(flags))?;
        }
        if self.mouse {
            queue!(out, Print(MOUSE))?;
        }
        out.flush()?;
        self.redraw()
    }

    /// Gives the mouse to the program or back to the terminal.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn set_mouse(&mut self, mouse: bool) -> io::Result<()> {
        self.mouse = mouse;
        if mouse {
            execute!(io::stdout(), Print(MOUSE))
        } else {
            execute!(io::stdout(), DisableMouseCapture)
        }
    }

    /// Makes the next frame write every cell. The terminal is not asked where its cursor is.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn redraw(&mut self) -> io::Result<()> {
        self.title.reset();
        let size = self.terminal.size()?;
        self.terminal
            .resize(ratatui::layout::Rect::new(0, 0, size.width, size.height))
    }

    /// The size of the screen, in cells.
    ///
    /// # Errors
    /// When the terminal does not tell.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    /// Draws one frame, as one synchronized update; none while the terminal is given back.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        // Whoever gives the terminal back meanwhile, in a panic say, waits for the frame's end.
        let _whole = io::stdout().lock();
        if !TAKEN.load(Ordering::SeqCst) {
            return Ok(());
        }
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let drawn = self.terminal.draw(|frame| view::draw(app, frame))?;
        if self.links {
            let link = view::link(app).filter(|_| app.settings.config.links);
            let buffer = drawn.buffer.clone();
            self.title
                .show(link, &buffer, self.terminal.backend_mut())?;
        }
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        io::Write::flush(self.terminal.backend_mut())
    }

    /// Writes a sequence that is no picture (the clipboard's) in one piece.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout();
        out.write_all(bytes)?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back as it was. May be called at any time, from any thread, more than once.
pub fn give_back() {
    let mut out = io::stdout().lock();
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // Where the terminal is gone there is nobody to tell.
    let _ = write_back(&mut out);
    let _ = disable_raw_mode();
}

/// Writes what makes the terminal as it was.
fn write_back(out: &mut impl Write) -> io::Result<()> {
    queue!(out, EndSynchronizedUpdate)?;
    if KEYBOARD.swap(false, Ordering::SeqCst) {
        queue!(out, PopKeyboardEnhancementFlags)?;
    }
    queue!(
        out,
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        cursor::Show,
        LeaveAlternateScreen
    )?;
    out.flush()
}

/// Gives the terminal back though it takes in nothing of what is written to it, which is dropped;
/// waits for nobody. The program is to end then.
pub fn abandon() {
    /// How long the terminal is given to take in that it is free.
    const LAST: Duration = Duration::from_millis(200);
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // The loop holds standard output in its write.
    let _ = tcflush(io::stdout(), QueueSelector::OFlush);
    let _ = disable_raw_mode();
    let (done, wait) = bounded(1);
    thread::spawn(move || {
        if let Ok(mut terminal) = File::options().write(true).open("/dev/tty") {
            let _ = write_back(&mut terminal);
        }
        let _ = done.send(());
    });
    let _ = wait.recv_timeout(LAST);
}

/// Lets a panic be told on a terminal that is in order.
pub fn restore_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICKED.store(true, Ordering::SeqCst);
        give_back();
        before(panic);
    }));
}

/// Whether any thread has panicked since [`restore_on_panic`].
pub fn has_panicked() -> bool {
    PANICKED.load(Ordering::SeqCst)
}
