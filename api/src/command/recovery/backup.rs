//! Backup of a database while it is served: the copy gets its name only when it is complete and
//! synced.

use crate::{
    command::recovery::postgres_tools,
    config::Config,
    database::{
        copy,
        inspect::{Contents, beside},
    },
    error::{Error, Result},
};
use ::entity::vocabulary::KeyStatus;
use secrecy::ExposeSecret as _;
use std::{
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
    process::ExitCode,
};

pub(in crate::command) async fn backup(config: &Config, file: &Path) -> Result<ExitCode> {
    if file.exists() {
        return Err(Error::failure(format!("{} exists: choose another name", file.display())));
    }
    let partial = Partial::begin(file)?;
    let contents = match &config.database_url {
        None => {
            copy::copy(&config.database(), &partial.path)
                .await
                .map_err(|error| partial.at(&error))?;
            copy::check_copy(&partial.path).await?
        }
        Some(url) => {
            postgres_tools::dump(url.expose_secret(), &partial.path).await?;
            postgres_tools::check_dump(&partial.path).await?
        }
    };
    partial.keep(file)?;
    println!(
        "The copy is {}. The key file {} is not in it: keep it apart.",
        file.display(),
        config.keys_file().display()
    );
    println!("It needs a key file that holds, or held, these keys: {}.", needed(&contents));
    Ok(ExitCode::SUCCESS)
}

fn needed(contents: &Contents) -> String {
    let mut active: Vec<_> =
        contents.keys.iter().filter(|key| key.status == KeyStatus::Active).collect();
    active.sort_by_key(|key| key.purpose);
    let named: Vec<_> = active.iter().map(|key| format!("{} {}", key.purpose, key.kid)).collect();
    if named.is_empty() { "none".into() } else { named.join(", ") }
}

/// A file under a temporary name. It is removed, unless it is complete and renamed.
struct Partial {
    path: PathBuf,
    /// The lock on the file. Two backups can't write the same file, and a killed backup does not
    /// block the next one.
    _held: File,
}

impl Partial {
    fn begin(file: &Path) -> Result<Self> {
        let path = beside(file, ".partial");
        let wrong = |error: std::io::Error| Error::failure(format!("{}: {error}", path.display()));
        let held = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(wrong)?;
        if held.try_lock().is_err() {
            return Err(Error::failure(format!(
                "{}: another backup is writing it",
                path.display()
            )));
        }
        held.set_len(0).map_err(wrong)?;
        Ok(Self { path, _held: held })
    }

    fn at(&self, error: &Error) -> Error {
        match error {
            Error::Failure(cause) => {
                Error::failure(format!("copying to {}: {cause}", self.path.display()))
            }
            other => other.clone(),
        }
    }

    fn keep(self, file: &Path) -> Result<()> {
        // A link never replaces an existing file. Without links, `rename` is used: the file did not
        // exist at the check above.
        let named = std::fs::hard_link(&self.path, file).or_else(|error| {
            if file.exists() { Err(error) } else { std::fs::rename(&self.path, file) }
        });
        named
            .and_then(|()| sync_folder(file))
            .map_err(|error| Error::failure(format!("{}: {error}", file.display())))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        for ending in ["", "-journal"] {
            let _ = std::fs::remove_file(beside(&self.path, ending));
        }
    }
}

/// Syncs the folder of a file, so that a new or removed name is durable.
pub(in crate::command) fn sync_folder(file: &Path) -> std::io::Result<()> {
    let folder =
        file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all())
}
