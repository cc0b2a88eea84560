//! PostgreSQL 15 and later: a bounded pool, and one transaction for each write.

pub(super) mod public;

use crate::{
    database::{Act, Progress, ReadPool, Settings, may_retry},
    error::{Code, Error, Result},
};
use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr,
    Statement, TransactionTrait,
};
use std::{sync::Arc, time::Duration};
use tokio::runtime::Handle;

/// Number of times that an act is repeated after a conflict between transactions.
const TRIES: u32 = 5;

/// The service's pool, and the pool for public reads.
#[derive(Clone, Debug)]
pub struct Postgres {
    reads: ReadPool,
    public: Option<ReadPool>,
    progress: Progress,
    /// The runtime of all transactions. A transaction holds locks, so it must not run on a thread
    /// of low priority.
    runtime: Handle,
}

pub(super) async fn connect(
    settings: &Settings,
    url: &str,
    connections: u32,
) -> Result<DatabaseConnection> {
    connect_with(settings, url, connections, &[]).await
}

async fn connect_with(
    settings: &Settings,
    url: &str,
    connections: u32,
    more: &'static [(&'static str, &'static str)],
) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    let statement = settings.statement;
    options
        .max_connections(connections)
        .acquire_timeout(settings.acquire)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_postgres_opts(move |options| {
            options
                .options([
                    ("synchronous_commit", "on".to_owned()),
                    ("statement_timeout", statement.as_millis().to_string()),
                    (
                        "idle_in_transaction_session_timeout",
                        (2 * statement.as_millis()).to_string(),
                    ),
                    ("lock_timeout", statement.as_millis().to_string()),
                ])
                .options(more.iter().copied())
        })
        // Test only a connection that has been idle. A dropped `begin` would leave a transaction
        // open (sqlx 0.9.0). This can't happen here, because every `begin` runs in a task of its
        // own (see `write`).
        .test_before_acquire_if_idle_for(Duration::from_secs(30));
    Database::connect(options).await.map_err(Error::from)
}

impl Postgres {
    pub(super) async fn open(settings: &Settings, progress: &Progress) -> Result<Self> {
        let pool =
            connect(settings, settings.postgres_url().unwrap_or_default(), settings.connections)
                .await?;
        let backend = sea_orm::DatabaseBackend::Postgres;
        for (setting, right) in
            [("synchronous_commit", "on"), ("fsync", "on"), ("full_page_writes", "on")]
        {
            let row = pool
                .query_one_raw(Statement::from_string(backend, format!("SHOW {setting}")))
                .await?;
            let is: String =
                row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
            if is != right {
                return Err(Error::failure(format!(
                    "PostgreSQL runs with {setting} = {is}; acknowledged saves are only safe with {setting} = {right}"
                )));
            }
        }
        let public = match settings.public_url() {
            Some(url) => Some(for_the_public(settings, url, progress).await?),
            None => None,
        };
        // Three quarters of the pool are for reads, so that a transaction soon finds a connection.
        let reads = ReadPool::postgres(pool, (settings.connections * 3).div_ceil(4), progress);
        Ok(Self { reads, public, progress: progress.clone(), runtime: Handle::current() })
    }

    pub(super) const fn public(&self) -> Option<&ReadPool> {
        self.public.as_ref()
    }

    pub(super) const fn reads(&self) -> &ReadPool {
        &self.reads
    }

    pub(super) async fn write<A, T>(&self, args: A, act: impl Act<A, T>) -> Result<T>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
    {
        let (reads, progress) = (self.reads.clone(), self.progress.clone());
        let (args, act) = (Arc::new(args), Arc::new(act));
        // Spawn the act, so that a caller who goes away can't drop a transaction half-way.
        let task = self.runtime.spawn(async move {
            let mut tries = 0;
            loop {
                match once(&reads, &*args, &*act).await {
                    // If the server had ended the connection before the act ran, try again.
                    Err(Attempt::NotBegun(error))
                        if tries < TRIES && error.is(Code::Unavailable) => {}
                    Err(Attempt::NotDone(error)) if tries < TRIES && may_retry(&error) => {}
                    Err(Attempt::NotBegun(error) | Attempt::NotDone(error)) => return Err(error),
                    Ok(done) => {
                        progress.committed();
                        return Ok(done);
                    }
                }
                tries += 1;
                let jitter = rand::random_range(0..(5u64 << tries));
                tokio::time::sleep(Duration::from_millis(jitter)).await;
            }
        });
        task.await.map_err(Error::failure)?
    }

    pub(super) async fn close(&self) {
        for reads in self.public.iter().chain([&self.reads]) {
            if let Err(error) = reads.close().await {
                tracing::warn!(%error, "closing a pool");
            }
        }
    }
}

/// Opens the pool for public reads. It has half as many connections, and a login that reads only
/// public data and writes nothing.
async fn for_the_public(settings: &Settings, url: &str, progress: &Progress) -> Result<ReadPool> {
    let connections = settings.connections.div_ceil(2);
    let own = &[("search_path", public::SCHEMA), ("default_transaction_read_only", "on")];
    let pool = connect_with(settings, url, connections, own).await?;
    public::check(&pool).await?;
    Ok(ReadPool::postgres(pool, connections, progress))
}

/// A failed attempt.
enum Attempt {
    /// No transaction was begun, and nothing was sent.
    NotBegun(Error),
    /// The act refused, or the database failed.
    NotDone(Error),
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that begins a transaction on PostgreSQL"
)]
async fn once<A, T>(reads: &ReadPool, args: &A, act: &impl Act<A, T>) -> Result<T, Attempt> {
    let turn = reads.wait();
    let tx = reads.pool().begin().await.map_err(|error| match error {
        // A wait for a connection that timed out is not repeated. A broken connection is.
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Attempt::NotDone(error.into()),
        error => Attempt::NotBegun(error.into()),
    })?;
    drop(turn);
    match act(&tx, args).await {
        Ok(done) => {
            tx.commit().await.map_err(|error| Attempt::NotDone(error.into()))?;
            Ok(done)
        }
        Err(refused) => {
            // Dropping the transaction sends the rollback again, and the pool closes a connection
            // that can't do it.
            if let Err(error) = tx.rollback().await {
                tracing::warn!(%error, "rolling back");
            }
            Err(Attempt::NotDone(refused))
        }
    }
}
