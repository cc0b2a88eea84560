//! The clock, identities and random bytes.
//!
//! Time, identities and randomness come from here alone. So tests set the clock, and never sleep.

use crate::error::{Error, Result};
use chrono::{DateTime, Datelike as _, Utc};
use std::{
    ops::Range,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::SystemTime,
};
use uuid::{ContextV7, Timestamp, Uuid};

/// The clock: the system's, or one that a test sets.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The system's.
    #[default]
    System,
    /// Microseconds since 1970, set by hand.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `time` until it is set.
    #[must_use]
    pub fn standing_at(time: DateTime<Utc>) -> Self {
        Self::Set(Arc::new(AtomicI64::new(time.timestamp_micros())))
    }

    /// Sets a clock that stands; the system's is left alone.
    pub fn set(&self, time: DateTime<Utc>) {
        if let Self::Set(micros) = self {
            micros.store(time.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// Now, to the microsecond. A system clock that is set before 1970 is read as it stands.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => moment(SystemTime::now()),
            Self::Set(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default()
            }
        }
    }
}

/// Years in which the product can run. A clock outside them is wrong.
const YEARS: Range<i32> = 2025..2125;

impl Clock {
    /// Checks that the clock is not wrong by years. Tokens, deadlines and signatures depend on it.
    ///
    /// # Errors
    /// Fails with the time of the clock if it is outside the years of the product.
    pub fn is_set(&self) -> Result<()> {
        let now = self.now();
        if YEARS.contains(&now.year()) {
            return Ok(());
        }
        Err(Error::failure(format!(
            "the clock of this machine says {}: set it (for instance by NTP) and start again; tokens, deadlines and signatures are \
             dated by it",
            now.format("%Y-%m-%d %H:%M:%S UTC")
        )))
    }
}

/// Converts a time of the system's clock, to the microsecond. A time before 1970 is converted too:
/// the readings of the libraries would panic.
fn moment(time: SystemTime) -> DateTime<Utc> {
    let micros = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
        Err(before) => {
            i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros)
        }
    };
    let (least, most) =
        (DateTime::<Utc>::MIN_UTC.timestamp_micros(), DateTime::<Utc>::MAX_UTC.timestamp_micros());
    DateTime::from_timestamp_micros(micros.clamp(least, most)).unwrap_or_default()
}

/// Returns a new identity, ordered by time (UUID version 7).
#[must_use]
pub fn new_id() -> Uuid {
    id_at(Clock::System.now())
}

/// Returns a new identity for a time, after all earlier identities of this process. A time before
/// 1970 counts as the first second of 1970.
fn id_at(time: DateTime<Utc>) -> Uuid {
    static SEQUENCE: LazyLock<Mutex<ContextV7>> = LazyLock::new(|| Mutex::new(ContextV7::new()));
    let seconds = u64::try_from(time.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(&*SEQUENCE, seconds, time.timestamp_subsec_nanos()))
}

/// Returns a new identity that does not reveal its time (UUID version 4).
#[must_use]
pub fn timeless_id() -> Uuid {
    uuid::Builder::from_random_bytes(random()).into_uuid()
}

/// Returns random bytes that nobody can guess.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    rand::random()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use std::time::Duration;

    fn after(seconds: i64) -> DateTime<Utc> {
        let by = Duration::from_secs(seconds.unsigned_abs());
        let epoch = SystemTime::UNIX_EPOCH;
        moment(if seconds < 0 { epoch.checked_sub(by) } else { epoch.checked_add(by) }.unwrap())
    }

    #[test]
    fn a_clock_is_read_wherever_it_stands() {
        assert_eq!(after(-315_619_200).to_string(), "1960-01-01 00:00:00 UTC");
        assert_eq!(after(0).to_string(), "1970-01-01 00:00:00 UTC");
        assert_eq!(after(1_795_000_000).timestamp(), 1_795_000_000);
        assert_eq!(
            after(i64::MAX / 4).timestamp_micros(),
            DateTime::<Utc>::MAX_UTC.timestamp_micros()
        );
    }

    #[test]
    fn ids_are_made_before_1970_and_stay_in_order() {
        let ids = [-315_619_200, -1, 0, 1_795_000_000].map(|seconds| id_at(after(seconds)));
        assert!(ids.is_sorted() && ids.iter().all(|id| id.get_version_num() == 7), "{ids:?}");
        let many: Vec<_> = (0..1_000).map(|_| id_at(after(1_795_000_000))).collect();
        assert!(many.is_sorted());
    }

    #[test]
    fn a_clock_that_is_wrong_by_years_is_refused() {
        let cause = |seconds| match Clock::standing_at(after(seconds)).is_set() {
            Err(Error::Failure(cause)) => cause.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(cause(1_795_000_000), "Ok(())");
        for (wrong, says) in [
            (-315_619_200, "1960-01-01"),
            (0, "1970-01-01"),
            (1_600_000_000, "2020-09-13"),
            (9_000_000_000, "2255"),
        ] {
            assert!(cause(wrong).contains(says), "{}", cause(wrong));
        }
    }
}
