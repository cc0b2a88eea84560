//! The times of all events in the demonstration, relative to now.

use crate::error::{Error, Result};
use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, TimeZone as _, Utc};

/// Days of the demonstration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    /// Time when people were added.
    pub people: DateTime<Utc>,
    /// Time when the instrument was published.
    pub instrument: DateTime<Utc>,
    /// Opening and closing time of the first cycle.
    pub first: (DateTime<Utc>, DateTime<Utc>),
    /// Opening and closing time of the second cycle.
    pub second: (DateTime<Utc>, DateTime<Utc>),
    /// The present time.
    pub now: DateTime<Utc>,
}

impl Calendar {
    /// Returns the calendar as of `now`: the first cycle is in 2024, the second is open.
    ///
    /// # Errors
    /// Fails if the clock is before June 2025, because the first cycle must be over.
    pub(super) fn of(now: DateTime<Utc>) -> Result<Self> {
        let at = |year, month, day| {
            Utc.with_ymd_and_hms(year, month, day, 9, 0, 0).single().unwrap_or_default()
        };
        if now < at(2025, 6, 1) {
            return Err(Error::failure(
                "the demonstration has a cycle in 2024: set the system's clock right and start again",
            ));
        }
        let opens = at(2026, 2, 2).min(now - TimeDelta::days(90));
        let closes = at(2026, 12, 31).max(now + TimeDelta::days(60));
        Ok(Self {
            people: at(2024, 1, 8),
            instrument: at(2024, 1, 15),
            first: (at(2024, 2, 1), at(2024, 9, 30)),
            second: (opens, closes),
            now,
        })
    }

    /// Returns a time in a cycle, at `part` (0 to 1) of its days so far.
    pub(super) fn within(&self, cycle: (DateTime<Utc>, DateTime<Utc>), part: f64) -> DateTime<Utc> {
        let until = cycle.1.min(self.now);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "minutes of a few years"
        )]
        let minutes = ((until - cycle.0).num_minutes() as f64 * part.clamp(0.0, 0.98)) as i64;
        cycle.0 + TimeDelta::minutes(minutes)
    }

    /// Returns the period that submissions to a cycle report on: the two years before it opened.
    pub(super) fn period(cycle: (DateTime<Utc>, DateTime<Utc>)) -> (NaiveDate, NaiveDate) {
        let year = cycle.0.year();
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        (day(year - 2, 1, 1), day(year - 1, 12, 31))
    }
}
