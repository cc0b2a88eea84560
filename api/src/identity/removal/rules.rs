//! Rules of removals: the time for the confirmation, and the status.

use ::entity::{administrator_removal, vocabulary::RemovalStatus};
use chrono::{DateTime, TimeDelta, Utc};

/// Time in which a removal can be confirmed.
pub const CONFIRMABLE: TimeDelta = TimeDelta::days(7);

/// Returns the status of a removal.
#[must_use]
pub fn status(row: &administrator_removal::Model, now: DateTime<Utc>) -> RemovalStatus {
    if row.confirmed_at.is_some() {
        RemovalStatus::Confirmed
    } else if row.ended_at.is_some() {
        RemovalStatus::Ended
    } else if row.expires_at <= now {
        RemovalStatus::Expired
    } else {
        RemovalStatus::AwaitingConfirmation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_removal_waits_seven_days_and_ends_in_one_way() {
        let at = |days| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(days);
        let row = administrator_removal::Model {
            id: Uuid::nil(),
            person: Uuid::nil(),
            proposed_by: Uuid::nil(),
            proposed_at: at(0),
            expires_at: at(0) + CONFIRMABLE,
            confirmed_by: None,
            confirmed_at: None,
            ended_at: None,
        };
        let confirmed = administrator_removal::Model { confirmed_at: Some(at(1)), ..row.clone() };
        let ended = administrator_removal::Model { ended_at: Some(at(1)), ..row.clone() };
        for (row, day, wanted) in [
            (&row, 6, RemovalStatus::AwaitingConfirmation),
            (&row, 7, RemovalStatus::Expired),
            (&confirmed, 9, RemovalStatus::Confirmed),
            (&ended, 2, RemovalStatus::Ended),
        ] {
            assert_eq!(status(row, at(day)), wanted);
        }
    }
}
