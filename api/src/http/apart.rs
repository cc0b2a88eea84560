//! Separate threads for public requests: few threads, with a lower priority than all others.
//!
//! A public query may take a tenth of a second of a core. On the threads that answer requests it
//! would delay the saves of States. Here it takes one of few threads, which have a lower priority
//! than every other thread of the process. If no thread becomes free in time, the request is
//! refused with `OVERLOADED`.

use crate::error::{Code, Error, Result};
use std::{
    cell::Cell,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};
use tokio::{
    runtime::Handle,
    sync::{Semaphore, oneshot},
};

/// The seconds after which a request without a free thread may be repeated.
const WAIT: u32 = 2;

type Job = Box<dyn FnOnce() + Send>;

/// The threads, and the permits to use them.
#[derive(Debug)]
pub(super) struct Apart {
    turns: Semaphore,
    jobs: mpsc::Sender<Job>,
    patience: Duration,
}

impl Apart {
    /// Starts the threads. They end when this value is dropped.
    ///
    /// # Errors
    /// Fails if a thread can't be started.
    pub(super) fn new(name: &str, threads: usize, patience: Duration) -> Result<Self> {
        let (jobs, taken) = mpsc::channel::<Job>();
        let taken = Arc::new(Mutex::new(taken));
        for _ in 0..threads {
            let taken = Arc::clone(&taken);
            let work = move || {
                step_back();
                loop {
                    let job = taken.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(job) = job else { return };
                    // A panic ends its request, and not the thread.
                    let _ = std::panic::catch_unwind(AssertUnwindSafe(job));
                }
            };
            thread::Builder::new().name(name.to_owned()).spawn(work).map_err(Error::failure)?;
        }
        Ok(Self { turns: Semaphore::new(threads), jobs, patience })
    }

    /// Returns half of the number of cores, and at least one.
    pub(super) fn half_of_the_cores() -> usize {
        thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1))
    }

    /// Runs the work on one of the threads. If the caller stops waiting, the work ends at its next
    /// `await`.
    ///
    /// # Errors
    /// Fails with `OVERLOADED` if no thread became free in time, and with a failure if the work
    /// panicked.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T> {
        let turn = tokio::time::timeout(self.patience, self.turns.acquire()).await;
        let _turn =
            turn.map_err(|_| Error::Wait(Code::Overloaded, WAIT))?.map_err(Error::failure)?;
        let (mut tell, told) = oneshot::channel();
        let handle = Handle::current();
        let job = move || {
            handle.block_on(async {
                let done = tokio::select! {
                    biased;
                    () = tell.closed() => return,
                    done = work => done,
                };
                let _ = tell.send(done);
            });
        };
        self.jobs
            .send(Box::new(job))
            .map_err(|_| Error::failure("the threads apart have ended"))?;
        told.await.map_err(|_| Error::failure("the request panicked"))
    }
}

/// Lowers the priority of the current thread: under load it gets about a tenth of the processor
/// time of each other thread.
///
/// It still makes progress, so that it holds no lock for long.
pub(super) fn step_back() {
    BEHIND_OTHERS.set(true);
    #[cfg(target_os = "linux")]
    {
        use thread_priority::{
            NormalThreadSchedulePolicy, ThreadPriority, ThreadPriorityValue, ThreadSchedulePolicy,
        };
        if let Ok(low) = ThreadPriorityValue::try_from(BEHIND) {
            let policy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Other);
            let _ = thread_priority::set_thread_priority_and_policy(
                thread_priority::thread_native_id(),
                ThreadPriority::Crossplatform(low),
                policy,
            );
        }
    }
}

thread_local! {
    static BEHIND_OTHERS: Cell<bool> = const { Cell::new(false) };
}

/// Returns true on a thread with lowered priority.
pub(super) fn is_behind() -> bool {
    BEHIND_OTHERS.get()
}

/// The priority of these threads, from 0 (lowest) to 99: about `nice` 11.
#[cfg(target_os = "linux")]
const BEHIND: u8 = 20;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn work_takes_turns_and_a_request_without_a_turn_comes_back() {
        let apart = Apart::new("apart", 1, Duration::from_millis(50)).unwrap();
        let (begin, begun) = oneshot::channel();
        let (end, ended) = oneshot::channel::<()>();
        let long = apart.run(async move {
            begin.send(thread::current().name().map(str::to_owned)).unwrap();
            ended.await
        });
        let short = async {
            assert_eq!(begun.await.unwrap().as_deref(), Some("apart"));
            let refused = apart.run(async {}).await.unwrap_err();
            assert!(refused.is(Code::Overloaded) && refused.retry_after() == Some(WAIT));
            end.send(()).unwrap();
        };
        let (long, ()) = tokio::join!(long, short);
        long.unwrap().unwrap();
        assert_eq!(apart.run(async { 7 }).await.unwrap(), 7);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_threads_step_back() {
        let apart = Apart::new("apart", 1, Duration::from_secs(10)).unwrap();
        let stat = apart
            .run(async { std::fs::read_to_string("/proc/thread-self/stat").unwrap() })
            .await
            .unwrap();
        // Field 19, counted after the name, which may contain blanks.
        let nice: i32 =
            stat.rsplit(") ").next().unwrap().split(' ').nth(16).unwrap().parse().unwrap();
        assert!((8..19).contains(&nice), "nice {nice}");
    }

    #[tokio::test]
    async fn work_that_panics_or_that_nobody_waits_for_leaves_the_thread_free() {
        let apart = Apart::new("apart", 1, Duration::from_secs(10)).unwrap();
        assert!(apart.run(async { panic!("on purpose") }).await.is_err());
        let dropped = Arc::new(AtomicUsize::new(0));
        struct Guard(Arc<AtomicUsize>);
        impl Drop for Guard {
            fn drop(&mut self) {
                self.0.fetch_add(1, Ordering::SeqCst);
            }
        }
        let guard = Guard(Arc::clone(&dropped));
        let never = apart.run(async move {
            let _guard = guard;
            std::future::pending::<()>().await;
        });
        assert!(tokio::time::timeout(Duration::from_millis(50), never).await.is_err());
        assert_eq!(apart.run(async { 7 }).await.unwrap(), 7);
        assert_eq!(dropped.load(Ordering::SeqCst), 1);
    }
}
