//! Settings of a database, and its migrations.

use crate::{
    database::Settings,
    error::{Error, Result},
};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait as _, DatabaseConnection};

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
            let _ = std::fs::remove_file(super::inspect::beside(&settings.file, ending));
        }
    }
    migrated
}

async fn take_turn(settings: &Settings, down: Option<u32>) -> Result<()> {
    let turn = if settings.postgres_url().is_none() { Some(turn(settings).await?) } else { None };
    let connection = match settings.postgres_url() {
        Some(url) => super::postgres::connect(settings, url, 1).await?,
        None => {
            crate::database::sqlite::connection::connect(
                settings,
                crate::database::sqlite::connection::ConnectionRole::Writer,
            )
            .await?
        }
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

async fn move_schema(
    connection: &DatabaseConnection,
    settings: &Settings,
    down: Option<u32>,
) -> Result<()> {
    let is_postgres = settings.postgres_url().is_some();
    if is_postgres
        && (down.is_some() || !Migrator::get_pending_migrations(connection).await?.is_empty())
    {
        crate::database::postgres::public::take_away(connection).await?;
    }
    match down {
        None => Migrator::up(connection, None).await?,
        Some(steps) => Migrator::down(connection, Some(steps)).await?,
    }
    if is_postgres && down.is_none() {
        crate::database::postgres::public::make(connection, settings).await
    } else {
        Ok(())
    }
}

/// The number of the migration lock on PostgreSQL.
const TURN: i64 = 0x4e53_6d69_6772;

/// Locks the data folder. SQLite has no lock that spans several transactions.
async fn turn(settings: &Settings) -> Result<std::fs::File> {
    let folder = settings.file.parent().unwrap_or(&settings.file).to_owned();
    let lock =
        move || std::fs::File::open(folder).and_then(|folder| folder.lock().map(|()| folder));
    tokio::task::spawn_blocking(lock).await.map_err(Error::failure)?.map_err(Error::failure)
}
