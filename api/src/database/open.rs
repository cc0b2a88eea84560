//! Settings of a database, and its migrations.

use crate::error::{Error, Result};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use secrecy::{ExposeSecret, SecretString};
use std::{path::PathBuf, time::Duration};

/// Settings of a database.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address `postgres://…`. None for the embedded database.
    pub url: Option<SecretString>,
    /// The same address with the login for public reads. None if public requests use the service's
    /// login.
    pub public_url: Option<SecretString>,
    /// The file of the embedded database.
    pub file: PathBuf,
    /// Greatest number of connections on PostgreSQL, or of readers on SQLite.
    pub connections: u32,
    /// Time that a request may wait for a connection.
    pub acquire: Duration,
    /// Time that one statement may run, on PostgreSQL.
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

/// Runs all pending migrations or, with `down`, reverts that number of the newest ones. Instances
/// that start together take turns.
///
/// # Errors
/// Fails if a migration fails. Such a migration leaves no trace.
pub async fn migrate(settings: &Settings, down: Option<u32>) -> Result<()> {
    let is_new = settings.postgres_url().is_none() && !settings.file.exists();
    let migrated = take_turn(settings, down).await;
    if migrated.is_err() && is_new {
        // Remove an incomplete new database, for example after a full disk.
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
        // The pool has one connection, which holds the lock until it closes.
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

/// The number of the migration lock on PostgreSQL.
const TURN: i64 = 0x4e53_6d69_6772;

/// Locks the data folder. SQLite has no lock that spans several transactions.
async fn turn(settings: &Settings) -> Result<std::fs::File> {
    let folder = settings.file.parent().unwrap_or(&settings.file).to_owned();
    let lock = move || std::fs::File::open(folder).and_then(|folder| folder.lock().map(|()| folder));
    tokio::task::spawn_blocking(lock).await.map_err(Error::failure)?.map_err(Error::failure)
}
