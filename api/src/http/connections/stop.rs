//! The orders to stop.

use tokio_util::sync::CancellationToken;

/// The orders to stop: the first lets requests under way end, the second ends them.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    begun: CancellationToken,
    at_once: CancellationToken,
}

impl Stop {
    /// Orders that no connection is accepted any more and that requests under way end.
    pub fn begin(&self) {
        self.begun.cancel();
    }

    /// Orders that all connections are closed now.
    pub fn end_at_once(&self) {
        self.begun.cancel();
        self.at_once.cancel();
    }

    /// Waits until stopping has begun.
    pub async fn begun(&self) {
        self.begun.cancelled().await;
    }

    /// Waits until everything is to end at once.
    pub async fn is_at_once(&self) {
        self.at_once.cancelled().await;
    }
}
