//! Locks: one server on one data folder, and a restore alone on a data folder or a PostgreSQL
//! database.
//!
//! The locks belong to the operating system and to PostgreSQL. They end with the process or the
//! session, so that a crash leaves none.
//!
//! | | `national-survey.lock` | `national-survey.commands.lock` | PostgreSQL |
//! |---|---|---|---|
//! | a server | exclusive | shared | shared |
//! | a command beside it | | shared | shared |
//! | `restore`, `keys adopt`, `migrate --down` | exclusive | exclusive | exclusive |

use super::{Settings, inspect::postgres_url};
use crate::error::{Error, Result};
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use std::{
    fs::{File, TryLockError},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

/// The number of the lock on PostgreSQL: "NSserv" in ASCII.
const NUMBER: i64 = 0x4e53_7365_7276;
/// Interval between two checks of the session that holds the lock on PostgreSQL.
const LOOK: Duration = Duration::from_secs(1);
/// Time after which a session without an answer counts as lost.
const PATIENCE: Duration = Duration::from_secs(5);

/// Use of a database by a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockMode {
    /// Serves: one server on one data folder, or several on one PostgreSQL database.
    Server,
    /// Reads, or writes little, beside a server.
    Command,
    /// Replaces the database or its keys, without any other process.
    Alone,
}

/// A lock, held as long as this value lives.
#[derive(Debug)]
pub enum Lock {
    /// Lock on files of the data folder.
    Files(Vec<File>),
    /// Lock of a PostgreSQL session.
    Session(Box<Session>),
}

/// A session of PostgreSQL that holds the lock.
#[derive(Debug)]
pub struct Session {
    settings: Settings,
    hold: LockMode,
    connection: PgConnection,
    table: Option<i64>,
}

impl Lock {
    /// Takes the lock.
    ///
    /// # Errors
    /// Fails if another process has the lock, with a description of that process, or if the lock
    /// can't be taken at all.
    pub async fn take(settings: &Settings, hold: LockMode) -> Result<Self> {
        if settings.postgres_url().is_none() {
            return files(settings, hold).map(Self::Files);
        }
        let place = settings.place()?;
        let wrong = |error: sqlx::Error| Error::failure(format!("{place}: {error}"));
        let mut connection = connect(settings).await?;
        if !lock(&mut connection, hold).await.map_err(wrong)? {
            let others = holders(&mut connection).await.map_err(wrong)?;
            let _ = connection.close().await;
            return Err(Error::failure(match hold {
                LockMode::Alone => {
                    format!("{place} is in use by {others} servers or commands: stop them first")
                }
                LockMode::Server | LockMode::Command => {
                    format!(
                        "{place} is being restored, or its keys are being replaced: try again later"
                    )
                }
            }));
        }
        let table = table(&mut connection).await.map_err(wrong)?;
        Ok(Self::Session(Box::new(Session { settings: settings.clone(), hold, connection, table })))
    }

    /// Waits until the lock is lost for good, which happens on PostgreSQL only.
    ///
    /// A session that ends is opened again. The lock is lost if the database was replaced in
    /// between, or is being replaced.
    pub async fn lost(&mut self) -> Error {
        match self {
            Self::Files(_) => std::future::pending().await,
            Self::Session(session) => session.lost().await,
        }
    }
}

impl Session {
    async fn lost(&mut self) -> Error {
        loop {
            tokio::time::sleep(LOOK).await;
            if matches!(tokio::time::timeout(PATIENCE, self.connection.ping()).await, Ok(Ok(()))) {
                // A server that begins on an empty database makes the table after it took the lock.
                if self.table.is_none() {
                    let known = tokio::time::timeout(PATIENCE, table(&mut self.connection)).await;
                    self.table = known.ok().and_then(Result::ok).flatten();
                }
                continue;
            }
            tracing::warn!(
                "the session that holds the lock on the database has ended; it is begun anew"
            );
            if let Err(error) = self.again().await {
                return error;
            }
        }
    }

    /// Opens the session again, as soon as PostgreSQL answers.
    async fn again(&mut self) -> Result<()> {
        let replaced = || {
            Error::failure(
                "the database was replaced while the lock on it was lost: the service stops; start it again",
            )
        };
        loop {
            let taken = tokio::time::timeout(PATIENCE, async {
                let mut connection = connect(&self.settings).await.ok()?;
                let is_ours = lock(&mut connection, self.hold).await.ok()?;
                let table = table(&mut connection).await.ok()?;
                Some((connection, is_ours, table))
            });
            match taken.await {
                Ok(Some((connection, true, table))) => {
                    // A restore creates every table again.
                    if self.table.is_some() && table != self.table {
                        return Err(replaced());
                    }
                    (self.connection, self.table) = (connection, table);
                    tracing::warn!("the lock on the database is held again");
                    return Ok(());
                }
                Ok(Some((_, false, _))) => return Err(replaced()),
                Ok(None) | Err(_) => tokio::time::sleep(LOOK).await,
            }
        }
    }
}

