//! How a format is written: an article at a time, into a stream or a folder.

use std::fmt;
use std::io::{self, Write};

use super::document::Document;
use super::losses::Losses;
use super::names::FileNames;
use crate::output::Folder;

/// Writes a format that is one stream. It keeps nothing that grows with the number of articles.
pub trait StreamWriter {
    /// Writes what stands before the first document.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn begin(&mut self, _output: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes a document, and notes what the format could not carry.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn document(
        &mut self,
        document: &Document<'_>,
        output: &mut dyn Write,
        losses: &mut Losses,
    ) -> io::Result<()>;

    /// Writes what stands after the last document.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn finish(&mut self, _output: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// What belongs beside the file once all is written.
    fn companion(&self) -> Option<Companion> {
        None
    }
}

/// A file that belongs beside another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// The extension that takes the place of the other's own.
    pub extension: &'static str,
    /// The whole file.
    pub content: String,
}

/// Writes a format that is a folder of files.
pub trait FolderWriter {
    /// Writes a document, under a name of `names`, and notes what the format could not carry.
    ///
    /// # Errors
    /// When the folder cannot be written.
    fn document(
        &mut self,
        document: &Document<'_>,
        folder: &mut Folder,
        names: &mut FileNames,
        losses: &mut Losses,
    ) -> io::Result<()>;

    /// Writes what all documents have in common.
    ///
    /// # Errors
    /// When the folder cannot be written.
    fn finish(&mut self, _folder: &mut Folder) -> io::Result<()> {
        Ok(())
    }
}

/// What writes a format.
pub enum Writes {
    /// Into one stream.
    Stream(Box<dyn StreamWriter>),
    /// Into a folder.
    Folder(Box<dyn FolderWriter>),
}

impl fmt::Debug for Writes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stream(_) => "Stream",
            Self::Folder(_) => "Folder",
        })
    }
}
