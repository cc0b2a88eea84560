//! Where passwords are hashed: beside the threads that answer requests, on half of the cores at most, and behind everything else.
//!
//! A hash takes some twenty milliseconds of a core and 19 MiB of memory, and anybody can ask for one. So a bounded number of
//! sign-ins is under way, whoever comes after that is told to come back; each waits in line for its turn to hash, a turn is
//! followed by a rest, and the thread that hashes gives way to every other: a flood of sign-ins makes signing in slow, and no save.
//! On a machine that is never idle such a thread would hardly run; then the next ones are merely the last in line.

use crate::{
    error::{Code, Error, Result},
    world::World,
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

/// How long a core rests after a hash, so that a flood gets ten of them a second from each.
const REST: Duration = Duration::from_millis(80);

/// A hash that takes longer found no idle machine.
const PATIENCE: Duration = Duration::from_millis(500);

/// The places in line, and the turns to hash.
#[derive(Debug)]
pub struct Hashing {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    /// Whether the last hash found no idle machine.
    starved: Arc<AtomicBool>,
}

/// A place in line.
#[derive(Debug)]
pub(super) struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Hashing {
    /// With this many places in line.
    #[must_use]
    pub fn new(places: u32) -> Self {
        let turns = available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        Self {
            places: Arc::new(Semaphore::new(places as usize)),
            turns: Arc::new(Semaphore::new(turns)),
            starved: Arc::default(),
        }
    }

    /// Returns the line of this process, with as many places as the configuration allows.
    #[must_use]
    pub fn of(world: &World) -> Arc<Self> {
        world.memo().once("", || Self::new(world.config().sign_in_permits))
    }

    /// A place in line.
    ///
    /// # Errors
    /// `OVERLOADED` when there is none left.
    pub(super) fn place(&self) -> Result<Place> {
        Arc::clone(&self.places).try_acquire_owned().map(|permit| Place { _permit: permit }).map_err(|_| Code::Overloaded.into())
    }

    /// Does the work when it is its turn. It is done to its end, and keeps its place until then, also when nobody waits for it
    /// any more.
    ///
    /// # Errors
    /// When no thread can be started, or the work panics.
    pub(super) async fn hash<T: Send + 'static>(&self, place: Place, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(Error::failure)?;
        let (tell, told) = oneshot::channel();
        let starved = Arc::clone(&self.starved);
        // A thread of its own, since one that has stepped back can't step forward again.
        let thread = thread::Builder::new().name("password".into()).spawn(move || {
            step_back(starved.load(Ordering::Relaxed));
            let began = Instant::now();
            let done = work();
            starved.store(began.elapsed() > PATIENCE, Ordering::Relaxed);
            // Before the answer, so that whoever asks again at once finds the place free.
            drop(place);
            let _ = tell.send(done);
            thread::sleep(REST);
            drop(turn);
        });
        thread.map_err(Error::failure)?;
        told.await.map_err(Error::failure)
    }
}

/// Puts the current thread behind all others: it runs while nothing else does (`SCHED_IDLE`), and once it would starve it comes last
/// (`nice` 19). Merely last, it holds up whatever wakes for as long as a turn of the scheduler lasts. Where the system has no such
/// thing the bounds hold.
fn step_back(starved: bool) {
    #[cfg(target_os = "linux")]
    {
        use thread_priority::{NormalThreadSchedulePolicy as Policy, ThreadPriority, ThreadSchedulePolicy};
        let policy = ThreadSchedulePolicy::Normal(if starved { Policy::Other } else { Policy::Idle });
        let _ = thread_priority::set_thread_priority_and_policy(thread_priority::thread_native_id(), ThreadPriority::Min, policy);
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
        let work = hashing.hash(hashing.place().unwrap(), move || (inside.0.wait(), inside.1.wait()));
        let refused = async {
            tokio::task::spawn_blocking(move || outside.0.wait()).await.unwrap();
            let refused = hashing.place().is_err_and(|no| no.is(Code::Overloaded));
            tokio::task::spawn_blocking(move || outside.1.wait()).await.unwrap();
            refused
        };
        let (done, refused) = tokio::join!(work, refused);
        assert!(done.is_ok() && refused);
        let place = loop {
            match hashing.place() {
                Ok(place) => break place,
                Err(_) => tokio::task::yield_now().await,
            }
        };
        assert!(hashing.hash(place, || panic!("as a test")).await.is_err_and(|error| error.is(Code::Failure)));
    }

    #[tokio::test]
    async fn half_of_the_cores_hash_at_once_and_all_come_to_their_turn() {
        let (hashing, now, most) = (Hashing::new(16), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let works = (0..16).map(|_| {
            let (place, now, most) = (hashing.place().unwrap(), Arc::clone(&now), Arc::clone(&most));
            hashing.hash(place, move || {
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
        // After the name, the seventeenth field is how nice the thread is, the thirty-ninth its policy: 0 by turns, 5 when idle.
        fn place() -> (i32, i32) {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
            let fields: Vec<_> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
            (fields[38].parse().unwrap(), fields[16].parse().unwrap())
        }
        let (hashing, before) = (Hashing::new(1), place());
        let slow = || (place(), thread::sleep(2 * PATIENCE)).0;
        let idle = hashing.hash(hashing.place().unwrap(), slow).await.unwrap();
        let last = hashing.hash(hashing.place().unwrap(), place).await.unwrap();
        let again = hashing.hash(hashing.place().unwrap(), place).await.unwrap();
        assert_eq!((idle.0, last, again.0, place()), (5, (0, 19), 5, before));
    }
}
