//! Watch over the files of an embedded database while it is served.
//!
//! SQLite continues to write into a file that was deleted or replaced: such saves are acknowledged
//! and lost. The watch asks only the file system. It opens no file, because closing one would drop
//! the locks that SQLite holds on the same file.

use crate::{
    database::inspect::beside,
    error::{Error, Result},
};
use std::{
    fs::Metadata,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// Identity of a file: its device and its number there.
type Identity = (u64, u64);

/// The files of a database at the time of opening.
#[derive(Debug)]
pub struct Watch {
    file: PathBuf,
    log: PathBuf,
    identity: Identity,
    log_identity: OnceLock<Identity>,
    length: AtomicU64,
}

impl Watch {
    /// Starts to watch a database that has just been opened.
    ///
    /// # Errors
    /// Fails if the file of the database does not exist.
    pub fn begin(file: &Path) -> Result<Self> {
        let found = std::fs::metadata(file).map_err(|error| gone(file, &error.to_string()))?;
        let watch = Self {
            file: file.to_owned(),
            log: beside(file, "-wal"),
            identity: identity(&found),
            log_identity: OnceLock::new(),
            length: AtomicU64::new(found.len()),
        };
        watch.check()?;
        Ok(watch)
    }

    /// Checks that the database is still the same file, is no shorter than before, and still has
    /// its log.
    ///
    /// The check costs two calls of `stat`, without a lock or a read.
    ///
    /// # Errors
    /// Fails if a file was deleted, replaced or cut short. Later writes would be lost.
    pub fn check(&self) -> Result<()> {
        let found =
            std::fs::metadata(&self.file).map_err(|error| gone(&self.file, &error.to_string()))?;
        if identity(&found) != self.identity {
            return Err(gone(&self.file, "another file lies at its path"));
        }
        if found.len() < self.length.fetch_max(found.len(), Ordering::Relaxed) {
            return Err(gone(&self.file, "it was cut short"));
        }
        // The first statement creates the log, which stays until the last connection closes.
        match (std::fs::metadata(&self.log), self.log_identity.get()) {
            (Ok(found), known) => {
                if *known.unwrap_or_else(|| self.log_identity.get_or_init(|| identity(&found)))
                    != identity(&found)
                {
                    return Err(gone(&self.log, "another file lies at its path"));
                }
            }
            (Err(_), None) => {}
            (Err(error), Some(_)) => return Err(gone(&self.log, &error.to_string())),
        }
        Ok(())
    }
}

fn gone(file: &Path, why: &str) -> Error {
    Error::failure(format!(
        "the database file {} was changed under the service: {why}. Nothing more is saved; stop the service and restore a backup",
        file.display()
    ))
}

#[cfg(unix)]
fn identity(found: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (found.dev(), found.ino())
}

/// Returns the creation time of the file, on systems without file numbers.
#[cfg(not(unix))]
fn identity(found: &Metadata) -> Identity {
    let made =
        found.created().ok().and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok());
    (0, made.map_or(0, |made| u64::try_from(made.as_nanos()).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use std::fs;

    fn watched() -> (tempfile::TempDir, PathBuf, Watch) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        fs::write(&file, [1; 8192]).unwrap();
        fs::write(beside(&file, "-wal"), [1; 100]).unwrap();
        let watch = Watch::begin(&file).unwrap();
        (folder, file, watch)
    }

    #[track_caller]
    fn refused(watch: &Watch, said: &str) {
        let Err(Error::Failure(cause)) = watch.check() else { panic!("nothing was noticed") };
        assert!(cause.to_string().contains(said), "{cause}");
    }

    #[test]
    fn a_file_that_grows_and_a_log_that_is_folded_back_are_no_change() {
        let (_folder, file, watch) = watched();
        fs::OpenOptions::new()
            .append(true)
            .open(&file)
            .and_then(|file| file.set_len(16_384))
            .unwrap();
        fs::OpenOptions::new()
            .write(true)
            .open(beside(&file, "-wal"))
            .and_then(|log| log.set_len(0))
            .unwrap();
        watch.check().unwrap();
        watch.check().unwrap();
    }

    #[test]
    fn a_file_that_was_deleted_replaced_or_cut_short_is_noticed() {
        let (_folder, file, watch) = watched();
        fs::remove_file(&file).unwrap();
        refused(&watch, "No such file");
        fs::write(&file, [1; 8192]).unwrap();
        // The number of a deleted file may be given to the next file. A file beside it has another
        // number.
        let (_folder, file, watch) = watched();
        fs::write(beside(&file, ".other"), [1; 8192]).unwrap();
        fs::rename(beside(&file, ".other"), &file).unwrap();
        refused(&watch, "another file");
        let (_folder, file, watch) = watched();
        fs::OpenOptions::new().write(true).open(&file).and_then(|file| file.set_len(4096)).unwrap();
        refused(&watch, "cut short");
    }

    #[test]
    fn a_log_that_was_deleted_is_noticed_also_where_it_came_after_the_begin() {
        let (_folder, file, watch) = watched();
        fs::remove_file(beside(&file, "-wal")).unwrap();
        refused(&watch, "a.db-wal");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("b.db");
        fs::write(&file, [1; 8192]).unwrap();
        let watch = Watch::begin(&file).unwrap();
        watch.check().unwrap();
        fs::write(beside(&file, "-wal"), [1; 100]).unwrap();
        watch.check().unwrap();
        fs::remove_file(beside(&file, "-wal")).unwrap();
        refused(&watch, "b.db-wal");
    }
}
