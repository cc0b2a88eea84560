//! Times of the last commit and the last read. They tell a loaded database from one that hangs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// The last commit and the last read of an open database. Both start at the time of opening.
#[derive(Clone, Debug)]
pub struct Progress(Arc<Marks>);

#[derive(Debug)]
struct Marks {
    began: Instant,
    committed: AtomicU64,
    read: AtomicU64,
}

impl Default for Progress {
    fn default() -> Self {
        // A database that was just opened has just answered.
        Self(Arc::new(Marks {
            began: Instant::now(),
            committed: AtomicU64::new(0),
            read: AtomicU64::new(0),
        }))
    }
}

impl Progress {
    pub(in crate::database) fn committed(&self) {
        self.0.committed.store(self.now(), Ordering::Relaxed);
    }

    pub(in crate::database) fn read(&self) {
        self.0.read.store(self.now(), Ordering::Relaxed);
    }

    /// Returns true if a write was committed within the time.
    #[must_use]
    pub fn committed_within(&self, time: Duration) -> bool {
        self.is_within(&self.0.committed, time)
    }

    /// Returns true if a read was answered within the time.
    #[must_use]
    pub fn read_within(&self, time: Duration) -> bool {
        self.is_within(&self.0.read, time)
    }

    /// Returns the milliseconds since the database was opened.
    fn now(&self) -> u64 {
        u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn is_within(&self, mark: &AtomicU64, time: Duration) -> bool {
        u128::from(self.now().saturating_sub(mark.load(Ordering::Relaxed))) <= time.as_millis()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_ages_until_the_next() {
        let progress = Progress::default();
        let soon = Duration::from_millis(20);
        std::thread::sleep(2 * soon);
        assert!(!progress.committed_within(soon) && !progress.read_within(soon));
        progress.committed();
        assert!(progress.committed_within(soon) && !progress.read_within(soon));
        progress.read();
        assert!(progress.read_within(soon));
    }
}
