//! SQLite, the embedded default: readers, and one writer that commits in groups.

use super::{
    Act, Progress, Reads, Settings,
    writer::{Call, Order, Writer},
};
use crate::error::{Error, Result};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use tokio::sync::{mpsc, oneshot};

/// Number of acts that may wait for the writer. Further acts are refused with `OVERLOADED`.
const QUEUE: usize = 4096;

/// The readers, and the queue of the writer.
#[derive(Clone, Debug)]
pub struct Sqlite {
    reads: Reads,
    writer: mpsc::Sender<Order>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Reader,
    Writer,
    /// The writer after a failure: it does not create a missing database.
    WriterAgain,
}

pub(super) async fn connect(settings: &Settings, side: Side) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new("sqlite:");
    let (file, acquire) = (settings.file.clone(), settings.acquire);
    options
        .max_connections(if side == Side::Reader { settings.connections.max(1) } else { 1 })
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

pub(super) fn sql(text: impl Into<String>) -> Statement {
    Statement::from_string(sea_orm::DatabaseBackend::Sqlite, text.into())
}

impl Sqlite {
    pub(super) async fn open(settings: &Settings, progress: &Progress) -> Result<Self> {
        let writer = Writer::open(settings, progress.clone()).await?;
        let reads = Reads::sqlite(connect(settings, Side::Reader).await?, progress);
        let (orders, queue) = mpsc::channel(QUEUE);
        // Run on a separate thread, or every statement of a group would wait behind the requests.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::failure)?;
        let write = move || runtime.block_on(writer.keep_writing(queue));
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
        let call = Call::new(args, act, reply);
        self.writer.try_send(Order::Act(Box::new(call))).map_err(|_| Error::from(crate::error::Code::Overloaded))?;
        answer.await.map_err(Error::unavailable)?
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
