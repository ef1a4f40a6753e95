//! How a format is read: an article at a time, out of a file.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, Read as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::draft::Draft;
use super::{Fault, Format};
use crate::bounded;
use crate::corpus::{LONGEST_RECORD, STANDARD_INPUT, name_inside, unpacked};
use crate::ingest::ReadOptions;
use crate::ingest::fields::Field;

/// A longer file that has to be read at once is not read, in bytes.
const LONGEST: u64 = LONGEST_RECORD as u64;

/// A file that is read.
pub struct Source<'a> {
    /// Its path, for what stands beside it and for what it is called; empty for standard input.
    pub path: &'a Path,
    /// What it holds.
    pub input: &'a mut dyn BufRead,
    /// The field that has the text, where it is called otherwise than usual.
    pub text_field: Option<&'a str>,
}

/// Takes what is read, in order: the line on which it begins, from 1 (0 where the whole file is meant), and
/// an article's annotations, or what is wrong there. Reading ends when it says so.
///
/// A fault inside an article is told on its own, before the article that goes without it.
pub type Take<'a> = dyn FnMut(u64, Result<Draft, Fault>) -> ControlFlow<()> + 'a;

/// Reads a file, keeping no more of it than an article; an error is one of reading, not of what the file says.
pub type Read = fn(&mut Source<'_>, &mut Take<'_>) -> io::Result<()>;

/// What reads a format.
#[derive(Clone, Copy, Debug)]
pub struct Reads {
    /// Reads a file.
    pub read: Read,
    /// What the names of its files end in, with the dot: these are read where a folder is named.
    pub files: &'static [&'static str],
}

/// Tells articles that were counted already from others.
#[derive(Debug, Default)]
pub struct Tally(HashSet<String>);

impl Tally {
    /// Whether an article is met for the first time: tables of one format tell of it in several places.
    pub fn is_new(&mut self, format: Format, draft: &Draft) -> bool {
        format != Format::Csv || draft.id.is_empty() || self.0.insert(draft.id.clone())
    }
}

impl Source<'_> {
    /// All of the file, without a byte order mark; or why it cannot be had as text.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn whole(&mut self) -> io::Result<Result<String, Fault>> {
        let mut whole = self.exact()?;
        if let Ok(text) = &mut whole
            && text.starts_with('\u{feff}')
        {
            text.remove(0);
        }
        Ok(whole)
    }

    /// The same, with a byte order mark where there is one: in a file that is itself an article's text
    /// the mark is counted.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn exact(&mut self) -> io::Result<Result<String, Fault>> {
        let mut bytes = Vec::new();
        let input = &mut *self.input;
        input.take(LONGEST + 1).read_to_end(&mut bytes)?;
        Ok(exact_of(bytes))
    }

    /// The file's name without folder and extension: the article's id, where the file has no other.
    pub fn stem(&self) -> String {
        let stem = self.path.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }
}

