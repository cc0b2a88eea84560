//! Load shedding: under overload public requests are refused first, then analysts' and
//! integrations', and States' last.
//!
//! The limit counts the requests under way. It is lower for public and analysts' requests than for
//! States. The last permits are reserved for States, whose people come once in three years and on
//! the last day.

use crate::{
    access::policy::Who,
    error::{Code, Error, Result},
};
use ::entity::vocabulary::Role;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// The seconds after which a refused request may be repeated.
const WAIT: u32 = 2;

/// The permits for requests under way.
#[derive(Clone, Debug)]
pub(super) struct ConcurrencyLimit {
    all: u32,
    taken: Arc<AtomicU32>,
}

/// The permit of one request, until it is dropped.
#[derive(Debug)]
pub(super) struct Permit(Arc<AtomicU32>);

impl ConcurrencyLimit {
    pub(super) fn new(all: u32) -> Self {
        Self { all, taken: Arc::default() }
    }

    /// Takes a permit for a request of `who`. An integration has the limit of the Secretariat,
    /// because it repeats by itself.
    ///
    /// # Errors
    /// Fails with `OVERLOADED` if the limit of the caller is reached.
    pub(super) fn take(&self, who: Who<'_>) -> Result<Permit> {
        let theirs = match who {
            Who::Public => self.all / 2,
            Who::Person(Role::Analyst | Role::Administrator) | Who::Integration(_) => {
                self.all - self.all / 4
            }
            Who::Person(Role::FocalPoint | Role::Approver | Role::Contributor | Role::Reader) => {
                self.all
            }
        };
        // Count first, and give the permit back if the limit is exceeded: so two simultaneous
        // requests never both take the last one.
        let place = Permit(Arc::clone(&self.taken));
        if self.taken.fetch_add(1, Ordering::Relaxed) < theirs {
            Ok(place)
        } else {
            Err(Error::Wait(Code::Overloaded, WAIT))
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_waits_first_and_a_state_last() {
        let places = ConcurrencyLimit::new(8);
        let take = |who| std::iter::from_fn(|| places.take(who).ok()).collect::<Vec<_>>();
        let public = take(Who::Public);
        assert_eq!(public.len(), 4);
        let analysts = take(Who::Person(Role::Analyst));
        assert_eq!(analysts.len(), 2);
        assert!(places.take(Who::Public).is_err() && places.take(Who::Integration(&[])).is_err());
        let states = take(Who::Person(Role::Contributor));
        assert_eq!(states.len(), 2);
        let no = places.take(Who::Person(Role::FocalPoint)).map(drop);
        assert!(no.is_err_and(|no| no.is(Code::Overloaded) && no.retry_after() == Some(WAIT)));
        drop((public, states));
        assert!(places.take(Who::Public).is_ok() && places.take(Who::Person(Role::Reader)).is_ok());
    }
}
