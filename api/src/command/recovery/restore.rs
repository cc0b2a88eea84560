//! Restore of a copy: everything is checked and prepared beside the old database first, the old
//! database is kept, and the rename comes last.
//!
//! A failure at any step leaves the old database. A crash leaves the old or the new one, and the
//! kept copy.

use crate::{
    clock::Clock,
    command::{
        recovery::{backup::sync_folder, postgres_tools},
        verify,
    },
    config::Config,
    database::{
        self, Db, copy,
        inspect::{self, Contents, beside},
        lock::{Lock, LockMode},
    },
    error::{Error, Result},
    keys,
};
use clap::Args;
use secrecy::ExposeSecret as _;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Arguments of the restore.
#[derive(Args, Debug)]
pub(in crate::command) struct Restore {
    /// File with the copy
    file: PathBuf,
    /// Replace an existing database. An embedded one is kept beside the new one, with the ending
    /// `.replaced-` and the time
    #[arg(long)]
    replace: bool,
    /// Restore even if the key file is lost or belongs to another database. Run `keys adopt --lost`
    /// afterwards
    #[arg(long)]
    without_keys: bool,
}

impl Restore {
    pub(in crate::command) async fn run(self, config: &Config) -> Result<ExitCode> {
        if !self.file.is_file() {
            return Err(Error::failure(format!("there is no file {}", self.file.display())));
        }
        match &config.database_url {
            None => self.replace_file(config).await?,
            Some(url) => self.replace_tables(config, url.expose_secret()).await?,
        }
        verified(config).await
    }

    /// Checks that this version knows the copy, and that the key file belongs to the copy.
    fn check(&self, config: &Config, contents: &Contents) -> Result<()> {
        contents.is_known(&self.file.display())?;
        let file = config.keys_file();
        if self.without_keys || contents.keys.is_empty() {
            return Ok(());
        }
        let way_out = "To restore all the same, add --without-keys";
        match keys::check(&file, &contents.keys) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::failure(format!(
                "the key file {} is missing, without which the copy can't be served: put it there first. {way_out}",
                file.display()
            ))),
            Err(Error::Failure(cause)) => Err(Error::failure(format!("{cause}. {way_out}"))),
            Err(error) => Err(error),
        }
    }

    async fn replace_tables(&self, config: &Config, url: &str) -> Result<()> {
        let settings = config.database();
        let place = settings.place()?;
        self.check(config, &postgres_tools::check_dump(&self.file).await?)?;
        let mut lock = Lock::take(&settings, LockMode::Alone).await?;
        if inspect::look(&settings).await?.is_some() && !self.replace {
            return Err(Error::failure(format!(
                "{place} holds a survey: make a backup of it, then add --replace"
            )));
        }
        tokio::select! {
            done = postgres_tools::put_in_place(url, &self.file, self.replace) => done?,
            // The running restore is dropped, and rolled back with its session.
            lost = lock.lost() => return Err(lost),
        }
        database::migrate(&settings, None).await
    }

    async fn replace_file(&self, config: &Config) -> Result<()> {
        let target = config.database().file;
        // A copy with a log of its own, such as a kept one after a crash, is complete only with
        // that log.
        if !copy::has_own_log(&self.file)? {
            self.check(config, &copy::check_copy(&self.file).await?)?;
        }
        crate::command::data_dir(config)?;
        let _lock = Lock::take(&config.database(), LockMode::Alone).await?;
        if target.exists() && !self.replace {
            return Err(Error::failure(format!("{} exists: add --replace", target.display())));
        }
        let incoming = Incoming { path: beside(&target, ".restoring") };
        let prepared = self.prepare(config, &incoming.path).await;
        prepared.map_err(|error| untouched(&error))?;
        let kept = keep(&target).await.map_err(|error| untouched(&error))?;
        fs::rename(&incoming.path, &target)
            .and_then(|()| sync_folder(&target))
            .map_err(|error| Error::failure(format!("{}: {error}", target.display())))?;
        if let Some(kept) = kept {
            println!("The database before is {}.", kept.display());
        }
        Ok(())
    }

    /// Prepares the new database beside the old one: complete, synced, and with the newest schema.
    async fn prepare(&self, config: &Config, to: &Path) -> Result<()> {
        let at = |error: std::io::Error| {
            Error::failure(format!("copying {} to {}: {error}", self.file.display(), to.display()))
        };
        remove(to);
        let has_log = copy::has_own_log(&self.file)?;
        for ending in ["", "-wal"].into_iter().take(if has_log { 2 } else { 1 }) {
            private_copy(&beside(&self.file, ending), &beside(to, ending)).map_err(at)?;
        }
        if has_log {
            copy::fold(to).await?;
            self.check(config, &copy::check_copy(to).await?)?;
        }
        database::migrate(&database::Settings { file: to.to_owned(), ..config.database() }, None)
            .await?;
        copy::fold(to).await?;
        for ending in ["-wal", "-shm"] {
            let _ = fs::remove_file(beside(to, ending));
        }
        let contents = copy::check_copy(to).await?;
        if contents.missing() > 0 {
            return Err(Error::failure("the schema of the copy could not be brought up to date"));
        }
        fs::File::open(to)
            .and_then(|file| file.sync_all())
            .and_then(|()| sync_folder(to))
            .map_err(at)
    }
}

