//! SQLite, the embedded default: readers beside one writer that commits in groups.
//!
//! `synchronous=FULL` costs a sync of the log at every commit. One writer therefore takes all the acts that have queued,
//! runs them in one transaction, commits once, and only then answers them all. The first pass runs them bare; if one of
//! them refuses, the group is rolled back and run again with a savepoint for each, so that a refusal takes nothing with it.

use super::{Act, Reads, Settings};
use crate::error::{Error, Result};
use futures_util::{FutureExt as _, future::BoxFuture};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use std::{panic::AssertUnwindSafe, time::Duration};
use tokio::sync::{mpsc, oneshot};

/// Acts in one commit, at most.
const GROUP: usize = 256;
/// Acts that may wait for the writer before it says that it is busy.
const QUEUE: usize = 4096;
/// How often the log is folded back into the database file.
const CHECKPOINT: Duration = Duration::from_secs(60);

/// Readers, and the way to the writer.
#[derive(Clone, Debug)]
pub struct Sqlite {
    reads: Reads,
    writer: mpsc::Sender<Order>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Reader,
    Writer,
}

/// What the writer is asked to do.
enum Order {
    Act(Box<dyn Queued>),
    Close(oneshot::Sender<()>),
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Act(_) => "Act",
            Self::Close(_) => "Close",
        })
    }
}

pub(super) async fn connect(settings: &Settings, side: Side) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new("sqlite:");
    let (file, acquire) = (settings.file.clone(), settings.acquire);
    options
        .max_connections(if side == Side::Writer { 1 } else { settings.connections.max(1) })
        .min_connections(1)
        .acquire_timeout(acquire)
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .filename(&file)
                .create_if_missing(side == Side::Writer)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(acquire)
                .row_buffer_size(1000)
                .statement_cache_capacity(256);
            if side == Side::Reader { options.pragma("query_only", "ON") } else { options }
        });
    let connection = Database::connect(options).await?;
    for (pragma, right) in [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1")] {
        let row = connection.query_one_raw(sql(format!("PRAGMA {pragma}"))).await?;
        let is = row.map_or_else(String::new, |row| {
            row.try_get_by_index::<String>(0)
                .or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()))
                .unwrap_or_default()
        });
        if is != right {
            return Err(Error::failure(format!(
                "SQLite runs with {pragma} = {is}; acknowledged saves are only safe with {right}"
            )));
        }
    }
    Ok(connection)
}

fn sql(text: impl Into<String>) -> Statement {
    Statement::from_string(sea_orm::DatabaseBackend::Sqlite, text.into())
}

impl Sqlite {
    pub(super) async fn open(settings: &Settings) -> Result<Self> {
        let writer = connect(settings, Side::Writer).await?;
        let reads = Reads::sqlite(connect(settings, Side::Reader).await?);
        let (orders, queue) = mpsc::channel(QUEUE);
        // On a thread of its own: otherwise every statement of a group waits for its turn behind the requests.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::failure)?;
        let write = move || runtime.block_on(keep_writing(writer, queue));
        std::thread::Builder::new().name("sqlite-writer".into()).spawn(write).map_err(Error::failure)?;
        Ok(Self { reads, writer: orders })
    }

    pub(super) const fn reads(&self) -> &Reads {
        &self.reads
    }

    pub(super) async fn write<A, T>(&self, args: A, act: impl Act<A, T>) -> Result<T>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let call = Call { args, act, outcome: None, reply, result: std::marker::PhantomData };
        self.writer.try_send(Order::Act(Box::new(call))).map_err(|_| Error::from(crate::error::Code::Overloaded))?;
        answer.await.map_err(Error::failure)?
    }

    pub(super) async fn close(&self) {
        let (closed, wait) = oneshot::channel();
        if self.writer.send(Order::Close(closed)).await.is_ok() {
            let _ = wait.await;
        }
        if let Err(error) = self.reads.close().await {
            tracing::warn!(%error, "closing the readers");
        }
    }
}

