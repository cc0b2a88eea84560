//! WHERE IT STAYS: one way to write for two databases, durable before it is acknowledged.
//!
//! A write is a pure-of-side-effects act over a transaction. On PostgreSQL it gets a transaction of its own; on SQLite it
//! joins the group that one writer commits together, so that many saves share one sync to disk. In both, the answer comes
//! after the commit, and an act whose caller has gone away is still either committed whole or rolled back whole, because
//! it never runs in the caller's own task.

pub mod copy;
pub mod lock;
pub mod look;
mod open;
mod postgres;
mod probe;
mod progress;
mod public;
mod reads;
mod sqlite;
pub mod watch;
mod writer;

pub use open::{Settings, migrate};
pub use probe::probe;
pub use progress::Progress;
pub use reads::Reads;

use crate::error::{Error, Result};
use futures_util::future::BoxFuture;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, RuntimeErr, Select};

/// What an act writes through.
pub type Tx = DatabaseTransaction;

/// An act to run in a transaction, perhaps more than once: it has no effect but its writes.
pub trait Act<A, T>: for<'a> Fn(&'a Tx, &'a A) -> BoxFuture<'a, Result<T>> + Send + Sync + 'static {}
impl<A, T, F> Act<A, T> for F where F: for<'a> Fn(&'a Tx, &'a A) -> BoxFuture<'a, Result<T>> + Send + Sync + 'static {}

/// The open database.
#[derive(Clone, Debug)]
pub struct Db {
    engine: Engine,
    progress: Progress,
}

#[derive(Clone, Debug)]
enum Engine {
    /// Embedded: readers beside one writer.
    Sqlite(sqlite::Sqlite),
    /// Served: one bounded pool.
    Postgres(postgres::Postgres),
}

impl Db {
    /// Opens what the settings name, and refuses a database that would not keep its promises.
    ///
    /// # Errors
    /// When it can't be reached, or does not confirm the settings that durability needs.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let progress = Progress::default();
        let engine = match settings.postgres_url() {
            Some(_) => Engine::Postgres(postgres::Postgres::open(settings, &progress).await?),
            None => Engine::Sqlite(sqlite::Sqlite::open(settings, &progress).await?),
        };
        Ok(Self { engine, progress })
    }

    /// For reads outside a transaction.
    #[must_use]
    pub const fn read(&self) -> &Reads {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.reads(),
            Engine::Postgres(postgres) => postgres.reads(),
        }
    }

    /// For what the public reads: by a login of its own, where there is one.
    #[must_use]
    pub fn read_for_the_public(&self) -> &Reads {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.reads(),
            Engine::Postgres(postgres) => postgres.public().unwrap_or_else(|| postgres.reads()),
        }
    }

    /// Runs one act and answers after it is durable.
    ///
    /// # Errors
    /// What the act refuses, or a failure of the database; in both cases nothing of it stays.
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

    /// When a write was last committed, and a read last answered.
    #[must_use]
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Waits for what is under way and closes.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close().await,
        }
    }
}

/// Whether a failure came of two transactions in each other's way, so that running the act again can succeed:
/// PostgreSQL 40001 and 40P01, SQLite 5 and 517; and the second of two requests at once with the same idempotency key, which
/// finds the outcome of the first when it runs again.
pub(crate) fn may_retry(error: &Error) -> bool {
    let Error::Failure(cause) = error else { return false };
    let Some(DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) =
        cause.downcast_ref::<DbErr>()
    else {
        return false;
    };
    cause.as_database_error().is_some_and(|cause| {
        let conflict = cause.code().is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01" | "5" | "517"));
        conflict || cause.constraint() == Some("idempotency_pkey")
    })
}

/// The row that a unique key finds, where requests are many: `one` binds a `LIMIT`, and SQLite plans a statement anew each time
/// that its limit is bound.
pub(crate) async fn unique<E: EntityTrait>(rows: Select<E>, db: &impl ConnectionTrait) -> Result<Option<E::Model>> {
    Ok(rows.all(db).await?.into_iter().next())
}

/// Whether a write failed on a unique constraint.
#[must_use]
pub fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}
