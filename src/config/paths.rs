//! Where configuration, state and caches live, by the XDG Base Directory Specification on every system.

use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy, Xdg};

fn base() -> Option<Xdg> {
    Xdg::new().ok()
}

/// The folder of `config.toml`: `$XDG_CONFIG_HOME/dateline`; none without a home.
pub fn config_dir() -> Option<PathBuf> {
    base().map(|base| base.config_dir().join("dateline"))
}

/// The folder of the log, the last place, marks and histories: `$XDG_STATE_HOME/dateline`; none without a home.
pub fn state_dir() -> Option<PathBuf> {
    base()
        .and_then(|base| base.state_dir())
        .map(|dir| dir.join("dateline"))
}

/// The folder of what may be deleted at any time: `$XDG_CACHE_HOME/dateline`; none without a home.
pub fn cache_dir() -> Option<PathBuf> {
    base().map(|base| base.cache_dir().join("dateline"))
}
