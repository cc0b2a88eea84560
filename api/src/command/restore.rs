//! Restore: everything is checked and copied beside first, the old database is kept, and the rename comes last.
//!
//! A failure at any step leaves the database that was there. A crash leaves that one, or the new one, and the kept copy.

use super::{backup::sync_folder, postgres_tools, verify};
use crate::{
    clock::Clock,
    config::Config,
    database::{
        self, Db, copy,
        lock::{Hold, Lock},
        look::{self, Contents, beside},
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

/// The way back of a copy.
#[derive(Args, Debug)]
pub(super) struct Restore {
    /// The copy
    file: PathBuf,
    /// Replace a database that is there; a file is kept beside, with the ending `.replaced-` and the time
    #[arg(long)]
    replace: bool,
    /// The key file is lost, or belongs to another database: restore all the same; `keys adopt --lost` comes next
    #[arg(long)]
    without_keys: bool,
}

impl Restore {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode> {
        if !self.file.is_file() {
            return Err(Error::failure(format!("there is no file {}", self.file.display())));
        }
        match &config.database_url {
            None => self.replace_file(config).await?,
            Some(url) => self.replace_tables(config, url.expose_secret()).await?,
        }
        verified(config).await
    }

    /// Checks that this version knows the copy, and that the key file is the copy's own.
    fn check(&self, config: &Config, contents: &Contents) -> Result<()> {
        contents.is_known(&self.file.display())?;
        let file = config.keys_file();
        if self.without_keys || contents.keys.is_empty() {
            return Ok(());
        }
        let way_out = "To restore all the same, say --without-keys";
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
        let mut lock = Lock::take(&settings, Hold::Alone).await?;
        if look::look(&settings).await?.is_some() && !self.replace {
            return Err(Error::failure(format!("{place} holds a survey: make a backup of it, then say --replace")));
        }
        tokio::select! {
            done = postgres_tools::put_in_place(url, &self.file, self.replace) => done?,
            // What is under way is dropped, and rolled back with its session.
            lost = lock.lost() => return Err(lost),
        }
        database::migrate(&settings, None).await
    }

    async fn replace_file(&self, config: &Config) -> Result<()> {
        let target = config.database().file;
        // A copy with a log of its own, as a kept one after a crash, is whole with its log alone.
        if !copy::has_own_log(&self.file)? {
            self.check(config, &copy::check_copy(&self.file).await?)?;
        }
        super::data_dir(config)?;
        let _lock = Lock::take(&config.database(), Hold::Alone).await?;
        if target.exists() && !self.replace {
            return Err(Error::failure(format!("{} exists: say --replace", target.display())));
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

    /// Makes the new database beside the old one: whole, synced, and with the newest schema.
    async fn prepare(&self, config: &Config, to: &Path) -> Result<()> {
        let at = |error: std::io::Error| Error::failure(format!("copying {} to {}: {error}", self.file.display(), to.display()));
        remove(to);
        let has_log = copy::has_own_log(&self.file)?;
        for ending in ["", "-wal"].into_iter().take(if has_log { 2 } else { 1 }) {
            private_copy(&beside(&self.file, ending), &beside(to, ending)).map_err(at)?;
        }
        if has_log {
            copy::fold(to).await?;
            self.check(config, &copy::check_copy(to).await?)?;
        }
        database::migrate(&database::Settings { file: to.to_owned(), ..config.database() }, None).await?;
        copy::fold(to).await?;
        for ending in ["-wal", "-shm"] {
            let _ = fs::remove_file(beside(to, ending));
        }
        let contents = copy::check_copy(to).await?;
        if contents.missing() > 0 {
            return Err(Error::failure("the schema of the copy could not be brought up to date"));
        }
        fs::File::open(to).and_then(|file| file.sync_all()).and_then(|()| sync_folder(to)).map_err(at)
    }
}

/// Verifies the restored database: the audit trail, editions, answers, consent and what is shared.
async fn verified(config: &Config) -> Result<ExitCode> {
    let db = Db::open(&config.database()).await?;
    let findings = verify::everything(&db).await;
    db.close().await;
    let findings = findings?;
    for finding in &findings {
        println!("{finding}");
    }
    println!("The copy is in place; its trail, editions, answers and what is shared have {} findings.", findings.len());
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The new database, removed unless it was renamed.
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
        Error::Failure(cause) => Error::failure(format!("{cause}. The database that was there has not been touched")),
        other => other.clone(),
    }
}

/// Copies a file into one that its owner alone can read, and syncs it.
fn private_copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(to)?;
    std::io::copy(&mut fs::File::open(from)?, &mut out)?;
    out.sync_all()
}

/// Keeps the database that is about to be replaced under a name of its own, and leaves no log at the old name: SQLite would apply it
/// to the new database. The old database has its name until the rename.
async fn keep(target: &Path) -> Result<Option<PathBuf>> {
    let [log, index] = ["-wal", "-shm"].map(|ending| beside(target, ending));
    let is_there = target.exists();
    if !is_there && !log.exists() && !index.exists() {
        return Ok(None);
    }
    // A log that can be folded back is; a database that is broken is kept with its log, as it is.
    if is_there
        && let Err(error) = fold_own(target).await
        && !is_broken(&error)
    {
        return Err(error);
    }
    let (kept, is_foreign) = (free_name(target), is_there && copy::has_foreign_log(target)?);
    let wrong = |error: std::io::Error| Error::failure(format!("keeping {} as {}: {error}", target.display(), kept.display()));
    let named = || -> std::io::Result<()> {
        for ending in ["", "-wal", "-shm"] {
            // The log of another database is kept under a name that SQLite does not look for.
            let name = if ending == "-wal" && is_foreign { ".log-of-another" } else { ending };
            let (from, to) = (beside(target, ending), beside(&kept, name));
            // SQLite makes an index of the log anew, and an empty log says nothing.
            let is_kept = if ending == "-wal" { from.metadata().is_ok_and(|log| log.len() > 0) } else { from.exists() };
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

/// Returns whether SQLite says that a file is damaged (11), or no database at all (26).
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

/// Returns a name that nothing has: two restores in one second keep two databases.
fn free_name(target: &Path) -> PathBuf {
    let time = Clock::System.now().format("%Y%m%dT%H%M%SZ");
    let names =
        (1..).map(|n| beside(target, &if n == 1 { format!(".replaced-{time}") } else { format!(".replaced-{time}-{n}") }));
    let mut free = names.filter(|name| ["", "-wal", "-shm"].iter().all(|ending| !beside(name, ending).exists()));
    free.next().unwrap_or_else(|| beside(target, ".replaced"))
}
