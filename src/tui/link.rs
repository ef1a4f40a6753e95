//! Links: which are opened, and how a terminal is told of one (OSC 8).

use std::fmt::Write as _;

/// A longer link is shown as none, in bytes.
const LONGEST: usize = 2_000;

/// Whether a link leads to the web: no other scheme is opened or shown as one.
pub fn is_web(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        let web = ["http", "https"];
        web.iter().any(|web| web.eq_ignore_ascii_case(scheme))
    })
}

/// Whether the terminal is known to show links as such: others may print what they do not know.
pub fn are_shown(variable: impl Fn(&str) -> Option<String>) -> bool {
    const PROGRAMS: [&str; 7] = [
        "iTerm.app",
        "WezTerm",
        "vscode",
        "ghostty",
        "mintty",
        "Hyper",
        "rio",
    ];
    const TERMS: [&str; 7] = [
        "xterm-kitty",
        "xterm-ghostty",
        "alacritty",
        "foot",
        "foot-extra",
        "wezterm",
        "contour",
    ];
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let program = set("TERM_PROGRAM").unwrap_or_default();
    if set("TMUX").is_some() || program == "tmux" {
        // From 3.4 on tmux knows links, and whether the terminal around it does.
        let version = set("TERM_PROGRAM_VERSION").unwrap_or_default();
        let digits = version.trim_end_matches(|c: char| !c.is_ascii_digit());
        let (major, minor) = digits.split_once('.').unwrap_or((digits, "0"));
        let number = |digits: &str| digits.parse::<u32>().unwrap_or(0);
        return (number(major), number(minor)) >= (3, 4);
    }
    PROGRAMS.contains(&program.as_str())
        || set("TERM").is_some_and(|term| TERMS.contains(&term.as_str()))
        || set("VTE_VERSION").is_some_and(|version| version.parse().is_ok_and(|v: u32| v >= 5_000))
        || set("KONSOLE_VERSION").is_some()
        || set("WT_SESSION").is_some()
}

/// A link to the web as other programs are given it: what may not stand in one is written as percent
/// signs and digits, so that nothing in it ends a sequence, a word or a pair of quote marks. None for
/// what is no safe link: another scheme, control characters, a length that is none of a link.
pub fn safe(url: &str) -> Option<String> {
    if !is_web(url) || url.len() > LONGEST || url.chars().any(char::is_control) {
        return None;
    }
    let mut safe = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => {
                let _ = write!(safe, "%{byte:02X}");
            }
            b'!'..=b'~' => safe.push(char::from(byte)),
            _ => {
                let _ = write!(safe, "%{byte:02X}");
            }
        }
    }
    Some(safe)
}

/// The sequence with which a link begins; none for what is no safe link.
pub fn begin(url: &str) -> Option<String> {
    safe(url).map(|url| format!("\x1b]8;;{url}\x1b\\"))
}

/// The sequence with which a link ends.
pub const END: &str = "\x1b]8;;\x1b\\";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_links_to_the_web_are_told_to_the_terminal() {
        assert_eq!(
            begin("https://example.org/a?b=c").unwrap(),
            "\x1b]8;;https://example.org/a?b=c\x1b\\"
        );
        assert_eq!(
            begin("http://example.org/Zü rich").unwrap(),
            "\x1b]8;;http://example.org/Z%C3%BC%20rich\x1b\\"
        );
        for url in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "example.org",
            "https://example.org/\x1b\\\x1b]52;c;eA==\x07",
            "https://example.org/\u{9c}x",
        ] {
            assert_eq!(begin(url), None, "{url:?}");
        }
        assert_eq!(begin(&format!("https://{}", "x".repeat(LONGEST))), None);
        assert_eq!(
            safe("https://x.org/\"; `rm -rf ~`|$(y)\\\u{202e}").unwrap(),
            "https://x.org/%22;%20%60rm%20-rf%20~%60%7C$(y)%5C%E2%80%AE"
        );
    }

    #[test]
    fn unknown_terminals_are_told_nothing() {
        let shown = |variables: &[(&str, &str)]| {
            are_shown(|name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(!shown(&[]));
        assert!(!shown(&[("TERM", "xterm-256color")]));
        assert!(!shown(&[("TERM_PROGRAM", "Apple_Terminal")]));
        assert!(!shown(&[("VTE_VERSION", "4205")]));
        assert!(shown(&[("VTE_VERSION", "7600")]));
        assert!(shown(&[("TERM", "xterm-kitty")]));
        assert!(shown(&[("TERM_PROGRAM", "WezTerm")]));
        let tmux = |version| {
            shown(&[
                ("TMUX", "/tmp/x"),
                ("TERM", "xterm-kitty"),
                ("TERM_PROGRAM_VERSION", version),
            ])
        };
        assert!(!tmux("3.3a") && !tmux("next") && tmux("3.4") && tmux("3.5a") && tmux("4.0"));
    }
}
