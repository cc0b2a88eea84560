//! Access of a command to a database: the files it may create, the files it needs, and the lock.
//! All checks come before any change.

use crate::{
    command::{Command, data_dir, instrument, keys as key_commands, serve, verify},
    config::Config,
    database::{
        inspect,
        lock::{Lock, LockMode},
    },
    error::{Error, Result},
    keys::{self, FileNeeded, Pair},
};

/// Needs of a command.
struct Needs {
    hold: LockMode,
    key_file: FileNeeded,
}

impl Command {
    fn needs(&self, anew: bool) -> Needs {
        let made = FileNeeded::Made { anew };
        let (hold, key_file) = match self {
            Self::Serve | Self::Demo(_) => (LockMode::Server, made),
            Self::Migrate { down: None } => (LockMode::Command, made),
            Self::Migrate { down: Some(_) } => (LockMode::Alone, FileNeeded::No),
            Self::Instrument(instrument::Command::Import { .. })
            | Self::Person(super::people::person::Command::First) => (LockMode::Command, made),
            Self::Keys(key_commands::Command::Adopt { .. }) => (LockMode::Alone, FileNeeded::No),
            Self::Verify(verify::Command::Release { .. }) => (LockMode::Command, FileNeeded::There),
            Self::Backup { .. } | Self::Verify(_) => (LockMode::Command, FileNeeded::No),
            _ => (LockMode::Command, FileNeeded::There),
        };
        Needs { hold, key_file }
    }
}

/// Checks that the command may use the database, creates the data folder if the command may, and
/// takes the lock.
///
/// `restore` makes its own checks.
pub(super) async fn enter(config: &Config, command: &Command, anew: bool) -> Result<Option<Lock>> {
    if matches!(command, Command::Restore(_)) {
        return Ok(None);
    }
    if matches!(command, Command::Serve) {
        serve::is_no_demonstration(config)?;
    }
    let (settings, needs) = (config.database(), command.needs(anew));
    let (place, file) = (settings.place()?, config.keys_file());
    let contents = inspect::look(&settings).await?;
    let makes = matches!(needs.key_file, FileNeeded::Made { .. });
    if contents.is_none() && !makes {
        return Err(Error::failure(format!(
            "{place} is not there, or is empty: nothing has been made. Is --data-dir right?"
        )));
    }
    let contents = contents.unwrap_or_default();
    contents.is_known(&place)?;
    if needs.key_file != FileNeeded::No {
        let is_there = keys::check(&file, &contents.keys)?;
        Pair { database: !contents.keys.is_empty(), file: is_there }.check(
            needs.key_file,
            &file,
            &place,
        )?;
    }
    if makes {
        data_dir(config)?;
    }
    let lock = Lock::take(&settings, needs.hold).await?;
    if needs.hold == LockMode::Server {
        super::people::privacy::warn(config);
    }
    Ok(Some(lock))
}

/// Adds a sentence to error codes of the operating system and of SQLite.
pub(super) fn in_words(cause: &str) -> String {
    let any = |signs: &[&str]| signs.iter().any(|sign| cause.contains(sign));
    let hint = if any(&["(code: 13)", "os error 28", "No space left", "disk is full"]) {
        "The disk is full: make room, then run the command again. "
    } else if any(&["(code: 778)", "(code: 1034)", "(code: 1546)", "(code: 4874)", "(code: 10)"]) {
        "The disk is full or faulty: check its free space and the system's log. "
    } else if any(&[
        "(code: 8)",
        "(code: 1032)",
        "(code: 776)",
        "os error 30",
        "Read-only file system",
    ]) {
        "The file system is read-only: mount it for writing. "
    } else if any(&["(code: 14)", "os error 13"]) {
        "A file can't be opened: its folder is missing or read-only, or this user may not read and write there. "
    } else {
        ""
    };
    format!("{hint}{cause}")
}
