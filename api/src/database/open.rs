//! What to open, and the schema it must have.

use crate::error::{Error, Result};
use migration::{Migrator, MigratorTrait};
use sea_orm::ConnectionTrait as _;
use secrecy::{ExposeSecret, SecretString};
use std::{path::PathBuf, time::Duration};

/// Which database, and how much of it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `postgres://…`; none for the embedded database.
    pub url: Option<SecretString>,
    /// The file of the embedded database.
    pub file: PathBuf,
    /// Connections at most, on PostgreSQL; readers, on SQLite.
    pub connections: u32,
    /// How long a request may wait for a connection.
    pub acquire: Duration,
    /// How long one statement may run, on PostgreSQL.
    pub statement: Duration,
}

impl Settings {
    pub(super) fn postgres_url(&self) -> Option<&str> {
        self.url.as_ref().map(ExposeSecret::expose_secret)
    }
}

/// Brings the schema up to date (`up`), or takes back the newest `steps` migrations. Instances that start at once take turns.
///
/// # Errors
/// When a migration fails; it then leaves nothing behind.
pub async fn migrate(settings: &Settings, down: Option<u32>) -> Result<()> {
    let turn = if settings.postgres_url().is_none() { Some(turn(settings).await?) } else { None };
    let connection = match settings.postgres_url() {
        Some(_) => super::postgres::connect(settings, 1).await?,
        None => super::sqlite::connect(settings, super::sqlite::Side::Writer).await?,
    };
    if turn.is_none() {
        // The pool has one connection: the lock is held until it closes.
        connection.execute_unprepared(&format!("SELECT pg_advisory_lock({TURN})")).await?;
    }
    let done = match down {
        None => Migrator::up(&connection, None).await,
        Some(steps) => Migrator::down(&connection, Some(steps)).await,
    };
    connection.close().await?;
    drop(turn);
    done.map_err(Error::from)
}

/// The name of the lock on PostgreSQL.
const TURN: i64 = 0x4e53_6d69_6772;

/// A lock on the data folder: SQLite has none that spans several transactions.
async fn turn(settings: &Settings) -> Result<std::fs::File> {
    let folder = settings.file.parent().unwrap_or(&settings.file).to_owned();
    let lock = move || std::fs::File::open(folder).and_then(|folder| folder.lock().map(|()| folder));
    tokio::task::spawn_blocking(lock).await.map_err(Error::failure)?.map_err(Error::failure)
}
