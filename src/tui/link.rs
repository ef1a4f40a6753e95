//! Links: which are opened, and how a terminal is told of one (OSC 8).

/// Whether a link leads to the web: no other scheme is opened or shown as one.
pub fn is_web(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        ["http", "https"]
            .iter()
            .any(|s| s.eq_ignore_ascii_case(scheme))
    })
}