/// An act in the queue, its types forgotten.
trait Queued: Send {
    /// Runs it; says whether it wants to stay.
    fn run<'a>(&'a mut self, tx: &'a DatabaseTransaction) -> BoxFuture<'a, bool>;
    /// Answers its caller, now that the group has been committed, or has not.
    fn answer(self: Box<Self>, committed: &Result<()>);
}

struct Call<A, T, F> {
    args: A,
    act: F,
    outcome: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
    result: std::marker::PhantomData<fn() -> T>,
}

impl<A, T, F> Queued for Call<A, T, F>
where
    A: Send + Sync + 'static,
    T: Send + 'static,
    F: Act<A, T>,
{
    fn run<'a>(&'a mut self, tx: &'a DatabaseTransaction) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            // Called inside the block too: an act may panic before it has made its future.
            let run = AssertUnwindSafe(async { (self.act)(tx, &self.args).await }).catch_unwind().await;
            let outcome = run.unwrap_or_else(|_| Err(Error::failure("an act panicked")));
            let stays = outcome.is_ok();
            self.outcome = Some(outcome);
            stays
        })
    }

    fn answer(self: Box<Self>, committed: &Result<()>) {
        let outcome = match (self.outcome, committed) {
            (Some(Ok(_)) | None, Err(error)) => Err(error.clone()),
            (Some(outcome), _) => outcome,
            (None, Ok(())) => Err(Error::failure("an act was not run")),
        };
        // The caller may have gone; what was committed stays.
        let _ = self.reply.send(outcome);
    }
}

async fn keep_writing(connection: DatabaseConnection, mut queue: mpsc::Receiver<Order>) {
    let mut fold = tokio::time::interval(CHECKPOINT);
    fold.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        let mut closing = None;
        let mut group: Vec<Box<dyn Queued>> = Vec::new();
        tokio::select! {
            order = queue.recv() => match order {
                None => break,
                Some(Order::Close(closed)) => closing = Some(closed),
                Some(Order::Act(act)) => group.push(act),
            },
            _ = fold.tick() => {
                if let Err(error) = connection.execute_raw(sql("PRAGMA wal_checkpoint(TRUNCATE)")).await {
                    tracing::warn!(%error, "folding the log back");
                }
            }
        }
        while closing.is_none() && group.len() < GROUP {
            match queue.try_recv() {
                Ok(Order::Act(act)) => group.push(act),
                Ok(Order::Close(closed)) => closing = Some(closed),
                Err(_) => break,
            }
        }
        if !group.is_empty() {
            let committed = commit(&connection, &mut group).await;
            group.into_iter().for_each(|act| act.answer(&committed));
        }
        if let Some(closed) = closing {
            let _ = connection.execute_raw(sql("PRAGMA wal_checkpoint(TRUNCATE)")).await;
            let _ = connection.close_by_ref().await;
            let _ = closed.send(());
            break;
        }
    }
}

async fn commit(connection: &DatabaseConnection, group: &mut [Box<dyn Queued>]) -> Result<()> {
    let tx = begin(connection).await?;
    let mut all_stay = true;
    for act in group.iter_mut() {
        all_stay &= act.run(&tx).await;
        if !all_stay {
            break;
        }
    }
    if all_stay {
        return Ok(tx.commit().await?);
    }
    tx.rollback().await?;
    if group.len() == 1 {
        return Ok(());
    }
    apart(connection, group).await
}

/// The second pass: a savepoint for each act.
#[expect(clippy::disallowed_methods, reason = "a savepoint inside the writer's own transaction")]
async fn apart(connection: &DatabaseConnection, group: &mut [Box<dyn Queued>]) -> Result<()> {
    let tx = begin(connection).await?;
    for act in group.iter_mut() {
        let savepoint = tx.begin().await?;
        if act.run(&savepoint).await {
            savepoint.commit().await?;
        } else {
            savepoint.rollback().await?;
        }
    }
    Ok(tx.commit().await?)
}

/// `BEGIN IMMEDIATE`: a transaction that may write takes its lock before it reads.
#[expect(clippy::disallowed_methods, reason = "the one place that begins a transaction on SQLite")]
async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let immediate =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..TransactionOptions::default() };
    Ok(connection.begin_with_options(immediate).await?)
}
