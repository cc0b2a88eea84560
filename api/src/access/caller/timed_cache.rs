//! Cache of rows that are used for a moment: people by session, and integrations by key.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Time for which a row stays in the cache. A change takes effect within it on every instance.
const REMEMBERED: Duration = Duration::from_millis(1_500);
/// Greatest number of rows in the cache.
const MOST: usize = 10_000;

/// Rows that were read within the last one and a half seconds.
///
/// # Guarantee
/// A row that was read before [`TimedCache::forget`] is never returned after it, even if its read
/// ends later.
#[derive(Debug)]
pub struct TimedCache<T>(Mutex<Rows<T>>);

#[derive(Debug)]
struct Rows<T> {
    /// The number of calls of `forget`.
    forgotten: u64,
    rows: HashMap<Uuid, (Instant, Arc<T>)>,
}

/// The moment at which a read began.
#[derive(Clone, Copy, Debug)]
pub(in crate::access) struct ReadBegan {
    at: Instant,
    forgotten: u64,
}

impl<T> Default for TimedCache<T> {
    fn default() -> Self {
        Self(Mutex::new(Rows { forgotten: 0, rows: HashMap::new() }))
    }
}

impl<T> TimedCache<T> {
    /// Returns the row if it is in the cache and `holds`. Otherwise returns the time at which its
    /// read begins.
    pub(in crate::access) fn get(
        &self,
        id: Uuid,
        holds: impl FnOnce(&T) -> bool,
    ) -> Result<Arc<T>, ReadBegan> {
        let rows = self.lock();
        match rows.rows.get(&id) {
            Some((at, row)) if at.elapsed() < REMEMBERED && holds(row) => Ok(Arc::clone(row)),
            _ => Err(ReadBegan { at: Instant::now(), forgotten: rows.forgotten }),
        }
    }

    /// Stores a row, whose age counts from the time at which its read began. A row that was read
    /// before a change is not stored after it.
    pub(in crate::access) fn keep(&self, id: Uuid, row: T, began: ReadBegan) -> Arc<T> {
        let row = Arc::new(row);
        let mut rows = self.lock();
        if rows.rows.len() >= MOST {
            rows.rows.retain(|_, (at, _)| at.elapsed() < REMEMBERED);
        }
        if rows.forgotten == began.forgotten && rows.rows.len() < MOST {
            rows.rows.insert(id, (began.at, Arc::clone(&row)));
        }
        row
    }

    /// Empties the cache, after a change on this instance.
    pub fn forget(&self) {
        let mut rows = self.lock();
        rows.forgotten += 1;
        rows.rows.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Rows<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
