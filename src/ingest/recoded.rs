//! Tells which files were not UTF-8, once each and of so many.

use std::path::PathBuf;

use super::Problem;
use super::decode::{DAMAGED, DAMAGED_WIDE};
use crate::article::Origin;
use crate::text::count::counted;

/// Of more files it is told how many.
const MOST: u64 = 10;

/// The files that were met so far and not UTF-8.
#[derive(Debug, Default)]
pub struct Recoded {
    last: Option<PathBuf>,
    /// Whether it was told that the last one is damaged.
    damaged: bool,
    files: u64,
}

impl Recoded {
    /// What is to be told of an article's file, decoded from `encoding`: nothing where that is none, and
    /// nothing of a file a second time, as long as its articles come together, unless it is found to be
    /// damaged.
    pub fn meet(&mut self, origin: &Origin, encoding: Option<&'static str>) -> Option<Problem> {
        let encoding = encoding?;
        let is_damaged = matches!(encoding, DAMAGED | DAMAGED_WIDE);
        if self.last.as_ref() == Some(&origin.path) {
            if self.damaged || !is_damaged {
                return None;
            }
        } else {
            self.last = Some(origin.path.clone());
            self.files += 1;
        }
        self.damaged = is_damaged;
        let told = match encoding {
            DAMAGED => {
                "is damaged UTF-8: each byte that fits nowhere was read as U+FFFD; get the file again"
                    .to_owned()
            }
            DAMAGED_WIDE => {
                "is damaged UTF-16: each half of a character was read as U+FFFD; get the file again"
                    .to_owned()
            }
            _ => format!(
                "is not UTF-8 and was read as {encoding}; if that is wrong, convert it to UTF-8"
            ),
        };
        (self.files <= MOST).then(|| Problem::of_file(&origin.path, told))
    }

    /// What is to be told of the other files at the end.
    pub fn rest(&self) -> Option<String> {
        let others = self.files.saturating_sub(MOST);
        (others > 0).then(|| {
            let files = counted(others, "more file is", "more files are");
            format!("{files} not UTF-8, read as what the bytes look like")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_told_once_and_so_many_at_most() {
        let mut recoded = Recoded::default();
        let mut told = 0;
        for number in 0..12 {
            let origin = Origin {
                path: format!("{number}.csv").into(),
                line: 1,
            };
            assert_eq!(recoded.meet(&origin, None), None);
            told += usize::from(recoded.meet(&origin, Some("windows-1252")).is_some());
            assert_eq!(recoded.meet(&origin, Some("windows-1254")), None);
        }
        assert_eq!(told, 10);
        assert!(
            recoded
                .rest()
                .unwrap()
                .starts_with("2 more files are not UTF-8")
        );
        assert_eq!(Recoded::default().rest(), None);
    }

    #[test]
    fn damage_behind_the_first_article_of_a_file_is_told() {
        let mut recoded = Recoded::default();
        let mut tell = |line, encoding| {
            let origin = Origin {
                path: "a.jsonl".into(),
                line,
            };
            let told = recoded.meet(&origin, Some(encoding));
            told.map(|told| told.reason.split(':').next().unwrap_or_default().to_owned())
        };
        assert!(tell(1, "UTF-16").unwrap().starts_with("is not UTF-8"));
        assert_eq!(tell(2, "UTF-16"), None);
        assert_eq!(tell(3, DAMAGED_WIDE).unwrap(), "is damaged UTF-16");
        assert_eq!(tell(4, DAMAGED_WIDE), None);
        assert_eq!(tell(5, "UTF-16"), None);
    }
}
