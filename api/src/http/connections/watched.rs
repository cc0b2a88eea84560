//! The state of one connection, and the rule that ends it.

use super::{
    admission::Ticket,
    settings::{Settings, Timers},
};
use std::{
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::time::Instant;

/// Absence of a time, in a cell of milliseconds.
const NEVER: u64 = u64::MAX;

/// The state of one connection. Times are in milliseconds since its beginning.
#[derive(Debug)]
pub(super) struct Watched {
    ticket: Ticket,
    settings: Arc<Settings>,
    began: Instant,
    /// Requests under way, until the last byte of their responses.
    under_way: AtomicU32,
    /// Bytes of responses that the client has not yet read.
    unread: AtomicUsize,
    requests: AtomicU32,
    is_http2: AtomicBool,
    /// The end of the last request, or the beginning of the connection.
    idle_since: AtomicU64,
    /// The time of the first byte of a head.
    head_since: AtomicU64,
    /// The time since which the client reads nothing.
    blocked_since: AtomicU64,
    answers: Mutex<Vec<Weak<Progress>>>,
}

/// One request under way, until the last byte of its response has left.
#[derive(Debug)]
pub(super) struct UnderWay {
    watched: Arc<Watched>,
    progress: Arc<Progress>,
}

/// The time since which one response waits for the client. It is [`NEVER`] while the response
/// itself is being made.
#[derive(Debug)]
pub(super) struct Progress(AtomicU64);

impl Watched {
    pub(super) fn new(ticket: Ticket, settings: Arc<Settings>) -> Arc<Self> {
        Arc::new(Self {
            ticket,
            settings,
            began: Instant::now(),
            under_way: AtomicU32::default(),
            unread: AtomicUsize::default(),
            requests: AtomicU32::default(),
            is_http2: AtomicBool::default(),
            idle_since: AtomicU64::new(0),
            head_since: AtomicU64::new(NEVER),
            blocked_since: AtomicU64::new(NEVER),
            answers: Mutex::default(),
        })
    }

    pub(super) fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    pub(super) fn timers(&self) -> &Timers {
        &self.settings.timers
    }

    pub(super) fn unread(&self) -> usize {
        self.unread.load(Relaxed)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(NEVER - 1)
    }

    /// Counts a request from its head to the last byte of its response.
    pub(super) fn begins(self: &Arc<Self>, is_http2: bool) -> UnderWay {
        self.is_http2.fetch_or(is_http2, Relaxed);
        self.requests.store(1, Relaxed);
        self.head_since.store(NEVER, Relaxed);
        self.under_way.fetch_add(1, Relaxed);
        let progress = Arc::new(Progress(AtomicU64::new(NEVER)));
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|answer| answer.strong_count() > 0);
        answers.push(Arc::downgrade(&progress));
        UnderWay { watched: Arc::clone(self), progress }
    }

    /// Records that bytes were read. `first` is the beginning of them.
    pub(super) fn has_read(&self, first: &[u8]) {
        if self.requests.load(Relaxed) == 0 && first.starts_with(b"PRI") {
            self.is_http2.store(true, Relaxed);
        }
        if self.under_way.load(Relaxed) == 0 && self.head_since.load(Relaxed) == NEVER {
            self.head_since.store(self.now(), Relaxed);
        }
    }

    /// Records if the socket accepted bytes.
    pub(super) fn has_written(&self, took: bool) {
        if took {
            self.blocked_since.store(NEVER, Relaxed);
        } else if self.blocked_since.load(Relaxed) == NEVER {
            self.blocked_since.store(self.now(), Relaxed);
        }
    }

    /// Waits until the time of the connection is over. It checks four times within the shortest
    /// timer.
    pub(super) async fn is_over(&self) {
        let timers = self.timers();
        let shortest = timers.head.min(timers.idle).min(timers.write);
        loop {
            tokio::time::sleep(shortest / 4).await;
            if self.is_over_at(self.now()) {
                return;
            }
        }
    }

    fn is_over_at(&self, now: u64) -> bool {
        let timers = self.timers();
        let is_past = |since: u64, limit: Duration| {
            since != NEVER && u128::from(now.saturating_sub(since)) >= limit.as_millis()
        };
        if is_past(self.blocked_since.load(Relaxed), timers.write) {
            return true;
        }
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|answer| answer.strong_count() > 0);
        if answers
            .iter()
            .filter_map(Weak::upgrade)
            .any(|answer| is_past(answer.0.load(Relaxed), timers.write))
        {
            return true;
        }
        if self.under_way.load(Relaxed) > 0 {
            return false;
        }
        let idle_since = self.idle_since.load(Relaxed);
        if self.is_http2.load(Relaxed) {
            return is_past(idle_since, timers.idle);
        }
        let is_new = self.requests.load(Relaxed) == 0;
        is_past(self.head_since.load(Relaxed), timers.head)
            || is_past(idle_since, if is_new { timers.head } else { timers.idle })
    }
}

impl UnderWay {
    /// Records that the response waits for the client, with `bytes` more to be read.
    pub(super) fn waits(&self, bytes: usize) {
        self.watched.unread.fetch_add(bytes, Relaxed);
        self.watched.ticket.waits(bytes);
        self.progress.0.store(self.watched.now(), Relaxed);
    }

    /// Records that bytes were sent, or were lost with the connection.
    pub(super) fn took(&self, bytes: usize) {
        self.watched.unread.fetch_sub(bytes, Relaxed);
        self.watched.ticket.took(bytes);
        self.progress.0.store(self.watched.now(), Relaxed);
    }

    /// Records that the next piece of the response is being made: the client waits for the service.
    pub(super) fn is_being_made(&self) {
        self.progress.0.store(NEVER, Relaxed);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.watched.idle_since.store(self.watched.now(), Relaxed);
        self.watched.under_way.fetch_sub(1, Relaxed);
    }
}
