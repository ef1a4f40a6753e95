//! Reading no more than was reckoned with: how long a file or a line is, whoever wrote it decides.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

/// Opens a regular file; a pipe or a device of its name would be waited for, or never end.
///
/// # Errors
/// When it cannot be opened, or is none.
pub fn open(path: &Path) -> io::Result<File> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    File::open(path)
}

/// Reads a regular file of at most `most` bytes.
///
/// # Errors
/// When it cannot be read, is longer, or is no regular file.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    read_whole(open(path)?, most)
}

/// Reads all of at most `most` bytes.
///
/// # Errors
/// When they cannot be read, or are more.
pub fn read_whole(reader: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(too_long(most)));
    }
    Ok(bytes)
}

/// Reads a regular file of at most `most` bytes, which must be UTF-8.
///
/// # Errors
/// When it cannot be read, is longer, is no regular file or no UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read(path, most)?).map_err(|error| {
        let place = error.utf8_error().valid_up_to() + 1;
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!("byte {place} of it is no UTF-8"),
        )
    })
}

/// Appends a line with its line break to `line`, or `most` + 1 bytes of one that is longer; says
/// whether it is whole. Nothing is appended at the end of the input.
///
/// # Errors
/// When the input cannot be read.
pub fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>, most: u64) -> io::Result<bool> {
    let read = reader.by_ref().take(most + 1).read_until(b'\n', line)? as u64;
    Ok(read <= most || line.ends_with(b"\n"))
}

/// What is told of something longer than `most` bytes.
pub fn too_long(most: u64) -> String {
    match most >> 20 {
        0 => format!("it is longer than {} kB", most >> 10),
        megabytes => format!("it is longer than {megabytes} MB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        std::fs::write(&file, "Zoë").unwrap();
        assert_eq!(read_text(&file, 4).unwrap(), "Zoë");
        assert!(read(&file, 3).unwrap_err().to_string().contains("longer"));
        std::fs::write(&file, b"Zo\xff").unwrap();
        let told = read_text(&file, 9).unwrap_err().to_string();
        assert_eq!(told, "byte 3 of it is no UTF-8");
        for other in [folder.path(), Path::new("/dev/zero")] {
            let told = read(other, 9).unwrap_err().to_string();
            assert_eq!(told, "it is no regular file");
        }
    }

    #[test]
    fn a_line_is_read_no_further_than_was_said() {
        let mut input = &b"abc\nabcd\nab"[..];
        let mut lines = Vec::new();
        for whole in [true, false] {
            assert_eq!(read_line(&mut input, &mut lines, 3).unwrap(), whole);
        }
        assert_eq!(lines, b"abc\nabcd");
        assert_eq!(input, b"\nab");
    }
}
