//! Orders to stop the service.

use tokio_util::sync::CancellationToken;

/// Orders to stop the service. The first one lets requests under way end, the second one ends them.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    begun: CancellationToken,
    at_once: CancellationToken,
}

impl Stop {
    /// Orders to accept no more connections and to let requests under way end.
    pub fn begin(&self) {
        self.begun.cancel();
    }

    /// Orders to close all connections now.
    pub fn end_at_once(&self) {
        self.begun.cancel();
        self.at_once.cancel();
    }

    /// Waits until a stop is ordered.
    pub async fn begun(&self) {
        self.begun.cancelled().await;
    }

    /// Waits until the immediate end is ordered.
    pub async fn is_at_once(&self) {
        self.at_once.cancelled().await;
    }
}