/// Verifies the restored database: the audit trail, editions, answers, consent and shared answers.
async fn verified(config: &Config) -> Result<ExitCode> {
    let db = Db::open(&config.database()).await?;
    let findings = verify::everything(&db).await;
    db.close().await;
    let findings = findings?;
    for finding in &findings {
        println!("{finding}");
    }
    println!(
        "The copy is in place; its trail, editions, answers and what is shared have {} findings.",
        findings.len()
    );
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The new database, which is removed unless it is renamed.
struct Incoming {
    path: PathBuf,
}

impl Drop for Incoming {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

fn remove(file: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(beside(file, ending));
    }
}

fn untouched(error: &Error) -> Error {
    match error {
        Error::Failure(cause) => {
            Error::failure(format!("{cause}. The database that was there has not been touched"))
        }
        other => other.clone(),
    }
}

/// Copies a file into one that only its owner can read, and syncs it.
fn private_copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(to)?;
    std::io::copy(&mut fs::File::open(from)?, &mut out)?;
    out.sync_all()
}

/// Keeps the old database under a name of its own, and removes its log from the old name.
///
/// SQLite would apply that log to the new database. The old database keeps its name until the
/// rename.
async fn keep(target: &Path) -> Result<Option<PathBuf>> {
    let [log, index] = ["-wal", "-shm"].map(|ending| beside(target, ending));
    let is_there = target.exists();
    if !is_there && !log.exists() && !index.exists() {
        return Ok(None);
    }
    // Fold the log back if possible. A damaged database is kept as it is, with its log.
    if is_there
        && let Err(error) = fold_own(target).await
        && !is_broken(&error)
    {
        return Err(error);
    }
    let (kept, is_foreign) = (free_name(target), is_there && copy::has_foreign_log(target)?);
    let wrong = |error: std::io::Error| {
        Error::failure(format!("keeping {} as {}: {error}", target.display(), kept.display()))
    };
    let named = || -> std::io::Result<()> {
        for ending in ["", "-wal", "-shm"] {
            // The log of another database is kept under a name that SQLite ignores.
            let name = if ending == "-wal" && is_foreign { ".log-of-another" } else { ending };
            let (from, to) = (beside(target, ending), beside(&kept, name));
            // SQLite creates the index of the log again, and an empty log has no content.
            let is_kept = if ending == "-wal" {
                from.metadata().is_ok_and(|log| log.len() > 0)
            } else {
                from.exists()
            };
            if is_kept {
                fs::hard_link(&from, &to).or_else(|_| private_copy(&from, &to))?;
                restrict(&to)?;
            }
        }
        sync_folder(target)
    };
    if let Err(error) = named() {
        remove(&kept);
        return Err(wrong(error));
    }
    for old in [&log, &index].into_iter().filter(|old| old.exists()) {
        fs::remove_file(old).map_err(wrong)?;
    }
    sync_folder(target).map_err(wrong)?;
    Ok(Some(kept))
}

async fn fold_own(target: &Path) -> Result<()> {
    // SQLite would apply the log of another database.
    if copy::has_foreign_log(target)? { Ok(()) } else { copy::fold(target).await }
}

/// Returns true if SQLite reports that a file is damaged (11) or is not a database (26).
fn is_broken(error: &Error) -> bool {
    let Error::Failure(cause) = error else { return false };
    let said = cause.to_string();
    ["(code: 11)", "(code: 26)", "can't be folded"].iter().any(|code| said.contains(code))
}

#[cfg(unix)]
fn restrict(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Returns an unused name, so that two restores in one second keep two databases.
fn free_name(target: &Path) -> PathBuf {
    let time = Clock::System.now().format("%Y%m%dT%H%M%SZ");
    let names = (1..).map(|n| {
        beside(
            target,
            &if n == 1 { format!(".replaced-{time}") } else { format!(".replaced-{time}-{n}") },
        )
    });
    let mut free = names
        .filter(|name| ["", "-wal", "-shm"].iter().all(|ending| !beside(name, ending).exists()));
    free.next().unwrap_or_else(|| beside(target, ".replaced"))
}
