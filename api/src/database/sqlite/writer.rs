//! The writer of an SQLite database: one thread, one connection, many acts in one commit.
//!
//! `synchronous=FULL` costs a sync of the log at every commit. The writer takes all queued acts,
//! runs them in one transaction, commits once, and only then answers them all. The first pass runs
//! the acts without savepoints. If an act refuses, the group is rolled back and run again with a
//! savepoint for each act. So a refusal does not undo the other acts.
//!
//! # Guarantee
//!
//! An act is answered as done only if all four of these hold:
//!
//! 1. `COMMIT` succeeded.
//! 2. The driver counts no open transaction.
//! 3. The connection itself refuses a `ROLLBACK`, because no transaction is active.
//! 4. The database is still the file at its path.
//!
//! SQLite ends a transaction by itself on a full disk or an I/O error, and the driver does not
//! notice. It would then report a commit that did not happen. So the connection is closed after any
//! failure of `BEGIN`, `COMMIT`, `ROLLBACK`, a savepoint, a checkpoint or the third check. Every
//! act of the group that did not refuse is answered with `UNAVAILABLE`. The next group gets a new
//! connection.

use crate::{
    database::{Act, Progress, Settings, sqlite::watch::Watch},
    error::{Error, Result},
};
use futures_util::{FutureExt as _, future::BoxFuture};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    TransactionOptions, TransactionTrait as _,
};
use sqlx::{Connection as _, SqlitePool};
use std::{panic::AssertUnwindSafe, time::Duration};
use tokio::sync::{mpsc, oneshot};

/// Greatest number of acts in one commit.
const GROUP: usize = 256;
/// Time between two checkpoints of the log.
const CHECKPOINT: Duration = Duration::from_secs(60);
/// Time that a connection may take to close. It is abandoned after that.
const CLOSING: Duration = Duration::from_secs(5);

/// An order to the writer.
pub(in crate::database) enum WriterMessage {
    Act(Box<dyn Queued>),
    Close(oneshot::Sender<()>),
}

impl std::fmt::Debug for WriterMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Act(_) => "Act",
            Self::Close(_) => "Close",
        })
    }
}

/// A queued act, with its types erased.
pub(in crate::database) trait Queued: Send {
    /// Runs the act. Returns true if the act succeeded.
    fn run<'a>(&'a mut self, tx: &'a DatabaseTransaction) -> BoxFuture<'a, bool>;
    /// Answers the caller, after the group was committed or failed.
    fn answer(self: Box<Self>, committed: &Result<()>);
}

/// An act with its arguments and its caller.
pub(in crate::database) struct QueuedAct<A, T, F> {
    args: A,
    act: F,
    outcome: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
    result: std::marker::PhantomData<fn() -> T>,
}

impl<A, T, F> QueuedAct<A, T, F> {
    pub(in crate::database) fn new(args: A, act: F, reply: oneshot::Sender<Result<T>>) -> Self {
        Self { args, act, outcome: None, reply, result: std::marker::PhantomData }
    }
}

impl<A, T, F> Queued for QueuedAct<A, T, F>
where
    A: Send + Sync + 'static,
    T: Send + 'static,
    F: Act<A, T>,
{
    fn run<'a>(&'a mut self, tx: &'a DatabaseTransaction) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            // Call the act inside the block, because it may panic before it returns its future.
            let run =
                AssertUnwindSafe(async { (self.act)(tx, &self.args).await }).catch_unwind().await;
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
        // The caller may have gone away. A committed act stays committed.
        let _ = self.reply.send(outcome);
    }
}

/// The writer, with its connection. There is none after a failure, until the next group.
pub(in crate::database) struct Writer {
    settings: Settings,
    connection: Option<DatabaseConnection>,
    progress: Progress,
    watch: Watch,
}

impl Writer {
    /// Opens the writer's connection.
    pub(in crate::database) async fn open(settings: &Settings, progress: Progress) -> Result<Self> {
        let connection = Some(
            crate::database::sqlite::connection::connect(
                settings,
                crate::database::sqlite::connection::ConnectionRole::Writer,
            )
            .await?,
        );
        let watch = Watch::begin(&settings.file)?;
        Ok(Self { settings: settings.clone(), connection, progress, watch })
    }

    /// Executes orders until it is told to close.
    pub(in crate::database) async fn keep_writing(
        mut self,
        mut queue: mpsc::Receiver<WriterMessage>,
    ) {
        let mut fold = tokio::time::interval(CHECKPOINT);
        fold.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        loop {
            let mut closing = None;
            let mut group: Vec<Box<dyn Queued>> = Vec::new();
            tokio::select! {
                order = queue.recv() => match order {
                    None => break,
                    Some(WriterMessage::Close(closed)) => closing = Some(closed),
                    Some(WriterMessage::Act(act)) => group.push(act),
                },
                _ = fold.tick() => self.checkpoint().await,
            }
            while closing.is_none() && group.len() < GROUP {
                match queue.try_recv() {
                    Ok(WriterMessage::Act(act)) => group.push(act),
                    Ok(WriterMessage::Close(closed)) => closing = Some(closed),
                    Err(_) => break,
                }
            }
            if !group.is_empty() {
                let committed = self.commit(&mut group).await;
                group.into_iter().for_each(|act| act.answer(&committed));
            }
            if let Some(closed) = closing {
                self.checkpoint().await;
                self.discard().await;
                let _ = closed.send(());
                break;
            }
        }
    }

