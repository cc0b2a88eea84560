//! Phases of a cycle, which follow from its dates and the clock.

use crate::error::{Code, Error, Reason, Result};
use ::entity::{cycle, cycle_invitation};
use chrono::{DateTime, Utc};

/// Phase of a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The cycle is not open yet.
    Planned,
    /// States may save, submit and amend.
    Open,
    /// The cycle is closed. A State with an extension may still save, submit and amend.
    Closed,
}

/// Returns the phase of a cycle at `now`. It opens at the first instant of its opening time, and
/// closes at the first instant of its closing time.
#[must_use]
pub fn phase(cycle: &cycle::Model, now: DateTime<Utc>) -> Phase {
    if now < cycle.opens_at {
        Phase::Planned
    } else if cycle.closes_at.is_some_and(|closes| now >= closes) {
        Phase::Closed
    } else {
        Phase::Open
    }
}

/// Returns the phase of a cycle for one State. An extension keeps the cycle open. It never opens it
/// earlier, and never closes it sooner.
#[must_use]
pub fn phase_for(
    cycle: &cycle::Model,
    invitation: &cycle_invitation::Model,
    now: DateTime<Utc>,
) -> Phase {
    match phase(cycle, now) {
        Phase::Closed if invitation.extended_until.is_some_and(|until| now < until) => Phase::Open,
        phase => phase,
    }
}

/// Checks that a State may save, submit or amend now.
///
/// # Errors
/// Fails with `NOT_INVITED`, `CYCLE_NOT_OPEN` or `CYCLE_CLOSED`.
pub fn may_save(
    cycle: &cycle::Model,
    invitation: Option<&cycle_invitation::Model>,
    now: DateTime<Utc>,
) -> Result<()> {
    let invitation = invitation.ok_or(Code::NotInvited)?;
    match phase_for(cycle, invitation, now) {
        Phase::Planned => Err(Code::CycleNotOpen.into()),
        Phase::Open => Ok(()),
        Phase::Closed => Err(Code::CycleClosed.into()),
    }
}

/// Checks that the dates make a cycle.
///
/// # Errors
/// Fails with `BAD_INPUT` if the cycle would close before it opens, or at the same time.
pub fn dates(opens_at: DateTime<Utc>, closes_at: Option<DateTime<Utc>>) -> Result<()> {
    if closes_at.is_some_and(|closes| closes <= opens_at) {
        return Err(Error::of(
            "input.closesAt",
            Reason::Order,
            "A cycle must close after it opens. For a continuous cycle, leave out the closing time.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(day: u32) -> DateTime<Utc> {
        chrono::NaiveDate::from_ymd_opt(2026, 1, day)
            .and_then(|d| d.and_hms_opt(0, 0, 0))
            .map(|t| t.and_utc())
            .unwrap_or_default()
    }

    fn cycle(closes: Option<u32>) -> cycle::Model {
        let text = String::new;
        cycle::Model {
            id: Uuid::nil(),
            key: "2026".parse().unwrap_or_else(|_| unreachable!()),
            instrument_version: Uuid::nil(),
            name_ar: text(),
            name_zh: text(),
            name_en: text(),
            name_fr: text(),
            name_ru: text(),
            name_es: text(),
            opens_at: day(10),
            closes_at: closes.map(day),
            lattice: text(),
            created_at: day(1),
        }
    }

    fn invited(until: Option<u32>) -> cycle_invitation::Model {
        cycle_invitation::Model {
            cycle: Uuid::nil(),
            state: "FRA".parse().unwrap_or_else(|_| unreachable!()),
            invited_at: day(1),
            extended_until: until.map(day),
        }
    }

    #[test]
    fn a_state_saves_between_opening_and_closing_and_within_its_extension() {
        for (closes, extension, now, expected) in [
            (Some(20), None, 9, Err(Code::CycleNotOpen)),
            (Some(20), None, 10, Ok(())),
            (Some(20), None, 19, Ok(())),
            (Some(20), None, 20, Err(Code::CycleClosed)),
            (Some(20), Some(25), 24, Ok(())),
            (Some(20), Some(25), 25, Err(Code::CycleClosed)),
            (Some(20), Some(25), 9, Err(Code::CycleNotOpen)),
            (Some(20), Some(15), 19, Ok(())),
            (None, None, 31, Ok(())),
        ] {
            let found =
                may_save(&cycle(closes), Some(&invited(extension)), day(now)).map_err(|e| e.code());
            assert_eq!(found, expected, "closes {closes:?}, extended {extension:?}, on {now}");
        }
        assert_eq!(
            may_save(&cycle(None), None, day(15)).map_err(|e| e.code()),
            Err(Code::NotInvited)
        );
    }
}
