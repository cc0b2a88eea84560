//! Rules of a proposal: its status, its sign-off and its time of publication.

use crate::error::{Code, Error, Reason, Result};
use ::entity::{release_proposal, vocabulary::ProposalStatus};
use chrono::{DateTime, Months, TimeDelta, Utc};
use uuid::Uuid;

/// Time that a second person has to sign a proposal off.
pub const SIGNABLE: TimeDelta = TimeDelta::days(7);

/// Greatest time between a proposal and its publication: twelve months.
pub const AHEAD: Months = Months::new(12);

/// Returns the status of a proposal.
#[must_use]
pub fn status(row: &release_proposal::Model, now: DateTime<Utc>) -> ProposalStatus {
    match row {
        row if row.release.is_some() => ProposalStatus::Published,
        row if row.ended_at.is_some() => ProposalStatus::Ended,
        row if row.signed_off_at.is_some() => ProposalStatus::SignedOff,
        row if now >= row.proposed_at + SIGNABLE => ProposalStatus::Expired,
        _ => ProposalStatus::Proposed,
    }
}

/// Returns the reason why a proposal ended. None if it has not ended or a newer proposal replaced
/// it.
#[must_use]
pub fn ended_because(row: &release_proposal::Model) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| Some(code.as_str()) == row.ended_because.as_deref())
}

/// Checks that a person may sign a proposal off.
///
/// # Errors
/// Fails with `FORBIDDEN` for the person who proposed it. If the proposal ended for a reason, it
/// fails with that reason. Fails with `STALE` if the proposal can no longer be signed off.
pub fn may_sign_off(row: &release_proposal::Model, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    if row.proposed_by == by {
        return Err(Error::says(
            Code::Forbidden,
            "A release needs two people: the person who proposed it can't sign it off.",
        ));
    }
    match status(row, now) {
        ProposalStatus::Proposed => Ok(()),
        ProposalStatus::Ended => Err(ended_because(row).unwrap_or(Code::Stale).into()),
        _ => Err(Code::Stale.into()),
    }
}

/// Checks that a release may be published at a time.
///
/// # Errors
/// Fails with `BAD_INPUT` for a time that has passed or is more than [`AHEAD`] from now.
pub fn may_be_due(publish_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<()> {
    match publish_at {
        Some(at) if at < now => {
            let sentence = "A release can't be published in the past.";
            Err(Error::of("input.publishAt", Reason::Order, sentence))
        }
        Some(at) if at > now + AHEAD => Err(Error::of(
            "input.publishAt",
            Reason::Order,
            "A release is published at most one year after it is proposed.",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    fn day(day: u32) -> DateTime<Utc> {
        format!("2027-01-{day:02}T00:00:00Z").parse().unwrap()
    }
    fn proposed() -> release_proposal::Model {
        release_proposal::Model {
            id: Uuid::nil(),
            cycle: Uuid::nil(),
            counted: "[]".into(),
            publish_at: None,
            proposed_by: Uuid::from_u128(1),
            proposed_at: day(1),
            signed_off_by: None,
            signed_off_at: None,
            release: None,
            ended_at: None,
            ended_because: None,
        }
    }

    #[test]
    fn one_who_proposed_does_not_sign_and_another_only_while_it_stands() {
        let signed = release_proposal::Model {
            signed_off_by: Some(Uuid::from_u128(2)),
            signed_off_at: Some(day(2)),
            ..proposed()
        };
        let ended = release_proposal::Model { ended_at: Some(day(2)), ..proposed() };
        let changed = release_proposal::Model {
            ended_because: Some("RELEASE_CHANGED".into()),
            ..ended.clone()
        };
        let published = release_proposal::Model { release: Some(1), ..signed.clone() };
        for (row, by, on, wanted, stands) in [
            (proposed(), 1, 2, Some(Code::Forbidden), ProposalStatus::Proposed),
            (proposed(), 2, 7, None, ProposalStatus::Proposed),
            (proposed(), 2, 8, Some(Code::Stale), ProposalStatus::Expired),
            (signed.clone(), 3, 3, Some(Code::Stale), ProposalStatus::SignedOff),
            (signed, 3, 20, Some(Code::Stale), ProposalStatus::SignedOff),
            (ended, 2, 3, Some(Code::Stale), ProposalStatus::Ended),
            (changed, 2, 3, Some(Code::ReleaseChanged), ProposalStatus::Ended),
            (published, 2, 3, Some(Code::Stale), ProposalStatus::Published),
        ] {
            assert_eq!(
                may_sign_off(&row, Uuid::from_u128(by), day(on)).err().map(|error| error.code()),
                wanted
            );
            assert_eq!(status(&row, day(on)), stands);
        }
    }

    #[test]
    fn nothing_is_published_in_the_past_or_more_than_a_year_ahead() {
        let year = "2028-01-02T00:00:00Z".parse::<DateTime<Utc>>().unwrap();
        assert!(
            [day(1), year + TimeDelta::seconds(1)].into_iter().all(|at| may_be_due(
                Some(at),
                day(2)
            )
            .is_err())
        );
        assert!(
            [None, Some(day(2)), Some(day(3)), Some(year)].into_iter().all(|at| may_be_due(
                at,
                day(2)
            )
            .is_ok())
        );
    }
}
