//! Reads the configuration again when it is asked for, or when one of its files has changed.

use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::config::{Loaded, Sources};
use crate::tui::event::Event;

/// Starts a thread that reads the configuration at each word, at any rate if the word is that
/// somebody asked for it; gives where to say so. Nothing waits for it: a home may be far away.
pub fn watch(sources: Sources, loaded: Loaded, events: Sender<Event>) -> Sender<bool> {
    let (asking, asked) = unbounded();
    thread::spawn(move || run(&sources, loaded, &asked, &events));
    asking
}

fn run(sources: &Sources, mut last: Loaded, asked: &Receiver<bool>, events: &Sender<Event>) {
    let variable = |name: &str| std::env::var(name).ok();
    for is_asked in asked {
        if !is_asked && !last.is_stale() {
            continue;
        }
        let result = match sources.load_again(&last.config, variable) {
            Ok(loaded) => {
                last = loaded.clone();
                Ok(Box::new(loaded))
            }
            Err(error) => {
                // It is told once, not each time that the terminal has the focus.
                last.take_note();
                Err(format!("the configuration cannot be read: {error}"))
            }
        };
        let asked = is_asked;
        if events.send(Event::Configured { result, asked }).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_not_changed_is_read_only_when_it_is_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config.toml");
        std::fs::write(&file, "scrolloff = 1\n").unwrap();
        let sources = Sources {
            file: Some(file.clone()),
            ..Sources::default()
        };
        let loaded = sources.load(|_| None).unwrap();
        let (sender, events) = unbounded();
        let told = |words: &[bool], loaded: &Loaded| {
            let (asking, asked) = unbounded();
            for word in words {
                asking.send(*word).unwrap();
            }
            drop(asking);
            run(&sources, loaded.clone(), &asked, &sender);
            let told = events.try_iter().map(|event| match event {
                Event::Configured { result, asked } => {
                    (result.ok().map(|loaded| loaded.config.scrolloff), asked)
                }
                other => panic!("{other:?}"),
            });
            told.collect::<Vec<_>>()
        };
        assert_eq!(told(&[false, true], &loaded), [(Some(1), true)]);
        std::fs::write(&file, "scrolloff = 12\n").unwrap();
        assert_eq!(told(&[false, false], &loaded), [(Some(12), false)]);
        std::fs::remove_file(&file).unwrap();
        assert_eq!(told(&[false, false], &loaded), [(None, false)], "told once");
    }
}
