//! Files that are either the old ones or the new ones, whenever the power goes.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use super::error::StoreError;

/// How temporary files begin; they stand in the annotator's folder until they are whole.
pub(super) const TEMPORARY: &str = ".tmp-";

/// Whether an error says that a file is not there.
pub(super) fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Replaces the file at `path` by one of these bytes; `folder` is on the same file system.
pub(super) fn replace(path: &Path, folder: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let written = || -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMPORARY);
        #[cfg(unix)]
        let everyone = {
            use std::os::unix::fs::PermissionsExt as _;
            // The umask takes away what the user does not want to give.
            std::fs::Permissions::from_mode(0o666)
        };
        #[cfg(unix)]
        builder.permissions(everyone);
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        path.parent().map_or(Ok(()), sync_folder)
    };
    written().map_err(StoreError::io(path, "write"))
}

/// Removes the temporary files that a crash left in a folder of which this process has the lock.
pub(super) fn clear(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            // One that stays is in nobody's way.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Ok(()) => path
            .parent()
            .map_or(Ok(()), sync_folder)
            .map_err(StoreError::io(path, "remove")),
        Err(error) if is_missing(&error) => Ok(()),
        Err(error) => Err(StoreError::io(path, "remove")(error)),
    }
}

/// Makes the names in a folder durable.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Makes the names in a folder durable; only Unix lets folders be synced.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