    /// Runs and commits a group. After an error, no write counts as saved, and the connection is
    /// closed.
    async fn commit(&mut self, group: &mut [Box<dyn Queued>]) -> Result<()> {
        // Check before the commit, too: a new connection would write into any file at the path.
        let committed = match self.watch.check() {
            Ok(()) => match self.connection().await {
                Ok(connection) => run(&connection, group).await,
                Err(error) => Err(error),
            },
            Err(changed) => Err(changed),
        };
        // A commit into a file that is no longer at its path is not saved.
        let committed = committed.and_then(|()| self.watch.check());
        match committed {
            Ok(()) => {
                self.progress.committed();
                Ok(())
            }
            Err(error) => {
                tracing::error!(
                    ?error,
                    acts = group.len(),
                    "a group was not committed; the writer's connection is made anew"
                );
                self.discard().await;
                Err(error.into_unavailable())
            }
        }
    }

    async fn connection(&mut self) -> Result<DatabaseConnection> {
        if self.connection.is_none() {
            self.connection = Some(
                crate::database::sqlite::connection::connect(
                    &self.settings,
                    crate::database::sqlite::connection::ConnectionRole::WriterAgain,
                )
                .await?,
            );
        }
        self.connection.clone().ok_or_else(|| Error::failure("there is no connection"))
    }

    async fn discard(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        if tokio::time::timeout(CLOSING, connection.close_by_ref()).await.is_err() {
            tracing::error!("the writer's connection does not close; it is left behind");
        }
    }

    /// Folds the log back into the database file.
    async fn checkpoint(&mut self) {
        let Some(connection) = &self.connection else { return };
        if let Err(error) = connection
            .execute_raw(crate::database::sqlite::connection::sql(
                "PRAGMA wal_checkpoint(TRUNCATE)",
            ))
            .await
        {
            tracing::warn!(%error, "folding the log back");
            self.discard().await;
        }
    }
}

/// Runs the first pass, without savepoints. A group of one act that refuses needs no second pass.
async fn run(connection: &DatabaseConnection, group: &mut [Box<dyn Queued>]) -> Result<()> {
    let tx = begin(connection).await?;
    let mut all_stay = true;
    for act in group.iter_mut() {
        all_stay &= act.run(&tx).await;
        if !all_stay {
            break;
        }
    }
    if all_stay {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    is_outside(connection.get_sqlite_connection_pool()).await?;
    if all_stay || group.len() == 1 {
        Ok(())
    } else {
        retry_each_in_a_savepoint(connection, group).await
    }
}

/// Runs the second pass, with a savepoint for each act.
#[expect(clippy::disallowed_methods, reason = "a savepoint inside the writer's own transaction")]
async fn retry_each_in_a_savepoint(
    connection: &DatabaseConnection,
    group: &mut [Box<dyn Queued>],
) -> Result<()> {
    let tx = begin(connection).await?;
    for act in group.iter_mut() {
        let savepoint = tx.begin().await?;
        if act.run(&savepoint).await {
            savepoint.commit().await?;
        } else {
            savepoint.rollback().await?;
        }
    }
    tx.commit().await?;
    is_outside(connection.get_sqlite_connection_pool()).await
}

/// Begins a transaction with `BEGIN IMMEDIATE`, so that it takes its lock before it reads.
///
/// SQLite refuses `BEGIN` inside a transaction, and the driver sends it only at depth 0. So every
/// connection must be outside a transaction before it is used again.
#[expect(clippy::disallowed_methods, reason = "the one place that begins a transaction on SQLite")]
async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(connection.begin_with_options(immediate).await?)
}

/// Checks that the writer's connection is outside a transaction, by the driver's count and by
/// SQLite's own answer.
async fn is_outside(pool: &SqlitePool) -> Result<()> {
    let mut connection = pool.acquire().await.map_err(Error::failure)?;
    if connection.is_in_transaction() {
        return Err(Error::failure("the driver counts an open transaction after the last"));
    }
    match sqlx::raw_sql("ROLLBACK").execute(&mut *connection).await {
        Err(sqlx::Error::Database(refused))
            if refused.message().contains("no transaction is active") =>
        {
            Ok(())
        }
        Err(error) => Err(Error::failure(error)),
        Ok(_) => Err(Error::failure("a transaction was still open after it had been ended")),
    }
}
