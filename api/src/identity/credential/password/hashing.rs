//! Password hashing in threads of its own, with the lowest priority, on at most half of the cores.
//!
//! A hash takes about twenty milliseconds of a core and 19 MiB of memory, and every client can ask
//! for one. So four measures apply:
//!
//! - Only a limited number of sign-ins is in progress. Further ones are refused with `OVERLOADED`.
//! - Each sign-in waits for a permit to hash.
//! - After a hash, the permit rests for a while before the next hash gets it.
//! - The thread that hashes gives way to all other threads.
//!
//! So a flood of sign-ins slows down sign-ins, but no save. On a machine that is never idle, such a
//! thread would hardly run. The next threads then get the lowest normal priority instead.

use crate::{
    app::App,
    error::{Code, Error, Result},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, available_parallelism},
    time::{Duration, Instant},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// Time for which a core rests after a hash: a flood gets ten hashes a second from each core.
const REST: Duration = Duration::from_millis(80);

/// Longest time of a hash on an idle machine. A longer one shows that the machine is not idle.
const PATIENCE: Duration = Duration::from_millis(500);

/// Limits of password hashing: sign-ins in progress, and hashes at once.
#[derive(Debug)]
pub struct Hashing {
    permits: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    /// True if the last hash took longer than [`PATIENCE`].
    starved: Arc<AtomicBool>,
}

/// Permit for one sign-in in progress.
#[derive(Debug)]
pub(in crate::identity::credential) struct SignInPermit {
    _permit: OwnedSemaphorePermit,
}

impl Hashing {
    /// Makes the limits, with this many sign-ins in progress.
    #[must_use]
    pub fn new(permits: u32) -> Self {
        let turns = available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        Self {
            permits: Arc::new(Semaphore::new(permits as usize)),
            turns: Arc::new(Semaphore::new(turns)),
            starved: Arc::default(),
        }
    }

    /// Returns the password hashing of this process, with the configured number of permits.
    #[must_use]
    pub fn of(app: &App) -> Arc<Self> {
        app.memo().once("", || Self::new(app.settings().identity.sign_in_permits))
    }

    /// Takes a permit for a sign-in.
    ///
    /// # Errors
    /// Fails with `OVERLOADED` if no permit is free.
    pub(in crate::identity::credential) fn permit(&self) -> Result<SignInPermit> {
        Arc::clone(&self.permits)
            .try_acquire_owned()
            .map(|permit| SignInPermit { _permit: permit })
            .map_err(|_| Code::Overloaded.into())
    }

    /// Waits for a permit to hash, then does the work in a thread of its own.
    ///
    /// The work is done to its end, and keeps its permits until then, even if the caller stops
    /// waiting.
    ///
    /// # Errors
    /// Fails if no thread can be started, or if the work panics.
    pub(in crate::identity::credential) async fn hash<T: Send + 'static>(
        &self,
        permit: SignInPermit,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(Error::failure)?;
        let (tell, told) = oneshot::channel();
        let starved = Arc::clone(&self.starved);
        // A new thread for each hash: a thread that has lowered its priority can't raise it again.
        let thread = thread::Builder::new().name("password".into()).spawn(move || {
            step_back(starved.load(Ordering::Relaxed));
            let began = Instant::now();
            let done = work();
            starved.store(began.elapsed() > PATIENCE, Ordering::Relaxed);
            // Released before the answer, so that a client that asks again at once finds a free
            // permit.
            drop(permit);
            let _ = tell.send(done);
            thread::sleep(REST);
            drop(turn);
        });
        thread.map_err(Error::failure)?;
        told.await.map_err(Error::failure)
    }
}

/// Gives the current thread the lowest priority.
///
/// The thread runs only while the machine is idle (`SCHED_IDLE`). If the last hash starved, it gets
/// the lowest normal priority (`nice` 19) instead. With normal priority, it can delay a thread that
/// wakes by one time slice of the scheduler. On other systems than Linux the priority stays, and
/// only the limits hold.
fn step_back(starved: bool) {
    #[cfg(target_os = "linux")]
    {
        use thread_priority::{
            NormalThreadSchedulePolicy as Policy, ThreadPriority, ThreadSchedulePolicy,
        };
        let policy =
            ThreadSchedulePolicy::Normal(if starved { Policy::Other } else { Policy::Idle });
        let _ = thread_priority::set_thread_priority_and_policy(
            thread_priority::thread_native_id(),
            ThreadPriority::Min,
            policy,
        );
    }
    #[cfg(not(target_os = "linux"))]
    let _ = starved;
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use std::sync::{Barrier, atomic::AtomicUsize};

    #[tokio::test]
    async fn who_finds_no_place_is_told_at_once_and_a_place_is_free_again_after_the_work() {
        let hashing = Hashing::new(1);
        let (begun, end) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let (inside, outside) = ((Arc::clone(&begun), Arc::clone(&end)), (begun, end));
        let work =
            hashing.hash(hashing.permit().unwrap(), move || (inside.0.wait(), inside.1.wait()));
        let refused = async {
            tokio::task::spawn_blocking(move || outside.0.wait()).await.unwrap();
            let refused = hashing.permit().is_err_and(|no| no.is(Code::Overloaded));
            tokio::task::spawn_blocking(move || outside.1.wait()).await.unwrap();
            refused
        };
        let (done, refused) = tokio::join!(work, refused);
        assert!(done.is_ok() && refused);
        let permit = loop {
            match hashing.permit() {
                Ok(permit) => break permit,
                Err(_) => tokio::task::yield_now().await,
            }
        };
        assert!(
            hashing
                .hash(permit, || panic!("as a test"))
                .await
                .is_err_and(|error| error.is(Code::Failure))
        );
    }

    #[tokio::test]
    async fn half_of_the_cores_hash_at_once_and_all_come_to_their_turn() {
        let (hashing, now, most) =
            (Hashing::new(16), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let works = (0..16).map(|_| {
            let (permit, now, most) =
                (hashing.permit().unwrap(), Arc::clone(&now), Arc::clone(&most));
            hashing.hash(permit, move || {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::yield_now();
                now.fetch_sub(1, Ordering::SeqCst);
            })
        });
        assert!(futures_util::future::join_all(works).await.iter().all(Result::is_ok));
        assert!(most.load(Ordering::SeqCst) <= available_parallelism().unwrap().get().div_ceil(2));
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn who_hashes_is_behind_and_nobody_else_and_last_in_line_where_nothing_is_idle() {
        // After the name, field 17 is the nice value and field 39 the policy (0 normal, 5 idle).
        fn permit() -> (i32, i32) {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
            let fields: Vec<_> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
            (fields[38].parse().unwrap(), fields[16].parse().unwrap())
        }
        let (hashing, before) = (Hashing::new(1), permit());
        let slow = || (permit(), thread::sleep(2 * PATIENCE)).0;
        let idle = hashing.hash(hashing.permit().unwrap(), slow).await.unwrap();
        let last = hashing.hash(hashing.permit().unwrap(), permit).await.unwrap();
        let again = hashing.hash(hashing.permit().unwrap(), permit).await.unwrap();
        assert_eq!((idle.0, last, again.0, permit()), (5, (0, 19), 5, before));
    }
}
