//! Proposing the next focal point of a State.

use crate::{
    app::App,
    clock::new_id,
    database::Tx,
    email_address::EmailAddress,
    error::{Code, Error, Result},
    identity::{
        invitation,
        people::{self, PersonAct, letter},
        succession::{
            Party,
            rules::{self, AGREEABLE},
            store,
        },
        two_people,
    },
};
use ::entity::{
    succession,
    vocabulary::{Official, StateCode},
};
use chrono::{DateTime, Utc};
use serde_json::json;

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
    app: &App,
    by: &Party,
    new: &NewSuccession,
    now: DateTime<Utc>,
) -> Result<succession::Model> {
    if by.own_state().is_some_and(|own| *own != new.state) {
        return Err(Code::NotFound.into());
    }
    let missing = || {
        Error::says(
            Code::NotFound,
            "The State has no focal point to replace. An administrator invites one.",
        )
    };
    let outgoing = people::store::focal_point_of(tx, &new.state).await?.ok_or_else(missing)?;
    let (email, name) =
        (EmailAddress::parse(&new.email)?.into_string(), invitation::rules::name(&new.name)?);
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
    let secretariat = if by.own_state().is_some() {
        people::store::active_administrators(tx).await?
    } else {
        Vec::new()
    };
    let parties =
        store::approvers(tx, &row.state).await?.into_iter().chain([outgoing]).chain(secretariat);
    for person in parties.filter(|person| person.id != proposer.id) {
        letter::succession_asked(tx, app, &row, &proposer.name, &person, now).await?;
    }
    act(&row, "succession.propose", by, now).record(tx, by.own_state().is_none()).await?;
    Ok(row)
}

pub(super) fn act(
    row: &succession::Model,
    verb: &'static str,
    by: &Party,
    at: DateTime<Utc>,
) -> PersonAct {
    let detail = json!({ "outgoing": row.outgoing, "party": by.word() });
    PersonAct {
        state: Some(row.state.clone()),
        verb,
        subject: row.id,
        person: Some(by.person()),
        detail,
        at,
    }
}
