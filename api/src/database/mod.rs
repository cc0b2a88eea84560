//! The database: one way to write for two engines, durable before it is acknowledged.
//!
//! A write is an act in a transaction, without other side effects. On PostgreSQL each act has a
//! transaction of its own. On SQLite one writer commits acts in groups, so that many saves share
//! one sync to disk. On both engines the caller gets the answer after the commit. An act never runs
//! in the caller's own task. So if the caller goes away, the act is still committed or rolled back
//! as a whole.

pub mod copy;
pub mod inspect;
pub mod lock;
mod open;
mod postgres;
mod probe;
mod read_pool;
mod settings;
pub mod sqlite;

pub use open::migrate;
pub use probe::probe;
pub use read_pool::ReadPool;
pub use settings::Settings;
pub use sqlite::progress::Progress;

use crate::error::{Error, Result};
use futures_util::future::BoxFuture;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, RuntimeErr, Select};

/// The transaction of an act.
pub type Tx = DatabaseTransaction;

/// An act that runs in a transaction. It may run more than once, so it must have no other effects
/// than its writes.
pub trait Act<A, T>:
    for<'a> Fn(&'a Tx, &'a A) -> BoxFuture<'a, Result<T>> + Send + Sync + 'static
{
}
impl<A, T, F> Act<A, T> for F where
    F: for<'a> Fn(&'a Tx, &'a A) -> BoxFuture<'a, Result<T>> + Send + Sync + 'static
{
}

/// The open database.
#[derive(Clone, Debug)]
pub struct Db {
    engine: Engine,
    progress: Progress,
}

#[derive(Clone, Debug)]
enum Engine {
    /// Embedded: readers and one writer.
    Sqlite(sqlite::Sqlite),
    /// Served: one bounded pool.
    Postgres(postgres::Postgres),
}

impl Db {
    /// Opens the database of the settings, and refuses one that is not durable.
    ///
    /// # Errors
    /// Fails if the database can't be reached, or if it does not confirm the settings that
    /// durability needs.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let progress = Progress::default();
        let engine = match settings.postgres_url() {
            Some(_) => Engine::Postgres(postgres::Postgres::open(settings, &progress).await?),
            None => Engine::Sqlite(sqlite::Sqlite::open(settings, &progress).await?),
        };
        Ok(Self { engine, progress })
    }

    /// Returns the connections for reads outside a transaction.
    #[must_use]
    pub const fn read(&self) -> &ReadPool {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.reads(),
            Engine::Postgres(postgres) => postgres.reads(),
        }
    }

    /// Returns the connections for public reads, with a login of their own if there is one.
    #[must_use]
    pub fn read_for_the_public(&self) -> &ReadPool {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.reads(),
            Engine::Postgres(postgres) => postgres.public().unwrap_or_else(|| postgres.reads()),
        }
    }

    /// Runs one act, and returns after it is durable.
    ///
    /// # Errors
    /// Fails with the refusal of the act, or if the database fails. In both cases no write of the
    /// act remains.
    pub async fn write<A, T>(&self, args: A, act: impl Act<A, T>) -> Result<T>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(args, act).await,
            Engine::Postgres(postgres) => postgres.write(args, act).await,
        }
    }

    /// Returns the times of the last commit and the last read.
    #[must_use]
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Waits for the work under way, then closes the database.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close().await,
        }
    }
}

/// Returns true if two transactions were in conflict, so that a repeat of the act can succeed.
///
/// The conflicts are PostgreSQL 40001 and 40P01, and SQLite 5 and 517. A further one is the second
/// of two simultaneous requests with one idempotency key. It finds the outcome of the first when it
/// runs again.
pub(crate) fn may_retry(error: &Error) -> bool {
    let Error::Failure(cause) = error else { return false };
    let Some(
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)),
    ) = cause.downcast_ref::<DbErr>()
    else {
        return false;
    };
    cause.as_database_error().is_some_and(|cause| {
        let conflict = cause
            .code()
            .is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01" | "5" | "517"));
        conflict || cause.constraint() == Some("idempotency_pkey")
    })
}

/// Returns the row of a unique key, for frequent requests.
///
/// `one` would bind a `LIMIT`, and SQLite plans a statement again each time its limit is bound.
pub(crate) async fn unique<E: EntityTrait>(
    rows: Select<E>,
    db: &impl ConnectionTrait,
) -> Result<Option<E::Model>> {
    Ok(rows.all(db).await?.into_iter().next())
}

/// Returns true if a write failed on a unique constraint.
#[must_use]
pub fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}