async fn connect(settings: &Settings) -> Result<PgConnection> {
    let place = settings.place()?;
    let url = settings.postgres_url().unwrap_or_default();
    postgres_url("database_url", url)?;
    let options: PgConnectOptions = url
        .parse()
        .map_err(|_| Error::failure("database_url: it can't be read; it is not shown here"))?;
    let options = options.application_name("national-survey lock");
    let connected =
        tokio::time::timeout(settings.acquire.max(PATIENCE), PgConnection::connect_with(&options))
            .await;
    match connected {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) => Err(Error::failure(format!("{place}: {error}"))),
        Err(_) => Err(Error::failure(format!("{place}: it does not answer"))),
    }
}

async fn lock(connection: &mut PgConnection, hold: LockMode) -> Result<bool, sqlx::Error> {
    let function = if hold == LockMode::Alone {
        "pg_try_advisory_lock"
    } else {
        "pg_try_advisory_lock_shared"
    };
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT {function}({NUMBER})")))
        .fetch_one(connection)
        .await
}

/// Returns the number of sessions that hold the lock.
async fn holders(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    let sql = format!(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND classid::bigint = {} AND objid::bigint = {}",
        NUMBER >> 32,
        NUMBER & 0xffff_ffff
    );
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(connection).await
}

/// Returns PostgreSQL's object id of the migration table. It changes with a restore.
async fn table(connection: &mut PgConnection) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT to_regclass('seaql_migrations')::oid::bigint")
        .fetch_one(connection)
        .await
}

/// Returns the lock files in the folder of a database.
#[must_use]
pub fn lock_files(database: &Path) -> [PathBuf; 2] {
    ["national-survey.lock", "national-survey.commands.lock"]
        .map(|name| database.with_file_name(name))
}

fn files(settings: &Settings, hold: LockMode) -> Result<Vec<File>> {
    let [server, commands] = lock_files(&settings.file);
    let mut held = Vec::new();
    if hold != LockMode::Command {
        held.push(server_file(&server, hold)?);
    }
    match open(&commands) {
        Ok(file) => {
            let locked =
                if hold == LockMode::Alone { file.try_lock() } else { file.try_lock_shared() };
            match (locked, hold) {
                (Ok(()), _) => held.push(file),
                (Err(TryLockError::WouldBlock), LockMode::Alone) => {
                    return Err(Error::failure(format!(
                        "a command is at work on {}: wait until it has ended",
                        settings.file.display()
                    )));
                }
                (Err(TryLockError::WouldBlock), _) => {
                    return Err(Error::failure(format!(
                        "{} is being restored, or its keys are being replaced: try again later",
                        settings.file.display()
                    )));
                }
                (Err(TryLockError::Error(error)), _) => return Err(at(&commands, &error)),
            }
        }
        // In a folder that can't be written, nothing can be replaced either, so a command may read.
        Err(_) if hold == LockMode::Command => {}
        Err(error) => return Err(at(&commands, &error)),
    }
    Ok(held)
}

/// Takes the lock of the only server, and writes the id of this process into it.
fn server_file(path: &Path, hold: LockMode) -> Result<File> {
    let mut file = open(path).map_err(|error| at(path, &error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            let holder = holder.trim();
            let holder = if holder.is_empty() {
                "another process".to_owned()
            } else {
                format!("process {holder}")
            };
            let folder = path.parent().unwrap_or(path).display();
            return Err(Error::failure(format!(
                "{holder} serves or restores the data folder {folder}: a data folder has one server. Stop that process first{}",
                if hold == LockMode::Server { ", or choose another data_dir" } else { "" }
            )));
        }
        Err(TryLockError::Error(error)) => return Err(at(path, &error)),
    }
    let written = file
        .set_len(0)
        .and_then(|()| file.write_all(format!("{}\n", std::process::id()).as_bytes()));
    // The lock holds even without the process id.
    if let Err(error) = written {
        tracing::warn!(%error, "writing the process id into {}", path.display());
    }
    Ok(file)
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn at(path: &Path, error: &std::io::Error) -> Error {
    Error::failure(format!("the lock file {}: {error}", path.display()))
}
