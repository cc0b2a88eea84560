//! Proposing the next focal point of a State.

use crate::{
    access::{Administrator, Caller, FocalPoint, Fresh, OwnState, policy::Who},
    clock::new_id,
    database::Tx,
    error::{Code, Error, Result},
    identity::{
        invitation,
        people::{self, PersonAct, letter},
        succession::{
            rules::{self, AGREEABLE},
            store,
        },
        two_people,
    },
    world::World,
};
use ::entity::{
    succession,
    vocabulary::{Official, Role, StateCode, SuccessionParty},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// A caller who speaks for a party, with a fresh second factor.
#[derive(Clone, Debug)]
pub enum Party {
    /// An administrator, for the Secretariat.
    Secretariat(Fresh<Administrator>),
    /// The outgoing focal point.
    FocalPoint(Fresh<FocalPoint>),
    /// An approver of the State.
    Approver(Fresh<OwnState>),
}

impl Party {
    /// Returns the party for which the caller can speak.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` for the public, and with `FORBIDDEN` for every other role and
    /// for integrations. Fails with `STEP_UP_REQUIRED` without a fresh second factor.
    pub fn of(caller: &Caller, now: DateTime<Utc>) -> Result<Self> {
        match caller.who() {
            Who::Person(Role::Administrator) => Ok(Self::Secretariat(caller.administrator()?.fresh(now)?)),
            Who::Person(Role::Approver) => Ok(Self::Approver(caller.own_state()?.fresh(now)?)),
            _ => Ok(Self::FocalPoint(caller.focal_point()?.fresh(now)?)),
        }
    }

    /// Returns the party as the database stores it.
    #[must_use]
    pub const fn word(&self) -> SuccessionParty {
        match self {
            Self::Secretariat(_) => SuccessionParty::Secretariat,
            Self::FocalPoint(_) => SuccessionParty::FocalPoint,
            Self::Approver(_) => SuccessionParty::Approver,
        }
    }

    /// Returns the person.
    #[must_use]
    pub fn person(&self) -> Uuid {
        match self {
            Self::Secretariat(by) => by.person(),
            Self::FocalPoint(by) => by.person(),
            Self::Approver(by) => by.person(),
        }
    }

    /// Returns the State; none for the Secretariat.
    #[must_use]
    pub fn own_state(&self) -> Option<&StateCode> {
        match self {
            Self::Secretariat(_) => None,
            Self::FocalPoint(by) => Some(by.state()),
            Self::Approver(by) => Some(by.state()),
        }
    }
}

/// A succession to propose.
#[derive(Clone, Debug)]
pub struct NewSuccession {
    /// The State whose focal point changes.
    pub state: StateCode,
    /// E-mail address of the successor.
    pub email: String,
    /// Name of the successor.
    pub name: String,
    /// Preferred official language of the successor.
    pub language: Official,
}

/// Proposes a succession, and informs the other parties.
///
/// It replaces any earlier proposal for the State to which nobody has agreed.
///
/// # Errors
/// Fails with `NOT_FOUND` for a State of other people, and for a State without a focal point. Fails
/// with `FORBIDDEN` for the successor, and for a new approver or administrator. Fails with
/// `BAD_INPUT` if the address or the name is malformed. Fails with `EXISTS` if the successor is the
/// focal point already.
pub async fn propose_succession(
    tx: &Tx,
    world: &World,
    by: &Party,
    new: &NewSuccession,
    now: DateTime<Utc>,
) -> Result<succession::Model> {
    if by.own_state().is_some_and(|own| *own != new.state) {
        return Err(Code::NotFound.into());
    }
    let missing = || Error::says(Code::NotFound, "The State has no focal point to replace. An administrator invites one.");
    let outgoing = people::store::focal_point_of(tx, &new.state).await?.ok_or_else(missing)?;
    let (email, name) = (invitation::rules::address(&new.email)?, invitation::rules::name(&new.name)?);
    if email == outgoing.email {
        return Err(Error::says(Code::Exists, "The successor is the focal point already."));
    }
    let proposer = people::store::person_by_id(tx, by.person()).await?.ok_or(Code::Forbidden)?;
    rules::takes_part(&proposer, &email, &two_people::deployment(tx).await?, now)?;
    store::end_pending(tx, &new.state, now).await?;
    let row = succession::Model {
        id: new_id(),
        state: new.state.clone(),
        outgoing: outgoing.id,
        email,
        name,
        language: new.language,
        proposed_by: proposer.id,
        proposed_as: by.word(),
        proposed_at: now,
        expires_at: now + AGREEABLE,
        agreed_by: None,
        agreed_as: None,
        agreed_at: None,
        ended_at: None,
    };
    let row = store::add(tx, row).await?;
    let secretariat = if by.own_state().is_some() { people::store::active_administrators(tx).await? } else { Vec::new() };
    let parties = store::approvers(tx, &row.state).await?.into_iter().chain([outgoing]).chain(secretariat);
    for person in parties.filter(|person| person.id != proposer.id) {
        letter::succession_asked(tx, world, &row, &proposer.name, &person, now).await?;
    }
    act(&row, "succession.propose", by, now).record(tx, by.own_state().is_none()).await?;
    Ok(row)
}

pub(super) fn act(row: &succession::Model, verb: &'static str, by: &Party, at: DateTime<Utc>) -> PersonAct {
    let detail = json!({ "outgoing": row.outgoing, "party": by.word() });
    PersonAct { state: Some(row.state.clone()), verb, subject: row.id, person: Some(by.person()), detail, at }
}
