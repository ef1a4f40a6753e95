//! A large file of lines as parts that can be read side by side.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::os::unix::fs::FileExt;

/// How wide the first lane is, in bytes, so that the first articles are there soon.
const FIRST: u64 = 64 << 10;

/// How wide the widest lanes are, in bytes.
const WIDEST: u64 = 32 << 20;

/// How much is read at a time to find where a line ends, in bytes.
const STEP: usize = 16 << 10;

/// Divides the bytes of a file into lanes: narrow ones first.
pub(super) fn lanes(bytes: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    lanes_from(bytes, FIRST)
}

fn lanes_from(bytes: Range<u64>, first: u64) -> impl Iterator<Item = Range<u64>> {
    let mut width = first;
    let mut start = bytes.start;
    std::iter::from_fn(move || {
        let lane = start..bytes.end.min(start + width);
        start = lane.end;
        width = (width * 2).min(WIDEST);
        (!lane.is_empty()).then_some(lane)
    })
}

/// The lines that begin in a lane, as a stream.
pub(super) struct Lane<'f> {
    file: &'f File,
    at: u64,
    end: u64,
    /// Whether what was read so far ends with a whole line.
    whole: bool,
}

impl<'f> Lane<'f> {
    /// Finds the first line that begins in `lane`, in a file whose lines begin at `begin`; the lane is
    /// empty when there is none.
    pub fn open(file: &'f File, lane: Range<u64>, begin: u64) -> io::Result<Self> {
        let mut at = lane.start;
        // The line begins here when the one before ended here.
        let mut found = at <= begin;
        at -= u64::from(!found);
        let mut step = [0; STEP];
        while !found && at < lane.end {
            let count = file.read_at(&mut step, at)?;
            if count == 0 {
                at = lane.end;
                break;
            }
            let newline = memchr::memchr(b'\n', step.get(..count).unwrap_or_default());
            found = newline.is_some();
            at += newline.map_or(count, |newline| newline + 1) as u64;
        }
        Ok(Self {
            file,
            at: at.min(lane.end),
            end: lane.end,
            whole: true,
        })
    }

    /// Where its first line begins.
    pub fn start(&self) -> u64 {
        self.at
    }
}

impl Read for Lane<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = if self.at < self.end {
            usize::try_from(self.end - self.at).unwrap_or(usize::MAX)
        } else if self.whole {
            return Ok(0);
        } else {
            STEP
        };
        let most = most.min(buffer.len());
        let mut count = self
            .file
            .read_at(buffer.get_mut(..most).unwrap_or_default(), self.at)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        if self.at >= self.end
            && let Some(newline) = memchr::memchr(b'\n', bytes)
        {
            count = newline + 1;
        }
        // A file that has become shorter ends here too.
        self.whole = count == 0 || buffer.get(count - 1) == Some(&b'\n');
        self.at += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write as _;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn each_line_is_in_one_lane_and_whole(
            lines in proptest::collection::vec("[ab]{0,12}", 0..24),
            ended: bool,
            first in 1u64..20,
            begin in 0u64..4,
        ) {
            let mut text = lines.join("\n");
            if ended {
                text.push('\n');
            }
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(text.as_bytes()).unwrap();
            let size = text.len() as u64;
            let mut all = String::new();
            for lane in lanes_from(begin.min(size)..size, first) {
                let mut reader = Lane::open(&file, lane.clone(), begin).unwrap();
                let mut read = String::new();
                let start = reader.start();
                reader.read_to_string(&mut read).unwrap();
                prop_assert!(read.is_empty() || lane.contains(&start));
                prop_assert!(read.is_empty() || start == begin + all.len() as u64);
                all.push_str(&read);
            }
            prop_assert_eq!(&all, &text[begin.min(size) as usize..]);
        }
    }
}
