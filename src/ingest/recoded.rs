//! Tells which files were not UTF-8, once each and of so many.

use std::path::PathBuf;

use super::Problem;
use super::decode::DAMAGED;
use crate::article::Origin;
use crate::text::count::counted;

/// Of more files it is told how many.
const MOST: u64 = 10;

/// The files that were met so far and not UTF-8.
#[derive(Debug, Default)]
pub struct Recoded {
    last: Option<PathBuf>,
    files: u64,
}

impl Recoded {
    /// What is to be told of an article's file, decoded from `encoding`: nothing where that is none, and
    /// nothing of a file a second time, as long as its articles come together.
    pub fn meet(&mut self, origin: &Origin, encoding: Option<&'static str>) -> Option<Problem> {
        let encoding = encoding?;
        if self.last.as_ref() == Some(&origin.path) {
            return None;
        }
        self.last = Some(origin.path.clone());
        self.files += 1;
        let told = if encoding == DAMAGED {
            "is damaged UTF-8: each byte that fits nowhere was read as U+FFFD; get the file again"
                .to_owned()
        } else {
            format!(
                "is not UTF-8 and was read as {encoding}; if that is wrong, convert it to UTF-8"
            )
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
}
