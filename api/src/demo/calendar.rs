//! When everything in the demonstration happened, seen from now.

use crate::error::{Error, Result};
use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, TimeZone as _, Utc};

/// The days of the demonstration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    /// People were added.
    pub people: DateTime<Utc>,
    /// The instrument was published.
    pub instrument: DateTime<Utc>,
    /// The first cycle: from when until when.
    pub first: (DateTime<Utc>, DateTime<Utc>),
    /// The second cycle: from when until when.
    pub second: (DateTime<Utc>, DateTime<Utc>),
    /// Now.
    pub now: DateTime<Utc>,
}

impl Calendar {
    /// The calendar as seen from `now`: the first cycle lies in 2024, the second is open.
    ///
    /// # Errors
    /// When the clock says that 2024 is not over.
    pub(super) fn of(now: DateTime<Utc>) -> Result<Self> {
        let at = |year, month, day| Utc.with_ymd_and_hms(year, month, day, 9, 0, 0).single().unwrap_or_default();
        if now < at(2025, 6, 1) {
            return Err(Error::failure("the demonstration has a cycle in 2024: set the system's clock right and start again"));
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

    /// A moment of a cycle, at `part` of its days so far, 0 to 1.
    pub(super) fn within(&self, cycle: (DateTime<Utc>, DateTime<Utc>), part: f64) -> DateTime<Utc> {
        let until = cycle.1.min(self.now);
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "minutes of a few years")]
        let minutes = ((until - cycle.0).num_minutes() as f64 * part.clamp(0.0, 0.98)) as i64;
        cycle.0 + TimeDelta::minutes(minutes)
    }

    /// The period that submissions to a cycle report on: the two years before it opened.
    pub(super) fn period(cycle: (DateTime<Utc>, DateTime<Utc>)) -> (NaiveDate, NaiveDate) {
        let year = cycle.0.year();
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        (day(year - 2, 1, 1), day(year - 1, 12, 31))
    }
}
