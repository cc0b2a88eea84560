//! Agreeing to a succession, which completes it.

use crate::{
    app::App,
    database::Tx,
    error::{Code, Result},
    identity::{
        invitation::{self, NewInvitation, Token},
        people::{self, become_role, leave, letter},
        succession::{Party, propose::act, rules, store},
        two_people,
    },
};
use ::entity::{
    person, succession,
    vocabulary::{PersonStatus, Role, SuccessionParty, SuccessionStatus},
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A completed succession.
#[derive(Clone, Debug)]
pub struct Completed {
    /// The succession.
    pub succession: succession::Model,
    /// Invitation of the successor; none if the successor is a person of the State already.
    pub invitation: Option<Uuid>,
}

/// Agrees to a succession, as another party than the proposer.
///
/// The outgoing person has no rights from then on. A successor who is a person of the State becomes
/// the focal point at once. Any other successor becomes it when they redeem their invitation.
///
/// # Errors
/// Fails with `NOT_FOUND` if the party may not see the succession. Fails with `FORBIDDEN` for the
/// same party or the same human, for the successor, and for a new approver or administrator. Fails
/// with `STALE` if the succession no longer waits for an agreement.
pub async fn agree_to_succession(
    tx: &Tx,
    app: &App,
    by: &Party,
    id: Uuid,
    token: &Token,
    now: DateTime<Utc>,
) -> Result<Completed> {
    let row = store::find(tx, by, id).await?.ok_or(Code::NotFound)?;
    let person = people::store::person_by_id(tx, by.person()).await?.ok_or(Code::Forbidden)?;
    let proposer = people::store::person_by_id(tx, row.proposed_by).await?.ok_or(Code::NotFound)?;
    rules::are_two(&proposer, row.proposed_as, &person, by.word())?;
    rules::takes_part(&person, &row.email, &two_people::deployment(tx).await?, now)?;
    let outgoing = people::store::focal_point_of(tx, &row.state)
        .await?
        .filter(|outgoing| outgoing.id == row.outgoing);
    // The proposer must still speak for the party: not removed, and in the same role.
    let still = proposer.status == PersonStatus::Active
        && match row.proposed_as {
            SuccessionParty::Secretariat => proposer.role == Role::Administrator,
            SuccessionParty::FocalPoint => proposer.id == row.outgoing,
            SuccessionParty::Approver => proposer.role == Role::Approver,
        };
    let (Some(outgoing), true, SuccessionStatus::Proposed) =
        (outgoing, still, rules::status(&row, now))
    else {
        return Err(Code::Stale.into());
    };
    if !store::agree(tx, id, person.id, by.word(), now).await? {
        return Err(Code::Stale.into());
    }
    let by_secretariat = by.own_state().is_none();
    tell(tx, app, &row, &outgoing, now).await?;
    leave(tx, &outgoing, Some(person.id), by_secretariat, now).await?;
    let invitation = come(tx, app, &row, &person, token, now).await?;
    act(&row, "succession.complete", by, now).record(tx, by_secretariat).await?;
    let succession = store::find(tx, by, id).await?.ok_or(Code::NotFound)?;
    Ok(Completed { succession, invitation })
}

/// Makes the successor the focal point, or invites them.
///
/// Returns the invitation, if the successor is invited.
async fn come(
    tx: &Tx,
    app: &App,
    row: &succession::Model,
    by: &person::Model,
    token: &Token,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>> {
    let known = people::store::person_by_email(tx, &row.email).await?;
    let known = known.filter(|known| {
        known.state.as_ref() == Some(&row.state) && known.status == PersonStatus::Active
    });
    if let Some(known) = known {
        become_role(tx, &known, Role::FocalPoint, by.id, now).await?;
        return Ok(None);
    }
    let new = NewInvitation {
        email: row.email.clone(),
        name: row.name.clone(),
        language: row.language,
        role: Role::FocalPoint,
        state: Some(row.state.clone()),
    };
    Ok(Some(invitation::by_two_parties(tx, app, by, &new, token, now).await?.id))
}

async fn tell(
    tx: &Tx,
    app: &App,
    row: &succession::Model,
    outgoing: &person::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    for person in store::approvers(tx, &row.state).await?.iter().chain([outgoing]) {
        letter::succession_done(tx, app, row, person, now).await?;
    }
    Ok(())
}
