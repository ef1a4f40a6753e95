//! The bytes written to a terminal, taken apart: text, and the sequences of ECMA-48.

use std::collections::BTreeSet;

/// A piece of what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Characters that are shown.
    Text(String),
    /// A control character that stands alone.
    Control(char),
    /// A control sequence, without its `ESC [`.
    Csi(String),
    /// Another escape sequence, without its `ESC`.
    Escape(String),
    /// A string for the terminal (title, clipboard, device control), without its `ESC`.
    Command(String),
}

/// Takes apart what was written, which must be UTF-8.
#[track_caller]
pub fn pieces(raw: &[u8]) -> Vec<Piece> {
    let text = std::str::from_utf8(raw).unwrap();
    let mut chars = text.chars().peekable();
    let mut pieces = Vec::new();
    let mut shown = String::new();
    while let Some(c) = chars.next() {
        if !c.is_control() {
            shown.push(c);
            continue;
        }
        if !shown.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut shown)));
        }
        if c != '\x1b' {
            pieces.push(Piece::Control(c));
            continue;
        }
        let mut sequence = String::new();
        match chars.next() {
            Some('[') => {
                for c in chars.by_ref() {
                    sequence.push(c);
                    if matches!(c, '@'..='~') {
                        break;
                    }
                }
                pieces.push(Piece::Csi(sequence));
            }
            Some(kind @ (']' | 'P' | 'X' | '^' | '_')) => {
                sequence.push(kind);
                while let Some(c) = chars.next() {
                    if c == '\x07' || (c == '\x1b' && chars.next_if_eq(&'\\').is_some()) {
                        break;
                    }
                    sequence.push(c);
                }
                pieces.push(Piece::Command(sequence));
            }
            Some(other) => {
                sequence.push(other);
                if matches!(other, ' '..='/') {
                    sequence.extend(chars.next());
                }
                pieces.push(Piece::Escape(sequence));
            }
            None => pieces.push(Piece::Escape(sequence)),
        }
    }
    if !shown.is_empty() {
        pieces.push(Piece::Text(shown));
    }
    pieces
}

/// What a terminal is told to be after all that was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Standing {
    /// The private modes that are set; `25` is the cursor.
    pub modes: BTreeSet<String>,
    /// How many sets of keyboard flags are pushed.
    pub keyboard: i64,
}

impl Standing {
    /// A terminal as the shell has it.
    pub fn usual() -> Self {
        Self {
            modes: ["25".to_owned()].into(),
            keyboard: 0,
        }
    }

    /// What the usual terminal is after these bytes.
    #[track_caller]
    pub fn after(raw: &[u8]) -> Self {
        let mut standing = Self::usual();
        for piece in pieces(raw) {
            let Piece::Csi(sequence) = piece else {
                continue;
            };
            let inner = |first: char, last: char| sequence.strip_prefix(first)?.strip_suffix(last);
            if let Some(modes) = inner('?', 'h') {
                standing.modes.extend(modes.split(';').map(str::to_owned));
            } else if let Some(modes) = inner('?', 'l') {
                for mode in modes.split(';') {
                    standing.modes.remove(mode);
                }
            } else if inner('>', 'u').is_some() {
                standing.keyboard += 1;
            } else if let Some(count) = inner('<', 'u') {
                standing.keyboard -= count.parse::<i64>().unwrap_or(1);
            }
        }
        standing
    }
}

/// Whether a sequence asks the terminal for an answer.
pub fn is_query(piece: &Piece) -> bool {
    match piece {
        Piece::Csi(sequence) => {
            sequence.ends_with('n')
                || sequence.ends_with('c')
                || sequence.ends_with("$p")
                || sequence.ends_with('x')
                || sequence == "?u"
                || (sequence.starts_with('>') && sequence.ends_with('q'))
                || (sequence.ends_with('t')
                    && !sequence.starts_with("22")
                    && !sequence.starts_with("23"))
        }
        Piece::Command(command) => {
            command.contains('?') || command.contains("+q") || command.contains("$q")
        }
        Piece::Escape(sequence) => sequence == "Z",
        Piece::Control(c) => *c == '\x05',
        Piece::Text(_) => false,
    }
}

/// The parameters of a sequence that sets colours or other looks; none of other pieces.
pub fn looks(piece: &Piece) -> Option<Vec<u16>> {
    let Piece::Csi(sequence) = piece else {
        return None;
    };
    let parameters = sequence.strip_suffix('m')?;
    let numbers = parameters.split([';', ':']);
    Some(numbers.map(|number| number.parse().unwrap_or(0)).collect())
}
