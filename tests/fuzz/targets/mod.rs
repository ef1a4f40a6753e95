//! What must hold of any bytes, target by target: shared by the fuzzer and by the plain tests.
//!
//! A target takes bytes, makes of them what it needs, and panics where a promise is broken. What it
//! makes is decided by the bytes alone, so that a finding is one file.

mod annotating;
mod bytes;
mod exchange;
mod extraction;
mod reading;
mod searching;
mod showing;
mod storing;

/// One promise, or a few that belong together.
pub struct Target {
    /// Its name, which is also that of its folders.
    pub name: &'static str,
    /// Panics where the promise is broken.
    pub run: fn(&[u8]),
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target {
        name: "anchor",
        run: annotating::anchored,
    },
    Target {
        name: "bioes",
        run: exchange::bioes,
    },
    Target {
        name: "brat",
        run: exchange::brat,
    },
    Target {
        name: "cas",
        run: exchange::cas,
    },
    Target {
        name: "citron",
        run: exchange::citron,
    },
    Target {
        name: "config",
        run: storing::config,
    },
    Target {
        name: "conll",
        run: exchange::conll,
    },
    Target {
        name: "corpus",
        run: reading::corpus,
    },
    Target {
        name: "csv",
        run: exchange::csv,
    },
    Target {
        name: "display",
        run: showing::display,
    },
    Target {
        name: "doccano",
        run: exchange::doccano,
    },
    Target {
        name: "edits",
        run: annotating::edits,
    },
    Target {
        name: "extract",
        run: extraction::extract,
    },
    Target {
        name: "feed",
        run: reading::feed,
    },
    Target {
        name: "html",
        run: reading::html,
    },
    Target {
        name: "index",
        run: reading::index,
    },
    Target {
        name: "items",
        run: reading::items,
    },
    Target {
        name: "json",
        run: reading::json,
    },
    Target {
        name: "keys",
        run: searching::keys,
    },
    Target {
        name: "label_studio",
        run: exchange::label_studio,
    },
    Target {
        name: "layout",
        run: showing::layout,
    },
    Target {
        name: "model",
        run: extraction::model,
    },
    Target {
        name: "motion",
        run: showing::motion,
    },
    Target {
        name: "page",
        run: exchange::page,
    },
    Target {
        name: "prodigy",
        run: exchange::prodigy,
    },
    Target {
        name: "query",
        run: searching::query,
    },
    Target {
        name: "quotes",
        run: extraction::quotes,
    },
    Target {
        name: "record",
        run: storing::record,
    },
    Target {
        name: "state",
        run: storing::state,
    },
    Target {
        name: "store",
        run: storing::store,
    },
    Target {
        name: "suggestions",
        run: reading::suggestions,
    },
    Target {
        name: "table",
        run: reading::table,
    },
    Target {
        name: "text",
        run: reading::text,
    },
    Target {
        name: "theme",
        run: storing::theme,
    },
    Target {
        name: "w3c",
        run: exchange::w3c,
    },
    Target {
        name: "webanno",
        run: exchange::webanno,
    },
    Target {
        name: "xmi",
        run: exchange::xmi,
    },
];

/// Runs a target of [`TARGETS`] over some bytes.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    (target.expect("there is such a target").run)(data);
}