/// The text of a file that was read to its end, or to one byte more than may be; a byte order mark is
/// part of it.
pub(super) fn exact_of(bytes: Vec<u8>) -> Result<String, Fault> {
    if bytes.len() as u64 > LONGEST {
        let told = bounded::too_long(LONGEST);
        return Err(Fault::new("", format!("{told}; split it")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to() + 1;
        Fault::new(
            "",
            format!("byte {place} is no UTF-8; save the file as UTF-8"),
        )
    })
}

/// Reads files, all files of folders in the order of their names, and standard input for `-`.
///
/// `take` is told the file, too: it is empty for standard input.
///
/// # Errors
/// The path that cannot be read, and why.
pub fn read(
    paths: &[PathBuf],
    reads: Reads,
    take: impl FnMut(&Path, u64, Result<Draft, Fault>) -> ControlFlow<()>,
) -> Result<(), (PathBuf, io::Error)> {
    read_mapped(paths, reads, &ReadOptions::default(), take)
}

/// The same, where the field that has the text may be called otherwise than usual.
///
/// # Errors
/// The path that cannot be read, and why.
pub fn read_mapped(
    paths: &[PathBuf],
    reads: Reads,
    options: &ReadOptions,
    mut take: impl FnMut(&Path, u64, Result<Draft, Fault>) -> ControlFlow<()>,
) -> Result<(), (PathBuf, io::Error)> {
    let mut named = options.map.iter().rev();
    let named = named.find_map(|(field, name)| (*field == Field::Text).then_some(name.as_str()));
    for path in paths {
        if path == Path::new(STANDARD_INPUT) {
            let nowhere = Path::new("");
            let mut take = |line, found| take(nowhere, line, found);
            let done = read_all(nowhere, io::stdin().lock(), reads, named, &mut take);
            done.map_err(|error| (path.clone(), error))?;
            continue;
        }
        let files = if path.is_dir() {
            files_in(path, reads.files).map_err(|error| (path.clone(), error))?
        } else {
            vec![path.clone()]
        };
        if files.is_empty() {
            let kinds = reads.files.join(" or ");
            let reason = format!("no file in it ends in {kinds}");
            return Err((path.clone(), io::Error::other(reason)));
        }
        for file in files {
            let mut stopped = false;
            let mut take = |line, found| {
                let flow = take(&file, line, found);
                stopped |= flow.is_break();
                flow
            };
            read_file(&file, reads, named, &mut take).map_err(|error| (file.clone(), error))?;
            if stopped {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn read_file(
    file: &Path,
    reads: Reads,
    named: Option<&str>,
    take: &mut Take<'_>,
) -> io::Result<()> {
    read_all(&name_inside(file), File::open(file)?, reads, named, take)
}

fn read_all(
    path: &Path,
    input: impl io::Read,
    reads: Reads,
    named: Option<&str>,
    take: &mut Take<'_>,
) -> io::Result<()> {
    let mut input = unpacked(input)?;
    let mut source = Source {
        path,
        input: &mut input,
        text_field: named,
    };
    (reads.read)(&mut source, take)
}

/// The files of a folder and its subfolders whose names end so, in the order of their names; hidden ones
/// are left out.
pub(super) fn files_in(folder: &Path, endings: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let name = name_inside(Path::new(&name)).to_string_lossy().into_owned();
            // A link to a folder may lead back to it.
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) && path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
        let draft = source.whole()?.map(|text| Draft {
            id: source.stem(),
            text: Some(text),
            ..Draft::default()
        });
        let _ = take(0, draft);
        Ok(())
    }

    const STEMS: Reads = Reads {
        read: stems,
        files: &[".ann"],
    };

    fn found(path: &Path, stop_after: usize) -> Vec<String> {
        let mut found = Vec::new();
        read(&[path.to_owned()], STEMS, |_, _, draft| {
            found.push(match draft {
                Ok(draft) => format!("{}={}", draft.id, draft.text.unwrap_or_default()),
                Err(fault) => fault.to_string(),
            });
            if found.len() == stop_after {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })
        .map_or_else(
            |(path, error)| vec![format!("{}: {error}", path.display())],
            |()| found,
        )
    }

    #[test]
    fn a_folder_is_read_file_by_file_in_the_order_of_names() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("b/c")).unwrap();
        for (name, text) in [
            ("z.ann", "\u{feff}Zoë"),
            ("a.ann", "A"),
            ("b/c/d.ann", "D"),
            ("a.txt", "no"),
            (".hidden.ann", "no"),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        std::fs::write(folder.path().join("b/odd.ann"), b"a\xff").unwrap();
        let odd = "byte 2 is no UTF-8; save the file as UTF-8";
        assert_eq!(found(folder.path(), 9), ["a=A", "d=D", odd, "z=Zoë"]);
        assert_eq!(found(folder.path(), 2), ["a=A", "d=D"]);
        assert_eq!(found(&folder.path().join("a.txt"), 9), ["a=no"]);
    }

    #[test]
    fn a_folder_without_such_files_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let told = found(folder.path(), 9);
        assert!(told[0].ends_with("no file in it ends in .ann"), "{told:?}");
    }
}
