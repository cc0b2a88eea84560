//! SQLite, the embedded default: readers, and one writer that commits in groups.

pub(super) mod connection;
pub(super) mod progress;
pub mod watch;
mod writer;

use crate::{
    database::{
        Act, Progress, ReadPool, Settings,
        sqlite::{
            connection::{ConnectionRole, connect},
            writer::{QueuedAct, Writer, WriterMessage},
        },
    },
    error::{Error, Result},
};
use tokio::sync::{mpsc, oneshot};

/// Number of acts that may wait for the writer. Further acts are refused with `OVERLOADED`.
const QUEUE: usize = 4096;

/// The readers, and the queue of the writer.
#[derive(Clone, Debug)]
pub struct Sqlite {
    reads: ReadPool,
    writer: mpsc::Sender<WriterMessage>,
}

impl Sqlite {
    pub(super) async fn open(settings: &Settings, progress: &Progress) -> Result<Self> {
        let writer = Writer::open(settings, progress.clone()).await?;
        let reads = ReadPool::sqlite(connect(settings, ConnectionRole::Reader).await?, progress);
        let (orders, queue) = mpsc::channel(QUEUE);
        // Run on a separate thread, or every statement of a group would wait behind the requests.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::failure)?;
        let write = move || runtime.block_on(writer.keep_writing(queue));
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(write)
            .map_err(Error::failure)?;
        Ok(Self { reads, writer: orders })
    }

    pub(super) const fn reads(&self) -> &ReadPool {
        &self.reads
    }

    pub(super) async fn write<A, T>(&self, args: A, act: impl Act<A, T>) -> Result<T>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let call = QueuedAct::new(args, act, reply);
        self.writer
            .try_send(WriterMessage::Act(Box::new(call)))
            .map_err(|_| Error::from(crate::error::Code::Overloaded))?;
        answer.await.map_err(Error::unavailable)?
    }

    pub(super) async fn close(&self) {
        let (closed, wait) = oneshot::channel();
        if self.writer.send(WriterMessage::Close(closed)).await.is_ok() {
            let _ = wait.await;
        }
        if let Err(error) = self.reads.close().await {
            tracing::warn!(%error, "closing the readers");
        }
    }
}
