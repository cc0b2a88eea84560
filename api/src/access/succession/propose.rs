//! Proposing who is to be a State's next focal point.

use super::{
    rules::{self, AGREEABLE},
    store,
};
use crate::{
    access::{
        Administrator, Caller, FocalPoint, Fresh, OwnState, invitation,
        people::{PersonAct, letter},
        policy::Who,
        store as people, two_people,
    },
    clock::new_id,
    database::Tx,
    error::{Code, Error, Result},
    world::World,
};
use ::entity::{
    succession,
    vocabulary::{Official, Role, StateCode, SuccessionParty},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Somebody who speaks for a party, with a fresh second factor.
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
    /// The party for which whoever asks can speak.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, `FORBIDDEN` for every other role, `STEP_UP_REQUIRED` without a fresh second factor.
    pub fn of(caller: &Caller, now: DateTime<Utc>) -> Result<Self> {
        match caller.who() {
            Who::Person(Role::Administrator) => Ok(Self::Secretariat(caller.administrator()?.fresh(now)?)),
            Who::Person(Role::Approver) => Ok(Self::Approver(caller.own_state()?.fresh(now)?)),
            _ => Ok(Self::FocalPoint(caller.focal_point()?.fresh(now)?)),
        }
    }

    /// Which party.
    #[must_use]
    pub const fn word(&self) -> SuccessionParty {
        match self {
            Self::Secretariat(_) => SuccessionParty::Secretariat,
            Self::FocalPoint(_) => SuccessionParty::FocalPoint,
            Self::Approver(_) => SuccessionParty::Approver,
        }
    }

    /// The person.
    #[must_use]
    pub fn person(&self) -> Uuid {
        match self {
            Self::Secretariat(by) => by.person(),
            Self::FocalPoint(by) => by.person(),
            Self::Approver(by) => by.person(),
        }
    }

    /// The State; none for the Secretariat.
    #[must_use]
    pub fn own_state(&self) -> Option<&StateCode> {
        match self {
            Self::Secretariat(_) => None,
            Self::FocalPoint(by) => Some(by.state()),
            Self::Approver(by) => Some(by.state()),
        }
    }
}

/// Who is to be the focal point.
#[derive(Clone, Debug)]
pub struct NewSuccession {
    /// Of which State.
    pub state: StateCode,
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Preferred language.
    pub language: Official,
}

/// Proposes a succession, in place of any earlier proposal for the State that nobody has agreed to. The other parties are told.
///
/// # Errors
/// `NOT_FOUND` for another's State or one without a focal point, `FORBIDDEN` for the successor and a new approver, `BAD_INPUT`
/// for a bad address or name, `EXISTS` when the successor is the focal point.
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
    let missing = || Error::says(Code::NotFound, "The State has no focal point who could be succeeded: one is invited.");
    let outgoing = people::focal_point_of(tx, &new.state).await?.ok_or_else(missing)?;
    let (email, name) = (invitation::rules::address(&new.email)?, invitation::rules::name(&new.name)?);
    if email == outgoing.email {
        return Err(Error::says(Code::Exists, "This is the focal point already."));
    }
    let proposer = people::person_by_id(tx, by.person()).await?.ok_or(Code::Forbidden)?;
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
    let secretariat = if by.own_state().is_some() { people::active_administrators(tx).await? } else { Vec::new() };
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
