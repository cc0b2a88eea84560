//! What to open, and the schema it must have.

use crate::error::{Error, Result};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use secrecy::{ExposeSecret, SecretString};
use std::{path::PathBuf, time::Duration};

/// Which database, and how much of it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `postgres://…`; none for the embedded database.
    pub url: Option<SecretString>,
    /// The same with the public's own login; none where the public reads by the service's.
    pub public_url: Option<SecretString>,
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

    pub(super) fn public_url(&self) -> Option<&str> {
        self.public_url.as_ref().map(ExposeSecret::expose_secret)
    }
}

/// Brings the schema up to date (`up`), or takes back the newest `steps` migrations. Instances that start at once take turns.
///
/// # Errors
/// When a migration fails; it then leaves nothing behind.
pub async fn migrate(settings: &Settings, down: Option<u32>) -> Result<()> {
    let is_new = settings.postgres_url().is_none() && !settings.file.exists();
    let migrated = take_turn(settings, down).await;
    if migrated.is_err() && is_new {
        // Nothing half-made stays, as on a full disk.
        for ending in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(super::look::beside(&settings.file, ending));
        }
    }
    migrated
}

async fn take_turn(settings: &Settings, down: Option<u32>) -> Result<()> {
    let turn = if settings.postgres_url().is_none() { Some(turn(settings).await?) } else { None };
    let connection = match settings.postgres_url() {
        Some(url) => super::postgres::connect(settings, url, 1).await?,
        None => super::sqlite::connect(settings, super::sqlite::Side::Writer).await?,
    };
    if turn.is_none() {
        // The pool has one connection: the lock is held until it closes.
        connection.execute_unprepared(&format!("SELECT pg_advisory_lock({TURN})")).await?;
    }
    let done = move_schema(&connection, settings, down).await;
    let closed = connection.close().await;
    drop(turn);
    done.and(closed.map_err(Error::from))
}

async fn move_schema(connection: &DatabaseConnection, settings: &Settings, down: Option<u32>) -> Result<()> {
    let is_postgres = settings.postgres_url().is_some();
    if is_postgres && (down.is_some() || !Migrator::get_pending_migrations(connection).await?.is_empty()) {
        super::public::take_away(connection).await?;
    }
    match down {
        None => Migrator::up(connection, None).await?,
        Some(steps) => Migrator::down(connection, Some(steps)).await?,
    }
    if is_postgres && down.is_none() { super::public::make(connection, settings).await } else { Ok(()) }
}

/// The name of the lock on PostgreSQL.
const TURN: i64 = 0x4e53_6d69_6772;

/// A lock on the data folder: SQLite has none that spans several transactions.
async fn turn(settings: &Settings) -> Result<std::fs::File> {
    let folder = settings.file.parent().unwrap_or(&settings.file).to_owned();
    let lock = move || std::fs::File::open(folder).and_then(|folder| folder.lock().map(|()| folder));
    tokio::task::spawn_blocking(lock).await.map_err(Error::failure)?.map_err(Error::failure)
}
