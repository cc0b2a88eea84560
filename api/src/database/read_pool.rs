//! Connections for reads outside a transaction.
//!
//! A pool of `sqlx` tests every returned connection, which is a second round trip for each
//! statement. So a connection whose statement has ended is kept here for the next statement. If a
//! statement fails, or its caller goes away, the connection goes back to the pool, which tests it.
//!
//! Reads wait in a queue of their own. A caller who waits for the pool itself, such as a
//! transaction, comes first: meanwhile no connection is kept.

use super::Progress;
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult,
    RuntimeErr, Statement, Values,
};
use sea_query_sqlx::SqlxValues;
use sqlx::{
    AssertSqlSafe, Database, Executor, IntoArguments, Pool, Postgres, Sqlite, pool::PoolConnection,
};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    runtime::Handle,
    sync::{Semaphore, SemaphorePermit},
};

/// Time for which a connection is used again without a test.
const TRUST: Duration = Duration::from_secs(30);

/// A pool, with idle connections that are kept for reads.
#[derive(Clone, Debug)]
pub struct ReadPool {
    pool: DatabaseConnection,
    kept: Either,
    progress: Progress,
}

#[derive(Clone, Debug)]
enum Either {
    Sqlite(Arc<PoolSlot<Sqlite>>),
    Postgres(Arc<PoolSlot<Postgres>>),
}

impl ReadPool {
    /// Builds the reads of an SQLite pool.
    pub(super) fn sqlite(pool: DatabaseConnection, progress: &Progress) -> Self {
        let sqlx = pool.get_sqlite_connection_pool();
        let kept = Either::Sqlite(PoolSlot::of(sqlx, sqlx.options().get_max_connections()));
        Self { pool, kept, progress: progress.clone() }
    }

    /// Builds the reads of a PostgreSQL pool, with `at_once` as the greatest number of concurrent
    /// reads.
    pub(super) fn postgres(pool: DatabaseConnection, at_once: u32, progress: &Progress) -> Self {
        let kept = Either::Postgres(PoolSlot::of(pool.get_postgres_connection_pool(), at_once));
        Self { pool, kept, progress: progress.clone() }
    }

    /// Returns the pool itself, for transactions and other statements.
    pub(super) const fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// Registers a caller who takes a connection from the pool. No connection is kept until the
    /// result is dropped.
    pub(super) fn wait(&self) -> Box<dyn Send> {
        match &self.kept {
            Either::Sqlite(kept) => Box::new(PoolSlot::wait(kept)),
            Either::Postgres(kept) => Box::new(PoolSlot::wait(kept)),
        }
    }

    async fn rows(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let rows = match &self.kept {
            Either::Sqlite(kept) => PoolSlot::read(kept, statement).await?,
            Either::Postgres(kept) => PoolSlot::read(kept, statement).await?,
        };
        self.progress.read();
        Ok(rows)
    }

    /// Returns the kept connections, keeps no more, and closes the pool.
    pub(super) async fn close(&self) -> Result<(), DbErr> {
        match &self.kept {
            Either::Sqlite(kept) => kept.end(),
            Either::Postgres(kept) => kept.end(),
        }
        self.pool.close_by_ref().await
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for ReadPool {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let _turn = self.wait();
        self.pool.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let _turn = self.wait();
        self.pool.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.rows(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.rows(statement).await
    }
}

#[derive(Debug)]
struct PoolSlot<D: Database> {
    pool: Pool<D>,
    /// Permits for concurrent reads.
    turns: Semaphore,
    kept: Mutex<IdleConnection<D>>,
    /// The runtime on which connections are opened. A connection stays on it for life, so it must
    /// not have low priority.
    runtime: Handle,
}

#[derive(Debug)]
struct IdleConnection<D: Database> {
    idle: Vec<(PoolConnection<D>, Instant)>,
    /// Number of callers who wait for the pool.
    waiting: usize,
}

impl<D: Database> PoolSlot<D> {
    fn of(pool: &Pool<D>, turns: u32) -> Arc<Self> {
        let kept = Mutex::new(IdleConnection { idle: Vec::new(), waiting: 0 });
        Arc::new(Self {
            pool: pool.clone(),
            turns: Semaphore::new(turns as usize),
            kept,
            runtime: Handle::current(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, IdleConnection<D>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(self: &Arc<Self>) -> Waiting<D> {
        let mut kept = self.lock();
        kept.waiting += 1;
        // If the pool is full and all its connections are kept here, no connection would ever come
        // back. So return one.
        let full = self.pool.size() >= self.pool.options().get_max_connections();
        let given_back = if full { kept.idle.pop() } else { None };
        drop(kept);
        drop(given_back);
        Waiting(Arc::clone(self))
    }

    fn end(&self) {
        self.turns.close();
        let mut kept = self.lock();
        // A waiter that never ends: no connection is kept any more.
        kept.waiting += 1;
        let idle = std::mem::take(&mut kept.idle);
        drop(kept);
        drop(idle);
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, DbErr> {
        if let Ok(turn) = self.turns.try_acquire() {
            return Ok(turn);
        }
        let turn =
            tokio::time::timeout(self.pool.options().get_acquire_timeout(), self.turns.acquire())
                .await;
        turn.map_err(|_| not_acquired(sqlx::Error::PoolTimedOut))?
            .map_err(|_| not_acquired(sqlx::Error::PoolClosed))
    }

    async fn take(self: &Arc<Self>) -> Result<PoolConnection<D>, sqlx::Error> {
        let kept = self.lock().idle.pop();
        if let Some((connection, since)) = kept
            && since.elapsed() < TRUST
        {
            return Ok(connection);
        }
        let _turn = Self::wait(self);
        let pool = self.pool.clone();
        self.runtime
            .spawn(async move { pool.acquire().await })
            .await
            .unwrap_or(Err(sqlx::Error::PoolClosed))
    }

    fn keep(&self, connection: PoolConnection<D>) {
        let mut kept = self.lock();
        if kept.waiting == 0 {
            kept.idle.push((connection, Instant::now()));
        }
    }

    /// Returns all idle connections to the pool, which closes those that do not answer.
    fn give_back(&self) {
        let idle = std::mem::take(&mut self.lock().idle);
        drop(idle);
    }

    async fn read(self: &Arc<Self>, statement: Statement) -> Result<Vec<QueryResult>, DbErr>
    where
        SqlxValues: IntoArguments<D>,
        QueryResult: From<D::Row>,
        for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    {
        let values = SqlxValues(statement.values.unwrap_or(Values(Vec::new())));
        let _turn = self.turn().await?;
        let mut connection = self.take().await.map_err(not_acquired)?;
        let query = sqlx::query_with::<D, _>(AssertSqlSafe(statement.sql), values);
        let rows = query.fetch_all(&mut *connection).await.map_err(|error| {
            // A server that ended one connection has usually ended all of them. Let the pool test
            // them.
            if !matches!(error, sqlx::Error::Database(_)) {
                self.give_back();
            }
            DbErr::Query(RuntimeErr::SqlxError(error.into()))
        })?;
        self.keep(connection);
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }
}

/// A caller who waits for the pool, until this value is dropped.
#[derive(Debug)]
struct Waiting<D: Database>(Arc<PoolSlot<D>>);

impl<D: Database> Drop for Waiting<D> {
    fn drop(&mut self) {
        self.0.lock().waiting -= 1;
    }
}

fn not_acquired(error: sqlx::Error) -> DbErr {
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        error => DbErr::Conn(RuntimeErr::SqlxError(error.into())),
    }
}
