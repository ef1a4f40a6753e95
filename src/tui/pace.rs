//! When a frame is drawn for what workers tell in great numbers.

use std::time::{Duration, Instant};

use super::event::Event;

/// Frames that show nothing but what came in great numbers are drawn this far apart: a processor has
/// better things to do than to draw one for each of ten thousand articles.
const APART: Duration = Duration::from_millis(30);

/// What is not on the screen yet, and since when something is.
#[derive(Debug, Default)]
pub struct Pace {
    drawn: Option<Instant>,
    /// Something was told that no frame shows.
    owed: bool,
}

impl Pace {
    /// Whether a frame is to be drawn for what was told, now.
    pub fn is_due(&mut self, in_great_numbers: bool, now: Instant) -> bool {
        let early = self.left(now).is_some_and(|left| !left.is_zero());
        self.owed = in_great_numbers && early;
        !self.owed
    }

    /// A frame is drawn.
    pub fn drawn(&mut self, now: Instant) {
        *self = Self {
            drawn: Some(now),
            owed: false,
        };
    }

    /// How long the frame that is owed may wait; none where none is.
    pub fn patience(&self, now: Instant) -> Option<Duration> {
        self.left(now).filter(|_| self.owed)
    }

    /// How long until frames are far enough apart; none before the first.
    fn left(&self, now: Instant) -> Option<Duration> {
        let since = now.saturating_duration_since(self.drawn?);
        Some(APART.saturating_sub(since))
    }
}

/// Whether there may be one such event for each article of a corpus, none of which answers a key.
pub fn comes_in_great_numbers(event: &Event) -> bool {
    matches!(event, Event::Recovered { .. } | Event::Surveyed { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_great_numbers_shares_frames_and_nothing_else_waits() {
        let begun = Instant::now();
        let at = |ms| begun + Duration::from_millis(ms);
        let mut pace = Pace::default();
        let mut frames = Vec::new();
        for ms in 0..100 {
            // A key comes in between.
            if pace.is_due(ms != 50, at(ms)) {
                pace.drawn(at(ms));
                frames.push(ms);
            }
        }
        assert_eq!(frames, [0, 30, 50, 80]);
        assert_eq!(
            pace.patience(at(99)),
            Some(Duration::from_millis(11)),
            "what came last is shown though nothing follows"
        );
        pace.drawn(at(110));
        assert_eq!(pace.patience(at(110)), None);
    }
}
